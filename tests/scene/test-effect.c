/* SPDX-License-Identifier: MIT
 *
 * What a scene file says of how its layers come, go and change, and what becomes of it.
 */
#include "house.h"

#include "scene/layer.h"
#include "tallycast/draw/canvas.h"

typedef struct {
  House house;
  Show show;
} Fixture;

static void
open_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  house_open (&f->house);
}

static void
close_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  if (f->show.director != NULL)
    show_close (&f->show);
  house_close (&f->house);
}

/* A scene "x" of these layers, on the air from tick 0 on. */
static void
play (Fixture *f, const char *layers)
{
  g_autofree char *text = g_strconcat ("layers:\n", layers, NULL);
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");

  house_write (&f->house, "x.yaml", text);
  show_open (&f->show, f->house.dir, "zh-CN", 1920, "clean");
  show_data (&f->show, snapshot);
  tc_shot_unref (show_at (&f->show, 0));
  show_take (&f->show, "x");
  tc_shot_unref (show_at (&f->show, 1));
}

static TcPose
pose (Fixture *f, const char *id, gint64 tick)
{
  const TcBusItem *item = show_item (&f->show, TC_DECK_SCENE, id);

  g_assert_nonnull (item);
  return tc_track_at (&item->track, tick);
}

/* --- reading --- */

#define R "layers: [{id: a, type: rect, rect: [0, 0, 9, 9], fill: ink, "

static const struct {
  const char *text, *place, *error;
} bad[] = {
    {R "in: fly}]\n", ":1:65:", "none, fade, wipe, slide, grow"},
    {R "in: roll}]\n", ":1:65:", "none, fade, wipe, slide, grow"},
    {R "out: {kind: fade, from: left}}]\n", ":1:79:", "unknown key 'from'"},
    {R "in: {kind: slide, from: above}}]\n", ":1:85:", "left, right, top, bottom"},
    {R "in: {ms: 0}}]\n", ":1:70:", "1 to 2000"},
    {R "in: {ms: 2001}}]\n", ":1:70:", "1 to 2000"},
    {R "in: {delay_ms: -1}}]\n", ":1:76:", "0 to 2000"},
    {R "in: {ease: bounce}}]\n", ":1:72:", "write, leave, move, steady"},
    {R "in: [fade]}]\n", ":1:65:", "'in'"},
    {R "change: {stagger_ms: 80}}]\n", ":1:70:", "unknown key 'stagger_ms'"},
    {"layers: [{id: a, type: score, rect: [0, 0, 600, 300], size: score, title_y: 40, "
     "figure_y: 150, rule_y: 250, data_y: 275, change: count}]\n",
     ":1:130:", "no value that nobody gave"},
    {"layers: [{id: a, type: score, rect: [0, 0, 600, 300], size: score, title_y: 40, "
     "figure_y: 150, rule_y: 250, data_y: 275, change: {kind: roll, ms: 320}}]\n",
     ":1:130:", "within 300 ms"},
    {"layers: [{id: a, type: table, rows: ranking, at: [0, 0], mark: [300, 20], "
     "change: "
     "count, cells: [{id: b, type: text, text: \"${row.score}\", size: list, colour: "
     "ink, "
     "at: [0, 0]}]}]\n",
     ":1:83:", "no value that nobody gave"},
};

static void
test_bad (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *theme_path = house_path (&f->house, "theme/azure.yaml");
  g_autofree char *path = house_path (&f->house, "x.yaml");
  g_autoptr (TcTheme) theme = tc_theme_load (theme_path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    house_write (&f->house, "x.yaml", bad[i].text);
    g_assert_null (tc_scene_load (path, theme, NULL, &error));
    if (strstr (error->message, bad[i].place) == NULL ||
        strstr (error->message, bad[i].error) == NULL) {
      g_test_message ("%s: said '%s'", bad[i].text, error->message);
      g_test_fail ();
    }
  }
}

/* --- what comes of it --- */

static void
test_kinds (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  play (f,
        "  - {id: a, type: rect, rect: [100, 200, 400, 100], fill: ink, "
        "in: {kind: slide, from: right, ms: 400, ease: steady, delay_ms: 0}}\n"
        "  - {id: b, type: rect, rect: [100, 200, 400, 100], fill: ink, "
        "in: {kind: wipe, from: bottom, ms: 400, ease: steady, delay_ms: 200}}\n"
        "  - {id: c, type: rect, rect: [100, 200, 40, 400], fill: ink, in: grow}\n"
        "  - {id: d, type: rect, rect: [100, 200, 400, 100], fill: ink, in: none}\n");
  /* slides: the edge it comes from stays where it is */
  for (gint64 tick = 1; tick < 10; tick++) {
    TcPose at = pose (f, "/a", tick);

    g_assert_cmpint (at.x + at.clip.x + at.clip.w, ==, 500);
    g_assert_cmpint (at.clip.w, ==, 40 * tick);
    g_assert_cmpint (at.clip.x, ==, 0);
  }
  g_assert_cmpint (pose (f, "/a", 10).x, ==, 100);
  /* wipes: stays, is uncovered from below; late */
  g_assert_cmpint (pose (f, "/b", 5).clip.h, ==, 0);
  g_assert_cmpint (pose (f, "/b", 10).clip.h, ==, 50);
  g_assert_cmpint (pose (f, "/b", 10).clip.y, ==, 50);
  g_assert_cmpint (pose (f, "/b", 10).y, ==, 200);
  g_assert_cmpint (pose (f, "/b", 15).clip.h, ==, 100);
  /* grows from its foot, because it is higher than wide */
  g_assert_cmpint (pose (f, "/c", 4).clip.y + pose (f, "/c", 4).clip.h, ==, 400);
  g_assert_cmpint (pose (f, "/c", 4).clip.y, >, 0);
  g_assert_cmpint (pose (f, "/d", 1).clip.w, ==, 400);
}

