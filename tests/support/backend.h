/* SPDX-License-Identifier: MIT
 *
 * tests/support/backend.h - a backend that follows the contract, or not, and a feed on
 * it
 *
 * Waits are for things to happen, with a generous end; what is asserted is counts and
 * contents, not times.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <pthread.h>

#include "http-server.h"
#include "tallycast/core/sync.h"
#include "tallycast/feed/poller.h"

G_BEGIN_DECLS

typedef enum {
  CONTRACT,     /* 200 for news, else held for the wait, then 304 */
  IGNORES_WAIT, /* 200 at once, always */
  IGNORES_304,  /* 304 at once */
  FAILS,        /* 500 */
  REDIRECTS,    /* 302 to another host */
  HUGE_BODY,    /* over 1 MiB, chunked */
  BOMB,         /* a gzip body that unpacks to 64 MiB */
  HUGE_HEAD,    /* headers without end */
  TRICKLES,     /* a byte now and then */
  CUT,          /* fewer bytes than it says */
  MALFORMED,    /* 200 with a bad document */
} BackendMode;

typedef struct {
  TcTestServer *server;

  pthread_mutex_t lock;
  pthread_cond_t cond;
  /* guards: what the backend does */
  BackendMode mode;
  char *epoch;
  int revision;
  char *score, *roster;
  GString *asked; /* targets and If-None-Match of all requests */
  /* guards: what the feed told */
  TcSnapshot *shown;
  TcAge age;
  GString *events;
  guint n_done; /* wishes answered */
  GError *refusal;
  gboolean is_bound;   /* what the feed is told when it asks */
  gboolean binds_late; /* a scene binds before the last byte of a document is sent */
} Backend;

typedef gboolean (*Condition) (Backend *self, gconstpointer data);

/* A fixture: follows the contract, epoch "E1", revision 1, s17 published as 92.35. */
void backend_set_up (Backend *self, gconstpointer data);
void backend_tear_down (Backend *self, gconstpointer data);
/** What it does and says from now on. */
void backend_set (Backend *self, BackendMode mode, const char *epoch, int revision);
/** The published score from now on. */
void backend_set_score (Backend *self, const char *score);

/** A feed with short times: poll 200 ms, wait 1 s, late after 3 s, stale after 4 s. */
TcFeed *backend_feed_new (Backend *self, const char *url, const char *state_dir);
/** The same, on this backend, without a state_dir. */
TcFeed *backend_feed_of (Backend *self);

/** Until @is_met holds, asked with the lock held; fails the test after 20 s. */
void backend_wait_for (Backend *self, Condition is_met, gconstpointer data);
gboolean backend_has_event (Backend *self, gconstpointer part);
gboolean backend_shows_revision (Backend *self, gconstpointer revision);
gboolean backend_shows_roster (Backend *self, gconstpointer data);
gboolean backend_is_manual (Backend *self, gconstpointer unit);
gboolean backend_shows_epoch (Backend *self, gconstpointer epoch);
gboolean backend_is_restored (Backend *self, gconstpointer yes);
gboolean backend_is_age (Backend *self, gconstpointer age);

/** What is on air binds data from now on, or not; nobody wakes the feed. */
void backend_set_bound (Backend *self, gboolean is_bound);
/** A TcFeedDone, with the Backend. */
void backend_done_cb (gpointer data, const GError *error);
/** Asks the feed and waits for its answer. Returns: FALSE when it refuses. */
gboolean
backend_accept (Backend *self, TcFeed *feed, const char *epoch, GError **error);
gboolean
backend_set_manual (Backend *self, TcFeed *feed, const char *unit, GError **error);

/** Requests that come within @ms. */
guint backend_count_requests (Backend *self, int ms);
/** Returns: (transfer full). */
json_t *backend_status_of (TcFeed *feed);
json_int_t backend_status_number (TcFeed *feed, const char *key);

G_END_DECLS
