/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/track.h"

#include <math.h>

static const TcEase ease_css = {0.25F, 0.1F, 0.25F, 1};   /* CSS "ease" */
static const TcEase write_ease = {0.2F, 0, 0, 1};         /* theme: write */
static const TcEase leave_ease = {0.4F, 0, 1, 1};         /* theme: leave */
static const TcEase back_ease = {0.34F, 1.56F, 0.64F, 1}; /* overshoots */

/* Values of an independent solver (browsers' cubic-bezier), to 4 digits. */
static void
test_ease_values (void)
{
  static const struct {
    TcEase ease;
    double t, value;
  } cases[] = {
      {{0.25F, 0.1F, 0.25F, 1}, 0.25, 0.4085}, {{0.25F, 0.1F, 0.25F, 1}, 0.5, 0.8024},
      {{0.25F, 0.1F, 0.25F, 1}, 0.75, 0.9605}, {{0.42F, 0, 1, 1}, 0.5, 0.3154},
      {{0, 0, 0.58F, 1}, 0.5, 0.6846},         {{0.42F, 0, 0.58F, 1}, 0.5, 0.5},
      {{0.42F, 0, 0.58F, 1}, 0.25, 0.1292},    {{0, 0, 1, 1}, 0.3, 0.3},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (tc_ease_at (cases[i].ease, cases[i].t),
                                    cases[i].value, 1e-4);
}

static void
test_ease_ends (void)
{
  const TcEase all[] = {ease_css,       write_ease,   leave_ease,  back_ease,
                        TC_EASE_LINEAR, {0, 1, 1, 0}, {1, 0, 0, 1}};
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_assert_cmpfloat (tc_ease_at (all[i], 0), ==, 0);
    g_assert_cmpfloat (tc_ease_at (all[i], 1), ==, 1);
    g_assert_cmpfloat (tc_ease_at (all[i], -3), ==, 0);
    g_assert_cmpfloat (tc_ease_at (all[i], 7), ==, 1);
    g_assert_cmpfloat (tc_ease_at (all[i], NAN), ==, 0);
  }
}

static void
test_ease_monotone (void)
{
  const TcEase all[] = {ease_css, write_ease, leave_ease, TC_EASE_LINEAR, {1, 0, 0, 1}};
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    double before = 0;
    for (int k = 0; k <= 1000; k++) {
      double value = tc_ease_at (all[i], k / 1000.0);
      g_assert_cmpfloat (value, >=, before - 1e-9);
      before = value;
    }
  }
  g_assert_cmpfloat (tc_ease_at (back_ease, 0.7), >, 1);
}

static TcTrack
two_keys (TcEase ease)
{
  return (TcTrack){
      .start = 1000,
      .n_keys = 2,
      .keys = {{5, {10, 20, {0, 0, 0, 50}, 0}, TC_EASE_LINEAR},
               {15, {110, 20, {0, 0, 200, 50}, 255}, ease}},
  };
}

static void
test_keys (void)
{
  TcTrack track = two_keys (TC_EASE_LINEAR);
  static const struct {
    gint64 tick;
    int x, clip_w, opacity;
  } cases[] = {
      {-5, 10, 0, 0},        {1000, 10, 0, 0},       {1005, 10, 0, 0},
      {1006, 20, 20, 26},    {1010, 60, 100, 128},   {1014, 100, 180, 230},
      {1015, 110, 200, 255}, {99999, 110, 200, 255},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcPose pose = tc_track_at (&track, cases[i].tick);
    g_assert_cmpint (pose.x, ==, cases[i].x);
    g_assert_cmpint (pose.y, ==, 20);
    g_assert_cmpint (pose.clip.w, ==, cases[i].clip_w);
    g_assert_cmpint (pose.clip.h, ==, 50);
    g_assert_cmpint (pose.opacity, ==, cases[i].opacity);
  }
  g_assert_cmpint (tc_track_end (&track), ==, 1015);
}

/* A wipe towards the right edge: the edge must not tremble, whatever the rounding. */
static void
test_wipe_edge_stands (void)
{
  TcTrack track = {
      .n_keys = 2,
      .keys = {{0, {0, 0, {0, 0, 333, 9}, 255}, TC_EASE_LINEAR},
               {17, {0, 0, {333, 0, 0, 9}, 255}, write_ease}},
  };
  for (int k = 0; k <= 17; k++) {
    TcPose pose = tc_track_at (&track, k);
    g_assert_cmpint (pose.clip.x + pose.clip.w, ==, 333);
  }
}

static void
test_overshoot_is_cut (void)
{
  TcTrack track = two_keys (back_ease);
  int highest = 0;
  for (int k = 1000; k < 1020; k++) {
    TcPose pose = tc_track_at (&track, k);
    highest = MAX (highest, pose.x);
    if (pose.x > 110)
      g_assert_cmpint (pose.opacity, ==, 255);
  }
  g_assert_cmpint (highest, >, 110);
}

