/* SPDX-License-Identifier: MIT
 *
 * Charts, gauges and their scales.
 */
#include "resolved.h"

#include "scene/scale.h"

#define SHEET                                                                       \
  "  - {id: s, type: score, rect: [96, 548, 720, 444], size: final, title_y: 600, " \
  "figure_y: 752, rule_y: 880, data_y: 940}\n"
#define CHART(kind)                                                             \
  SHEET "  - {id: d, type: chart, kind: " kind ", rect: [896, 584, 896, 408], " \
        "mark: s}\n"

static int
shown_strokes (const TcPart *column)
{
  int pitch = column->dash_px + column->gap_px;

  return (column->clip.h + column->gap_px) / pitch;
}

/* Each ballot is a stroke, 70 wide, 14 high, 18 from one to the next; the foot stays.
 */
static void
test_strokes (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const int counts[] = {1, 0, 2, 4, 8, 13, 15, 11, 6, 3};

  resolved_show (self, CHART ("distribution"), 0);
  for (int i = 0; i < (int)G_N_ELEMENTS (counts); i++) {
    g_autofree char *id = g_strdup_printf ("d/column-%d", 80 + 2 * i);
    g_autofree char *count_id = g_strdup_printf ("d/count-%d", 80 + 2 * i);
    g_autofree char *count = g_strdup_printf ("%d", counts[i]);
    const TcPart *column = resolved_part (self, id);

    g_assert_cmpstr (resolved_text (self, count_id), ==, count);
    g_assert_cmpint (column != NULL, ==, counts[i] > 0);
    if (column == NULL)
      continue;
    g_assert_cmpint (column->kind, ==, TC_PART_DASHES);
    g_assert_cmpint (column->dash_px, ==, 14);
    g_assert_cmpint (column->gap_px, ==, 4);
    g_assert_cmpint (column->rect.w, >=, 68);
    g_assert_cmpint (column->rect.w, <=, 70);
    g_assert_cmpint (shown_strokes (column), ==, counts[i]);
    g_assert_cmpint (column->rect.y + column->clip.y + column->clip.h, ==, 936);
  }
  g_assert_cmpstr (resolved_text (self, "d/bound-0"), ==, "80");
  g_assert_cmpstr (resolved_text (self, "d/bound-10"), ==, "100");
  g_assert_cmpstr (resolved_text (self, "d/note"), ==, "每一笔是一张评分表");
}

/* The column of 92.47 is [92, 94): by decimals, with the upper bound in the last only.
 */
static void
test_hold (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *score, *bin; /* bin NULL: none */
  } cases[] = {{"92.47", "92"},  {"92.00", "92"}, {"91.99", "90"},
               {"100.00", "98"}, {"80", "80"},    {"79.99", NULL}};
  TcColour hold = tc_theme_must_fill (self->theme, "on_ink").top;

  resolved_show (self, CHART ("distribution"), 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint n = 0;

    g_free (self->snapshot->scoring.aggregate);
    self->snapshot->scoring.aggregate = g_strdup (cases[i].score);
    resolved_at (self, 0);
    for (guint p = 0; p < self->parts->len; p++) {
      const TcPart *part = g_ptr_array_index (self->parts, p);

      if (!g_str_has_prefix (part->id, "d/column-") ||
          memcmp (&part->style.fill, &hold, sizeof hold) != 0)
        continue;
      n++;
      g_assert_cmpstr (part->id + strlen ("d/column-"), ==, cases[i].bin);
    }
    g_assert_cmpuint (n, ==, cases[i].bin != NULL);
    g_assert_cmpint (resolved_part (self, "d/legend") != NULL, ==,
                     cases[i].bin != NULL);
  }
}

/* More ballots: lower strokes in the same room, then bars that say how many there are.
 */
