/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/parse.h"

#include <string.h>

#include "feed/reader.h"
#include "feed/sections.h"

#define MAX_LIMIT_S 86400 /* a day */

static const char *const phases[] = {"standby", "draw",   "presenting",
                                     "scoring", "result", "ranking",
                                     "break",   "end",    NULL};
static const char *const agenda_states[] = {"waiting", "presenting", "scoring",
                                            "published", NULL};
static const char *const notice_levels[] = {"info", "urgent", NULL};
static const char *const modes[] = {"stage", "written", NULL};

G_STATIC_ASSERT (TC_PHASE_END == 7 && TC_AGENDA_PUBLISHED == 3);

#define AT(field) G_STRUCT_OFFSET (TcSnapshot, field)

static const TcReadField state_fields[] = {
    {"time", TC_READ_TIME, TC_REQUIRED, AT (time_us)},
    {"rehearsal", TC_READ_BOOL, TC_OPTIONAL, AT (rehearsal)},
    {"phase", TC_READ_WORD, TC_REQUIRED, AT (phase), phases},
    {"phase_since", TC_READ_TIME, TC_OPTIONAL, AT (phase_since_us)},
    {"phase_until", TC_READ_TIME, TC_OPTIONAL, AT (phase_until_us)},
    {NULL},
};

static const TcReadField meeting_fields[] = {
    {"id", TC_READ_STRING, TC_OPTIONAL, AT (meeting_id)},
    {"title", TC_READ_STRING, TC_OPTIONAL, AT (meeting_title)},
    {"subtitle", TC_READ_STRING, TC_OPTIONAL, AT (meeting_subtitle)},
    {"venue", TC_READ_STRING, TC_OPTIONAL, AT (meeting_venue)},
    {"url", TC_READ_STRING, TC_OPTIONAL, AT (meeting_url)},
    {NULL},
};

static const TcReadField total_fields[] = {
    {"total", TC_READ_INT, TC_OPTIONAL, AT (units_total), .max = G_MAXINT},
    {NULL},
};

static const TcReadField category_fields[] = {
    {"id", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcCategory, id)},
    {"name", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcCategory, name)},
    {"count", TC_READ_INT, TC_OPTIONAL, G_STRUCT_OFFSET (TcCategory, count),
     .max = G_MAXINT},
    {NULL},
};

static const TcReadList category_list = {
    .key = "categories",
    .offset = AT (categories),
    .count_offset = AT (n_categories),
    .item_size = sizeof (TcCategory),
    .fields = category_fields,
};

static const TcReadField agenda_fields[] = {
    {"order", TC_READ_INT, TC_REQUIRED, G_STRUCT_OFFSET (TcAgendaEntry, order),
     .min = 1, .max = TC_MODEL_MAX_ARRAY},
    {"unit", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcAgendaEntry, unit)},
    {"state", TC_READ_WORD, TC_REQUIRED, G_STRUCT_OFFSET (TcAgendaEntry, state),
     agenda_states},
    {NULL},
};

static const TcReadList agenda_list = {
    .key = "agenda",
    .offset = AT (agenda),
    .count_offset = AT (n_agenda),
    .item_size = sizeof (TcAgendaEntry),
    .fields = agenda_fields,
};

static const TcReadField current_fields[] = {
    {"unit", TC_READ_ID, TC_OPTIONAL, AT (current.unit)},
    {"name", TC_READ_STRING, TC_OPTIONAL, AT (current.name)},
    {"category", TC_READ_STRING, TC_OPTIONAL, AT (current.category)},
    {"order", TC_READ_INT, TC_OPTIONAL, AT (current.order), .max = G_MAXINT},
    {"of", TC_READ_INT, TC_OPTIONAL, AT (current.of), .max = G_MAXINT},
    {"started", TC_READ_TIME, TC_OPTIONAL, AT (current.started_us)},
    {"limit_s", TC_READ_INT, TC_OPTIONAL, AT (current.limit_s), .max = MAX_LIMIT_S},
    {NULL},
};

static const TcReadField speaker_fields[] = {
    {"name", TC_READ_STRING, TC_OPTIONAL, AT (current.speaker_name)},
    {"title", TC_READ_STRING, TC_OPTIONAL, AT (current.speaker_title)},
    {NULL},
};

static const TcReadField notice_fields[] = {
    {"text", TC_READ_STRING, TC_OPTIONAL, AT (notice_text)},
    {"level", TC_READ_WORD, TC_OPTIONAL, AT (notice_urgent), notice_levels},
    {NULL},
};

