/* SPDX-License-Identifier: MIT
 *
 * Never over three flashes a second, whatever the crew, the data and the files do: the
 * worst sequences, rendered and counted picture by picture.
 */
#include "film.h"
#include "house.h"

#include "tallycast/draw/flash_meter.h"

#define WIDTH   160
#define SECONDS 2

/* A dark camera, a white board, a black one, white plates over the picture, and a scene
 * whose every colour hangs on a value. */
static const struct {
  const char *file, *text;
} files[] = {
    {"dark.yaml", "layers: []\n"},
    {"white.yaml", "surface: board\ncameras: []\nlayers:\n"
                   "  - {id: a, type: rect, rect: [0, 0, 1920, 1080], fill: "
                   "\"#FFFFFF\", motion: board}\n"},
    {"frame.yaml", "surface: board\ncameras: [{rect: [96, 128, 720, 404]}]\nlayers:\n"
                   "  - {id: a, type: rect, rect: [0, 0, 1920, 1080], fill: "
                   "\"#F0F0F0\", motion: board}\n"},
    {"black.yaml", "surface: board\ncameras: [{rect: [96, 128, 720, 404]}]\nlayers:\n"
                   "  - {id: a, type: rect, rect: [0, 0, 1920, 1080], fill: "
                   "\"#000000\", motion: board}\n"},
    {"plates.yaml",
     "layers:\n"
     "  - {id: a, type: rect, rect: [0, 0, 960, 1080], fill: \"#FFFFFF\"}\n"
     "  - {id: b, type: rect, rect: [960, 0, 960, 1080], fill: \"#FFFFFF\", in: none, "
     "out: none}\n"},
    {"values.yaml",
     "layers:\n"
     "  - {id: a, type: rect, rect: [0, 0, 1920, 1080], change: none, fill: "
     "[{when: \"scoring.cast > 50\", use: \"#FFFFFF\"}, {use: \"#000000\"}]}\n"},
    {"shown.yaml",
     "layers:\n"
     "  - {id: a, type: rect, rect: [0, 0, 1920, 1080], in: none, out: none, fill: "
     "\"#FFFFFF\", show_when: \"scoring.cast > 50\"}\n"},
    {"bar.yaml",
     "layers:\n"
     "  - {id: a, type: bar, rect: [0, 0, 1920, 1080], share: scoring.share, fill: "
     "\"#FFFFFF\", change: none}\n"},
};

typedef struct {
  House house;
  Film film;
  TcSnapshot *snapshot;
  TcFlashMeter *meter;
  gboolean is_unguarded;
} Fixture;

static void
open_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  house_open (&f->house);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    house_write (&f->house, files[i].file, files[i].text);
  film_open (&f->film, f->house.dir, WIDTH, "dark");
  tc_picture_fill (f->film.camera, 30, 128, 128);
  f->snapshot = snapshot_of ("scoring-open");
  show_data (&f->film.show, f->snapshot);
  f->meter = tc_flash_meter_new ((TcRate){FPS, 1});
}

static void
close_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_flash_meter_free (f->meter);
  film_close (&f->film);
  house_close (&f->house);
  tc_snapshot_unref (f->snapshot);
}

static void
take (Fixture *f, const char *scene, TcStageTransition transition)
{
  TcStageCommand command = {.kind = TC_STAGE_TAKE, .transition = transition};
  TcStageAnswer answer;

  show_do (&f->film.show, TC_STAGE_PREVIEW, scene, FALSE);
  tc_director_command (f->film.show.director, &command, &answer);
}

static void
watch (Fixture *f, gint64 tick)
{
  g_autoptr (TcPicture) picture = NULL;

  if (f->is_unguarded)
    tc_flash_guard_init (&f->film.show.director->flash, (TcRate){FPS, 1});
  picture = film_at (&f->film, tick);
  tc_flash_meter_add (f->meter, picture);
}

/* --- what may be done, each @half ticks --- */

typedef void (*Deed) (Fixture *f, guint n);

typedef struct {
  const char *name;
  Deed deed;
  const char *scenes[2];
  TcStageTransition transition;
  gboolean is_mild; /* 640 ms each: cannot do worse */
} Sequence;

static const Sequence *playing;

static void
do_take (Fixture *f, guint n)
{
  take (f, playing->scenes[n % 2], playing->transition);
}

static void
do_panic (Fixture *f, guint n)
{
  if (n == 0)
    take (f, "white", TC_STAGE_CUT);
  show_do (&f->film.show, TC_STAGE_PANIC, NULL, n % 2 == 1);
}

static void
do_black (Fixture *f, guint n)
{
  if (n == 0)
    take (f, "white", TC_STAGE_CUT);
  show_do (&f->film.show, TC_STAGE_BLACK, NULL, n % 2 == 1);
}

static void
do_clear (Fixture *f, guint n)
{
  if (n % 2 == 0)
    take (f, "white", TC_STAGE_CUT);
  else
    show_do (&f->film.show, TC_STAGE_CLEAR, NULL, FALSE);
}

static void
do_layer (Fixture *f, guint n)
{
  if (n == 0)
    take (f, "plates", TC_STAGE_CUT);
  show_do (&f->film.show, TC_STAGE_LAYER, "a", n % 2 == 0);
  show_do (&f->film.show, TC_STAGE_LAYER, "b", n % 2 == 0);
}

