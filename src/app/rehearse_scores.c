/* SPDX-License-Identifier: MIT
 *
 * Reports and scores of a rehearsed meeting: who is on stage, ballots, what is
 * published.
 */
#include "app/rehearse_play.h"

#include <string.h>

static void
set_agenda_state (TcPlay *self, int unit, TcAgendaState state)
{
  int i = tc_play_agenda_index (self, unit);
  if (i >= 0)
    g_array_index (self->agenda, TcPlayAgenda, (guint)i).state = state;
}

static int
next_on_agenda (const TcPlay *self)
{
  for (guint i = 0; i < self->agenda->len; i++) {
    TcPlayAgenda *entry = &g_array_index (self->agenda, TcPlayAgenda, i);
    if (entry->state == TC_AGENDA_WAITING)
      return entry->unit;
  }
  return -1;
}

gboolean
tc_play_present_unit (TcPlay *self, const TcEvent *event, gint64 now_us, GError **error)
{
  int unit = strcmp (event->text, "next") == 0
                 ? next_on_agenda (self)
                 : tc_play_find_unit (self->script, event->text);
  if (unit < 0)
    return tc_play_refuse (self, event, error, "nobody waits to report");
  tc_play_leave_stage (self);
  if (tc_play_agenda_index (self, unit) < 0) {
    TcPlayAgenda entry = {unit, TC_AGENDA_WAITING};
    g_array_append_val (self->agenda, entry);
  }
  self->on_stage = unit;
  self->started_us = now_us;
  self->limit_s = event->n;
  self->phase = TC_PHASE_PRESENTING;
  set_agenda_state (self, unit, TC_AGENDA_PRESENTING);
  return TRUE;
}

/* Everyone entitled, in an order of chance. */
static GArray *
shuffled_queue (TcPlay *self)
{
  const TcScript *script = self->script;
  GArray *queue = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint g = 0; g < script->n_groups; g++) {
    for (int i = 0; i < script->groups[g].eligible; i++)
      g_array_append_val (queue, g);
  }
  for (guint i = queue->len; i > 1; i--) {
    guint j = (guint)g_rand_int_range (self->rand, 0, (gint32)i);
    guint kept = g_array_index (queue, guint, i - 1);
    g_array_index (queue, guint, i - 1) = g_array_index (queue, guint, j);
    g_array_index (queue, guint, j) = kept;
  }
  return queue;
}

static TcVisibility
visibility_from (const char *name)
{
  for (int v = TC_VISIBLE_LIVE; v <= TC_VISIBLE_AFTER_PUBLISH; v++) {
    if (strcmp (tc_visibility_name ((TcVisibility)v), name) == 0)
      return (TcVisibility)v;
  }
  g_return_val_if_reached (TC_VISIBLE_AFTER_PUBLISH);
}

gboolean
tc_play_open_scoring (TcPlay *self, const TcEvent *event, GError **error)
{
  const TcScript *script = self->script;
  gboolean batch = strcmp (event->what, "batch") == 0;
  if (!batch && self->on_stage < 0)
    return tc_play_refuse (self, event, error, "nobody is on stage");
  if (self->scoring.present && !(batch && self->scoring.state == TC_SCORING_PUBLISHED))
    return tc_play_refuse (self, event, error, "this report has been scored already");
  if (batch)
    tc_play_leave_stage (self);
  TcPlayScoring *scoring = &self->scoring;
  scoring->present = TRUE;
  scoring->id = g_strdup_printf ("s%u", ++self->n_scorings);
  scoring->unit = batch ? -1 : self->on_stage;
  scoring->count = batch ? (int)(script->units->len - self->agenda->len) : 1;
  scoring->state = TC_SCORING_OPEN;
  scoring->visibility =
      visibility_from (event->text ? event->text : script->visibility);
  scoring->queue = shuffled_queue (self);
  int span = script->high - script->low;
  scoring->middle =
      script->low + g_rand_int_range (self->rand, span * 45 / 100, span * 75 / 100 + 1);
  for (guint g = 0; g < script->n_groups; g++) {
    scoring->tally[g].weight_e4 = script->groups[g].weight_e4;
    scoring->ballots[g] = g_array_new (FALSE, FALSE, sizeof (int));
  }
  self->phase = TC_PHASE_SCORING;
  if (!batch)
    set_agenda_state (self, self->on_stage, TC_AGENDA_SCORING);
  return TRUE;
}

