/* SPDX-License-Identifier: MIT
 *
 * How one scene gives way to the next, as the public sees it: whole pictures, tick by
 * tick, of every pair of transitions, also when the next take comes in the middle.
 */
#include "film.h"

#define WIDTH  160
#define GAP    150 /* ticks between two cases: the guard against flashes has forgotten */
#define LENGTH 23  /* ticks: every transition is over */
/* Under AddressSanitizer a few cases, in release every one (make check runs both). */
#ifdef __SANITIZE_ADDRESS__
#  define EVERY        8
#  define EVERY_TRIPLE 2
#else
#  define EVERY        1
#  define EVERY_TRIPLE 1
#endif
#define LAST 18 /* the last tick of a transition that is interrupted */

static const TcStageTransition kinds[] = {TC_STAGE_WRITE, TC_STAGE_FADE, TC_STAGE_PUSH};
static const char *const kind_names[] = {"write", "fade", "push"};

static void
open_film (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");

  film_open (film, NULL, WIDTH, "clean");
  show_data (&film->show, snapshot);
}

static void
close_film (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  film_close (film);
}

static void
take (Film *film, const char *scene, TcStageTransition transition)
{
  TcStageCommand command = {.kind = TC_STAGE_TAKE, .transition = transition};
  TcStageAnswer answer;

  show_do (&film->show, TC_STAGE_PREVIEW, scene, FALSE);
  tc_director_command (film->show.director, &command, &answer);
  g_assert_cmpint (answer.kind, ==, TC_STAGE_DONE);
}

/* --- what changes from one picture to the next --- */

/* Fields of the picture: a jump in one of them is a jump, however still the others are.
 */
#define FIELD_PX 10
#define COLUMNS  (WIDTH / FIELD_PX)
#define ROWS     (WIDTH * 9 / 16 / FIELD_PX)

typedef struct {
  double mean; /* of luma, 0..255 */
  int most;
  double fields[ROWS][COLUMNS]; /* each one's mean */
} Difference;

static Difference
difference (const TcPicture *a, const TcPicture *b)
{
  Difference d = {0};

  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++) {
      int step =
          abs (a->plane[0][y * a->stride[0] + x] - b->plane[0][y * b->stride[0] + x]);

      d.mean += step;
      d.most = MAX (d.most, step);
      d.fields[y / FIELD_PX][x / FIELD_PX] += step / (double)(FIELD_PX * FIELD_PX);
    }
  d.mean /= a->width * a->height;
  return d;
}

/* The largest of both, in the whole and in each field. */
static void
extend (Difference *self, const Difference *other)
{
  self->mean = MAX (self->mean, other->mean);
  self->most = MAX (self->most, other->most);
  for (int y = 0; y < ROWS; y++)
    for (int x = 0; x < COLUMNS; x++)
      self->fields[y][x] = MAX (self->fields[y][x], other->fields[y][x]);
}

/* What passes may pass a field earlier or later. */
static double
around (const Difference *self, int row, int column)
{
  double most = 0;

  for (int y = MAX (row - 1, 0); y <= MIN (row + 1, ROWS - 1); y++)
    for (int x = MAX (column - 1, 0); x <= MIN (column + 1, COLUMNS - 1); x++)
      most = MAX (most, self->fields[y][x]);
  return most;
}

/* Puts @scene on the air, and lets it come to rest. Returns: a tick just after clocks
 * have changed: none of them does within the next second. */
static gint64
settle (Film *film, const char *scene, gint64 tick)
{
  take (film, scene, TC_STAGE_CUT);
  tc_shot_unref (show_at (&film->show, tick));
  tick = (tick + GAP) / FPS * FPS;
  tc_shot_unref (show_at (&film->show, tick));
  return tick;
}

/* The largest step of an undisturbed transition. */
static Difference
ordinary_step (Film *film,
               gint64 *tick,
               const char *from,
               const char *to,
               TcStageTransition kind)
{
  Difference most = {0};
  g_autoptr (TcPicture) before = NULL;

  *tick = settle (film, from, *tick);
  before = film_at (film, *tick);
  take (film, to, kind);
  for (int i = 0; i < LENGTH; i++) {
    TcPicture *now = film_at (film, ++*tick);
    Difference step = difference (before, now);

    extend (&most, &step);
    tc_picture_free (before);
    before = now;
  }
  *tick += GAP;
  return most;
}

