/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

static guint
n_items (Show *show, gint64 tick)
{
  g_autoptr (TcShot) shot = show_at (show, tick);

  return shot->n_items;
}

static const char *
on_air (const Show *show)
{
  return show->director->programme->name;
}

/* --- buses --- */

static void
test_take (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  guint64 state = tc_director_state (show->director);
  g_autoptr (TcShot) before = show_at (show, 1);
  g_autoptr (TcShot) after = NULL;

  g_assert_cmpint (show_do (show, TC_STAGE_TAKE, NULL, FALSE).kind, ==,
                   TC_STAGE_REFUSED);
  g_assert_cmpint (show_do (show, TC_STAGE_PREVIEW, "nuit", FALSE).kind, ==,
                   TC_STAGE_UNKNOWN);
  g_assert_cmpint (tc_director_state (show->director), ==, state);
  show_take (show, "unit");
  g_assert_cmpstr (on_air (show), ==, "unit");
  g_assert_cmpstr (show->director->preview->name, ==,
                   "clean"); /* swapped, as an ATEM */
  g_assert_cmpint (tc_director_state (show->director), ==, state + 2);
  after = show_at (show, 2);
  g_assert_cmpint (after->state, ==, state + 2);
  g_assert_cmpint (after->n_items, >, before->n_items);
}

static void
test_seen (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  TcStageCommand take = {.kind = TC_STAGE_TAKE, .has_seen = TRUE};
  TcStageAnswer answer;

  show_do (show, TC_STAGE_PREVIEW, "unit", FALSE);
  take.seen = tc_director_state (show->director) - 1;
  tc_director_command (show->director, &take, &answer);
  g_assert_cmpint (answer.kind, ==, TC_STAGE_CONFLICT);
  g_assert_cmpint (answer.state, ==, take.seen + 1);
  g_assert_cmpstr (on_air (show), ==, "clean");
  take.seen = answer.state;
  tc_director_command (show->director, &take, &answer);
  g_assert_cmpint (answer.kind, ==, TC_STAGE_DONE);
  g_assert_cmpstr (on_air (show), ==, "unit");
}

/* --- latches --- */

typedef struct {
  TcStageCommandKind kind;
} LatchCase;

static gboolean
is_latched (const TcDirector *d, TcStageCommandKind kind)
{
  return kind == TC_STAGE_PANIC   ? d->is_panic
         : kind == TC_STAGE_SLATE ? d->is_slate
                                  : d->is_black;
}

/* Neither auto, data nor a take undoes a latch; only its own command does. */
static void
test_latches (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const TcStageCommandKind kinds[] = {TC_STAGE_PANIC, TC_STAGE_SLATE,
                                             TC_STAGE_BLACK};

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (TcSnapshot) scoring = snapshot_of ("scoring-open");
    g_autoptr (TcSnapshot) presenting = snapshot_of ("presenting");
    guint64 state;

    g_assert_cmpint (show_do (show, kinds[i], NULL, TRUE).kind, ==, TC_STAGE_DONE);
    state = tc_director_state (show->director);
    show_do (show, kinds[i], NULL, TRUE); /* once more: nothing changes */
    g_assert_cmpint (tc_director_state (show->director), ==, state);
    show_do (show, TC_STAGE_AUTO, NULL, TRUE);
    show_data (show, scoring);
    g_assert_true (is_latched (show->director, kinds[i]));
    show_data (show, presenting);
    show_take (show, "score");
    show_do (show, TC_STAGE_CLEAR, NULL, FALSE);
    g_assert_true (is_latched (show->director, kinds[i]));
    /* what is under panic and black comes back with the next press */
    g_assert_true (tc_director_is_bound (show->director) ==
                   (kinds[i] != TC_STAGE_SLATE));
    show_do (show, kinds[i], NULL, FALSE);
    g_assert_false (is_latched (show->director, kinds[i]));
  }
}

static void
test_panic (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcShot) shot = NULL;
  g_autoptr (TcShot) back = NULL;

  show_take (show, "draw"); /* a board: the camera is small */
  g_assert_cmpint (n_items (show, 1), >, 0);
  show_do (show, TC_STAGE_PANIC, NULL, TRUE);
  shot = show_at (show, 2);
  g_assert_cmpint (shot->n_items, ==, 0);
  g_assert_cmpint (shot->n_placements, ==, 1);
  g_assert_cmpint (shot->placements[0].rect.w, ==, 640);
  g_assert_false (shot->is_muted);
  g_assert_true (tc_shot_is_clean_at (shot, 2));
  show_do (show, TC_STAGE_PANIC, NULL, FALSE);
  back = show_at (show, 3);
  g_assert_cmpint (back->n_items, >, 0);
  g_assert_cmpint (back->placements[0].rect.w, ==, 240);
}

