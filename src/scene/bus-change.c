/* SPDX-License-Identifier: MIT
 *
 * How an item changes: to another place or measure, or to another content, which the
 * old one gives way to.
 */
#include "scene/bus-step.h"

#define STEADY_MS 1000
/* Samples of a way with two paces: as many as a track's keys hold. */
#define WAY_SAMPLES (TC_TRACK_MAX_KEYS - 1)

static gint64
ticks (const TcBusTiming *timing, int ms)
{
  return tc_rate_ticks_in_ms (timing->rate, ms);
}

/* Both are underway at once: the place on one pace, the opacity on another. Key poses
 * are samples of the two, the steps between them straight. */
static void
set_way (TcBusItem *item,
         const TcBusTiming *timing,
         const TcBusStep *way,
         const TcBusStep *fade,
         TcPose from,
         TcPose to)
{
  TcBusItem opacity = {0};
  TcBusItem place = {0};
  gint64 last =
      MAX (ticks (timing, way->ms), ticks (timing, fade->delay_ms + fade->ms));
  gint64 n = MIN (last, WAY_SAMPLES);

  tc_bus_set_track (&place, timing, from, to, 0, way->ms, way->ease);
  tc_bus_set_track (&opacity, timing, from, to, fade->delay_ms, fade->ms, fade->ease);
  item->track.start = timing->tick - 1;
  item->track.n_keys = 0;
  for (gint64 i = 0; i <= n; i++) {
    gint64 at = last * i / n;
    TcPose pose = tc_track_at (&place.track, item->track.start + at);

    pose.opacity = tc_track_at (&opacity.track, item->track.start + at).opacity;
    item->track.keys[item->track.n_keys++] = (TcTrackKey){at, pose, TC_EASE_LINEAR};
  }
}

/* What is not seen yet comes when it was to come, a clock that ticks while it fades in
 * goes on fading: the track stays, if need be at another place. */
static void
take_track (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing)
{
  item->track = old->track;
  old->gone = MIN (old->gone, timing->tick);
  if (tc_bus_item_is_at (item, old->rect, old->clip))
    return;
  for (guint i = 0; i < item->track.n_keys; i++) {
    guint8 opacity = item->track.keys[i].pose.opacity;

    item->track.keys[i].pose = tc_bus_rest (item);
    item->track.keys[i].pose.opacity = opacity;
  }
}

static gboolean
is_at_once (const TcBusItem *old, const TcBusStep *step, gint64 tick)
{
  return step->kind == TC_EFFECT_NONE ||
         (old->turns_until <= tick && old->gone == G_MAXINT64 &&
          tc_track_at (&old->track, tick - 1).opacity == 0);
}

void
tc_bus_move (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing)
{
  TcBusStep step = tc_bus_change_step (item, timing);
  TcPose from = tc_track_at (&old->track, timing->tick - 1);
  gboolean is_steady = item->change == TC_CHANGE_STEADY &&
                       step.kind == TC_EFFECT_GROW && item->effects.change.ms == 0;

  if (old->gone == G_MAXINT64 && tc_bus_item_is_at (item, old->rect, old->clip)) {
    item->track = old->track;
    item->turns_until = old->turns_until;
    old->gone = timing->tick;
    return;
  }
  if (old->gone == G_MAXINT64 && step.kind != TC_EFFECT_SLIDE &&
      step.kind != TC_EFFECT_GROW) {
    tc_bus_pass_over (item, old, timing, NULL);
    return;
  }
  if (is_steady) {
    step.ms = STEADY_MS;
    step.ease = timing->motion->steady;
  }
  if (old->turns_until > timing->tick) /* hidden below the pieces that became it */
    from.opacity = item->opacity;
  tc_bus_set_track (item, timing, from, tc_bus_rest (item), 0, step.ms, step.ease);
  old->gone = timing->tick;
}

/* The first tick at which the opacity is what it will be for good. */
static gint64
faded_at (const TcTrack *track)
{
  guint i = track->n_keys - 1;

  while (i > 0 && track->keys[i - 1].pose.opacity == track->keys[i].pose.opacity)
    i--;
  return track->start + track->keys[i].tick;
}

static TcRect
seen_rect (const TcBusItem *item)
{
  return (TcRect){item->rect.x + item->clip.x, item->rect.y + item->clip.y,
                  item->clip.w, item->clip.h};
}

/* TRUE: once @item is there, nothing of @old would be seen. */
static gboolean
covers (const TcBusItem *item, const TcBusItem *old)
{
  TcRect a = seen_rect (item);
  TcRect b = seen_rect (old);

  return item->is_solid && a.x <= b.x && a.y <= b.y && a.x + a.w >= b.x + b.w &&
         a.y + a.h >= b.y + b.h;
}

