/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/recorder.h - the programme in files that survive a crash
 *
 * Fragmented MP4, a fragment each second, written without a buffer and pushed to the
 * disk (fdatasync) each 5 s: after kill -9 all but the last second plays, after a power
 * cut all but the last 6 s. A new file begins at the first key frame after segment_s;
 * the old one is finished in the background, so no frame is lost between them.
 *
 * Names: DIR/PREFIX-20261123-101112-TAG.mp4 (local time when it was begun, then what
 * `tag` says; "-2" and so on if that exists). Trouble hurts the recording only: an
 * error of the disk ends the file, and another is tried 5 s later, for ever; below
 * keep_free_bytes the file is finished, and recording goes on by itself once there is a
 * tenth more.
 *
 * Thread: any for all functions; none of them blocks but free: 11 s and what the disk
 * takes for one write. One worker thread.
 */
#pragma once

#include "tallycast/core/why.h"
#include "tallycast/media/hub.h"
#include "tallycast/media/packet.h"

G_BEGIN_DECLS

typedef struct _TcRecorder TcRecorder;

typedef enum {
  TC_RECORDER_IDLE,
  TC_RECORDER_WAIT_KEY,
  TC_RECORDER_RECORDING,
  TC_RECORDER_NO_SPACE, /**< less than keep_free_bytes; looked at each second */
  TC_RECORDER_BACKOFF,  /**< after an error of the disk */
} TcRecorderState;

typedef struct {
  TcRecorderState state;
  gint64 since_ns;    /**< CLOCK_MONOTONIC */
  guint64 bytes;      /**< handed to the present file, without the container's own */
  guint64 files;      /**< begun since the recorder was made */
  guint64 errors;     /**< files ended by an error */
  guint64 overflows;  /**< the disk was slower than 30 s of programme */
  gint64 duration_ms; /**< of the present file */
  gint64 first_ns;    /**< programme time of its first picture: pts of the packet */
  guint64 free_bytes; /**< on the disk, when last looked */
  gint64 max_sync_ms; /**< the longest fdatasync */
  guint64 abandoned;  /**< files that would not close: a thread each is lost */
  char *path;         /**< the present or last file; NULL: none yet */
  json_t *why;        /**< of the last error; NULL: none since start */
  const char *last_error; /**< the English words of it; NULL: none */
} TcRecorderStats;

/** Frees path and why. */
void tc_recorder_stats_clear (TcRecorderStats *stats);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TcRecorderStats, tc_recorder_stats_clear)

/** After each change of state and each new file, on the worker, no lock held. */
typedef void (*TcRecorderNotify) (gpointer data, const TcRecorderStats *stats);

typedef struct {
  const char *dir;    /**< made if missing */
  const char *prefix; /**< NULL: "tallycast"; no '/' */
  int segment_s;      /**< 1 .. 86400; 0: 1200 */
  guint64 keep_free_bytes;
  int retry_ms; /**< after an error of the disk; 0: 5000 */
  /** Free bytes in @dir, or FALSE with errno. NULL: statvfs. Any thread. */
  gboolean (*free_space) (gpointer data, const char *dir, guint64 *out_bytes);
  TcRecorderNotify notify; /**< nullable */
  /** What goes into a new file's name; letters, digits, '-'. Returns: (transfer full)
   * (nullable): nothing. On the worker, must not block. NULL: nothing. */
  char *(*tag) (gpointer data);
  gpointer data; /**< for all */
} TcRecorderSettings;

/**
 * tc_recorder_new:
 * @settings: copied
 * @hub: borrowed, outlives the recorder
 * @info: copied
 * @error: TC_ERROR_UNAVAILABLE when the directory cannot be made or written or mp4mux
 *   is missing, TC_ERROR_CONFIG for a wrong setting
 *
 * Returns: (transfer full): an idle recorder, or %NULL.
 */
TcRecorder *tc_recorder_new (const TcRecorderSettings *settings,
                             TcHub *hub,
                             const TcStreamInfo *info,
                             GError **error);
/** Finishes the file and joins. NULL is allowed. */
void tc_recorder_free (TcRecorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcRecorder, tc_recorder_free)

void tc_recorder_start (TcRecorder *self);
/** Finishes the file; state IDLE follows once that is done. */
void tc_recorder_stop (TcRecorder *self);

/** @out_stats is overwritten; clear it after use. */
void tc_recorder_get_stats (TcRecorder *self, TcRecorderStats *out_stats);

/** "idle", "wait_key", "recording", "no_space", "backoff"; never NULL. */
const char *tc_recorder_state_name (TcRecorderState state);

G_END_DECLS
