/* SPDX-License-Identifier: MIT
 *
 * feed/strip.h - taking out of a snapshot, not yet shared, what must not be shown
 *
 * Thread: one.
 */
#pragma once

#include "tallycast/core/model.h"

G_BEGIN_DECLS

/** Aggregate, groups' scores, distribution and mark. */
void tc_strip_scoring (TcScoring *scoring);
gboolean tc_scoring_has_values (const TcScoring *scoring);
/** Empties one ranking entry; tc_strip_rows then takes out those that are empty. */
void tc_strip_row (TcRankRow *row);
void tc_strip_rows (TcSnapshot *snapshot);
void tc_strip_void_draws (TcSnapshot *snapshot);

G_END_DECLS
