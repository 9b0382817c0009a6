/* SPDX-License-Identifier: MIT
 *
 * The contact sheet of the README, tests/reference/scenes.png: made of the pictures
 * that test-golden.c compares, so it shows what they show. TC_GOLDEN=write makes it
 * anew, after theirs.
 */
#include <glib/gstdio.h>

#include "../support/golden.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

#define COLUMNS   4
#define CELL_W    320
#define CELL_H    180
#define GAP       8
#define MAX_BYTES (400 * 1000) /* a page that is read on phones too */

static const char *const cells[] = {
    "standby",
    "draw-rolling",
    "draw-landed",
    "unit",
    "score",
    "score-sealed",
    "score-final",
    "result",
    "ranking",
    "break",
    "end",
    "unit-en",
    "result-corrected",
    "score-stale",
    "unit-vermilion",
    "ranking-daylight",
};

static void
put_cell (TcCanvas *canvas, guint i)
{
  g_autofree char *file = g_strdup_printf ("scene-%s.png", cells[i]);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "reference", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcImage) image = tc_image_load_png (path, &error);
  TcRect rect = {GAP + (int)(i % COLUMNS) * (CELL_W + GAP),
                 GAP + (int)(i / COLUMNS) * (CELL_H + GAP), CELL_W, CELL_H};

  g_assert_no_error (error);
  tc_canvas_image (canvas, image, rect, TC_IMAGE_STRETCH);
}

static TcPicture *
make_sheet (void)
{
  int w = GAP + COLUMNS * (CELL_W + GAP);
  int h = GAP + (int)G_N_ELEMENTS (cells) / COLUMNS * (CELL_H + GAP);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (w, h, NULL);
  g_autoptr (TcSprite) sprite = NULL;
  TcPicture *picture = tc_picture_new (w, h);
  TcRectStyle wall = {.fill = {0x1a, 0x1d, 0x21, 255}};

  tc_canvas_rect (canvas, (TcRect){0, 0, w, h}, &wall);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    put_cell (canvas, i);
  sprite = tc_canvas_to_sprite (canvas);
  tc_sprite_prepare (sprite, 0, 0);
  tc_blend (picture, sprite, &(TcPose){0, 0, {0, 0, w, h}, 255});
  return picture;
}

static void
test_sheet (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "reference", "scenes.png", NULL);
  g_autoptr (TcPicture) picture = make_sheet ();
  g_autofree char *wrong = tc_golden_compare ("scenes", picture, TC_GOLDEN_LIMIT);
  GStatBuf info;

  g_assert_cmpstr (wrong, ==, NULL);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_size, <, MAX_BYTES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/sheet/shows-the-scenes-as-they-are", test_sheet);
  return g_test_run ();
}