/* --- no jump --- */

static const struct {
  const char *first, *second, *third;
} triples[] = {
    {"unit", "score", "clean"},    /* over the picture */
    {"unit", "result", "unit"},    /* to a board and back */
    {"unit", "result", "ranking"}, /* to a board with a camera, to one without */
    {"result", "draw", "unit"},    /* between boards, to the picture */
    {"ranking", "result", "draw"}, /* the camera comes between boards */
    {"draw", "ranking", "clean"},
};

/* The step of the take itself, in the middle of another transition. */
static Difference
interrupted_step (Film *film, gint64 *tick, guint t, guint first, guint second, int at)
{
  g_autoptr (TcPicture) before = NULL;
  g_autoptr (TcPicture) after = NULL;

  *tick = settle (film, triples[t].first, *tick);
  take (film, triples[t].second, kinds[first]);
  for (int i = 0; i < at; i++)
    tc_shot_unref (show_at (&film->show, ++*tick));
  before = film_at (film, ++*tick);
  take (film, triples[t].third, kinds[second]);
  after = film_at (film, ++*tick);
  *tick += GAP;
  return difference (before, after);
}

/* In no field more than there in an ordinary step of the one and the other. */
static gboolean
fields_hold (const Difference *step, const Difference *one, const Difference *other)
{
  gboolean holds = TRUE;

  for (int y = 0; y < ROWS; y++)
    for (int x = 0; x < COLUMNS; x++) {
      double bound = around (one, y, x) + around (other, y, x) + 2;

      if (step->fields[y][x] > bound) {
        g_test_message ("the field %d,%d: %.1f, ordinary %.1f", x, y,
                        step->fields[y][x], bound);
        holds = FALSE;
      }
    }
  return holds;
}

/* The ordinary steps are those of both transitions, from where each may begin: what was
 * underway may take its next step, and the new one its first. */
static void
test_no_jump (Film *film, gconstpointer data)
{
  guint t = GPOINTER_TO_UINT (data);
  Difference steps[2][G_N_ELEMENTS (kinds)];
  gint64 tick = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    Difference back =
        ordinary_step (film, &tick, triples[t].first, triples[t].third, kinds[k]);

    steps[0][k] =
        ordinary_step (film, &tick, triples[t].first, triples[t].second, kinds[k]);
    steps[1][k] =
        ordinary_step (film, &tick, triples[t].second, triples[t].third, kinds[k]);
    extend (&steps[1][k], &back);
  }
  for (guint first = 0; first < G_N_ELEMENTS (kinds); first++)
    for (guint second = 0; second < G_N_ELEMENTS (kinds); second++)
      for (int at = 0; at < LAST; at += EVERY) {
        Difference step = interrupted_step (film, &tick, t, first, second, at);
        double bound = steps[0][first].mean + steps[1][second].mean;

        if (!fields_hold (&step, &steps[0][first], &steps[1][second]) ||
            step.mean > bound) {
          g_test_message ("%s-%s-%s, %s after %d ticks %s: %.2f, ordinary %.2f + %.2f",
                          triples[t].first, triples[t].second, triples[t].third,
                          kind_names[first], at, kind_names[second], step.mean,
                          steps[0][first].mean, steps[1][second].mean);
          g_test_fail ();
        }
      }
}

/* From a dissolve or a push: a dissolve of eight ticks takes no pixel further than an
 * eighth of its range, from whatever it begins with: nothing is at another place,
 * nothing pops. */
static void
test_fade_steps (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  const int bound = 219 / 8 + 2; /* of luma's range; a rounding for each of two mixes */
  gint64 tick = 0;

  for (guint first = 1; first < G_N_ELEMENTS (kinds); first++)
    for (int at = 1; at < LAST; at += EVERY) {
      Difference step = interrupted_step (film, &tick, 0, first, 1, at);

      g_assert_cmpint (step.most, <=, bound);
    }
}

