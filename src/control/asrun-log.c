/* SPDX-License-Identifier: MIT */
#include "tallycast/control/asrun_log.h"

#include "asrun-file.h"
#include "asrun-key.h"
#include "tallycast/core/error.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SIGNATURE     ",\"signature\":\""
#define SIGNATURE_END "\"}"

/* One line. */
typedef struct {
  gsize offset, length;
  gint64 n; /* of one that is no record: what it should be */
  gboolean is_record, is_checkpoint, is_repeated;
  char hash[TC_SHA256_CHARS], prev[TC_SHA256_CHARS];
} Line;

const char *
tc_asrun_fault_name (TcAsrunFaultKind kind)
{
  static const char *const names[] = {
      [TC_ASRUN_REWRITTEN] = "rewritten",
      [TC_ASRUN_REORDERED] = "reordered",
      [TC_ASRUN_REMOVED] = "removed",
      [TC_ASRUN_REPEATED] = "repeated",
      [TC_ASRUN_TRUNCATED] = "truncated",
      [TC_ASRUN_WRONGLY_SIGNED] = "wrongly signed",
      [TC_ASRUN_UNREADABLE] = "unreadable",
      [TC_ASRUN_OBJECT] = "object",
  };

  return names[kind];
}

static void
fault_free (gpointer data)
{
  TcAsrunFault *self = data;

  g_free (self->text);
  g_free (self);
}

static void
fault (TcAsrunLog *self, TcAsrunFaultKind kind, gint64 n, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static void
fault (TcAsrunLog *self, TcAsrunFaultKind kind, gint64 n, const char *format, ...)
{
  va_list args;

  if (self->n_faults++ >= TC_ASRUN_LOG_MAX_FAULTS)
    return;
  TcAsrunFault *fault = g_new0 (TcAsrunFault, 1);
  fault->kind = kind;
  fault->n = n;
  va_start (args, format);
  fault->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->faults, fault);
}

/* --- lines ------------------------------------------------------------------------ */

static const Line *
line_at (const TcAsrunLog *self, guint i)
{
  return &g_array_index (self->lines, Line, i);
}

/* 64 lower-case hex digits: a SHA-256, a public key. */
static gboolean
is_hash (const json_t *json)
{
  const char *text = json_string_value (json);

  return text && strlen (text) == TC_SHA256_CHARS - 1 &&
         strspn (text, "0123456789abcdef") == TC_SHA256_CHARS - 1;
}

static const char *
kind_of (const json_t *record)
{
  return json_string_value (json_object_get (json_object_get (record, "what"), "kind"));
}

/* RFC 3339 by its letters: it is printed. */
static gboolean
is_time (const json_t *json)
{
  const char *text = json_string_value (json);

  return text && strspn (text, "0123456789-:.+TZ") == strlen (text);
}

static json_t *
parse (const char *text, gsize length)
{
  json_t *record =
      length < TC_ASRUN_MAX_LINE
          ? json_loadb (text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL)
          : NULL;

  if (record && json_integer_value (json_object_get (record, "n")) >= 1 &&
      json_is_integer (json_object_get (record, "frame")) &&
      is_time (json_object_get (record, "time")) &&
      is_hash (json_object_get (record, "prev")) && kind_of (record))
    return record;
  json_decref (record);
  return NULL;
}

/* @previous: the number of the line before. */
static Line
read_line (const TcAsrunLog *self, gsize offset, gsize length, gint64 previous)
{
  Line line = {.offset = offset, .length = length, .n = previous + 1};
  json_t *record = parse (self->bytes + offset, length);

  tc_asrun_sha256 (self->bytes + offset, length, line.hash);
  if (!record)
    return line;
  line.is_record = TRUE;
  line.n = json_integer_value (json_object_get (record, "n"));
  line.is_checkpoint = strcmp (kind_of (record), "checkpoint") == 0;
  g_strlcpy (line.prev, json_string_value (json_object_get (record, "prev")),
             sizeof line.prev);
  json_decref (record);
  return line;
}

static void
read_lines (TcAsrunLog *self, gsize n_bytes)
{
  gint64 previous = 0;
  gsize at = 0;
  const char *end;

  while ((end = memchr (self->bytes + at, '\n', n_bytes - at))) {
    Line line = read_line (self, at, (gsize)(end - self->bytes) - at, previous);
    previous = MIN (line.n, G_MAXINT64 - 1);
    self->n_records += line.is_record ? 1 : 0;
    g_array_append_val (self->lines, line);
    at = (gsize)(end - self->bytes) + 1;
  }
  if (at < n_bytes)
    fault (self, TC_ASRUN_TRUNCATED, previous + 1,
           "the last line is torn after %" G_GSIZE_FORMAT " bytes", n_bytes - at);
}

