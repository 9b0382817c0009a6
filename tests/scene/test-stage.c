/* SPDX-License-Identifier: MIT
 *
 * The render thread. Ticks are counted by the test; only the waits for the thread
 * itself use real time, and every one has a limit.
 */
#include "fixture.h"

#include "tallycast/core/sync.h"
#include "tallycast/scene/stage.h"

#define PATIENCE_NS (20 * TC_NS_PER_S)

typedef struct {
  TcStage *stage; /* atomic: the first shots come before it is known */
  TcClock clock;
  gint64 base_ns;
  gint next; /* atomic: the first tick not composed */

  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guards: all below */
  TcShot *shot;
  guint n_unbound; /* shots published while nothing was said to be bound */
  guint n_shots, n_slates, n_states, n_answers, n_aired;
  TcStageAnswer answers[2 * TC_STAGE_MAX_COMMANDS]; /* their texts are not kept */
  GString *brought; /* what each answer says that it brought: "unit,-," */
  GString *aired;   /* what else was told to be on programme: "clean," */
  guint n_late;
  gint64 late_tick;
  gboolean is_blocked; /* publish waits: the thread is busy */
} Air;

static gint64
air_next_tick (gpointer data)
{
  return g_atomic_int_get (&((Air *)data)->next);
}

static gint64
air_tick_ns (gpointer data, gint64 tick)
{
  return ((Air *)data)->base_ns + tick * TC_NS_PER_S / FPS;
}

static void
air_publish (gpointer data, TcShot *shot)
{
  Air *air = data;
  TcStage *stage = g_atomic_pointer_get (&air->stage);
  gboolean is_bound = stage != NULL && tc_stage_is_bound (stage);
  TcShot *old;

  pthread_mutex_lock (&air->lock);
  air->n_unbound += !is_bound;
  old = air->shot;
  air->shot = shot;
  air->n_shots++;
  pthread_cond_broadcast (&air->changed);
  while (air->is_blocked)
    pthread_cond_wait (&air->changed, &air->lock);
  pthread_mutex_unlock (&air->lock);
  if (old != NULL)
    tc_shot_unref (old);
}

static void
air_slate (gpointer data, const TcPicture *picture)
{
  Air *air = data;

  TC_LOCKED (&air->lock);
  g_assert_cmpint (picture->width, ==, 640);
  air->n_slates++;
}

static void
air_state (gpointer data)
{
  Air *air = data;

  TC_LOCKED (&air->lock);
  air->n_states++;
}

static void
air_answer (gpointer data, const TcStageAnswer *answer)
{
  Air *air = data;

  TC_LOCKED (&air->lock);
  air->answers[air->n_answers++] = *answer;
  g_string_append_printf (air->brought, "%s,", answer->scene ? answer->scene : "-");
  pthread_cond_broadcast (&air->changed);
}

static void
air_aired (gpointer data, const TcStageAired *aired)
{
  Air *air = data;

  TC_LOCKED (&air->lock);
  g_string_append_printf (air->aired, "%s,", aired->scene);
  air->n_aired++;
  pthread_cond_broadcast (&air->changed);
}

static void
air_late_answer (gpointer data, const TcStageAnswer *answer)
{
  Air *air = data;

  TC_LOCKED (&air->lock);
  air->late_tick = answer->tick;
  air->n_late++;
  pthread_cond_broadcast (&air->changed);
}

static void
air_open (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *dir = overlays_dir ();
  g_autoptr (GError) error = NULL;
  TcStageOptions options;

  air->clock = *tc_clock_system ();
  air->base_ns = tc_clock_mono_ns (&air->clock);
  pthread_mutex_init (&air->lock, NULL);
  tc_cond_init (&air->changed);
  air->brought = g_string_new (NULL);
  air->aired = g_string_new (NULL);
  options = (TcStageOptions){
      .overlays_dir = dir,
      .language = "en",
      .width = 640,
      .height = 360,
      .rate = {FPS, 1},
      .scene = "clean",
      .clock = &air->clock,
      .ticks = {air_next_tick, air_tick_ns, air},
      .sink = {.publish = air_publish,
               .publish_slate = air_slate,
               .state_changed = air_state,
               .aired = air_aired,
               .data = air},
  };
  g_atomic_pointer_set (&air->stage, tc_stage_new (&options, &error));
  g_assert_no_error (error);
}

