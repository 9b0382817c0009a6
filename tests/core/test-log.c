/* SPDX-License-Identifier: MIT */
#include "tallycast/core/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

static void
addresses_are_masked (void)
{
  static const struct {
    const char *url, *shown;
  } rows[] = {
      {"http://host/path", "http://host/path"},
      {"http://host:8090/path?token=abc", "http://host:8090/path?***"},
      {"http://user:pass@host/path", "http://***@host/path"},
      {"http://user@host/", "http://***@host/"},
      {"http://us@er:pa@ss@host/x", "http://***@host/x"},
      {"http://host/a#secret", "http://host/a#***"},
      {"http://host?x=1#y", "http://host?***"},
      {"rtsp://u:p@10.0.0.7:554/cam?x=y", "rtsp://***@10.0.0.7:554/cam?***"},
      {"rtmp://host/app", "rtmp://host/app"},
      {"rtmp://host:1935/app/", "rtmp://host:1935/app/"},
      {"rtmp://host/app/key", "rtmp://host/app/***"},
      {"rtmp://host/app/ke/y?a=b=c", "rtmp://host/app/***"},
      {"rtmp://host/app/?k=v/w", "rtmp://host/app/?***"},
      {"rtmp://host/app?k=/v", "rtmp://host/app?***"},
      {"rtmps://u:p@host:443/live2/ab-cd=ef", "rtmps://***@host:443/live2/***"},
      {"rtmp://[::1]:1935/app/k", "rtmp://[::1]:1935/app/***"},
      {"rtmp://host/app/中文键", "rtmp://host/app/***"},
      {"RTMP://host/app/key", "RTMP://host/app/***"},
      {"rtsp://admin:12/34@cam/x", "rtsp://***"},
      {"rtsp://admin:a?b@cam/x", "rtsp://***"},
      {"rtsp://admin:a#b@cam/x", "rtsp://***"},
      {"http://host/p?mail=a@b", "http://***"},
      {"file:///home/x/clip.mp4", "file:///home/x/clip.mp4"},
      {"not an address", "***"},
      {"", "***"},
      {"test:ball", "***"},
      {"://", "://"},
      {"rtmp://", "rtmp://"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *shown = tc_url_mask (rows[i].url);
    g_test_message ("%s", rows[i].url);
    g_assert_cmpstr (shown, ==, rows[i].shown);
  }
}

/* The secret is each part of these; none may come through, whatever is in it. */
static void
no_secret_comes_through (void)
{
  static const char *const secrets[] = {"S3CRET",   "S3CRET?x", "x?S3CRET", "a/S3CRET",
                                        "S3CRET=1", "k=S3CRET", "#S3CRET",  "/S3CRET",
                                        "@S3CRET",  "%S3CRET"};

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    static const char *const forms[] = {"rtmp://host/app/%s", "rtmp://u:x%s@host/app/k",
                                        "http://host/p?t=%s", "rtmps://host/app/x/%s"};
    for (guint j = 0; j < G_N_ELEMENTS (forms); j++) {
      g_auto (GStrv) halves = g_strsplit (forms[j], "%s", 2);
      g_autofree char *url = g_strconcat (halves[0], secrets[i], halves[1], NULL);
      g_autofree char *shown = tc_url_mask (url);
      g_test_message ("%s -> %s", url, shown);
      g_assert_null (strstr (shown, "S3CRET"));
    }
  }
}

/* What @run writes to standard error. Returns: (transfer full). */
static char *
capture (void (*run) (void))
{
  g_autofree char *path = NULL;
  char *text = NULL;
  int file = g_file_open_tmp ("tc-log-XXXXXX", &path, NULL);
  int saved = dup (STDERR_FILENO);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (dup2 (file, STDERR_FILENO), >=, 0);
  run ();
  tc_log_flush ();
  g_assert_cmpint (dup2 (saved, STDERR_FILENO), >=, 0);
  close (saved);
  close (file);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  unlink (path);
  tc_log_setup (TC_LOG_HUMAN, TC_LOG_INFO);
  return text;
}

