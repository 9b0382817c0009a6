/* SPDX-License-Identifier: MIT
 *
 * core/why-texts.h - the words of every code
 */
#pragma once

#include "tallycast/core/why.h"

G_BEGIN_DECLS

/** {name} stands for a value. What stands in `these` is
 * a name: a key, a word of a file, a command. */
typedef struct {
  const char *name, *zh, *en;
} TcWhyWords;

extern const TcWhyWords tc_why_words[TC_WHY_N];

G_END_DECLS
