/* SPDX-License-Identifier: MIT
 *
 * The tracks of items that stand, come and go.
 */
#include "scene/bus-step.h"

#define HENG_OUT_MS  160 /* the top stroke goes last: 160 + 320 is within 500 */
#define PLATE_OUT_MS 80  /* else a text would stand on the picture, its plate gone */
#define ROOM_MS      160 /* while the camera makes room, nothing is written over it */
#define TAKE_IN_MS   880 /* a whole take-in is within 900 */

TcPose
tc_bus_rest (const TcBusItem *item)
{
  return (TcPose){item->rect.x, item->rect.y, item->clip, item->opacity};
}

static gint64
ticks (const TcBusTiming *timing, int ms)
{
  return tc_rate_ticks_in_ms (timing->rate, ms);
}

/* From @from to @to within @ms, after @delay_ms. @from is what was seen a tick ago: the
 * first tick already shows the first step, else news would be one frame late. */
void
tc_bus_set_track (TcBusItem *item,
                  const TcBusTiming *timing,
                  TcPose from,
                  TcPose to,
                  int delay_ms,
                  int ms,
                  TcEase ease)
{
  TcTrack *track = &item->track;
  gint64 begin = ticks (timing, delay_ms);

  track->start = timing->tick - 1;
  track->n_keys = 0;
  track->keys[track->n_keys++] = (TcTrackKey){0, from, TC_EASE_LINEAR};
  if (begin > 0)
    track->keys[track->n_keys++] = (TcTrackKey){begin, from, TC_EASE_LINEAR};
  track->keys[track->n_keys++] =
      (TcTrackKey){begin + MAX (ticks (timing, ms), 1), to, ease};
}

void
tc_bus_stand (TcBusItem *item, const TcBusTiming *timing)
{
  item->track.start = timing->tick - 1;
  item->track.n_keys = 1;
  item->track.keys[0] = (TcTrackKey){0, tc_bus_rest (item), TC_EASE_LINEAR};
}

/* Edges are moved one by one: those that stay stay on their pixel all the way. */
static void
collapse (TcRect *clip, TcSide side)
{
  if (side == TC_SIDE_RIGHT)
    clip->x += clip->w;
  if (side == TC_SIDE_BOTTOM)
    clip->y += clip->h;
  if (side == TC_SIDE_LEFT || side == TC_SIDE_RIGHT)
    clip->w = 0;
  else
    clip->h = 0;
}

TcPose
tc_bus_pose_off (TcPose pose, TcEffectKind kind, TcSide side)
{
  TcRect clip = pose.clip;

  if (kind == TC_EFFECT_FADE) {
    pose.opacity = 0;
    return pose;
  }
  if (kind != TC_EFFECT_SLIDE) {
    collapse (&pose.clip, side);
    return pose;
  }
  /* It lies beyond its own edge, cut away at that edge. */
  pose.x += side == TC_SIDE_LEFT ? -clip.w : side == TC_SIDE_RIGHT ? clip.w : 0;
  pose.y += side == TC_SIDE_TOP ? -clip.h : side == TC_SIDE_BOTTOM ? clip.h : 0;
  collapse (&pose.clip, side == TC_SIDE_LEFT    ? TC_SIDE_RIGHT
                        : side == TC_SIDE_RIGHT ? TC_SIDE_LEFT
                        : side == TC_SIDE_TOP   ? TC_SIDE_BOTTOM
                                                : TC_SIDE_TOP);
  return pose;
}

static int
delay_of (const TcBusItem *item, const TcBusTiming *timing, int ms)
{
  if (timing->is_soft || timing->motion->is_reduced)
    return 0;
  if (!timing->is_making_room || item->is_under)
    return item->delay_ms;
  return MAX (item->delay_ms, MIN (item->delay_ms + ROOM_MS, TAKE_IN_MS - ms));
}

void
tc_bus_enter (TcBusItem *item, const TcBusTiming *timing)
{
  TcBusStep step = tc_bus_in_step (item, timing);
  TcPose to = tc_bus_rest (item);

  if (timing->mode == TC_BUS_CUT || step.kind == TC_EFFECT_NONE) {
    tc_bus_stand (item, timing);
    return;
  }
  tc_bus_set_track (item, timing, tc_bus_pose_off (to, step.kind, step.side), to,
                    delay_of (item, timing, step.ms), step.ms, step.ease);
}

static gboolean
shows (TcPose pose)
{
  return pose.opacity > 0 && pose.clip.w > 0 && pose.clip.h > 0;
}

void
tc_bus_leave (TcBusItem *item, const TcBusTiming *timing)
{
  TcBusStep step = tc_bus_out_step (item, timing);
  TcPose from = tc_track_at (&item->track, timing->tick - 1);

  if (step.kind == TC_EFFECT_NONE || !shows (from)) {
    item->gone = timing->tick;
    return;
  }
  if (item->effects.out.has_delay)
    step.delay_ms = item->effects.out.delay_ms;
  else if (item->motion == TC_MOTION_HENG && step.kind == TC_EFFECT_WIPE)
    step.delay_ms = HENG_OUT_MS;
  else if (item->motion == TC_MOTION_PLATE && step.kind == TC_EFFECT_WIPE)
    step.delay_ms = PLATE_OUT_MS;
  tc_bus_set_track (item, timing, from, tc_bus_pose_off (from, step.kind, step.side),
                    step.delay_ms, step.ms, step.ease);
  item->gone = tc_track_end (&item->track);
}
