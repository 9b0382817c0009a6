/* SPDX-License-Identifier: MIT
 *
 * The T-bar: programme and preview both alive, mixed as far as the bar stands. Moving
 * it turns the mix to another share within some ticks, so the picture never jumps,
 * however the hand does. At its end preview is on the air and the buses have swapped,
 * at its beginning all is as it was; a take goes on from where it stands, and what
 * comes in between (auto, clear) dissolves from what is seen.
 *
 * Until it ends the two scenes are decks of their own. Then the deck of the bar becomes
 * one half of a mix on the scene's bus, which goes on like that of any take.
 */
#include "scene/state.h"

#include <math.h>

#define MOVE_MS  80 /* at least, for any way */
#define AGAIN_MS 200
#define HOLD     2 /* ticks: of a mix that is flattened at once */

/* --- commands --- */

void
tc_director_do_bar (TcDirector *self,
                    const TcStageCommand *command,
                    TcStageAnswer *answer)
{
  TcBar *bar = &self->bar;
  TcStageCommand take = {.kind = TC_STAGE_TAKE,
                         .transition = TC_STAGE_FADE,
                         .was_done = command->was_done};

  if (!bar->is_on &&
      (command->position <= 0 || !tc_director_may_take (self, command, answer)))
    return;
  if (command->position >= 1) {
    tc_director_do_take (self, &take, answer);
    return;
  }
  if (command->position <= 0) {
    tc_director_end_bar (self, TC_BAR_GIVES_UP);
    self->state++;
    return;
  }
  if (!bar->is_on) {
    if (bar->end != TC_BAR_RESTS) { /* its last end is not composed yet */
      *answer = (TcStageAnswer){.kind = TC_STAGE_NOT_READY};
      return;
    }
    *bar = (TcBar){.is_on = TRUE,
                   .since_ns = tc_clock_mono_ns (&self->clock),
                   .again_tick = G_MAXINT64};
    self->state++;
  }
  bar->position = command->position;
}

gboolean
tc_director_end_bar (TcDirector *self, TcBarEnd end)
{
  TcBar *bar = &self->bar;

  if (!bar->is_on)
    return FALSE;
  if (!bar->is_seen || end == TC_BAR_RESTS) {
    gboolean was_seen = bar->is_seen;

    *bar = (TcBar){.again_tick = G_MAXINT64};
    return was_seen;
  }
  bar->is_on = FALSE;
  bar->position = 0;
  bar->end = end;
  return TRUE;
}

/* --- the mix --- */

static double
share_now (const TcBar *bar, gint64 tick)
{
  return tc_mix_at (&bar->mix, tick - 1);
}

/* In no tick more than in one of a whole fade. */
static TcMix
mix_between (const TcDirector *self, double from, double to, gint64 tick)
{
  int whole_ms =
      self->take_ms > 0 ? self->take_ms : tc_theme_motion (self->theme)->base_ms;
  double way = fabs (to - from) * (double)tc_rate_ticks_in_ms (self->rate, whole_ms);

  return (TcMix){
      .kind = TC_MIX_DISSOLVE,
      .start = tick - 1,
      .ticks = MAX (tc_rate_ticks_in_ms (self->rate, MOVE_MS), (gint64)ceil (way)),
      .ease = TC_EASE_LINEAR,
      .from = from,
      .missing = 1 - to,
  };
}

/* A bar that turns round begins another change of the picture: not more of them than
 * are no flashes. */
static gboolean
may_turn (TcDirector *self, int way, gint64 tick)
{
  TcBar *bar = &self->bar;

  if (way == bar->way)
    return TRUE;
  if (!tc_flash_guard_grants (&self->flash, tick, 1, TC_FLASH_ONCE))
    return FALSE;
  bar->way = way;
  return TRUE;
}

