/* SPDX-License-Identifier: MIT */
#include "feed/strip.h"

#include <string.h>

#include "feed/sections.h"
#include "tallycast/feed/rules.h"

void
tc_strip_scoring (TcScoring *scoring)
{
  g_clear_pointer (&scoring->aggregate, g_free);
  g_clear_pointer (&scoring->published, g_free);
  for (guint i = 0; i < scoring->n_groups; i++)
    g_clear_pointer (&scoring->groups[i].score, g_free);
  for (guint i = 0; i < scoring->n_bins; i++) {
    g_free (scoring->bins[i].from);
    g_free (scoring->bins[i].to);
  }
  g_clear_pointer (&scoring->bins, g_free);
  scoring->n_bins = 0;
  scoring->mark = TC_MARK_NONE;
}

gboolean
tc_scoring_has_values (const TcScoring *scoring)
{
  gboolean has = scoring->aggregate || scoring->n_bins;

  for (guint i = 0; i < scoring->n_groups; i++)
    has |= scoring->groups[i].score != NULL;
  return has;
}

void
tc_strip_row (TcRankRow *row)
{
  g_free (row->unit);
  g_free (row->name);
  g_free (row->category);
  g_free (row->score);
  memset (row, 0, sizeof *row);
}

void
tc_strip_rows (TcSnapshot *snapshot)
{
  guint n = 0;

  for (guint i = 0; i < snapshot->n_ranking; i++)
    if (snapshot->ranking[i].unit)
      snapshot->ranking[n++] = snapshot->ranking[i];
  snapshot->n_ranking = n;
}

static void
strip_picks (TcDraw *draw)
{
  for (guint i = 0; i < draw->n_picks; i++) {
    g_free (draw->picks[i].id);
    g_free (draw->picks[i].name);
    g_free (draw->picks[i].category);
  }
  g_clear_pointer (&draw->picks, g_free);
  draw->n_picks = 0;
}

void
tc_strip_void_draws (TcSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_draws; i++)
    if (snapshot->draws[i].state == TC_DRAW_VOID)
      strip_picks (&snapshot->draws[i]);
}

void
tc_rules_restore (TcSnapshot *snapshot)
{
  snapshot->restored = TRUE;
  tc_strip_scoring (&snapshot->scoring);
  tc_section_clear (snapshot, TC_SECTION_RANKING);
  tc_strip_void_draws (snapshot);
}

/* --- taking back ------------------------------------------------------------------ */

/* What the newer snapshot says, looked at once for all that came before it. */
typedef struct {
  const TcSnapshot *snapshot; /* borrowed */
  TcVisibility visibility;    /* of the ranking's entries */
  GHashTable *ranked;         /* set: its units; filled for AFTER_LOCK only */
  GHashTable *voided;         /* set: ids of voided draws */
} Newer;

static void
newer_init (Newer *self, const TcSnapshot *snapshot)
{
  self->snapshot = snapshot;
  self->visibility = tc_rules_ranking_visibility (snapshot);
  self->ranked = g_hash_table_new (g_str_hash, g_str_equal);
  self->voided = g_hash_table_new (g_str_hash, g_str_equal);
  if (self->visibility == TC_VISIBLE_AFTER_LOCK)
    for (guint i = 0; i < snapshot->n_ranking; i++)
      g_hash_table_add (self->ranked, snapshot->ranking[i].unit);
  for (guint i = 0; i < snapshot->n_draws; i++)
    if (snapshot->draws[i].state == TC_DRAW_VOID)
      g_hash_table_add (self->voided, snapshot->draws[i].id);
}

static void
newer_clear (Newer *self)
{
  g_hash_table_unref (self->ranked);
  g_hash_table_unref (self->voided);
}

static guint
refused_anew (const Newer *newer, const TcSnapshot *older)
{
  return newer->snapshot->refused & ~older->refused;
}

/* What was provisional and may, by the newer document's state or visibility, not be
 * seen. Published values are never taken back: published never leaves. */
