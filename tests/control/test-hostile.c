/* SPDX-License-Identifier: MIT
 *
 * What somebody on the network may send: each gets a clear answer or is cut, the engine
 * hears of none of it, and who works goes on working.
 */
#include "fixture.h"

#include "control/api-private.h"

/* Who is at work: his stream of events, open all the while. */
static Talk *
desk_new (Fixture *f)
{
  Talk *talk = talk_new (f->port);
  const char *request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, "event: status"));
  return talk;
}

/* He is told what happens, and can act. */
static void
assert_at_work (Fixture *f, Talk *desk)
{
  static int n;
  g_autofree char *status = g_strdup_printf ("{'state':%d}", ++n);
  g_autofree char *told = g_strdup_printf ("data: {\"state\":%d}\n\n", n);

  g_string_truncate (f->asked, 0);
  set_status (f, status);
  tc_api_changed (f->api);
  g_assert_true (talk_until (desk, told));
  g_autofree char *take = talk_call (f->port, "POST /api/v1/take", NULL, "{}");
  g_assert_cmpint (talk_status (take), ==, 200);
  g_assert_cmpstr (f->asked->str, ==, "1 local crew\n");
}

#define MEGABYTE ((gsize)1024 * 1024)

static char *
noise (void)
{
  char *bytes = g_malloc (MEGABYTE + 1);

  for (gsize i = 0; i < MEGABYTE; i++)
    bytes[i] = (char)g_test_rand_int_range (0, 256);
  bytes[MEGABYTE] = '\0';
  return bytes;
}

static char *
repeated (const char *start, char byte)
{
  char *bytes = g_malloc (MEGABYTE + 1);

  memset (bytes, byte, MEGABYTE);
  memcpy (bytes, start, strlen (start));
  bytes[MEGABYTE] = '\0';
  return bytes;
}

/* Sends the head and @n bytes, as @token; says whatever came back. */
static char *
send_bytes (Fixture *f,
            const char *token,
            const TcWebRoute *route,
            const char *bytes,
            gsize n)
{
  g_autofree char *auth = as (token);
  g_autoptr (GString) path = g_string_new (route->path);
  g_autoptr (Talk) talk = talk_new (f->port);

  g_string_replace (path, "{name}", "logo", 1);
  g_autofree char *head =
      g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: "
                       "%zu\r\n\r\n",
                       route->method, path->str, auth, n);
  talk_send (talk, head, strlen (head));
  talk_send (talk, bytes, n);
  g_assert_true (talk_until (talk, NULL));
  return g_strdup (talk->got->str);
}

static void
test_megabytes (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *random = noise (), *zeros = repeated ("", '\0');
  g_autofree char *deep = repeated ("{\"scene\":", '[');
  g_autofree char *text = repeated ("{\"scene\":\"", 'x');
  const char *const bodies[] = {random, zeros, deep, text};
  g_autoptr (Talk) desk = desk_new (f);

  for (const TcWebRoute *route = f->api->routes; route->method; route++)
    for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
      g_test_message ("%s %s, body %zu", route->method, route->path, i);
      g_autofree char *answer = send_bytes (f, f->crew, route, bodies[i], MEGABYTE);
      g_assert_cmpint (talk_status (answer), ==, 413);
    }
  g_assert_cmpstr (f->asked->str, ==, "");
  assert_at_work (f, desk);
}

/* The same within the limit, where it is read and refused. */
static void
test_bad_bodies (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *random = noise ();
  g_autofree char *deep = repeated ("{\"scene\":", '[');
  g_autofree char *text = repeated ("{\"scene\":\"", '\xff');
  const char *const bodies[] = {random, deep, text};
  g_autoptr (Talk) desk = desk_new (f);

  for (const TcWebRoute *route = f->api->routes; route->method; route++)
    for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
      gboolean is_post = strcmp (route->method, "POST") == 0;
      if (!is_post)
        continue; /* a body that nobody reads */
      g_test_message ("%s %s, body %zu", route->method, route->path, i);
      g_autofree char *answer =
          send_bytes (f, f->crew, route, bodies[i], TC_WEB_MAX_BODY_BYTES);
      g_assert_cmpint (talk_status (answer), ==, 400);
      g_assert_true (g_utf8_validate (answer, -1, NULL));
    }
  g_assert_cmpstr (f->asked->str, ==, "");
  assert_at_work (f, desk);
}

