/* SPDX-License-Identifier: MIT */
#include "feed/memory.h"

#include <string.h>

#include "feed/published.h"
#include "feed/text.h"
#include "tallycast/feed/rules.h"

/* What an entry and a value take as JSON beside their own texts, rounded up. */
#define ENTRY_BYTES 96
#define VALUE_BYTES 8

typedef struct {
  TcScoringState state;
  GHashTable *first;         /* name -> decimal as first published, owned */
  gboolean is_first_unknown; /* the aggregate was corrected when first seen here */
  gboolean is_corrected;
} Entry;

static Entry *
entry_new (void)
{
  Entry *self = g_new0 (Entry, 1);

  self->first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

static void
entry_free (Entry *self)
{
  g_hash_table_unref (self->first);
  g_free (self);
}

void
tc_memory_init (TcMemory *self)
{
  GDestroyNotify free_entry = (GDestroyNotify)entry_free;

  self->scorings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  self->serial = 0;
  self->n_bytes = 0;
}

void
tc_memory_clear (TcMemory *self)
{
  g_hash_table_unref (self->scorings);
  g_hash_table_unref (self->rows);
}

void
tc_memory_forget (TcMemory *self)
{
  g_hash_table_remove_all (self->scorings);
  g_hash_table_remove_all (self->rows);
  self->serial++;
  self->n_bytes = 0;
}

/* --- how much it is --------------------------------------------------------------- */

/* Of a string, at most. */
static gsize
json_bytes (const char *text)
{
  gsize n = 0;

  for (; *text; text++)
    n += g_ascii_iscntrl (*text) || *text == '"' || *text == '\\' ? 6 : 1;
  return n;
}

static gsize
value_bytes (const char *name, const char *text)
{
  return VALUE_BYTES + json_bytes (name) + json_bytes (text);
}

/* What remembering @values under @key adds; @entry NULL: nothing is known of it. */
static gsize
added_bytes (const Entry *entry, const char *key, const GArray *values)
{
  gsize n = entry ? 0 : ENTRY_BYTES + json_bytes (key);

  for (guint i = 0; i < values->len; i++) {
    const TcPublished *value = &g_array_index (values, TcPublished, i);
    if (!entry || !g_hash_table_contains (entry->first, value->name))
      n += value_bytes (value->name, value->text);
  }
  return n;
}

/* --- check ------------------------------------------------------------------------ */

/* Of @id, from one state to another that may not follow. */
static TcFault *
state_fault (TcWhyCode code,
             const char *path,
             const char *id,
             TcScoringState from,
             TcScoringState to)
{
  guint section =
      code == TC_WHY_RANK_PUBLISHED ? TC_SECTION_RANKING : TC_SECTION_SCORING;

  return tc_fault_new (
      section, code, path, g_strdup_printf ("\"%s\"", tc_scoring_state_name (to)),
      json_pack ("{s:s, s:s, s:s}", "id", id, "from", tc_scoring_state_name (from),
                 "to", tc_scoring_state_name (to)));
}

/* Whether @n_ids entries and @n_bytes are more than is kept. */
static TcFault *
full_fault (guint section, const char *path, guint n_ids, gsize n_bytes)
{
  if (n_ids > TC_RULES_MAX_IDS)
    return tc_fault_new (section, TC_WHY_TOO_MANY_IDS, path, NULL,
                         json_pack ("{s:i}", "max", TC_RULES_MAX_IDS));
  if (n_bytes > TC_RULES_MAX_BYTES)
    return tc_fault_new (section, TC_WHY_TOO_MUCH_KEPT, path, NULL,
                         json_pack ("{s:i}", "max", TC_RULES_MAX_BYTES >> 20));
  return NULL;
}

TcFault *
tc_memory_check_scoring (const TcMemory *self, const TcDocument *document)
{
  const TcScoring *scoring = &document->snapshot->scoring;
  const Entry *entry = g_hash_table_lookup (self->scorings, scoring->id);

  /* Forward steps may be skipped: polling sees the newest document only. */
  if (!entry || scoring->state >= entry->state ||
      (entry->state == TC_SCORING_LOCKED && scoring->state == TC_SCORING_OPEN &&
       document->is_reopened)) {
    g_autoptr (GArray) values = tc_published_of_scoring (scoring);
    return full_fault (TC_SECTION_SCORING, "scoring.id",
                       g_hash_table_size (self->scorings) + !entry,
                       self->n_bytes + added_bytes (entry, scoring->id, values));
  }

  gboolean may_reopen =
      entry->state == TC_SCORING_LOCKED && scoring->state == TC_SCORING_OPEN;
  return state_fault (may_reopen                             ? TC_WHY_STEP_REOPENED
                      : entry->state == TC_SCORING_PUBLISHED ? TC_WHY_STEP_PUBLISHED
                                                             : TC_WHY_STEP_BACK,
                      "scoring.state", scoring->id, entry->state, scoring->state);
}

TcFault *
tc_memory_check_ranking (const TcMemory *self, const TcDocument *document)
{
  const TcSnapshot *snapshot = document->snapshot;
  guint n_known = g_hash_table_size (self->rows);
  gsize n_bytes = self->n_bytes;

  for (guint i = 0; i < snapshot->n_ranking; i++) {
    const TcRankRow *row = &snapshot->ranking[i];
    const Entry *entry = g_hash_table_lookup (self->rows, row->unit);
    g_autoptr (GArray) values = tc_published_of_row (row);
    n_known += !entry;
    n_bytes += added_bytes (entry, row->unit, values);
    if (!entry || entry->state != TC_SCORING_PUBLISHED ||
        row->state == TC_SCORING_PUBLISHED)
      continue;
    g_autofree char *path = g_strdup_printf ("ranking[%u].state", i);
    return state_fault (TC_WHY_RANK_PUBLISHED, path, row->unit, entry->state,
                        row->state);
  }
  return full_fault (TC_SECTION_RANKING, "ranking", n_known, n_bytes);
}

/* --- take ------------------------------------------------------------------------- */

static Entry *
add_entry (TcMemory *self, GHashTable *table, const char *key)
{
  Entry *entry = entry_new ();

  g_hash_table_insert (table, g_strdup (key), entry);
  self->n_bytes += ENTRY_BYTES + json_bytes (key);
  return entry;
}

static void
add_first (TcMemory *self, Entry *entry, const char *name, const char *text)
{
  g_hash_table_insert (entry->first, g_strdup (name), g_strdup (text));
  self->n_bytes += value_bytes (name, text);
}

static Entry *
entry_of (TcMemory *self, GHashTable *table, const char *key, TcScoringState state)
{
  Entry *entry = g_hash_table_lookup (table, key);

  if (!entry) {
    entry = add_entry (self, table, key);
    self->serial++;
  }
  if (entry->state != state)
    self->serial++;
  entry->state = state;
  return entry;
}

/* Remembers what of @values (each name once) was not published before. Returns: whether
 * something that was has changed or is gone. */
static gboolean
take_values (TcMemory *self, Entry *entry, const GArray *values)
{
  guint n_known = g_hash_table_size (entry->first), n_same = 0;

  for (guint i = 0; i < values->len; i++) {
    const TcPublished *value = &g_array_index (values, TcPublished, i);
    const char *first = g_hash_table_lookup (entry->first, value->name);
    if (!first) {
      add_first (self, entry, value->name, value->text);
      self->serial++;
    } else {
      n_same += tc_decimal_compare (first, value->text) == 0;
    }
  }
  return n_same < n_known;
}

static void
set_corrected (TcMemory *self, Entry *entry)
{
  self->serial += !entry->is_corrected;
  entry->is_corrected = TRUE;
}

void
tc_memory_take_scoring (TcMemory *self, TcDocument *document)
{
  TcScoring *scoring = &document->snapshot->scoring;
  Entry *entry = entry_of (self, self->scorings, scoring->id, scoring->state);
  gboolean is_first = !g_hash_table_contains (entry->first, TC_PUBLISHED_AGGREGATE);
  g_autoptr (GArray) values = tc_published_of_scoring (scoring);

  if (scoring->state != TC_SCORING_PUBLISHED)
    return;
  if (take_values (self, entry, values) || document->says_corrected)
    set_corrected (self, entry);
  if (!entry->is_corrected)
    return;
  scoring->mark = TC_MARK_CORRECTED;
  /* What the public saw first is then not known, now and later. */
  if (is_first && scoring->aggregate)
    entry->is_first_unknown = TRUE;
  const char *first = g_hash_table_lookup (entry->first, TC_PUBLISHED_AGGREGATE);
  if (first && !entry->is_first_unknown &&
      (!scoring->aggregate || tc_decimal_compare (first, scoring->aggregate) != 0))
    scoring->published = g_strdup (first);
}

void
tc_memory_take_row (TcMemory *self, TcRankRow *row)
{
  Entry *entry = entry_of (self, self->rows, row->unit, row->state);
  g_autoptr (GArray) values = tc_published_of_row (row);

  if (row->state != TC_SCORING_PUBLISHED)
    return;
  if (take_values (self, entry, values))
    set_corrected (self, entry);
  if (entry->is_corrected)
    row->mark = TC_MARK_CORRECTED;
}

/* --- on disk ---------------------------------------------------------------------- */

static json_t *
first_to_json (const Entry *entry)
{
  json_t *json = json_object ();
  GHashTableIter iter;
  gpointer name, text;

  g_hash_table_iter_init (&iter, entry->first);
  while (g_hash_table_iter_next (&iter, &name, &text))
    json_object_set_new (json, name, json_string (text));
  return json;
}

static json_t *
table_to_json (GHashTable *table)
{
  json_t *json = json_object ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Entry *entry = value;
    json_object_set_new (json, key,
                         json_pack ("{s:s, s:o, s:b, s:b}", "state",
                                    tc_scoring_state_name (entry->state), "first",
                                    first_to_json (entry), "first_unknown",
                                    entry->is_first_unknown, "corrected",
                                    entry->is_corrected));
  }
  return json;
}

