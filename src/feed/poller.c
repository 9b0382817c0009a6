/* SPDX-License-Identifier: MIT
 *
 * The feed's thread: requests, the intake, the files. Others leave what they want in a
 * queue under `lock` and wake the thread; the status is a text that the thread renews.
 * There is one lock, and nothing is called while it is held.
 */
#include <jansson.h>
#include <string.h>

#include "feed/poller-private.h"
#include "feed/settings.h"
#include "tallycast/core/error.h"

/* The longest sleep: nothing depends on it, it only bounds surprises. */
#define MAX_SLEEP_MS 1000
/* Nothing else is asked for meanwhile, and a healthy backend must not look late. */
#define ROSTER_LIMIT_MS 2000

/* --- what others see -------------------------------------------------------------- */

static void
publish (TcFeed *self)
{
  json_t *json = tc_intake_status (&self->intake);

  json_object_set_new (json, "url", json_string (self->url_masked));
  json_object_set_new (json, "requests", json_integer (self->n_requests));
  char *text = json_dumps (json, JSON_COMPACT);
  json_decref (json);
  /* Only this thread changes it. */
  gboolean is_roster_new = self->roster != self->intake.roster;
  GBytes *roster_text =
      is_roster_new ? tc_intake_roster_text (self->intake.roster) : NULL;

  TC_LOCKED (&self->lock);
  free (self->status);
  self->status = text;
  self->last_good_ns = self->intake.last_good_ns;
  if (is_roster_new) {
    tc_roster_unref (self->roster);
    self->roster = tc_roster_ref (self->intake.roster);
    g_clear_pointer (&self->roster_text, g_bytes_unref);
    self->roster_text = roster_text;
  }
}

/* Who is called back finds a status that knows of it. */
static void
snapshot_cb (TcSnapshot *snapshot, gpointer data)
{
  TcFeed *self = data;

  publish (self);
  if (self->callbacks.snapshot)
    self->callbacks.snapshot (snapshot, self->callbacks.data);
}

static void
age_cb (TcAge age, gint64 since_ns, gpointer data)
{
  TcFeed *self = data;

  publish (self);
  if (self->callbacks.age_changed)
    self->callbacks.age_changed (age, since_ns, self->callbacks.data);
}

static void
event_cb (TcLogLevel level, const char *text, gpointer data)
{
  TcFeed *self = data;

  publish (self);
  if (self->callbacks.event)
    self->callbacks.event (level, text, self->callbacks.data);
}

static void
received_cb (GBytes *bytes, gpointer data)
{
  TcFeed *self = data;

  if (self->callbacks.received)
    self->callbacks.received (bytes, self->callbacks.data);
}

/* --- requests --------------------------------------------------------------------- */

static void
start (TcFeed *self, Asks asks, const char *path, const char *query, const char *etag)
{
  int limit_ms =
      asks == ASKS_ROSTER ? MIN (ROSTER_LIMIT_MS, self->limit_ms) : self->limit_ms;
  g_autofree char *url = tc_fetch_url (self->url, path, query);

  self->asks = asks;
  self->n_requests++;
  tc_fetch_start (self->fetch, url, etag, limit_ms);
}

static void
start_state (TcFeed *self)
{
  g_autofree char *wait =
      g_strdup_printf ("wait=%" G_GINT64_FORMAT, self->pace.wait_ns / TC_NS_PER_S);
  gint64 revision;
  const char *epoch = tc_intake_asks (&self->intake, &revision);

  self->start_ns = tc_clock_mono_ns (self->clock);
  if (!epoch) {
    start (self, ASKS_STATE, "/api/v1/state", wait, NULL);
    return;
  }
  g_autofree char *escaped = g_uri_escape_string (epoch, NULL, FALSE);
  g_autofree char *query = g_strdup_printf ("epoch=%s&after=%" G_GINT64_FORMAT "&%s",
                                            escaped, revision, wait);
  g_autofree char *etag = g_strdup_printf ("%s-%" G_GINT64_FORMAT, epoch, revision);
  start (self, ASKS_STATE, "/api/v1/state", query, etag);
}

/* One request in flight; the roster goes first: it is asked for once. */
static void
start_next (TcFeed *self)
{
  if (tc_fetch_is_busy (self->fetch))
    return;
  if (tc_intake_wanted_roster (&self->intake))
    start (self, ASKS_ROSTER, "/api/v1/roster", NULL, NULL);
  else if (tc_clock_mono_ns (self->clock) >= self->next_ns)
    start_state (self);
}

static TcAnswer
take_state (TcFeed *self)
{
  gsize n_bytes;
  const char *body = tc_fetch_body (self->fetch, &n_bytes);
  long status = tc_fetch_status (self->fetch);

  if (status == 200)
    return tc_intake_document (&self->intake, body, n_bytes);
  if (status == 304 && tc_intake_asks (&self->intake, NULL))
    return tc_intake_not_modified (&self->intake);
  return tc_intake_failed (&self->intake, tc_fetch_why (self->fetch));
}

static void
take_roster (TcFeed *self)
{
  gsize n_bytes;
  const char *body = tc_fetch_body (self->fetch, &n_bytes);

  if (tc_fetch_status (self->fetch) != 200) {
    tc_intake_roster_failed (&self->intake, tc_fetch_why (self->fetch));
    return;
  }
  if (tc_intake_roster (&self->intake, body, n_bytes))
    tc_keep_roster (&self->keep, body, n_bytes);
}

