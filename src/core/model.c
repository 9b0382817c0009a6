/* SPDX-License-Identifier: MIT
 *
 * A snapshot is a plain struct of owned strings and arrays, so copying is the only
 * thing that can go wrong: each type has one clear and one copy function, side by side,
 * and tests/core/test-model.c fills and compares every field.
 */
#include "tallycast/core/model.h"

#include <string.h>

#define COPY_STRING(to, from, field) ((to)->field = g_strdup ((from)->field))

/* --- the parts: clear frees what a part owns, copy makes it owned again --- */

static void
pick_clear (TcPick *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->category);
}

static void
pick_copy (TcPick *to, const TcPick *from)
{
  *to = *from;
  COPY_STRING (to, from, id);
  COPY_STRING (to, from, name);
  COPY_STRING (to, from, category);
}

static void
draw_clear (TcDraw *self)
{
  g_free (self->id);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->pool_sha256);
  for (guint i = 0; i < self->n_picks; i++)
    pick_clear (&self->picks[i]);
  g_free (self->picks);
  g_free (self->algorithm);
  g_free (self->commitment);
  g_free (self->entropy);
  g_free (self->reveal);
  g_free (self->url);
}

static void
draw_copy (TcDraw *to, const TcDraw *from)
{
  *to = *from;
  COPY_STRING (to, from, id);
  COPY_STRING (to, from, kind);
  COPY_STRING (to, from, title);
  COPY_STRING (to, from, pool_sha256);
  to->picks = g_new0 (TcPick, from->n_picks);
  for (guint i = 0; i < from->n_picks; i++)
    pick_copy (&to->picks[i], &from->picks[i]);
  COPY_STRING (to, from, algorithm);
  COPY_STRING (to, from, commitment);
  COPY_STRING (to, from, entropy);
  COPY_STRING (to, from, reveal);
  COPY_STRING (to, from, url);
}

static void
agenda_clear (TcAgendaEntry *self)
{
  g_free (self->unit);
}

static void
agenda_copy (TcAgendaEntry *to, const TcAgendaEntry *from)
{
  *to = *from;
  COPY_STRING (to, from, unit);
}

static void
category_clear (TcCategory *self)
{
  g_free (self->id);
  g_free (self->name);
}

static void
category_copy (TcCategory *to, const TcCategory *from)
{
  *to = *from;
  COPY_STRING (to, from, id);
  COPY_STRING (to, from, name);
}

static void
group_clear (TcGroup *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->weight);
  g_free (self->score);
}

static void
group_copy (TcGroup *to, const TcGroup *from)
{
  *to = *from;
  COPY_STRING (to, from, id);
  COPY_STRING (to, from, name);
  COPY_STRING (to, from, weight);
  COPY_STRING (to, from, score);
}

static void
bin_clear (TcBin *self)
{
  g_free (self->from);
  g_free (self->to);
}

static void
bin_copy (TcBin *to, const TcBin *from)
{
  *to = *from;
  COPY_STRING (to, from, from);
  COPY_STRING (to, from, to);
}

static void
rank_clear (TcRankRow *self)
{
  g_free (self->unit);
  g_free (self->name);
  g_free (self->category);
  g_free (self->score);
}

static void
rank_copy (TcRankRow *to, const TcRankRow *from)
{
  *to = *from;
  COPY_STRING (to, from, unit);
  COPY_STRING (to, from, name);
  COPY_STRING (to, from, category);
  COPY_STRING (to, from, score);
}

static void
scoring_clear (TcScoring *self)
{
  g_free (self->id);
  g_free (self->subject_unit);
  g_free (self->aggregate);
  g_free (self->published);
  for (guint i = 0; i < self->n_groups; i++)
    group_clear (&self->groups[i]);
  g_free (self->groups);
  for (guint i = 0; i < self->n_bins; i++)
    bin_clear (&self->bins[i]);
  g_free (self->bins);
}

static void
scoring_copy (TcScoring *to, const TcScoring *from)
{
  *to = *from;
  COPY_STRING (to, from, id);
  COPY_STRING (to, from, subject_unit);
  COPY_STRING (to, from, aggregate);
  COPY_STRING (to, from, published);
  to->groups = g_new0 (TcGroup, from->n_groups);
  for (guint i = 0; i < from->n_groups; i++)
    group_copy (&to->groups[i], &from->groups[i]);
  to->bins = g_new0 (TcBin, from->n_bins);
  for (guint i = 0; i < from->n_bins; i++)
    bin_copy (&to->bins[i], &from->bins[i]);
}

/* --- the snapshot --- */

TcSnapshot *
tc_snapshot_new (void)
{
  TcSnapshot *self = g_atomic_rc_box_new0 (TcSnapshot);

  self->phase = TC_PHASE_STANDBY;
  self->draw = -1;
  return self;
}

