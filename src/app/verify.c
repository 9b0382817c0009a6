/* SPDX-License-Identifier: MIT
 *
 * tallycast verify: an as-run log, offline. Is it what was written, and what did it
 * say?
 */
#include "app/verify.h"
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/core/error.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_PATH "state/asrun"
#define KEY_DIGITS   64
#define HEX          "0123456789abcdefABCDEF"

typedef struct {
  char *key, *head, *at, *out, *fonts, *chapters, *from;
  int run;
  gboolean is_csv, is_webvtt;
} Options;

/* A key, or a file with one in it. Returns: (transfer full) (nullable). */
static char *
read_key (const char *word, GError **error)
{
  g_autofree char *text = NULL;

  if (strlen (word) == KEY_DIGITS && strspn (word, HEX) == KEY_DIGITS)
    return g_strdup (word);
  if (!g_file_get_contents (word, &text, NULL, NULL)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--key %s: must be 64 hexadecimal digits, or a file with them", word);
    return NULL;
  }
  g_strstrip (text);
  if (strlen (text) == KEY_DIGITS && strspn (text, HEX) == KEY_DIGITS)
    return g_steal_pointer (&text);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "%s: error: there is no public key in it", word);
  return NULL;
}

/* "412:9f86d081", "n412-9f86d081a2b3", or a recording's name with that in it. */
static gboolean
read_head (const char *word, gint64 *n, char **digits)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "(?:^|-)n?([1-9][0-9]{0,17})[-:]([0-9a-fA-F]{8,64})(?:-[0-9]+)?(?:\\.mp4)?$", 0,
      0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *base = g_path_get_basename (word);

  if (!g_regex_match (regex, base, 0, &match))
    return FALSE;
  g_autofree char *number = g_match_info_fetch (match, 1);
  *n = g_ascii_strtoll (number, NULL, 10);
  *digits = g_match_info_fetch (match, 2);
  return TRUE;
}

/* --- what is told ----------------------------------------------------------------- */

static void
say_faults (const TcAsrunLog *log, FILE *out)
{
  for (guint i = 0; i < log->faults->len; i++) {
    const TcAsrunFault *fault = log->faults->pdata[i];

    fprintf (out, "record %" G_GINT64_FORMAT ": %s: %s\n", fault->n,
             tc_asrun_fault_name (fault->kind), fault->text);
  }
  if (log->n_faults > log->faults->len)
    fprintf (out, "and %u more\n", log->n_faults - log->faults->len);
}

static void
say_key (const TcAsrunLog *log, gboolean is_known, FILE *out)
{
  if (log->key)
    fprintf (out, "signed by %s%s\n", log->key,
             is_known ? "" : "; compare it with the one that was published (--key)");
}

/* "whole up to 410, signed; tail open since 2026-11-23T10:42:07.123456+08:00" */
static void
say_verdict (const TcAsrunLog *log, FILE *out)
{
  if (log->signed_n == 0)
    fprintf (out, "nothing of it is whole and signed\n");
  else if (log->n_faults > 0)
    fprintf (out, "whole up to %" G_GINT64_FORMAT ", signed %s; not what follows\n",
             log->signed_n, log->signed_time);
  else if (log->is_closed)
    fprintf (out, "whole up to %" G_GINT64_FORMAT ", signed; closed %s\n",
             log->signed_n, log->signed_time);
  else
    fprintf (out,
             "whole up to %" G_GINT64_FORMAT
             ", signed; tail open since %s: %" G_GINT64_FORMAT " records\n",
             log->signed_n, log->signed_time, log->last_n - log->signed_n);
}

/* --- what is made of it ----------------------------------------------------------- */

static gboolean
show_moment (const Options *options, const TcAsrunLog *log, GError **error)
{
  gint64 frame = 0;
  g_autoptr (TcVerifyRun) run =
      tc_verify_moment_find (log, options->at, (guint)options->run, &frame, error);

  if (!run)
    return FALSE;
  tc_verify_moment_say (run, frame, stdout);
  return !options->out ||
         tc_verify_replay_draw (run, frame, options->fonts, options->out, error);
}

/* Where the recording begins: a frame, a time, or the recording's own name. */
static TcVerifyRun *
find_begin (const Options *options, const TcAsrunLog *log, gint64 *from, GError **error)
{
  const char *word = options->from ? options->from : "0";

  if (g_str_has_suffix (word, ".mp4"))
    return tc_verify_run_recording (log, word, from, error);
  return tc_verify_moment_find (log, word, (guint)options->run, from, error);
}

static gboolean
show_chapters (const Options *options, const TcAsrunLog *log, GError **error)
{
  TcVerifyChapters kind = options->is_webvtt                       ? TC_VERIFY_WEBVTT
                          : strcmp (options->chapters, "mp4") == 0 ? TC_VERIFY_MP4
                                                                   : TC_VERIFY_YOUTUBE;
  gint64 from = 0;
  g_autoptr (TcVerifyRun) run = find_begin (options, log, &from, error);

  if (!run || tc_verify_export_chapters (run, kind, from, stdout))
    return run != NULL;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "run %u: no document took effect in it: there are no chapters",
               run->number);
  return FALSE;
}

