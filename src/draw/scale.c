/* SPDX-License-Identifier: MIT
 *
 * First rows are weighed together, then columns: the first is work on whole rows, the
 * second a short dot product for each sample of the target. Between both a sample has
 * 15 bits (128 times its value), which is what the second's multiply-and-add takes.
 *
 * Why not GStreamer's converter: its places are whole numbers, so that a camera moving
 * slowly would tremble; and it is made anew for each place, 0.2 ms and some hundred
 * allocations at each tick of a motion.
 */
#include "draw/scale.h"

#include <math.h>
#include <string.h>

#include "draw/convert.h"

#define ROW_ONE     65535 /* the weights of rows add up to it */
#define COLUMN_ONE  16384
#define COLUMN_BITS (14 + 7)
/* Further reduced, pixels are left out: what rounding takes from each tap stays below
 * an eighth of a step, and a camera of 60 pixels is no picture. */
#define MAX_RADIUS 32
#define TAPS_STEP  8 /* weights of a column come in eights, for the vector unit */

/* ---- weights ---- */

/* One direction of one kind of planes. Sample i of the target, counted from `begin`,
 * weighs the source's from first[i] on. */
typedef struct {
  int begin, n;
  int n_taps;
  int source_from, source_to; /* all that is weighed */
  int *first;
  guint16 *weights; /* n_taps each */
} Axis;

typedef enum {
  AXIS_X,
  AXIS_Y,
  AXIS_CHROMA_X,
  AXIS_CHROMA_Y,
  N_AXES,
} AxisKind;

struct TcScaler {
  int side;
  Axis axes[N_AXES];
  guint16 *sums;
  gint16 *row;
  gboolean is_set; /* the axes are for: */
  TcPlaced placed;
  int to_w, to_h, from_w, from_h;
};

/* One direction, in luma pixels: what is at target t comes from (t - edge) * scale +
 * crop of the source. */
typedef struct {
  double edge, scale, crop;
  int from, to; /* what is seen of the target */
  int source;   /* pixels of the source */
} Way;

/* Samples lie `unit` pixels apart, each at `site` of its own part. */
static const struct {
  int unit;
  double site;
} grids[N_AXES] = {{1, 0.5}, {1, 0.5}, {2, 0.25}, {2, 0.5}};

/* A triangle around @centre in the source. Its running sum is rounded, not each weight,
 * so that the weights add up to @one. Beyond the source its edge is repeated. */
static void
weigh (Axis *self, int i, double centre, double radius, int source, int one)
{
  guint16 *weights = self->weights + (gsize)i * self->n_taps;
  int from = (int)ceil (centre - radius), to = (int)floor (centre + radius);
  int first = CLAMP (from, 0, MAX (source - self->n_taps, 0));
  double whole = 0, sum = 0;
  int done = 0;
  memset (weights, 0, self->n_taps * sizeof *weights);
  for (int k = from; k <= to; k++)
    whole += radius - fabs (k - centre);
  for (int k = from; k <= to; k++) {
    sum += radius - fabs (k - centre);
    int share = (int)(sum / whole * one + 0.5);
    weights[CLAMP (k, 0, source - 1) - first] += (guint16)(share - done);
    done = share;
  }
  self->first[i] = first;
}

static void
axis_set (Axis *self, AxisKind kind, const Way *way)
{
  int unit = grids[kind].unit, source = way->source / unit;
  double site = grids[kind].site, radius = CLAMP (way->scale, 1, MAX_RADIUS);
  gboolean is_column = kind == AXIS_X || kind == AXIS_CHROMA_X;
  int n_taps = MIN ((int)ceil (2 * radius) + 1, source);
  self->begin = way->from / unit;
  self->n = way->to / unit - self->begin;
  self->n_taps = is_column ? (n_taps + TAPS_STEP - 1) / TAPS_STEP * TAPS_STEP : n_taps;
  for (int i = 0; i < self->n; i++) {
    double target = (self->begin + i + site) * unit;
    double centre = ((target - way->edge) * way->scale + way->crop) / unit - site;
    weigh (self, i, centre, radius, source, is_column ? COLUMN_ONE : ROW_ONE);
  }
  if (self->n > 0) {
    self->source_from = self->first[0];
    self->source_to = MIN (self->first[self->n - 1] + self->n_taps, source);
  }
}

static gboolean
is_set_for (const TcScaler *self,
            const TcPlaced *placed,
            const TcPicture *to,
            const TcPicture *from)
{
  const TcPlaced *p = &self->placed;
  return self->is_set && p->x == placed->x && p->y == placed->y && p->w == placed->w &&
         p->h == placed->h && p->rect.x == placed->rect.x &&
         p->rect.y == placed->rect.y && p->rect.w == placed->rect.w &&
         p->rect.h == placed->rect.h && self->to_w == to->width &&
         self->to_h == to->height && self->from_w == from->width &&
         self->from_h == from->height;
}

static void
set (TcScaler *self, const TcPlaced *placed, const TcPicture *to, const TcPicture *from)
{
  const TcRect *r = &placed->rect;
  double scale = MIN (from->width / placed->w, from->height / placed->h);
  Way x = {
      .edge = placed->x,
      .scale = scale,
      .crop = (from->width - placed->w * scale) / 2,
      .from = MAX (r->x, 0),
      .to = MIN (r->x + r->w, to->width),
      .source = from->width,
  };
  Way y = {
      .edge = placed->y,
      .scale = scale,
      .crop = (from->height - placed->h * scale) / 2,
      .from = MAX (r->y, 0),
      .to = MIN (r->y + r->h, to->height),
      .source = from->height,
  };
  for (int kind = 0; kind < N_AXES; kind++)
    axis_set (&self->axes[kind], (AxisKind)kind,
              kind == AXIS_X || kind == AXIS_CHROMA_X ? &x : &y);
  self->is_set = TRUE;
  self->placed = *placed;
  self->to_w = to->width, self->to_h = to->height;
  self->from_w = from->width, self->from_h = from->height;
}

