/* SPDX-License-Identifier: MIT */
#include "tallycast/app/options.h"

#include <stdio.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

int
tc_options_usage_error (const char *command, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  tc_log_flush ();
  fprintf (stderr, "tallycast %s: error: %s; tallycast %s --help tells the options\n",
           command, text, command);
  return TC_ERROR_USAGE;
}

int
tc_options_report (const char *command, const GError *error)
{
  tc_log_flush ();
  if (strstr (error->message, ": error: "))
    fprintf (stderr, "%s\n", error->message);
  else
    fprintf (stderr, "tallycast %s: error: %s\n", command, error->message);
  return tc_error_exit_code (error);
}

/* The long option that @argument is, up to its '=', or NULL when it is none. */
static char *
option_name (const char *argument)
{
  if (!g_str_has_prefix (argument, "--"))
    return NULL;
  return g_strndup (argument + 2, strcspn (argument + 2, "="));
}

static gboolean
is_known (const GOptionEntry *entries, const char *name)
{
  for (const GOptionEntry *entry = entries; entry->long_name; entry++)
    if (strcmp (entry->long_name, name) == 0)
      return TRUE;
  return FALSE;
}

static char *
describe_unknown (const GOptionEntry *entries, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const GOptionEntry *entry = entries; entry->long_name; entry++)
    g_ptr_array_add (names, (gpointer)entry->long_name);
  g_ptr_array_add (names, (gpointer) "help");
  g_ptr_array_add (names, NULL);
  const char *near = tc_did_you_mean (name, (const char *const *)names->pdata);
  return near ? g_strdup_printf ("unknown option '--%s' (did you mean '--%s'?)", name,
                                 near)
              : g_strdup_printf ("unknown option '--%s'", name);
}

/* GOption's own sentence, but for the unknown option, where ours can help. */
static char *
describe_error (const GOptionEntry *entries, char **argv, const GError *error)
{
  if (!g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    return g_strdup (error->message);
  for (char **argument = argv + 1; *argument && strcmp (*argument, "--") != 0;
       argument++) {
    g_autofree char *name = option_name (*argument);
    if (name && !is_known (entries, name))
      return describe_unknown (entries, name);
  }
  return g_strdup (error->message);
}

static void
print_help (const char *command,
            const GOptionEntry *entries,
            const char *arguments,
            const char *summary)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autofree char *program = g_strdup_printf ("tallycast %s", command);

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  g_set_prgname (program);
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  fputs (help, stdout);
}

gboolean
tc_options_parse (int *argc,
                  char ***argv,
                  const GOptionEntry *entries,
                  const char *arguments,
                  const char *summary,
                  int max_arguments,
                  int *exit_code)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) before = g_strdupv (*argv);
  gboolean wants_help = FALSE;
  const GOptionEntry help[] = {
      {"help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "these lines", NULL}, {NULL}};

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, help, NULL);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    g_autofree char *text = describe_error (entries, before, error);
    *exit_code = tc_options_usage_error (before[0], "%s", text);
    return FALSE;
  }
  if (wants_help) {
    print_help (before[0], entries, arguments, summary);
    *exit_code = 0;
    return FALSE;
  }
  /* GOption leaves a "--" that ends the options where it was. */
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0) {
    memmove (*argv + 1, *argv + 2, sizeof (char *) * (size_t)(*argc - 1));
    (*argc)--;
  }
  if (*argc - 1 > max_arguments) {
    const char *extra = (*argv)[max_arguments + 1];
    g_autofree char *shown =
        strstr (extra, "://") ? tc_url_mask (extra) : g_strdup (extra);
    *exit_code = tc_options_usage_error (before[0], "unexpected argument '%s'", shown);
    return FALSE;
  }
  return TRUE;
}

/* --- tallycast live --- */

typedef struct {
  char *config, *log_format;
  gboolean is_verbose;
  TcConfigOverride override;
} LiveOptions;

static void
live_options_clear (LiveOptions *self)
{
  TcConfigOverride *o = &self->override;
  char *texts[] = {self->config, self->log_format, o->size,   o->fps,     o->bitrate,
                   o->scene,     o->control,       o->record, o->backend, o->audio};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_strfreev (o->cameras);
  g_strfreev (o->outputs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LiveOptions, live_options_clear)

static gboolean
parse_live (LiveOptions *self, int *argc, char ***argv, int *exit_code)
{
  TcConfigOverride *o = &self->override;
  const GOptionEntry entries[] = {
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &self->config,
       "the configuration; default: tallycast.yaml, if it is there", "FILE"},
      {"camera", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->cameras,
       "file: rtsp: v4l2: test: (default); may be given several times", "URI"},
      {"audio", 0, 0, G_OPTION_ARG_STRING, &o->audio,
       "camera (default), alsa:DEVICE, pulse:NAME, test:, none", "INPUT"},
      {"backend", 0, 0, G_OPTION_ARG_STRING, &o->backend, "the scoring system", "URL"},
      {"output", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->outputs,
       "rtmp(s)://HOST/APP/KEY; may be given several times", "URL"},
      {"record", 0, 0, G_OPTION_ARG_FILENAME, &o->record, "record into this folder",
       "DIR"},
      {"scene", 0, 0, G_OPTION_ARG_STRING, &o->scene, "on air at the start (standby)",
       "NAME"},
      {"control", 0, 0, G_OPTION_ARG_STRING, &o->control,
       "where operators reach it (127.0.0.1:8088)", "HOST:PORT"},
      {"size", 0, 0, G_OPTION_ARG_STRING, &o->size, "of the picture (1920x1080)",
       "WxH"},
      {"fps", 0, 0, G_OPTION_ARG_STRING, &o->fps, "25 (default), 50, 30000/1001, ...",
       "N"},
      {"bitrate", 0, 0, G_OPTION_ARG_STRING, &o->bitrate, "of the picture (4500)",
       "KBPS"},
      {"log-format", 0, 0, G_OPTION_ARG_STRING, &self->log_format,
       "text (default) or json", "FORMAT"},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &self->is_verbose, "log details, too",
       NULL},
      {NULL},
  };

  return tc_options_parse (argc, argv, entries, "",
                           "Puts a meeting on the air: cameras and sound, graphics "
                           "with live data, streaming, recording.",
                           0, exit_code);
}

static gboolean
set_up_log (const LiveOptions *options, int *exit_code)
{
  const char *format = options->log_format ? options->log_format : "text";

  if (strcmp (format, "text") != 0 && strcmp (format, "json") != 0) {
    *exit_code = tc_options_usage_error (
        "live", "--log-format must be text or json, not '%s'", format);
    return FALSE;
  }
  tc_log_setup (*format == 'j' ? TC_LOG_JSON : TC_LOG_HUMAN,
                options->is_verbose ? TC_LOG_DEBUG : TC_LOG_INFO);
  return TRUE;
}

TcConfig *
tc_options_live (int argc, char **argv, int *exit_code)
{
  g_auto (LiveOptions) options = {NULL};
  g_autoptr (GError) error = NULL;

  if (!parse_live (&options, &argc, &argv, exit_code) ||
      !set_up_log (&options, exit_code))
    return NULL;
  TcConfig *config = tc_config_load (options.config, &options.override, &error);
  if (!config) {
    *exit_code = tc_options_report ("live", error);
    return NULL;
  }
  for (char **warning = config->warnings; *warning; warning++)
    tc_log (TC_LOG_WARN, "config", "%s", *warning);
  return config;
}
