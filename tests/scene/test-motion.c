/* SPDX-License-Identifier: MIT */
#include "fixture.h"

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
  static const struct {
    const char *scene, *data;
  } takes[] = {{"unit", "scoring-published"},
               {"score", "scoring-published"},
               {"draw", "draw"},
               {"standby", "standby"},
               {"result", "scoring-published"},
               {"ranking", "scoring-published"}};
  gint64 tick = 0;

  for (guint i = 0; i < G_N_ELEMENTS (takes); i++) {
    g_autoptr (TcSnapshot) snapshot = snapshot_of (takes[i].data);

    show_data (show, snapshot);
    show_take (show, takes[i].scene);
    tick += 100;
    for (int part = 0; part < 2; part++) {
      g_autoptr (TcShot) shot = show_at (show, tick);
      const GPtrArray *items = show->director->decks[TC_DECK_SCENE].bus.items;

      for (guint k = 0; k < items->len; k++) {
        const TcBusItem *item = g_ptr_array_index (items, k);
        gint64 end = tc_track_end (&item->track);
        gint64 limit = part == 0 && item->gone == G_MAXINT64 ? 900 : 500;

        if (end > tick + limit * FPS / 1000) {
          g_test_message ("%s %s: %d ticks", takes[i].scene, item->id,
                          (int)(end - tick));
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

/* A text fades while its plate still lies under it: on the picture it could not be read
 * and would look torn. */
static void
test_text_leaves_first (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *plate, *text;
  } pairs[] = {{"name/plate", "name/name"},
               {"speaker/plate", "speaker/title"},
               {"order/plate", "order/of"},
               {"time/plate", "time/limit"}};
  const TcBusItem *plates[G_N_ELEMENTS (pairs)];
  const TcBusItem *texts[G_N_ELEMENTS (pairs)];
  int n_seen = 0;

  show_take (show, "unit");
  tc_shot_unref (show_at (show, 0));
  tc_shot_unref (show_at (show, 100));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    plates[i] = show_item (show, TC_DECK_SCENE, pairs[i].plate);
    texts[i] = show_item (show, TC_DECK_SCENE, pairs[i].text);
  }
  show_take (show, "clean");
  tc_shot_unref (show_at (show, 200));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (gint64 tick = 200; tick < 220; tick++) {
      if (tc_track_at (&texts[i]->track, tick).opacity == 0)
        continue;
      n_seen++;
      g_assert_cmpint (plates[i]->rect.x + tc_track_at (&plates[i]->track, tick).clip.w,
                       >=, texts[i]->rect.x + texts[i]->rect.w);
    }
  g_assert_cmpint (n_seen, >=, (int)G_N_ELEMENTS (pairs));
}

/* A rule is written on its sheet, never ahead of it. */
static void
test_rule_on_paper (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const scenes[] = {"score", "result"};
  g_autoptr (TcSnapshot) published = snapshot_of ("scoring-published");

  show_data (show, published);
  for (guint s = 0; s < G_N_ELEMENTS (scenes); s++) {
    gint64 start = 200 * (s + 1);
    int written = 0;

    show_take (show, scenes[s]);
    for (gint64 tick = start; tick < start + 25; tick++) {
      TcPose paper;

      tc_shot_unref (show_at (show, tick));
      paper =
          tc_track_at (&show_item (show, TC_DECK_SCENE, "score/paper")->track, tick);
      for (int i = 1; i <= 2; i++) {
        g_autofree char *id = g_strdup_printf ("score/rule-%d", i);
        TcPose rule = tc_track_at (&show_item (show, TC_DECK_SCENE, id)->track, tick);

        written = rule.clip.w;
        if (written > 0)
          g_assert_cmpint (rule.x + written, <=, paper.x + paper.clip.w);
      }
    }
    g_assert_cmpint (written, >, 100);
    show_take (show, "clean");
    tc_shot_unref (show_at (show, start + 60));
  }
}

static gboolean
is_over (const TcBusItem *item, const TcBusItem *plate)
{
  return item != plate && item->rect.x >= plate->rect.x - 4 &&
         item->rect.y >= plate->rect.y - 4 &&
         item->rect.x + item->rect.w <= plate->rect.x + plate->rect.w + 4 &&
         item->rect.y + item->rect.h <= plate->rect.y + plate->rect.h + 4;
}

static gboolean
shows (TcPose pose)
{
  return pose.opacity > 0 && pose.clip.w > 0 && pose.clip.h > 0;
}

/* Nothing is seen of what lies on a plate where the plate is not there yet. */
static void
test_plates_first (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const scenes[] = {"unit", "score"};
  g_autoptr (TcSnapshot) open = snapshot_of ("scoring-open");
  guint n = 0;

  show_data (show, open);
  for (guint s = 0; s < G_N_ELEMENTS (scenes); s++) {
    gint64 start = 200 * (s + 1);

    show_take (show, scenes[s]);
    for (gint64 tick = start; tick < start + 25; tick++) {
      const GPtrArray *items;

      tc_shot_unref (show_at (show, tick));
      items = show->director->decks[TC_DECK_SCENE].bus.items;
      for (guint i = 0; i < items->len; i++)
        for (guint k = 0; k < i; k++) {
          const TcBusItem *item = g_ptr_array_index (items, i);
          const TcBusItem *plate = g_ptr_array_index (items, k);
          TcPose pose = tc_track_at (&item->track, tick);
          TcPose below = tc_track_at (&plate->track, tick);

          if (plate->motion != TC_MOTION_PLATE || !is_over (item, plate) ||
              !shows (pose))
            continue;
          n++;
          if (pose.x + pose.clip.x + pose.clip.w >
              below.x + below.clip.x + below.clip.w + MAX (plate->clip.w / 8, 4)) {
            g_test_message ("%s: %s before its plate, tick %d", scenes[s], item->id,
                            (int)(tick - start));
            g_test_fail ();
          }
        }
    }
    show_take (show, "clean");
    tc_shot_unref (show_at (show, start + 60));
  }
  g_assert_cmpuint (n, >, 200);
}

/* News while a scene comes in: what is the same goes on coming in, undisturbed. */
static void
test_goes_on (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) news = snapshot_of ("presenting");
  TcTrack plate;
  TcTrack name;

  show_take (show, "unit");
  tc_shot_unref (show_at (show, 0));
  plate = show_item (show, TC_DECK_SCENE, "name/plate")->track;
  name = show_item (show, TC_DECK_SCENE, "name/name")->track;
  g_free (news->current.name);
  news->current.name = g_strdup ("水务局");
  show_data (show, news);
  for (gint64 tick = 2; tick < 30; tick++) {
    const TcBusItem *item;

    tc_shot_unref (show_at (show, tick));
    item = show_item (show, TC_DECK_SCENE, "name/plate");
    g_assert_cmpint (tc_track_at (&item->track, tick).clip.w, ==,
                     tc_track_at (&plate, tick).clip.w);
    /* the other name, not seen yet, comes when the first one was to come */
    item = show_item (show, TC_DECK_SCENE, "name/name");
    g_assert_cmpint (tc_track_at (&item->track, tick).opacity, ==,
                     tc_track_at (&name, tick).opacity);
  }
}

/* What two texts have in common stays: the two together never let the plate shine
 * through by more than a tenth, and the old one has gone within the cross-fade's time.
 */
static void
test_gives_way (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) news = snapshot_of ("presenting");
  guint together = 0;

  show_take (show, "unit");
  tc_shot_unref (show_at (show, 0));
  tc_shot_unref (show_at (show, 100));
  g_free (news->current.name);
  news->current.name = g_strdup ("水务局");
  show_data (show, news);
  for (gint64 tick = 101; tick < 112; tick++) {
    tc_shot_unref (show_at (show, tick));
    const GPtrArray *items = show->director->decks[TC_DECK_SCENE].bus.items;
    double through = 1;
    guint n = 0;

    for (guint k = 0; k < items->len; k++) {
      const TcBusItem *item = g_ptr_array_index (items, k);
      if (strcmp (item->id, "name/name") == 0 && ++n)
        through *= 1 - tc_track_at (&item->track, tick).opacity / 255.0;
    }
    g_assert_cmpfloat (through, <, 0.1);
    together += n == 2;
    if (tick > 101 + 160 * FPS / 1000 + 1)
      g_assert_cmpuint (n, ==, 1);
  }
  g_assert_cmpuint (together, >, 1);
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

#define ADD(name, func) \
  g_test_add ("/scene/motion/" name, Show, NULL, open_unit, func, close_unit)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("same-content-is-drawn-once", test_draws_once);
  ADD ("wakes-at-the-next-second", test_wakes_each_second);
  ADD ("takes-keep-their-times", test_motion_times);
  ADD ("plates-wipe-and-texts-fade", test_motion_kinds);
  ADD ("a-text-gives-way-without-a-flicker", test_gives_way);
  ADD ("a-rule-is-written-on-its-paper", test_rule_on_paper);
  ADD ("plates-are-there-before-what-lies-on-them", test_plates_first);
  ADD ("a-text-has-left-before-its-plate", test_text_leaves_first);
  ADD ("news-do-not-disturb-a-take", test_goes_on);
  ADD ("a-cut-stands-at-once", test_cut);
  ADD ("what-is-in-both-scenes-is-held", test_held);
  ADD ("a-measure-moves-without-drawing", test_measure);
  return g_test_run ();
}
