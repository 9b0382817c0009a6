/* SPDX-License-Identifier: MIT
 *
 * What keys say about each other, what follows from others when it is `auto`, and how a
 * configuration ends.
 */
#include "config-private.h"

#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/listen.h"

#define RTSP_LATENCY_MS   300
#define DEVICE_LATENCY_MS 100

/* --- items of lists --- */

gpointer
tc_config_add_item (TcConfig *self, const TcConfigSection *section)
{
  char **items = G_STRUCT_MEMBER_P (self, section->offset);
  guint *count = G_STRUCT_MEMBER_P (self, section->count_offset);
  guint i = (*count)++;

  if (!*items)
    *items = g_malloc0_n (section->max, section->item_size);
  char *item = *items + i * section->item_size;
  section->item_init (item);
  *(char **)item = i == 0 ? g_strdup (section->first_id)
                          : g_strdup_printf ("%s%u", section->next_id, i + 1);
  return item;
}

static void
clear_fields (const TcConfigField *fields, gpointer base)
{
  for (; fields->key; fields++)
    if (fields->kind <= TC_FIELD_LAST_TEXT)
      g_clear_pointer ((char **)G_STRUCT_MEMBER_P (base, fields->offset), g_free);
}

void
tc_config_clear_list (TcConfig *self, const TcConfigSection *section)
{
  char **items = G_STRUCT_MEMBER_P (self, section->offset);
  guint *count = G_STRUCT_MEMBER_P (self, section->count_offset);

  for (guint i = 0; i < *count; i++)
    clear_fields (section->fields, *items + i * section->item_size);
  g_clear_pointer (items, g_free);
  *count = 0;
}

void
tc_config_free (TcConfig *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->overlays.n_phases; i++) {
    g_free (self->overlays.phases[i].phase);
    g_free (self->overlays.phases[i].scene);
  }
  g_free (self->overlays.phases);
  for (const TcConfigSection *section = tc_config_sections; section->key; section++) {
    if (section->max > 0)
      tc_config_clear_list (self, section);
    else
      clear_fields (section->fields, G_STRUCT_MEMBER_P (self, section->offset));
  }
  g_free (self->state_dir);
  g_free (self->path);
  g_strfreev (self->warnings);
  g_free (self);
}

/* --- keys against each other --- */

/* The node of @section's @key, or of the section, or the root: where to point at. */
static const TcYamlNode *
find_node (const TcYamlNode *root, const char *section, const char *key)
{
  const TcYamlNode *map = tc_yaml_get (root, section);
  const TcYamlNode *node = map ? tc_yaml_get (map, key) : NULL;

  return node ? node : map ? map : root;
}

gboolean
tc_config_check_waits (const TcConfig *self, const TcYamlNode *root, GError **error)
{
  const TcConfigBackend *backend = &self->backend;
  const TcYamlNode *map = tc_yaml_get (root, "backend");
  const char *written = map && !tc_yaml_get (map, "late_after_s") ? "wait_s" : NULL;

  if (backend->wait_s + 1 >= backend->late_after_s)
    return tc_yaml_fail (
        find_node (root, "backend", written ? written : "late_after_s"), error,
        "'late_after_s' (%d) must be more than 'wait_s' + 1 (%d): else a healthy, "
        "quiet "
        "backend looks late",
        backend->late_after_s, backend->wait_s + 1);
  if (backend->stale_after_s <= backend->late_after_s)
    return tc_yaml_fail (find_node (root, "backend", "stale_after_s"), error,
                         "'stale_after_s' (%d) must be more than 'late_after_s' (%d)",
                         backend->stale_after_s, backend->late_after_s);
  return TRUE;
}

static const TcConfigCamera *
find_camera (const TcConfig *self, const char *id)
{
  for (guint i = 0; i < self->n_cameras; i++)
    if (strcmp (self->cameras[i].id, id) == 0)
      return &self->cameras[i];
  return NULL;
}

gboolean
tc_config_check_backups (const TcConfig *self, const TcYamlNode *root, GError **error)
{
  const TcYamlNode *list = tc_yaml_get (root, "cameras");

  for (guint i = 0; i < self->n_cameras; i++) {
    const TcConfigCamera *camera = &self->cameras[i];
    if (!camera->backup_for)
      continue;
    const TcYamlNode *node = tc_yaml_get (tc_yaml_at (list, i), "backup_for");
    const TcConfigCamera *other = find_camera (self, camera->backup_for);
    if (!other)
      return tc_yaml_fail (node, error, "'backup_for': there is no camera '%s'",
                           camera->backup_for);
    if (other == camera || other->backup_for)
      return tc_yaml_fail (node, error,
                           "'backup_for': '%s' is %s, it cannot be backed up",
                           camera->backup_for,
                           other == camera ? "the camera itself" : "a backup itself");
  }
  return TRUE;
}

