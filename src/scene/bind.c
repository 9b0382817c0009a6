/* SPDX-License-Identifier: MIT */
#include "tallycast/scene/bind.h"

#include "tallycast/core/clock.h"
#include "tallycast/core/error.h"

#include <string.h>

static TcValue
absent (void)
{
  return (TcValue){TC_VALUE_ABSENT, 0, NULL};
}

static TcValue
text (const char *value)
{
  if (value == NULL || *value == '\0')
    return absent ();
  return (TcValue){TC_VALUE_TEXT, 0, value};
}

static TcValue
number (gint64 value)
{
  return (TcValue){TC_VALUE_NUMBER, value, NULL};
}

static TcValue
boolean (gboolean value)
{
  return (TcValue){TC_VALUE_BOOL, value ? 1 : 0, NULL};
}

static TcValue
share (gint64 part, gint64 whole)
{
  if (whole <= 0)
    return absent ();
  return (TcValue){TC_VALUE_SHARE, CLAMP (part, 0, whole) * TC_SHARE_ONE / whole, NULL};
}

static TcValue
rows (guint n)
{
  return (TcValue){TC_VALUE_ROWS, n, NULL};
}

/* A value that counts seconds from @origin_ns changes when the next second is full. */
static void
changes_each_second (TcBind *bind, gint64 origin_ns)
{
  gint64 gone = bind->mono_ns - origin_ns;
  gint64 into = gone % TC_NS_PER_S;

  if (into < 0)
    into += TC_NS_PER_S;
  bind->change_ns = MIN (bind->change_ns, bind->mono_ns + TC_NS_PER_S - into);
}

/* --- the moment --------------------------------------------------------------------
 */

enum {
  DATA_AGE,
  DATA_AGE_S,
  DATA_TIME,
  DATA_KNOWN_AT,
  NOW
};

static TcValue
get_moment (TcBind *bind, int arg)
{
  gint64 age_ns = MAX (bind->mono_ns - bind->age_since_ns, 0);

  switch (arg) {
    case DATA_AGE:
      return text (tc_age_name (bind->age));
    case DATA_AGE_S:
      changes_each_second (bind, bind->age_since_ns);
      return (TcValue){TC_VALUE_SECONDS, age_ns / TC_NS_PER_S, NULL};
    case DATA_TIME:
      if (bind->snapshot->time_us == 0)
        return absent ();
      return (TcValue){TC_VALUE_TIME, bind->snapshot->time_us, NULL};
    case DATA_KNOWN_AT:
      return (TcValue){TC_VALUE_TIME, bind->wall_us - age_ns / 1000, NULL};
    default:
      bind->change_ns =
          MIN (bind->change_ns,
               bind->mono_ns + TC_NS_PER_S - bind->wall_us % G_USEC_PER_SEC * 1000);
      return (TcValue){TC_VALUE_TIME, bind->wall_us, NULL};
  }
}

enum {
  SURFACE,
  LANGUAGE,
  PHASE,
  REHEARSAL,
  LIVE,
  NOTICE,
  URGENT,
  UNITS,
  KEYER
};

static TcValue
get_frame (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;

  switch (arg) {
    case SURFACE:
      return text (bind->surface == TC_SURFACE_BOARD ? "board" : "video");
    case LANGUAGE:
      return text (bind->is_english ? "en" : "zh");
    case PHASE:
      return text (tc_phase_name (s->phase));
    case REHEARSAL:
      return boolean (s->rehearsal);
    case LIVE:
      return boolean (bind->is_live);
    case NOTICE:
      return text (s->notice_text);
    case URGENT:
      return boolean (s->notice_urgent);
    case UNITS:
      return s->units_total > 0 ? number (s->units_total) : absent ();
    default:
      return boolean ((bind->keyers_on >> (arg - KEYER)) & 1);
  }
}

enum {
  TITLE,
  SUBTITLE,
  VENUE
};

static TcValue
get_meeting (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;

  return text (arg == TITLE      ? s->meeting_title
               : arg == SUBTITLE ? s->meeting_subtitle
                                 : s->meeting_venue);
}

/* --- names -------------------------------------------------------------------------
 */

/* The contract lets `category` be an id of units.categories or the name itself. */
static TcValue
category (const TcSnapshot *s, const char *value)
{
  for (guint i = 0; value != NULL && i < s->n_categories; i++)
    if (g_strcmp0 (s->categories[i].id, value) == 0)
      return text (s->categories[i].name);
  return text (value);
}

