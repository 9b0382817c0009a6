/* SPDX-License-Identifier: MIT */
#include "scene/seen.h"

void
tc_seen_init (TcSeen *self)
{
  *self = (TcSeen){.group_score =
                       g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free)};
}

void
tc_seen_clear (TcSeen *self)
{
  g_free (self->epoch);
  g_free (self->scoring);
  g_free (self->value);
  g_free (self->draw);
  g_clear_pointer (&self->group_score, g_hash_table_unref);
}

/* Returns: TRUE when it was another one. */
static gboolean
replace (char **kept, const char *now)
{
  if (g_strcmp0 (*kept, now) == 0)
    return FALSE;
  g_free (*kept);
  *kept = g_strdup (now);
  return TRUE;
}

static void
keep_groups (TcSeen *self, const TcScoring *scoring)
{
  for (guint i = 0; i < scoring->n_groups; i++) {
    const TcGroup *group = &scoring->groups[i];

    if (group->id != NULL && group->score != NULL &&
        !g_hash_table_contains (self->group_score, group->id))
      g_hash_table_insert (self->group_score, g_strdup (group->id),
                           g_strdup (group->score));
  }
}

/* Without a score nothing is forgotten: a refused section passes. */
static void
note_scoring (TcSeen *self, const TcSnapshot *snapshot)
{
  const TcScoring *scoring = &snapshot->scoring;
  gboolean is_new;

  if (scoring->id == NULL)
    return;
  is_new = replace (&self->scoring, scoring->id);
  if (is_new) {
    g_clear_pointer (&self->value, g_free);
    self->published_us = self->corrected_us = 0;
    g_hash_table_remove_all (self->group_score);
  }
  if (scoring->state == TC_SCORING_PUBLISHED) {
    if (!is_new && self->state != TC_SCORING_PUBLISHED)
      self->published_us = snapshot->time_us;
    keep_groups (self, scoring);
  }
  self->state = scoring->state;
  if (scoring->mark == TC_MARK_CORRECTED && replace (&self->value, scoring->aggregate))
    self->corrected_us = snapshot->time_us;
}

static void
note_draw (TcSeen *self, const TcSnapshot *snapshot, gint64 mono_ns)
{
  const TcDraw *draw = snapshot->draw >= 0 ? &snapshot->draws[snapshot->draw] : NULL;
  gboolean is_new;

  if (draw == NULL)
    return;
  is_new = replace (&self->draw, draw->id);
  if (is_new || draw->n_picks < self->n_picks || draw->state == TC_DRAW_VOID)
    self->pick_ns = 0;
  else if (draw->n_picks > self->n_picks)
    self->pick_ns = mono_ns;
  self->n_picks = draw->n_picks;
}

void
tc_seen_note (TcSeen *self, const TcSnapshot *snapshot, gint64 mono_ns)
{
  if (snapshot->epoch == NULL || snapshot->restored)
    return;
  if (replace (&self->epoch, snapshot->epoch)) {
    g_clear_pointer (&self->scoring, g_free);
    g_clear_pointer (&self->draw, g_free);
  }
  note_scoring (self, snapshot);
  note_draw (self, snapshot, mono_ns);
}

gboolean
tc_seen_is_changed (const TcSeen *self, const TcGroup *group)
{
  const char *first =
      group->id != NULL ? g_hash_table_lookup (self->group_score, group->id) : NULL;

  return first != NULL && group->score != NULL && g_strcmp0 (first, group->score) != 0;
}
