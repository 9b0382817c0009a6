/* SPDX-License-Identifier: MIT */
#include <netdb.h>
#include <string.h>

#include "../support/backend.h"
#include "tallycast/core/error.h"

/* --- a name that is never looked up to the end ------------------------------------ */

static pthread_mutex_t hang_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hang_cond = PTHREAD_COND_INITIALIZER;
/* guards: */
static gboolean is_hanging = TRUE;
static guint n_hanging;

/* In place of libc's: names of the test's own never come back. */
int
getaddrinfo (const char *node,
             G_GNUC_UNUSED const char *service,
             const struct addrinfo *hints,
             struct addrinfo **result)
{
  static const struct addrinfo none;

  pthread_mutex_lock (&hang_lock);
  n_hanging++;
  pthread_cond_broadcast (&hang_cond);
  while (is_hanging)
    pthread_cond_wait (&hang_cond, &hang_lock);
  n_hanging--;
  pthread_cond_broadcast (&hang_cond);
  pthread_mutex_unlock (&hang_lock);
  g_assert_cmpstr (node, ==, "hangs.invalid");
  (void)hints;
  (void)none;
  *result = NULL;
  return EAI_NONAME;
}

/* --- polling ---------------------------------------------------------------------- */

static void
test_long_poll (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_revision, GINT_TO_POINTER (1));
  backend_wait_for (self, backend_shows_roster, NULL);
  /* quiet for three holds: one request each, and never late */
  guint n = backend_count_requests (self, 3500);
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (n, <=, 5);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
  g_assert_cmpint (backend_status_number (feed, "not_modified"), >=, 2);
  backend_set (self, CONTRACT, "E1", 2);
  backend_wait_for (self, backend_shows_revision, GINT_TO_POINTER (2));
  {
    TC_LOCKED (&self->lock);
    g_assert_true (g_str_has_prefix (self->asked->str, "/api/v1/state?wait=1 \n"));
    g_assert_nonnull (
        strstr (self->asked->str, "/api/v1/state?epoch=E1&after=1&wait=1 \"E1-1\"\n"));
    g_assert_null (strstr (self->events->str, "late"));
  }
}

/* 200 at once without end: as a poll of poll_ms, 200 here, not as a long poll. */
static void
test_backend_that_ignores_wait (Backend *self, gconstpointer mode)
{
  backend_set (self, GPOINTER_TO_INT (mode), "E1", 1);
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  guint n = backend_count_requests (self, 2000);
  g_assert_cmpuint (n, <=, 11);
  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
  /* and news are still taken */
  if (GPOINTER_TO_INT (mode) == IGNORES_WAIT) {
    backend_set (self, IGNORES_WAIT, "E1", 2);
    backend_wait_for (self, backend_shows_revision, GINT_TO_POINTER (2));
  }
}

static void
test_base_path_and_query_are_kept (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  const char *base = strstr (tc_test_server_url (self->server), "127");
  g_autofree char *url = g_strdup_printf ("http://bob:s3cret@%s/x/?token=k9#f", base);
  g_autoptr (TcFeed) feed = backend_feed_new (self, url, NULL);

  backend_wait_for (self, backend_shows_roster, NULL);
  g_autofree char *status = tc_feed_dup_status_json (feed);
  g_assert_null (strstr (status, "s3cret"));
  g_assert_null (strstr (status, "bob"));
  g_assert_null (strstr (status, "k9"));
  TC_LOCKED (&self->lock);
  g_assert_true (
      g_str_has_prefix (self->asked->str, "/x/api/v1/state?token=k9&wait=1 \n"));
  g_assert_nonnull (strstr (self->asked->str, "/x/api/v1/roster?token=k9 \n"));
  g_assert_null (strstr (self->events->str, "s3cret"));
}

/* --- faults ----------------------------------------------------------------------- */

typedef struct {
  const char *name;
  BackendMode mode;
  const char *event;
} FaultCase;

static const FaultCase fault_cases[] = {
    {"status-500", FAILS, "answers 500"},
    {"redirect", REDIRECTS, "redirects, here to http://***@192.0.2.1/x?***, are not"},
    {"over-1-mib", HUGE_BODY, "larger than 1 MiB"},
    {"gzip-bomb", BOMB, "larger than 1 MiB"},
    {"endless-head", HUGE_HEAD, "head than 64 KiB"},
    {"trickle", TRICKLES, "does not answer in time"},
    {"cut", CUT, "no answer"},
    {"malformed", MALFORMED, "document refused: line 1, column 14"},
};

