/* SPDX-License-Identifier: MIT
 *
 * The T-bar, as the public sees it: whole pictures, wherever it stands, and whatever
 * comes in between.
 */
#include "film.h"

#include "tallycast/draw/flash_meter.h"

#define WIDTH 160
#define GAP   150 /* ticks: the guard against flashes has forgotten */
#define REST  12  /* ticks: any way of the bar is over, and any fade */

/* A fade of eight ticks takes no pixel further than an eighth of luma's range at once;
 * two for the roundings of two mixes. */
#define STEP       (219 / 8 + 2)
#define MIXED_STEP (STEP * 3 / 2) /* where cameras fade over boards, see is_plain */
/* A pixel of a mix: each scene's rounded, and the weight, which is one of 255. */
#define NEAR 3

/* Under AddressSanitizer a few cases, in release a third (make check runs both). */
#ifdef __SANITIZE_ADDRESS__
#  define EVERY 14
#else
#  define EVERY 3
#endif

static const struct {
  const char *from, *to;
} pairs[] = {
    {"unit", "score"},     /* both over the picture */
    {"clean", "unit"},     /* one of them with nothing */
    {"unit", "result"},    /* to a board with a camera */
    {"result", "unit"},    /* and from it */
    {"unit", "ranking"},   /* to a board without one */
    {"ranking", "clean"},  /* and from it */
    {"result", "draw"},    /* between boards */
    {"result", "ranking"}, /* whose cameras differ */
    {"score", "score"},    /* to itself */
};

typedef struct {
  Film film;
  Film other; /* shows one scene at a time */
  gint64 tick;
} Fixture;

/* Without keyers: on another surface they have another look, by motions of their own.
 */
static void
open_bare (Film *film, TcSnapshot *snapshot)
{
  static const char *const keyers[] = {"logo", "clock", "live", "notice"};

  film_open (film, NULL, WIDTH, "clean");
  show_data (&film->show, snapshot);
  for (guint i = 0; i < G_N_ELEMENTS (keyers); i++)
    g_assert_cmpint (show_do (&film->show, TC_STAGE_KEYER, keyers[i], FALSE).kind, ==,
                     TC_STAGE_DONE);
}

static void
open_film (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");

  open_bare (&f->film, snapshot);
  open_bare (&f->other, snapshot);
  f->tick = 0;
}

static void
close_film (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  film_close (&f->film);
  film_close (&f->other);
}

/* Where the cameras differ, one of them fades over the other scene's board, whose items
 * dissolve as well: it is no plain mix of two pictures, and two fades meet in a pixel.
 */
static gboolean
is_plain (guint i)
{
  return i < 2 || i == 6 || i == 8;
}

static int
most_allowed (guint i)
{
  return is_plain (i) ? STEP : MIXED_STEP;
}

static TcStageAnswer
command (Fixture *f, const TcStageCommand *command)
{
  TcStageAnswer answer;

  tc_director_command (f->film.show.director, command, &answer);
  return answer;
}

static TcStageAnswer
bar (Fixture *f, double position)
{
  return command (f, &(TcStageCommand){.kind = TC_STAGE_TBAR, .position = position});
}

static TcStageAnswer
take (Fixture *f, TcStageTransition transition)
{
  return command (f,
                  &(TcStageCommand){.kind = TC_STAGE_TAKE, .transition = transition});
}

static void
put_preview (Fixture *f, const char *scene)
{
  g_assert_cmpint (show_do (&f->film.show, TC_STAGE_PREVIEW, scene, FALSE).kind, ==,
                   TC_STAGE_DONE);
}

static TcPicture *
next (Fixture *f)
{
  return film_at (&f->film, ++f->tick);
}

static void
wait (Fixture *f, int ticks)
{
  for (int i = 0; i < ticks; i++)
    tc_shot_unref (show_at (&f->film.show, ++f->tick));
}

/* @from on the air and at rest, @to on preview; just after a whole second, so that no
 * clock changes within the next. */
