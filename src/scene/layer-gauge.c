/* SPDX-License-Identifier: MIT
 *
 * gauge: a scale with a stroke where a value lies. In a table the scale reaches around
 * the values of all rows, and its bounds are written in the first row. A score on a
 * gauge stands in a table that has a mark, as in a text.
 */
#include "scene/layer.h"
#include "scene/scale.h"

#define MAX_VALUES 4096 /* the model's limit for an array */

typedef struct {
  TcLayer base;
  TcRect rect;
  const TcPath *value;
  int from, to; /* both 0: around the rows' values */
  TcPaint line, stroke, bounds;
  const TcPath *rows; /* of the table */
} GaugeLayer;

#define AT(field) G_STRUCT_OFFSET (GaugeLayer, field)

static const TcLayerKey keys[] = {
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE,
     .help = "the line lies across its middle"},
    {"value", TC_KEY_PATH, AT (value), .is_required = TRUE,
     .help = "a count, seconds or a score"},
    {"from", TC_KEY_INT, AT (from), .min = -1000000, .max = 1000000,
     .help = "without from and to: around the values of all rows"},
    {"to", TC_KEY_INT, AT (to), .min = -1000000, .max = 1000000},
    {"line", TC_KEY_PAINT, AT (line), .is_required = TRUE},
    {"stroke", TC_KEY_PAINT, AT (stroke), .is_required = TRUE},
    {"bounds", TC_KEY_PAINT, AT (bounds),
     .help = "colour of the written bounds; without: not written"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  GaugeLayer *self = (GaugeLayer *)layer;
  TcValueKind kind = self->value->kind;
  gboolean has_bounds = tc_yaml_get (map, "from") != NULL;

  if (has_bounds != (tc_yaml_get (map, "to") != NULL) ||
      (has_bounds && self->from >= self->to))
    return tc_yaml_fail (map, error, "'from' is less than 'to', and both are there");
  if (kind != TC_VALUE_NUMBER && kind != TC_VALUE_SECONDS && !self->value->is_score)
    return tc_yaml_fail (
        tc_yaml_get (map, "value"), error,
        "a gauge's 'value' is a count, seconds or a score: '%s' is not",
        self->value->name);
  if (!has_bounds && reader->rows == NULL)
    return tc_yaml_fail (map, error, "a gauge needs 'from' and 'to' outside a table");
  layer->has_score = self->value->is_score;
  if (reader->rows != NULL)
    self->rows = tc_path_find (reader->rows, NULL, NULL);
  return !layer->has_score || tc_layer_may_show_score (reader, map, error);
}

static gboolean
value_of (const GaugeLayer *self, TcBind *bind, double *value)
{
  TcValue got = tc_path_get (self->value, bind);

  if (got.kind == TC_VALUE_TEXT)
    return tc_scale_value (got.text, value);
  *value = (double)got.number;
  return got.kind != TC_VALUE_ABSENT;
}

static TcScale
scale_of (const GaugeLayer *self, TcBind *bind)
{
  guint row = bind->row;
  g_autofree double *values = NULL;
  guint n_rows;
  guint n = 0;

  if (self->from < self->to)
    return (TcScale){self->from, self->to};
  n_rows = (guint)CLAMP (tc_path_get (self->rows, bind).number, 0, MAX_VALUES);
  values = g_new (double, n_rows + 1);
  for (bind->row = 0; bind->row < n_rows; bind->row++)
    if (value_of (self, bind, &values[n]))
      n++;
  bind->row = row;
  return tc_scale_around (values, n, bind->snapshot->scoring.scale);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const GaugeLayer *self = (const GaugeLayer *)layer;
  TcScaleStyle style = {{{0}}};
  TcFill bounds = {{0}};
  double value;

  if (!value_of (self, resolve->bind, &value))
    return;
  tc_paint_fill (resolve, &self->line, &style.line);
  tc_paint_fill (resolve, &self->stroke, &style.stroke);
  if (resolve->row <= 0 && tc_paint_fill (resolve, &self->bounds, &bounds))
    style.bounds = bounds.top;
  tc_scale_resolve (resolve, layer->id, self->rect, scale_of (self, resolve->bind),
                    value, &style);
}

const TcLayerKind tc_layer_gauge = {
    .name = "gauge",
    .size = sizeof (GaugeLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
