/* SPDX-License-Identifier: MIT
 *
 * Once a second, on main: how the last minute was, and who has to be told of what.
 */
#include "app/broadcast.h"

#include <math.h>
#include <string.h>

#include "tallycast/control/alarms.h"

/* What came in the last minute, or since the start. */
typedef struct {
  guint seconds;                  /* 0 .. 60 */
  guint64 missed;                 /* ticks */
  guint64 repeated, dropped;      /* frames, of all cameras */
  guint64 clipped;                /* samples */
  float heard[TC_AUDIO_CHANNELS]; /* the highest sample that came in, 0 .. 1 */
} Minute;

static void
note_second (TcBroadcast *self)
{
  TcBroadcastSecond *second = &self->seconds[self->n_seconds++ % TC_BROADCAST_SECONDS];
  TcTickerStats ticker;
  TcLevelStats level;

  tc_ticker_get_stats (self->ticker, &ticker);
  tc_level_get_stats (self->level, &level);
  *second = (TcBroadcastSecond){.missed = ticker.missed, .clipped = level.clipped};
  for (guint i = 0; i < ticker.n_views; i++) {
    second->repeated += ticker.views[i].frames.repeats;
    second->dropped += ticker.views[i].frames.drops;
  }
  memcpy (second->heard, ticker.heard, sizeof second->heard);
}

static void
measure_minute (const TcBroadcast *self, Minute *out)
{
  guint n = MIN (self->n_seconds, TC_BROADCAST_SECONDS);

  *out = (Minute){0};
  if (n == 0)
    return;
  const TcBroadcastSecond *first =
      &self->seconds[(self->n_seconds - n) % TC_BROADCAST_SECONDS];
  const TcBroadcastSecond *last =
      &self->seconds[(self->n_seconds - 1) % TC_BROADCAST_SECONDS];

  out->seconds = n - 1;
  out->missed = last->missed - first->missed;
  out->repeated = last->repeated - first->repeated;
  out->dropped = last->dropped - first->dropped;
  out->clipped = last->clipped - first->clipped;
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
      out->heard[c] = MAX (out->heard[c], self->seconds[i].heard[c]);
}

/* --- what it says of itself --- */

static double
decibels (float sample)
{
  return sample > 0 ? MAX (20 * log10 (sample), TC_LEVEL_FLOOR_DB) : TC_LEVEL_FLOOR_DB;
}

static json_t *
last_minute (const TcBroadcast *self)
{
  Minute minute;

  measure_minute (self, &minute);
  return json_pack ("{s:i, s:I, s:I, s:I, s:I, s:[f, f]}", "seconds",
                    (int)minute.seconds, "missed", (json_int_t)minute.missed,
                    "repeated", (json_int_t)minute.repeated, "dropped",
                    (json_int_t)minute.dropped, "clipped", (json_int_t)minute.clipped,
                    "heard_db", decibels (minute.heard[0]), decibels (minute.heard[1]));
}

static json_t *
alerts (TcBroadcast *self)
{
  TcAlertSenderStats stats;

  if (!self->alert_sender)
    return json_null ();
  tc_alert_sender_get_stats (self->alert_sender, &stats);
  json_t *json = json_pack (
      "{s:I, s:I, s:i, s:o, s:o}", "delivered", (json_int_t)stats.delivered, "failed",
      (json_int_t)stats.failed, "waiting", (int)stats.waiting, "error",
      stats.why ? json_string (tc_why_text (stats.why, TRUE)) : json_null (), "why",
      stats.why ? stats.why : json_null ());
  return json;
}

void
tc_broadcast_watch_status (TcBroadcast *self, json_t *status)
{
  json_object_set_new (status, "minute", last_minute (self));
  json_object_set_new (status, "alerts", alerts (self));
  json_object_set_new (status, "alarms", tc_alarms_of (status));
}

/* --- once a second --- */

static void
tell (gpointer data, json_t *message)
{
  tc_alert_sender_push (((TcBroadcast *)data)->alert_sender, message);
}

static void
look_at_alarms (TcBroadcast *self)
{
  json_t *status = tc_broadcast_status (self);
  gint64 now_ns = tc_clock_mono_ns (tc_clock_system ());

  tc_alerts_look (self->alerts, json_object_get (status, "alarms"), now_ns,
                  json_string_value (json_object_get (status, "time")));
  json_decref (status);
}

static void
on_preflight (gpointer data)
{
  tc_broadcast_changed (data);
}

static gboolean
on_second (gpointer data)
{
  TcBroadcast *self = data;

  note_second (self);
  tc_broadcast_bar_rests (self);
  if (self->alerts)
    look_at_alarms (self);
  return G_SOURCE_CONTINUE;
}

void
tc_broadcast_watch_start (TcBroadcast *self)
{
  const TcConfigAlerts *config = &self->config->alerts;

  if (config->command || config->webhook) {
    self->alert_sender = tc_alert_sender_new (
        config, g_str_has_prefix (self->config->programme.language, "en"),
        &tc_alert_times_default);
    self->alerts = tc_alerts_new (strcmp (config->level, "note") == 0, tell, self);
  }
  self->preflight = tc_preflight_new (self->config, on_preflight, self);
  note_second (self);
  self->watch = g_timeout_add_seconds (1, on_second, self);
}

void
tc_broadcast_watch_stop (TcBroadcast *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->preflight, tc_preflight_free);
  g_clear_pointer (&self->alerts, tc_alerts_free);
  g_clear_pointer (&self->alert_sender, tc_alert_sender_free);
}
