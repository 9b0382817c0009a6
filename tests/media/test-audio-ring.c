/* SPDX-License-Identifier: MIT */
#include "tallycast/media/audio_ring.h"

#include <math.h>
#include <string.h>

#include "tallycast/media/anchor.h"

#define BLOCK 480 /* frames: 10 ms */

static void
positions_are_exact_for_years (void)
{
  gint64 year_ns = 366 * 86400 * TC_NS_PER_S;
  g_assert_cmpint (tc_audio_position_at (0), ==, 0);
  g_assert_cmpint (tc_audio_position_at (20833), ==, 0);
  g_assert_cmpint (tc_audio_position_at (20834), ==, 1);
  g_assert_cmpint (tc_audio_position_at (-1), ==, -1);
  g_assert_cmpint (tc_audio_position_at (100 * year_ns), ==,
                   100 * 366 * 86400LL * TC_AUDIO_RATE);
  for (gint64 p = -100000; p < 100000; p += 777)
    g_assert_cmpint (tc_audio_position_at (tc_audio_position_ns (p) + 1), ==, p);
}

/* 24 hours of sound whose card is off by @ppm, in blocks of 100 ms with 2 ms of jitter,
 * the converter modelled by its ratio. Returns: the largest distance after the first
 * minute, ms; the first minute's is in *out_early_ms. */
static double
run_a_day (double ppm, double *out_early_ms)
{
  TcAudioLoop loop = {0};
  GRand *random = g_rand_new_with_seed (42);
  double write = 0; /* write position, samples */
  double worst = 0;
  double ratio = 1;
  *out_early_ms = 0;

  for (int i = 0; i < 24 * 3600 * 10; i++) {
    /* A block of 4800 samples takes the card 4800 / (1 + ppm) of ours. */
    double stamp = i * 4800.0 / (1 + ppm * 1e-6);
    double jitter = g_rand_double_range (random, -96, 96);
    double off_ms = fabs (stamp - write) * 1000 / TC_AUDIO_RATE;
    if (i < 600)
      *out_early_ms = fmax (*out_early_ms, off_ms);
    else
      worst = fmax (worst, off_ms);
    ratio = tc_audio_loop_step (&loop, stamp + jitter - write, 0.1);
    g_assert_cmpfloat (fabs (ratio - 1), <=, TC_AUDIO_MAX_CORRECTION + 1e-12);
    write += 4800 * ratio;
  }
  g_rand_free (random);
  return worst;
}

static void
a_day_does_not_drift (void)
{
  static const double ppms[] = {-200, -50, 0, 50, 200, 1000};

  for (guint i = 0; i < G_N_ELEMENTS (ppms); i++) {
    double early_ms = 0;
    double worst_ms = run_a_day (ppms[i], &early_ms);
    g_test_message ("%g ppm: %.3f ms in the first minute, then at most %.3f ms",
                    ppms[i], early_ms, worst_ms);
    g_assert_cmpfloat (early_ms, <, 40);
    g_assert_cmpfloat (worst_ms, <, 40);
  }
}

/* Writes sound of a source that runs @ppm fast: at every whole second of true time a
 * click. @start_ns: true time. */
static void
write_clicks (TcAudioRing *ring,
              gint64 start_ns,
              double ppm,
              int seconds,
              int from_block)
{
  for (int b = from_block; b < seconds * 100; b++) {
    float block[BLOCK * 2] = {0};
    for (int i = 0; i < BLOCK; i++) {
      double true_s = ((double)b * BLOCK + i) / TC_AUDIO_RATE / (1 + ppm * 1e-6);
      double next_s = true_s + 1.0 / TC_AUDIO_RATE / (1 + ppm * 1e-6);
      if (floor (next_s) > floor (true_s))
        block[2 * i] = block[2 * i + 1] = 0.5f;
    }
    double at_s = (double)b * BLOCK / TC_AUDIO_RATE / (1 + ppm * 1e-6);
    tc_audio_ring_write (ring, start_ns + (gint64)(at_s * 1e9), block, BLOCK);
  }
}

/* The position of the loudest sample within @n from @position on. */
static gint64
find_click (TcAudioRing *ring, gint64 position, guint n)
{
  g_autofree float *samples = g_new (float, (gsize)n * 2);
  guint best = 0;
  tc_audio_ring_read (ring, position, samples, n);
  for (guint i = 0; i < n; i++)
    if (fabsf (samples[2 * i]) > fabsf (samples[2 * best]))
      best = i;
  return position + best;
}

static void
sound_is_where_its_stamp_says (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  gint64 start_ns = 1234 * TC_NS_PER_S + 567;
  write_clicks (ring, start_ns, 0, 3, 0);
  gint64 want = tc_audio_position_at (start_ns + 2 * TC_NS_PER_S);
  gint64 got = find_click (ring, want - TC_AUDIO_RATE / 4, TC_AUDIO_RATE / 2);
  g_assert_cmpint (ABS (got - want), <=, 2);
  tc_audio_ring_free (ring);
}