static void
air_close (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  tc_stage_free (air->stage);
  tc_shot_unref (air->shot);
  g_string_free (air->brought, TRUE);
  g_string_free (air->aired, TRUE);
  pthread_cond_destroy (&air->changed);
  pthread_mutex_destroy (&air->lock);
}

static void
order (Air *air, TcStageCommandKind kind, const char *name, gboolean on)
{
  TcStageCommand command = {.kind = kind, .name = name, .on = on};

  tc_stage_command (air->stage, &command, air_answer, air);
}

static void
wait_for (Air *air, const guint *count, guint value)
{
  gint64 until_ns = tc_clock_mono_ns (&air->clock) + PATIENCE_NS;

  TC_LOCKED (&air->lock);
  while (*count < value)
    g_assert_true (tc_cond_wait_until (&air->changed, &air->lock, until_ns));
}

static TcShot *
shot_now (Air *air)
{
  TC_LOCKED (&air->lock);
  return tc_shot_ref (air->shot);
}

/* --- */

static void
test_starts (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (air->n_slates, ==, 1);
  g_assert_cmpint (air->n_shots, >=, 1);
  g_assert_nonnull (air->shot);
}

static void
test_answers (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting-en");
  g_autoptr (TcShot) shot = NULL;
  json_t *status;

  snapshot->receipt_mono_ns = air->base_ns;
  tc_stage_set_snapshot (air->stage, snapshot);
  g_atomic_int_set (&air->next, 77);
  order (air, TC_STAGE_PREVIEW, "unit", FALSE);
  order (air, TC_STAGE_TAKE, NULL, FALSE);
  order (air, TC_STAGE_KEYER, "nothing", FALSE);
  wait_for (air, &air->n_answers, 3);
  g_assert_cmpint (air->answers[0].kind, ==, TC_STAGE_DONE);
  g_assert_cmpint (air->answers[1].kind, ==, TC_STAGE_DONE);
  g_assert_cmpint (air->answers[1].state, ==, 3);
  g_assert_cmpint (air->answers[1].tick, ==, 77);
  g_assert_cmpint (air->answers[2].kind, ==, TC_STAGE_UNKNOWN);
  shot = shot_now (air); /* the answer came after the picture */
  g_assert_cmpint (shot->state, >=, 3);
  status = tc_stage_status (air->stage);
  g_assert_cmpstr (json_string_value (json_object_get (
                       json_object_get (status, "programme"), "scene")),
                   ==, "unit");
  g_assert_cmpint (json_integer_value (json_object_get (status, "state")), ==, 3);
  g_assert_cmpuint (tc_stage_state (air->stage), ==, 3);
  g_assert_true (tc_stage_is_bound (air->stage));
  json_decref (status);
}

/* Who asks between the shot and the status must not take another meeting. */
/* With the ticks standing still the guard forgets nothing, until the test moves on. */
static void
test_held_answer (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  enum {
    ROUNDS = 6,
    LATER = 100
  };
  TcStageCommand off = {.kind = TC_STAGE_PANIC, .on = FALSE};
  guint n = 0;

  for (guint i = 0; i < ROUNDS; i++) {
    order (air, TC_STAGE_PANIC, NULL, TRUE);
    wait_for (air, &air->n_answers, ++n);
    tc_stage_command (air->stage, &off, air_late_answer, air);
    order (air, TC_STAGE_AUTO, NULL, TRUE);
    wait_for (air, &air->n_answers, ++n); /* behind it */
  }
  {
    TC_LOCKED (&air->lock);
    g_assert_cmpuint (air->n_late, ==, ROUNDS - 1);
  }
  g_atomic_int_set (&air->next, LATER);
  wait_for (air, &air->n_late, ROUNDS);
  g_assert_cmpint (air->late_tick, ==, LATER);
}