static void
test_many (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    int most, stroke, gap; /* stroke 0: bars */
  } cases[] = {{15, 14, 4}, {16, 12, 4}, {17, 10, 4}, {20, 8, 4},
               {27, 6, 4},  {33, 6, 2},  {34, 0, 0},  {4000, 0, 0}};

  resolved_show (self, CHART ("distribution"), 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const TcPart *column;

    self->snapshot->scoring.bins[6].count = cases[i].most;
    self->snapshot->scoring.cast = cases[i].most + 48;
    resolved_at (self, 0);
    column = resolved_part (self, "d/column-92");
    if (cases[i].stroke > 0) {
      g_assert_cmpint (column->dash_px, ==, cases[i].stroke);
      g_assert_cmpint (column->gap_px, ==, cases[i].gap);
      g_assert_cmpint (shown_strokes (column), ==, cases[i].most);
    } else {
      g_autofree char *all = g_strdup_printf ("共%d张", cases[i].most + 48);

      g_assert_cmpint (column->kind, ==, TC_PART_RECT);
      g_assert_cmpstr (resolved_text (self, "d/note"), ==, all);
      g_assert_cmpint (resolved_part (self, "d/column-80")->clip.h, >=, 2);
    }
    g_assert_cmpint (column->rect.y, >=, 584 + 82); /* below the words */
  }
}

/* Only the strokes that are new: the sprite of a column stays. */
static void
test_same_sprite (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *key = NULL;

  resolved_show (self, CHART ("distribution"), 0);
  key = g_strdup (resolved_part (self, "d/column-90")->key);
  g_assert_cmpstr (resolved_part (self, "d/column-94")->key, ==, key);
  self->snapshot->scoring.bins[5].count--;
  resolved_at (self, 0);
  g_assert_cmpstr (resolved_part (self, "d/column-90")->key, ==, key);
  g_assert_cmpint (shown_strokes (resolved_part (self, "d/column-90")), ==, 12);
}

/* With its sheet, or not at all. */
static void
test_with_its_mark (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, CHART ("distribution"), 0);
  g_assert_nonnull (resolved_part (self, "d/column-92"));
  self->snapshot->restored = TRUE;
  resolved_at (self, 0);
  g_assert_null (resolved_part (self, "d/column-92"));
  g_assert_null (resolved_part (self, "s/figure"));
}

static void
test_groups (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcPart *line;

  resolved_show (self, CHART ("groups"), 0);
  g_assert_cmpstr (resolved_text (self, "d/name-npc"), ==, "人大代表");
  g_assert_cmpstr (resolved_text (self, "d/score-npc"), ==, "93.22");
  g_assert_cmpstr (resolved_text (self, "d/scale-npc-low"), ==, "80");
  g_assert_cmpstr (resolved_text (self, "d/scale-npc-high"), ==, "100");
  g_assert_null (resolved_part (self, "d/scale-firm-low")); /* written once */
  line = resolved_part (self, "d/scale-npc-line");
  /* 93.22 lies at 0.661 of 80..100 */
  g_assert_cmpint (resolved_part (self, "d/scale-npc")->rect.x + 6, >=,
                   line->rect.x + line->rect.w * 66 / 100 - 2);
  g_assert_cmpint (resolved_part (self, "d/scale-npc")->rect.x + 6, <=,
                   line->rect.x + line->rect.w * 67 / 100);
  g_clear_pointer (&self->snapshot->scoring.groups[2].score, g_free);
  resolved_at (self, 0);
  g_assert_nonnull (resolved_part (self, "d/name-firm"));
  g_assert_null (resolved_part (self, "d/score-firm"));
  g_assert_null (resolved_part (self, "d/scale-firm"));
}

/* --- scales --- */

static void
test_bounds (void)
{
  static const struct {
    double values[3];
    guint n;
    int full;
    double low, high;
  } cases[] = {
      {{88.46, 95.2, 92}, 3, 100, 80, 100},
      {{92.47}, 1, 100, 80, 100},
      {{100, 99}, 2, 100, 80, 100},
      {{0, 3}, 2, 100, 0, 20},
      {{34.5, 71}, 2, 100, 30, 80},
      {{8.8, 9.5}, 2, 10, 8, 10},
      {{4.2}, 1, 5, 3.5, 4.5},
      {{88.46, 95.2}, 2, 0, 80, 100},
      {{8.8, 9.5}, 2, 0, 8, 10},
      {{0}, 0, 100, 0, 100},
      {{120, 30}, 2, 100, 30, 120},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcScale scale = tc_scale_around (cases[i].values, cases[i].n, cases[i].full);

    g_assert_cmpfloat_with_epsilon (scale.low, cases[i].low, 1e-9);
    g_assert_cmpfloat_with_epsilon (scale.high, cases[i].high, 1e-9);
  }
}

