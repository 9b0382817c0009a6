/* SPDX-License-Identifier: MIT
 *
 * The backend is asked as the broadcast asks it, by feed, until its first document and
 * its roster are there. Nothing is kept.
 */
#include "app/check-part.h"

#include "app/document.h"
#include "tallycast/core/error.h"
#include "tallycast/core/sync.h"
#include "tallycast/feed/poller.h"

#include <string.h>

#define ASK_US        20000
#define BEYOND_WAIT_S 5 /* the answer has 3 s beyond the wait, a roster 2 s */
#define MAX_FAILURES  2

/* --- one conversation --- */

typedef struct {
  TcFeed *feed;
  TcSlot snapshot; /* the newest */
} Talk;

static void
on_snapshot (TcSnapshot *snapshot, gpointer data)
{
  if (snapshot != NULL)
    tc_slot_put (&((Talk *)data)->snapshot, tc_snapshot_ref (snapshot));
}

static json_t *
status_of (const Talk *talk)
{
  g_autofree char *text = tc_feed_dup_status_json (talk->feed);

  return json_loads (text, 0, NULL);
}

static gint64
number (const json_t *status, const char *key)
{
  return json_integer_value (json_object_get (status, key));
}

/* There is a document, and the roster that it speaks of is there or cannot be had. */
static gboolean
is_complete (const json_t *status, TcSnapshot *snapshot)
{
  const json_t *roster = json_object_get (status, "roster");

  if (json_array_size (json_object_get (status, "refusals")) > 0 ||
      number (status, "failures") >= MAX_FAILURES)
    return TRUE;
  return snapshot != NULL && (json_is_string (json_object_get (roster, "sha256")) ||
                              json_is_string (json_object_get (roster, "error")));
}

static json_t *
listen_to (Talk *talk, int wait_s)
{
  gint64 end_us = g_get_monotonic_time () + (wait_s + BEYOND_WAIT_S) * G_USEC_PER_SEC;
  json_t *status = status_of (talk);

  for (;;) {
    g_autoptr (TcSnapshot) snapshot = tc_slot_get (&talk->snapshot);

    if (is_complete (status, snapshot) || g_get_monotonic_time () > end_us)
      return status;
    g_usleep (ASK_US);
    json_decref (status);
    status = status_of (talk);
  }
}

/* --- what it gave --- */

static void
tell_refusals (TcCheckResult *result, const json_t *status)
{
  const json_t *list = json_object_get (status, "refusals");

  for (size_t i = 0; i < json_array_size (list); i++) {
    const json_t *refusal = json_array_get (list, i);
    const json_t *why = json_object_get (refusal, "why");
    const char *path =
        json_string_value (json_object_get (json_object_get (why, "values"), "path"));

    tc_check_result_add (
        result, &(TcFinding){
                    .level = TC_CHECK_ERROR,
                    .kind = "refused",
                    .value = (char *)path,
                    .which = path,
                    .en = g_strdup_printf ("its document is refused: %s",
                                           tc_why_text (why, TRUE)),
                    .zh = g_strdup_printf ("数据被拒收：%s", tc_why_text (why, FALSE)),
                    .fix_en = g_strdup (
                        "the scoring system must say it as the contract has it"),
                    .fix_zh = g_strdup ("请评分系统按约定的格式修改"),
                });
  }
}

static void
tell_silence (TcCheck *check, TcCheckResult *result, const json_t *status)
{
  const json_t *why = json_object_get (status, "why");
  const char *zh = tc_why_text (why, FALSE);
  const char *en = tc_why_text (why, TRUE);

  check->exit_code = TC_ERROR_UNAVAILABLE;
  tc_check_result_add (
      result,
      &(TcFinding){
          .level = TC_CHECK_ERROR,
          .kind = "silent",
          .en = g_strconcat ("the backend does not answer", *en != '\0' ? ": " : "", en,
                             NULL),
          .zh = g_strconcat ("评分系统没有应答", *zh != '\0' ? "：" : "", zh, NULL),
          .fix_en = g_strdup ("start it, or correct `backend: url`"),
          .fix_zh = g_strdup ("启动评分系统，或改正配置里的 backend: url"),
      });
}

static void
tell_roster (TcCheckResult *result, const json_t *status)
{
  const json_t *why = json_object_get (json_object_get (status, "roster"), "why");

  if (!json_is_object (why))
    return;
  tc_check_result_add (
      result, &(TcFinding){
                  .level = TC_CHECK_ERROR,
                  .kind = "roster",
                  .en = g_strdup_printf ("its roster cannot be read: %s",
                                         tc_why_text (why, TRUE)),
                  .zh = g_strdup_printf ("读不到名单：%s", tc_why_text (why, FALSE)),
                  .fix_en = g_strdup ("the scoring system must give /api/v1/roster"),
                  .fix_zh = g_strdup ("请评分系统提供 /api/v1/roster"),
              });
}

