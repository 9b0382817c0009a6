/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/shot.h"

#include <string.h>

#include "../support/reference.h"
#include "draw/sprite-private.h"
#include "tallycast/core/sync.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

static const TcColour red = {200, 30, 20, 255};

static TcSprite *
plate (int w, int h, guint8 alpha)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (w, h, NULL);
  TcRectStyle style = {.fill = {20, 60, 200, alpha}, .outline_px = 3, .outline = red};
  tc_canvas_rect (canvas, (TcRect){0, 0, w, h}, &style);
  return tc_canvas_to_sprite (canvas);
}

static void
fill_noise (TcPicture *picture)
{
  guint32 state = 1;
  for (int i = 0; i < 3; i++)
    for (int y = 0; y < picture->height >> (i > 0); y++)
      for (int x = 0; x < picture->width >> (i > 0); x++) {
        state = state * 1664525U + 1013904223U;
        picture->plane[i][y * picture->stride[i] + x] = (guint8)(state >> 24);
      }
}

/* Sprites that fade, crawl, stand and lie across the bands' seams. */
static TcShot *
busy_shot (void)
{
  TcShot *shot = tc_shot_new (3);
  TcPose whole = {0, 0, {0, 0, 128, 90}, 255};
  shot->items[0] = (TcShotItem){plate (128, 90, 130), tc_track_still (whole)};
  shot->items[1].sprite = plate (51, 47, 255);
  shot->items[1].track = (TcTrack){
      .n_keys = 2,
      .keys = {{0, {-9, 3, {0, 0, 51, 47}, 0}, TC_EASE_LINEAR},
               {10, {60, 31, {7, 1, 40, 46}, 255}, TC_EASE_LINEAR}},
  };
  shot->items[2] = (TcShotItem){
      plate (300, 12, 180), tc_track_still ((TcPose){100, 77, {0, 0, 300, 12}, 200})};
  shot->items[2].track.crawl_px = -3;
  shot->black = (TcRamp){.start = 5, .ticks = 20, .from = 0, .to = 255};
  return shot;
}

static void
test_compose_is_copy_and_blend (void)
{
  g_autoptr (TcShot) shot = busy_shot ();
  g_autoptr (TcPicture) from = tc_picture_new (128, 90);
  g_autoptr (TcPicture) a = tc_picture_new (128, 90);
  g_autoptr (TcPicture) b = tc_picture_new (128, 90);
  fill_noise (from);
  tc_shot_prepare (shot);
  for (int tick = -2; tick < 30; tick++) {
    tc_shot_compose (shot, tick, a, from);
    tc_picture_copy (b, from);
    for (guint i = 0; i < shot->n_items; i++) {
      TcPose pose = tc_track_at (&shot->items[i].track, tick);
      tc_blend (b, shot->items[i].sprite, &pose);
    }
    tc_picture_darken (b, tc_ramp_at (&shot->black, tick));
    tc_test_assert_same_picture (a, b);
    tc_picture_copy (b, from);
    tc_shot_blend (shot, tick, b);
    tc_test_assert_same_picture (a, b);
  }
}

/* One sprite anywhere: what is copied on the way, above, below and beside it, is the
 * whole rest of the picture. */
static void
test_compose_anywhere (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);
  g_autoptr (TcPicture) from = tc_picture_new (128, 90);
  g_autoptr (TcPicture) a = tc_picture_new (128, 90);
  g_autoptr (TcPicture) b = tc_picture_new (128, 90);
  fill_noise (from);
  for (int i = 0; i < 3000; i++) {
    g_autoptr (TcShot) shot = tc_shot_new (1);
    int w = g_rand_int_range (rand, 1, 160), h = g_rand_int_range (rand, 1, 100);
    TcPose pose = {
        g_rand_int_range (rand, -w - 3, 132),
        g_rand_int_range (rand, -h - 3, 94),
        {g_rand_int_range (rand, -2, w), g_rand_int_range (rand, -2, h), w, h},
        (guint8)(i % 3 ? 255 : g_rand_int_range (rand, 0, 256))};
    shot->items[0].sprite = plate (w, h, i % 2 ? 255 : 90);
    shot->items[0].track = tc_track_still (pose);
    tc_picture_fill (a, 1, 2, 3);
    tc_shot_compose (shot, 0, a, from);
    tc_picture_copy (b, from);
    tc_blend (b, shot->items[0].sprite, &pose);
    tc_test_assert_same_picture (a, b);
  }
}

