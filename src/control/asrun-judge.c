/* SPDX-License-Identifier: MIT */
#include "asrun-judge.h"

#include <string.h>

/* --- faults ----------------------------------------------------------------------- */

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

void
tc_asrun_fault_free (gpointer fault)
{
  TcAsrunFault *self = fault;

  g_free (self->text);
  g_free (self);
}

static gboolean
is_before (const TcAsrunFault *self, const TcAsrunFault *other)
{
  return self->n != other->n ? self->n < other->n : self->kind < other->kind;
}

static void keep_fault (GPtrArray *faults,
                        const TcAsrunFault *fault,
                        const char *format,
                        va_list args) G_GNUC_PRINTF (3, 0);

/* In its place by record and kind. Whoever puts a thousand faults behind the one that
 * counts does not hide it: the last ones are let go. */
static void
keep_fault (GPtrArray *faults,
            const TcAsrunFault *fault,
            const char *format,
            va_list args)
{
  guint at = faults->len;
  TcAsrunFault *kept;

  while (at > 0 && is_before (fault, faults->pdata[at - 1]))
    at--;
  if (at == TC_ASRUN_LOG_MAX_FAULTS)
    return;
  kept = g_memdup2 (fault, sizeof *fault);
  kept->text = g_strdup_vprintf (format, args);
  g_ptr_array_insert (faults, (gint)at, kept);
  if (faults->len > TC_ASRUN_LOG_MAX_FAULTS)
    g_ptr_array_set_size (faults, TC_ASRUN_LOG_MAX_FAULTS);
}

void
tc_asrun_judge_fault (TcAsrunLog *self,
                      TcAsrunFaultKind kind,
                      gint64 n,
                      const char *format,
                      ...)
{
  TcAsrunFault fault = {.kind = kind, .n = n};
  va_list args;

  self->n_faults++;
  self->first_n = MIN (self->first_n, n);
  va_start (args, format);
  keep_fault (self->faults, &fault, format, args);
  va_end (args);
}

/* --- numbers and hashes ----------------------------------------------------------- */

static int
by_number (gconstpointer a, gconstpointer b)
{
  const TcAsrunLine *first = *(const TcAsrunLine *const *)a,
                    *second = *(const TcAsrunLine *const *)b;

  if (first->n != second->n)
    return first->n < second->n ? -1 : 1;
  if (first->is_record != second->is_record)
    return first->is_record ? -1 : 1; /* a real one beats what only takes its place */
  return first->offset < second->offset ? -1 : first->offset > second->offset;
}

/* Returns: (transfer full) (element-type TcAsrunLine): by number, each once. */
static GPtrArray *
sort_lines (TcAsrunLog *self)
{
  GPtrArray *all = g_ptr_array_new ();
  GPtrArray *once = g_ptr_array_new ();

  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (all, tc_asrun_log_line (self, i));
  g_ptr_array_sort (all, by_number);
  for (guint i = 0; i < all->len; i++) {
    TcAsrunLine *line = all->pdata[i];
    const TcAsrunLine *last = once->len > 0 ? once->pdata[once->len - 1] : NULL;

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
    const TcAsrunLine *line = tc_asrun_log_line (self, i);

    if (!line->is_record)
      tc_asrun_judge_fault (self, TC_ASRUN_UNREADABLE, line->n, "line %u is no record",
                            i + 1);
    else if (line->is_repeated)
      tc_asrun_judge_fault (self, TC_ASRUN_REPEATED, line->n,
                            "line %u has its number once more", i + 1);
    else if (line->n < largest)
      tc_asrun_judge_fault (self, TC_ASRUN_REORDERED, line->n,
                            "it stands in line %u, after record %" G_GINT64_FORMAT,
                            i + 1, largest);
    largest = MAX (largest, line->n);
  }
}

