/* SPDX-License-Identifier: MIT
 *
 * Corners, gradients, and what is cut or faded as one.
 */
#include <math.h>
#include <string.h>

#include "../support/noise.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/blend.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

static const TcColour white = {255, 255, 255, 255};
static const TcColour black = {0, 0, 0, 255};

static int
alpha_at (const TcSprite *s, int x, int y)
{
  if (x < s->box.x || y < s->box.y || x >= s->box.x + s->box.w ||
      y >= s->box.y + s->box.h)
    return 0;
  return 255 - s->na[(y - s->box.y) * s->box.w + x - s->box.x];
}

static int
luma_at (const TcSprite *s, int x, int y)
{
  return s->y[(y - s->box.y) * s->box.w + x - s->box.x];
}

static TcSprite *
draw_rect (int w, int h, const TcRectStyle *style)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (w, h, NULL);
  tc_canvas_rect (canvas, (TcRect){0, 0, w, h}, style);
  return tc_canvas_to_sprite (canvas);
}

/* The share of a pixel that a rectangle with rounded corners covers, by 64x64 points.
 */
static double
covered (int w, int h, double radius, int x, int y)
{
  int n = 0;
  for (int i = 0; i < 64 * 64; i++) {
    double px = x + (i % 64 + 0.5) / 64, py = y + (i / 64 + 0.5) / 64;
    double dx = MAX (MAX (radius - px, px - (w - radius)), 0);
    double dy = MAX (MAX (radius - py, py - (h - radius)), 0);
    n += dx * dx + dy * dy <= radius * radius;
  }
  return n / 4096.0;
}

/* Every pixel is covered as geometry says, within what Cairo's 15 rows a pixel give. */
static void
test_corners (void)
{
  static const struct {
    int w, h, radius;
    double want;
  } cases[] = {{60, 40, 0, 0},   {60, 40, 1, 1},    {60, 40, 8, 8}, {60, 40, 20, 20},
               {60, 40, 99, 20}, {41, 40, 999, 20}, {9, 9, 5, 4.5}, {60, 40, -5, 0}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    int w = cases[i].w, h = cases[i].h;
    TcRectStyle style = {.fill = white, .radius_px = cases[i].radius};
    g_autoptr (TcSprite) sprite = draw_rect (w, h, &style);
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++) {
        int want = (int)lround (255 * covered (w, h, cases[i].want, x, y));
        g_assert_cmpint (ABS (alpha_at (sprite, x, y) - want), <=, 12);
      }
  }
}

/* The outline follows the corner with the same width everywhere; two soft edges. */
static void
test_outline_corner (void)
{
  TcRectStyle style = {.outline = white, .outline_px = 4, .radius_px = 12};
  g_autoptr (TcSprite) sprite = draw_rect (60, 40, &style);
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 60; x++) {
      double outer = covered (60, 40, 12, x, y);
      gboolean is_inside = x >= 4 && y >= 4 && x < 56 && y < 36;
      double inner = is_inside ? covered (52, 32, 8, x - 4, y - 4) : 0;
      int want = (int)lround (255 * (outer - inner));
      g_assert_cmpint (ABS (alpha_at (sprite, x, y) - want), <=, 24);
    }
}

static void
test_gradient_across (void)
{
  TcRectStyle style = {
      .fill = black, .fill_end = white, .is_gradient = TRUE, .is_across = TRUE};
  g_autoptr (TcSprite) sprite = draw_rect (101, 4, &style);
  g_assert_cmpint (luma_at (sprite, 0, 2), ==, 16);
  g_assert_cmpint (ABS (luma_at (sprite, 50, 2) - 126), <=, 1);
  g_assert_cmpint (luma_at (sprite, 100, 2), ==, 235);
  for (int x = 1; x <= 100; x++) {
    g_assert_cmpint (luma_at (sprite, x, 0), >=, luma_at (sprite, x - 1, 0));
    g_assert_cmpint (luma_at (sprite, x, 0), ==, luma_at (sprite, x, 3));
  }
}

/* ---- cut and faded as one ---- */

static void
test_clip (void)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (100, 80, NULL);
  TcRect whole = {0, 0, 100, 80};
  tc_canvas_push (canvas, (TcRect){10, 20, 60, 40}, 0, 255);
  tc_canvas_push (canvas, (TcRect){30, 0, 60, 50}, 0, 255);
  tc_canvas_rect (canvas, whole, &(TcRectStyle){.fill = white});
  tc_canvas_pop (canvas);
  tc_canvas_pop (canvas);
  g_autoptr (TcSprite) cut = tc_canvas_to_sprite (canvas);
  TcRect want = {30, 20, 40, 30};
  g_assert_cmpmem (&cut->box, sizeof want, &want, sizeof want);
  tc_canvas_rect (canvas, whole, &(TcRectStyle){.fill = white}); /* nothing is left */
  g_autoptr (TcSprite) after = tc_canvas_to_sprite (canvas);
  g_assert_cmpmem (&after->box, sizeof whole, &whole, sizeof whole);
}