static void
test_black_and_slate (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcShot) black = NULL;
  g_autoptr (TcShot) slate = NULL;

  show_do (show, TC_STAGE_BLACK, NULL, TRUE);
  black = show_at (show, 10);
  g_assert_true (black->is_muted);
  g_assert_cmpint (tc_ramp_at (&black->black, 10), ==, 0);
  g_assert_cmpint (tc_ramp_at (&black->black, 10 + FPS / 2), ==, 255);
  show_do (show, TC_STAGE_BLACK, NULL, FALSE);
  show_do (show, TC_STAGE_SLATE, NULL, TRUE);
  slate = show_at (show, 50);
  g_assert_true (slate->is_slate);
  g_assert_true (slate->is_muted);
  g_assert_cmpint (tc_ramp_at (&slate->black, 50 + FPS), ==, 0);
}

/* --- auto --- */

static const struct {
  const char *data, *scene;
} phases[] = {
    {"standby", "standby"},          {"draw", "draw"},   {"presenting", "unit"},
    {"scoring-open", "score"},       {"break", "break"}, {"end", "end"},
    {"scoring-published", "result"},
};

static void
test_auto (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_do (show, TC_STAGE_AUTO, NULL, TRUE);
  g_assert_cmpstr (on_air (show), ==, "unit"); /* at once, for the data that is there */
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++) {
    g_autoptr (TcSnapshot) snapshot = snapshot_of (phases[i].data);

    show_data (show, snapshot);
    g_assert_cmpstr (on_air (show), ==, phases[i].scene);
  }
  show_take (show, "clean");
  g_assert_false (show->director->is_auto);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++) {
    g_autoptr (TcSnapshot) snapshot = snapshot_of (phases[i].data);

    show_data (show, snapshot);
    g_assert_cmpstr (on_air (show), ==, "clean");
  }
}

/* Data of the same phase does not bring back what the crew cleared. */
static void
test_clear (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");

  show_do (show, TC_STAGE_AUTO, NULL, TRUE);
  tc_shot_unref (show_at (show, 50));
  g_assert_true (tc_director_is_bound (show->director));
  show_do (show, TC_STAGE_CLEAR, NULL, FALSE);
  show_data (show, snapshot);
  tc_shot_unref (show_at (show, 100));
  g_assert_cmpint (show->director->decks[TC_DECK_SCENE].parts->len, ==, 0);
  g_assert_cmpint (show->director->decks[TC_DECK_KEYERS].parts->len, >, 0);
  g_assert_true (tc_director_is_bound (show->director));
  show_take (show, "unit");
  tc_shot_unref (show_at (show, 150));
  g_assert_cmpint (show->director->decks[TC_DECK_SCENE].parts->len, >, 0);
}

/* --- keyers, layers, the rehearsal's mark --- */

static void
test_keyers (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) notice = snapshot_of ("presenting-notice");

  tc_director_set_live (show->director, TRUE);
  show_data (show, notice);
  tc_shot_unref (show_at (show, 1));
  g_assert_nonnull (show_part (show, TC_DECK_KEYERS, "logo/title"));
  g_assert_nonnull (show_part (show, TC_DECK_KEYERS, "notice/text"));
  g_assert_nonnull (show_part (show, TC_DECK_KEYERS, "clock/time"));
  g_assert_nonnull (show_part (show, TC_DECK_KEYERS, "live/word-video"));
  g_assert_cmpint (show_do (show, TC_STAGE_KEYER, "logo", FALSE).kind, ==,
                   TC_STAGE_DONE);
  g_assert_cmpint (show_do (show, TC_STAGE_KEYER, "lgoo", FALSE).kind, ==,
                   TC_STAGE_UNKNOWN);
  show_take (show, "unit"); /* a take does not touch them */
  tc_shot_unref (show_at (show, 2));
  g_assert_null (show_part (show, TC_DECK_KEYERS, "logo/title"));
  g_assert_nonnull (show_part (show, TC_DECK_KEYERS, "clock/time"));
  show_do (show, TC_STAGE_KEYER, "clock", FALSE);
  tc_director_set_live (show->director, FALSE);
  tc_shot_unref (show_at (show, 3));
  g_assert_null (show_part (show, TC_DECK_KEYERS, "clock/time"));
  g_assert_null (show_part (show, TC_DECK_KEYERS, "live/word-video"));
  g_assert_null (show_part (show, TC_DECK_KEYERS, "live/word-video-alone"));
}

