/* SPDX-License-Identifier: MIT
 *
 * tallycast/feed/poller.h - the feed: asks the backend, hands on checked snapshots
 *
 * One thread of its own, one request in flight:
 *   GET {url}/api/v1/state?epoch=E&after=R&wait=S   with If-None-Match: "E-R"
 * The next at once after a new document or after a hold that was kept (a 304 after at
 * least 80 % of the wait), otherwise not before poll_ms after the last start; never
 * more than one a programme frame. Redirects are not followed, proxies are not used, an
 * answer is at most 1 MiB after decompression, and must be whole wait_s + 3 s after the
 * start. A name look-up that hangs delays nothing but this.
 *
 * GET {url}/api/v1/roster is fetched when units.roster_sha256 is new: the SHA-256, in
 * lower-case hex, of the body's bytes. It has 2 s, and is tried again after 5 s and
 * more.
 *
 * A snapshot takes effect align_ms after its receipt, in order. Retractions take effect
 * at once on what is shown and on what waits (feed/rules.h). A new epoch takes effect
 * at once while nothing bound is on air. When the backend is silent the last good
 * snapshot stays and its age tells.
 *
 * Kept in state_dir (locked; written anew, fsynced, renamed, on a thread of its own
 * that may wait for the disk for ever): feed-document.json (the last document, as
 * received), feed-published.json (what was published), feed-roster.json. A document
 * read back is `restored`: no scores, stale from its first frame, dropped 15 minutes
 * after it was saved or after the start, whichever is first.
 *
 * Limits (rule when full): documents waiting for their time TC_FEED_MAX_WAITING (the
 * newest waiting one is replaced, so none is shown early); what others ask for
 * TC_FEED_MAX_WISHES (one more is refused at once).
 */
#pragma once

#include <glib.h>

#include "tallycast/core/clock.h"
#include "tallycast/core/log.h"
#include "tallycast/core/model.h"

G_BEGIN_DECLS

#define TC_FEED_MAX_WAITING    256
#define TC_FEED_MAX_WISHES     16
#define TC_FEED_RESTORED_S     900
#define TC_FEED_SKEW_ALARM_MS  2000
#define TC_FEED_MAX_WAIT_S     30
#define TC_FEED_MAX_ALIGN_MS   120000
#define TC_FEED_REQUEST_S      3 /* beyond the wait */
#define TC_FEED_MAX_HEAD_BYTES 65536

/** Copied by tc_feed_new. 0 or NULL: the default in brackets. */
typedef struct {
  const char *url;       /**< http or https, user info and query allowed */
  int poll_ms;           /**< 20..60000 [500] */
  int wait_s;            /**< 1..30 [2] */
  int late_after_s;      /**< more than wait_s + 1, at most 3600 [5] */
  int stale_after_s;     /**< more than late_after_s, at most 3600 [15] */
  int align_ms;          /**< 0..TC_FEED_MAX_ALIGN_MS; here 0 means 0 */
  gint64 frame_ns;       /**< one programme frame [40 ms] */
  const char *state_dir; /**< NULL: nothing is kept */
} TcFeedSettings;

/** All on the feed thread; must not block and must not call tc_feed_free. Any may be
 * NULL (is_bound: nothing is bound). */
typedef struct {
  /** @snapshot took effect; (transfer none), NULL: there is no data any more. */
  void (*snapshot) (TcSnapshot *snapshot, gpointer data);
  /** First of all STALE, then on time, not only when something is received. @since_ns:
   * CLOCK_MONOTONIC time of the last good answer, 0: none yet. */
  void (*age_changed) (TcAge age, gint64 since_ns, gpointer data);
  /** Asked before it is decided about a document: whether what is on air binds data
   * (not standby, break, end, clean, slate). tc_feed_look when it says something else.
   */
  gboolean (*is_bound) (gpointer data);
  /** One line for the log and the as-run log; no secret in it. */
  void (*event) (TcLogLevel level, const char *text, gpointer data);
  /** A document or roster that was taken, as received, before anything of it takes
   * effect; for whoever keeps them. */
  void (*received) (GBytes *bytes, gpointer data);
  gpointer data;
} TcFeedCallbacks;

