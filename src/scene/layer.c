/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"

#include <string.h>

static const char *const type_names[] = {"group", "rect", "text",  "image", "table",
                                         "tally", "bar",  "score", NULL};
static const char *const motion_names[] = {"auto",   "still", "heng", "plate", "text",
                                           "ground", "board", "row",  NULL};

/* `hold` would let an old score look new. */
static gboolean
read_stale (const TcYamlNode *map, TcLayer *layer, GError **error)
{
  static const char *const names[] = {"hold", "mark", "hide", NULL};
  int stale = layer->has_score ? TC_STALE_MARK : TC_STALE_HOLD;

  if (!tc_yaml_read_enum (map, "stale", names, &stale, error))
    return FALSE;
  if (layer->has_score && stale == TC_STALE_HOLD)
    return tc_yaml_fail (
        tc_yaml_get (map, "stale"), error,
        "a score may not be held when it is old: 'stale' is mark or hide");
  layer->stale = (TcStale)stale;
  return TRUE;
}

static gboolean
read_layer (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  int type = 0;
  int motion = TC_MOTION_AUTO;

  if (!tc_yaml_require (map, "id", error) || !tc_yaml_require (map, "type", error) ||
      !tc_yaml_read_string (map, "id", &layer->id, error) ||
      !tc_yaml_read_enum (map, "type", type_names, &type, error) ||
      !tc_yaml_check_keys (map, tc_layer_kinds[type].keys, error) ||
      !tc_scene_read_title (map, "name", &layer->name_zh, &layer->name_en, error) ||
      !tc_yaml_read_enum (map, "motion", motion_names, &motion, error) ||
      !tc_yaml_read_int (map, "delay_ms", 0, 2000, &layer->delay_ms, error) ||
      !tc_layer_read_show_when (reader, map, layer, error))
    return FALSE;
  if (strpbrk (layer->id, "/.") != NULL)
    return tc_yaml_fail (tc_yaml_get (map, "id"), error, "an id has no '/' and no '.'");
  layer->type = (TcLayerType)type;
  layer->motion = (TcMotion)motion;
  if (!tc_layer_kinds[type].read (reader, map, layer, error))
    return FALSE;
  for (guint i = 0; i < layer->layers->len; i++)
    layer->has_score |= ((TcLayer *)g_ptr_array_index (layer->layers, i))->has_score;
  return read_stale (map, layer, error);
}

gboolean
tc_layers_read (TcLayerReader *reader,
                const TcYamlNode *map,
                const char *key,
                GPtrArray *layers,
                GError **error)
{
  const TcYamlNode *list = NULL;

  if (!tc_yaml_read_node (map, key, TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  if (++reader->depth > TC_SCENE_MAX_NESTED)
    return tc_yaml_fail (list, error, "groups may be nested %d deep",
                         TC_SCENE_MAX_NESTED);
  for (guint i = 0; i < tc_yaml_length (list); i++) {
    TcLayer *layer = g_new0 (TcLayer, 1);

    layer->delay_ms = -1;
    layer->layers = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_layer_free);
    g_ptr_array_add (layers, layer);
    if (++reader->n_layers > TC_SCENE_MAX_LAYERS)
      return tc_yaml_fail (list, error, "more than %d layers", TC_SCENE_MAX_LAYERS);
    if (!read_layer (reader, tc_yaml_at (list, i), layer, error))
      return FALSE;
    for (guint j = 0; j < i; j++)
      if (strcmp (((TcLayer *)g_ptr_array_index (layers, j))->id, layer->id) == 0)
        return tc_yaml_fail (tc_yaml_at (list, i), error, "id '%s' is there twice",
                             layer->id);
  }
  reader->depth--;
  return TRUE;
}

/* On the top level: within a group the group could hide it and leave the table. */
static gboolean
has_score_layer (const GPtrArray *layers, const char *id)
{
  for (guint i = 0; i < layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (layers, i);

    if (layer->type == TC_LAYER_SCORE && strcmp (layer->id, id) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_marks (const TcYamlNode *root,
             const GPtrArray *all,
             const GPtrArray *layers,
             GError **error)
{
  for (guint i = 0; i < layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (layers, i);

    if (layer->mark_layer != NULL && !has_score_layer (all, layer->mark_layer))
      return tc_yaml_fail (
          root, error,
          "table '%s': its mark '%s' is no score layer of the scene's top level",
          layer->id, layer->mark_layer);
    if (!check_marks (root, all, layer->layers, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tc_layers_check (const TcYamlNode *root, const GPtrArray *layers, GError **error)
{
  return check_marks (root, layers, layers, error);
}

static void
clear_paint (TcPaint *paint)
{
  for (guint i = 0; i < paint->n; i++)
    tc_test_free (paint->cases[i].test);
}

void
tc_layer_free (TcLayer *self)
{
  g_free (self->id);
  g_free (self->name_zh);
  g_free (self->name_en);
  for (guint i = 0; i < self->n_tests; i++)
    tc_test_free (self->tests[i]);
  clear_paint (&self->fill);
  clear_paint (&self->outline);
  clear_paint (&self->ghost);
  clear_paint (&self->head);
  clear_paint (&self->plate);
  tc_test_free (self->now);
  g_free (self->hug);
  g_free (self->after);
  g_free (self->before);
  g_free (self->mark_layer);
  tc_template_free (self->words.zh);
  tc_template_free (self->words.en);
  g_clear_pointer (&self->image, tc_image_unref);
  g_ptr_array_unref (self->layers);
  g_free (self);
}
