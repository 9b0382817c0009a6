/* SPDX-License-Identifier: MIT
 *
 * What a text must look like to be an address, a name, a rate. No message quotes an
 * address whole: it may hold a password or a stream key.
 */
#include "config-private.h"

#include <gio/gio.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/listen.h"

#define MAX_NAME_BYTES 64
#define MIN_FPS        5
#define MAX_FPS        60

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, TC_ERROR, TC_ERROR_CONFIG, message);
  return FALSE;
}

/* --- numbers --- */

static int
gcd (int a, int b)
{
  return b == 0 ? a : gcd (b, a % b);
}

gboolean
tc_config_parse_rate (const char *text, TcRate *rate)
{
  static const struct {
    const char *text;
    int num;
  } ntsc[] = {{"23.976", 24000}, {"23.98", 24000}, {"29.97", 30000}, {"59.94", 60000}};
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  guint64 num, den = 1;

  for (guint i = 0; i < G_N_ELEMENTS (ntsc); i++) {
    if (strcmp (text, ntsc[i].text) == 0) {
      *rate = (TcRate){ntsc[i].num, 1001};
      return TRUE;
    }
  }
  if (!parts[0] || !g_ascii_string_to_unsigned (parts[0], 10, 1, 1000000, &num, NULL) ||
      (parts[1] && !g_ascii_string_to_unsigned (parts[1], 10, 1, 1000000, &den, NULL)))
    return FALSE;
  if (num < MIN_FPS * den || num > MAX_FPS * den)
    return FALSE;
  int divisor = gcd ((int)num, (int)den);
  *rate = (TcRate){(int)num / divisor, (int)den / divisor};
  return TRUE;
}

gboolean
tc_config_parse_size (const char *text, int *width, int *height)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 2);
  guint64 w, h;

  if (!parts[0] || !parts[1] ||
      !g_ascii_string_to_unsigned (parts[0], 10, TC_CONFIG_MIN_WIDTH,
                                   TC_CONFIG_MAX_WIDTH, &w, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, TC_CONFIG_MIN_HEIGHT,
                                   TC_CONFIG_MAX_HEIGHT, &h, NULL) ||
      w % 2 != 0 || h % 2 != 0)
    return FALSE;
  *width = (int)w;
  *height = (int)h;
  return TRUE;
}

/* --- addresses --- */

static gboolean
has_blank (const char *text)
{
  for (; *text; text++)
    if (g_ascii_isspace (*text) || g_ascii_iscntrl (*text))
      return TRUE;
  return FALSE;
}

/* The word before the first ':', or NULL when there is none. */
static char *
scheme_of (const char *uri)
{
  gsize n = strspn (uri, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789+.-");

  return n > 0 && uri[n] == ':' ? g_strndup (uri, n) : NULL;
}

static gboolean
fail_scheme (GError **error, const char *scheme, const char *const *known)
{
  g_autofree char *list = g_strjoinv (", ", (char **)known);

  if (!scheme) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "a scheme is missing at its beginning; known are: %s", list);
    return FALSE;
  }
  const char *near = tc_did_you_mean (scheme, known);
  if (near)
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "unknown scheme '%s' (did you mean '%s'?); known are: %s", scheme,
                 near, list);
  else
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "unknown scheme '%s'; known are: %s",
                 scheme, list);
  return FALSE;
}

/* [user[:password]@]host[:port], @length bytes; IPv6 in brackets. */
static gboolean
is_authority (const char *text, gsize length)
{
  g_autofree char *authority = g_strndup (text, length);
  const char *at = strrchr (authority, '@');
  const char *host = at ? at + 1 : authority;
  const char *end = *host == '[' ? strchr (host, ']') : host + strcspn (host, ":");

  if (!end || end == host)
    return FALSE;
  if (*host == '[') {
    g_autofree char *address = g_strndup (host + 1, (gsize)(end - host - 1));
    if (!g_hostname_is_ip_address (address))
      return FALSE;
    end++;
  }
  return *end == '\0' || (*end == ':' && g_ascii_string_to_unsigned (
                                             end + 1, 10, 1, 65535, NULL, NULL));
}

/* What follows "scheme://host[:port]", or NULL when that is not how @uri begins. */
static const char *
after_authority (const char *uri, const char *scheme)
{
  const char *rest = uri + strlen (scheme);

  if (!g_str_has_prefix (rest, "://") || has_blank (uri))
    return NULL;
  rest += 3;
  gsize length = strcspn (rest, "/?#");
  return is_authority (rest, length) ? rest + length : NULL;
}

/* "rtsp://admin:12/34@cam": host admin, port 12, and a password for everybody to see.
 */
static gboolean
check_at (const char *url, GError **error)
{
  const char *rest = strstr (url, "://");

  if (!rest || !strchr (rest + 3 + strcspn (rest + 3, "/?#"), '@'))
    return TRUE;
  return fail (error, "has an @ behind its first / ? or #: write these as %2F %3F %23 "
                      "in a password, an @ in a path as %40, or keep password and key "
                      "in a file (auth_file, key_file)");
}

static gboolean
check_camera_of (const char *scheme, const char *uri, GError **error)
{
  const char *rest = uri + strlen (scheme) + 1;

  if (strcmp (scheme, "test") == 0)
    return strcmp (rest, "") == 0 || strcmp (rest, "ball") == 0 ||
           strcmp (rest, "smpte") == 0 ||
           fail (error, "must be test:, test:ball or test:smpte");
  if (strcmp (scheme, "v4l2") == 0)
    return (*rest == '/' && rest[1]) ||
           fail (error, "must be a device's path, as in v4l2:/dev/v4l/by-id/NAME");
  if (strcmp (scheme, "rtsp") == 0)
    return after_authority (uri, scheme) ||
           fail (error, "must be rtsp://HOST[:PORT]/PATH, without blanks");
  if (g_str_has_prefix (rest, "//") && rest[2] != '/')
    return fail (error, "must be file:///PATH (three slashes) or file:PATH");
  return (*rest && strcmp (rest, "///") != 0) ||
         fail (error, "must be file:///PATH or file:PATH");
}