static void
test_crawl (void)
{
  TcTrack track = tc_track_still ((TcPose){1920, 1000, {0, 0, 500, 40}, 255});
  track.start = 100;
  track.crawl_px = -4;
  g_assert_cmpint (tc_track_at (&track, 90).x, ==, 1920);
  g_assert_cmpint (tc_track_at (&track, 100).x, ==, 1920);
  g_assert_cmpint (tc_track_at (&track, 101).x, ==, 1916);
  g_assert_cmpint (tc_track_at (&track, 600).x, ==, -80);
  g_assert_cmpint (tc_track_end (&track) == G_MAXINT64, ==, TRUE);
  track.crawl_wrap_px = 2421;
  for (int k = 0; k < 5000; k++)
    g_assert_cmpint (tc_track_at (&track, 100 + k).x, ==, 1920 - k * 4 % 2421);
  track.crawl_px = 3;
  g_assert_cmpint (tc_track_at (&track, 100 + 807).x, ==, 1920);
  g_assert_cmpint (tc_track_at (&track, 100 + 808).x, ==, 1923);
}

/* The copies are those of a row without end, that begins with the first lap. */
static void
test_copies (void)
{
  static const struct {
    int crawl, wrap, width, x, from, to;
  } cases[] = {
      {-4, 1000, 900, 1728, 96, 1728}, {-3, 25, 17, 100, 21, 100},
      {5, 40, 40, -40, 0, 300},        {-1, 60000, 59000, 1920, 0, 1920},
      {7, 333, 12, 50, 50, 51},        {-9, 20, 64, 128, 0, 128},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcTrack track =
        tc_track_still ((TcPose){cases[i].x, 0, {0, 0, cases[i].width, 9}, 255});
    track.start = 10;
    track.crawl_px = cases[i].crawl;
    track.crawl_wrap_px = cases[i].wrap;
    for (int tick = 0; tick < 2000; tick++) {
      TcCopies copies =
          tc_track_copies (&track, tick, cases[i].width, cases[i].from, cases[i].to);
      int way = MAX (tick - 10, 0) * cases[i].crawl, n = 0, lowest = G_MAXINT;
      for (int copy = 0; copy < 2000; copy++) {
        int behind = cases[i].crawl < 0 ? copy : -copy;
        int x = cases[i].x + way + behind * cases[i].wrap;
        if (x >= cases[i].to || x + cases[i].width <= cases[i].from)
          continue;
        n++;
        lowest = MIN (lowest, x);
      }
      g_assert_cmpint (copies.n, ==, n);
      if (n > 0)
        g_assert_cmpint (copies.x, ==, lowest);
      g_assert_cmpint (copies.step, ==, cases[i].wrap);
    }
  }
}

static void
test_copies_end (void)
{
  TcTrack track = tc_track_still ((TcPose){5, 6, {0, 0, 7, 8}, 9});
  TcCopies one = tc_track_copies (&track, 99, 7, 100, 200);
  g_assert_cmpint (one.n, ==, 1);
  g_assert_cmpint (one.x, ==, 5);
  track.crawl_px = -1;
  track.crawl_wrap_px = 1; /* nonsense, but bounded */
  g_assert_cmpint (tc_track_copies (&track, 1 << 30, 60000, 0, 8000).n, ==,
                   TC_TRACK_MAX_COPIES);
  track.crawl_px = G_MININT;
  track.crawl_wrap_px = G_MAXINT;
  g_assert_cmpint (tc_track_copies (&track, G_MAXINT64, 60000, 0, 8000).n, <=, 1);
}

static void
test_extremes (void)
{
  TcTrack track = tc_track_still ((TcPose){5, 6, {0, 0, 7, 8}, 9});
  g_assert_cmpint (tc_track_at (&track, G_MAXINT64).x, ==, 5);
  g_assert_cmpint (tc_track_at (&track, G_MININT64 + 1).opacity, ==, 9);
  g_assert_cmpint (tc_track_end (&track), ==, 0);
  track.crawl_px = G_MAXINT16;
  g_assert_cmpint (tc_track_at (&track, G_MAXINT64).x, >, 1 << 20);
  track.crawl_px = -G_MAXINT16;
  g_assert_cmpint (tc_track_at (&track, G_MAXINT64).x, <, -(1 << 20));
}

/* Two keys at one tick are a jump, not a division by zero. */
static void
test_jump (void)
{
  TcTrack track = {
      .n_keys = 3,
      .keys = {{0, {0, 0, {0}, 0}, TC_EASE_LINEAR},
               {4, {40, 0, {0}, 0}, TC_EASE_LINEAR},
               {4, {90, 0, {0}, 0}, TC_EASE_LINEAR}},
  };
  g_assert_cmpint (tc_track_at (&track, 3).x, ==, 30);
  g_assert_cmpint (tc_track_at (&track, 4).x, ==, 90);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/ease/values-as-in-css", test_ease_values);
  g_test_add_func ("/draw/ease/ends-exactly-at-0-and-1", test_ease_ends);
  g_test_add_func ("/draw/ease/never-goes-back", test_ease_monotone);
  g_test_add_func ("/draw/track/holds-before-and-after-its-keys", test_keys);
  g_test_add_func ("/draw/track/a-wipes-fixed-edge-stands-still",
                   test_wipe_edge_stands);
  g_test_add_func ("/draw/track/overshoot-moves-but-opacity-is-cut",
                   test_overshoot_is_cut);
  g_test_add_func ("/draw/track/crawl-is-linear-and-wraps", test_crawl);
  g_test_add_func ("/draw/track/an-endless-crawl-has-copies-behind-it", test_copies);
  g_test_add_func ("/draw/track/copies-are-bounded", test_copies_end);
  g_test_add_func ("/draw/track/any-tick-is-safe", test_extremes);
  g_test_add_func ("/draw/track/two-keys-at-one-tick-jump", test_jump);
  return g_test_run ();
}
