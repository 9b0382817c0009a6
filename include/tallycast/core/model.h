/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/model.h - the broadcast model: one immutable snapshot of the meeting
 *
 * feed makes it out of a checked document; scene reads it. Nothing in it may be shown
 * that the backend did not publish: feed leaves forbidden values out (strings are NULL,
 * arrays are empty), so nothing behind feed can show what it does not have. Once made,
 * a snapshot never changes; new() ... fill ... then share by ref. Strings are UTF-8,
 * NULL when absent. n_x is 0 when there is none of an array, which may be NULL then.
 * All pointers belong to the snapshot.
 *
 * Thread: any (reference counts are atomic). Limits: see TC_MODEL_*.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_MODEL_MAX_DOCUMENT_BYTES 1048576 /* 1 MiB */
#define TC_MODEL_MAX_DEPTH          16
#define TC_MODEL_MAX_STRING_BYTES   4096
#define TC_MODEL_MAX_ARRAY          4096

typedef enum {
  TC_PHASE_STANDBY,
  TC_PHASE_DRAW,
  TC_PHASE_PRESENTING,
  TC_PHASE_SCORING,
  TC_PHASE_RESULT,
  TC_PHASE_RANKING,
  TC_PHASE_BREAK,
  TC_PHASE_END,
} TcPhase;

typedef enum {
  TC_SCORING_CLOSED,
  TC_SCORING_OPEN,
  TC_SCORING_LOCKED,
  TC_SCORING_PUBLISHED,
} TcScoringState;

typedef enum {
  TC_VISIBLE_LIVE,
  TC_VISIBLE_AFTER_LOCK,
  TC_VISIBLE_AFTER_PUBLISH,
} TcVisibility;

/** How what is shown of a score must be marked. NONE: nothing is to be shown. */
typedef enum {
  TC_MARK_NONE,
  TC_MARK_PROVISIONAL, /**< open, or locked and not published */
  TC_MARK_FINAL,       /**< published */
  TC_MARK_CORRECTED,   /**< published, and changed after that */
} TcMark;

typedef enum {
  TC_DRAW_IDLE,
  TC_DRAW_COMMITTED,
  TC_DRAW_DRAWING,
  TC_DRAW_DONE,
  TC_DRAW_VOID,
} TcDrawState;

typedef enum {
  TC_AGENDA_WAITING,
  TC_AGENDA_PRESENTING,
  TC_AGENDA_SCORING,
  TC_AGENDA_PUBLISHED,
} TcAgendaState;

/** Sections that are refused alone: their layers hide, the rest of the document holds.
 */
typedef enum {
  TC_SECTION_SCORING = 1 << 0,
  TC_SECTION_RANKING = 1 << 1,
  TC_SECTION_DRAWS = 1 << 2,
} TcSection;

typedef struct {
  int order; /**< from 1 */
  char *id, *name, *category;
} TcPick;

typedef struct {
  char *id, *kind, *title; /**< kind: unit, person, visit */
  TcDrawState state;
  int quota; /**< 0: not said */
  char *pool_sha256;
  TcPick *picks; /**< by order */
  guint n_picks;
  char *algorithm, *commitment, *entropy, *reveal, *url;
} TcDraw;

typedef struct {
  int order;
  char *unit;
  TcAgendaState state;
} TcAgendaEntry;

typedef struct {
  char *id, *name;
  char *weight; /**< decimal text, "0.4" */
  int cast, eligible;
  char
      *score; /**< decimal text with TcScoring.decimals digits; NULL: not to be shown */
} TcGroup;

typedef struct {
  char *from, *to; /**< decimal text */
  int count;
} TcBin;

typedef struct {
  char *id; /**< NULL: there is no scoring (or the section was refused) */
  gboolean subject_is_unit;
  char *subject_unit; /**< unit's id when subject_is_unit */
  int subject_count;
  TcScoringState state;
  TcVisibility visibility;
  int scale, decimals;
  int cast, eligible; /**< ballots */
  char *aggregate;    /**< decimal text; NULL: not to be shown */
  TcMark mark;        /**< of aggregate, groups and bins; NONE when they are absent,
                         CORRECTED when they were withdrawn after publishing */
  char *published;    /**< with CORRECTED: the aggregate first published, when it is
                         known and another than now; NULL else */
  TcGroup *groups;
  guint n_groups;
  TcBin *bins;
  guint n_bins;
} TcScoring;

