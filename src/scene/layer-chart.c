/* SPDX-License-Identifier: MIT
 *
 * chart: how the ballots are distributed, or how the groups compare (LOOK.md 6,
 * "result"). Both tell of scores: a chart names the score layer whose mark is its own
 * and is on only while that sheet is. Its words are the engine's, as those of the
 * sheet.
 */
#include "scene/chart.h"
#include "scene/layer.h"

#define MIN_W 480 /* the words of the head beside each other */
#define MIN_H 240

enum {
  DISTRIBUTION,
  GROUPS
};

typedef struct {
  TcLayer base;
  int kind;
  TcRect rect;
  char *mark;
  TcPaint fill, hold, colour, colour_2, line;
} ChartLayer;

#define AT(field) G_STRUCT_OFFSET (ChartLayer, field)

static const char *const kinds[] = {"distribution", "groups", NULL};

static const TcLayerKey keys[] = {
    {"kind", TC_KEY_ENUM, AT (kind), .is_required = TRUE, .names = kinds},
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE},
    {"mark", TC_KEY_STRING, AT (mark), .is_required = TRUE,
     .help = "the score layer whose mark is its own"},
    {"fill", TC_KEY_PAINT, AT (fill), .help = "of ballots"},
    {"hold", TC_KEY_PAINT, AT (hold),
     .help = "of the column that holds the score; of groups' strokes"},
    {"colour", TC_KEY_PAINT, AT (colour)},
    {"colour_2", TC_KEY_PAINT, AT (colour_2), .help = "of labels"},
    {"line", TC_KEY_PAINT, AT (line)},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  const ChartLayer *self = (const ChartLayer *)layer;
  const TcRect *r = &self->rect;

  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be charts");
  if (r->w < MIN_W || r->h < MIN_H)
    return tc_yaml_fail (tc_yaml_get (map, "rect"), error,
                         "a chart has room for its words: at least %dx%d", MIN_W,
                         MIN_H);
  layer->has_score = TRUE;
  reader->has_score = TRUE;
  reader->is_bound = TRUE;
  return TRUE;
}

static gboolean
check (const TcYamlNode *root,
       const GPtrArray *top,
       const TcLayer *layer,
       GError **error)
{
  return tc_layer_check_mark (root, top, layer, ((const ChartLayer *)layer)->mark,
                              error);
}

static gboolean
is_on (TcResolve *resolve, const TcLayer *layer)
{
  return tc_layer_mark_is_on (resolve, ((const ChartLayer *)layer)->mark);
}

int
tc_chart_title (const TcChart *self, const char *zh, const char *en)
{
  TcTextSpec spec = {.text = self->resolve->bind->is_english ? en : zh,
                     .x = self->rect.x,
                     .centre = self->rect.y + TC_CHART_TITLE_Y,
                     .width = self->rect.w,
                     .size_px = self->meta_px,
                     .is_bold = TRUE,
                     .fit = TC_FIT_NONE,
                     .colour = self->ink};
  TcRect letters = tc_resolve_add_text (self->resolve, "title", &spec);

  return letters.x + letters.w;
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const ChartLayer *self = (const ChartLayer *)layer;
  gboolean is_stale = resolve->bind->age == TC_AGE_STALE;
  TcChart chart = {
      .resolve = resolve,
      .scoring = &resolve->bind->snapshot->scoring,
      .rect = self->rect,
      .fill = tc_paint_or (resolve, &self->fill, "bar"),
      .hold = tc_paint_or (resolve, &self->hold, is_stale ? "on_ink_2" : "on_ink"),
      .line = tc_paint_or (resolve, &self->line, "rule"),
      .ink = tc_paint_or (resolve, &self->colour, "on_ink").top,
      .ink_2 = tc_paint_or (resolve, &self->colour_2, "on_ink_2").top,
  };
  char *group = tc_resolve_begin_group (resolve, layer->id);

  tc_theme_px (resolve->theme, "label", &chart.label_px, NULL);
  tc_theme_px (resolve->theme, "meta", &chart.meta_px, NULL);
  if (self->kind == DISTRIBUTION)
    tc_chart_distribution (&chart);
  else
    tc_chart_groups (&chart);
  tc_resolve_end_group (resolve, group);
}

const TcLayerKind tc_layer_chart = {
    .name = "chart",
    .size = sizeof (ChartLayer),
    .keys = keys,
    .finish = finish,
    .check = check,
    .is_on = is_on,
    .resolve = resolve,
};
