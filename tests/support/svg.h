/* SPDX-License-Identifier: MIT
 *
 * tests/support/svg.h - SVG files that a test writes, and the worker that draws them
 */
#pragma once

#include "tallycast/draw/svg.h"

/** What stands before and after the elements of a drawing of 200x100 pixels; elements
 * begin in line 2. */
#define SVG_HEAD                             \
  "<svg xmlns='http://www.w3.org/2000/svg' " \
  "xmlns:xlink='http://www.w3.org/1999/xlink' width='200' height='100'>\n"
#define SVG_TAIL "</svg>"

/** The program of this build draws. */
void test_svg_set_worker (void);
/** A file in a folder of the test's own. Returns: (transfer full): its path. */
char *test_svg_write (const char *name, const char *data, gssize n);
/** Writes and loads; what cannot be loaded fails the test. */
TcSvg *test_svg_load (const char *text);
/** Draws the whole of it at its own size. */
TcSprite *
test_svg_draw (const TcSvg *svg, const TcSvgBinding *bindings, guint n_bindings);
/** The picture of a file that is @text. */
TcSprite *test_svg_draw_text (const char *text);
