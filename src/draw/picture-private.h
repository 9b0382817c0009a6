/* SPDX-License-Identifier: MIT
 *
 * draw/picture-private.h - bands of pictures: rows [top, bottom), both even
 */
#pragma once

#include "tallycast/draw/blend.h"

G_BEGIN_DECLS

void
tc_picture_copy_band (const TcPicture *to, const TcPicture *from, int top, int bottom);
/** As tc_picture_darken. */
void
tc_picture_darken_band (const TcPicture *picture, guint8 amount, int top, int bottom);

G_END_DECLS
