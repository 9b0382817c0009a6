/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <glib/gstdio.h>

/* An answer can come later, and to somebody who is no longer there. */
static void
test_held (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *talk = talk_new (f->port);
  const char *request = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n";

  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tc_web_request_is_open (f->held));
  tc_web_reply_problem (f->held, 503, "%s", "later");
  g_assert_true (talk_until (talk, NULL));
  assert_problem (talk->got->str, 503);
  g_assert_false (tc_web_request_is_open (f->held));
  tc_web_request_unref (g_steal_pointer (&f->held));
  talk_free (talk);

  talk = talk_new (f->port);
  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  talk_free (talk);
  tc_web_reply_json (f->held, 200, json_object ());
  while (tc_web_server_connections (f->server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tc_web_request_is_open (f->held));
}

static void
test_stream (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *talk = talk_new (f->port);
  const char *request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, "event: first\ndata: {\"n\":1}\n\n"));
  g_assert_nonnull (strstr (talk->got->str, "Content-Type: text/event-stream\r\n"));
  g_assert_true (send_event (f->stream, "second", "{}"));
  g_assert_true (talk_until (talk, "event: second\ndata: {}\n\n"));
  talk_free (talk);
  while (f->stream)
    if (send_event (f->stream, "third", "{}"))
      g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (f->gone, ==, 1);
}

static void
test_slow_stream (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autofree char *text = g_strnfill (16384, '1');
  gsize sent = 0;

  talk_send (talk, request, strlen (request));
  while (!f->stream)
    g_main_context_iteration (NULL, TRUE);
  /* Nobody reads: what the kernel does not take is kept up to the limit, no more. */
  while (f->stream && sent < 64 * 1024 * 1024) {
    if (send_event (f->stream, "more", text))
      sent += 16384;
    for (int i = 0; i < 10; i++)
      g_main_context_iteration (NULL, FALSE);
  }
  g_assert_null (f->stream);
  g_assert_cmpint (f->gone, ==, 1);
  while (tc_web_server_connections (f->server) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Silence, half a head and half a body are cut; a request that we hold is not. */
static void
test_deadline (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const halves[] = {
      "",
      "GET /hello HTTP/1.1\r\nHost: local",
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
  };
  const char *held = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (Talk) patient = talk_new (f->port);

  tc_web_server_set_deadline (f->server, 20);
  talk_send (patient, held, strlen (held));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++) {
    g_autoptr (Talk) talk = talk_new (f->port);
    talk_send (talk, halves[i], strlen (halves[i]));
    g_assert_true (talk_until (talk, NULL));
    g_assert_cmpint (talk_status (talk->got->str), !=, 200);
  }
  g_assert_cmpint (f->called, ==, 0);
  tc_web_reply_json (f->held, 200, json_object ());
  g_assert_true (talk_until (patient, NULL));
  g_assert_cmpint (talk_status (patient->got->str), ==, 200);
}

/* A slow line: the head and then the body come in pieces. */
static void
test_pieces (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const pieces[] = {
      "P",
      "OST /echo HTTP/1.1\r",
      "\nHost: localhost\r\nContent-Le",
      "ngth: 7\r\n\r",
      "\n{\"a\"",
      ":1}",
  };
  g_autoptr (Talk) talk = talk_new (f->port);

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++) {
    talk_send (talk, pieces[i], strlen (pieces[i]));
    for (int turn = 0; turn < 5; turn++) {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
  }
  g_assert_true (talk_until (talk, NULL));
  g_assert_cmpstr (talk_body (talk->got->str), ==, "{\"a\":1}");
}

/* All places are taken by who sends @text and no more. Returns: them, in their order.
 */
static GPtrArray *
take_all (Fixture *f, const char *text)
{
  GPtrArray *talks = g_ptr_array_new_with_free_func ((GDestroyNotify)talk_free);

  for (guint i = 0; i < TC_WEB_MAX_CONNECTIONS; i++) {
    Talk *talk = talk_new (f->port);
    g_ptr_array_add (talks, talk);
    talk_send (talk, text, strlen (text));
    while (tc_web_server_connections (f->server) <= i)
      g_main_context_iteration (NULL, TRUE);
  }
  return talks;
}

/* Who waits for an answer keeps his place. */
static void
test_connections (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) all =
      take_all (f, "GET /kept HTTP/1.1\r\nHost: localhost\r\n\r\n");

  while (f->kept->len < TC_WEB_MAX_CONNECTIONS)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (Talk) one_more = talk_new (f->port);
  g_assert_true (talk_until (one_more, NULL));
  g_assert_cmpint (talk_status (one_more->got->str), ==, 503);
  for (guint i = 0; i < f->kept->len; i++)
    tc_web_reply_json (g_ptr_array_index (f->kept, i), 200, json_object ());
  for (guint i = 0; i < all->len; i++) {
    Talk *talk = g_ptr_array_index (all, i);
    g_assert_true (talk_until (talk, NULL));
    g_assert_cmpint (talk_status (talk->got->str), ==, 200);
  }
  g_autofree char *answer = talk_call (f->port, "GET /hello", NULL, NULL);
  g_assert_cmpint (talk_status (answer), ==, 200);
}

/* Who has not asked yet makes room, the oldest first: of a head or a body a part is not
 * a request. */
