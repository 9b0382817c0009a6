/* SPDX-License-Identifier: MIT
 *
 * We accept connections ourselves and hand them to SoupServer when the head of their
 * request is there and whole: it has no limit on their number and no deadlines, and bad
 * heads are not for it (head.c). A connection is known by its remote address object,
 * which libsoup hands back with each message.
 *
 * When all places are taken, who has not asked anything yet makes room for who comes:
 * the oldest first. So nobody can lock others out by saying nothing.
 */
#include "head.h"
#include "peer.h"
#include "web-private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

struct TcWebConn {
  TcWebServer *server; /* NULL when it is gone */
  SoupServer *soup;    /* kept while its messages may still call it */
  GSocket *socket;
  GSocketAddress *local, *remote;
  GInetAddress *peer;         /* who has its place */
  GSocketConnection *waiting; /* owned until libsoup has it */
  GSource *source;            /* owned, as long */
  gsize seen_bytes;           /* of the head; of what is thrown away when refused */
  gboolean is_refused;
  gboolean is_asked; /* its request is whole: there is an answer to wait for */
  gboolean has_left; /* it has no place any more, and is on its way out */
  guint timer;
};

static GQuark
conn_quark (void)
{
  return g_quark_from_static_string ("tc-web-conn");
}

static void
leave (TcWebConn *self)
{
  if (self->server && !self->has_left)
    tc_places_leave (self->server->places, self->peer);
  self->has_left = TRUE;
}

static void
conn_free (TcWebConn *self)
{
  leave (self);
  if (self->server)
    self->server->conns = g_list_remove (self->server->conns, self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_object_set_qdata (G_OBJECT (self->remote), conn_quark (), NULL);
  g_object_unref (self->remote);
  g_object_unref (self->local);
  g_object_unref (self->peer);
  g_object_unref (self->socket);
  g_object_unref (self->soup);
  g_free (self);
}

static void
stream_gone_cb (gpointer data, GObject *where_the_object_was G_GNUC_UNUSED)
{
  conn_free (data);
}

void
tc_web_conn_cut (TcWebConn *self)
{
  /* A reset instead of a farewell: what is still in the kernel's queues goes too, and a
   * peer that goes on sending hears it at once. */
  const struct linger none = {.l_onoff = 1, .l_linger = 0};

  g_clear_handle_id (&self->timer, g_source_remove);
  setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &none,
              sizeof none);
  /* libsoup sees the end of the stream and takes it apart itself. */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

static gboolean
deadline_cb (gpointer data)
{
  TcWebConn *self = data;

  self->timer = 0;
  tc_web_conn_cut (self);
  return G_SOURCE_REMOVE;
}

void
tc_web_conn_deadline (TcWebConn *self, gboolean is_on)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (is_on && self->server)
    self->timer = g_timeout_add (self->server->request_ms, deadline_cb, self);
}

/* An answer without libsoup. */
static void
say (GSocket *socket, guint status, const char *headers, const char *why)
{
  const char *phrase = soup_status_get_phrase (status);
  g_autofree char *body = g_strdup_printf (
      "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":\"%s\"}",
      phrase, status, why);
  g_autofree char *text =
      g_strdup_printf ("HTTP/1.1 %u %s\r\nConnection: close\r\n%sContent-Type: "
                       "application/problem+json\r\nContent-Length: %zu\r\n\r\n%s",
                       status, phrase, headers, strlen (body), body);

  g_socket_set_blocking (socket, FALSE);
  g_socket_send (socket, text, strlen (text), NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
}

/* --- the head --------------------------------------------------------------------- */

static gboolean
drop (TcWebConn *self)
{
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_object_unref (self->waiting); /* frees self */
  return G_SOURCE_REMOVE;
}

/* What comes is thrown away, so that the peer can read why; a reset would take that
 * from him. The deadline goes on. */
static gboolean
drain (TcWebConn *self)
{
  char bytes[TC_WEB_MAX_HEADER_BYTES];
  gssize n = recv (g_socket_get_fd (self->socket), bytes, sizeof bytes, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    return drop (self);
  self->seen_bytes += (gsize)n;
  if (self->seen_bytes > TC_WEB_MAX_DRAIN_BYTES) {
    tc_web_conn_cut (self);
    return drop (self);
  }
  return G_SOURCE_CONTINUE;
}

/* Wakes us when more than @n_bytes wait, not all the time while the same ones do. */
static void
wait_beyond (TcWebConn *self, gsize n_bytes)
{
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVLOWAT, (gint)n_bytes + 1, NULL);
}

static gboolean
refuse (TcWebConn *self, guint status, const char *why)
{
  wait_beyond (self, 0);
  say (self->socket, status, "", why);
  self->is_refused = TRUE;
  self->seen_bytes = 0;
  return G_SOURCE_CONTINUE;
}

static gboolean
hand_over (TcWebConn *self)
{
  g_autoptr (GSocketConnection) connection = self->waiting;

  wait_beyond (self, 0);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  self->waiting = NULL;
  if (self->server)
    soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), self->local,
                                 self->remote, NULL);
  return G_SOURCE_REMOVE;
}

