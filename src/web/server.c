/* SPDX-License-Identifier: MIT */
#include "web-private.h"

#include "tallycast/core/error.h"
#include "tallycast/core/listen.h"

#include <string.h>

/* Connections the kernel may hold for us between two turns of the main loop. */
#define BACKLOG 64

/* --- requests --------------------------------------------------------------------- */

static void
refuse (TcWebRequest *request, guint status, const char *why)
{
  request->is_refused = TRUE;
  tc_web_conn_asked (request->conn);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (request->msg),
                                    FALSE);
  if (status == 429)
    tc_web_reply_throttled (request, request->wait_s);
  else if (status == 401)
    tc_web_reply_unauthorized (request, why);
  else
    tc_web_reply_problem (request, status, "%s", why);
}

/* Before the body: who asks, and for how much. */
static void
early_cb (SoupServer *soup G_GNUC_UNUSED,
          SoupServerMessage *msg,
          const char *path G_GNUC_UNUSED,
          GHashTable *query G_GNUC_UNUSED,
          gpointer data)
{
  TcWebServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  TcWebRequest *request = tc_web_request_new (self, msg);

  g_hash_table_add (self->open, request);
  request->conn = tc_web_conn_of (msg);
  /* libsoup answers Range by itself; nothing here is long enough to need it. */
  soup_message_headers_remove (headers, "Range");

  TcWebVerdict verdict = tc_web_guard (request);
  if (verdict.status != 0)
    refuse (request, verdict.status, verdict.why);
  else if (soup_message_headers_get_encoding (headers) ==
               SOUP_ENCODING_CONTENT_LENGTH &&
           soup_message_headers_get_content_length (headers) > TC_WEB_MAX_BODY_BYTES)
    refuse (request, 413, "a body has at most 64 KiB");
}

static gboolean
is_method (SoupServerMessage *msg, const char *method)
{
  const char *asked = soup_server_message_get_method (msg);

  return strcmp (asked, method) == 0 ||
         (strcmp (asked, "HEAD") == 0 && strcmp (method, "GET") == 0);
}

/* Answers when the role does not suffice. */
static gboolean
is_allowed (TcWebRequest *request, TcRole least)
{
  if (request->role >= least)
    return TRUE;
  if (request->role > TC_ROLE_NONE)
    tc_web_reply_problem (request, 403, "this is for the role %s; %s is %s",
                          tc_role_name (least), request->who,
                          tc_role_name (request->role));
  else
    tc_web_reply_unauthorized (request, request->why_none);
  return FALSE;
}

static void
dispatch (TcWebServer *self, TcWebRequest *request, const char *path)
{
  const TcWebStored *file = g_hash_table_lookup (self->files, path);
  g_autoptr (GString) allowed = g_string_new (NULL);

  if (file && is_method (request->msg, "GET")) {
    tc_web_serve_file (request, file);
    return;
  }
  if (file)
    g_string_append (allowed, "GET, HEAD");
  for (const TcWebRoute *route = self->routes; route->method; route++) {
    if (!tc_web_route_match (request, route->path, path))
      continue;
    if (is_method (request->msg, route->method)) {
      if (!is_allowed (request, route->role))
        return;
      request->route = route;
      soup_server_message_pause (request->msg);
      tc_web_conn_deadline (request->conn, FALSE);
      route->handler (request, self->data);
      return;
    }
    g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "",
                            strcmp (route->method, "GET") == 0 ? "GET, HEAD"
                                                               : route->method);
  }
  if (allowed->len == 0) {
    tc_web_reply_problem (request, 404, "there is nothing here");
    return;
  }
  tc_web_reply_header (request, "Allow", allowed->str);
  tc_web_reply_problem (request, 405, "allowed here: %s", allowed->str);
}

static gboolean
find_open_cb (gpointer key, gpointer value G_GNUC_UNUSED, gpointer data)
{
  return ((TcWebRequest *)key)->msg == data;
}

static void
request_cb (SoupServer *soup G_GNUC_UNUSED,
            SoupServerMessage *msg,
            const char *path,
            GHashTable *query G_GNUC_UNUSED,
            gpointer data)
{
  TcWebServer *self = data;
  TcWebRequest *found = g_hash_table_find (self->open, find_open_cb, msg);

  g_return_if_fail (found);
  g_autoptr (TcWebRequest) request = tc_web_request_ref (found);
  tc_web_conn_asked (request->conn);
  if (request->body_bytes > TC_WEB_MAX_BODY_BYTES)
    tc_web_reply_problem (request, 413, "a body has at most 64 KiB");
  else
    dispatch (self, request, path);
}

/* --- listening -------------------------------------------------------------------- */

