/* SPDX-License-Identifier: MIT
 *
 * Alerts on their way: a real command, a real HTTP server.
 */
#include "app/alert_sender.h"

#include "../support/http-server.h"
#include "../support/why.h"
#include "tallycast/core/why.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define LONG_MS 600000 /* never waited for */

static const TcAlertTimes patient = {.limit_ms = LONG_MS, .retry_ms = 1};
static const TcAlertTimes short_of_time = {.limit_ms = 100, .retry_ms = 1};

/* A shell would run what is in it, or lose a quote. */
#define TEXT_ZH "推流断开 9 秒。`id` $(id) \"'\\ ; 打电话。"
#define TEXT_EN "Lost for 9 s. $HOME"

typedef struct {
  char *dir, *command;
  GString *posted; /* heads and bodies */
  int status;      /* what the server answers; 0: nothing for long */
  int n_bad;       /* so many first answers are 503 */
  pthread_mutex_t lock;
} Fixture;

static void
set_up (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  f->dir = g_dir_make_tmp ("tc-alert-XXXXXX", NULL);
  f->command = g_build_filename (f->dir, "alert", NULL);
  f->posted = g_string_new (NULL);
  f->status = 204;
  pthread_mutex_init (&f->lock, NULL);
}

static void
tear_down (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (f->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->command);
  g_string_free (f->posted, TRUE);
  pthread_mutex_destroy (&f->lock);
}

/* @body: of a shell script; it can write into "$D". */
static void
write_command (Fixture *f, const char *body)
{
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nD='%s'\n%s\n", f->dir, body);

  g_assert_true (g_file_set_contents (f->command, script, -1, NULL));
  g_assert_cmpint (chmod (f->command, 0700), ==, 0);
}

static char *
read_file (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("none");
}

static gboolean
on_post (const TcTestRequest *request, gpointer data)
{
  Fixture *f = data;
  g_autofree char *body = tc_test_body (request);
  int status;

  pthread_mutex_lock (&f->lock);
  g_string_append_printf (f->posted, "%s%s\n", request->head, body);
  status = f->n_bad-- > 0 ? 503 : f->status;
  pthread_mutex_unlock (&f->lock);
  if (status == 0)
    return tc_test_wait_ms (request, LONG_MS);
  return tc_test_reply (request, status, NULL, "", 0);
}

static void
push (TcAlertSender *sender)
{
  json_t *message =
      json_pack ("{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "state", "begun", "id",
                 "output:public", "kind", "output_lost", "level", "act", "time",
                 "2026-11-23T10:42:07+08:00", "text", "zh", TEXT_ZH, "en", TEXT_EN);

  tc_alert_sender_push (sender, message);
  json_decref (message);
}

/* Until so many are done. Returns: (transfer full) (nullable): the error. */
static char *
wait_done (TcAlertSender *sender, guint64 delivered, guint64 failed)
{
  TcAlertSenderStats stats;

  for (;;) {
    tc_alert_sender_get_stats (sender, &stats);
    if (stats.delivered + stats.failed >= delivered + failed)
      break;
    json_decref (stats.why);
    g_usleep (1000);
  }
  g_assert_cmpuint (stats.delivered, ==, delivered);
  g_assert_cmpuint (stats.failed, ==, failed);
  g_assert_cmpuint (stats.waiting, ==, 0);
  if (!stats.why)
    return NULL;
  test_why_has_words (stats.why);
  char *error = g_strdup (tc_why_text (stats.why, TRUE));
  json_decref (stats.why);
  return error;
}

static void
test_command (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  TcConfigAlerts config = {.command = f->command};
  g_autoptr (TcAlertSender) sender = NULL;
  g_autofree char *error = NULL;

  write_command (f, "printf '%s' \"$#\" >\"$D/n\"; printf '%s' \"$1\" >\"$D/text\"\n"
                    "printf '%s' \"$TALLYCAST_ALERT_EN\" >\"$D/en\"\n"
                    "printf '%s' \"$TALLYCAST_ALERT_JSON\" >\"$D/json\"\n"
                    "printf '%s %s %s %s %s' \"$TALLYCAST_ALERT_STATE\" "
                    "\"$TALLYCAST_ALERT_ID\" \"$TALLYCAST_ALERT_KIND\" "
                    "\"$TALLYCAST_ALERT_LEVEL\" \"$TALLYCAST_ALERT_TIME\" >\"$D/env\"");
  sender = tc_alert_sender_new (&config, FALSE, &patient);
  push (sender);
  error = wait_done (sender, 1, 0);
  g_assert_cmpstr (error, ==, NULL);
  g_autofree char *n = read_file (f, "n");
  g_autofree char *text = read_file (f, "text");
  g_autofree char *en = read_file (f, "en");
  g_autofree char *json = read_file (f, "json");
  g_autofree char *environment = read_file (f, "env");
  g_assert_cmpstr (n, ==, "1");
  g_assert_cmpstr (text, ==, TEXT_ZH);
  g_assert_cmpstr (en, ==, TEXT_EN);
  g_assert_cmpstr (environment, ==,
                   "begun output:public output_lost act 2026-11-23T10:42:07+08:00");
  json_t *message = json_loads (json, 0, NULL);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_object_get (message, "text"), "zh")), ==,
      TEXT_ZH);
  json_decref (message);
}

