/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/log.h - one line a state change, for people or for machines
 *
 * Human form (standard error):   10:11:12.345 output public: live (reconnects 2)
 * JSON form (--log-format=json):
 * {"time":"...","level":"info","room":"output","text":"..."}
 *
 * A line is written by a thread of the log's own: whoever speaks never waits for the
 * terminal, pipe or disk behind standard error. When TC_LOG_MAX_WAITING lines wait
 * there, further ones are lost and counted; "N lines lost" is told where they are
 * missing. A line is at most PIPE_BUF (4,096) bytes, longer ones are cut. Control
 * characters in it are written as text (\n, \u001b).
 *
 * Secrets never reach a log: pass every URL through tc_url_mask. Rooms do not log what
 * they return as an error; app and control log it once. Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_LOG_MAX_WAITING 512
#define TC_LOG_FLUSH_MS    1000

typedef enum {
  TC_LOG_DEBUG, /**< only with --verbose */
  TC_LOG_INFO,  /**< a state changed */
  TC_LOG_WARN,  /**< somebody should look */
  TC_LOG_ERROR, /**< something stopped working */
} TcLogLevel;

typedef enum {
  TC_LOG_HUMAN,
  TC_LOG_JSON
} TcLogFormat;

/** Before the first thread. @min: what is below is not written. */
void tc_log_setup (TcLogFormat format, TcLogLevel min);

/** Writes one line. @room: short lower-case word, who speaks ("camera main", "feed").
 */
void tc_log (TcLogLevel level, const char *room, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** Waits until what was said is written, TC_LOG_FLUSH_MS at most: before something else
 * is written there. At the program's end it happens by itself. */
void tc_log_flush (void);

/**
 * A copy of @url that may be shown: user info, query and fragment become "***", and for
 * rtmp and rtmps everything after the application (the first path segment) too, because
 * that is the stream key. Of one with an @ behind the first / ? or # only the scheme is
 * shown: a password may end there. What is not a URL comes back as "***". Returns:
 * (transfer full).
 */
char *tc_url_mask (const char *url);

G_END_DECLS