static void
test_layers (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_take (show, "unit");
  tc_shot_unref (show_at (show, 1));
  g_assert_nonnull (show_text (show, "speaker/name"));
  g_assert_cmpint (show_do (show, TC_STAGE_LAYER, "speaker", FALSE).kind, ==,
                   TC_STAGE_DONE);
  g_assert_cmpint (show_do (show, TC_STAGE_LAYER, "speakr", FALSE).kind, ==,
                   TC_STAGE_UNKNOWN);
  tc_shot_unref (show_at (show, 2));
  g_assert_null (show_text (show, "speaker/name"));
  show_take (show, "score"); /* another scene begins with all of its layers */
  show_take (show, "unit");
  tc_shot_unref (show_at (show, 3));
  g_assert_nonnull (show_text (show, "speaker/name"));
}

static gboolean
has_rehearsal (Show *show, gint64 tick)
{
  g_autoptr (TcShot) shot = show_at (show, tick);
  const GPtrArray *items = show->director->decks[TC_DECK_REHEARSAL].bus.items;

  if (items->len != 2 || shot->n_items < 2)
    return FALSE;
  for (guint i = 0; i < 2; i++) { /* the last two of the shot, fully there */
    const TcBusItem *item = g_ptr_array_index (items, i);
    const TcShotItem *shown = &shot->items[shot->n_items - 2 + i];

    if (shown->sprite != item->sprite ||
        tc_track_at (&shown->track, tick).opacity != 255)
      return FALSE;
  }
  return TRUE;
}

static void
test_rehearsal (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const keyers[] = {"logo", "notice", "clock", "live"};
  static const char *const scenes[] = {"unit", "score", "draw", "standby", "clean"};
  g_autoptr (TcSnapshot) rehearsal = snapshot_of ("rehearsal");
  g_autoptr (TcSnapshot) real = snapshot_of ("scoring-open");
  const TcPicture *plain = tc_director_slate (show->director);
  g_autofree guint8 *row =
      g_memdup2 (plain->plane[0] + 28 * plain->stride[0], (gsize)plain->width);
  gint64 tick = 100;

  g_assert_false (has_rehearsal (show, tick++));
  show_data (show, rehearsal);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    show_take (show, scenes[i]);
    g_assert_true (has_rehearsal (show, tick++));
  }
  for (guint i = 0; i < G_N_ELEMENTS (keyers); i++)
    show_do (show, TC_STAGE_KEYER, keyers[i], FALSE);
  show_do (show, TC_STAGE_CLEAR, NULL, FALSE);
  g_assert_true (has_rehearsal (show, tick++));
  show_do (show, TC_STAGE_PANIC, NULL, TRUE);
  g_assert_true (has_rehearsal (show, tick++));
  show_do (show, TC_STAGE_SLATE, NULL, TRUE);
  g_assert_true (has_rehearsal (show, tick++));
  plain = tc_director_slate (show->director); /* and on the slate's own picture */
  g_assert_cmpint (
      memcmp (row, plain->plane[0] + 28 * plain->stride[0], (gsize)plain->width), !=,
      0);
  show_data (show, real);
  g_assert_false (has_rehearsal (show, tick++));
}

/* --- status --- */

/* The panel may be read in another language than the programme's. */
static void
assert_named (json_t *status,
              const char *list,
              const char *id,
              const char *zh,
              const char *en)
{
  size_t i = 0;
  json_t *item = NULL;

  json_array_foreach (json_object_get (status, list), i, item)
  {
    json_t *name = json_object_get (item, "name");
    if (strcmp (json_string_value (json_object_get (item, "id")), id) != 0)
      continue;
    g_assert_cmpstr (json_string_value (json_object_get (name, "zh")), ==, zh);
    g_assert_cmpstr (json_string_value (json_object_get (name, "en")), ==, en);
    return;
  }
  g_error ("no %s in %s", id, list);
}

