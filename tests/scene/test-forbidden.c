/* SPDX-License-Identifier: MIT
 *
 * What the rules forbid does not come on the air, whoever asks and however.
 */
#include "fixture.h"

static const char *const samples[] = {
    NULL,
    "standby",
    "draw",
    "draw-done",
    "presenting",
    "scoring-open",
    "scoring-locked",
    "scoring-sealed",
    "scoring-refused",
    "scoring-published",
    "scoring-corrected",
    "ranking",
    "ranking-open",
    "break",
    "end",
};

static void
open_with (Show *show, const char *data)
{
  show_open (show, NULL, "zh-CN", 640, "clean");
  if (data != NULL) {
    g_autoptr (TcSnapshot) snapshot = snapshot_of (data);

    show_data (show, snapshot);
  }
}

static void
open_sealed (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  open_with (show, "scoring-sealed");
}

static void
close_show (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_close (show);
}

static const char *
on_air (const Show *show)
{
  return show->director->programme->name;
}

static TcStageAnswer
bar (Show *show, double position)
{
  TcStageCommand command = {.kind = TC_STAGE_TBAR, .position = position};
  TcStageAnswer answer;

  tc_director_command (show->director, &command, &answer);
  return answer;
}

static TcStageAnswer
take (Show *show, TcStageTransition transition)
{
  TcStageCommand command = {.kind = TC_STAGE_TAKE, .transition = transition};
  TcStageAnswer answer;

  tc_director_command (show->director, &command, &answer);
  return answer;
}

static gboolean
is_said (json_t *status, const char *name)
{
  size_t i;
  json_t *scene;

  json_array_foreach (json_object_get (status, "scenes"), i, scene)
  {
    if (strcmp (json_string_value (json_object_get (scene, "name")), name) == 0)
      return strcmp (json_string_value (json_object_get (scene, "state")),
                     "forbidden") == 0;
  }
  g_error ("no scene %s", name);
}

/* --- by hand --- */

static void
test_every_way (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const TcStageTransition transitions[] = {
      TC_STAGE_AS_SCENE, TC_STAGE_WRITE, TC_STAGE_CUT, TC_STAGE_FADE, TC_STAGE_PUSH};
  static const double positions[] = {0.01, 0.5, 1};
  g_autoptr (TcSnapshot) published = snapshot_of ("scoring-published");
  guint64 state;

  g_assert_cmpint (show_do (show, TC_STAGE_PREVIEW, "result", FALSE).kind, ==,
                   TC_STAGE_DONE);
  state = tc_director_state (show->director);
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++) {
    TcStageAnswer answer = take (show, transitions[i]);

    g_assert_cmpint (answer.kind, ==, TC_STAGE_FORBIDDEN);
    g_assert_cmpint (answer.why, ==, TC_WHY_SCORE_NOT_PUBLISHED);
    g_assert_null (answer.scene);
    g_assert_cmpint (answer.state, ==, state);
  }
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    g_assert_cmpint (bar (show, positions[i]).kind, ==, TC_STAGE_FORBIDDEN);
  g_assert_cmpstr (on_air (show), ==, "clean");
  g_assert_cmpstr (show->director->preview->name, ==, "result");
  g_assert_false (show->director->bar.is_on);
  show_data (show, published);
  g_assert_cmpint (take (show, TC_STAGE_CUT).kind, ==, TC_STAGE_DONE);
  g_assert_cmpstr (on_air (show), ==, "result");
}

/* Panic, slate and black cover the air: their release would show it. */
static void
test_covered (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const TcStageCommandKind latches[] = {TC_STAGE_PANIC, TC_STAGE_SLATE,
                                               TC_STAGE_BLACK};

  show_do (show, TC_STAGE_PREVIEW, "result", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (latches); i++) {
    show_do (show, latches[i], NULL, TRUE);
    g_assert_cmpint (take (show, TC_STAGE_CUT).kind, ==, TC_STAGE_FORBIDDEN);
    show_do (show, latches[i], NULL, FALSE);
  }
}

