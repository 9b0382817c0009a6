/* SPDX-License-Identifier: MIT
 *
 * The whole feed against a real server on the loopback. Waits are for things to happen,
 * with a generous end; what is asserted is counts and contents, not times.
 */
#include "tallycast/feed/poller.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>

#include "../support/document.h"
#include "../support/http-server.h"
#include "tallycast/core/error.h"
#include "tallycast/core/sync.h"

#define PATIENCE_MS 20000

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

/* --- the backend ------------------------------------------------------------------ */

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
} Mode;

typedef struct {
  TcTestServer *server;

  pthread_mutex_t lock;
  pthread_cond_t cond;
  /* guards: what the backend does */
  Mode mode;
  char *epoch;
  int revision;
  char *roster;
  GString *asked; /* targets and If-None-Match of all requests */
  /* guards: what the feed told */
  TcSnapshot *shown;
  TcAge age;
  GString *events;
} State;

static char *
document (State *self)
{
  g_autofree char *epoch = g_strdup_printf ("\"%s\"", self->epoch);
  g_autofree char *revision = g_strdup_printf ("%d", self->revision);
  g_autofree char *hash =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->roster, -1);
  g_autofree char *roster = g_strdup_printf ("\"%s\"", hash);

  return tc_test_document ("epoch", epoch, "revision", revision, "units.roster_sha256",
                           roster, "scoring.state", "\"published\"", NULL);
}

static void
note_request (State *self, const TcTestRequest *request)
{
  const char *etag = strstr (request->head, "If-None-Match: ");

  g_string_append_printf (self->asked, "%s %.*s\n", request->target,
                          etag ? (int)strcspn (etag + 15, "\r") : 0,
                          etag ? etag + 15 : "");
}

/* Sends @document when it is news, else holds. */
static gboolean
answer_contract (State *self, const TcTestRequest *request)
{
  g_autofree char *epoch = tc_test_query (request, "epoch");
  g_autofree char *after = tc_test_query (request, "after");
  g_autofree char *wait = tc_test_query (request, "wait");
  int left_ms = wait ? atoi (wait) * 1000 : 0;

  for (;; left_ms -= 10) {
    g_autofree char *body = NULL;
    {
      TC_LOCKED (&self->lock);
      if (g_strcmp0 (epoch, self->epoch) != 0 || atoi (after) != self->revision)
        body = document (self);
    }
    if (body)
      return tc_test_reply (request, 200, NULL, body, strlen (body));
    if (left_ms <= 0)
      return tc_test_reply (request, 304, NULL, "", 0);
    if (!tc_test_wait_ms (request, 10))
      return FALSE;
  }
}

static gboolean
answer_bomb (const TcTestRequest *request)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GConverter) gzip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (memory, gzip);
  g_autofree char *spaces = g_strnfill (65536, ' ');

  for (int i = 0; i < 1024; i++)
    g_output_stream_write_all (packed, spaces, 65536, NULL, NULL, NULL);
  g_output_stream_close (packed, NULL, NULL);
  GMemoryOutputStream *stream = G_MEMORY_OUTPUT_STREAM (memory);
  gsize n = g_memory_output_stream_get_data_size (stream);
  g_assert_cmpuint (n, <, TC_MODEL_MAX_DOCUMENT_BYTES);
  return tc_test_reply (request, 200, "Content-Encoding: gzip\r\n",
                        g_memory_output_stream_get_data (stream), n);
}

static gboolean
send_text (const TcTestRequest *request, const char *text)
{
  return tc_test_send (request, text, strlen (text));
}

/* Until the peer has enough. */
static gboolean
answer_endless (const TcTestRequest *request, Mode mode)
{
  const char *head =
      mode == HUGE_BODY  ? "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
      : mode == TRICKLES ? "HTTP/1.1 200 X\r\nContent-Length: 9999\r\n\r\n"
                         : "HTTP/1.1 200 X\r\n";
  g_autofree char *spaces = g_strnfill (1000, ' ');
  g_autofree char *chunk = g_strdup_printf ("3e8\r\n%s\r\n", spaces);
  const char *piece = mode == HUGE_BODY ? chunk : mode == TRICKLES ? " " : "X: y\r\n";
  gboolean is_open = send_text (request, head);

  while (is_open)
    is_open = send_text (request, piece) &&
              (mode != TRICKLES || tc_test_wait_ms (request, 50));
  return FALSE;
}