static void
write_json (void)
{
  tc_log_setup (TC_LOG_JSON, TC_LOG_INFO);
  tc_log (TC_LOG_DEBUG, "feed", "not written");
  tc_log (TC_LOG_WARN, "output public", "a \"quote\", a \\, a\nnew line, \x01, %s",
          "中文");
  tc_log (TC_LOG_INFO, "feed", "half a character: \xe4\xb8");
}

static void
json_lines_are_valid (void)
{
  static const char *const rows[][3] = {
      {"warning", "output public", "a \"quote\", a \\, a\nnew line, \x01, 中文"},
      {"info", "feed", "half a character: \xef\xbf\xbd\xef\xbf\xbd"},
  };
  g_autofree char *text = capture (write_json);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (rows) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    json_error_t error;
    json_t *line = json_loads (lines[i], JSON_REJECT_DUPLICATES, &error);
    const char *time, *level, *room, *said;
    g_assert_nonnull (line);
    g_assert_cmpint (json_unpack_ex (line, &error, JSON_STRICT, "{s:s, s:s, s:s, s:s}",
                                     "time", &time, "level", &level, "room", &room,
                                     "text", &said),
                     ==, 0);
    g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (time, NULL);
    g_assert_nonnull (at);
    g_assert_cmpstr (level, ==, rows[i][0]);
    g_assert_cmpstr (room, ==, rows[i][1]);
    g_assert_cmpstr (said, ==, rows[i][2]);
    json_decref (line);
  }
}

static void
write_for_people (void)
{
  tc_log_setup (TC_LOG_HUMAN, TC_LOG_WARN);
  tc_log (TC_LOG_INFO, "feed", "not written");
  tc_log (TC_LOG_WARN, "camera main", "frozen for %d ms", 500);
  tc_log (TC_LOG_ERROR, "encoder", "gone");
}

static void
lines_for_people_tell_level_and_room (void)
{
  g_autofree char *text = capture (write_for_people);

  g_assert_true (g_regex_match_simple (
      "^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} camera main: warning: frozen for 500 ms\n"
      "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} encoder: error: gone\n$",
      text, 0, 0));
}

static void
log_to_nowhere (void)
{
  int pipe_ends[2];

  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  g_assert_cmpint (dup2 (pipe_ends[1], STDERR_FILENO), >=, 0);
  close (pipe_ends[0]);
  close (pipe_ends[1]);
  tc_log (TC_LOG_ERROR, "test", "nobody reads this");
  tc_log_flush ();
}

static void
a_closed_standard_error_does_no_harm (void)
{
  g_autofree char *text = capture (log_to_nowhere);

  g_assert_cmpstr (text, ==, "");
}

/* --- what others say of themselves ------------------------------------------------ */

static void
write_controls (void)
{
  tc_log (TC_LOG_INFO, "output x\n", "a\n12:00:00.000 feed: \x1b[2Jforged\r\x7f\t");
  tc_log (TC_LOG_INFO, "feed",
          "turned \xe2\x80\xae, next line \xc2\x85, half \xe4\xb8, 中文");
}

static void
controls_are_written_as_text (void)
{
  g_autofree char *text = capture (write_controls);

  g_assert_true (g_str_has_suffix (
      text, " feed: turned \\u202e, next line \\u0085, half \xef\xbf\xbd\xef\xbf\xbd, "
            "中文\n"));
  g_assert_nonnull (strstr (text, " output x\\n: a\\n12:00:00.000 feed: "
                                  "\\u001b[2Jforged\\u000d\\u007f\\u0009\n"));
}

static void
write_long (void)
{
  static const char *const letters[] = {"x", "中", "\x01", "\""};

  for (int format = TC_LOG_HUMAN; format <= TC_LOG_JSON; format++) {
    tc_log_setup ((TcLogFormat)format, TC_LOG_INFO);
    for (guint i = 0; i < G_N_ELEMENTS (letters); i++) {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int n = 0; n < 20000; n++)
        g_string_append (text, letters[i]);
      tc_log (TC_LOG_INFO, "feed", "%s", text->str);
      tc_log (TC_LOG_INFO, text->str, "%s", text->str);
    }
  }
}

