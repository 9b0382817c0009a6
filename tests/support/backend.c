/* SPDX-License-Identifier: MIT */
#include "backend.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

#define PATIENCE_MS 20000

static char *
document (Backend *self)
{
  g_autofree char *epoch = g_strdup_printf ("\"%s\"", self->epoch);
  g_autofree char *revision = g_strdup_printf ("%d", self->revision);
  g_autofree char *score = g_strdup_printf ("\"%s\"", self->score);
  g_autofree char *hash =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->roster, -1);
  g_autofree char *roster = g_strdup_printf ("\"%s\"", hash);

  return tc_test_document ("epoch", epoch, "revision", revision, "units.roster_sha256",
                           roster, "scoring.state", "\"published\"",
                           "scoring.aggregate", score, NULL);
}

static void
note_request (Backend *self, const TcTestRequest *request)
{
  const char *etag = strstr (request->head, "If-None-Match: ");

  g_string_append_printf (self->asked, "%s %.*s\n", request->target,
                          etag ? (int)strcspn (etag + 15, "\r") : 0,
                          etag ? etag + 15 : "");
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
answer_endless (const TcTestRequest *request, BackendMode mode)
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
answer_otherwise (Backend *self, const TcTestRequest *request, BackendMode mode)
{
  g_autofree char *body = NULL;

  {
    TC_LOCKED (&self->lock);
    body = document (self);
  }
  switch (mode) {
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
    case CONTRACT:
      break;
  }
  return FALSE;
}

/* All but the last byte, time enough to read it, a bound scene, the last byte. */
static gboolean
answer_and_bind (Backend *self, const TcTestRequest *request, const char *body)
{
  gsize n = strlen (body);
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 200 X\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", n);

  if (!send_text (request, head) || !tc_test_send (request, body, n - 1) ||
      !tc_test_wait_ms (request, 100))
    return FALSE;
  backend_set_bound (self, TRUE);
  return tc_test_send (request, body + n - 1, 1);
}

/* Sends the document when it is news, else holds; a request that is held when the
 * backend begins to fail gets the failure. */
static gboolean
answer_contract (Backend *self, const TcTestRequest *request)
{
  g_autofree char *epoch = tc_test_query (request, "epoch");
  g_autofree char *after = tc_test_query (request, "after");
  g_autofree char *wait = tc_test_query (request, "wait");
  int left_ms = wait ? atoi (wait) * 1000 : 0;

  for (;; left_ms -= 10) {
    g_autofree char *body = NULL;
    gboolean is_binding;
    BackendMode mode;
    {
      TC_LOCKED (&self->lock);
      mode = self->mode;
      if (g_strcmp0 (epoch, self->epoch) != 0 || atoi (after) != self->revision)
        body = document (self);
      is_binding = self->binds_late;
    }
    if (mode != CONTRACT)
      return answer_otherwise (self, request, mode);
    if (body && is_binding)
      return answer_and_bind (self, request, body);
    if (body)
      return tc_test_reply (request, 200, NULL, body, strlen (body));
    if (left_ms <= 0)
      return tc_test_reply (request, 304, NULL, "", 0);
    if (!tc_test_wait_ms (request, 10))
      return FALSE;
  }
}

static gboolean
handle_cb (const TcTestRequest *request, gpointer data)
{
  Backend *self = data;
  g_autofree char *roster = NULL;
  BackendMode mode;

  {
    TC_LOCKED (&self->lock);
    note_request (self, request);
    mode = self->mode;
    roster = g_strdup (self->roster);
  }
  if (strstr (request->target, "/api/v1/roster"))
    return tc_test_reply (request, 200, NULL, roster, strlen (roster));
  if (strstr (request->target, "/api/v1/state"))
    return mode == CONTRACT ? answer_contract (self, request)
                            : answer_otherwise (self, request, mode);
  return tc_test_reply (request, 404, NULL, "", 0);
}

/* --- the feed's callbacks --------------------------------------------------------- */

static void
snapshot_cb (TcSnapshot *snapshot, gpointer data)
{
  Backend *self = data;

  TC_LOCKED (&self->lock);
  g_clear_pointer (&self->shown, tc_snapshot_unref);
  self->shown = snapshot ? tc_snapshot_ref (snapshot) : NULL;
  pthread_cond_broadcast (&self->cond);
}

static void
age_cb (TcAge age, G_GNUC_UNUSED gint64 since_ns, gpointer data)
{
  Backend *self = data;

  TC_LOCKED (&self->lock);
  self->age = age;
  pthread_cond_broadcast (&self->cond);
}

static gboolean
is_bound_cb (gpointer data)
{
  Backend *self = data;

  TC_LOCKED (&self->lock);
  return self->is_bound;
}

static void
event_cb (G_GNUC_UNUSED TcLogLevel level, const char *text, gpointer data)
{
  Backend *self = data;

  TC_LOCKED (&self->lock);
  g_string_append_printf (self->events, "%s\n", text);
  pthread_cond_broadcast (&self->cond);
}

void
backend_set_up (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->cond);
  self->epoch = g_strdup ("E1");
  self->revision = 1;
  self->score = g_strdup ("92.35");
  self->roster = g_strdup ("[{\"id\":\"u17\",\"name\":\"A\"},{\"id\":\"u18\",\"name\":"
                           "\"B\"}]");
  self->asked = g_string_new (NULL);
  self->events = g_string_new (NULL);
  self->age = TC_AGE_LATE; /* until it is told */
  self->server = tc_test_server_new (handle_cb, self);
}

