/* SPDX-License-Identifier: MIT */
#include "tallycast/core/error.h"
#include "tallycast/web/server.h"

#include "../support/http.h"

#include <string.h>

typedef struct {
  TcWebServer *server;
  guint16 port;
  int called;          /* how often a handler ran */
  TcWebRequest *held;  /* by /held */
  TcWebStream *stream; /* by /events */
  int gone;
} Fixture;

static void
hello_cb (TcWebRequest *request, gpointer data)
{
  Fixture *f = data;

  f->called++;
  tc_web_reply_json (request, 200, json_pack ("{ss}", "hello", "world"));
}

static void
echo_cb (TcWebRequest *request, gpointer data)
{
  Fixture *f = data;
  json_t *body = tc_web_request_object (request);

  f->called++;
  if (body)
    tc_web_reply_json (request, 200, body);
}

static void
named_cb (TcWebRequest *request, gpointer data)
{
  Fixture *f = data;
  g_autofree char *query = tc_web_request_query (request, "q");

  f->called++;
  tc_web_reply_json (request, 200,
                     json_pack ("{ss,ss?}", "name",
                                tc_web_request_param (request, "name"), "q", query));
}

static void
held_cb (TcWebRequest *request, gpointer data)
{
  ((Fixture *)data)->held = tc_web_request_ref (request);
}

static void
gone_cb (TcWebStream *stream, gpointer data)
{
  Fixture *f = data;

  g_assert_true (stream == f->stream);
  f->stream = NULL;
  f->gone++;
}

static void
events_cb (TcWebRequest *request, gpointer data)
{
  Fixture *f = data;

  f->stream = tc_web_stream_new (request, gone_cb, f);
  tc_web_stream_send (f->stream, "first", "{\"n\":1}");
}

