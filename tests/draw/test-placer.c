/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/placer.h"

#include <math.h>
#include <stdlib.h>

#include "../support/allocations.h"
#include "../support/noise.h"
#include "../support/reference.h"
#include "draw/scale.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

#define RANDOM_CASES 400

/* ---- the filter in double precision ---- */

/* Weighs all of the source, so that it does not matter where a filter begins. */
static void
reference_weights (double *weights,
                   int n,
                   double target,
                   double edge,
                   double scale,
                   double crop,
                   double unit,
                   double site)
{
  double centre = ((target - edge) * scale + crop) / unit - site;
  double radius = fmin (fmax (scale, 1), 32), sum = 0;
  for (int i = 0; i < n; i++)
    weights[i] = 0;
  for (int k = -4 * n - 8; k < 5 * n + 8; k++) {
    double weight = fmax (radius - fabs (k - centre), 0);
    weights[CLAMP (k, 0, n - 1)] += weight;
    sum += weight;
  }
  for (int i = 0; i < n; i++)
    weights[i] /= sum;
}

static double
reference_sample (const TcPicture *from,
                  const TcPlaced *placed,
                  int plane,
                  int x,
                  int y)
{
  int unit = plane ? 2 : 1, w = from->width / unit, h = from->height / unit;
  double scale = fmin (from->width / placed->w, from->height / placed->h);
  double site = plane ? 0.25 : 0.5, sum = 0;
  g_autofree double *across = g_new (double, w);
  g_autofree double *down = g_new (double, h);
  reference_weights (across, w, (x + site) * unit, placed->x, scale,
                     (from->width - placed->w * scale) / 2, unit, site);
  reference_weights (down, h, (y + 0.5) * unit, placed->y, scale,
                     (from->height - placed->h * scale) / 2, unit, 0.5);
  for (int j = 0; j < h; j++)
    for (int i = 0; i < w && down[j] > 0; i++)
      sum += across[i] * down[j] * from->plane[plane][j * from->stride[plane] + i];
  return sum;
}

static void
assert_scaled (const TcPicture *got,
               const TcPicture *before,
               const TcPicture *from,
               const TcPlaced *placed)
{
  TcRect r = placed->rect;
  for (int plane = 0; plane < 3; plane++) {
    int unit = plane ? 2 : 1;
    for (int y = 0; y < got->height / unit; y++) {
      for (int x = 0; x < got->width / unit; x++) {
        int at = y * got->stride[plane] + x;
        gboolean is_in = x * unit >= r.x && x * unit < r.x + r.w && y * unit >= r.y &&
                         y * unit < r.y + r.h;
        double was = before->plane[plane][y * before->stride[plane] + x];
        double w = is_in ? placed->opacity / 255.0 : 0;
        double expected = was;
        if (is_in)
          expected = was * (1 - w) + w * reference_sample (from, placed, plane, x, y);
        /* The filter's bound, as far as it shows, and the mix's rounding. */
        g_assert_cmpfloat (fabs (got->plane[plane][at] - expected), <=,
                           w == 1  ? 1
                           : w > 0 ? w + 0.5
                                   : 0);
      }
    }
  }
}

static TcPlaced
random_placed (TcTestRandom *random)
{
  TcRect r = {2 * tc_test_random_range (random, -20, 20),
              2 * tc_test_random_range (random, -12, 12),
              2 * tc_test_random_range (random, 1, 40),
              2 * tc_test_random_range (random, 1, 25)};
  double shift = tc_test_random_range (random, -90, 90) / 100.0;
  gboolean is_whole = tc_test_random_range (random, 0, 2) == 0;
  int opacity = is_whole ? 255 : tc_test_random_range (random, 1, 255);
  return (TcPlaced){.rect = r,
                    .x = r.x + shift,
                    .y = r.y - shift,
                    .w = r.w,
                    .h = r.h,
                    .opacity = (guint8)opacity};
}