static gboolean
has_encoder (const TcConfig *self, const char *id)
{
  for (guint i = 0; i < self->n_encoders; i++)
    if (strcmp (self->encoders[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Only the file can name an encoder, so that an unknown one has a place in it. */
static gboolean
complete_outputs (TcConfig *self, const TcYamlNode *root, GError **error)
{
  for (guint i = 0; i < self->n_outputs; i++) {
    TcConfigOutput *output = &self->outputs[i];
    if (!output->encoder)
      output->encoder = g_strdup (self->encoders[0].id);
    if (has_encoder (self, output->encoder))
      continue;
    const TcYamlNode *item = tc_yaml_at (tc_yaml_get (root, "outputs"), i);
    return tc_yaml_fail (tc_yaml_get (item, "encoder"), error,
                         "'encoder': there is no encoder '%s'", output->encoder);
  }
  return TRUE;
}

/* --- auto --- */

static int
default_latency_ms (const char *uri)
{
  if (g_str_has_prefix (uri, "rtsp:"))
    return RTSP_LATENCY_MS;
  return g_str_has_prefix (uri, "v4l2:") ? DEVICE_LATENCY_MS : 0;
}

/* Returns: the camera that comes last. */
static const TcConfigCamera *
complete_cameras (TcConfig *self)
{
  const TcConfigCamera *slowest = NULL;

  for (guint i = 0; i < self->n_cameras; i++) {
    TcConfigCamera *camera = &self->cameras[i];
    if (camera->latency_ms == TC_CONFIG_AUTO)
      camera->latency_ms = default_latency_ms (camera->uri);
    if (!slowest || camera->latency_ms > slowest->latency_ms)
      slowest = camera;
  }
  return slowest;
}

/* Sound that is asked for before it has come is silence, for ever. */
static gboolean
check_sound (const TcConfig *self,
             const TcYamlNode *root,
             const TcConfigCamera *slowest,
             GError **error)
{
  gboolean is_camera = g_strcmp0 (self->audio.input, "camera") == 0;
  int least = (is_camera ? slowest->latency_ms : DEVICE_LATENCY_MS) +
              TC_CONFIG_MIN_DELAY_MS - self->programme.delay_ms;

  if (self->audio.delay_ms >= MIN (least, 0))
    return TRUE;
  return tc_yaml_fail (find_node (root, "audio", "delay_ms"), error,
                       "'delay_ms' of the sound must be at least %d with a programme "
                       "delay of %d, not %d: earlier it has not come yet",
                       MIN (least, 0), self->programme.delay_ms, self->audio.delay_ms);
}

/* A server that asks for no token serves only this machine. What a flag or a variable
 * says has no place in the file. */
static gboolean
check_listen (const TcYamlNode *root,
              const char *section,
              const char *listen,
              const char *needed,
              GError **error)
{
  g_autoptr (GError) why = NULL;
  const TcYamlNode *map = root ? tc_yaml_get (root, section) : NULL;
  const TcYamlNode *node = map ? tc_yaml_get (map, "listen") : NULL;

  if (tc_listen_check_local (listen, &why))
    return TRUE;
  if (node && g_strcmp0 (tc_yaml_text (node), listen) == 0)
    return tc_yaml_fail (node, error, "'listen': %s%s", why->message, needed);
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "%s: 'listen' '%s': %s%s", section,
               listen, why->message, needed);
  return FALSE;
}

gboolean
tc_config_complete (TcConfig *self, const TcYamlNode *root, GError **error)
{
  if (self->n_cameras == 0) {
    TcConfigCamera *camera = tc_config_add_item (self, tc_config_section ("cameras"));
    camera->uri = g_strdup ("test:");
  }
  if (self->n_encoders == 0)
    tc_config_add_item (self, tc_config_section ("encoders"));
  if (!complete_outputs (self, root, error))
    return FALSE;

  const TcConfigCamera *slowest = complete_cameras (self);
  int least = slowest->latency_ms + TC_CONFIG_MIN_DELAY_MS;
  if (self->programme.delay_ms == TC_CONFIG_AUTO)
    self->programme.delay_ms = slowest->latency_ms + TC_CONFIG_AUTO_DELAY_MS;
  if (self->programme.delay_ms < least) /* only the file can have said it */
    return tc_yaml_fail (find_node (root, "programme", "delay_ms"), error,
                         "'delay_ms' must be auto or at least %d (camera '%s' has a "
                         "latency of %d, and %d on top), not %d",
                         least, slowest->id, slowest->latency_ms,
                         TC_CONFIG_MIN_DELAY_MS, self->programme.delay_ms);
  if (!check_sound (self, root, slowest, error))
    return FALSE;
  if (self->backend.align_ms == TC_CONFIG_AUTO)
    self->backend.align_ms = self->programme.delay_ms;
  return (self->control.tokens_file ||
          check_listen (root, "control", self->control.listen,
                        ", unless there is a 'tokens_file'", error)) &&
         check_listen (root, "obs_websocket", self->obs_websocket.listen, "", error);
}