static void
test_value (void)
{
  double value;

  g_assert_true (tc_scale_value ("92.35", &value));
  g_assert_cmpfloat (value, ==, 92.35);
  g_assert_false (tc_scale_value (NULL, &value));
  g_assert_false (tc_scale_value ("", &value));
  g_assert_false (tc_scale_value ("92,35", &value));
  g_assert_false (tc_scale_value ("inf", &value));
}

#define ROWS(cells)                                                                    \
  "  - {id: t, type: table, rows: ranking, at: [96, 128], pitch: 72, per_column: 12, " \
  "mark: [1440, 34], cells: [" cells "]}\n"
#define GAUGE(more)                                                              \
  "{id: g, type: gauge, rect: [1000, 12, 288, 44], line: rule, stroke: on_ink, " \
  "bounds: "                                                                     \
  "on_ink_2" more "}"

/* All rows of a table on one scale, whose bounds the first row tells. */
static void
test_gauge_rows (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  int last = G_MAXINT;

  resolved_show (self, ROWS (GAUGE (", value: row.score")), 0);
  g_assert_cmpstr (resolved_text (self, "t/g-low.0"), ==, "80");
  g_assert_cmpstr (resolved_text (self, "t/g-high.0"), ==, "100");
  g_assert_null (resolved_part (self, "t/g-low.1"));
  for (int i = 0; i < 12; i++) {
    g_autofree char *id = g_strdup_printf ("t/g.%d", i);
    const TcPart *stroke = resolved_part (self, id);

    g_assert_cmpint (stroke->rect.x, <, last); /* each score is lower */
    g_assert_cmpint (stroke->rect.w, ==, 12);
    g_assert_cmpint (stroke->rect.h, ==, 44);
    last = stroke->rect.x;
  }
}

static void
test_gauge_count (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, "  - " GAUGE (", value: scoring.cast, from: 0, to: 63"), 0);
  g_assert_cmpint (resolved_part (self, "/g")->rect.x + 6, ==, 1288); /* all in */
  self->snapshot->scoring.cast = 0;
  resolved_at (self, 0);
  g_assert_cmpint (resolved_part (self, "/g")->rect.x + 6, ==, 1000);
  self->snapshot->scoring.cast = 500; /* beyond the scale: at its end */
  resolved_at (self, 0);
  g_assert_cmpint (resolved_part (self, "/g")->rect.x + 6, ==, 1288);
}

static const BadLayers bad[] = {
    {"  - " GAUGE (", value: scoring.cast"), "needs 'from' and 'to'"},
    {"  - " GAUGE (", value: scoring.cast, from: 5"), "both are there"},
    {"  - " GAUGE (", value: scoring.cast, from: 5, to: 5"), "less than"},
    {"  - " GAUGE (", value: meeting.title, from: 0, to: 5"),
     "a count, seconds or a score"},
    {SHEET "  - {id: d, type: chart, kind: groups, rect: [0, 0, 100, 100], mark: s}",
     "room for its words"},
    {SHEET "  - {id: d, type: chart, kind: pie, rect: [0, 0, 600, 400], mark: s}",
     "'kind'"},
};

static void
test_bad (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_refuse (self, bad, G_N_ELEMENTS (bad));
}

/* --- on the air --- */

