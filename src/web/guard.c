/* SPDX-License-Identifier: MIT
 *
 * Who may ask. A page of another site, open in a browser on this very machine, can send
 * requests here: a plain post (told by its Origin), or, having bound its own name to
 * 127.0.0.1, any request (told by its Host). A proxy in front makes every peer look
 * local (told by the headers it adds). Only what passes all of it has the rights of
 * somebody who sits at this machine.
 */
#include "web-private.h"

#include <string.h>

#include "tallycast/core/listen.h"

/* "name", "name:port", "[v6]:port": the name without brackets and port. */
static char *
host_name (const char *authority)
{
  if (*authority == '[') {
    const char *end = strchr (authority, ']');
    if (!end || (end[1] != '\0' && end[1] != ':'))
      return NULL;
    return g_strndup (authority + 1, (gsize)(end - authority - 1));
  }
  const char *colon = strchr (authority, ':');
  return colon ? g_strndup (authority, (gsize)(colon - authority))
               : g_strdup (authority);
}

typedef struct {
  guint hosts, origins;
  const char *host, *origin;
  gboolean is_forwarded;
} Claims;

static void
collect_cb (const char *name, const char *value, gpointer data)
{
  Claims *claims = data;

  if (g_ascii_strcasecmp (name, "Host") == 0) {
    claims->hosts++;
    claims->host = value;
  } else if (g_ascii_strcasecmp (name, "Origin") == 0) {
    claims->origins++;
    claims->origin = value;
  } else if (g_ascii_strcasecmp (name, "Forwarded") == 0 ||
             g_ascii_strncasecmp (name, "X-Forwarded-", 12) == 0) {
    claims->is_forwarded = TRUE;
  }
}

static gboolean
is_peer_local (SoupServerMessage *msg)
{
  GSocketAddress *peer = soup_server_message_get_remote_address (msg);

  return G_IS_INET_SOCKET_ADDRESS (peer) &&
         g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)));
}

static gboolean
is_host_local (const Claims *claims, GUri *uri)
{
  if (claims->hosts != 1)
    return FALSE;
  g_autofree char *name = host_name (claims->host);
  /* A request line with a whole URI names a host of its own. */
  return name && tc_is_loopback_name (name) &&
         tc_is_loopback_name (g_uri_get_host (uri));
}

static gboolean
is_origin_same (const Claims *claims)
{
  if (claims->origins == 0)
    return TRUE;
  return claims->origins == 1 &&
         g_ascii_strncasecmp (claims->origin, "http://", 7) == 0 &&
         g_ascii_strcasecmp (claims->origin + 7, claims->host) == 0;
}

const char *
tc_web_guard (SoupServerMessage *msg)
{
  Claims claims = {0};

  soup_message_headers_foreach (soup_server_message_get_request_headers (msg),
                                collect_cb, &claims);
  if (!is_peer_local (msg))
    return "only this machine is served";
  if (claims.is_forwarded)
    return "requests through a proxy are not served";
  if (!is_host_local (&claims, soup_server_message_get_uri (msg)))
    return "Host is not this machine";
  if (!is_origin_same (&claims))
    return "Origin is another site";
  return NULL;
}
