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

static gboolean
has_row (const TcSnapshot *snapshot, const char *unit)
{
  for (guint i = 0; i < snapshot->n_ranking; i++)
    if (strcmp (snapshot->ranking[i].unit, unit) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
retract_sections (const TcSnapshot *newer, TcSnapshot *older)
{
  guint sections = newer->refused & ~older->refused;

  tc_section_refuse (older, sections);
  return sections != 0;
}

/* What was provisional and may, by the newer document's state or visibility, not be
 * seen. Published values are never taken back: published never leaves. */
static gboolean
retract_scores (const TcSnapshot *newer, TcSnapshot *older)
{
  TcScoring *scoring = &older->scoring;
  TcVisibility visibility = newer->scoring.visibility;
  gboolean has_changed = FALSE;

  if (!newer->scoring.id || g_strcmp0 (newer->scoring.id, scoring->id) != 0)
    return FALSE;
  if (scoring->mark == TC_MARK_PROVISIONAL &&
      (tc_rules_mark (scoring->state, visibility) == TC_MARK_NONE ||
       tc_rules_mark (newer->scoring.state, visibility) == TC_MARK_NONE)) {
    tc_strip_scoring (scoring);
    has_changed = TRUE;
  }
  if (visibility == TC_VISIBLE_LIVE)
    return has_changed;

  for (guint i = 0; i < older->n_ranking; i++) {
    TcRankRow *row = &older->ranking[i];
    if (row->mark != TC_MARK_PROVISIONAL || has_row (newer, row->unit))
      continue;
    tc_strip_row (row);
    has_changed = TRUE;
  }
  tc_strip_rows (older);
  return has_changed;
}

static gboolean
retract_draws (const TcSnapshot *newer, TcSnapshot *older)
{
  gboolean has_changed = FALSE;

  for (guint i = 0; i < older->n_draws; i++) {
    TcDraw *draw = &older->draws[i];
    for (guint j = 0; j < newer->n_draws; j++) {
      if (newer->draws[j].state != TC_DRAW_VOID || draw->state == TC_DRAW_VOID ||
          strcmp (newer->draws[j].id, draw->id) != 0)
        continue;
      draw->state = TC_DRAW_VOID;
      strip_picks (draw);
      has_changed = TRUE;
    }
  }
  return has_changed;
}

static gboolean
bring_notice (const TcSnapshot *newer, TcSnapshot *older)
{
  if (!newer->notice_urgent || !newer->notice_text ||
      (older->notice_urgent && g_strcmp0 (newer->notice_text, older->notice_text) == 0))
    return FALSE;
  g_free (older->notice_text);
  older->notice_text = g_strdup (newer->notice_text);
  older->notice_urgent = TRUE;
  return TRUE;
}

TcSnapshot *
tc_rules_retract (const TcSnapshot *newer, const TcSnapshot *older)
{
  if (strcmp (newer->epoch, older->epoch) != 0)
    return NULL;

  g_autoptr (TcSnapshot) copy = tc_snapshot_copy (older);
  gboolean has_changed = retract_sections (newer, copy);

  has_changed |= retract_scores (newer, copy);
  has_changed |= retract_draws (newer, copy);
  has_changed |= bring_notice (newer, copy);
  return has_changed ? g_steal_pointer (&copy) : NULL;
}
