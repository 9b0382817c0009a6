/* SPDX-License-Identifier: MIT
 *
 * app/document.h - a backend's document or roster out of a file
 */
#pragma once

#include "tallycast/feed/rules.h"

G_BEGIN_DECLS

/**
 * Reads, parses and judges a state document as feed does, after those that @rules
 * judged before. @snapshot: (inout) (transfer full): replaced when the document is
 * news. @faults: (nullable) (element-type utf8): sentences for sections that were
 * refused alone. Returns: FALSE with TC_ERROR_DATA, "FILE:line:col: error: ...".
 */
gboolean tc_document_read_file (TcRules *rules,
                                const char *path,
                                TcSnapshot **snapshot,
                                GPtrArray *faults,
                                GError **error);

/** A roster in the contract's shape. Returns: (transfer full), NULL with TC_ERROR_DATA,
 * "FILE:line:col: error: ...". */
TcRoster *tc_roster_read_file (const char *path, GError **error);

G_END_DECLS
