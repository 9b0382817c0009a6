/* SPDX-License-Identifier: MIT */
#include "feed/memory.h"

#include <string.h>

#include "feed/text.h"
#include "tallycast/feed/rules.h"

typedef struct {
  TcScoringState state;
  char *first;               /* first published value, as it was shown */
  char *groups;              /* first published groups' scores, canonical */
  char *bins;                /* first published distribution, canonical */
  gboolean is_first_unknown; /* it was corrected before it was first seen here */
  gboolean is_corrected;
} Entry;

static void
entry_free (Entry *self)
{
  g_free (self->first);
  g_free (self->groups);
  g_free (self->bins);
  g_free (self);
}

void
tc_memory_init (TcMemory *self)
{
  GDestroyNotify free_entry = (GDestroyNotify)entry_free;

  self->scorings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  self->serial = 0;
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
}

/* --- check ------------------------------------------------------------------------ */

static TcFault *
state_fault (guint section, const char *path, TcScoringState state, const char *text)
{
  TcFault *fault = tc_fault_new (section, path, text);

  fault->value = g_strdup_printf ("\"%s\"", tc_scoring_state_name (state));
  return fault;
}

static TcFault *
full_fault (guint section, const char *path)
{
  g_autofree char *text =
      g_strdup_printf ("more than %d in one epoch", TC_RULES_MAX_IDS);

  return tc_fault_new (section, path, text);
}

TcFault *
tc_memory_check_scoring (const TcMemory *self, const TcDocument *document)
{
  const TcScoring *scoring = &document->snapshot->scoring;
  const Entry *entry = g_hash_table_lookup (self->scorings, scoring->id);

  if (!entry)
    return g_hash_table_size (self->scorings) < TC_RULES_MAX_IDS
               ? NULL
               : full_fault (TC_SECTION_SCORING, "scoring.id");
  /* Forward steps may be skipped: polling sees the newest document only. */
  if (scoring->state >= entry->state ||
      (entry->state == TC_SCORING_LOCKED && scoring->state == TC_SCORING_OPEN &&
       document->is_reopened))
    return NULL;

  gboolean may_reopen =
      entry->state == TC_SCORING_LOCKED && scoring->state == TC_SCORING_OPEN;
  g_autofree char *text = g_strdup_printf (
      "impossible step of '%s' from %s to %s%s", scoring->id,
      tc_scoring_state_name (entry->state), tc_scoring_state_name (scoring->state),
      may_reopen ? " without `reopened`" : "");
  return state_fault (TC_SECTION_SCORING, "scoring.state", scoring->state, text);
}

TcFault *
tc_memory_check_ranking (const TcMemory *self, const TcDocument *document)
{
  const TcSnapshot *snapshot = document->snapshot;
  guint n_known = g_hash_table_size (self->rows);

  for (guint i = 0; i < snapshot->n_ranking; i++) {
    const TcRankRow *row = &snapshot->ranking[i];
    const Entry *entry = g_hash_table_lookup (self->rows, row->unit);
    if (!entry && ++n_known > TC_RULES_MAX_IDS)
      return full_fault (TC_SECTION_RANKING, "ranking");
    if (!entry || entry->state != TC_SCORING_PUBLISHED ||
        row->state == TC_SCORING_PUBLISHED)
      continue;
    g_autofree char *path = g_strdup_printf ("ranking[%u].state", i);
    g_autofree char *text = g_strdup_printf (
        "impossible step of '%s': what is published stays published", row->unit);
    return state_fault (TC_SECTION_RANKING, path, row->state, text);
  }
  return NULL;
}

/* --- take ------------------------------------------------------------------------- */

static Entry *
entry_of (TcMemory *self, GHashTable *table, const char *key, TcScoringState state)
{
  Entry *entry = g_hash_table_lookup (table, key);

  if (!entry) {
    entry = g_new0 (Entry, 1);
    g_hash_table_insert (table, g_strdup (key), entry);
    self->serial++;
  }
  if (entry->state != state)
    self->serial++;
  entry->state = state;
  return entry;
}

/* Six decimals are the most there can be: padded texts are equal if the values are. */
static void
append_canonical (GString *out, const char *decimal)
{
  g_autofree char *padded = tc_decimal_pad (decimal, TC_FEED_MAX_DECIMALS);

  g_string_append_printf (out, "%s;", padded);
}

