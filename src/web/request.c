/* SPDX-License-Identifier: MIT */
#include "web-private.h"

#include "tallycast/core/why.h"

#include <stdarg.h>
#include <string.h>

/* Deep enough for every body we take; jansson's own limit of 2048 is for data. */
#define MAX_BODY_DEPTH 8

static void
message_finished_cb (SoupServerMessage *msg G_GNUC_UNUSED, gpointer data)
{
  tc_web_request_over (data);
}

/* A body without a length, or longer than it said, is not kept beyond the limit; the
 * rest is read and thrown away, so that the client hears why. */
static void
got_chunk_cb (SoupServerMessage *msg, GBytes *chunk, gpointer data)
{
  TcWebRequest *self = data;

  self->body_bytes += g_bytes_get_size (chunk);
  if (self->body_bytes > TC_WEB_MAX_BODY_BYTES)
    soup_message_body_set_accumulate (soup_server_message_get_request_body (msg),
                                      FALSE);
  if (self->body_bytes > TC_WEB_MAX_DRAIN_BYTES && self->conn)
    tc_web_conn_cut (self->conn);
}

static void
wrote_cb (SoupServerMessage *msg G_GNUC_UNUSED, guint n_bytes, gpointer data)
{
  TcWebRequest *self = data;

  if (self->stream)
    tc_web_stream_wrote (self->stream, n_bytes);
}

