/* SPDX-License-Identifier: MIT */
#include "fixture.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answers-with-safe-headers", test_answers);
  ADD ("checks-paths-methods-and-bodies", test_bodies);
  ADD ("refuses-deep-json", test_deep_json);
  ADD ("refuses-long-bodies", test_long_bodies);
  ADD ("cuts-endless-bodies", test_endless_body);
  ADD ("refuses-before-the-body-when-asked", test_expect);
  ADD ("refuses-long-headers", test_headers);
  ADD ("survives-rubbish", test_rubbish);
  ADD ("ignores-ranges", test_range);
  ADD ("answers-head-without-body", test_head);
  return g_test_run ();
}