/* --- judging: numbers and hashes -------------------------------------------------- */

static int
by_number (gconstpointer a, gconstpointer b)
{
  const Line *first = *(const Line *const *)a, *second = *(const Line *const *)b;

  if (first->n != second->n)
    return first->n < second->n ? -1 : 1;
  if (first->is_record != second->is_record)
    return first->is_record ? -1 : 1; /* a real one beats what only takes its place */
  return first->offset < second->offset ? -1 : first->offset > second->offset;
}

/* Returns: (transfer full) (element-type Line): by number, each once. */
static GPtrArray *
sort_lines (TcAsrunLog *self)
{
  GPtrArray *all = g_ptr_array_new ();
  GPtrArray *once = g_ptr_array_new ();

  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (all, &g_array_index (self->lines, Line, i));
  g_ptr_array_sort (all, by_number);
  for (guint i = 0; i < all->len; i++) {
    Line *line = all->pdata[i];
    const Line *last = once->len > 0 ? once->pdata[once->len - 1] : NULL;

    if (last && last->n == line->n)
      line->is_repeated = TRUE;
    else
      g_ptr_array_add (once, line);
  }
  g_ptr_array_unref (all);
  return once;
}

static void
judge_order (TcAsrunLog *self)
{
  gint64 largest = 0;

  for (guint i = 0; i < self->lines->len; i++) {
    const Line *line = line_at (self, i);

    if (!line->is_record)
      fault (self, TC_ASRUN_UNREADABLE, line->n, "line %u is no record", i + 1);
    else if (line->is_repeated)
      fault (self, TC_ASRUN_REPEATED, line->n, "line %u has its number once more",
             i + 1);
    else if (line->n < largest)
      fault (self, TC_ASRUN_REORDERED, line->n,
             "it stands in line %u, after record %" G_GINT64_FORMAT, i + 1, largest);
    largest = MAX (largest, line->n);
  }
}

static void
judge_gap (TcAsrunLog *self, gint64 first, gint64 last)
{
  if (first == last)
    fault (self, TC_ASRUN_REMOVED, first, "it is not there, though later ones are");
  else if (first < last)
    fault (self, TC_ASRUN_REMOVED, first,
           "it and all up to record %" G_GINT64_FORMAT
           " are not there, though later ones are",
           last);
}

static void
judge_chain (TcAsrunLog *self, const GPtrArray *once)
{
  static const char zeros[] =
      "0000000000000000000000000000000000000000000000000000000000000000";
  gint64 before_n = 0;
  const char *before_hash = zeros;

  for (guint i = 0; i < once->len; i++) {
    const Line *line = once->pdata[i];

    judge_gap (self, before_n + 1, line->n - 1);
    if (line->is_record && line->n == before_n + 1 &&
        strcmp (line->prev, before_hash) != 0)
      fault (self, TC_ASRUN_REWRITTEN, MAX (before_n, 1),
             "it is not what it was when record %" G_GINT64_FORMAT " was written",
             line->n);
    before_n = line->n;
    before_hash = line->hash;
  }
  self->last_n = before_n;
}

/* --- judging: signatures ---------------------------------------------------------- */

/* The line's end is the signature, what is before it was signed. */
static gboolean
split_signature (const TcAsrunLog *self,
                 const Line *line,
                 gsize *n_signed,
                 char signature[TC_SIGNATURE_CHARS])
{
  const gsize n_tail =
      strlen (SIGNATURE) + TC_SIGNATURE_CHARS - 1 + strlen (SIGNATURE_END);
  const char *text = self->bytes + line->offset;

  if (line->length < n_tail)
    return FALSE;
  *n_signed = line->length - n_tail;
  if (memcmp (text + *n_signed, SIGNATURE, strlen (SIGNATURE)) != 0)
    return FALSE;
  memcpy (signature, text + *n_signed + strlen (SIGNATURE), TC_SIGNATURE_CHARS - 1);
  signature[TC_SIGNATURE_CHARS - 1] = '\0';
  return TRUE;
}

