/* SPDX-License-Identifier: MIT */
#include "judging.h"

#include <stdlib.h>
#include <string.h>

#include "feed/store.h"

/* --- corrected -------------------------------------------------------------------- */

static char *
published (const char *revision, const char *path, const char *value)
{
  return tc_test_document ("revision", revision, "scoring.state", "\"published\"", path,
                           value, NULL);
}

typedef struct {
  const char *path, *value;
  gboolean is_corrected;
  const char *was; /* the aggregate that was published first, told beside the new one */
} ChangeCase;

#define GROUP(id, score) \
  "{\"id\":\"" id "\",\"cast\":20,\"eligible\":21,\"score\":" score "}"
#define BIN(from, to, count) \
  "{\"from\":\"" from "\",\"to\":\"" to "\",\"count\":" count "}"

/* Against the example: aggregate 92.35, group npc 93.1 and cppcc none, bins 80 to 90
 * with 26 and 90 to 100 with 31. */
static const ChangeCase change_cases[] = {
    {"scoring.aggregate", "\"92.36\"", TRUE, "92.35"},
    {"scoring.aggregate", "null", TRUE, "92.35"},
    {"scoring.groups[0].score", "\"93.2\"", TRUE, NULL},
    {"scoring.groups[0].score", "null", TRUE, NULL},
    {"scoring.groups", "[]", TRUE, NULL},
    {"scoring.groups", "[" GROUP ("cppcc", "null") "," GROUP ("npc", "\"93.10\"") "]",
     FALSE, NULL},
    {"scoring.groups", "[" GROUP ("npc", "\"93.1\"") "," GROUP ("cppcc", "\"9\"") "]",
     FALSE, NULL},
    {"scoring.distribution[0].count", "25", TRUE, NULL},
    {"scoring.distribution[0].to", "\"91\"", TRUE, NULL},
    {"scoring.distribution", "[]", TRUE, NULL},
    {"scoring.distribution", "[" BIN ("90", "100", "31") "," BIN ("80", "90", "26") "]",
     FALSE, NULL},
    {"scoring.distribution",
     "[" BIN ("80", "90.0000000", "26") "," BIN ("90.0000000", "100", "31") "]", FALSE,
     NULL},
    {"phase", "\"result\"", FALSE, NULL},
};

static char *
two_groups (const char *revision, const char *path, const char *value)
{
  return tc_test_document (
      "revision", revision, "scoring.state", "\"published\"", "scoring.groups",
      "[" GROUP ("npc", "\"93.1\"") "," GROUP ("cppcc", "null") "]",
      "scoring.distribution",
      "[" BIN ("80", "90", "26") "," BIN ("90", "100", "31") "]", path, value, NULL);
}

static void
test_change (gconstpointer data)
{
  const ChangeCase *c = data;
  TcMark mark = c->is_corrected ? TC_MARK_CORRECTED : TC_MARK_FINAL;
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a = take (rules, two_groups ("10", "revision", "10"));
  g_autoptr (TcDocument) b = take (rules, two_groups ("11", c->path, c->value));
  g_autoptr (TcDocument) back = take (rules, two_groups ("12", "revision", "12"));

  g_assert_cmpint (a->snapshot->scoring.mark, ==, TC_MARK_FINAL);
  g_assert_null (a->snapshot->scoring.published);
  g_assert_cmpuint (b->snapshot->refused, ==, 0);
  g_assert_cmpint (b->snapshot->scoring.mark, ==, mark);
  g_assert_cmpstr (b->snapshot->scoring.published, ==, c->was);
  /* Changed back: the public has seen two changes. A group that is gone again, too. */
  gboolean is_late = strstr (c->value, "\"9\"") != NULL;
  g_assert_cmpint (back->snapshot->scoring.mark, ==,
                   is_late ? TC_MARK_CORRECTED : mark);
  g_assert_null (back->snapshot->scoring.published);
}

/* Nothing is left to be marked, and yet the public must see that something is gone. */
static void
test_withdrawn_score_is_marked (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a = take (rules, published ("10", "revision", "10"));
  g_autoptr (TcDocument) b =
      take (rules, tc_test_document ("revision", "11", "scoring.state", "\"published\"",
                                     "scoring.aggregate", "-", "scoring.groups", "-",
                                     "scoring.distribution", "-", NULL));

  g_assert_nonnull (a);
  g_assert_cmpint (b->snapshot->scoring.mark, ==, TC_MARK_CORRECTED);
  g_assert_cmpstr (b->snapshot->scoring.published, ==, "92.35");
}

