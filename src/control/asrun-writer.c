/* SPDX-License-Identifier: MIT
 *
 * The writer's thread: takes what waits, in order, gives each record its number and the
 * hash of the one before, and writes it. What the disk refuses stays at the head of the
 * queue and is tried again.
 */
#include "asrun-private.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tallycast/core/error.h"
#include "tallycast/core/log.h"
#include "tallycast/core/why.h"

/* --- what is told ----------------------------------------------------------------- */

/* Under the lock, so that free() need not wait for a call that has begun. */
static void
tell_changed (TcAsrun *self)
{
  if (self->changed && !self->is_left)
    self->changed (self->data);
}

/* Returns: (transfer full): why nothing is written. */
static json_t *
why_of (const TcAsrun *self, const GError *error)
{
  return error->domain == G_FILE_ERROR
             ? tc_why_of_disk (self->state_dir, (GFileError)error->code, error->message)
             : tc_why_of_error (error);
}

/* @error: (nullable): what is wrong; told once, to the log, too. */
static void
tell (TcAsrun *self, const GError *error)
{
  const char *text = error ? error->message : NULL;
  gboolean is_news;

  {
    TC_LOCKED (&self->lock);
    is_news = g_strcmp0 (self->error, text) != 0;
    g_free (self->error);
    self->error = g_strdup (text);
    json_decref (self->why);
    self->why = error ? why_of (self, error) : NULL;
    if (self->has_opened && !self->is_unsynced) {
      self->told_n = self->file.n;
      self->told_signed = self->signed_n;
      memcpy (self->told_head, self->file.head, sizeof self->told_head);
      memcpy (self->told_key, self->key->public, sizeof self->told_key);
    }
    tell_changed (self);
  }
  if (is_news && text)
    tc_log (TC_LOG_ERROR, "as-run", "not written: %s", text);
  else if (is_news)
    tc_log (TC_LOG_INFO, "as-run", "written again");
}

static gboolean
is_kind (const json_t *what, const char *kind)
{
  return g_strcmp0 (json_string_value (json_object_get (what, "kind")), kind) == 0;
}

/* Each ballot makes a document: what operators did would soon be gone. */
static gboolean
is_told (TcAsrun *self, const json_t *document)
{
  static const char *const keys[] = {"phase", "unit"};
  TC_LOCKED (&self->lock);

  for (size_t i = json_array_size (self->recent); i > 0; i--) {
    const json_t *last = json_object_get (json_array_get (self->recent, i - 1), "what");
    gboolean is_same = TRUE;

    if (!is_kind (last, "document"))
      continue;
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      is_same =
          is_same &&
          g_strcmp0 (json_string_value (json_object_get (last, keys[k])),
                     json_string_value (json_object_get (document, keys[k]))) == 0;
    return is_same;
  }
  return FALSE;
}

/* The way of a hand at the T-bar is long, and for those who draw it again. */
static void
remember (TcAsrun *self, const json_t *record)
{
  json_t *what = json_object_get (record, "what");
  static const char *const keys[] = {"n", "time", "who", "role"};

  if (is_kind (what, "checkpoint") ||
      (is_kind (what, "document") && is_told (self, what)))
    return;
  json_t *line = json_object ();
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    json_object_set (line, keys[i], json_object_get (record, keys[i]));
  what = json_copy (what);
  json_object_del (what, "way");
  json_object_set_new (line, "what", what);
  TC_LOCKED (&self->lock);
  json_array_append_new (self->recent, line);
  if (json_array_size (self->recent) > TC_ASRUN_RECENT)
    json_array_remove (self->recent, 0);
}

/* --- lines ------------------------------------------------------------------------ */

/* Numbered and chained. @record: borrowed. Returns: (transfer full). */
static json_t *
seal (const TcAsrun *self, json_t *record)
{
  json_t *sealed = json_pack ("{s:I, s:s}", "n", (json_int_t)self->file.n + 1, "prev",
                              self->file.head);

  json_object_update (sealed, record);
  return sealed;
}