static char *
groups_text (const TcScoring *scoring)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < scoring->n_groups; i++) {
    if (!scoring->groups[i].score)
      continue;
    g_string_append_printf (out, "%s=", scoring->groups[i].id);
    append_canonical (out, scoring->groups[i].score);
  }
  return out->len ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static char *
bins_text (const TcScoring *scoring)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < scoring->n_bins; i++) {
    append_canonical (out, scoring->bins[i].from);
    append_canonical (out, scoring->bins[i].to);
    g_string_append_printf (out, "%d;", scoring->bins[i].count);
  }
  return out->len ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* Remembers the first published @now in @slot. Returns: whether it has changed. */
static gboolean
differs (TcMemory *self, char **slot, const char *now)
{
  if (!now)
    return FALSE;
  if (*slot)
    return strcmp (*slot, now) != 0;
  *slot = g_strdup (now);
  self->serial++;
  return FALSE;
}

static gboolean
value_differs (TcMemory *self, char **slot, const char *now)
{
  if (*slot && now)
    return tc_decimal_compare (*slot, now) != 0;
  return differs (self, slot, now);
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

  if (scoring->state != TC_SCORING_PUBLISHED)
    return;
  g_autofree char *groups = groups_text (scoring);
  g_autofree char *bins = bins_text (scoring);
  gboolean is_first = entry->first == NULL;
  gboolean has_changed = value_differs (self, &entry->first, scoring->aggregate);
  has_changed |= differs (self, &entry->groups, groups);
  has_changed |= differs (self, &entry->bins, bins);

  /* What the public saw first is then not known, now and later. */
  if (is_first && entry->first && document->says_corrected)
    entry->is_first_unknown = TRUE;
  if (has_changed || document->says_corrected)
    set_corrected (self, entry);
  if (!entry->is_corrected)
    return;
  scoring->mark = TC_MARK_CORRECTED;
  scoring->published = entry->is_first_unknown ? NULL : g_strdup (entry->first);
}

void
tc_memory_take_row (TcMemory *self, TcRankRow *row)
{
  Entry *entry = entry_of (self, self->rows, row->unit, row->state);

  if (row->state != TC_SCORING_PUBLISHED)
    return;
  if (value_differs (self, &entry->first, row->score))
    set_corrected (self, entry);
  if (entry->is_corrected)
    row->mark = TC_MARK_CORRECTED;
}

/* --- on disk ---------------------------------------------------------------------- */

static json_t *
table_to_json (GHashTable *table)
{
  json_t *json = json_object ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Entry *entry = value;
    json_object_set_new (
        json, key,
        json_pack ("{s:s, s:s?, s:s?, s:s?, s:b, s:b}", "state",
                   tc_scoring_state_name (entry->state), "first", entry->first,
                   "groups", entry->groups, "bins", entry->bins, "first_unknown",
                   entry->is_first_unknown, "corrected", entry->is_corrected));
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

static void
table_from_json (GHashTable *table, json_t *json)
{
  const char *key;
  json_t *value;

  json_object_foreach (json, key, value)
  {
    const char *first = json_string_value (json_object_get (value, "first"));
    if (g_hash_table_size (table) >= TC_RULES_MAX_IDS)
      return;
    /* The file may have been edited by hand: what is no number is not compared. */
    if (first && !tc_decimal_is_valid (first))
      continue;
    Entry *entry = g_new0 (Entry, 1);
    entry->state = state_from (json_object_get (value, "state"));
    entry->first = g_strdup (first);
    entry->groups = g_strdup (json_string_value (json_object_get (value, "groups")));
    entry->bins = g_strdup (json_string_value (json_object_get (value, "bins")));
    entry->is_first_unknown = json_is_true (json_object_get (value, "first_unknown"));
    entry->is_corrected = json_is_true (json_object_get (value, "corrected"));
    g_hash_table_insert (table, g_strdup (key), entry);
  }
}

void
tc_memory_from_json (TcMemory *self, const json_t *json)
{
  table_from_json (self->scorings, json_object_get (json, "scorings"));
  table_from_json (self->rows, json_object_get (json, "ranking"));
}
