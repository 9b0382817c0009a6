/* SPDX-License-Identifier: MIT
 *
 * feed/align.h - documents wait until the picture that belongs to them is on the air
 *
 * A queue of checked snapshots, in order of receipt, and the one that is shown. What a
 * new snapshot takes back (tc_rules_retract) is taken at once from the shown one and
 * from all that wait. Limit TC_FEED_MAX_WAITING: the newest that waits is replaced by
 * the one that comes, whose time is later, so nothing is ever shown early. Thread: one.
 */
#pragma once

#include "tallycast/core/model.h"

G_BEGIN_DECLS

typedef struct {
  TcSnapshot *snapshot; /* owned */
  char *roster_sha256;  /* owned, nullable: the roster that the document names */
  gint64 due_ns;
} TcAligned;

typedef struct {
  TcAligned shown;  /* snapshot NULL: none */
  GQueue waiting;   /* of TcAligned, owned, in order of receipt */
  guint n_replaced; /* for want of room */
} TcAlign;

void tc_align_init (TcAlign *self);
void tc_align_clear (TcAlign *self);

/** Takes @snapshot over. Returns: TRUE when the shown one has changed by a retraction.
 */
gboolean tc_align_push (TcAlign *self,
                        TcSnapshot *snapshot,
                        const char *roster_sha256,
                        gint64 due_ns);
/** Drops what waits and what is shown; @snapshot (transfer full, nullable) is shown. */
void tc_align_replace (TcAlign *self, TcSnapshot *snapshot, const char *roster_sha256);
/** Shows the next one that is due at @now_ns. Returns: FALSE if none is. Call again. */
gboolean tc_align_step (TcAlign *self, gint64 now_ns);
/** When the next is due; G_MAXINT64: nothing waits. */
gint64 tc_align_next_ns (const TcAlign *self);
/** Gives @roster to every snapshot that names it. Returns: TRUE if the shown one does.
 */
gboolean tc_align_set_roster (TcAlign *self, TcRoster *roster);

G_END_DECLS