static GSocketAddress *
parse_listen (const char *listen, gboolean has_tokens, GError **error)
{
  g_autofree char *address = NULL;
  guint16 port;

  if (tc_listen_parse (listen, &address, &port, error) &&
      (has_tokens || tc_listen_check_local (listen, error)))
    return g_inet_socket_address_new_from_string (address, port);
  g_prefix_error (error, "'%s': ", listen);
  return NULL;
}

static gboolean
start_listening (TcWebServer *self, GSocketAddress *wanted, GError **error)
{
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) reason = NULL;
  guint16 port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (wanted));

  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->service), BACKLOG);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                      &bound, &reason)) {
    if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
      g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "port %u is taken", port);
    else
      g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "port %u: %s", port,
                   reason->message);
    return FALSE;
  }
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (bound);
  g_autofree char *host =
      g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  self->port = g_inet_socket_address_get_port (inet);
  self->cookie_name = tc_web_cookie_name (self->port);
  self->url = g_strdup_printf (strchr (host, ':') ? "http://[%s]:%u/" : "http://%s:%u/",
                               host, self->port);
  return TRUE;
}

static void
release_request (gpointer data)
{
  tc_web_request_unref (data);
}

TcWebServer *
tc_web_server_new (const char *listen,
                   const TcWebRoute *routes,
                   TcTokens *tokens,
                   gpointer data,
                   GError **error)
{
  g_autoptr (GSocketAddress) wanted = parse_listen (listen, tokens != NULL, error);

  if (!wanted)
    return NULL;
  g_autoptr (TcWebServer) self = g_new0 (TcWebServer, 1);
  self->routes = routes;
  self->tokens = tokens;
  self->throttle = tc_throttle_new ();
  self->places = tc_places_new ();
  self->data = data;
  self->request_ms = TC_WEB_REQUEST_MS;
  self->files =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, tc_web_stored_free);
  self->open = g_hash_table_new_full (NULL, NULL, release_request, NULL);
  self->streams = g_hash_table_new (NULL, NULL);
  /* Paths come as they were sent: a segment is decoded after the split at '/'. */
  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  self->service = g_socket_service_new ();
  if (!start_listening (self, wanted, error))
    return NULL;
  g_signal_connect (self->service, "incoming", G_CALLBACK (tc_web_conn_incoming_cb),
                    self);
  return g_steal_pointer (&self);
}

void
tc_web_server_add_files (TcWebServer *self, GResource *resource, const TcWebFile *files)
{
  for (; files->path; files++)
    g_hash_table_replace (self->files, (gpointer)files->path,
                          tc_web_stored_new (resource, files));
}

guint16
tc_web_server_port (const TcWebServer *self)
{
  return self->port;
}

const char *
tc_web_server_url (const TcWebServer *self)
{
  return self->url;
}

void
tc_web_server_set_deadline (TcWebServer *self, guint ms)
{
  self->request_ms = ms;
}

guint
tc_web_server_connections (const TcWebServer *self)
{
  return tc_places_taken (self->places);
}

static void
end_streams (TcWebServer *self)
{
  GHashTableIter iter;
  gpointer stream = NULL;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, &stream, NULL)) {
    tc_web_stream_over (stream); /* takes itself out of the table */
    g_hash_table_iter_init (&iter, self->streams);
  }
}

/* What is still held gets an end, so that libsoup lets go of it. */
static void
end_requests (TcWebServer *self)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    TcWebRequest *request = key;
    SoupServerMessage *msg = request->msg;
    g_signal_handlers_disconnect_by_data (msg, request);
    if (!request->is_answered)
      soup_server_message_set_status (msg, 503, NULL);
    soup_message_body_complete (soup_server_message_get_response_body (msg));
    soup_server_message_unpause (msg);
    g_clear_object (&request->msg);
    request->conn = NULL;
    request->server = NULL;
  }
}

static void
stop_listening (TcWebServer *self)
{
  if (!self->service)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
}

static gboolean
is_over_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void
tc_web_server_wait (gboolean (*is_done) (gpointer data), gpointer data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) timer = g_timeout_source_new (TC_WEB_FLUSH_MS);
  gboolean is_over = FALSE;

  g_source_set_callback (timer, is_over_cb, &is_over, NULL);
  g_source_attach (timer, context);
  while (!is_done (data) && !is_over)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timer);
}

static gboolean
has_no_conns (gpointer data)
{
  return ((TcWebServer *)data)->conns == NULL;
}

void
tc_web_server_free (TcWebServer *self)
{
  if (!self)
    return;
  stop_listening (self);
  end_streams (self);
  end_requests (self);
  soup_server_remove_handler (self->soup, NULL);
  tc_web_conn_cut_silent (self);
  tc_web_server_wait (has_no_conns, self);
  tc_web_conn_cut_all (self);
  g_object_unref (self->soup);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->streams);
  g_hash_table_unref (self->files);
  tc_throttle_free (self->throttle);
  tc_places_free (self->places);
  g_free (self->cookie_name);
  g_free (self->url);
  g_free (self);
}