/* The whole ring with its converter: a source 400 ppm fast would be 24 ms off after a
 * minute; the loop holds it. */
static void
a_fast_source_is_held_in_place (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  TcAudioRingStats stats;
  gint64 start_ns = 77 * TC_NS_PER_S;
  write_clicks (ring, start_ns, 400, 300, 0);
  gint64 want = tc_audio_position_at (start_ns + 298 * TC_NS_PER_S);
  gint64 got = find_click (ring, want - TC_AUDIO_RATE / 4, TC_AUDIO_RATE / 2);
  tc_audio_ring_get_stats (ring, &stats);
  g_test_message ("after 298 s: %.2f ms off, correction %.0f ppm",
                  (double)(got - want) / 48, stats.correction * 1e6);
  g_assert_cmpint (ABS (got - want), <, 12 * 48);
  g_assert_cmpfloat (stats.correction, <, -300e-6);
  g_assert_cmpfloat (stats.correction, >, -500e-6);
  g_assert_cmpuint (stats.jumps, ==, 0);
  tc_audio_ring_free (ring);
}

static void
write_level (TcAudioRing *ring, gint64 time_ns, int ms, float level)
{
  for (int done = 0; done < ms; done += 10) {
    float block[BLOCK * 2];
    for (int i = 0; i < BLOCK * 2; i++)
      block[i] = level;
    tc_audio_ring_write (ring, time_ns + done * TC_NS_PER_MS, block, BLOCK);
  }
}

/* Reads in blocks of an odd size. Returns: the largest step between two samples. */
static double
largest_step (TcAudioRing *ring, gint64 position, float *samples, guint n)
{
  double step = 0;
  for (guint done = 0; done < n; done += 333)
    tc_audio_ring_read (ring, position + done, samples + (gsize)done * 2,
                        MIN (333, n - done));
  for (guint i = 1; i < n; i++)
    step = fmax (step, fabs (samples[2 * i] - samples[2 * (i - 1)]));
  return step;
}

/* A ramp of 5 ms over 0.5 has steps of 0.0021; a click would be 0.5. */
#define NO_CLICK 0.006

static void
silence_comes_and_goes_with_ramps (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  float *samples = g_new0 (float, 48000 * 2);
  gint64 at_ns = 500 * TC_NS_PER_S;

  write_level (ring, at_ns, 300, 0.5f);
  gint64 position = tc_audio_position_at (at_ns) - 9600; /* 200 ms before it begins */
  g_assert_cmpfloat (largest_step (ring, position, samples, 48000), <, NO_CLICK);
  g_assert_cmpfloat (samples[0], ==, 0);
  g_assert_cmpfloat (samples[2 * 9500], ==, 0);
  g_assert_cmpfloat (fabs (samples[2 * 16000] - 0.5), <, 0.01);
  g_assert_cmpfloat (samples[2 * 26000], ==, 0);
  g_free (samples);
  tc_audio_ring_free (ring);
}

static void
jumps_have_ramps (gconstpointer data)
{
  int jump_ms = GPOINTER_TO_INT (data);
  TcAudioRing *ring = tc_audio_ring_new ();
  TcAudioRingStats stats;
  float *samples = g_new0 (float, 96000 * 2);
  gint64 at_ns = 500 * TC_NS_PER_S;

  write_level (ring, at_ns, 600, 0.5f);
  write_level (ring, at_ns + (600 + jump_ms) * TC_NS_PER_MS, 600, -0.5f);
  gint64 position = tc_audio_position_at (at_ns);
  g_assert_cmpfloat (largest_step (ring, position, samples, 96000), <, NO_CLICK);
  /* What came after the jump lies where its stamp says. */
  int after = (600 + jump_ms + 100) * 48;
  g_assert_cmpfloat (fabs (samples[2 * after] + 0.5), <, 0.01);
  g_assert_cmpfloat (fabs (samples[2 * 100 * 48] - 0.5), <, 0.01);
  tc_audio_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.jumps, ==, 1);
  g_free (samples);
  tc_audio_ring_free (ring);
}

static void
a_clock_hours_ahead_is_refused (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  TcAudioRingStats stats;
  float samples[BLOCK * 2];
  gint64 at_ns = 500 * TC_NS_PER_S;

  write_level (ring, at_ns, 100, 0.5f);
  tc_audio_ring_read (ring, tc_audio_position_at (at_ns), samples, BLOCK);
  write_level (ring, at_ns + 3600 * TC_NS_PER_S, 100, 0.5f);
  write_level (ring, at_ns + 100 * TC_NS_PER_MS, 100, 0.5f);
  tc_audio_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.refused, ==, 4800);
  tc_audio_ring_read (ring, tc_audio_position_at (at_ns + 150 * TC_NS_PER_MS), samples,
                      BLOCK);
  g_assert_cmpfloat (fabs (samples[2 * 300] - 0.5), <, 0.01);
  tc_audio_ring_free (ring);
}

