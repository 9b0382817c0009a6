/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/ticker.h - the programme's heart: one picture and its sound each tick
 *
 * Tick k is due at base + k * den / num on the clock it was given. At each tick it
 * takes the newest shot, picks each placed camera's frame for the moment tick - D,
 * places and blends, reads the sound of the same moment, and hands both to the sink:
 * first sink->audio (in blocks of at most TC_TICKER_AUDIO_BLOCK frames), then
 * sink->video. Sound has no holes, also where ticks are missed.
 *
 * Camera lost: *frozen* 0.5 s after its last new frame (the frame stays), *slate* after
 * 2 s or when it never came (the slate picture takes its place wherever it is placed),
 * back after 5 new frames. Each camera is picked at every tick, shown or not.
 *
 * Missed: a tick skipped (the ticker was more than 1 s behind) or refused by the sink.
 * Late: begun more than half a frame after it was due.
 * Buffers: a pool of `pool_frames`, never waited for: when it is empty the last
 * programme picture goes out again and `pool_empty` counts. With nothing shown over one
 * full camera its own buffer goes on, no copy; it may carry GstVideoMeta. Buffers carry
 * no stamps: the sink knows the tick.
 *
 * Thread: new, add_camera, start, stop, free on one thread; `step` on one thread, in
 * place of start (tests); the rest from any.
 */
#pragma once

#include "tallycast/core/sync.h"
#include "tallycast/draw/shot.h"
#include "tallycast/media/audio_ring.h"
#include "tallycast/media/format.h"
#include "tallycast/media/frame_queue.h"
#include "tallycast/media/monitor.h"

G_BEGIN_DECLS

#define TC_TICKER_MAX_CAMERAS 16
#define TC_TICKER_FROZEN_MS   500
#define TC_TICKER_SLATE_MS    2000
#define TC_TICKER_BACK_FRAMES 5
#define TC_TICKER_SKIP_MS     1000
#define TC_TICKER_MUTE_MS     300
#define TC_TICKER_AUDIO_BLOCK 4096

typedef struct TcTicker TcTicker;

typedef struct {
  TcFormat format;
  int delay_ms;       /**< D */
  int audio_delay_ms; /**< sound this much later (negative: earlier) than the picture */
  guint pool_frames;  /**< rc-lookahead + encoder threads + 6, or more */
  const TcClock *clock; /**< borrowed */
  TcSlot *shots;        /**< borrowed; of TcShot; empty: a full camera */
  TcAudioRing *audio;   /**< borrowed; NULL: silence */
  TcTickSink sink;
  TcMonitor *monitor; /**< borrowed; gets the frames it wants; NULL: none */
} TcTickerSettings;

typedef enum {
  TC_VIEW_LIVE,
  TC_VIEW_FROZEN, /**< the last frame stands still */
  TC_VIEW_SLATE,  /**< the slate is in its place */
} TcViewState;

typedef struct {
  char id[32];
  TcViewState state;
  gint64 age_ms; /**< since its last new frame; -1: there was none */
  TcFrameQueueStats frames;
} TcViewStats;

typedef struct {
  gint64 next_tick; /**< the tick that comes next */
  guint64 ticks;    /**< ticks handed on */
  guint64 missed;   /**< skipped + refused */
  guint64 refused;  /**< by the sink */
  guint64 late;
  guint64 pool_empty; /**< ticks at which the last picture went out again */
  guint64 passed;     /**< ticks that passed the camera's own buffer */
  gint64 max_work_ns; /**< the longest tick's work */
  gint64 total_work_ns;
  gint64 max_late_ns; /**< the latest start */
  guint64 shot_state; /**< TcShot.state of the last tick's shot */
  gboolean is_muted;  /**< the sound is silent now by the shot */
  /** Largest sample of the last second, up to two, before a shot mutes it; 0 .. 1. */
  float heard[TC_AUDIO_CHANNELS];
  gint64 sound_tick;      /**< the first tick since when shots have let the sound out */
  const char *scheduling; /**< what was got: "SCHED_RR 10", "nice -10", "normal" */
  guint n_views;
  TcViewStats views[TC_TICKER_MAX_CAMERAS];
} TcTickerStats;

TcTicker *tc_ticker_new (const TcTickerSettings *settings);
/** Stops if needed. The sink gets nothing after this. */
void tc_ticker_free (TcTicker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTicker, tc_ticker_free)

/** Before start. The first one is what the placement "" means. @frames: borrowed,
 * outlives the ticker. */
void tc_ticker_add_camera (TcTicker *self, const char *id, TcFrameQueue *frames);
/** @picture: (transfer none) (nullable): I420 in the programme's size with default
 * strides; NULL: dark grey. */
void tc_ticker_set_slate (TcTicker *self, GstBuffer *picture);

/** Tick 0 is due now. Starts the thread. */
void tc_ticker_start (TcTicker *self);
/** Waits for the tick under way. */
void tc_ticker_stop (TcTicker *self);

/** Does the next tick if it is due by the clock (the first call: tick 0 is due now).
 * Returns: when the next one is due, CLOCK_MONOTONIC. */
gint64 tc_ticker_step (TcTicker *self);

/** The tick that comes next; 0 before start. For the stage: animations begin here. */
gint64 tc_ticker_next_tick (TcTicker *self);
/** When tick @k is due, by the clock; 0 before start. The moment it shows is D earlier.
 */
gint64 tc_ticker_tick_ns (TcTicker *self, gint64 k);
void tc_ticker_get_stats (TcTicker *self, TcTickerStats *out_stats);

G_END_DECLS
