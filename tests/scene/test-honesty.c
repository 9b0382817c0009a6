/* SPDX-License-Identifier: MIT
 *
 * One test for each sentence of the design's "Score honesty is in the engine".
 */
#include "fixture.h"

#include <glib/gstdio.h>

static void
open_score (Show *show, gconstpointer data)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of (data != NULL ? data : "scoring-open");

  show_open (show, NULL, "zh-CN", 640, "clean");
  show_data (show, snapshot);
  show_take (show, "score");
  tc_shot_unref (show_at (show, 0));
}

static void
close_score (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_close (show);
}

/* The published text, letter by letter: no rounding, no padding, no separator. */
static void
test_as_published (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const values[] = {"92.35", "100.00", "0.00", "7", "92.345678"};

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-open");

    g_free (snapshot->scoring.aggregate);
    snapshot->scoring.aggregate = g_strdup (values[i]);
    show_data (show, snapshot);
    tc_shot_unref (show_at (show, 100 + i));
    g_assert_cmpstr (show_text (show, "score/figure"), ==, values[i]);
  }
}

/* A new score fades over within 300 ms, in its place; nothing in between is ever drawn.
 */
static void
test_never_tweened (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) next = snapshot_of ("scoring-open");
  guint64 drawn;
  const TcBusItem *figure;

  tc_shot_unref (show_at (show, 100));
  g_free (next->scoring.aggregate);
  next->scoring.aggregate = g_strdup ("95.00");
  show_data (show, next);
  drawn = tc_director_drawn (show->director);
  tc_shot_unref (show_at (show, 104));
  g_assert_cmpint (tc_director_drawn (show->director), ==, drawn + 1);
  figure = show_item (show, TC_DECK_SCENE, "score/figure");
  g_assert_nonnull (figure);
  g_assert_cmpint (tc_track_end (&figure->track), <=, 104 + 300 * FPS / 1000);
  for (gint64 tick = 104; tick < 114; tick++) {
    TcPose pose;

    figure = show_item (show, TC_DECK_SCENE, "score/figure");
    pose = tc_track_at (&figure->track, tick);
    g_assert_cmpint (pose.x, ==, figure->rect.x);
    g_assert_cmpint (pose.clip.w, ==, figure->rect.w);
    tc_shot_unref (show_at (show, tick));
    g_assert_cmpstr (show_text (show, "score/figure"), ==, "95.00");
  }
  g_assert_cmpint (tc_director_drawn (show->director), ==, drawn + 1);
}

static const struct {
  const char *data[2], *tag, *figure;
  guint n_rules;
  gboolean is_dashed;
} marks[] = {
    {{"scoring-open"}, "暂计", "92.35", 1, TRUE},
    {{"scoring-no-ballot"}, "评分中", "等待评分", 1, TRUE},
    {{"scoring-sealed"}, "评分中", "截止后公布", 1, TRUE},
    {{"scoring-locked"}, "已截止", "92.47", 1, FALSE},
    {{"scoring-published"}, "最终", "92.47", 2, FALSE},
    {{"scoring-published", "scoring-corrected"}, "更正", "92.31", 2, FALSE},
};

static void
test_marks (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    g_autoptr (TcRules) rules = tc_rules_new ();
    const TcPart *rule;
    const TcPart *second;

    for (guint j = 0; j < 2 && marks[i].data[j] != NULL; j++) {
      g_autoptr (TcSnapshot) snapshot = load_snapshot (rules, marks[i].data[j]);

      show_data (show, snapshot);
    }
    tc_shot_unref (show_at (show, 100 * (i + 1)));
    g_assert_cmpstr (show_text (show, "score/tag-text"), ==, marks[i].tag);
    g_assert_cmpstr (show_text (show, "score/figure"), ==, marks[i].figure);
    rule = show_part (show, TC_DECK_SCENE, "score/rule-1");
    g_assert_nonnull (rule);
    g_assert_cmpint (rule->kind == TC_PART_DASHES, ==, marks[i].is_dashed);
    second = show_part (show, TC_DECK_SCENE, "score/rule-2");
    g_assert_nonnull (second);
    if (marks[i].n_rules == 2) /* not one thick one, even at 640x360 */
      g_assert_cmpint (second->rect.y, >=, rule->rect.y + rule->clip.h + 2);
    else /* one over the other */
      g_assert_true (second->rect.y == rule->rect.y && second->clip.w == 0 &&
                     strcmp (second->key, rule->key) == 0);
  }
  g_assert_cmpstr (show_text (show, "score/was-figure"), ==, "92.47");
  g_assert_nonnull (show_part (show, TC_DECK_SCENE, "score/strike"));
  g_assert_cmpstr (show_text (show, "score/when"), ==, "10:09更正");
}

