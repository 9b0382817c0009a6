/* SPDX-License-Identifier: MIT */
#include "tallycast/media/level.h"

#include <math.h>

#define FRAMES 4800 /* 100 ms: five ramps */

static float samples[FRAMES * 2];

static void
fill (float value)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = value;
}

static void
test_gain_is_exact (void)
{
  g_autoptr (TcLevel) level = tc_level_new (-6.0);
  TcLevelStats stats;

  fill (0.5f);
  tc_level_process (level, samples, samples, FRAMES);
  g_assert_cmpfloat_with_epsilon (samples[0], 0.5 * pow (10, -0.3), 1e-6);
  tc_level_get_stats (level, &stats);
  g_assert_cmpfloat_with_epsilon (stats.peak_db[0], -12.0206, 1e-3);
  g_assert_cmpfloat_with_epsilon (stats.peak_db[1], -12.0206, 1e-3);
  tc_level_get_stats (level, &stats);
  g_assert_cmpfloat (stats.peak_db[0], ==, TC_LEVEL_FLOOR_DB);
}

static void
test_mute_ramps (void)
{
  g_autoptr (TcLevel) level = tc_level_new (0);
  float last = 1;
  guint steps = 0;

  fill (1.0f);
  tc_level_set_mute (level, TRUE);
  tc_level_process (level, samples, samples, FRAMES);
  for (guint i = 0; i < FRAMES; i++) {
    g_assert_cmpfloat (last - samples[2 * i], <=, 1.5 / (48.0 * TC_LEVEL_RAMP_MS));
    steps += samples[2 * i] < last;
    last = samples[2 * i];
  }
  g_assert_cmpfloat (last, ==, 0);
  g_assert_cmpuint (steps, >=, 48 * TC_LEVEL_RAMP_MS - 2);
  tc_level_set_mute (level, FALSE);
  fill (1.0f);
  tc_level_process (level, samples, samples, FRAMES);
  g_assert_cmpfloat (samples[2 * FRAMES - 1], ==, 1);
}

static void
test_full_scale_is_kept (void)
{
  g_autoptr (TcLevel) level = tc_level_new (20);
  TcLevelStats stats;

  fill (-0.5f);
  tc_level_process (level, samples, samples, FRAMES);
  g_assert_cmpfloat (samples[0], ==, -1);
  tc_level_get_stats (level, &stats);
  g_assert_cmpuint (stats.clipped, ==, FRAMES * 2);
  g_assert_cmpint (stats.silent_ms, ==, 0);
}

static void
test_silence_is_timed (void)
{
  g_autoptr (TcLevel) level = tc_level_new (0);
  TcLevelStats stats;

  fill (0);
  for (int i = 0; i < 10; i++)
    tc_level_process (level, samples, samples, FRAMES);
  tc_level_get_stats (level, &stats);
  g_assert_cmpint (stats.silent_ms, ==, 1000);
  fill (0.1f);
  tc_level_process (level, samples, samples, FRAMES);
  tc_level_get_stats (level, &stats);
  g_assert_cmpint (stats.silent_ms, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/level/gain-is-exact", test_gain_is_exact);
  g_test_add_func ("/media/level/mute-ramps-without-a-step", test_mute_ramps);
  g_test_add_func ("/media/level/full-scale-is-never-passed", test_full_scale_is_kept);
  g_test_add_func ("/media/level/silence-is-timed", test_silence_is_timed);
  return g_test_run ();
}
