/* SPDX-License-Identifier: MIT
 *
 * draw/scale.h - a camera's picture into a rectangle
 *
 * The part of the source with the rectangle's shape, from its middle, so that nothing
 * is squeezed. Filter: a triangle as wide as the source is reduced (bilinear when it is
 * enlarged), so that slides do not shimmer. Chroma by its MPEG-2 places. Edges of the
 * source are repeated.
 */
#pragma once

#include "tallycast/draw/shot.h"

G_BEGIN_DECLS

typedef struct TcScaler TcScaler;

/** For sources and targets of up to @side pixels in both directions. */
TcScaler *tc_scaler_new (int side);
void tc_scaler_free (TcScaler *self);

/**
 * Draws @from at @placed, cut to @to; less than whole, it is mixed with what is there.
 * Allocates nothing. What depends on the places alone is kept, so that a camera that
 * stands costs its pixels only; a moving one some 50 us more. At most 1 from the filter
 * in double precision.
 */
void tc_scaler_draw (TcScaler *self,
                     const TcPlaced *placed,
                     const TcPicture *to,
                     const TcPicture *from);

G_END_DECLS
