/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/frame_queue.h - a camera's frames, picked in order at programme ticks
 *
 * Pure logic: times are given, frames are opaque. A camera pushes frames with their
 * capture time, the ticker picks one a tick for the moment it wants to show (tick - D).
 *
 * Frames are taken in order. While the source runs at the programme's rate (or a whole
 * multiple or part of it, within 1 %) each tick takes the next one in that cadence, and
 * only when that frame is more than 0.75 of a frame away from the wanted moment is one
 * repeated or dropped: a *slip*. After a slip the pick is a quarter of a frame from the
 * wanted moment on the other side, so that jitter cannot make it slip back. Sources at
 * other rates (24, 30, 60 into 25) show the frame nearest to the wanted moment. Either
 * way the mean of (time of the frame shown - moment wanted) is 0, half a frame of bias
 * against "the newest frame that is old enough": picture and sound match.
 *
 * Times are smoothed first (alpha-beta filter on the frame period), so that jitter of a
 * network or a container with millisecond stamps does not disturb the cadence.
 *
 * Limit: `limit` frames wait at most; when full, the oldest waiting one is dropped and
 * counted in `overflows`.
 * Thread: push from one thread, pick from another, stats from any.
 */
#pragma once

#include "tallycast/core/clock.h"

G_BEGIN_DECLS

/** A stamp further back than this against the one before starts the queue anew: what
 * waits is let go. */
#define TC_FRAME_QUEUE_RESTART_NS (1 * TC_NS_PER_S)
#define TC_FRAME_QUEUE_MIN_LIMIT  8

typedef struct TcFrameQueue TcFrameQueue;

typedef struct {
  guint64 pushed;    /**< frames that came in */
  guint64 shown;     /**< different frames that were picked */
  guint64 repeats;   /**< ticks that showed a frame once more than its cadence wants */
  guint64 drops;     /**< frames that were never shown and that the cadence wanted */
  guint64 slips;     /**< times the cadence was broken because clocks differ */
  guint64 starved;   /**< ticks at which the frame wanted had not come */
  guint64 overflows; /**< frames dropped because the queue was full */
  guint64 backwards; /**< frames dropped because their stamp was not later */
  gint64 period_ns;  /**< the source's frame period as measured; 0: not known yet */
  guint waiting;     /**< frames in the queue now */
} TcFrameQueueStats;

/** @rate: the programme's. @release is called without a lock. Returns: (transfer full)
 */
TcFrameQueue *tc_frame_queue_new (TcRate rate, guint limit, GDestroyNotify release);
void tc_frame_queue_free (TcFrameQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcFrameQueue, tc_frame_queue_free)

/** @time_ns: when the frame was captured (CLOCK_MONOTONIC). @frame: transfer full. */
void tc_frame_queue_push (TcFrameQueue *self, gint64 time_ns, gpointer frame);

/**
 * The frame for the tick that wants the moment @want_ns. Called once a programme tick.
 * @out_time_ns: (out) (optional): its capture time, smoothed
 * @out_is_new: (out) (optional): TRUE when it was not shown before
 *
 * Returns: (transfer none) (nullable): the frame, valid until the next pick; NULL while
 * there has never been one that is old enough.
 */
gpointer tc_frame_queue_pick (TcFrameQueue *self,
                              gint64 want_ns,
                              gint64 *out_time_ns,
                              gboolean *out_is_new);

void tc_frame_queue_get_stats (TcFrameQueue *self, TcFrameQueueStats *out_stats);

G_END_DECLS