/* A text from outside may be longer than a record: its kind stays. */
static char *
line_of (json_t *sealed)
{
  char *line = json_dumps (sealed, JSON_COMPACT);

  if (line && strlen (line) < TC_ASRUN_MAX_LINE)
    return line;
  json_t *kind =
      json_incref (json_object_get (json_object_get (sealed, "what"), "kind"));
  free (line);
  json_object_set_new (sealed, "what",
                       json_pack ("{s:o?, s:b}", "kind", kind, "cut", TRUE));
  return json_dumps (sealed, JSON_COMPACT);
}

static gboolean
append (TcAsrun *self, json_t *record, GError **error)
{
  json_t *sealed = seal (self, record);
  char *line = line_of (sealed);
  gboolean is_written = tc_asrun_file_append (&self->file, line, strlen (line), error);

  if (is_written) {
    self->is_unsynced = TRUE;
    remember (self, sealed);
  }
  free (line);
  json_decref (sealed);
  return is_written;
}

/* --- checkpoints ------------------------------------------------------------------ */

static json_t *
checkpoint_record (TcAsrun *self)
{
  TC_LOCKED (&self->lock);
  gint64 frame = self->frame && !self->is_left ? self->frame (self->data) : 0;

  return tc_asrun_record (
      self, frame, NULL, NULL,
      json_pack ("{s:s, s:s}", "kind", "checkpoint", "key", self->key->public));
}

static gboolean
append_checkpoint (TcAsrun *self, GError **error)
{
  json_t *record = checkpoint_record (self);
  json_t *sealed = seal (self, record);
  char *line = json_dumps (sealed, JSON_COMPACT);
  gsize n = strlen (line) - 1; /* but the last brace */
  char signature[TC_SIGNATURE_CHARS];

  tc_asrun_key_sign (self->key, line, n, signature);
  g_autofree char *whole =
      g_strdup_printf ("%.*s,\"signature\":\"%s\"}", (int)n, line, signature);
  gboolean is_written =
      tc_asrun_file_append (&self->file, whole, strlen (whole), error);
  if (is_written) {
    self->is_unsynced = TRUE;
    self->signed_n = self->file.n;
    self->checkpoint_ns =
        tc_clock_mono_ns (&self->clock) + TC_ASRUN_CHECKPOINT_S * TC_NS_PER_S;
  }
  free (line);
  json_decref (sealed);
  json_decref (record);
  return is_written;
}

/* --- the log ---------------------------------------------------------------------- */

static json_t *
open_record (TcAsrun *self, const json_t *after)
{
  json_t *what = json_pack ("{s:s, s:s, s:s, s:I, s:O?}", "kind", "open", "version",
                            TC_VERSION, "key", self->key->public, "lost_bytes",
                            (json_int_t)self->file.lost_bytes, "after", after);

  json_object_update_missing (what, self->open);
  TC_LOCKED (&self->lock);
  return tc_asrun_record (self, 0, NULL, NULL, what);
}

static gboolean
write_open (TcAsrun *self, json_t *after, GError **error)
{
  g_autofree char *key = g_strconcat (self->key->public, "\n", NULL);
  json_t *record = open_record (self, after);
  gboolean is_written =
      tc_asrun_file_put (&self->file, TC_ASRUN_KEY_FILE, key, error) &&
      append (self, record, error) && append_checkpoint (self, error);

  json_decref (record);
  if (is_written && self->file.lost_bytes > 0)
    tc_log (TC_LOG_WARN, "as-run",
            "%" G_GINT64_FORMAT " bytes of a torn last record were cut off %s",
            self->file.lost_bytes, self->file.path);
  return is_written;
}

/* After a failure the log may be as we left it, or another one. */
static gboolean
ensure_open (TcAsrun *self, GError **error)
{
  gint64 n = self->file.n;
  char head[TC_SHA256_CHARS];

  if (self->file.fd >= 0)
    return TRUE;
  memcpy (head, self->file.head, sizeof head);
  if (!tc_asrun_file_open (&self->file, error))
    return FALSE;
  if (!self->key && !(self->key = tc_asrun_key_load (self->state_dir, error))) {
    tc_asrun_file_close (&self->file);
    return FALSE;
  }
  if (self->has_opened && n == self->file.n && strcmp (head, self->file.head) == 0)
    return TRUE;
  json_t *after = self->has_opened
                      ? json_pack ("{s:I, s:s}", "n", (json_int_t)n, "head", head)
                      : NULL;
  gboolean is_written = write_open (self, after, error);
  json_decref (after);
  self->has_opened |= is_written;
  if (!is_written)
    tc_asrun_file_close (&self->file);
  return is_written;
}

