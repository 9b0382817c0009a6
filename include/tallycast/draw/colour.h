/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/colour.h - a colour, and how far two are apart for the eye
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** sRGB with straight alpha, 0..255 each. */
typedef struct {
  guint8 r, g, b, a;
} TcColour;

/** Relative luminance, 0 (black) .. 1 (white), as in WCAG 2.1 ("relative luminance");
 * alpha does not count. */
double tc_colour_luminance (TcColour colour);
/** Contrast ratio of two opaque colours, 1..21: (lighter + 0.05) / (darker + 0.05), as
 * in WCAG 2.1 1.4.3. */
double tc_colour_contrast (TcColour one, TcColour other);

G_END_DECLS
