/* SPDX-License-Identifier: MIT
 *
 * tests/web/fixture.h - a server with one route of each kind
 */
#pragma once

#include "tallycast/web/server.h"

#include "../support/http.h"

#include <string.h>

typedef struct {
  TcWebServer *server;
  guint16 port;
  int called;          /* how often a handler ran */
  TcWebRequest *held;  /* by /held */
  GPtrArray *kept;     /* by /kept */
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
kept_cb (TcWebRequest *request, gpointer data)
{
  g_ptr_array_add (((Fixture *)data)->kept, tc_web_request_ref (request));
}

static inline gboolean
send_event (TcWebStream *stream, const char *event, const char *json)
{
  g_autoptr (GBytes) bytes = tc_web_event_new (NULL, event, json);

  return tc_web_stream_send (stream, bytes);
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
  send_event (f->stream, "first", "{\"n\":1}");
}

static const TcWebRoute routes[] = {
    {"GET", "/hello", hello_cb},         {"POST", "/echo", echo_cb},
    {"GET", "/things/{name}", named_cb}, {"POST", "/things/{name}", named_cb},
    {"GET", "/held", held_cb},           {"GET", "/kept", kept_cb},
    {"GET", "/events", events_cb},       {NULL},
};

static inline void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  f->kept = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_web_request_unref);
  f->server = tc_web_server_new ("127.0.0.1:0", routes, NULL, f, &error);
  g_assert_no_error (error);
  f->port = tc_web_server_port (f->server);
}

static inline void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  if (f->held)
    tc_web_request_unref (f->held);
  g_ptr_array_unref (f->kept);
  tc_web_server_free (f->server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

static inline json_t *
json_of (const char *answer)
{
  json_t *json = json_loads (talk_body (answer), 0, NULL);
  g_assert_nonnull (json);
  return json;
}

static inline void
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

#define ADD(name, function) \
  g_test_add ("/web/server/" name, Fixture, NULL, set_up, function, tear_down)
