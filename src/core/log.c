/* SPDX-License-Identifier: MIT
 *
 * The form of a line. What others say of themselves (a document's key, an id of the
 * roster) is part of it: control characters are written as text, so that nobody forges
 * a line or drives a terminal.
 */
#include "tallycast/core/log.h"

#include <jansson.h>
#include <string.h>

#include "log-private.h"

/* Stands where a line was cut. */
#define CUT "\xe2\x80\xa6"

static TcLogFormat log_format = TC_LOG_HUMAN;
static TcLogLevel log_min = TC_LOG_INFO;
static const char *const level_names[] = {"debug", "info", "warning", "error"};

void
tc_log_setup (TcLogFormat format, TcLogLevel min)
{
  log_format = format;
  log_min = min;
}

/* Cuts @text (valid UTF-8) to @n_bytes at most, between two letters. */
static void
cut (char *text, gsize n_bytes)
{
  if (strlen (text) <= n_bytes)
    return;
  char *end = text + n_bytes - strlen (CUT);
  while (end > text && (*end & 0xc0) == 0x80)
    end--;
  memcpy (end, CUT, sizeof CUT);
}

/* Control and format characters (the latter turn the direction of text) by number. */
static char *
printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);
    if (c == '\n')
      g_string_append (out, "\\n");
    else if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
             type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
human_line (TcLogLevel level, const char *room, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  const char *mark = level == TC_LOG_WARN    ? "warning: "
                     : level == TC_LOG_ERROR ? "error: "
                                             : "";
  g_autofree char *said = g_strdup_printf ("%s: %s%s", room, mark, text);
  g_autofree char *shown = printable (said);
  char *line = g_strdup_printf ("%s.%03d %s", time,
                                g_date_time_get_microsecond (now) / 1000, shown);

  cut (line, TC_LOG_MAX_BYTES - 1);
  return line;
}

static char *
json_dump (const char *time, TcLogLevel level, const char *room, const char *text)
{
  json_t *line = json_pack ("{s:s, s:s, s:s, s:s}", "time", time, "level",
                            level_names[level], "room", room, "text", text);
  char *dump = json_dumps (line, JSON_COMPACT);
  char *copy = g_strdup (dump);

  free (dump);
  json_decref (line);
  return copy;
}

static char *
json_line (TcLogLevel level, const char *room, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  g_autofree char *who = g_utf8_make_valid (room, -1);
  g_autofree char *said = g_utf8_make_valid (text, -1);

  cut (who, TC_LOG_MAX_BYTES / 16);
  cut (said, TC_LOG_MAX_BYTES);
  for (;;) {
    char *line = json_dump (time, level, who, said);
    gsize n_line = strlen (line), n_said = strlen (said);
    if (n_line < TC_LOG_MAX_BYTES)
      return line;
    g_free (line);
    /* A byte of the text is one of the line, or six. */
    gsize over = n_line + 1 - TC_LOG_MAX_BYTES;
    cut (said, n_said > 2 * over ? n_said - over : n_said / 2);
  }
}

char *
tc_log_line (TcLogLevel level, const char *room, const char *text)
{
  g_autofree char *line = log_format == TC_LOG_JSON ? json_line (level, room, text)
                                                    : human_line (level, room, text);

  return g_strconcat (line, "\n", NULL);
}

void
tc_log (TcLogLevel level, const char *room, const char *format, ...)
{
  if (level < log_min)
    return;

  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  tc_log_queue (tc_log_line (level, room, text));
}

/* Where the part of the path that may be shown ends. */
static const char *
shown_path_end (const char *path, gboolean hides_key)
{
  const char *end = path + strcspn (path, "?#");

  if (!hides_key || *path != '/')
    return end;
  const char *slash = memchr (path + 1, '/', (size_t)(end - path - 1));
  return slash ? slash + 1 : end;
}

/* An @ behind the first of / ? # may end a password that was not escaped, or stand in a
 * path, key or query: who cannot tell shows nothing. */
static gboolean
is_ambiguous (const char *path)
{
  return strchr (path, '@') != NULL;
}

char *
tc_url_mask (const char *url)
{
  const char *rest = strstr (url, "://");
  if (!rest)
    return g_strdup ("***");
  rest += 3;

  gboolean hides_key = g_ascii_strncasecmp (url, "rtmp", 4) == 0;
  size_t authority = strcspn (rest, "/?#");
  if (is_ambiguous (rest + authority))
    return g_strdup_printf ("%.*s***", (int)(rest - url), url);
  const char *host = rest;
  for (size_t i = 0; i < authority; i++)
    if (rest[i] == '@')
      host = rest + i + 1;

  const char *path = rest + authority;
  const char *end = shown_path_end (path, hides_key);
  g_autoptr (GString) out = g_string_new_len (url, rest - url);
  if (host != rest)
    g_string_append (out, "***@");
  g_string_append_len (out, host, path - host);
  g_string_append_len (out, path, end - path);
  if (*end)
    g_string_append (out, *end == '?' ? "?***" : *end == '#' ? "#***" : "***");
  return g_string_free (g_steal_pointer (&out), FALSE);
}