gboolean
tc_config_check_camera (const char *uri, GError **error)
{
  static const char *const now[] = {"file", "rtsp", "v4l2", "test", NULL};
  static const char *const later[] = {"srt",   "rtmp",     "rtmps", "http",
                                      "https", "decklink", NULL};
  g_autofree char *scheme = scheme_of (uri);

  if (scheme && g_strv_contains (now, scheme))
    return (strcmp (scheme, "rtsp") != 0 || check_at (uri, error)) &&
           check_camera_of (scheme, uri, error);
  if (scheme && g_strv_contains (later, scheme)) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "%s cameras are not supported by this version; it has: file, rtsp, "
                 "v4l2, test",
                 scheme);
    return FALSE;
  }
  return fail_scheme (error, scheme, now);
}

gboolean
tc_config_check_audio (const char *input, GError **error)
{
  static const char *const known[] = {"camera", "alsa",      "pulse", "none",
                                      "test:",  "test:tone", NULL};

  if (strcmp (input, "camera") == 0 || strcmp (input, "none") == 0 ||
      strcmp (input, "test:") == 0 || strcmp (input, "test:tone") == 0 ||
      g_str_has_prefix (input, "pulse:"))
    return TRUE;
  if (g_str_has_prefix (input, "alsa:"))
    return strlen (input) > strlen ("alsa:") ||
           fail (error, "a device is missing, as in alsa:hw:1,0");
  const char *near = tc_did_you_mean (input, known);
  g_set_error (
      error, TC_ERROR, TC_ERROR_CONFIG,
      "unknown input%s%s%s; known are: camera, alsa:DEVICE, pulse:NAME, test:, "
      "test:tone, none",
      near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
  return FALSE;
}

gboolean
tc_config_check_output (const char *url, GError **error)
{
  static const char *const known[] = {"rtmp", "rtmps", NULL};
  g_autofree char *scheme = scheme_of (url);

  if (!scheme || !g_strv_contains (known, scheme))
    return fail_scheme (error, scheme, known);
  if (!check_at (url, error))
    return FALSE;
  const char *path = after_authority (url, scheme);
  if (!path || path[0] != '/' || !path[1] || strchr ("/?#", path[1])) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "must be %s://HOST[:PORT]/APPLICATION[/KEY], without blanks", scheme);
    return FALSE;
  }
  return TRUE;
}

/* @not_in_path: what may not stand behind the host. */
static gboolean
check_http (const char *url,
            const char *not_in_path,
            const char *expected,
            GError **error)
{
  static const char *const known[] = {"http", "https", NULL};
  g_autofree char *scheme = scheme_of (url);

  if (!scheme || !g_strv_contains (known, scheme))
    return fail_scheme (error, scheme, known);
  if (!check_at (url, error))
    return FALSE;
  const char *path = after_authority (url, scheme);
  if (!path || strpbrk (path, not_in_path)) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "must be %s://%s", scheme, expected);
    return FALSE;
  }
  return TRUE;
}

gboolean
tc_config_check_backend (const char *url, GError **error)
{
  return check_http (url, "?#", "HOST[:PORT][/PATH], without blanks, ? and #", error);
}

gboolean
tc_config_check_webhook (const char *url, GError **error)
{
  return check_http (url, "#", "HOST[:PORT][/PATH][?QUERY], without blanks and #",
                     error);
}

gboolean
tc_config_check_listen (const char *listen, GError **error)
{
  g_autofree char *address = NULL;
  guint16 port;

  return tc_listen_parse (listen, &address, &port, error);
}

gboolean
tc_config_url_has_secret (const char *url)
{
  const char *rest = strstr (url, "://");
  if (!rest)
    return FALSE;
  rest += 3;
  const char *path = rest + strcspn (rest, "/?#");
  if (strchr (rest, '@') || strpbrk (path, "?#"))
    return TRUE;
  return g_ascii_strncasecmp (url, "rtmp", 4) == 0 && *path == '/' &&
         strchr (path + 1, '/');
}

/* --- names --- */

gboolean
tc_config_check_id (const char *id, GError **error)
{
  gsize n = strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789_-");

  return (n > 0 && n <= MAX_NAME_BYTES && id[n] == '\0') ||
         fail (error, "must be 1 to 64 letters, digits, - and _");
}

gboolean
tc_config_check_name (const char *name, GError **error)
{
  gsize n = strlen (name);
  gboolean is_good =
      n > 0 && n <= MAX_NAME_BYTES && *name != '.' && !strchr (name, '/');

  for (gsize i = 0; i < n; i++)
    is_good = is_good && !g_ascii_iscntrl (name[i]);
  return is_good ||
         fail (error, "must be a name of 1 to 64 bytes, without / and a leading dot");
}

gboolean
tc_config_check_language (const char *tag, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (tag, "-", -1);
  gboolean is_good = parts[0] != NULL;

  for (guint i = 0; parts[i]; i++) {
    gsize n = strlen (parts[i]);
    gsize letters = strspn (parts[i], "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    gsize good = i == 0 ? letters : letters + strspn (parts[i] + letters, "0123456789");
    is_good = is_good && good == n && n >= 2 && n <= (i == 0 ? 3 : 8);
  }
  is_good = is_good && (g_ascii_strcasecmp (parts[0], "zh") == 0 ||
                        g_ascii_strcasecmp (parts[0], "en") == 0);
  return is_good || fail (error, "must be zh-CN or en");
}