static void
tell_skew (TcCheckResult *result, const json_t *status)
{
  double skew_s = (double)number (status, "skew_ms") / 1000;

  if (!json_is_true (json_object_get (status, "skew_alarm")))
    return;
  tc_check_result_add (
      result, &(TcFinding){
                  .level = TC_CHECK_WARNING,
                  .kind = "clock",
                  .en = g_strdup_printf ("its clock is %.1f s from ours", skew_s),
                  .zh = g_strdup_printf ("时钟与本机相差%.1f秒", skew_s),
                  .fix_en = g_strdup ("let both machines take the time by NTP"),
                  .fix_zh = g_strdup ("两台机器都用网络校时"),
              });
}

static void
take (TcCheck *check, TcCheckResult *result, Talk *talk, const json_t *status)
{
  g_autoptr (TcSnapshot) snapshot = tc_slot_get (&talk->snapshot);
  g_autoptr (TcRoster) roster = tc_feed_dup_roster (talk->feed);
  guint n = roster != NULL ? roster->n_units : 0;

  tell_refusals (result, status);
  if (snapshot == NULL && result->findings->len == 0) {
    tell_silence (check, result, status);
    return;
  }
  tell_roster (result, status);
  tell_skew (result, status);
  if (snapshot != NULL && check->document == NULL)
    check->document = tc_snapshot_ref (snapshot);
  if (roster != NULL && check->roster == NULL) {
    check->roster = tc_roster_ref (roster);
    check->roster_en = "the backend's";
    check->roster_zh = "评分系统的";
  }
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("it answers, its clock is %.2f s from ours, roster of %u read",
                       (double)number (status, "skew_ms") / 1000, n),
      g_strdup_printf ("有应答，时钟相差%.2f秒，名单%u家",
                       (double)number (status, "skew_ms") / 1000, n));
}

static void
ask (TcCheck *check, TcCheckResult *result)
{
  const TcConfigBackend *config = &check->config->backend;
  TcFeedSettings settings = {.url = config->url,
                             .poll_ms = config->poll_ms,
                             .wait_s = config->wait_s,
                             .late_after_s = config->late_after_s,
                             .stale_after_s = config->stale_after_s};
  Talk talk = {NULL};
  TcFeedCallbacks callbacks = {.snapshot = on_snapshot, .data = &talk};
  g_autoptr (GError) error = NULL;
  json_t *status;

  tc_slot_init (&talk.snapshot, (TcRefFunc)tc_snapshot_ref,
                (TcUnrefFunc)tc_snapshot_unref);
  talk.feed = tc_feed_new (&settings, tc_clock_system (), &callbacks, &error);
  if (talk.feed == NULL) {
    check->exit_code = TC_ERROR_UNAVAILABLE;
    tc_check_result_add (result, &(TcFinding){.level = TC_CHECK_ERROR,
                                              .kind = "silent",
                                              .en = g_strdup (error->message),
                                              .zh = g_strdup (error->message)});
  } else {
    status = listen_to (&talk, config->wait_s);
    take (check, result, &talk, status);
    json_decref (status);
  }
  tc_feed_free (talk.feed);
  tc_slot_clear (&talk.snapshot);
}

static void
read_data (TcCheck *check, TcCheckResult *result)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  guint n = 0;

  for (char **path = check->data; path != NULL && *path != NULL; path++, n++) {
    g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GError) error = NULL;

    if (!tc_document_read_file (rules, *path, &check->document, faults, &error))
      tc_check_result_add_file (result, error->message);
    for (guint i = 0; i < faults->len; i++) {
      g_autofree char *text = g_strdup_printf ("%s: error: %s", *path,
                                               (char *)g_ptr_array_index (faults, i));

      tc_check_result_add_file (result, text);
    }
  }
  tc_check_result_set_sum (result,
                           g_strdup_printf ("%u document%s read", n, n == 1 ? "" : "s"),
                           g_strdup_printf ("读了%u份数据", n));
}

void
tc_check_backend (TcCheck *check, TcCheckResult *result)
{
  gboolean wants_roster = g_strcmp0 (check->roster_from, "backend") == 0;

  if (check->data == NULL && check->config->backend.url == NULL)
    tc_check_result_skip (result, "none is configured (backend: url)",
                          "没有配置（backend: url）");
  if (check->data != NULL)
    read_data (check, result);
  if (check->config->backend.url != NULL && (check->data == NULL || wants_roster))
    ask (check, result);
}
