/* SPDX-License-Identifier: MIT
 *
 * tallycast check: what would look wrong on air, before it is on air.
 */
#include "app/check-case.h"
#include "app/check-part.h"
#include "app/check-print.h"
#include "app/check-sheet.h"
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SHEET "check.html" /* in a folder */

typedef struct {
  char *config, *theme, *overlays, *roster, *out, *part;
  char **scenes, **data;
  gboolean is_json;
} Options;

static int
exit_code_of (const TcCheck *check, const GPtrArray *results)
{
  if (check->exit_code != 0)
    return check->exit_code;
  return tc_check_count (results, TC_CHECK_ERROR) > 0 ? TC_ERROR_DATA : 0;
}

static void
print_json (const TcCheck *check, const GPtrArray *results, int exit_code)
{
  json_t *json = tc_check_to_json (check, results, exit_code);

  json_dumpf (json, stdout, JSON_INDENT (2));
  putchar ('\n');
  json_decref (json);
}

/* Names of the scenes' files. Returns: (transfer full) (array zero-terminated=1). */
static char **
list_files (const char *dir)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);
  GPtrArray *names = g_ptr_array_new ();
  const char *file;

  while (open != NULL && (file = g_dir_read_name (open)) != NULL)
    if (g_str_has_suffix (file, ".yaml") && *file != '.')
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (".yaml")));
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

static gboolean
know_part (const TcCheck *check, int *exit_code)
{
  static const char *const parts[] = {TC_CHECK_SCENES, TC_CHECK_MACHINE, NULL};

  if (check->part == NULL || g_strv_contains (parts, check->part))
    return TRUE;
  *exit_code = tc_options_usage_error ("check", "--part %s: must be scenes or machine",
                                       check->part);
  return FALSE;
}

static gboolean
know_scenes (const TcCheck *check, int *exit_code)
{
  g_auto (GStrv) known = list_files (check->overlays_dir);

  for (char **name = check->only; name != NULL && *name != NULL; name++) {
    const char *const *names = (const char *const *)known;
    const char *near = tc_did_you_mean (*name, names);

    if (g_strv_contains (names, *name))
      continue;
    *exit_code = tc_options_usage_error (
        "check", "no scene '%s'%s%s%s", *name, near != NULL ? " (did you mean '" : "",
        near != NULL ? near : "", near != NULL ? "'?)" : "");
    return FALSE;
  }
  return TRUE;
}

/* FILE.html as it is; else a folder, made if need be. Returns: (transfer full). */
static char *
sheet_path (const char *out, GError **error)
{
  if (g_str_has_suffix (out, ".html"))
    return g_strdup (out);
  if (g_mkdir_with_parents (out, 0755) == 0)
    return g_build_filename (out, SHEET, NULL);
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "cannot make the folder %s: %s",
               out, g_strerror (errno));
  return NULL;
}

static gboolean
write_sheet (const TcCheck *check,
             const GPtrArray *results,
             const char *out,
             gint64 begin_us,
             GError **error)
{
  double seconds = (double)(g_get_monotonic_time () - begin_us) / G_USEC_PER_SEC;
  g_autofree char *path = sheet_path (out, error);
  g_autofree char *html = NULL;
  g_autoptr (GError) inner = NULL;

  if (path == NULL)
    return FALSE;
  html = tc_check_sheet (check, results, seconds);
  if (g_file_set_contents (path, html, -1, &inner)) {
    fprintf (stderr, "wrote %s\n", path); /* stdout is for what was found */
    return TRUE;
  }
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "cannot write %s: %s", path,
               inner->message);
  return FALSE;
}

static int
run (const Options *options, const TcConfig *config)
{
  g_autofree char *data_dir = tc_config_data_dir ();
  g_autofree char *shipped = g_build_filename (data_dir, "overlays", NULL);
  TcCheck check = {
      .config = config,
      .overlays_dir = options->overlays      ? options->overlays
                      : config->overlays.dir ? config->overlays.dir
                                             : shipped,
      .theme = options->theme ? options->theme : config->programme.theme,
      .only = options->scenes,
      .data = options->data,
      .roster_from = options->roster,
      .wants_pictures = options->out != NULL,
      .part = options->part,
  };
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  int exit_code;

  if (!know_part (&check, &exit_code) || !know_scenes (&check, &exit_code))
    return exit_code;
  results = tc_check_run (&check);
  exit_code = exit_code_of (&check, results);
  if (options->is_json)
    print_json (&check, results, exit_code);
  else
    tc_check_print (results);
  if (options->out != NULL &&
      !write_sheet (&check, results, options->out, begin_us, &error))
    exit_code = tc_options_report ("check", error);
  tc_check_clear (&check);
  return exit_code;
}

static void
options_clear (Options *self)
{
  g_free (self->config);
  g_free (self->theme);
  g_free (self->overlays);
  g_free (self->roster);
  g_free (self->out);
  g_free (self->part);
  g_strfreev (self->scenes);
  g_strfreev (self->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

int
tc_app_check (int argc, char **argv)
{
  g_auto (Options) options = {NULL};
  const GOptionEntry entries[] = {
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &options.config,
       "the configuration; default: tallycast.yaml, if it is there", "FILE"},
      {"scene", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.scenes,
       "only this scene; may be given several times", "NAME"},
      {"roster", 0, 0, G_OPTION_ARG_STRING, &options.roster,
       "names: a file in the contract's shape, or backend; default: the backend's, "
       "else "
       "the sample meeting's",
       "FILE|backend"},
      {"data", 'd', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.data,
       "a backend's document; several: one after another", "STATE.json"},
      {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme,
       "in place of the configuration's", "NAME"},
      {"overlays", 0, 0, G_OPTION_ARG_FILENAME, &options.overlays,
       "folder of the scenes, in place of the configuration's", "DIR"},
      {"part", 0, 0, G_OPTION_ARG_STRING, &options.part,
       "only what is on the air (scenes), or only how fast this machine encodes and "
       "its disk writes (machine)",
       "scenes|machine"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "print JSON", NULL},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
       "write a contact sheet: every scene's picture with what was found",
       "DIR|FILE.html"},
      {NULL},
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TcConfig) config = NULL;
  int code;

  if (!tc_options_parse (
          &argc, &argv, entries, "",
          "Looks for what would look wrong on air: every name of a roster and the "
          "longest value of every field in every scene; missing characters, text that "
          "is cut or too small, contrast, safe area, flashes; configuration, fonts, "
          "backend, disk. Ends with 65 when something would look wrong, 69 or 78 when "
          "the backend, fonts or the configuration do not let it look.",
          0, &code))
    return code;
  tc_log_setup (TC_LOG_HUMAN, TC_LOG_ERROR); /* what was found is told otherwise */
  config = tc_config_load (options.config, NULL, &error);
  if (config == NULL)
    return tc_options_report ("check", error);
  return run (&options, config);
}
