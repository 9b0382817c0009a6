/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/parse.h"

#include <string.h>

#include "feed/reader.h"
#include "feed/sections.h"

static const char *const phases[] = {"standby", "draw",   "presenting",
                                     "scoring", "result", "ranking",
                                     "break",   "end",    NULL};
static const char *const agenda_states[] = {"waiting", "presenting", "scoring",
                                            "published", NULL};
static const char *const notice_levels[] = {"info", "urgent", NULL};
static const char *const modes[] = {"stage", "written", NULL};

G_STATIC_ASSERT (TC_PHASE_END == 7 && TC_AGENDA_PUBLISHED == 3);

/* --- faults ----------------------------------------------------------------------- */

TcFault *
tc_fault_new (guint section, const char *path, const char *text)
{
  TcFault *self = g_new0 (TcFault, 1);

  self->section = section;
  self->path = g_strdup (path);
  self->text = g_strdup (text);
  return self;
}

TcFault *
tc_fault_copy (const TcFault *self)
{
  TcFault *copy = tc_fault_new (self->section, self->path, self->text);

  copy->line = self->line;
  copy->column = self->column;
  copy->value = g_strdup (self->value);
  return copy;
}

void
tc_fault_free (TcFault *self)
{
  if (!self)
    return;
  g_free (self->path);
  g_free (self->value);
  g_free (self->text);
  g_free (self);
}

char *
tc_fault_to_string (const TcFault *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (self->line > 0)
    g_string_append_printf (out, "line %d, column %d: ", self->line, self->column);
  if (*self->path)
    g_string_append_printf (out, "%s: ", self->path);
  g_string_append (out, self->text);
  if (self->value)
    g_string_append_printf (out, ": %s", self->value);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

const char *
tc_section_name (guint section)
{
  switch (section) {
    case TC_SECTION_SCORING:
      return "scoring";
    case TC_SECTION_RANKING:
      return "ranking";
    case TC_SECTION_DRAWS:
      return "draws";
    default:
      return "document";
  }
}

/* --- the parts that refuse the whole document ------------------------------------- */

static gboolean
is_sha256 (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

/* The epoch goes into an ETag and a URL. */
static gboolean
is_epoch (const char *text)
{
  gsize n = strlen (text);

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isgraph (text[i]) || strchr ("\"\\", text[i]))
      return FALSE;
  return n <= TC_FEED_MAX_EPOCH;
}

static void
read_identity (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  tc_reader_int (reader, root, "version", TC_FEED_VERSION, TC_FEED_VERSION, G_MININT64);
  snapshot->epoch = tc_reader_id (reader, root, "epoch", TC_REQUIRED);
  if (snapshot->epoch && !is_epoch (snapshot->epoch))
    tc_reader_fail_key (reader, "epoch", json_object_get (root, "epoch"),
                        "must be at most %d printable ASCII letters without \" and \\",
                        TC_FEED_MAX_EPOCH);
  snapshot->revision =
      tc_reader_int (reader, root, "revision", 0, TC_FEED_MAX_REVISION, G_MININT64);
  snapshot->time_us = tc_reader_time (reader, root, "time", TC_REQUIRED);
  snapshot->utc_offset_s = tc_reader_utc_offset (root, "time");
  snapshot->rehearsal = tc_reader_bool (reader, root, "rehearsal");
  snapshot->phase =
      (TcPhase)MAX (0, tc_reader_word (reader, root, "phase", phases, TC_REQUIRED));
  snapshot->phase_since_us = tc_reader_time (reader, root, "phase_since", TC_OPTIONAL);
  snapshot->phase_until_us = tc_reader_time (reader, root, "phase_until", TC_OPTIONAL);
}

static void
read_meeting (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  const json_t *json = tc_reader_object (reader, root, "meeting");

  tc_reader_enter_key (reader, "meeting");
  snapshot->meeting_id = tc_reader_string (reader, json, "id", TC_OPTIONAL);
  snapshot->meeting_title = tc_reader_string (reader, json, "title", TC_OPTIONAL);
  snapshot->meeting_subtitle = tc_reader_string (reader, json, "subtitle", TC_OPTIONAL);
  snapshot->meeting_venue = tc_reader_string (reader, json, "venue", TC_OPTIONAL);
  snapshot->meeting_url = tc_reader_string (reader, json, "url", TC_OPTIONAL);
  tc_reader_leave (reader);
}

static void
read_units (TcReader *reader, const json_t *root, TcDocument *document)
{
  TcSnapshot *snapshot = document->snapshot;
  const json_t *json = tc_reader_object (reader, root, "units");
  guint n;

  tc_reader_enter_key (reader, "units");
  snapshot->units_total = (int)tc_reader_int (reader, json, "total", 0, G_MAXINT, 0);
  document->roster_sha256 =
      tc_reader_string (reader, json, "roster_sha256", TC_OPTIONAL);
  if (document->roster_sha256 && !is_sha256 (document->roster_sha256))
    tc_reader_fail_key (reader, "roster_sha256",
                        json_object_get (json, "roster_sha256"),
                        "must be 64 lower-case hexadecimal digits");

  json_t *categories = tc_reader_array (reader, json, "categories", &n);
  snapshot->categories = g_new0 (TcCategory, n);
  snapshot->n_categories = n;
  tc_reader_enter_key (reader, "categories");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, categories, i);
    TcCategory *category = &snapshot->categories[i];
    category->id = tc_reader_id (reader, item, "id", TC_REQUIRED);
    category->name = tc_reader_string (reader, item, "name", TC_OPTIONAL);
    category->count = (int)tc_reader_int (reader, item, "count", 0, G_MAXINT, 0);
    tc_reader_leave (reader);
  }
  tc_reader_leave (reader);
  tc_reader_leave (reader);
}

