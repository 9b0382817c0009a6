/* SPDX-License-Identifier: MIT
 *
 * tallycast rehearse: a scripted meeting as a backend, for crews to rehearse with and
 * for tests.
 */
#include "tallycast/app/rehearse.h"
#include "app/rehearse_server.h"
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

#include <stdio.h>
#include <string.h>

#include <glib-unix.h>

#define DEFAULT_LISTEN "127.0.0.1:8090"
#define DEFAULT_FOR_S  10
#define MIN_SPEED      0.01
#define MAX_SPEED      1000

/* "NAME@SECONDS" or "NAME@SECONDS+FOR" */
static gboolean
parse_plan (const char *text, TcFaultPlan *plan, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "@", 2);
  char *end = NULL;
  plan->for_s = DEFAULT_FOR_S;
  plan->at_s = parts[0] && parts[1] ? g_ascii_strtod (parts[1], &end) : -1;
  if (end && end != parts[1] && *end == '+') {
    const char *from = end + 1;
    plan->for_s = g_ascii_strtod (from, &end);
    if (end == from)
      plan->for_s = -1;
  }
  if (!end || end == parts[1] || *end || !(plan->at_s >= 0) || !(plan->for_s >= 0) ||
      plan->at_s > TC_SCRIPT_MAX_SECONDS || plan->for_s > TC_SCRIPT_MAX_SECONDS) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--fault %s: must be NAME@SECONDS or NAME@SECONDS+FOR", text);
    return FALSE;
  }
  return tc_play_fault_parse (parts[0], &plan->fault, error);
}

static GArray *
parse_plans (char **texts, GError **error)
{
  g_autoptr (GArray) plans = g_array_new (FALSE, TRUE, sizeof (TcFaultPlan));
  for (guint i = 0; texts && texts[i]; i++) {
    TcFaultPlan plan = {TC_PLAY_FAULT_NONE};
    if (!parse_plan (texts[i], &plan, error))
      return NULL;
    g_array_append_val (plans, plan);
  }
  return g_steal_pointer (&plans);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
run_until_signal (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint interrupt = g_unix_signal_add (SIGINT, quit_cb, loop);
  guint terminate = g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_main_loop_run (loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
}

static void
say_where (const TcRehearsal *rehearsal, const TcRehearsalSetup *setup)
{
  const TcScript *script = setup->script;
  guint n = script->events->len - 1;
  gint64 end_ms = g_array_index (script->events, TcEvent, n).at_ms;
  int length_s = (int)((double)end_ms / 1000 / setup->speed);
  printf ("rehearse: %s (%s, %u units, %u events, %d:%02d)\n",
          tc_rehearsal_url (rehearsal), script->meeting_title, script->units->len, n,
          length_s / 60, length_s % 60);
  fflush (stdout);
}

static gboolean
rehearse (TcRehearsalSetup *setup,
          const char *path,
          char **faults,
          gboolean quiet,
          GError **error)
{
  g_autoptr (TcScript) script = tc_script_load (path, error);
  if (!script)
    return FALSE;
  g_autoptr (GArray) plans = parse_plans (faults, error);
  if (!plans)
    return FALSE;
  setup->script = script;
  setup->plans = (const TcFaultPlan *)(gpointer)plans->data;
  setup->n_plans = plans->len;
  TcRehearsal *rehearsal = tc_rehearsal_new (setup, error);
  if (!rehearsal)
    return FALSE;

  if (!quiet)
    say_where (rehearsal, setup);
  run_until_signal ();
  tc_rehearsal_free (rehearsal);
  return TRUE;
}

/* Options are checked here because their ranges are ours; GOption knows only types. */
static gboolean
check_ranges (double speed, gint64 seed, int *exit_code)
{
  if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
    *exit_code = tc_options_usage_error ("rehearse", "--speed must be 0.01 .. 1000");
    return FALSE;
  }
  if (seed < -1 || seed > G_MAXUINT32) {
    *exit_code = tc_options_usage_error ("rehearse", "--seed must be 0 .. 4294967295");
    return FALSE;
  }
  return TRUE;
}

int
tc_app_rehearse (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *listen = NULL;
  g_auto (GStrv) faults = NULL;
  double speed = 1;
  gint64 seed = -1;
  gboolean manual = FALSE, loop = FALSE, quiet = FALSE, verbose = FALSE;
  const GOptionEntry entries[] = {
      {"script", 0, 0, G_OPTION_ARG_FILENAME, &path,
       "the script; else the sample meeting", "FILE"},
      {"listen", 0, 0, G_OPTION_ARG_STRING, &listen,
       "where the backend answers; " DEFAULT_LISTEN, "HOST:PORT"},
      {"speed", 0, 0, G_OPTION_ARG_DOUBLE, &speed, "0.01 .. 1000; 1", "N"},
      {"seed", 0, 0, G_OPTION_ARG_INT64, &seed,
       "the same number, the same picks and scores; else by chance", "N"},
      {"fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults,
       "at that second, for 10 or so many: error500 slow stale malformed revision_back "
       "new_epoch hang bad_section",
       "NAME@SECONDS[+FOR]"},
      {"loop", 0, 0, G_OPTION_ARG_NONE, &loop, "begin again at the end", NULL},
      {"manual", 0, 0, G_OPTION_ARG_NONE, &manual, "events happen only by POST /step",
       NULL},
      {"quiet", 0, 0, G_OPTION_ARG_NONE, &quiet, "only what goes wrong", NULL},
      {"verbose", 0, 0, G_OPTION_ARG_NONE, &verbose, "a line a ballot too", NULL},
      {NULL},
  };
  int exit_code = 0;
  if (!tc_options_parse (&argc, &argv, entries, "",
                         "Plays a scripted meeting on the backend contract.", 0,
                         &exit_code) ||
      !check_ranges (speed, seed, &exit_code))
    return exit_code;
  tc_log_setup (TC_LOG_HUMAN, quiet     ? TC_LOG_WARN
                              : verbose ? TC_LOG_DEBUG
                                        : TC_LOG_INFO);
  TcRehearsalSetup setup = {
      .listen = listen ? listen : DEFAULT_LISTEN,
      .seed = seed >= 0 ? (guint32)seed : g_random_int (),
      .speed = speed,
      .manual = manual,
      .loop = loop,
  };
  g_autoptr (GError) error = NULL;
  if (!rehearse (&setup, path, faults, quiet, &error))
    return tc_options_report ("rehearse", error);
  return 0;
}
