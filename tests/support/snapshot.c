/* SPDX-License-Identifier: MIT */
#include "snapshot.h"

#include <string.h>

#define NOW_US      (G_GINT64_CONSTANT (1795400000) * G_USEC_PER_SEC)
#define YEAR_US     (G_GINT64_CONSTANT (365 * 86400) * G_USEC_PER_SEC)
#define FIRST_US    1                                                 /* 1970 */
#define LAST_US     (G_GINT64_CONSTANT (7258118399) * G_USEC_PER_SEC) /* 2199 */
#define N_UNITS     8
#define MANY        300
#define PICK_IDS    512 /* no multiple of 7: MANY different ones */
#define LONG_REPEAT 40

static gboolean
one_in (TcTestRandom *random, int n)
{
  return tc_test_random_range (random, 0, n) == 0;
}

static int
any_of (TcTestRandom *random, int n)
{
  return tc_test_random_range (random, 0, n);
}

static char *
any_text (TcTestRandom *random)
{
  static const char *const texts[] = {
      "住房和城乡建设委员会",
      "甲",
      "Housing and Urban-Rural Development Commission",
      "ئۇيغۇر ئاپتونوم رايونى",
      "བོད་རང་སྐྱོང་ལྗོངས།",
      "𠮷野家𪚥",
      "12 ms",
      "a\nb\tc\x7f",
      "\u202eabc\u2066\u0301\u200d",
      "👩‍👩‍👧",
      "",
  };
  const char *text = texts[any_of (random, G_N_ELEMENTS (texts))];
  GString *longer;

  if (one_in (random, 6))
    return NULL;
  if (!one_in (random, 20))
    return g_strdup (text);
  longer = g_string_new (NULL);
  for (int i = 0; i < LONG_REPEAT; i++)
    g_string_append (longer, text);
  return g_string_free (longer, FALSE);
}

static int
any_count (TcTestRandom *random)
{
  static const int counts[] = {0, 1, 2, 12, 20, 63, 77, 1000000, G_MAXINT};

  return counts[any_of (random, G_N_ELEMENTS (counts))];
}

static gint64
any_time (TcTestRandom *random)
{
  static const gint64 times[] = {0, FIRST_US, LAST_US, NOW_US - 40 * YEAR_US};

  if (one_in (random, 3))
    return times[any_of (random, G_N_ELEMENTS (times))];
  return NOW_US + (gint64)tc_test_random_range (random, -90000, 90000) * G_USEC_PER_SEC;
}

static char *
any_unit (TcTestRandom *random)
{
  return g_strdup_printf ("u%d", any_of (random, N_UNITS));
}

static guint
any_length (TcTestRandom *random)
{
  return (guint)(one_in (random, 30) ? MANY : any_of (random, 15));
}

static char *
maybe (TcTestRandom *random, const char *text)
{
  return one_in (random, 5) ? NULL : g_strdup (text);
}

/* --- sections --- */

static void
fill_draw (TcDraw *draw, guint number, TcTestRandom *random)
{
  static const char *const kinds[] = {"unit", "person", "visit"};

  draw->id = g_strdup_printf ("d%u", number);
  draw->kind = g_strdup (kinds[any_of (random, 3)]);
  draw->title = any_text (random);
  draw->state = (TcDrawState)any_of (random, TC_DRAW_VOID + 1);
  draw->quota = any_count (random);
  draw->commitment =
      one_in (random, 2) ? g_strdup ("9f3c71a28e40d5b6") : any_text (random);
  draw->pool_sha256 = any_text (random);
  draw->algorithm = any_text (random);
  draw->url = any_text (random);
  draw->n_picks = draw->state == TC_DRAW_VOID ? 0 : any_length (random);
  draw->picks = g_new0 (TcPick, draw->n_picks);
  for (guint i = 0; i < draw->n_picks; i++) /* nobody twice */
    draw->picks[i] =
        (TcPick){(int)i + 1, g_strdup_printf ("u%u", (number + i * 7) % PICK_IDS),
                 any_text (random), any_text (random)};
}

static void
fill_draws (TcSnapshot *self, TcTestRandom *random)
{
  self->n_draws = (guint)any_of (random, 4);
  self->draws = g_new0 (TcDraw, self->n_draws);
  for (guint i = 0; i < self->n_draws; i++)
    fill_draw (&self->draws[i], i, random);
  self->draw = any_of (random, (int)self->n_draws + 1) - 1;
}

/* The table of feed/rules.h. */
static TcMark
mark_of (const TcScoring *scoring, TcTestRandom *random)
{
  switch (scoring->state) {
    case TC_SCORING_CLOSED:
      return TC_MARK_NONE;
    case TC_SCORING_OPEN:
      return scoring->visibility == TC_VISIBLE_LIVE ? TC_MARK_PROVISIONAL
                                                    : TC_MARK_NONE;
    case TC_SCORING_LOCKED:
      return scoring->visibility != TC_VISIBLE_AFTER_PUBLISH ? TC_MARK_PROVISIONAL
                                                             : TC_MARK_NONE;
    default:
      return one_in (random, 2) ? TC_MARK_FINAL : TC_MARK_CORRECTED;
  }
}

static void
fill_groups (TcScoring *scoring, TcTestRandom *random)
{
  scoring->n_groups = any_length (random);
  scoring->groups = g_new0 (TcGroup, scoring->n_groups);
  for (guint i = 0; i < scoring->n_groups; i++)
    scoring->groups[i] = (TcGroup){
        .id = g_strdup_printf ("g%u", i),
        .name = any_text (random),
        .weight = maybe (random, "0.4"),
        .cast = any_count (random),
        .eligible = any_count (random),
        .score =
            scoring->mark != TC_MARK_NONE ? maybe (random, TC_TEST_GROUP_SCORE) : NULL,
    };
}