static void
settle (Fixture *f, const char *from, const char *to)
{
  put_preview (f, from);
  take (f, TC_STAGE_CUT);
  tc_shot_unref (show_at (&f->film.show, ++f->tick));
  f->tick = (f->tick + GAP) / FPS * FPS;
  tc_shot_unref (show_at (&f->film.show, f->tick));
  put_preview (f, to);
}

/* The largest step of luma from one to the other. */
static int
most (const TcPicture *a, const TcPicture *b)
{
  int step = 0;

  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      step = MAX (step, abs (a->plane[0][y * a->stride[0] + x] -
                             b->plane[0][y * b->stride[0] + x]));
  return step;
}

/* What @scene looks like at rest now. */
static TcPicture *
alone (Fixture *f, const char *scene)
{
  TcDirector *director = f->other.show.director;
  TcStageCommand cut = {.kind = TC_STAGE_TAKE, .transition = TC_STAGE_CUT};
  TcStageAnswer answer;

  tc_flash_guard_init (&director->flash, director->rate); /* nobody looks at it */
  show_do (&f->other.show, TC_STAGE_PREVIEW, scene, FALSE);
  tc_director_command (director, &cut, &answer);
  tc_shot_unref (show_at (&f->other.show, f->tick - REST));
  return film_at (&f->other, f->tick);
}

static int
furthest_from_mix (const TcPicture *got,
                   const TcPicture *a,
                   const TcPicture *b,
                   double share)
{
  int furthest = 0;

  for (int y = 0; y < got->height; y++)
    for (int x = 0; x < got->width; x++) {
      gsize at = (gsize)y * got->stride[0] + x;
      double want = a->plane[0][at] * (1 - share) + b->plane[0][at] * share;

      furthest = MAX (furthest, abs (got->plane[0][at] - (int)(want + 0.5)));
    }
  return furthest;
}

/* --- where it stands --- */

static void
test_is_the_mix (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const double positions[] = {0.1, 0.5, 0.75, 0.98};

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    if (!is_plain (i))
      continue;
    settle (f, pairs[i].from, pairs[i].to);
    for (guint p = 0; p < G_N_ELEMENTS (positions); p += MIN (EVERY, 2)) {
      g_autoptr (TcPicture) got = NULL;
      g_autoptr (TcPicture) from = NULL;
      g_autoptr (TcPicture) to = NULL;

      bar (f, positions[p]);
      wait (f, REST);
      got = next (f);
      from = alone (f, pairs[i].from);
      to = alone (f, pairs[i].to);
      g_test_message ("%s to %s at %.2f", pairs[i].from, pairs[i].to, positions[p]);
      g_assert_cmpint (furthest_from_mix (got, from, to, positions[p]), <=, NEAR);
    }
    bar (f, 0);
  }
}

/* Each end is the one scene, and nothing but it. */
static void
test_ends (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (int comes = 0; comes < 2; comes++) {
      g_autoptr (TcPicture) got = NULL;
      g_autoptr (TcPicture) want = NULL;
      TcDirector *director = f->film.show.director;

      if ((i + (guint)comes) % MIN (EVERY, 2) != 0)
        continue;
      settle (f, pairs[i].from, pairs[i].to);
      bar (f, 0.6);
      wait (f, REST);
      bar (f, comes);
      g_assert_cmpstr (director->programme->name, ==,
                       comes ? pairs[i].to : pairs[i].from);
      g_assert_cmpstr (director->preview->name, ==,
                       comes ? pairs[i].from : pairs[i].to);
      wait (f, REST);
      got = next (f);
      want = alone (f, director->programme->name);
      g_test_message ("%s to %s, to %d", pairs[i].from, pairs[i].to, comes);
      g_assert_cmpint (most (got, want), ==, 0);
      g_assert_cmpuint (director->decks[TC_DECK_SCENE].bus.out->len, ==, 0);
      g_assert_cmpuint (director->decks[TC_DECK_BAR].bus.items->len, ==, 0);
    }
}