gboolean
tc_play_cast_ballot (TcPlay *self, const TcEvent *event, GError **error)
{
  TcPlayScoring *scoring = &self->scoring;
  if (!scoring->present || scoring->state != TC_SCORING_OPEN)
    return tc_play_refuse (self, event, error, "scoring is not open");
  if (scoring->queue->len == 0)
    return tc_play_refuse (self, event, error, "everyone has voted");
  guint group = g_array_index (scoring->queue, guint, scoring->queue->len - 1);
  g_array_set_size (scoring->queue, scoring->queue->len - 1);
  /* Two throws added: a hill around the middle, as wide as half the scale's use. */
  int half = MAX (1, (self->script->high - self->script->low) / 4);
  int points = scoring->middle + g_rand_int_range (self->rand, -half, half + 1) +
               g_rand_int_range (self->rand, -half, half + 1);
  points = CLAMP (points, self->script->low, self->script->high);
  g_array_append_val (scoring->ballots[group], points);
  scoring->tally[group].cast++;
  scoring->tally[group].sum += points;
  return TRUE;
}

gboolean
tc_play_move_scoring (TcPlay *self, const TcEvent *event, GError **error)
{
  gboolean lock = event->kind == TC_EVENT_LOCK;
  TcScoringState from = lock ? TC_SCORING_OPEN : TC_SCORING_LOCKED;
  if (!self->scoring.present || self->scoring.state != from)
    return tc_play_refuse (self, event, error,
                           lock ? "scoring is not open" : "scoring is not locked");
  self->scoring.state = lock ? TC_SCORING_LOCKED : TC_SCORING_OPEN;
  if (!lock)
    self->scoring.reopened = TRUE;
  return TRUE;
}

/* One row for each unit: a later result takes the place of an earlier one. */
static void
note_result (TcPlay *self, int unit, gint64 points)
{
  for (guint i = 0; i < self->results->len; i++) {
    TcPlayResult *result = &g_array_index (self->results, TcPlayResult, i);
    if (result->unit == unit) {
      result->points = points;
      return;
    }
  }
  TcPlayResult result = {unit, points};
  g_array_append_val (self->results, result);
}

gboolean
tc_play_publish_scoring (TcPlay *self, const TcEvent *event, GError **error)
{
  TcPlayScoring *scoring = &self->scoring;
  const TcScript *script = self->script;
  if (!scoring->present || scoring->state != TC_SCORING_LOCKED)
    return tc_play_refuse (self, event, error, "scoring is not locked");
  gint64 points = tc_tally_points (scoring->tally, script->n_groups, script->decimals);
  if (points < 0)
    return tc_play_refuse (self, event, error, "no ballot was cast");
  scoring->state = TC_SCORING_PUBLISHED;
  self->phase = TC_PHASE_RESULT;
  if (scoring->unit >= 0) {
    note_result (self, scoring->unit, points);
    set_agenda_state (self, scoring->unit, TC_AGENDA_PUBLISHED);
  }
  return TRUE;
}

gboolean
tc_play_correct_ballot (TcPlay *self, const TcEvent *event, GError **error)
{
  TcPlayScoring *scoring = &self->scoring;
  const TcScript *script = self->script;
  if (!scoring->present || scoring->state != TC_SCORING_PUBLISHED)
    return tc_play_refuse (self, event, error, "nothing published is on stage");
  guint group = 0;
  while (strcmp (script->groups[group].id, event->text) != 0)
    group++;
  if (scoring->ballots[group]->len == 0)
    return tc_play_refuse (self, event, error, "the group cast no ballot");
  /* The first one that says something else: a correction changes something. */
  guint i = 0;
  while (i < scoring->ballots[group]->len &&
         g_array_index (scoring->ballots[group], int, i) == event->n)
    i++;
  if (i == scoring->ballots[group]->len)
    return tc_play_refuse (self, event, error, "every ballot of the group says that");
  int *ballot = &g_array_index (scoring->ballots[group], int, i);
  scoring->tally[group].sum += event->n - *ballot;
  *ballot = event->n;
  scoring->corrected = TRUE;
  gint64 points = tc_tally_points (scoring->tally, script->n_groups, script->decimals);
  if (scoring->unit >= 0)
    note_result (self, scoring->unit, points);
  return TRUE;
}
