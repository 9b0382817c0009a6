/* SPDX-License-Identifier: MIT
 *
 * The rehearsal as a backend: a play under a clock, behind HTTP.
 *
 * GET /api/v1/state, GET /api/v1/roster: the contract (design, "The backend contract").
 * For tests and for whoever leads a rehearsal: GET /script {"position", "total",
 * "revision", "epoch", "at_s", "next", "fault"}; POST /step {"count": n} or {"until":
 * "publish"} lets events happen now; POST /fault {"name", "for"}: seconds, 0 for ever.
 *
 * Thread: main.
 */
#pragma once

#include "tallycast/app/rehearse.h"

#define TC_REHEARSAL_MAX_HELD 64 /* requests; one more is answered at once */

typedef struct {
  TcPlayFault fault;
  double at_s;  /* from the start, real seconds */
  double for_s; /* 0: for ever */
} TcFaultPlan;

typedef struct {
  const TcScript *script;
  const char *listen; /* "127.0.0.1:8090"; port 0: any free one */
  guint32 seed;
  double speed;    /* script seconds in a second, 0.01 .. 1000 */
  gboolean manual; /* events happen by POST /step alone */
  gboolean loop;   /* begin again, as another meeting, when the script has ended */
  const TcFaultPlan *plans;
  guint n_plans;
} TcRehearsalSetup;

typedef struct TcRehearsal TcRehearsal;

/** Returns: (transfer full): listening and under way; NULL: errors of
 * tc_web_server_new. */
TcRehearsal *tc_rehearsal_new (const TcRehearsalSetup *setup, GError **error);
/** NULL is allowed. */
void tc_rehearsal_free (TcRehearsal *self);
/** "http://127.0.0.1:8090/". */
const char *tc_rehearsal_url (const TcRehearsal *self);