/** Called once when it has been done, or could not (@error, borrowed): on the feed
 * thread, or within the call itself or tc_feed_free (TC_ERROR_UNAVAILABLE). */
typedef void (*TcFeedDone) (gpointer data, const GError *error);

typedef struct TcFeed TcFeed;

/**
 * tc_feed_new:
 * @clock: borrowed, outlives the feed
 *
 * Reads state_dir, then starts the thread. Returns: (nullable): NULL with
 * TC_ERROR_CONFIG for settings out of range (the text names the key), or
 * TC_ERROR_UNAVAILABLE when state_dir cannot be made or another process has it.
 */
TcFeed *tc_feed_new (const TcFeedSettings *settings,
                     const TcClock *clock,
                     const TcFeedCallbacks *callbacks,
                     GError **error);

/** Stops the thread: at once whatever the network does, a few seconds later when the
 * disk hangs. NULL is allowed. */
void tc_feed_free (TcFeed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcFeed, tc_feed_free)

/** is_bound may say something else now: the feed asks. Any thread, at once. */
void tc_feed_look (TcFeed *self);

/** Takes the held epoch. TC_ERROR_DATA when @epoch is not the one that is held then.
 * Any thread, at once. */
void
tc_feed_accept_epoch (TcFeed *self, const char *epoch, TcFeedDone done, gpointer data);

/**
 * The operator says who is on stage, because the backend does not; takes effect at once
 * and ends with the next document that the backend gives (or with NULL). Name and
 * category come from the last roster; scoring stays as it is, with its own subject.
 * TC_ERROR_UNAVAILABLE when there is no roster, TC_ERROR_DATA when it has no such unit.
 * Any thread, at once.
 */
void tc_feed_set_manual_current (TcFeed *self,
                                 const char *unit_id,
                                 TcFeedDone done,
                                 gpointer data);

/** STALE until the first good answer. A refused document and one of a held epoch are no
 * good answers. Any thread. */
TcAge tc_feed_age (TcFeed *self);

/** The last roster that was fetched or read back. Returns: (transfer full) (nullable).
 * Any thread. */
TcRoster *tc_feed_dup_roster (TcFeed *self);

/** The same as JSON text, as control/engine.h has it, made when it came; @sha256: (out)
 * (transfer full). Returns: (transfer full) (nullable). Any thread. */
GBytes *tc_feed_dup_roster_json (TcFeed *self, char **sha256);

/**
 * For control's status and the panel. Any thread. Returns: (transfer full): JSON:
 * {"url": "(masked)", "state": "waiting|fresh|late|stale", "age_ms": 120,
 *  "epoch": "E", "revision": 412, "held_epoch": null, "held_revision": null,
 *  "restored": false, "manual": null, "waiting": 3, "align_ms": 300,
 *  "skew_ms": 12, "skew_alarm": false, "requests": 40, "documents": 12,
 *  "not_modified": 27, "failures": 1, "last_error": null, "why": null,
 *  "roster": {"sha256": "...", "units": 77, "error": null, "why": null},
 *  "refusals": [{"section": "scoring", "why": {...}, "since": "RFC 3339"}]}
 * A why is core/why.h's, of a refusal with line, column, path and value; beside an
 * error it says the same in both languages, and is null as it is. state is the age's
 * word (waiting: no good answer yet), also while an epoch is held. age_ms, revision,
 * skew_ms and what else is not known is null.
 */
char *tc_feed_dup_status_json (TcFeed *self);

/** As tc_feed_new checks them. Returns: FALSE with TC_ERROR_CONFIG. */
gboolean tc_feed_settings_check (const TcFeedSettings *settings, GError **error);

G_END_DECLS
