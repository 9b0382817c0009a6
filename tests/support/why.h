/* SPDX-License-Identifier: MIT
 *
 * tests/support/why.h - that the words of a fault are in their language
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/** The test fails unless @why (core/why.h) has a sentence in both languages, the
 * Chinese one without a Latin letter and the English one without a Chinese character
 * but in its values and in what stands in `these`. */
void test_why_has_words (const json_t *why);

G_END_DECLS
