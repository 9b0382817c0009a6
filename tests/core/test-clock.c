/* SPDX-License-Identifier: MIT */
#include "tallycast/core/clock.h"

#define DAY_S 86400

static const TcRate rates[] = {{25, 1},       {50, 1}, {30000, 1001},
                               {60000, 1001}, {5, 1},  {24000, 1001}};

/* Each tick of a day, and both neighbours of its first nanosecond. */
static void
tick_and_time_agree_for_a_day (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    TcRate rate = rates[i];
    gint64 n = (gint64)DAY_S * rate.num / rate.den;
    for (gint64 k = 0; k <= n; k++) {
      gint64 ns = tc_rate_tick_ns (rate, k);
      if (tc_rate_tick_at (rate, ns) != k || tc_rate_tick_at (rate, ns - 1) != k - 1 ||
          tc_rate_tick_at (rate, ns + 1) != k)
        g_error ("%d/%d: tick %" G_GINT64_FORMAT, rate.num, rate.den, k);
    }
  }
}

static void
ticks_are_exact_and_never_accumulated (void)
{
  static const struct {
    TcRate rate;
    gint64 k, ns;
  } rows[] = {
      {{25, 1}, 1, 40000000},
      {{30000, 1001}, 1, 33366666},
      {{30000, 1001}, 2, 66733333},
      {{30000, 1001}, 3, 100100000},
      {{30000, 1001}, 30000, 1001 * TC_NS_PER_S},
      {{30000, 1001}, 30000LL * 86314, 1001LL * 86314 * TC_NS_PER_S}, /* 1,000 days */
      {{30000, 1001}, -1, -33366667},
      {{25, 1}, -1, -40000000},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (tc_rate_tick_ns (rows[i].rate, rows[i].k), ==, rows[i].ns);
}

static void
ticks_in_ms_round_to_the_nearest (void)
{
  static const struct {
    TcRate rate;
    gint64 ms, ticks;
  } rows[] = {
      {{25, 1}, 0, 0},    {{25, 1}, 1, 1},         {{25, 1}, 40, 1},
      {{25, 1}, 59, 1},   {{25, 1}, 60, 2},        {{25, 1}, 300, 8},
      {{50, 1}, 300, 15}, {{30000, 1001}, 300, 9}, {{25, 1}, -40, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (tc_rate_ticks_in_ms (rows[i].rate, rows[i].ms), ==, rows[i].ticks);
}

static gint64
mono_cb (gpointer data)
{
  return *(gint64 *)data;
}

static gint64
wall_cb (gpointer data)
{
  return *(gint64 *)data / 1000 + 5;
}

static void
an_injected_clock_is_asked (void)
{
  gint64 now = 7000;
  TcClock clock = {mono_cb, wall_cb, &now};

  g_assert_cmpint (tc_clock_mono_ns (&clock), ==, 7000);
  g_assert_cmpint (tc_clock_wall_us (&clock), ==, 12);
  now = 9000;
  g_assert_cmpint (tc_clock_mono_ns (&clock), ==, 9000);
}

static void
the_system_clock_never_goes_back (void)
{
  const TcClock *clock = tc_clock_system ();
  gint64 before = tc_clock_mono_ns (clock);

  for (int i = 0; i < 10000; i++) {
    gint64 now = tc_clock_mono_ns (clock);
    g_assert_cmpint (now, >=, before);
    before = now;
  }
  g_assert_cmpint (ABS (tc_clock_wall_us (clock) - g_get_real_time ()), <, 60000000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/clock/tick-and-time-agree-for-a-day",
                   tick_and_time_agree_for_a_day);
  g_test_add_func ("/core/clock/ticks-are-exact-and-never-accumulated",
                   ticks_are_exact_and_never_accumulated);
  g_test_add_func ("/core/clock/ticks-in-ms-round-to-the-nearest",
                   ticks_in_ms_round_to_the_nearest);
  g_test_add_func ("/core/clock/an-injected-clock-is-asked",
                   an_injected_clock_is_asked);
  g_test_add_func ("/core/clock/the-system-clock-never-goes-back",
                   the_system_clock_never_goes_back);
  return g_test_run ();
}
