/* SPDX-License-Identifier: MIT */
#include "scene/bus-step.h"

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
static TcBusStep
step_of (const TcBusItem *item,
         const TcBusTiming *timing,
         const Preset *by_type,
         const TcEffect *effect,
         TcEasing easing)
{
  const TcThemeMotion *motion = timing->motion;
  Preset preset = preset_of_kind (effect->kind, by_type, easing);
  TcBusStep step = {preset.kind, preset.side, 0, time_ms (motion, preset.time),
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
    return (TcBusStep){TC_EFFECT_FADE, step.side, 0, TC_BUS_SOFT_MS, TC_BUS_SOFT_EASE};
  if (motion->is_reduced && step.kind != TC_EFFECT_NONE)
    return (TcBusStep){TC_EFFECT_FADE, step.side, 0, motion->quick_ms, motion->steady};
  return step;
}

TcBusStep
tc_bus_in_step (const TcBusItem *item, const TcBusTiming *timing)
{
  return step_of (item, timing, &presets[item->motion].in, &item->effects.in,
                  TC_EASING_WRITE);
}

TcBusStep
tc_bus_out_step (const TcBusItem *item, const TcBusTiming *timing)
{
  return step_of (item, timing, &presets[item->motion].out, &item->effects.out,
                  TC_EASING_LEAVE);
}

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

TcBusStep
tc_bus_change_step (const TcBusItem *item, const TcBusTiming *timing)
{
  Preset preset = change_preset (item);

  return step_of (item, timing, &preset, &item->effects.change, TC_EASING_MOVE);
}
