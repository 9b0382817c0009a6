/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"

#include "scene/effect.h"

#include <string.h>

#define MAX_DELAY_MS 2000

/* A new type is a file of its own and a line here. */
const TcLayerKind *const tc_layer_kinds[] = {
    &tc_layer_group, &tc_layer_rect,  &tc_layer_text,
    &tc_layer_image, &tc_layer_table, &tc_layer_tally,
    &tc_layer_score, &tc_layer_bar,   NULL};

static const char *const motion_names[] = {"auto",   "still", "heng", "plate", "text",
                                           "ground", "board", "row",  NULL};

#define AT(field) G_STRUCT_OFFSET (TcLayer, field)

const TcLayerKey tc_layer_common_keys[] = {
    {"id", TC_KEY_STRING, AT (id), .is_required = TRUE},
    {"type", TC_KEY_OWN, .is_required = TRUE, .schema = "type"},
    {"name", TC_KEY_TITLE, AT (name)},
    {"show_when", TC_KEY_TESTS, AT (tests)},
    {"motion", TC_KEY_ENUM, AT (motion), .names = motion_names},
    {"delay_ms", TC_KEY_INT, AT (delay_ms), .max = MAX_DELAY_MS, .initial = -1},
    {"in", TC_KEY_OWN, .schema = "in"},
    {"out", TC_KEY_OWN, .schema = "out"},
    {"change", TC_KEY_OWN, .schema = "change"},
    {"stale", TC_KEY_OWN, .schema = "stale"},
    {NULL},
};

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

static const TcLayerKind *
read_kind (const TcYamlNode *map, GError **error)
{
  const char *names[16] = {NULL};
  int type = 0;

  for (guint i = 0; tc_layer_kinds[i] != NULL; i++) {
    g_assert (i < G_N_ELEMENTS (names) - 1);
    names[i] = tc_layer_kinds[i]->name;
  }
  if (!tc_yaml_require (map, "type", error) ||
      !tc_yaml_read_enum (map, "type", names, &type, error))
    return NULL;
  return tc_layer_kinds[type];
}

static gboolean
check_key_names (const TcYamlNode *map, const TcLayerKind *kind, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const TcLayerKey *key = tc_layer_common_keys; key->name != NULL; key++)
    g_ptr_array_add (names, (gpointer)key->name);
  for (const TcLayerKey *key = kind->keys; key->name != NULL; key++)
    g_ptr_array_add (names, (gpointer)key->name);
  g_ptr_array_add (names, NULL);
  return tc_yaml_check_keys (map, (const char *const *)names->pdata, error);
}

static gboolean
read_layer (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  if (!check_key_names (map, layer->kind, error) ||
      !tc_layer_read_keys (reader, map, tc_layer_common_keys, layer, error) ||
      !tc_effects_read (map, &layer->effects, error))
    return FALSE;
  if (strpbrk (layer->id, "/.") != NULL)
    return tc_yaml_fail (tc_yaml_get (map, "id"), error, "an id has no '/' and no '.'");
  if (!tc_layer_read_keys (reader, map, layer->kind->keys, layer, error) ||
      (layer->kind->finish != NULL && !layer->kind->finish (reader, map, layer, error)))
    return FALSE;
  for (guint i = 0; i < layer->layers->len; i++)
    layer->has_score |= ((TcLayer *)g_ptr_array_index (layer->layers, i))->has_score;
  if (layer->has_score && !tc_effects_check_score (map, &layer->effects, error))
    return FALSE;
  return read_stale (map, layer, error);
}

static TcLayer *
layer_new (const TcLayerKind *kind)
{
  TcLayer *layer = g_malloc0 (kind->size);

  layer->kind = kind;
  layer->layers = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_layer_free);
  return layer;
}

static gboolean
check_id (const TcYamlNode *node, const GPtrArray *layers, GError **error)
{
  const TcLayer *newest = g_ptr_array_index (layers, layers->len - 1);

  for (guint i = 0; i + 1 < layers->len; i++)
    if (strcmp (((TcLayer *)g_ptr_array_index (layers, i))->id, newest->id) == 0)
      return tc_yaml_fail (node, error, "id '%s' is there twice", newest->id);
  return TRUE;
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
    const TcYamlNode *node = tc_yaml_at (list, i);
    const TcLayerKind *kind = read_kind (node, error);

    if (kind == NULL)
      return FALSE;
    if (++reader->n_layers > TC_SCENE_MAX_LAYERS)
      return tc_yaml_fail (list, error, "more than %d layers", TC_SCENE_MAX_LAYERS);
    g_ptr_array_add (layers, layer_new (kind));
    if (!read_layer (reader, node, g_ptr_array_index (layers, i), error) ||
        !check_id (node, layers, error))
      return FALSE;
  }
  reader->depth--;
  return TRUE;
}

static gboolean
check_layers (const TcYamlNode *root,
              const GPtrArray *top,
              const GPtrArray *layers,
              GError **error)
{
  for (guint i = 0; i < layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (layers, i);

    if ((layer->kind->check != NULL && !layer->kind->check (root, top, layer, error)) ||
        !check_layers (root, top, layer->layers, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tc_layers_check (const TcYamlNode *root, const GPtrArray *layers, GError **error)
{
  return check_layers (root, layers, layers, error);
}

void
tc_layer_free (TcLayer *self)
{
  if (self->kind->clear != NULL)
    self->kind->clear (self);
  tc_layer_clear_keys (self->kind->keys, self);
  tc_layer_clear_keys (tc_layer_common_keys, self);
  g_ptr_array_unref (self->layers);
  g_free (self);
}

/* --- showing --- */

gboolean
tc_paint_fill (TcResolve *resolve, const TcPaint *paint, TcFill *fill)
{
  for (guint i = 0; i < paint->n; i++)
    if (paint->cases[i].test == NULL ||
        tc_test_holds (paint->cases[i].test, resolve->bind)) {
      *fill = paint->cases[i].fill;
      return TRUE;
    }
  return FALSE;
}

gboolean
tc_layer_is_on (TcResolve *resolve, const TcLayer *layer)
{
  if (layer->stale == TC_STALE_HIDE && resolve->bind->age == TC_AGE_STALE)
    return FALSE;
  for (guint i = 0; i < layer->tests.n; i++)
    if (!tc_test_holds (layer->tests.tests[i], resolve->bind))
      return FALSE;
  return layer->kind->is_on == NULL || layer->kind->is_on (resolve, layer);
}

void
tc_layer_resolve (TcResolve *resolve, const TcLayer *layer)
{
  TcEffects outer = resolve->effects;

  resolve->effects = tc_effects_within (&outer, &layer->effects);
  layer->kind->resolve (resolve, layer);
  resolve->effects = outer;
}

void
tc_layers_resolve (TcResolve *resolve, const GPtrArray *layers)
{
  g_autoptr (GHashTable) outer = g_steal_pointer (&resolve->edges);
  guint start = resolve->group_start;

  resolve->group_start = resolve->parts->len;
  resolve->edges = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < layers->len; i++) {
      const TcLayer *layer = g_ptr_array_index (layers, i);

      if (layer->needs_text == (pass == 1) && tc_layer_is_on (resolve, layer))
        tc_layer_resolve (resolve, layer);
    }
  g_hash_table_unref (resolve->edges);
  resolve->edges = g_steal_pointer (&outer);
  resolve->group_start = start;
}
