/* SPDX-License-Identifier: MIT
 *
 * The longest values. Numbers are bounded by the meeting itself; words are not, so
 * those of this file are as long as the longest that public meetings have.
 */
#include "app/check-case.h"

#include <string.h>

#define TOP_QUOTA       24    /* picks that the draw's board has room for */
#define LATE_S          4512  /* 1:15:12 on the clock */
#define WAIT_S          14400 /* four hours to wait */
#define MANY_BALLOTS    2980  /* who may vote: a people's congress */
#define MANY_IN_A_GROUP 745
#define NOTICE_EN       "Please check that your ballot has been received. "
#define NOTICE_ZH       "请各位代表检查评分表是否提交成功。"

/* --- numbers --- */

/* "100.00": the top of the scale, with as many digits as are published. */
static void
top (char **score, const TcScoring *scoring)
{
  int scale = scoring->scale > 0 ? scoring->scale : 100;
  const char *digits = *score != NULL ? strchr (*score, '.') : NULL;
  char *highest;

  if (*score == NULL)
    return;
  highest = digits != NULL
                ? g_strdup_printf ("%d.%0*d", scale, (int)strlen (digits) - 1, 0)
                : g_strdup_printf ("%d", scale);
  g_free (*score);
  *score = highest;
}

static void
fill_scoring (TcScoring *scoring)
{
  top (&scoring->aggregate, scoring);
  top (&scoring->published, scoring);
  for (guint i = 0; i < scoring->n_groups; i++) {
    top (&scoring->groups[i].score, scoring);
    tc_check_set_text (&scoring->groups[i].weight, "0.125");
  }
  scoring->cast = scoring->eligible;
}

/* As many picks as there is room for, if the roster has them. */
static void
fill_draw (TcDraw *draw, const TcRoster *roster)
{
  guint quota = MIN (TOP_QUOTA, roster->n_units);
  guint first = draw->n_picks;

  if (first == 0 || g_strcmp0 (draw->kind, "unit") != 0 || quota <= first)
    return;
  draw->picks = g_renew (TcPick, draw->picks, quota);
  for (guint i = first; i < quota; i++) {
    const TcRosterUnit *unit = &roster->units[i];

    draw->picks[i] = (TcPick){(int)i + 1, g_strdup (unit->id), g_strdup (unit->name),
                              g_strdup (unit->category)};
  }
  draw->n_picks = quota;
  draw->quota = (int)quota;
}

/* As it is shown: by its name, when the document gives it one. */
static guint
category_columns (const TcSnapshot *s, const char *category)
{
  for (guint i = 0; i < s->n_categories; i++)
    if (g_strcmp0 (s->categories[i].id, category) == 0)
      return tc_check_columns (s->categories[i].name);
  return category != NULL ? tc_check_columns (category) : 0;
}

/* Any unit may be drawn, report and be ranked: so may one of the longest category. */
static void
fill_categories (TcSnapshot *s)
{
  const char *longest = NULL;

  for (guint i = 0; s->roster != NULL && i < s->roster->n_units; i++)
    if (category_columns (s, s->roster->units[i].category) >
        category_columns (s, longest))
      longest = s->roster->units[i].category;
  if (longest == NULL)
    return;
  if (s->current.category != NULL)
    tc_check_set_text (&s->current.category, longest);
  for (guint i = 0; i < s->n_ranking; i++)
    tc_check_set_text (&s->ranking[i].category, longest);
  for (guint d = 0; d < s->n_draws; d++)
    for (guint i = 0; i < s->draws[d].n_picks; i++)
      if (s->draws[d].picks[i].category != NULL)
        tc_check_set_text (&s->draws[d].picks[i].category, longest);
}