static const char *const bad_heads[] = {
    "POST /api/v1/keyers/%FF%FE HTTP/1.1\r\nHost: localhost\r\n",
    "POST /api/v1/keyers/a%00b HTTP/1.1\r\nHost: localhost\r\n",
    "POST /api/v1/keyers/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: \xff\xfe\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nCookie: \xff\xfe=\xff\r\n"
    "X-Forwarded-For: \xff\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \xff\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nOrigin: \xff\xfe\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: evil.example\r\n"
    "Origin: http://evil.example\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n",
    "POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n"
    "Sec-Fetch-Mode: no-cors\r\n",
};

/* Broken text in the head, a name bound to our address, a page of another site. */
static void
test_heads (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) desk = desk_new (f);

  for (gsize i = 0; i < G_N_ELEMENTS (bad_heads); i++) {
    g_autofree char *request =
        g_strdup_printf ("%sContent-Length: 11\r\n\r\n{\"on\":true}", bad_heads[i]);
    g_autofree char *answer = talk_ask (f->port, request);
    g_test_message ("head %zu", i);
    g_assert_cmpint (talk_status (answer), !=, 200);
    g_assert_true (g_utf8_validate (answer, -1, NULL));
  }
  g_assert_cmpstr (f->asked->str, ==, "");
  assert_at_work (f, desk);
}

static void
test_header_flood (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) desk = desk_new (f);
  g_autoptr (GString) request =
      g_string_new ("POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\n");

  for (int i = 0; i < 2000; i++)
    g_string_append_printf (request, "X-%d: %d\r\n", i, i);
  g_string_append (request, "Content-Length: 11\r\n\r\n{\"on\":true}");
  g_autofree char *answer = talk_ask (f->port, request->str);
  g_assert_cmpint (talk_status (answer), ==, 431);

  g_autoptr (Talk) endless = talk_new (f->port);
  const char *start = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";
  g_autofree char *line = g_strnfill (4096, 'x');
  memcpy (line, "X-A: ", 5);
  memcpy (line + 4094, "\r\n", 2);
  talk_send (endless, start, strlen (start));
  for (int i = 0; i < 1024; i++)
    talk_send (endless, line, 4096);
  g_assert_true (talk_until (endless, NULL));
  g_assert_cmpint (talk_status (endless->got->str), !=, 200);
  g_assert_cmpstr (f->asked->str, ==, "");
  assert_at_work (f, desk);
}

#define CROWD 500

/* Each connects and says nothing: those who came first make room, and none keeps an
 * operator from his work, who was there before or who comes. */
static void
test_crowd (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) desk = desk_new (f);
  g_autoptr (GPtrArray) crowd =
      g_ptr_array_new_with_free_func ((GDestroyNotify)talk_free);
  for (int i = 0; i < CROWD; i++) {
    g_ptr_array_add (crowd, talk_new (f->port));
    while (g_main_context_iteration (NULL, FALSE)) {
    }
  }
  set_status (f, "{'state':7}");
  tc_api_changed (f->api);
  g_assert_true (talk_until (desk, "data: {\"state\":7}\n\n"));
  g_assert_cmpuint (tc_web_server_connections (f->api->server), ==,
                    TC_WEB_MAX_CONNECTIONS);
  assert_at_work (f, desk);
  for (int i = 0; i <= CROWD - TC_WEB_MAX_CONNECTIONS; i++) {
    Talk *talk = g_ptr_array_index (crowd, i);
    g_assert_true (talk_until (talk, NULL));
    g_assert_cmpuint (talk->got->len, ==, 0);
  }
  g_ptr_array_set_size (crowd, 0);
  while (tc_web_server_connections (f->api->server) > 1)
    g_main_context_iteration (NULL, TRUE);
  assert_at_work (f, desk);
}

#define ADD(name, function) \
  g_test_add ("/control/hostile/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-megabyte-on-every-route-is-refused", test_megabytes);
  ADD ("bodies-of-rubbish-are-refused", test_bad_bodies);
  ADD ("broken-and-foreign-heads-do-nothing", test_heads);
  ADD ("header-floods-are-cut", test_header_flood);
  ADD ("five-hundred-connections-keep-nobody-from-work", test_crowd);
  return g_test_run ();
}