static void
test_bound_before_it_is_seen (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  guint n_unbound;

  order (air, TC_STAGE_PREVIEW, "unit", FALSE);
  wait_for (air, &air->n_answers, 1);
  g_assert_false (tc_stage_is_bound (air->stage));
  {
    TC_LOCKED (&air->lock);
    n_unbound = air->n_unbound;
  }
  g_assert_cmpuint (n_unbound, >, 0);
  order (air, TC_STAGE_TAKE, NULL, FALSE);
  wait_for (air, &air->n_answers, 2);
  TC_LOCKED (&air->lock);
  g_assert_cmpuint (air->n_unbound, ==, n_unbound);
}

/* Busy until it is let go: what is ordered meanwhile is obeyed in one turn. */
static void
hold (Air *air)
{
  guint n_shots;

  {
    TC_LOCKED (&air->lock);
    air->is_blocked = TRUE;
    n_shots = air->n_shots;
  }
  tc_stage_set_live (air->stage, TRUE);
  wait_for (air, &air->n_shots, n_shots + 1);
}

static void
let_go (Air *air)
{
  TC_LOCKED (&air->lock);
  air->is_blocked = FALSE;
  pthread_cond_broadcast (&air->changed);
}

/* A full queue answers at once; so does a stage that ends. */
static void
test_queue_limit (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  guint n_refused = 0;

  hold (air);
  for (guint i = 0; i < TC_STAGE_MAX_COMMANDS + 3; i++)
    order (air, TC_STAGE_PANIC, NULL, i % 2 == 0);
  {
    TC_LOCKED (&air->lock);
    for (guint i = 0; i < air->n_answers; i++)
      n_refused += air->answers[i].kind == TC_STAGE_NOT_READY;
    g_assert_cmpint (n_refused, ==, 3);
  }
  let_go (air);
  wait_for (air, &air->n_answers, TC_STAGE_MAX_COMMANDS + 3);
}

/* Two takes in one turn: each answer has its own scene, not the last one's. */
static void
test_what_came (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    TcStageCommandKind kind;
    const char *name;
  } orders[] = {{TC_STAGE_PREVIEW, "unit"}, {TC_STAGE_TAKE, NULL},
                {TC_STAGE_TAKE, NULL},      {TC_STAGE_PREVIEW, "end"},
                {TC_STAGE_TAKE, NULL},      {TC_STAGE_PANIC, NULL}};

  hold (air);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    order (air, orders[i].kind, orders[i].name, FALSE);
  let_go (air);
  wait_for (air, &air->n_answers, G_N_ELEMENTS (orders));
  TC_LOCKED (&air->lock);
  g_assert_cmpint (air->answers[1].tick, ==, air->answers[4].tick);
  g_assert_cmpstr (air->brought->str, ==, "-,unit,clean,-,end,-,");
  g_assert_cmpstr (air->aired->str, ==, "clean,clean,"); /* the start, the live mark */
}

/* What auto brings is in the answer of who turned it on, and else told by itself. */
static void
test_what_came_by_auto (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) presenting = snapshot_of ("presenting-en");
  g_autoptr (TcSnapshot) scoring = snapshot_of ("scoring-open-en");

  hold (air);
  tc_stage_set_snapshot (air->stage, presenting);
  order (air, TC_STAGE_AUTO, NULL, TRUE);
  let_go (air);
  wait_for (air, &air->n_answers, 1);
  tc_stage_set_snapshot (air->stage, scoring);
  wait_for (air, &air->n_aired, 4);
  TC_LOCKED (&air->lock);
  g_assert_cmpstr (air->brought->str, ==, "unit,");
  g_assert_cmpstr (air->aired->str, ==, "clean,clean,clean,score,");
}

