/* SPDX-License-Identifier: MIT
 *
 * The copy is tested without naming the fields once more: two equal snapshots are
 * filled with values that all differ, one is copied and freed, and the copy is compared
 * with the other word by word. What was shared is now freed memory, what was left out
 * is 0. A field that somebody adds and does not fill here fails "is filled" at once.
 */
#include "tallycast/core/model.h"

#include <string.h>

static int counter;

static char *
text (void)
{
  return g_strdup_printf ("text %d", ++counter);
}

static int
number (void)
{
  return ++counter;
}

static void
fill_draw (TcDraw *draw)
{
  *draw = (TcDraw){.id = text (),
                   .kind = text (),
                   .title = text (),
                   .state = TC_DRAW_DONE,
                   .quota = number (),
                   .pool_sha256 = text (),
                   .picks = g_new0 (TcPick, 2),
                   .n_picks = 2,
                   .algorithm = text (),
                   .commitment = text (),
                   .entropy = text (),
                   .reveal = text (),
                   .url = text ()};
  for (guint i = 0; i < 2; i++)
    draw->picks[i] = (TcPick){number (), text (), text (), text ()};
}

static void
fill_scoring (TcScoring *scoring)
{
  *scoring = (TcScoring){.id = text (),
                         .subject_is_unit = TRUE,
                         .subject_unit = text (),
                         .subject_count = number (),
                         .state = TC_SCORING_PUBLISHED,
                         .visibility = TC_VISIBLE_AFTER_LOCK,
                         .scale = number (),
                         .decimals = number (),
                         .cast = number (),
                         .eligible = number (),
                         .aggregate = text (),
                         .mark = TC_MARK_CORRECTED,
                         .published = text (),
                         .groups = g_new0 (TcGroup, 2),
                         .n_groups = 2,
                         .bins = g_new0 (TcBin, 2),
                         .n_bins = 2};
  for (guint i = 0; i < 2; i++) {
    scoring->groups[i] =
        (TcGroup){text (), text (), text (), number (), number (), text ()};
    scoring->bins[i] = (TcBin){text (), text (), number ()};
  }
}

static void
fill_strings (TcSnapshot *s)
{
  s->epoch = text ();
  s->document_sha256 = text ();
  s->meeting_id = text ();
  s->meeting_title = text ();
  s->meeting_subtitle = text ();
  s->meeting_venue = text ();
  s->meeting_url = text ();
  s->current.unit = text ();
  s->current.name = text ();
  s->current.category = text ();
  s->current.speaker_name = text ();
  s->current.speaker_title = text ();
  s->notice_text = text ();
}

static TcSnapshot *
full_snapshot (void)
{
  TcSnapshot *s = tc_snapshot_new ();

  counter = 0;
  fill_strings (s);
  s->revision = number ();
  s->time_us = number ();
  s->utc_offset_s = number ();
  s->phase_since_us = number ();
  s->phase_until_us = number ();
  s->receipt_mono_ns = number ();
  s->receipt_wall_us = number ();
  s->rehearsal = s->restored = s->current_manual = s->notice_urgent = TRUE;
  s->refused = TC_SECTION_DRAWS | TC_SECTION_RANKING;
  s->phase = TC_PHASE_RESULT;
  s->units_total = number ();
  s->n_categories = s->n_draws = s->n_agenda = s->n_ranking = 2;
  s->categories = g_new0 (TcCategory, 2);
  s->draws = g_new0 (TcDraw, 2);
  s->agenda = g_new0 (TcAgendaEntry, 2);
  s->ranking = g_new0 (TcRankRow, 2);
  for (guint i = 0; i < 2; i++) {
    s->categories[i] = (TcCategory){text (), text (), number ()};
    fill_draw (&s->draws[i]);
    s->agenda[i] = (TcAgendaEntry){number (), text (), TC_AGENDA_SCORING};
    s->ranking[i] =
        (TcRankRow){number (), TC_SCORING_PUBLISHED, text (), text (), text (),
                    text (),   TC_MARK_FINAL};
  }
  s->draw = 1;
  s->current.order = number ();
  s->current.of = number ();
  s->current.started_us = number ();
  s->current.limit_s = number ();
  fill_scoring (&s->scoring);
  s->roster = tc_roster_new ("roster", 1);
  s->roster->units[0] = (TcRosterUnit){text (), text (), text (), text (), TRUE};
  return s;
}