/* Old data: late says how late, stale since when; the score stays with its mark. */
static void
test_age (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  tc_director_set_age (show->director, TC_AGE_LATE, BASE_NS);
  tc_shot_unref (show_at (show, 8 * FPS));
  g_assert_cmpstr (show_text (show, "score/data-word"), ==, "数据迟到8秒");
  g_assert_cmpstr (show_text (show, "score/data-time"), ==, "09:58:40");
  tc_director_set_age (show->director, TC_AGE_STALE, BASE_NS);
  tc_shot_unref (show_at (show, 40 * FPS));
  g_assert_cmpstr (show_text (show, "score/data-word"), ==, "更新中断");
  g_assert_cmpstr (show_text (show, "score/data-time"), ==, "截至09:58:40");
  g_assert_cmpstr (show_text (show, "score/tag-text"), ==, "暂计");
  g_assert_cmpstr (show_text (show, "score/figure"), ==, "92.35");
}

static void
test_no_toggle (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const layers[] = {"score", "groups"};

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++) {
    TcStageAnswer answer = show_do (show, TC_STAGE_LAYER, layers[i], FALSE);

    g_assert_cmpint (answer.kind, ==, TC_STAGE_REFUSED);
    g_assert_cmpint (answer.why, ==, TC_WHY_SCORE_HAS_NO_SWITCH);
  }
  g_assert_cmpint (show_do (show, TC_STAGE_LAYER, "unit", FALSE).kind, ==,
                   TC_STAGE_DONE);
  tc_shot_unref (show_at (show, 50));
  g_assert_nonnull (show_text (show, "score/tag-text"));
  g_assert_nonnull (show_text (show, "score/figure"));
  g_assert_null (show_text (show, "unit/name"));
}

static void
test_name_is_the_subjects (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) other = snapshot_of ("scoring-other-unit");
  g_autoptr (TcSnapshot) batch = snapshot_of ("scoring-open");

  g_assert_true (show_says (show, "住房和城乡建设委员会"));
  show_data (show, other); /* u18 水务局 is on stage, the score is u17's */
  tc_shot_unref (show_at (show, 50));
  g_assert_false (show_says (show, "水务局"));
  g_assert_false (show_says (show, "住房和城乡建设委员会"));
  g_assert_cmpstr (show_text (show, "score/figure"), ==, "92.35");
  show_take (show, "result");
  tc_shot_unref (show_at (show, 60));
  g_assert_false (show_says (show, "水务局"));
  g_assert_false (show_says (show, "第4位"));
  show_take (show, "unit"); /* without a score the name may stand */
  tc_shot_unref (show_at (show, 70));
  g_assert_true (show_says (show, "水务局"));
  batch->scoring.subject_is_unit = FALSE;
  show_data (show, batch);
  show_take (show, "score");
  tc_shot_unref (show_at (show, 80));
  g_assert_false (show_says (show, "住房和城乡建设委员会"));
}

static gboolean
shows_any_score (const Show *show)
{
  static const char *const scores[] = {"92.35", "93.10", "92.45", "90.86",
                                       "92.52", "92.47", "94.10", "91.85"};

  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    if (show_says (show, scores[i]))
      return TRUE;
  return FALSE;
}

static void
test_restored (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const scenes[] = {"result", "ranking", "score"};
  g_autoptr (TcSnapshot) restored = snapshot_of ("scoring-published");

  g_assert_true (shows_any_score (show));
  restored->restored = TRUE; /* values still in it: the scene must not show them */
  show_data (show, restored);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    show_put (show, scenes[i]);
    tc_shot_unref (show_at (show, 100 * (i + 1)));
    g_assert_false (shows_any_score (show));
    g_assert_false (show_says (show, "最终"));
    g_assert_false (show_says (show, "63")); /* ballots: minutes old, and unmarked */
    g_assert_false (show_says (show, "生态环境局")); /* a rank tells of a score */
    g_assert_false (show_says (show, "评分分布"));
    g_assert_null (show_part (show, TC_DECK_SCENE, "distribution/column-92"));
  }
}

