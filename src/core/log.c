/* SPDX-License-Identifier: MIT */
#include "tallycast/core/log.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static TcLogFormat log_format = TC_LOG_HUMAN;
static TcLogLevel log_min = TC_LOG_INFO;
static const char *const level_names[] = {"debug", "info", "warning", "error"};

void
tc_log_setup (TcLogFormat format, TcLogLevel min)
{
  log_format = format;
  log_min = min;
}

static char *
human_line (TcLogLevel level, const char *room, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  const char *mark = level == TC_LOG_WARN    ? "warning"
                     : level == TC_LOG_ERROR ? "error"
                                             : NULL;

  return g_strdup_printf ("%s.%03d %s: %s%s%s\n", time,
                          g_date_time_get_microsecond (now) / 1000, room,
                          mark ? mark : "", mark ? ": " : "", text);
}

static char *
json_line (TcLogLevel level, const char *room, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  json_t *line = json_pack ("{s:s, s:s, s:s, s:s}", "time", time, "level",
                            level_names[level], "room", room, "text", valid);
  char *dump = json_dumps (line, JSON_COMPACT);
  char *result = g_strdup_printf ("%s\n", dump);

  free (dump);
  json_decref (line);
  return result;
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

  g_autofree char *line = log_format == TC_LOG_JSON ? json_line (level, room, text)
                                                    : human_line (level, room, text);
  /* One write a line, so that lines of several threads do not mix. A full pipe or a
   * closed terminal must never hurt the broadcast: the result is ignored. */
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return;
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

char *
tc_url_mask (const char *url)
{
  const char *rest = strstr (url, "://");
  if (!rest)
    return g_strdup ("***");
  rest += 3;

  gboolean hides_key = g_ascii_strncasecmp (url, "rtmp", 4) == 0;
  size_t authority = strcspn (rest, "/?#");
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