static void
test_status (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  json_t *status;
  json_t *scenes;

  show_take (show, "score");
  show_do (show, TC_STAGE_BLACK, NULL, TRUE);
  status = tc_director_status (show->director);
  scenes = tc_director_scenes (show->director);
  g_assert_cmpint (json_integer_value (json_object_get (status, "state")), ==,
                   tc_director_state (show->director));
  g_assert_cmpstr (json_string_value (json_object_get (
                       json_object_get (status, "programme"), "scene")),
                   ==, "score");
  g_assert_cmpstr (json_string_value (
                       json_object_get (json_object_get (status, "preview"), "scene")),
                   ==, "clean");
  g_assert_true (json_is_true (json_object_get (status, "black")));
  g_assert_true (json_is_false (json_object_get (status, "panic")));
  g_assert_cmpint (json_array_size (json_object_get (status, "keyers")), ==, 4);
  g_assert_cmpstr (json_string_value (json_object_get (
                       json_array_get (json_object_get (status, "layers"), 0), "id")),
                   ==, "score");
  assert_named (status, "layers", "score", "综合得分", "Overall score");
  assert_named (status, "keyers", "notice", "通知", "Notice");
  g_assert_cmpint (json_array_size (scenes), ==, 9);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_array_get (scenes, 0), "name")), ==,
      "standby");
  json_decref (status);
  json_decref (scenes);
}

/* More than a shot holds: the lowest go, the rehearsal's mark stays. */
static void
test_too_many_items (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) rehearsal = snapshot_of ("rehearsal");
  GPtrArray *items = show->director->decks[TC_DECK_SCENE].bus.items;
  const TcBusItem *model;

  show_data (show, rehearsal);
  show_take (show, "score");
  tc_shot_unref (show_at (show, 0));
  items = show->director->decks[TC_DECK_SCENE].bus.items;
  model = g_ptr_array_index (items, 0);
  for (guint i = 0; i < 2 * TC_SHOT_MAX_ITEMS; i++) { /* still leaving */
    TcBusItem *item = g_memdup2 (model, sizeof *model);

    item->id = g_strdup_printf ("old-%u", i);
    item->key = g_strdup ("old");
    tc_sprite_ref (item->sprite);
    item->gone = 1000;
    g_ptr_array_insert (items, 0, item);
  }
  g_assert_true (has_rehearsal (show, 1));
  g_assert_cmpint (n_items (show, 1), ==, TC_SHOT_MAX_ITEMS);
}

