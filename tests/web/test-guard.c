/* SPDX-License-Identifier: MIT */
#include "tallycast/core/error.h"

#include "fixture.h"

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
        tc_web_server_new (c->listen, routes, NULL, NULL, &error);
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

  g_assert_null (tc_web_server_new (listen, routes, NULL, NULL, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, message);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("serves-only-this-machine", test_guard);
  ADD ("says-that-a-port-is-taken", test_taken);
  g_test_add_func ("/web/server/listens-only-on-loopback", test_listen);
  return g_test_run ();
}
