/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/camera.h - a camera: an island of its own that fails alone
 *
 * Each camera has one worker thread, which builds a throw-away pipeline, watches it and
 * rebuilds it from zero: on an error, at the end of a stream, when no frame came for
 * 3 s (8 s while connecting). Back-off 1, 2, 4, 8, 10 s with 20 % of jitter, for ever;
 * 1 s again after 10 s of pictures. Frames come out as I420 in the programme's size
 * (with black borders where the shape differs), BT.709 limited, in a TcFrameQueue, with
 * their capture time by CLOCK_MONOTONIC; they may carry GstVideoMeta (strides). The
 * camera's sound goes into an audio ring if it is given one.
 *
 *   test:            a calm moving picture and a soft tick each second
 *   test:ball        a ball on black         test:smpte   colour bars
 *   file:///path     looped without a seam; H.264 + AAC and whatever else is installed
 *   rtsp://host/...  over TCP; user and password from `auth`
 *   v4l2:/dev/v4l/by-id/...   built, not tested: needs hardware
 *
 * Thread: new, start, free on one thread (main); the rest from any. Callbacks come on
 * the worker's thread and must not call back into the camera.
 */
#pragma once

#include "tallycast/core/why.h"
#include "tallycast/media/audio_ring.h"
#include "tallycast/media/format.h"
#include "tallycast/media/frame_queue.h"

G_BEGIN_DECLS

#define TC_CAMERA_CONNECT_MS     8000 /* without a frame while connecting: build anew */
#define TC_CAMERA_STALL_MS       3000 /* without a frame later: build anew */
#define TC_CAMERA_BACKOFF_MS     1000 /* the first pause */
#define TC_CAMERA_MAX_BACKOFF_MS 10000
#define TC_CAMERA_SETTLED_MS     10000 /* pictures for so long: pauses begin again */

typedef enum {
  TC_CAMERA_IDLE,       /**< not started */
  TC_CAMERA_CONNECTING, /**< a pipeline is built, no frame yet */
  TC_CAMERA_LIVE,       /**< frames come */
  TC_CAMERA_BACKOFF,    /**< lost; the next try comes after a pause */
} TcCameraState;

/** "idle", "connecting", "live", "backoff". */
const char *tc_camera_state_name (TcCameraState state);

typedef struct {
  const char *id;     /**< as in the configuration */
  const char *uri;    /**< see above */
  const char *auth;   /**< "user:password" for rtsp; NULL: none */
  int latency_ms;     /**< of the network's jitter buffer (rtsp) */
  int delay_ms;       /**< D, the programme's delay: how long frames wait here */
  int audio_delay_ms; /**< the sound is read so much later than D; may be negative */
  TcAudioRing *audio; /**< borrowed, outlives the camera; NULL: the sound is not used */
} TcCameraSettings;

typedef struct {
  /** @text: for the log, without secrets: why it was lost, or the picture's size.
   * @why: borrowed: why it was lost; NULL: it was not. */
  void (*state_changed) (gpointer data,
                         const char *id,
                         TcCameraState state,
                         const char *text,
                         json_t *why);
  gpointer data;
} TcCameraCallbacks;

typedef struct TcCamera TcCamera;

typedef struct {
  TcCameraState state;
  guint64 frames;    /**< frames received since start */
  guint64 restarts;  /**< pipelines built after the first */
  guint64 loops;     /**< times a file began again */
  int width, height; /**< of the source; 0: not known yet */
  TcRate rate;       /**< of the source; num 0: not said */
  gboolean has_audio;
  char text[160]; /**< the last state's text */
} TcCameraStatus;

/** Whether @uri can be a camera. FALSE with TC_ERROR_CONFIG (unknown scheme, malformed)
 * or TC_ERROR_UNAVAILABLE (no such file, GStreamer element not installed). */
gboolean tc_camera_check_uri (const char *uri, GError **error);

/** Checks the URI as above; nothing runs yet. Strings are copied. Returns: (transfer
 * full), NULL with an error. */
TcCamera *tc_camera_new (const TcCameraSettings *settings,
                         const TcFormat *format,
                         const TcClock *clock,
                         const TcCameraCallbacks *callbacks,
                         GError **error);
void tc_camera_start (TcCamera *self);
/** Stops the worker (at most some 100 ms; a pipeline that does not stop within 10 s is
 * abandoned) and frees everything, the frames too: the ticker must be gone. */
void tc_camera_free (TcCamera *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcCamera, tc_camera_free)

const char *tc_camera_id (const TcCamera *self);
/** Returns: (transfer none): where its frames come out; lives as long as the camera. */
TcFrameQueue *tc_camera_frames (TcCamera *self);
void tc_camera_get_status (TcCamera *self, TcCameraStatus *out_status);
/** Why it was lost last. Returns: (transfer full) (nullable): it is live, or never was
 * lost. */
json_t *tc_camera_dup_why (TcCamera *self);

G_END_DECLS
