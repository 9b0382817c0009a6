/* SPDX-License-Identifier: MIT
 *
 * table: the same cells for each row of an array, in columns of per_column rows. A
 * table that shows scores names where their mark is: the id of a score layer of the
 * scene, whose sheet it then comes and goes with, or a place in the row.
 */
#include "scene/layer.h"
#include "scene/value.h"

#define MARK_ROOM_PX 200 /* a row's mark ends there: the longest word fits */
#define MARK_PAD     16
#define MARK_H       48
#define MARK_WIDTH   400
#define PAGE_WIDTH   200
#define MAX_ROWS     256

typedef struct {
  TcLayer base;
  const TcPath *rows;
  int at[2];
  int per_column, pitch, column_pitch, max_rows;
  int page_s;     /* more rows are shown page by page, each so long; 0: not */
  int page_at[2]; /* right edge and centre of "1/3" */
  char *mark_layer;
  int mark_at[2]; /* right edge and centre, in the row */
  gboolean has_mark_at;
} TableLayer;

#define AT(field) G_STRUCT_OFFSET (TableLayer, field)

static const TcLayerKey keys[] = {
    {"rows", TC_KEY_PATH, AT (rows), .is_required = TRUE, .value = TC_VALUE_ROWS,
     .help = "an array: scoring.groups, ranking, draw.picks"},
    {"at", TC_KEY_PLACE, AT (at), .is_required = TRUE, .help = "of the first row"},
    {"per_column", TC_KEY_INT, AT (per_column), .min = 1, .max = 256, .initial = 1,
     .help = "rows, then the next column"},
    {"pitch", TC_KEY_INT, AT (pitch), .max = TC_SCENE_HEIGHT,
     .help = "from row to row"},
    {"column_pitch", TC_KEY_INT, AT (column_pitch), .max = TC_SCENE_WIDTH,
     .help = "from column to column"},
    {"max_rows", TC_KEY_INT, AT (max_rows), .min = 1, .max = MAX_ROWS,
     .initial = MAX_ROWS, .help = "of a page"},
    {"page_s", TC_KEY_INT, AT (page_s), .min = 2, .max = 600,
     .help = "more rows come page by page, each so many seconds"},
    {"page_at", TC_KEY_PLACE, AT (page_at),
     .help = "right edge and centre of the page mark, 1/3"},
    {"cells", TC_KEY_OWN, .is_required = TRUE, .schema = "layers",
     .help = "layers placed in the row"},
    {"mark", TC_KEY_OWN, .schema = "mark",
     .help = "for a table of scores: the score layer whose mark is its own, or a place "
             "[x, centre] in the row"},
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
        "table '%s' shows scores, or the order that they give, and has no 'mark': the "
        "id of the score layer whose mark is its own, or a place [x, centre] in the "
        "row",
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
  if ((self->page_s > 0) != (tc_yaml_get (map, "page_at") != NULL))
    return tc_yaml_fail (map, error,
                         "pages have a mark: 'page_s' and 'page_at' stand together");
  reader->rows = self->rows->name;
  if (!tc_layers_read (reader, map, "cells", layer->layers, error))
    return FALSE;
  reader->rows = NULL;
  layer->has_score = self->rows->is_score;
  for (guint i = 0; i < layer->layers->len; i++)
    layer->has_score |= ((TcLayer *)g_ptr_array_index (layer->layers, i))->has_score;
  return read_mark (map, self, error);
}

static gboolean
check (const TcYamlNode *root,
       const GPtrArray *top,
       const TcLayer *layer,
       GError **error)
{
  const char *mark = ((const TableLayer *)layer)->mark_layer;

  return mark == NULL || tc_layer_check_mark (root, top, layer, mark, error);
}

/* A table of scores is on only while the sheet with their mark is on; one with marks of
 * its own only while the data may be shown at all. */
static gboolean
is_on (TcResolve *resolve, const TcLayer *layer)
{
  return !layer->has_score ||
         tc_layer_mark_is_on (resolve, ((const TableLayer *)layer)->mark_layer);
}

