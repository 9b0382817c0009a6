/* SPDX-License-Identifier: MIT
 *
 * Of a head that it finds wrong halfway, libsoup 3.2 forgets the path it had copied: up
 * to 100 KB a request, for ever. So it only sees heads that are whole.
 */
#include "head.h"

#include "tallycast/web/server.h"

#include <string.h>

#define MAX_LENGTH_DIGITS 18 /* fits into 64 bits */

static gboolean
is_token (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (text[i]) && !strchr ("!#$%&'*+-.^_`|~", text[i]))
      return FALSE;
  return n > 0;
}

/* Visible bytes; blanks and tabs, too, when they are @blank. */
static gboolean
is_visible (const char *text, gsize n, gboolean blank)
{
  for (gsize i = 0; i < n; i++) {
    guchar c = (guchar)text[i];
    if (c == 0x7f || (c <= ' ' && !(blank && (c == ' ' || c == '\t'))))
      return FALSE;
  }
  return TRUE;
}

/* "GET /path HTTP/1.1" */
static gboolean
is_request_line (const char *line, gsize n)
{
  static const char *const versions[] = {" HTTP/1.1", " HTTP/1.0"};
  gsize version = strlen (versions[0]);
  const char *blank = memchr (line, ' ', n);

  if (!blank || n < version)
    return FALSE;
  const char *path = blank + 1, *end = line + n - version;
  return is_token (line, (gsize)(blank - line)) && path < end &&
         is_visible (path, (gsize)(end - path), FALSE) &&
         (memcmp (end, versions[0], version) == 0 ||
          memcmp (end, versions[1], version) == 0);
}

/* How long the body is must be said at most once, and in no way that two readers could
 * understand differently. */
static gboolean
is_framing (const char *name, const char *value, gboolean *is_framed)
{
  gboolean is_length = g_ascii_strcasecmp (name, "Content-Length") == 0;
  gsize n = strlen (value);

  if (!is_length && g_ascii_strcasecmp (name, "Transfer-Encoding") != 0)
    return TRUE;
  if (*is_framed)
    return FALSE;
  *is_framed = TRUE;
  return is_length
             ? n > 0 && n <= MAX_LENGTH_DIGITS && strspn (value, "0123456789") == n
             : g_ascii_strcasecmp (value, "chunked") == 0;
}

/* "Name: value" */
static gboolean
is_field (const char *line, gsize n, gboolean *is_framed)
{
  const char *colon = memchr (line, ':', n);

  if (!colon || !is_token (line, (gsize)(colon - line)) ||
      !is_visible (colon + 1, n - (gsize)(colon + 1 - line), TRUE))
    return FALSE;
  g_autofree char *name = g_strndup (line, (gsize)(colon - line));
  g_autofree char *value = g_strndup (colon + 1, n - (gsize)(colon + 1 - line));
  return is_framing (name, g_strstrip (value), is_framed);
}

/* Of a line whose end has not come. */
static gboolean
may_become_line (const char *text, gsize n)
{
  if (n > 0 && text[n - 1] == '\r')
    n--;
  return is_visible (text, n, TRUE);
}

TcWebHead
tc_web_head_check (const char *bytes, gsize n)
{
  const char *line = bytes, *limit = bytes + MIN (n, TC_WEB_MAX_HEADER_BYTES);
  const char *end = NULL;
  gboolean is_framed = FALSE;

  while (line < limit && (end = memchr (line, '\n', (gsize)(limit - line)))) {
    gsize length = (gsize)(end - line);
    if (length == 0 || line[length - 1] != '\r')
      return TC_WEB_HEAD_BAD;
    length--;
    if (length == 0)
      return line == bytes ? TC_WEB_HEAD_BAD : TC_WEB_HEAD_GOOD;
    if (line == bytes ? !is_request_line (line, length)
                      : !is_field (line, length, &is_framed))
      return TC_WEB_HEAD_BAD;
    line = end + 1;
  }
  if (!may_become_line (line, (gsize)(limit - line)))
    return TC_WEB_HEAD_BAD;
  return n > TC_WEB_MAX_HEADER_BYTES ? TC_WEB_HEAD_TOO_LONG : TC_WEB_HEAD_INCOMPLETE;
}
