/* SPDX-License-Identifier: MIT */
#include "tallycast/scene/scene.h"

#include "scene/effect.h"
#include "scene/layer.h"
#include "tallycast/core/error.h"

#include <string.h>

#define MAX_ORDER 99

static const char *const scene_keys[] = {"title", "surface", "audio",  "transition",
                                         "order", "cameras", "layers", NULL};

static gboolean
read_placement (TcScene *self,
                const TcYamlNode *node,
                const char *const *cameras,
                GError **error)
{
  static const char *const keys[] = {"id", "rect", NULL};
  TcPlacement *placement = &self->placements[self->n_placements];
  g_autofree char *id = NULL;

  placement->rect = (TcRect){0, 0, TC_SCENE_WIDTH, TC_SCENE_HEIGHT};
  if (!tc_yaml_check_keys (node, keys, error) ||
      !tc_yaml_read_string (node, "id", &id, error) ||
      !tc_layer_read_rect (node, "rect", &placement->rect, error))
    return FALSE;
  if (placement->rect.x < 0 || placement->rect.y < 0 || placement->rect.w < 16 ||
      placement->rect.h < 16 ||
      placement->rect.x + placement->rect.w > TC_SCENE_WIDTH ||
      placement->rect.y + placement->rect.h > TC_SCENE_HEIGHT)
    return tc_yaml_fail (node, error, "a camera's rect must lie within 0, 0, %d, %d",
                         TC_SCENE_WIDTH, TC_SCENE_HEIGHT);
  if (id != NULL && cameras != NULL && !g_strv_contains (cameras, id)) {
    const char *near = tc_did_you_mean (id, cameras);

    return tc_yaml_fail (node, error, "no camera '%s'%s%s%s", id,
                         near != NULL ? " (did you mean '" : "",
                         near != NULL ? near : "", near != NULL ? "'?)" : "");
  }
  if (id != NULL && strlen (id) >= sizeof placement->camera)
    return tc_yaml_fail (node, error, "a camera's id has at most %d bytes",
                         (int)sizeof placement->camera - 1);
  g_strlcpy (placement->camera, id != NULL ? id : "", sizeof placement->camera);
  self->n_placements++;
  return TRUE;
}

static gboolean
read_cameras (TcScene *self,
              const TcYamlNode *root,
              const char *const *cameras,
              GError **error)
{
  const TcYamlNode *list = NULL;

  if (!tc_yaml_read_node (root, "cameras", TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL) {
    self->n_placements = 1;
    self->placements[0].rect = (TcRect){0, 0, TC_SCENE_WIDTH, TC_SCENE_HEIGHT};
    return TRUE;
  }
  if (tc_yaml_length (list) > TC_SHOT_MAX_PLACEMENTS)
    return tc_yaml_fail (list, error, "at most %d cameras", TC_SHOT_MAX_PLACEMENTS);
  for (guint i = 0; i < tc_yaml_length (list); i++)
    if (!read_placement (self, tc_yaml_at (list, i), cameras, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_scene (TcScene *self,
            const TcYamlNode *root,
            TcLayerReader *reader,
            const char *const *cameras,
            GError **error)
{
  static const char *const surfaces[] = {"video", "board", NULL};
  static const char *const audios[] = {"live", "mute", NULL};
  int surface = 0;
  int audio = 0;
  int transition = 0;

  if (!tc_yaml_check_keys (root, scene_keys, error) ||
      !tc_layer_read_title (root, "title", &self->title, error) ||
      !tc_yaml_read_enum (root, "surface", surfaces, &surface, error) ||
      !tc_yaml_read_enum (root, "audio", audios, &audio, error) ||
      !tc_yaml_read_enum (root, "transition", tc_scene_transition_names, &transition,
                          error) ||
      !tc_yaml_read_int (root, "order", 0, MAX_ORDER, &self->order, error) ||
      !read_cameras (self, root, cameras, error) ||
      !tc_layers_read (reader, root, "layers", self->layers, error) ||
      !tc_layers_check (root, self->layers, error))
    return FALSE;
  self->surface = (TcSurface)surface;
  self->is_muted = audio == 1;
  self->transition = (TcSceneTransition)transition;
  self->is_bound = reader->is_bound;
  self->has_score = reader->has_score;
  return TRUE;
}

TcScene *
tc_scene_load (const char *path,
               const TcTheme *theme,
               const char *const *cameras,
               GError **error)
{
  g_autoptr (TcYaml) doc = tc_yaml_load (path, TC_ERROR_DATA, error);
  g_autoptr (TcScene) self = NULL;
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  TcLayerReader reader = {.theme = theme, .dir = dir, .files = files};

  if (doc == NULL)
    return NULL;
  self = g_new0 (TcScene, 1);
  g_atomic_ref_count_init (&self->refs);
  self->name = g_strndup (base, strcspn (base, "."));
  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_layer_free);
  self->files = g_ptr_array_ref (reader.files);
  if (!read_scene (self, tc_yaml_root (doc), &reader, cameras, error))
    return NULL;
  return g_steal_pointer (&self);
}

TcScene *
tc_scene_ref (TcScene *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tc_scene_unref (TcScene *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->name);
  tc_title_clear (&self->title);
  g_ptr_array_unref (self->layers);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
}

const TcLayer *
tc_scene_find_layer (const TcScene *self, const char *id)
{
  for (guint i = 0; i < self->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (self->layers, i);

    if (strcmp (layer->id, id) == 0)
      return layer;
  }
  return NULL;
}
