/* SPDX-License-Identifier: MIT
 *
 * feed/intake.h - answers of the backend -> what is in effect, how old it is
 *
 * All of the feed but network, thread and disk; time comes from the clock, so tests run
 * it through hours. Calls the callbacks of poller.h itself, before it returns: first
 * those that change what is on air, then those that tell of it. Call step() after
 * everything, and again at next_ns(). Thread: one (the feed's).
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "feed/align.h"
#include "feed/pace.h"
#include "tallycast/feed/poller.h"
#include "tallycast/feed/rules.h"

G_BEGIN_DECLS

enum {
  TC_REFUSAL_DOCUMENT,
  TC_REFUSAL_SCORING,
  TC_REFUSAL_RANKING,
  TC_REFUSAL_DRAWS,
  TC_N_REFUSALS,
};

/** What is refused now. */
typedef struct {
  TcFault *fault;   /* owned; NULL: nothing */
  gint64 since_us;  /* wall clock */
  gboolean is_news; /* not yet told */
} TcRefusal;

typedef struct {
  const TcClock *clock; /* borrowed */
  TcFeedCallbacks callbacks;
  int late_after_s, stale_after_s, align_ms;

  TcRules *rules;
  TcAlign align;
  gboolean is_bound; /* on air */
  gboolean is_live;  /* a document of this run was taken: E and R may be asked with */

  gint64 last_good_ns; /* 0: none yet */
  gint64 held_good_ns; /* last answer that confirmed the held document */
  TcAge age;           /* as last told */
  gint64 restored_until_ns;

  char *manual_unit; /* NULL: the backend says who is on stage */
  gint64 manual_ns;

  TcRoster *roster;        /* the last one that was good */
  char *roster_wanted;     /* SHA-256 that the newest document names */
  json_t *roster_why;      /* owned: core/why.h; NULL: it was read */
  gint64 roster_try_ns;    /* not before */
  guint n_roster_failures; /* in a row */

  TcRefusal refusals[TC_N_REFUSALS];
  json_t *why;     /* owned: of the network; NULL: the last answer was one */
  char *told_held; /* epoch that was told to be held */
  gint64 skew_ms;
  gboolean has_skew, is_skewed;
  guint n_documents, n_not_modified, n_failures;

  GBytes *document;      /* last taken, as received; NULL: none in this run */
  GBytes *held_document; /* the same of the held one */
} TcIntake;

void tc_intake_init (TcIntake *self,
                     const TcFeedSettings *settings,
                     const TcClock *clock,
                     const TcFeedCallbacks *callbacks);
void tc_intake_clear (TcIntake *self);

/** A body with status 200. */
TcAnswer tc_intake_document (TcIntake *self, const char *bytes, gsize n_bytes);
/** A 304. */
TcAnswer tc_intake_not_modified (TcIntake *self);
/** Anything else. @why: (transfer full). */
TcAnswer tc_intake_failed (TcIntake *self, json_t *why);

/** The roster to fetch now. Returns: (nullable) (transfer none): its SHA-256. */
const char *tc_intake_wanted_roster (const TcIntake *self);
/** Its body. Returns: TRUE when it is good. */
gboolean tc_intake_roster (TcIntake *self, const char *bytes, gsize n_bytes);
/** @why: (transfer full). */
void tc_intake_roster_failed (TcIntake *self, json_t *why);

void tc_intake_set_bound (TcIntake *self, gboolean is_bound);
/** Errors: as tc_feed_accept_epoch and tc_feed_set_manual_current. */
gboolean tc_intake_accept (TcIntake *self, const char *epoch, GError **error);
gboolean tc_intake_set_manual (TcIntake *self, const char *unit, GError **error);

/** From disk: the document saved at @saved_wall_us, after the rules were read back. */
void tc_intake_restore (TcIntake *self,
                        const char *bytes,
                        gsize n_bytes,
                        gint64 saved_wall_us);

/** What to ask with. Returns: (nullable) (transfer none): the epoch. */
const char *tc_intake_asks (const TcIntake *self, gint64 *revision);

/** Lets what is due take effect. */
void tc_intake_step (TcIntake *self);
/** When step() has something to do; G_MAXINT64: never. */
gint64 tc_intake_next_ns (const TcIntake *self);

/** TcAge for a last good answer @last_good_ns (0: none). */
TcAge tc_intake_age_at (gint64 last_good_ns,
                        gint64 now_ns,
                        int late_after_s,
                        int stale_after_s);

/* Between the files of the intake. */
void tc_intake_event (const TcIntake *self, TcLogLevel level, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/** For whoever keeps what was taken. */
void tc_intake_received (const TcIntake *self, GBytes *bytes);
void tc_intake_show (TcIntake *self);
void tc_intake_update_age (TcIntake *self);

/** The part of tc_feed_dup_status_json that is known here. (transfer full) */
json_t *tc_intake_status (const TcIntake *self);
/** The text of tc_feed_dup_roster_json. Returns: (transfer full). */
GBytes *tc_intake_roster_text (const TcRoster *roster);

G_END_DECLS
