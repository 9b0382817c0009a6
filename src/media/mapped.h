/* SPDX-License-Identifier: MIT
 *
 * media/mapped.h - a raw frame's buffer as a picture that the kernels draw on
 */
#pragma once

#include "tallycast/draw/picture.h"
#include "tallycast/media/format.h"

#include <gst/video/video.h>

G_BEGIN_DECLS

/** A mapped buffer and its planes. */
typedef struct {
  GstVideoFrame frame;
  TcPicture picture;
} TcMapped;

/** What every raw frame behind a camera is: I420, BT.709, colours left. */
GstVideoInfo tc_frame_info (int width, int height);
/** @buffer: must outlive the map. Returns: FALSE: it cannot be mapped. */
gboolean
tc_map (TcMapped *self, const GstVideoInfo *info, GstBuffer *buffer, GstMapFlags flags);
void tc_unmap (TcMapped *self);

G_END_DECLS
