/* SPDX-License-Identifier: MIT */
#include "tallycast/control/asrun_log.h"

#include "asrun-judge.h"
#include "tallycast/core/error.h"

#include <string.h>
#include <sys/stat.h>

/* --- life ------------------------------------------------------------------------- */

static void
read_lines (TcAsrunLog *self, gsize n_bytes)
{
  gint64 previous = 0;
  gsize at = 0;
  const char *end;

  while ((end = memchr (self->bytes + at, '\n', n_bytes - at))) {
    if (self->lines->len == TC_ASRUN_LOG_MAX_LINES) {
      tc_asrun_judge_fault (self, TC_ASRUN_UNREADABLE, previous + 1,
                            "there are over %d lines: what follows is not read",
                            TC_ASRUN_LOG_MAX_LINES);
      return;
    }
    gsize length = (gsize)(end - self->bytes) - at;
    TcAsrunLine line = tc_asrun_line_read (self->bytes, at, length, previous);

    previous = MIN (line.n, G_MAXINT64 - 1);
    self->n_records += line.is_record ? 1 : 0;
    g_array_append_val (self->lines, line);
    at += length + 1;
  }
  if (at < n_bytes)
    tc_asrun_judge_fault (self, TC_ASRUN_TRUNCATED, previous + 1,
                          "the last line is torn after %" G_GSIZE_FORMAT " bytes",
                          n_bytes - at);
}

static TcAsrunLog *
log_new (char *bytes, gsize n_bytes, const char *key)
{
  TcAsrunLog *self = g_new0 (TcAsrunLog, 1);

  self->bytes = bytes;
  self->key = g_strdup (key);
  self->first_n = G_MAXINT64;
  self->faults = g_ptr_array_new_with_free_func (tc_asrun_fault_free);
  self->lines = g_array_new (FALSE, FALSE, sizeof (TcAsrunLine));
  read_lines (self, n_bytes);
  tc_asrun_judge_lines (self);
  tc_asrun_judge_conclude (self);
  return self;
}

TcAsrunLog *
tc_asrun_log_parse (const char *bytes, gsize n_bytes, const char *key)
{
  char *copy = g_malloc (n_bytes + 1);

  memcpy (copy, bytes, n_bytes);
  return log_new (copy, n_bytes, key);
}

/* Returns: (transfer full) (nullable). */
static char *
read_file (const char *path, gsize *n_bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;
  struct stat info;
  char *bytes = NULL;

  if (stat (path, &info) == 0 &&
      (!S_ISREG (info.st_mode) || info.st_size > TC_ASRUN_LOG_MAX_BYTES)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "%s: error: not an as-run log of at most %d MiB", path,
                 TC_ASRUN_LOG_MAX_BYTES / 1024 / 1024);
    return NULL;
  }
  if (!g_file_get_contents (path, &bytes, n_bytes, &cause))
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s", cause->message);
  return bytes;
}

TcAsrunLog *
tc_asrun_log_read (const char *path, const char *key, GError **error)
{
  g_autofree char *file = g_file_test (path, G_FILE_TEST_IS_DIR)
                              ? g_build_filename (path, TC_ASRUN_LOG, NULL)
                              : g_strdup (path);
  gsize n_bytes;
  char *bytes = read_file (file, &n_bytes, error);

  if (!bytes)
    return NULL;
  TcAsrunLog *self = log_new (bytes, n_bytes, key);
  if (self->n_records == 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: error: there is no record in it",
                 file);
    tc_asrun_log_free (self);
    return NULL;
  }
  self->dir = g_path_get_dirname (file);
  return self;
}

void
tc_asrun_log_free (TcAsrunLog *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->faults);
  g_array_unref (self->lines);
  g_free (self->signed_time);
  g_free (self->bytes);
  g_free (self->key);
  g_free (self->dir);
  g_free (self);
}

/* --- what is asked of it ---------------------------------------------------------- */

void
tc_asrun_log_check_head (TcAsrunLog *self, gint64 n, const char *digits)
{
  if (n > self->last_n)
    tc_asrun_judge_fault (
        self, TC_ASRUN_TRUNCATED, self->last_n + 1,
        "the log ends before it, and record %" G_GINT64_FORMAT " is known to be", n);
  for (guint i = 0; i < self->lines->len; i++) {
    const TcAsrunLine *line = tc_asrun_log_line (self, i);

    if (line->is_record && !line->is_repeated && line->n == n &&
        g_ascii_strncasecmp (line->hash, digits, strlen (digits)) != 0)
      tc_asrun_judge_fault (self, TC_ASRUN_REWRITTEN, n,
                            "its hash is %.16s..., and is known to be %.16s",
                            line->hash, digits);
  }
  tc_asrun_judge_conclude (self);
}

guint
tc_asrun_log_length (const TcAsrunLog *self)
{
  return self->lines->len;
}

json_t *
tc_asrun_log_record (const TcAsrunLog *self, guint i)
{
  return tc_asrun_line_parse (tc_asrun_log_line (self, i), self->bytes);
}
