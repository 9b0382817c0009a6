/* SPDX-License-Identifier: MIT
 *
 * How an item comes, goes and changes: its type's motion (LOOK.md section 8), what the
 * scene file says over that, and over both the reduced motion of the theme and the
 * slowness that too many flashes bring about.
 */
#include "scene/bus.h"

#define HENG_OUT_MS 160 /* the top stroke goes last: 160 + 320 is within 500 */
#define STEADY_MS   1000
#define ROOM_MS     160 /* while the camera makes room, nothing is written over it */
#define TAKE_IN_MS  880 /* a whole take-in is within 900 */
/* Samples of a way with two paces: as many as a track's keys hold. */
#define WAY_SAMPLES (TC_TRACK_MAX_KEYS - 1)

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

/* --- steps: what kind of motion, how long, how --- */

typedef struct {
  TcEffectKind kind;
  TcSide side;
  int delay_ms, ms;
  TcEase ease;
} Step;

/* Times and easings of the theme, by name, so that the table below can be a table. */
typedef enum {
  QUICK,
  BASE,
  WRITE,
  BOARD
} Time;

typedef struct {
  TcEffectKind kind;
  TcSide side;
  Time time;
  TcEasing easing;
} Preset;

static const struct {
  Preset in, out;
} presets[] = {
    [TC_MOTION_AUTO] = {{TC_EFFECT_FADE, TC_SIDE_LEFT, QUICK, TC_EASING_STEADY},
                        {TC_EFFECT_FADE, TC_SIDE_LEFT, QUICK, TC_EASING_STEADY}},
    [TC_MOTION_STILL] = {{TC_EFFECT_NONE}, {TC_EFFECT_NONE}},
    [TC_MOTION_HENG] = {{TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_WRITE},
                        {TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_LEAVE}},
    [TC_MOTION_PLATE] = {{TC_EFFECT_WIPE, TC_SIDE_LEFT, WRITE, TC_EASING_WRITE},
                         {TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_LEAVE}},
    [TC_MOTION_TEXT] = {{TC_EFFECT_FADE, TC_SIDE_LEFT, QUICK, TC_EASING_STEADY},
                        {TC_EFFECT_FADE, TC_SIDE_LEFT, QUICK, TC_EASING_STEADY}},
    [TC_MOTION_GROUND] = {{TC_EFFECT_WIPE, TC_SIDE_LEFT, WRITE, TC_EASING_WRITE},
                          {TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_LEAVE}},
    [TC_MOTION_BOARD] = {{TC_EFFECT_FADE, TC_SIDE_LEFT, BASE, TC_EASING_STEADY},
                         {TC_EFFECT_FADE, TC_SIDE_LEFT, BASE, TC_EASING_STEADY}},
    [TC_MOTION_ROW] = {{TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_WRITE},
                       {TC_EFFECT_FADE, TC_SIDE_LEFT, BASE, TC_EASING_STEADY}},
    [TC_MOTION_STROKE_ACROSS] = {{TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_WRITE},
                                 {TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_LEAVE}},
    [TC_MOTION_RULE] = {{TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_WRITE},
                        {TC_EFFECT_FADE, TC_SIDE_LEFT, QUICK, TC_EASING_STEADY}},
    [TC_MOTION_STROKE_DOWN] = {{TC_EFFECT_WIPE, TC_SIDE_TOP, BASE, TC_EASING_WRITE},
                               {TC_EFFECT_WIPE, TC_SIDE_LEFT, BASE, TC_EASING_LEAVE}},
};

static int
time_ms (const TcThemeMotion *motion, Time time)
{
  switch (time) {
    case QUICK:
      return motion->quick_ms;
    case BASE:
      return motion->base_ms;
    case WRITE:
      return motion->write_ms;
    default:
      return motion->board_ms;
  }
}

TcEase
tc_bus_ease_of (const TcThemeMotion *motion, TcEasing easing)
{
  switch (easing) {
    case TC_EASING_WRITE:
      return motion->write;
    case TC_EASING_LEAVE:
      return motion->leave;
    case TC_EASING_MOVE:
      return motion->move;
    default:
      return motion->steady;
  }
}

/* New values of a scene do not make its texts slow: a score changes within 300 ms, a
 * clock at once, and letters alone do not flash. */
static gboolean
is_soft (const TcBusItem *item, const TcBusTiming *timing)
{
  return timing->is_soft &&
         (timing->mode != TC_BUS_REFRESH || item->kind != TC_PART_TEXT);
}

/* What a scene file names without its time and easing. */
static Preset
preset_of_kind (TcEffectKind kind, const Preset *preset, TcEasing easing)
{
  if (kind == TC_EFFECT_AUTO || kind == preset->kind)
    return *preset;
  if (kind == TC_EFFECT_FADE)
    return (Preset){kind, TC_SIDE_LEFT, QUICK, TC_EASING_STEADY};
  return (Preset){kind, TC_SIDE_LEFT, BASE, easing};
}