/* A stack anywhere, cut anywhere, as a copy and in place, is its rows one by one. */
static void
test_stack (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (29);
  g_autoptr (TcPicture) from = tc_picture_new (128, 90);
  g_autoptr (TcPicture) a = tc_picture_new (128, 90);
  g_autoptr (TcPicture) b = tc_picture_new (128, 90);
  fill_noise (from);
  for (int i = 0; i < 2000; i++) {
    g_autoptr (GPtrArray) rows =
        g_ptr_array_new_with_free_func ((GDestroyNotify)tc_sprite_unref);
    g_autoptr (TcShot) shot = tc_shot_new (1);
    int n = g_rand_int_range (rand, 0, 9), pitch = g_rand_int_range (rand, 1, 40);
    int top = g_rand_int_range (rand, -9, 9), w = g_rand_int_range (rand, 1, 90);
    int h = MAX (n * pitch, 1);
    TcPose pose = {
        g_rand_int_range (rand, -w, 132),
        g_rand_int_range (rand, -h - 20, 94),
        {0, g_rand_int_range (rand, -2, h), w, g_rand_int_range (rand, 1, h + 9)},
        (guint8)(i % 3 ? 255 : g_rand_int_range (rand, 0, 256))};
    for (int k = 0; k < n; k++)
      g_ptr_array_add (rows, k % 5 == 3 ? NULL
                                        : plate (g_rand_int_range (rand, 1, w + 1),
                                                 g_rand_int_range (rand, 1, 60),
                                                 k % 2 ? 255 : 90));
    shot->items[0].sprite = tc_sprite_new_stack (rows, pitch, top, w, h);
    shot->items[0].track = tc_track_still (pose);
    tc_shot_prepare (shot);
    tc_picture_fill (a, 1, 2, 3);
    tc_shot_compose (shot, 0, a, from);
    tc_picture_copy (b, from);
    for (int k = 0; k < n; k++) {
      TcPose row = pose;
      row.y += top + k * pitch;
      row.clip.y -= top + k * pitch;
      if (rows->pdata[k])
        tc_blend (b, rows->pdata[k], &row);
    }
    tc_test_assert_same_picture (a, b);
  }
}

/* After prepare, the ticker finds every half-size plane made. */
static void
test_prepare_covers_the_track (void)
{
  g_autoptr (TcShot) shot = busy_shot ();
  tc_shot_prepare (shot);
  for (guint i = 0; i < shot->n_items; i++) {
    TcSprite *sprite = shot->items[i].sprite;
    for (int tick = -2; tick < 40; tick++) {
      TcPose pose = tc_track_at (&shot->items[i].track, tick);
      int parity = ((pose.x + sprite->box.x) & 1) | ((pose.y + sprite->box.y) & 1) << 1;
      g_assert_nonnull (atomic_load (&sprite->half[parity]));
    }
  }
  /* A plate that stands needs one of four. */
  for (int parity = 1; parity < 4; parity++)
    g_assert_null (atomic_load (&shot->items[0].sprite->half[parity]));
}

static void
test_ramp (void)
{
  TcRamp ramp = {.start = 100, .ticks = 10, .from = 0, .to = 255};
  static const struct {
    gint64 tick;
    int level;
  } cases[] = {{G_MININT64 / 2, 0}, {99, 0},    {100, 0},   {101, 26},
               {105, 128},          {109, 230}, {110, 255}, {G_MAXINT64 / 2, 255}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tc_ramp_at (&ramp, cases[i].tick), ==, cases[i].level);
  ramp.from = 255, ramp.to = 55;
  g_assert_cmpint (tc_ramp_at (&ramp, 105), ==, 155);
  ramp = (TcRamp){.start = 7, .ticks = 0, .from = 1, .to = 9};
  g_assert_cmpint (tc_ramp_at (&ramp, 6), ==, 1);
  g_assert_cmpint (tc_ramp_at (&ramp, 7), ==, 9);
}

static void
test_black_is_black (void)
{
  g_autoptr (TcShot) shot = busy_shot ();
  g_autoptr (TcPicture) from = tc_picture_new (128, 90);
  g_autoptr (TcPicture) to = tc_picture_new (128, 90);
  g_autoptr (TcPicture) black = tc_picture_new (128, 90);
  fill_noise (from);
  tc_shot_compose (shot, 25, to, from);
  tc_test_assert_same_picture (to, black);
}

