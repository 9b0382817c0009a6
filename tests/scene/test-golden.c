/* SPDX-License-Identifier: MIT
 *
 * Whole pictures of the scenes, compared with tests/reference/scene-*.png. They were
 * looked at beside look's mock-ups; TC_GOLDEN=write makes them anew.
 */
#include "../support/golden.h"
#include "../support/svg.h"
#include "film.h"
#include "house.h"

typedef struct {
  const char *name, *scene, *data[2], *theme;
  const char *dir; /* NULL: the shipped scenes */
  gboolean is_english;
  int width, at_s;
  TcAge age;
} Golden;

/* Every scene: in both languages at 1920x1080 in azure, in every theme at 640x360. */
static const Golden scenes[] = {
    {"unit", "unit", {"presenting"}, .at_s = 2},
    {"draw", "draw", {"draw", "draw-next"}, .at_s = 4},
    {"score", "score", {"scoring-open"}, .at_s = 2},
    {"result", "result", {"scoring-locked", "scoring-published"}, .at_s = 2},
    {"ranking", "ranking", {"ranking"}, .at_s = 2},
    {"standby", "standby", {"standby"}, .at_s = 2},
    {"break", "break", {"break"}, .at_s = 2},
    {"end", "end", {"end"}, .at_s = 2},
};

static const char *const themes[] = {"azure", "vermilion", "daylight"};

/* What else there is to see, at 640x360 in azure. */
static const Golden states[] = {
    {"unit-en", "unit", {"presenting"}, .is_english = TRUE, .at_s = 2},
    {"unit-over", "unit", {"presenting"}, .at_s = 193},
    {"unit-notice", "unit", {"presenting-notice"}, .at_s = 2},
    {"unit-entering", "unit", {"presenting"}},
    {"score-late", "score", {"scoring-open"}, .at_s = 8, .age = TC_AGE_LATE},
    {"score-stale", "score", {"scoring-open"}, .at_s = 30, .age = TC_AGE_STALE},
    {"score-stale-en",
     "score",
     {"scoring-open"},
     .is_english = TRUE,
     .at_s = 30,
     .age = TC_AGE_STALE},
    {"score-sealed", "score", {"scoring-sealed"}, .at_s = 2},
    {"score-closed", "score", {"scoring-locked"}, .at_s = 2},
    {"score-final", "score", {"scoring-locked", "scoring-published"}, .at_s = 2},
    {"score-corrected", "score", {"scoring-published", "scoring-corrected"}, .at_s = 2},
    {"score-other-unit", "score", {"scoring-other-unit"}, .at_s = 2},
    {"score-rehearsal", "score", {"rehearsal"}, .at_s = 2},
    {"draw-waiting", "draw", {"draw-waiting"}, .at_s = 2},
    {"draw-rolling", "draw", {"draw", "draw-next"}, .at_s = 1},
    {"draw-landed", "draw", {"draw", "draw-next"}, .at_s = 6},
    {"draw-done", "draw", {"draw-done"}, .at_s = 2},
    {"draw-stale", "draw", {"draw"}, .at_s = 30, .age = TC_AGE_STALE},
    {"result-corrected",
     "result",
     {"scoring-published", "scoring-corrected"},
     .at_s = 2},
    {"result-stale", "result", {"scoring-published"}, .at_s = 30, .age = TC_AGE_STALE},
    {"ranking-open", "ranking", {"ranking-open"}, .at_s = 2},
    {"ranking-page", "ranking", {"ranking-all"}, .at_s = 10},
    {"break-over", "break", {"break"}, .at_s = 480},
    {"clean", "clean", {"presenting"}, .at_s = 2},
};

/* In the middle of the take-in at --at 0. */
#define ENTERING_TICK 10

static TcPicture *
paint (const Golden *golden)
{
  Film film = {.show.theme = golden->theme};
  Show *show = &film.show;
  g_autoptr (TcRules) rules = tc_rules_new ();
  gint64 tick = golden->at_s > 0 ? golden->at_s * FPS : ENTERING_TICK;
  g_autoptr (TcShot) shot = NULL;
  TcPicture *picture;

  show_open (show, golden->dir, golden->is_english ? "en" : "zh-CN", golden->width,
             "clean");
  film.placer = tc_placer_new (golden->width);
  film.camera = film_camera (golden->width, (TcColour){0x77, 0x85, 0x8f, 255},
                             (TcColour){0x2c, 0x33, 0x3b, 255}); /* a quiet grey */
  tc_director_set_live (show->director, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (golden->data) && golden->data[i] != NULL; i++) {
    g_autofree char *data =
        g_strconcat (golden->data[i], golden->is_english ? "-en" : NULL, NULL);
    g_autoptr (TcSnapshot) snapshot = load_snapshot (rules, data);

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

/* A house's scene with what the shipped ones do not show. */
static void
copy_into (const House *house, const char *file)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("TC_TOP"), "tests/data/house", file, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  house_write (house, file, text);
}

static void
test_types (void)
{
  House house;
  Golden golden = {"types",
                   "types",
                   {"scoring-locked", "scoring-published"},
                   .width = 1920,
                   .at_s = 2};
  g_autoptr (TcPicture) picture = NULL;
  g_autofree char *wrong = NULL;

  house_open (&house);
  copy_into (&house, "types.yaml");
  copy_into (&house, "plate.svg");
  golden.dir = house.dir;
  picture = paint (&golden);
  wrong = tc_golden_compare ("scene-types", picture, TC_GOLDEN_LIMIT);
  house_close (&house);
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

static void
free_golden (gpointer data)
{
  g_free ((char *)((Golden *)data)->name);
  g_free (data);
}

static void
add (Golden golden, const char *name, const char *theme, int width)
{
  g_autofree char *path = g_strconcat ("/scene/golden/", name, NULL);

  golden.name = g_strdup (name);
  golden.theme = theme;
  golden.width = width;
  g_test_add_data_func_full (path, g_memdup2 (&golden, sizeof golden), test_golden,
                             free_golden);
}

static void
add_scene (const Golden *scene)
{
  g_autofree char *large = g_strconcat (scene->name, "-1080", NULL);
  g_autofree char *large_en = g_strconcat (scene->name, "-1080-en", NULL);
  Golden english = *scene;

  english.is_english = TRUE;
  add (*scene, large, themes[0], 1920);
  add (english, large_en, themes[0], 1920);
  for (guint i = 0; i < G_N_ELEMENTS (themes); i++) {
    g_autofree char *small = i == 0 ? g_strdup (scene->name)
                                    : g_strdup_printf ("%s-%s", scene->name, themes[i]);

    add (*scene, small, themes[i], 640);
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  test_svg_set_worker ();
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    add_scene (&scenes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    add (states[i], states[i].name, themes[0], 640);
  g_test_add_func ("/scene/golden/types", test_types);
  g_test_add_data_func ("/scene/golden/slate-zh", "zh", test_slate);
  g_test_add_data_func ("/scene/golden/slate-en", "en", test_slate);
  return g_test_run ();
}