/* On a plate of its own: accent is readable there, on whatever the row has below. */
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

  guint at = resolve->parts->len;
  TcRect letters;
  TcRect plate;

  if (text == NULL)
    return;
  tc_theme_px (resolve->theme, "label", &spec.size_px, NULL);
  letters = tc_resolve_add_text (resolve, "mark", &spec);
  plate.x = (letters.x - MARK_PAD) & ~1;
  plate.y = self->mark_at[1] - MARK_H / 2;
  plate.w = (letters.x + letters.w + MARK_PAD + 1 - plate.x) & ~1;
  plate.h = MARK_H;
  tc_resolve_add_rect (resolve, "mark-plate", plate,
                       tc_theme_must_fill (resolve->theme, "board"), TC_MOTION_TEXT);
  tc_resolve_put_below (resolve, at);
}

/* Which page is on: the first one when the scene comes on the air, then one after the
 * other, for ever. */
static int
page_of (const TableLayer *self, TcBind *bind, int n_pages)
{
  gint64 page_ns = self->page_s * TC_NS_PER_S;
  gint64 gone_ns = MAX (bind->mono_ns - bind->scene_ns, 0);

  if (n_pages < 2 || self->page_s == 0)
    return 0;
  bind->change_ns = MIN (bind->change_ns, bind->mono_ns + page_ns - gone_ns % page_ns);
  return (int)(gone_ns / page_ns % n_pages);
}

static void
add_page_mark (TcResolve *resolve, const TableLayer *self, int page, int n_pages)
{
  g_autofree char *text = g_strdup_printf ("%d/%d", page + 1, n_pages);
  TcTextSpec spec = {.text = text,
                     .x = self->page_at[0],
                     .centre = self->page_at[1],
                     .width = PAGE_WIDTH,
                     .align = TC_ALIGN_RIGHT,
                     .fit = TC_FIT_NONE,
                     .colour = tc_theme_must_fill (resolve->theme, "on_ink_2").top};

  tc_theme_px (resolve->theme, "label", &spec.size_px, NULL);
  tc_resolve_add_text (resolve, "page", &spec);
}

/* TRUE: what is lowest in the group is a plate. */
static gboolean
is_on_plate (const TcResolve *resolve)
{
  const TcPart *lowest = NULL;

  if (resolve->group_start < resolve->parts->len)
    lowest = g_ptr_array_index (resolve->parts, resolve->group_start);
  return lowest != NULL && lowest->motion == TC_MOTION_PLATE;
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const TableLayer *self = (const TableLayer *)layer;
  TcValue rows = tc_path_get (self->rows, resolve->bind);
  int n_pages;
  int page;
  char *group;

  if (rows.kind != TC_VALUE_ROWS)
    return;
  group = tc_resolve_begin_group (resolve, layer->id);
  n_pages = (int)((rows.number + self->max_rows - 1) / self->max_rows);
  page = page_of (self, resolve->bind, n_pages);
  resolve->is_on_plate = is_on_plate (resolve);
  resolve->n_rows =
      (guint)MIN (rows.number - (gint64)page * self->max_rows, self->max_rows);
  for (guint i = 0; i < resolve->n_rows; i++) {
    resolve->bind->row = (guint)(page * self->max_rows) + i;
    resolve->row = (int)i;
    resolve->row_key = tc_value_row_key (resolve->bind, self->rows->name);
    resolve->dx = self->at[0] + (int)i / self->per_column * self->column_pitch;
    resolve->dy = self->at[1] + (int)i % self->per_column * self->pitch;
    tc_layers_resolve (resolve, layer->layers);
    if (self->has_mark_at)
      resolve_mark (resolve, self);
  }
  resolve->row = -1;
  resolve->row_key = NULL;
  resolve->dx = resolve->dy = 0;
  resolve->n_rows = 0;
  resolve->is_on_plate = FALSE;
  if (self->page_s > 0 && n_pages > 1)
    add_page_mark (resolve, self, page, n_pages);
  tc_resolve_end_group (resolve, group);
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
