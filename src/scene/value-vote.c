/* SPDX-License-Identifier: MIT */
#include "scene/seen.h"
#include "scene/value.h"

TcValue
tc_value_get_group (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;
  const TcGroup *group;

  if (scoring->id == NULL || bind->row >= scoring->n_groups || bind->snapshot->restored)
    return tc_value_absent ();
  group = &scoring->groups[bind->row];
  switch (arg) {
    case GROUP_CHANGED:
      return tc_value_boolean (scoring->mark == TC_MARK_CORRECTED &&
                               bind->seen != NULL &&
                               tc_seen_is_changed (bind->seen, group));
    case GROUP_NAME:
      return tc_value_text (group->name);
    case GROUP_WEIGHT:
      return tc_value_text (group->weight);
    case GROUP_CAST:
      return tc_value_number (group->cast);
    case GROUP_ELIGIBLE:
      return tc_value_number (group->eligible);
    default:
      return tc_value_text (group->score);
  }
}

/* A restored document may be minutes old and from before a correction: no score. */
TcValue
tc_value_get_score (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;

  if (scoring->id == NULL || bind->snapshot->restored)
    return tc_value_absent ();
  if (arg == SCORING_MARK)
    return tc_value_text (tc_mark_name (scoring->mark));
  return tc_value_text (arg == SCORING_AGGREGATE ? scoring->aggregate
                                                 : scoring->published);
}

/* Of a restored document: counts are minutes old, and nothing on the picture says so.
 */
static gboolean
is_count (int arg)
{
  return arg == SCORING_CAST || arg == SCORING_ELIGIBLE || arg == SCORING_MISSING ||
         arg == SCORING_SHARE;
}

TcValue
tc_value_get_scoring (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;

  if (scoring->id == NULL || (bind->snapshot->restored && is_count (arg)))
    return tc_value_absent ();
  switch (arg) {
    case SCORING_ID:
      return tc_value_text (scoring->id);
    case SCORING_STATE:
      return tc_value_text (tc_scoring_state_name (scoring->state));
    case SCORING_SEALED:
      return tc_value_boolean (scoring->aggregate == NULL || bind->snapshot->restored);
    case SCORING_CAST:
      return tc_value_number (scoring->cast);
    case SCORING_ELIGIBLE:
      return tc_value_number (scoring->eligible);
    case SCORING_MISSING:
      return tc_value_number (MAX (scoring->eligible - scoring->cast, 0));
    case SCORING_SHARE:
      return tc_value_share (scoring->cast, scoring->eligible);
    case SCORING_SCALE:
      return tc_value_number (scoring->scale);
    case SCORING_BINS:
      return scoring->n_bins > 0 ? tc_value_rows (scoring->n_bins) : tc_value_absent ();
    case SCORING_GROUPS:
      return tc_value_rows (scoring->n_groups);
    case SCORING_COUNT:
      return scoring->subject_is_unit ? tc_value_absent ()
                                      : tc_value_number (scoring->subject_count);
    default:
      if (!scoring->subject_is_unit)
        return tc_value_absent ();
      return tc_value_name (bind, scoring->subject_unit,
                            tc_value_unit_name (bind->snapshot, scoring->subject_unit));
  }
}

/* A ranking is provisional as a whole while reports or scores are outstanding. */
static gboolean
is_ranking_open (const TcSnapshot *s)
{
  for (guint i = 0; i < s->n_agenda; i++)
    if (s->agenda[i].state != TC_AGENDA_PUBLISHED)
      return TRUE;
  return s->n_ranking < s->n_agenda;
}

static TcValue
rank_category (const TcSnapshot *s, const TcRankRow *row)
{
  const TcRosterUnit *unit = s->roster != NULL && row->unit != NULL
                                 ? tc_roster_find (s->roster, row->unit)
                                 : NULL;

  return tc_value_category (s, row->category == NULL && unit != NULL ? unit->category
                                                                     : row->category);
}

TcValue
tc_value_get_ranking (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  const TcRankRow *row;

  if (s->n_ranking == 0)
    return tc_value_absent ();
  if (arg == RANKING)
    return tc_value_rows (s->n_ranking);
  if (arg == RANKING_TOTAL)
    return tc_value_number (s->n_ranking);
  if (arg == RANKING_OPEN)
    return tc_value_boolean (is_ranking_open (s));
  if (bind->row >= s->n_ranking)
    return tc_value_absent ();
  row = &s->ranking[bind->row];
  switch (arg) {
    case RANK_RANK:
      return tc_value_number (row->rank);
    case RANK_NAME:
      return tc_value_name (bind, row->unit, row->name);
    case RANK_CATEGORY:
      return rank_category (s, row);
    case RANK_MARK:
      return s->restored ? tc_value_absent ()
                         : tc_value_text (tc_mark_name (row->mark));
    default:
      return tc_value_text (s->restored ? NULL : row->score);
  }
}

const char *
tc_value_row_key (const TcBind *bind, const char *rows)
{
  const TcSnapshot *s = bind->snapshot;

  return strcmp (rows, "ranking") == 0 && bind->row < s->n_ranking
             ? s->ranking[bind->row].unit
             : NULL;
}
