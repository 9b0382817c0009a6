/* SPDX-License-Identifier: MIT
 *
 * draw/picture-private.h - pictures band by band
 */
#pragma once

#include "tallycast/draw/blend.h"

G_BEGIN_DECLS

/** Rows [from, to) of a picture, both even. */
typedef struct {
  int from, to;
} TcRows;

void tc_picture_copy_band (const TcPicture *to, const TcPicture *from, TcRows rows);
/** As tc_picture_darken. */
void tc_picture_darken_band (const TcPicture *picture, guint8 amount, TcRows rows);

void
tc_picture_fill_band (const TcPicture *picture, const guint8 value[3], TcRows rows);

/** As tc_blend, for these rows; when @from is another picture than @to, its rows are
 * copied on the way. */
void tc_blend_band (const TcPicture *to,
                    const TcPicture *from,
                    TcSprite *sprite,
                    const TcPose *pose,
                    TcRows rows);
/** What tc_blend leaves of the picture below, d*(1 - o*a), in planes 0 and 1 of @rest,
 * which hold 255-A. */
void tc_blend_rest (const TcPicture *rest, TcSprite *sprite, const TcPose *pose);

G_END_DECLS
