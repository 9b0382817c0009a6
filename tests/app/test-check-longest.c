/* SPDX-License-Identifier: MIT
 *
 * Every path that a scene can show has, in one of the moments that are looked at, a
 * value as long as it can be. A new path needs a line here, and a thought.
 */
#include "check-house.h"

#include "tallycast/scene/bind.h"

#define N_UNITS  120
#define CATEGORY "省以下垂直管理和双重管理的单位"

/* @columns: a letter is one, a Chinese character two; 0: a word of a closed list, or an
 * id: no scene shows it. */
static const struct {
  const char *path, *rows;
  guint columns;
} longest[] = {
    {"phase", NULL, 0},
    {"surface", NULL, 0},
    {"language", NULL, 0},
    {"clock.now", NULL, 8},
    {"data.age", NULL, 0},
    {"data.age_s", NULL, 5},
    {"data.time", NULL, 8},
    {"data.known_at", NULL, 8},
    {"notice.text", NULL, 4000},
    {"meeting.title", NULL, 23},
    {"meeting.subtitle", NULL, 60},
    {"meeting.venue", NULL, 34},
    {"meeting.url", NULL, 45},
    {"phase.since", NULL, 8},
    {"phase.until", NULL, 8},
    {"units.total", NULL, 3},
    {"reports.total", NULL, 2},
    {"agenda.total", NULL, 2},
    {"agenda.done", NULL, 2},
    {"agenda.left", NULL, 2},
    {"agenda.next.name", NULL, 6},
    {"current.unit", NULL, 0},
    {"current.name", NULL, 6},
    {"current.category", NULL, 30},
    {"current.order", NULL, 3},
    {"current.of", NULL, 3},
    {"current.done", NULL, 2},
    {"current.speaker.name", NULL, 19},
    {"current.speaker.title", NULL, 26},
    {"current.limit_s", NULL, 5},
    {"current.elapsed_s", NULL, 7},
    {"draw.title", NULL, 16},
    {"draw.kind", NULL, 0},
    {"draw.state", NULL, 0},
    {"draw.quota", NULL, 2},
    {"draw.drawn", NULL, 2},
    {"draw.next", NULL, 1},
    {"draw.last.name", NULL, 19},
    {"draw.last.order", NULL, 2},
    {"draw.last.category", NULL, 30},
    {"draw.url", NULL, 45},
    {"draw.code.1", NULL, 4},
    {"draw.code.2", NULL, 4},
    {"draw.code.3", NULL, 4},
    {"row.order", "draw.picks", 2},
    {"row.name", "draw.picks", 19},
    {"row.category", "draw.picks", 30},
    {"row.state", "draw.picks", 0},
    {"scoring.id", NULL, 0},
    {"scoring.state", NULL, 0},
    {"scoring.cast", NULL, 4},
    {"scoring.eligible", NULL, 4},
    {"scoring.missing", NULL, 2},
    {"scoring.scale", NULL, 3},
    {"scoring.mark", NULL, 0},
    {"scoring.name", NULL, 6},
    {"scoring.count", NULL, 3},
    {"scoring.aggregate", NULL, 6},
    {"scoring.published", NULL, 6},
    {"row.name", "scoring.groups", 11},
    {"row.weight", "scoring.groups", 5},
    {"row.cast", "scoring.groups", 3},
    {"row.eligible", "scoring.groups", 3},
    {"row.score", "scoring.groups", 6},
    {"ranking.total", NULL, 2},
    {"row.rank", "ranking", 2},
    {"row.name", "ranking", 6},
    {"row.category", "ranking", 30},
    {"row.mark", "ranking", 0},
    {"row.score", "ranking", 6},
};

static guint
columns_of (const TcPath *path, TcBind *bind)
{
  g_autofree char *text = NULL;
  g_autoptr (TcTemplate) template = NULL;
  const char *format = path->kind == TC_VALUE_SECONDS ? "|duration"
                       : path->kind == TC_VALUE_TIME  ? "|date:time"
                                                      : "";
  g_autofree char *source = g_strdup_printf ("${%s%s}", path->name, format);

  template = tc_template_new (source, path->rows, NULL);
  g_assert_nonnull (template);
  text = tc_template_text (template, bind);
  return text != NULL ? tc_check_columns (text) : 0;
}

static guint
rows_of (const TcPath *path, TcBind *bind)
{
  const TcPath *rows =
      path->rows != NULL ? tc_path_find (path->rows, NULL, NULL) : NULL;
  TcValue value;

  if (rows == NULL)
    return 1;
  value = tc_path_get (rows, bind);
  return value.kind == TC_VALUE_ABSENT ? 0 : (guint)value.number;
}

static guint
longest_of (const TcPath *path, const GPtrArray *cases)
{
  guint n = 0;

  for (guint i = 0; i < cases->len; i++) {
    const TcCheckCase *of = g_ptr_array_index (cases, i);
    gint64 mono_ns = of->snapshot->receipt_mono_ns + of->since_s * TC_NS_PER_S;
    TcBind bind = {.snapshot = of->snapshot,
                   .age = of->age,
                   .age_since_ns = mono_ns - of->age_s * TC_NS_PER_S,
                   .mono_ns = mono_ns,
                   .wall_us = of->snapshot->time_us,
                   .change_ns = G_MAXINT64};

    for (bind.row = 0; bind.row < rows_of (path, &bind); bind.row++)
      n = MAX (n, columns_of (path, &bind));
  }
  return n;
}

static guint
wanted (const TcPath *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (longest); i++)
    if (strcmp (longest[i].path, path->name) == 0 &&
        g_strcmp0 (longest[i].rows, path->rows) == 0)
      return longest[i].columns;
  g_error ("no line for %s", path->name);
}

/* One of its units has a category of its own, and the sample draws others. */
static char *
write_roster (const House *house)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (int i = 1; i <= N_UNITS; i++)
    g_string_append_printf (
        text, "%s{\"id\": \"h%d\", \"name\": \"单位%d\", \"category\": \"%s\"}",
        i > 1 ? "," : "", i, 10 + i % 90, i == N_UNITS ? CATEGORY : "部门");
  g_string_append_c (text, ']');
  house_write (house, "roster.json", text->str);
  return house_path (house, "roster.json");
}

static void
every_value_is_as_long_as_it_can_be (void)
{
  Checked checked;
  g_autofree char *roster = NULL;
  guint n_paths;
  const TcPath *paths = tc_path_list (&n_paths);

  checked_open (&checked, "");
  roster = write_roster (&checked.house);
  checked.check.roster_from = roster;
  checked_run (&checked);
  for (guint i = 0; i < n_paths; i++) {
    const TcPath *path = &paths[i];

    if (path->kind == TC_VALUE_BOOL || path->kind == TC_VALUE_SHARE ||
        path->kind == TC_VALUE_ROWS)
      continue;
    g_test_message ("%s %s", path->rows != NULL ? path->rows : "", path->name);
    g_assert_cmpuint (longest_of (path, checked.check.cases), >=, wanted (path));
  }
  checked_close (&checked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/check-longest/every-value-is-as-long-as-it-can-be",
                   every_value_is_as_long_as_it_can_be);
  return g_test_run ();
}
