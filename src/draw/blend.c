/* SPDX-License-Identifier: MIT
 *
 * Inner loops work in 16-bit lanes, 32 or 64 pixels an instruction on AVX2 and AVX-512.
 *
 * Whole opacity: p + d*na/255, exactly rounded: (t + 128 + ((t + 128) >> 8)) >> 8 is
 * round (t / 255) for t up to 65025.
 *
 * Opacity o: (o*p + d*q/255) / 255 with q = 255*255 - o*a. d*q/255 is taken as the high
 * half of (257 d) * q, which is at most 1.3 too small; that is 0.005 of a step in the
 * result, well within what is left of one step after the rounding of a filtered chroma
 * sample (0.875, see convert.c). The sum cannot pass 65025, because p <= a.
 */
#include "tallycast/draw/blend.h"

#include <string.h>

#include "draw/convert.h"
#include "draw/kernel.h"

#define OPAQUE 255

/* ---- kernels -----------------------------------------------------------------------
 */

static inline guint8
div_255 (guint16 t)
{
  guint16 u = (guint16)(t + 128);
  return (guint8)((guint16)(u + (u >> 8)) >> 8);
}

TC_CLONES static void
blend_whole (guint8 *restrict d, const guint8 *p, const guint8 *na, int n)
{
  for (int i = 0; i < n; i++)
    d[i] = (guint8)(p[i] + div_255 ((guint16)(d[i] * na[i])));
}

TC_CLONES static void
blend_faded (guint8 *restrict d, const guint8 *p, const guint8 *na, int n, guint8 o)
{
  for (int i = 0; i < n; i++) {
    guint16 q = (guint16)(65025 - o * (guint16)(255 - na[i]));
    guint16 under = (guint16)(((guint32)(guint16)(d[i] * 257) * q) >> 16);
    d[i] = div_255 ((guint16)((guint16)(o * p[i]) + under));
  }
}

void
tc_kernel_runs (const TcLine *line,
                const TcRun *run,
                const TcRun *end,
                int from,
                int to,
                guint8 o)
{
  for (; run < end && run->from < to; run++) {
    int a = MAX (run->from, from), n = MIN (run->to, to) - a;
    if (n <= 0)
      continue;
    if (o != OPAQUE)
      blend_faded (line->d + a, line->p + a, line->na + a, n, o);
    else if (run->is_opaque)
      memcpy (line->d + a, line->p + a, n);
    else
      blend_whole (line->d + a, line->p + a, line->na + a, n);
  }
}

void
tc_kernel_cut (const TcLine *line, int at, int n, guint32 num, guint32 den)
{
  guint32 whole = 255 * den;
  for (int i = at; i < at + n; i++) {
    guint32 a = 255U - line->na[i];
    guint32 t = num * 255 * line->p[i] + line->d[i] * (whole - num * a);
    line->d[i] = (guint8)((2 * t + whole) / (2 * whole));
  }
}

TC_CLONES void
tc_kernel_darken (guint8 *d, int n, guint8 amount, guint8 black)
{
  guint16 under = (guint16)(255 - amount), over = (guint16)(black * amount);
  for (int i = 0; i < n; i++)
    d[i] = div_255 ((guint16)(d[i] * under + over));
}

/* ---- geometry ----------------------------------------------------------------------
 */

/* All in frame luma pixels, [from, to). 64 bit: a pose may be anywhere. */
typedef struct {
  gint64 from, to;
} Span;

typedef struct {
  gint64 x, y;                       /* the box's corner in the frame */
  Span box_x, box_y, clip_x, clip_y; /* clip lies within box */
  guint8 opacity;
} Place;

static Span
span_cut (Span a, Span b)
{
  return (Span){MAX (a.from, b.from), MIN (a.to, b.to)};
}

static gboolean
place_init (Place *self, const TcSprite *sprite, const TcPose *pose)
{
  gint64 x = (gint64)pose->x + sprite->box.x, y = (gint64)pose->y + sprite->box.y;
  gint64 clip_x = (gint64)pose->x + pose->clip.x;
  gint64 clip_y = (gint64)pose->y + pose->clip.y;
  *self = (Place){
      .x = x,
      .y = y,
      .box_x = {x, x + sprite->box.w},
      .box_y = {y, y + sprite->box.h},
      .opacity = pose->opacity,
  };
  self->clip_x = span_cut (self->box_x, (Span){clip_x, clip_x + pose->clip.w});
  self->clip_y = span_cut (self->box_y, (Span){clip_y, clip_y + pose->clip.h});
  return self->clip_x.from < self->clip_x.to && self->clip_y.from < self->clip_y.to &&
         pose->opacity > 0;
}

/* The weight, in the filter's [1 2 1], of the columns around frame column @middle that
 * lie in @span. */
static guint32
weight_of (gint64 middle, Span span)
{
  guint32 weight = 0;
  for (int i = -1; i <= 1; i++)
    if (middle + i >= span.from && middle + i < span.to)
      weight += i == 0 ? 2 : 1;
  return weight;
}

/* ---- luma --------------------------------------------------------------------------
 */

