/* SPDX-License-Identifier: MIT
 *
 * tallycast/app/app.h - the program: its subcommands
 *
 * One file of src/app per subcommand; app.c has the table of them, --help and
 * --version.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Runs the program. Thread: main. Returns: the exit code (0, 64, 65, 69, 78). */
int tc_app_main (int argc, char **argv);

/* The subcommands: @argv[0] is the subcommand's own name. */
int tc_app_live (int argc, char **argv);
int tc_app_render (int argc, char **argv);
int tc_app_check (int argc, char **argv);
int tc_app_rehearse (int argc, char **argv);
int tc_app_verify (int argc, char **argv);
int tc_app_demo (int argc, char **argv);
int tc_app_init (int argc, char **argv);
int tc_app_token (int argc, char **argv);

G_END_DECLS