/* @easing: of what moves, when a scene file names another kind than the preset. */
static Step
step_of (const TcBusItem *item,
         const TcBusTiming *timing,
         const Preset *by_type,
         const TcEffect *effect,
         TcEasing easing)
{
  const TcThemeMotion *motion = timing->motion;
  Preset preset = preset_of_kind (effect->kind, by_type, easing);
  Step step = {preset.kind, preset.side, 0, time_ms (motion, preset.time),
               tc_bus_ease_of (motion, effect->easing != TC_EASING_AUTO
                                           ? effect->easing
                                           : preset.easing)};

  if (effect->kind == TC_EFFECT_GROW && item->clip.w < item->clip.h)
    step.side = TC_SIDE_BOTTOM;
  if (effect->side != TC_SIDE_AUTO)
    step.side = effect->side;
  if (effect->ms > 0)
    step.ms = effect->ms;
  if (is_soft (item, timing))
    return (Step){TC_EFFECT_FADE, step.side, 0, TC_BUS_SOFT_MS, TC_BUS_SOFT_EASE};
  if (motion->is_reduced && step.kind != TC_EFFECT_NONE)
    return (Step){TC_EFFECT_FADE, step.side, 0, motion->quick_ms, motion->steady};
  return step;
}

/* --- coming and going --- */

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
  Step step = step_of (item, timing, &presets[item->motion].in, &item->effects.in,
                       TC_EASING_WRITE);
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
  Step step = step_of (item, timing, &presets[item->motion].out, &item->effects.out,
                       TC_EASING_LEAVE);
  TcPose from = tc_track_at (&item->track, timing->tick - 1);

  if (step.kind == TC_EFFECT_NONE || !shows (from)) {
    item->gone = timing->tick;
    return;
  }
  if (item->effects.out.has_delay)
    step.delay_ms = item->effects.out.delay_ms;
  else if (item->motion == TC_MOTION_HENG && step.kind == TC_EFFECT_WIPE)
    step.delay_ms = HENG_OUT_MS;
  tc_bus_set_track (item, timing, from, tc_bus_pose_off (from, step.kind, step.side),
                    step.delay_ms, step.ms, step.ease);
  item->gone = tc_track_end (&item->track);
}

/* --- changing --- */

static Preset
change_preset (const TcBusItem *item)
{
  if (item->is_row)
    return (Preset){TC_EFFECT_SLIDE, TC_SIDE_AUTO, BOARD, TC_EASING_MOVE};
  switch (item->change) {
    case TC_CHANGE_CUT:
      return (Preset){TC_EFFECT_NONE};
    case TC_CHANGE_GROW:
    case TC_CHANGE_STEADY:
    case TC_CHANGE_RULE:
      return (Preset){TC_EFFECT_GROW, TC_SIDE_LEFT, BASE, TC_EASING_MOVE};
    default:
      return (Preset){TC_EFFECT_FADE, TC_SIDE_LEFT,
                      item->kind == TC_PART_TEXT ? QUICK : BASE, TC_EASING_STEADY};
  }
}

static Step
step_of_change (const TcBusItem *item, const TcBusTiming *timing)
{
  Preset preset = change_preset (item);

  return step_of (item, timing, &preset, &item->effects.change, TC_EASING_MOVE);
}

/* Both are underway at once: the place on one pace, the opacity on another. Key poses
 * are samples of the two, the steps between them straight. */
static void
set_way (TcBusItem *item,
         const TcBusTiming *timing,
         const Step *way,
         const Step *fade,
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
is_at_once (const TcBusItem *old, const Step *step, gint64 tick)
{
  return step->kind == TC_EFFECT_NONE ||
         (old->turns_until <= tick && old->gone == G_MAXINT64 &&
          tc_track_at (&old->track, tick - 1).opacity == 0);
}

void
tc_bus_move (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing)
{
  Step step = step_of_change (item, timing);
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

/* One text gives way to the next. What the two have in common, most digits of a score,
 * would dip to three quarters with two fades at once, a flicker at every ballot: the
 * new one is nearly there before the old one, below it, begins to go. A plate stays
 * whole until its successor covers it, so nothing shines through. On the way to another
 * rank both go along. */
static void
give_way (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing, const Step *step)
{
  gboolean is_text = item->kind == TC_PART_TEXT;
  gboolean slides = step->kind == TC_EFFECT_SLIDE;
  int fade_ms = slides ? timing->motion->quick_ms : step->ms;
  Step in = {TC_EFFECT_FADE, TC_SIDE_AUTO, 0, is_text ? fade_ms * 3 / 5 : fade_ms,
             slides ? timing->motion->steady : step->ease};
  Step out = {TC_EFFECT_FADE, TC_SIDE_AUTO, fade_ms - in.ms, in.ms, in.ease};
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
  to.opacity = is_text ? 0 : at.opacity;
  set_way (old, timing, slides ? step : &out, &out, from, to);
  old->gone = faded_at (is_text ? &old->track : &item->track);
}

/* One edge for both: what the new one uncovers is what the old one loses. */
static void
wipe_over (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing, const Step *step)
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
  Step step = step_of_change (item, timing);

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
      step = (Step){TC_EFFECT_FADE, TC_SIDE_AUTO, 0, timing->motion->quick_ms,
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
  Step fade = {TC_EFFECT_FADE, TC_SIDE_AUTO, 0, timing->motion->quick_ms,
               timing->motion->steady};

  to.opacity = 0;
  set_way (piece, timing, &fade, &fade, at, to);
  piece->gone = tc_track_end (&piece->track);
}