static const char *
unit_name (const TcSnapshot *s, const char *unit)
{
  const TcRosterUnit *known;

  if (unit == NULL)
    return NULL;
  if (g_strcmp0 (s->current.unit, unit) == 0 && s->current.name != NULL)
    return s->current.name;
  for (guint d = 0; d < s->n_draws; d++)
    for (guint i = 0; i < s->draws[d].n_picks; i++)
      if (g_strcmp0 (s->draws[d].picks[i].id, unit) == 0)
        return s->draws[d].picks[i].name;
  known = s->roster != NULL ? tc_roster_find (s->roster, unit) : NULL;
  return known != NULL ? known->name : NULL;
}

enum {
  REPORTS,
  AGENDA_TOTAL,
  AGENDA_DONE,
  AGENDA_LEFT,
  AGENDA_SHARE,
  AGENDA_NEXT
};

/* How many reports there will be: by the agenda, before it by the draw, or as the unit
 * on stage says. */
static TcValue
reports_total (const TcSnapshot *s)
{
  if (s->n_agenda > 0)
    return number (s->n_agenda);
  for (guint i = 0; i < s->n_draws; i++)
    if (g_strcmp0 (s->draws[i].kind, "unit") == 0 && s->draws[i].quota > 0)
      return number (s->draws[i].quota);
  return s->current.of > 0 ? number (s->current.of) : absent ();
}

static TcValue
get_agenda (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  const TcAgendaEntry *next = NULL;
  guint done = 0;

  for (guint i = 0; i < s->n_agenda; i++) {
    const TcAgendaEntry *entry = &s->agenda[i];

    if (entry->state == TC_AGENDA_PUBLISHED)
      done++;
    else if (entry->state == TC_AGENDA_WAITING &&
             (next == NULL || entry->order < next->order))
      next = entry;
  }
  if (arg == REPORTS)
    return reports_total (s);
  if (s->n_agenda == 0)
    return arg == AGENDA_DONE ? number (0) : absent ();
  switch (arg) {
    case AGENDA_TOTAL:
      return number (s->n_agenda);
    case AGENDA_DONE:
      return number (done);
    case AGENDA_LEFT:
      return number (s->n_agenda - done);
    case AGENDA_SHARE:
      return share (done, s->n_agenda);
    default:
      return text (next != NULL ? unit_name (s, next->unit) : NULL);
  }
}

/* --- current -----------------------------------------------------------------------
 */

enum {
  CURRENT_UNIT,
  CURRENT_NAME,
  CURRENT_CATEGORY,
  CURRENT_ORDER,
  CURRENT_OF,
  CURRENT_DONE,
  CURRENT_SPEAKER,
  CURRENT_SPEAKER_TITLE,
  CURRENT_MANUAL,
  CURRENT_LIMIT,
  CURRENT_ELAPSED,
  CURRENT_OVER,
  CURRENT_SHARE,
};

/* A score stands beside a name only if it is that unit's score. */
static gboolean
may_show_current (const TcBind *bind)
{
  const TcSnapshot *s = bind->snapshot;

  if (s->current.unit == NULL)
    return FALSE;
  if (!bind->beside_score || s->scoring.id == NULL)
    return TRUE;
  return s->scoring.subject_is_unit &&
         g_strcmp0 (s->scoring.subject_unit, s->current.unit) == 0;
}

/* `time` and `started` are by the backend's clock, so a wrong clock there cancels. */
static gint64
elapsed_ns (TcBind *bind)
{
  const TcSnapshot *s = bind->snapshot;
  gint64 at_receipt = (s->time_us - s->current.started_us) * 1000;

  changes_each_second (bind, s->receipt_mono_ns - at_receipt);
  return MAX (at_receipt + bind->mono_ns - s->receipt_mono_ns, 0);
}

static TcValue
get_time (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  gint64 limit_ns = s->current.limit_s * TC_NS_PER_S;
  gint64 gone_ns;

  if (!may_show_current (bind) || s->current.started_us == 0)
    return absent ();
  gone_ns = elapsed_ns (bind);
  switch (arg) {
    case CURRENT_ELAPSED:
      return (TcValue){TC_VALUE_SECONDS, gone_ns / TC_NS_PER_S, NULL};
    case CURRENT_OVER:
      return boolean (limit_ns > 0 && gone_ns >= limit_ns);
    default:
      return share (gone_ns / TC_NS_PER_S, s->current.limit_s);
  }
}

