/* SPDX-License-Identifier: MIT
 *
 * The table of all keys, and the way from a file to a complete configuration: defaults,
 * the file's sections, what sections say about each other, environment and flags, and
 * at last the values that are `auto`.
 */
#include "config-private.h"

#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/model.h"

#define AT(type, field) G_STRUCT_OFFSET (type, field)

static const char *const feeds[] = {"programme", "clean", NULL};
static const char *const codecs[] = {"x264", NULL};
static const char *const levels[] = {"act", "note", NULL};
static const char *const presets[] = {"ultrafast", "superfast", "veryfast", "faster",
                                      "fast",      "medium",    "slow",     "slower",
                                      "veryslow",  NULL};

static const TcConfigField programme_fields[] = {
    {"size", TC_FIELD_SIZE, AT (TcConfigProgramme, width)},
    {"fps", TC_FIELD_RATE, AT (TcConfigProgramme, rate)},
    {"delay_ms", TC_FIELD_AUTO, AT (TcConfigProgramme, delay_ms), 0,
     TC_CONFIG_MAX_DELAY_MS},
    {"language", TC_FIELD_LANGUAGE, AT (TcConfigProgramme, language)},
    {"theme", TC_FIELD_NAME, AT (TcConfigProgramme, theme)},
    {NULL},
};

static const TcConfigField camera_fields[] = {
    {"id", TC_FIELD_ID, AT (TcConfigCamera, id)},
    {"uri", TC_FIELD_CAMERA, AT (TcConfigCamera, uri)},
    {"auth_file", TC_FIELD_AUTH_FILE, AT (TcConfigCamera, auth)},
    {"latency_ms", TC_FIELD_INT, AT (TcConfigCamera, latency_ms), 0, 4000},
    {"backup_for", TC_FIELD_ID, AT (TcConfigCamera, backup_for)},
    {NULL},
};

static const TcConfigField audio_fields[] = {
    {"input", TC_FIELD_AUDIO, AT (TcConfigAudio, input)},
    {"gain_db", TC_FIELD_DOUBLE, AT (TcConfigAudio, gain_db), -60, 20},
    {"delay_ms", TC_FIELD_INT, AT (TcConfigAudio, delay_ms),
     -TC_CONFIG_MAX_AUDIO_DELAY_MS, TC_CONFIG_MAX_AUDIO_DELAY_MS},
    {"limiter", TC_FIELD_BOOL, AT (TcConfigAudio, limiter)},
    {NULL},
};

static const TcConfigField backend_fields[] = {
    {"url", TC_FIELD_BACKEND, AT (TcConfigBackend, url)},
    {"poll_ms", TC_FIELD_INT, AT (TcConfigBackend, poll_ms), 100, 60000},
    {"wait_s", TC_FIELD_INT, AT (TcConfigBackend, wait_s), 1, 30},
    {"late_after_s", TC_FIELD_INT, AT (TcConfigBackend, late_after_s), 1, 3600},
    {"stale_after_s", TC_FIELD_INT, AT (TcConfigBackend, stale_after_s), 1, 3600},
    {"align_ms", TC_FIELD_AUTO, AT (TcConfigBackend, align_ms), 0, 10000},
    {"mapping", TC_FIELD_PATH, AT (TcConfigBackend, mapping)},
    {NULL},
};

static const TcConfigField encoder_fields[] = {
    {"id", TC_FIELD_ID, AT (TcConfigEncoder, id)},
    {"feed", TC_FIELD_CHOICE, AT (TcConfigEncoder, feed), 0, 0, feeds},
    {"codec", TC_FIELD_CHOICE, AT (TcConfigEncoder, codec), 0, 0, codecs},
    {"preset", TC_FIELD_CHOICE, AT (TcConfigEncoder, preset), 0, 0, presets},
    {"bitrate_kbps", TC_FIELD_INT, AT (TcConfigEncoder, bitrate_kbps), 100, 50000},
    {"keyframe_s", TC_FIELD_INT, AT (TcConfigEncoder, keyframe_s), 1, 10},
    {NULL},
};

