/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static void
open_unit (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");

  show_open (show, NULL, "zh-CN", 640, "clean");
  show_data (show, snapshot);
  tc_shot_unref (show_at (show, 0));
}

static void
close_unit (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_close (show);
}

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

/* --- buses ---------------------------------------------------------------------------
 */

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

/* --- latches -------------------------------------------------------------------------
 */

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
    g_assert_false (tc_director_is_bound (show->director));
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

/* --- auto ----------------------------------------------------------------------------
 */

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
  g_assert_false (tc_director_is_bound (show->director));
  show_take (show, "unit");
  tc_shot_unref (show_at (show, 150));
  g_assert_cmpint (show->director->decks[TC_DECK_SCENE].parts->len, >, 0);
}

/* --- keyers, layers, the rehearsal's mark --------------------------------------------
 */

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

/* --- drawing and motion
 * --------------------------------------------------------------- */

static void
test_draws_once (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  guint64 drawn;

  show_take (show, "unit");
  tc_shot_unref (show_at (show, 0));
  drawn = tc_director_drawn (show->director);
  for (gint64 tick = 1; tick < 20; tick++)
    tc_shot_unref (show_at (show, tick));
  g_assert_cmpint (tc_director_drawn (show->director), ==, drawn);
  tc_shot_unref (show_at (show, 25)); /* a second later: clock and elapsed time */
  g_assert_cmpint (tc_director_drawn (show->director), ==, drawn + 2);
}

/* The stage sleeps until then: the next second, on its tick. */
static void
test_wakes_each_second (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_take (show, "unit");
  tc_shot_unref (show_at (show, 100));
  tc_shot_unref (show_at (show, 130)); /* 5.2 s */
  g_assert_cmpint (tc_director_next_change_ns (show->director), ==,
                   BASE_NS + 6 * TC_NS_PER_S);
}

/* LOOK.md 8: a whole take-in within 900 ms, a take-out within 500, in whole ticks. */
static void
test_motion_times (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const scenes[] = {"unit", "score", "draw", "standby", "result"};
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");
  gint64 tick = 0;

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    show_data (show, snapshot);
    show_take (show, scenes[i]);
    tick += 100;
    for (int part = 0; part < 2; part++) {
      g_autoptr (TcShot) shot = show_at (show, tick);
      const GPtrArray *items = show->director->decks[TC_DECK_SCENE].bus.items;

      for (guint k = 0; k < items->len; k++) {
        const TcBusItem *item = g_ptr_array_index (items, k);
        gint64 end = tc_track_end (&item->track);
        gint64 limit = part == 0 && item->gone == G_MAXINT64 ? 900 : 500;

        if (end > tick + limit * FPS / 1000) {
          g_test_message ("%s %s: %d ticks", scenes[i], item->id, (int)(end - tick));
          g_test_fail ();
        }
      }
      if (part == 0) {
        show_take (show, "clean");
        tick += 100;
      }
    }
    tc_shot_unref (show_at (show, tick + 50));
    g_assert_cmpint (show->director->decks[TC_DECK_SCENE].bus.items->len, ==, 0);
  }
}

/* Wipes show more and more of the sprite from its left edge; fades only grow. */
static void
test_motion_kinds (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  const TcBusItem *plate;
  const TcBusItem *text;
  int shown = -1;
  int opacity = -1;

  show_take (show, "unit");
  tc_shot_unref (show_at (show, 0));
  plate = show_item (show, TC_DECK_SCENE, "name/plate");
  text = show_item (show, TC_DECK_SCENE, "name/name");
  g_assert_cmpint (tc_track_at (&plate->track, 0).clip.w, ==, 0);
  g_assert_cmpint (tc_track_at (&text->track, 0).opacity, ==, 0);
  for (gint64 tick = 0; tick < 30; tick++) {
    TcPose p = tc_track_at (&plate->track, tick);
    TcPose t = tc_track_at (&text->track, tick);

    g_assert_cmpint (p.clip.w, >=, shown);
    g_assert_cmpint (t.opacity, >=, opacity);
    g_assert_cmpint (p.opacity, ==, 255);
    g_assert_cmpint (t.clip.w, ==, text->rect.w);
    shown = p.clip.w;
    opacity = t.opacity;
  }
  g_assert_cmpint (shown, ==, plate->rect.w);
  g_assert_cmpint (opacity, ==, 255);
}