static gboolean
takes_scoring (const Newer *newer, const TcScoring *older)
{
  const TcScoring *scoring = &newer->snapshot->scoring;

  return older->mark == TC_MARK_PROVISIONAL &&
         g_strcmp0 (scoring->id, older->id) == 0 &&
         (tc_rules_mark (older->state, scoring->visibility) == TC_MARK_NONE ||
          tc_rules_mark (scoring->state, scoring->visibility) == TC_MARK_NONE);
}

/* Whatever scoring is on now: its visibility holds for all entries. One that is locked
 * and may be seen, but is not there any more, was opened again. */
static gboolean
takes_row (const Newer *newer, const TcRankRow *older)
{
  return older->mark == TC_MARK_PROVISIONAL &&
         (tc_rules_mark (older->state, newer->visibility) == TC_MARK_NONE ||
          (newer->visibility == TC_VISIBLE_AFTER_LOCK &&
           !g_hash_table_contains (newer->ranked, older->unit)));
}

static gboolean
takes_draw (const Newer *newer, const TcDraw *older)
{
  return older->state != TC_DRAW_VOID &&
         g_hash_table_contains (newer->voided, older->id);
}

static gboolean
brings_notice (const Newer *newer, const TcSnapshot *older)
{
  const TcSnapshot *snapshot = newer->snapshot;

  return snapshot->notice_urgent && snapshot->notice_text &&
         !(older->notice_urgent &&
           g_strcmp0 (snapshot->notice_text, older->notice_text) == 0);
}

static gboolean
takes_anything (const Newer *newer, const TcSnapshot *older)
{
  gboolean takes = refused_anew (newer, older) ||
                   takes_scoring (newer, &older->scoring) ||
                   brings_notice (newer, older);

  for (guint i = 0; i < older->n_ranking && !takes; i++)
    takes = takes_row (newer, &older->ranking[i]);
  for (guint i = 0; i < older->n_draws && !takes; i++)
    takes = takes_draw (newer, &older->draws[i]);
  return takes;
}

static void
retract (const Newer *newer, TcSnapshot *older)
{
  if (takes_scoring (newer, &older->scoring))
    tc_strip_scoring (&older->scoring);
  for (guint i = 0; i < older->n_ranking; i++)
    if (takes_row (newer, &older->ranking[i]))
      tc_strip_row (&older->ranking[i]);
  tc_strip_rows (older);
  for (guint i = 0; i < older->n_draws; i++)
    if (takes_draw (newer, &older->draws[i]))
      older->draws[i].state = TC_DRAW_VOID;
  tc_strip_void_draws (older);
  if (brings_notice (newer, older)) {
    g_free (older->notice_text);
    older->notice_text = g_strdup (newer->snapshot->notice_text);
    older->notice_urgent = TRUE;
  }
  tc_section_refuse (older, refused_anew (newer, older));
}

TcSnapshot *
tc_rules_retract (const TcSnapshot *newer_snapshot, const TcSnapshot *older)
{
  TcSnapshot *copy = NULL;
  Newer newer;

  if (strcmp (newer_snapshot->epoch, older->epoch) != 0)
    return NULL;
  newer_init (&newer, newer_snapshot);
  /* Hundreds may wait, and hardly ever is anything taken back: only then a copy. */
  if (takes_anything (&newer, older)) {
    copy = tc_snapshot_copy (older);
    retract (&newer, copy);
    copy->retracted = TRUE;
  }
  newer_clear (&newer);
  return copy;
}

void
tc_rules_set_current (TcSnapshot *snapshot, const TcRosterUnit *unit)
{
  g_free (snapshot->current.unit);
  g_free (snapshot->current.name);
  g_free (snapshot->current.category);
  g_free (snapshot->current.speaker_name);
  g_free (snapshot->current.speaker_title);
  memset (&snapshot->current, 0, sizeof snapshot->current);
  snapshot->current.unit = g_strdup (unit->id);
  snapshot->current.name = g_strdup (unit->name);
  snapshot->current.category = g_strdup (unit->category);
  for (guint i = 0; i < snapshot->n_agenda; i++)
    if (strcmp (snapshot->agenda[i].unit, unit->id) == 0) {
      snapshot->current.order = snapshot->agenda[i].order;
      snapshot->current.of = (int)snapshot->n_agenda;
    }
  snapshot->current_manual = TRUE;
}