static const TcConfigField output_fields[] = {
    {"id", TC_FIELD_ID, AT (TcConfigOutput, id)},
    {"url", TC_FIELD_OUTPUT, AT (TcConfigOutput, url)},
    {"key_file", TC_FIELD_KEY_FILE, AT (TcConfigOutput, key)},
    {"encoder", TC_FIELD_ID, AT (TcConfigOutput, encoder)},
    {"autostart", TC_FIELD_BOOL, AT (TcConfigOutput, autostart)},
    {NULL},
};

static const TcConfigField record_fields[] = {
    {"dir", TC_FIELD_PATH, AT (TcConfigRecord, dir)},
    {"segment_min", TC_FIELD_INT, AT (TcConfigRecord, segment_min), 1, 240},
    {"keep_free_gb", TC_FIELD_INT, AT (TcConfigRecord, keep_free_gb), 0, 10000},
    {NULL},
};

static const TcConfigField overlays_fields[] = {
    {"dir", TC_FIELD_PATH, AT (TcConfigOverlays, dir)},
    {"scene", TC_FIELD_NAME, AT (TcConfigOverlays, scene)},
    {"auto", TC_FIELD_BOOL, AT (TcConfigOverlays, is_auto)},
    {"phases", TC_FIELD_PHASES, AT (TcConfigOverlays, phases)},
    {"fonts", TC_FIELD_PATH, AT (TcConfigOverlays, fonts)},
    {NULL},
};

static const TcConfigField control_fields[] = {
    {"listen", TC_FIELD_LISTEN, AT (TcConfigControl, listen)},
    {"tokens_file", TC_FIELD_PATH, AT (TcConfigControl, tokens_file)},
    {NULL},
};

static const TcConfigField obs_fields[] = {
    {"listen", TC_FIELD_LISTEN, AT (TcConfigObsWebsocket, listen)},
    {"password_file", TC_FIELD_SECRET_PATH, AT (TcConfigObsWebsocket, password_file)},
    {"organizer_password_file", TC_FIELD_SECRET_PATH,
     AT (TcConfigObsWebsocket, organizer_password_file)},
    {NULL},
};

static const TcConfigField alerts_fields[] = {
    {"command", TC_FIELD_PROGRAM, AT (TcConfigAlerts, command)},
    {"webhook", TC_FIELD_WEBHOOK, AT (TcConfigAlerts, webhook)},
    {"level", TC_FIELD_CHOICE, AT (TcConfigAlerts, level), 0, 0, levels},
    {NULL},
};

static void
camera_init (gpointer item)
{
  ((TcConfigCamera *)item)->latency_ms = TC_CONFIG_AUTO;
}

static void
encoder_init (gpointer item)
{
  TcConfigEncoder *encoder = item;

  encoder->feed = g_strdup ("programme");
  encoder->codec = g_strdup ("x264");
  encoder->preset = g_strdup ("veryfast");
  encoder->bitrate_kbps = 4500;
  encoder->keyframe_s = 2;
}

static void
output_init (gpointer item)
{
  ((TcConfigOutput *)item)->autostart = TRUE;
}

const TcConfigSection tc_config_sections[] = {
    {"programme", programme_fields, AT (TcConfig, programme)},
    {"cameras", camera_fields, AT (TcConfig, cameras), TC_CONFIG_MAX_CAMERAS,
     sizeof (TcConfigCamera), AT (TcConfig, n_cameras), "uri", "main", "camera",
     camera_init},
    {"audio", audio_fields, AT (TcConfig, audio)},
    {"backend", backend_fields, AT (TcConfig, backend)},
    {"encoders", encoder_fields, AT (TcConfig, encoders), TC_CONFIG_MAX_ENCODERS,
     sizeof (TcConfigEncoder), AT (TcConfig, n_encoders), NULL, "main", "encoder",
     encoder_init},
    {"outputs", output_fields, AT (TcConfig, outputs), TC_CONFIG_MAX_OUTPUTS,
     sizeof (TcConfigOutput), AT (TcConfig, n_outputs), "url", "public", "output",
     output_init},
    {"record", record_fields, AT (TcConfig, record)},
    {"overlays", overlays_fields, AT (TcConfig, overlays)},
    {"control", control_fields, AT (TcConfig, control)},
    {"obs_websocket", obs_fields, AT (TcConfig, obs_websocket)},
    {"alerts", alerts_fields, AT (TcConfig, alerts)},
    {NULL},
};

