/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"

#include <string.h>

#define MARK_ROOM_PX   200 /* a row's mark ends there: the longest word fits */
#define SHEET_MIN_W_PX 480 /* title and tag beside each other, in both languages */
#define SHEET_MIN_H_PX 240
#define SHEET_EDGE_PX  20

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
         tc_layer_read_paint (reader, map, "fill", &layer->fill, error) &&
         tc_layer_read_paint (reader, map, "outline", &layer->outline, error) &&
         tc_yaml_read_int (map, "outline_px", 1, 64, &layer->outline_px, error) &&
         tc_yaml_read_string (map, "hug", &layer->hug, error) &&
         tc_yaml_read_string (map, "before", &layer->before, error) &&
         tc_yaml_read_int (map, "gap", 0, 1024, &layer->gap, error) &&
         tc_layer_read_pair (map, "pad", &layer->pad[0], &layer->pad[1], error);
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
      !tc_layer_read_words (reader, map, &layer->words, error) ||
      !tc_layer_read_size (reader, map, "size", &layer->size_px, &layer->floor_px,
                           error) ||
      !tc_layer_read_size (reader, map, "baseline_of", &layer->baseline_of_px, NULL,
                           error) ||
      !tc_yaml_read_int (map, "floor", 8, 1024, &floor, error) ||
      !tc_yaml_read_bool (map, "bold", &layer->is_bold, error) ||
      !tc_layer_read_paint (reader, map, "colour", &layer->fill, error) ||
      !tc_layer_read_pair (map, "at", &layer->rect.x, &layer->rect.y, error) ||
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

static gboolean
is_within (int value, int low, int high)
{
  return value >= low && value <= high;
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
  if (!tc_layer_read_pair (map, "mark", &layer->mark_at[0], &layer->mark_at[1], error))
    return FALSE;
  if (!is_within (layer->rect.x + layer->mark_at[0], MARK_ROOM_PX, TC_SCENE_WIDTH) ||
      !is_within (layer->rect.y + layer->mark_at[1], 0, TC_SCENE_HEIGHT))
    return tc_yaml_fail (node, error, "the mark must lie within the picture");
  return TRUE;
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
      !tc_layer_read_path (reader, map, "rows", TC_VALUE_ROWS, &layer->rows, error) ||
      !tc_layer_read_pair (map, "at", &layer->rect.x, &layer->rect.y, error) ||
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
      !tc_layer_read_pair (map, "at", &layer->rect.x, &layer->rect.y, error) ||
      !tc_yaml_read_int (map, "box", 36, 320, &layer->box, error) ||
      !tc_yaml_read_int (map, "pitch", 0, 640, &layer->pitch, error) ||
      !tc_layer_read_path (reader, map, "of", TC_VALUE_NUMBER, &layer->of, error) ||
      !tc_layer_read_path (reader, map, "done", TC_VALUE_NUMBER, &layer->done, error) ||
      (now != NULL && !tc_layer_read_test (reader, now, &layer->now, error)) ||
      !tc_layer_read_paint (reader, map, "ghost", &layer->ghost, error) ||
      !tc_layer_read_paint (reader, map, "full", &layer->fill, error))
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
      !tc_layer_read_path (reader, map, "share", TC_VALUE_SHARE, &layer->share,
                           error) ||
      !tc_layer_read_path (reader, map, "segments", TC_VALUE_NUMBER, &layer->segments,
                           error) ||
      !tc_layer_read_path (reader, map, "done", TC_VALUE_NUMBER, &layer->done, error) ||
      !tc_layer_read_paint (reader, map, "fill", &layer->fill, error) ||
      !tc_layer_read_paint (reader, map, "plate", &layer->plate, error) ||
      !tc_layer_read_paint (reader, map, "head", &layer->head, error) ||
      (now != NULL && !tc_layer_read_test (reader, now, &layer->now, error)) ||
      !tc_yaml_read_int (map, "inset", 0, 64, &layer->inset, error))
    return FALSE;
  if ((layer->share == NULL) == (layer->segments == NULL))
    return tc_yaml_fail (map, error, "a bar has either 'share' or 'segments'");
  return TRUE;
}

static gboolean
read_sheet (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  return tc_yaml_require (map, "rect", error) && tc_yaml_require (map, "size", error) &&
         tc_yaml_require (map, "title_y", error) &&
         tc_yaml_require (map, "figure_y", error) &&
         tc_yaml_require (map, "rule_y", error) &&
         tc_yaml_require (map, "data_y", error) &&
         tc_scene_read_rect (map, "rect", &layer->rect, error) &&
         tc_layer_read_size (reader, map, "size", &layer->size_px, &layer->floor_px,
                             error) &&
         tc_yaml_read_int (map, "title_y", 0, 1080, &layer->title_y, error) &&
         tc_yaml_read_int (map, "figure_y", 0, 1080, &layer->figure_y, error) &&
         tc_yaml_read_int (map, "rule_y", 0, 1080, &layer->rule_y, error) &&
         tc_yaml_read_int (map, "data_y", 0, 1080, &layer->data_y, error);
}

/* Nothing of the sheet may lie where it would not be seen: it carries the mark. */
static gboolean
read_score (TcLayerReader *reader,
            const TcYamlNode *map,
            TcLayer *layer,
            GError **error)
{
  const TcRect *r = &layer->rect;

  layer->has_score = TRUE;
  reader->has_score = TRUE;
  reader->is_bound = TRUE;
  if (!read_sheet (reader, map, layer, error))
    return FALSE;
  if (r->x < 0 || r->y < 0 || r->x + r->w > TC_SCENE_WIDTH ||
      r->y + r->h > TC_SCENE_HEIGHT || r->w < SHEET_MIN_W_PX || r->h < SHEET_MIN_H_PX)
    return tc_yaml_fail (tc_yaml_get (map, "rect"), error,
                         "a score's sheet lies within the picture and has room for its "
                         "mark: at least %dx%d",
                         SHEET_MIN_W_PX, SHEET_MIN_H_PX);
  const int ys[] = {layer->title_y, layer->figure_y, layer->rule_y, layer->data_y};
  for (guint i = 0; i < G_N_ELEMENTS (ys); i++)
    if (!is_within (ys[i], r->y + SHEET_EDGE_PX, r->y + r->h - SHEET_EDGE_PX))
      return tc_yaml_fail (map, error,
                           "title_y, figure_y, rule_y and data_y lie within the sheet");
  return TRUE;
}

const TcLayerKind tc_layer_kinds[] = {
    {group_keys, read_group},     {rect_keys, read_rect_layer},
    {text_keys, read_text_layer}, {image_keys, read_image},
    {table_keys, read_table},     {tally_keys, read_tally},
    {bar_keys, read_bar},         {score_keys, read_score},
};