static const TcWebRoute routes[] = {
    {"GET", "/hello", hello_cb},
    {"POST", "/echo", echo_cb},
    {"GET", "/things/{name}", named_cb},
    {"POST", "/things/{name}", named_cb},
    {"GET", "/held", held_cb},
    {"GET", "/events", events_cb},
    {NULL},
};

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  f->server = tc_web_server_new ("127.0.0.1:0", routes, f, &error);
  g_assert_no_error (error);
  f->port = tc_web_server_port (f->server);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  if (f->held)
    tc_web_request_unref (f->held);
  tc_web_server_free (f->server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

static json_t *
json_of (const char *answer)
{
  json_t *json = json_loads (talk_body (answer), 0, NULL);
  g_assert_nonnull (json);
  return json;
}

static void
assert_problem (const char *answer, int status)
{
  g_assert_cmpint (talk_status (answer), ==, status);
  g_assert_nonnull (strstr (answer, "Content-Type: application/problem+json\r\n"));
  json_t *problem = json_of (answer);
  g_assert_cmpint (json_integer_value (json_object_get (problem, "status")), ==,
                   status);
  g_assert_cmpstr (json_string_value (json_object_get (problem, "type")), ==,
                   "about:blank");
  g_assert_true (json_is_string (json_object_get (problem, "title")));
  g_assert_true (json_is_string (json_object_get (problem, "detail")));
  json_decref (problem);
}

static void
test_answers (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = talk_call (f->port, "GET /hello", NULL, NULL);

  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_cmpstr (talk_body (answer), ==, "{\"hello\":\"world\"}");
  g_assert_nonnull (strstr (answer, "X-Content-Type-Options: nosniff\r\n"));
  g_assert_nonnull (strstr (answer, "Cache-Control: no-store\r\n"));
  g_assert_nonnull (strstr (answer, "Content-Security-Policy: default-src 'none';"));
  g_assert_nonnull (strstr (answer, "Connection: close\r\n"));
  g_assert_cmpint (f->called, ==, 1);
}

/* Who may ask: %u is the port. */
typedef struct {
  const char *name, *head;
  int status;
} GuardCase;

static const GuardCase guard_cases[] = {
    {"address", "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n", 200},
    {"other-loopback", "GET /hello HTTP/1.1\r\nHost: 127.8.8.8\r\n", 200},
    {"localhost", "GET /hello HTTP/1.1\r\nHost: LocalHost:%u\r\n", 200},
    {"v6", "GET /hello HTTP/1.1\r\nHost: [::1]:%u\r\n", 200},
    {"tunnelled-port", "GET /hello HTTP/1.1\r\nHost: localhost:9\r\n", 200},
    {"rebound-name", "GET /hello HTTP/1.1\r\nHost: evil.example:%u\r\n", 403},
    {"name-with-prefix", "GET /hello HTTP/1.1\r\nHost: localhost.evil.example\r\n",
     403},
    {"address-with-suffix", "GET /hello HTTP/1.1\r\nHost: 127.0.0.1.nip.io\r\n", 403},
    {"number-as-address", "GET /hello HTTP/1.1\r\nHost: 2130706433\r\n", 403},
    {"any-address", "GET /hello HTTP/1.1\r\nHost: 0.0.0.0:%u\r\n", 403},
    {"lan-address", "GET /hello HTTP/1.1\r\nHost: 192.168.1.2:%u\r\n", 403},
    {"two-hosts", "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 403},
    {"no-host-1.0", "GET /hello HTTP/1.0\r\n", 403},
    {"whole-uri", "GET http://evil.example/hello HTTP/1.1\r\nHost: localhost\r\n", 403},
    {"same-origin",
     "GET /hello HTTP/1.1\r\nHost: localhost:%1$u\r\nOrigin: http://localhost:%1$u\r\n",
     200},
    {"cross-origin",
     "GET /hello HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: http://evil.example\r\n",
     403},
    {"other-port-origin",
     "GET /hello HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: http://localhost:1\r\n",
     403},
    {"other-scheme-origin",
     "GET /hello HTTP/1.1\r\nHost: localhost:%1$u\r\nOrigin: "
     "https://localhost:%1$u\r\n",
     403},
    {"null-origin", "GET /hello HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: null\r\n",
     403},
    {"two-origins",
     "GET /hello HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
     "Origin: http://localhost\r\n",
     403},
    {"forwarded",
     "GET /hello HTTP/1.1\r\nHost: localhost\r\nForwarded: for=1.2.3.4\r\n", 403},
    {"x-forwarded-for",
     "GET /hello HTTP/1.1\r\nHost: localhost\r\nx-forwarded-FOR: 1.2.3.4\r\n", 403},
    {"x-forwarded-any",
     "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Whatever: x\r\n", 403},
};

static void
test_guard (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (guard_cases); i++) {
    const GuardCase *c = &guard_cases[i];
    g_autoptr (GString) request = g_string_new (c->head);
    g_autofree char *port = g_strdup_printf ("%u", f->port);
    g_string_replace (request, "%1$u", port, 0);
    g_string_replace (request, "%u", port, 0);
    g_string_append (request, "\r\n");
    f->called = 0;
    g_test_message ("%s", c->name);
    g_autofree char *answer = talk_ask (f->port, request->str);
    g_assert_cmpint (talk_status (answer), ==, c->status);
    g_assert_cmpint (f->called, ==, c->status == 200);
    if (c->status == 403)
      assert_problem (answer, 403);
  }
}

typedef struct {
  const char *what, *body;
  int status;
  const char *part; /* of the answer's body */
} BodyCase;

static const BodyCase body_cases[] = {
    {"POST /echo", "{\"a\":[1,{\"b\":null}]}", 200, "{\"a\":[1,{\"b\":null}]}"},
    {"POST /echo", "", 200, "{}"},
    {"POST /echo", NULL, 200, "{}"},
    {"POST /echo", "{\"a\":1,}", 400, "line 1, column 8"},
    {"POST /echo", "{\"a\":1}{", 400, "line 1"},
    {"POST /echo", "{\"a\":1,\"a\":2}", 400, "duplicate"},
    {"POST /echo", "[1]", 400, "one JSON object"},
    {"POST /echo", "7", 400, "body:"},
    {"POST /echo", "\"text\"", 400, "body:"},
    {"POST /echo", "{\"a\":\"\xff\xfe\"}", 400, "unable to decode byte"},
    {"POST /echo", "{\"a\":\"\xc0\xaf\"}", 400, "unable to decode byte"},
    {"POST /echo", "{\"a\":\"\\ud800\"}", 400, "invalid Unicode"},
    {"POST /echo", "{\"a\":\"\\u0000\"}", 400, "u0000"},
    {"POST /echo", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}", 200,
     "a"},
    {"POST /echo", "{\"a\":[[[[[[[[1]]]]]]]]}", 400, "deep"},
    {"POST /echo", "{\"a\":1e999}", 400, "real number overflow"},
    {"GET /nothing", NULL, 404, "nothing"},
    {"GET /hello/", NULL, 404, "nothing"},
    {"GET /", NULL, 404, "nothing"},
    {"GET //hello", NULL, 404, "nothing"},
    {"POST /hello", "{}", 405, "GET, HEAD"},
    {"DELETE /things/x", NULL, 405, "GET, HEAD, POST"},
    {"GET /echo", NULL, 405, "POST"},
    {"GET /things/logo", NULL, 200, "\"name\":\"logo\""},
    {"GET /things/logo?q=a%20b&r=1", NULL, 200, "\"q\":\"a b\""},
    {"GET /things/%E5%80%99%E5%9C%BA", NULL, 200, "\"name\":\"候场\""},
    {"GET /things/100%25", NULL, 200, "\"name\":\"100%\""},
    {"GET /things/%2525", NULL, 200, "\"name\":\"%25\""},
    {"GET /things/a%2Fb", NULL, 404, "nothing"},
    {"GET /things/a%00b", NULL, 404, "nothing"},
    {"GET /things/%FF", NULL, 404, "nothing"},
    {"GET /things/", NULL, 404, "nothing"},
    {"GET /things/a/b", NULL, 404, "nothing"},
    {"GET /things/../hello", NULL, 200, "world"}, /* as a browser would ask */
};

