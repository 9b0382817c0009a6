/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/canvas.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../support/golden.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/picture.h"

static const TcColour white = {255, 255, 255, 255};
static const TcColour navy = {14, 47, 90, 255};
static const TcColour gold = {255, 198, 88, 255};

/* Luma of a full-range grey or colour, as the programme has it. */
static int
luma_of (TcColour c)
{
  return (int)(16 + 219 * (0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b) / 255 + 0.5);
}

static int
luma_at (const TcSprite *s, int x, int y)
{
  return s->y[(y - s->box.y) * s->box.w + x - s->box.x];
}

static int
alpha_at (const TcSprite *s, int x, int y)
{
  if (x < s->box.x || y < s->box.y || x >= s->box.x + s->box.w ||
      y >= s->box.y + s->box.h)
    return 0;
  return 255 - s->na[(y - s->box.y) * s->box.w + x - s->box.x];
}

static void
test_rect (void)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (40, 30, NULL);
  TcRectStyle style = {.fill = navy, .outline_px = 2, .outline = gold};
  tc_canvas_rect (canvas, (TcRect){5, 4, 20, 10}, &style);
  tc_canvas_rect (canvas, (TcRect){0, 0, 0, 10}, &style);
  tc_canvas_rect (canvas, (TcRect){8, 8, 10, -3}, &style);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  g_assert_cmpint (sprite->box.x, ==, 5);
  g_assert_cmpint (sprite->box.y, ==, 4);
  g_assert_cmpint (sprite->box.w, ==, 20);
  g_assert_cmpint (sprite->box.h, ==, 10);
  g_assert_cmpint (luma_at (sprite, 5, 4), ==, luma_of (gold));
  g_assert_cmpint (luma_at (sprite, 6, 13), ==, luma_of (gold));
  g_assert_cmpint (luma_at (sprite, 7, 6), ==, luma_of (navy));
  g_assert_cmpint (luma_at (sprite, 22, 11), ==, luma_of (navy));
  g_assert_cmpint (luma_at (sprite, 23, 11), ==, luma_of (gold));
}

static void
test_outline_only (void)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (40, 30, NULL);
  TcRectStyle style = {.outline_px = 4, .outline = gold};
  tc_canvas_rect (canvas, (TcRect){0, 0, 40, 30}, &style);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  g_assert_cmpint (alpha_at (sprite, 3, 15), ==, 255);
  g_assert_cmpint (alpha_at (sprite, 4, 15), ==, 0);
  g_assert_cmpint (alpha_at (sprite, 20, 25), ==, 0);
  g_assert_cmpint (alpha_at (sprite, 20, 26), ==, 255);
}

static void
test_gradient (void)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (4, 101, NULL);
  TcRectStyle style = {.fill = {0, 0, 0, 255}, .fill_end = white, .is_gradient = TRUE};
  tc_canvas_rect (canvas, (TcRect){0, 0, 4, 101}, &style);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  g_assert_cmpint (luma_at (sprite, 1, 0), ==, 16);
  g_assert_cmpint (ABS (luma_at (sprite, 1, 50) - 126), <=, 1);
  g_assert_cmpint (luma_at (sprite, 1, 100), ==, 235);
  for (int y = 1; y <= 100; y++)
    g_assert_cmpint (luma_at (sprite, 2, y), >=, luma_at (sprite, 2, y - 1));
  g_autoptr (TcCanvas) thin = tc_canvas_new (4, 1, NULL);
  tc_canvas_rect (thin, (TcRect){0, 0, 4, 1}, &style);
  g_autoptr (TcSprite) line = tc_canvas_to_sprite (thin);
  g_assert_cmpint (luma_at (line, 0, 0), ==, 16);
}

static void
test_dashes (void)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (100, 60, NULL);
  tc_canvas_dashes (canvas, (TcRect){10, 2, 50, 8}, 12, 8, white);
  tc_canvas_dashes (canvas, (TcRect){80, 0, 4, 60}, 10, 10, white);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  static const struct {
    int x, y, alpha;
  } cases[] = {{9, 5, 0},    {10, 5, 255}, {21, 5, 255}, {22, 5, 0},  {29, 5, 0},
               {30, 5, 255}, {50, 5, 255}, {59, 5, 255}, {60, 5, 0},  {30, 1, 0},
               {30, 10, 0},  {82, 0, 255}, {82, 9, 255}, {82, 10, 0}, {82, 20, 255},
               {82, 59, 0},  {79, 25, 0},  {84, 25, 0}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (alpha_at (sprite, cases[i].x, cases[i].y), ==, cases[i].alpha);
}