static void
ask_bound (TcFeed *self)
{
  gboolean is_bound =
      self->callbacks.is_bound && self->callbacks.is_bound (self->callbacks.data);

  if (is_bound != self->intake.is_bound)
    tc_intake_set_bound (&self->intake, is_bound);
}

/* What is bound may have become another since the request began. */
static void
finish (TcFeed *self)
{
  ask_bound (self);
  if (self->asks == ASKS_ROSTER) {
    take_roster (self);
    return;
  }
  TcAnswer answer = take_state (self);
  self->next_ns = tc_pace_next_ns (&self->pace, self->start_ns,
                                   tc_clock_mono_ns (self->clock), answer);
}

/* --- the thread ------------------------------------------------------------------- */

/* Returns: FALSE when it is to stop. */
static gboolean
grant_wishes (TcFeed *self)
{
  GQueue wishes;
  gboolean is_stopping;
  TcWish *wish;

  {
    TC_LOCKED (&self->lock);
    wishes = self->wishes;
    g_queue_init (&self->wishes);
    is_stopping = self->is_stopping;
  }
  while ((wish = g_queue_pop_head (&wishes))) {
    g_autoptr (GError) error = NULL;
    wish->grant (&self->intake, wish->text, &error);
    tc_wish_answer (wish, error);
  }
  return !is_stopping;
}

/* Rounded up: waking a little early would spin. */
static int
sleep_ms (const TcFeed *self)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);
  gint64 next_ns =
      MIN (tc_intake_next_ns (&self->intake), tc_keep_next_ns (&self->keep));

  if (!tc_fetch_is_busy (self->fetch))
    next_ns = MIN (next_ns, self->next_ns);
  if (next_ns <= now_ns)
    return 0;
  return (int)MIN ((next_ns - now_ns + TC_NS_PER_MS - 1) / TC_NS_PER_MS, MAX_SLEEP_MS);
}

static void *
thread_main (void *data)
{
  TcFeed *self = data;

  age_cb (TC_AGE_STALE, 0, self);
  tc_keep_read (&self->keep, &self->intake);
  while (grant_wishes (self)) {
    ask_bound (self);
    tc_intake_step (&self->intake);
    start_next (self);
    tc_keep_step (&self->keep, &self->intake);
    publish (self);
    if (tc_fetch_is_busy (self->fetch) || sleep_ms (self) > 0) {
      if (tc_fetch_run (self->fetch, sleep_ms (self)))
        finish (self);
    }
  }
  tc_keep_finish (&self->keep, &self->intake);
  return NULL;
}

/* --- for others ------------------------------------------------------------------- */

static void
wake_cb (gpointer data)
{
  tc_fetch_wake (((TcFeed *)data)->fetch);
}

TcFeed *
tc_feed_new (const TcFeedSettings *settings,
             const TcClock *clock,
             const TcFeedCallbacks *callbacks,
             GError **error)
{
  TcKeep keep;

  if (!tc_feed_settings_check (settings, error))
    return NULL;
  if (!tc_keep_open (&keep, settings->state_dir, clock, error)) {
    tc_keep_close (&keep);
    return NULL;
  }

  const TcFeedSettings full = tc_feed_settings_full (settings);
  TcFeed *self = g_new0 (TcFeed, 1);
  self->url = g_strdup (full.url);
  self->url_masked = tc_url_mask (full.url);
  self->pace =
      (TcPace){full.poll_ms * TC_NS_PER_MS, full.wait_s * TC_NS_PER_S, full.frame_ns};
  self->limit_ms = (full.wait_s + TC_FEED_REQUEST_S) * 1000;
  self->late_after_s = full.late_after_s;
  self->stale_after_s = full.stale_after_s;
  self->clock = clock;
  self->fetch = tc_fetch_new ();
  pthread_mutex_init (&self->lock, NULL);
  g_queue_init (&self->wishes);
  const TcFeedCallbacks own = {.snapshot = snapshot_cb,
                               .age_changed = age_cb,
                               .event = event_cb,
                               .received = received_cb,
                               .data = self};
  self->callbacks = *callbacks;
  tc_intake_init (&self->intake, &full, clock, &own);
  self->keep = keep;
  tc_keep_start (&self->keep, wake_cb, self);
  publish (self);
  pthread_create (&self->thread, NULL, thread_main, self);
  return self;
}

static void
refuse_wishes (TcFeed *self)
{
  g_autoptr (GError) ending =
      g_error_new (TC_ERROR, TC_ERROR_UNAVAILABLE, "the feed is ending");
  TcWish *wish;

  while ((wish = g_queue_pop_head (&self->wishes)))
    tc_wish_answer (wish, ending);
}

void
tc_feed_free (TcFeed *self)
{
  if (!self)
    return;
  {
    TC_LOCKED (&self->lock);
    self->is_stopping = TRUE;
  }
  tc_fetch_wake (self->fetch);
  pthread_join (self->thread, NULL);
  refuse_wishes (self);
  tc_keep_close (&self->keep); /* its writer wakes the fetch */
  tc_fetch_free (self->fetch);
  tc_intake_clear (&self->intake);
  pthread_mutex_destroy (&self->lock);
  tc_roster_unref (self->roster);
  g_clear_pointer (&self->roster_text, g_bytes_unref);
  free (self->status);
  g_free (self->url);
  g_free (self->url_masked);
  g_free (self);
}
