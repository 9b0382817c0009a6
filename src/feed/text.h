/* SPDX-License-Identifier: MIT
 *
 * feed/text.h - decimal text: scores are compared and padded as text, never as doubles
 *
 * A decimal is `0|[1-9][0-9]*` with an optional `.` and digits, at most
 * TC_DECIMAL_MAX_BYTES long. All functions but is_valid want a valid one. Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_DECIMAL_MAX_BYTES 32

gboolean tc_decimal_is_valid (const char *text);
/** Digits after the point. */
guint tc_decimal_digits (const char *text);
/** As strcmp, by value: "92.5" equals "92.50". */
int tc_decimal_compare (const char *a, const char *b);
/** Without zeros at its end: equal values are equal texts. Returns: (transfer full). */
char *tc_decimal_reduce (const char *text);
/** With zeros up to @digits after the point; never cuts. Returns: (transfer full). */
char *tc_decimal_pad (const char *text, guint digits);

G_END_DECLS
