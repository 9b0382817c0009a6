/* SPDX-License-Identifier: MIT
 *
 * tallycast/app/options.h - a subcommand's command line, the same way for all of them
 *
 * Example:
 *   static char *out;
 *   static const GOptionEntry entries[] = {
 *       {"output", 'o', 0, G_OPTION_ARG_FILENAME, &out, "where to", "FILE"}, {NULL}};
 *   int code;
 *   if (!tc_options_parse (&argc, &argv, entries, "SCENE", "draw one picture", 1,
 * &code)) return code;
 *   ... argv[1] is SCENE when argc > 1
 *
 * Thread: main.
 */
#pragma once

#include "tallycast/core/config.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * tc_options_parse:
 * @argc, @argv: (inout): argv[0] is the subcommand's name; options are taken out, what
 *   stays are the arguments from argv[1] on
 * @arguments: for --help, "SCENE"; "" when there are none
 * @summary: for --help, one sentence
 * @max_arguments: more are a usage error
 * @exit_code: (out): set when FALSE comes back
 *
 * --help prints the options and ends with 0. What is wrong is printed ("tallycast live:
 * error: unknown option '--ouput' (did you mean '--output'?)") and ends with 64.
 *
 * Returns: TRUE to go on, FALSE to end with *exit_code.
 */
gboolean tc_options_parse (int *argc,
                           char ***argv,
                           const GOptionEntry *entries,
                           const char *arguments,
                           const char *summary,
                           int max_arguments,
                           int *exit_code);

/** Prints "tallycast COMMAND: error: TEXT; tallycast COMMAND --help tells the options".
 * Returns: 64. */
int tc_options_usage_error (const char *command, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/** Prints @error for people: a message that names a file ("f.yaml:3:1: error: ...") as
 * it is, any other after "tallycast COMMAND: error: ". Returns: its exit code. */
int tc_options_report (const char *command, const GError *error);

/**
 * The options of `tallycast live` (--config --camera --audio --backend --output
 * --record --scene --control --size --fps --bitrate --log-format --verbose): sets up
 * the log, loads the configuration, logs its warnings, prints what is wrong.
 *
 * Returns: (transfer full) (nullable): the effective configuration; %NULL to end with
 * *exit_code.
 */
TcConfig *tc_options_live (int argc, char **argv, int *exit_code);

G_END_DECLS