static void
test_bad_phase (void)
{
  static const TcStagePhase wrong[] = {{TC_PHASE_SCORING, "scor"}};
  g_autofree char *dir = overlays_dir ();
  g_autoptr (GError) error = NULL;
  Show show = {.mono_ns = BASE_NS};
  TcClock clock = {show_mono_ns, show_wall_us, &show};
  TcStageOptions options = {.overlays_dir = dir,
                            .width = 640,
                            .height = 360,
                            .rate = {FPS, 1},
                            .clock = &clock,
                            .phases = wrong,
                            .n_phases = 1,
                            .ticks = {show_next_tick, show_tick_ns, &show}};

  g_assert_null (tc_director_new (&options, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
  g_assert_cmpstr (error->message, ==,
                   "overlays.phases: no scene 'scor' (did you mean 'score'?)");
}

/* No group is left out silently: more than four get narrower columns. */
static void
test_many_groups (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-open");
  TcGroup *groups = g_renew (TcGroup, snapshot->scoring.groups, 7);

  snapshot->scoring.groups = groups;
  for (guint i = 4; i < 7; i++) {
    groups[i] = (TcGroup){.id = g_strdup_printf ("g%u", i),
                          .name = g_strdup_printf ("第%u组", i + 1),
                          .weight = g_strdup ("0"),
                          .score = g_strdup_printf ("8%u.00", i)};
  }
  snapshot->scoring.n_groups = 7;
  show_data (show, snapshot);
  show_take (show, "score");
  tc_shot_unref (show_at (show, 0));
  for (guint i = 0; i < 7; i++) {
    g_autofree char *id = g_strdup_printf ("groups/narrow/score.%u", i);
    const TcPart *part = show_part (show, TC_DECK_SCENE, id);

    g_assert_cmpstr (show_text (show, id), ==, groups[i].score);
    g_assert_cmpint (part->rect.x + part->rect.w, <=, 640 - 32 + 8);
  }
  g_assert_null (show_text (show, "groups/columns/score.0"));
}

/* A folder with fewer scenes: a phase without one gets what tells no lie. */
static void
test_few_scenes (void)
{
  static const TcStagePhase plain[] = {{TC_PHASE_RANKING, "ranking"}};
  static const char *const links[] = {"theme", "always.yaml", "slate.yaml",
                                      "clean.yaml", "score.yaml"};
  g_autofree char *shipped = overlays_dir ();
  g_autofree char *dir = g_dir_make_tmp ("tc-few-XXXXXX", NULL);
  Show show = {.mono_ns = BASE_NS};
  TcClock clock = {show_mono_ns, show_wall_us, &show};
  TcStageOptions options = {.overlays_dir = dir,
                            .width = 640,
                            .height = 360,
                            .rate = {FPS, 1},
                            .is_auto = TRUE,
                            .clock = &clock,
                            .phases = plain,
                            .n_phases = 1,
                            .ticks = {show_next_tick, show_tick_ns, &show}};
  g_autoptr (GError) error = NULL;
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *from = g_build_filename (shipped, links[i], NULL);
    g_autofree char *to = g_build_filename (dir, links[i], NULL);

    g_assert_cmpint (symlink (from, to), ==, 0);
  }
  show.director = tc_director_new (&options, &error);
  g_assert_no_error (error);
  show_data (&show, snapshot); /* phase result, no scene result */
  g_assert_cmpstr (on_air (&show), ==, "score");
  snapshot->phase = TC_PHASE_RANKING;
  show_data (&show, snapshot);
  g_assert_cmpstr (on_air (&show), ==, "clean");
  show_close (&show);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *to = g_build_filename (dir, links[i], NULL);

    g_unlink (to);
  }
  g_rmdir (dir);
}

static void
test_sizes (void)
{
  static const struct {
    int width, height;
    gboolean is_good;
  } sizes[] = {{1920, 1080, TRUE}, {1280, 720, TRUE},  {640, 360, TRUE},
               {854, 480, TRUE},   {1024, 768, FALSE}, {1080, 1920, FALSE},
               {100, 56, FALSE}};
  g_autofree char *dir = overlays_dir ();
  Show show = {.mono_ns = BASE_NS};
  TcClock clock = {show_mono_ns, show_wall_us, &show};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;
    TcStageOptions options = {.overlays_dir = dir,
                              .width = sizes[i].width,
                              .height = sizes[i].height,
                              .rate = {FPS, 1},
                              .clock = &clock,
                              .ticks = {show_next_tick, show_tick_ns, &show}};
    g_autoptr (TcDirector) director = tc_director_new (&options, &error);

    g_assert_cmpint (director != NULL, ==, sizes[i].is_good);
    if (!sizes[i].is_good) {
      g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
      g_assert_nonnull (strstr (error->message, "16:9"));
    }
  }
}

#define ADD(name, func) \
  g_test_add ("/scene/director/" name, Show, NULL, open_unit, func, close_unit)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("take-swaps-preview-and-programme", test_take);
  ADD ("take-is-refused-when-seen-is-old", test_seen);
  ADD ("only-its-own-command-undoes-a-latch", test_latches);
  ADD ("panic-leaves-camera-and-sound", test_panic);
  ADD ("black-and-slate-silence", test_black_and_slate);
  ADD ("auto-follows-the-phase-until-a-take", test_auto);
  ADD ("clear-holds-until-the-next-take", test_clear);
  ADD ("keyers-stand-by-themselves", test_keyers);
  ADD ("layers-are-switched-one-by-one", test_layers);
  ADD ("rehearsal-cannot-be-turned-off", test_rehearsal);
  ADD ("status-tells-the-state", test_status);
  ADD ("the-rehearsals-mark-outlives-the-limit-of-items", test_too_many_items);
  ADD ("every-group-has-its-column", test_many_groups);
  g_test_add_func ("/scene/director/a-phase-without-a-scene-gets-the-nearest",
                   test_few_scenes);
  g_test_add_func ("/scene/director/a-phases-scene-must-exist", test_bad_phase);
  g_test_add_func ("/scene/director/only-16-9-is-taken", test_sizes);
  return g_test_run ();
}
