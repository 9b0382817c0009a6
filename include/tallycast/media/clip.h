/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/clip.h - pictures, one after another, as H.264 in an MP4 file
 *
 * For `render`: how a motion looks, without sound and not in real time. Nothing on air
 * uses it, so it waits where the encoder (media/encoder.h) refuses. Quality instead of
 * bitrate (x264 CRF 16: over 40 dB), key frame each second, no B-frames, BT.709
 * limited. Frame k is stamped tc_rate_tick_ns (rate, k). The same pictures give the
 * same packets on every machine: the number of x264's threads is fixed.
 *
 *   clip = tc_clip_new (&format, path, &error);
 *   tc_clip_push (clip, picture, &error);   - again and again
 *   tc_clip_finish (clip, &error);          - only now the file can be played
 *   tc_clip_free (clip);
 *
 * After tc_media_init. Thread: any one at a time.
 */
#pragma once

#include "tallycast/draw/sprite.h"
#include "tallycast/media/format.h"

G_BEGIN_DECLS

#define TC_CLIP_QUEUE_FRAMES 8 /* raw pictures that wait for x264; push then waits */

typedef struct TcClip TcClip;

/** Begins the file @path, over one that is there. Errors: TC_ERROR_UNAVAILABLE when it
 * cannot be written or an element of GStreamer is missing. Returns: (transfer full)
 * (nullable). */
TcClip *tc_clip_new (const TcFormat *format, const char *path, GError **error);
/** NULL is allowed. What was not finished is no whole file. */
void tc_clip_free (TcClip *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcClip, tc_clip_free)

/** Appends @picture (of the format's size; copied). Returns: FALSE with
 * TC_ERROR_UNAVAILABLE once x264 or the disk has failed, which may be some pictures
 * later. */
gboolean tc_clip_push (TcClip *self, const TcPicture *picture, GError **error);
/** Waits until all is in the file. Once, at the end. Errors: as push. */
gboolean tc_clip_finish (TcClip *self, GError **error);

G_END_DECLS
