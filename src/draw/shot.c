/* SPDX-License-Identifier: MIT
 *
 * Composing goes in bands of 32 rows: at 1080p a band is 92 kB of picture, which stays
 * in the second-level cache (from 256 kB on) from its copy to its last blend, so main
 * memory is read once and written once whatever number of sprites lies on it.
 */
#include "tallycast/draw/shot.h"

#include <stdatomic.h>
#include <string.h>

#include "draw/picture-private.h"
#include "draw/sprite-private.h"

#define BAND_ROWS 32

typedef struct {
  TcShot shot;
  atomic_int refs;
} Counted;

guint8
tc_ramp_at (const TcRamp *self, gint64 tick)
{
  gint64 at = tick - self->start;
  if (at >= self->ticks)
    return at < 0 ? self->from : self->to;
  if (at <= 0)
    return self->from;
  /* In double: ticks may be any number. */
  double level = self->from + (self->to - self->from) * ((double)at / self->ticks);
  return (guint8)(level + 0.5);
}

TcShot *
tc_shot_new (guint n_items)
{
  g_return_val_if_fail (n_items <= TC_SHOT_MAX_ITEMS, NULL);
  Counted *self = g_new0 (Counted, 1);
  atomic_init (&self->refs, 1);
  self->shot.background[0] = 16;
  self->shot.background[1] = self->shot.background[2] = 128;
  self->shot.n_placements = 1;
  self->shot.n_items = n_items;
  self->shot.items = g_new0 (TcShotItem, n_items);
  return &self->shot;
}

TcShot *
tc_shot_ref (TcShot *self)
{
  atomic_fetch_add_explicit (&((Counted *)self)->refs, 1, memory_order_relaxed);
  return self;
}

void
tc_shot_unref (TcShot *self)
{
  if (!self || atomic_fetch_sub_explicit (&((Counted *)self)->refs, 1,
                                          memory_order_acq_rel) != 1)
    return;
  for (guint i = 0; i < self->n_items; i++)
    tc_sprite_unref (self->items[i].sprite);
  g_free (self->items);
  g_free (self);
}

gboolean
tc_placement_is_full (const TcPlacement *self, int width, int height)
{
  const TcRect *r = &self->rect;
  return (r->w <= 0 && r->h <= 0) ||
         (r->x == 0 && r->y == 0 && r->w == width && r->h == height);
}

static gboolean
item_shows_at (const TcShotItem *item, gint64 tick)
{
  if (!item->sprite || item->sprite->box.w == 0)
    return FALSE;
  TcPose pose = tc_track_at (&item->track, tick);
  return pose.opacity > 0 && pose.clip.w > 0 && pose.clip.h > 0;
}

gboolean
tc_shot_is_clean_at (const TcShot *self, gint64 tick)
{
  if (self->is_slate || tc_ramp_at (&self->black, tick) > 0 || self->n_placements != 1)
    return FALSE;
  for (guint i = 0; i < self->n_items; i++)
    if (item_shows_at (&self->items[i], tick))
      return FALSE;
  return TRUE;
}

/* Which parities a coordinate passes: bit 0 even, bit 1 odd. */
static guint
parities (const TcTrack *track, gboolean is_y)
{
  guint mask = 0;
  int first = is_y ? track->keys[0].pose.y : track->keys[0].pose.x;
  for (guint i = 0; i < track->n_keys; i++) {
    int at = is_y ? track->keys[i].pose.y : track->keys[i].pose.x;
    mask |= at != first ? 3U : 1U << (at & 1);
  }
  if (!is_y && ((track->crawl_px | MAX (track->crawl_wrap_px, 0)) & 1))
    mask = 3;
  return mask;
}

void
tc_shot_prepare (TcShot *self)
{
  for (guint i = 0; i < self->n_items; i++) {
    if (!self->items[i].sprite)
      continue;
    guint mask_x = parities (&self->items[i].track, FALSE);
    guint mask_y = parities (&self->items[i].track, TRUE);
    for (int p = 0; p < 4; p++)
      if ((mask_x >> (p & 1) & 1) && (mask_y >> (p >> 1) & 1))
        tc_sprite_prepare (self->items[i].sprite, p & 1, p >> 1);
  }
}

/* The poses of one tick. */
typedef struct {
  guint n;
  TcSprite *sprites[TC_SHOT_MAX_ITEMS];
  TcPose poses[TC_SHOT_MAX_ITEMS];
  guint8 black;
} Moment;

static void
moment_init (Moment *self, const TcShot *shot, gint64 tick)
{
  self->n = 0;
  self->black = tc_ramp_at (&shot->black, tick);
  if (self->black == 255)
    return;
  for (guint i = 0; i < shot->n_items; i++) {
    if (!item_shows_at (&shot->items[i], tick))
      continue;
    self->sprites[self->n] = shot->items[i].sprite;
    self->poses[self->n++] = tc_track_at (&shot->items[i].track, tick);
  }
}

/* The lowest sprite is blended while the picture is copied, the others in place. */
static void
moment_compose (const Moment *self, const TcPicture *to, const TcPicture *from)
{
  for (int top = 0; top < to->height; top += BAND_ROWS) {
    TcRows rows = {top, MIN (top + BAND_ROWS, to->height)};
    if (self->n == 0 && from != to && self->black < 255)
      tc_picture_copy_band (to, from, rows);
    for (guint i = 0; i < self->n; i++)
      tc_blend_band (to, i == 0 ? from : to, self->sprites[i], &self->poses[i], rows);
    if (self->black > 0)
      tc_picture_darken_band (to, self->black, rows);
  }
}

void
tc_shot_blend (const TcShot *self, gint64 tick, const TcPicture *picture)
{
  Moment moment;
  moment_init (&moment, self, tick);
  moment_compose (&moment, picture, picture);
}

void
tc_shot_compose (const TcShot *self,
                 gint64 tick,
                 const TcPicture *to,
                 const TcPicture *from)
{
  g_return_if_fail (to->width == from->width && to->height == from->height);
  Moment moment;
  moment_init (&moment, self, tick);
  moment_compose (&moment, to, from);
}

gint64
tc_shot_end (const TcShot *self)
{
  gint64 end = self->black.from == self->black.to
                   ? G_MININT64
                   : self->black.start + self->black.ticks;
  for (guint i = 0; i < self->n_items; i++)
    if (self->items[i].sprite)
      end = MAX (end, tc_track_end (&self->items[i].track));
  return end;
}