/* From the scene `first` to `next`, which is taken at tick 100. */
static void
on_air (Show *show, TcRules *rules, const char *first, const char *next)
{
  g_autoptr (TcSnapshot) snapshot = load_snapshot (rules, "scoring-published");

  show_open (show, NULL, "zh-CN", 1920, first);
  show_data (show, snapshot);
  tc_shot_unref (show_at (show, 0));
  tc_shot_unref (show_at (show, 99));
  show->mono_ns = show_tick_ns (NULL, 100);
  if (next != NULL)
    show_take (show, next);
  tc_shot_unref (show_at (show, 100));
}

/* Strokes pile up from the foot, and all are there within a take-in. */
static void
test_columns_grow (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  const TcBusItem *item;
  TcPose pose;

  on_air (&show, rules, "clean", "result");
  item = show_item (&show, TC_DECK_SCENE, "distribution/column-92");
  for (gint64 tick = 100; tick < 122; tick++) {
    pose = tc_track_at (&item->track, tick);
    g_assert_cmpint (pose.clip.y + pose.clip.h, ==, item->rect.h); /* the foot stays */
    g_assert_cmpint (pose.clip.w, ==, item->rect.w);
  }
  g_assert_cmpint (tc_track_at (&item->track, 100).clip.h, ==, 0);
  g_assert_cmpint (pose.clip.h, ==, item->clip.h);
  show_close (&show);
}

/* The sheet of another scene in another place comes with its own paper, not before. */
static void
test_sheet_comes_whole (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  const TcBusItem *tag;

  on_air (&show, rules, "score", "result");
  tag = show_item (&show, TC_DECK_SCENE, "score/tag");
  for (gint64 tick = 100; tick < 106; tick++)
    g_assert_cmpint (tc_track_at (&tag->track, tick).opacity, ==, 0);
  g_assert_cmpint (tc_track_at (&tag->track, 122).opacity, ==, 255);
  show_close (&show);
}

/* A correction is told with the corrected score, not after the stagger of a take. */
static void
test_news_come_at_once (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) corrected = NULL;
  const char *const ids[] = {"score/was-figure", "score/when", "groups/rows/word.2",
                             "groups/rows/changed.2"};

  on_air (&show, rules, "result", NULL);
  corrected = load_snapshot (rules, "scoring-corrected");
  show.mono_ns = show_tick_ns (NULL, 200);
  show_data (&show, corrected);
  tc_shot_unref (show_at (&show, 200));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    const TcBusItem *item = show_item (&show, TC_DECK_SCENE, ids[i]);

    g_assert_nonnull (item);
    g_assert_cmpint (tc_track_at (&item->track, 200).opacity, >, 0);
    g_assert_cmpint (tc_track_at (&item->track, 204).opacity, ==, 255);
  }
  show_close (&show);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/chart/each-ballot-is-a-stroke", "scoring-published", test_strokes);
  TEST ("/scene/chart/the-column-that-holds-the-score-stands-out", "scoring-published",
        test_hold);
  TEST ("/scene/chart/many-ballots-stay-in-the-room", "scoring-published", test_many);
  TEST ("/scene/chart/a-ballot-more-draws-no-column-again", "scoring-published",
        test_same_sprite);
  TEST ("/scene/chart/comes-and-goes-with-its-mark", "scoring-published",
        test_with_its_mark);
  TEST ("/scene/chart/groups-are-compared-on-one-scale", "scoring-published",
        test_groups);
  g_test_add_func ("/scene/chart/columns-pile-up-from-their-foot", test_columns_grow);
  g_test_add_func ("/scene/chart/a-sheet-comes-with-its-own-paper",
                   test_sheet_comes_whole);
  g_test_add_func ("/scene/chart/a-correction-is-told-at-once", test_news_come_at_once);
  g_test_add_func ("/scene/scale/bounds-are-round-and-around-all-values", test_bounds);
  g_test_add_func ("/scene/scale/takes-decimal-texts-only", test_value);
  TEST ("/scene/gauge/rows-share-a-scale-that-is-written", "ranking", test_gauge_rows);
  TEST ("/scene/gauge/a-count-lies-between-its-bounds", "scoring-published",
        test_gauge_count);
  TEST ("/scene/chart/bad-charts-and-gauges-are-refused", "scoring-published",
        test_bad);
  return g_test_run ();
}
