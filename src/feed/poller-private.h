/* SPDX-License-Identifier: MIT
 *
 * feed/poller-private.h - shared by poller.c (the thread) and poller-ask.c (what others
 * ask of it)
 */
#pragma once

#include "feed/fetch.h"
#include "feed/intake.h"
#include "feed/keep.h"
#include "tallycast/core/sync.h"

G_BEGIN_DECLS

typedef enum {
  ASKS_STATE,
  ASKS_ROSTER,
} Asks;

/** What somebody asks for; answered once. */
typedef struct {
  gboolean (*grant) (TcIntake *intake, const char *text, GError **error);
  char *text; /* owned; NULL: nobody */
  TcFeedDone done;
  gpointer data;
} TcWish;

struct TcFeed {
  char *url, *url_masked; /* owned; url has its secrets */
  TcPace pace;
  int late_after_s, stale_after_s;
  int limit_ms; /* for a request */
  const TcClock *clock;
  TcFeedCallbacks callbacks;
  pthread_t thread;
  TcFetch *fetch;

  /* of the thread alone */
  TcIntake intake;
  TcKeep keep;
  Asks asks;
  gint64 start_ns; /* of the request under way */
  gint64 next_ns;  /* when the next state may be asked for */
  guint n_requests;

  pthread_mutex_t lock;
  /* guards: */
  gboolean is_stopping;
  GQueue wishes; /* of TcWish, owned; at most TC_FEED_MAX_WISHES */
  char *status;  /* owned: JSON object, without age_ms */
  gint64 last_good_ns;
  TcRoster *roster;
  GBytes *roster_text; /* of it, NULL: none */
};

/** Answers with @error (borrowed, nullable) and frees. No lock held. */
void tc_wish_answer (TcWish *self, const GError *error);

G_END_DECLS