static void
test_cut (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  TcStageCommand take = {.kind = TC_STAGE_TAKE, .transition = TC_STAGE_CUT};
  TcStageAnswer answer;
  const GPtrArray *items;

  show_take (show, "unit");
  tc_shot_unref (show_at (show, 0));
  show_do (show, TC_STAGE_PREVIEW, "score", FALSE);
  tc_director_command (show->director, &take, &answer);
  tc_shot_unref (show_at (show, 100));
  items = show->director->decks[TC_DECK_SCENE].bus.items;
  g_assert_cmpint (items->len, ==, show->director->decks[TC_DECK_SCENE].parts->len);
  for (guint i = 0; i < items->len; i++)
    g_assert_cmpint (tc_track_end (&((TcBusItem *)g_ptr_array_index (items, i))->track),
                     <=, 100);
}

/* What is the same in both scenes stays untouched: nothing pulses. */
static void
test_held (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) published = snapshot_of ("scoring-published");
  const TcSprite *before;
  const TcBusItem *plate;

  show_data (show, published);
  show_take (show, "standby");
  tc_shot_unref (show_at (show, 0));
  before = show_item (show, TC_DECK_SCENE, "/scrim")->sprite;
  show_take (show, "break");
  tc_shot_unref (show_at (show, 100));
  plate = show_item (show, TC_DECK_SCENE, "/scrim");
  g_assert_true (plate->sprite == before);
  g_assert_cmpint (tc_track_end (&plate->track), <=, 100);
  g_assert_cmpint (tc_track_at (&plate->track, 100).opacity, ==, 255);
}

/* A measure moves; its sprite is drawn once. */
static void
test_measure (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) some = snapshot_of ("scoring-open");
  g_autoptr (TcSnapshot) more = snapshot_of ("scoring-open");
  const TcBusItem *fill;
  int before;
  const TcSprite *sprite;

  show_data (show, some);
  show_take (show, "score");
  tc_shot_unref (show_at (show, 0));
  tc_shot_unref (show_at (show, 100));
  fill = show_item (show, TC_DECK_SCENE, "ground/measure");
  before = fill->clip.w;
  sprite = fill->sprite;
  g_assert_cmpint (before, ==, 518); /* 572 of 640 px x 57/63, even */
  more->scoring.cast = 63;
  show_data (show, more);
  tc_shot_unref (show_at (show, 104));
  fill = show_item (show, TC_DECK_SCENE, "ground/measure");
  g_assert_true (fill->sprite == sprite);
  g_assert_cmpint (tc_track_at (&fill->track, 103).clip.w, ==, before);
  g_assert_cmpint (tc_track_at (&fill->track, 104).clip.w, >, before); /* at once */
  g_assert_cmpint (tc_track_at (&fill->track, 107).clip.w, <, fill->rect.w);
  g_assert_cmpint (tc_track_at (&fill->track, 112).clip.w, ==, fill->rect.w);
}

/* --- status
 * --------------------------------------------------------------------------- */

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
  g_assert_cmpint (json_array_size (scenes), ==, 9);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_array_get (scenes, 0), "name")), ==,
      "standby");
  json_decref (status);
  json_decref (scenes);
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
  ADD ("same-content-is-drawn-once", test_draws_once);
  ADD ("wakes-at-the-next-second", test_wakes_each_second);
  ADD ("takes-keep-their-times", test_motion_times);
  ADD ("plates-wipe-and-texts-fade", test_motion_kinds);
  ADD ("a-cut-stands-at-once", test_cut);
  ADD ("what-is-in-both-scenes-is-held", test_held);
  ADD ("a-measure-moves-without-drawing", test_measure);
  ADD ("status-tells-the-state", test_status);
  g_test_add_func ("/scene/director/only-16-9-is-taken", test_sizes);
  return g_test_run ();
}
