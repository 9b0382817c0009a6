/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/output.h - one RTMP destination, kept up for ever
 *
 *            start              accepted             key frame sent
 *   IDLE ------------> CONNECTING -------> WAIT_KEY ---------------> LIVE
 *    ^ stop (any state)   ^  |                 |                      |
 *    |                    |  +--- error, refused, watchdog, overflow -+
 *    |                    |                    v
 *    +--------------------+------------- BACKOFF (0.5 s, doubled up to 5 s; +-25 %)
 *
 * Each connection is a throw-away pipeline `appsrc ! rtmp2sink` with our own FLV tags,
 * begun at a key frame with time 0. An output never touches the encoder, the recorder
 * or another output: it only reads its own queue at the hub. Accepted means that bytes
 * leave after the server's answer to publish. Watchdogs: no answer in 10 s; 8 s with
 * something to send and nothing leaving. BadName and "not authorized" are retried too
 * (a server may hold a dead session for 90 s), after 10 s. The back-off starts again
 * from 0.5 s only after 12 s live.
 *
 * The stream key is never shown: not in stats, not in errors, not to the notify.
 *
 * Thread: any for all functions; none of them blocks but free (at most
 * teardown_timeout_ms + 1 s). One worker thread per output.
 */
#pragma once

#include "tallycast/core/why.h"
#include "tallycast/media/hub.h"
#include "tallycast/media/packet.h"

G_BEGIN_DECLS

typedef struct _TcOutput TcOutput;

typedef enum {
  TC_OUTPUT_IDLE,
  TC_OUTPUT_CONNECTING,
  TC_OUTPUT_WAIT_KEY,
  TC_OUTPUT_LIVE,
  TC_OUTPUT_BACKOFF,
} TcOutputState;

/** All waits, milliseconds. Tests shorten them. */
typedef struct {
  int connect_timeout_ms; /**< until publish is accepted */
  int stall_timeout_ms;   /**< something to send, nothing leaves */
  int socket_timeout_ms;  /**< rtmp2sink's own, in whole seconds; shorter than both
                               watchdogs, so that an error that it can name comes first
                           */
  int backoff_min_ms;
  int backoff_max_ms;
  int backoff_refused_ms; /**< after BadName and not authorized */
  int steady_ms;          /**< live so long: the back-off starts again at its minimum */
  int teardown_timeout_ms;
} TcOutputTimes;

/** 10 s, 8 s, 5 s, 0.5 s, 5 s, 10 s, 12 s, 10 s. */
extern const TcOutputTimes tc_output_times_default;

typedef struct {
  TcOutputState state;
  gint64 since_ns; /**< CLOCK_MONOTONIC, of the last change of state */
  gint64 down_ns;  /**< CLOCK_MONOTONIC: since when it should be live and is not; 0: it
                        is live, or idle */
  gboolean is_refused; /**< the server said no (name in use, not authorized) last */
  guint64 reconnects;  /**< connections lost or failed since start */
  guint64 bytes;       /**< sent, over all connections */
  int kbps;            /**< leaving, over the last 2 s */
  gint64 backlog_ms;
  guint64 dropped_frames;
  guint64 overflows; /**< the queue's hard cap was hit */
  guint64 abandoned; /**< connections that would not close: a thread each is lost */
  json_t *why;       /**< of the last connection lost; NULL: none since start */
  const char *last_error; /**< the English words of it, masked; NULL: none */
  char *url;              /**< masked */
} TcOutputStats;

/** Frees url and why. */
void tc_output_stats_clear (TcOutputStats *stats);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TcOutputStats, tc_output_stats_clear)

/** After each change of state, on the output's own thread, no lock held. Short; must
 * not free the output. */
typedef void (*TcOutputNotify) (gpointer data,
                                const char *id,
                                const TcOutputStats *stats);

typedef struct {
  const char *id; /**< for notify */
  /** rtmp or rtmps://[user:password@]host[:port]/application[/key]. With @key NULL the
   * application is the first path segment and the key all that follows, with every
   * `/ ? =` in it; with @key given it is all that follows the host. */
  const char *url;
  const char *key;            /**< nullable */
  const TcOutputTimes *times; /**< NULL: default */
  TcOutputNotify notify;      /**< nullable */
  gpointer notify_data;
} TcOutputSettings;

/**
 * tc_output_new:
 * @settings: copied
 * @hub: borrowed, outlives the output
 * @info: copied
 * @error: TC_ERROR_CONFIG for a wrong URL (masked), TC_ERROR_UNAVAILABLE when rtmp2sink
 *   is missing
 *
 * Returns: (transfer full): an idle output, or %NULL.
 */
TcOutput *tc_output_new (const TcOutputSettings *settings,
                         TcHub *hub,
                         const TcStreamInfo *info,
                         GError **error);
/** Stops, says good-bye to the server (1 s), and joins: at most 1 s more than the
 * teardown's time. NULL is allowed. */
void tc_output_free (TcOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcOutput, tc_output_free)

/** Starting what runs and stopping what is idle do nothing. */
void tc_output_start (TcOutput *self);
void tc_output_stop (TcOutput *self);

/** @out_stats is overwritten; clear it after use. */
void tc_output_get_stats (TcOutput *self, TcOutputStats *out_stats);

/** "idle", "connecting", "wait_key", "live", "backoff"; never NULL. */
const char *tc_output_state_name (TcOutputState state);

G_END_DECLS
