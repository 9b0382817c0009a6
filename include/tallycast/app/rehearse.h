/* SPDX-License-Identifier: MIT
 *
 * tallycast/app/rehearse.h - a scripted meeting, played on the backend contract
 *
 * A script (YAML) says who takes part and what happens when. Loaded, it is a flat list
 * of events, each due at a time of the script. A play runs them: the meeting's state
 * changes by one event at a time, and each event is one revision. Everything that is
 * published is computed from what happened before: draws from a secret that is
 * committed to and revealed, scores from the ballots cast, hashes from the bytes they
 * are of.
 *
 * The same script and seed give the same meeting: the same picks, ballots and scores.
 * Times and the epoch are the caller's.
 *
 * Steps of a script: `wait: S`; `phase: NAME`; `commit: {id, kind, title, quota}`;
 * `pick: {count, every}`; `reveal`; `void`; `present: {unit: next|ID, limit}`;
 * `open: {visibility, subject: unit|batch}`; `ballots: {count: N|all, over: S}`;
 * `lock`; `reopen`; `publish`; `correct: {group, to}`; `notice: {text, level}|none`;
 * `fault: {name, for}`; `repeat: {times, steps}`.
 *
 * Thread: one thread for each object.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_SCRIPT_MAX_EVENTS  20000  /**< after `repeat`, ballots and picks one each */
#define TC_SCRIPT_MAX_STEPS   100000 /**< carried out, those in `repeat` each time */
#define TC_SCRIPT_MAX_UNITS   2000
#define TC_SCRIPT_MAX_GROUPS  8
#define TC_SCRIPT_MAX_PEOPLE  1000 /**< evaluators in a group */
#define TC_SCRIPT_MAX_SECONDS 86400

typedef enum {
  TC_EVENT_PHASE,   /**< text: the phase; nobody is on stage after it */
  TC_EVENT_COMMIT,  /**< text, kind, title, n: id, kind, title, quota of a new draw */
  TC_EVENT_PICK,    /**< one more of the newest draw */
  TC_EVENT_REVEAL,  /**< its secret; a draw of units makes the agenda */
  TC_EVENT_VOID,    /**< the newest draw does not count */
  TC_EVENT_PRESENT, /**< text: unit's id or "next"; n: limit in seconds */
  TC_EVENT_OPEN,    /**< text: visibility; kind: "unit" or "batch" */
  TC_EVENT_BALLOT,  /**< the next evaluator's */
  TC_EVENT_LOCK,
  TC_EVENT_REOPEN,
  TC_EVENT_PUBLISH,
  TC_EVENT_CORRECT, /**< text: group's id; n: what a ballot of it should have been */
  TC_EVENT_NOTICE,  /**< text (NULL: none), kind: level */
  TC_EVENT_FAULT,   /**< text: name of the fault; n: for how many seconds, 0 for ever */
  TC_EVENT_END_OF_SCRIPT,
} TcEventKind;

typedef struct {
  gint64 at_ms; /**< of the script, from its start */
  TcEventKind kind;
  char *text, *what, *title;
  int n;
  int line; /**< in the script, for errors */
} TcEvent;

typedef struct {
  char *id, *name, *short_name, *category; /**< category: its id */
  char *speaker_name, *speaker_title;
} TcScriptUnit;

typedef struct {
  char *id, *name;
  int count;
} TcScriptCategory;

typedef struct {
  char *id, *name;
  int weight_e4; /**< ten-thousandths; all groups together 10000 */
  char **people; /**< NULL-terminated; NULL when only the number is given */
  int eligible;  /**< 1 .. TC_SCRIPT_MAX_PEOPLE */
} TcScriptGroup;

typedef struct {
  char *name; /**< of the file, for messages */
  char *meeting_id, *meeting_title, *meeting_subtitle, *meeting_venue;
  char *meeting_url; /**< where results and draws can be read, or NULL */
  TcScriptGroup groups[TC_SCRIPT_MAX_GROUPS];
  guint n_groups;
  GPtrArray *categories; /**< TcScriptCategory */
  GPtrArray *units;      /**< TcScriptUnit, ids u1, u2, ... in the script's order */
  GArray *events;        /**< TcEvent by time; the last is END_OF_SCRIPT */
  GArray *bins;          /**< int, ascending; empty: no distribution */
  int scale, decimals;   /**< decimals: 0 .. 2 */
  int low, high;         /**< ballots are whole points from low to high */
  char *visibility;      /**< of an `open` that says none */
} TcScript;

/**
 * Reads a script and plays it through once, so that what cannot happen is known before.
 * @path: (nullable): NULL: the sample meeting. Returns: (transfer full): the script, or
 * %NULL with TC_ERROR_DATA and a message `file:line:col: error: ...`.
 */
TcScript *tc_script_load (const char *path, GError **error);
/** The same from a text of @length bytes (-1: up to the NUL). */
TcScript *
tc_script_parse (const char *text, gssize length, const char *name, GError **error);
void tc_script_free (TcScript *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcScript, tc_script_free)

/** "phase", "commit", ...: the step that makes such an event. */
const char *tc_event_kind_name (TcEventKind kind);

/* --- faults
 * ------------------------------------------------------------------------------ */

