/* SPDX-License-Identifier: MIT
 *
 * draw/text-private.h - what text becomes before it is laid out
 */
#pragma once

#include <pango/pango.h>

#include "tallycast/draw/text.h"

G_BEGIN_DECLS

typedef struct {
  char *text;      /* owned: one line of valid UTF-8 that fonts of ours can show */
  gboolean is_cut; /* it was longer; it ends in an ellipsis */
  int n_unknown;   /* characters that were replaced or left out */
} TcCleanText;

/** @text: any bytes; at most @limit characters of it are kept. text.h says what becomes
 * of what no font has. */
TcCleanText tc_text_clean (const char *text, glong limit);

/** Only the latter, of valid UTF-8: @n_unknown grows. Returns: (transfer full). */
char *tc_text_replace_unknown (const char *text, int *n_unknown);

/** The language to lay @text out in when @lang (nullable) is wanted. */
const char *tc_text_lang (const char *text, const char *lang);
/** Adds the languages of scripts that @lang does not write to @list. */
void tc_text_add_languages (PangoAttrList *list, const char *text, const char *lang);

G_END_DECLS
