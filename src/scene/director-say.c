/* SPDX-License-Identifier: MIT
 *
 * What each scene would say now, in a line for its key on the panel, whether the rules
 * let it go on the air, and what auto will do next. By what a scene binds and what the
 * snapshot has; nothing is drawn for it.
 */
#include "scene/state.h"

typedef enum {
  SAY_OK,
  SAY_LATE,
  SAY_STALE,
  SAY_EMPTY,     /* there is nothing of what it is for */
  SAY_FORBIDDEN, /* there is, and the rules do not let it be shown */
} State;

static const char *const state_names[] = {"ok", "late", "stale", "empty", "forbidden"};

typedef struct {
  State state;
  char *zh, *en;  /* owned; NULL: nothing to say */
  TcWhyCode rule; /* FORBIDDEN: for who wants to take it */
} Say;

static Say
say (State state, const char *zh, const char *en)
{
  return (Say){state, g_strdup (zh), g_strdup (en), TC_WHY_OTHER};
}

static Say
forbid (const char *zh, const char *en, TcWhyCode rule)
{
  return (Say){SAY_FORBIDDEN, g_strdup (zh), g_strdup (en), rule};
}

/* --- one topic --- */

static Say
say_ranking (const TcSnapshot *s)
{
  if (s->refused & TC_SECTION_RANKING)
    return forbid ("排名数据被拒收", "ranking refused", TC_WHY_RANKING_NOT_SHOWN);
  if (s->n_ranking == 0)
    return say (SAY_EMPTY, "还没有排名", "no ranking yet");
  return (Say){SAY_OK, g_strdup_printf ("已有 %u 家", s->n_ranking),
               g_strdup_printf ("%u so far", s->n_ranking)};
}

static Say
say_draw (const TcSnapshot *s)
{
  const TcDraw *draw = s->draw >= 0 ? &s->draws[s->draw] : NULL;

  if (s->refused & TC_SECTION_DRAWS)
    return forbid ("抽签数据被拒收", "draw refused", TC_WHY_DRAW_NOT_SHOWN);
  if (draw == NULL)
    return say (SAY_EMPTY, "没有抽签", "no draw");
  if (draw->state == TC_DRAW_VOID)
    return say (SAY_EMPTY, "抽签已作废", "draw is void");
  return (Say){SAY_OK, g_strdup_printf ("%u 家已抽", draw->n_picks),
               g_strdup_printf ("%u drawn", draw->n_picks)};
}

static Say
say_figure (const TcScoring *scoring)
{
  static const struct {
    const char *zh, *en;
  } marks[] = {[TC_MARK_NONE] = {"", ""},
               [TC_MARK_PROVISIONAL] = {"暂计 ", " so far"},
               [TC_MARK_FINAL] = {"最终 ", " final"},
               [TC_MARK_CORRECTED] = {"更正 ", " corrected"}};

  return (Say){SAY_OK, g_strconcat (marks[scoring->mark].zh, scoring->aggregate, NULL),
               g_strconcat (scoring->aggregate, marks[scoring->mark].en, NULL)};
}

/* @is_open: the scene is the one for the time while the score is open: that is worth
 * showing without its figure. */
static Say
say_scoring (const TcSnapshot *s, gboolean is_open)
{
  const TcScoring *scoring = &s->scoring;

  if (s->refused & TC_SECTION_SCORING)
    return forbid ("评分数据被拒收", "score refused", TC_WHY_SCORE_NOT_SHOWN);
  if (scoring->id == NULL)
    return say (SAY_EMPTY, "没有评分", "no scoring");
  if (scoring->aggregate != NULL && !s->restored)
    return say_figure (scoring);
  if (!is_open)
    return forbid ("等待公布", "not published", TC_WHY_SCORE_NOT_PUBLISHED);
  if (scoring->state == TC_SCORING_CLOSED)
    return say (SAY_EMPTY, "还没有开始评分", "scoring is not open");
  return (Say){SAY_OK,
               g_strdup_printf ("已投 %d / %d", scoring->cast, scoring->eligible),
               g_strdup_printf ("%d of %d voted", scoring->cast, scoring->eligible)};
}

static Say
say_current (const TcSnapshot *s)
{
  if (s->current.unit == NULL)
    return say (SAY_EMPTY, "台上没有单位", "nobody on stage");
  if (s->current.order <= 0)
    return say (SAY_OK, s->current.name, s->current.name);
  return (Say){SAY_OK, g_strdup_printf ("第 %d 家", s->current.order),
               g_strdup_printf ("%d of %d", s->current.order, s->current.of)};
}

/* --- one scene --- */