static void
test_refused (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autofree char *path =
      g_build_filename (g_getenv ("TC_TOP"), "tests/data/scoring-refused.json", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (TcDocument) document = NULL;
  TcFault *fault = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  document = tc_document_parse (bytes, n, &fault);
  g_assert_nonnull (document);
  g_assert_cmpint (tc_rules_judge (rules, &document, FALSE, &fault), ==,
                   TC_VERDICT_NEW);
  show_data (show, document->snapshot);
  tc_shot_unref (show_at (show, 100));
  g_assert_cmpint (show->director->decks[TC_DECK_SCENE].parts->len, ==, 0);
  show_take (show, "unit"); /* the rest of the document goes on */
  tc_shot_unref (show_at (show, 200));
  g_assert_true (show_says (show, "住房和城乡建设委员会"));
}

/* Rows of the ranking carry their own marks. */
static void
test_ranking_marks (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");

  snapshot->ranking[1].mark = TC_MARK_PROVISIONAL;
  snapshot->ranking[2].mark = TC_MARK_CORRECTED;
  show_data (show, snapshot);
  show_take (show, "ranking");
  tc_shot_unref (show_at (show, 100));
  g_assert_null (show_text (show, "rows/mark.0"));
  g_assert_cmpstr (show_text (show, "rows/mark.1"), ==, "暂计");
  g_assert_cmpstr (show_text (show, "rows/mark.2"), ==, "更正");
  tc_director_set_age (show->director, TC_AGE_STALE, BASE_NS);
  tc_shot_unref (show_at (show, 200));
  g_assert_cmpstr (show_text (show, "rows/mark.0"), ==, "更新中断");
}

/* --- what a scene file may not do --- */

#define SHEET                                                                   \
  "  - {id: s, type: score, rect: [0, 0, 576, 320], size: score, title_y: 44, " \
  "figure_y: 158, rule_y: 246, data_y: 292"
#define ROWS(mark)                                                                  \
  "{id: t, type: table, rows: scoring.groups, at: [0, 0], " mark                    \
  "cells: [{id: c, type: text, text: \"${row.score}\", size: sub, colour: on_ink, " \
  "at: [0, 0]}]}"
#define TABLE(mark) "  - " ROWS (mark) "\n"
#define CHART(more) \
  "  - {id: d, type: chart, kind: distribution, rect: [896, 584, 896, 408]" more "}\n"
#define GAUGE(value, more)                                                 \
  "{id: g, type: gauge, rect: [0, 0, 300, 44], line: rule, stroke: done, " \
  "value: " value more "}"

static const struct {
  const char *text, *error; /* NULL: a good file */
} files[] = {
    {"layers:\n" TABLE ("mark: s, ") SHEET "}\n", NULL},
    {"layers:\n" TABLE ("mark: [300, 20], "), NULL},
    {"layers:\n" SHEET ", stale: hide}\n", NULL},
    {"layers:\n  - {id: x, type: text, text: \"${scoring.aggregate}\", size: score, "
     "colour: on_ink, at: [0, 0]}\n",
     "a score is shown with its mark"},
    {"layers:\n  - {id: x, type: text, text: {zh: 分, en: \"${scoring.published}\"}, "
     "size: "
     "score, colour: on_ink, at: [0, 0]}\n",
     "a score is shown with its mark"},
    {"layers:\n" TABLE (""), "has no 'mark'"},
    {"layers:\n" TABLE ("mark: other, "), "its mark 'other' is no score layer"},
    {"layers:\n" SHEET ", stale: hold}\n", "may not be held"},
    {"layers:\n" TABLE ("mark: [300, 20], stale: hold, "), "may not be held"},
    {"layers:\n" SHEET ", tag: none}\n", "unknown key 'tag'"},
    {"layers:\n" TABLE ("mark: [2500, 20], "), "within the picture"},
    {"layers:\n" TABLE ("mark: [300, -90], "), "within the picture"},
    {"layers:\n  - {id: g, type: group, layers: [{id: s, type: score, rect: [0, 0, "
     "576, "
     "320], size: score, title_y: 44, figure_y: 158, rule_y: 246, data_y: "
     "292}]}\n" TABLE ("mark: s, "),
     "top level"},
    {"layers:\n  - {id: s, type: score, rect: [1900, 0, 576, 320], size: score, "
     "title_y: "
     "44, figure_y: 158, rule_y: 246, data_y: 292}\n",
     "within the picture"},
    {"layers:\n  - {id: s, type: score, rect: [0, 0, 100, 320], size: score, title_y: "
     "44, "
     "figure_y: 158, rule_y: 246, data_y: 292}\n",
     "room for its mark"},
    {"layers:\n  - {id: s, type: score, rect: [0, 0, 576, 320], size: score, title_y: "
     "900, "
     "figure_y: 158, rule_y: 246, data_y: 292}\n",
     "within the sheet"},
    {"layers:\n  - {id: x, type: bar, rect: [0, 0, 9, 9], share: scoring.aggregate}\n",
     "another kind of value"},
    {"layers:\n" CHART (", mark: s") SHEET "}\n", NULL},
    {"layers:\n" CHART ("") SHEET "}\n", "'mark' is missing"},
    {"layers:\n" CHART (", mark: other") SHEET "}\n",
     "its mark 'other' is no score layer"},
    {"layers:\n" CHART (", mark: s, stale: hold") SHEET "}\n", "may not be held"},
    {"layers:\n" CHART (", mark: s, opacity: 0.5") SHEET "}\n", "shows it whole"},
    {"layers:\n" SHEET ", clip: [0, 0, 576, 100]}\n", "shows it whole"},
    {"layers:\n" SHEET ", opacity: 0}\n", "shows it whole"},
    {"layers:\n" TABLE ("mark: [300, 20], clip: [0, 0, 99, 99], "), "shows it whole"},
    {"layers:\n  - {id: g, type: group, opacity: 0.5, layers: [" ROWS (
         "mark: [300, 20], ") "]}\n",
     "shows it whole"},
    {"layers:\n" SHEET
     "}\n  - {id: x, type: rect, rect: [400, 0, 400, 60], fill: ink}\n",
     "nothing may cover a mark"},
    {"layers:\n" SHEET "}\n  - {id: g, type: group, layers: [{id: x, type: text, text: "
     "最终, size: label, colour: on_paper, at: [500, 44]}]}\n",
     "nothing may cover a mark"},
    {"layers:\n  - {id: x, type: rect, rect: [400, 0, 400, 60], fill: ink}\n" SHEET
     "}\n",
     NULL},
    {"layers:\n" SHEET
     "}\n  - {id: x, type: rect, rect: [576, 0, 400, 60], fill: ink}\n",
     NULL},
    {"layers:\n" SHEET ", change: count}\n", "no value that nobody gave"},
    {"layers:\n" SHEET ", change: {kind: fade, ms: 900}}\n", "300"},
    {"layers:\n  - " GAUGE ("scoring.aggregate", ", from: 0, to: 100") "\n",
     "a score is shown with its mark"},
    {"layers:\n  - {id: t, type: table, rows: ranking, at: [0, 0], cells: [" GAUGE (
         "row.score",
         "") "]}\n",
     "has no 'mark'"},
    {"layers:\n  - {id: t, type: table, rows: ranking, at: [0, 0], mark: [300, 20], "
     "cells: [" GAUGE ("row.score", "") "]}\n",
     NULL},
    /* the order alone says who has more */
    {"layers:\n  - {id: t, type: table, rows: ranking, at: [0, 0], cells: [{id: n, "
     "type: "
     "text, text: \"${row.rank} ${row.name}\", size: meta, colour: on_ink, at: [0, "
     "20]}]}\n",
     "has no 'mark'"},
    {"layers:\n  - {id: x, type: crawl, text: \"${scoring.aggregate}\", size: meta, "
     "colour: on_ink, rect: [0, 0, 600, 64]}\n",
     "a score is shown with its mark"},
    {"layers:\n  - {id: x, type: qr, text: \"${scoring.aggregate}\", rect: [0, 0, 90, "
     "90]}\n",
     "would have no mark"},
    {"layers:\n  - {id: x, type: clock, show: countdown, of: phase.until, size: sub, "
     "colour: on_ink, at: [0, 0], over: \"${scoring.aggregate}\"}\n",
     "shows no score"},
};

static void
test_files (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tc-honest-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "x.yaml", NULL);
  g_autofree char *top = overlays_dir ();
  g_autofree char *azure = g_build_filename (top, "theme/azure.yaml", NULL);
  g_autoptr (TcTheme) theme = tc_theme_load (azure, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcScene) scene = NULL;

    g_assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
    scene = tc_scene_load (path, theme, NULL, &error);
    if (files[i].error == NULL) {
      g_assert_no_error (error);
      g_assert_true (scene->has_score);
    } else if (error == NULL || strstr (error->message, files[i].error) == NULL) {
      g_test_message ("%s: said '%s'", files[i].text,
                      error ? error->message : "nothing");
      g_test_fail ();
    }
  }
  g_unlink (path);
  g_rmdir (dir);
}

#define ADD(name, func) \
  g_test_add ("/scene/honesty/" name, Show, NULL, open_score, func, close_score)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("a-score-is-shown-letter-by-letter", test_as_published);
  ADD ("a-score-is-never-tweened", test_never_tweened);
  ADD ("every-state-draws-its-mark", test_marks);
  ADD ("late-and-stale-are-said-on-the-sheet", test_age);
  ADD ("what-shows-a-score-has-no-switch", test_no_toggle);
  ADD ("a-name-stands-beside-its-own-score-only", test_name_is_the_subjects);
  ADD ("a-restored-snapshot-shows-no-score", test_restored);
  ADD ("a-refused-section-hides-its-layers", test_refused);
  ADD ("rows-of-a-ranking-carry-their-marks", test_ranking_marks);
  g_test_add_func ("/scene/honesty/files-cannot-show-a-score-without-its-mark",
                   test_files);
  return g_test_run ();
}