TcWebRequest *
tc_web_request_new (TcWebServer *server, SoupServerMessage *msg)
{
  TcWebRequest *self = g_new0 (TcWebRequest, 1);

  self->refs = 1;
  self->server = server;
  self->msg = g_object_ref (msg);
  g_signal_connect (msg, "finished", G_CALLBACK (message_finished_cb), self);
  g_signal_connect (msg, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (msg, "wrote-body-data", G_CALLBACK (wrote_cb), self);
  return self;
}

TcWebRequest *
tc_web_request_ref (TcWebRequest *self)
{
  self->refs++;
  return self;
}

void
tc_web_request_unref (TcWebRequest *self)
{
  if (--self->refs > 0)
    return;
  for (guint i = 0; i < self->n_params; i++) {
    g_free (self->names[i]);
    g_free (self->values[i]);
  }
  g_free (self->who);
  g_free (self->token);
  g_free (self->address);
  g_free (self->base);
  g_free (self);
}

void
tc_web_request_over (TcWebRequest *self)
{
  g_autoptr (TcWebRequest) keep = tc_web_request_ref (self);

  if (!self->msg)
    return;
  g_signal_handlers_disconnect_by_data (self->msg, self);
  g_clear_object (&self->msg);
  self->conn = NULL;
  if (self->stream)
    tc_web_stream_over (self->stream);
  if (self->server)
    g_hash_table_remove (self->server->open, self);
}

static gboolean
add_param (TcWebRequest *self, const char *pattern, const char *segment)
{
  size_t length = strlen (pattern);
  g_autofree char *value = g_uri_unescape_string (segment, "/");

  if (self->n_params == TC_WEB_MAX_PARAMS || !value || *value == '\0' ||
      !g_utf8_validate (value, -1, NULL))
    return FALSE;
  self->names[self->n_params] = g_strndup (pattern + 1, length - 2);
  self->values[self->n_params++] = g_steal_pointer (&value);
  return TRUE;
}

gboolean
tc_web_route_match (TcWebRequest *self, const char *pattern, const char *path)
{
  g_auto (GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto (GStrv) given = g_strsplit (path, "/", -1);
  gboolean fits = g_strv_length (wanted) == g_strv_length (given);

  for (guint i = 0; fits && wanted[i]; i++)
    fits = *wanted[i] == '{' ? add_param (self, wanted[i], given[i])
                             : strcmp (wanted[i], given[i]) == 0;
  while (!fits && self->n_params > 0) {
    self->n_params--;
    g_clear_pointer (&self->names[self->n_params], g_free);
    g_clear_pointer (&self->values[self->n_params], g_free);
  }
  return fits;
}

const char *
tc_web_request_param (const TcWebRequest *self, const char *name)
{
  for (guint i = 0; i < self->n_params; i++) {
    if (strcmp (self->names[i], name) == 0)
      return self->values[i];
  }
  g_assert_not_reached ();
}

const char *
tc_web_request_route (const TcWebRequest *self)
{
  return self->route->path;
}

char *
tc_web_request_query (const TcWebRequest *self, const char *name)
{
  const char *query =
      self->msg ? g_uri_get_query (soup_server_message_get_uri (self->msg)) : NULL;
  g_auto (GStrv) parts = g_strsplit (query ? query : "", "&", -1);

  if (g_strv_contains ((const char *const *)parts, name))
    return g_strdup (""); /* "?verbose": libsoup's reader wants a '=' */
  g_autoptr (GHashTable) form = query ? soup_form_decode (query) : NULL;
  return form ? g_strdup (g_hash_table_lookup (form, name)) : NULL;
}

const char *
tc_web_request_header (const TcWebRequest *self, const char *name)
{
  return self->msg ? soup_message_headers_get_one (
                         soup_server_message_get_request_headers (self->msg), name)
                   : NULL;
}

TcRole
tc_web_request_role (const TcWebRequest *self)
{
  return self->role;
}

const char *
tc_web_request_who (const TcWebRequest *self)
{
  return self->who ? self->who : "";
}

char *
tc_web_request_dup_base (const TcWebRequest *self)
{
  return g_strdup (self->base);
}

gboolean
tc_web_request_is_open (const TcWebRequest *self)
{
  return self->msg != NULL;
}

static int
depth_of (const json_t *value, int limit)
{
  int deepest = 0;
  size_t i = 0;
  json_t *item = NULL;
  const char *key = NULL;

  if (limit == 0)
    return 1;
  if (json_is_array (value)) {
    json_array_foreach (value, i, item) deepest =
        MAX (deepest, depth_of (item, limit - 1));
  } else if (json_is_object (value)) {
    json_object_foreach ((json_t *)value, key, item) deepest =
        MAX (deepest, depth_of (item, limit - 1));
  } else {
    return 0;
  }
  return deepest + 1;
}

json_t *
tc_web_parse_object (const char *text, gsize n_bytes, char **why)
{
  json_error_t error = {0};

  if (n_bytes == 0)
    return json_object ();
  json_t *body = json_loadb (text, n_bytes, JSON_REJECT_DUPLICATES, &error);
  if (!body) {
    /* The reason may quote broken bytes of the body. */
    g_autofree char *reason = g_utf8_make_valid (error.text, -1);
    *why = g_strdup_printf ("body: line %d, column %d: %s", error.line, error.column,
                            reason);
    return NULL;
  }
  if (json_is_object (body) && depth_of (body, MAX_BODY_DEPTH) <= MAX_BODY_DEPTH)
    return body;
  *why = g_strdup_printf ("body: must be one JSON object, %d deep at most",
                          MAX_BODY_DEPTH);
  json_decref (body);
  return NULL;
}

json_t *
tc_web_request_object (TcWebRequest *self)
{
  if (!self->msg)
    return NULL;
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (self->msg));
  gsize n_bytes = 0;
  const char *text = g_bytes_get_data (bytes, &n_bytes);
  g_autofree char *why = NULL;
  json_t *body = tc_web_parse_object (text, n_bytes, &why);

  if (!body)
    tc_web_reply_problem (self, 400, "%s", why);
  return body;
}

void
tc_web_reply_header (TcWebRequest *self, const char *name, const char *value)
{
  if (self->msg)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->msg),
                                  name, value);
}