static void
test_bodies (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (body_cases); i++) {
    const BodyCase *c = &body_cases[i];
    g_test_message ("case %zu: %s", i, c->what);
    g_autofree char *answer = talk_call (f->port, c->what, NULL, c->body);
    g_assert_cmpint (talk_status (answer), ==, c->status);
    if (!strstr (talk_body (answer), c->part))
      g_error ("no '%s' in: %s", c->part, answer);
    g_assert_true (g_utf8_validate (answer, -1, NULL));
    if (c->status >= 400)
      assert_problem (answer, c->status);
    if (c->status == 405)
      g_assert_nonnull (strstr (answer, "\r\nAllow: "));
  }
}

static void
test_deep_json (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) body = g_string_new ("{\"a\":");

  for (int i = 0; i < 30000; i++)
    g_string_append_c (body, '[');
  g_autofree char *answer = talk_call (f->port, "POST /echo", NULL, body->str);
  assert_problem (answer, 400);
}

static void
test_long_bodies (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *megabyte = g_strnfill (1024 * 1024, ' ');
  g_autofree char *fits = g_strnfill (TC_WEB_MAX_BODY_BYTES, ' ');
  memcpy (fits, "{}", 2);
  g_autofree char *too_long = g_strconcat (fits, " ", NULL);
  g_autofree char *answer = talk_call (f->port, "POST /echo", NULL, fits);
  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_cmpint (f->called, ==, 1);

  g_autofree char *longer = talk_call (f->port, "POST /echo", NULL, too_long);
  assert_problem (longer, 413);
  g_autofree char *long_answer = talk_call (f->port, "POST /echo", NULL, megabyte);
  assert_problem (long_answer, 413);
  g_autofree char *unknown = talk_call (f->port, "POST /nothing", NULL, megabyte);
  assert_problem (unknown, 413);

  /* without a length */
  g_autofree char *chunked = g_strdup_printf (
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "100000\r\n%s\r\n0\r\n\r\n",
      megabyte);
  g_autofree char *chunked_answer = talk_ask (f->port, chunked);
  assert_problem (chunked_answer, 413);
  g_assert_cmpint (f->called, ==, 1);
}