/* Every word is filled; equal words are numbers; others are pointers to equal text or
 * to one of @arrays, whose items the caller compares. */
static void
assert_equal (gconstpointer expected,
              gconstpointer copy,
              gsize size,
              const gpointer *arrays)
{
  for (gsize at = 0; at + sizeof (gpointer) <= size; at += sizeof (gpointer)) {
    gpointer a, b;
    gboolean is_array = FALSE;
    memcpy (&a, (const char *)expected + at, sizeof a);
    memcpy (&b, (const char *)copy + at, sizeof b);
    g_assert_nonnull (a); /* is filled */
    g_assert_nonnull (b);
    for (guint i = 0; arrays && arrays[i]; i++)
      is_array = is_array || arrays[i] == a;
    if (a != b && !is_array)
      g_assert_cmpstr (a, ==, b);
  }
}

#define ASSERT_ITEMS_EQUAL(a, b, items, type) \
  for (guint i = 0; i < 2; i++)               \
  assert_equal (&(a)->items[i], &(b)->items[i], sizeof (type), NULL)

static void
a_copy_is_deep_and_complete (void)
{
  TcSnapshot *from = full_snapshot ();
  g_autoptr (TcSnapshot) a = full_snapshot ();
  g_autoptr (TcSnapshot) b = tc_snapshot_copy (from);
  const gpointer arrays[] = {a->categories,   a->draws,          a->agenda, a->ranking,
                             a->scoring.bins, a->scoring.groups, a->roster, NULL};

  tc_snapshot_unref (from);
  assert_equal (a, b, sizeof (TcSnapshot), arrays);
  ASSERT_ITEMS_EQUAL (a, b, categories, TcCategory);
  ASSERT_ITEMS_EQUAL (a, b, agenda, TcAgendaEntry);
  ASSERT_ITEMS_EQUAL (a, b, ranking, TcRankRow);
  ASSERT_ITEMS_EQUAL (a, b, scoring.groups, TcGroup);
  ASSERT_ITEMS_EQUAL (a, b, scoring.bins, TcBin);
  for (guint k = 0; k < 2; k++) {
    const gpointer picks[] = {a->draws[k].picks, NULL};
    assert_equal (&a->draws[k], &b->draws[k], sizeof (TcDraw), picks);
    ASSERT_ITEMS_EQUAL (a, b, draws[k].picks, TcPick);
  }
  g_assert_cmpstr (b->roster->units[0].id, ==, a->roster->units[0].id);
  g_assert_cmpuint (b->roster->n_units, ==, 1);
}

static void
a_copy_shares_the_roster (void)
{
  g_autoptr (TcSnapshot) from = full_snapshot ();
  g_autoptr (TcSnapshot) to = tc_snapshot_copy (from);

  g_assert_true (from->roster == to->roster);
}

static void
a_copy_may_be_changed_alone (void)
{
  g_autoptr (TcSnapshot) from = full_snapshot ();
  g_autoptr (TcSnapshot) to = tc_snapshot_copy (from);

  g_clear_pointer (&to->scoring.aggregate, g_free);
  g_clear_pointer (&to->scoring.groups[1].score, g_free);
  to->draws[0].picks[1].order = 999;
  g_assert_nonnull (from->scoring.aggregate);
  g_assert_nonnull (from->scoring.groups[1].score);
  g_assert_cmpint (from->draws[0].picks[1].order, !=, 999);
}

static void
a_new_snapshot_says_nothing (void)
{
  g_autoptr (TcSnapshot) new = tc_snapshot_new ();
  g_autoptr (TcSnapshot) copy = tc_snapshot_copy (new);

  for (TcSnapshot *s = new; s; s = s == new ? copy : NULL) {
    g_assert_cmpint (s->phase, ==, TC_PHASE_STANDBY);
    g_assert_cmpint (s->draw, ==, -1);
    g_assert_cmpint (s->scoring.mark, ==, TC_MARK_NONE);
    g_assert_null (s->scoring.id);
    g_assert_null (s->current.unit);
    g_assert_null (s->roster);
    g_assert_cmpuint (s->n_draws + s->n_agenda + s->n_ranking + s->n_categories, ==, 0);
  }
  tc_snapshot_unref (NULL);
  tc_roster_unref (NULL);
}