/* What is told of a scene and what is done with it are one. */
static void
test_one_rule (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++) {
    Show show = {0};

    g_test_message ("%s", samples[i] ? samples[i] : "nothing");
    open_with (&show, samples[i]);
    for (guint k = 0; k < show.director->scenes->len; k++) {
      const TcScene *scene = g_ptr_array_index (show.director->scenes, k);
      json_t *status = tc_director_status (show.director);
      gboolean is_forbidden = is_said (status, scene->name);
      TcStageAnswer answer;

      show_do (&show, TC_STAGE_PREVIEW, scene->name, FALSE);
      answer = take (&show, TC_STAGE_CUT);
      g_assert_cmpint (answer.kind, ==,
                       is_forbidden ? TC_STAGE_FORBIDDEN : TC_STAGE_DONE);
      g_assert_true (is_forbidden == (answer.why != TC_WHY_OTHER));
      n += is_forbidden;
      json_decref (status);
    }
    show_close (&show);
  }
  g_assert_cmpint (n, >=, 3); /* sealed, and two with a refused score */
}

/* --- what is on the air already --- */

static void
test_stays (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) published = snapshot_of ("scoring-published");
  g_autoptr (TcSnapshot) refused = snapshot_of ("scoring-refused");

  show_data (show, published);
  show_take (show, "result");
  show_data (show, refused);
  g_assert_cmpstr (on_air (show), ==, "result");
  tc_shot_unref (show_at (show, 100));
  show_take (show, "clean"); /* and goes as any other */
  g_assert_cmpint (take (show, TC_STAGE_CUT).kind, ==, TC_STAGE_FORBIDDEN);
  g_assert_cmpstr (on_air (show), ==, "clean");
}

/* Both scenes of the T-bar are on the air: the hand can finish or give up. */
static void
test_bar_goes_on (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) published = snapshot_of ("scoring-published");
  g_autoptr (TcSnapshot) refused = snapshot_of ("scoring-refused");

  for (int end = 0; end <= 1; end++) {
    show_data (show, published);
    show_do (show, TC_STAGE_PREVIEW, "result", FALSE);
    g_assert_cmpint (bar (show, 0.5).kind, ==, TC_STAGE_DONE);
    tc_shot_unref (show_at (show, 100 + end * 100));
    show_data (show, refused);
    g_assert_cmpint (bar (show, 0.6).kind, ==, TC_STAGE_DONE);
    g_assert_cmpint (bar (show, end).kind, ==, TC_STAGE_DONE);
    tc_shot_unref (show_at (show, 101 + end * 100));
    g_assert_cmpstr (on_air (show), ==, end ? "result" : "clean");
  }
}

/* --- auto --- */

static json_t *
auto_of (json_t *status)
{
  return json_object_get (status, "auto");
}

static void
test_auto_waits (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) sealed = snapshot_of ("scoring-sealed");
  g_autoptr (TcSnapshot) early = snapshot_of ("scoring-sealed");
  g_autoptr (TcSnapshot) published = snapshot_of ("scoring-published");
  json_t *status;

  show_data (show, sealed);
  g_assert_cmpint (show_do (show, TC_STAGE_AUTO, NULL, TRUE).kind, ==, TC_STAGE_DONE);
  g_assert_cmpstr (on_air (show), ==, "score");
  early->phase = TC_PHASE_RESULT; /* before it was published */
  show_data (show, early);
  g_assert_cmpstr (on_air (show), ==, "score");
  status = tc_director_status (show->director);
  g_assert_true (json_is_true (json_object_get (auto_of (status), "waits")));
  g_assert_cmpstr (json_string_value (json_object_get (auto_of (status), "next")), ==,
                   "result");
  g_assert_cmpstr (json_string_value (json_object_get (auto_of (status), "cause")), ==,
                   "result");
  json_decref (status);
  show_data (show, published);
  g_assert_cmpstr (on_air (show), ==, "result");
  status = tc_director_status (show->director);
  g_assert_true (json_is_false (json_object_get (auto_of (status), "waits")));
  json_decref (status);
}

/* What was on the air by the rules of its day is drawn again. */
static void
test_drawn_again (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_put (show, "result");
  g_assert_cmpstr (on_air (show), ==, "result");
}

#define ADD(name, func) \
  g_test_add ("/scene/forbidden/" name, Show, NULL, open_sealed, func, close_show)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("no-take-and-no-bar-brings-it", test_every_way);
  ADD ("nor-under-a-latch", test_covered);
  g_test_add_func ("/scene/forbidden/what-is-told-is-what-is-done", test_one_rule);
  ADD ("on-the-air-it-stays", test_stays);
  ADD ("a-bar-on-its-way-goes-on", test_bar_goes_on);
  ADD ("auto-waits-for-the-data-that-lets-it", test_auto_waits);
  ADD ("a-record-is-drawn-again", test_drawn_again);
  return g_test_run ();
}