static void
test_endless_body (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *head =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  g_autofree char *chunk = g_strnfill (65536, 'x');

  talk_send (talk, head, strlen (head));
  for (int i = 0; i < 16 * TC_WEB_MAX_DRAIN_BYTES / 65536; i++) {
    talk_send (talk, "10000\r\n", 7);
    talk_send (talk, chunk, 65536);
    talk_send (talk, "\r\n", 2);
  }
  g_assert_true (talk_until (talk, NULL)); /* cut, although the body never ended */
  g_assert_cmpint (f->called, ==, 0);
}

static void
test_expect (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = talk_ask (
      f->port, "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n"
               "Expect: 100-continue\r\n\r\n");

  assert_problem (answer, 413);
}

static void
test_headers (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *value = g_strnfill (20000, 'x');
  g_autofree char *headers = g_strdup_printf ("X-Long: %s\r\n", value);
  g_autofree char *answer = talk_call (f->port, "GET /hello", headers, NULL);
  assert_problem (answer, 431);

  /* a flood without end is cut by libsoup, whatever it answers */
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *start = "GET /hello HTTP/1.1\r\nHost: localhost\r\n";
  talk_send (talk, start, strlen (start));
  for (int i = 0; i < 200; i++)
    talk_send (talk, headers, strlen (headers));
  g_assert_true (talk_until (talk, NULL));
  g_assert_cmpint (f->called, ==, 0);
}

static const char *const rubbish[] = {
    "\r\n\r\n",
    "GET\r\n\r\n",
    "GET /hello\r\n\r\n",
    "GET /hello HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "GET hello HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /hello HTTP/1.1\r\nno colon here\r\n\r\n",
    "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
    "chunked\r\n\r\n9\r\n{}",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
};

static void
test_rubbish (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rubbish); i++) {
    g_autoptr (Talk) talk = talk_new (f->port);
    talk_send (talk, rubbish[i], strlen (rubbish[i]));
    g_socket_shutdown (talk->socket, FALSE, TRUE, NULL);
    g_test_message ("rubbish %zu", i);
    g_assert_true (talk_until (talk, NULL));
    g_assert_cmpint (talk_status (talk->got->str), !=, 200);
  }
  g_assert_cmpint (f->called, ==, 0);
  g_autofree char *answer = talk_call (f->port, "GET /hello", NULL, NULL);
  g_assert_cmpint (talk_status (answer), ==, 200);
}

static void
test_range (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer =
      talk_call (f->port, "GET /hello", "Range: bytes=0-1,3-4\r\n", NULL);

  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_cmpstr (talk_body (answer), ==, "{\"hello\":\"world\"}");
}

static void
test_head (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = talk_call (f->port, "HEAD /hello", NULL, NULL);

  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, "Content-Length: 17\r\n"));
  g_assert_cmpstr (talk_body (answer), ==, "");
}

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
  g_assert_true (tc_web_stream_send (f->stream, "second", "{}"));
  g_assert_true (talk_until (talk, "event: second\ndata: {}\n\n"));
  talk_free (talk);
  while (f->stream)
    if (tc_web_stream_send (f->stream, "third", "{}"))
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
    if (tc_web_stream_send (f->stream, "more", text))
      sent += 16384;
    for (int i = 0; i < 10; i++)
      g_main_context_iteration (NULL, FALSE);
  }
  g_assert_null (f->stream);
  g_assert_cmpint (f->gone, ==, 1);
  while (tc_web_server_connections (f->server) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_stream_closed (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, "event: first"));
  tc_web_stream_close (g_steal_pointer (&f->stream));
  g_assert_true (talk_until (talk, NULL));
  g_assert_true (g_str_has_suffix (talk->got->str, "\r\n0\r\n\r\n"));
  g_assert_cmpint (f->gone, ==, 0);
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