/* --- no jump --- */

typedef enum {
  TO_START,
  TO_END,
  TO_THERE,
  TAKE,
  TAKE_WRITE,
  AUTO,
  CLEAR,
  N_EVENTS,
} Event;

static const char *const event_names[] = {"goes to its beginning",
                                          "goes to its end",
                                          "goes far",
                                          "a take",
                                          "a write",
                                          "auto",
                                          "clear"};

static void
make_happen (Fixture *f, Event event)
{
  switch (event) {
    case TO_START:
      bar (f, 0);
      break;
    case TO_END:
      bar (f, 1);
      break;
    case TO_THERE:
      bar (f, 0.95);
      break;
    case TAKE:
      take (f, TC_STAGE_FADE);
      break;
    case TAKE_WRITE:
      take (f, TC_STAGE_WRITE);
      break;
    case AUTO: /* its scene is result */
      show_do (&f->film.show, TC_STAGE_AUTO, NULL, TRUE);
      break;
    default:
      show_do (&f->film.show, TC_STAGE_CLEAR, NULL, FALSE);
      break;
  }
}

/* Wherever it stands or is on its way to, whatever happens then: from each picture to
 * the next no pixel goes further than in a fade, until all is at rest. */
static void
test_no_jump (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  static const int ticks_before[] = {1, 2, 5, REST};
  static const double positions[] = {0.2, 0.7};

  guint n = 0;

  for (guint p = 0; p < G_N_ELEMENTS (positions); p++)
    for (guint b = 0; b < G_N_ELEMENTS (ticks_before); b++)
      for (int event = 0; event < N_EVENTS; event++) {
        TcPicture *before;

        if ((i + n++) % EVERY != 0)
          continue;

        settle (f, pairs[i].from, pairs[i].to);
        before = next (f);
        bar (f, positions[p]);
        for (int t = 0; t < MIN (ticks_before[b] + REST, FPS - 3); t++) {
          TcPicture *now;
          int step;

          if (t == ticks_before[b])
            make_happen (f, (Event)event);
          now = next (f);
          step = most (before, now);
          if (step >
              (event == AUTO || event == CLEAR ? MIXED_STEP : most_allowed (i))) {
            g_test_message ("%s to %s at %.1f, after %d ticks %s, then tick %d: %d",
                            pairs[i].from, pairs[i].to, positions[p], ticks_before[b],
                            event_names[event], t - ticks_before[b], step);
            g_test_fail ();
          }
          tc_picture_free (before);
          before = now;
        }
        tc_picture_free (before);
        show_do (&f->film.show, TC_STAGE_AUTO, NULL, FALSE);
        bar (f, 0);
      }
}

/* A hand that trembles and turns: the same. Within a second, as clocks tick. */
static void
test_any_hand (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (pairs); i += MIN (EVERY, 2)) {
    guint pair = i % G_N_ELEMENTS (pairs);
    TcPicture *before;

    settle (f, pairs[pair].from, pairs[pair].to);
    before = next (f);
    for (guint t = 0; t < FPS - 3; t++) {
      TcPicture *now;
      int step;

      if ((t + i) % 3 != 1)
        bar (f, 0.01 + ((t + i) * 37 % 97) / 100.0);
      now = next (f);
      step = most (before, now);
      if (step > most_allowed (pair)) {
        g_test_message ("%s to %s, tick %u: %d", pairs[pair].from, pairs[pair].to, t,
                        step);
        g_test_fail ();
      }
      tc_picture_free (before);
      before = now;
    }
    tc_picture_free (before);
    bar (f, 0);
    wait (f, REST);
  }
}

/* --- it is alive, and covered --- */

static GHashTable *
keys_of (const TcDirector *director, guint deck)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GPtrArray *items = director->decks[deck].bus.items;

  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (keys,
                      g_strdup (((TcBusItem *)g_ptr_array_index (items, i))->key));
  return keys;
}