static void
test_reference (void)
{
  TcTestRandom random = {1};
  TcScaler *scaler = tc_scaler_new (128);
  for (int i = 0; i < RANDOM_CASES; i++) {
    TcTestFrame from, to;
    tc_test_frame_init (&from, &random, 2 * tc_test_random_range (&random, 1, 40),
                        2 * tc_test_random_range (&random, 1, 25));
    tc_test_frame_init (&to, &random, 40, 24);
    g_autoptr (TcPicture) before = tc_picture_new (40, 24);
    tc_picture_copy (before, &to.picture);
    TcPlaced placed = random_placed (&random);
    tc_scaler_draw (scaler, &placed, &to.picture, &from.picture);
    assert_scaled (&to.picture, before, &from.picture, &placed);
    tc_test_frame_assert_guards (&to);
    tc_test_frame_clear (&from);
    tc_test_frame_clear (&to);
  }
  tc_scaler_free (scaler);
}

/* ---- what viewers would see ---- */

static TcPlaced
placed_of (TcRect r)
{
  return (TcPlaced){.rect = r, .x = r.x, .y = r.y, .w = r.w, .h = r.h, .opacity = 255};
}

static void
test_same_size (void)
{
  TcTestRandom random = {2};
  TcTestFrame from;
  tc_test_frame_init (&from, &random, 64, 36);
  g_autoptr (TcPicture) to = tc_picture_new (64, 36);
  TcScaler *scaler = tc_scaler_new (64);
  TcPlaced placed = placed_of ((TcRect){0, 0, 64, 36});
  tc_scaler_draw (scaler, &placed, to, &from.picture);
  tc_test_assert_same_picture (to, &from.picture);
  tc_scaler_free (scaler);
  tc_test_frame_clear (&from);
}

/* One colour stays that colour at any size: black is black, white is white. */
static void
test_flat (void)
{
  static const guint8 values[] = {0, 1, 16, 127, 128, 200, 235, 254, 255};
  g_autoptr (TcPicture) from = tc_picture_new (1024, 720);
  g_autoptr (TcPicture) to = tc_picture_new (640, 360);
  TcScaler *scaler = tc_scaler_new (1024);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    tc_picture_fill (from, values[i], (guint8)(255 - values[i]), values[i]);
    for (int w = 2; w <= 640; w += 2 + w / 3) {
      TcPlaced placed = placed_of ((TcRect){0, 0, w, MAX (w * 9 / 16 / 2 * 2, 2)});
      tc_picture_fill (to, 3, 4, 5);
      tc_scaler_draw (scaler, &placed, to, from);
      for (int y = 0; y < placed.rect.h; y++)
        for (int x = 0; x < w; x++)
          g_assert_cmpint (to->plane[0][y * to->stride[0] + x], ==, values[i]);
      g_assert_cmpint (to->plane[1][0], ==, 255 - values[i]);
      g_assert_cmpint (to->plane[2][placed.rect.w / 2 - 1], ==, values[i]);
    }
  }
  tc_scaler_free (scaler);
}

/* A camera in a rectangle of another shape is cut, not squeezed: a square stays one. */
static void
test_shape (void)
{
  g_autoptr (TcPicture) from = tc_picture_new (320, 180);
  g_autoptr (TcPicture) to = tc_picture_new (320, 180);
  TcScaler *scaler = tc_scaler_new (320);
  for (int y = 50; y < 130; y++)
    for (int x = 120; x < 200; x++)
      from->plane[0][y * from->stride[0] + x] = 235;
  static const TcRect rects[] = {{20, 10, 90, 90}, {20, 10, 200, 60}, {0, 0, 40, 160}};
  for (guint i = 0; i < G_N_ELEMENTS (rects); i++) {
    TcPlaced placed = placed_of (rects[i]);
    int wide = 0, high = 0, middle_x = rects[i].x + rects[i].w / 2;
    tc_picture_fill (to, 16, 128, 128);
    tc_scaler_draw (scaler, &placed, to, from);
    for (int x = 0; x < 320; x++)
      wide += to->plane[0][(rects[i].y + rects[i].h / 2) * to->stride[0] + x] > 125;
    for (int y = 0; y < 180; y++)
      high += to->plane[0][y * to->stride[0] + middle_x] > 125;
    double side = 80 * fmax (rects[i].w / 320.0, rects[i].h / 180.0);
    g_assert_cmpfloat_with_epsilon (wide, fmin (side, rects[i].w), 1);
    g_assert_cmpfloat_with_epsilon (high, fmin (side, rects[i].h), 1);
  }
  tc_scaler_free (scaler);
}