static void
test_same_value_is_not_corrected (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a =
      take (rules, published ("10", "scoring.aggregate", "\"9\""));
  g_autoptr (TcDocument) b =
      take (rules, published ("11", "scoring.aggregate", "\"9.0\""));

  g_assert_nonnull (a);
  g_assert_cmpint (b->snapshot->scoring.mark, ==, TC_MARK_FINAL);
}

static void
test_provisional_changes_are_no_corrections (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a = take (rules, plain ());
  g_autoptr (TcDocument) b = take (
      rules, tc_test_document ("revision", "11", "scoring.aggregate", "\"90\"", NULL));
  g_autoptr (TcDocument) c =
      take (rules, published ("12", "scoring.aggregate", "\"91\""));

  g_assert_nonnull (a);
  g_assert_cmpint (b->snapshot->scoring.mark, ==, TC_MARK_PROVISIONAL);
  g_assert_cmpint (c->snapshot->scoring.mark, ==, TC_MARK_FINAL);
}

static void
test_backend_says_corrected (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a =
      take (rules, published ("10", "scoring.corrected", "true"));

  g_assert_cmpint (a->snapshot->scoring.mark, ==, TC_MARK_CORRECTED);
  g_assert_cmpstr (a->snapshot->scoring.aggregate, ==, "92.35");
  g_assert_null (a->snapshot->scoring.published);
}

static TcRules *
restarted (const TcRules *before)
{
  TcRules *after = tc_rules_new ();
  json_t *json = tc_rules_to_json (before);

  g_assert_true (tc_rules_from_json (after, json));
  json_decref (json);
  return after;
}

/* Whoever comes after a correction never learns what it corrected, in no document that
 * follows and over no restart. */
static void
test_unknown_first_stays_unknown (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a =
      take (rules, published ("10", "scoring.corrected", "true"));
  g_autoptr (TcDocument) b =
      take (rules, tc_test_document ("revision", "11", "scoring.state", "\"published\"",
                                     "scoring.corrected", "true", "phase", "\"result\"",
                                     NULL));
  g_autoptr (TcRules) after = restarted (rules);
  g_autoptr (TcDocument) c =
      take (after, published ("12", "scoring.aggregate", "\"90\""));

  g_assert_nonnull (a);
  g_assert_cmpint (b->snapshot->scoring.mark, ==, TC_MARK_CORRECTED);
  g_assert_null (b->snapshot->scoring.published);
  g_assert_cmpint (c->snapshot->scoring.mark, ==, TC_MARK_CORRECTED);
  g_assert_null (c->snapshot->scoring.published);
}

static void
test_ranking_corrected (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) a = take (rules, plain ());
  g_autoptr (TcDocument) b =
      take (rules,
            tc_test_document ("revision", "11", "ranking[0].score", "\"95.21\"", NULL));

  g_assert_cmpint (a->snapshot->ranking[0].mark, ==, TC_MARK_FINAL);
  g_autoptr (TcDocument) c = take (
      rules, tc_test_document ("revision", "12", "ranking[1].score", "null", NULL));

  g_assert_cmpint (b->snapshot->ranking[0].mark, ==, TC_MARK_CORRECTED);
  g_assert_cmpint (b->snapshot->ranking[1].mark, ==, TC_MARK_FINAL);
  g_assert_cmpint (c->snapshot->ranking[1].mark, ==, TC_MARK_CORRECTED);
}

/* Documents that publish as much as a document can: the section that no longer fits is
 * refused, and the file can be read back. */
