/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/error.h - one error domain; its codes are the exit codes
 *
 * Every function that can fail by something from outside ends in `GError **error`. A
 * room says what it was doing with g_prefix_error; only app and control log. Bad input
 * is always a GError that names file, line, key and range, never an assertion.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The error domain of all of tallycast. */
#define TC_ERROR (tc_error_quark ())
GQuark tc_error_quark (void);

/** Codes of TC_ERROR, equal to the program's exit codes (sysexits.h). */
typedef enum {
  TC_ERROR_USAGE = 64,       /**< wrong command line */
  TC_ERROR_DATA = 65,        /**< a scene, document or script is wrong */
  TC_ERROR_UNAVAILABLE = 69, /**< a port, peer, device or disk cannot be had */
  TC_ERROR_CONFIG = 78,      /**< the configuration is wrong */
} TcErrorCode;

/** The exit code for @error: its code if it is ours, else 69 (some service failed). */
int tc_error_exit_code (const GError *error);

/**
 * tc_did_you_mean:
 * @word: what was written
 * @known: (array zero-terminated=1): what may be written
 *
 * Returns: (nullable) (transfer none): the known word nearest to @word, if at most a
 * third of its letters differ (Damerau-Levenshtein distance), else %NULL. Any thread.
 */
const char *tc_did_you_mean (const char *word, const char *const *known);

G_END_DECLS