static void
test_english (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  TcConfigAlerts config = {.command = f->command};
  g_autoptr (TcAlertSender) sender = NULL;

  write_command (f, "printf '%s' \"$1\" >\"$D/text\"");
  sender = tc_alert_sender_new (&config, TRUE, &patient);
  push (sender);
  g_assert_cmpstr (wait_done (sender, 1, 0), ==, NULL);
  g_autofree char *text = read_file (f, "text");
  g_assert_cmpstr (text, ==, TEXT_EN);
}

static void
test_webhook (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  TcTestServer *server = tc_test_server_new (on_post, f);
  g_autofree char *url =
      g_strconcat (tc_test_server_url (server), "/hook?key=S3CRET", NULL);
  TcConfigAlerts config = {.webhook = url};
  TcAlertSender *sender = tc_alert_sender_new (&config, FALSE, &patient);

  push (sender);
  g_assert_cmpstr (wait_done (sender, 1, 0), ==, NULL);
  tc_alert_sender_free (sender);
  tc_test_server_free (server);
  g_assert_true (
      g_str_has_prefix (f->posted->str, "POST /hook?key=S3CRET HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (f->posted->str, "Content-Type: application/json\r\n"));
  json_t *message = json_loads (strstr (f->posted->str, "\r\n\r\n") + 4, 0, NULL);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_object_get (message, "text"), "zh")), ==,
      TEXT_ZH);
  g_assert_cmpstr (json_string_value (json_object_get (message, "kind")), ==,
                   "output_lost");
  json_decref (message);
}

/* Who could not be reached twice is reached the third time; and is told once. */
static void
test_tries (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  TcTestServer *server = tc_test_server_new (on_post, f);
  TcConfigAlerts config = {.webhook = (char *)tc_test_server_url (server),
                           .command = f->command};
  TcAlertSender *sender;

  f->n_bad = 2;
  write_command (f, "echo told >>\"$D/told\"");
  sender = tc_alert_sender_new (&config, FALSE, &patient);
  push (sender);
  g_assert_cmpstr (wait_done (sender, 1, 0), ==, NULL);
  g_assert_cmpuint (tc_test_server_n_requests (server), ==, 3);
  tc_alert_sender_free (sender);
  tc_test_server_free (server);
  g_autofree char *told = read_file (f, "told");
  g_assert_cmpstr (told, ==, "told\n");
}

static void
assert_fails (const TcConfigAlerts *config, const TcAlertTimes *times, const char *why)
{
  g_autoptr (TcAlertSender) sender = tc_alert_sender_new (config, FALSE, times);
  g_autofree char *error = NULL;

  push (sender);
  error = wait_done (sender, 0, 1);
  if (!g_str_has_suffix (error, why) || strstr (error, "S3CRET") != NULL)
    g_error ("%s: not %s", error, why);
}

static void
test_failures (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  TcTestServer *server = tc_test_server_new (on_post, f);
  g_autofree char *url =
      g_strconcat (tc_test_server_url (server), "/hook?key=S3CRET", NULL);
  TcConfigAlerts config = {.command = f->command};

  write_command (f, "exit 3");
  assert_fails (&config, &patient, "/alert: ended with 3");
  write_command (f, "sleep 1000");
  assert_fails (&config, &short_of_time, "/alert: not ended in time");
  g_unlink (f->command);
  assert_fails (&config, &patient, "/alert: No such file or directory");
  config = (TcConfigAlerts){.webhook = url};
  f->status = 404;
  assert_fails (&config, &patient, "answers 404");
  f->status = 302;
  assert_fails (&config, &patient, "answers 302");
  f->status = 0;
  {
    g_autoptr (TcAlertSender) sender =
        tc_alert_sender_new (&config, FALSE, &short_of_time);
    g_autofree char *error = NULL;

    push (sender);
    error = wait_done (sender, 0, 1);
    g_assert_true (g_str_has_prefix (error, "127.0.0.1:"));
    g_assert_null (strstr (error, "S3CRET"));
  }
  tc_test_server_free (server);
}

/* One that does not end makes nobody wait, and the rest is counted, not kept. */
static void
test_full (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  TcConfigAlerts config = {.command = f->command};
  TcAlertSender *sender;
  TcAlertSenderStats stats;

  write_command (f, "sleep 1000");
  sender = tc_alert_sender_new (&config, FALSE, &patient);
  for (int i = 0; i < TC_ALERT_QUEUE + 10; i++)
    push (sender);
  tc_alert_sender_get_stats (sender, &stats);
  g_assert_cmpuint (stats.waiting, <=, TC_ALERT_QUEUE);
  g_assert_cmpuint (stats.failed, >=, 9); /* one may be on its way */
  g_assert_cmpstr (tc_why_text (stats.why, TRUE), ==, "32 alerts wait already");
  test_why_has_words (stats.why);
  json_decref (stats.why);
  tc_alert_sender_free (sender); /* with the command killed */
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
      {"/app/alerts/a-command-gets-text-and-environment-without-a-shell", test_command},
      {"/app/alerts/the-text-is-in-the-programmes-language", test_english},
      {"/app/alerts/a-webhook-gets-the-message", test_webhook},
      {"/app/alerts/who-is-not-reached-is-tried-again", test_tries},
      {"/app/alerts/what-fails-is-one-line-without-a-secret", test_failures},
      {"/app/alerts/the-queue-has-an-end-and-nobody-waits", test_full},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
