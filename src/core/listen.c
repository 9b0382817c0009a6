/* SPDX-License-Identifier: MIT */
#include "tallycast/core/listen.h"

#include <gio/gio.h>
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
