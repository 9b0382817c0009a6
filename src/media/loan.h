/* SPDX-License-Identifier: MIT
 *
 * media/loan.h - frames lent to an encoder that copies what it is given
 *
 * x264enc keeps every frame it was given until the coded one comes out: 13 frames with
 * our look-ahead and three threads, 40 MB at 1080p. x264 itself is done with a picture
 * when x264_encoder_encode returns (x264.h: the caller may use its memory again), so
 * what x264enc keeps is only a description. A loan is a buffer over a frame's memory
 * that does not own it; the frame is given back when the next loan reaches the encoder,
 * which is after the encoder's chain function has returned.
 *
 * Only for encoders that copy; what is encoded must follow appsrc directly.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** What is inside the encoder now. Streaming thread of one appsrc. */
typedef struct {
  gpointer current;
} TcLender;

/** Watches @src, the pad of the appsrc in front of the encoder. @self outlives it. */
void tc_lender_watch (TcLender *self, GstPad *src);
/** Gives back what is inside; the pipeline must be at NULL. */
void tc_lender_clear (TcLender *self);

/** A buffer of its own over @frame's memory, without stamps. Returns: (transfer full);
 * NULL when the memory cannot be read. */
GstBuffer *tc_lender_lend (GstBuffer *frame);

G_END_DECLS
