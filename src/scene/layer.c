/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"

#include "tallycast/core/error.h"

#include <string.h>

static const char *const type_names[] = {"group", "rect", "text",  "image", "table",
                                         "tally", "bar",  "score", NULL};
static const char *const motion_names[] = {"auto",   "still", "heng", "plate", "text",
                                           "ground", "board", "row",  NULL};

gboolean
tc_layer_fail (const TcYamlNode *node, GError *inner, GError **error)
{
  tc_yaml_fail (node, error, "%s", inner->message);
  g_error_free (inner);
  return FALSE;
}

static void
note_path (TcLayerReader *reader, const TcPath *path)
{
  reader->is_bound |= path->is_bound;
  reader->has_score |= path->is_score;
}

static gboolean
read_path (TcLayerReader *reader,
           const TcYamlNode *map,
           const char *key,
           TcValueKind kind,
           const TcPath **path,
           GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);
  const char *text;
  GError *inner = NULL;

  if (node == NULL)
    return TRUE;
  if (!tc_yaml_as_string (node, key, &text, error))
    return FALSE;
  *path = tc_path_find (text, reader->rows, &inner);
  if (*path == NULL)
    return tc_layer_fail (node, inner, error);
  if ((*path)->kind != kind)
    return tc_yaml_fail (node, error,
                         "'%s' cannot be '%s': it is another kind of value", key, text);
  note_path (reader, *path);
  return TRUE;
}

static gboolean
read_test (TcLayerReader *reader, const TcYamlNode *node, TcTest **test, GError **error)
{
  const char *text;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, "show_when", &text, error))
    return FALSE;
  *test = tc_test_new (text, reader->rows, &inner);
  if (*test == NULL)
    return tc_layer_fail (node, inner, error);
  reader->is_bound |= tc_test_path (*test)->is_bound;
  return TRUE;
}

static gboolean
read_show_when (TcLayerReader *reader,
                const TcYamlNode *map,
                TcLayer *layer,
                GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, "show_when");
  guint n;

  if (node == NULL)
    return TRUE;
  n = tc_yaml_kind (node) == TC_YAML_SEQUENCE ? tc_yaml_length (node) : 1;
  if (n > TC_BIND_MAX_TESTS)
    return tc_yaml_fail (node, error, "at most %d tests", TC_BIND_MAX_TESTS);
  for (guint i = 0; i < n; i++) {
    const TcYamlNode *item =
        tc_yaml_kind (node) == TC_YAML_SEQUENCE ? tc_yaml_at (node, i) : node;

    if (!read_test (reader, item, &layer->tests[layer->n_tests++], error)) {
      layer->n_tests--;
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_fill (TcLayerReader *reader, const TcYamlNode *node, TcFill *fill, GError **error)
{
  const char *name;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, "colour", &name, error))
    return FALSE;
  if (!tc_theme_fill (reader->theme, name, fill, &inner))
    return tc_layer_fail (node, inner, error);
  return TRUE;
}

/* `fill: ink`, or cases: `fill: [{when: "data.age == stale", use: bar}, {use: done}]`.
 */
static gboolean
read_paint (TcLayerReader *reader,
            const TcYamlNode *map,
            const char *key,
            TcPaint *paint,
            GError **error)
{
  static const char *const keys[] = {"when", "use", NULL};
  const TcYamlNode *node = tc_yaml_get (map, key);

  if (node == NULL)
    return TRUE;
  if (tc_yaml_kind (node) != TC_YAML_SEQUENCE) {
    paint->n = 1;
    return read_fill (reader, node, &paint->cases[0].fill, error);
  }
  if (tc_yaml_length (node) > TC_SCENE_MAX_CASES)
    return tc_yaml_fail (node, error, "at most %d cases", TC_SCENE_MAX_CASES);
  for (guint i = 0; i < tc_yaml_length (node); i++) {
    const TcYamlNode *item = tc_yaml_at (node, i);
    const TcYamlNode *when = tc_yaml_get (item, "when");

    paint->n = i + 1;
    if (!tc_yaml_check_keys (item, keys, error) ||
        !tc_yaml_require (item, "use", error) ||
        !read_fill (reader, tc_yaml_get (item, "use"), &paint->cases[i].fill, error) ||
        (when != NULL && !read_test (reader, when, &paint->cases[i].test, error)))
      return FALSE;
  }
  return TRUE;
}

