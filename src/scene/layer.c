/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"

#include "scene/effect.h"

#include <string.h>

#define MAX_DELAY_MS 2000

/* A new type is a file of its own and a line here. */
const TcLayerKind *const tc_layer_kinds[] = {
    &tc_layer_group, &tc_layer_rect,  &tc_layer_text,  &tc_layer_image,
    &tc_layer_table, &tc_layer_tally, &tc_layer_bar,   &tc_layer_score,
    &tc_layer_clock, &tc_layer_gauge, &tc_layer_chart, &tc_layer_crawl,
    &tc_layer_reel,  &tc_layer_qr,    &tc_layer_svg,   NULL};

static const char *const motion_names[] = {"auto",   "still", "heng", "plate", "text",
                                           "ground", "board", "row",  NULL};

static const char *const anchor_names[] = {
    "picture", "top-left",    "top",    "top-right",    "left", "centre",
    "right",   "bottom-left", "bottom", "bottom-right", NULL};

#define AT(field) G_STRUCT_OFFSET (TcLayer, field)

const TcLayerKey tc_layer_common_keys[] = {
    {"id", TC_KEY_STRING, AT (id), .is_required = TRUE, .schema = "id",
     .help = "once in its list; a key layers/{name} of the API means it at the top"},
    {"type", TC_KEY_OWN, .is_required = TRUE, .schema = "type"},
    {"name", TC_KEY_TITLE, AT (name),
     .help = "on the panel; without it the layer has no switch there"},
    {"show_when", TC_KEY_TESTS, AT (tests),
     .help = "path operator literal; of a list all must hold"},
    {"motion", TC_KEY_ENUM, AT (motion), .names = motion_names,
     .help = "how it comes and goes; auto: by its type"},
    {"delay_ms", TC_KEY_INT, AT (delay_ms), .max = MAX_DELAY_MS, .initial = -1,
     .help = "before it comes; without: by its place in the stagger"},
    {"in", TC_KEY_OWN, .schema = "in", .help = "how it comes"},
    {"out", TC_KEY_OWN, .schema = "out", .help = "how it goes"},
    {"change", TC_KEY_OWN, .schema = "change",
     .help = "how other content or another place comes; never a count for a score"},
    {"stale", TC_KEY_OWN, .schema = "stale",
     .help = "with old data; what shows a score: mark or hide"},
    {"anchor", TC_KEY_ENUM, AT (anchor), .names = anchor_names,
     .help = "from where its places are counted, inwards; an edge is one of the "
             "graphics safe area"},
    {"opacity", TC_KEY_SHARE, AT (opacity), .help = "0..1; not of what shows a score"},
    {"clip", TC_KEY_RECT, AT (clip),
     .help = "nothing of it shows outside; not of what shows a score"},
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

/* Nor may a score be shown and its mark be cut or faded. */
static gboolean
check_whole (const TcYamlNode *map, const TcLayer *layer, GError **error)
{
  if (!layer->has_score || (layer->opacity >= 1 && layer->clip.w == 0))
    return TRUE;
  return tc_yaml_fail (map, error,
                       "what shows a score shows it whole: no 'clip', no 'opacity'");
}

static const TcLayerKind *
read_kind (const TcYamlNode *map, GError **error)
{
  const char *names[32] = {NULL};
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
read_layer (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  reader->anchor = TC_ANCHOR_PICTURE;
  if (!tc_layer_check_keys (map, tc_layer_common_keys, layer->kind->keys, error) ||
      !tc_yaml_read_enum (map, "anchor", anchor_names, &reader->anchor, error))
    return FALSE;
  if (reader->rows != NULL && reader->anchor != TC_ANCHOR_PICTURE)
    return tc_yaml_fail (tc_yaml_get (map, "anchor"), error,
                         "a table's cells are placed in their row");
  if (!tc_layer_read_keys (reader, map, tc_layer_common_keys, layer, error) ||
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
  return read_stale (map, layer, error) && check_whole (map, layer, error);
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

/* --- nothing covers a score's sheet, for it carries the mark --- */

static gboolean
meets (TcRect a, TcRect b)
{
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* The part of the picture that @key of @layer says it takes; w 0: it says none. */
static TcRect
place_of (const TcLayer *layer, const TcLayerKey *key)
{
  const int *pair = (const int *)G_STRUCT_MEMBER_P (layer, key->at);

  if (key->type == TC_KEY_RECT)
    return G_STRUCT_MEMBER (TcRect, layer, key->at);
  if (key->type == TC_KEY_PLACE)
    return (TcRect){pair[0], pair[1], 1, 1};
  return (TcRect){0, 0, 0, 0};
}

static gboolean
check_over (const TcYamlNode *root,
            const GArray *sheets,
            const TcLayer *layer,
            GError **error)
{
  for (const TcLayerKey *key = layer->kind->keys; key->name != NULL; key++) {
    TcRect rect = place_of (layer, key);

    for (guint i = 0; i < sheets->len && rect.w > 0; i++)
      if (meets (rect, g_array_index (sheets, TcRect, i)))
        return tc_yaml_fail (root, error,
                             "'%s' of layer '%s' lies over the sheet of a score: "
                             "nothing may cover a mark",
                             key->name, layer->id);
  }
  return TRUE;
}

/* In the order of drawing. Cells stand where their table does; what takes its place
 * from a text is where that is. Two sheets may take turns in one place: each has its
 * mark. */
static gboolean
check_sheets (const TcYamlNode *root,
              const GPtrArray *layers,
              GArray *sheets,
              GError **error)
{
  for (guint i = 0; i < layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (layers, i);

    if (layer->kind == &tc_layer_score) {
      const TcLayerKey *rect = layer->kind->keys;

      g_assert (rect->type == TC_KEY_RECT);
      g_array_append_val (sheets, G_STRUCT_MEMBER (TcRect, layer, rect->at));
    } else if (!layer->needs_text && !check_over (root, sheets, layer, error)) {
      return FALSE;
    }
    if (layer->kind == &tc_layer_group &&
        !check_sheets (root, layer->layers, sheets, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tc_layers_check (const TcYamlNode *root, const GPtrArray *layers, GError **error)
{
  g_autoptr (GArray) sheets = g_array_new (FALSE, FALSE, sizeof (TcRect));

  return check_layers (root, layers, layers, error) &&
         check_sheets (root, layers, sheets, error);
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

/* --- scores --- */

gboolean
tc_layer_may_show_score (TcLayerReader *reader, const TcYamlNode *map, GError **error)
{
  reader->has_score = TRUE;
  return reader->rows != NULL ||
         tc_yaml_fail (map, error,
                       "a score is shown with its mark: by a layer of type score, or "
                       "in a table that has a mark");
}

gboolean
tc_layer_check_mark (const TcYamlNode *root,
                     const GPtrArray *top,
                     const TcLayer *layer,
                     const char *mark,
                     GError **error)
{
  for (guint i = 0; i < top->len; i++) {
    const TcLayer *other = g_ptr_array_index (top, i);

    if (other->kind == &tc_layer_score && strcmp (other->id, mark) == 0)
      return TRUE;
  }
  return tc_yaml_fail (
      root, error, "%s '%s': its mark '%s' is no score layer of the scene's top level",
      layer->kind->name, layer->id, mark);
}

gboolean
tc_layer_mark_is_on (TcResolve *resolve, const char *mark)
{
  const TcLayer *sheet;

  if (resolve->bind->snapshot->restored)
    return FALSE;
  if (mark == NULL)
    return TRUE;
  sheet = tc_scene_find_layer (resolve->scene, mark);
  return sheet != NULL && tc_layer_is_on (resolve, sheet);
}

/* --- showing --- */

const TcTemplate *
tc_words_pick (const TcResolve *resolve, const TcWords *words)
{
  return resolve->bind->is_english && words->en != NULL ? words->en : words->zh;
}

gboolean
tc_words_have_score (const TcWords *words)
{
  return tc_template_has_score (words->zh) ||
         (words->en != NULL && tc_template_has_score (words->en));
}

TcFill
tc_paint_or (TcResolve *resolve, const TcPaint *paint, const char *otherwise)
{
  TcFill fill = tc_theme_must_fill (resolve->theme, otherwise);

  tc_paint_fill (resolve, paint, &fill);
  return fill;
}

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
tc_tests_hold (const TcTests *self, TcBind *bind)
{
  for (guint i = 0; i < self->n; i++)
    if (!tc_test_holds (self->tests[i], bind))
      return FALSE;
  return TRUE;
}

gboolean
tc_layer_is_on (TcResolve *resolve, const TcLayer *layer)
{
  if (layer->stale == TC_STALE_HIDE && resolve->bind->age == TC_AGE_STALE)
    return FALSE;
  if (!tc_tests_hold (&layer->tests, resolve->bind))
    return FALSE;
  return layer->kind->is_on == NULL || layer->kind->is_on (resolve, layer);
}

static TcRect
cut (TcRect a, TcRect b)
{
  int left = MAX (a.x, b.x);
  int top = MAX (a.y, b.y);

  return (TcRect){left, top, MIN (a.x + a.w, b.x + b.w) - left,
                  MIN (a.y + a.h, b.y + b.h) - top};
}

void
tc_layer_resolve (TcResolve *resolve, const TcLayer *layer)
{
  TcEffects outer = resolve->effects;
  guint first = resolve->parts->len;
  TcRect window = tc_resolve_rect (resolve, layer->clip);

  resolve->effects = tc_effects_within (&outer, &layer->effects);
  layer->kind->resolve (resolve, layer);
  resolve->effects = outer;
  for (guint i = first; i < resolve->parts->len; i++) {
    TcPart *part = g_ptr_array_index (resolve->parts, i);

    part->opacity = (guint8)(part->opacity * layer->opacity + 0.5);
    if (layer->clip.w > 0)
      part->window = part->window.w > 0 ? cut (part->window, window) : window;
  }
  if (layer->is_below && resolve->parts->len > first)
    tc_resolve_put_below (resolve, resolve->group_start++);
}

void
tc_layers_resolve (TcResolve *resolve, const GPtrArray *layers)
{
  g_autoptr (GHashTable) outer = g_steal_pointer (&resolve->edges);
  guint start = resolve->group_start;

  resolve->group_start = resolve->parts->len;
  resolve->edges = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < layers->len && resolve->parts->len < TC_SCENE_MAX_PARTS;
         i++) {
      const TcLayer *layer = g_ptr_array_index (layers, i);

      if (layer->needs_text == (pass == 1) && tc_layer_is_on (resolve, layer))
        tc_layer_resolve (resolve, layer);
    }
  g_hash_table_unref (resolve->edges);
  resolve->edges = g_steal_pointer (&outer);
  resolve->group_start = start;
}