static void
read_agenda (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  guint n;
  json_t *agenda = tc_reader_array (reader, root, "agenda", &n);

  snapshot->agenda = g_new0 (TcAgendaEntry, n);
  snapshot->n_agenda = n;
  tc_reader_enter_key (reader, "agenda");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, agenda, i);
    TcAgendaEntry *entry = &snapshot->agenda[i];
    entry->order =
        (int)tc_reader_int (reader, item, "order", 1, TC_MODEL_MAX_ARRAY, G_MININT64);
    entry->unit = tc_reader_id (reader, item, "unit", TC_REQUIRED);
    entry->state = (TcAgendaState)MAX (
        0, tc_reader_word (reader, item, "state", agenda_states, TC_REQUIRED));
    tc_reader_leave (reader);
  }
  tc_reader_leave (reader);
}

static void
read_current (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  const json_t *json = tc_reader_object (reader, root, "current");

  if (!json)
    return;
  tc_reader_enter_key (reader, "current");
  snapshot->current.unit = tc_reader_id (reader, json, "unit", TC_OPTIONAL);
  snapshot->current.name = tc_reader_string (reader, json, "name", TC_OPTIONAL);
  snapshot->current.category = tc_reader_string (reader, json, "category", TC_OPTIONAL);
  snapshot->current.order = (int)tc_reader_int (reader, json, "order", 0, G_MAXINT, 0);
  snapshot->current.of = (int)tc_reader_int (reader, json, "of", 0, G_MAXINT, 0);
  snapshot->current.started_us = tc_reader_time (reader, json, "started", TC_OPTIONAL);
  snapshot->current.limit_s = (int)tc_reader_int (reader, json, "limit_s", 0, 86400, 0);

  const json_t *speaker = tc_reader_object (reader, json, "speaker");
  tc_reader_enter_key (reader, "speaker");
  snapshot->current.speaker_name =
      tc_reader_string (reader, speaker, "name", TC_OPTIONAL);
  snapshot->current.speaker_title =
      tc_reader_string (reader, speaker, "title", TC_OPTIONAL);
  tc_reader_leave (reader);
  tc_reader_leave (reader);
}

static void
read_notice (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  const json_t *json = tc_reader_object (reader, root, "notice");

  tc_reader_enter_key (reader, "notice");
  snapshot->notice_text = tc_reader_string (reader, json, "text", TC_OPTIONAL);
  snapshot->notice_urgent =
      tc_reader_word (reader, json, "level", notice_levels, TC_OPTIONAL) == 1;
  if (snapshot->notice_text && !*snapshot->notice_text) {
    g_clear_pointer (&snapshot->notice_text, g_free);
    snapshot->notice_urgent = FALSE;
  }
  tc_reader_leave (reader);
}

/* --- the document ----------------------------------------------------------------- */

/* Two answers with the same revision may differ in `time` alone: it is when the backend
 * answered. Key order and white space do not count either. */
