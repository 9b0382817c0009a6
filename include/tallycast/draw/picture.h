/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/picture.h - programme pictures in memory, as PNG and as JPEG
 *
 * For `render`, previews and tests. The ticker's pictures are GStreamer's buffers
 * described by a TcPicture; nothing here is needed on air.
 */
#pragma once

#include "tallycast/draw/blend.h"

G_BEGIN_DECLS

#define TC_PICTURE_MAX_SIDE 8192

/** A black picture of its own memory (one allocation, strides a multiple of 64).
 * @width, @height: even, 2..TC_PICTURE_MAX_SIDE. Returns: (transfer full). */
TcPicture *tc_picture_new (int width, int height);
void tc_picture_free (TcPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcPicture, tc_picture_free)

/** One row as 0xffRRGGBB. BT.709 limited to full range RGB, chroma interpolated from
 * its MPEG-2 places. @out: width values. */
void tc_picture_row_rgb (const TcPicture *self, int row, guint32 *out);

/** Writes a PNG (24 bit). Returns: FALSE with TC_ERROR_UNAVAILABLE. */
gboolean tc_picture_write_png (const TcPicture *self, const char *path, GError **error);
/** The same bytes in memory. Returns: (transfer full). */
GBytes *tc_picture_to_png (const TcPicture *self);
/** As a JPEG (JFIF, 4:2:0). @quality: 1..100. Returns: (transfer full); NULL with
 * TC_ERROR_UNAVAILABLE. Thread: any. */
GBytes *tc_picture_to_jpeg (const TcPicture *self, int quality, GError **error);

G_END_DECLS
