/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/media.h - GStreamer's begin and end, and buffers for draw's pictures
 */
#pragma once

#include "tallycast/draw/sprite.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/** Before anything else of this room. Thread: main. FALSE with TC_ERROR_UNAVAILABLE. */
gboolean tc_media_init (GError **error);
/** After everything of this room is freed: for leak checkers. Thread: main. */
void tc_media_deinit (void);

/** A copy of @picture as one I420 buffer with GStreamer's default strides. Any thread.
 * Returns: (transfer full). */
GstBuffer *tc_media_buffer_from_picture (const TcPicture *picture);

G_END_DECLS
