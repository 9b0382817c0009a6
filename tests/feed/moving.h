/* SPDX-License-Identifier: MIT
 *
 * feed/moving.h - the feed without network, thread and disk, on a clock that is moved
 */
#pragma once

#include <string.h>

#include "../support/document.h"
#include "feed/intake.h"

#define START_NS (1000 * TC_NS_PER_S)
/* The example's own time: 2026-11-23T10:11:12.345+08:00 */
#define START_US G_GINT64_CONSTANT (1795399872345000)

typedef struct {
  gint64 now_ns; /* since the start */
  gint64 wall_skew_us;
  TcClock clock;
  TcIntake intake;
  TcSnapshot *shown; /* as last told */
  guint n_shown;
  TcAge age;
  guint n_ages;
  GString *events;
} State;

static inline gint64
mono_cb (gpointer data)
{
  return START_NS + ((State *)data)->now_ns;
}

static inline gint64
wall_cb (gpointer data)
{
  const State *state = data;

  return START_US + state->now_ns / 1000 + state->wall_skew_us;
}

static inline void
snapshot_cb (TcSnapshot *snapshot, gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->shown, tc_snapshot_unref);
  state->shown = snapshot ? tc_snapshot_ref (snapshot) : NULL;
  state->n_shown++;
}

static inline void
age_cb (TcAge age, gint64 since_ns, gpointer data)
{
  State *state = data;

  g_assert_cmpint (since_ns, <=, START_NS + state->now_ns);
  state->age = age;
  state->n_ages++;
}

static inline void
event_cb (G_GNUC_UNUSED TcLogLevel level, const char *text, gpointer data)
{
  g_string_append_printf (((State *)data)->events, "%s\n", text);
}

static inline void
set_up (State *state, gconstpointer align_ms)
{
  TcFeedSettings settings = {
      .wait_s = 2,
      .late_after_s = 5,
      .stale_after_s = 15,
      .align_ms = GPOINTER_TO_INT (align_ms),
  };
  TcFeedCallbacks callbacks = {
      .snapshot = snapshot_cb, .age_changed = age_cb, .event = event_cb, .data = state};

  state->clock = (TcClock){mono_cb, wall_cb, state};
  state->age = TC_AGE_STALE;
  state->events = g_string_new (NULL);
  tc_intake_init (&state->intake, &settings, &state->clock, &callbacks);
}

static inline void
tear_down (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_clear (&state->intake);
  tc_snapshot_unref (state->shown);
  g_string_free (state->events, TRUE);
}

/* To @ms after the start, stopping at every time the intake asks for. */
static inline void
go_to (State *state, gint64 ms)
{
  gint64 end_ns = ms * TC_NS_PER_MS;

  for (;;) {
    tc_intake_step (&state->intake);
    gint64 next_ns = tc_intake_next_ns (&state->intake);
    if (next_ns == G_MAXINT64 || next_ns - START_NS > end_ns)
      break;
    g_assert_cmpint (next_ns, >, START_NS + state->now_ns);
    state->now_ns = next_ns - START_NS;
  }
  state->now_ns = end_ns;
  tc_intake_step (&state->intake);
}

static inline TcAnswer
receive (State *state, char *text)
{
  g_autofree char *owned = text;
  TcAnswer answer = tc_intake_document (&state->intake, owned, strlen (owned));

  tc_intake_step (&state->intake);
  return answer;
}

static inline char *
revision (const char *number)
{
  return tc_test_document ("revision", number, NULL);
}

static inline char *
score (const char *number, const char *value)
{
  return tc_test_document ("revision", number, "scoring.aggregate", value, NULL);
}

static inline gboolean
was_told (const State *state, const char *part)
{
  return strstr (state->events->str, part) != NULL;
}
