/* SPDX-License-Identifier: MIT */
#include "judging.h"

#include <string.h>

static char *
number (int value)
{
  return g_strdup_printf ("%d", value);
}

static char *
quoted (const char *word)
{
  return g_strdup_printf ("\"%s\"", word);
}

/* --- visibility ------------------------------------------------------------------- */

/* The design's table, cell by cell. */
static const TcMark design_table[4][3] = {
    /*                live                 after_lock           after_publish */
    /* closed    */ {TC_MARK_NONE, TC_MARK_NONE, TC_MARK_NONE},
    /* open      */ {TC_MARK_PROVISIONAL, TC_MARK_NONE, TC_MARK_NONE},
    /* locked    */ {TC_MARK_PROVISIONAL, TC_MARK_PROVISIONAL, TC_MARK_NONE},
    /* published */ {TC_MARK_FINAL, TC_MARK_FINAL, TC_MARK_FINAL},
};

static void
test_visibility_cell (gconstpointer data)
{
  int cell = GPOINTER_TO_INT (data);
  TcScoringState state = (TcScoringState)(cell / 3);
  TcVisibility visibility = (TcVisibility)(cell % 3);
  TcMark mark = design_table[state][visibility];
  g_autofree char *state_json = quoted (tc_scoring_state_name (state));
  g_autofree char *visibility_json = quoted (tc_visibility_name (visibility));
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) document =
      take (rules, tc_test_document ("scoring.state", state_json, "scoring.visibility",
                                     visibility_json, "ranking[0].state", state_json,
                                     "ranking[1].state", state_json, NULL));
  const TcSnapshot *s = document->snapshot;
  gboolean is_shown = mark != TC_MARK_NONE;

  g_assert_cmpuint (s->refused, ==, 0);
  g_assert_cmpint (s->scoring.mark, ==, mark);
  g_assert_cmpstr (s->scoring.aggregate, ==, is_shown ? "92.35" : NULL);
  g_assert_cmpuint (s->scoring.n_groups, ==, 1);
  g_assert_cmpstr (s->scoring.groups[0].score, ==, is_shown ? "93.10" : NULL);
  g_assert_cmpuint (s->scoring.n_bins, ==, is_shown ? 1 : 0);
  g_assert_cmpuint (s->n_ranking, ==, is_shown ? 2 : 0);
  if (is_shown)
    g_assert_cmpint (s->ranking[0].mark, ==, mark);
  /* Counts are no scores. */
  g_assert_cmpint (s->scoring.cast, ==, 57);
  g_assert_cmpint (s->scoring.groups[0].cast, ==, 20);
}

static void
test_ranking_by_each_entry (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) document =
      take (rules, tc_test_document ("scoring.visibility", "\"after_lock\"",
                                     "ranking[0].state", "\"open\"", NULL));

  g_assert_cmpuint (document->snapshot->n_ranking, ==, 1);
  g_assert_cmpstr (document->snapshot->ranking[0].unit, ==, "u4");
  g_assert_cmpint (document->snapshot->ranking[0].mark, ==, TC_MARK_FINAL);
}

static void
test_rank_without_score_is_marked (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) document =
      take (rules, tc_test_document ("ranking[0].state", "\"open\"", "ranking[0].score",
                                     "null", NULL));

  g_assert_null (document->snapshot->ranking[0].score);
  g_assert_cmpint (document->snapshot->ranking[0].rank, ==, 1);
  g_assert_cmpint (document->snapshot->ranking[0].mark, ==, TC_MARK_PROVISIONAL);
}

static void
test_ranking_without_scoring_is_after_publish (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) document = take (
      rules, tc_test_document ("scoring", "-", "ranking[0].state", "\"locked\"", NULL));

  g_assert_cmpuint (document->snapshot->n_ranking, ==, 1);
  g_assert_cmpstr (document->snapshot->ranking[0].unit, ==, "u4");
}

static void
test_no_value_no_mark (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) document =
      take (rules, tc_test_document ("scoring.aggregate", "-", "scoring.groups", "-",
                                     "scoring.distribution", "-", NULL));

  g_assert_cmpint (document->snapshot->scoring.mark, ==, TC_MARK_NONE);
}