/* Strokes written when this unit is on: those before it, and its own once its score is
 * published. */
static TcValue
reports_done (const TcSnapshot *s)
{
  gboolean is_published = s->scoring.id != NULL &&
                          s->scoring.state == TC_SCORING_PUBLISHED &&
                          g_strcmp0 (s->scoring.subject_unit, s->current.unit) == 0;

  for (guint i = 0; i < s->n_agenda; i++)
    if (g_strcmp0 (s->agenda[i].unit, s->current.unit) == 0)
      is_published |= s->agenda[i].state == TC_AGENDA_PUBLISHED;
  if (s->current.order <= 0)
    return absent ();
  return number (s->current.order - (is_published ? 0 : 1));
}

static TcValue
get_current (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;

  if (!may_show_current (bind))
    return absent ();
  switch (arg) {
    case CURRENT_UNIT:
      return text (s->current.unit);
    case CURRENT_NAME:
      return text (s->current.name);
    case CURRENT_CATEGORY:
      return category (s, s->current.category);
    case CURRENT_ORDER:
      return s->current.order > 0 ? number (s->current.order) : absent ();
    case CURRENT_OF:
      return s->current.of > 0 ? number (s->current.of) : absent ();
    case CURRENT_DONE:
      return reports_done (s);
    case CURRENT_SPEAKER:
      return text (s->current.speaker_name);
    case CURRENT_SPEAKER_TITLE:
      return text (s->current.speaker_title);
    case CURRENT_MANUAL:
      return boolean (s->current_manual);
    default:
      if (s->current.limit_s <= 0)
        return absent ();
      return (TcValue){TC_VALUE_SECONDS, s->current.limit_s, NULL};
  }
}

/* --- draw --------------------------------------------------------------------------
 */

enum {
  DRAW_TITLE,
  DRAW_KIND,
  DRAW_STATE,
  DRAW_QUOTA,
  DRAW_DRAWN,
  DRAW_NEXT,
  DRAW_LAST_NAME,
  DRAW_LAST_ORDER,
  DRAW_LAST_CATEGORY,
  DRAW_CODE_1,
  DRAW_CODE_2,
  DRAW_CODE_3,
  DRAW_PICKS,
  PICK_ORDER,
  PICK_NAME,
  PICK_CATEGORY,
  PICK_STATE,
};

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
    return absent ();
  code = g_ascii_strup (hash + (gsize)4 * (gsize)block, 4);
  /* Interned: at most one short string a block and draw, and borrowed for good. */
  return (TcValue){TC_VALUE_TEXT, 0, g_intern_string (code)};
}

static TcValue
get_draw (TcBind *bind, int arg)
{
  const TcDraw *draw = the_draw (bind);
  const TcPick *last;

  if (draw == NULL)
    return absent ();
  last = draw->n_picks > 0 ? &draw->picks[draw->n_picks - 1] : NULL;
  switch (arg) {
    case DRAW_TITLE:
      return text (draw->title);
    case DRAW_KIND:
      return text (draw->kind);
    case DRAW_STATE:
      return text (tc_draw_state_name (draw->state));
    case DRAW_QUOTA:
      return draw->quota > 0 ? number (draw->quota) : absent ();
    case DRAW_DRAWN:
      return number (draw->n_picks);
    case DRAW_NEXT:
      return draw->quota > 0 && draw->n_picks < (guint)draw->quota
                 ? number (draw->n_picks + 1)
                 : absent ();
    case DRAW_LAST_NAME:
      return text (last != NULL ? last->name : NULL);
    case DRAW_LAST_ORDER:
      return last != NULL ? number (last->order) : absent ();
    case DRAW_LAST_CATEGORY:
      return category (bind->snapshot, last != NULL ? last->category : NULL);
    case DRAW_PICKS:
      return rows (MAX (draw->n_picks, (guint)MAX (draw->quota, 0)));
    default:
      return proof_code (draw, arg - DRAW_CODE_1);
  }
}