/* The picture of a camera that moves slowly moves by parts of a pixel, though its
 * rectangle goes in steps of two. */
static void
test_no_tremble (void)
{
  g_autoptr (TcPicture) from = tc_picture_new (320, 180);
  g_autoptr (TcPicture) to = tc_picture_new (320, 180);
  g_autoptr (TcPlacer) placer = tc_placer_new (320);
  g_autoptr (TcShot) shot = tc_shot_new (0);
  const TcPicture *sources[1] = {from};
  for (int y = 0; y < 180; y++)
    for (int x = 160; x < 320; x++)
      from->plane[0][y * from->stride[0] + x] = 235;
  shot->placements[0] = (TcPlacement){.rect = {40, 20, 160, 90},
                                      .from = {48, 20, 160, 90},
                                      .ticks = 40,
                                      .ease = TC_EASE_LINEAR};
  double before = 0;
  for (int tick = 0; tick <= 40; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, 320, 180);
    double edge = 0; /* where dark turns to light: a luma of 235 counts as one pixel */
    tc_placer_draw (placer, shot, tick, &placing, sources, to);
    for (int x = 100; x < 140; x++)
      edge += (235 - to->plane[0][60 * to->stride[0] + x]) / 219.0;
    g_assert_cmpfloat_with_epsilon (edge + 100, 128 - tick * 0.2, 0.1);
    if (tick > 0)
      g_assert_cmpfloat_with_epsilon (before - edge, 0.2, 0.1);
    before = edge;
  }
}

/* ---- the placer ---- */

static TcShot *
board_shot (void)
{
  TcTestRandom random = {3};
  TcShot *shot = tc_shot_new (2);
  shot->n_under = 1;
  for (guint i = 0; i < 2; i++) {
    shot->items[i].sprite = tc_test_sprite (&random, TC_TEST_PLATES, 160, 90);
    shot->items[i].track = tc_track_still ((TcPose){0, 0, {0, 0, 160, 90}, 255});
  }
  shot->placements[0] = (TcPlacement){.rect = {10, 8, 64, 36},
                                      .from = {0, 0, 160, 90},
                                      .start = 5,
                                      .ticks = 20,
                                      .ease = {0.2F, 0, 0, 1}};
  tc_shot_prepare (shot);
  return shot;
}

/* Bottom first: the board, the camera, and nothing of the items above. */
static void
test_order (void)
{
  TcTestRandom random = {4};
  TcTestFrame camera;
  tc_test_frame_init (&camera, &random, 160, 90);
  g_autoptr (TcShot) shot = board_shot ();
  g_autoptr (TcPlacer) placer = tc_placer_new (160);
  g_autoptr (TcPicture) got = tc_picture_new (160, 90);
  g_autoptr (TcPicture) expected = tc_picture_new (160, 90);
  const TcPicture *sources[1] = {&camera.picture};
  TcScaler *scaler = tc_scaler_new (160);
  for (int tick = 0; tick < 40; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, 160, 90);
    tc_placer_draw (placer, shot, tick, &placing, sources, got);
    if (tick <= 5) { /* full: nothing of the board */
      tc_test_assert_same_picture (got, &camera.picture);
      continue;
    }
    tc_picture_fill (expected, 16, 128, 128);
    tc_blend (expected, shot->items[0].sprite, &(TcPose){0, 0, {0, 0, 160, 90}, 255});
    tc_scaler_draw (scaler, &placing.placed[0], expected, &camera.picture);
    tc_test_assert_same_picture (got, expected);
  }
  tc_scaler_free (scaler);
  tc_test_frame_clear (&camera);
}

/* One full camera over another: each sample is exactly the mix of both, and at the end
 * the upper one as it is. */
