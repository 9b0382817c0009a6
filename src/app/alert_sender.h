/* SPDX-License-Identifier: MIT
 *
 * app/alert_sender.h - brings alerts to whom the configuration names
 *
 * One worker thread, one message at a time; TC_ALERT_QUEUE may wait, what comes then is
 * dropped and counts as not delivered. A delivery has 10 s and is tried TC_ALERT_TRIES
 * times, 5 s apart. Nothing here ever makes main wait, but
 * free, for at most 0.2 s.
 *
 * The command is run without a shell as `COMMAND TEXT`, TEXT in the programme's
 * language; its environment has also
 *
 *   TALLYCAST_ALERT_STATE   begun or over
 *   TALLYCAST_ALERT_ID, _KIND, _LEVEL, _TIME
 *   TALLYCAST_ALERT_ZH, _EN TEXT in both languages
 *   TALLYCAST_ALERT_JSON    the whole message (control/alerts.h)
 *
 * and must end with 0. The webhook gets a POST of that message and must answer with 200
 * to 299.
 *
 * Thread: main.
 */
#pragma once

#include "tallycast/core/config.h"

#include <jansson.h>

G_BEGIN_DECLS

#define TC_ALERT_QUEUE 32
#define TC_ALERT_TRIES 3

/** Tests shorten them. */
typedef struct {
  int limit_ms, retry_ms;
} TcAlertTimes;

extern const TcAlertTimes tc_alert_times_default; /* 10 s, 5 s */

typedef struct TcAlertSender TcAlertSender;

/** @config, @times: copied. */
TcAlertSender *tc_alert_sender_new (const TcConfigAlerts *config,
                                    gboolean is_english,
                                    const TcAlertTimes *times);
/** Gives up what waits. NULL is allowed. */
void tc_alert_sender_free (TcAlertSender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAlertSender, tc_alert_sender_free)

/** @message: (transfer none): as in control/alerts.h. */
void tc_alert_sender_push (TcAlertSender *self, const json_t *message);

typedef struct {
  guint64 delivered, failed;
  guint waiting;
  json_t *why; /**< owned: why the last one was not delivered; NULL: it was */
} TcAlertSenderStats;

/** Unref `why` after use. */
void tc_alert_sender_get_stats (TcAlertSender *self, TcAlertSenderStats *out_stats);

G_END_DECLS
