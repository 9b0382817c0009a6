/* SPDX-License-Identifier: MIT
 *
 * We accept connections ourselves and hand them to SoupServer: it has no limit on their
 * number and no deadlines. A connection is known by its remote address object, which
 * libsoup hands back with each message.
 */
#include "web-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

struct TcWebConn {
  TcWebServer *server; /* NULL when it is gone */
  SoupServer *soup;    /* kept while its messages may still call it */
  GSocket *socket;
  GSocketAddress *remote;
  guint timer;
};

static GQuark
conn_quark (void)
{
  return g_quark_from_static_string ("tc-web-conn");
}

static void
conn_free (TcWebConn *self)
{
  if (self->server) {
    self->server->conns = g_list_remove (self->server->conns, self);
    self->server->n_conns--;
  }
  g_clear_handle_id (&self->timer, g_source_remove);
  g_object_set_qdata (G_OBJECT (self->remote), conn_quark (), NULL);
  g_object_unref (self->remote);
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

static gboolean
is_loopback (GSocketAddress *remote)
{
  GInetAddress *address =
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote));

  return g_inet_address_get_is_loopback (address);
}

static guint
count_from (const TcWebServer *server, GSocketAddress *remote)
{
  GInetAddress *address =
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote));
  guint n = 0;

  for (const GList *link = server->conns; link; link = link->next) {
    const TcWebConn *conn = link->data;
    n += g_inet_address_equal (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (conn->remote)),
        address);
  }
  return n;
}

/* Nobody elsewhere can take the places of all others, nor those kept for this machine.
 * A proxy is at this machine, and has limits of its own. */
static gboolean
has_room (const TcWebServer *server, GSocketAddress *remote)
{
  if (is_loopback (remote))
    return server->n_conns < TC_WEB_MAX_CONNECTIONS;
  return server->n_conns < TC_WEB_MAX_CONNECTIONS - TC_WEB_RESERVED &&
         count_from (server, remote) < TC_WEB_MAX_FROM_ONE;
}

/* Too many: one that comes now hears so, without libsoup, and is closed. */
static void
turn_away (GSocketConnection *connection)
{
  static const char text[] = "HTTP/1.1 503 Service Unavailable\r\n"
                             "Connection: close\r\nRetry-After: 1\r\n"
                             "Content-Length: 0\r\n\r\n";
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_blocking (socket, FALSE);
  g_socket_send (socket, text, sizeof text - 1, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
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
  if (!has_room (server, remote)) {
    turn_away (connection);
    return TRUE;
  }
  TcWebConn *self = g_new0 (TcWebConn, 1);
  self->server = server;
  self->soup = g_object_ref (server->soup);
  self->socket = g_object_ref (g_socket_connection_get_socket (connection));
  self->remote = g_object_ref (remote);
  g_object_weak_ref (G_OBJECT (connection), stream_gone_cb, self);
  g_object_set_qdata (G_OBJECT (remote), conn_quark (), self);
  server->conns = g_list_prepend (server->conns, self);
  server->n_conns++;
  g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  tc_web_conn_deadline (self, TRUE);
  soup_server_accept_iostream (server->soup, G_IO_STREAM (connection), local, remote,
                               NULL);
  return TRUE;
}

TcWebConn *
tc_web_conn_of (SoupServerMessage *msg)
{
  return g_object_get_qdata (G_OBJECT (soup_server_message_get_remote_address (msg)),
                             conn_quark ());
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
