/* SPDX-License-Identifier: MIT
 *
 * tallycast token: makes, lists and revokes the tokens of control: tokens_file.
 */
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/control/api.h"
#include "tallycast/core/error.h"
#include "tallycast/core/listen.h"
#include "tallycast/core/log.h"
#include "tallycast/core/qr.h"
#include "tallycast/web/tokens.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/token.h"

#define DEFAULT_FILE "tokens.json"

typedef struct {
  char *config, *file, *role, *url;
  gboolean has_qr, is_json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->config);
  g_free (self->file);
  g_free (self->role);
  g_free (self->url);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- what is printed -------------------------------------------------------------- */

/* Two rows of modules in one of text. The colours are set, since a code must be dark on
 * light and terminals are of both kinds. */
char *
tc_token_qr_text (const TcQrCode *code)
{
  static const char *const halves[] = {" ", "▄", "▀", "█"}; /* dark: none, low, high */
  GString *text = g_string_new (NULL);
  int from = -TC_QR_QUIET_MODULES, to = code->across + TC_QR_QUIET_MODULES;

  for (int y = from; y < to; y += 2) {
    g_string_append (text, "\033[38;5;16;48;5;231m");
    for (int x = from; x < to; x++)
      g_string_append (text, halves[(tc_qr_is_dark (code, x, y) ? 2 : 0) +
                                    (tc_qr_is_dark (code, x, y + 1) ? 1 : 0)]);
    g_string_append (text, "\033[0m\n");
  }
  return g_string_free (text, FALSE);
}

static gboolean
print_link (const Options *options,
            const char *base,
            TcRole role,
            const char *token,
            GError **error)
{
  g_autofree char *link = tc_api_link (base, role, token);

  printf ("%s\n", link);
  if (!options->has_qr && !isatty (STDOUT_FILENO))
    return TRUE;
  g_autoptr (TcQrCode) code = tc_qr_new (link, TC_QR_LEVEL_L, error);
  if (!code)
    return FALSE;
  g_autofree char *text = tc_token_qr_text (code);
  fputs (text, stdout);
  return TRUE;
}

/* --- the three verbs -------------------------------------------------------------- */

static int
make_token (TcTokens *tokens,
            const Options *options,
            const TcConfig *config,
            const char *name)
{
  g_autoptr (GError) error = NULL;
  TcRole role = TC_ROLE_NONE;

  if (!options->role || !tc_role_parse (options->role, &role))
    return tc_options_usage_error (
        "token", "--role must be viewer, organizer or crew%s%s%s",
        options->role ? ", not '" : "", options->role ? options->role : "",
        options->role ? "'" : "");
  g_autofree char *token = tc_tokens_make (tokens, name, role, &error);
  if (!token)
    return tc_options_report ("token", error);
  g_autofree char *address = NULL;
  guint16 port = 0;
  if (!tc_listen_parse (config->control.listen, &address, &port, &error))
    return tc_options_report ("token", error);
  g_auto (GStrv) found = tc_listen_urls (config->control.listen, port);
  const char *const given[] = {options->url, NULL};
  const char *const *urls = options->url ? given : (const char *const *)found;
  fprintf (stderr, "Shown only now. Whoever has the link is %s (%s):\n", name,
           tc_role_name (role));
  for (; *urls; urls++)
    if (!print_link (options, *urls, role, token, &error))
      return tc_options_report ("token", error);
  return 0;
}

static int
list_tokens (TcTokens *tokens, gboolean is_json)
{
  json_t *entries = tc_tokens_list (tokens);
  size_t i = 0;
  json_t *entry = NULL;

  if (is_json) {
    json_dumpf (entries, stdout, JSON_INDENT (2));
    putchar ('\n');
  } else {
    json_array_foreach (entries, i, entry)
    {
      printf ("%s  %-9s  %s  %s\n", json_string_value (json_object_get (entry, "id")),
              json_string_value (json_object_get (entry, "role")),
              json_string_value (json_object_get (entry, "made")),
              json_string_value (json_object_get (entry, "name")));
    }
  }
  json_decref (entries);
  return 0;
}

static int
revoke_token (TcTokens *tokens, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!tc_tokens_revoke (tokens, name, &error))
    return tc_options_report ("token", error);
  printf ("'%s' opens nothing any more\n", name);
  return 0;
}

static int
run (const Options *options, const TcConfig *config, int argc, char **argv)
{
  const char *verb = argv[1], *name = argc > 2 ? argv[2] : NULL;
  const char *file = options->file                 ? options->file
                     : config->control.tokens_file ? config->control.tokens_file
                                                   : DEFAULT_FILE;
  g_autoptr (GError) error = NULL;
  gboolean is_list = strcmp (verb, "list") == 0;

  if (is_list == (name != NULL))
    return tc_options_usage_error ("token", "%s %s", verb,
                                   is_list ? "takes no name" : "needs a name");
  g_autoptr (TcTokens) tokens = tc_tokens_new (file, &error);
  if (!tokens)
    return tc_options_report ("token", error);
  if (!options->file && !config->control.tokens_file)
    fprintf (stderr, "In %s: live looks at it with control: {tokens_file: %s}\n", file,
             file);
  if (is_list)
    return list_tokens (tokens, options->is_json);
  return strcmp (verb, "make") == 0 ? make_token (tokens, options, config, name)
                                    : revoke_token (tokens, name);
}

int
tc_app_token (int argc, char **argv)
{
  static const char *const verbs[] = {"make", "list", "revoke", NULL};
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  int exit_code = 0;
  const GOptionEntry entries[] = {
      {"role", 0, 0, G_OPTION_ARG_STRING, &options.role,
       "make: viewer (sees), organizer (runs the meeting) or crew (everything)",
       "ROLE"},
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &options.config,
       "the configuration; default: tallycast.yaml, if it is there", "FILE"},
      {"file", 0, 0, G_OPTION_ARG_FILENAME, &options.file,
       "the token file instead of the configuration's", "FILE"},
      {"url", 0, 0, G_OPTION_ARG_STRING, &options.url,
       "make: where the control page is found, as behind a proxy", "URL"},
      {"qr", 0, 0, G_OPTION_ARG_NONE, &options.has_qr,
       "make: print the QR code also when it is not to a terminal", NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "list: for machines", NULL},
      {NULL},
  };

  if (!tc_options_parse (&argc, &argv, entries, "make NAME | list | revoke NAME",
                         "Access tokens of the control page: made for a person or a "
                         "desk, each with a role.",
                         2, &exit_code))
    return exit_code;
  if (argc < 2 || !g_strv_contains (verbs, argv[1]))
    return tc_options_usage_error ("token", "make, list or revoke is needed");
  g_autoptr (TcConfig) config = tc_config_load (options.config, NULL, &error);
  return config ? run (&options, config, argc, argv)
                : tc_options_report ("token", error);
}
