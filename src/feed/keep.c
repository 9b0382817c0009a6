/* SPDX-License-Identifier: MIT */
#include "feed/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "feed/store.h"
#include "tallycast/core/error.h"

#define DOCUMENT_FILE  "feed-document.json"
#define PUBLISHED_FILE "feed-published.json"
#define ROSTER_FILE    "feed-roster.json"
#define LOCK_FILE      "lock"

/* Two who write here would overwrite what the other one published: a rehearsal with the
 * meeting's own configuration is refused. Where no file can be locked at all, writing
 * will tell. */
static gboolean
lock_dir (TcKeep *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, LOCK_FILE, NULL);

  self->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0 || flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0 ||
      errno != EWOULDBLOCK)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
               "state_dir %s: another tallycast uses it", self->dir);
  return FALSE;
}

gboolean
tc_keep_open (TcKeep *self, const char *dir, const TcClock *clock, GError **error)
{
  memset (self, 0, sizeof *self);
  self->lock_fd = -1;
  self->clock = clock;
  self->next_ns = G_MAXINT64;
  if (!dir)
    return TRUE;
  self->dir = g_strdup (dir);
  if (g_mkdir_with_parents (dir, 0700) < 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "state_dir %s: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  return lock_dir (self, error);
}

void
tc_keep_start (TcKeep *self, void (*wake) (gpointer data), gpointer data)
{
  if (self->dir)
    self->writer = tc_writer_new (self->dir, wake, data);
}

void
tc_keep_close (TcKeep *self)
{
  g_clear_pointer (&self->writer, tc_writer_free);
  g_clear_pointer (&self->document, g_bytes_unref);
  g_clear_pointer (&self->sent_document, g_bytes_unref);
  g_clear_pointer (&self->roster, g_bytes_unref);
  g_clear_pointer (&self->sent_roster, g_bytes_unref);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->dir);
}

/* --- reading ---------------------------------------------------------------------- */

/* Files of ours that cannot be read are told and left: the broadcast goes on. */
static char *
read_file (TcKeep *self, const TcIntake *intake, const char *name, gsize *n_bytes)
{
  g_autoptr (GError) error = NULL;
  char *bytes = tc_store_read (self->dir, name, n_bytes, &error);

  if (error)
    tc_intake_event (intake, TC_LOG_WARN, "ignoring %s", error->message);
  return bytes;
}

static json_t *
read_json (TcKeep *self, const TcIntake *intake, const char *name)
{
  gsize n_bytes;
  json_error_t error;
  g_autofree char *bytes = read_file (self, intake, name, &n_bytes);
  json_t *json = bytes ? json_loadb (bytes, n_bytes, 0, &error) : NULL;

  if (bytes && !json)
    tc_intake_event (intake, TC_LOG_WARN, "ignoring %s: line %d: %s", name, error.line,
                     error.text);
  return json;
}

static void
read_document (TcKeep *self, TcIntake *intake)
{
  json_t *json = read_json (self, intake, DOCUMENT_FILE);
  const json_t *document = json_object_get (json, "document");

  if (json_is_string (document))
    tc_intake_restore (intake, json_string_value (document),
                       json_string_length (document),
                       json_integer_value (json_object_get (json, "saved_us")));
  json_decref (json);
}

void
tc_keep_read (TcKeep *self, TcIntake *intake)
{
  gsize n_bytes;
  g_autoptr (TcFault) fault = NULL;

  if (!self->dir)
    return;
  json_t *published = read_json (self, intake, PUBLISHED_FILE);
  tc_rules_from_json (intake->rules, published);
  json_decref (published);

  g_autofree char *roster = read_file (self, intake, ROSTER_FILE, &n_bytes);
  if (roster)
    intake->roster = tc_roster_parse (roster, n_bytes, NULL, &fault);
  if (intake->roster) {
    g_autoptr (GBytes) received = g_bytes_new (roster, n_bytes);
    tc_intake_received (intake, received);
  }
  read_document (self, intake);
  self->memory_serial = tc_rules_memory_serial (intake->rules);
}

/* --- writing ---------------------------------------------------------------------- */