static void
a_reference_keeps_it (void)
{
  TcSnapshot *s = full_snapshot ();
  TcSnapshot *second = tc_snapshot_ref (s);
  TcRoster *roster = tc_roster_ref (s->roster);

  tc_snapshot_unref (s);
  g_assert_nonnull (second->epoch);
  g_assert_cmpuint (strlen (second->epoch), >, 0);
  tc_snapshot_unref (second);
  g_assert_cmpstr (roster->sha256, ==, "roster");
  tc_roster_unref (roster);
}

static void
the_roster_finds_by_id (void)
{
  g_autoptr (TcRoster) roster = tc_roster_new ("abc", 77);

  for (guint i = 0; i < 77; i++)
    roster->units[i].id = g_strdup_printf ("u%u", i + 1);
  g_assert_true (tc_roster_find (roster, "u1") == &roster->units[0]);
  g_assert_true (tc_roster_find (roster, "u77") == &roster->units[76]);
  g_assert_null (tc_roster_find (roster, "u78"));
  g_assert_null (tc_roster_find (roster, "u"));
  g_assert_null (tc_roster_find (roster, NULL));
  g_assert_null (tc_roster_find (NULL, "u1"));
}

static void
names_are_the_contracts (void)
{
  static const char *const phases[] = {"standby", "draw",    "presenting", "scoring",
                                       "result",  "ranking", "break",      "end"};
  static const char *const draws[] = {"idle", "committed", "drawing", "done", "void"};
  static const char *const agenda[] = {"waiting", "presenting", "scoring", "published"};

  for (int i = 0; i <= TC_PHASE_END; i++)
    g_assert_cmpstr (tc_phase_name ((TcPhase)i), ==, phases[i]);
  for (int i = 0; i <= TC_DRAW_VOID; i++)
    g_assert_cmpstr (tc_draw_state_name ((TcDrawState)i), ==, draws[i]);
  for (int i = 0; i <= TC_AGENDA_PUBLISHED; i++)
    g_assert_cmpstr (tc_agenda_state_name ((TcAgendaState)i), ==, agenda[i]);
  g_assert_cmpstr (tc_scoring_state_name (TC_SCORING_CLOSED), ==, "closed");
  g_assert_cmpstr (tc_scoring_state_name (TC_SCORING_OPEN), ==, "open");
  g_assert_cmpstr (tc_scoring_state_name (TC_SCORING_LOCKED), ==, "locked");
  g_assert_cmpstr (tc_scoring_state_name (TC_SCORING_PUBLISHED), ==, "published");
  g_assert_cmpstr (tc_visibility_name (TC_VISIBLE_LIVE), ==, "live");
  g_assert_cmpstr (tc_visibility_name (TC_VISIBLE_AFTER_LOCK), ==, "after_lock");
  g_assert_cmpstr (tc_visibility_name (TC_VISIBLE_AFTER_PUBLISH), ==, "after_publish");
  g_assert_cmpstr (tc_mark_name (TC_MARK_NONE), ==, "none");
  g_assert_cmpstr (tc_mark_name (TC_MARK_PROVISIONAL), ==, "provisional");
  g_assert_cmpstr (tc_mark_name (TC_MARK_FINAL), ==, "final");
  g_assert_cmpstr (tc_mark_name (TC_MARK_CORRECTED), ==, "corrected");
  g_assert_cmpstr (tc_age_name (TC_AGE_FRESH), ==, "fresh");
  g_assert_cmpstr (tc_age_name (TC_AGE_LATE), ==, "late");
  g_assert_cmpstr (tc_age_name (TC_AGE_STALE), ==, "stale");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/model/a-copy-is-deep-and-complete",
                   a_copy_is_deep_and_complete);
  g_test_add_func ("/core/model/a-copy-shares-the-roster", a_copy_shares_the_roster);
  g_test_add_func ("/core/model/a-copy-may-be-changed-alone",
                   a_copy_may_be_changed_alone);
  g_test_add_func ("/core/model/a-new-snapshot-says-nothing",
                   a_new_snapshot_says_nothing);
  g_test_add_func ("/core/model/a-reference-keeps-it", a_reference_keeps_it);
  g_test_add_func ("/core/model/the-roster-finds-by-id", the_roster_finds_by_id);
  g_test_add_func ("/core/model/names-are-the-contracts", names_are_the_contracts);
  return g_test_run ();
}