static void
test_void_draw_has_no_picks (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) document =
      take (rules, tc_test_document ("draws[0].state", "\"void\"", NULL));

  g_assert_cmpint (document->snapshot->draws[0].state, ==, TC_DRAW_VOID);
  g_assert_cmpuint (document->snapshot->draws[0].n_picks, ==, 0);
}

/* --- steps ------------------------------------------------------------------------ */

/* cell: from * 8 + to * 2 + reopened */
static void
test_step (gconstpointer data)
{
  int cell = GPOINTER_TO_INT (data);
  TcScoringState from = (TcScoringState)(cell / 8), to = (TcScoringState)(cell / 2 % 4);
  gboolean is_reopened = cell % 2;
  gboolean is_allowed =
      to >= from || (from == TC_SCORING_LOCKED && to == TC_SCORING_OPEN && is_reopened);
  g_autofree char *from_json = quoted (tc_scoring_state_name (from));
  g_autofree char *to_json = quoted (tc_scoring_state_name (to));
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) first =
      take (rules, tc_test_document ("scoring.state", from_json, NULL));
  g_autoptr (TcDocument) second =
      take (rules, tc_test_document ("revision", "11", "scoring.state", to_json,
                                     "scoring.reopened", is_reopened ? "true" : "false",
                                     NULL));
  const TcSnapshot *s = second->snapshot;

  g_assert_cmpuint (first->snapshot->refused, ==, 0);
  g_assert_cmpuint (s->refused, ==, is_allowed ? 0 : TC_SECTION_SCORING);
  g_assert_true ((s->scoring.id != NULL) == is_allowed);
  g_assert_cmpstr (s->current.name, ==, "教育局");
  if (is_allowed)
    return;
  const TcFault *fault = second->faults->pdata[0];
  g_assert_cmpstr (fault->path, ==, "scoring.state");
  g_assert_cmpstr (fault->value, ==, to_json);
  g_assert_true (tc_test_fault_says (fault, "impossible step of 's17'"));
}

static void
test_step_refused_stays_refused (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) locked =
      take (rules, tc_test_document ("scoring.state", "\"locked\"", NULL));
  g_autoptr (TcDocument) open = take (rules, tc_test_document ("revision", "11", NULL));
  g_autoptr (TcDocument) again =
      take (rules, tc_test_document ("revision", "12", NULL));
  g_autoptr (TcDocument) reopened = take (
      rules, tc_test_document ("revision", "13", "scoring.reopened", "true", NULL));

  g_assert_cmpuint (open->snapshot->refused, ==, TC_SECTION_SCORING);
  g_assert_cmpuint (again->snapshot->refused, ==, TC_SECTION_SCORING);
  g_assert_cmpuint (reopened->snapshot->refused, ==, 0);
}

static void
test_steps_are_per_scoring (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a =
      take (rules, tc_test_document ("scoring.state", "\"published\"", NULL));
  g_autoptr (TcDocument) b =
      take (rules, tc_test_document ("revision", "11", "scoring.id", "\"s18\"", NULL));
  g_autoptr (TcDocument) c = take (rules, tc_test_document ("revision", "12", NULL));

  g_assert_cmpuint (b->snapshot->refused, ==, 0);
  g_assert_cmpuint (c->snapshot->refused, ==, TC_SECTION_SCORING);
}

static void
test_ranked_entry_stays_published (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a = take (rules, plain ());
  g_autoptr (TcDocument) b =
      take (rules, tc_test_document ("revision", "11", "ranking[1].state", "\"locked\"",
                                     NULL));

  g_assert_cmpuint (a->snapshot->refused, ==, 0);
  g_assert_cmpuint (b->snapshot->refused, ==, TC_SECTION_RANKING);
  const TcFault *fault = b->faults->pdata[0];
  g_assert_cmpstr (fault->path, ==, "ranking[1].state");
  g_assert_cmpstr (b->snapshot->scoring.aggregate, ==, "92.35");
}

static void
test_ids_are_limited (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();

  for (int i = 0; i <= TC_RULES_MAX_IDS; i++) {
    g_autofree char *revision = number (i), *id = g_strdup_printf ("\"s%d\"", i);
    g_autoptr (TcDocument) document =
        take (rules, tc_test_document ("revision", revision, "scoring.id", id, "draws",
                                       "-", "draw", "-", "ranking", "-", NULL));
    g_assert_cmpuint (document->snapshot->refused, ==,
                      i < TC_RULES_MAX_IDS ? 0 : TC_SECTION_SCORING);
  }
}