static gboolean
answer_state (State *self, const TcTestRequest *request, Mode mode)
{
  g_autofree char *body = NULL;

  {
    TC_LOCKED (&self->lock);
    body = document (self);
  }
  switch (mode) {
    case CONTRACT:
      return answer_contract (self, request);
    case IGNORES_WAIT:
      return tc_test_reply (request, 200, NULL, body, strlen (body));
    case IGNORES_304:
      return strstr (request->target, "epoch=")
                 ? tc_test_reply (request, 304, NULL, "", 0)
                 : tc_test_reply (request, 200, NULL, body, strlen (body));
    case FAILS:
      return tc_test_reply (request, 500, NULL, "no", 2);
    case REDIRECTS:
      return tc_test_reply (request, 302, "Location: http://u:p@192.0.2.1/x?k=1\r\n",
                            "", 0);
    case BOMB:
      return answer_bomb (request);
    case CUT:
      return send_text (request, "HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n{") &&
             FALSE;
    case MALFORMED:
      return tc_test_reply (request, 200, NULL, "{\"version\":1,}", 14);
    case HUGE_BODY:
    case HUGE_HEAD:
    case TRICKLES:
      return answer_endless (request, mode);
  }
  return FALSE;
}

static gboolean
handle_cb (const TcTestRequest *request, gpointer data)
{
  State *self = data;
  g_autofree char *roster = NULL;
  Mode mode;

  {
    TC_LOCKED (&self->lock);
    note_request (self, request);
    mode = self->mode;
    roster = g_strdup (self->roster);
  }
  if (strstr (request->target, "/api/v1/roster"))
    return tc_test_reply (request, 200, NULL, roster, strlen (roster));
  if (strstr (request->target, "/api/v1/state"))
    return answer_state (self, request, mode);
  return tc_test_reply (request, 404, NULL, "", 0);
}

/* --- the feed's callbacks --------------------------------------------------------- */

static void
snapshot_cb (TcSnapshot *snapshot, gpointer data)
{
  State *self = data;

  TC_LOCKED (&self->lock);
  g_clear_pointer (&self->shown, tc_snapshot_unref);
  self->shown = snapshot ? tc_snapshot_ref (snapshot) : NULL;
  pthread_cond_broadcast (&self->cond);
}

static void
age_cb (TcAge age, G_GNUC_UNUSED gint64 since_ns, gpointer data)
{
  State *self = data;

  TC_LOCKED (&self->lock);
  self->age = age;
  pthread_cond_broadcast (&self->cond);
}

static void
event_cb (G_GNUC_UNUSED TcLogLevel level, const char *text, gpointer data)
{
  State *self = data;

  TC_LOCKED (&self->lock);
  g_string_append_printf (self->events, "%s\n", text);
  pthread_cond_broadcast (&self->cond);
}

static void
set_up (State *self, G_GNUC_UNUSED gconstpointer data)
{
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->cond);
  self->epoch = g_strdup ("E1");
  self->revision = 1;
  self->roster = g_strdup ("[{\"id\":\"u17\",\"name\":\"A\"},{\"id\":\"u18\",\"name\":"
                           "\"B\"}]");
  self->asked = g_string_new (NULL);
  self->events = g_string_new (NULL);
  self->age = TC_AGE_STALE;
  self->server = tc_test_server_new (handle_cb, self);
}

static void
tear_down (State *self, G_GNUC_UNUSED gconstpointer data)
{
  tc_test_server_free (self->server);
  tc_snapshot_unref (self->shown);
  g_free (self->epoch);
  g_free (self->roster);
  g_string_free (self->asked, TRUE);
  g_string_free (self->events, TRUE);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
}

static TcFeed *
feed_new (State *self, const char *url, const char *state_dir)
{
  TcFeedSettings settings = {
      .url = url,
      .poll_ms = 200,
      .wait_s = 1,
      .late_after_s = 3,
      .stale_after_s = 4,
      .state_dir = state_dir,
  };
  TcFeedCallbacks callbacks = {snapshot_cb, age_cb, event_cb, self};
  g_autoptr (GError) error = NULL;
  TcFeed *feed = tc_feed_new (&settings, tc_clock_system (), &callbacks, &error);

  g_assert_no_error (error);
  return feed;
}

static TcFeed *
feed_of (State *self)
{
  return feed_new (self, tc_test_server_url (self->server), NULL);
}

typedef gboolean (*Condition) (State *self, gconstpointer data);

/* Until @is_met holds (asked with the lock held). */
static void
wait_for (State *self, Condition is_met, gconstpointer data)
{
  gint64 end_ns = tc_clock_mono_ns (tc_clock_system ()) + PATIENCE_MS * TC_NS_PER_MS;

  TC_LOCKED (&self->lock);
  while (!is_met (self, data))
    if (!tc_cond_wait_until (&self->cond, &self->lock, end_ns))
      g_error ("waited in vain; events: %s", self->events->str);
}