static void
test_clean (void)
{
  g_autoptr (TcShot) empty = tc_shot_new (0);
  g_assert_true (tc_shot_is_clean_at (empty, 0));
  empty->is_slate = TRUE;
  g_assert_false (tc_shot_is_clean_at (empty, 0));
  empty->is_slate = FALSE;
  empty->black = (TcRamp){.start = 10, .ticks = 4, .from = 0, .to = 255};
  g_assert_true (tc_shot_is_clean_at (empty, 10));
  g_assert_false (tc_shot_is_clean_at (empty, 11));

  g_autoptr (TcShot) fading = tc_shot_new (2);
  fading->items[0].sprite = plate (20, 20, 255);
  fading->items[0].track = (TcTrack){
      .n_keys = 2,
      .keys = {{0, {0, 0, {0, 0, 20, 20}, 255}, TC_EASE_LINEAR},
               {4, {0, 0, {0, 0, 20, 20}, 0}, TC_EASE_LINEAR}},
  };
  g_assert_false (tc_shot_is_clean_at (fading, 3));
  g_assert_true (tc_shot_is_clean_at (fading, 4)); /* item 1 has no sprite */
}

/* Items under the cameras lie not over them, those of a group that does not show, not
 * at all. */
static void
test_clean_groups (void)
{
  g_autoptr (TcShot) shot = tc_shot_new (2);
  TcTrack still = tc_track_still ((TcPose){0, 0, {0, 0, 20, 20}, 255});
  shot->items[0] = (TcShotItem){plate (20, 20, 255), still};
  shot->items[1] = (TcShotItem){plate (20, 20, 255), still, TC_GROUP_OUT};
  shot->n_under = 1;
  shot->mix = (TcMix){TC_MIX_DISSOLVE, 10, 4, TC_EASE_LINEAR};
  g_assert_false (tc_shot_is_clean_at (shot, 13));
  g_assert_true (tc_shot_is_clean_at (shot, 14));
  shot->n_under = 2;
  g_assert_true (tc_shot_is_clean_at (shot, 13));
}

static void
test_end (void)
{
  g_autoptr (TcShot) shot = tc_shot_new (1);
  g_assert_true (tc_shot_end (shot) == G_MININT64);
  shot->items[0].sprite = plate (4, 4, 255);
  shot->items[0].track = tc_track_still ((TcPose){0, 0, {0, 0, 4, 4}, 255});
  shot->items[0].track.start = 50;
  g_assert_cmpint (tc_shot_end (shot), ==, 50);
  shot->black = (TcRamp){.start = 60, .ticks = 25, .from = 0, .to = 255};
  g_assert_cmpint (tc_shot_end (shot), ==, 85);
  shot->mix = (TcMix){TC_MIX_PUSH, 70, 20, TC_EASE_LINEAR, .dx = -64};
  g_assert_cmpint (tc_shot_end (shot), ==, 90);
  shot->placements[0].start = 80;
  shot->placements[0].ticks = 30;
  g_assert_cmpint (tc_shot_end (shot), ==, 110);
  shot->items[0].track.crawl_px = 1;
  g_assert_true (tc_shot_end (shot) == G_MAXINT64);
  shot->items[0].group = TC_GROUP_OUT; /* gone with the mix, crawl and all */
  g_assert_cmpint (tc_shot_end (shot), ==, 110);
}

/* ---- windows and crawls ---- */

/* Whatever a track does, a window leaves of it what a clip would. */
static void
test_window (void)
{
  g_autoptr (TcPicture) from = tc_picture_new (128, 90);
  g_autoptr (TcPicture) a = tc_picture_new (128, 90);
  g_autoptr (TcPicture) b = tc_picture_new (128, 90);
  fill_noise (from);
  g_autoptr (TcShot) shot = busy_shot ();
  shot->black = (TcRamp){0};
  for (int i = 0; i < 300; i++) {
    TcRect window = {i % 37 - 5, i % 23 - 3, i % 90 + 1, i % 50 + 1};
    tc_picture_copy (b, from);
    for (guint k = 0; k < shot->n_items; k++) {
      TcPose pose = tc_track_at (&shot->items[k].track, i / 10);
      int left = MAX (pose.clip.x, window.x - pose.x);
      int top = MAX (pose.clip.y, window.y - pose.y);
      int right = MIN (pose.clip.x + pose.clip.w, window.x + window.w - pose.x);
      int bottom = MIN (pose.clip.y + pose.clip.h, window.y + window.h - pose.y);
      pose.clip = (TcRect){left, top, right - left, bottom - top};
      shot->items[k].window = window;
      tc_blend (b, shot->items[k].sprite, &pose);
    }
    tc_shot_compose (shot, i / 10, a, from);
    tc_test_assert_same_picture (a, b);
  }
}

