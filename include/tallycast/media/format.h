/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/format.h - the programme's shape, and the sink that takes its ticks
 *
 * Video everywhere behind a camera: I420, progressive, BT.709 limited, square pixels,
 * width x height at `rate`. Audio everywhere behind an input: interleaved stereo float,
 * 48 kHz.
 */
#pragma once

#include "tallycast/core/clock.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define TC_AUDIO_RATE     48000
#define TC_AUDIO_CHANNELS 2

typedef struct {
  int width, height; /**< even; 160x90 .. 3840x2160 */
  TcRate rate;       /**< 25/1, 30000/1001, 50/1, ...: 5 to 60 frames a second */
} TcFormat;

/**
 * Who takes the programme, tick by tick. Called on the ticker's thread: must not block.
 * @k counts from 0 and only grows; a tick that is missing was missed and stays missing.
 */
typedef struct {
  /** @programme with graphics, @clean without, but for boards that lie below cameras;
   * the same buffer when nothing is shown. Both are read-only and borrowed: ref to
   * keep. Returns: FALSE when refused (counted as missed). */
  gboolean (*video) (gpointer data, gint64 k, GstBuffer *programme, GstBuffer *clean);
  /** @n_frames stereo frames from programme sample @first on, without holes. */
  void (*audio) (gpointer data, gint64 first, const float *samples, guint n_frames);
  gpointer data;
} TcTickSink;

G_END_DECLS