static gboolean
has_event (State *self, gconstpointer part)
{
  return strstr (self->events->str, part) != NULL;
}

static gboolean
shows_revision (State *self, gconstpointer revision)
{
  return self->shown && self->shown->revision == GPOINTER_TO_INT (revision);
}

static gboolean
shows_roster (State *self, G_GNUC_UNUSED gconstpointer data)
{
  return self->shown && self->shown->roster;
}

static gboolean
is_manual (State *self, gconstpointer unit)
{
  return self->shown && self->shown->current_manual &&
         strcmp (self->shown->current.unit, unit) == 0;
}

static gboolean
shows_epoch (State *self, gconstpointer epoch)
{
  return self->shown && strcmp (self->shown->epoch, epoch) == 0;
}

static gboolean
is_restored (State *self, gconstpointer yes)
{
  return self->shown && self->shown->restored == GPOINTER_TO_INT (yes);
}

static void
set_backend (State *self, Mode mode, const char *epoch, int revision)
{
  TC_LOCKED (&self->lock);
  self->mode = mode;
  g_free (self->epoch);
  self->epoch = g_strdup (epoch);
  self->revision = revision;
}

static json_t *
status_of (TcFeed *feed)
{
  g_autofree char *text = tc_feed_dup_status_json (feed);
  json_t *json = json_loads (text, 0, NULL);

  g_assert_nonnull (json);
  return json;
}

static json_int_t
status_number (TcFeed *feed, const char *key)
{
  json_t *json = status_of (feed);
  json_int_t number = json_integer_value (json_object_get (json, key));

  json_decref (json);
  return number;
}

/* Until the server has had @n more requests, or @ms have passed. */
static guint
count_requests (State *self, int ms)
{
  guint before = tc_test_server_n_requests (self->server);

  g_usleep ((gulong)ms * 1000);
  return tc_test_server_n_requests (self->server) - before;
}

/* --- polling ---------------------------------------------------------------------- */

static void
test_long_poll (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = feed_of (self);

  wait_for (self, shows_revision, GINT_TO_POINTER (1));
  wait_for (self, shows_roster, NULL);
  /* quiet for three holds: one request each, and never late */
  guint n = count_requests (self, 3500);
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (n, <=, 5);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
  g_assert_cmpint (status_number (feed, "not_modified"), >=, 2);
  set_backend (self, CONTRACT, "E1", 2);
  wait_for (self, shows_revision, GINT_TO_POINTER (2));
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
test_backend_that_ignores_wait (State *self, gconstpointer mode)
{
  set_backend (self, GPOINTER_TO_INT (mode), "E1", 1);
  g_autoptr (TcFeed) feed = feed_of (self);

  wait_for (self, shows_roster, NULL);
  guint n = count_requests (self, 2000);
  g_assert_cmpuint (n, <=, 11);
  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
  /* and news are still taken */
  if (GPOINTER_TO_INT (mode) == IGNORES_WAIT) {
    set_backend (self, IGNORES_WAIT, "E1", 2);
    wait_for (self, shows_revision, GINT_TO_POINTER (2));
  }
}

static void
test_base_path_and_query_are_kept (State *self, G_GNUC_UNUSED gconstpointer data)
{
  const char *base = strstr (tc_test_server_url (self->server), "127");
  g_autofree char *url = g_strdup_printf ("http://bob:s3cret@%s/x/?token=k9#f", base);
  g_autoptr (TcFeed) feed = feed_new (self, url, NULL);

  wait_for (self, shows_roster, NULL);
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
  Mode mode;
  const char *event;
} FaultCase;

static const FaultCase fault_cases[] = {
    {"status-500", FAILS, "the backend answers 500"},
    {"redirect", REDIRECTS, "redirects, here to http://***@192.0.2.1/x?***, are not"},
    {"over-1-mib", HUGE_BODY, "larger than 1 MiB"},
    {"gzip-bomb", BOMB, "larger than 1 MiB"},
    {"endless-head", HUGE_HEAD, "head than 64 KiB"},
    {"trickle", TRICKLES, "timed out"},
    {"cut", CUT, "no answer"},
    {"malformed", MALFORMED, "document refused: line 1, column 14"},
};

/* Good, then the fault, which neither hammers nor harms, then good again. */
static void
test_fault (State *self, gconstpointer data)
{
  const FaultCase *c = data;
  g_autoptr (TcFeed) feed = feed_of (self);

  wait_for (self, shows_roster, NULL);
  set_backend (self, c->mode, "E1", 2);
  wait_for (self, has_event, c->event);
  guint n = count_requests (self, 500);
  g_assert_cmpuint (n, <=, 4);
  {
    TC_LOCKED (&self->lock);
    g_assert_cmpint (self->shown->revision, ==, 1);
  }
  set_backend (self, CONTRACT, "E1", 3);
  wait_for (self, shows_revision, GINT_TO_POINTER (3));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
}

static gboolean
is_age (State *self, gconstpointer age)
{
  return self->age == (TcAge)GPOINTER_TO_INT (age);
}

static void
test_silent_backend_ages (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = feed_of (self);

  wait_for (self, shows_roster, NULL);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_FRESH);
  set_backend (self, FAILS, "E1", 1);
  wait_for (self, is_age, GINT_TO_POINTER (TC_AGE_LATE));
  wait_for (self, is_age, GINT_TO_POINTER (TC_AGE_STALE));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  json_t *status = status_of (feed);
  g_assert_cmpstr (json_string_value (json_object_get (status, "state")), ==, "stale");
  g_assert_cmpint (json_integer_value (json_object_get (status, "age_ms")), >=, 4000);
  json_decref (status);
  TC_LOCKED (&self->lock);
  g_assert_cmpint (self->shown->revision, ==, 1);
}

