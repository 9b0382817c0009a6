/* SPDX-License-Identifier: MIT */
#include "feed/keep.h"

#include <string.h>

#include "feed/store.h"

#define DOCUMENT_FILE  "feed-document.json"
#define PUBLISHED_FILE "feed-published.json"
#define ROSTER_FILE    "feed-roster.json"

void
tc_keep_init (TcKeep *self, const char *dir, const TcClock *clock)
{
  memset (self, 0, sizeof *self);
  self->dir = g_strdup (dir);
  self->clock = clock;
  self->next_ns = G_MAXINT64;
}

void
tc_keep_clear (TcKeep *self)
{
  g_clear_pointer (&self->document, g_bytes_unref);
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
  read_document (self, intake);
  self->memory_serial = tc_rules_memory_serial (intake->rules);
}

/* --- writing ---------------------------------------------------------------------- */

static void
write_file (TcKeep *self,
            const TcIntake *intake,
            const char *name,
            const char *bytes,
            gsize n)
{
  g_autoptr (GError) error = NULL;
  gboolean is_written = tc_store_write (self->dir, name, bytes, n, &error);

  if (!is_written && !self->has_failed && intake)
    tc_intake_event (intake, TC_LOG_WARN, "not kept: %s", error->message);
  self->has_failed = !is_written;
}

static void
write_json (TcKeep *self, const TcIntake *intake, const char *name, json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  json_decref (json);
  write_file (self, intake, name, text, strlen (text));
  free (text);
}

/* Published values first: a document without them would be worth less. */
static void
write_all (TcKeep *self, TcIntake *intake)
{
  gsize n_bytes;

  write_json (self, intake, PUBLISHED_FILE, tc_rules_to_json (intake->rules));
  self->memory_serial = tc_rules_memory_serial (intake->rules);
  self->saved_ns = tc_clock_mono_ns (self->clock);
  if (!intake->document)
    return;
  const char *bytes = g_bytes_get_data (intake->document, &n_bytes);
  /* When it was good for the last time: 304s count. */
  gint64 good_us =
      tc_clock_wall_us (self->clock) - (self->saved_ns - intake->last_good_ns) / 1000;
  write_json (self, intake, DOCUMENT_FILE,
              json_pack ("{s:I, s:s%}", "saved_us", (json_int_t)good_us, "document",
                         bytes, (size_t)n_bytes));
  g_clear_pointer (&self->document, g_bytes_unref);
  self->document = g_bytes_ref (intake->document);
}

void
tc_keep_step (TcKeep *self, TcIntake *intake)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);
  gboolean is_published_new =
      self->memory_serial != tc_rules_memory_serial (intake->rules);
  gboolean is_new = self->document != intake->document;

  self->next_ns = G_MAXINT64;
  if (!self->dir || !intake->document)
    return;
  gint64 apart_ns = (is_new ? TC_KEEP_APART_S : TC_KEEP_AGAIN_S) * TC_NS_PER_S;
  gint64 due_ns = self->saved_ns ? self->saved_ns + apart_ns : now_ns;
  gboolean is_worth = is_new || intake->last_good_ns > self->saved_ns;

  if (is_published_new || (is_worth && now_ns >= due_ns))
    write_all (self, intake);
  else if (is_worth)
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
  if (self->dir && intake->document)
    write_all (self, intake);
}

void
tc_keep_roster (TcKeep *self, const char *bytes, gsize n_bytes)
{
  if (self->dir)
    write_file (self, NULL, ROSTER_FILE, bytes, n_bytes);
}
