/* SPDX-License-Identifier: MIT
 *
 * log-private.h - between the form of lines (log.c) and their way out (log-writer.c)
 */
#pragma once

#include <limits.h>

#include "tallycast/core/log.h"

G_BEGIN_DECLS

/** Of a line with its end: what a pipe takes whole, so that lines of several programs
 * on one pipe do not mix. */
#define TC_LOG_MAX_BYTES PIPE_BUF

/** Returns: (transfer full): with '\n' at its end, TC_LOG_MAX_BYTES at most. */
char *tc_log_line (TcLogLevel level, const char *room, const char *text);
/** Takes @line over, never waits. Any thread. */
void tc_log_queue (char *line);

G_END_DECLS
