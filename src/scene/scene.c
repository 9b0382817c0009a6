/* SPDX-License-Identifier: MIT */
#include "tallycast/scene/scene.h"

#include "scene/effect.h"
#include "scene/folder.h"
#include "scene/layer.h"
#include "scene/reel.h"
#include "tallycast/core/error.h"

#include <string.h>

#define MAX_ORDER 99

static const char *const surfaces[] = {"video", "board", NULL};
static const char *const audios[] = {"live", "mute", NULL};

#define AT(field) G_STRUCT_OFFSET (TcScene, field)

const TcLayerKey tc_scene_keys[] = {
    {"title", TC_KEY_TITLE, AT (title), .help = "on the panel"},
    {"surface", TC_KEY_ENUM, AT (surface), .names = surfaces,
     .help = "what the keyers lie on"},
    {"audio", TC_KEY_ENUM, AT (is_muted), .names = audios},
    {"transition", TC_KEY_ENUM, AT (transition), .names = tc_scene_transition_names,
     .help = "how the scene comes onto the air"},
    {"order", TC_KEY_INT, AT (order), .max = MAX_ORDER,
     .help = "of its key on the panel; 0: after the others"},
    {"cameras", TC_KEY_OWN, .schema = "cameras",
     .help = "without: the one on air, full"},
    {"layers", TC_KEY_OWN, .schema = "layers", .help = "bottom first"},
    {NULL},
};

/* What is read of a placement; its id is then copied. */
typedef struct {
  char *id;
  TcRect rect;
} Camera;

const TcLayerKey tc_scene_camera_keys[] = {
    {"id", TC_KEY_STRING, G_STRUCT_OFFSET (Camera, id),
     .help = "without: the one on air"},
    {"rect", TC_KEY_RECT, G_STRUCT_OFFSET (Camera, rect),
     .help = "even numbers; without: the whole picture"},
    {NULL},
};

static gboolean
check_camera (const TcYamlNode *node,
              const Camera *camera,
              const char *const *cameras,
              GError **error)
{
  const TcRect *r = &camera->rect;
  const char *near;

  if (r->x < 0 || r->y < 0 || r->w < 16 || r->h < 16 || r->x + r->w > TC_SCENE_WIDTH ||
      r->y + r->h > TC_SCENE_HEIGHT)
    return tc_yaml_fail (node, error, "a camera's rect must lie within 0, 0, %d, %d",
                         TC_SCENE_WIDTH, TC_SCENE_HEIGHT);
  if (camera->id != NULL && cameras != NULL && !g_strv_contains (cameras, camera->id)) {
    near = tc_did_you_mean (camera->id, cameras);
    return tc_yaml_fail (node, error, "no camera '%s'%s%s%s", camera->id,
                         near != NULL ? " (did you mean '" : "",
                         near != NULL ? near : "", near != NULL ? "'?)" : "");
  }
  if (camera->id != NULL && strlen (camera->id) >= sizeof ((TcPlacement *)0)->camera)
    return tc_yaml_fail (node, error, "a camera's id has at most %d bytes",
                         (int)sizeof ((TcPlacement *)0)->camera - 1);
  return TRUE;
}

static gboolean
read_camera (TcScene *self,
             TcLayerReader *reader,
             const TcYamlNode *node,
             const char *const *cameras,
             GError **error)
{
  Camera camera = {.rect = {0, 0, TC_SCENE_WIDTH, TC_SCENE_HEIGHT}};
  TcPlacement *placement = &self->placements[self->n_placements++];
  gboolean is_good =
      tc_layer_check_keys (node, tc_scene_camera_keys, NULL, error) &&
      tc_layer_read_keys (reader, node, tc_scene_camera_keys, &camera, error) &&
      check_camera (node, &camera, cameras, error);

  placement->rect = camera.rect;
  g_strlcpy (placement->camera, camera.id != NULL ? camera.id : "",
             sizeof placement->camera);
  tc_layer_clear_keys (tc_scene_camera_keys, &camera);
  return is_good;
}

static gboolean
read_cameras (TcScene *self,
              TcLayerReader *reader,
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
    if (!read_camera (self, reader, tc_yaml_at (list, i), cameras, error))
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
  if (!tc_layer_check_keys (root, tc_scene_keys, NULL, error) ||
      !tc_layer_read_keys (reader, root, tc_scene_keys, self, error) ||
      !read_cameras (self, reader, root, cameras, error) ||
      !tc_layers_read (reader, root, "layers", self->layers, error) ||
      !tc_layers_check (root, self->layers, error))
    return FALSE;
  self->is_bound = reader->is_bound;
  self->topics = reader->topics;
  self->has_score = reader->has_score;
  self->reel = reader->reel;
  self->reel_ms = tc_reel_max_ms (&reader->reel);
  return TRUE;
}

TcScene *
tc_scene_load (const char *path,
               const TcTheme *theme,
               const char *const *cameras,
               GError **error)
{
  g_autoptr (TcYaml) doc = tc_folder_load_yaml (path, error);
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
  tc_layer_clear_keys (tc_scene_keys, self);
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
