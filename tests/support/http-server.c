/* SPDX-License-Identifier: MIT */
#include "http-server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_HEAD_BYTES 16384

struct TcTestServer {
  int listen_fd, stop_fd; /* stop_fd is readable for ever once the server ends */
  char *url;
  TcTestHandler handler;
  gpointer data;
  pthread_t thread;

  pthread_mutex_t lock;
  /* guards: */
  GArray *connections; /* of pthread_t */
  guint n_requests;
};

typedef struct {
  TcTestServer *server;
  int fd;
} Connection;

/* Waits until @fd can be read. Returns: FALSE when the server ends or time is up. */
static gboolean
wait_readable (const TcTestServer *self, int fd, int timeout_ms)
{
  struct pollfd fds[] = {{fd, POLLIN, 0}, {self->stop_fd, POLLIN, 0}};

  return poll (fds, 2, timeout_ms) > 0 && !fds[1].revents;
}

/* Reads one head, and no byte more. */
static gboolean
read_head (const Connection *self, char *head)
{
  gsize n = 0;

  while (n < MAX_HEAD_BYTES - 1) {
    if (!wait_readable (self->server, self->fd, -1) ||
        recv (self->fd, head + n, 1, 0) != 1)
      return FALSE;
    head[++n] = '\0';
    if (g_str_has_suffix (head, "\r\n\r\n"))
      return TRUE;
  }
  return FALSE;
}

static gboolean
serve (const Connection *self)
{
  char head[MAX_HEAD_BYTES] = "";

  if (!read_head (self, head))
    return FALSE;
  pthread_mutex_lock (&self->server->lock);
  self->server->n_requests++;
  pthread_mutex_unlock (&self->server->lock);

  g_auto (GStrv) parts = g_strsplit (head, " ", 3);
  if (g_strv_length (parts) < 3)
    return FALSE;
  TcTestRequest request = {self->server, self->fd, parts[1], head};
  return self->server->handler (&request, self->server->data);
}

static void *
connection_main (void *data)
{
  Connection *self = data;

  while (serve (self))
    ;
  close (self->fd);
  g_free (self);
  return NULL;
}

static void *
accept_main (void *data)
{
  TcTestServer *self = data;

  while (wait_readable (self, self->listen_fd, -1)) {
    Connection *connection = g_new0 (Connection, 1);
    pthread_t thread;
    connection->server = self;
    connection->fd = accept (self->listen_fd, NULL, NULL);
    pthread_create (&thread, NULL, connection_main, connection);
    pthread_mutex_lock (&self->lock);
    g_array_append_val (self->connections, thread);
    pthread_mutex_unlock (&self->lock);
  }
  return NULL;
}

TcTestServer *
tc_test_server_new (TcTestHandler handler, gpointer data)
{
  TcTestServer *self = g_new0 (TcTestServer, 1);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t length = sizeof address;

  self->handler = handler;
  self->data = data;
  self->stop_fd = eventfd (0, EFD_CLOEXEC);
  self->connections = g_array_new (FALSE, FALSE, sizeof (pthread_t));
  pthread_mutex_init (&self->lock, NULL);
  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind (self->listen_fd, (struct sockaddr *)&address, length) < 0 ||
      listen (self->listen_fd, 64) < 0 ||
      getsockname (self->listen_fd, (struct sockaddr *)&address, &length) < 0)
    g_error ("test server: %s", g_strerror (errno));
  self->url = g_strdup_printf ("http://127.0.0.1:%d", ntohs (address.sin_port));
  pthread_create (&self->thread, NULL, accept_main, self);
  return self;
}

void
tc_test_server_free (TcTestServer *self)
{
  guint64 one = 1;

  if (write (self->stop_fd, &one, sizeof one) != sizeof one)
    g_error ("test server: %s", g_strerror (errno));
  pthread_join (self->thread, NULL);
  for (guint i = 0; i < self->connections->len; i++)
    pthread_join (g_array_index (self->connections, pthread_t, i), NULL);
  g_array_unref (self->connections);
  close (self->listen_fd);
  close (self->stop_fd);
  pthread_mutex_destroy (&self->lock);
  g_free (self->url);
  g_free (self);
}

guint
tc_test_server_n_requests (TcTestServer *self)
{
  pthread_mutex_lock (&self->lock);
  guint n = self->n_requests;
  pthread_mutex_unlock (&self->lock);
  return n;
}

const char *
tc_test_server_url (TcTestServer *self)
{
  return self->url;
}

gboolean
tc_test_send (const TcTestRequest *request, const char *bytes, gsize n_bytes)
{
  while (n_bytes > 0) {
    gssize n = send (request->fd, bytes, n_bytes, MSG_NOSIGNAL);
    if (n <= 0)
      return FALSE;
    bytes += n;
    n_bytes -= (gsize)n;
  }
  return TRUE;
}

gboolean
tc_test_reply (const TcTestRequest *request,
               int status,
               const char *headers,
               const char *body,
               gsize n_bytes)
{
  g_autofree char *length =
      status == 304
          ? g_strdup ("")
          : g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\n", n_bytes);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %d X\r\n%s%s\r\n", status, length,
                                           headers ? headers : "");

  return tc_test_send (request, head, strlen (head)) &&
         tc_test_send (request, body, n_bytes);
}

gboolean
tc_test_wait_ms (const TcTestRequest *request, int ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;
  struct pollfd fds[] = {{request->fd, POLLIN | POLLRDHUP, 0},
                         {request->server->stop_fd, POLLIN, 0}};

  for (;;) {
    gint64 left_ms = (end_us - g_get_monotonic_time () + 999) / 1000;
    if (left_ms <= 0)
      return TRUE;
    if (poll (fds, 2, (int)left_ms) > 0)
      return FALSE;
  }
}

char *
tc_test_query (const TcTestRequest *request, const char *key)
{
  const char *query = strchr (request->target, '?');
  g_auto (GStrv) pairs = g_strsplit (query ? query + 1 : "", "&", -1);

  for (guint i = 0; pairs[i]; i++)
    if (g_str_has_prefix (pairs[i], key) && pairs[i][strlen (key)] == '=')
      return g_uri_unescape_string (pairs[i] + strlen (key) + 1, NULL);
  return NULL;
}

char *
tc_test_body (const TcTestRequest *request)
{
  const char *line = strstr (request->head, "Content-Length: ");
  gsize length = line != NULL ? (gsize)g_ascii_strtoull (line + 16, NULL, 10) : 0;
  char *body = g_malloc0 (length + 1);

  for (gsize n = 0; n < length;) {
    ssize_t got = wait_readable (request->server, request->fd, -1)
                      ? recv (request->fd, body + n, length - n, 0)
                      : 0;

    if (got <= 0) {
      *body = '\0';
      break;
    }
    n += (gsize)got;
  }
  return body;
}