/* ---- samples ---- */

/* 256 s * w / 65536, rounded down, so that a tap needs 16 bits only. */
static inline guint16
weighed (guint8 s, guint16 w)
{
  return (guint16)(((guint32)(guint16)(s << 8) * w) >> 16);
}

TC_CLONES static void
start_row (guint16 *restrict sums, const guint8 *s, guint16 w, guint16 bias, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] = (guint16)(bias + weighed (s[i], w));
}

TC_CLONES static void
add_rows (guint16 *restrict sums,
          const guint8 *s,
          const guint8 *t,
          guint16 w,
          guint16 v,
          int n)
{
  for (int i = 0; i < n; i++)
    sums[i] = (guint16)(sums[i] + weighed (s[i], w) + weighed (t[i], v));
}

TC_CLONES static void
end_row (gint16 *restrict row, const guint16 *sums, int n)
{
  for (int i = 0; i < n; i++)
    row[i] = (gint16)(sums[i] >> 1);
}

/* Each tap was rounded down: half of that is given back. @s: the source's plane. */
static void
weigh_rows (TcScaler *self,
            const Axis *y,
            int i,
            const Axis *x,
            const guint8 *s,
            int stride)
{
  const guint16 *weights = y->weights + (gsize)i * y->n_taps;
  const guint8 *top = s + (gssize)y->first[i] * stride + x->source_from;
  guint16 bias = (guint16)(y->n_taps / 2);
  int n = x->source_to - x->source_from;
  start_row (self->sums, top, weights[0], bias, n);
  for (int k = 1; k < y->n_taps; k += 2) {
    gboolean is_last = k + 1 == y->n_taps;
    const guint8 *one = top + (gssize)k * stride;
    add_rows (self->sums, one, is_last ? one : one + stride, weights[k],
              is_last ? 0 : weights[k + 1], n);
  }
  end_row (self->row + x->source_from, self->sums, n);
}

static inline guint8
weigh_columns_at (const gint16 *row, const guint16 *weights, int n_taps)
{
  gint32 sum = 1 << (COLUMN_BITS - 1);
  for (int k = 0; k < n_taps; k++)
    sum += row[k] * (gint16)weights[k];
  return (guint8)(sum >> COLUMN_BITS);
}

TC_CLONES static void
weigh_columns (guint8 *restrict d, const gint16 *row, const Axis *axis)
{
  const guint16 *weights = axis->weights;
  int n_taps = axis->n_taps;
  if (n_taps == TAPS_STEP)
    for (int i = 0; i < axis->n; i++)
      d[i] =
          weigh_columns_at (row + axis->first[i], weights + i * TAPS_STEP, TAPS_STEP);
  else
    for (int i = 0; i < axis->n; i++)
      d[i] =
          weigh_columns_at (row + axis->first[i], weights + (gsize)i * n_taps, n_taps);
}

static void
draw_plane (TcScaler *self, int plane, const TcPicture *to, const TcPicture *from)
{
  const Axis *x = &self->axes[plane ? AXIS_CHROMA_X : AXIS_X];
  const Axis *y = &self->axes[plane ? AXIS_CHROMA_Y : AXIS_Y];
  guint8 *d = to->plane[plane] + (gssize)y->begin * to->stride[plane] + x->begin;
  for (int i = 0; i < y->n; i++, d += to->stride[plane]) {
    weigh_rows (self, y, i, x, from->plane[plane], from->stride[plane]);
    weigh_columns (d, self->row, x);
  }
}

void
tc_scaler_draw (TcScaler *self,
                const TcPlaced *placed,
                const TcPicture *to,
                const TcPicture *from)
{
  g_return_if_fail (MAX (to->width, to->height) <= self->side &&
                    MAX (from->width, from->height) <= self->side);
  if (!is_set_for (self, placed, to, from))
    set (self, placed, to, from);
  if (self->axes[AXIS_CHROMA_X].n <= 0 || self->axes[AXIS_CHROMA_Y].n <= 0)
    return;
  for (int plane = 0; plane < 3; plane++)
    draw_plane (self, plane, to, from);
}

/* ---- life ---- */

/* A target of n samples takes n * scale of the source, which has `side` of them, and a
 * sample more on both sides: at most 6 sides of weights, and the last eight not full.
 */
TcScaler *
tc_scaler_new (int side)
{
  TcScaler *self = g_new0 (TcScaler, 1);
  self->side = side;
  for (int i = 0; i < N_AXES; i++) {
    self->axes[i].first = g_new (int, side);
    self->axes[i].weights = g_new (guint16, (gsize)(6 + 1 + TAPS_STEP) * side);
  }
  self->sums = g_new (guint16, side);
  self->row = g_new0 (gint16, side + TAPS_STEP);
  return self;
}

void
tc_scaler_free (TcScaler *self)
{
  if (!self)
    return;
  for (int i = 0; i < N_AXES; i++) {
    g_free (self->axes[i].first);
    g_free (self->axes[i].weights);
  }
  g_free (self->sums);
  g_free (self->row);
  g_free (self);
}
