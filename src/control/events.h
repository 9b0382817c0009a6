/* SPDX-License-Identifier: MIT
 *
 * events.h - the status as server-sent events: a snapshot, then numbered changes
 *
 * A listener gets `event: status` with the whole document, then `event: change` with a
 * merge patch (RFC 7396) against what he has: at once when something changed (at most
 * one every TC_EVENTS_MIN_MS), and at least every TC_API_EVENT_MS, {} when nothing has,
 * by which he knows that the line lives. A member that is null or absent means the
 * same: not known. The id of an event is the run's and the audience's name and a number
 * that grows by one with each change. Who comes back with Last-Event-ID gets what he
 * missed, or a snapshot when that is no longer kept (TC_EVENTS_KEPT,
 * TC_EVENTS_KEPT_BYTES) or of another run.
 *
 * There are two audiences: viewers, to whom addresses are not told, and all others.
 *
 * Thread: main.
 */
#pragma once

#include "tallycast/control/engine.h"
#include "tallycast/web/server.h"

G_BEGIN_DECLS

#define TC_EVENTS_MIN_MS     40
#define TC_EVENTS_KEPT       64 /* changes */
#define TC_EVENTS_KEPT_BYTES 262144

typedef struct TcEvents TcEvents;

/** @engine: borrowed. Returns: (transfer full). */
TcEvents *tc_events_new (const TcEngine *engine);
/** After the server: no listener is left. NULL is allowed. */
void tc_events_free (TcEvents *self);
/** Answers @request with the stream, or 503. */
void tc_events_listen (TcEvents *self, TcWebRequest *request);
/** The status may have changed. */
void tc_events_changed (TcEvents *self);

/** The status as @role may see it: viewers get null for every member called "url",
 * "file", "path", "detail", "error", "message" or "address", and for the
 * "text" of what the log records. Returns: (transfer full). */
json_t *tc_events_status (const TcEngine *engine, TcRole role);

G_END_DECLS