static void
fill_bins (TcScoring *scoring, TcTestRandom *random)
{
  scoring->n_bins = scoring->mark != TC_MARK_NONE ? any_length (random) : 0;
  scoring->bins = g_new0 (TcBin, scoring->n_bins);
  for (guint i = 0; i < scoring->n_bins; i++)
    scoring->bins[i] = (TcBin){g_strdup_printf ("%u", i * 2),
                               g_strdup_printf ("%u", i * 2 + 2), any_count (random)};
}

static void
fill_scoring (TcSnapshot *self, TcTestRandom *random)
{
  TcScoring *scoring = &self->scoring;

  if (one_in (random, 6))
    return;
  scoring->id = g_strdup ("s1");
  scoring->subject_is_unit = !one_in (random, 4);
  scoring->subject_unit = scoring->subject_is_unit ? any_unit (random) : NULL;
  scoring->subject_count = any_count (random);
  scoring->state = (TcScoringState)any_of (random, TC_SCORING_PUBLISHED + 1);
  scoring->visibility = (TcVisibility)any_of (random, TC_VISIBLE_AFTER_PUBLISH + 1);
  scoring->scale = 100;
  scoring->decimals = 2;
  scoring->cast = any_count (random);
  scoring->eligible = any_count (random);
  scoring->mark = mark_of (scoring, random);
  if (scoring->mark != TC_MARK_NONE)
    scoring->aggregate = maybe (random, TC_TEST_AGGREGATE);
  if (scoring->mark == TC_MARK_CORRECTED)
    scoring->published = maybe (random, "73.20");
  fill_groups (scoring, random);
  fill_bins (scoring, random);
}

static void
fill_ranking (TcSnapshot *self, TcTestRandom *random)
{
  self->n_ranking = any_length (random);
  self->ranking = g_new0 (TcRankRow, self->n_ranking);
  for (guint i = 0; i < self->n_ranking; i++) {
    gboolean is_published = !one_in (random, 3);

    self->ranking[i] = (TcRankRow){
        .rank = (int)i + 1,
        .state = is_published ? TC_SCORING_PUBLISHED : TC_SCORING_OPEN,
        .unit = any_unit (random),
        .name = any_text (random),
        .category = any_text (random),
        .score = maybe (random, TC_TEST_RANKING_SCORE),
        .mark = is_published ? TC_MARK_FINAL : TC_MARK_PROVISIONAL,
    };
  }
}

static void
fill_meeting (TcSnapshot *self, TcTestRandom *random)
{
  self->meeting_title = any_text (random);
  self->meeting_subtitle = any_text (random);
  self->meeting_venue = any_text (random);
  self->meeting_url =
      one_in (random, 2) ? g_strdup ("https://example.org/r") : any_text (random);
  self->phase_since_us = any_time (random);
  self->phase_until_us = any_time (random);
  self->units_total = any_count (random);
  self->n_categories = any_length (random);
  self->categories = g_new0 (TcCategory, self->n_categories);
  for (guint i = 0; i < self->n_categories; i++)
    self->categories[i] =
        (TcCategory){any_text (random), any_text (random), any_count (random)};
  self->n_agenda = any_length (random);
  self->agenda = g_new0 (TcAgendaEntry, self->n_agenda);
  for (guint i = 0; i < self->n_agenda; i++)
    self->agenda[i] =
        (TcAgendaEntry){(int)i + 1, any_unit (random),
                        (TcAgendaState)any_of (random, TC_AGENDA_PUBLISHED + 1)};
  self->notice_text = one_in (random, 2) ? any_text (random) : NULL;
  self->notice_urgent = one_in (random, 2);
}

static void
fill_current (TcSnapshot *self, TcTestRandom *random)
{
  if (one_in (random, 5))
    return;
  self->current.unit = any_unit (random);
  self->current.name = maybe (random, TC_TEST_CURRENT_NAME);
  self->current.category = any_text (random);
  self->current.order = any_count (random);
  self->current.of = any_count (random);
  self->current.speaker_name = any_text (random);
  self->current.speaker_title = any_text (random);
  self->current.started_us = any_time (random);
  self->current.limit_s = any_of (random, 2) * any_of (random, 86401);
  self->current_manual = one_in (random, 4);
}

static TcRoster *
any_roster (TcTestRandom *random)
{
  TcRoster *roster = tc_roster_new ("00", any_length (random));

  for (guint i = 0; i < roster->n_units; i++) {
    g_autofree char *name = any_text (random);

    roster->units[i] =
        (TcRosterUnit){g_strdup_printf ("u%u", i), g_strdup (name != NULL ? name : ""),
                       any_text (random), any_text (random), one_in (random, 2)};
  }
  return roster;
}

TcSnapshot *
tc_test_snapshot (TcTestRandom *random)
{
  TcSnapshot *self = tc_snapshot_new ();

  self->epoch = g_strdup ("E1");
  self->revision = 1;
  self->time_us = any_time (random);
  self->roster = one_in (random, 3) ? NULL : any_roster (random);
  self->rehearsal = one_in (random, 2);
  self->restored = one_in (random, 6);
  self->phase = (TcPhase)any_of (random, TC_PHASE_END + 1);
  fill_meeting (self, random);
  fill_current (self, random);
  if (one_in (random, 8))
    self->refused |= TC_SECTION_SCORING;
  else
    fill_scoring (self, random);
  if (one_in (random, 8))
    self->refused |= TC_SECTION_RANKING;
  else
    fill_ranking (self, random);
  if (one_in (random, 8))
    self->refused |= TC_SECTION_DRAWS;
  else
    fill_draws (self, random);
  return self;
}