static void
test_connections (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *idle[TC_WEB_MAX_CONNECTIONS];

  for (int i = 0; i < TC_WEB_MAX_CONNECTIONS; i++) {
    idle[i] = talk_new (f->port);
    while (g_main_context_iteration (NULL, FALSE)) {
    }
  }
  while (tc_web_server_connections (f->server) < TC_WEB_MAX_CONNECTIONS)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (Talk) one_more = talk_new (f->port);
  g_assert_true (talk_until (one_more, NULL));
  g_assert_cmpint (talk_status (one_more->got->str), ==, 503);

  for (int i = 0; i < TC_WEB_MAX_CONNECTIONS; i++)
    talk_free (idle[i]);
  while (tc_web_server_connections (f->server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_autofree char *answer = talk_call (f->port, "GET /hello", NULL, NULL);
  g_assert_cmpint (talk_status (answer), ==, 200);
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

typedef struct {
  const char *listen;
  int code; /* 0: it works */
} ListenCase;

static const ListenCase listen_cases[] = {
    {"127.0.0.1:0", 0},
    {"localhost:0", 0},
    {"127.0.0.2:0", 0},
    {"0.0.0.0:8088", TC_ERROR_CONFIG},
    {"[::]:8088", TC_ERROR_CONFIG},
    {"192.168.1.2:8088", TC_ERROR_CONFIG},
    {"example.org:8088", TC_ERROR_CONFIG},
    {":8088", TC_ERROR_CONFIG},
    {"8088", TC_ERROR_CONFIG},
    {"", TC_ERROR_CONFIG},
    {"127.0.0.1", TC_ERROR_CONFIG},
    {"127.0.0.1:", TC_ERROR_CONFIG},
    {"127.0.0.1:http", TC_ERROR_CONFIG},
    {"127.0.0.1:-1", TC_ERROR_CONFIG},
    {"127.0.0.1:65536", TC_ERROR_CONFIG},
    {"127.0.0.1:80 ", TC_ERROR_CONFIG},
};

static void
test_listen (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (listen_cases); i++) {
    const ListenCase *c = &listen_cases[i];
    g_autoptr (GError) error = NULL;
    g_test_message ("'%s'", c->listen);
    g_autoptr (TcWebServer) server =
        tc_web_server_new (c->listen, routes, NULL, &error);
    if (c->code == 0) {
      g_assert_no_error (error);
      g_assert_cmpint (tc_web_server_port (server), >, 0);
    } else {
      g_assert_error (error, TC_ERROR, c->code);
      g_assert_nonnull (strstr (error->message, c->listen));
    }
  }
}

static void
test_taken (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", f->port);
  g_autofree char *message = g_strdup_printf ("port %u is taken", f->port);
  g_autoptr (GError) error = NULL;

  g_assert_null (tc_web_server_new (listen, routes, NULL, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, message);
}

#define ADD(name, function) \
  g_test_add ("/web/server/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answers-with-safe-headers", test_answers);
  ADD ("serves-only-this-machine", test_guard);
  ADD ("checks-paths-methods-and-bodies", test_bodies);
  ADD ("refuses-deep-json", test_deep_json);
  ADD ("refuses-long-bodies", test_long_bodies);
  ADD ("cuts-endless-bodies", test_endless_body);
  ADD ("refuses-before-the-body-when-asked", test_expect);
  ADD ("refuses-long-headers", test_headers);
  ADD ("survives-rubbish", test_rubbish);
  ADD ("ignores-ranges", test_range);
  ADD ("answers-head-without-body", test_head);
  ADD ("answers-later-or-to-nobody", test_held);
  ADD ("streams-events", test_stream);
  ADD ("drops-a-slow-reader", test_slow_stream);
  ADD ("ends-a-stream", test_stream_closed);
  ADD ("limits-connections", test_connections);
  ADD ("cuts-those-who-keep-it-waiting", test_deadline);
  ADD ("can-be-freed-while-busy", test_free_while_busy);
  ADD ("says-that-a-port-is-taken", test_taken);
  g_test_add_func ("/web/server/listens-only-on-loopback", test_listen);
  return g_test_run ();
}