/* Design: motion never waits for drawing. */
static void
test_moves_while_stopped (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting-en");
  g_autoptr (TcShot) shot = NULL;
  guint n_shots;
  guint n_moving = 0;

  snapshot->receipt_mono_ns = air->base_ns;
  tc_stage_set_snapshot (air->stage, snapshot);
  order (air, TC_STAGE_PREVIEW, "unit", FALSE);
  order (air, TC_STAGE_TAKE, NULL, FALSE);
  wait_for (air, &air->n_answers, 2);
  tc_stage_pause_for_test (air->stage, TRUE);
  tc_stage_set_live (air->stage, TRUE); /* would be drawn, were it not stopped */
  {
    TC_LOCKED (&air->lock);
    n_shots = air->n_shots;
    shot = tc_shot_ref (air->shot);
  }
  for (guint i = 0; i < shot->n_items; i++) {
    const TcTrack *track = &shot->items[i].track;
    gint64 last = tc_track_end (track);
    int before = -1;
    guint n_steps = 0;

    for (gint64 tick = 0; tick <= MIN (last, 2 * FPS); tick++) {
      TcPose pose = tc_track_at (track, tick);
      int seen = pose.clip.w * 256 + pose.opacity;

      n_steps += seen != before && before >= 0;
      before = seen;
    }
    n_moving += n_steps >= 3;
  }
  g_assert_cmpint (n_moving, >=, 10);
  {
    TC_LOCKED (&air->lock);
    g_assert_cmpint (air->n_shots, ==, n_shots);
  }
  tc_stage_pause_for_test (air->stage, FALSE);
  wait_for (air, &air->n_shots, n_shots + 1);
}

/* --- who looks --- */

typedef struct {
  Air *air;
  guint n, n_full, n_unknown, n_empty;
  guint n_answers; /* there were so many when the last look came */
  gint64 tick;
  int width;
} Looks;

static void
look_cb (gpointer data, const TcStageLook *look)
{
  Looks *looks = data;

  TC_LOCKED (&looks->air->lock);
  looks->n++;
  looks->n_full += look->kind == TC_STAGE_NOT_READY;
  looks->n_unknown += look->kind == TC_STAGE_UNKNOWN;
  looks->n_empty += look->kind == TC_STAGE_REFUSED;
  looks->n_answers = looks->air->n_answers;
  looks->tick = look->tick;
  looks->width = look->width;
  g_assert_true ((look->shot != NULL) == (look->kind == TC_STAGE_DONE));
  if (look->shot != NULL)
    tc_shot_unref (look->shot);
  pthread_cond_broadcast (&looks->air->changed);
}

static void
test_looks (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  Looks looks = {.air = air};

  g_atomic_int_set (&air->next, 33);
  tc_stage_look (air->stage, NULL, look_cb, &looks);
  tc_stage_look (air->stage, "nothing", look_cb, &looks);
  tc_stage_look (air->stage, "standby", look_cb, &looks);
  wait_for (air, &looks.n, 3);
  g_assert_cmpuint (looks.n_empty, ==, 1);
  g_assert_cmpuint (looks.n_unknown, ==, 1);
  g_assert_cmpint (looks.tick, ==, 33);
  g_assert_cmpint (looks.width, ==, TC_STAGE_LOOK_WIDTH);
  order (air, TC_STAGE_PREVIEW, "unit", FALSE);
  wait_for (air, &air->n_answers, 1);
  tc_stage_look (air->stage, NULL, look_cb, &looks);
  wait_for (air, &looks.n, 4);
  g_assert_cmpuint (looks.n_empty, ==, 1);
  g_assert_cmpint (looks.width, ==, 640);
}

/* Looks that came first are drawn last. */
static void
test_commands_go_first (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  Looks looks = {.air = air};
  guint n_shots;

  {
    TC_LOCKED (&air->lock);
    air->is_blocked = TRUE;
    n_shots = air->n_shots;
  }
  tc_stage_set_live (air->stage, TRUE);
  wait_for (air, &air->n_shots, n_shots + 1); /* busy from here on */
  for (guint i = 0; i < TC_STAGE_MAX_LOOKS + 2; i++)
    tc_stage_look (air->stage, "ranking", look_cb, &looks);
  order (air, TC_STAGE_PREVIEW, "unit", FALSE);
  order (air, TC_STAGE_TAKE, NULL, FALSE);
  {
    TC_LOCKED (&air->lock);
    g_assert_cmpuint (looks.n, ==, 2); /* too many, said at once */
    g_assert_cmpuint (looks.n_full, ==, 2);
    air->is_blocked = FALSE;
    pthread_cond_broadcast (&air->changed);
  }
  wait_for (air, &looks.n, 3);
  {
    TC_LOCKED (&air->lock);
    g_assert_cmpuint (looks.n_answers, ==, 2);
  }
  wait_for (air, &looks.n, TC_STAGE_MAX_LOOKS + 2);
}

