/* SPDX-License-Identifier: MIT
 *
 * Whole pictures of the scenes, compared with tests/reference/scene-*.png. They were
 * looked at beside look's mock-ups; TC_GOLDEN=write makes them anew.
 */
#include "../support/golden.h"
#include "film.h"

typedef struct {
  const char *name, *scene, *data[2], *language;
  int width, at_s;
  TcAge age;
} Golden;

static const Golden goldens[] = {
    {"unit", "unit", {"presenting"}, "zh-CN", 640, 2},
    {"unit-en", "unit", {"presenting-en"}, "en", 640, 2},
    {"unit-over", "unit", {"presenting"}, "zh-CN", 640, 193},
    {"unit-notice", "unit", {"presenting-notice"}, "zh-CN", 640, 2},
    {"unit-entering", "unit", {"presenting"}, "zh-CN", 640, 0},
    {"unit-1080", "unit", {"presenting"}, "zh-CN", 1920, 2},
    {"score", "score", {"scoring-open"}, "zh-CN", 640, 2},
    {"score-en", "score", {"scoring-open-en"}, "en", 640, 2},
    {"score-late", "score", {"scoring-open"}, "zh-CN", 640, 8, TC_AGE_LATE},
    {"score-stale", "score", {"scoring-open"}, "zh-CN", 640, 30, TC_AGE_STALE},
    {"score-stale-en", "score", {"scoring-open-en"}, "en", 640, 30, TC_AGE_STALE},
    {"score-sealed", "score", {"scoring-sealed"}, "zh-CN", 640, 2},
    {"score-closed", "score", {"scoring-locked"}, "zh-CN", 640, 2},
    {"score-final", "score", {"scoring-published"}, "zh-CN", 640, 2},
    {"score-corrected",
     "score",
     {"scoring-published", "scoring-corrected"},
     "zh-CN",
     640,
     2},
    {"score-other-unit", "score", {"scoring-other-unit"}, "zh-CN", 640, 2},
    {"score-rehearsal", "score", {"rehearsal"}, "zh-CN", 640, 2},
    {"score-1080", "score", {"scoring-open"}, "zh-CN", 1920, 2},
    {"score-1080-en", "score", {"scoring-open-en"}, "en", 1920, 2},
    {"draw", "draw", {"draw"}, "zh-CN", 640, 2},
    {"draw-en", "draw", {"draw"}, "en", 640, 2},
    {"standby", "standby", {"standby"}, "zh-CN", 640, 2},
    {"standby-en", "standby", {"standby"}, "en", 640, 2},
    {"break", "break", {"break"}, "zh-CN", 640, 2},
    {"break-en", "break", {"break"}, "en", 640, 2},
    {"end", "end", {"end"}, "zh-CN", 640, 2},
    {"end-en", "end", {"end"}, "en", 640, 2},
    {"result", "result", {"scoring-published"}, "zh-CN", 640, 2},
    {"ranking", "ranking", {"scoring-published"}, "zh-CN", 640, 2},
    {"clean", "clean", {"presenting"}, "zh-CN", 640, 2},
};

/* In the middle of the take-in at --at 0. */
#define ENTERING_TICK 10

static TcPicture *
paint (const Golden *golden)
{
  Film film = {0};
  Show *show = &film.show;
  g_autoptr (TcRules) rules = tc_rules_new ();
  gint64 tick = golden->at_s > 0 ? golden->at_s * FPS : ENTERING_TICK;
  g_autoptr (TcShot) shot = NULL;
  TcPicture *picture;

  show_open (show, NULL, golden->language, golden->width, "clean");
  film.placer = tc_placer_new (golden->width);
  film.camera = film_camera (golden->width, (TcColour){0x77, 0x85, 0x8f, 255},
                             (TcColour){0x2c, 0x33, 0x3b, 255}); /* a quiet grey */
  tc_director_set_live (show->director, TRUE);
  for (guint i = 0; i < 2 && golden->data[i] != NULL; i++) {
    g_autoptr (TcSnapshot) snapshot = load_snapshot (rules, golden->data[i]);

    show_data (show, snapshot);
  }
  tc_shot_unref (show_at (show, 0));
  show_take (show, golden->scene);
  tc_shot_unref (show_at (show, 0));
  tc_director_set_age (show->director, golden->age, BASE_NS);
  for (gint64 t = MAX (tick - 2 * FPS, 1); t < tick && golden->at_s > 0; t += FPS / 5)
    tc_shot_unref (show_at (show, t));
  shot =
      golden->at_s > 0 ? show_at (show, tick) : tc_director_compose (show->director, 0);
  picture = film_frame (&film, shot, tick);
  film_close (&film);
  return picture;
}

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autofree char *name = g_strconcat ("scene-", golden->name, NULL);
  g_autoptr (TcPicture) picture = paint (golden);
  g_autofree char *wrong = tc_golden_compare (name, picture, TC_GOLDEN_LIMIT);

  g_assert_cmpstr (wrong, ==, NULL);
}

static void
test_slate (gconstpointer data)
{
  const char *language = data;
  g_autofree char *name = g_strconcat ("scene-slate-", language, NULL);
  Show show = {0};
  g_autofree char *wrong = NULL;

  show_open (&show, NULL, language, 640, "clean");
  wrong = tc_golden_compare (name, tc_director_slate (show.director), TC_GOLDEN_LIMIT);
  show_close (&show);
  g_assert_cmpstr (wrong, ==, NULL);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (goldens); i++) {
    g_autofree char *path = g_strconcat ("/scene/golden/", goldens[i].name, NULL);

    g_test_add_data_func (path, &goldens[i], test_golden);
  }
  g_test_add_data_func ("/scene/golden/slate-zh", "zh", test_slate);
  g_test_add_data_func ("/scene/golden/slate-en", "en", test_slate);
  return g_test_run ();
}