/* One text gives way to the next. What the two have in common, most digits of a score,
 * would dip to three quarters with two fades at once, a flicker at every ballot: the
 * new one is nearly there before the old one, below it, begins to go. A plate stays
 * whole until its successor covers it, so nothing shines through; what that does not
 * cover, the word of a tag that was longer, fades meanwhile. On the way to another
 * rank both go along. */
static void
give_way (TcBusItem *item,
          TcBusItem *old,
          const TcBusTiming *timing,
          const TcBusStep *step)
{
  gboolean slides = step->kind == TC_EFFECT_SLIDE;
  gboolean fades = item->kind == TC_PART_TEXT || !(slides || covers (item, old));
  int fade_ms = slides ? timing->motion->quick_ms : step->ms;
  TcBusStep in = {TC_EFFECT_FADE, TC_SIDE_AUTO, 0, fades ? fade_ms * 3 / 5 : fade_ms,
                  slides ? timing->motion->steady : step->ease};
  TcBusStep out = {TC_EFFECT_FADE, TC_SIDE_AUTO, fade_ms - in.ms, in.ms, in.ease};
  TcPose at = tc_track_at (&old->track, timing->tick - 1);
  TcPose to = tc_bus_rest (item);
  TcPose from = to;

  if (slides) {
    from.x += old->row_x + at.x - old->rect.x - item->row_x;
    from.y += old->row_y + at.y - old->rect.y - item->row_y;
  }
  from.opacity = 0;
  set_way (item, timing, slides ? step : &in, &in, from, to);
  if (old->gone != G_MAXINT64)
    return;
  from = to = at;
  if (slides) {
    to.x = old->rect.x + item->row_x - old->row_x;
    to.y = old->rect.y + item->row_y - old->row_y;
  }
  to.opacity = fades ? 0 : at.opacity;
  set_way (old, timing, slides ? step : &out, &out, from, to);
  old->gone = faded_at (fades ? &old->track : &item->track);
}

/* One edge for both: what the new one uncovers is what the old one loses. */
static void
wipe_over (TcBusItem *item,
           TcBusItem *old,
           const TcBusTiming *timing,
           const TcBusStep *step)
{
  static const TcSide opposite[] = {TC_SIDE_AUTO, TC_SIDE_RIGHT, TC_SIDE_LEFT,
                                    TC_SIDE_BOTTOM, TC_SIDE_TOP};
  TcPose to = tc_bus_rest (item);
  TcPose at = tc_track_at (&old->track, timing->tick - 1);

  tc_bus_set_track (item, timing, tc_bus_pose_off (to, step->kind, step->side), to, 0,
                    step->ms, step->ease);
  if (old->gone != G_MAXINT64)
    return;
  to = tc_bus_pose_off (at, step->kind, opposite[step->side]);
  tc_bus_set_track (old, timing, at, to, 0, step->ms, step->ease);
  old->gone = tc_track_end (&old->track);
}

void
tc_bus_pass_over (TcBusItem *item,
                  TcBusItem *old,
                  const TcBusTiming *timing,
                  GPtrArray *pieces)
{
  TcBusStep step = tc_bus_change_step (item, timing);

  if (is_at_once (old, &step, timing->tick)) {
    take_track (item, old, timing);
    return;
  }
  switch (step.kind) {
    case TC_EFFECT_ROLL:
    case TC_EFFECT_COUNT:
      if (pieces != NULL && tc_bus_can_turn (item, old)) {
        tc_bus_turn (item, old, timing, pieces);
        return;
      }
      step = (TcBusStep){TC_EFFECT_FADE, TC_SIDE_AUTO, 0, timing->motion->quick_ms,
                         timing->motion->steady};
      break;
    case TC_EFFECT_WIPE:
      wipe_over (item, old, timing, &step);
      return;
    case TC_EFFECT_SLIDE:
      if (item->is_row)
        break;
      wipe_over (item, old, timing, &step);
      return;
    case TC_EFFECT_GROW: /* a measure in another colour stands where it will be */
      if (pieces != NULL && tc_bus_can_close_gaps (item, old)) {
        tc_bus_close_gaps (item, old, timing, step.ms, step.ease, pieces);
        return;
      }
      step.kind = TC_EFFECT_FADE;
      break;
    default:
      break;
  }
  give_way (item, old, timing, &step);
}

void
tc_bus_drop_piece (TcBusItem *piece, const TcBusTiming *timing)
{
  gint64 end = tc_track_end (&piece->track);
  TcPose at = tc_track_at (&piece->track, timing->tick - 1);
  TcPose to = tc_track_at (&piece->track, end);
  TcBusStep fade = {TC_EFFECT_FADE, TC_SIDE_AUTO, 0, timing->motion->quick_ms,
                    timing->motion->steady};

  to.opacity = 0;
  set_way (piece, timing, &fade, &fade, at, to);
  piece->gone = tc_track_end (&piece->track);
}