/* New values come to both scenes while it stands. */
static void
test_data_go_on (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const guint decks[] = {TC_DECK_SCENE, TC_DECK_BAR};
  g_autoptr (TcSnapshot) corrected = snapshot_of ("scoring-corrected");
  TcDirector *director = f->film.show.director;
  GHashTable *before[2];

  settle (f, "score", "result");
  bar (f, 0.5);
  wait (f, REST);
  for (guint d = 0; d < G_N_ELEMENTS (decks); d++)
    before[d] = keys_of (director, decks[d]);
  show_data (&f->film.show, corrected);
  wait (f, REST);
  g_assert_true (director->bar.is_seen);
  for (guint d = 0; d < G_N_ELEMENTS (decks); d++) {
    g_autoptr (GHashTable) after = keys_of (director, decks[d]);
    guint n_new = 0;
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, after);
    while (g_hash_table_iter_next (&iter, &key, NULL))
      n_new += !g_hash_table_contains (before[d], key);
    g_assert_cmpuint (n_new, >, 0);
    g_hash_table_unref (before[d]);
  }
}

/* A latch covers it, and goes from it again. */
static void
test_latches (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const TcStageCommandKind latches[] = {TC_STAGE_PANIC, TC_STAGE_SLATE,
                                               TC_STAGE_BLACK};

  settle (f, "unit", "score");
  bar (f, 0.5);
  wait (f, REST);
  for (guint i = 0; i < G_N_ELEMENTS (latches); i++) {
    g_autoptr (TcShot) covered = NULL;
    g_autoptr (TcShot) shot = NULL;

    show_do (&f->film.show, latches[i], NULL, TRUE);
    wait (f, REST);
    covered = show_at (&f->film.show, ++f->tick);
    g_assert_true (covered->is_slate || tc_ramp_at (&covered->black, f->tick) == 255 ||
                   covered->n_items == 0);
    show_do (&f->film.show, latches[i], NULL, FALSE);
    f->tick += GAP; /* it may have to wait */
    wait (f, REST);
    shot = show_at (&f->film.show, ++f->tick);
    g_assert_false (shot->is_slate);
    g_assert_cmpint (tc_ramp_at (&shot->black, f->tick), ==, 0);
    g_assert_cmpfloat (tc_mix_at (&shot->mix, f->tick), ==, 0.5);
    g_assert_cmpuint (shot->n_items, >, 10);
  }
}

/* Up and down as fast as a hand can: never over three flashes a second. */
static void
test_no_flashes (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcFlashMeter) meter = NULL;

  settle (f, "ranking", "clean");
  meter = tc_flash_meter_new ((TcRate){FPS, 1});
  for (guint t = 0; t < 20 * FPS / MIN (EVERY, 2); t++) {
    g_autoptr (TcPicture) now = NULL;

    if (t % 4 == 0)
      bar (f, t % 8 == 0 ? 0.98 : 0.02);
    now = next (f);
    tc_flash_meter_add (meter, now);
  }
  g_assert_cmpint (tc_flash_meter_worst (meter), <=, TC_FLASH_MAX_CHANGES);
}

/* --- rules --- */