static void
test_memory_is_bounded (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  guint n_refused = 0, n_taken = 0;

  for (int i = 0; i < 6; i++) {
    g_autoptr (GString) groups = g_string_new ("[");
    g_autofree char *filler = g_strnfill (2000, i % 2 ? 'x' : '\x7f');
    for (int j = 0; j < 400; j++)
      g_string_append_printf (groups, "%s{\"id\":\"%d%s\",\"score\":\"1\"}",
                              j ? "," : "", j, filler);
    g_string_append_c (groups, ']');
    g_autofree char *revision = g_strdup_printf ("%d", i + 1);
    g_autofree char *id = g_strdup_printf ("\"s%d\"", i);
    g_autoptr (TcDocument) document =
        take (rules,
              tc_test_document ("revision", revision, "scoring.id", id, "scoring.state",
                                "\"published\"", "scoring.groups", groups->str, NULL));
    n_refused += document->snapshot->refused == TC_SECTION_SCORING;
    n_taken += document->snapshot->refused == 0;
  }
  json_t *json = tc_rules_to_json (rules);
  char *text = json_dumps (json, JSON_COMPACT);

  g_assert_cmpuint (n_taken, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
  g_assert_cmpuint (strlen (text), <, TC_STORE_MAX_BYTES);
  free (text);
  json_decref (json);
}

static void
test_memory_over_a_restart (void)
{
  g_autoptr (TcRules) before = tc_rules_new ();
  g_autoptr (TcDocument) a = take (before, published ("10", "revision", "10"));
  g_autoptr (TcRules) after = restarted (before);

  g_assert_nonnull (a);
  g_assert_cmpint (judge (after, tc_test_document ("revision", "9", NULL), FALSE, NULL),
                   ==, TC_VERDICT_REFUSED);
  g_assert_cmpint (judge (after, published ("10", "phase", "\"end\""), FALSE, NULL), ==,
                   TC_VERDICT_REFUSED);
  /* The same document is news for a program that has just started, once. */
  g_assert_cmpint (judge (after, published ("10", "revision", "10"), FALSE, NULL), ==,
                   TC_VERDICT_NEW);
  g_assert_cmpint (judge (after, published ("10", "revision", "10"), FALSE, NULL), ==,
                   TC_VERDICT_SAME);
  g_autoptr (TcDocument) b =
      take (after, published ("11", "scoring.aggregate", "\"92.36\""));
  g_assert_cmpint (b->snapshot->scoring.mark, ==, TC_MARK_CORRECTED);
  g_assert_cmpstr (b->snapshot->scoring.published, ==, "92.35");
  g_autoptr (TcDocument) c = take (after, tc_test_document ("revision", "12", NULL));
  g_assert_cmpuint (c->snapshot->refused, ==, TC_SECTION_SCORING);
}

static void
test_bad_memory_is_left (void)
{
  static const char *const bad[] = {"[]", "{}", "{\"epoch\":1}",
                                    "{\"epoch\":\"E1\",\"revision\":1}"};

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (TcRules) rules = tc_rules_new ();
    json_t *json = json_loads (bad[i], 0, NULL);
    g_assert_false (tc_rules_from_json (rules, json));
    g_assert_null (tc_rules_epoch (rules, NULL));
    json_decref (json);
  }

  g_autoptr (TcRules) rules = tc_rules_new ();
  json_t *json = json_loads ("{\"epoch\":\"E1\",\"revision\":1,\"content\":\"c\","
                             "\"scorings\":{\"s17\":{\"first\":\"x\"},\"s1\":7},"
                             "\"ranking\":[]}",
                             0, NULL);
  g_assert_true (tc_rules_from_json (rules, json));
  json_decref (json);
  g_autoptr (TcDocument) document = take (rules, published ("2", "revision", "2"));
  g_assert_cmpint (document->snapshot->scoring.mark, ==, TC_MARK_FINAL);
}

/* --- taking back ------------------------------------------------------------------ */

static TcSnapshot *
retracted (const char *older_path,
           const char *older_value,
           const char *path,
           const char *value)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) older =
      take (rules, tc_test_document (older_path, older_value, NULL));
  g_autoptr (TcDocument) newer =
      take (rules, tc_test_document ("revision", "11", path, value, NULL));

  return tc_rules_retract (newer->snapshot, older->snapshot);
}

static void
test_tightened_is_taken_back (void)
{
  g_autoptr (TcSnapshot) s = retracted ("ranking[0].state", "\"open\"",
                                        "scoring.visibility", "\"after_lock\"");

  g_assert_null (s->scoring.aggregate);
  g_assert_null (s->scoring.groups[0].score);
  g_assert_cmpuint (s->scoring.n_bins, ==, 0);
  g_assert_cmpint (s->scoring.mark, ==, TC_MARK_NONE);
  g_assert_cmpint (s->scoring.cast, ==, 57);
  g_assert_cmpint (s->revision, ==, 10);
}

typedef struct {
  const char *name;
  const char *visibility, *state;   /* of the older document and its first entry */
  const char *path, *value;         /* what the newer one changes */
  const char *new_path, *new_value; /* NULL: nothing more */
  gboolean is_taken_back;
} RowCase;

