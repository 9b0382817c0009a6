/* SPDX-License-Identifier: MIT
 *
 * tallycast/feed/rules.h - what one document after another may say
 *
 * Pure and deterministic: a state machine over documents.
 *
 * Epoch and revision. Within an epoch a smaller revision is refused, and an equal one
 * whose content differs (`time` apart). Another epoch is taken at once while nothing
 * bound to the old document is on air, else held until it is accepted, the scene on air
 * changes to an unbound one, or the old epoch speaks again.
 *
 * Steps per scoring.id: closed > open > locked > published. Steps may be skipped
 * (polling misses documents), never taken back, but for locked > open with `reopened`.
 * An entry of the ranking that was published stays published. What breaks this refuses
 * its section.
 *
 * Visibility (for aggregate, groups, distribution; for a ranking entry by its own state
 * and the visibility of the scoring beside it, after_publish when there is none):
 *
 *     state \ visibility   live          after_lock    after_publish
 *     closed               -             -             -
 *     open                 provisional   -             -
 *     locked               provisional   provisional   -
 *     published            final         final         final
 *
 * What is "-" is taken out of the snapshot; a ranking entry goes as a whole, because
 * its rank tells of its score. A voided draw has no picks.
 *
 * Corrected: the first published values (aggregate, each group's score, each bin's
 * count) are remembered for each scoring.id and each unit of the ranking, for the
 * length of an epoch and across restarts; one that changes by value, or is gone, marks
 * them corrected for good, whether the backend says so or not. One that is published
 * later than the others, and another order, are no change.
 *
 * Thread: one at a time.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "tallycast/feed/parse.h"

G_BEGIN_DECLS

/** Scorings, and units of the ranking, remembered in one epoch; the section that brings
 * one more is refused. */
#define TC_RULES_MAX_IDS 4096
/** Of all that is remembered in one epoch, as JSON; the section that brings more is
 * refused. */
#define TC_RULES_MAX_BYTES 4194304

typedef enum {
  TC_VERDICT_NEW,     /**< taken: the document is filtered and may go on */
  TC_VERDICT_SAME,    /**< known already: nothing to do, the backend is well */
  TC_VERDICT_HELD,    /**< another epoch, kept until it is accepted */
  TC_VERDICT_REFUSED, /**< broken rule; the last good one stays */
} TcVerdict;

typedef struct TcRules TcRules;

TcRules *tc_rules_new (void);
void tc_rules_free (TcRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcRules, tc_rules_free)

/**
 * tc_rules_judge:
 * @document: (inout): NEW filters it, may refuse more of its sections and adds their
 *   faults; HELD takes it over (it becomes NULL)
 * @is_bound: something bound to the document last taken is on air
 * @fault: (out) (transfer full): with REFUSED
 */
TcVerdict tc_rules_judge (TcRules *self,
                          TcDocument **document,
                          gboolean is_bound,
                          TcFault **fault);

/** The held document's epoch and revision. Returns: (nullable) (transfer none). */
const char *tc_rules_held_epoch (const TcRules *self, gint64 *revision);

/** Takes the held document as the new epoch. Returns: (transfer full) (nullable): it,
 * filtered; %NULL when none is held. */
TcDocument *tc_rules_accept (TcRules *self);

/** The epoch and revision last taken. Returns: (nullable) (transfer none). */
const char *tc_rules_epoch (const TcRules *self, gint64 *revision);

/** Whether a score may be shown, and with which mark (NONE: not). The table above. */
TcMark tc_rules_mark (TcScoringState state, TcVisibility visibility);
/** By which the ranking's entries are seen: see above. */
TcVisibility tc_rules_ranking_visibility (const TcSnapshot *snapshot);

/** Makes a parsed document's snapshot one that comes from disk: `restored`, without any
 * score, group score, bin, ranking entry and pick of a voided draw. */
void tc_rules_restore (TcSnapshot *snapshot);

/**
 * tc_rules_retract:
 * @newer: a snapshot that was taken
 * @older: one that was taken before it, on air or waiting for its time
 *
 * Applies to @older at once what @newer takes back: refused sections, values of the
 * same scoring that may no longer be seen, entries of the ranking that were provisional
 * and may by @newer's visibility not be seen, voided draws; and @newer's urgent notice.
 * Returns: (transfer full) (nullable): a changed copy; %NULL when nothing is taken
 * back.
 */
TcSnapshot *tc_rules_retract (const TcSnapshot *newer, const TcSnapshot *older);

/** Who is on stage by the operator's word: name and category of the roster, the place
 * of the agenda; speaker and time are the old unit's and go. Before @snapshot is
 * shared. */
void tc_rules_set_current (TcSnapshot *snapshot, const TcRosterUnit *unit);

/** What is to be kept on disk. Returns: (transfer full). */
json_t *tc_rules_to_json (const TcRules *self);
/** The same, read back. What is not understood is left out. Returns: FALSE if nothing
 * was. */
gboolean tc_rules_from_json (TcRules *self, const json_t *json);
/** Grows with each change of the published values or steps. */
guint tc_rules_memory_serial (const TcRules *self);

G_END_DECLS
