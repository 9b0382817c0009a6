/* SPDX-License-Identifier: MIT
 *
 * The meeting under way, shared by the player and the writer of its document.
 */
#pragma once

#include "tallycast/app/rehearse.h"
#include "tallycast/core/model.h"

typedef struct {
  int order;
  const char *id, *name, *category; /* borrowed from the pool */
} TcPlayPick;

/* Someone or something that can be drawn. */
typedef struct {
  char *id, *name, *category;
} TcPlayLot;

typedef struct {
  char *id, *kind, *title;
  TcDrawState state;
  int quota;
  GPtrArray *lots; /* TcPlayLot, sorted by id: the pool as committed to */
  GPtrArray *left; /* of `lots`, not yet picked, in the same order; borrowed */
  GArray *picks;   /* TcPlayPick */
  char *pool_sha256, *secret, *commitment;
} TcPlayDraw;

typedef struct {
  int unit; /* index in the script */
  TcAgendaState state;
} TcPlayAgenda;

typedef struct {
  gboolean present;
  char *id;
  int unit; /* -1: a batch */
  int count;
  TcScoringState state;
  gboolean reopened, corrected;
  TcVisibility visibility;
  TcTally tally[TC_SCRIPT_MAX_GROUPS];
  GArray *ballots[TC_SCRIPT_MAX_GROUPS]; /* int, in the order of arrival */
  GArray *queue;                         /* guint: groups of who votes next, from 0 */
  int middle;                            /* points around which the ballots lie */
} TcPlayScoring;

typedef struct {
  int unit;
  gint64 points;
} TcPlayResult;

struct TcPlay {
  const TcScript *script;
  char *epoch;
  gint64 revision;
  guint position;
  GRand *rand;
  char *roster, *roster_sha256;

  double speed;
  TcPhase phase;
  gint64 phase_since_us, phase_until_us; /* standby and break; 0: not known */
  GPtrArray *draws;                      /* TcPlayDraw; the newest is the current one */
  gboolean draw_is_on;
  GArray *agenda; /* TcPlayAgenda */
  int on_stage;   /* index of the unit, or -1 */
  gint64 started_us;
  int limit_s;
  TcPlayScoring scoring;
  guint n_scorings;
  GArray *results; /* TcPlayResult, in the order of publication */
  char *notice;
  gboolean notice_urgent;
};

static inline const TcScriptUnit *
tc_play_unit (const TcPlay *self, int index)
{
  return g_ptr_array_index (self->script->units, (guint)index);
}

const char *tc_play_category_name (const TcPlay *self, const char *id);
/** Place in the agenda, from 0, or -1. */
int tc_play_agenda_index (const TcPlay *self, int unit);
int tc_play_find_unit (const TcScript *script, const char *id);
/** Nobody on stage, nothing being scored. */
void tc_play_leave_stage (TcPlay *self);
/** Says where in the script and why. Returns: FALSE. */
gboolean tc_play_refuse (const TcPlay *self,
                         const TcEvent *event,
                         GError **error,
                         const char *why);

/* The effects of events: TRUE, or FALSE by tc_play_refuse with nothing changed. */

void tc_play_draw_free (gpointer data);
gboolean tc_play_commit_draw (TcPlay *self, const TcEvent *event, GError **error);
gboolean tc_play_pick_one (TcPlay *self, const TcEvent *event, GError **error);
gboolean tc_play_reveal_draw (TcPlay *self, const TcEvent *event, GError **error);
gboolean tc_play_void_draw (TcPlay *self, const TcEvent *event, GError **error);

gboolean tc_play_present_unit (TcPlay *self,
                               const TcEvent *event,
                               gint64 now_us,
                               GError **error);
gboolean tc_play_open_scoring (TcPlay *self, const TcEvent *event, GError **error);
gboolean tc_play_cast_ballot (TcPlay *self, const TcEvent *event, GError **error);
/** LOCK and REOPEN. */
gboolean tc_play_move_scoring (TcPlay *self, const TcEvent *event, GError **error);
gboolean tc_play_publish_scoring (TcPlay *self, const TcEvent *event, GError **error);
gboolean tc_play_correct_ballot (TcPlay *self, const TcEvent *event, GError **error);