/* RTSP before its first report: stamps 30 ms early for 1.5 s, then right. */
static void
first_stamps_that_were_off_are_put_right (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  TcAudioRingStats stats;
  gint64 start_ns = 77 * TC_NS_PER_S;
  float silence[BLOCK * 2] = {0};

  for (int b = 0; b < 150; b++)
    tc_audio_ring_write (ring, start_ns + (b * 10 - 30) * TC_NS_PER_MS, silence, BLOCK);
  write_clicks (ring, start_ns, 0, 8, 150);
  gint64 want = tc_audio_position_at (start_ns + 6 * TC_NS_PER_S);
  gint64 got = find_click (ring, want - TC_AUDIO_RATE / 4, TC_AUDIO_RATE / 2);
  g_assert_cmpint (ABS (got - want), <, 48 * 2);
  tc_audio_ring_get_stats (ring, &stats);
  g_assert_cmpuint (stats.jumps, <=, 2);
  tc_audio_ring_free (ring);
}

static void
broken_samples_become_silence (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  static const float bad[] = {NAN, INFINITY, -INFINITY, 1.5e16f};
  float samples[BLOCK * 2] = {0};
  gint64 at_ns = 500 * TC_NS_PER_S;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    samples[200 * i + 100] = bad[i];
  for (int b = 0; b < 10; b++)
    tc_audio_ring_write (ring, at_ns + b * 10 * TC_NS_PER_MS, samples, BLOCK);
  for (int b = 0; b < 9; b++) {
    tc_audio_ring_read (ring, tc_audio_position_at (at_ns) + b * BLOCK, samples, BLOCK);
    for (int i = 0; i < BLOCK * 2; i++)
      g_assert_cmpfloat (fabsf (samples[i]), <=, 4);
  }
  tc_audio_ring_free (ring);
}

/* A card whose blocks arrive 0-15 ms late: times follow the earliest, not the jitter.
 */
static void
an_anchor_follows_the_earliest_arrival (void)
{
  TcAnchor anchor = {0};
  GRand *random = g_rand_new_with_seed (7);
  gint64 last_ns = 0;
  gint64 arrival_ns = 0;

  for (int i = 0; i < 6000; i++) { /* a minute, 100 ppm fast */
    gint64 true_ns = 900 * TC_NS_PER_S + i * 10 * TC_NS_PER_MS;
    gint64 stamp_ns = (gint64)(i * 10e6 * (1 + 100e-6));
    gint64 late_ns = g_rand_int_range (random, 0, 15) * TC_NS_PER_MS;
    arrival_ns = MAX (arrival_ns, true_ns + late_ns);
    gint64 mapped_ns = tc_anchor_map (&anchor, arrival_ns, stamp_ns);
    if (i > 205) {
      g_assert_cmpint (ABS (mapped_ns - true_ns), <, 5 * TC_NS_PER_MS);
      /* 10 ms apart, moved by at most 1 ms a second. */
      g_assert_cmpint (ABS (mapped_ns - last_ns - 10 * TC_NS_PER_MS), <, 30000);
    }
    last_ns = mapped_ns;
  }
  /* The source was started anew. */
  gint64 at_ns = 3000 * TC_NS_PER_S;
  g_assert_cmpint (tc_anchor_map (&anchor, at_ns, 0), ==, at_ns);
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/media/audio-ring/positions-are-exact-for-years",
                   positions_are_exact_for_years);
  g_test_add_func ("/media/audio-ring/a-day-does-not-drift-by-a-frame",
                   a_day_does_not_drift);
  g_test_add_func ("/media/audio-ring/sound-is-where-its-stamp-says",
                   sound_is_where_its_stamp_says);
  g_test_add_func ("/media/audio-ring/a-fast-source-is-held-in-place",
                   a_fast_source_is_held_in_place);
  g_test_add_func ("/media/audio-ring/silence-comes-and-goes-with-ramps",
                   silence_comes_and_goes_with_ramps);
  g_test_add_data_func ("/media/audio-ring/a-jump-ahead-has-ramps",
                        GINT_TO_POINTER (300), jumps_have_ramps);
  g_test_add_data_func ("/media/audio-ring/a-jump-back-has-ramps",
                        GINT_TO_POINTER (-300), jumps_have_ramps);
  g_test_add_data_func ("/media/audio-ring/a-small-hole-has-ramps",
                        GINT_TO_POINTER (60), jumps_have_ramps);
  g_test_add_func ("/media/audio-ring/a-clock-hours-ahead-is-refused",
                   a_clock_hours_ahead_is_refused);
  g_test_add_func ("/media/audio-ring/first-stamps-that-were-off-are-put-right",
                   first_stamps_that_were_off_are_put_right);
  g_test_add_func ("/media/audio-ring/broken-samples-become-silence",
                   broken_samples_become_silence);
  g_test_add_func ("/media/anchor/follows-the-earliest-arrival",
                   an_anchor_follows_the_earliest_arrival);
  return g_test_run ();
}