/* A short text in a long window follows itself again and again; pushed, its window goes
 * with it. */
static void
test_endless_crawl (void)
{
  g_autoptr (TcPicture) from = tc_picture_new (128, 30);
  g_autoptr (TcPicture) a = tc_picture_new (128, 30);
  g_autoptr (TcPicture) b = tc_picture_new (128, 30);
  fill_noise (from);
  g_autoptr (TcShot) shot = tc_shot_new (1);
  shot->items[0].sprite = plate (17, 9, 200);
  shot->items[0].track = tc_track_still ((TcPose){100, 5, {0, 0, 17, 9}, 255});
  shot->items[0].track.crawl_px = -3;
  shot->items[0].track.crawl_wrap_px = 25;
  shot->items[0].window = (TcRect){21, 0, 79, 30};
  shot->items[0].group = TC_GROUP_OUT;
  for (int is_pushed = 0; is_pushed < 2; is_pushed++) {
    for (int tick = 0; tick < 120; tick++) {
      int way = is_pushed && tick > 0 ? 2 * tick : 0;
      tc_picture_copy (b, from);
      for (int copy = 0; copy < 40; copy++) {
        int x = 100 - 3 * tick + 25 * copy;
        int left = MAX (21 - x, 0), right = MIN (100 - x, 17);
        tc_blend (b, shot->items[0].sprite,
                  &(TcPose){x + way, 5, {left, 0, right - left, 9}, 255});
      }
      tc_shot_compose (shot, tick, a, from);
      tc_test_assert_same_picture (a, b);
    }
    shot->mix = (TcMix){TC_MIX_PUSH, 0, 120, TC_EASE_LINEAR, .dx = 240};
  }
}

/* What is too long for a sprite: two words in one, or each in its own, with one wrap.
 */
static void
test_crawl_in_pieces (void)
{
  g_autoptr (TcPicture) from = tc_picture_new (128, 30);
  g_autoptr (TcPicture) a = tc_picture_new (128, 30);
  g_autoptr (TcPicture) b = tc_picture_new (128, 30);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (80, 12, NULL);
  TcRectStyle style = {.fill = {20, 60, 200, 180}, .outline_px = 3, .outline = red};
  fill_noise (from);
  tc_canvas_rect (canvas, (TcRect){0, 0, 31, 12}, &style);
  tc_canvas_rect (canvas, (TcRect){49, 0, 31, 12}, &style);
  g_autoptr (TcShot) whole = tc_shot_new (1);
  g_autoptr (TcShot) pieces = tc_shot_new (2);
  whole->items[0].sprite = tc_canvas_to_sprite (canvas);
  whole->items[0].track = tc_track_still ((TcPose){128, 5, {0, 0, 80, 12}, 255});
  for (int i = 0; i < 2; i++) {
    pieces->items[i].sprite = plate (31, 12, 180);
    pieces->items[i].track =
        tc_track_still ((TcPose){128 + 49 * i, 5, {0, 0, 31, 12}, 255});
  }
  for (int i = 0; i < 3; i++) {
    TcTrack *track = i == 0 ? &whole->items[0].track : &pieces->items[i - 1].track;
    track->crawl_px = -3;
    track->crawl_wrap_px = 101;
  }
  for (int tick = 0; tick < 300; tick++) {
    tc_shot_compose (whole, tick, a, from);
    tc_shot_compose (pieces, tick, b, from);
    tc_test_assert_same_picture (a, b);
  }
}

/* ---- under the cameras ---- */