static void
test_silent (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const texts[] = {
      "", "GET /hello HTTP/1.1\r\n",
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GPtrArray) all = take_all (f, texts[i]);
    Talk *oldest = g_ptr_array_index (all, 0);
    Talk *second = g_ptr_array_index (all, 1);
    g_autofree char *answer = talk_call (f->port, "GET /hello", NULL, NULL);

    g_assert_cmpint (talk_status (answer), ==, 200);
    g_assert_true (talk_until (oldest, NULL)); /* its end */
    g_assert_cmpuint (tc_web_server_connections (f->server), ==,
                      TC_WEB_MAX_CONNECTIONS - 1);
    if (i == 2)
      talk_send (second, "\"a\":123}", 8);
    else if (i == 1)
      talk_send (second, "Host: localhost\r\n\r\n", 19);
    if (i > 0) {
      g_assert_true (talk_until (second, NULL));
      g_assert_cmpint (talk_status (second->got->str), ==, 200);
    }
    g_ptr_array_set_size (all, 0);
    while (tc_web_server_connections (f->server) > 0)
      g_main_context_iteration (NULL, TRUE);
  }
}

/* Of another machine nobody gets more than his share. */
static void
test_share (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *hello = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autofree char *address = talk_dup_network_address ();
  g_autoptr (GPtrArray) talks =
      g_ptr_array_new_with_free_func ((GDestroyNotify)talk_free);
  g_autoptr (GError) error = NULL;

  if (!address) {
    g_test_skip ("this machine has no network");
    return;
  }
  g_autofree char *dir = g_dir_make_tmp ("tallycast-busy-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "tokens.json", NULL);
  g_autoptr (TcTokens) tokens = tc_tokens_new (path, &error);
  TcWebServer *server = tc_web_server_new ("0.0.0.0:0", routes, tokens, f, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < TC_WEB_MAX_FROM_ONE; i++) {
    g_ptr_array_add (talks, talk_new_to (address, tc_web_server_port (server)));
    while (tc_web_server_connections (server) <= i)
      g_main_context_iteration (NULL, TRUE);
  }
  g_autoptr (Talk) patient = talk_new (tc_web_server_port (server));
  while (tc_web_server_connections (server) <= TC_WEB_MAX_FROM_ONE)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (Talk) one_more = talk_new_to (address, tc_web_server_port (server));
  g_assert_true (
      talk_until (g_ptr_array_index (talks, 0), NULL)); /* for his next one */
  g_assert_cmpuint (tc_web_server_connections (server), ==, TC_WEB_MAX_FROM_ONE + 1);
  talk_send (patient, hello, strlen (hello)); /* who is none of his has his place */
  g_assert_true (talk_until (patient, NULL));
  g_assert_cmpint (talk_status (patient->got->str), ==, 200);
  g_ptr_array_set_size (talks, 0);
  tc_web_server_free (server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_rmdir (dir);
}

/* Ends with a stream, a held request and an idle connection open. */
static void
test_free_while_busy (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *events = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const char *held = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (Talk) a = talk_new (f->port);
  g_autoptr (Talk) b = talk_new (f->port);
  g_autoptr (Talk) c = talk_new (f->port);

  talk_send (a, events, strlen (events));
  talk_send (b, held, strlen (held));
  while (!f->stream || !f->held || tc_web_server_connections (f->server) < 3)
    g_main_context_iteration (NULL, TRUE);
  tc_web_server_free (g_steal_pointer (&f->server));
  g_assert_null (f->stream);
  g_assert_cmpint (f->gone, ==, 1);
  tc_web_reply_json (f->held, 200, json_object ());
  g_assert_true (talk_until (a, NULL));
  g_assert_true (talk_until (b, NULL));
  g_assert_true (talk_until (c, NULL));
}

/* What was answered before the end gets there. */
static void
test_last_answer (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *request = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (Talk) talk = talk_new (f->port);
  g_autoptr (Talk) silent = talk_new (f->port);

  talk_send (talk, request, strlen (request));
  while (!f->held || tc_web_server_connections (f->server) < 2)
    g_main_context_iteration (NULL, TRUE);
  tc_web_reply_json (f->held, 200, json_pack ("{ss}", "the", "last"));
  tc_web_server_free (g_steal_pointer (&f->server));
  g_assert_true (talk_until (talk, NULL));
  g_assert_cmpint (talk_status (talk->got->str), ==, 200);
  g_assert_cmpstr (talk_body (talk->got->str), ==, "{\"the\":\"last\"}");
  g_assert_true (talk_until (silent, NULL));
  g_assert_cmpuint (silent->got->len, ==, 0);
}

/* Nor does the end wait for who does not read. */
static void
test_unread_answer (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *request = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n";
  gsize n = 64 * 1024 * 1024; /* more than the kernel takes */
  g_autofree char *much = g_malloc0 (n);
  g_autoptr (Talk) talk = talk_new (f->port);

  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  tc_web_reply_bytes (f->held, 200, "text/plain", much, n);
  tc_web_server_free (g_steal_pointer (&f->server));
  g_assert_true (talk_until (talk, NULL));
  g_assert_cmpuint (talk->got->len, <, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answers-later-or-to-nobody", test_held);
  ADD ("streams-events", test_stream);
  ADD ("drops-a-slow-reader", test_slow_stream);
  ADD ("takes-a-request-in-pieces", test_pieces);
  ADD ("limits-connections", test_connections);
  ADD ("who-says-nothing-makes-room", test_silent);
  ADD ("gives-no-address-more-than-its-share", test_share);
  ADD ("cuts-those-who-keep-it-waiting", test_deadline);
  ADD ("can-be-freed-while-busy", test_free_while_busy);
  ADD ("answers-before-it-ends", test_last_answer);
  ADD ("ends-without-those-who-do-not-read", test_unread_answer);
  return g_test_run ();
}
