/* SPDX-License-Identifier: MIT
 *
 * feed/sections.h - the parts of a document that can be refused alone
 *
 * Each read_* fills its part of document->snapshot from the root object, or leaves a
 * fault in the reader; a part that was begun must then be cleared. Thread: one.
 */
#pragma once

#include "feed/reader.h"

G_BEGIN_DECLS

void tc_section_read_draws (TcReader *reader, const json_t *root, TcDocument *document);
void
tc_section_read_scoring (TcReader *reader, const json_t *root, TcDocument *document);
/** After scoring, whose decimals and scale it uses when there is one. */
void
tc_section_read_ranking (TcReader *reader, const json_t *root, TcDocument *document);

/** Empties the sections with the TcSection bits @sections and sets their refused bits.
 */
void tc_section_refuse (TcSnapshot *snapshot, guint sections);
/** Empties them only. */
void tc_section_clear (TcSnapshot *snapshot, guint sections);

G_END_DECLS