/* Looks at what has come without taking it. */
static gboolean
head_cb (GSocket *socket, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  TcWebConn *self = data;
  char bytes[TC_WEB_MAX_HEADER_BYTES + 1];

  if (self->is_refused)
    return drain (self);
  gssize n =
      recv (g_socket_get_fd (socket), bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    return drop (self);
  gboolean is_all = (gsize)n == self->seen_bytes; /* no more will come: it has ended */
  self->seen_bytes = (gsize)n;
  switch (tc_web_head_check (bytes, (gsize)n)) {
    case TC_WEB_HEAD_GOOD:
      return hand_over (self);
    case TC_WEB_HEAD_TOO_LONG:
      return refuse (self, 431, "the request's head is longer than 16 KiB");
    case TC_WEB_HEAD_INCOMPLETE:
      if (is_all)
        return drop (self);
      wait_beyond (self, (gsize)n);
      return G_SOURCE_CONTINUE;
    case TC_WEB_HEAD_BAD:
      break;
  }
  return refuse (self, 400, "this is not a request of HTTP/1.1");
}

static void
await_head (TcWebConn *self, GSocketConnection *connection)
{
  self->waiting = g_object_ref (connection);
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (head_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/* --- places ----------------------------------------------------------------------- */

/* That has not asked yet, and whose place is one that @peer lacks. */
static TcWebConn *
oldest_silent (const TcWebServer *server, GInetAddress *peer)
{
  for (GList *link = g_list_last (server->conns); link; link = link->prev) {
    TcWebConn *self = link->data;
    if (!self->is_asked && !self->has_left &&
        tc_places_is_in_the_way (server->places, peer, self->peer))
      return self;
  }
  return NULL;
}

static void
evict (TcWebConn *self)
{
  leave (self);
  tc_web_conn_cut (self);
  if (self->waiting)
    drop (self);
}

static gboolean
find_place (TcWebServer *server, GInetAddress *peer)
{
  while (!tc_places_take (server->places, peer)) {
    TcWebConn *silent = oldest_silent (server, peer);
    if (!silent)
      return FALSE;
    evict (silent);
  }
  return TRUE;
}

gboolean
tc_web_conn_incoming_cb (GSocketService *service G_GNUC_UNUSED,
                         GSocketConnection *connection,
                         GObject *source G_GNUC_UNUSED,
                         gpointer data)
{
  TcWebServer *server = data;
  g_autoptr (GSocketAddress) local =
      g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote =
      g_socket_connection_get_remote_address (connection, NULL);

  if (!local || !remote)
    return TRUE; /* gone before we looked */
  g_autoptr (GInetAddress) peer = tc_peer_address (remote);
  if (!find_place (server, peer)) {
    say (g_socket_connection_get_socket (connection), 503, "Retry-After: 1\r\n",
         "too many connections");
    return TRUE;
  }
  TcWebConn *self = g_new0 (TcWebConn, 1);
  self->server = server;
  self->soup = g_object_ref (server->soup);
  self->socket = g_object_ref (g_socket_connection_get_socket (connection));
  self->local = g_object_ref (local);
  self->remote = g_object_ref (remote);
  self->peer = g_steal_pointer (&peer);
  g_object_weak_ref (G_OBJECT (connection), stream_gone_cb, self);
  g_object_set_qdata (G_OBJECT (remote), conn_quark (), self);
  server->conns = g_list_prepend (server->conns, self);
  g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  tc_web_conn_deadline (self, TRUE);
  await_head (self, connection);
  return TRUE;
}

TcWebConn *
tc_web_conn_of (SoupServerMessage *msg)
{
  return g_object_get_qdata (G_OBJECT (soup_server_message_get_remote_address (msg)),
                             conn_quark ());
}

void
tc_web_conn_asked (TcWebConn *self)
{
  self->is_asked = TRUE;
}

void
tc_web_conn_cut_silent (TcWebServer *server)
{
  GList *next = NULL;

  for (GList *link = server->conns; link; link = next) {
    TcWebConn *self = link->data;
    next = link->next; /* it may take itself out of the list */
    if (!self->is_asked && !self->is_refused)
      evict (self);
  }
}

void
tc_web_conn_cut_all (TcWebServer *server)
{
  for (GList *link = server->conns; link; link = link->next) {
    TcWebConn *self = link->data;
    self->server = NULL;
    tc_web_conn_cut (self);
  }
  g_clear_pointer (&server->conns, g_list_free);
}
