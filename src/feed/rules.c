/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/rules.h"

#include <string.h>

#include "feed/memory.h"
#include "feed/sections.h"
#include "feed/strip.h"

struct TcRules {
  char *epoch; /* owned; NULL before the first document */
  gint64 revision;
  char *content;       /* owned: content_sha256 last taken */
  gboolean is_resumed; /* read from disk: the same document again is news */
  TcMemory memory;
  TcDocument *held; /* owned: of another epoch */
};

TcRules *
tc_rules_new (void)
{
  TcRules *self = g_new0 (TcRules, 1);

  tc_memory_init (&self->memory);
  return self;
}

void
tc_rules_free (TcRules *self)
{
  if (!self)
    return;
  g_free (self->epoch);
  g_free (self->content);
  tc_memory_clear (&self->memory);
  tc_document_free (self->held);
  g_free (self);
}

/* --- what may be shown ------------------------------------------------------------ */

TcMark
tc_rules_mark (TcScoringState state, TcVisibility visibility)
{
  static const TcMark table[4][3] = {
      [TC_SCORING_CLOSED] = {TC_MARK_NONE, TC_MARK_NONE, TC_MARK_NONE},
      [TC_SCORING_OPEN] = {TC_MARK_PROVISIONAL, TC_MARK_NONE, TC_MARK_NONE},
      [TC_SCORING_LOCKED] = {TC_MARK_PROVISIONAL, TC_MARK_PROVISIONAL, TC_MARK_NONE},
      [TC_SCORING_PUBLISHED] = {TC_MARK_FINAL, TC_MARK_FINAL, TC_MARK_FINAL},
  };

  return table[state][visibility];
}

TcVisibility
tc_rules_ranking_visibility (const TcSnapshot *snapshot)
{
  return snapshot->scoring.id ? snapshot->scoring.visibility : TC_VISIBLE_AFTER_PUBLISH;
}

/* --- one document ----------------------------------------------------------------- */

static void
refuse_section (TcDocument *document, TcFault *fault)
{
  tc_section_refuse (document->snapshot, fault->section);
  g_ptr_array_add (document->faults, fault);
}

static void
filter_scoring (TcRules *self, TcDocument *document)
{
  TcScoring *scoring = &document->snapshot->scoring;

  if (!scoring->id)
    return;
  TcFault *fault = tc_memory_check_scoring (&self->memory, document);
  if (fault) {
    refuse_section (document, fault);
    return;
  }

  scoring->mark = tc_rules_mark (scoring->state, scoring->visibility);
  tc_memory_take_scoring (&self->memory, document);
  if (scoring->mark == TC_MARK_NONE)
    tc_strip_scoring (scoring);
  else if (scoring->mark != TC_MARK_CORRECTED && !tc_scoring_has_values (scoring))
    scoring->mark = TC_MARK_NONE;
}

static void
filter_ranking (TcRules *self, TcDocument *document)
{
  TcSnapshot *snapshot = document->snapshot;
  TcVisibility visibility = tc_rules_ranking_visibility (snapshot);
  TcFault *fault = tc_memory_check_ranking (&self->memory, document);

  if (fault) {
    refuse_section (document, fault);
    return;
  }
  for (guint i = 0; i < snapshot->n_ranking; i++) {
    TcRankRow *row = &snapshot->ranking[i];
    row->mark = tc_rules_mark (row->state, visibility);
    tc_memory_take_row (&self->memory, row);
    if (row->mark == TC_MARK_NONE)
      tc_strip_row (row);
  }
  tc_strip_rows (snapshot);
}

static TcVerdict
take (TcRules *self, TcDocument *document)
{
  self->revision = document->snapshot->revision;
  g_free (self->content);
  self->content = g_strdup (document->content_sha256);
  self->is_resumed = FALSE;
  g_clear_pointer (&self->held, tc_document_free);
  filter_scoring (self, document);
  filter_ranking (self, document);
  tc_strip_void_draws (document->snapshot);
  return TC_VERDICT_NEW;
}

