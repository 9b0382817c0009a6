/* SPDX-License-Identifier: MIT
 *
 * media/source.h - one throw-away pipeline that brings picture, sound or both
 *
 * Opened, polled and closed by one worker thread; never used again after it was lost.
 * Frames and sound leave on GStreamer's threads, with capture times by CLOCK_MONOTONIC.
 */
#pragma once

#include "tallycast/media/audio_ring.h"
#include "tallycast/media/format.h"
#include "tallycast/media/frame_queue.h"

G_BEGIN_DECLS

/* Frames a second that are handed on of a faster source. */
#define TC_CAMERA_MAX_FPS 60

typedef enum {
  TC_SOURCE_TEST,
  TC_SOURCE_FILE,
  TC_SOURCE_RTSP,
  TC_SOURCE_V4L2,
  TC_SOURCE_ALSA,
  TC_SOURCE_PULSE,
} TcSourceKind;

typedef struct {
  TcSourceKind kind;
  const char *uri;  /* whole, scheme included */
  const char *auth; /* "user:password", or NULL */
  int latency_ms;
  int file_age_ms; /* how old a file's frames count as when they are handed on */
  TcFormat format;
  const TcClock *clock;
  TcFrameQueue *frames; /* borrowed; NULL: no picture wanted */
  TcAudioRing *audio;   /* borrowed; NULL: no sound wanted */
} TcSourceSettings;

typedef struct {
  guint64 frames;
  guint64 samples;
  guint64 loops;
  gint64 last_ns; /* arrival of the last frame (of the last sound without picture) */
  int width, height;
  TcRate rate;
  gboolean has_audio;
} TcSourceInfo;

typedef struct TcSource TcSource;

/** Builds the pipeline and starts it. Returns: (transfer full), NULL with an error:
 * tc_why_of_error. */
TcSource *tc_source_open (const TcSourceSettings *settings, GError **error);
/** Waits up to @wait_ns for news and acts on it (a file begins again at its end).
 * Returns: FALSE with an error, for tc_why_of_error, when the source is lost. */
gboolean tc_source_poll (TcSource *self, gint64 wait_ns, GError **error);
void tc_source_get_info (TcSource *self, TcSourceInfo *out_info);
/** Stops the pipeline. Returns: FALSE when it did not stop within 10 s; it is then
 * abandoned with all it holds, and brings nothing any more. */
gboolean tc_source_close (TcSource *self);

G_END_DECLS
