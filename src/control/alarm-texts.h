/* SPDX-License-Identifier: MIT
 *
 * alarm-texts.h - the words of all alarms, and how values come into them
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/** Every kind of alarm, worst first: what costs the public the picture, then the sound,
 * then what is shown, then what is only recorded. */
typedef enum {
  TC_ALARM_ENCODER,
  TC_ALARM_ALL_OUTPUTS,
  TC_ALARM_CAMERA,
  TC_ALARM_SOUND,
  TC_ALARM_SLOW,
  TC_ALARM_OUTPUT_REFUSED,
  TC_ALARM_OUTPUT,
  TC_ALARM_DATA_NEVER,
  TC_ALARM_DATA_STALE,
  TC_ALARM_DATA_HELD,
  TC_ALARM_DATA_REFUSED,
  TC_ALARM_RECORD,
  TC_ALARM_DISK_ACT,
  TC_ALARM_LOG,
  TC_ALARM_OTHER_CAMERA, /* from here on: notes */
  TC_ALARM_HICCUP,
  TC_ALARM_BACKLOG,
  TC_ALARM_DATA_LATE,
  TC_ALARM_ROSTER,
  TC_ALARM_CLOCK,
  TC_ALARM_DISK,
  TC_ALARM_FILE,
  TC_ALARM_ALERTS,
  TC_ALARM_N_ROWS,
} TcAlarmRow;

/** Three sentences; {name} stands for a value. */
typedef struct {
  const char *what, *public, *todo;
} TcAlarmText;

typedef struct {
  const char *kind;
  gboolean is_act;
  TcAlarmText zh, en;
} TcAlarmTexts;

extern const TcAlarmTexts tc_alarm_texts[TC_ALARM_N_ROWS];

/** What stands for {name}, in either language. */
typedef struct {
  const char *name; /**< static; NULL ends a list */
  char *zh, *en;    /**< owned by who made it */
} TcAlarmValue;

/** Frees both texts. */
void tc_alarm_value_clear (TcAlarmValue *value);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TcAlarmValue, tc_alarm_value_clear)

/** @text with its values. A name that is not among them is a programmer's error.
 * Returns: (transfer full). */
char *tc_alarm_fill (const char *text, const TcAlarmValue *values, gboolean is_english);

/**
 * tc_alarm_why:
 * @object: what has a `why` (core/why.h)
 * @key: its English sentence, if it has no `why`
 *
 * Returns: (transfer full): "text" with why it is. Viewers, for whom it was taken out,
 * are told who sees it.
 */
TcAlarmValue tc_alarm_why (const json_t *object, const char *key);

/** The same to be put after a sentence: "：...", or nothing when nothing is known.
 * Returns: (transfer full): "why". */
TcAlarmValue tc_alarm_why_after (const json_t *object, const char *key);

/** "38 秒", "38 s"; from 100 s on "00:05:12". Returns: (transfer full). */
char *tc_alarm_duration (gint64 ms, gboolean is_english);

G_END_DECLS