static TcVerdict
take_epoch (TcRules *self, TcDocument *document)
{
  g_free (self->epoch);
  self->epoch = g_strdup (document->snapshot->epoch);
  tc_memory_forget (&self->memory);
  return take (self, document);
}

/* Within an epoch: is @document after (@revision, @content)? NEW, SAME or REFUSED. */
static TcVerdict
compare_revision (const TcDocument *document,
                  gint64 revision,
                  const char *content,
                  TcFault **fault)
{
  const TcSnapshot *snapshot = document->snapshot;

  if (snapshot->revision > revision)
    return TC_VERDICT_NEW;
  if (snapshot->revision == revision && strcmp (document->content_sha256, content) == 0)
    return TC_VERDICT_SAME;

  *fault = tc_fault_new (
      0, snapshot->revision == revision ? TC_WHY_SAME_REVISION : TC_WHY_REVISION_BACK,
      "revision", g_strdup_printf ("%" G_GINT64_FORMAT, snapshot->revision),
      json_pack ("{s:I}", "taken", (json_int_t)revision));
  return TC_VERDICT_REFUSED;
}

static TcVerdict
hold (TcRules *self, TcDocument **document, TcFault **fault)
{
  const TcDocument *held = self->held;

  if (held && strcmp (held->snapshot->epoch, (*document)->snapshot->epoch) == 0) {
    TcVerdict verdict = compare_revision (*document, held->snapshot->revision,
                                          held->content_sha256, fault);
    if (verdict == TC_VERDICT_REFUSED)
      return verdict;
  }
  tc_document_free (self->held);
  self->held = g_steal_pointer (document);
  return TC_VERDICT_HELD;
}

TcVerdict
tc_rules_judge (TcRules *self,
                TcDocument **document,
                gboolean is_bound,
                TcFault **fault)
{
  *fault = NULL;
  if (!self->epoch)
    return take_epoch (self, *document);
  if (strcmp (self->epoch, (*document)->snapshot->epoch) != 0)
    return is_bound ? hold (self, document, fault) : take_epoch (self, *document);

  TcVerdict verdict =
      compare_revision (*document, self->revision, self->content, fault);
  if (verdict == TC_VERDICT_NEW || (verdict == TC_VERDICT_SAME && self->is_resumed))
    return take (self, *document);
  /* The old epoch speaks again, so it did not end. */
  if (verdict == TC_VERDICT_SAME)
    g_clear_pointer (&self->held, tc_document_free);
  return verdict;
}

const char *
tc_rules_held_epoch (const TcRules *self, gint64 *revision)
{
  if (!self->held)
    return NULL;
  if (revision)
    *revision = self->held->snapshot->revision;
  return self->held->snapshot->epoch;
}

TcDocument *
tc_rules_accept (TcRules *self)
{
  TcDocument *document = g_steal_pointer (&self->held);

  if (document)
    take_epoch (self, document);
  return document;
}

const char *
tc_rules_epoch (const TcRules *self, gint64 *revision)
{
  if (revision)
    *revision = self->revision;
  return self->epoch;
}

guint
tc_rules_memory_serial (const TcRules *self)
{
  return self->memory.serial;
}

/* --- on disk ---------------------------------------------------------------------- */

json_t *
tc_rules_to_json (const TcRules *self)
{
  json_t *json = tc_memory_to_json (&self->memory);

  json_object_set_new (json, "epoch",
                       self->epoch ? json_string (self->epoch) : json_null ());
  json_object_set_new (json, "revision", json_integer (self->revision));
  json_object_set_new (json, "content",
                       self->content ? json_string (self->content) : json_null ());
  return json;
}

gboolean
tc_rules_from_json (TcRules *self, const json_t *json)
{
  const char *epoch = json_string_value (json_object_get (json, "epoch"));
  const char *content = json_string_value (json_object_get (json, "content"));

  if (!epoch || !content || self->epoch)
    return FALSE;
  self->epoch = g_strdup (epoch);
  self->content = g_strdup (content);
  self->revision = json_integer_value (json_object_get (json, "revision"));
  self->is_resumed = TRUE;
  tc_memory_from_json (&self->memory, json);
  return TRUE;
}
