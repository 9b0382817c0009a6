/* SPDX-License-Identifier: MIT */
#include "resolved.h"

#define ROWS(more)                                                                     \
  "  - {id: t, type: table, rows: ranking, at: [96, 128], pitch: 72, per_column: 12, " \
  "max_rows: 12, mark: [1440, 34]" more                                                \
  ", cells: [{id: name, type: text, text: \"${row.name}\", size: "                     \
  "list, colour: on_ink, at: [144, 34], width: 696}]}\n"
#define PAGES ROWS (", page_s: 8, page_at: [1540, 84]")

static guint
n_rows (const Resolved *self)
{
  guint n = 0;

  for (guint i = 0; i < self->parts->len; i++)
    n +=
        g_str_has_prefix (((TcPart *)g_ptr_array_index (self->parts, i))->id, "t/name");
  return n;
}

/* 77 rows: seven pages of eight seconds, the last one with five rows, then the first.
 */
static void
test_pages (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    gint64 ms;
    const char *mark;
    guint first, n;
    gint64 change_ms;
  } cases[] = {{0, "1/7", 0, 12, 8000},     {7999, "1/7", 0, 12, 1},
               {8000, "2/7", 12, 12, 8000}, {48000, "7/7", 72, 5, 8000},
               {56000, "1/7", 0, 12, 8000}, {560000 + 12000, "2/7", 12, 12, 4000}};

  resolved_show (self, PAGES, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    resolved_at (self, cases[i].ms);
    g_assert_cmpstr (resolved_text (self, "t/page"), ==, cases[i].mark);
    g_assert_cmpuint (n_rows (self), ==, cases[i].n);
    g_assert_cmpstr (resolved_text (self, "t/name.0"), ==,
                     self->snapshot->ranking[cases[i].first].name);
    g_assert_cmpint (resolved_change_ms (self), ==, cases[i].change_ms);
  }
}

/* The first page when the scene comes on the air, whenever that is. */
static void
test_first_page_first (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  self->bind.scene_ns = BASE_NS + 13 * TC_NS_PER_S;
  resolved_show (self, PAGES, 13000);
  g_assert_cmpstr (resolved_text (self, "t/page"), ==, "1/7");
  g_assert_cmpint (resolved_change_ms (self), ==, 8000);
}

static void
test_one_page (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, PAGES, 20000);
  g_assert_null (resolved_part (self, "t/page"));
  g_assert_cmpuint (n_rows (self), ==, 12);
  g_assert_cmpint (self->bind.change_ns, ==, G_MAXINT64);
}

/* Without pages what is over max_rows is not shown, and nothing changes. */
static void
test_no_pages (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, ROWS (""), 20000);
  g_assert_cmpuint (n_rows (self), ==, 12);
  g_assert_null (resolved_part (self, "t/page"));
  g_assert_cmpint (self->bind.change_ns, ==, G_MAXINT64);
}

static void
test_place (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self,
                 "  - {id: t, type: table, rows: ranking, at: [96, 128], pitch: 72, "
                 "per_column: 5, column_pitch: 600, mark: [590, 34], cells: [{id: r, "
                 "type: rect, rect: "
                 "[10, 2, 500, 68], fill: cell}]}",
                 0);
  g_assert_cmpint (resolved_part (self, "t/r.0")->rect.x, ==, 106);
  g_assert_cmpint (resolved_part (self, "t/r.4")->rect.y, ==, 130 + 4 * 72);
  g_assert_cmpint (resolved_part (self, "t/r.5")->rect.x, ==, 706);
  g_assert_cmpint (resolved_part (self, "t/r.5")->rect.y, ==, 130);
  g_assert_cmpint (resolved_part (self, "t/r.11")->rect.x, ==, 1306);
}

/* Scores of old data say so in every row. */
static void
test_marks (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char layers[] = "  - {id: t, type: table, rows: ranking, at: [96, 128], "
                               "pitch: 72, per_column: 12, "
                               "mark: [1440, 34], cells: [{id: s, type: text, text: "
                               "\"${row.score}\", size: list, "
                               "colour: on_ink, at: [0, 34]}]}";

  resolved_show (self, layers, 0);
  g_assert_null (resolved_part (self, "t/mark.0"));
  g_assert_cmpstr (resolved_text (self, "t/s.4"), ==,
                   "93.75");                     /* equal to the fourth */
  g_assert_null (resolved_part (self, "t/s.8")); /* open: its score is not public */
  self->bind.age = TC_AGE_STALE;
  resolved_at (self, 0);
  for (int i = 0; i < 8; i++) {
    g_autofree char *id = g_strdup_printf ("t/mark.%d", i);

    g_assert_cmpstr (resolved_text (self, id), ==, "更新中断");
  }
}

static const BadLayers bad[] = {
    {ROWS (", page_s: 8"), "stand together"},
    {ROWS (", page_at: [0, 0]"), "stand together"},
    {ROWS (", page_s: 1, page_at: [0, 0]"), "'page_s'"},
    {"  - {id: t, type: table, rows: ranking, at: [0, 0], cells: [{id: u, type: table, "
     "rows: ranking, at: [0, 0], cells: []}]}",
     "may not be tables"},
    {"  - {id: t, type: table, rows: ranking, at: [0, 0], cells: [{id: u, type: group, "
     "layers: []}]}",
     "may not be groups"},
    {"  - {id: t, type: table, rows: ranking, at: [0, 0], cells: [{id: u, type: rect, "
     "rect: [0, 0, 9, 9], anchor: top}]}",
     "placed in their row"},
};

static void
test_bad (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_refuse (self, bad, G_N_ELEMENTS (bad));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/table/more-rows-come-page-by-page", "ranking-all", test_pages);
  TEST ("/scene/table/begins-with-its-first-page", "ranking-all",
        test_first_page_first);
  TEST ("/scene/table/one-page-has-no-page-mark", "ranking", test_one_page);
  TEST ("/scene/table/without-pages-it-stands", "ranking-all", test_no_pages);
  TEST ("/scene/table/rows-go-down-then-to-the-next-column", "ranking", test_place);
  TEST ("/scene/table/stale-scores-say-so-in-every-row", "ranking-open", test_marks);
  TEST ("/scene/table/bad-tables-are-refused", "ranking", test_bad);
  return g_test_run ();
}
