/* SPDX-License-Identifier: MIT */
#include "scene/value.h"

#include <string.h>

static const TcDraw *
the_draw (const TcBind *bind)
{
  const TcSnapshot *s = bind->snapshot;

  return s->draw >= 0 && (guint)s->draw < s->n_draws ? &s->draws[s->draw] : NULL;
}

/* Four digits of the pool's commitment: enough to compare with the published record. */
static TcValue
proof_code (const TcDraw *draw, int block)
{
  const char *hash = draw->commitment;
  g_autofree char *code = NULL;

  if (hash == NULL || strlen (hash) < 12)
    return tc_value_absent ();
  code = g_ascii_strup (hash + (gsize)4 * (gsize)block, 4);
  /* Interned: at most one short string a block and draw, and borrowed for good. */
  return (TcValue){TC_VALUE_TEXT, 0, g_intern_string (code)};
}

TcValue
tc_value_get_draw (TcBind *bind, int arg)
{
  const TcDraw *draw = the_draw (bind);
  const TcPick *last;

  if (draw == NULL)
    return tc_value_absent ();
  last = draw->n_picks > 0 ? &draw->picks[draw->n_picks - 1] : NULL;
  switch (arg) {
    case DRAW_TITLE:
      return tc_value_text (draw->title);
    case DRAW_KIND:
      return tc_value_text (draw->kind);
    case DRAW_STATE:
      return tc_value_text (tc_draw_state_name (draw->state));
    case DRAW_QUOTA:
      return draw->quota > 0 ? tc_value_number (draw->quota) : tc_value_absent ();
    case DRAW_DRAWN:
      return tc_value_number (draw->n_picks);
    case DRAW_NEXT:
      return draw->quota > 0 && draw->n_picks < (guint)draw->quota
                 ? tc_value_number (draw->n_picks + 1)
                 : tc_value_absent ();
    case DRAW_LAST_NAME:
      return tc_value_text (last != NULL ? last->name : NULL);
    case DRAW_LAST_ORDER:
      return last != NULL ? tc_value_number (last->order) : tc_value_absent ();
    case DRAW_LAST_CATEGORY:
      return tc_value_category (bind->snapshot, last != NULL ? last->category : NULL);
    case DRAW_PICKS:
      return tc_value_rows (MAX (draw->n_picks, (guint)MAX (draw->quota, 0)));
    default:
      return proof_code (draw, arg - DRAW_CODE_1);
  }
}

TcValue
tc_value_get_pick (TcBind *bind, int arg)
{
  const TcDraw *draw = the_draw (bind);
  const TcPick *pick;

  if (draw == NULL)
    return tc_value_absent ();
  pick = bind->row < draw->n_picks ? &draw->picks[bind->row] : NULL;
  switch (arg) {
    case PICK_ORDER:
      return tc_value_number (pick != NULL ? pick->order : (int)bind->row + 1);
    case PICK_NAME:
      return tc_value_text (pick != NULL ? pick->name : NULL);
    case PICK_CATEGORY:
      return tc_value_category (bind->snapshot, pick != NULL ? pick->category : NULL);
    default:
      if (pick != NULL)
        return tc_value_text ("done");
      return tc_value_text (bind->row == draw->n_picks && draw->state == TC_DRAW_DRAWING
                                ? "now"
                                : "wait");
  }
}

TcValue
tc_value_get_group (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;
  const TcGroup *group;

  if (scoring->id == NULL || bind->row >= scoring->n_groups || bind->snapshot->restored)
    return tc_value_absent ();
  group = &scoring->groups[bind->row];
  switch (arg) {
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
    case SCORING_GROUPS:
      return tc_value_rows (scoring->n_groups);
    case SCORING_COUNT:
      return scoring->subject_is_unit ? tc_value_absent ()
                                      : tc_value_number (scoring->subject_count);
    default:
      if (!scoring->subject_is_unit)
        return tc_value_absent ();
      return tc_value_text (tc_value_unit_name (bind->snapshot, scoring->subject_unit));
  }
}

TcValue
tc_value_get_ranking (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  const TcRankRow *row;

  if (arg == RANKING)
    return s->n_ranking > 0 ? tc_value_rows (s->n_ranking) : tc_value_absent ();
  if (bind->row >= s->n_ranking)
    return tc_value_absent ();
  row = &s->ranking[bind->row];
  switch (arg) {
    case RANK_RANK:
      return tc_value_number (row->rank);
    case RANK_NAME:
      return tc_value_text (row->name);
    case RANK_CATEGORY:
      return tc_value_category (s, row->category);
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
