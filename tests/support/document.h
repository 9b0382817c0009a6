/* SPDX-License-Identifier: MIT
 *
 * tests/support/document.h - documents of the backend contract, whole and bent
 */
#pragma once

#include <glib.h>

#include "tallycast/feed/parse.h"

G_BEGIN_DECLS

/** The contract's own example, with every field, epoch "E1": u17 on stage, s17 open
 * with 57 of 63 ballots and visibility live, one draw, two ranked units. On many lines.
 */
extern const char tc_test_document_text[];

/**
 * The example with changes: pairs of a path ("scoring.groups[0].score", where the last
 * key may be new) and its value as JSON ("-" takes it out), ended by NULL.
 * Returns: (transfer full), on one line.
 */
char *tc_test_document (const char *path, ...) G_GNUC_NULL_TERMINATED;

/** Parsed; the test fails when it is refused. Returns: (transfer full). */
TcDocument *tc_test_parse (const char *text);

/** Whether @part is in the English words of @fault. */
gboolean tc_test_fault_says (const TcFault *fault, const char *part);

G_END_DECLS