typedef struct {
  int rank;             /**< from 1; equal ranks repeat */
  TcScoringState state; /**< of the unit's own scoring */
  char *unit, *name, *category;
  char *score; /**< NULL: none is given */
  TcMark mark; /**< of the whole row, score or not: its rank tells of the score */
} TcRankRow;

typedef struct {
  char *id, *name;
  int count;
} TcCategory;

typedef struct {
  char *id, *name;             /**< never NULL */
  char *short_name, *category; /**< NULL: none is given */
  gboolean is_written;         /**< reports in writing; else on stage */
} TcRosterUnit;

/** The roster: immutable by its SHA-256. Shared by snapshots. */
typedef struct {
  char *sha256;
  TcRosterUnit *units;
  guint n_units;
} TcRoster;

typedef struct {
  /* identity */
  char *epoch;
  gint64 revision;
  gint64 time_us; /**< the backend's `time`, microseconds since 1970 UTC */
  /** East of UTC, as `time` is written: the zone of the meeting, in which times of the
   * day are shown. 0: a backend that counts in UTC; they are shown in this machine's.
   */
  int utc_offset_s;
  gint64 receipt_mono_ns;  /**< when it arrived here, CLOCK_MONOTONIC */
  gint64 receipt_wall_us;  /**< the same by the wall clock */
  char *document_sha256;   /**< of the bytes as received, lower-case hex */
  gboolean rehearsal;      /**< burns REHEARSAL into the picture */
  gboolean restored;       /**< from disk: stale from its first frame, shows no score */
  gboolean current_manual; /**< the operator picked `current` by hand */
  gboolean retracted;      /**< a newer document took something of it back at once */
  guint refused; /**< TcSection bits: these sections are empty for that reason */

  char *meeting_id, *meeting_title, *meeting_subtitle, *meeting_venue;
  char *meeting_url; /**< where the public finds the results */
  TcPhase phase;
  gint64 phase_since_us, phase_until_us; /**< by the backend's clock; 0: not said */

  int units_total;
  TcCategory *categories;
  guint n_categories;
  TcRoster *roster; /**< NULL until fetched; reference */

  TcDraw *draws;
  guint n_draws;
  int draw; /**< index of the draw that `draw` names, or -1 */

  TcAgendaEntry *agenda;
  guint n_agenda;

  /* the unit on stage; id NULL: nobody */
  struct {
    char *unit, *name, *category;
    int order, of; /**< 0: not said */
    char *speaker_name, *speaker_title;
    gint64 started_us; /**< by the backend's clock; 0: not started */
    int limit_s;       /**< 0: none */
  } current;

  TcScoring scoring;
  TcRankRow *ranking;
  guint n_ranking;

  char *notice_text; /**< NULL: none */
  gboolean notice_urgent;
} TcSnapshot;

/** A snapshot with nothing in it (phase standby, draw -1). Returns: (transfer full). */
TcSnapshot *tc_snapshot_new (void);
TcSnapshot *tc_snapshot_ref (TcSnapshot *self);
/** NULL is allowed. */
void tc_snapshot_unref (TcSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcSnapshot, tc_snapshot_unref)

/** A deep copy that may be changed before it is shared. Returns: (transfer full). */
TcSnapshot *tc_snapshot_copy (const TcSnapshot *self);

TcRoster *tc_roster_new (const char *sha256, guint n_units);
TcRoster *tc_roster_ref (TcRoster *self);
void tc_roster_unref (TcRoster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcRoster, tc_roster_unref)
/** Returns: (nullable) (transfer none): the unit with @id. */
const TcRosterUnit *tc_roster_find (const TcRoster *self, const char *id);

/** How old the data is, as the public sees it. */
typedef enum {
  TC_AGE_FRESH,
  TC_AGE_LATE,  /**< late_after_s and more since the last good answer */
  TC_AGE_STALE, /**< stale_after_s and more, or restored from disk */
} TcAge;

/** Names as in the contract: "standby", "open", "after_lock", ...; never NULL. */
const char *tc_phase_name (TcPhase phase);
const char *tc_scoring_state_name (TcScoringState state);
const char *tc_visibility_name (TcVisibility visibility);
const char *tc_mark_name (TcMark mark);
const char *tc_draw_state_name (TcDrawState state);
const char *tc_agenda_state_name (TcAgendaState state);
const char *tc_age_name (TcAge age);

G_END_DECLS