static void
test_limits (void)
{
  static const int sizes[][2] = {{0, 10},    {10, 0},        {-1, 5},     {65537, 1},
                                 {1, 65537}, {65536, 65536}, {8192, 8192}};
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (tc_canvas_new (sizes[i][0], sizes[i][1], &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  }
}

/* ---- tiles ---- */

static void
paint_stripes (cairo_t *cr, gpointer data)
{
  int w = *(int *)data;
  cairo_set_source_rgb (cr, 0.9, 0.4, 0.1);
  for (int x = 0; x < w; x += 7)
    cairo_rectangle (cr, x, x % 3, 4, 10);
  cairo_fill (cr);
}

static void
test_painted_tiles (void)
{
  int w = TC_SPRITE_TILE * 2 + 300;
  g_autoptr (TcSprite) sprite = tc_sprite_new_painted (w, 12, paint_stripes, &w, NULL);
  g_assert_cmpint (tc_sprite_width (sprite), ==, w);
  for (int x = 0; x < w; x++)
    g_assert_cmpint (alpha_at (sprite, x, 5), ==, x % 7 < 4 ? 255 : 0);
  g_autoptr (GError) error = NULL;
  g_assert_null (
      tc_sprite_new_painted (TC_SPRITE_MAX_SIDE + 1, 2, paint_stripes, &w, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
}

/* A plate over a seam blends as the same plate in the middle of a tile. */
static void
test_seam_does_not_show (void)
{
  g_autoptr (TcCanvas) wide = tc_canvas_new (TC_SPRITE_TILE + 500, 40, NULL);
  g_autoptr (TcCanvas) narrow = tc_canvas_new (300, 40, NULL);
  TcRectStyle style = {.fill = {200, 40, 30, 200}, .outline_px = 3, .outline = gold};
  TcTextStyle text = {.size_px = 30, .is_bold = TRUE, .colour = white};
  int at = TC_SPRITE_TILE - 151;
  tc_canvas_rect (wide, (TcRect){at, 0, 300, 40}, &style);
  tc_canvas_text (wide, "随机抽取报告单位", (TcTextPlace){at + 10, 280, 20}, &text,
                  NULL);
  tc_canvas_rect (narrow, (TcRect){0, 0, 300, 40}, &style);
  tc_canvas_text (narrow, "随机抽取报告单位", (TcTextPlace){10, 280, 20}, &text, NULL);
  g_autoptr (TcSprite) a = tc_canvas_to_sprite (wide);
  g_autoptr (TcSprite) b = tc_canvas_to_sprite (narrow);
  g_autoptr (TcPicture) pa = tc_picture_new (320, 40);
  g_autoptr (TcPicture) pb = tc_picture_new (320, 40);
  tc_blend (pa, a, &(TcPose){7 - at, 0, {at, 0, 300, 40}, 255});
  tc_blend (pb, b, &(TcPose){7, 0, {0, 0, 300, 40}, 255});
  for (int i = 0; i < 3; i++)
    for (int y = 0; y < 40 >> (i > 0); y++)
      g_assert_cmpmem (pa->plane[i] + y * pa->stride[i], 320 >> (i > 0),
                       pb->plane[i] + y * pb->stride[i], 320 >> (i > 0));
}

/* Longer than Cairo's own 32767: the end of a long crawl is drawn as well as its start.
 */
static void
test_long_crawl (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < 1500; i++)
    g_string_append (text, "通知");
  TcTextStyle style = {.size_px = 14, .colour = white};
  TcTextResult result = tc_text_measure (text->str, 0, &style);
  g_assert_cmpint (result.width_px, ==, 3000 * 14);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (result.width_px, 20, NULL);
  tc_canvas_text (canvas, text->str, (TcTextPlace){0, 0, 10}, &style, &result);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  g_assert_cmpint (sprite->box.x + sprite->box.w, >, 41980);
  for (int x = 28; x + 28 <= 41972; x += 28)
    for (int y = 0; y < 20; y++)
      for (int col = 0; col < 28; col++)
        g_assert_cmpint (alpha_at (sprite, x + col, y), ==,
                         alpha_at (sprite, 28 + col, y));
}

/* ---- counting ---- */

static void
test_counts (void)
{
  guint64 before = tc_draw_calls ();
  g_autoptr (TcCanvas) canvas = tc_canvas_new (100, 100, NULL);
  tc_canvas_rect (canvas, (TcRect){0, 0, 9, 9}, &(TcRectStyle){.fill = navy});
  tc_canvas_dashes (canvas, (TcRect){0, 0, 9, 2}, 2, 2, white);
  tc_canvas_text (canvas, "正", (TcTextPlace){0, 50, 50},
                  &(TcTextStyle){.size_px = 20, .colour = white}, NULL);
  g_assert_cmpuint (tc_draw_calls (), ==, before + 3);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  tc_sprite_prepare (sprite, 0, 0);
  g_assert_cmpuint (tc_draw_calls (), ==, before + 3);
}

/* ---- pictures ---- */

static char *
temp_path (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, name, NULL);
}

/* RGB -> programme -> RGB: flat colours come back within 2 steps. */
static void
test_png_colours (void)
{
  static const TcColour colours[] = {
      {0, 0, 0, 255},      {255, 255, 255, 255}, {255, 0, 0, 255},
      {0, 255, 0, 255},    {0, 0, 255, 255},     {14, 47, 90, 255},
      {255, 198, 88, 255}, {161, 32, 26, 255},   {127, 127, 127, 255}};
  g_autoptr (TcPicture) picture = tc_picture_new (32, 32);
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++) {
    g_autoptr (TcCanvas) canvas = tc_canvas_new (36, 36, NULL);
    tc_canvas_rect (canvas, (TcRect){0, 0, 36, 36}, &(TcRectStyle){.fill = colours[i]});
    g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
    tc_blend (picture, sprite, &(TcPose){-2, -2, {0, 0, 36, 36}, 255});
    guint32 row[32];
    tc_picture_row_rgb (picture, 17, row);
    for (int x = 0; x < 32; x++) {
      g_assert_cmpint (ABS ((int)(row[x] >> 16 & 255) - colours[i].r), <=, 2);
      g_assert_cmpint (ABS ((int)(row[x] >> 8 & 255) - colours[i].g), <=, 2);
      g_assert_cmpint (ABS ((int)(row[x] & 255) - colours[i].b), <=, 2);
    }
  }
}