/** What a backend can do wrong, on request. */
typedef enum {
  TC_PLAY_FAULT_NONE,
  TC_PLAY_FAULT_ERROR500,  /**< answers 500 */
  TC_PLAY_FAULT_SLOW,      /**< answers, 3 s late */
  TC_PLAY_FAULT_STALE,     /**< healthy and without news: the document stands still */
  TC_PLAY_FAULT_MALFORMED, /**< 200 and half a document */
  TC_PLAY_FAULT_REVISION_BACK, /**< the same epoch at an earlier revision */
  TC_PLAY_FAULT_NEW_EPOCH,     /**< once: another epoch, from revision 1 */
  TC_PLAY_FAULT_HANG,          /**< takes the request and never answers */
  TC_PLAY_FAULT_BAD_SECTION,   /**< more ballots cast than there are evaluators */
} TcPlayFault;

/** "error500", "slow", ...; NULL-terminated, in the order of TcPlayFault ("none"
 * first). */
const char *const *tc_play_fault_names (void);
/** Returns: %FALSE with TC_ERROR_USAGE and "did you mean" if there is no such fault. */
gboolean tc_play_fault_parse (const char *name, TcPlayFault *out_fault, GError **error);

/* --- the play
 * ---------------------------------------------------------------------------- */

/** A meeting under way. */
typedef struct TcPlay TcPlay;

/** @script outlives the play. @epoch: copied. */
TcPlay *tc_play_new (const TcScript *script, guint32 seed, const char *epoch);
void tc_play_free (TcPlay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcPlay, tc_play_free)

/** Script seconds in a second (1): how long a phase lasts follows from it. */
void tc_play_set_speed (TcPlay *self, double speed);
/** The next event; its kind is END_OF_SCRIPT when nothing more will happen. */
const TcEvent *tc_play_next (const TcPlay *self);
/** How many events have happened. */
guint tc_play_position (const TcPlay *self);

/**
 * Lets the next event happen at @now_us (wall time). At the end of the script nothing
 * happens. Returns: %FALSE with TC_ERROR_DATA (file:line) if the script asks for what
 * cannot be: a draw from an empty pool, a ballot when scoring is closed. The state is
 * then unchanged and the event is behind.
 */
gboolean tc_play_step (TcPlay *self, gint64 now_us, GError **error);

gint64 tc_play_revision (const TcPlay *self);
const char *tc_play_epoch (const TcPlay *self);
/** The next revision, though nothing has happened. */
void tc_play_touch (TcPlay *self);
/** The same meeting under another identity, from revision 1: a restored database. */
void tc_play_set_epoch (TcPlay *self, const char *epoch);

/**
 * The state document at @now_us, JSON. Within a revision only `time` differs. @fault:
 * what is wrong with it (malformed, revision_back, bad_section; others change nothing).
 */
char *tc_play_document (const TcPlay *self, gint64 now_us, TcPlayFault fault);
/** The revision that such a document says. */
gint64 tc_play_shown_revision (const TcPlay *self, TcPlayFault fault);
/** The roster, JSON: the same bytes for ever; `units.roster_sha256` is of them. */
const char *tc_play_roster (const TcPlay *self);

/** 26 letters and digits: 48 bits of @now_us in milliseconds and 80 random bits. */
char *tc_epoch_new (gint64 now_us);

/* --- the draw: committed to, drawn, revealed
 * ------------------------------------------ */

/** What `proof.algorithm` says; the words are spelled out at tc_draw_pick. */
#define TC_DRAW_ALGORITHM "tallycast-rehearsal-1"

/**
 * The draw's arithmetic, so that anybody can repeat it. The pool is its ids, sorted by
 * bytes, each followed by a line feed; pool_sha256 is of that text. The commitment is
 * the SHA-256 of the secret (64 lower-case hex digits, as text). Pick @order (from 1)
 * takes, of the ids not yet picked and sorted as above, the one at index x mod n, where
 * x is the first number among the 8-byte big-endian heads of HMAC-SHA-256 (key: secret
 * as text; message: "ID:ORDER:TRY", TRY = 0, 1, ...) that is below the largest multiple
 * of n under 2^64: no id is favoured. Returns: the index.
 */
guint tc_draw_pick (const char *secret, const char *draw_id, int order, guint n);

/* --- the tally: exact, in integers
 * ------------------------------------------------------ */

/** Ballots of one group: whole points. */
typedef struct {
  int weight_e4;
  int cast;
  gint64 sum;
} TcTally;

/**
 * A group's mean as decimal text with @decimals digits (0 .. 2), the half rounded up.
 * Returns: (transfer full) (nullable): %NULL when nothing was cast.
 */
char *tc_tally_mean (const TcTally *group, int decimals);
/**
 * The mean of the groups' exact means by weight, rounded once, half up. Groups without
 * a ballot are left out and the weights of the others stand for the whole. Returns:
 * (transfer full) (nullable): %NULL when nothing was cast.
 */
char *tc_tally_aggregate (const TcTally *groups, guint n_groups, int decimals);
/** The aggregate in units of 10^-decimals; -1 when nothing was cast. */
gint64 tc_tally_points (const TcTally *groups, guint n_groups, int decimals);
/** 9205 with two decimals is "92.05". Returns: (transfer full). */
char *tc_points_text (gint64 points, int decimals);

G_END_DECLS