/* --- in time --- */

/* The tick a shot begins with when it is composed so long before @tick is due. */
static gint64
first_tick (Film *film, gint64 tick, int before_ms)
{
  film->show.mono_ns = show_tick_ns (NULL, tick) - before_ms * TC_NS_PER_MS;
  return tc_director_first_tick (film->show.director, tick);
}

static void
set_took (Film *film, gboolean is_take, guint n, int ms)
{
  for (guint i = 0; i < n; i++)
    film->show.director->took_ns[is_take][i] = ms * TC_NS_PER_MS;
}

/* A take needs longer than what may be left of a frame: it begins a tick later rather
 * than with a jump. Everything else begins at once, and so does all when the ticker is
 * late. */
static void
test_in_time (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = settle (film, "unit", 0) + 1;

  g_assert_cmpint (first_tick (film, tick, 1), ==, tick);
  take (film, "score", TC_STAGE_FADE);
  g_assert_cmpint (first_tick (film, tick, 1), ==, tick + 1);
  g_assert_cmpint (first_tick (film, tick, 30), ==, tick);
  g_assert_cmpint (first_tick (film, tick, 0), ==, tick);
  g_assert_cmpint (first_tick (film, tick, -5), ==, tick);
  tc_shot_unref (show_at (&film->show, tick++));
  g_assert_cmpint (first_tick (film, tick, 1), ==, tick);
  take (film, "unit", TC_STAGE_FADE);

  /* It learns what it takes here. */
  set_took (film, TRUE, TC_DIRECTOR_TIMES, 35);
  g_assert_cmpint (first_tick (film, tick, 30), ==, tick + 1);
  set_took (film, TRUE, TC_DIRECTOR_TIMES, 1);
  g_assert_cmpint (first_tick (film, tick, 2), ==, tick);
  set_took (film, TRUE, 1, 249); /* the machine stood still, once */
  g_assert_cmpint (first_tick (film, tick, 2), ==, tick);
  set_took (film, TRUE, 2, 249); /* once more: it may be like that here */
  g_assert_cmpint (first_tick (film, tick, 2), ==, tick + 1);
  for (guint i = 0; i < TC_DIRECTOR_TIMES; i++) { /* on a clock that stands: nothing */
    film->show.director->decks[TC_DECK_SCENE].mode = TC_BUS_FADE;
    tc_shot_unref (show_at (&film->show, ++tick));
  }
  film->show.director->decks[TC_DECK_SCENE].mode = TC_BUS_FADE;
  g_assert_cmpint (first_tick (film, ++tick, 2), ==, tick); /* forgotten */
  film->show.director->decks[TC_DECK_SCENE].mode = TC_BUS_REFRESH;
  set_took (film, FALSE, TC_DIRECTOR_TIMES, 2);
  g_assert_cmpint (first_tick (film, tick + 1, 1), ==, tick + 2);
}

/* --- cameras and boards --- */

static TcRect
camera_at (Film *film, const TcShot *shot, gint64 tick)
{
  TcPlacing placing =
      tc_shot_place (shot, tick, film->camera->width, film->camera->height);

  g_assert_cmpuint (placing.n, >=, 1);
  return placing.placed[placing.n - 1].rect;
}

/* Video to board: the camera squeezes back into its frame, on a board that stands below
 * it from the first tick on; back: it grows until it covers the board, which goes then.
 */
static void
test_squeeze (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = settle (film, "unit", 0);
  int w = WIDTH;

  take (film, "result", TC_STAGE_WRITE);
  for (int i = 1; i <= 16; i++) {
    g_autoptr (TcShot) shot = show_at (&film->show, ++tick);
    TcRect rect = camera_at (film, shot, tick);

    g_assert_cmpuint (shot->n_under, ==, 1);
    g_assert_cmpint (tc_track_at (&shot->items[0].track, tick).opacity, ==, 255);
    g_assert_cmpint (rect.w, <=, w);
    g_assert_true (i < 16 ? rect.w >= 60 : rect.w == 60); /* in 640 ms */
    w = rect.w;
  }
  tick = settle (film, "result", tick);
  take (film, "unit", TC_STAGE_WRITE);
  for (int i = 1; i <= 16; i++) {
    g_autoptr (TcShot) shot = show_at (&film->show, ++tick);
    TcRect rect = camera_at (film, shot, tick);

    g_assert_cmpint (rect.w, >=, w);
    g_assert_cmpuint (shot->n_under, ==, i < 16 ? 1 : 0);
    w = rect.w;
  }
  g_assert_cmpint (w, ==, WIDTH);
}

