/* SPDX-License-Identifier: MIT
 *
 * When: which tick a shot can still reach, and when there is to be another one.
 */
#include "scene/state.h"

#define FIRST_TAKE_NS (8 * TC_NS_PER_MS) /* until it is known */

void
tc_director_init_time (TcDirector *self)
{
  for (guint i = 0; i < TC_DIRECTOR_TIMES; i++)
    self->took_ns[TRUE][i] = FIRST_TAKE_NS;
}

/* The most but one of the last times: a machine that stood still once tells nothing of
 * the next shot, and would put many a take off by a frame. */
static gint64
expected_ns (const gint64 *took_ns)
{
  gint64 most_ns = 0;
  gint64 second_ns = 0;

  for (guint i = 0; i < TC_DIRECTOR_TIMES; i++) {
    second_ns = MAX (second_ns, MIN (most_ns, took_ns[i]));
    most_ns = MAX (most_ns, took_ns[i]);
  }
  return second_ns;
}

gboolean
tc_director_is_taking (const TcDirector *self)
{
  return self->decks[TC_DECK_SCENE].mode != TC_BUS_REFRESH;
}

gint64
tc_director_first_tick (const TcDirector *self, gint64 next)
{
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  gint64 left_ns = self->ticks.tick_ns (self->ticks.data, next) - now_ns;
  gint64 most_ns = expected_ns (self->took_ns[tc_director_is_taking (self)]);
  gint64 needed_ns = most_ns + most_ns / 4;

  /* Overdue: the ticker is late itself, or not started. */
  return left_ns > 0 && left_ns < needed_ns ? next + 1 : next;
}

void
tc_director_note_duration (TcDirector *self, gboolean is_take, gint64 began_ns)
{
  self->took_ns[is_take][self->n_took[is_take]++ % TC_DIRECTOR_TIMES] =
      tc_clock_mono_ns (&self->clock) - began_ns;
}

gint64
tc_director_next_change_ns (const TcDirector *self)
{
  gint64 change_ns = self->change_ns;
  gint64 next = MIN (MIN (self->latch_tick, self->bar.again_tick),
                     tc_cameras_next_gone (&self->cameras));

  if (change_ns != G_MAXINT64)
    change_ns += self->delay_ns;
  for (guint i = 0; i < TC_DECK_PREVIEW; i++)
    next = MIN (next, tc_bus_next_gone (&self->decks[i].bus));
  if (next != G_MAXINT64)
    change_ns = MIN (change_ns, self->ticks.tick_ns (self->ticks.data, next));
  return change_ns;
}