static TcValue
get_pick (TcBind *bind, int arg)
{
  const TcDraw *draw = the_draw (bind);
  const TcPick *pick;

  if (draw == NULL)
    return absent ();
  pick = bind->row < draw->n_picks ? &draw->picks[bind->row] : NULL;
  switch (arg) {
    case PICK_ORDER:
      return number (pick != NULL ? pick->order : (int)bind->row + 1);
    case PICK_NAME:
      return text (pick != NULL ? pick->name : NULL);
    case PICK_CATEGORY:
      return category (bind->snapshot, pick != NULL ? pick->category : NULL);
    default:
      if (pick != NULL)
        return text ("done");
      return text (bind->row == draw->n_picks && draw->state == TC_DRAW_DRAWING
                       ? "now"
                       : "wait");
  }
}

/* --- scoring and ranking -----------------------------------------------------------
 */

enum {
  SCORING_ID,
  SCORING_STATE,
  SCORING_SEALED,
  SCORING_CAST,
  SCORING_ELIGIBLE,
  SCORING_MISSING,
  SCORING_SHARE,
  SCORING_AGGREGATE,
  SCORING_PUBLISHED,
  SCORING_MARK,
  SCORING_GROUPS,
  SCORING_NAME,
  SCORING_COUNT,
  GROUP_NAME,
  GROUP_WEIGHT,
  GROUP_CAST,
  GROUP_ELIGIBLE,
  GROUP_SCORE,
};

static TcValue
get_group (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;
  const TcGroup *group;

  if (scoring->id == NULL || bind->row >= scoring->n_groups)
    return absent ();
  group = &scoring->groups[bind->row];
  switch (arg) {
    case GROUP_NAME:
      return text (group->name);
    case GROUP_WEIGHT:
      return text (group->weight);
    case GROUP_CAST:
      return number (group->cast);
    case GROUP_ELIGIBLE:
      return number (group->eligible);
    default:
      return text (bind->snapshot->restored ? NULL : group->score);
  }
}

/* A restored document may be minutes old and from before a correction: no score. */
static TcValue
get_score (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;

  if (scoring->id == NULL || bind->snapshot->restored)
    return absent ();
  if (arg == SCORING_MARK)
    return text (tc_mark_name (scoring->mark));
  return text (arg == SCORING_AGGREGATE ? scoring->aggregate : scoring->published);
}

static TcValue
get_scoring (TcBind *bind, int arg)
{
  const TcScoring *scoring = &bind->snapshot->scoring;

  if (scoring->id == NULL)
    return absent ();
  switch (arg) {
    case SCORING_ID:
      return text (scoring->id);
    case SCORING_STATE:
      return text (tc_scoring_state_name (scoring->state));
    case SCORING_SEALED:
      return boolean (scoring->aggregate == NULL || bind->snapshot->restored);
    case SCORING_CAST:
      return number (scoring->cast);
    case SCORING_ELIGIBLE:
      return number (scoring->eligible);
    case SCORING_MISSING:
      return number (MAX (scoring->eligible - scoring->cast, 0));
    case SCORING_SHARE:
      return share (scoring->cast, scoring->eligible);
    case SCORING_GROUPS:
      return rows (scoring->n_groups);
    case SCORING_COUNT:
      return scoring->subject_is_unit ? absent () : number (scoring->subject_count);
    default:
      if (!scoring->subject_is_unit)
        return absent ();
      return text (unit_name (bind->snapshot, scoring->subject_unit));
  }
}

enum {
  RANKING,
  RANK_RANK,
  RANK_NAME,
  RANK_CATEGORY,
  RANK_SCORE,
  RANK_MARK
};

static TcValue
get_ranking (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  const TcRankRow *row;

  if (arg == RANKING)
    return s->n_ranking > 0 ? rows (s->n_ranking) : absent ();
  if (bind->row >= s->n_ranking)
    return absent ();
  row = &s->ranking[bind->row];
  switch (arg) {
    case RANK_RANK:
      return number (row->rank);
    case RANK_NAME:
      return text (row->name);
    case RANK_CATEGORY:
      return category (s, row->category);
    case RANK_MARK:
      return s->restored ? absent () : text (tc_mark_name (row->mark));
    default:
      return text (s->restored ? NULL : row->score);
  }
}

/* --- the closed list ---------------------------------------------------------------
 */

#define PATH(n, k, g, a)                                      \
  {                                                           \
    .name = (n), .kind = TC_VALUE_##k, .get = (g), .arg = (a) \
  }
#define BOUND(n, k, g, a)                                                       \
  {                                                                             \
    .name = (n), .kind = TC_VALUE_##k, .get = (g), .arg = (a), .is_bound = TRUE \
  }