static void
a_long_line_is_cut_and_still_whole (void)
{
  g_autofree char *text = capture (write_long);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 17);
  for (guint i = 0; i < 16; i++) {
    g_assert_cmpuint (strlen (lines[i]), <, PIPE_BUF);
    g_assert_cmpuint (strlen (lines[i]), >, PIPE_BUF / 4);
    g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    json_t *line = json_loads (lines[i], JSON_REJECT_DUPLICATES, NULL);
    g_assert_true ((line != NULL) == (i >= 8));
    json_decref (line);
  }
}

/* --- nobody reads ----------------------------------------------------------------- */

/* Everything that is in the pipe, until its writers are gone. */
static gpointer
read_all (gpointer data)
{
  GString *text = g_string_new (NULL);
  char bytes[4096];
  gssize n;

  while ((n = read (GPOINTER_TO_INT (data), bytes, sizeof bytes)) > 0)
    g_string_append_len (text, bytes, n);
  return text;
}

static void
fill (int fd)
{
  static const char zeros[4096];
  int flags = fcntl (fd, F_GETFL);

  fcntl (fd, F_SETFL, flags | O_NONBLOCK);
  while (write (fd, zeros, sizeof zeros) > 0)
    ;
  g_assert_cmpint (errno, ==, EAGAIN);
  fcntl (fd, F_SETFL, flags);
}

/* Who speaks goes on while the pipe is full, and nothing is lost unsaid. */
static void
a_full_pipe_stops_nobody (void)
{
  const guint n_said = TC_LOG_MAX_WAITING + 100;
  int saved = dup (STDERR_FILENO), ends[2];
  guint n_lines = 0, n_lost = 0;

  g_assert_cmpint (pipe (ends), ==, 0);
  fill (ends[1]);
  g_assert_cmpint (dup2 (ends[1], STDERR_FILENO), >=, 0);
  close (ends[1]);
  alarm (60);
  for (guint i = 0; i < n_said; i++)
    tc_log (TC_LOG_INFO, "test", "line %u", i);
  alarm (0);
  GThread *reader = g_thread_new ("reader", read_all, GINT_TO_POINTER (ends[0]));
  tc_log_flush ();
  tc_log (TC_LOG_INFO, "test", "the last");
  tc_log_flush ();
  g_assert_cmpint (dup2 (saved, STDERR_FILENO), >=, 0);
  close (saved);
  g_autoptr (GString) text = g_thread_join (reader);
  close (ends[0]);

  const char *start = text->str; /* after the zeros */
  while (start < text->str + text->len && *start == '\0')
    start++;
  g_auto (GStrv) lines = g_strsplit (start, "\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i++) {
    const char *lost = strstr (lines[i], " log: warning: ");
    if (lost)
      n_lost = (guint)g_ascii_strtoull (lost + 15, NULL, 10);
    else
      n_lines++;
  }
  g_assert_cmpuint (n_lost, >, 0);
  g_assert_cmpuint (n_lines + n_lost, ==, n_said + 1);
  g_assert_true (g_str_has_suffix (start, "test: the last\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/log/addresses-are-masked", addresses_are_masked);
  g_test_add_func ("/core/log/no-secret-comes-through", no_secret_comes_through);
  g_test_add_func ("/core/log/json-lines-are-valid", json_lines_are_valid);
  g_test_add_func ("/core/log/lines-for-people-tell-level-and-room",
                   lines_for_people_tell_level_and_room);
  g_test_add_func ("/core/log/a-closed-standard-error-does-no-harm",
                   a_closed_standard_error_does_no_harm);
  g_test_add_func ("/core/log/controls-are-written-as-text",
                   controls_are_written_as_text);
  g_test_add_func ("/core/log/a-long-line-is-cut-and-still-whole",
                   a_long_line_is_cut_and_still_whole);
  g_test_add_func ("/core/log/a-full-pipe-stops-nobody", a_full_pipe_stops_nobody);
  return g_test_run ();
}