void
tc_web_reply_start (TcWebRequest *self, guint status, const char *csp)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->msg);

  g_return_if_fail (!self->is_answered);
  self->is_answered = TRUE;
  if (self->has_dead_cookie)
    tc_web_forget_cookie (self);
  soup_server_message_set_status (self->msg, status, NULL);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Content-Security-Policy",
                                csp ? csp : TC_WEB_CSP);
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Cross-Origin-Resource-Policy", "same-origin");
  soup_message_headers_replace (headers, "Cross-Origin-Opener-Policy", "same-origin");
  if (!soup_message_headers_get_one (headers, "Cache-Control"))
    soup_message_headers_replace (headers, "Cache-Control", "no-store");
}

/* From here on only the client's reading is waited for. */
static void
send_reply (TcWebRequest *self)
{
  if (self->conn)
    tc_web_conn_deadline (self->conn, TRUE);
  soup_server_message_unpause (self->msg);
}

void
tc_web_reply_bytes (TcWebRequest *self,
                    guint status,
                    const char *type,
                    gconstpointer body,
                    gsize n_bytes)
{
  if (!self->msg)
    return;
  tc_web_reply_start (self, status, NULL);
  soup_server_message_set_response (self->msg, type, SOUP_MEMORY_COPY, body, n_bytes);
  send_reply (self);
}

gboolean
tc_web_reply_tag (TcWebRequest *self, const char *tag)
{
  const char *known = tc_web_request_header (self, "If-None-Match");
  g_autofree char *etag = g_strdup_printf ("\"%s\"", tag);

  tc_web_reply_header (self, "Cache-Control", "no-cache");
  tc_web_reply_header (self, "ETag", etag);
  return known && strstr (known, etag);
}

void
tc_web_reply_known (TcWebRequest *self, const char *type, GBytes *body, const char *tag)
{
  if (!self->msg)
    return;
  gboolean is_known = tc_web_reply_tag (self, tag);
  tc_web_reply_start (self, is_known ? 304 : 200, NULL);
  if (!is_known) {
    soup_message_headers_set_content_type (
        soup_server_message_get_response_headers (self->msg), type, NULL);
    soup_message_body_append_bytes (soup_server_message_get_response_body (self->msg),
                                    body);
  }
  send_reply (self);
}

void
tc_web_reply_empty (TcWebRequest *self, guint status)
{
  if (!self->msg)
    return;
  tc_web_reply_start (self, status, NULL);
  send_reply (self);
}

void
tc_web_reply_json (TcWebRequest *self, guint status, json_t *body)
{
  g_autofree char *text = json_dumps (body, JSON_COMPACT);

  tc_web_reply_bytes (self, status, "application/json", text, strlen (text));
  json_decref (body);
}

void
tc_web_reply_problem_with (TcWebRequest *self,
                           guint status,
                           json_t *extra,
                           const char *detail)
{
  json_t *body = json_pack ("{ss,ss,si,ss}", "type", "about:blank", "title",
                            soup_status_get_phrase (status), "status", (int)status,
                            "detail", detail);

  json_object_update_missing (body, extra);
  json_decref (extra);
  g_autofree char *text = json_dumps (body, JSON_COMPACT);
  json_decref (body);
  tc_web_reply_bytes (self, status, "application/problem+json", text, strlen (text));
}

void
tc_web_reply_why (TcWebRequest *self, guint status, json_t *why, json_t *extra)
{
  json_t *members = extra ? extra : json_object ();

  if (!json_object_get (members, "code"))
    json_object_set (members, "code", json_object_get (why, "code"));
  json_object_set (members, "why", why);
  tc_web_reply_problem_with (self, status, members, tc_why_text (why, TRUE));
  json_decref (why);
}

void
tc_web_reply_unauthorized (TcWebRequest *self, const char *why)
{
  tc_web_reply_header (self, "WWW-Authenticate", "Bearer");
  tc_web_reply_problem (self, 401, "a token is needed: %s",
                        self->has_dead_cookie ? "the one shown is unknown or revoked"
                                              : why);
}

void
tc_web_reply_problem (TcWebRequest *self, guint status, const char *detail, ...)
{
  va_list args;

  va_start (args, detail);
  g_autofree char *text = g_strdup_vprintf (detail, args);
  va_end (args);
  tc_web_reply_problem_with (self, status, json_object (), text);
}
