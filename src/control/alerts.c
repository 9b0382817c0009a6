/* SPDX-License-Identifier: MIT */
#include "tallycast/control/alerts.h"

#include "status-private.h"
#include "tallycast/control/alarms.h"
#include "tallycast/core/clock.h"

#define OWN_KIND "alert_failed"

/* One that was there at the last look, or not long ago. */
typedef struct {
  char *key;         /* id, kind and level: of one that becomes worse is told again */
  json_t *alarm;     /* as last seen */
  gint64 seen_ns;    /* last */
  gint64 told_ns;    /* 0: never */
  gboolean is_told;  /* and its end is not */
  gboolean was_here; /* at the last look */
} Known;

struct TcAlerts {
  gboolean with_notes;
  TcAlertFunc tell;
  gpointer data;
  GPtrArray *known;
};

static void
known_free (gpointer data)
{
  Known *self = data;

  g_free (self->key);
  json_decref (self->alarm);
  g_free (self);
}

TcAlerts *
tc_alerts_new (gboolean with_notes, TcAlertFunc tell, gpointer data)
{
  TcAlerts *self = g_new0 (TcAlerts, 1);

  self->with_notes = with_notes;
  self->tell = tell;
  self->data = data;
  self->known = g_ptr_array_new_with_free_func (known_free);
  return self;
}

void
tc_alerts_free (TcAlerts *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->known);
  g_free (self);
}

/* --- messages --- */

static json_t *
text (const json_t *alarm, gboolean is_over, gboolean is_english)
{
  const char *what =
      tc_status_text (json_object_get (alarm, is_english ? "en" : "zh"), "what");
  g_autofree char *line =
      is_over ? g_strconcat (is_english ? "Over: " : "已恢复：", what, NULL)
              : tc_alarm_line (alarm, is_english);

  return json_string (line);
}

static void
tell (TcAlerts *self, const Known *known, gboolean is_over, const char *time)
{
  json_t *message = json_copy (known->alarm);

  json_object_set_new (message, "state", json_string (is_over ? "over" : "begun"));
  json_object_set_new (message, "time", json_string (time));
  json_object_set_new (message, "text",
                       json_pack ("{s:o, s:o}", "zh",
                                  text (known->alarm, is_over, FALSE), "en",
                                  text (known->alarm, is_over, TRUE)));
  self->tell (self->data, message);
  json_decref (message);
}

/* --- looking --- */

static gboolean
is_wanted (const TcAlerts *self, const json_t *alarm)
{
  return strcmp (tc_status_text (alarm, "kind"), OWN_KIND) != 0 &&
         (self->with_notes || strcmp (tc_status_text (alarm, "level"), "act") == 0);
}

/* Returns: NULL when there are too many. */
static Known *
know (TcAlerts *self, json_t *alarm)
{
  g_autofree char *key =
      g_strdup_printf ("%s %s %s", tc_status_text (alarm, "id"),
                       tc_status_text (alarm, "kind"), tc_status_text (alarm, "level"));
  Known *known;

  for (guint i = 0; i < self->known->len; i++) {
    known = g_ptr_array_index (self->known, i);
    if (strcmp (known->key, key) == 0)
      return known;
  }
  if (self->known->len >= TC_ALERTS_MAX)
    return NULL;
  known = g_new0 (Known, 1);
  known->key = g_steal_pointer (&key);
  g_ptr_array_add (self->known, known);
  return known;
}

/* The second look at which it is there, and not just after it was told. */
static void
see (TcAlerts *self, json_t *alarm, gint64 now_ns, const char *time)
{
  Known *known = know (self, alarm);
  gboolean is_second;

  if (known == NULL)
    return;
  is_second = known->was_here;
  json_decref (known->alarm);
  known->alarm = json_incref (alarm);
  known->seen_ns = now_ns;
  known->was_here = TRUE;
  if (known->is_told || !is_second ||
      (known->told_ns != 0 &&
       now_ns - known->told_ns < TC_ALERTS_QUIET_MS * TC_NS_PER_MS))
    return;
  known->is_told = TRUE;
  known->told_ns = now_ns;
  tell (self, known, FALSE, time);
}

/* Returns: whether nothing of it is worth to be kept any more. */
static gboolean
miss (TcAlerts *self, Known *known, gint64 now_ns, const char *time)
{
  known->was_here = FALSE;
  if (known->is_told && now_ns - known->seen_ns >= TC_ALERTS_GONE_MS * TC_NS_PER_MS) {
    known->is_told = FALSE;
    tell (self, known, TRUE, time);
  }
  return !known->is_told &&
         (known->told_ns == 0 ||
          now_ns - known->told_ns >= TC_ALERTS_QUIET_MS * TC_NS_PER_MS);
}

void
tc_alerts_look (TcAlerts *self, json_t *alarms, gint64 now_ns, const char *time)
{
  size_t n = json_array_size (alarms);

  for (size_t i = 0; i < n; i++)
    if (is_wanted (self, json_array_get (alarms, i)))
      see (self, json_array_get (alarms, i), now_ns, time);
  for (guint i = self->known->len; i > 0; i--) {
    Known *known = g_ptr_array_index (self->known, i - 1);

    if (known->seen_ns != now_ns && miss (self, known, now_ns, time))
      g_ptr_array_remove_index (self->known, i - 1);
  }
}