static gboolean
show (const Options *options, const TcAsrunLog *log, GError **error)
{
  if (options->at)
    return show_moment (options, log, error);
  if (options->is_csv)
    tc_verify_export_csv (log, stdout);
  return (!options->chapters && !options->is_webvtt) ||
         show_chapters (options, log, error);
}

/* --- the command line ------------------------------------------------------------- */

static TcAsrunLog *
read_log (const Options *options, const char *path, GError **error)
{
  g_autofree char *key = options->key ? read_key (options->key, error) : NULL;
  g_autofree char *digits = NULL;
  gint64 n = 0;

  if (options->key && !key)
    return NULL;
  if (options->head && !read_head (options->head, &n, &digits)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--head %s: must be NUMBER:HASH, or the name of a recording",
                 options->head);
    return NULL;
  }
  TcAsrunLog *log = tc_asrun_log_read (path, key, error);
  if (!log)
    return NULL;
  tc_asrun_log_check_objects (log);
  if (digits)
    tc_asrun_log_check_head (log, n, digits);
  return log;
}

static int
run (const Options *options, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcAsrunLog) log = read_log (options, path, &error);
  gboolean is_export = options->is_csv || options->is_webvtt || options->chapters;
  FILE *out = is_export ? stderr : stdout;

  if (!log)
    return tc_options_report ("verify", error);
  say_faults (log, out);
  say_key (log, options->key != NULL, out);
  say_verdict (log, out);
  if (!show (options, log, &error))
    return tc_options_report ("verify", error);
  return log->n_faults > 0 ? TC_ERROR_DATA : 0;
}

static const char *
find_wrong (const Options *options)
{
  int n = (options->at ? 1 : 0) + (options->chapters ? 1 : 0) + options->is_csv +
          options->is_webvtt;

  if (n > 1)
    return "one of --at, --csv, --chapters and --webvtt at a time";
  if (options->out && !options->at)
    return "-o OUT.png needs --at: the moment to draw";
  if (options->out && !g_str_has_suffix (options->out, ".png"))
    return "-o: must end in .png";
  if (options->chapters && strcmp (options->chapters, "mp4") != 0 &&
      strcmp (options->chapters, "youtube") != 0)
    return "--chapters must be mp4 or youtube";
  if (options->from && !options->chapters && !options->is_webvtt)
    return "--from is for --chapters and --webvtt";
  return options->run < 0 ? "--run must be 1 or more" : NULL;
}

static void
clear (Options *options)
{
  char *texts[] = {options->key,   options->head,     options->at,  options->out,
                   options->fonts, options->chapters, options->from};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

int
tc_app_verify (int argc, char **argv)
{
  Options options = {0};
  const GOptionEntry entries[] = {
      {"key", 0, 0, G_OPTION_ARG_STRING, &options.key,
       "the event's public key, as it was published", "HEX|FILE"},
      {"head", 0, 0, G_OPTION_ARG_STRING, &options.head,
       "a head that is known from elsewhere, as the status (/api/v1/status) or a "
       "recording's name has it",
       "N:HASH|RECORDING"},
      {"at", 0, 0, G_OPTION_ARG_STRING, &options.at, "what did the public see then?",
       "TIME|FRAME"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
       "with --at: the graphics drawn again, over a stand-in for the camera",
       "OUT.png"},
      {"fonts", 0, 0, G_OPTION_ARG_FILENAME, &options.fonts,
       "with -o: the house's own fonts, which are in no log", "DIR"},
      {"run", 0, 0, G_OPTION_ARG_INT, &options.run,
       "of a FRAME and of chapters: the run of the program (the last one)", "N"},
      {"csv", 0, 0, G_OPTION_ARG_NONE, &options.is_csv,
       "all records, for a spreadsheet, to standard output", NULL},
      {"chapters", 0, 0, G_OPTION_ARG_STRING, &options.chapters,
       "chapters for a recording: mp4 (ffmpeg's metadata) or youtube", "FORM"},
      {"webvtt", 0, 0, G_OPTION_ARG_NONE, &options.is_webvtt,
       "the same as a player's track of chapters", NULL},
      {"from", 0, 0, G_OPTION_ARG_STRING, &options.from,
       "where the recording begins (0: with the run)", "TIME|FRAME|FILE.mp4"},
      {NULL},
  };
  const char *wrong;
  int code;

  if (tc_options_parse (
          &argc, &argv, entries, "[LOG]",
          "Judges an as-run log: the folder state/asrun, or a copy of it.", 1, &code)) {
    wrong = find_wrong (&options);
    code = wrong ? tc_options_usage_error ("verify", "%s", wrong)
                 : run (&options, argc > 1 ? argv[1] : DEFAULT_PATH);
  }
  clear (&options);
  return code;
}
