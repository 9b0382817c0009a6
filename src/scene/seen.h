/* SPDX-License-Identifier: MIT
 *
 * scene/seen.h - what no single document says: when news was first seen
 *
 * The contract tells that a score is corrected and which picks there are, not since
 * when. The first snapshot that says so does. What the very first snapshot of a scoring
 * or a draw already has is no news: after a restart nothing is played again.
 * (Within the room; thread: render.)
 */
#pragma once

#include "tallycast/core/model.h"

G_BEGIN_DECLS

typedef struct TcSeen {
  char *epoch;

  char *scoring;           /* id; what follows is of it */
  char *value;             /* the corrected aggregate */
  gint64 published_us;     /* the backend's time; 0: published before it was seen */
  gint64 corrected_us;     /* the same */
  TcScoringState state;    /* as seen last */
  GHashTable *group_score; /* group's id -> its score as first published; owned */

  char *draw; /* id; what follows is of it */
  guint n_picks;
  gint64 pick_ns; /* CLOCK_MONOTONIC at the picture; 0: the newest pick is no news */
} TcSeen;

void tc_seen_init (TcSeen *self);
void tc_seen_clear (TcSeen *self);

/** Compares @snapshot with what was seen before. @mono_ns: the moment of the picture
 * that will show it. */
void tc_seen_note (TcSeen *self, const TcSnapshot *snapshot, gint64 mono_ns);
/** TRUE when @group had another score when it was published first. */
gboolean tc_seen_is_changed (const TcSeen *self, const TcGroup *group);

G_END_DECLS