void
backend_tear_down (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  tc_test_server_free (self->server);
  tc_snapshot_unref (self->shown);
  g_free (self->epoch);
  g_free (self->roster);
  g_free (self->score);
  g_string_free (self->asked, TRUE);
  g_string_free (self->events, TRUE);
  g_clear_error (&self->refusal);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
}

TcFeed *
backend_feed_new (Backend *self, const char *url, const char *state_dir)
{
  TcFeedSettings settings = {
      .url = url,
      .poll_ms = 200,
      .wait_s = 1,
      .late_after_s = 3,
      .stale_after_s = 4,
      .state_dir = state_dir,
  };
  TcFeedCallbacks callbacks = {.snapshot = snapshot_cb,
                               .age_changed = age_cb,
                               .is_bound = is_bound_cb,
                               .event = event_cb,
                               .data = self};
  g_autoptr (GError) error = NULL;
  TcFeed *feed = tc_feed_new (&settings, tc_clock_system (), &callbacks, &error);

  g_assert_no_error (error);
  return feed;
}

TcFeed *
backend_feed_of (Backend *self)
{
  return backend_feed_new (self, tc_test_server_url (self->server), NULL);
}

/* Until @is_met holds (asked with the lock held). */
void
backend_wait_for (Backend *self, Condition is_met, gconstpointer data)
{
  gint64 end_ns = tc_clock_mono_ns (tc_clock_system ()) + PATIENCE_MS * TC_NS_PER_MS;

  TC_LOCKED (&self->lock);
  while (!is_met (self, data))
    if (!tc_cond_wait_until (&self->cond, &self->lock, end_ns))
      g_error ("waited in vain; events: %s", self->events->str);
}

gboolean
backend_has_event (Backend *self, gconstpointer part)
{
  return strstr (self->events->str, part) != NULL;
}

gboolean
backend_shows_revision (Backend *self, gconstpointer revision)
{
  return self->shown && self->shown->revision == GPOINTER_TO_INT (revision);
}

gboolean
backend_shows_roster (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  return self->shown && self->shown->roster;
}

gboolean
backend_is_manual (Backend *self, gconstpointer unit)
{
  return self->shown && self->shown->current_manual &&
         strcmp (self->shown->current.unit, unit) == 0;
}

gboolean
backend_shows_epoch (Backend *self, gconstpointer epoch)
{
  return self->shown && strcmp (self->shown->epoch, epoch) == 0;
}

gboolean
backend_is_restored (Backend *self, gconstpointer yes)
{
  return self->shown && self->shown->restored == GPOINTER_TO_INT (yes);
}

void
backend_set (Backend *self, BackendMode mode, const char *epoch, int revision)
{
  TC_LOCKED (&self->lock);
  self->mode = mode;
  g_free (self->epoch);
  self->epoch = g_strdup (epoch);
  self->revision = revision;
}

void
backend_set_score (Backend *self, const char *score)
{
  TC_LOCKED (&self->lock);
  g_free (self->score);
  self->score = g_strdup (score);
}

void
backend_set_bound (Backend *self, gboolean is_bound)
{
  TC_LOCKED (&self->lock);
  self->is_bound = is_bound;
}

void
backend_done_cb (gpointer data, const GError *error)
{
  Backend *self = data;

  TC_LOCKED (&self->lock);
  g_clear_error (&self->refusal);
  self->refusal = error ? g_error_copy (error) : NULL;
  self->n_done++;
  pthread_cond_broadcast (&self->cond);
}

static gboolean
is_done (Backend *self, gconstpointer n)
{
  return self->n_done == GPOINTER_TO_UINT (n);
}

static gboolean
wait_for_answer (Backend *self, guint n, GError **error)
{
  backend_wait_for (self, is_done, GUINT_TO_POINTER (n));
  if (!self->refusal)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->refusal));
  return FALSE;
}

gboolean
backend_accept (Backend *self, TcFeed *feed, const char *epoch, GError **error)
{
  guint n = self->n_done + 1;

  tc_feed_accept_epoch (feed, epoch, backend_done_cb, self);
  return wait_for_answer (self, n, error);
}

gboolean
backend_set_manual (Backend *self, TcFeed *feed, const char *unit, GError **error)
{
  guint n = self->n_done + 1;

  tc_feed_set_manual_current (feed, unit, backend_done_cb, self);
  return wait_for_answer (self, n, error);
}

json_t *
backend_status_of (TcFeed *feed)
{
  g_autofree char *text = tc_feed_dup_status_json (feed);
  json_t *json = json_loads (text, 0, NULL);

  g_assert_nonnull (json);
  return json;
}

json_int_t
backend_status_number (TcFeed *feed, const char *key)
{
  json_t *json = backend_status_of (feed);
  json_int_t number = json_integer_value (json_object_get (json, key));

  json_decref (json);
  return number;
}

/* Until the server has had @n more requests, or @ms have passed. */
guint
backend_count_requests (Backend *self, int ms)
{
  guint before = tc_test_server_n_requests (self->server);

  g_usleep ((gulong)ms * 1000);
  return tc_test_server_n_requests (self->server) - before;
}

gboolean
backend_is_age (Backend *self, gconstpointer age)
{
  return self->age == (TcAge)GPOINTER_TO_INT (age);
}
