/* SPDX-License-Identifier: MIT
 *
 * app/preflight.h - runs `tallycast check` beside the running broadcast
 *
 * As a program of its own, nice and with a limit of time: fonts and scenes are read
 * anew without touching those on the air, and a check that goes wrong ends nothing.
 * It gets the configuration that is in effect by TALLYCAST_* variables. One runs at a
 * time; a worker thread waits for it.
 *
 * Thread: main; `changed` comes on the worker.
 */
#pragma once

#include "tallycast/core/config.h"

#include <jansson.h>

G_BEGIN_DECLS

#define TC_PREFLIGHT_LIMIT_MS  180000
#define TC_PREFLIGHT_MAX_BYTES (4 * 1024 * 1024) /* of what it prints */

typedef struct TcPreflight TcPreflight;

/** @config: borrowed. @changed: a part begins or is done. */
TcPreflight *tc_preflight_new (const TcConfig *config,
                               void (*changed) (gpointer data),
                               gpointer data);
/** Kills what runs. NULL is allowed. */
void tc_preflight_free (TcPreflight *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcPreflight, tc_preflight_free)

/** @line: a line's id (control/preflight.h), what is checked for it; NULL: all.
 * Returns: FALSE when something runs already, which goes on. */
gboolean tc_preflight_run (TcPreflight *self, const char *line);

/** Returns: (transfer full): what tc_preflight_of asks for, and {"time": RFC 3339 of
 * the last end or null, "took_ms": 11000 or null}. */
json_t *tc_preflight_checks (TcPreflight *self);

G_END_DECLS