static void
test_empty_clip (void)
{
  static const TcRect clips[] = {{5, 5, 0, 9}, {5, 5, -9, 9}, {500, 5, 9, 9}};
  for (guint i = 0; i < 2 * G_N_ELEMENTS (clips); i++) {
    g_autoptr (TcCanvas) canvas = tc_canvas_new (100, 80, NULL);
    tc_canvas_push (canvas, clips[i / 2], 0, i % 2 ? 128 : 255);
    tc_canvas_rect (canvas, (TcRect){0, 0, 100, 80}, &(TcRectStyle){.fill = white});
    tc_canvas_pop (canvas);
    g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
    g_assert_cmpint (sprite->box.w, ==, 0);
  }
}

/* A round clip cuts ten plates on each other as it cuts one. */
static void
test_round_clip (void)
{
  TcRectStyle plain = {.fill = white}, round = {.fill = white, .radius_px = 16};
  g_autoptr (TcSprite) want = draw_rect (60, 40, &round);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (60, 40, NULL);
  tc_canvas_push (canvas, (TcRect){0, 0, 60, 40}, 16, 255);
  for (int i = 0; i < 10; i++)
    tc_canvas_rect (canvas, (TcRect){0, 0, 60, 40}, &plain);
  tc_canvas_pop (canvas);
  g_autoptr (TcSprite) got = tc_canvas_to_sprite (canvas);
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 60; x++)
      g_assert_cmpint (ABS (alpha_at (got, x, y) - alpha_at (want, x, y)), <=, 1);
}

/* Two plates on each other at half opacity are one half opaque plate; so in a tile and
 * across the seam of two. */
static void
test_opacity (void)
{
  static const int widths[] = {100, TC_SPRITE_TILE + 100};
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    int w = widths[i], x = w - 100;
    g_autoptr (TcCanvas) canvas = tc_canvas_new (w, 20, NULL);
    tc_canvas_push (canvas, (TcRect){x - 50, 0, 150, 20}, 0, 128);
    tc_canvas_rect (canvas, (TcRect){x - 20, 0, 80, 20}, &(TcRectStyle){.fill = black});
    tc_canvas_rect (canvas, (TcRect){x + 10, 0, 20, 20}, &(TcRectStyle){.fill = white});
    tc_canvas_pop (canvas);
    g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
    g_assert_cmpint (alpha_at (sprite, x + 5, 10), ==, 128);
    g_assert_cmpint (alpha_at (sprite, x + 15, 10), ==, 128);
    g_assert_cmpint (ABS (luma_at (sprite, x + 15, 10) - 118), <=, 1); /* 235 / 2 */
    g_assert_cmpint (ABS (luma_at (sprite, x + 5, 10) - 8), <=, 1);    /* 16 / 2 */
    g_assert_cmpint (alpha_at (sprite, x + 70, 10), ==, 0);
  }
}

static void
test_nested (void)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (100, 20, NULL);
  for (int i = 0; i < TC_CANVAS_MAX_NESTED; i++)
    tc_canvas_push (canvas, (TcRect){i, 0, 50, 20}, 0, i < 2 ? 128 : 255);
  tc_canvas_rect (canvas, (TcRect){0, 0, 100, 20}, &(TcRectStyle){.fill = white});
  for (int i = 0; i < TC_CANVAS_MAX_NESTED; i++)
    tc_canvas_pop (canvas);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  TcRect want = {7, 0, 43, 20};
  g_assert_cmpmem (&sprite->box, sizeof want, &want, sizeof want);
  g_assert_cmpint (ABS (alpha_at (sprite, 20, 10) - 64), <=, 1);
}

static TcColour
random_colour (TcTestRandom *random)
{
  static const guint8 alphas[] = {255, 255, 0, 1, 128, 254};
  guint32 bits = tc_test_random (random);
  return (TcColour){(guint8)bits, (guint8)(bits >> 8), (guint8)(bits >> 16),
                    alphas[tc_test_random_range (random, 0, 5)]};
}

/* Half of them are even along their rows, which makes a plate from one column. */
static TcRectStyle
random_style (TcTestRandom *random, int kind)
{
  return (TcRectStyle){
      .fill = random_colour (random),
      .fill_end = random_colour (random),
      .is_gradient = kind & 1,
      .is_across = kind >= 6,
      .radius_px = kind == 4 ? tc_test_random_range (random, 0, 9) : 0,
      .outline_px = kind == 5 ? 2 : 0,
      .outline = random_colour (random),
  };
}

