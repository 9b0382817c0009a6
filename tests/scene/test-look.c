/* SPDX-License-Identifier: MIT
 *
 * Shots that are not for the air show what the air would show, and take nothing from
 * it.
 */
#include "../support/reference.h"
#include "film.h"

static void
open_film (Film *film, const char *data, const char *scene)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of (data);

  film_open (film, NULL, TC_STAGE_LOOK_WIDTH, scene);
  show_data (&film->show, snapshot);
  tc_shot_unref (show_at (&film->show, 0));
}

static void
set_preview (Film *film, const char *scene)
{
  g_assert_cmpint (show_do (&film->show, TC_STAGE_PREVIEW, scene, FALSE).kind, ==,
                   TC_STAGE_DONE);
}

static TcShot *
look_at (Film *film, const char *scene, gint64 tick)
{
  TcDirector *director = film->show.director;

  g_assert_true (tc_director_begin_look (director, scene, tick));
  while (!tc_director_draw_look (director))
    ;
  return tc_director_end_look (director, tick);
}

typedef struct {
  const char *scene, *data;
} Case;

static const Case cases[] = {
    {"unit", "presenting"},  {"score", "scoring-open"},
    {"draw", "draw"},        {"result", "scoring-published"},
    {"ranking", "ranking"},  {"standby", "standby"},
    {"break", "break"},      {"end", "end"},
    {"clean", "presenting"}, {"score", "rehearsal"},
};

/* Keyers have another look on a board: after a cut they come to rest, within the same
 * second by any clock in the picture. */
#define CUT  25
#define REST 45

/* The cut of it, pixel by pixel. */
static void
test_preview_is_the_take (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcStageCommand cut = {.kind = TC_STAGE_TAKE, .transition = TC_STAGE_CUT};
    g_autoptr (TcPicture) seen = NULL;
    g_autoptr (TcPicture) taken = NULL;
    g_autoptr (TcShot) preview = NULL;
    TcStageAnswer answer;
    Film film = {0};

    g_test_message ("%s of %s", cases[i].scene, cases[i].data);
    open_film (&film, cases[i].data, "clean");
    set_preview (&film, cases[i].scene);
    tc_shot_unref (show_at (&film.show, CUT));
    tc_shot_unref (tc_director_compose_preview (film.show.director, CUT));
    film.show.mono_ns = show_tick_ns (NULL, REST);
    preview = tc_director_compose_preview (film.show.director, REST);
    seen = film_frame (&film, preview, REST);
    tc_director_command (film.show.director, &cut, &answer);
    tc_shot_unref (show_at (&film.show, CUT));
    taken = film_at (&film, REST);
    tc_test_assert_same_picture (seen, taken);
    film_close (&film);
  }
}

/* At the width at which it is drawn by itself. A break's measure of time moves on the
 * air, and stands in a picture by itself. */
static void
test_look_is_the_scene (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    if (strcmp (cases[i].scene, "break") == 0)
      continue;
    g_autoptr (TcPicture) seen = NULL;
    g_autoptr (TcPicture) taken = NULL;
    g_autoptr (TcShot) shot = NULL;
    TcStageCommand cut = {.kind = TC_STAGE_TAKE, .transition = TC_STAGE_CUT};
    TcStageAnswer answer;
    Film film = {0};

    g_test_message ("%s of %s", cases[i].scene, cases[i].data);
    open_film (&film, cases[i].data, "clean");
    film.show.mono_ns = show_tick_ns (NULL, REST);
    shot = look_at (&film, cases[i].scene, REST);
    seen = film_frame (&film, shot, REST);
    set_preview (&film, cases[i].scene);
    tc_director_command (film.show.director, &cut, &answer);
    tc_shot_unref (show_at (&film.show, CUT));
    taken = film_at (&film, REST);
    tc_test_assert_same_picture (seen, taken);
    film_close (&film);
  }
}

/* A latch is the air's alone. */
static void
test_without_latches (void)
{
  g_autoptr (TcShot) before = NULL;
  g_autoptr (TcShot) after = NULL;
  g_autoptr (TcPicture) calm = NULL;
  g_autoptr (TcPicture) latched = NULL;
  Film film = {0};

  open_film (&film, "presenting", "clean");
  set_preview (&film, "unit");
  before = tc_director_compose_preview (film.show.director, 1);
  calm = film_frame (&film, before, 1);
  show_do (&film.show, TC_STAGE_PANIC, NULL, TRUE);
  show_do (&film.show, TC_STAGE_SLATE, NULL, TRUE);
  show_do (&film.show, TC_STAGE_BLACK, NULL, TRUE);
  tc_shot_unref (show_at (&film.show, 1));
  after = tc_director_compose_preview (film.show.director, 1);
  g_assert_false (after->is_slate);
  latched = film_frame (&film, after, 1);
  tc_test_assert_same_picture (calm, latched);
  film_close (&film);
}