const TcConfigField tc_config_state_dir = {"state_dir", TC_FIELD_PATH,
                                           AT (TcConfig, state_dir)};

/* --- the table asked --- */

const TcConfigSection *
tc_config_section (const char *key)
{
  const TcConfigSection *section = tc_config_sections;

  while (section->key && strcmp (section->key, key) != 0)
    section++;
  return section->key ? section : NULL;
}

const TcConfigField *
tc_config_field (const TcConfigSection *section, const char *key)
{
  const TcConfigField *field = section->fields;

  while (field->key && strcmp (field->key, key) != 0)
    field++;
  return field->key ? field : NULL;
}

/* The keys of @fields, NULL-terminated. */
static GPtrArray *
field_keys (const TcConfigField *fields)
{
  GPtrArray *keys = g_ptr_array_new ();

  for (; fields->key; fields++)
    g_ptr_array_add (keys, (gpointer)fields->key);
  g_ptr_array_add (keys, NULL);
  return keys;
}

/* --- defaults --- */

static TcConfig *
config_new (const char *dir)
{
  static const char *const scenes[] = {"standby", "draw",    "unit",  "score",
                                       "result",  "ranking", "break", "end"};
  TcConfig *self = g_new0 (TcConfig, 1);

  self->programme = (TcConfigProgramme){
      1920, 1080, {25, 1}, TC_CONFIG_AUTO, g_strdup ("zh-CN"), g_strdup ("azure")};
  self->audio = (TcConfigAudio){.input = g_strdup ("camera"), .limiter = TRUE};
  self->backend = (TcConfigBackend){.poll_ms = 500,
                                    .wait_s = 2,
                                    .late_after_s = 5,
                                    .stale_after_s = 15,
                                    .align_ms = TC_CONFIG_AUTO};
  self->record = (TcConfigRecord){.segment_min = 20, .keep_free_gb = 5};
  self->overlays.scene = g_strdup ("standby");
  self->overlays.is_auto = TRUE;
  self->overlays.n_phases = G_N_ELEMENTS (scenes);
  self->overlays.phases = g_new0 (TcConfigPhase, G_N_ELEMENTS (scenes));
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    self->overlays.phases[i].phase = g_strdup (tc_phase_name ((TcPhase)i));
    self->overlays.phases[i].scene = g_strdup (scenes[i]);
  }
  self->control.listen = g_strdup ("127.0.0.1:8088");
  self->obs_websocket.listen = g_strdup ("127.0.0.1:4455");
  self->alerts.level = g_strdup ("act");
  self->state_dir = tc_config_resolve (dir, "state");
  return self;
}

/* --- reading --- */