static void
test_rules (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcDirector *director = f->film.show.director;
  TcStageCommand old = {
      .kind = TC_STAGE_TBAR, .position = 0.5, .has_seen = TRUE, .seen = 0};
  guint64 state;

  g_assert_cmpint (bar (f, 0.5).kind, ==, TC_STAGE_REFUSED); /* nothing in preview */
  g_assert_cmpint (bar (f, 1).kind, ==, TC_STAGE_REFUSED);
  g_assert_cmpint (bar (f, 0).kind, ==, TC_STAGE_DONE);
  put_preview (f, "unit");
  g_assert_cmpint (command (f, &old).kind, ==, TC_STAGE_CONFLICT);
  old.seen = director->state;
  g_assert_cmpint (command (f, &old).kind, ==, TC_STAGE_DONE);
  state = director->state;
  g_assert_cmpuint (state, ==, old.seen + 1); /* it began */
  old.position = 0.6;
  g_assert_cmpint (command (f, &old).kind, ==, TC_STAGE_DONE); /* and moves */
  g_assert_cmpuint (director->state, ==, state);
  g_assert_cmpint (show_do (&f->film.show, TC_STAGE_PREVIEW, "score", FALSE).kind, ==,
                   TC_STAGE_REFUSED);
  g_assert_cmpint (show_do (&f->film.show, TC_STAGE_PREVIEW, "unit", FALSE).kind, ==,
                   TC_STAGE_DONE);
  g_assert_true (tc_director_is_bound (director)); /* some of it is on the air */
  wait (f, REST);
  g_assert_cmpint (bar (f, 0).kind, ==, TC_STAGE_DONE);
  g_assert_cmpuint (director->state, ==, state + 1);
  g_assert_false (tc_director_is_bound (director));
  wait (f, REST);
  show_do (&f->film.show, TC_STAGE_AUTO, NULL, TRUE);
  wait (f, REST);
  bar (f, 0.5);
  g_assert_true (director->is_auto); /* a hand that only tries turns nothing off */
  bar (f, 1);
  g_assert_false (director->is_auto);
}

/* It begins in the middle of a take: that is finished first. */
static void
test_after_a_take (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcPicture *before;

  settle (f, "unit", "score");
  before = next (f);
  take (f, TC_STAGE_FADE);
  for (guint t = 0; t < FPS - 3; t++) {
    TcPicture *now = next (f);

    if (t == 2)
      bar (f, 0.5);
    g_assert_cmpint (most (before, now), <=, STEP);
    tc_picture_free (before);
    before = now;
  }
  g_assert_true (f->film.show.director->bar.is_seen);
  tc_picture_free (before);
}

/* --- a take's own time --- */

static gint64
fade_ticks (Fixture *f, int duration_ms)
{
  TcStageCommand fade = {
      .kind = TC_STAGE_TAKE, .transition = TC_STAGE_FADE, .duration_ms = duration_ms};
  g_autoptr (TcShot) shot = NULL;

  command (f, &fade);
  shot = show_at (&f->film.show, ++f->tick);
  f->tick += GAP;
  tc_shot_unref (show_at (&f->film.show, f->tick));
  return shot->mix.ticks;
}

static void
test_duration (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  settle (f, "unit", "result");
  g_assert_cmpint (fade_ticks (f, 1000), ==, FPS);
  g_assert_cmpint (fade_ticks (f, 5000), ==, 5 * FPS);
  g_assert_cmpint (fade_ticks (f, 80), ==, 2);
  g_assert_cmpint (fade_ticks (f, 0), ==, 8); /* the theme's, again */
}

#define ADD(name, func) \
  g_test_add ("/scene/bar/" name, Fixture, NULL, open_film, func, close_film)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("its-place-is-the-mix-of-both-scenes", test_is_the_mix);
  ADD ("its-ends-are-the-one-scene-and-the-other", test_ends);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *name = g_strdup_printf (
        "/scene/bar/whatever-happens-is-no-jump/%s-%s", pairs[i].from, pairs[i].to);

    g_test_add (name, Fixture, GUINT_TO_POINTER (i), open_film, test_no_jump,
                close_film);
  }
  ADD ("any-hand-is-no-jump", test_any_hand);
  ADD ("data-go-on-while-it-stands", test_data_go_on);
  ADD ("latches-cover-it-and-leave-it", test_latches);
  ADD ("never-over-three-flashes-a-second", test_no_flashes);
  ADD ("has-rules", test_rules);
  ADD ("waits-for-the-take-before-it", test_after_a_take);
  ADD ("a-fade-takes-the-time-that-is-set", test_duration);
  return g_test_run ();
}
