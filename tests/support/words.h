/* SPDX-License-Identifier: MIT
 *
 * support/words.h - changes of a YAML text that mostly leave it YAML
 *
 * A fuzzer that changes bytes tests the YAML scanner; what reads scenes is reached by
 * words: one becomes another, a line comes twice or goes, a key appears.
 */
#pragma once

#include <glib.h>

#include "noise.h"

typedef struct TcTestWords TcTestWords;

/** @more: (array zero-terminated=1): words besides numbers and signs of all sorts.
 * Returns: (transfer full). */
TcTestWords *tc_test_words_new (const char *const *more);
/** The names of layer types, their keys, what keys may be, and all paths. Returns:
 * (transfer full). */
TcTestWords *tc_test_words_of_scenes (void);
void tc_test_words_free (TcTestWords *self);

/** Changes the @n bytes of @text, which has room for @room. Returns: the new length. */
gsize tc_test_words_mutate (const TcTestWords *self,
                            char *text,
                            gsize n,
                            gsize room,
                            TcTestRandom *random);