/* A hundred looks: the air draws nothing again, and may flash as much as before. */
static void
test_air_is_untouched (void)
{
  Film film = {0};
  TcDirector *director;
  TcFlashGuard flash;
  guint64 n_drawn;

  open_film (&film, "scoring-open", "score");
  director = film.show.director;
  set_preview (&film, "ranking");
  tc_shot_unref (show_at (&film.show, 10));
  flash = director->flash;
  n_drawn = tc_director_drawn (director);
  for (guint i = 0; i < 100; i++) {
    tc_shot_unref (tc_director_compose_preview (director, 10));
    tc_shot_unref (look_at (&film, i % 2 ? "unit" : "draw", 10));
  }
  g_assert_cmpmem (&flash, sizeof flash, &director->flash, sizeof director->flash);
  tc_shot_unref (show_at (&film.show, 10));
  g_assert_cmpuint (tc_director_drawn (director), ==, n_drawn);
  film_close (&film);
}

/* So that a command waits for one sprite at most. */
static void
test_by_steps (void)
{
  Film film = {0};
  TcDirector *director;
  guint n_steps = 0;

  open_film (&film, "ranking", "clean");
  director = film.show.director;
  g_assert_true (tc_director_begin_look (director, "ranking", 0));
  for (gboolean is_done = FALSE; !is_done; n_steps++) {
    guint64 n_drawn = director->looks.n_drawn;

    is_done = tc_director_draw_look (director);
    g_assert_cmpuint (director->looks.n_drawn, <=, n_drawn + 1);
  }
  g_assert_cmpuint (n_steps, >, 20);
  tc_shot_unref (tc_director_end_look (director, 0));
  /* the next time it has all it needs */
  g_assert_true (tc_director_begin_look (director, "ranking", 0));
  g_assert_true (tc_director_draw_look (director));
  tc_shot_unref (tc_director_end_look (director, 0));
  film_close (&film);
}

/* Each scene in turn, as a panel does: none is drawn twice. */
static void
test_all_are_kept (void)
{
  Film film = {0};
  TcDirector *director;
  guint64 n_drawn;

  open_film (&film, "ranking", "clean");
  director = film.show.director;
  for (guint round = 0; round < 3; round++) {
    for (guint i = 0; i < director->scenes->len; i++) {
      const TcScene *scene = g_ptr_array_index (director->scenes, i);

      tc_shot_unref (look_at (&film, scene->name, 0));
    }
    if (round == 0)
      n_drawn = director->looks.n_drawn;
    else
      g_assert_cmpuint (director->looks.n_drawn, ==, n_drawn);
  }
  /* and let go of when nobody has looked for a while */
  g_assert_cmpint (director->looks.px, >, 0);
  tc_shot_unref (show_at (&film.show, 60 * FPS));
  g_assert_cmpint (director->looks.px, ==, 0);
  g_assert_cmpuint (director->decks[TC_DECK_LOOK].bus.items->len, ==, 0);
  tc_shot_unref (look_at (&film, "ranking", 60 * FPS));
  film_close (&film);
}

static void
test_unknown (void)
{
  Film film = {0};

  open_film (&film, "presenting", "clean");
  g_assert_false (tc_director_begin_look (film.show.director, "nothing", 0));
  g_assert_null (tc_director_compose_preview (film.show.director, 0));
  film_close (&film);
}

/* A notice that crawls is at the same place on preview as a shot before had it go. */
static void
test_preview_goes_on (void)
{
  g_autoptr (TcShot) first = NULL;
  g_autoptr (TcShot) second = NULL;
  Film film = {0};

  open_film (&film, "presenting-notice", "clean");
  set_preview (&film, "unit");
  first = tc_director_compose_preview (film.show.director, 1);
  film.show.mono_ns = show_tick_ns (NULL, 40);
  second = tc_director_compose_preview (film.show.director, 40);
  g_assert_cmpuint (first->n_items, ==, second->n_items);
  for (guint i = 0; i < first->n_items; i++)
    if (first->items[i].sprite == second->items[i].sprite)
      g_assert_cmpint (first->items[i].track.start, ==, second->items[i].track.start);
  film_close (&film);
}

/* Until a clock in it ticks. */
static void
test_preview_is_right (void)
{
  Film film = {0};
  TcDirector *director;

  open_film (&film, "presenting", "clean");
  director = film.show.director;
  set_preview (&film, "unit");
  tc_shot_unref (tc_director_compose_preview (director, 0));
  g_assert_true (tc_director_is_preview_right (director, 0));
  g_assert_false (tc_director_is_preview_right (director, FPS));
  tc_shot_unref (look_at (&film, "draw", 0)); /* another one takes nothing from it */
  g_assert_true (tc_director_is_preview_right (director, 0));
  film_close (&film);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/look/preview-is-what-a-cut-puts-on-the-air",
                   test_preview_is_the_take);
  g_test_add_func ("/scene/look/a-scene-by-itself-is-the-scene",
                   test_look_is_the_scene);
  g_test_add_func ("/scene/look/latches-are-the-air's-alone", test_without_latches);
  g_test_add_func ("/scene/look/the-air-is-untouched", test_air_is_untouched);
  g_test_add_func ("/scene/look/a-scene-is-drawn-sprite-by-sprite", test_by_steps);
  g_test_add_func ("/scene/look/scenes-are-drawn-once-and-let-go-of",
                   test_all_are_kept);
  g_test_add_func ("/scene/look/what-is-not-there-is-said", test_unknown);
  g_test_add_func ("/scene/look/preview-goes-on-from-look-to-look",
                   test_preview_goes_on);
  g_test_add_func ("/scene/look/preview-is-right-until-a-clock-ticks",
                   test_preview_is_right);
  return g_test_run ();
}
