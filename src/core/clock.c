/* SPDX-License-Identifier: MIT */
#include "tallycast/core/clock.h"

#include <time.h>

static gint64
system_mono_ns (G_GNUC_UNUSED gpointer data)
{
  struct timespec ts;

  clock_gettime (CLOCK_MONOTONIC, &ts);
  return ts.tv_sec * TC_NS_PER_S + ts.tv_nsec;
}

static gint64
system_wall_us (G_GNUC_UNUSED gpointer data)
{
  return g_get_real_time ();
}

const TcClock *
tc_clock_system (void)
{
  static const TcClock clock = {system_mono_ns, system_wall_us, NULL};

  return &clock;
}

/* a * b / c rounded down, without overflow in between. */
static gint64
scale (gint64 a, gint64 b, gint64 c)
{
  __int128 product = (__int128)a * b;
  __int128 quotient = product / c;

  return (gint64)(quotient - (product % c < 0));
}

gint64
tc_rate_tick_ns (TcRate rate, gint64 k)
{
  return scale (k, TC_NS_PER_S * rate.den, rate.num);
}

gint64
tc_rate_tick_at (TcRate rate, gint64 ns)
{
  gint64 k = scale (ns, rate.num, TC_NS_PER_S * rate.den);

  /* tick_ns rounds down, so the tick after may already have begun at ns. */
  return tc_rate_tick_ns (rate, k + 1) <= ns ? k + 1 : k;
}

gint64
tc_rate_ticks_in_ms (TcRate rate, gint64 ms)
{
  gint64 ticks = scale (ms * 2, rate.num, (gint64)rate.den * 1000);

  ticks = (ticks + 1) / 2;
  return ms > 0 ? MAX (ticks, 1) : 0;
}
