/* SPDX-License-Identifier: MIT */
#include "tallycast/media/frame_queue.h"

#include <math.h>

#include "tallycast/core/clock.h"

#define DELAY_NS (300 * TC_NS_PER_MS)

static int n_alive;

static gpointer
new_frame (int number)
{
  n_alive++;
  int *frame = g_new (int, 1);
  *frame = number;
  return frame;
}

static void
release_frame (gpointer frame)
{
  n_alive--;
  g_free (frame);
}

/* A source and a ticker on clocks of their own. */
typedef struct {
  TcRate source;
  TcRate programme;
  double ppm;       /* the source's clock is so much fast */
  double jitter_ms; /* normal distribution, of the stamps */
  double seconds;
  double phase_ms; /* of the source against the ticks */
  guint32 seed;
} Scenario;

typedef struct {
  TcFrameQueueStats stats;
  double mean_error_ms; /* time of the frame shown - moment wanted */
  double max_error_ms;
  guint steps[8];      /* ticks that went on by so many frames */
  guint max_irregular; /* changes of the step's rhythm, see the tests */
  gboolean is_in_order;
} Outcome;

/* Twelve equal ones make a good normal distribution (Irwin-Hall), sigma 1. */
static double
normal (GRand *random)
{
  double sum = -6;
  for (int i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return sum;
}

static Outcome
simulate (const Scenario *scenario)
{
  Outcome outcome = {.is_in_order = TRUE};
  GRand *random = g_rand_new_with_seed (scenario->seed);
  TcFrameQueue *queue = tc_frame_queue_new (scenario->programme, 40, release_frame);
  double period_ns =
      1e9 * scenario->source.den / scenario->source.num / (1 + scenario->ppm * 1e-6);
  gint64 start_ns = 1000 * TC_NS_PER_S;
  gint64 ticks =
      (gint64)(scenario->seconds * scenario->programme.num / scenario->programme.den);
  int pushed = 0;
  int last = -1;
  double sum = 0;
  guint counted = 0;

  for (gint64 k = 0; k < ticks; k++) {
    gint64 tick_ns = start_ns + tc_rate_tick_ns (scenario->programme, k);
    /* Everything captured up to 100 ms before the tick has arrived. */
    for (;;) {
      double true_ns =
          start_ns - DELAY_NS + scenario->phase_ms * 1e6 + pushed * period_ns;
      if (true_ns > tick_ns - 100e6)
        break;
      double stamp_ns = true_ns + normal (random) * scenario->jitter_ms * 1e6;
      tc_frame_queue_push (queue, (gint64)stamp_ns, new_frame (pushed));
      pushed++;
    }
    int *frame = tc_frame_queue_pick (queue, tick_ns - DELAY_NS, NULL, NULL);
    if (!frame)
      continue;
    double true_ns =
        start_ns - DELAY_NS + scenario->phase_ms * 1e6 + *frame * period_ns;
    double error_ms = (true_ns - (tick_ns - DELAY_NS)) * 1e-6;
    if (k > 250) { /* 10 s to settle */
      sum += error_ms;
      counted++;
      outcome.max_error_ms = fmax (outcome.max_error_ms, fabs (error_ms));
      outcome.steps[CLAMP (*frame - last, 0, 7)]++;
    }
    outcome.is_in_order &= *frame >= last;
    last = *frame;
  }
  outcome.mean_error_ms = sum / counted;
  tc_frame_queue_get_stats (queue, &outcome.stats);
  tc_frame_queue_free (queue);
  g_rand_free (random);
  g_assert_cmpint (n_alive, ==, 0);
  return outcome;
}

/* The case: 25 Hz, +-50 ppm, 5 ms of jitter, 10 minutes: at most 2 slips. */
static void
slips_at_most_twice (void)
{
  static const double ppms[] = {-50, 0, 50};
  static const double phases[] = {0, 3, 10, 19.9, 20, 20.1, 29, 39};

  for (guint p = 0; p < G_N_ELEMENTS (ppms); p++)
    for (guint i = 0; i < G_N_ELEMENTS (phases); i++) {
      Scenario scenario = {.source = {25, 1},
                           .programme = {25, 1},
                           .ppm = ppms[p],
                           .jitter_ms = 5,
                           .seconds = 600,
                           .phase_ms = phases[i],
                           .seed = 17 + i};
      Outcome outcome = simulate (&scenario);
      g_test_message (
          "%g ppm, phase %g: %u slips, %u repeats, %u drops, mean %g max %g ms",
          ppms[p], phases[i], (guint)outcome.stats.slips, (guint)outcome.stats.repeats,
          (guint)outcome.stats.drops, outcome.mean_error_ms, outcome.max_error_ms);
      g_assert_cmpuint (outcome.stats.slips, <=, 2);
      g_assert_cmpuint (outcome.stats.repeats, <=, 2);
      g_assert_cmpuint (outcome.stats.drops, <=, 2);
      g_assert_cmpuint (outcome.stats.starved, ==, 0);
      g_assert_true (outcome.is_in_order);
      /* Within 0.75 of a frame, and the jitter's share on top. */
      g_assert_cmpfloat (outcome.max_error_ms, <, 34);
    }
}

/* A day at 100 ppm: each slip is one whole frame of drift, none more. */
static void
slips_once_for_a_frame_of_drift (void)
{
  Scenario scenario = {.source = {25, 1},
                       .programme = {25, 1},
                       .ppm = 100,
                       .jitter_ms = 2,
                       .seconds = 4 * 3600,
                       .seed = 5};
  Outcome outcome = simulate (&scenario);
  /* 14,400 s * 100 ppm = 1.44 s = 36 frames */
  g_assert_cmpuint (outcome.stats.slips, >=, 35);
  g_assert_cmpuint (outcome.stats.slips, <=, 37);
  g_assert_cmpuint (outcome.stats.drops, ==, outcome.stats.slips);
  g_assert_cmpuint (outcome.stats.repeats, ==, 0);
  /* Between -0.75 and +0.25 of a frame; a slow source is the mirror of it. */
  g_assert_cmpfloat (fabs (outcome.mean_error_ms + 10), <, 1.5);
}

/* {source, programme} -> the only steps that may occur, and how often the rarer one. */
static void
other_rates_have_a_regular_cadence (void)
{
  static const struct {
    TcRate source, programme;
    guint step, other;  /* frames a tick goes on: usual and sometimes */
    double other_share; /* of all ticks */
  } cases[] = {
      {{30, 1}, {25, 1}, 1, 2, 0.2},
      {{24, 1}, {25, 1}, 1, 0, 0.04},
      {{50, 1}, {25, 1}, 2, 2, 1},
      {{60, 1}, {25, 1}, 2, 3, 0.4},
      {{25, 1}, {50, 1}, 1, 0, 0.5},
      {{25, 1}, {30, 1}, 1, 0, 1 / 6.0},
      {{100, 1}, {25, 1}, 4, 4, 1},
      {{30000, 1001}, {25, 1}, 1, 2, 0.1988},
      {{24000, 1001}, {25, 1}, 1, 0, 0.0410},
      {{15, 1}, {25, 1}, 1, 0, 0.4},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (double jitter = 0; jitter <= 1; jitter += 0.5) {
      Scenario scenario = {.source = cases[i].source,
                           .programme = cases[i].programme,
                           .jitter_ms = jitter,
                           .seconds = 120,
                           .phase_ms = 7,
                           .seed = 3};
      Outcome outcome = simulate (&scenario);
      guint all = 0;
      for (guint s = 0; s < G_N_ELEMENTS (outcome.steps); s++)
        all += outcome.steps[s];
      guint usual = outcome.steps[cases[i].step];
      guint other = outcome.steps[cases[i].other];
      g_test_message ("%d/%d into %d, jitter %g: steps %u %u %u %u %u, mean %.2f ms",
                      cases[i].source.num, cases[i].source.den, cases[i].programme.num,
                      jitter, outcome.steps[0], outcome.steps[1], outcome.steps[2],
                      outcome.steps[3], outcome.steps[4], outcome.mean_error_ms);
      if (cases[i].step == cases[i].other)
        g_assert_cmpuint (usual, ==, all);
      else
        g_assert_cmpuint (usual + other, ==, all);
      g_assert_cmpfloat (fabs ((double)other / all - cases[i].other_share), <, 0.005);
      g_assert_cmpuint (outcome.stats.slips, ==, 0);
      g_assert_true (outcome.is_in_order);
    }
}

/* Half a frame of bias: on average over where source and ticks meet, picture = sound.
 */
static void
picture_is_on_time_on_average (void)
{
  static const TcRate sources[] = {{25, 1}, {30, 1}, {24, 1}, {50, 1}, {60, 1}};

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    double sum = 0;
    guint n = 0;
    for (double phase = 0.5; phase < 40; phase += 1, n++) {
      Scenario scenario = {.source = sources[i],
                           .programme = {25, 1},
                           .seconds = 30,
                           .phase_ms = phase,
                           .jitter_ms = 0.2,
                           .seed = n};
      sum += simulate (&scenario).mean_error_ms;
    }
    g_test_message ("%d frames/s: mean %.2f ms", sources[i].num, sum / n);
    g_assert_cmpfloat (fabs (sum / n), <, 1.5);
  }
}

static void
holds_the_last_frame_when_the_source_stops (void)
{
  TcFrameQueue *queue = tc_frame_queue_new ((TcRate){25, 1}, 8, release_frame);
  gboolean is_new = FALSE;
  TcFrameQueueStats stats;

  for (int i = 0; i < 5; i++)
    tc_frame_queue_push (queue, i * 40 * TC_NS_PER_MS, new_frame (i));
  for (int i = 0; i < 100; i++) {
    int *frame = tc_frame_queue_pick (queue, i * 40 * TC_NS_PER_MS, NULL, &is_new);
    g_assert_cmpint (*frame, ==, MIN (i, 4));
    g_assert_cmpint (is_new, ==, i < 5);
  }
  /* Back after a hole: at once at the right place, and no slip. */
  for (int i = 100; i < 106; i++)
    tc_frame_queue_push (queue, i * 40 * TC_NS_PER_MS, new_frame (i));
  for (int i = 102; i < 106; i++)
    g_assert_cmpint (
        *(int *)tc_frame_queue_pick (queue, i * 40 * TC_NS_PER_MS, NULL, NULL), ==, i);
  tc_frame_queue_get_stats (queue, &stats);
  g_assert_cmpuint (stats.slips, ==, 0);
  tc_frame_queue_free (queue);
  g_assert_cmpint (n_alive, ==, 0);
}

static void
shows_nothing_before_its_time (void)
{
  TcFrameQueue *queue = tc_frame_queue_new ((TcRate){25, 1}, 8, release_frame);
  g_assert_null (tc_frame_queue_pick (queue, 0, NULL, NULL));
  tc_frame_queue_push (queue, 100 * TC_NS_PER_MS, new_frame (0));
  g_assert_null (tc_frame_queue_pick (queue, 60 * TC_NS_PER_MS, NULL, NULL));
  g_assert_nonnull (tc_frame_queue_pick (queue, 100 * TC_NS_PER_MS, NULL, NULL));
  tc_frame_queue_free (queue);
}

static void
drops_the_oldest_when_full (void)
{
  TcFrameQueue *queue = tc_frame_queue_new ((TcRate){25, 1}, 10, release_frame);
  TcFrameQueueStats stats;

  for (int i = 0; i < 25; i++)
    tc_frame_queue_push (queue, i * 40 * TC_NS_PER_MS, new_frame (i));
  g_assert_cmpint (n_alive, ==, 10);
  tc_frame_queue_get_stats (queue, &stats);
  g_assert_cmpuint (stats.overflows, ==, 15);
  g_assert_cmpuint (stats.waiting, ==, 10);
  g_assert_cmpint (*(int *)tc_frame_queue_pick (queue, 600 * TC_NS_PER_MS, NULL, NULL),
                   ==, 15);
  tc_frame_queue_free (queue);
  g_assert_cmpint (n_alive, ==, 0);
}

static void
stamps_that_go_back_are_dropped_or_start_anew (void)
{
  TcFrameQueue *queue = tc_frame_queue_new ((TcRate){25, 1}, 10, release_frame);
  TcFrameQueueStats stats;

  tc_frame_queue_push (queue, 5000 * TC_NS_PER_MS, new_frame (0));
  tc_frame_queue_push (queue, 5000 * TC_NS_PER_MS, new_frame (1)); /* the same */
  tc_frame_queue_push (queue, 4500 * TC_NS_PER_MS, new_frame (2)); /* half a second */
  tc_frame_queue_get_stats (queue, &stats);
  g_assert_cmpuint (stats.backwards, ==, 2);
  tc_frame_queue_push (queue, 1000 * TC_NS_PER_MS, new_frame (3)); /* another clock */
  tc_frame_queue_get_stats (queue, &stats);
  g_assert_cmpuint (stats.backwards, ==, 2);
  g_assert_cmpuint (stats.waiting, ==, 1); /* none of a time that will not come */
  int *shown = tc_frame_queue_pick (queue, 1500 * TC_NS_PER_MS, NULL, NULL);
  g_assert_cmpint (*shown, ==, 3);
  tc_frame_queue_free (queue);
  g_assert_cmpint (n_alive, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/media/frame-queue/25-hz-50-ppm-5-ms-jitter-10-min-slips-at-most-twice",
      slips_at_most_twice);
  g_test_add_func ("/media/frame-queue/slips-once-for-a-frame-of-drift",
                   slips_once_for_a_frame_of_drift);
  g_test_add_func ("/media/frame-queue/other-rates-have-a-regular-cadence",
                   other_rates_have_a_regular_cadence);
  g_test_add_func ("/media/frame-queue/picture-is-on-time-on-average",
                   picture_is_on_time_on_average);
  g_test_add_func ("/media/frame-queue/holds-the-last-frame-when-the-source-stops",
                   holds_the_last_frame_when_the_source_stops);
  g_test_add_func ("/media/frame-queue/shows-nothing-before-its-time",
                   shows_nothing_before_its_time);
  g_test_add_func ("/media/frame-queue/drops-the-oldest-when-full",
                   drops_the_oldest_when_full);
  g_test_add_func ("/media/frame-queue/stamps-that-go-back-are-dropped-or-start-anew",
                   stamps_that_go_back_are_dropped_or_start_anew);
  return g_test_run ();
}
