/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/alarms.h - what wants a person, out of the status document
 *
 * A pure function: no state, no clock; whoever has a status document (control/engine.h)
 * has its alarms. So panel, alerts and API say the same of the same moment, and an
 * alarm leaves by itself when its cause is gone.
 *
 * Each alarm says three things in Chinese and English: what happened and for how long,
 * what the public sees, what to do now. It is one of
 *
 *   {"id": "output:public",    the same as long as it is the same trouble
 *    "kind": "output_lost",    for icons and keys; the words of the table in
 * alarm-texts.c "level": "act",           a person has to act; or "note": to know
 *    "since_ms": 38000,        how long already; null: not known
 *    "values": {"name": "public", "others": 2, ...},   numbers and names in the texts
 *    "zh": {"what": "...", "public": "...", "todo": "..."},
 *    "en": {"what": "...", "public": "...", "todo": "..."}}
 *
 * "what" is a title without its end, "public" and "todo" are sentences. Where the
 * document has "" for an error, the alarm does not say which.
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* What passes by itself sooner is no alarm. */
#define TC_ALARM_SOLID_MS   3000  /* a camera or an output that comes back */
#define TC_ALARM_SILENCE_MS 5000  /* a pause in the speech */
#define TC_ALARM_START_MS   10000 /* a camera's first picture */

#define TC_ALARM_BACKLOG_MS   700 /* from here on the hub drops frames of an output */
#define TC_ALARM_DISK_ACT_MIN 20  /* a disk that lasts so long wants a person */
#define TC_ALARM_DISK_MIN     60
#define TC_ALARM_MISSED_ACT   25 /* frames within a minute: viewers see it */

/**
 * @status: as in control/engine.h; what is not in it gives no alarm.
 * Returns: (transfer full): an array, worst first, of the equally bad the newest first.
 */
json_t *tc_alarms_of (const json_t *status);

/** "WHAT. PUBLIC Do: TODO" as one line, for a message. @alarm: one of the above.
 * Returns: (transfer full). */
char *tc_alarm_line (const json_t *alarm, gboolean is_english);

G_END_DECLS