static char *
content_hash (json_t *root)
{
  json_t *time = json_incref (json_object_get (root, "time"));
  json_object_del (root, "time");
  char *canonical = json_dumps (root, JSON_COMPACT | JSON_SORT_KEYS);
  char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);

  free (canonical);
  json_object_set_new (root, "time", time);
  return hash;
}

typedef void (*ReadSection) (TcReader *, const json_t *, TcDocument *);

static void
read_section (TcDocument *document,
              const TcReader *whole,
              const json_t *root,
              TcSection section,
              ReadSection read)
{
  TcReader reader = {whole->bytes, whole->n_bytes, section};

  read (&reader, root, document);
  if (!reader.fault)
    return;
  tc_section_refuse (document->snapshot, section);
  g_ptr_array_add (document->faults, reader.fault);
}

void
tc_document_free (TcDocument *self)
{
  if (!self)
    return;
  tc_snapshot_unref (self->snapshot);
  g_free (self->content_sha256);
  g_free (self->roster_sha256);
  g_ptr_array_unref (self->faults);
  g_free (self);
}

static TcDocument *
read_document (TcReader *reader, json_t *root)
{
  TcDocument *document = g_new0 (TcDocument, 1);
  TcSnapshot *snapshot = document->snapshot = tc_snapshot_new ();

  document->faults = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_fault_free);
  read_identity (reader, root, snapshot);
  read_meeting (reader, root, snapshot);
  read_units (reader, root, document);
  read_agenda (reader, root, snapshot);
  read_current (reader, root, snapshot);
  read_notice (reader, root, snapshot);
  if (reader->fault) {
    tc_document_free (document);
    return NULL;
  }
  read_section (document, reader, root, TC_SECTION_DRAWS, tc_section_read_draws);
  read_section (document, reader, root, TC_SECTION_SCORING, tc_section_read_scoring);
  read_section (document, reader, root, TC_SECTION_RANKING, tc_section_read_ranking);

  document->content_sha256 = content_hash (root);
  snapshot->document_sha256 = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guchar *)reader->bytes, reader->n_bytes);
  return document;
}

TcDocument *
tc_document_parse (const char *bytes, gsize n_bytes, TcFault **fault)
{
  TcReader reader = {bytes, n_bytes, 0};
  json_t *root = tc_reader_load (&reader, JSON_OBJECT);
  TcDocument *document = root ? read_document (&reader, root) : NULL;

  json_decref (root);
  *fault = reader.fault;
  return document;
}

/* --- the roster ------------------------------------------------------------------- */

static TcRoster *
read_roster (TcReader *reader, const json_t *root, const char *sha256)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = (guint)json_array_size (root);
  g_autoptr (TcRoster) roster = tc_roster_new (sha256, n);

  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, root, i);
    TcRosterUnit *unit = &roster->units[i];
    unit->id = tc_reader_id (reader, item, "id", TC_REQUIRED);
    unit->name = tc_reader_id (reader, item, "name", TC_REQUIRED);
    unit->short_name = tc_reader_string (reader, item, "short", TC_OPTIONAL);
    unit->category = tc_reader_string (reader, item, "category", TC_OPTIONAL);
    unit->is_written = tc_reader_word (reader, item, "mode", modes, TC_OPTIONAL) == 1;
    if (unit->id && !g_hash_table_add (seen, unit->id))
      tc_reader_fail_key (reader, "id", json_object_get (item, "id"),
                          "is given to two units");
    tc_reader_leave (reader);
  }
  return reader->fault ? NULL : g_steal_pointer (&roster);
}

TcRoster *
tc_roster_parse (const char *bytes, gsize n_bytes, const char *sha256, TcFault **fault)
{
  TcReader reader = {bytes, n_bytes, 0};
  g_autofree char *hash =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, n_bytes);

  *fault = NULL;
  if (sha256 && strcmp (hash, sha256) != 0) {
    *fault = tc_fault_new (0, "",
                           "the roster's bytes do not have the SHA-256 that "
                           "units.roster_sha256 names");
    return NULL;
  }

  json_t *root = tc_reader_load (&reader, JSON_ARRAY);
  TcRoster *roster = root ? read_roster (&reader, root, hash) : NULL;
  json_decref (root);
  *fault = reader.fault;
  return roster;
}
