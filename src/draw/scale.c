/* SPDX-License-Identifier: MIT
 *
 * 16 rows of the target at a time: rows of the source are weighed together, the result
 * is transposed, so that the weighing of columns is work on whole vectors as well, and
 * transposed back. A dot product for each sample took five to ten times as long.
 * Between all that a sample is 16 bits: 256 times its value.
 *
 * Why not GStreamer's converter: its places are whole numbers, so that a camera moving
 * slowly would tremble; it is made anew for each place (0.15 ms and 37 allocations at
 * each tick of a motion at 1080p), and takes three times as long.
 */
#include "draw/scale.h"

#include <math.h>
#include <string.h>

#include "draw/convert.h"
#include "draw/kernel.h"

#define ONE   65535 /* weights add up to it */
#define BAND  16    /* rows: the vectors below */
#define WHOLE 255   /* opacity */

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
  int side, row_stride;
  Axis axes[N_AXES];
  guint16 *rows;   /* BAND rows of the source's columns, weighed */
  guint16 *across; /* the same transposed: columns of BAND */
  guint8 *columns; /* columns of BAND samples of the target */
  guint8 *band;    /* the same as rows, where they are mixed with the target's */
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
 * so that the weights add up to ONE. Beyond the source its edge is repeated. */
static void
weigh (Axis *self, int i, double centre, double radius, int source)
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
    int share = (int)(sum / whole * ONE + 0.5);
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
  self->begin = way->from / unit;
  self->n = way->to / unit - self->begin;
  self->n_taps = MIN ((int)ceil (2 * radius) + 1, source);
  for (int i = 0; i < self->n; i++) {
    double target = (self->begin + i + site) * unit;
    double centre = ((target - way->edge) * way->scale + way->crop) / unit - site;
    weigh (self, i, centre, radius, source);
  }
  if (self->n > 0) {
    self->source_from = self->first[0];
    self->source_to = self->first[self->n - 1] + self->n_taps;
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

/* ---- rows ---- */

/* 256 s * w / 65536, rounded down, so that a tap needs 16 bits only. */
static inline guint16
weighed (guint16 s, guint16 w)
{
  return (guint16)(((guint32)s * w) >> 16);
}

TC_CLONES static void
start_row (guint16 *restrict sums, const guint8 *s, guint16 w, guint16 bias, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] = (guint16)(bias + weighed ((guint16)(s[i] << 8), w));
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
    sums[i] = (guint16)(sums[i] + weighed ((guint16)(s[i] << 8), w) +
                        weighed ((guint16)(t[i] << 8), v));
}

/* Each tap was rounded down: half of that is given back. @s: the source's plane. */
static void
weigh_rows (guint16 *sums,
            const Axis *y,
            int i,
            const Axis *x,
            const guint8 *s,
            int stride)
{
  const guint16 *weights = y->weights + (gsize)i * y->n_taps;
  const guint8 *top = s + (gssize)y->first[i] * stride + x->source_from;
  int n = x->source_to - x->source_from;
  start_row (sums, top, weights[0], (guint16)(y->n_taps / 2), n);
  for (int k = 1; k < y->n_taps; k += 2) {
    gboolean is_last = k + 1 == y->n_taps;
    const guint8 *one = top + (gssize)k * stride;
    add_rows (sums, one, is_last ? one : one + stride, weights[k],
              is_last ? 0 : weights[k + 1], n);
  }
}

/* ---- transposing ---- */

typedef guint16 Eight __attribute__ ((vector_size (16)));
typedef guint8 Sixteen __attribute__ ((vector_size (16)));

/* Interleaving each vector of the first half with one of the second, as often as it
 * takes to halve their number to one, turns rows into columns. */