#define UNLISTED "[{\"rank\":1,\"unit\":\"u4\",\"state\":\"published\"}]"

static const RowCase row_cases[] = {
    {"visibility-tightened", "\"live\"", "\"open\"", "scoring.visibility",
     "\"after_publish\"", NULL, NULL, TRUE},
    {"open-after-lock", "\"live\"", "\"open\"", "scoring.visibility", "\"after_lock\"",
     NULL, NULL, TRUE},
    {"locked-after-lock", "\"live\"", "\"locked\"", "scoring.visibility",
     "\"after_lock\"", NULL, NULL, FALSE},
    {"other-scoring-hides-it", "\"live\"", "\"open\"", "scoring.id", "\"s18\"",
     "scoring.visibility", "\"after_publish\"", TRUE},
    {"other-scoring-shows-it", "\"live\"", "\"open\"", "scoring.id", "\"s18\"", NULL,
     NULL, FALSE},
    {"no-scoring", "\"live\"", "\"locked\"", "scoring", "null", NULL, NULL, TRUE},
    {"open-value-though-now-published", "\"live\"", "\"open\"", "scoring.visibility",
     "\"after_publish\"", "ranking[0].state", "\"published\"", TRUE},
    {"open-value-though-now-locked", "\"live\"", "\"open\"", "scoring.visibility",
     "\"after_lock\"", "ranking[0].state", "\"locked\"", TRUE},
    {"opened-again", "\"after_lock\"", "\"locked\"", "scoring.visibility",
     "\"after_lock\"", "ranking[0].state", "\"open\"", TRUE},
    {"not-when-it-leaves", "\"live\"", "\"open\"", "ranking", UNLISTED, NULL, NULL,
     FALSE},
    {"not-when-published", "\"live\"", "\"published\"", "scoring", "null", NULL, NULL,
     FALSE},
};

static void
test_row_is_taken_back (gconstpointer data)
{
  const RowCase *c = data;
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) older =
      take (rules, tc_test_document ("scoring.visibility", c->visibility,
                                     "ranking[0].state", c->state, NULL));
  g_autoptr (TcDocument) newer = take (
      rules, tc_test_document ("revision", "11", "ranking[0].state", c->state, c->path,
                               c->value, c->new_path, c->new_value, NULL));
  g_autoptr (TcSnapshot) s = tc_rules_retract (newer->snapshot, older->snapshot);

  g_assert_cmpuint (older->snapshot->n_ranking, ==, 2);
  /* the scoring beside it may be taken back alone */
  g_assert_cmpuint (s ? s->n_ranking : 2, ==, c->is_taken_back ? 1 : 2);
  if (c->is_taken_back)
    g_assert_cmpstr (s->ranking[0].unit, ==, "u4");
}

static void
test_reopened_is_taken_back (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) older =
      take (rules, tc_test_document ("scoring.state", "\"locked\"",
                                     "scoring.visibility", "\"after_lock\"", NULL));
  g_autoptr (TcDocument) newer = take (
      rules, tc_test_document ("revision", "11", "scoring.visibility", "\"after_lock\"",
                               "scoring.reopened", "true", NULL));
  g_autoptr (TcSnapshot) s = tc_rules_retract (newer->snapshot, older->snapshot);

  g_assert_cmpstr (older->snapshot->scoring.aggregate, ==, "92.35");
  g_assert_null (s->scoring.aggregate);
}

static void
test_published_is_not_taken_back (void)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcDocument) older = take (rules, published ("10", "revision", "10"));
  g_autoptr (TcDocument) newer =
      take (rules, published ("11", "scoring.visibility", "\"after_publish\""));

  g_assert_null (tc_rules_retract (newer->snapshot, older->snapshot));
}

static void
test_refused_section_is_taken_back (void)
{
  g_autoptr (TcSnapshot) scoring =
      retracted ("phase", "\"scoring\"", "scoring.ballots.cast", "99");
  g_autoptr (TcSnapshot) ranking =
      retracted ("phase", "\"scoring\"", "ranking[0].rank", "0");
  g_autoptr (TcSnapshot) draws = retracted ("phase", "\"scoring\"", "draw", "\"x\"");

  g_assert_null (scoring->scoring.id);
  g_assert_cmpuint (scoring->refused, ==, TC_SECTION_SCORING);
  g_assert_cmpuint (ranking->n_ranking, ==, 0);
  g_assert_cmpuint (draws->n_draws, ==, 0);
  g_assert_cmpstr (scoring->current.name, ==, "教育局");
}

