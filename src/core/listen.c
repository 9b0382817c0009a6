/* SPDX-License-Identifier: MIT */
#include "tallycast/core/listen.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "tallycast/core/error.h"

static gboolean
is_localhost (const char *host)
{
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

gboolean
tc_is_loopback_name (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address ? g_inet_address_get_is_loopback (address) : is_localhost (host);
}

static char *
without_brackets (char *host)
{
  gsize length = strlen (host);

  if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
    memmove (host, host + 1, length - 2);
    host[length - 2] = '\0';
  }
  return host;
}

static char *
dup_host (const char *text)
{
  const char *colon = strrchr (text, ':');

  return without_brackets (
      g_strndup (text, colon ? (gsize)(colon - text) : strlen (text)));
}

gboolean
tc_listen_parse (const char *text, char **address, guint16 *port, GError **error)
{
  g_autofree char *host = dup_host (text);
  g_autoptr (GInetAddress) numeric = g_inet_address_new_from_string (host);
  const char *colon = strrchr (text, ':');
  guint64 number;

  if (!colon || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &number, NULL)) {
    g_set_error_literal (error, TC_ERROR, TC_ERROR_CONFIG,
                         "must be HOST:PORT, as in 127.0.0.1:8088");
    return FALSE;
  }
  if (!numeric && !is_localhost (host)) {
    g_set_error_literal (
        error, TC_ERROR, TC_ERROR_CONFIG,
        "must be an address of this machine, in numbers, or localhost, "
        "as in 127.0.0.1:8088, [::1]:8088 or localhost:8088");
    return FALSE;
  }
  *port = (guint16)number;
  *address = g_strdup (numeric ? host : "127.0.0.1");
  return TRUE;
}

gboolean
tc_listen_check_local (const char *text, GError **error)
{
  g_autofree char *host = dup_host (text);

  if (tc_is_loopback_name (host))
    return TRUE;
  g_set_error_literal (error, TC_ERROR, TC_ERROR_CONFIG,
                       "must be an address of this machine only, as in "
                       "127.0.0.1:8088, [::1]:8088 or localhost:8088");
  return FALSE;
}

/* --- where others find us ----------------------------------------------------------
 */

static GInetAddress *
address_of (const struct ifaddrs *interface)
{
  const struct sockaddr *address = interface->ifa_addr;

  if (!address || !(interface->ifa_flags & IFF_UP))
    return NULL;
  if (address->sa_family == AF_INET) {
    struct sockaddr_in in;
    memcpy (&in, address, sizeof in);
    return g_inet_address_new_from_bytes ((const guint8 *)&in.sin_addr,
                                          G_SOCKET_FAMILY_IPV4);
  }
  if (address->sa_family == AF_INET6) {
    struct sockaddr_in6 in;
    memcpy (&in, address, sizeof in);
    return g_inet_address_new_from_bytes ((const guint8 *)&in.sin6_addr,
                                          G_SOCKET_FAMILY_IPV6);
  }
  return NULL;
}

static void
add_url (GPtrArray *urls, GInetAddress *address, guint16 port)
{
  g_autofree char *text = g_inet_address_to_string (address);

  g_ptr_array_add (
      urls, g_strdup_printf (strchr (text, ':') ? "http://[%s]:%u/" : "http://%s:%u/",
                             text, (guint)port));
}

/* An address that only works with the name of a network card is in nobody's browser. */
static void
add_networks (GPtrArray *urls, GSocketFamily family, guint16 port)
{
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return;
  for (const struct ifaddrs *i = interfaces; i; i = i->ifa_next) {
    g_autoptr (GInetAddress) address = address_of (i);
    if (address && g_inet_address_get_family (address) == family &&
        !g_inet_address_get_is_loopback (address) &&
        !g_inet_address_get_is_link_local (address))
      add_url (urls, address, port);
  }
  freeifaddrs (interfaces);
}

char **
tc_listen_urls (const char *text, guint16 port)
{
  g_autofree char *host = dup_host (text);
  g_autoptr (GInetAddress) address =
      g_inet_address_new_from_string (is_localhost (host) ? "127.0.0.1" : host);
  g_return_val_if_fail (address, NULL);
  GPtrArray *urls = g_ptr_array_new ();

  if (g_inet_address_get_is_any (address)) {
    /* [::] takes IPv4 in, too; and shorter addresses make better codes. */
    add_networks (urls, G_SOCKET_FAMILY_IPV4, port);
    if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
      add_networks (urls, G_SOCKET_FAMILY_IPV6, port);
  } else {
    add_url (urls, address, port);
  }
  if (urls->len == 0) {
    g_autoptr (GInetAddress) loopback =
        g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
    add_url (urls, loopback, port);
  }
  g_ptr_array_add (urls, NULL);
  return (char **)g_ptr_array_free (urls, FALSE);
}