static gboolean
read_fields (const TcConfigField *fields,
             const TcYamlNode *map,
             gpointer base,
             const TcConfigValue *origin,
             GError **error)
{
  g_autoptr (GPtrArray) keys = field_keys (fields);

  if (!tc_yaml_check_keys (map, (const char *const *)keys->pdata, error))
    return FALSE;
  for (; fields->key; fields++) {
    TcConfigValue value = *origin;
    value.name = fields->key;
    value.node = tc_yaml_get (map, fields->key);
    if (!value.node)
      continue;
    value.text = tc_yaml_text (value.node);
    if (!tc_field_read (fields, &value, G_STRUCT_MEMBER_P (base, fields->offset),
                        error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_unique_id (const TcConfig *self,
                 const TcConfigSection *section,
                 const TcYamlNode *item,
                 GError **error)
{
  const char *items = G_STRUCT_MEMBER (char *, self, section->offset);
  guint last = G_STRUCT_MEMBER (guint, self, section->count_offset) - 1;
  const char *id = *(char **)(items + last * section->item_size); /* each one's first */

  for (guint i = 0; i < last; i++)
    if (strcmp (*(char **)(items + i * section->item_size), id) == 0)
      return tc_yaml_fail (item, error, "the id '%s' is used twice in '%s'", id,
                           section->key);
  return TRUE;
}

static gboolean
read_list (TcConfig *self,
           const TcConfigSection *section,
           const TcYamlNode *list,
           const TcConfigValue *origin,
           GError **error)
{
  if (tc_yaml_kind (list) != TC_YAML_SEQUENCE)
    return tc_yaml_fail (list, error, "'%s' must be a list", section->key);
  if (tc_yaml_length (list) > section->max)
    return tc_yaml_fail (tc_yaml_at (list, section->max), error,
                         "too many in '%s', at most %u", section->key, section->max);
  for (guint i = 0; i < tc_yaml_length (list); i++) {
    const TcYamlNode *item = tc_yaml_at (list, i);
    gpointer place = tc_config_add_item (self, section);
    if (!read_fields (section->fields, item, place, origin, error) ||
        (section->required && !tc_yaml_require (item, section->required, error)) ||
        !check_unique_id (self, section, item, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_document (TcConfig *self,
               const TcYamlNode *root,
               const TcConfigValue *origin,
               GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (const TcConfigSection *section = tc_config_sections; section->key; section++)
    g_ptr_array_add (keys, (gpointer)section->key);
  g_ptr_array_add (keys, (gpointer)tc_config_state_dir.key);
  g_ptr_array_add (keys, NULL);
  if (!tc_yaml_check_keys (root, (const char *const *)keys->pdata, error))
    return FALSE;
  for (const TcConfigSection *section = tc_config_sections; section->key; section++) {
    const TcYamlNode *node = tc_yaml_get (root, section->key);
    gpointer place = G_STRUCT_MEMBER_P (self, section->offset);
    if (node && section->max > 0 && !read_list (self, section, node, origin, error))
      return FALSE;
    if (node && section->max == 0 &&
        !read_fields (section->fields, node, place, origin, error))
      return FALSE;
  }
  TcConfigValue value = *origin;
  value.name = tc_config_state_dir.key;
  value.node = tc_yaml_get (root, value.name);
  value.text = value.node ? tc_yaml_text (value.node) : NULL;
  return !value.node ||
         tc_field_read (&tc_config_state_dir, &value, &self->state_dir, error);
}

/* --- loading --- */

static TcConfig *
load_document (const TcYaml *document,
               const TcConfigOverride *flags,
               gboolean uses_environment,
               GError **error)
{
  const char *name = document ? tc_yaml_name (document) : "tallycast.yaml";
  g_autofree char *dir = g_path_get_dirname (name);
  g_autoptr (TcConfig) self = config_new (dir);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  const TcYamlNode *root = document ? tc_yaml_root (document) : NULL;
  TcConfigValue origin = {.dir = dir, .code = TC_ERROR_CONFIG, .warnings = warnings};

  if (root) {
    self->path = g_strdup (name);
    if (!read_document (self, root, &origin, error) ||
        !tc_config_check_waits (self, root, error) ||
        !tc_config_check_backups (self, root, error))
      return NULL;
  }
  if (uses_environment && !tc_config_override (self, flags, warnings, error))
    return NULL;
  if (!tc_config_complete (self, root, error))
    return NULL;
  g_ptr_array_add (warnings, NULL);
  self->warnings = (char **)g_ptr_array_free (g_steal_pointer (&warnings), FALSE);
  return g_steal_pointer (&self);
}

TcConfig *
tc_config_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (TcYaml) document = tc_yaml_parse (text, -1, name, TC_ERROR_CONFIG, error);

  return document ? load_document (document, NULL, FALSE, error) : NULL;
}

TcConfig *
tc_config_load (const char *path, const TcConfigOverride *flags, GError **error)
{
  static const char default_path[] = "tallycast.yaml";
  g_autoptr (TcYaml) document = NULL;

  if (!path)
    path = g_getenv ("TALLYCAST_CONFIG");
  if (!path && g_file_test (default_path, G_FILE_TEST_EXISTS))
    path = default_path;
  if (path && !(document = tc_yaml_load (path, TC_ERROR_CONFIG, error)))
    return NULL;
  return load_document (document, flags, TRUE, error);
}