/* Other pairs: a board without a camera comes over the picture and goes from it. */
static void
test_covers (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = settle (film, "unit", 0);

  take (film, "ranking", TC_STAGE_WRITE);
  for (int i = 1; i <= 9; i++) {
    g_autoptr (TcShot) shot = show_at (&film->show, ++tick);

    g_assert_cmpuint (shot->n_under, ==, 0);
    g_assert_cmpuint (shot->n_placements, ==, i < 8 ? 1 : 0);
  }
  tick = settle (film, "ranking", tick);
  take (film, "unit", TC_STAGE_WRITE);
  for (int i = 1; i <= 9; i++) {
    g_autoptr (TcShot) shot = show_at (&film->show, ++tick);

    g_assert_cmpuint (shot->n_placements, ==, 1);
    g_assert_cmpint (camera_at (film, shot, tick).w, ==, WIDTH);
  }
}

/* A push takes each board's camera with it. */
static void
test_push (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = settle (film, "result", 0);
  g_autoptr (TcShot) shot = NULL;
  int before[2] = {WIDTH, 2 * WIDTH};

  take (film, "draw", TC_STAGE_PUSH);
  shot = show_at (&film->show, ++tick);
  g_assert_cmpint (shot->mix.kind, ==, TC_MIX_PUSH);
  g_assert_cmpuint (shot->n_placements, ==, 2);
  for (int i = 0; i < 16; i++, tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, WIDTH, film->camera->height);

    for (guint k = 0; k < placing.n; k++) {
      guint index = placing.placed[k].index;

      g_assert_cmpint (placing.placed[k].rect.w, ==, 60);
      g_assert_cmpint (placing.placed[k].rect.x, <=, before[index]);
      before[index] = placing.placed[k].rect.x;
    }
  }
  g_assert_cmpint (before[1], ==, 8); /* where its frame is */
}

/* --- cost --- */

/* Over whole transitions nothing is drawn but the scene itself, at the take. */
static void
test_no_drawing (Film *film, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = 0;

  for (guint t = 0; t < G_N_ELEMENTS (triples); t += EVERY_TRIPLE)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
      guint64 calls;

      tick = settle (film, triples[t].first, tick);
      take (film, triples[t].second, kinds[k]);
      tc_picture_free (film_at (film, ++tick));
      calls = tc_draw_calls ();
      for (int i = 1; i < LENGTH; i++)
        tc_picture_free (film_at (film, ++tick));
      g_assert_cmpuint (tc_draw_calls (), ==, calls);
      g_assert_cmpuint (calls, >, 0);
    }
}

#define ADD(name, data, func) \
  g_test_add ("/scene/transition/" name, Film, data, open_film, func, close_film)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint t = 0; t < G_N_ELEMENTS (triples); t += EVERY_TRIPLE) {
    g_autofree char *path = g_strdup_printf (
        "/scene/transition/a-take-in-the-middle-does-not-jump/%s-%s-%s",
        triples[t].first, triples[t].second, triples[t].third);

    g_test_add (path, Film, GUINT_TO_POINTER (t), open_film, test_no_jump, close_film);
  }
  ADD ("a-camera-squeezes-back-and-grows-again", NULL, test_squeeze);
  ADD ("a-board-without-a-camera-covers-it", NULL, test_covers);
  ADD ("a-push-takes-cameras-along", NULL, test_push);
  ADD ("moving-draws-nothing", NULL, test_no_drawing);
  ADD ("a-dissolve-goes-on-from-what-is-seen", NULL, test_fade_steps);
  ADD ("a-shot-begins-when-it-can-be-in-time", NULL, test_in_time);
  return g_test_run ();
}