static TcPicture *
blended (TcSprite *sprite, const TcPose *pose)
{
  TcPicture *picture = tc_picture_new (320, 64);
  tc_picture_fill (picture, 80, 100, 150);
  tc_blend (picture, sprite, pose);
  return picture;
}

static void
assert_same (TcSprite *a, TcSprite *b, const TcPose *pose)
{
  g_autoptr (TcPicture) one = blended (a, pose);
  g_autoptr (TcPicture) other = blended (b, pose);
  for (int plane = 0; plane < 3; plane++)
    for (int row = 0; row < one->height >> (plane > 0); row++)
      g_assert_cmpmem (
          one->plane[plane] + row * one->stride[plane], one->width >> (plane > 0),
          other->plane[plane] + row * other->stride[plane], one->width >> (plane > 0));
}

/* Any size, colours, place, clip and opacity. */
static void
test_plate (void)
{
  TcTestRandom random = {7};
  for (int i = 0; i < 400; i++) {
    int w = tc_test_random_range (&random, 1, 260);
    int h = tc_test_random_range (&random, 1, 70);
    TcRectStyle style = random_style (&random, i % 8);
    g_autoptr (TcSprite) drawn = draw_rect (w, h, &style);
    g_autoptr (TcSprite) plate = tc_plate_new (w, h, &style, NULL);
    g_assert_cmpint (tc_sprite_width (plate), ==, w);
    g_assert_cmpint (tc_sprite_height (plate), ==, h);
    for (int parity = 0; parity < 4; parity++) {
      TcPose pose = {20 + (parity & 1), -3 + (parity >> 1), {0, 0, w, h}, 255};
      if (i % 3 == 0)
        pose.clip = (TcRect){w / 5, 1, w / 2 + 1, h};
      if (i % 5 == 0)
        pose.opacity = 77;
      assert_same (drawn, plate, &pose);
    }
  }
}

static void
test_plate_size (void)
{
  TcRectStyle style = {.fill = white};
  g_autoptr (GError) error = NULL;
  g_autoptr (TcSprite) high = tc_plate_new (3, TC_SPRITE_TILE + 9, &style, NULL);
  g_assert_cmpint (high->box.h, ==, TC_SPRITE_TILE + 9);
  g_assert_null (tc_plate_new (TC_SPRITE_MAX_SIDE + 1, 2, &style, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
}

/* What is drawn first is kept when more is drawn elsewhere, over tiles too. */
static void
test_grows (void)
{
  static const TcRect rects[] = {{300, 20, 10, 10},
                                 {305, 25, 40, 3},
                                 {TC_SPRITE_TILE + 40, 2, 9, 9},
                                 {2, 50, 5, 6}};
  int w = TC_SPRITE_TILE + 100, h = 60;
  g_autoptr (TcCanvas) canvas = tc_canvas_new (w, h, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rects); i++)
    tc_canvas_rect (canvas, rects[i], &(TcRectStyle){.fill = white});
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      gboolean is_in = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (rects); i++)
        is_in |= x >= rects[i].x && x < rects[i].x + rects[i].w && y >= rects[i].y &&
                 y < rects[i].y + rects[i].h;
      g_assert_cmpint (alpha_at (sprite, x, y), ==, is_in ? 255 : 0);
    }
  g_assert_cmpint (sprite->box.x, ==, 2);
  g_assert_cmpint (sprite->box.x + sprite->box.w, ==, TC_SPRITE_TILE + 49);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/shape/corners-as-geometry-says", test_corners);
  g_test_add_func ("/draw/shape/an-outline-follows-its-corner", test_outline_corner);
  g_test_add_func ("/draw/shape/gradient-from-first-to-last-column",
                   test_gradient_across);
  g_test_add_func ("/draw/shape/a-plate-is-what-a-canvas-would-be", test_plate);
  g_test_add_func ("/draw/shape/a-plate-of-any-size-that-a-canvas-may-have",
                   test_plate_size);
  g_test_add_func ("/draw/canvas/grows-with-what-is-drawn", test_grows);
  g_test_add_func ("/draw/canvas/clips-within-clips", test_clip);
  g_test_add_func ("/draw/canvas/an-empty-clip-shows-nothing", test_empty_clip);
  g_test_add_func ("/draw/canvas/a-round-clip-cuts-once", test_round_clip);
  g_test_add_func ("/draw/canvas/opacity-is-of-the-whole", test_opacity);
  g_test_add_func ("/draw/canvas/eight-deep", test_nested);
  return g_test_run ();
}
