/* SPDX-License-Identifier: MIT
 *
 * Takes a pipeline down on a thread of its own, because set_state(NULL) may hang in an
 * element that waits for a network or a disk. Who started it may wait for a while and
 * then go on without it: the thread and the pipeline are then lost, and counted by the
 * caller.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _TcTeardown TcTeardown;

/**
 * @pipeline: (transfer full)
 * @eos_timeout_ms: waits so long for EOS or an error on the pipeline's bus; 0: not
 * @linger_ms: waits so long after EOS, for what only leaves by itself
 *
 * Returns: (transfer full). Thread: any. Does not block.
 */
TcTeardown *tc_teardown_start (GstElement *pipeline, int eos_timeout_ms, int linger_ms);

/** Waits for the end. @timeout_ms 0: only looks. Returns: whether it is down. */
gboolean tc_teardown_wait (TcTeardown *self, int timeout_ms);

/** The error that came instead of EOS. After wait returned TRUE. Returns: (transfer
 * none) (nullable). */
const GError *tc_teardown_error (TcTeardown *self);

void tc_teardown_unref (TcTeardown *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTeardown, tc_teardown_unref)

G_END_DECLS
