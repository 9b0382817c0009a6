/* SPDX-License-Identifier: MIT
 *
 * feed/pace.h - when the next request may start
 *
 * At once after news or after a hold that was kept, so that what changes is known
 * within a round trip; else not before `poll` after the last start, so that a backend
 * which ignores `wait`, answers wrongly or not at all is not hammered. Never two in one
 * programme frame. Pure. Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A 304 after this share of the wait was a hold that was kept: clocks and timers of
 * the backend may be a little off. */
#define TC_PACE_KEPT_PERCENT 80

typedef enum {
  TC_ANSWER_NEWS,         /**< 200 with a document that was not known */
  TC_ANSWER_NOT_MODIFIED, /**< 304 */
  TC_ANSWER_OTHER,        /**< 200 with what is known or refused; any failure */
} TcAnswer;

typedef struct {
  gint64 poll_ns, wait_ns, frame_ns;
} TcPace;

/** The time of the next start after a request from @start_ns to @end_ns. */
gint64
tc_pace_next_ns (const TcPace *self, gint64 start_ns, gint64 end_ns, TcAnswer answer);

G_END_DECLS