/* ---- golden pictures ---- */

static TcPicture *
sample_picture (void)
{
  TcPicture *picture = tc_picture_new (640, 180);
  tc_picture_fill (picture, 120, 134, 122);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (600, 140, NULL);
  TcRectStyle ink = {.fill = navy, .fill_end = {9, 36, 70, 255}, .is_gradient = TRUE};
  TcTextStyle name = {.size_px = 54,
                      .floor_px = 36,
                      .is_bold = TRUE,
                      .colour = navy,
                      .fit = TC_FIT_SHRINK};
  TcTextStyle figure = {
      .size_px = 72, .is_bold = TRUE, .colour = white, .align = TC_ALIGN_RIGHT};
  tc_canvas_rect (canvas, (TcRect){0, 0, 600, 6}, &(TcRectStyle){.fill = gold});
  tc_canvas_rect (canvas, (TcRect){0, 6, 360, 134}, &(TcRectStyle){.fill = white});
  tc_canvas_rect (canvas, (TcRect){360, 6, 240, 134}, &ink);
  tc_canvas_text (canvas, "住房和城乡建设委", (TcTextPlace){24, 320, 60}, &name, NULL);
  tc_canvas_text (canvas, "92.35", (TcTextPlace){360, 216, 60}, &figure, NULL);
  tc_canvas_dashes (canvas, (TcRect){24, 120, 320, 6}, 24, 12, navy);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  tc_blend (picture, sprite, &(TcPose){21, 19, {0, 0, 600, 140}, 255});
  return picture;
}

static void
test_golden (void)
{
  g_autoptr (TcPicture) picture = sample_picture ();
  g_autofree char *wrong = tc_golden_compare ("draw-sample", picture, TC_GOLDEN_LIMIT);
  g_assert_cmpstr (wrong, ==, NULL);
}

/* A comparison that could not fail would prove nothing. */
static void
test_golden_fails (void)
{
  g_autoptr (TcPicture) picture = sample_picture ();
  for (int y = 60; y < 80; y++)
    memset (picture->plane[0] + y * picture->stride[0] + 100, 60, 30);
  g_autofree char *wrong = tc_golden_compare ("draw-sample", picture, TC_GOLDEN_LIMIT);
  g_assert_nonnull (wrong);
  g_autofree char *diff = temp_path ("draw-sample.diff.png");
  g_assert_nonnull (strstr (wrong, diff));
  g_assert_true (g_file_test (diff, G_FILE_TEST_EXISTS));
  g_unlink (diff);
  g_autofree char *none = tc_golden_compare ("no-such", picture, TC_GOLDEN_LIMIT);
  g_assert_nonnull (none);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  g_test_add_func ("/draw/canvas/rect-and-outline-on-whole-pixels", test_rect);
  g_test_add_func ("/draw/canvas/outline-alone-is-hollow", test_outline_only);
  g_test_add_func ("/draw/canvas/gradient-from-first-to-last-row", test_gradient);
  g_test_add_func ("/draw/canvas/dashes", test_dashes);
  g_test_add_func ("/draw/canvas/refuses-impossible-sizes", test_limits);
  g_test_add_func ("/draw/sprite/painted-in-tiles", test_painted_tiles);
  g_test_add_func ("/draw/sprite/a-seam-does-not-show", test_seam_does_not_show);
  g_test_add_func ("/draw/sprite/a-crawl-of-42000-pixels", test_long_crawl);
  g_test_add_func ("/draw/canvas/counts-drawing", test_counts);
  g_test_add_func ("/draw/picture/colours-survive", test_png_colours);
  if (g_strcmp0 (g_getenv ("TC_GOLDEN"), "write") != 0)
    g_test_add_func ("/draw/golden/a-changed-picture-fails", test_golden_fails);
  g_test_add_func ("/draw/golden/sample", test_golden);
  int result = g_test_run ();
  tc_text_deinit ();
  return result;
}