/* --- epoch and revision ----------------------------------------------------------- */

static void
test_revisions (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autofree char *back = NULL, *other = NULL;
  const char *later = "\"2026-11-23T10:12:00+08:00\"";

  g_assert_cmpint (judge (rules, plain (), TRUE, NULL), ==, TC_VERDICT_NEW);
  g_assert_cmpint (judge (rules, plain (), TRUE, NULL), ==, TC_VERDICT_SAME);
  g_assert_cmpint (judge (rules, tc_test_document ("time", later, NULL), TRUE, NULL),
                   ==, TC_VERDICT_SAME);
  g_assert_cmpint (
      judge (rules, tc_test_document ("revision", "9", NULL), FALSE, &back), ==,
      TC_VERDICT_REFUSED);
  g_assert_nonnull (strstr (back, "goes back: 10"));
  g_assert_cmpint (
      judge (rules, tc_test_document ("phase", "\"end\"", NULL), FALSE, &other), ==,
      TC_VERDICT_REFUSED);
  g_assert_nonnull (strstr (other, "other content"));
  g_assert_cmpint (judge (rules, tc_test_document ("revision", "12", NULL), TRUE, NULL),
                   ==, TC_VERDICT_NEW);
}

static void
test_new_epoch_unbound (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  gint64 revision;

  judge (rules, plain (), FALSE, NULL);
  g_assert_cmpint (judge (rules,
                          tc_test_document ("epoch", "\"E2\"", "revision", "1", NULL),
                          FALSE, NULL),
                   ==, TC_VERDICT_NEW);
  g_assert_cmpstr (tc_rules_epoch (rules, &revision), ==, "E2");
  g_assert_cmpint (revision, ==, 1);
}

static void
test_new_epoch_forgets_steps (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a =
      take (rules, tc_test_document ("scoring.state", "\"published\"", NULL));
  g_autoptr (TcDocument) b =
      take (rules, tc_test_document ("epoch", "\"E2\"", "revision", "1", NULL));
  g_autoptr (TcDocument) c = take (
      rules, tc_test_document ("epoch", "\"E2\"", "revision", "2", "scoring.state",
                               "\"published\"", "scoring.aggregate", "\"80\"", NULL));

  g_assert_nonnull (a);
  g_assert_cmpuint (b->snapshot->refused, ==, 0);
  g_assert_cmpint (c->snapshot->scoring.mark, ==, TC_MARK_FINAL);
}

static char *
e2 (const char *revision)
{
  return tc_test_document ("epoch", "\"E2\"", "revision", revision, NULL);
}

static void
test_new_epoch_bound_is_held (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  gint64 revision;

  judge (rules, plain (), TRUE, NULL);
  g_assert_cmpint (judge (rules, e2 ("1"), TRUE, NULL), ==, TC_VERDICT_HELD);
  g_assert_cmpstr (tc_rules_epoch (rules, NULL), ==, "E1");
  g_assert_cmpstr (tc_rules_held_epoch (rules, &revision), ==, "E2");
  g_assert_cmpint (judge (rules, e2 ("3"), TRUE, NULL), ==, TC_VERDICT_HELD);
  g_assert_cmpint (judge (rules, e2 ("3"), TRUE, NULL), ==, TC_VERDICT_HELD);
  g_assert_cmpint (judge (rules, e2 ("2"), TRUE, NULL), ==, TC_VERDICT_REFUSED);

  g_autoptr (TcDocument) accepted = tc_rules_accept (rules);
  g_assert_cmpint (accepted->snapshot->revision, ==, 3);
  g_assert_cmpint (accepted->snapshot->scoring.mark, ==, TC_MARK_PROVISIONAL);
  g_assert_cmpstr (tc_rules_epoch (rules, &revision), ==, "E2");
  g_assert_null (tc_rules_held_epoch (rules, NULL));
  g_assert_null (tc_rules_accept (rules));
  g_assert_cmpint (judge (rules, e2 ("4"), TRUE, NULL), ==, TC_VERDICT_NEW);
}

