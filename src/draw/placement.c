/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "draw/moment.h"

#define WHOLE  255
#define FAR_PX (1 << 28)

static gboolean
is_zero (const TcRect *r)
{
  return r->x == 0 && r->y == 0 && r->w == 0 && r->h == 0;
}

static gboolean
is_whole (const TcRect *r, int width, int height)
{
  return r->x == 0 && r->y == 0 && r->w == width && r->h == height;
}

gboolean
tc_placement_is_full (const TcPlacement *self, int width, int height)
{
  return is_zero (&self->rect) || is_whole (&self->rect, width, height);
}

guint8
tc_fade_at (const TcFade *self, gint64 tick)
{
  TcMix way = {.start = self->start, .ticks = self->ticks, .ease = self->ease};
  double missing = self->from + (self->to - self->from) * tc_mix_at (&way, tick);
  return (guint8)(WHOLE - CLAMP (missing, 0, WHOLE) + 0.5);
}

static double
mix_edge (int from, int to, double t)
{
  double edge = from + ((double)to - from) * t;
  return CLAMP (edge, -FAR_PX, FAR_PX); /* an easing may leave any bounds */
}

static int
to_even (double edge)
{
  return 2 * (int)lround (edge / 2);
}

/* Edges are mixed, not sizes: one that both rectangles share stands still. */
static TcPlaced
placed_at (const TcPlacement *self, gint64 tick, int width, int height)
{
  TcRect to = is_zero (&self->rect) ? (TcRect){0, 0, width, height} : self->rect;
  TcRect from = is_zero (&self->from) ? to : self->from;
  TcMix way = {.start = self->start, .ticks = self->ticks, .ease = self->ease};
  double t = tc_mix_at (&way, tick);
  double left = mix_edge (from.x, to.x, t), top = mix_edge (from.y, to.y, t);
  double right = mix_edge (from.x + from.w, to.x + to.w, t);
  double bottom = mix_edge (from.y + from.h, to.y + to.h, t);
  TcRect rect = {to_even (left), to_even (top)};
  rect.w = to_even (right) - rect.x;
  rect.h = to_even (bottom) - rect.y;
  return (TcPlaced){
      .rect = rect, .x = left, .y = top, .w = right - left, .h = bottom - top};
}

static gboolean
shows (const TcPlaced *self, int width, int height)
{
  const TcRect *r = &self->rect;
  return self->opacity > 0 && r->w >= 2 && r->h >= 2 && r->x < width && r->y < height &&
         r->x + r->w > 0 && r->y + r->h > 0;
}

static void
put (TcPlacing *self, const TcPlaced *placed, gboolean is_full, gboolean has_ground)
{
  if (is_full && placed->opacity == WHOLE) {
    self->n = 0;
    self->is_full = TRUE;
    self->has_ground = has_ground;
  }
  self->placed[self->n++] = *placed;
}

/* A full camera of a group stays while boards are pushed over it or away from it, so it
 * lies below them. */
static gboolean
is_pushed_over (const TcShare *share, const TcPlacement *placement, gboolean is_full)
{
  return share->is_pushing && placement->group != TC_GROUP_NONE && is_full;
}

static guint8
opacity_at (const TcPlacement *placement, const TcShare *share, gint64 tick)
{
  int opacity = tc_fade_at (&placement->fade, tick);
  if (!share->shows[placement->group])
    return 0;
  if (!share->is_dissolving || placement->group != TC_GROUP_IN)
    return (guint8)opacity;
  return (guint8)((opacity * share->weight + WHOLE / 2) / WHOLE);
}

/* Its place with its group's push, in the picture or out of it. */
static TcPlaced
find (const TcShot *self, guint index, gint64 tick, const TcShare *share, TcRect whole)
{
  const TcPlacement *placement = &self->placements[index];
  TcPlaced placed = placed_at (placement, tick, whole.w, whole.h);
  placed.index = index;
  placed.opacity = opacity_at (placement, share, tick);
  if (share->is_pushing && !is_whole (&placed.rect, whole.w, whole.h)) {
    placed.rect.x += share->dx[placement->group];
    placed.rect.y += share->dy[placement->group];
    placed.x += share->dx[placement->group];
    placed.y += share->dy[placement->group];
  }
  return placed;
}

TcRect
tc_shot_find (const TcShot *self, guint index, gint64 tick, int width, int height)
{
  TcShare share = tc_share_at (&self->mix, tick);
  return find (self, index, tick, &share, (TcRect){0, 0, width, height}).rect;
}

TcPlacing
tc_shot_place (const TcShot *self, gint64 tick, int width, int height)
{
  TcShare share = tc_share_at (&self->mix, tick);
  TcRect whole = {0, 0, width, height};
  TcPlacing placing = {.has_ground = TRUE};
  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < MIN (self->n_placements, TC_SHOT_MAX_PLACEMENTS); i++) {
      TcPlaced placed = find (self, i, tick, &share, whole);
      gboolean is_full = is_whole (&placed.rect, width, height);
      gboolean is_below = is_pushed_over (&share, &self->placements[i], is_full);
      if (is_below == (pass == 0) && shows (&placed, width, height))
        put (&placing, &placed, is_full, is_below && self->n_under > 0);
    }
  }
  return placing;
}
