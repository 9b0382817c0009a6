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
  g_autoptr (TcLevel) level = tc_level_new (-6.0, FALSE);
  TcLevelStats stats;

  fill (0.5f);
  tc_level_process (level, samples, samples, FRAMES);
  g_assert_cmpfloat_with_epsilon (samples[0], 0.5 * pow (10, -0.3), 1e-6);
  tc_level_get_stats (level, &stats);
  g_assert_cmpfloat_with_epsilon (stats.peak_db[0], -12.0206, 1e-3);
  g_assert_cmpfloat_with_epsilon (stats.peak_db[1], -12.0206, 1e-3);
}

/* Whoever asks, and how often: the same peak for a while, then it is gone. */
static void
test_peak_is_held (void)
{
  g_autoptr (TcLevel) level = tc_level_new (0, FALSE);
  TcLevelStats stats;

  fill (0.5f);
  tc_level_process (level, samples, samples, FRAMES);
  fill (0);
  for (int i = 0; i < 2; i++) {
    tc_level_process (level, samples, samples, FRAMES);
    tc_level_get_stats (level, &stats);
    g_assert_cmpfloat_with_epsilon (stats.peak_db[0], -6.0206, 1e-3);
  }
  for (int i = 0; i < 5; i++)
    tc_level_process (level, samples, samples, FRAMES);
  tc_level_get_stats (level, &stats);
  g_assert_cmpfloat (stats.peak_db[0], ==, TC_LEVEL_FLOOR_DB);
}

/* 20 dB too loud: a sine stays one, under the ceiling, and both channels keep their
 * proportion. */
static void
test_limiter_holds_the_ceiling (void)
{
  g_autoptr (TcLevel) level = tc_level_new (20, TRUE);
  TcLevelStats stats;
  double in_phase = 0, power = 0;

  for (int round = 0; round < 5; round++) {
    for (guint i = 0; i < FRAMES; i++) {
      samples[2 * i] = 0.5f * (float)sin (2 * G_PI * 440 * i / 48000);
      samples[2 * i + 1] = samples[2 * i] / 2;
    }
    tc_level_process (level, samples, samples, FRAMES);
    for (guint i = 0; i < 2 * FRAMES; i++)
      g_assert_cmpfloat (fabsf (samples[i]), <=, TC_LEVEL_CEILING + 1e-5f);
  }
  for (guint i = 0; i < FRAMES; i++) {
    double sine = sin (2 * G_PI * 440 * i / 48000);
    g_assert_cmpfloat_with_epsilon (samples[2 * i + 1], samples[2 * i] / 2, 1e-6);
    in_phase += samples[2 * i] * sine;
    power += samples[2 * i] * samples[2 * i];
  }
  double distortion = 1 - in_phase * in_phase / (power * FRAMES / 2);
  tc_level_get_stats (level, &stats);
  g_test_message ("distortion %.4f, limited by %.1f dB", distortion, stats.limited_db);
  g_assert_cmpfloat (distortion, <, 0.001); /* cut flat it is 0.03 */
  g_assert_cmpfloat_with_epsilon (stats.limited_db, 20 * log10 (5 / 0.891251), 0.1);
  g_assert_cmpuint (stats.clipped, ==, 0);
}

static void
test_limiter_lets_go (void)
{
  g_autoptr (TcLevel) level = tc_level_new (0, TRUE);
  TcLevelStats stats;

  fill (2.0f);
  tc_level_process (level, samples, samples, FRAMES);
  for (int i = 0; i < 10; i++) {
    fill (0.25f);
    tc_level_process (level, samples, samples, FRAMES);
  }
  g_assert_cmpfloat_with_epsilon (samples[2 * FRAMES - 1], 0.25, 1e-4);
  tc_level_get_stats (level, &stats);
  g_assert_cmpfloat (stats.limited_db, <, 0.1);
}

static void
test_mute_ramps (void)
{
  g_autoptr (TcLevel) level = tc_level_new (0, FALSE);
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
  g_autoptr (TcLevel) level = tc_level_new (20, FALSE);
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
  g_autoptr (TcLevel) level = tc_level_new (0, FALSE);
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

/* What somebody asked for is no trouble afterwards. */
static void
test_unmuting_begins_anew (void)
{
  g_autoptr (TcLevel) level = tc_level_new (0, FALSE);
  TcLevelStats stats;

  tc_level_set_mute (level, TRUE);
  fill (0);
  for (int i = 0; i < 10; i++)
    tc_level_process (level, samples, samples, FRAMES);
  tc_level_set_mute (level, TRUE);
  tc_level_get_stats (level, &stats);
  g_assert_cmpint (stats.silent_ms, ==, 1000);
  tc_level_set_mute (level, FALSE);
  tc_level_get_stats (level, &stats);
  g_assert_cmpint (stats.silent_ms, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/level/gain-is-exact", test_gain_is_exact);
  g_test_add_func ("/media/level/a-peak-is-held-whoever-asks", test_peak_is_held);
  g_test_add_func ("/media/level/the-limiter-holds-its-ceiling-and-the-wave",
                   test_limiter_holds_the_ceiling);
  g_test_add_func ("/media/level/the-limiter-lets-go", test_limiter_lets_go);
  g_test_add_func ("/media/level/mute-ramps-without-a-step", test_mute_ramps);
  g_test_add_func ("/media/level/full-scale-is-never-passed", test_full_scale_is_kept);
  g_test_add_func ("/media/level/silence-is-timed", test_silence_is_timed);
  g_test_add_func ("/media/level/silence-that-was-asked-for-does-not-count-afterwards",
                   test_unmuting_begins_anew);
  return g_test_run ();
}