void
tc_check_fill_numbers (TcCheckCase *self)
{
  TcSnapshot *s = self->snapshot;

  self->since_s = LATE_S;
  fill_scoring (&s->scoring);
  for (guint i = 0; i < s->n_ranking; i++)
    top (&s->ranking[i].score, &s->scoring);
  if (s->draw >= 0 && s->roster != NULL)
    fill_draw (&s->draws[s->draw], s->roster);
  if (s->phase_until_us > 0)
    s->phase_until_us = s->time_us + (gint64)(LATE_S + WAIT_S) * G_USEC_PER_SEC;
  if (s->current.order > 0 && s->units_total > 0)
    s->current.order = s->current.of = s->units_total;
  fill_categories (s);
}

/* --- words --- */

typedef struct {
  const char *speaker, *speaker_title, *title, *subtitle, *venue, *draw, *group, *url;
} Words;

static const Words chinese = {
    .speaker = "阿不都热合曼·买买提",
    .speaker_title = "党组书记、局长、一级调研员",
    .title = "2026年度绩效评议大会",
    .subtitle = "77个单位，现场抽取12个报告，四方代表当场评分，全程公开直播",
    .venue = "区行政中心一号楼三层多功能会议厅",
    .draw = "随机抽取报告单位",
    .group = "政协委员",
    .url = "https://www.example.gov.cn/jixiao/2026/pingyi",
};

static const Words english = {
    .speaker = "Abdurehman Memet",
    .speaker_title = "Director",
    .title = "Performance Review 2026",
    .subtitle = "77 units, 12 drawn to report, scored on the spot by four groups",
    .venue = "Hall 1, District Conference Centre",
    .draw = "Draw of units",
    .group = "Enterprises",
    .url = "https://www.example.gov.cn/performance/2026",
};

/* Only what is there can be longer. */
static void
lengthen (char **place, const char *text)
{
  if (*place != NULL && tc_check_columns (*place) < tc_check_columns (text))
    tc_check_set_text (place, text);
}

static void
lengthen_draw (TcDraw *draw, const Words *words)
{
  lengthen (&draw->title, words->draw);
  lengthen (&draw->url, words->url);
  if (g_strcmp0 (draw->kind, "person") == 0)
    for (guint i = 0; i < draw->n_picks; i++)
      lengthen (&draw->picks[i].name, words->speaker);
}

/* A congress, where this meeting may be a hall. */
static void
assume_ballots (TcScoring *scoring)
{
  scoring->eligible = MAX (scoring->eligible, MANY_BALLOTS);
  scoring->cast = MAX (scoring->cast, scoring->eligible - 1);
  for (guint i = 0; i < scoring->n_groups; i++) {
    scoring->groups[i].eligible = MAX (scoring->groups[i].eligible, MANY_IN_A_GROUP);
    scoring->groups[i].cast = scoring->groups[i].eligible;
  }
}

static char *
whole_notice (const char *sentence)
{
  GString *text = g_string_new (NULL);

  while (text->len + strlen (sentence) <= TC_MODEL_MAX_STRING_BYTES)
    g_string_append (text, sentence);
  return g_string_free (text, FALSE);
}

void
tc_check_fill_words (TcCheckCase *self, gboolean is_english)
{
  const Words *words = is_english ? &english : &chinese;
  TcSnapshot *s = self->snapshot;

  self->is_assumed = TRUE;
  self->language = is_english ? "en" : "zh";
  lengthen (&s->current.speaker_name, words->speaker);
  lengthen (&s->current.speaker_title, words->speaker_title);
  lengthen (&s->meeting_title, words->title);
  lengthen (&s->meeting_subtitle, words->subtitle);
  lengthen (&s->meeting_venue, words->venue);
  lengthen (&s->meeting_url, words->url);
  for (guint i = 0; i < s->n_draws; i++)
    lengthen_draw (&s->draws[i], words);
  assume_ballots (&s->scoring);
  for (guint i = 0; i < s->scoring.n_groups; i++)
    lengthen (&s->scoring.groups[i].name, words->group);
  if (s->notice_text != NULL) {
    g_free (s->notice_text);
    s->notice_text = whole_notice (is_english ? NOTICE_EN : NOTICE_ZH);
  }
}
