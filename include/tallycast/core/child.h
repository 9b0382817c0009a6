/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/child.h - another program, run to its end by a worker thread
 *
 * Without a shell: what is in an argument stays an argument. The child is the leader of
 * a process group of its own, has no descriptor of ours, reads nothing, and its errors
 * are thrown away. When its time is over, or nobody waits any more, the whole group is
 * killed.
 *
 * Thread: any but main: it blocks. Several may run at once.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *const *argv;        /**< argv[0]: a path, or found by PATH */
  const char *const *environment; /**< "NAME=value"; NULL: ours */
  int limit_ms;                   /**< then it is killed */
  gsize max_output; /**< bytes of its output that are kept; more: killed. 0: none */
  const gint *is_cancelled; /**< atomic; once not 0, it is killed; NULL: never */
} TcChild;

/**
 * tc_child_run:
 * @output: (out) (optional) (transfer full): what it printed, NUL-terminated
 * @exit_code: (out): 0 to 255
 * @error: TC_ERROR_UNAVAILABLE: it cannot be started, was killed by a signal, by its
 *   limit of time ("not ended in time") or of output, or was cancelled. argv[0]
 *   stands before, and nothing of the other arguments.
 */
gboolean
tc_child_run (const TcChild *child, char **output, int *exit_code, GError **error);

G_END_DECLS