/* Whatever it is at: a command and its shot come in between, and the scene is drawn
 * with what is new. */
static void
test_look_is_interrupted (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  enum {
    ROUNDS = TC_STAGE_MAX_LOOKS
  };
  Looks looks = {.air = air};

  for (guint i = 1; i <= ROUNDS; i++) {
    tc_stage_look (air->stage, i % 2 ? "ranking" : "unit", look_cb, &looks);
    order (air, TC_STAGE_KEYER, "logo", i % 2);
    wait_for (air, &air->n_answers, i);
  }
  wait_for (air, &looks.n, ROUNDS);
  g_assert_cmpuint (looks.n_full, ==, 0);
}

static void
test_end_answers_who_looks (Air *air, gconstpointer data G_GNUC_UNUSED)
{
  Looks looks = {.air = air};

  tc_stage_pause_for_test (air->stage, TRUE);
  for (guint i = 0; i < 3; i++)
    tc_stage_look (air->stage, "ranking", look_cb, &looks);
  tc_stage_free (g_steal_pointer (&air->stage));
  g_assert_cmpuint (looks.n, ==, 3);
}

static void
test_bad_start (void)
{
  g_autofree char *dir = overlays_dir ();
  Air air = {.clock = *tc_clock_system ()};
  TcStageOptions options = {
      .overlays_dir = dir,
      .width = 640,
      .height = 360,
      .rate = {FPS, 1},
      .scene = "standbi",
      .clock = &air.clock,
      .ticks = {air_next_tick, air_tick_ns, &air},
  };
  g_autoptr (GError) scene = NULL;
  g_autoptr (GError) theme = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (tc_stage_new (&options, &scene));
  g_assert_error (scene, TC_ERROR, TC_ERROR_CONFIG);
  g_assert_cmpstr (scene->message, ==, "no scene 'standbi' (did you mean 'standby'?)");
  options.theme = "azzure";
  g_assert_null (tc_stage_new (&options, &theme));
  g_assert_error (theme, TC_ERROR, TC_ERROR_CONFIG);
  options.theme = NULL;
  options.overlays_dir = "/nowhere";
  g_assert_null (tc_stage_new (&options, &folder));
  g_assert_error (folder, TC_ERROR, TC_ERROR_CONFIG);
}

#define ADD(name, func) \
  g_test_add ("/scene/stage/" name, Air, NULL, air_open, func, air_close)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("starts-with-a-slate-and-a-shot", test_starts);
  ADD ("answers-after-the-picture-with-its-tick", test_answers);
  ADD ("a-latch-that-is-held-is-answered-when-it-goes-off", test_held_answer);
  ADD ("bound-before-it-is-seen", test_bound_before_it_is_seen);
  ADD ("a-full-queue-answers-at-once", test_queue_limit);
  ADD ("each-take-of-a-turn-tells-what-it-brought", test_what_came);
  ADD ("auto-tells-what-it-brought", test_what_came_by_auto);
  ADD ("a-layer-moves-while-drawing-is-stopped", test_moves_while_stopped);
  ADD ("preview-and-scenes-can-be-looked-at", test_looks);
  ADD ("commands-go-before-who-looks", test_commands_go_first);
  ADD ("a-look-that-is-interrupted-is-drawn-all-the-same", test_look_is_interrupted);
  ADD ("its-end-answers-who-looks", test_end_answers_who_looks);
  g_test_add_func ("/scene/stage/a-bad-start-is-one-clear-error", test_bad_start);
  return g_test_run ();
}