static void
do_data (Fixture *f, guint n)
{
  if (n == 0)
    take (f, playing->scenes[0], TC_STAGE_CUT);
  f->snapshot->scoring.cast = n % 2 == 0 ? 57 : 7;
}

static const Sequence sequences[] = {
    {"cut-white", do_take, {"white", "dark"}, TC_STAGE_CUT},
    {"write-white", do_take, {"white", "dark"}, TC_STAGE_WRITE},
    {"fade-white", do_take, {"white", "dark"}, TC_STAGE_FADE},
    {"push-white", do_take, {"white", "dark"}, TC_STAGE_PUSH},
    {"cut-boards", do_take, {"frame", "black"}, TC_STAGE_CUT},
    {"write-boards", do_take, {"frame", "black"}, TC_STAGE_WRITE},
    {"push-boards", do_take, {"frame", "black"}, TC_STAGE_PUSH},
    {"write-squeeze", do_take, {"frame", "dark"}, TC_STAGE_WRITE, TRUE},
    {"write-plates", do_take, {"plates", "dark"}, TC_STAGE_WRITE},
    {"panic", do_panic},
    {"black", do_black},
    {"clear", do_clear},
    {"layers", do_layer},
    {"data-colour", do_data, {"values"}},
    {"data-shown", do_data, {"shown"}},
    {"data-bar", do_data, {"bar"}},
};

static void
play (Fixture *f, const Sequence *sequence, int half)
{
  playing = sequence;
  for (gint64 tick = 0; tick < SECONDS * FPS; tick++) {
    if (tick % half == 0)
      sequence->deed (f, (guint)(tick / half));
    watch (f, tick);
  }
}

/* --- */

static void
test_guard (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const int halves[] = {1, 4, 6, 11};

  for (guint s = 0; s < G_N_ELEMENTS (sequences); s++)
    for (guint h = 0; h < G_N_ELEMENTS (halves); h++) {
      close_house (f, NULL);
      open_house (f, NULL);
      play (f, &sequences[s], halves[h]);
      if (tc_flash_meter_worst (f->meter) > TC_FLASH_MAX_CHANGES) {
        g_test_message ("%s each %d ticks: %d changes in a second", sequences[s].name,
                        halves[h], tc_flash_meter_worst (f->meter));
        g_test_fail ();
      }
    }
}

/* The same would flash without the guard: the sequences are as bad as they are meant to
 * be, and the meter sees it. */
static void
test_unguarded (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint s = 0; s < G_N_ELEMENTS (sequences); s++) {
    int worst = 0;

    if (sequences[s].is_mild)
      continue;
    for (int half = 1; half <= 4; half += 3) {
      close_house (f, NULL);
      open_house (f, NULL);
      f->is_unguarded = TRUE;
      play (f, &sequences[s], half);
      worst = MAX (worst, tc_flash_meter_worst (f->meter));
    }
    g_test_message ("%s: %d changes in a second without the guard", sequences[s].name,
                    worst);
    g_assert_cmpint (worst, >, TC_FLASH_MAX_CHANGES);
  }
}

/* What a crew does in a show is not slowed: a take a second, of any kind. */
static void
test_ordinary (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcBus *bus = &f->film.show.director->decks[TC_DECK_SCENE].bus;

  for (gint64 second = 0; second < 8; second++) {
    gint64 tick = second * FPS;

    take (f, second % 2 == 0 ? "white" : "dark", TC_STAGE_FADE);
    tc_shot_unref (show_at (&f->film.show, tick));
    g_assert_cmpint (bus->mix.ticks, ==, 8);
    tc_shot_unref (show_at (&f->film.show, tick + 20));
  }
}

/* A latch that comes on is seen at once, even then; it goes off when it may. */
static void
test_latch (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = 0;
  gboolean is_off = FALSE;

  take (f, "white", TC_STAGE_CUT);
  for (int i = 0; i < 6; i++) {
    g_autoptr (TcShot) on = NULL;

    show_do (&f->film.show, TC_STAGE_PANIC, NULL, TRUE);
    on = show_at (&f->film.show, ++tick);
    g_assert_true (tc_shot_is_clean_at (on, tick));
    show_do (&f->film.show, TC_STAGE_PANIC, NULL, FALSE);
    tc_shot_unref (show_at (&f->film.show, ++tick));
  }
  g_assert_cmpint (tc_director_next_change_ns (f->film.show.director), <=,
                   show_tick_ns (NULL, tick + FPS));
  for (int i = 0; i < 3 * FPS && !is_off; i++) {
    g_autoptr (TcShot) shot = show_at (&f->film.show, ++tick);

    is_off = !tc_shot_is_clean_at (shot, tick);
  }
  g_assert_true (is_off);
}

#define ADD(name, func) \
  g_test_add ("/scene/flash/" name, Fixture, NULL, open_house, func, close_house)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("never-over-three-a-second", test_guard);
  ADD ("the-sequences-would-flash-without-the-guard", test_unguarded);
  ADD ("a-take-a-second-is-as-it-was-asked-for", test_ordinary);
  ADD ("a-latch-is-seen-at-once", test_latch);
  return g_test_run ();
}
