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
  fprintf (stderr, "tallycast %s: error: %s; tallycast %s --help tells the options\n",
           command, text, command);
  return TC_ERROR_USAGE;
}

int
tc_options_report (const char *command, const GError *error)
{
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
    *exit_code = tc_options_usage_error (before[0], "unexpected argument '%s'",
                                         (*argv)[max_arguments + 1]);
    return FALSE;
  }
  return TRUE;
}