static Say
say_content (const TcDirector *self, const TcScene *scene)
{
  const TcSnapshot *s = self->snapshot;
  gboolean is_open =
      scene == tc_director_find (self, self->phase_scene[TC_PHASE_SCORING]);

  if (scene->topics != 0 && s->epoch == NULL)
    return say (SAY_EMPTY, "没有数据", "no data");
  if (scene->topics & TC_TOPIC_RANKING)
    return say_ranking (s);
  if (scene->has_score)
    return say_scoring (s, is_open);
  if (scene->topics & TC_TOPIC_DRAW)
    return say_draw (s);
  if (scene->topics & TC_TOPIC_CURRENT)
    return say_current (s);
  if (scene->topics & TC_TOPIC_SCORING)
    return say_scoring (s, TRUE);
  if (scene->layers->len == 0)
    return say (SAY_OK, "无图文", "no graphics");
  if (scene->surface == TC_SURFACE_BOARD)
    return say (SAY_OK, "整屏", "full screen");
  return say (SAY_OK, NULL, NULL);
}

TcWhyCode
tc_director_forbids (const TcDirector *self, const TcScene *scene)
{
  Say words = say_content (self, scene);

  g_free (words.zh);
  g_free (words.en);
  return words.rule;
}

/* What is there is old: that is what its key must say. */
static Say
say_scene (const TcDirector *self, const TcScene *scene)
{
  TcAge age = self->snapshot->restored ? TC_AGE_STALE : self->age;
  Say words = say_content (self, scene);

  if (words.state == SAY_OK && scene->topics != 0 && age != TC_AGE_FRESH)
    words.state = age == TC_AGE_LATE ? SAY_LATE : SAY_STALE;
  return words;
}

static json_t *
scene_json (const TcDirector *self, const TcScene *scene)
{
  gint64 age_ns = tc_clock_mono_ns (&self->clock) - self->age_since_ns;
  Say words = say_scene (self, scene);
  json_t *json =
      json_pack ("{s:s, s:s, s:{s:s?, s:s?}}", "name", scene->name, "state",
                 state_names[words.state], "text", "zh", words.zh, "en", words.en);

  if (words.state == SAY_LATE || words.state == SAY_STALE)
    json_object_set_new (json, "age_ms", json_integer (age_ns / TC_NS_PER_MS));
  g_free (words.zh);
  g_free (words.en);
  return json;
}

json_t *
tc_director_say_scenes (const TcDirector *self)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->scenes->len; i++)
    json_array_append_new (list,
                           scene_json (self, g_ptr_array_index (self->scenes, i)));
  return list;
}

void
tc_director_say_older (json_t *scenes, gint64 more_ns)
{
  size_t i;
  json_t *scene;

  json_array_foreach (scenes, i, scene)
  {
    json_t *age = json_object_get (scene, "age_ms");
    gint64 ms = json_integer_value (age) + more_ns / TC_NS_PER_MS;
    g_autofree char *zh = g_strdup_printf ("%d 秒前的数据", (int)(ms / 1000));
    g_autofree char *en = g_strdup_printf ("%d s old", (int)(ms / 1000));

    if (age == NULL)
      continue;
    json_object_set_new (scene, "age_ms", json_integer (ms));
    json_object_set_new (scene, "text", json_pack ("{s:s, s:s}", "zh", zh, "en", en));
  }
}

/* --- auto --- */

static gboolean
has_waiting (const TcSnapshot *s)
{
  for (guint i = 0; i < s->n_agenda; i++)
    if (s->agenda[i].state == TC_AGENDA_WAITING)
      return TRUE;
  return s->n_agenda == 0;
}

static gboolean
will_draw (const TcSnapshot *s)
{
  return s->draw >= 0 && s->draws[s->draw].state != TC_DRAW_DONE &&
         s->draws[s->draw].state != TC_DRAW_VOID;
}

/* The phase that follows in a meeting's course. */
static TcPhase
next_phase (const TcSnapshot *s)
{
  switch (s->phase) {
    case TC_PHASE_STANDBY:
      return will_draw (s) ? TC_PHASE_DRAW : TC_PHASE_PRESENTING;
    case TC_PHASE_PRESENTING:
      return TC_PHASE_SCORING;
    case TC_PHASE_SCORING:
      return TC_PHASE_RESULT;
    case TC_PHASE_RESULT:
      return has_waiting (s) ? TC_PHASE_PRESENTING : TC_PHASE_RANKING;
    case TC_PHASE_RANKING:
    case TC_PHASE_END:
      return TC_PHASE_END;
    default:
      return TC_PHASE_PRESENTING;
  }
}

json_t *
tc_director_say_auto (const TcDirector *self)
{
  gboolean waits = self->is_auto && tc_director_wait_rule (self) != TC_WHY_OTHER;
  TcPhase phase = waits ? self->snapshot->phase : next_phase (self->snapshot);
  const TcScene *next = tc_director_scene_for (self, phase);
  gboolean is_change =
      self->snapshot->epoch != NULL && next != NULL && next != self->programme;

  return json_pack ("{s:b, s:s?, s:s?, s:b}", "on", self->is_auto, "next",
                    is_change ? next->name : NULL, "cause",
                    is_change ? tc_phase_name (phase) : NULL, "waits", waits);
}
