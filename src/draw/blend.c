/* SPDX-License-Identifier: MIT
 *
 * Where the kernels of kernel.c have to go: places, clips, and the samples they cut.
 */
#include "tallycast/draw/blend.h"

#include "draw/kernel.h"
#include "draw/picture-private.h"

#define PAGE 4096

/* ---- geometry ---- */

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
  /* A sprite without colours in full size was made for even places. */
  gint64 mask = sprite->u ? -1 : -2;
  gint64 x = (pose->x & mask) + sprite->box.x, y = (pose->y & mask) + sprite->box.y;
  gint64 clip_x = (pose->x & mask) + pose->clip.x;
  gint64 clip_y = (pose->y & mask) + pose->clip.y;
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

/* ---- luma ---- */

/* The picture blended into and, when it is to be copied on the way, the one blended
 * from; else the same. Without colour it is a layer's rest: planes 0 and 1 of 255-A. */
typedef struct {
  const TcPicture *to, *from;
  gboolean has_colour;
} Pair;

/* Column 0 of the line is column @x of the picture. */
static TcLine
line_of (const Pair *pair, int plane, gint64 row, gint64 x)
{
  return (TcLine){
      .d = pair->to->plane[plane] + row * pair->to->stride[plane] + x,
      .s = pair->from->plane[plane] + row * pair->from->stride[plane] + x,
  };
}

/* A picture comes from main memory, and what takes longest there is to find where a
 * page lies: asked for while the page before is worked on, the half transparent full
 * frame of bench-blend takes four fifths of the time. The same for chroma made it
 * slower. */
static void
ask_for_next_page (const TcLine *line)
{
  __builtin_prefetch (line->d + PAGE, 1);
  __builtin_prefetch (line->s + PAGE);
}

static void
blend_luma (const Pair *pair, const TcSprite *sprite, const Place *place, Span rows)
{
  Span frame = {0, pair->to->width};
  Span x = span_cut (place->clip_x, frame);
  if (x.from >= x.to) /* beside the frame; only its chroma reaches in */
    x = frame;
  int left = (int)(frame.from - place->x), right = (int)(frame.to - place->x);
  int from = (int)(x.from - place->x), to = (int)(x.to - place->x);
  gboolean is_in = place->clip_x.to > 0;
  for (gint64 row = rows.from; row < rows.to; row++) {
    TcLine line = line_of (pair, 0, row, place->x);
    ask_for_next_page (&line);
    if (!is_in || row < place->clip_y.from || row >= place->clip_y.to) {
      tc_kernel_copy (&line, left, right);
      continue;
    }
    int r = (int)(row - place->y);
    const TcRun *runs = sprite->runs.runs;
    const guint *first = sprite->runs.first + r;
    line.p = pair->has_colour ? sprite->y + (gsize)r * sprite->box.w : NULL;
    line.na = sprite->na + (gsize)r * sprite->box.w;
    tc_kernel_copy (&line, left, from);
    tc_kernel_runs (&line, runs + first[0], runs + first[1], from, to, place->opacity);
    tc_kernel_copy (&line, to, right);
  }
}

/* ---- chroma ---- */

/* Columns of the half-size planes: those whole, and around them the at most two that
 * the clip cuts, as shares num / den of the opacity. */
