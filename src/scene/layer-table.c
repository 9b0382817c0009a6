/* SPDX-License-Identifier: MIT
 *
 * table: the same cells for each row of an array, in columns of per_column rows. A
 * table that shows scores names where their mark is: the id of a score layer of the
 * scene, whose sheet it then comes and goes with, or a place in the row.
 */
#include "scene/layer.h"
#include "scene/value.h"

#include <string.h>

#define MARK_ROOM_PX 200 /* a row's mark ends there: the longest word fits */
#define MARK_WIDTH   400
#define MAX_ROWS     256

typedef struct {
  TcLayer base;
  const TcPath *rows;
  int at[2];
  int per_column, pitch, column_pitch, max_rows;
  char *mark_layer;
  int mark_at[2]; /* right edge and centre, in the row */
  gboolean has_mark_at;
} TableLayer;

#define AT(field) G_STRUCT_OFFSET (TableLayer, field)

static const TcLayerKey keys[] = {
    {"rows", TC_KEY_PATH, AT (rows), .is_required = TRUE, .value = TC_VALUE_ROWS},
    {"at", TC_KEY_PAIR, AT (at), .is_required = TRUE},
    {"per_column", TC_KEY_INT, AT (per_column), .min = 1, .max = 256, .initial = 1},
    {"pitch", TC_KEY_INT, AT (pitch), .max = TC_SCENE_HEIGHT},
    {"column_pitch", TC_KEY_INT, AT (column_pitch), .max = TC_SCENE_WIDTH},
    {"max_rows", TC_KEY_INT, AT (max_rows), .min = 1, .max = MAX_ROWS,
     .initial = MAX_ROWS},
    {"cells", TC_KEY_OWN, .is_required = TRUE, .schema = "layers"},
    {"mark", TC_KEY_OWN, .schema = "mark"},
    {NULL},
};

static gboolean
is_within (int value, int low, int high)
{
  return value >= low && value <= high;
}

/* `mark: ID` of a score layer, or `mark: [x, centre]` in the row. */
static gboolean
read_mark (const TcYamlNode *map, TableLayer *self, GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, "mark");

  if (node == NULL && !self->base.has_score)
    return TRUE;
  if (node == NULL)
    return tc_yaml_fail (
        map, error,
        "table '%s' shows a score and has no 'mark': the id of the score "
        "layer whose mark is its own, or a place [x, centre] in the row",
        self->base.id);
  if (tc_yaml_kind (node) != TC_YAML_SEQUENCE)
    return tc_yaml_read_string (map, "mark", &self->mark_layer, error);
  self->has_mark_at = TRUE;
  if (!tc_layer_read_pair (map, "mark", self->mark_at, error))
    return FALSE;
  if (!is_within (self->at[0] + self->mark_at[0], MARK_ROOM_PX, TC_SCENE_WIDTH) ||
      !is_within (self->at[1] + self->mark_at[1], 0, TC_SCENE_HEIGHT))
    return tc_yaml_fail (node, error, "the mark must lie within the picture");
  return TRUE;
}

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  TableLayer *self = (TableLayer *)layer;

  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be tables");
  reader->rows = self->rows->name;
  if (!tc_layers_read (reader, map, "cells", layer->layers, error))
    return FALSE;
  reader->rows = NULL;
  for (guint i = 0; i < layer->layers->len; i++)
    layer->has_score |= ((TcLayer *)g_ptr_array_index (layer->layers, i))->has_score;
  return read_mark (map, self, error);
}

/* The sheet is on the top level: within a group the group could hide it and leave the
 * table. */
static gboolean
check (const TcYamlNode *root,
       const GPtrArray *top,
       const TcLayer *layer,
       GError **error)
{
  const TableLayer *self = (const TableLayer *)layer;

  if (self->mark_layer == NULL)
    return TRUE;
  for (guint i = 0; i < top->len; i++) {
    const TcLayer *other = g_ptr_array_index (top, i);

    if (other->kind == &tc_layer_score && strcmp (other->id, self->mark_layer) == 0)
      return TRUE;
  }
  return tc_yaml_fail (
      root, error,
      "table '%s': its mark '%s' is no score layer of the scene's top level", layer->id,
      self->mark_layer);
}

/* A table of scores is on only while the sheet with their mark is on; one with marks of
 * its own only while the data may be shown at all. */
static gboolean
is_on (TcResolve *resolve, const TcLayer *layer)
{
  const TableLayer *self = (const TableLayer *)layer;
  const TcLayer *sheet;

  if (!layer->has_score)
    return TRUE;
  if (resolve->bind->snapshot->restored)
    return FALSE;
  if (self->mark_layer == NULL)
    return TRUE;
  sheet = tc_scene_find_layer (resolve->scene, self->mark_layer);
  return sheet != NULL && tc_layer_is_on (resolve, sheet);
}

static void
resolve_mark (TcResolve *resolve, const TableLayer *self)
{
  const TcPath *path = tc_path_find ("row.mark", self->rows->name, NULL);
  TcValue mark = path != NULL ? tc_path_get (path, resolve->bind) : (TcValue){0};
  const char *text =
      mark.kind == TC_VALUE_TEXT ? tc_resolve_mark_word (resolve, mark.text) : NULL;
  TcTextSpec spec = {.text = text,
                     .x = self->mark_at[0],
                     .centre = self->mark_at[1],
                     .width = MARK_WIDTH,
                     .is_bold = TRUE,
                     .align = TC_ALIGN_RIGHT,
                     .fit = TC_FIT_NONE,
                     .colour = tc_theme_must_fill (resolve->theme, "accent").top};

  if (text == NULL)
    return;
  tc_theme_px (resolve->theme, "label", &spec.size_px, NULL);
  tc_resolve_add_text (resolve, "mark", &spec);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const TableLayer *self = (const TableLayer *)layer;
  TcValue rows = tc_path_get (self->rows, resolve->bind);
  char *group;

  if (rows.kind != TC_VALUE_ROWS)
    return;
  group = tc_resolve_begin_group (resolve, layer->id);
  resolve->n_rows = (guint)MIN (rows.number, self->max_rows);
  for (guint i = 0; i < resolve->n_rows; i++) {
    resolve->bind->row = i;
    resolve->row = (int)i;
    resolve->row_key = tc_value_row_key (resolve->bind, self->rows->name);
    resolve->dx = self->at[0] + (int)i / self->per_column * self->column_pitch;
    resolve->dy = self->at[1] + (int)i % self->per_column * self->pitch;
    tc_layers_resolve (resolve, layer->layers);
    if (self->has_mark_at)
      resolve_mark (resolve, self);
  }
  tc_resolve_end_group (resolve, group);
  resolve->row = -1;
  resolve->row_key = NULL;
  resolve->dx = resolve->dy = 0;
  resolve->n_rows = 0;
}

static void
clear (TcLayer *layer)
{
  g_free (((TableLayer *)layer)->mark_layer);
}

const TcLayerKind tc_layer_table = {
    .name = "table",
    .size = sizeof (TableLayer),
    .keys = keys,
    .finish = finish,
    .check = check,
    .is_on = is_on,
    .resolve = resolve,
    .clear = clear,
};