#define CLOCK(n, k, g, a, b)                                                    \
  {                                                                             \
    .name = (n), .kind = TC_VALUE_##k, .get = (g), .arg = (a), .is_bound = (b), \
    .is_clock = TRUE                                                            \
  }
#define SCORE(n, g, a, r)                                                    \
  {                                                                          \
    .name = (n), .kind = TC_VALUE_TEXT, .get = (g), .arg = (a), .rows = (r), \
    .is_bound = TRUE, .is_score = TRUE                                       \
  }
#define ROW(n, k, g, a, r)                                                  \
  {                                                                         \
    .name = (n), .kind = TC_VALUE_##k, .get = (g), .arg = (a), .rows = (r), \
    .is_bound = TRUE                                                        \
  }

static const TcPath paths[] = {
    PATH ("surface", TEXT, get_frame, SURFACE),
    PATH ("language", TEXT, get_frame, LANGUAGE),
    PATH ("phase", TEXT, get_frame, PHASE),
    PATH ("rehearsal", BOOL, get_frame, REHEARSAL),
    PATH ("output.live", BOOL, get_frame, LIVE),
    PATH ("keyers.1", BOOL, get_frame, KEYER),
    PATH ("keyers.2", BOOL, get_frame, KEYER + 1),
    PATH ("keyers.3", BOOL, get_frame, KEYER + 2),
    PATH ("keyers.4", BOOL, get_frame, KEYER + 3),
    CLOCK ("clock.now", TIME, get_moment, NOW, FALSE),
    PATH ("data.age", TEXT, get_moment, DATA_AGE),
    CLOCK ("data.age_s", SECONDS, get_moment, DATA_AGE_S, FALSE),
    PATH ("data.time", TIME, get_moment, DATA_TIME),
    PATH ("data.known_at", TIME, get_moment, DATA_KNOWN_AT),
    PATH ("notice.text", TEXT, get_frame, NOTICE),
    PATH ("notice.urgent", BOOL, get_frame, URGENT),
    PATH ("meeting.title", TEXT, get_meeting, TITLE),
    PATH ("meeting.subtitle", TEXT, get_meeting, SUBTITLE),
    PATH ("meeting.venue", TEXT, get_meeting, VENUE),
    PATH ("units.total", NUMBER, get_frame, UNITS),
    PATH ("reports.total", NUMBER, get_agenda, REPORTS),
    PATH ("agenda.total", NUMBER, get_agenda, AGENDA_TOTAL),
    PATH ("agenda.done", NUMBER, get_agenda, AGENDA_DONE),
    PATH ("agenda.left", NUMBER, get_agenda, AGENDA_LEFT),
    PATH ("agenda.share", SHARE, get_agenda, AGENDA_SHARE),
    PATH ("agenda.next.name", TEXT, get_agenda, AGENDA_NEXT),
    BOUND ("current.unit", TEXT, get_current, CURRENT_UNIT),
    BOUND ("current.name", TEXT, get_current, CURRENT_NAME),
    BOUND ("current.category", TEXT, get_current, CURRENT_CATEGORY),
    BOUND ("current.order", NUMBER, get_current, CURRENT_ORDER),
    BOUND ("current.of", NUMBER, get_current, CURRENT_OF),
    BOUND ("current.done", NUMBER, get_current, CURRENT_DONE),
    BOUND ("current.speaker.name", TEXT, get_current, CURRENT_SPEAKER),
    BOUND ("current.speaker.title", TEXT, get_current, CURRENT_SPEAKER_TITLE),
    BOUND ("current.manual", BOOL, get_current, CURRENT_MANUAL),
    BOUND ("current.limit_s", SECONDS, get_current, CURRENT_LIMIT),
    CLOCK ("current.elapsed_s", SECONDS, get_time, CURRENT_ELAPSED, TRUE),
    CLOCK ("current.over", BOOL, get_time, CURRENT_OVER, TRUE),
    CLOCK ("current.share", SHARE, get_time, CURRENT_SHARE, TRUE),
    BOUND ("draw.title", TEXT, get_draw, DRAW_TITLE),
    BOUND ("draw.kind", TEXT, get_draw, DRAW_KIND),
    BOUND ("draw.state", TEXT, get_draw, DRAW_STATE),
    BOUND ("draw.quota", NUMBER, get_draw, DRAW_QUOTA),
    BOUND ("draw.drawn", NUMBER, get_draw, DRAW_DRAWN),
    BOUND ("draw.next", NUMBER, get_draw, DRAW_NEXT),
    BOUND ("draw.last.name", TEXT, get_draw, DRAW_LAST_NAME),
    BOUND ("draw.last.order", NUMBER, get_draw, DRAW_LAST_ORDER),
    BOUND ("draw.last.category", TEXT, get_draw, DRAW_LAST_CATEGORY),
    BOUND ("draw.code.1", TEXT, get_draw, DRAW_CODE_1),
    BOUND ("draw.code.2", TEXT, get_draw, DRAW_CODE_2),
    BOUND ("draw.code.3", TEXT, get_draw, DRAW_CODE_3),
    BOUND ("draw.picks", ROWS, get_draw, DRAW_PICKS),
    ROW ("row.order", NUMBER, get_pick, PICK_ORDER, "draw.picks"),
    ROW ("row.name", TEXT, get_pick, PICK_NAME, "draw.picks"),
    ROW ("row.category", TEXT, get_pick, PICK_CATEGORY, "draw.picks"),
    ROW ("row.state", TEXT, get_pick, PICK_STATE, "draw.picks"),
    BOUND ("scoring.id", TEXT, get_scoring, SCORING_ID),
    BOUND ("scoring.state", TEXT, get_scoring, SCORING_STATE),
    BOUND ("scoring.sealed", BOOL, get_scoring, SCORING_SEALED),
    BOUND ("scoring.cast", NUMBER, get_scoring, SCORING_CAST),
    BOUND ("scoring.eligible", NUMBER, get_scoring, SCORING_ELIGIBLE),
    BOUND ("scoring.missing", NUMBER, get_scoring, SCORING_MISSING),
    BOUND ("scoring.share", SHARE, get_scoring, SCORING_SHARE),
    BOUND ("scoring.mark", TEXT, get_score, SCORING_MARK),
    BOUND ("scoring.name", TEXT, get_scoring, SCORING_NAME),
    BOUND ("scoring.count", NUMBER, get_scoring, SCORING_COUNT),
    SCORE ("scoring.aggregate", get_score, SCORING_AGGREGATE, NULL),
    SCORE ("scoring.published", get_score, SCORING_PUBLISHED, NULL),
    BOUND ("scoring.groups", ROWS, get_scoring, SCORING_GROUPS),
    ROW ("row.name", TEXT, get_group, GROUP_NAME, "scoring.groups"),
    ROW ("row.weight", TEXT, get_group, GROUP_WEIGHT, "scoring.groups"),
    ROW ("row.cast", NUMBER, get_group, GROUP_CAST, "scoring.groups"),
    ROW ("row.eligible", NUMBER, get_group, GROUP_ELIGIBLE, "scoring.groups"),
    SCORE ("row.score", get_group, GROUP_SCORE, "scoring.groups"),
    BOUND ("ranking", ROWS, get_ranking, RANKING),
    ROW ("row.rank", NUMBER, get_ranking, RANK_RANK, "ranking"),
    ROW ("row.name", TEXT, get_ranking, RANK_NAME, "ranking"),
    ROW ("row.category", TEXT, get_ranking, RANK_CATEGORY, "ranking"),
    ROW ("row.mark", TEXT, get_ranking, RANK_MARK, "ranking"),
    SCORE ("row.score", get_ranking, RANK_SCORE, "ranking"),
};

const TcPath *
tc_path_list (guint *n_paths)
{
  *n_paths = G_N_ELEMENTS (paths);
  return paths;
}

const TcPath *
tc_path_find (const char *name, const char *row_array, GError **error)
{
  const char *known[G_N_ELEMENTS (paths) + 1] = {NULL};
  const char *near;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    if (paths[i].rows != NULL && g_strcmp0 (paths[i].rows, row_array) != 0)
      continue;
    if (strcmp (paths[i].name, name) == 0)
      return &paths[i];
    known[n++] = paths[i].name;
  }
  near = tc_did_you_mean (name, known);
  if (near != NULL)
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "unknown path '%s' (did you mean '%s'?)", name, near);
  else
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "unknown path '%s'", name);
  return NULL;
}

TcValue
tc_path_get (const TcPath *self, TcBind *bind)
{
  return self->get (bind, self->arg);
}