static TcTemplate *
read_template (TcLayerReader *reader, const TcYamlNode *node, GError **error)
{
  const char *text;
  GError *inner = NULL;
  TcTemplate *template;

  if (!tc_yaml_as_string (node, "text", &text, error))
    return NULL;
  template = tc_template_new (text, reader->rows, &inner);
  if (template == NULL) {
    tc_layer_fail (node, inner, error);
    return NULL;
  }
  reader->is_bound |= tc_template_is_bound (template);
  return template;
}

static gboolean
read_words (TcLayerReader *reader,
            const TcYamlNode *map,
            TcWords *words,
            GError **error)
{
  static const char *const languages[] = {"zh", "en", NULL};
  const TcYamlNode *node = tc_yaml_get (map, "text");
  const TcYamlNode *zh = node;

  if (node == NULL)
    return tc_yaml_require (map, "text", error);
  if (tc_yaml_kind (node) == TC_YAML_MAPPING) {
    const TcYamlNode *en = tc_yaml_get (node, "en");

    if (!tc_yaml_check_keys (node, languages, error) ||
        !tc_yaml_require (node, "zh", error))
      return FALSE;
    zh = tc_yaml_get (node, "zh");
    if (en != NULL && (words->en = read_template (reader, en, error)) == NULL)
      return FALSE;
  }
  words->zh = read_template (reader, zh, error);
  return words->zh != NULL;
}

static gboolean
read_size (TcLayerReader *reader,
           const TcYamlNode *map,
           const char *key,
           int *px,
           int *floor_px,
           GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);
  const char *name;
  GError *inner = NULL;

  if (node == NULL)
    return TRUE;
  if (!tc_yaml_as_string (node, key, &name, error))
    return FALSE;
  if (!tc_theme_px (reader->theme, name, px, &inner))
    return tc_layer_fail (node, inner, error);
  if (floor_px != NULL)
    *floor_px = tc_theme_floor_px (reader->theme, name);
  return TRUE;
}

