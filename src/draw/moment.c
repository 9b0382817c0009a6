/* SPDX-License-Identifier: MIT */
#include "draw/moment.h"

#include <math.h>

#include "draw/mix.h"
#include "draw/sprite-private.h"

#define WHOLE 255
/* As in track.c: what is further away does not show, wherever it is. */
#define FAR_PX (1 << 28)

/* ---- the mix ---- */

/* 0 before it, 1 after it. */
static double
progress (const TcMix *mix, gint64 tick)
{
  if (tick < mix->start)
    return 0;
  if (tick - mix->start >= mix->ticks)
    return 1;
  return (double)(tick - mix->start) / mix->ticks;
}

double
tc_mix_at (const TcMix *self, gint64 tick)
{
  double way = 1 - self->missing - self->from;
  return self->from + way * tc_ease_at (self->ease, progress (self, tick));
}

/* In even steps, so that no sprite needs another parity than its own. */
static int
push_at (int distance, double share)
{
  int steps = CLAMP (distance, -FAR_PX, FAR_PX) / 2;
  double way = steps * share;
  return 2 * (int)lround (CLAMP (way, -FAR_PX, FAR_PX));
}

static void
push (TcShare *self, const TcMix *mix, double share)
{
  self->is_pushing = TRUE;
  self->dx[TC_GROUP_OUT] = push_at (mix->dx, share);
  self->dy[TC_GROUP_OUT] = push_at (mix->dy, share);
  self->dx[TC_GROUP_IN] = self->dx[TC_GROUP_OUT] - push_at (mix->dx, 1);
  self->dy[TC_GROUP_IN] = self->dy[TC_GROUP_OUT] - push_at (mix->dy, 1);
}

TcShare
tc_share_at (const TcMix *mix, gint64 tick)
{
  TcShare self = {.shows = {TRUE, TRUE, TRUE}};
  double at = progress (mix, tick), share = tc_mix_at (mix, tick);
  if (mix->kind == TC_MIX_NONE)
    return self;
  if (mix->kind == TC_MIX_PUSH && at > 0 && at < 1) {
    push (&self, mix, share);
    return self;
  }
  self.weight = (guint8)CLAMP (share * WHOLE + 0.5, 0, WHOLE);
  self.is_dissolving = self.weight > 0 && self.weight < WHOLE;
  self.shows[TC_GROUP_OUT] = self.is_dissolving || self.weight == 0;
  self.shows[TC_GROUP_IN] = self.is_dissolving || self.weight == WHOLE;
  return self;
}

/* ---- items ---- */

static gboolean
actor_init (TcActor *self,
            const TcShotItem *item,
            const TcShare *share,
            gint64 tick,
            int width)
{
  *self =
      (TcActor){.sprite = item->sprite, .window = item->window, .group = item->group};
  if (!item->sprite || item->sprite->box.w == 0 || !share->shows[item->group])
    return FALSE;
  TcPose pose = tc_track_at (&item->track, tick);
  if (pose.opacity == 0 || pose.clip.w <= 0 || pose.clip.h <= 0)
    return FALSE;
  int dx = share->dx[item->group], dy = share->dy[item->group];
  /* A sprite left of the picture still weighs on its first chroma column. */
  TcRect seen = item->window.w > 0 ? item->window : (TcRect){-dx - 1, 0, width + 1, 0};
  TcCopies copies =
      tc_track_copies (&item->track, tick, item->sprite->w, seen.x, seen.x + seen.w);
  pose.x = CLAMP (copies.x, -FAR_PX, FAR_PX) + dx;
  pose.y = CLAMP (pose.y, -FAR_PX, FAR_PX) + dy;
  self->pose = pose;
  self->n = copies.n;
  self->step = copies.step;
  self->window.x += dx;
  self->window.y += dy;
  return copies.n > 0;
}

void
tc_moment_init (TcMoment *self,
                const TcShot *shot,
                gint64 tick,
                TcShotLevel level,
                int width)
{
  guint middle = MIN (shot->n_under, shot->n_items);
  guint from = level == TC_SHOT_UNDER ? 0 : middle;
  guint to = level == TC_SHOT_UNDER ? middle : shot->n_items;
  self->share = tc_share_at (&shot->mix, tick);
  self->n = 0;
  for (guint i = from; i < to; i++)
    if (actor_init (&self->actors[self->n], &shot->items[i], &self->share, tick, width))
      self->n++;
}

/* A window that lies beside the clip leaves nothing of it: w or h of 0 or less. */
TcPose
tc_actor_pose (const TcActor *self, int i)
{
  TcPose pose = self->pose;
  TcRect window = self->window, clip = pose.clip;
  pose.x += i * self->step;
  if (window.w <= 0)
    return pose;
  gint64 left = MAX ((gint64)window.x - pose.x, clip.x);
  gint64 top = MAX ((gint64)window.y - pose.y, clip.y);
  gint64 right = MIN ((gint64)window.x + window.w - pose.x, (gint64)clip.x + clip.w);
  gint64 bottom = MIN ((gint64)window.y + window.h - pose.y, (gint64)clip.y + clip.h);
  pose.clip = (TcRect){(int)left, (int)top, (int)MAX (right - left, 0),
                       (int)MAX (bottom - top, 0)};
  return pose;
}

/* ---- blending ---- */

static void
blend_actor (const TcActor *actor,
             const TcPicture *to,
             const TcPicture *from,
             TcRows rows)
{
  for (int i = 0; i < actor->n; i++) {
    TcPose pose = tc_actor_pose (actor, i);
    tc_blend_band (to, i == 0 ? from : to, actor->sprite, &pose, rows);
  }
}

/* The neighbours of groups from @i on. */
static guint
count_mixed (const TcMoment *self, guint i)
{
  guint n = 0;
  while (self->share.is_dissolving && i + n < self->n &&
         self->actors[i + n].group != TC_GROUP_NONE)
    n++;
  return n;
}

/* The lowest sprite is blended while the picture is copied, the others in place. */
void
tc_moment_blend (const TcMoment *self,
                 const TcPicture *to,
                 const TcPicture *from,
                 TcRows rows)
{
  guint n_mixed = count_mixed (self, 0);
  if (from != to && (self->n == 0 || n_mixed > 0)) {
    tc_picture_copy_band (to, from, rows);
    from = to;
  }
  for (guint i = 0; i < self->n; from = to) {
    n_mixed = count_mixed (self, i);
    if (n_mixed > 0)
      tc_mix_blend (self->actors + i, n_mixed, self->share.weight, to, rows);
    else
      blend_actor (&self->actors[i], to, from, rows);
    i += MAX (n_mixed, 1);
  }
}
