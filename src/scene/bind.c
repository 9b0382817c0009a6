/* SPDX-License-Identifier: MIT */
#include "tallycast/scene/bind.h"

#include "scene/value.h"
#include "tallycast/core/error.h"

#include <string.h>

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
    PATH ("surface", TEXT, tc_value_get_frame, SURFACE),
    PATH ("language", TEXT, tc_value_get_frame, LANGUAGE),
    PATH ("phase", TEXT, tc_value_get_frame, PHASE),
    PATH ("rehearsal", BOOL, tc_value_get_frame, REHEARSAL),
    PATH ("output.live", BOOL, tc_value_get_frame, LIVE),
    PATH ("keyers.1", BOOL, tc_value_get_frame, KEYER),
    PATH ("keyers.2", BOOL, tc_value_get_frame, KEYER + 1),
    PATH ("keyers.3", BOOL, tc_value_get_frame, KEYER + 2),
    PATH ("keyers.4", BOOL, tc_value_get_frame, KEYER + 3),
    CLOCK ("clock.now", TIME, tc_value_get_moment, NOW, FALSE),
    PATH ("data.age", TEXT, tc_value_get_moment, DATA_AGE),
    CLOCK ("data.age_s", SECONDS, tc_value_get_moment, DATA_AGE_S, FALSE),
    PATH ("data.time", TIME, tc_value_get_moment, DATA_TIME),
    PATH ("data.known_at", TIME, tc_value_get_moment, DATA_KNOWN_AT),
    PATH ("notice.text", TEXT, tc_value_get_frame, NOTICE),
    PATH ("notice.urgent", BOOL, tc_value_get_frame, URGENT),
    PATH ("meeting.title", TEXT, tc_value_get_meeting, TITLE),
    PATH ("meeting.subtitle", TEXT, tc_value_get_meeting, SUBTITLE),
    PATH ("meeting.venue", TEXT, tc_value_get_meeting, VENUE),
    PATH ("meeting.url", TEXT, tc_value_get_meeting, URL),
    PATH ("phase.since", TIME, tc_value_get_phase, PHASE_SINCE),
    PATH ("phase.until", TIME, tc_value_get_phase, PHASE_UNTIL),
    CLOCK ("phase.share", SHARE, tc_value_get_phase, PHASE_SHARE, FALSE),
    PATH ("units.total", NUMBER, tc_value_get_frame, UNITS),
    PATH ("reports.total", NUMBER, tc_value_get_agenda, REPORTS),
    PATH ("agenda.total", NUMBER, tc_value_get_agenda, AGENDA_TOTAL),
    PATH ("agenda.done", NUMBER, tc_value_get_agenda, AGENDA_DONE),
    PATH ("agenda.left", NUMBER, tc_value_get_agenda, AGENDA_LEFT),
    PATH ("agenda.share", SHARE, tc_value_get_agenda, AGENDA_SHARE),
    PATH ("agenda.next.name", TEXT, tc_value_get_agenda, AGENDA_NEXT),
    BOUND ("current.unit", TEXT, tc_value_get_current, CURRENT_UNIT),
    BOUND ("current.name", TEXT, tc_value_get_current, CURRENT_NAME),
    BOUND ("current.category", TEXT, tc_value_get_current, CURRENT_CATEGORY),
    BOUND ("current.order", NUMBER, tc_value_get_current, CURRENT_ORDER),
    BOUND ("current.of", NUMBER, tc_value_get_current, CURRENT_OF),
    BOUND ("current.done", NUMBER, tc_value_get_current, CURRENT_DONE),
    BOUND ("current.speaker.name", TEXT, tc_value_get_current, CURRENT_SPEAKER),
    BOUND ("current.speaker.title", TEXT, tc_value_get_current, CURRENT_SPEAKER_TITLE),
    BOUND ("current.manual", BOOL, tc_value_get_current, CURRENT_MANUAL),
    BOUND ("current.limit_s", SECONDS, tc_value_get_current, CURRENT_LIMIT),
    CLOCK ("current.elapsed_s", SECONDS, tc_value_get_time, CURRENT_ELAPSED, TRUE),
    CLOCK ("current.over", BOOL, tc_value_get_time, CURRENT_OVER, TRUE),
    CLOCK ("current.share", SHARE, tc_value_get_time, CURRENT_SHARE, TRUE),
    BOUND ("draw.title", TEXT, tc_value_get_draw, DRAW_TITLE),
    BOUND ("draw.kind", TEXT, tc_value_get_draw, DRAW_KIND),
    BOUND ("draw.state", TEXT, tc_value_get_draw, DRAW_STATE),
    BOUND ("draw.quota", NUMBER, tc_value_get_draw, DRAW_QUOTA),
    BOUND ("draw.drawn", NUMBER, tc_value_get_draw, DRAW_DRAWN),
    BOUND ("draw.next", NUMBER, tc_value_get_draw, DRAW_NEXT),
    BOUND ("draw.last.name", TEXT, tc_value_get_draw, DRAW_LAST_NAME),
    BOUND ("draw.last.order", NUMBER, tc_value_get_draw, DRAW_LAST_ORDER),
    BOUND ("draw.last.category", TEXT, tc_value_get_draw, DRAW_LAST_CATEGORY),
    BOUND ("draw.rolling", BOOL, tc_value_get_draw, DRAW_ROLLING),
    BOUND ("draw.url", TEXT, tc_value_get_draw, DRAW_URL),
    BOUND ("draw.code.1", TEXT, tc_value_get_draw, DRAW_CODE_1),
    BOUND ("draw.code.2", TEXT, tc_value_get_draw, DRAW_CODE_2),
    BOUND ("draw.code.3", TEXT, tc_value_get_draw, DRAW_CODE_3),
    BOUND ("draw.picks", ROWS, tc_value_get_draw, DRAW_PICKS),
    ROW ("row.order", NUMBER, tc_value_get_pick, PICK_ORDER, "draw.picks"),
    ROW ("row.name", TEXT, tc_value_get_pick, PICK_NAME, "draw.picks"),
    ROW ("row.category", TEXT, tc_value_get_pick, PICK_CATEGORY, "draw.picks"),
    ROW ("row.state", TEXT, tc_value_get_pick, PICK_STATE, "draw.picks"),
    BOUND ("scoring.id", TEXT, tc_value_get_scoring, SCORING_ID),
    BOUND ("scoring.state", TEXT, tc_value_get_scoring, SCORING_STATE),
    BOUND ("scoring.sealed", BOOL, tc_value_get_scoring, SCORING_SEALED),
    BOUND ("scoring.cast", NUMBER, tc_value_get_scoring, SCORING_CAST),
    BOUND ("scoring.eligible", NUMBER, tc_value_get_scoring, SCORING_ELIGIBLE),
    BOUND ("scoring.missing", NUMBER, tc_value_get_scoring, SCORING_MISSING),
    BOUND ("scoring.share", SHARE, tc_value_get_scoring, SCORING_SHARE),
    BOUND ("scoring.scale", NUMBER, tc_value_get_scoring, SCORING_SCALE),
    BOUND ("scoring.mark", TEXT, tc_value_get_score, SCORING_MARK),
    BOUND ("scoring.name", TEXT, tc_value_get_scoring, SCORING_NAME),
    BOUND ("scoring.count", NUMBER, tc_value_get_scoring, SCORING_COUNT),
    SCORE ("scoring.aggregate", tc_value_get_score, SCORING_AGGREGATE, NULL),
    SCORE ("scoring.published", tc_value_get_score, SCORING_PUBLISHED, NULL),
    BOUND ("scoring.distribution", ROWS, tc_value_get_scoring, SCORING_BINS),
    BOUND ("scoring.groups", ROWS, tc_value_get_scoring, SCORING_GROUPS),
    ROW ("row.name", TEXT, tc_value_get_group, GROUP_NAME, "scoring.groups"),
    ROW ("row.weight", TEXT, tc_value_get_group, GROUP_WEIGHT, "scoring.groups"),
    ROW ("row.cast", NUMBER, tc_value_get_group, GROUP_CAST, "scoring.groups"),
    ROW ("row.eligible", NUMBER, tc_value_get_group, GROUP_ELIGIBLE, "scoring.groups"),
    ROW ("row.changed", BOOL, tc_value_get_group, GROUP_CHANGED, "scoring.groups"),
    SCORE ("row.score", tc_value_get_group, GROUP_SCORE, "scoring.groups"),
    /* The order of its rows is what the scores say. */
    {.name = "ranking",
     .kind = TC_VALUE_ROWS,
     .is_score = TRUE,
     .is_bound = TRUE,
     .get = tc_value_get_ranking,
     .arg = RANKING},
    BOUND ("ranking.total", NUMBER, tc_value_get_ranking, RANKING_TOTAL),
    BOUND ("ranking.open", BOOL, tc_value_get_ranking, RANKING_OPEN),
    ROW ("row.rank", NUMBER, tc_value_get_ranking, RANK_RANK, "ranking"),
    ROW ("row.name", TEXT, tc_value_get_ranking, RANK_NAME, "ranking"),
    ROW ("row.category", TEXT, tc_value_get_ranking, RANK_CATEGORY, "ranking"),
    ROW ("row.mark", TEXT, tc_value_get_ranking, RANK_MARK, "ranking"),
    SCORE ("row.score", tc_value_get_ranking, RANK_SCORE, "ranking"),
};

const TcPath *
tc_path_list (guint *n_paths)
{
  *n_paths = G_N_ELEMENTS (paths);
  return paths;
}

const TcPath *
tc_path_find (const char *name, const char *rows, GError **error)
{
  const char *known[G_N_ELEMENTS (paths) + 1] = {NULL};
  const char *near;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    if (paths[i].rows != NULL && g_strcmp0 (paths[i].rows, rows) != 0)
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

guint
tc_path_topic (const TcPath *self)
{
  static const struct {
    const char *prefix;
    TcTopic topic;
  } topics[] = {{"current.", TC_TOPIC_CURRENT},
                {"draw.", TC_TOPIC_DRAW},
                {"scoring.", TC_TOPIC_SCORING},
                {"ranking", TC_TOPIC_RANKING}};
  const char *name = self->rows != NULL ? self->rows : self->name;

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (g_str_has_prefix (name, topics[i].prefix))
      return topics[i].topic;
  return 0;
}

TcValue
tc_path_get (const TcPath *self, TcBind *bind)
{
  return self->get (bind, self->arg);
}