static void
test_out (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const GPtrArray *items;

  play (f,
        "  - {id: a, type: rect, rect: [100, 200, 400, 100], fill: ink, "
        "out: {kind: slide, to: top, ms: 400, ease: steady, delay_ms: 80}}\n"
        "  - {id: b, type: rect, rect: [100, 200, 400, 100], fill: ink, out: none}\n");
  tc_shot_unref (show_at (&f->show, 50));
  show_take (&f->show, "clean");
  tc_shot_unref (show_at (&f->show, 51));
  items = f->show.director->decks[TC_DECK_SCENE].bus.items;
  g_assert_cmpint (items->len, ==, 1);
  for (gint64 tick = 52; tick <= 62; tick++) {
    const TcBusItem *item = g_ptr_array_index (items, 0);
    TcPose at = tc_track_at (&item->track, tick);

    g_assert_cmpint (at.y + at.clip.y, ==, 200); /* goes behind its upper edge */
    g_assert_cmpint (at.clip.h, ==, 100 - 10 * (tick - 52));
  }
  tc_shot_unref (show_at (&f->show, 62));
  g_assert_cmpint (f->show.director->decks[TC_DECK_SCENE].bus.items->len, ==, 0);
}

/* What a group says holds for its layers, where they say nothing. */
static void
test_groups (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  play (f, "  - id: g\n    type: group\n    in: {kind: fade, ms: 400, delay_ms: 0}\n"
           "    layers:\n"
           "      - {id: a, type: rect, rect: [0, 0, 400, 100], fill: ink}\n"
           "      - {id: b, type: rect, rect: [0, 0, 400, 100], fill: ink, in: none}\n"
           "      - {id: c, type: rect, rect: [0, 0, 400, 100], fill: ink, "
           "in: {ms: 800}}\n");
  g_assert_cmpint (pose (f, "g/a", 5).opacity, ==, 128);
  g_assert_cmpint (pose (f, "g/b", 1).opacity, ==, 255);
  g_assert_cmpint (pose (f, "g/c", 5).opacity, ==, 64);
}

static void
test_rows (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  play (f, "  - id: t\n    type: table\n    rows: ranking\n    at: [100, 100]\n"
           "    mark: [600, 40]\n"
           "    pitch: 100\n    per_column: 8\n"
           "    in: {kind: fade, ms: 400, delay_ms: 80, stagger_ms: 120}\n"
           "    cells:\n"
           "      - {id: cell, type: rect, rect: [0, 0, 400, 80], fill: cell}\n");
  for (gint64 row = 0; row < 3; row++) {
    g_autofree char *unit = g_strdup (f->show.director->snapshot->ranking[row].unit);
    g_autofree char *id = g_strdup_printf ("t/cell@%s", unit);

    g_assert_cmpint (pose (f, id, 2 + 3 * row).opacity, ==, 0);
    g_assert_cmpint (pose (f, id, 3 + 3 * row).opacity, ==, 26);
    g_assert_cmpint (pose (f, id, 12 + 3 * row).opacity, ==, 255);
  }
}

/* A theme for those whom motion makes ill: all fades, nothing is late. */
static void
test_reduced (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const ids[] = {"/a", "/b", "/c"};

  house_write_theme (&f->house, "motion:\n", "motion:\n  reduced: true\n");
  play (f, "  - {id: a, type: rect, rect: [100, 200, 400, 100], fill: ink, "
           "in: {kind: slide, from: right, ms: 800, delay_ms: 400}}\n"
           "  - {id: b, type: rect, rect: [100, 200, 400, 100], fill: ink}\n"
           "  - {id: c, type: text, text: x, size: sub, colour: on_ink, at: [0, 50]}\n"
           "  - {id: d, type: rect, rect: [0, 0, 9, 9], fill: ink, in: none}\n");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    const TcBusItem *item = show_item (&f->show, TC_DECK_SCENE, ids[i]);

    g_assert_cmpint (tc_track_end (&item->track), ==, 4); /* 160 ms */
    g_assert_cmpint (pose (f, ids[i], 2).opacity, ==, 128);
    g_assert_cmpint (pose (f, ids[i], 1).clip.w, ==, item->rect.w);
    g_assert_cmpint (pose (f, ids[i], 1).x, ==, item->rect.x);
  }
  g_assert_cmpint (pose (f, "/d", 1).opacity, ==, 255);
}

#define ADD(name, func) \
  g_test_add ("/scene/effect/" name, Fixture, NULL, open_house, func, close_house)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("bad-ones-are-one-clear-error", test_bad);
  ADD ("each-kind-comes-as-it-says", test_kinds);
  ADD ("what-goes-out-goes-its-own-way", test_out);
  ADD ("a-groups-effects-are-its-layers", test_groups);
  ADD ("rows-come-one-after-the-other", test_rows);
  ADD ("reduced-motion-is-a-fade", test_reduced);
  return g_test_run ();
}