static void
test_nobody_listens (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = feed_new (self, "http://127.0.0.1:1", NULL);

  wait_for (self, has_event, "no answer: ");
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  json_t *status = status_of (feed);
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
test_name_lookup_hangs (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TcFeed *feed = feed_new (self, "http://hangs.invalid/", NULL);

  g_assert_cmpuint (hanging_lookups (TRUE), ==, 1);
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  g_assert_cmpint (status_number (feed, "requests"), ==, 1);
  tc_feed_set_on_air_bound (feed, TRUE);
  tc_feed_set_align_ms (feed, 300);
  g_assert_false (tc_feed_accept_epoch (feed, "E9", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_false (tc_feed_set_manual_current (feed, "u18", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  /* the thread itself is free: it takes the new alignment */
  while (status_number (feed, "align_ms") != 300)
    g_usleep (1000);
  tc_feed_free (feed);

  pthread_mutex_lock (&hang_lock);
  g_assert_cmpuint (n_hanging, ==, 1);
  is_hanging = FALSE;
  pthread_cond_broadcast (&hang_cond);
  pthread_mutex_unlock (&hang_lock);
  hanging_lookups (FALSE);
}

/* The request's own time limit is 4 s: whoever waits for it is far over a second. */
static void
test_stops_at_once (State *self, G_GNUC_UNUSED gconstpointer data)
{
  TcFeed *feed = feed_of (self);

  wait_for (self, shows_roster, NULL);
  set_backend (self, TRICKLES, "E1", 2);
  guint n = tc_test_server_n_requests (self->server);
  while (tc_test_server_n_requests (self->server) == n)
    g_usleep (1000);
  gint64 start_us = g_get_monotonic_time ();
  tc_feed_free (feed);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 3 * G_USEC_PER_SEC);
}

/* --- what the crew does ----------------------------------------------------------- */

static void
test_restarted_backend (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcFeed) feed = feed_of (self);

  wait_for (self, shows_roster, NULL);
  tc_feed_set_on_air_bound (feed, TRUE);
  /* a held epoch is not asked for without end either */
  while (tc_test_server_n_requests (self->server) < 4)
    g_usleep (1000);
  set_backend (self, CONTRACT, "E2", 1);
  wait_for (self, has_event, "backend restarted: epoch E2 at revision 1");
  guint n = count_requests (self, 2000);
  g_assert_cmpuint (n, <=, 4);
  json_t *status = status_of (feed);
  g_assert_cmpstr (json_string_value (json_object_get (status, "state")), ==, "held");
  g_assert_cmpstr (json_string_value (json_object_get (status, "held_epoch")), ==,
                   "E2");
  json_decref (status);
  {
    TC_LOCKED (&self->lock);
    g_assert_cmpstr (self->shown->epoch, ==, "E1");
  }
  g_assert_false (tc_feed_accept_epoch (feed, "E1", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_true (tc_feed_accept_epoch (feed, "E2", &error));
  wait_for (self, shows_epoch, "E2");
}

static void
test_manual (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcFeed) feed = feed_of (self);

  wait_for (self, shows_roster, NULL);
  set_backend (self, FAILS, "E1", 1);
  g_assert_false (tc_feed_set_manual_current (feed, "u99", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_true (tc_feed_set_manual_current (feed, "u18", &error));
  wait_for (self, is_manual, "u18");
  set_backend (self, CONTRACT, "E1", 2);
  wait_for (self, shows_revision, GINT_TO_POINTER (2));
  TC_LOCKED (&self->lock);
  g_assert_false (self->shown->current_manual);
}

/* --- over a restart --------------------------------------------------------------- */

static void
remove_dir (const char *dir)
{
  static const char *const names[] = {"feed-document.json", "feed-published.json",
                                      "feed-roster.json"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);
    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_kept_over_a_restart (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *top = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (top, "state", NULL);
  const char *url = tc_test_server_url (self->server);
  TcFeed *feed = feed_new (self, url, dir);

  wait_for (self, shows_roster, NULL);
  tc_feed_free (feed);
  g_clear_pointer (&self->shown, tc_snapshot_unref);
  set_backend (self, FAILS, "E1", 1);
  feed = feed_new (self, url, dir);
  wait_for (self, is_restored, GINT_TO_POINTER (TRUE));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  {
    TC_LOCKED (&self->lock);
    g_assert_null (self->shown->scoring.aggregate);
    g_assert_nonnull (self->shown->roster);
    /* the same revision with another score would be refused */
  }
  set_backend (self, CONTRACT, "E1", 1);
  wait_for (self, is_restored, GINT_TO_POINTER (FALSE));
  tc_feed_free (feed);
  remove_dir (dir);
  g_rmdir (top);
}

static void
test_broken_files_are_left (State *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);
  static const char *const names[] = {"feed-document.json", "feed-published.json",
                                      "feed-roster.json"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);
    g_assert_true (g_file_set_contents (path, "{\"document\": [", -1, NULL));
  }
  TcFeed *feed = feed_new (self, tc_test_server_url (self->server), dir);
  wait_for (self, shows_roster, NULL);
  wait_for (self, has_event, "ignoring feed-published.json: line 1");
  tc_feed_free (feed);
  remove_dir (dir);
}

/* --- settings --------------------------------------------------------------------- */

static void
test_settings (void)
{
  static const struct {
    TcFeedSettings settings;
    const char *text; /* NULL: good */
  } cases[] = {
      {{.url = "http://x"}, NULL},
      {{.url = "https://u:p@x/y?z"}, NULL},
      {{.url = "http://x", .wait_s = 3, .late_after_s = 5}, NULL},
      {{.url = "http://x", .wait_s = 4, .late_after_s = 5}, "late_after_s"},
      {{.url = "http://x", .wait_s = 31, .late_after_s = 50}, "wait_s"},
      {{.url = "http://x", .wait_s = -1}, "wait_s"},
      {{.url = "http://x", .poll_ms = 5}, "poll_ms"},
      {{.url = "http://x", .late_after_s = 15}, "stale_after_s"},
      {{.url = "http://x", .align_ms = -1}, "align_ms"},
      {{.url = "ftp://x"}, "url"},
      {{.url = "file:///etc/passwd"}, "url"},
      {{.url = "http://"}, "url"},
      {{.url = NULL}, "url"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean is_good = tc_feed_settings_check (&cases[i].settings, &error);
    g_test_message ("%s", cases[i].settings.url);
    g_assert_true (is_good == (cases[i].text == NULL));
    if (is_good)
      continue;
    g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
    g_assert_nonnull (strstr (error->message, cases[i].text));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data) \
  g_test_add ("/feed/poller/" name, State, data, set_up, function, tear_down)
  ADD ("long-poll", test_long_poll, NULL);
  ADD ("ignores-wait-is-not-hammered", test_backend_that_ignores_wait,
       GINT_TO_POINTER (IGNORES_WAIT));
  ADD ("304-at-once-is-not-hammered", test_backend_that_ignores_wait,
       GINT_TO_POINTER (IGNORES_304));
  ADD ("base-path-and-query-are-kept", test_base_path_and_query_are_kept, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/poller/fault/", fault_cases[i].name, NULL);
    g_test_add (name, State, &fault_cases[i], set_up, test_fault, tear_down);
  }
  ADD ("silent-backend-ages", test_silent_backend_ages, NULL);
  ADD ("nobody-listens", test_nobody_listens, NULL);
  ADD ("name-lookup-hangs", test_name_lookup_hangs, NULL);
  ADD ("stops-at-once", test_stops_at_once, NULL);
  ADD ("restarted-backend-is-held", test_restarted_backend, NULL);
  ADD ("manual-current", test_manual, NULL);
  ADD ("kept-over-a-restart", test_kept_over_a_restart, NULL);
  ADD ("broken-files-are-left", test_broken_files_are_left, NULL);
  g_test_add_func ("/feed/poller/settings", test_settings);
  return g_test_run ();
}
