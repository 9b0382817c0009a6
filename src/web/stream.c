/* SPDX-License-Identifier: MIT
 *
 * Server-sent events. What is not yet written is counted, not waited for: libsoup
 * tells how many bytes went to the socket, and a reader who leaves more than
 * TC_WEB_STREAM_MAX_BYTES behind is dropped.
 */
#include "web-private.h"

#include <string.h>

struct TcWebStream {
  TcWebRequest *request; /* owned */
  void (*gone) (TcWebStream *stream, gpointer data);
  gpointer data;
  gsize unsent_bytes;
  guint64 generation; /* of the tokens, when the right to listen was looked at */
};

static void
stream_free (TcWebStream *self)
{
  if (self->request->server)
    g_hash_table_remove (self->request->server->streams, self);
  self->request->stream = NULL;
  tc_web_request_unref (self->request);
  g_free (self);
}

TcWebStream *
tc_web_stream_new (TcWebRequest *request,
                   void (*gone) (TcWebStream *stream, gpointer data),
                   gpointer data)
{
  TcWebStream *self = g_new0 (TcWebStream, 1);
  SoupMessageHeaders *headers = NULL;

  g_return_val_if_fail (request->msg && request->server, NULL);
  headers = soup_server_message_get_response_headers (request->msg);
  self->request = tc_web_request_ref (request);
  self->gone = gone;
  self->data = data;
  request->stream = self;
  g_hash_table_add (request->server->streams, self);

  tc_web_reply_start (request, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (headers, "Content-Type", "text/event-stream");
  /* nginx would keep events until it has a buffer full of them. */
  soup_message_headers_replace (headers, "X-Accel-Buffering", "no");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (
      soup_server_message_get_response_body (request->msg), FALSE);
  soup_server_message_unpause (request->msg);
  return self;
}

GBytes *
tc_web_event_new (const char *id, const char *event, const char *json)
{
  GString *text = g_string_new (NULL);

  if (id)
    g_string_append_printf (text, "id: %s\n", id);
  g_string_append_printf (text, "event: %s\ndata: %s\n\n", event, json);
  return g_string_free_to_bytes (text);
}

static gboolean
drop (TcWebStream *self)
{
  if (self->request->conn)
    tc_web_conn_cut (self->request->conn);
  tc_web_stream_over (self);
  return FALSE;
}

/* Whose token has been revoked, or has another role now, comes back with what he has.
 */
static gboolean
is_still_allowed (TcWebStream *self)
{
  TcWebRequest *request = self->request;
  TcTokens *tokens = request->server->tokens;

  if (!request->token)
    return TRUE;
  guint64 generation = tc_tokens_generation (tokens);
  if (generation == self->generation)
    return TRUE;
  self->generation = generation;
  return tc_tokens_check (tokens, request->token, NULL) == request->role;
}

gboolean
tc_web_stream_send (TcWebStream *self, GBytes *event)
{
  gsize n_bytes = g_bytes_get_size (event);

  if (self->unsent_bytes + n_bytes > TC_WEB_STREAM_MAX_BYTES ||
      !is_still_allowed (self))
    return drop (self);
  self->unsent_bytes += n_bytes;
  soup_message_body_append_bytes (
      soup_server_message_get_response_body (self->request->msg), event);
  soup_server_message_unpause (self->request->msg);
  return TRUE;
}

void
tc_web_stream_wrote (TcWebStream *self, gsize n_bytes)
{
  self->unsent_bytes -= MIN (n_bytes, self->unsent_bytes);
}

void
tc_web_stream_over (TcWebStream *self)
{
  if (self->gone)
    self->gone (self, self->data);
  stream_free (self);
}