static GBytes *
json_bytes (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  json_decref (json);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/* With the time at which it was good for the last time: 304s count. */
static GBytes *
document_bytes (const TcKeep *self, const TcIntake *intake)
{
  gint64 age_us = (tc_clock_mono_ns (self->clock) - intake->last_good_ns) / 1000;
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (intake->document, &n_bytes);

  return json_bytes (json_pack ("{s:I, s:s%}", "saved_us",
                                (json_int_t)(tc_clock_wall_us (self->clock) - age_us),
                                "document", bytes, (size_t)n_bytes));
}

/* Published values first: a document without them would be worth less. */
static void
send (TcKeep *self, TcIntake *intake)
{
  g_autoptr (GBytes) published = json_bytes (tc_rules_to_json (intake->rules));
  g_autoptr (GBytes) document = document_bytes (self, intake);
  const TcWriterFile files[TC_WRITER_MAX_FILES] = {{PUBLISHED_FILE, published},
                                                   {DOCUMENT_FILE, document},
                                                   {ROSTER_FILE, self->roster}};

  tc_writer_start (self->writer, files);
  self->is_busy = TRUE;
  self->sent_ns = tc_clock_mono_ns (self->clock);
  self->sent_serial = tc_rules_memory_serial (intake->rules);
  g_clear_pointer (&self->sent_document, g_bytes_unref);
  self->sent_document = g_bytes_ref (intake->document);
  g_clear_pointer (&self->sent_roster, g_bytes_unref);
  self->sent_roster = self->roster ? g_bytes_ref (self->roster) : NULL;
}

/* What the writer has to say: only what is on disk is kept. */
static void
collect (TcKeep *self, const TcIntake *intake)
{
  g_autoptr (GError) error = NULL;
  TcWriterState state = tc_writer_poll (self->writer, &error);

  self->is_busy = state == TC_WRITER_BUSY;
  if (state == TC_WRITER_FAILED) {
    self->retry_ns = tc_clock_mono_ns (self->clock) + TC_KEEP_APART_S * TC_NS_PER_S;
    if (!self->has_failed)
      tc_intake_event (intake, TC_LOG_WARN, "not kept: %s", error->message);
    self->has_failed = TRUE;
  }
  if (state != TC_WRITER_DONE)
    return;
  self->has_failed = FALSE;
  self->saved_ns = self->sent_ns;
  self->memory_serial = self->sent_serial;
  g_clear_pointer (&self->document, g_bytes_unref);
  self->document = g_steal_pointer (&self->sent_document);
  if (self->roster == self->sent_roster)
    g_clear_pointer (&self->roster, g_bytes_unref);
}

static gboolean
has_news (const TcKeep *self, const TcIntake *intake)
{
  return self->roster || self->memory_serial != tc_rules_memory_serial (intake->rules);
}

void
tc_keep_step (TcKeep *self, TcIntake *intake)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);

  self->next_ns = G_MAXINT64;
  if (!self->writer || !intake->document)
    return;
  collect (self, intake);
  gboolean is_new = self->document != intake->document;
  if (self->is_busy ||
      !(has_news (self, intake) || is_new || intake->last_good_ns > self->saved_ns))
    return;

  gint64 apart_ns = (is_new ? TC_KEEP_APART_S : TC_KEEP_AGAIN_S) * TC_NS_PER_S;
  gint64 due_ns = self->saved_ns ? self->saved_ns + apart_ns : now_ns;
  if (has_news (self, intake))
    due_ns = now_ns;
  due_ns = MAX (due_ns, self->retry_ns);
  if (now_ns >= due_ns)
    send (self, intake);
  else
    self->next_ns = due_ns;
}

gint64
tc_keep_next_ns (const TcKeep *self)
{
  return self->next_ns;
}

void
tc_keep_finish (TcKeep *self, TcIntake *intake)
{
  gint64 end_ns = tc_clock_mono_ns (self->clock) + TC_KEEP_END_S * TC_NS_PER_S;

  if (!self->writer || !intake->document)
    return;
  tc_writer_wait (self->writer, end_ns);
  collect (self, intake);
  if (!self->is_busy) {
    send (self, intake);
    tc_writer_wait (self->writer, end_ns);
    collect (self, intake);
  }
  if (self->is_busy)
    tc_intake_event (intake, TC_LOG_WARN, "not kept: %s does not answer", self->dir);
}

void
tc_keep_roster (TcKeep *self, const char *bytes, gsize n_bytes)
{
  g_clear_pointer (&self->roster, g_bytes_unref);
  self->roster = self->writer ? g_bytes_new (bytes, n_bytes) : NULL;
}