static gboolean
read_pair (const TcYamlNode *map, const char *key, int *a, int *b, GError **error)
{
  const TcYamlNode *list = NULL;
  gint64 value[2];

  if (!tc_yaml_read_node (map, key, TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  if (tc_yaml_length (list) != 2)
    return tc_yaml_fail (list, error, "'%s' must be two whole numbers", key);
  for (guint i = 0; i < 2; i++)
    if (!tc_yaml_as_int (tc_yaml_at (list, i), key, -4096, 4096, &value[i], error))
      return FALSE;
  *a = (int)value[0];
  *b = (int)value[1];
  return TRUE;
}

/* --- by type ------------------------------------------------------------------------
 */

#define COMMON_KEYS "id", "type", "name", "show_when", "motion", "delay_ms", "stale"

static const char *const group_keys[] = {COMMON_KEYS, "layers", NULL};
static const char *const rect_keys[] = {COMMON_KEYS,  "rect",   "fill", "outline",
                                        "outline_px", "before", "gap",  "hug",
                                        "pad",        NULL};
static const char *const text_keys[] = {
    COMMON_KEYS, "text",  "size",  "bold",  "colour", "at",          "width", "align",
    "fit",       "lines", "pitch", "after", "gap",    "baseline_of", "floor", NULL};
static const char *const image_keys[] = {COMMON_KEYS, "file", "rect", "fit", NULL};
static const char *const table_keys[] = {
    COMMON_KEYS,    "rows",     "at",    "per_column", "pitch",
    "column_pitch", "max_rows", "cells", "mark",       NULL};
static const char *const tally_keys[] = {COMMON_KEYS, "at",  "box",   "pitch", "of",
                                         "done",      "now", "ghost", "full",  NULL};
static const char *const bar_keys[] = {COMMON_KEYS, "rect",  "share", "fill",
                                       "head",      "inset", "plate", "now",
                                       "segments",  "done",  NULL};
static const char *const score_keys[] = {COMMON_KEYS, "rect",   "size",   "title_y",
                                         "figure_y",  "rule_y", "data_y", NULL};

static gboolean
read_group (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be groups");
  return tc_layers_read (reader, map, "layers", layer->layers, error);
}

static gboolean
read_rect_layer (TcLayerReader *reader,
                 const TcYamlNode *map,
                 TcLayer *layer,
                 GError **error)
{
  return tc_yaml_require (map, "rect", error) &&
         tc_scene_read_rect (map, "rect", &layer->rect, error) &&
         read_paint (reader, map, "fill", &layer->fill, error) &&
         read_paint (reader, map, "outline", &layer->outline, error) &&
         tc_yaml_read_int (map, "outline_px", 1, 64, &layer->outline_px, error) &&
         tc_yaml_read_string (map, "hug", &layer->hug, error) &&
         tc_yaml_read_string (map, "before", &layer->before, error) &&
         tc_yaml_read_int (map, "gap", 0, 1024, &layer->gap, error) &&
         read_pair (map, "pad", &layer->pad[0], &layer->pad[1], error);
}

static gboolean
read_text_layer (TcLayerReader *reader,
                 const TcYamlNode *map,
                 TcLayer *layer,
                 GError **error)
{
  static const char *const aligns[] = {"left", "centre", "right", NULL};
  static const char *const fits[] = {"none",  "ellipsis", "shrink",
                                     "whole", "wrap",     NULL};
  int align = TC_ALIGN_LEFT;
  int fit = TC_FIT_ELLIPSIS;
  int floor = 0;

  layer->width = TC_SCENE_WIDTH;
  if (!tc_yaml_require (map, "at", error) || !tc_yaml_require (map, "size", error) ||
      !tc_yaml_require (map, "colour", error) ||
      !read_words (reader, map, &layer->words, error) ||
      !read_size (reader, map, "size", &layer->size_px, &layer->floor_px, error) ||
      !read_size (reader, map, "baseline_of", &layer->baseline_of_px, NULL, error) ||
      !tc_yaml_read_int (map, "floor", 8, 1024, &floor, error) ||
      !tc_yaml_read_bool (map, "bold", &layer->is_bold, error) ||
      !read_paint (reader, map, "colour", &layer->fill, error) ||
      !read_pair (map, "at", &layer->rect.x, &layer->rect.y, error) ||
      !tc_yaml_read_int (map, "width", 1, 4096, &layer->width, error) ||
      !tc_yaml_read_enum (map, "align", aligns, &align, error) ||
      !tc_yaml_read_enum (map, "fit", fits, &fit, error) ||
      !tc_yaml_read_int (map, "lines", 1, TC_TEXT_MAX_LINES, &layer->lines, error) ||
      !tc_yaml_read_int (map, "pitch", 1, 1024, &layer->pitch, error) ||
      !tc_yaml_read_string (map, "after", &layer->after, error) ||
      !tc_yaml_read_int (map, "gap", 0, 1024, &layer->gap, error))
    return FALSE;
  layer->align = (TcAlign)align;
  layer->fit = (TcTextFit)fit;
  if (floor > 0)
    layer->floor_px = floor;
  if (tc_template_has_score (layer->words.zh) ||
      (layer->words.en != NULL && tc_template_has_score (layer->words.en))) {
    layer->has_score = TRUE;
    reader->has_score = TRUE;
    if (reader->rows == NULL)
      return tc_yaml_fail (
          map, error,
          "a score is shown with its mark: by a layer of type score, or "
          "in a table that has a mark");
  }
  return TRUE;
}

static gboolean
read_image (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  static const char *const fits[] = {"contain", "cover", "stretch", NULL};
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  int fit = TC_IMAGE_CONTAIN;
  GError *inner = NULL;

  if (!tc_yaml_require (map, "file", error) || !tc_yaml_require (map, "rect", error) ||
      !tc_yaml_read_string (map, "file", &file, error) ||
      !tc_scene_read_rect (map, "rect", &layer->rect, error) ||
      !tc_yaml_read_enum (map, "fit", fits, &fit, error))
    return FALSE;
  if (g_path_is_absolute (file) || strstr (file, "..") != NULL)
    return tc_yaml_fail (tc_yaml_get (map, "file"), error,
                         "'%s' is not within the scene's folder", file);
  path = g_build_filename (reader->dir, file, NULL);
  layer->image = tc_image_load_png (path, &inner);
  layer->image_fit = (TcImageFit)fit;
  return layer->image != NULL ||
         tc_layer_fail (tc_yaml_get (map, "file"), inner, error);
}

/* `mark: ID` of a score layer, or `mark: [x, centre]` in the row. */
static gboolean
read_mark (const TcYamlNode *map, TcLayer *layer, GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, "mark");

  if (node == NULL && !layer->has_score)
    return TRUE;
  if (node == NULL)
    return tc_yaml_fail (
        map, error,
        "table '%s' shows a score and has no 'mark': the id of the score "
        "layer whose mark is its own, or a place [x, centre] in the row",
        layer->id);
  if (tc_yaml_kind (node) != TC_YAML_SEQUENCE)
    return tc_yaml_read_string (map, "mark", &layer->mark_layer, error);
  layer->has_mark_at = TRUE;
  return read_pair (map, "mark", &layer->mark_at[0], &layer->mark_at[1], error);
}

static gboolean
read_table (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be tables");
  layer->per_column = 1;
  layer->max_rows = TC_SHOT_MAX_ITEMS;
  if (!tc_yaml_require (map, "rows", error) || !tc_yaml_require (map, "at", error) ||
      !tc_yaml_require (map, "cells", error) ||
      !read_path (reader, map, "rows", TC_VALUE_ROWS, &layer->rows, error) ||
      !read_pair (map, "at", &layer->rect.x, &layer->rect.y, error) ||
      !tc_yaml_read_int (map, "per_column", 1, 256, &layer->per_column, error) ||
      !tc_yaml_read_int (map, "max_rows", 1, 256, &layer->max_rows, error) ||
      !tc_yaml_read_int (map, "pitch", 0, 1080, &layer->pitch, error) ||
      !tc_yaml_read_int (map, "column_pitch", 0, 1920, &layer->column_pitch, error))
    return FALSE;
  reader->rows = layer->rows->name;
  if (!tc_layers_read (reader, map, "cells", layer->layers, error))
    return FALSE;
  reader->rows = NULL;
  for (guint i = 0; i < layer->layers->len; i++)
    layer->has_score |= ((TcLayer *)g_ptr_array_index (layer->layers, i))->has_score;
  return read_mark (map, layer, error);
}

static gboolean
read_tally (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  const TcYamlNode *now = tc_yaml_get (map, "now");

  if (!tc_yaml_require (map, "at", error) || !tc_yaml_require (map, "box", error) ||
      !tc_yaml_require (map, "ghost", error) ||
      !read_pair (map, "at", &layer->rect.x, &layer->rect.y, error) ||
      !tc_yaml_read_int (map, "box", 36, 320, &layer->box, error) ||
      !tc_yaml_read_int (map, "pitch", 0, 640, &layer->pitch, error) ||
      !read_path (reader, map, "of", TC_VALUE_NUMBER, &layer->of, error) ||
      !read_path (reader, map, "done", TC_VALUE_NUMBER, &layer->done, error) ||
      (now != NULL && !read_test (reader, now, &layer->now, error)) ||
      !read_paint (reader, map, "ghost", &layer->ghost, error) ||
      !read_paint (reader, map, "full", &layer->fill, error))
    return FALSE;
  if (layer->box != 36 && layer->box != 48 && layer->box != 72 && layer->box != 320)
    return tc_yaml_fail (tc_yaml_get (map, "box"), error,
                         "the mark is drawn in boxes of 36, 48, 72 or 320");
  return TRUE;
}

static gboolean
read_bar (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  const TcYamlNode *now = tc_yaml_get (map, "now");

  if (!tc_yaml_require (map, "rect", error) ||
      !tc_scene_read_rect (map, "rect", &layer->rect, error) ||
      !read_path (reader, map, "share", TC_VALUE_SHARE, &layer->share, error) ||
      !read_path (reader, map, "segments", TC_VALUE_NUMBER, &layer->segments, error) ||
      !read_path (reader, map, "done", TC_VALUE_NUMBER, &layer->done, error) ||
      !read_paint (reader, map, "fill", &layer->fill, error) ||
      !read_paint (reader, map, "plate", &layer->plate, error) ||
      !read_paint (reader, map, "head", &layer->head, error) ||
      (now != NULL && !read_test (reader, now, &layer->now, error)) ||
      !tc_yaml_read_int (map, "inset", 0, 64, &layer->inset, error))
    return FALSE;
  if ((layer->share == NULL) == (layer->segments == NULL))
    return tc_yaml_fail (map, error, "a bar has either 'share' or 'segments'");
  return TRUE;
}

static gboolean
read_score (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  layer->has_score = TRUE;
  reader->has_score = TRUE;
  reader->is_bound = TRUE;
  return tc_yaml_require (map, "rect", error) && tc_yaml_require (map, "size", error) &&
         tc_yaml_require (map, "title_y", error) &&
         tc_yaml_require (map, "figure_y", error) &&
         tc_yaml_require (map, "rule_y", error) &&
         tc_yaml_require (map, "data_y", error) &&
         tc_scene_read_rect (map, "rect", &layer->rect, error) &&
         read_size (reader, map, "size", &layer->size_px, &layer->floor_px, error) &&
         tc_yaml_read_int (map, "title_y", 0, 1080, &layer->title_y, error) &&
         tc_yaml_read_int (map, "figure_y", 0, 1080, &layer->figure_y, error) &&
         tc_yaml_read_int (map, "rule_y", 0, 1080, &layer->rule_y, error) &&
         tc_yaml_read_int (map, "data_y", 0, 1080, &layer->data_y, error);
}

typedef gboolean (*ReadFunc) (TcLayerReader *,
                              const TcYamlNode *,
                              TcLayer *,
                              GError **);

static const struct {
  const char *const *keys;
  ReadFunc read;
} types[] = {
    {group_keys, read_group},     {rect_keys, read_rect_layer},
    {text_keys, read_text_layer}, {image_keys, read_image},
    {table_keys, read_table},     {tally_keys, read_tally},
    {bar_keys, read_bar},         {score_keys, read_score},
};

/* --- all ----------------------------------------------------------------------------
 */

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
      !tc_yaml_check_keys (map, types[type].keys, error) ||
      !tc_scene_read_title (map, "name", &layer->name_zh, &layer->name_en, error) ||
      !tc_yaml_read_enum (map, "motion", motion_names, &motion, error) ||
      !tc_yaml_read_int (map, "delay_ms", 0, 2000, &layer->delay_ms, error) ||
      !read_show_when (reader, map, layer, error))
    return FALSE;
  if (strpbrk (layer->id, "/.") != NULL)
    return tc_yaml_fail (tc_yaml_get (map, "id"), error, "an id has no '/' and no '.'");
  layer->type = (TcLayerType)type;
  layer->motion = (TcMotion)motion;
  if (!types[type].read (reader, map, layer, error))
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

static gboolean
has_score_layer (const GPtrArray *layers, const char *id)
{
  for (guint i = 0; i < layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (layers, i);

    if ((layer->type == TC_LAYER_SCORE && strcmp (layer->id, id) == 0) ||
        has_score_layer (layer->layers, id))
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
      return tc_yaml_fail (root, error, "table '%s': its mark '%s' is no score layer",
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
