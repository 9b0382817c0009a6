/* SPDX-License-Identifier: MIT
 *
 * An as-run log from anybody: judged, told in words, exported, and replayed as far as
 * its objects are known (there are none here). Whatever it is, it costs a bounded time
 * and ends in a verdict or one error of one line.
 */
#include <string.h>

#include "app/verify.h"
#include "fuzz.h"
#include "tallycast/core/error.h"

static FILE *nowhere;

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  nowhere = fopen ("/dev/null", "w");
  g_assert_nonnull (nowhere);
  return 0;
}

static void
assert_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == TC_ERROR);
  g_assert_null (strchr (error->message, '\n'));
}

/* Nothing is whole from a fault on, whoever found it and whenever. */
static void
assert_verdict (const TcAsrunLog *log)
{
  gint64 before_n = 0;

  g_assert_cmpint (log->signed_n, <=, log->last_n);
  g_assert_cmpuint (log->faults->len, ==, MIN (log->n_faults, TC_ASRUN_LOG_MAX_FAULTS));
  g_assert_true ((log->signed_n > 0) == (log->signed_time != NULL));
  g_assert_true (!log->is_closed || log->n_faults == 0);
  for (guint i = 0; i < log->faults->len; i++) {
    const TcAsrunFault *fault = log->faults->pdata[i];

    g_assert_cmpint (log->signed_n, <, fault->n);
    g_assert_cmpint (before_n, <=, fault->n);
    before_n = fault->n;
  }
}

static void
tell_run (const TcAsrunLog *log, guint number)
{
  g_autoptr (GHashTable) scenes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcVerifyRun) run = tc_verify_run_new (log, number, &error);

  if (!run) {
    assert_error (error);
    return;
  }
  gint64 last = tc_verify_run_last_frame (run);
  tc_verify_moment_say (run, last, nowhere);
  tc_verify_moment_say (run, 0, nowhere);
  for (int kind = TC_VERIFY_MP4; kind <= TC_VERIFY_WEBVTT; kind++)
    tc_verify_export_chapters (run, (TcVerifyChapters)kind, last / 2, nowhere);
  g_hash_table_add (scenes, (gpointer) "score");
  g_autoptr (GPtrArray) events = tc_verify_replay_events (run, last, scenes, &error);
  if (!events)
    assert_error (error);
}

static void
ask_moment (const TcAsrunLog *log, const char *word)
{
  g_autoptr (GError) error = NULL;
  gint64 frame;
  g_autoptr (TcVerifyRun) run = tc_verify_moment_find (log, word, 0, &frame, &error);

  if (!run)
    assert_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse ((const char *)data, n, NULL);

  assert_verdict (log);
  tc_asrun_log_check_head (log, 3, "0123456789ab");
  assert_verdict (log);
  tc_asrun_log_check_objects (log);
  assert_verdict (log);
  tc_verify_export_csv (log, nowhere);
  tell_run (log, 0);
  tell_run (log, 1);
  ask_moment (log, "100");
  ask_moment (log, "10:00:00");
  return 0;
}