static const TcReadField roster_fields[] = {
    {"id", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcRosterUnit, id)},
    {"name", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcRosterUnit, name)},
    {"short", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcRosterUnit, short_name)},
    {"category", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcRosterUnit, category)},
    {"mode", TC_READ_WORD, TC_OPTIONAL, G_STRUCT_OFFSET (TcRosterUnit, is_written),
     modes},
    {NULL},
};

static const TcReadList roster_list = {
    .offset = G_STRUCT_OFFSET (TcRoster, units),
    .count_offset = G_STRUCT_OFFSET (TcRoster, n_units),
    .item_size = sizeof (TcRosterUnit),
    .fields = roster_fields,
    .unique = "id",
    .twice = TC_WHY_SAME_UNIT,
};

/* --- faults ----------------------------------------------------------------------- */

TcFault *
tc_fault_new (guint section,
              TcWhyCode code,
              const char *path,
              char *value,
              json_t *values)
{
  TcFault *self = g_new0 (TcFault, 1);

  self->section = section;
  self->code = code;
  self->path = g_strdup (path);
  self->value = value;
  self->values = values ? values : json_object ();
  return self;
}

TcFault *
tc_fault_copy (const TcFault *self)
{
  TcFault *copy = tc_fault_new (self->section, self->code, self->path,
                                g_strdup (self->value), json_copy (self->values));

  copy->line = self->line;
  copy->column = self->column;
  return copy;
}

void
tc_fault_free (TcFault *self)
{
  if (!self)
    return;
  g_free (self->path);
  g_free (self->value);
  json_decref (self->values);
  g_free (self);
}

json_t *
tc_fault_why (const TcFault *self)
{
  json_t *values = json_copy (self->values);

  if (self->line > 0) {
    json_object_set_new (values, "line", json_integer (self->line));
    json_object_set_new (values, "column", json_integer (self->column));
  }
  json_object_set_new (values, "path", json_string (self->path));
  if (self->value)
    json_object_set_new (values, "value", json_string (self->value));
  return tc_why_new (self->code, values);
}

char *
tc_fault_to_string (const TcFault *self)
{
  json_t *why = tc_fault_why (self);
  char *text = g_strdup (tc_why_text (why, TRUE));

  json_decref (why);
  return text;
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
                        TC_WHY_BAD_EPOCH,
                        json_pack ("{s:i}", "max", TC_FEED_MAX_EPOCH));
  snapshot->revision =
      tc_reader_int (reader, root, "revision", 0, TC_FEED_MAX_REVISION, G_MININT64);
  tc_reader_fields (reader, root, state_fields, snapshot);
  snapshot->utc_offset_s = tc_reader_utc_offset (root, "time");
}

static void
read_units (TcReader *reader, const json_t *root, TcDocument *document)
{
  const json_t *json = tc_reader_object (reader, root, "units");

  tc_reader_enter_key (reader, "units");
  tc_reader_fields (reader, json, total_fields, document->snapshot);
  document->roster_sha256 =
      tc_reader_string (reader, json, "roster_sha256", TC_OPTIONAL);
  if (document->roster_sha256 && !is_sha256 (document->roster_sha256))
    tc_reader_fail_key (reader, "roster_sha256",
                        json_object_get (json, "roster_sha256"), TC_WHY_BAD_SHA256,
                        NULL);
  tc_reader_list (reader, json, &category_list, document->snapshot, NULL);
  tc_reader_leave (reader);
}

static void
read_current (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  const json_t *json = tc_reader_object (reader, root, "current");

  tc_reader_enter_key (reader, "current");
  tc_reader_fields (reader, json, current_fields, snapshot);
  tc_reader_fields_at (reader, json, "speaker", speaker_fields, snapshot);
  tc_reader_leave (reader);
}

static void
read_notice (TcReader *reader, const json_t *root, TcSnapshot *snapshot)
{
  tc_reader_fields_at (reader, root, "notice", notice_fields, snapshot);
  if (snapshot->notice_text && !*snapshot->notice_text) {
    g_clear_pointer (&snapshot->notice_text, g_free);
    snapshot->notice_urgent = FALSE;
  }
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
  tc_reader_fields_at (reader, root, "meeting", meeting_fields, snapshot);
  read_units (reader, root, document);
  tc_reader_list (reader, root, &agenda_list, snapshot, NULL);
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
  g_autoptr (TcRoster) roster = tc_roster_new (sha256, 0);

  tc_reader_list (reader, root, &roster_list, roster, NULL);
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
    *fault = tc_fault_new (0, TC_WHY_ROSTER_SHA256, "", NULL, NULL);
    return NULL;
  }

  json_t *root = tc_reader_load (&reader, JSON_ARRAY);
  TcRoster *roster = root ? read_roster (&reader, root, hash) : NULL;
  json_decref (root);
  *fault = reader.fault;
  return roster;
}