static void
test_mix (void)
{
  TcTestRandom random = {7};
  TcTestFrame a, b;
  tc_test_frame_init (&a, &random, 160, 90);
  tc_test_frame_init (&b, &random, 160, 90);
  g_autoptr (TcShot) shot = tc_shot_new (0);
  g_autoptr (TcPlacer) placer = tc_placer_new (160);
  g_autoptr (TcPicture) got = tc_picture_new (160, 90);
  const TcPicture *sources[2] = {&a.picture, &b.picture};
  shot->n_placements = 2;
  shot->placements[1].fade = (TcFade){.ticks = 20, .ease = TC_EASE_LINEAR, .from = 255};
  for (int tick = 0; tick <= 20; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, 160, 90);
    tc_placer_draw (placer, shot, tick, &placing, sources, got);
    int w = (int)(tick * 255 / 20.0 + 0.5);
    for (int plane = 0; plane < 3; plane++)
      for (int y = 0; y < 90 >> (plane > 0); y++)
        for (int x = 0; x < 160 >> (plane > 0); x++) {
          int d = a.picture.plane[plane][y * a.picture.stride[plane] + x];
          int s = b.picture.plane[plane][y * b.picture.stride[plane] + x];
          g_assert_cmpint (got->plane[plane][y * got->stride[plane] + x], ==,
                           (d * (255 - w) + s * w + 127) / 255);
        }
  }
  tc_test_frame_clear (&a);
  tc_test_frame_clear (&b);
}

/* Having moved there, the camera looks as one that has always been there. */
static void
test_ends_exactly (void)
{
  TcTestRandom random = {5};
  TcTestFrame camera;
  tc_test_frame_init (&camera, &random, 160, 90);
  g_autoptr (TcShot) moving = board_shot ();
  g_autoptr (TcShot) still = board_shot ();
  g_autoptr (TcPicture) a = tc_picture_new (160, 90);
  g_autoptr (TcPicture) b = tc_picture_new (160, 90);
  const TcPicture *sources[1] = {&camera.picture};
  still->placements[0].ticks = 0;
  for (int tick = 24; tick < 27; tick++) {
    g_autoptr (TcPlacer) one = tc_placer_new (160);
    g_autoptr (TcPlacer) two = tc_placer_new (160);
    TcPlacing at = tc_shot_place (moving, tick, 160, 90);
    TcPlacing end = tc_shot_place (still, tick, 160, 90);
    tc_placer_draw (one, moving, tick, &at, sources, a);
    tc_placer_draw (two, still, tick, &end, sources, b);
    if (tick >= 25)
      tc_test_assert_same_picture (a, b);
    else
      g_assert_cmpint (tc_test_picture_distance (a, b), >, 0);
  }
  tc_test_frame_clear (&camera);
}

static void
test_no_allocation (void)
{
  TcTestRandom random = {6};
  TcTestFrame camera;
  tc_test_frame_init (&camera, &random, 160, 90);
  g_autoptr (TcShot) shot = board_shot ();
  g_autoptr (TcPlacer) placer = tc_placer_new (160);
  g_autoptr (TcPicture) to = tc_picture_new (160, 90);
  const TcPicture *sources[2] = {&camera.picture, &camera.picture};
  shot->n_placements = 2; /* over the one that moves, one fades */
  shot->placements[1] = shot->placements[0];
  shot->placements[1].fade = (TcFade){.ticks = 30, .ease = TC_EASE_LINEAR, .from = 255};
  guint64 before = tc_test_allocations (), drawn = tc_draw_calls ();
  for (int tick = 0; tick < 40; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, 160, 90);
    tc_placer_draw (placer, shot, tick, &placing, sources, to);
    tc_shot_blend (shot, tick, to);
  }
  g_assert_cmpuint (tc_test_allocations (), ==, before);
  g_assert_cmpuint (tc_draw_calls (), ==, drawn);
  tc_test_frame_clear (&camera);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/scale/random-cases-match-the-reference", test_reference);
  g_test_add_func ("/draw/scale/the-same-size-is-a-copy", test_same_size);
  g_test_add_func ("/draw/scale/one-colour-stays-that-colour", test_flat);
  g_test_add_func ("/draw/scale/nothing-is-squeezed", test_shape);
  g_test_add_func ("/draw/placer/a-slow-camera-does-not-tremble", test_no_tremble);
  g_test_add_func ("/draw/placer/boards-lie-below-cameras", test_order);
  g_test_add_func ("/draw/placer/a-move-ends-exactly", test_ends_exactly);
  g_test_add_func ("/draw/placer/two-cameras-mix-exactly", test_mix);
  g_test_add_func ("/draw/placer/moving-and-fading-allocate-and-draw-nothing",
                   test_no_allocation);
  return g_test_run ();
}
