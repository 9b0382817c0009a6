/* SPDX-License-Identifier: MIT */
#include "svg.h"

#include <glib/gstdio.h>

void
test_svg_set_worker (void)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("TC_BUILD"), "tallycast", NULL);
  tc_svg_set_worker (program);
}

char *
test_svg_write (const char *name, const char *data, gssize n)
{
  char *path = g_test_build_filename (G_TEST_BUILT, g_get_prgname (), name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, data, n, NULL));
  return path;
}

TcSvg *
test_svg_load (const char *text)
{
  g_autofree char *path = test_svg_write ("test.svg", text, -1);
  g_autoptr (GError) error = NULL;
  TcSvg *svg = tc_svg_load (path, &error);
  g_assert_no_error (error);
  return svg;
}

TcSprite *
test_svg_draw (const TcSvg *svg, const TcSvgBinding *bindings, guint n_bindings)
{
  TcRect whole = {0, 0, (int)tc_svg_width (svg), (int)tc_svg_height (svg)};
  g_autoptr (GError) error = NULL;
  g_autoptr (TcCanvas) canvas = tc_canvas_new (whole.w, whole.h, NULL);
  tc_canvas_svg (canvas, svg, whole, bindings, n_bindings, &error);
  g_assert_no_error (error);
  return tc_canvas_to_sprite (canvas);
}

TcSprite *
test_svg_draw_text (const char *text)
{
  g_autoptr (TcSvg) svg = test_svg_load (text);
  return test_svg_draw (svg, NULL, 0);
}