static inline void
turn_eight (Eight v[8])
{
  Eight t[8];
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 4; i++) {
      t[2 * i] = __builtin_shufflevector (v[i], v[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
      t[2 * i + 1] =
          __builtin_shufflevector (v[i], v[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    memcpy (v, t, sizeof t);
  }
}

static inline void
turn_sixteen (Sixteen v[16])
{
  Sixteen t[16];
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 8; i++) {
      t[2 * i] = __builtin_shufflevector (v[i], v[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4,
                                          20, 5, 21, 6, 22, 7, 23);
      t[2 * i + 1] = __builtin_shufflevector (v[i], v[i + 8], 8, 24, 9, 25, 10, 26, 11,
                                              27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    memcpy (v, t, sizeof t);
  }
}

/* @n columns of BAND rows, @stride apart, to columns of BAND; up to 7 columns more are
 * read and written. */
TC_CLONES static void
turn_rows (guint16 *restrict columns, const guint16 *rows, int stride, int n)
{
  for (int x = 0; x < n; x += 8) {
    for (int half = 0; half < BAND; half += 8) {
      Eight v[8];
      for (int i = 0; i < 8; i++)
        memcpy (&v[i], rows + (gsize)(half + i) * stride + x, sizeof v[i]);
      turn_eight (v);
      for (int i = 0; i < 8; i++)
        memcpy (columns + (gsize)(x + i) * BAND + half, &v[i], sizeof v[i]);
    }
  }
}

/* Columns of BAND to @n_rows rows of @n samples. */
TC_CLONES static void
turn_columns (guint8 *d, int stride, const guint8 *columns, int n, int n_rows)
{
  for (int x = 0; x < n; x += BAND) {
    Sixteen v[BAND];
    memcpy (v, columns + (gsize)x * BAND, sizeof v);
    turn_sixteen (v);
    for (int i = 0; i < n_rows; i++) {
      guint8 *to = d + (gssize)i * stride + x;
      if (n - x >= BAND) /* one store, no call */
        memcpy (to, &v[i], BAND);
      else
        memcpy (to, &v[i], n - x);
    }
  }
}

/* ---- columns ---- */

/* As rows, and rounded to whole steps. @across begins at the axis' first source. GCC
 * would unroll the inner loop into single samples before it looks for vectors. */
TC_CLONES static void
weigh_columns (guint8 *restrict columns, const guint16 *across, const Axis *x)
{
  guint16 start = (guint16)(128 + x->n_taps / 2);
  for (int i = 0; i < x->n; i++) {
    const guint16 *weights = x->weights + (gsize)i * x->n_taps;
    const guint16 *s = across + (gsize)(x->first[i] - x->source_from) * BAND;
    guint16 sums[BAND];
    for (int r = 0; r < BAND; r++)
      sums[r] = start;
    for (int k = 0; k < x->n_taps; k++, s += BAND)
#pragma GCC unroll 1
      for (int r = 0; r < BAND; r++)
        sums[r] = (guint16)(sums[r] + weighed (s[r], weights[k]));
    for (int r = 0; r < BAND; r++)
      columns[(gsize)i * BAND + r] = (guint8)(sums[r] >> 8);
  }
}

/* @n_rows rows of the target from @d on. */
static void
put_rows (TcScaler *self, guint8 *d, int stride, int n, int n_rows, guint8 opacity)
{
  if (opacity == WHOLE) {
    turn_columns (d, stride, self->columns, n, n_rows);
    return;
  }
  turn_columns (self->band, self->row_stride, self->columns, n, n_rows);
  for (int i = 0; i < n_rows; i++)
    tc_kernel_mix (d + (gssize)i * stride, self->band + (gssize)i * self->row_stride, n,
                   opacity);
}

static void
draw_plane (TcScaler *self,
            int plane,
            const TcPicture *to,
            const TcPicture *from,
            guint8 opacity)
{
  const Axis *x = &self->axes[plane ? AXIS_CHROMA_X : AXIS_X];
  const Axis *y = &self->axes[plane ? AXIS_CHROMA_Y : AXIS_Y];
  int stride = to->stride[plane];
  guint8 *d = to->plane[plane] + (gssize)y->begin * stride + x->begin;
  for (int top = 0; top < y->n; top += BAND) {
    int n = MIN (y->n - top, BAND);
    for (int i = 0; i < n; i++)
      weigh_rows (self->rows + (gsize)i * self->row_stride, y, top + i, x,
                  from->plane[plane], from->stride[plane]);
    turn_rows (self->across, self->rows, self->row_stride,
               x->source_to - x->source_from);
    weigh_columns (self->columns, self->across, x);
    put_rows (self, d + (gssize)top * stride, stride, x->n, n, opacity);
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
    draw_plane (self, plane, to, from, placed->opacity);
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
    self->axes[i].weights = g_new (guint16, (gsize)(6 + 2) * side);
  }
  self->row_stride = (side + BAND) / BAND * BAND;
  self->rows = g_new0 (guint16, (gsize)self->row_stride * BAND);
  self->across = g_new (guint16, (gsize)self->row_stride * BAND);
  self->columns = g_new0 (guint8, (gsize)self->row_stride * BAND);
  self->band = g_new (guint8, (gsize)self->row_stride * BAND);
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
  g_free (self->rows);
  g_free (self->across);
  g_free (self->columns);
  g_free (self->band);
  g_free (self);
}
