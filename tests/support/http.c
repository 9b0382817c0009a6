/* SPDX-License-Identifier: MIT */
#include "http.h"

#include <stdio.h>
#include <string.h>

#include "tallycast/core/listen.h"

#define PATIENCE_MS 10000

Talk *
talk_new (guint16 port)
{
  return talk_new_to ("127.0.0.1", port);
}

Talk *
talk_new_to (const char *address, guint16 port)
{
  Talk *self = g_new0 (Talk, 1);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GError) error = NULL;

  self->got = g_string_new (NULL);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_connect (self->socket, to, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (self->socket, FALSE);
  return self;
}

char *
talk_dup_network_address (void)
{
  g_auto (GStrv) urls = tc_listen_urls ("0.0.0.0:0", 1);
  g_autoptr (GUri) uri = g_uri_parse (urls[0], G_URI_FLAGS_NONE, NULL);

  return tc_is_loopback_name (g_uri_get_host (uri)) ? NULL
                                                    : g_strdup (g_uri_get_host (uri));
}

void
talk_free (Talk *self)
{
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_string_free (self->got, TRUE);
  g_free (self);
}

static gboolean
ready_cb (GSocket *socket G_GNUC_UNUSED,
          GIOCondition condition G_GNUC_UNUSED,
          gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
too_long_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* FALSE when @deadline_us is over. */
static gboolean
wait_for (GSocket *socket, GIOCondition condition, gint64 deadline_us)
{
  gboolean is_ready = FALSE, is_over = FALSE;
  gint64 left_ms = (deadline_us - g_get_monotonic_time ()) / 1000;
  GSource *source = g_socket_create_source (socket, condition, NULL);
  guint timer = g_timeout_add ((guint)MAX (left_ms, 0), too_long_cb, &is_over);

  g_source_set_callback (source, G_SOURCE_FUNC (ready_cb), &is_ready, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  while (!is_ready && !is_over)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
  g_source_unref (source);
  if (!is_over)
    g_source_remove (timer);
  return is_ready;
}

void
talk_send (Talk *self, const char *bytes, gsize n_bytes)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (n_bytes > 0) {
    g_autoptr (GError) error = NULL;
    gssize sent = g_socket_send (self->socket, bytes, n_bytes, NULL, &error);
    if (sent > 0) {
      bytes += sent;
      n_bytes -= (gsize)sent;
    } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ||
               !wait_for (self->socket, G_IO_OUT, deadline_us)) {
      return; /* closed: the answer tells */
    }
  }
}

gboolean
talk_until (Talk *self, const char *until)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_MS * 1000;
  char bytes[65536];

  while (!self->is_closed) {
    if (until && strstr (self->got->str, until))
      return TRUE;
    g_autoptr (GError) error = NULL;
    gssize n = g_socket_receive (self->socket, bytes, sizeof bytes, NULL, &error);
    if (n > 0)
      g_string_append_len (self->got, bytes, n);
    else if (n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      self->is_closed = TRUE;
    else if (!wait_for (self->socket, G_IO_IN, deadline_us))
      return FALSE;
  }
  return until == NULL || strstr (self->got->str, until) != NULL;
}

char *
talk_ask (guint16 port, const char *request)
{
  g_autoptr (Talk) talk = talk_new (port);

  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, NULL));
  return g_strdup (talk->got->str);
}

char *
talk_call (guint16 port, const char *what, const char *headers, const char *body)
{
  g_autofree char *length =
      body ? g_strdup_printf ("Content-Length: %zu\r\n", strlen (body)) : g_strdup ("");
  g_autofree char *request =
      g_strdup_printf ("%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s%s\r\n%s", what, port,
                       headers ? headers : "", length, body ? body : "");

  return talk_ask (port, request);
}

int
talk_status (const char *answer)
{
  int status = 0;

  if (sscanf (answer, "HTTP/1.%*d %d", &status) != 1) /* NOLINT(cert-err34-c) */
    return 0;
  return status;
}

const char *
talk_body (const char *answer)
{
  const char *body = strstr (answer, "\r\n\r\n");

  return body ? body + 4 : "";
}