static void
move (TcDirector *self, gint64 tick)
{
  TcBar *bar = &self->bar;

  bar->again_tick = G_MAXINT64;
  if (bar->target == bar->position)
    return;
  if (!may_turn (self, bar->position > bar->target ? 1 : -1, tick)) {
    bar->again_tick = tick + tc_rate_ticks_in_ms (self->rate, AGAIN_MS);
    return;
  }
  bar->mix = mix_between (self, share_now (bar, tick), bar->position, tick);
  bar->target = bar->position;
}

/* --- its ends --- */

static guint
place_preview (const TcDirector *self, const TcScene *scene, TcPlacement *placements)
{
  return tc_director_placements (scene, self->width, self->height, placements);
}

/* Both halves go on the scene's bus: @comes: the bar's is the one that stays. */
static void
join (TcDirector *self, gboolean comes, const TcMix *mix)
{
  TcMix on_bus = *mix;

  if (!comes) { /* seen from the other side */
    on_bus.from = 1 - mix->from;
    on_bus.missing = 1 - mix->missing;
  }
  tc_bus_join (&self->decks[TC_DECK_SCENE].bus, &self->decks[TC_DECK_BAR].bus, comes,
               on_bus);
}

static void
end (TcDirector *self, gint64 tick)
{
  TcBar *bar = &self->bar;
  gboolean comes = bar->end != TC_BAR_GIVES_UP;
  double now = share_now (bar, tick);
  double to = bar->end == TC_BAR_FINISHES ? 1 : bar->end == TC_BAR_GIVES_UP ? 0 : now;
  TcMix mix = mix_between (self, now, to, tick);
  gint64 gone;

  if (bar->end == TC_BAR_IS_LEFT)
    mix.ticks = HOLD;
  else if (!may_turn (self, comes ? 1 : -1, tick)) {
    mix.ticks = tc_rate_ticks_in_ms (self->rate, TC_BUS_SOFT_MS);
    mix.ease = TC_BUS_SOFT_EASE;
  }
  gone = mix.start + mix.ticks;
  join (self, comes, &mix);
  tc_cameras_between (&self->cameras, bar->wanted, bar->n_wanted, &mix,
                      comes ? gone : G_MAXINT64, comes ? G_MAXINT64 : gone);
  self->is_between = bar->end == TC_BAR_IS_LEFT;
  *bar = (TcBar){.again_tick = G_MAXINT64};
}

/* --- composing --- */

static void
begin (TcDirector *self, gint64 tick)
{
  TcBar *bar = &self->bar;
  TcDeck *deck = &self->decks[TC_DECK_BAR];

  bar->is_seen = TRUE;
  bar->mix = mix_between (self, 0, 0, tick);
  tc_bus_clear (&deck->bus);
  tc_bus_init (&deck->bus);
  deck->mode = TC_BUS_CUT;
}

void
tc_director_update_bar (TcDirector *self, gint64 tick)
{
  TcBar *bar = &self->bar;
  TcDeck *scene = &self->decks[TC_DECK_SCENE];

  if (bar->end != TC_BAR_RESTS)
    end (self, tick);
  if (!bar->is_on)
    return;
  tc_bus_prune (&scene->bus, tick);
  if (!bar->is_seen &&
      (scene->mode != TC_BUS_REFRESH || tc_bus_is_mixing (&scene->bus, tick)))
    return; /* the take before it is not over: its end composes anew */
  if (!bar->is_seen)
    begin (self, tick);
  bar->n_wanted = place_preview (self, self->preview, bar->wanted);
  move (self, tick);
}

TcBus
tc_director_bar_bus (TcDirector *self)
{
  return tc_bus_between (&self->decks[TC_DECK_SCENE].bus, &self->decks[TC_DECK_BAR].bus,
                         self->bar.mix);
}

void
tc_director_bar_cameras (const TcDirector *self, TcCameras *cameras)
{
  const TcBar *bar = &self->bar;

  tc_cameras_between (cameras, bar->wanted, bar->n_wanted, &bar->mix, G_MAXINT64,
                      G_MAXINT64);
}