static void
blend_luma (const TcPicture *picture,
            const TcSprite *sprite,
            const Place *place,
            Span rows)
{
  Span x = span_cut (place->clip_x, (Span){0, picture->width});
  Span y = span_cut (place->clip_y, rows);
  if (x.from >= x.to)
    return;
  int from = (int)(x.from - place->x), to = (int)(x.to - place->x);
  for (gint64 row = y.from; row < y.to; row++) {
    int r = (int)(row - place->y);
    gsize at = (gsize)r * sprite->box.w;
    TcLine line = {
        picture->plane[0] + row * picture->stride[0] + place->x,
        sprite->y + at,
        sprite->na + at,
    };
    tc_kernel_runs (&line, sprite->runs.runs + sprite->runs.first[r],
                    sprite->runs.runs + sprite->runs.first[r + 1], from, to,
                    place->opacity);
  }
}

/* ---- chroma ------------------------------------------------------------------------
 */

/* Columns of the half-size planes: those whole, and around them the at most two that
 * the clip cuts, as shares num / den of the opacity. */
typedef struct {
  int from, to;
  int n_cuts;
  struct {
    int at;
    guint32 num, den;
  } cuts[2];
} Columns;

static void
columns_cut (Columns *self, const Place *place, gint64 sample, gint64 origin)
{
  guint32 num = weight_of (2 * sample, place->clip_x);
  guint32 den = weight_of (2 * sample, place->box_x);
  if (num == 0)
    return;
  self->cuts[self->n_cuts].at = (int)(sample - origin);
  self->cuts[self->n_cuts].num = num;
  self->cuts[self->n_cuts].den = den;
  self->n_cuts++;
}

/* A sample 2i weighs columns 2i-1 .. 2i+1, so a clip's edge c inside the box cuts
 * exactly sample floor (c / 2). */
static Columns
columns_find (const Place *place, const TcPicture *picture)
{
  gint64 origin = place->x >> 1;
  gint64 first = place->clip_x.from >> 1, last = place->clip_x.to >> 1;
  gboolean cut_left = place->clip_x.from > place->box_x.from;
  gboolean cut_right = place->clip_x.to < place->box_x.to;
  Span frame = {0, picture->width / 2};
  Span whole = span_cut ((Span){first + cut_left, last + !cut_right}, frame);
  Columns self = {0};
  if (whole.from < whole.to) {
    self.from = (int)(whole.from - origin);
    self.to = (int)(whole.to - origin);
  }
  if (cut_left && first >= frame.from && first < frame.to)
    columns_cut (&self, place, first, origin);
  if (cut_right && last >= frame.from && last < frame.to &&
      !(cut_left && first == last))
    columns_cut (&self, place, last, origin);
  return self;
}

static void
blend_chroma_row (const TcLine *line,
                  const Columns *columns,
                  const TcRuns *runs,
                  int row,
                  const Place *place,
                  gboolean is_half)
{
  /* With half the sample's rows cut off, half its weight. */
  guint32 row_den = is_half ? 2 : 1;
  if (is_half)
    tc_kernel_cut (line, columns->from, columns->to - columns->from, place->opacity,
                   510);
  else
    tc_kernel_runs (line, runs->runs + runs->first[row],
                    runs->runs + runs->first[row + 1], columns->from, columns->to,
                    place->opacity);
  for (int i = 0; i < columns->n_cuts; i++)
    tc_kernel_cut (line, columns->cuts[i].at, 1, columns->cuts[i].num * place->opacity,
                   columns->cuts[i].den * row_den * 255);
}

static void
blend_chroma (const TcPicture *picture, TcSprite *sprite, const Place *place, Span rows)
{
  const TcHalf *half =
      tc_sprite_half (sprite, (int)(place->x & 1), (int)(place->y & 1));
  Columns columns = columns_find (place, picture);
  gint64 origin_x = place->x >> 1, origin_y = place->y >> 1;
  Span samples = span_cut ((Span){place->clip_y.from >> 1, (place->clip_y.to + 1) >> 1},
                           (Span){rows.from / 2, rows.to / 2});
  for (gint64 s = samples.from; s < samples.to; s++) {
    int row = (int)(s - origin_y);
    Span two = {2 * s, 2 * s + 2};
    Span in_clip = span_cut (two, place->clip_y), in_box = span_cut (two, place->box_y);
    gboolean is_half = in_clip.to - in_clip.from < in_box.to - in_box.from;
    gsize at = (gsize)row * half->w;
    for (int plane = 1; plane <= 2; plane++) {
      TcLine line = {
          picture->plane[plane] + s * picture->stride[plane] + origin_x,
          (plane == 1 ? half->u : half->v) + at,
          half->na + at,
      };
      blend_chroma_row (&line, &columns, &half->runs, row, place, is_half);
    }
  }
}

/* ---- public ------------------------------------------------------------------------
 */

void
tc_blend_band (const TcPicture *picture,
               TcSprite *sprite,
               const TcPose *pose,
               int top,
               int bottom)
{
  Place place;
  if (!place_init (&place, sprite, pose))
    return;
  /* Also a sprite beside the picture can weigh on its first chroma column, by the
   * filter around column -1; further out nothing shows. */
  if (place.clip_x.to <= -1 || place.clip_x.from >= picture->width ||
      place.clip_y.to <= top || place.clip_y.from >= bottom)
    return;
  blend_luma (picture, sprite, &place, (Span){top, bottom});
  blend_chroma (picture, sprite, &place, (Span){top, bottom});
}

void
tc_blend (const TcPicture *picture, TcSprite *sprite, const TcPose *pose)
{
  tc_blend_band (picture, sprite, pose, 0, picture->height);
}
