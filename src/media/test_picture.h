/* SPDX-License-Identifier: MIT
 *
 * media/test_picture.h - what the camera `test:` sees and hears: a calm stage, a
 * speaker
 *
 * A still stage (curtain, floor, light, lectern) painted once, and on it what moves:
 * the speaker sways, and a light runs along the lamps above, so that a frozen picture
 * is seen at once. A pure function of time. Thread: one (the camera's).
 */
#pragma once

#include "tallycast/media/format.h"

G_BEGIN_DECLS

typedef struct TcTestPicture TcTestPicture;

TcTestPicture *tc_test_picture_new (const TcFormat *format);
/** NULL is allowed. */
void tc_test_picture_free (TcTestPicture *self);
/** The picture at @time_ns. Returns: (transfer full): I420 in the programme's size. */
GstBuffer *tc_test_picture_paint (TcTestPicture *self, gint64 time_ns);

/** What it hears: a soft tick each second. @position: as in audio_ring.h. Pure. */
void tc_test_sound (gint64 position, float *samples, guint n_frames);

G_END_DECLS