TcSnapshot *
tc_snapshot_ref (TcSnapshot *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_strings (TcSnapshot *self)
{
  g_free (self->epoch);
  g_free (self->document_sha256);
  g_free (self->meeting_id);
  g_free (self->meeting_title);
  g_free (self->meeting_subtitle);
  g_free (self->meeting_venue);
  g_free (self->meeting_url);
  g_free (self->current.unit);
  g_free (self->current.name);
  g_free (self->current.category);
  g_free (self->current.speaker_name);
  g_free (self->current.speaker_title);
  g_free (self->notice_text);
}

static void
snapshot_clear (gpointer data)
{
  TcSnapshot *self = data;

  clear_strings (self);
  for (guint i = 0; i < self->n_categories; i++)
    category_clear (&self->categories[i]);
  g_free (self->categories);
  tc_roster_unref (self->roster);
  for (guint i = 0; i < self->n_draws; i++)
    draw_clear (&self->draws[i]);
  g_free (self->draws);
  for (guint i = 0; i < self->n_agenda; i++)
    agenda_clear (&self->agenda[i]);
  g_free (self->agenda);
  scoring_clear (&self->scoring);
  for (guint i = 0; i < self->n_ranking; i++)
    rank_clear (&self->ranking[i]);
  g_free (self->ranking);
}

void
tc_snapshot_unref (TcSnapshot *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, snapshot_clear);
}

static void
copy_strings (TcSnapshot *to, const TcSnapshot *from)
{
  COPY_STRING (to, from, epoch);
  COPY_STRING (to, from, document_sha256);
  COPY_STRING (to, from, meeting_id);
  COPY_STRING (to, from, meeting_title);
  COPY_STRING (to, from, meeting_subtitle);
  COPY_STRING (to, from, meeting_venue);
  COPY_STRING (to, from, meeting_url);
  COPY_STRING (to, from, current.unit);
  COPY_STRING (to, from, current.name);
  COPY_STRING (to, from, current.category);
  COPY_STRING (to, from, current.speaker_name);
  COPY_STRING (to, from, current.speaker_title);
  COPY_STRING (to, from, notice_text);
}

TcSnapshot *
tc_snapshot_copy (const TcSnapshot *self)
{
  const TcSnapshot *from = self;
  TcSnapshot *to = g_atomic_rc_box_new0 (TcSnapshot);

  *to = *from;
  copy_strings (to, from);
  to->categories = g_new0 (TcCategory, from->n_categories);
  for (guint i = 0; i < from->n_categories; i++)
    category_copy (&to->categories[i], &from->categories[i]);
  if (from->roster)
    to->roster = tc_roster_ref (from->roster);
  to->draws = g_new0 (TcDraw, from->n_draws);
  for (guint i = 0; i < from->n_draws; i++)
    draw_copy (&to->draws[i], &from->draws[i]);
  to->agenda = g_new0 (TcAgendaEntry, from->n_agenda);
  for (guint i = 0; i < from->n_agenda; i++)
    agenda_copy (&to->agenda[i], &from->agenda[i]);
  scoring_copy (&to->scoring, &from->scoring);
  to->ranking = g_new0 (TcRankRow, from->n_ranking);
  for (guint i = 0; i < from->n_ranking; i++)
    rank_copy (&to->ranking[i], &from->ranking[i]);
  return to;
}

/* --- the roster --- */

TcRoster *
tc_roster_new (const char *sha256, guint n_units)
{
  TcRoster *self = g_atomic_rc_box_new0 (TcRoster);

  self->sha256 = g_strdup (sha256);
  self->units = g_new0 (TcRosterUnit, n_units);
  self->n_units = n_units;
  return self;
}

TcRoster *
tc_roster_ref (TcRoster *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
roster_clear (gpointer data)
{
  TcRoster *self = data;

  g_free (self->sha256);
  for (guint i = 0; i < self->n_units; i++) {
    TcRosterUnit *unit = &self->units[i];
    g_free (unit->id);
    g_free (unit->name);
    g_free (unit->short_name);
    g_free (unit->category);
  }
  g_free (self->units);
}

void
tc_roster_unref (TcRoster *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, roster_clear);
}

const TcRosterUnit *
tc_roster_find (const TcRoster *self, const char *id)
{
  if (!self || !id)
    return NULL;
  for (guint i = 0; i < self->n_units; i++)
    if (g_strcmp0 (self->units[i].id, id) == 0)
      return &self->units[i];
  return NULL;
}

/* --- names, as in the backend contract --- */

static const char *
name_of (const char *const *names, gsize n_names, guint value)
{
  g_return_val_if_fail (value < n_names, "");
  return names[value];
}

const char *
tc_phase_name (TcPhase phase)
{
  static const char *const names[] = {"standby", "draw",    "presenting", "scoring",
                                      "result",  "ranking", "break",      "end"};

  return name_of (names, G_N_ELEMENTS (names), phase);
}

const char *
tc_scoring_state_name (TcScoringState state)
{
  static const char *const names[] = {"closed", "open", "locked", "published"};

  return name_of (names, G_N_ELEMENTS (names), state);
}

const char *
tc_visibility_name (TcVisibility visibility)
{
  static const char *const names[] = {"live", "after_lock", "after_publish"};

  return name_of (names, G_N_ELEMENTS (names), visibility);
}

const char *
tc_mark_name (TcMark mark)
{
  static const char *const names[] = {"none", "provisional", "final", "corrected"};

  return name_of (names, G_N_ELEMENTS (names), mark);
}

const char *
tc_draw_state_name (TcDrawState state)
{
  static const char *const names[] = {"idle", "committed", "drawing", "done", "void"};

  return name_of (names, G_N_ELEMENTS (names), state);
}

const char *
tc_agenda_state_name (TcAgendaState state)
{
  static const char *const names[] = {"waiting", "presenting", "scoring", "published"};

  return name_of (names, G_N_ELEMENTS (names), state);
}

const char *
tc_age_name (TcAge age)
{
  static const char *const names[] = {"fresh", "late", "stale"};

  return name_of (names, G_N_ELEMENTS (names), age);
}
