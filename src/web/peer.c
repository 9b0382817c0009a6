/* SPDX-License-Identifier: MIT */
#include "peer.h"

#include <string.h>

#define MAX_NAME 64 /* bytes of a forwarded name that are kept */

/* An IPv4 peer of a socket that listens on [::] has its address in the last bytes. */
static GInetAddress *
unmapped (GInetAddress *address)
{
  static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

GInetAddress *
tc_peer_address (GSocketAddress *remote)
{
  return unmapped (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

static char *
name_of (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6 ||
      g_inet_address_get_is_loopback (address))
    return g_inet_address_to_string (address);
  return g_strdup_printf ("%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", bytes[0],
                          bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6],
                          bytes[7]);
}

/* Only the last name is the proxy's own word; those before it came with the request. */
static char *
name_of_forwarded (const char *list)
{
  const char *last = strrchr (list, ',');
  g_autofree char *text = g_strndup (last ? last + 1 : list, MAX_NAME);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (g_strstrip (text));

  if (!address)
    return g_steal_pointer (&text);
  g_autoptr (GInetAddress) plain = unmapped (address);
  return name_of (plain);
}

char *
tc_peer_counted (GInetAddress *peer, const char *forwarded_for)
{
  g_autofree char *text = name_of (peer);

  if (!forwarded_for || !g_inet_address_get_is_loopback (peer))
    return g_steal_pointer (&text);
  g_autofree char *other = name_of_forwarded (forwarded_for);
  return g_strdup_printf ("%s for %s", text, other);
}