static void
test_under (void)
{
  g_autoptr (TcPicture) a = tc_picture_new (128, 90);
  g_autoptr (TcPicture) b = tc_picture_new (128, 90);
  g_autoptr (TcShot) shot = busy_shot ();
  shot->n_under = 2;
  shot->black = (TcRamp){0};
  shot->background[0] = 77;
  tc_picture_fill (b, 77, 128, 128);
  for (guint i = 0; i < 3; i++) {
    TcPose pose = tc_track_at (&shot->items[i].track, 6);
    if (i == 2) {
      fill_noise (a);
      tc_shot_blend_under (shot, 6, a, TRUE);
      tc_test_assert_same_picture (a, b);
      tc_shot_blend (shot, 6, a);
    }
    tc_blend (b, shot->items[i].sprite, &pose);
  }
  tc_test_assert_same_picture (a, b);
}

/* The point of the whole design: motion costs no drawing. */
static void
test_moving_draws_nothing (void)
{
  g_autoptr (TcShot) shot = busy_shot ();
  g_autoptr (TcPicture) from = tc_picture_new (128, 90);
  g_autoptr (TcPicture) to = tc_picture_new (128, 90);
  guint64 before = tc_draw_calls ();
  for (int tick = 0; tick < 500; tick++)
    tc_shot_compose (shot, tick, to, from);
  g_assert_cmpuint (tc_draw_calls (), ==, before);
}

/* ---- made on one thread, blended on another ---- */

#define N_SHOTS 60

typedef struct {
  TcSlot slot;
  atomic_bool is_done;
} Studio;

static gpointer
ticker_thread (gpointer data)
{
  Studio *studio = data;
  g_autoptr (TcPicture) picture = tc_picture_new (128, 90);
  for (gint64 tick = 0; !atomic_load (&studio->is_done) || tick < 30; tick++) {
    g_autoptr (TcShot) shot = tc_slot_get (&studio->slot);
    if (shot)
      tc_shot_blend (shot, tick % 40, picture);
  }
  return NULL;
}

static void
test_threads (void)
{
  Studio studio = {0};
  tc_slot_init (&studio.slot, (TcRefFunc)tc_shot_ref, (TcUnrefFunc)tc_shot_unref);
  GThread *tickers[2];
  for (int i = 0; i < 2; i++)
    tickers[i] = g_thread_new ("ticker", ticker_thread, &studio);
  g_autoptr (TcSprite) held = plate (64, 20, 200); /* one sprite in many shots */
  for (int i = 0; i < N_SHOTS; i++) {
    TcShot *shot = busy_shot ();
    tc_sprite_unref (shot->items[0].sprite);
    shot->items[0] = (TcShotItem){
        tc_sprite_ref (held), tc_track_still ((TcPose){i, i / 2, {0, 0, 64, 20}, 255})};
    if (i % 2) /* unprepared ones are made by whoever comes first */
      tc_shot_prepare (shot);
    tc_slot_put (&studio.slot, shot);
  }
  atomic_store (&studio.is_done, TRUE);
  for (int i = 0; i < 2; i++)
    g_thread_join (tickers[i]);
  tc_slot_clear (&studio.slot);
  g_assert_cmpint (atomic_load (&held->refs), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/shot/compose-is-copy-and-blend",
                   test_compose_is_copy_and_blend);
  g_test_add_func ("/draw/shot/compose-with-a-sprite-anywhere", test_compose_anywhere);
  g_test_add_func ("/draw/shot/a-stack-is-its-rows", test_stack);
  g_test_add_func ("/draw/shot/prepare-covers-the-track",
                   test_prepare_covers_the_track);
  g_test_add_func ("/draw/shot/ramp-levels", test_ramp);
  g_test_add_func ("/draw/shot/whole-black-is-black", test_black_is_black);
  g_test_add_func ("/draw/shot/clean-only-with-nothing-over-it", test_clean);
  g_test_add_func ("/draw/shot/clean-with-nothing-but-boards-below", test_clean_groups);
  g_test_add_func ("/draw/shot/end-is-the-last-motion", test_end);
  g_test_add_func ("/draw/shot/a-window-cuts-at-any-tick", test_window);
  g_test_add_func ("/draw/shot/an-endless-crawl-follows-itself", test_endless_crawl);
  g_test_add_func ("/draw/shot/a-crawl-in-pieces-is-one", test_crawl_in_pieces);
  g_test_add_func ("/draw/shot/boards-lie-on-the-background-alone", test_under);
  g_test_add_func ("/draw/shot/moving-draws-nothing", test_moving_draws_nothing);
  g_test_add_func ("/draw/shot/made-here-blended-there", test_threads);
  return g_test_run ();
}