static void
test_old_epoch_ends_the_hold (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();

  judge (rules, plain (), TRUE, NULL);
  judge (rules, e2 ("1"), TRUE, NULL);
  g_assert_cmpint (judge (rules, plain (), TRUE, NULL), ==, TC_VERDICT_SAME);
  g_assert_null (tc_rules_held_epoch (rules, NULL));
  judge (rules, e2 ("1"), TRUE, NULL);
  judge (rules, tc_test_document ("revision", "11", NULL), TRUE, NULL);
  g_assert_null (tc_rules_held_epoch (rules, NULL));
}

/* --- anything else ---------------------------------------------------------------- */

/* One to three bytes of a good document are others, or gone: whatever it then says, it
 * is refused or taken, and what is told of it is text. */
static void
test_any_bytes (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) good = take (rules, plain ());
  guint n_taken = 0;

  for (int round = 0; round < 3000; round++) {
    g_autoptr (GString) text = g_string_new (tc_test_document_text);
    for (int n = g_test_rand_int_range (1, 4); n > 0; n--) {
      gssize at = g_test_rand_int_range (0, (gint32)text->len);
      if (n % 2)
        text->str[at] = (char)g_test_rand_int_range (0, 256);
      else
        g_string_erase (text, at, 1);
    }
    g_autoptr (TcFault) fault = NULL;
    g_autoptr (TcDocument) document = tc_document_parse (text->str, text->len, &fault);
    g_assert_true ((document == NULL) == (fault != NULL));
    if (fault) {
      g_autofree char *said = tc_fault_to_string (fault);
      g_assert_true (g_utf8_validate (said, -1, NULL));
      continue;
    }
    g_autoptr (TcRules) others = tc_rules_new ();
    tc_rules_judge (others, &document, FALSE, &fault);
    g_autoptr (TcSnapshot) back = tc_rules_retract (document->snapshot, good->snapshot);
    n_taken++;
  }
  g_assert_cmpuint (n_taken, >, 50);
}

static void
add_cells (void)
{
  for (int cell = 0; cell < 12; cell++) {
    g_autofree char *name =
        g_strdup_printf ("/feed/rules/visibility/%s-%s",
                         tc_scoring_state_name ((TcScoringState)(cell / 3)),
                         tc_visibility_name ((TcVisibility)(cell % 3)));
    g_test_add_data_func (name, GINT_TO_POINTER (cell), test_visibility_cell);
  }
  for (int cell = 0; cell < 32; cell++) {
    g_autofree char *name =
        g_strdup_printf ("/feed/rules/step/%s-to-%s%s",
                         tc_scoring_state_name ((TcScoringState)(cell / 8)),
                         tc_scoring_state_name ((TcScoringState)(cell / 2 % 4)),
                         cell % 2 ? "-reopened" : "");
    g_test_add_data_func (name, GINT_TO_POINTER (cell), test_step);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cells ();
#define ADD(name, function) g_test_add_func ("/feed/rules/" name, function)
  ADD ("visibility/ranking-by-each-entry", test_ranking_by_each_entry);
  ADD ("visibility/rank-without-score-is-marked", test_rank_without_score_is_marked);
  ADD ("visibility/ranking-alone", test_ranking_without_scoring_is_after_publish);
  ADD ("visibility/no-value-no-mark", test_no_value_no_mark);
  ADD ("visibility/void-draw-has-no-picks", test_void_draw_has_no_picks);
  ADD ("step/refused-stays-refused", test_step_refused_stays_refused);
  ADD ("step/is-per-scoring", test_steps_are_per_scoring);
  ADD ("step/ranked-entry-stays-published", test_ranked_entry_stays_published);
  ADD ("step/ids-are-limited", test_ids_are_limited);
  ADD ("epoch/revisions", test_revisions);
  ADD ("epoch/new-is-taken-unbound", test_new_epoch_unbound);
  ADD ("epoch/new-forgets", test_new_epoch_forgets_steps);
  ADD ("epoch/new-is-held-bound", test_new_epoch_bound_is_held);
  ADD ("epoch/old-ends-the-hold", test_old_epoch_ends_the_hold);
  ADD ("any-bytes", test_any_bytes);
  return g_test_run ();
}
