/* SPDX-License-Identifier: MIT
 *
 * draw/canvas-private.h - the one way onto a canvas, for all that can be drawn on it
 */
#pragma once

#include "tallycast/draw/canvas.h"

G_BEGIN_DECLS

/**
 * Counts one drawing call and calls @paint once for each tile that @rect touches, its
 * user space the canvas's; what it changes in the context is undone. An empty @rect
 * draws nothing and counts nothing.
 */
void tc_canvas_paint (TcCanvas *self, TcRect rect, TcSpritePaint paint, gpointer data);

/** The whole canvas, for content whose bounds are not known. */
TcRect tc_canvas_bounds (const TcCanvas *self);

/** A path around @rect, its corners rounded by at most half of the shorter side. */
void tc_rect_path (cairo_t *cr, TcRect rect, int radius_px);

void tc_set_colour (cairo_t *cr, TcColour colour);

G_END_DECLS
