/* SPDX-License-Identifier: MIT */
#include "app/alert_sender.h"

#include "tallycast/core/child.h"
#include "tallycast/core/clock.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"
#include "tallycast/core/sync.h"
#include "tallycast/core/why.h"
#include "tallycast/feed/webhook.h"

const TcAlertTimes tc_alert_times_default = {.limit_ms = 10000, .retry_ms = 5000};

struct TcAlertSender {
  char *command, *webhook;
  TcAlertTimes times;
  gboolean is_english;
  GThread *thread;
  gint is_ending; /* atomic */

  pthread_mutex_t lock;
  /* guards: */
  pthread_cond_t cond;
  GQueue messages; /* JSON text, owned */
  TcAlertSenderStats stats;
};

/* --- one message --- */

static const char *
text_of (const json_t *message, const char *key)
{
  const char *text = json_string_value (json_object_get (message, key));

  return text != NULL ? text : "";
}

static char **
environment_of (const json_t *message, const char *json)
{
  static const struct {
    const char *name, *key;
  } plain[] = {{"TALLYCAST_ALERT_STATE", "state"},
               {"TALLYCAST_ALERT_ID", "id"},
               {"TALLYCAST_ALERT_KIND", "kind"},
               {"TALLYCAST_ALERT_LEVEL", "level"},
               {"TALLYCAST_ALERT_TIME", "time"}};
  const json_t *text = json_object_get (message, "text");
  char **environment = g_get_environ ();

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    environment = g_environ_setenv (environment, plain[i].name,
                                    text_of (message, plain[i].key), TRUE);
  environment =
      g_environ_setenv (environment, "TALLYCAST_ALERT_ZH", text_of (text, "zh"), TRUE);
  environment =
      g_environ_setenv (environment, "TALLYCAST_ALERT_EN", text_of (text, "en"), TRUE);
  return g_environ_setenv (environment, "TALLYCAST_ALERT_JSON", json, TRUE);
}

static gboolean
run_command (TcAlertSender *self, const json_t *message, const char *json, json_t **why)
{
  g_autoptr (GError) error = NULL;
  const char *text =
      text_of (json_object_get (message, "text"), self->is_english ? "en" : "zh");
  const char *const argv[] = {self->command, text, NULL};
  g_auto (GStrv) environment = environment_of (message, json);
  TcChild child = {.argv = argv,
                   .environment = (const char *const *)environment,
                   .limit_ms = self->times.limit_ms,
                   .is_cancelled = &self->is_ending};
  int exit_code = 0;

  if (tc_child_run (&child, NULL, &exit_code, &error) && exit_code == 0)
    return TRUE;
  *why = error ? tc_why_of_error (error)
               : tc_why_new (TC_WHY_COMMAND_ENDED,
                             json_pack ("{s:s, s:i}", "command", self->command,
                                        "status", exit_code));
  return FALSE;
}

/* Sleeps, but not longer than somebody waits. */
static void
wait_to_retry (TcAlertSender *self)
{
  gint64 end_ns =
      tc_clock_mono_ns (tc_clock_system ()) + self->times.retry_ms * TC_NS_PER_MS;

  TC_LOCKED (&self->lock);
  while (g_atomic_int_get (&self->is_ending) == 0 &&
         tc_cond_wait_until (&self->cond, &self->lock, end_ns))
    ;
}

/* Each of the two until it has it. */
static gboolean
deliver (TcAlertSender *self, const char *json, json_t **why)
{
  json_t *message = json_loads (json, 0, NULL);
  gboolean needs_command = self->command != NULL;
  gboolean needs_webhook = self->webhook != NULL;

  for (int i = 0; i < TC_ALERT_TRIES && (needs_command || needs_webhook); i++) {
    if (i > 0)
      wait_to_retry (self);
    if (g_atomic_int_get (&self->is_ending) != 0)
      break;
    json_t *also = NULL; /* of two the command's is told */
    g_clear_pointer (why, json_decref);
    needs_command = needs_command && !run_command (self, message, json, why);
    if (needs_webhook)
      needs_webhook = !tc_webhook_post (self->webhook, json, self->times.limit_ms,
                                        &self->is_ending, &also);
    if (*why == NULL)
      *why = g_steal_pointer (&also);
    json_decref (also);
  }
  json_decref (message);
  return !needs_command && !needs_webhook;
}

/* --- the worker --- */

/* @why: (transfer full) (nullable). */
static void
note (TcAlertSender *self, json_t *why)
{
  if (why != NULL)
    tc_log (TC_LOG_WARN, "alerts", "not delivered: %s", tc_why_text (why, TRUE));
  TC_LOCKED (&self->lock);
  json_decref (self->stats.why);
  self->stats.why = why;
  self->stats.delivered += why == NULL;
  self->stats.failed += why != NULL;
}

/* Returns: (transfer full): NULL at the end. */
static char *
next (TcAlertSender *self)
{
  TC_LOCKED (&self->lock);
  while (g_atomic_int_get (&self->is_ending) == 0 && self->messages.length == 0)
    pthread_cond_wait (&self->cond, &self->lock);
  return g_atomic_int_get (&self->is_ending) == 0 ? g_queue_pop_head (&self->messages)
                                                  : NULL;
}

static gpointer
work (gpointer data)
{
  TcAlertSender *self = data;
  char *json;

  while ((json = next (self)) != NULL) {
    json_t *why = NULL;
    gboolean is_delivered = deliver (self, json, &why);

    if (is_delivered)
      g_clear_pointer (&why, json_decref);
    if (is_delivered || why != NULL)
      note (self, why);
    g_free (json);
  }
  return NULL;
}

TcAlertSender *
tc_alert_sender_new (const TcConfigAlerts *config,
                     gboolean is_english,
                     const TcAlertTimes *times)
{
  TcAlertSender *self = g_new0 (TcAlertSender, 1);

  self->command = g_strdup (config->command);
  self->webhook = g_strdup (config->webhook);
  self->is_english = is_english;
  self->times = *times;
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->cond);
  g_queue_init (&self->messages);
  self->thread = g_thread_new ("alerts", work, self);
  return self;
}

void
tc_alert_sender_free (TcAlertSender *self)
{
  if (self == NULL)
    return;
  {
    TC_LOCKED (&self->lock);
    g_atomic_int_set (&self->is_ending, 1);
    pthread_cond_broadcast (&self->cond);
  }
  g_thread_join (self->thread);
  g_queue_clear_full (&self->messages, g_free);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
  json_decref (self->stats.why);
  g_free (self->command);
  g_free (self->webhook);
  g_free (self);
}

void
tc_alert_sender_push (TcAlertSender *self, const json_t *message)
{
  char *json = json_dumps (message, JSON_COMPACT);

  TC_LOCKED (&self->lock);
  if (self->messages.length >= TC_ALERT_QUEUE) {
    self->stats.failed++;
    json_decref (self->stats.why);
    self->stats.why =
        tc_why_new (TC_WHY_TOO_MANY_WAIT, json_pack ("{s:i}", "max", TC_ALERT_QUEUE));
    free (json);
    return;
  }
  g_queue_push_tail (&self->messages, g_strdup (json));
  free (json);
  pthread_cond_broadcast (&self->cond);
}

void
tc_alert_sender_get_stats (TcAlertSender *self, TcAlertSenderStats *out_stats)
{
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
  out_stats->waiting = self->messages.length;
  out_stats->why = json_incref (self->stats.why);
}