static void
judge_gap (TcAsrunLog *self, gint64 first, gint64 last)
{
  if (first == last)
    tc_asrun_judge_fault (self, TC_ASRUN_REMOVED, first,
                          "it is not there, though later ones are");
  else if (first < last)
    tc_asrun_judge_fault (self, TC_ASRUN_REMOVED, first,
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
    const TcAsrunLine *line = once->pdata[i];

    judge_gap (self, before_n + 1, line->n - 1);
    if (line->is_record && line->n == before_n + 1 &&
        strcmp (line->prev, before_hash) != 0)
      tc_asrun_judge_fault (self, TC_ASRUN_REWRITTEN, MAX (before_n, 1),
                            "it is not what it was when record %" G_GINT64_FORMAT
                            " was written",
                            line->n);
    before_n = line->n;
    before_hash = line->hash;
  }
  self->last_n = before_n;
}

/* --- signatures ------------------------------------------------------------------- */

static gboolean
judge_checkpoint (TcAsrunLog *self, const TcAsrunLine *line)
{
  char signature[TC_SIGNATURE_CHARS];
  gsize n_signed;
  json_t *record = tc_asrun_line_parse (line, self->bytes);
  const char *key =
      json_string_value (json_object_get (json_object_get (record, "what"), "key"));
  gboolean is_key = tc_asrun_is_hash (key), is_good = FALSE;

  if (!self->key && is_key)
    self->key = g_strdup (key);
  if (!is_key || !tc_asrun_line_signature (line, self->bytes, &n_signed, signature))
    tc_asrun_judge_fault (self, TC_ASRUN_WRONGLY_SIGNED, line->n,
                          "it has no signature");
  else if (g_ascii_strcasecmp (key, self->key) != 0)
    tc_asrun_judge_fault (self, TC_ASRUN_WRONGLY_SIGNED, line->n,
                          "it is signed by another key (%.16s...)", key);
  else if (!tc_asrun_key_verify (self->key, self->bytes + line->offset, n_signed,
                                 signature))
    tc_asrun_judge_fault (
        self, TC_ASRUN_WRONGLY_SIGNED, line->n,
        "its signature is not of what stands up to it: something since the last "
        "good checkpoint was written anew");
  else
    is_good = TRUE;
  json_decref (record);
  return is_good;
}

static void
judge_signatures (TcAsrunLog *self, const GPtrArray *once)
{
  gboolean has_checkpoint = FALSE;

  for (guint i = 0; i < once->len; i++) {
    TcAsrunLine *line = once->pdata[i];

    line->is_signed = line->is_checkpoint && judge_checkpoint (self, line);
    has_checkpoint |= line->is_checkpoint;
  }
  if (once->len > 0 && !has_checkpoint)
    tc_asrun_judge_fault (self, TC_ASRUN_WRONGLY_SIGNED, 1,
                          "nothing in this log is signed");
}

void
tc_asrun_judge_lines (TcAsrunLog *self)
{
  g_autoptr (GPtrArray) once = sort_lines (self);

  judge_order (self);
  judge_chain (self, once);
  judge_signatures (self, once);
}

/* --- the verdict ------------------------------------------------------------------ */

/* Returns: (nullable): the last good checkpoint before the first fault. */
static const TcAsrunLine *
last_signed (const TcAsrunLog *self)
{
  const TcAsrunLine *last = NULL;

  for (guint i = 0; i < self->lines->len; i++) {
    const TcAsrunLine *line = tc_asrun_log_line (self, i);

    if (line->is_signed && line->n < self->first_n && (!last || line->n > last->n))
      last = line;
  }
  return last;
}

/* A run ends with `close` and a checkpoint; without a fault lines are in order. */
static gboolean
ends_closed (const TcAsrunLog *self)
{
  json_t *record;
  gboolean is_close;

  if (self->n_faults > 0 || self->lines->len < 2 || self->signed_n != self->last_n)
    return FALSE;
  record =
      tc_asrun_line_parse (tc_asrun_log_line (self, self->lines->len - 2), self->bytes);
  is_close = record && strcmp (tc_asrun_record_kind (record), "close") == 0;
  json_decref (record);
  return is_close;
}

void
tc_asrun_judge_conclude (TcAsrunLog *self)
{
  const TcAsrunLine *line = last_signed (self);
  json_t *record = line ? tc_asrun_line_parse (line, self->bytes) : NULL;

  g_free (self->signed_time);
  self->signed_time = g_strdup (json_string_value (json_object_get (record, "time")));
  self->signed_n = line ? line->n : 0;
  self->is_closed = ends_closed (self);
  json_decref (record);
}