static gboolean
judge_checkpoint (TcAsrunLog *self, const Line *line)
{
  char signature[TC_SIGNATURE_CHARS];
  gsize n_signed;
  json_t *record = parse (self->bytes + line->offset, line->length);
  const json_t *key_json = json_object_get (json_object_get (record, "what"), "key");
  const char *key = is_hash (key_json) ? json_string_value (key_json) : NULL;
  gboolean is_good = FALSE;

  if (!self->key)
    self->key = g_strdup (key);
  if (!key || !split_signature (self, line, &n_signed, signature))
    fault (self, TC_ASRUN_WRONGLY_SIGNED, line->n, "it has no signature");
  else if (g_ascii_strcasecmp (key, self->key) != 0)
    fault (self, TC_ASRUN_WRONGLY_SIGNED, line->n,
           "it is signed by another key (%.16s...)", key);
  else if (!tc_asrun_key_verify (self->key, self->bytes + line->offset, n_signed,
                                 signature))
    fault (self, TC_ASRUN_WRONGLY_SIGNED, line->n,
           "its signature is not of what stands up to it: something since the last "
           "good checkpoint was written anew");
  else
    is_good = TRUE;
  json_decref (record);
  return is_good;
}

static gint64
first_fault (const TcAsrunLog *self)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < self->faults->len; i++) {
    const TcAsrunFault *each = self->faults->pdata[i];
    first = MIN (first, each->n);
  }
  return first;
}

static void
take_signed (TcAsrunLog *self, const Line *line)
{
  json_t *record = parse (self->bytes + line->offset, line->length);

  self->signed_n = line->n;
  g_free (self->signed_time);
  self->signed_time = g_strdup (json_string_value (json_object_get (record, "time")));
  json_decref (record);
}

static void
judge_signatures (TcAsrunLog *self, const GPtrArray *once)
{
  gint64 first_n = first_fault (self);
  gboolean has_failed = FALSE, has_checkpoint = FALSE;

  for (guint i = 0; i < once->len; i++) {
    const Line *line = once->pdata[i];

    if (!line->is_checkpoint)
      continue;
    has_checkpoint = TRUE;
    has_failed |= !judge_checkpoint (self, line);
    if (!has_failed && line->n < first_n)
      take_signed (self, line);
  }
  if (once->len > 0 && !has_checkpoint)
    fault (self, TC_ASRUN_WRONGLY_SIGNED, 1, "nothing in this log is signed");
}

/* A run ends with `close` and a checkpoint. */
static gboolean
ends_closed (const TcAsrunLog *self, const GPtrArray *once)
{
  if (once->len < 2 || self->signed_n != self->last_n)
    return FALSE;
  const Line *line = once->pdata[once->len - 2];
  json_t *record = parse (self->bytes + line->offset, line->length);
  gboolean is_close = record && strcmp (kind_of (record), "close") == 0;
  json_decref (record);
  return is_close;
}

static int
by_fault (gconstpointer a, gconstpointer b)
{
  const TcAsrunFault *first = *(const TcAsrunFault *const *)a;
  const TcAsrunFault *second = *(const TcAsrunFault *const *)b;

  return first->n != second->n ? (first->n < second->n ? -1 : 1)
                               : (int)first->kind - (int)second->kind;
}

/* --- life ------------------------------------------------------------------------- */

static TcAsrunLog *
log_new (char *bytes, gsize n_bytes, const char *key)
{
  TcAsrunLog *self = g_new0 (TcAsrunLog, 1);

  self->bytes = bytes;
  self->key = g_strdup (key);
  self->faults = g_ptr_array_new_with_free_func (fault_free);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  read_lines (self, n_bytes);
  g_autoptr (GPtrArray) once = sort_lines (self);
  judge_order (self);
  judge_chain (self, once);
  judge_signatures (self, once);
  self->is_closed = ends_closed (self, once);
  g_ptr_array_sort (self->faults, by_fault);
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
    fault (self, TC_ASRUN_TRUNCATED, self->last_n + 1,
           "the log ends before it, and record %" G_GINT64_FORMAT " is known to be", n);
  for (guint i = 0; i < self->lines->len; i++) {
    const Line *line = line_at (self, i);

    if (line->is_record && !line->is_repeated && line->n == n &&
        g_ascii_strncasecmp (line->hash, digits, strlen (digits)) != 0)
      fault (self, TC_ASRUN_REWRITTEN, n,
             "its hash is %.16s..., and is known to be %.16s", line->hash, digits);
  }
}

guint
tc_asrun_log_length (const TcAsrunLog *self)
{
  return self->lines->len;
}

json_t *
tc_asrun_log_record (const TcAsrunLog *self, guint i)
{
  const Line *line = line_at (self, i);

  return parse (self->bytes + line->offset, line->length);
}