json_t *
tc_memory_to_json (const TcMemory *self)
{
  return json_pack ("{s:o, s:o}", "scorings", table_to_json (self->scorings), "ranking",
                    table_to_json (self->rows));
}

static TcScoringState
state_from (const json_t *json)
{
  const char *name = json_string_value (json);

  for (TcScoringState state = TC_SCORING_CLOSED; state < TC_SCORING_PUBLISHED; state++)
    if (g_strcmp0 (name, tc_scoring_state_name (state)) == 0)
      return state;
  return TC_SCORING_PUBLISHED;
}

/* The file may have been edited by hand: what is no number is not compared. */
static void
first_from_json (TcMemory *self, Entry *entry, json_t *json)
{
  const char *name;
  json_t *value;

  json_object_foreach (json, name, value)
  {
    const char *text = json_string_value (value);
    if (text && tc_decimal_is_valid (text))
      add_first (self, entry, name, text);
  }
}

static void
table_from_json (TcMemory *self, GHashTable *table, json_t *json)
{
  const char *key;
  json_t *value;

  json_object_foreach (json, key, value)
  {
    if (g_hash_table_size (table) >= TC_RULES_MAX_IDS)
      return;
    if (!json_is_object (value))
      continue;
    Entry *entry = add_entry (self, table, key);
    entry->state = state_from (json_object_get (value, "state"));
    first_from_json (self, entry, json_object_get (value, "first"));
    entry->is_first_unknown = json_is_true (json_object_get (value, "first_unknown"));
    entry->is_corrected = json_is_true (json_object_get (value, "corrected"));
  }
}

void
tc_memory_from_json (TcMemory *self, const json_t *json)
{
  table_from_json (self, self->scorings, json_object_get (json, "scorings"));
  table_from_json (self, self->rows, json_object_get (json, "ranking"));
}