static void
test_void_draw_is_taken_back (void)
{
  g_autoptr (TcSnapshot) s =
      retracted ("phase", "\"draw\"", "draws[0].state", "\"void\"");

  g_assert_cmpint (s->draws[0].state, ==, TC_DRAW_VOID);
  g_assert_cmpuint (s->draws[0].n_picks, ==, 0);
}

static void
test_urgent_notice_comes_at_once (void)
{
  g_autoptr (TcSnapshot) urgent = retracted (
      "notice", "null", "notice", "{\"text\":\"疏散\",\"level\":\"urgent\"}");
  g_autoptr (TcSnapshot) info =
      retracted ("notice", "null", "notice", "{\"text\":\"x\",\"level\":\"info\"}");

  g_assert_cmpstr (urgent->notice_text, ==, "疏散");
  g_assert_true (urgent->notice_urgent);
  g_assert_cmpstr (urgent->scoring.aggregate, ==, "92.35");
  g_assert_null (info);
}

static void
test_ordinary_news_take_nothing_back (void)
{
  static const char *const changes[][2] = {
      {"scoring.aggregate", "\"1\""},
      {"scoring.state", "\"locked\""},
      {"scoring", "null"},
      {"scoring.id", "\"s18\""},
      {"current.name", "\"X\""},
      {"notice", "null"},
      {"ranking", "[]"},
      {"draws[0].state", "\"idle\""},
      {"epoch", "\"E2\""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_assert_null (retracted ("phase", "\"scoring\"", changes[i][0], changes[i][1]));
}

/* --- from disk -------------------------------------------------------------------- */

static void
test_restored_shows_no_score (void)
{
  g_autofree char *text = published ("10", "revision", "10");
  g_autoptr (TcDocument) document = tc_test_parse (text);
  TcSnapshot *s = document->snapshot;

  tc_rules_restore (s);
  g_assert_true (s->restored);
  g_assert_null (s->scoring.aggregate);
  g_assert_null (s->scoring.groups[0].score);
  g_assert_cmpuint (s->scoring.n_bins, ==, 0);
  g_assert_cmpuint (s->n_ranking, ==, 0);
  g_assert_cmpint (s->scoring.mark, ==, TC_MARK_NONE);
  g_assert_cmpstr (s->current.name, ==, "教育局");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (change_cases); i++) {
    const ChangeCase *c = &change_cases[i];
    g_autofree char *name =
        g_strdup_printf ("/feed/rules/corrected/%s-by-%s-%u",
                         c->is_corrected ? "yes" : "not", c->path, i);
    g_test_add_data_func (name, c, test_change);
  }
  for (guint i = 0; i < G_N_ELEMENTS (row_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/rules/retract/row/", row_cases[i].name, NULL);
    g_test_add_data_func (name, &row_cases[i], test_row_is_taken_back);
  }
#define ADD(name, function) g_test_add_func ("/feed/rules/" name, function)
  ADD ("corrected/not-by-the-same-value", test_same_value_is_not_corrected);
  ADD ("corrected/withdrawn-score-is-marked", test_withdrawn_score_is_marked);
  ADD ("corrected/not-before-publishing", test_provisional_changes_are_no_corrections);
  ADD ("corrected/backend-says-so", test_backend_says_corrected);
  ADD ("corrected/unknown-first-stays-unknown", test_unknown_first_stays_unknown);
  ADD ("corrected/ranking", test_ranking_corrected);
  ADD ("memory/over-a-restart", test_memory_over_a_restart);
  ADD ("memory/is-bounded", test_memory_is_bounded);
  ADD ("memory/bad-is-left", test_bad_memory_is_left);
  ADD ("retract/visibility-tightened", test_tightened_is_taken_back);
  ADD ("retract/reopened", test_reopened_is_taken_back);
  ADD ("retract/not-published", test_published_is_not_taken_back);
  ADD ("retract/section-refused", test_refused_section_is_taken_back);
  ADD ("retract/draw-void", test_void_draw_is_taken_back);
  ADD ("retract/urgent-notice", test_urgent_notice_comes_at_once);
  ADD ("retract/nothing-else", test_ordinary_news_take_nothing_back);
  ADD ("restored/shows-no-score", test_restored_shows_no_score);
  return g_test_run ();
}
