/* SPDX-License-Identifier: MIT
 *
 * Hours of takes leave the process as large as it was; what is kept has its limits.
 * tests/bench has the long run.
 */
#include "house.h"
#include "switches.h"

#define WARM_UP   300
#define SWITCHES  2000
#define MAX_BYTES (2 * 1024 * 1024)

static void
test_switches (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");
  Show show = {0};
  gint64 tick = 0;
  gint64 before;
  gint64 after;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  g_test_skip (
      "a sanitizer's own memory grows: it keeps what was freed, who touched what");
  return;
#endif
  show_open (&show, NULL, "zh-CN", 320, "clean");
  show_data (&show, snapshot);
  switch_scenes (&show, &tick, 0, WARM_UP);
  before = resident_bytes ();
  switch_scenes (&show, &tick, WARM_UP, SWITCHES);
  after = resident_bytes ();
  g_test_message ("%d switches: %+d kB", SWITCHES, (int)(after - before) / 1024);
  g_assert_cmpint (after - before, <, MAX_BYTES);
  show_close (&show);
}

/* --- the limits of what is kept --- */

static void
test_kept (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");
  Show show = {0};
  guint most = 0;

  show_open (&show, NULL, "zh-CN", 320, "unit");
  show_data (&show, snapshot);
  for (gint64 tick = 0; tick < 200 * FPS; tick += FPS / 5) {
    tc_shot_unref (show_at (&show, tick));
    most = MAX (most, g_hash_table_size (show.director->sprites.by_key));
  }
  /* 200 seconds of two clocks: those of the last rounds, not all of them */
  g_assert_cmpuint (most, <=,
                    show.director->decks[TC_DECK_SCENE].parts->len +
                        show.director->decks[TC_DECK_KEYERS].parts->len +
                        3 * TC_SPRITES_KEPT);
  show_close (&show);
}

/* A scene of more pixels than may be kept: the first ones are drawn, the others told.
 */
static void
test_too_large (void)
{
  House house;
  Show show = {0};
  g_autoptr (GString) text = g_string_new ("layers:\n");
  guint n_parts;

  house_open (&house);
  for (int i = 0; i < 60; i++)
    g_string_append_printf (text,
                            "  - {id: l%d, type: rect, rect: [0, 0, 1920, %d], fill: "
                            "ink}\n",
                            i, 1080 - i);
  house_write (&house, "x.yaml", text->str);
  show_open (&show, house.dir, "zh-CN", 1920, "x");
  tc_shot_unref (show_at (&show, 0));
  n_parts = show.director->decks[TC_DECK_SCENE].parts->len;
  g_assert_cmpuint (n_parts, >, 25);
  g_assert_cmpuint (n_parts, <, 35);
  g_assert_cmpint (show.director->sprites.px, <=, TC_SPRITES_MAX_PX);
  show_take (&show, "clean"); /* and there is room again */
  show_do (&show, TC_STAGE_PREVIEW, "clean", FALSE);
  tc_shot_unref (show_at (&show, 1));
  for (gint64 tick = 2; tick < 10; tick++)
    tc_shot_unref (show_at (&show, tick));
  g_assert_cmpint (show.director->sprites.px, ==, 0);
  show_close (&show);
  house_close (&house);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/memory/switches-leave-nothing-behind", test_switches);
  g_test_add_func ("/scene/memory/a-clocks-seconds-do-not-pile-up", test_kept);
  g_test_add_func ("/scene/memory/one-picture-has-a-limit", test_too_large);
  return g_test_run ();
}
