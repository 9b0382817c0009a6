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
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (
      soup_server_message_get_response_body (request->msg), FALSE);
  soup_server_message_unpause (request->msg);
  return self;
}

gboolean
tc_web_stream_send (TcWebStream *self, const char *event, const char *json)
{
  g_autofree char *text = g_strdup_printf ("event: %s\ndata: %s\n\n", event, json);
  gsize n_bytes = strlen (text);

  if (self->unsent_bytes + n_bytes > TC_WEB_STREAM_MAX_BYTES) {
    if (self->request->conn)
      tc_web_conn_cut (self->request->conn);
    tc_web_stream_over (self);
    return FALSE;
  }
  self->unsent_bytes += n_bytes;
  soup_message_body_append_take (
      soup_server_message_get_response_body (self->request->msg),
      (guchar *)g_steal_pointer (&text), n_bytes);
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

void
tc_web_stream_close (TcWebStream *self)
{
  TcWebRequest *request = self->request;

  if (request->msg) {
    soup_message_body_complete (soup_server_message_get_response_body (request->msg));
    tc_web_conn_deadline (request->conn, TRUE);
    soup_server_message_unpause (request->msg);
  }
  stream_free (self);
}
