/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/clock.h - time, given by whoever runs the code
 *
 * Everything that asks for time is handed a TcClock, so that a test runs hours in
 * milliseconds. Monotonic time is CLOCK_MONOTONIC in nanoseconds (the same as
 * GStreamer's system clock); wall time is microseconds since 1970 UTC and may jump.
 *
 * Frame arithmetic is exact: tick k of a programme with rate num/den is at
 * base + k * den / num seconds, from k, never accumulated.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_NS_PER_S  G_GINT64_CONSTANT (1000000000)
#define TC_NS_PER_MS G_GINT64_CONSTANT (1000000)

/** A source of time. Both functions may be called from any thread. */
typedef struct {
  gint64 (*mono_ns) (gpointer data);
  gint64 (*wall_us) (gpointer data);
  gpointer data;
} TcClock;

/** The machine's own clock. */
const TcClock *tc_clock_system (void);

static inline gint64
tc_clock_mono_ns (const TcClock *clock)
{
  return clock->mono_ns (clock->data);
}

static inline gint64
tc_clock_wall_us (const TcClock *clock)
{
  return clock->wall_us (clock->data);
}

/** A frame rate, in lowest terms: 25/1, 30000/1001, 50/1. */
typedef struct {
  int num;
  int den;
} TcRate;

/** Nanoseconds from tick 0 to tick @k, rounded down; exact for years. */
gint64 tc_rate_tick_ns (TcRate rate, gint64 k);
/** The last tick at or before @ns after tick 0 (floor; negative for a negative @ns). */
gint64 tc_rate_tick_at (TcRate rate, gint64 ns);
/** Ticks in @ms milliseconds, rounded to the nearest, at least 1 when @ms > 0. */
gint64 tc_rate_ticks_in_ms (TcRate rate, gint64 ms);

G_END_DECLS
