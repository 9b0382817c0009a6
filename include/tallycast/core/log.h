/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/log.h - one line a state change, for people or for machines
 *
 * Human form (standard error):   10:11:12.345 output public: live (reconnects 2)
 * JSON form (--log-format=json):
 * {"time":"...","level":"info","room":"output","text":"..."}
 *
 * Secrets never reach a log: pass every URL through tc_url_mask. Rooms do not log what
 * they return as an error; app and control log it once. Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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

/**
 * A copy of @url that may be shown: user info, query and fragment become "***", and for
 * rtmp and rtmps everything after the application (the first path segment) too, because
 * that is the stream key. What is not a URL comes back as "***". Returns: (transfer
 * full).
 */
char *tc_url_mask (const char *url);

G_END_DECLS
