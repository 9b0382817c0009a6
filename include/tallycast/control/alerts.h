/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/alerts.h - which alarms a person away from the panel is told of
 *
 * Looked at once a second, it tells of an alarm when it is seen the second time, once;
 * and of its end when it has been gone for TC_ALERTS_GONE_MS. What comes again within
 * TC_ALERTS_QUIET_MS after it was told is not told again, so that a camera that comes
 * and goes sends a message a minute at most. That an alert was not delivered is not
 * told this way.
 *
 * A message is the alarm (control/alarms.h) with three more keys:
 *
 *   {"state": "begun" or "over", "time": "2026-11-23T10:42:07+08:00",
 *    "text": {"zh": "...", "en": "..."}, "id": ..., "kind": ..., ...}
 *
 * "text" is the whole alarm in one line; of what is over its title.
 *
 * Thread: one. Time is given to it.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define TC_ALERTS_GONE_MS  10000
#define TC_ALERTS_QUIET_MS 60000
#define TC_ALERTS_MAX      32 /* alarms at once; of more nothing is told */

typedef struct TcAlerts TcAlerts;

/** @message: borrowed, must not be changed. */
typedef void (*TcAlertFunc) (gpointer data, json_t *message);

/** @with_notes: of notes too, not only of what a person has to do. */
TcAlerts *tc_alerts_new (gboolean with_notes, TcAlertFunc tell, gpointer data);
void tc_alerts_free (TcAlerts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAlerts, tc_alerts_free)

/** @alarms: an array of tc_alarms_of, now. @now_ns: a clock that does not go back.
 * @time: what messages say. */
void tc_alerts_look (TcAlerts *self, json_t *alarms, gint64 now_ns, const char *time);

G_END_DECLS