static gboolean
write_item (TcAsrun *self, TcAsrunItem *item, GError **error)
{
  gsize n_bytes;
  const char *bytes = item->object ? g_bytes_get_data (item->object, &n_bytes) : NULL;

  if (bytes && !tc_asrun_file_keep (&self->file, bytes, n_bytes, NULL, error))
    return FALSE;
  if (item->dir && !tc_asrun_keep_manifest (self, item, error))
    return FALSE;
  if (item->record && !append (self, item->record, error))
    return FALSE;
  g_clear_pointer (&item->dir, g_free); /* what is written is not written again */
  g_clear_pointer (&item->record, json_decref);
  return !item->is_take || append_checkpoint (self, error);
}

static TcAsrunItem *
first_item (TcAsrun *self)
{
  TC_LOCKED (&self->lock);
  return g_queue_peek_head (&self->items);
}

static void
drop_first (TcAsrun *self)
{
  TcAsrunItem *item;

  {
    TC_LOCKED (&self->lock);
    item = g_queue_pop_head (&self->items);
    self->waiting_bytes -= item->object ? g_bytes_get_size (item->object) : 0;
  }
  tc_asrun_item_free (item);
}

/* The log itself deleted: writing goes on well, and nobody will ever read it. */
static gboolean
sync_log (TcAsrun *self, GError **error)
{
  struct stat info;

  if (!self->is_unsynced)
    return TRUE;
  if (!tc_asrun_file_sync (&self->file, error))
    return FALSE;
  self->is_unsynced = FALSE;
  if (fstat (self->file.fd, &info) < 0 || info.st_nlink > 0)
    return TRUE;
  tc_asrun_file_close (&self->file);
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: it was deleted",
               self->file.path);
  return FALSE;
}

static gboolean
work (TcAsrun *self, gboolean is_ending, GError **error)
{
  TcAsrunItem *item;

  if (!ensure_open (self, error))
    return FALSE;
  while ((item = first_item (self))) {
    if (!write_item (self, item, error))
      return FALSE;
    drop_first (self);
  }
  if ((is_ending || tc_clock_mono_ns (&self->clock) >= self->checkpoint_ns) &&
      !append_checkpoint (self, error))
    return FALSE;
  return sync_log (self, error);
}

/* Until there is something to do. Returns: FALSE when it ends. */
static gboolean
wait_for_work (TcAsrun *self)
{
  gint64 due_ns = self->retry_ns ? self->retry_ns : self->checkpoint_ns;

  TC_LOCKED (&self->lock);
  while (!self->is_ending && (self->retry_ns || g_queue_is_empty (&self->items)) &&
         tc_clock_mono_ns (&self->clock) < due_ns)
    tc_cond_wait_until (&self->wake, &self->lock, due_ns);
  return !self->is_ending;
}

static void
work_and_tell (TcAsrun *self, gboolean is_ending)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = work (self, is_ending, &error);

  self->retry_ns =
      is_done ? 0 : tc_clock_mono_ns (&self->clock) + TC_ASRUN_RETRY_S * TC_NS_PER_S;
  tell (self, error);
}

void *
tc_asrun_writer (void *data)
{
  TcAsrun *self = data;

  pthread_setname_np (pthread_self (), "tc-as-run");
  do
    work_and_tell (self, FALSE);
  while (wait_for_work (self));
  work_and_tell (self, TRUE);
  tc_asrun_file_close (&self->file); /* whoever waits for the end may open it next */
  {
    TC_LOCKED (&self->lock);
    self->is_done = TRUE;
    pthread_cond_broadcast (&self->wake);
  }
  tc_asrun_unref (self);
  return NULL;
}