/* Good, then the fault, which neither hammers nor harms, then good again. */
static void
test_fault (Backend *self, gconstpointer data)
{
  const FaultCase *c = data;
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  backend_set (self, c->mode, "E1", 2);
  backend_wait_for (self, backend_has_event, c->event);
  guint n = backend_count_requests (self, 500);
  g_assert_cmpuint (n, <=, 4);
  {
    TC_LOCKED (&self->lock);
    g_assert_cmpint (self->shown->revision, ==, 1);
  }
  backend_set (self, CONTRACT, "E1", 3);
  backend_wait_for (self, backend_shows_revision, GINT_TO_POINTER (3));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
}

static void
test_silent_backend_ages (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
  backend_set (self, FAILS, "E1", 1);
  backend_wait_for (self, backend_is_age, GINT_TO_POINTER (TC_AGE_LATE));
  backend_wait_for (self, backend_is_age, GINT_TO_POINTER (TC_AGE_STALE));
  backend_wait_for (self, backend_is_age, GINT_TO_POINTER (TC_AGE_STALE));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  json_t *status = backend_status_of (feed);
  g_assert_cmpstr (json_string_value (json_object_get (status, "state")), ==, "stale");
  g_assert_cmpint (json_integer_value (json_object_get (status, "age_ms")), >=, 4000);
  json_decref (status);
  TC_LOCKED (&self->lock);
  g_assert_cmpint (self->shown->revision, ==, 1);
}

static void
test_nobody_listens (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = backend_feed_new (self, "http://127.0.0.1:1", NULL);

  backend_wait_for (self, backend_has_event, "no answer: ");
  backend_wait_for (self, backend_is_age, GINT_TO_POINTER (TC_AGE_STALE));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  json_t *status = backend_status_of (feed);
  g_assert_true (json_is_null (json_object_get (status, "age_ms")));
  g_assert_cmpstr (json_string_value (json_object_get (status, "state")), ==,
                   "waiting");
  json_decref (status);
}

static guint
hanging_lookups (gboolean until_some)
{
  pthread_mutex_lock (&hang_lock);
  while (until_some ? n_hanging == 0 : n_hanging > 0)
    pthread_cond_wait (&hang_cond, &hang_lock);
  guint n = n_hanging;
  pthread_mutex_unlock (&hang_lock);
  return n;
}

/* Every command answers and the feed ends while the look-up hangs. */
static void
test_name_lookup_hangs (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TcFeed *feed = backend_feed_new (self, "http://hangs.invalid/", NULL);

  g_assert_cmpuint (hanging_lookups (TRUE), ==, 1);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  g_assert_cmpint (backend_status_number (feed, "requests"), ==, 1);
  tc_feed_look (feed);
  /* the thread itself is free: it answers */
  g_assert_false (backend_accept (self, feed, "E9", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_false (backend_set_manual (self, feed, "u18", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  tc_feed_free (feed);

  pthread_mutex_lock (&hang_lock);
  g_assert_cmpuint (n_hanging, ==, 1);
  is_hanging = FALSE;
  pthread_cond_broadcast (&hang_cond);
  pthread_mutex_unlock (&hang_lock);
  hanging_lookups (FALSE);
}

/* Whoever waits for the request hears in the end that its time is over. */
static void
test_stops_at_once (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  TcFeed *feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  backend_set (self, TRICKLES, "E1", 2);
  guint n = tc_test_server_n_requests (self->server);
  while (tc_test_server_n_requests (self->server) == n)
    g_usleep (1000);
  tc_feed_free (feed);
  g_assert_false (backend_has_event (self, "no answer"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                            \
  g_test_add ("/feed/poller/" name, Backend, data, backend_set_up, function, \
              backend_tear_down)
  ADD ("long-poll", test_long_poll, NULL);
  ADD ("ignores-wait-is-not-hammered", test_backend_that_ignores_wait,
       GINT_TO_POINTER (IGNORES_WAIT));
  ADD ("304-at-once-is-not-hammered", test_backend_that_ignores_wait,
       GINT_TO_POINTER (IGNORES_304));
  ADD ("base-path-and-query-are-kept", test_base_path_and_query_are_kept, NULL);
  ADD ("silent-backend-ages", test_silent_backend_ages, NULL);
  ADD ("nobody-listens", test_nobody_listens, NULL);
  ADD ("name-lookup-hangs", test_name_lookup_hangs, NULL);
  ADD ("stops-at-once", test_stops_at_once, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/poller/fault/", fault_cases[i].name, NULL);
    g_test_add (name, Backend, &fault_cases[i], backend_set_up, test_fault,
                backend_tear_down);
  }
  return g_test_run ();
}