typedef struct {
  int left, right; /* the frame */
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
columns_find (const Place *place, int width)
{
  gint64 origin = place->x >> 1;
  gint64 first = place->clip_x.from >> 1, last = place->clip_x.to >> 1;
  gboolean cut_left = place->clip_x.from > place->box_x.from;
  gboolean cut_right = place->clip_x.to < place->box_x.to;
  Span frame = {0, width};
  Span whole = span_cut ((Span){first + cut_left, last + !cut_right}, frame);
  Columns self = {
      .left = (int)(frame.from - origin),
      .right = (int)(frame.to - origin),
  };
  self.from = self.to = self.left;
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

/* A row of samples: how many of its pixel rows the clip leaves. */
typedef enum {
  ROW_OUT,
  ROW_HALF,
  ROW_WHOLE,
} RowShare;

static RowShare
row_share (const Place *place, gint64 sample)
{
  Span two = {2 * sample, 2 * sample + 2};
  Span in_clip = span_cut (two, place->clip_y), in_box = span_cut (two, place->box_y);
  if (in_clip.from >= in_clip.to)
    return ROW_OUT;
  return in_clip.to - in_clip.from < in_box.to - in_box.from ? ROW_HALF : ROW_WHOLE;
}

static void
blend_chroma_row (const TcLine *line,
                  const Columns *columns,
                  const TcRun *run,
                  const TcRun *end,
                  guint8 o,
                  RowShare share)
{
  guint32 row_den = share == ROW_HALF ? 2 : 1;
  tc_kernel_copy (line, columns->left, columns->from);
  if (share == ROW_HALF)
    tc_kernel_cut (line, columns->from, columns->to - columns->from, o, 2 * 255);
  else
    tc_kernel_runs (line, run, end, columns->from, columns->to, o);
  tc_kernel_copy (line, columns->to, columns->right);
  for (int i = 0; i < columns->n_cuts; i++)
    tc_kernel_cut (line, columns->cuts[i].at, 1, columns->cuts[i].num * o,
                   columns->cuts[i].den * row_den * 255);
}

static void
blend_chroma (const Pair *pair, TcSprite *sprite, const Place *place, Span rows)
{
  const TcHalf *half =
      tc_sprite_half (sprite, (int)(place->x & 1), (int)(place->y & 1));
  Columns columns = columns_find (place, pair->to->width / 2);
  for (gint64 sample = rows.from / 2; sample < rows.to / 2; sample++) {
    RowShare share = row_share (place, sample);
    int r = share == ROW_OUT ? 0 : (int)(sample - (place->y >> 1));
    gsize at = (gsize)r * half->w;
    const guint *first = half->runs.first + r;
    const guint8 *colours[2] = {half->u + at, half->v + at};
    for (int plane = 1; plane <= (pair->has_colour ? 2 : 1); plane++) {
      TcLine line = line_of (pair, plane, sample, place->x >> 1);
      line.p = pair->has_colour ? colours[plane - 1] : NULL;
      line.na = half->na + at;
      if (share == ROW_OUT)
        tc_kernel_copy (&line, columns.left, columns.right);
      else
        blend_chroma_row (&line, &columns, half->runs.runs + first[0],
                          half->runs.runs + first[1], place->opacity, share);
    }
  }
}

/* ---- public ---- */

/* A sprite beside the picture can still weigh on its first chroma column, by the filter
 * around column -1; further out nothing shows. */
static gboolean
shows_in (const Place *place, int width, Span rows)
{
  return place->clip_x.to > -1 && place->clip_x.from < width &&
         place->clip_y.to > rows.from && place->clip_y.from < rows.to;
}

static void
blend_planes (const Pair *pair, TcSprite *sprite, const TcPose *pose, TcRows rows)
{
  Place place;
  const TcPicture *to = pair->to, *from = pair->from;
  Span span = {rows.from, rows.to};
  if (!place_init (&place, sprite, pose) || !shows_in (&place, to->width, span)) {
    if (from != to)
      tc_picture_copy_band (to, from, rows);
    return;
  }
  /* Only the sprite's own rows, from an even one to an even one; what lies above and
   * below is copied in large pieces, 5 % faster than row by row. */
  TcRows own = {
      (int)MAX (rows.from, place.clip_y.from & ~G_GINT64_CONSTANT (1)),
      (int)MIN (rows.to, (place.clip_y.to + 1) & ~G_GINT64_CONSTANT (1)),
  };
  if (from != to) {
    tc_picture_copy_band (to, from, (TcRows){rows.from, own.from});
    tc_picture_copy_band (to, from, (TcRows){own.to, rows.to});
  }
  span = (Span){own.from, own.to};
  blend_luma (pair, sprite, &place, span);
  blend_chroma (pair, sprite, &place, span);
}

static void
blend_stack (const Pair *pair, const TcStack *stack, const TcPose *pose, TcRows rows)
{
  Pair in_place = {pair->to, pair->to, pair->has_colour};
  int from, to;
  if (pair->from != pair->to)
    tc_picture_copy_band (pair->to, pair->from, rows);
  tc_stack_range (stack, pose->clip, &from, &to);
  for (int i = from; i < to; i++) {
    TcPose row = *pose;
    row.y += tc_stack_y (stack, i);
    row.clip.y -= tc_stack_y (stack, i);
    if (stack->rows[i])
      blend_planes (&in_place, stack->rows[i], &row, rows);
  }
}

static void
blend (const Pair *pair, TcSprite *sprite, const TcPose *pose, TcRows rows)
{
  if (sprite->stack)
    blend_stack (pair, sprite->stack, pose, rows);
  else
    blend_planes (pair, sprite, pose, rows);
}

void
tc_blend_band (const TcPicture *to,
               const TcPicture *from,
               TcSprite *sprite,
               const TcPose *pose,
               TcRows rows)
{
  Pair pair = {to, from, TRUE};
  blend (&pair, sprite, pose, rows);
}

void
tc_blend_rest (const TcPicture *rest, TcSprite *sprite, const TcPose *pose)
{
  Pair pair = {rest, rest, FALSE};
  blend (&pair, sprite, pose, (TcRows){0, rest->height});
}

void
tc_blend (const TcPicture *picture, TcSprite *sprite, const TcPose *pose)
{
  tc_blend_band (picture, picture, sprite, pose, (TcRows){0, picture->height});
}
