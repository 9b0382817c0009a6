/* SPDX-License-Identifier: MIT
 *
 * The reel is a pure function: names, ways and the landing, and what else of the
 * picture waits for it.
 */
#include "film.h"
#include "resolved.h"

#include "scene/reel.h"
#include "tallycast/draw/flash_meter.h"

#define REEL                                                                       \
  "  - {id: reel, type: reel, rect: [832, 200, 768, 332], plate: ink, size: sub, " \
  "colour: on_ink_2, paper: [832, 312, 768, 108], paper_fill: paper, paper_size: " \
  "name, paper_colour: on_paper}\n"                                                \
  "  - {id: drawn, type: text, text: \"${draw.drawn} ${draw.state}\", size: sub, " \
  "colour: on_ink, at: [0, 100]}\n"                                                \
  "  - {id: last, type: text, text: \"${draw.last.name}\", size: sub, colour: "    \
  "on_ink, "                                                                       \
  "at: [0, 200]}\n"

static const TcReelTiming look = {400, 800, 2400, 400, 10};
static const TcRate pal = {25, 1};

/* Five picks were there; the sixth comes at BASE_NS. */
static void
next_pick (Resolved *self, const char *name)
{
  tc_seen_note (&self->seen, self->snapshot, BASE_NS - TC_NS_PER_S);
  tc_snapshot_unref (self->snapshot);
  self->snapshot = snapshot_of (name);
  tc_seen_note (&self->seen, self->snapshot, BASE_NS);
}

/* Which line of the list lies on the paper's middle at @ms, if any does exactly. */
static char *
name_on_paper (const Resolved *self, gint64 ms)
{
  const TcPart *part = resolved_part (self, "reel/name");
  g_auto (GStrv) lines = g_strsplit (part->text, "\n", -1);
  gint64 at = BASE_NS + ms * TC_NS_PER_MS;
  int dy = part->roll.n > 0 ? part->roll.keys[0].dy : 0;
  int y;

  for (guint i = 0; i < part->roll.n; i++)
    if (part->roll.keys[i].mono_ns <= at)
      dy = part->roll.keys[i].dy;
  y = 366 - (part->rect.y + dy); /* of the paper's middle, in the strip */
  if (y < 0 || y % part->pitch_px != part->pitch_px / 2)
    return NULL;
  return g_strdup (lines[y / part->pitch_px]);
}

static void
test_lands_on_the_pick (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  next_pick (self, "draw-next");
  resolved_show (self, REEL, 0);
  first = name_on_paper (self, 0);
  last = name_on_paper (self, 4800);
  g_assert_cmpstr (first, ==, "城市管理委员会"); /* the pick before */
  g_assert_cmpstr (last, ==, "卫生健康委员会");  /* of the document */
}

/* Every unit of the roster may be the pick, whoever was drawn before. */
static void
test_lands_on_every_unit (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcRoster *roster = self->snapshot->roster;
  TcDraw *draw = &self->snapshot->draws[0];

  for (guint to = 0; to < roster->n_units; to++)
    for (int n = 0; n <= 40; n += 8) {
      g_autoptr (GPtrArray) rows = NULL;
      TcPick *pick = &draw->picks[draw->n_picks - 1];

      g_free (pick->id);
      g_free (pick->name);
      pick->id = g_strdup (roster->units[to].id);
      pick->name = g_strdup (roster->units[to].name);
      rows = tc_reel_rows (self->snapshot, draw, n, -2, n + 2);
      g_assert_cmpuint (rows->len, ==, (guint)n + 5);
      g_assert_cmpstr (g_ptr_array_index (rows, (guint)n + 2), ==, pick->name);
      for (guint i = 0; i < rows->len; i++)
        g_assert_nonnull (g_ptr_array_index (rows, i));
    }
}

/* Names that were drawn do not pass again, but the one that stands at the start. */
static void
test_passes_the_pool_only (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcDraw *draw = &self->snapshot->draws[0];
  g_autoptr (GPtrArray) rows = tc_reel_rows (self->snapshot, draw, 400, 1, 400);

  for (guint i = 0; i < rows->len; i++)
    for (guint p = 0; p + 1 < draw->n_picks; p++)
      g_assert_cmpstr (g_ptr_array_index (rows, i), !=, draw->picks[p].name);
}

/* The names that lie within the paper's height at some tick of the roll. */
static GHashTable *
names_that_pass (const TcBusItem *item, const char *text, int pitch)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gint64 tick = item->track.start; tick <= tc_track_end (&item->track); tick++) {
    int y = tc_track_at (&item->track, tick).y;

    for (int i = 0; lines[i] != NULL; i++) {
      int middle = y + i * pitch + pitch / 2;

      if (middle >= item->window.y && middle < item->window.y + item->window.h)
        g_hash_table_add (names, g_strdup (lines[i]));
    }
  }
  return names;
}

/* A draw of the roster with its first @n_units units, the first @n_drawn of which were
 * drawn; the next pick is the last but one. */
static void
make_pool (TcSnapshot *snapshot, guint n_units, guint n_drawn)
{
  TcDraw *draw = &snapshot->draws[0];

  snapshot->roster->n_units = n_units;
  for (guint i = 0; i < draw->n_picks; i++) {
    guint unit = i + 1 < draw->n_picks ? MIN (i, n_drawn - 1) : n_units - 2;

    g_free (draw->picks[i].id);
    g_free (draw->picks[i].name);
    draw->picks[i].id = g_strdup (snapshot->roster->units[unit].id);
    draw->picks[i].name = g_strdup (snapshot->roster->units[unit].name);
  }
}

/* On the air, on the paper itself: each name that could still be drawn passes, and none
 * other but the one that stands there at the start. */
static void
test_all_pass (gconstpointer data)
{
  guint n_units = GPOINTER_TO_UINT (data);
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) before = load_snapshot (rules, "draw");
  g_autoptr (TcSnapshot) after = load_snapshot (rules, "draw-next");
  g_autoptr (GHashTable) names = NULL;
  guint n_all = after->roster->n_units;

  make_pool (after, n_units, 4);
  show_open (&show, NULL, "zh-CN", 1920, "draw");
  show_data (&show, before);
  tc_shot_unref (show_at (&show, 0));
  show.mono_ns = show_tick_ns (NULL, 50);
  show_data (&show, after);
  tc_shot_unref (show_at (&show, 50));
  names = names_that_pass (show_item (&show, TC_DECK_SCENE, "latest/reel/name"),
                           show_text (&show, "latest/reel/name"), 108);
  for (guint i = 4; i < n_units; i++)
    if (!g_hash_table_contains (names, after->roster->units[i].name)) {
      g_test_message ("%s does not pass", after->roster->units[i].name);
      g_test_fail ();
    }
  g_assert_cmpuint (g_hash_table_size (names), ==, n_units - 4 + 1);
  after->roster->n_units = n_all;
  show_close (&show);
}

/* At full speed a name a picture, each in its place, or steps that the eye can follow:
 * between these rows seem to stand, or to run backwards. Up to speed and settling they
 * are read. */
static void
test_no_strobing (void)
{
  static const TcRate rates[] = {{24, 1}, {25, 1}, {30000, 1001}, {30, 1},
                                 {48, 1}, {50, 1}, {60000, 1001}, {60, 1}};

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    for (guint pool = 1; pool <= 300; pool += 7) {
      TcReelPlan plan = tc_reel_plan (&look, pool, rates[i]);
      double rows = plan.timing.per_second * rates[i].den / rates[i].num;

      if (ABS (rows - 1) > 1e-9)
        g_assert_cmpfloat (rows, <, 0.45);
      g_assert_cmpint (plan.n_names, >=, MIN (pool, TC_REEL_MAX_NAMES));
      g_assert_cmpint (plan.timing.settle_ms, ==, 2400);
      if (pool <= 80)
        g_assert_cmpint (plan.timing.roll_ms, <=, 3200);
    }
}

/* LOOK.md 8: up to speed 400, ten names a second, settles 2400, holds 400. */
static void
test_timing (void)
{
  TcReelPlan plan = tc_reel_plan (&look, 12, pal);
  TcPartRoll roll = tc_reel_roll (&plan, 1000, 54);

  g_assert_cmpmem (&plan.timing, sizeof look, &look, sizeof look);
  g_assert_cmpint (plan.n_names, ==, 18);
  g_assert_cmpuint (roll.n, ==, 4);
  g_assert_cmpint (roll.keys[0].mono_ns, ==, 1000);
  g_assert_cmpint (roll.keys[0].dy, ==, 18 * 54);
  g_assert_cmpint (roll.keys[1].mono_ns, ==, 1000 + 400 * TC_NS_PER_MS);
  g_assert_cmpint (roll.keys[1].dy, ==, 16 * 54);
  g_assert_cmpint (roll.keys[2].mono_ns, ==, 1000 + 1200 * TC_NS_PER_MS);
  g_assert_cmpint (roll.keys[2].dy, ==, 8 * 54);
  g_assert_cmpint (roll.keys[3].mono_ns, ==, 1000 + 3600 * TC_NS_PER_MS);
  g_assert_cmpint (roll.keys[3].dy, ==, 0);
}

/* At full speed ten names a second, before and after the change to settling, and never
 * backwards. */
static void
test_speed_is_steady (void)
{
  TcReelPlan plan = tc_reel_plan (&look, 12, pal);
  TcPartRoll roll = tc_reel_roll (&plan, 0, 100);
  double last = 1800;

  for (int ms = 0; ms <= 3600; ms += 40) {
    guint i = 0;
    double t;
    double at;

    while (i + 2 < roll.n && roll.keys[i + 1].mono_ns <= ms * TC_NS_PER_MS)
      i++;
    t = (double)(ms * TC_NS_PER_MS - roll.keys[i].mono_ns) /
        (double)(roll.keys[i + 1].mono_ns - roll.keys[i].mono_ns);
    at = roll.keys[i].dy + (roll.keys[i + 1].dy - roll.keys[i].dy) *
                               tc_ease_at (roll.keys[i + 1].ease, t);
    g_assert_cmpfloat (at, <=, last);
    if (ms > 440 && ms <= 1240) /* 10 a second: 40 pixels of 100 in 40 ms */
      g_assert_cmpfloat_with_epsilon (last - at, 40, 1.5);
    last = at;
  }
}

/* While it rolls, the pick is told nowhere else. */
static void
test_is_not_told_before_it_lands (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  next_pick (self, "draw-next");
  resolved_show (self, REEL, 100);
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "5 drawing");
  g_assert_cmpstr (resolved_text (self, "/last"), ==, "城市管理委员会");
  g_assert_cmpint (resolved_change_ms (self), ==, 5100);
  resolved_at (self, 5199);
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "5 drawing");
  resolved_at (self, 5200);
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "6 drawing");
  g_assert_cmpstr (resolved_text (self, "/last"), ==, "卫生健康委员会");
}

/* A scene without a reel does not wait. */
static void
test_only_with_a_reel (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  next_pick (self, "draw-next");
  resolved_show (self,
                 "  - {id: drawn, type: text, text: \"${draw.drawn}\", size: sub, "
                 "colour: on_ink, at: [0, 100]}",
                 100);
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "6");
}

/* In the middle of a roll: the pick is there from the first document on, so it stands
 * on the paper, and nothing rolls to another. */
static void
test_restart (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = NULL;

  tc_seen_note (&self->seen, self->snapshot, BASE_NS);
  resolved_show (self, REEL, 100);
  name = name_on_paper (self, 100);
  g_assert_cmpuint (resolved_part (self, "reel/name")->roll.n, ==, 0);
  g_assert_cmpstr (name, ==, "卫生健康委员会");
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "6 drawing");
}

/* Old data: the reel stands still, on what is known. */
static void
test_stale (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = NULL;

  next_pick (self, "draw-next");
  self->bind.age = TC_AGE_STALE;
  resolved_show (self, REEL, 100);
  name = name_on_paper (self, 100);
  g_assert_cmpuint (resolved_part (self, "reel/name")->roll.n, ==, 0);
  g_assert_cmpstr (name, ==, "卫生健康委员会");
}

/* Without a committed result there are no names to be taken for one. */
static void
test_no_pick (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, REEL, 0);
  g_assert_nonnull (resolved_part (self, "reel/plate"));
  g_assert_null (resolved_part (self, "reel/name"));
  g_assert_null (resolved_part (self, "reel/above"));
  g_assert_null (resolved_part (self, "reel/paper"));
}

/* Reduced motion: it stands on the pick at once, and the pick is told at once. */
static void
test_reduced (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *top = overlays_dir ();
  g_autofree char *azure = g_build_filename (top, "theme/azure.yaml", NULL);
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GString) reduced = NULL;

  g_assert_true (g_file_get_contents (azure, &text, NULL, NULL));
  reduced = g_string_new (text);
  g_string_replace (reduced, "motion:\n", "motion:\n  reduced: true\n", 1);
  g_assert_true (g_file_set_contents (self->path, reduced->str, -1, NULL));
  tc_theme_unref (self->theme);
  self->theme = tc_theme_load (self->path, NULL);
  g_assert_nonnull (self->theme);
  next_pick (self, "draw-next");
  resolved_show (self, REEL, 0);
  name = name_on_paper (self, 0);
  g_assert_cmpuint (resolved_part (self, "reel/name")->roll.n, ==, 0);
  g_assert_cmpstr (name, ==, "卫生健康委员会");
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "6 drawing");
}

/* Persons are on no roster: the name stands at once, and no unit's name passes. */
static void
test_not_on_the_roster (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  TcDraw *draw = &self->snapshot->draws[0];

  tc_seen_note (&self->seen, self->snapshot, BASE_NS - TC_NS_PER_S);
  g_free (draw->picks[draw->n_picks - 1].id);
  draw->picks[draw->n_picks - 1].id = g_strdup ("p1");
  self->seen.pick_ns = BASE_NS;
  resolved_show (self, REEL, 100);
  g_assert_null (resolved_part (self, "reel/above"));
  g_assert_cmpstr (resolved_text (self, "reel/name"), ==, "卫生健康委员会");
  g_assert_cmpstr (resolved_text (self, "/drawn"), ==, "6 drawing");
}

/* Names pass in the windows beside the paper; on the paper only the large ones. */
static void
test_windows (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcPart *above;
  const TcPart *below;
  const TcPart *name;

  next_pick (self, "draw-next");
  resolved_show (self, REEL, 0);
  above = resolved_part (self, "reel/above");
  below = resolved_part (self, "reel/below");
  name = resolved_part (self, "reel/name");
  g_assert_cmpstr (above->key, ==, below->key); /* one sprite */
  g_assert_cmpint (above->window.y, ==, 200);
  g_assert_cmpint (above->window.y + above->window.h, ==, 302);
  g_assert_cmpint (below->window.y, ==, 430);
  g_assert_cmpint (below->window.y + below->window.h, ==, 532);
  g_assert_cmpint (name->window.y, ==, 312);
  g_assert_cmpint (name->window.h, ==, 108);
}

/* On the air: tick by tick, forwards only, and to the pixel on the pick. */
static void
test_on_air (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) before = load_snapshot (rules, "draw");
  g_autoptr (TcSnapshot) after = load_snapshot (rules, "draw-next");
  const TcBusItem *name;
  int last = G_MAXINT;

  show_open (&show, NULL, "zh-CN", 1920, "draw");
  show_data (&show, before);
  tc_shot_unref (show_at (&show, 0));
  tc_shot_unref (show_at (&show, 49));
  show.mono_ns = show_tick_ns (NULL, 50);
  show_data (&show, after);
  tc_shot_unref (show_at (&show, 50));
  name = show_item (&show, TC_DECK_SCENE, "latest/reel/name");
  for (gint64 tick = 50; tick <= 170; tick++) {
    TcPose pose = tc_track_at (&name->track, tick);

    g_assert_cmpint (pose.y, <=, last);
    g_assert_cmpint (pose.opacity, ==, 255);
    last = pose.y;
  }
  g_assert_cmpint (tc_track_at (&name->track, 169).y, >=, name->rect.y);
  g_assert_cmpint (tc_track_at (&name->track, 170).y, ==, name->rect.y); /* 4.8 s */
  g_assert_cmpint (tc_track_at (&name->track, 50).y, ==, name->rect.y + 75 * 108);
  g_assert_true (show_says (&show, "抽取中"));
  tc_shot_unref (show_at (&show, 179));
  g_assert_null (show_text (&show, "picks/two/name.5"));
  tc_shot_unref (show_at (&show, 180)); /* 5.2 s: it goes to its row */
  g_assert_cmpstr (show_text (&show, "picks/two/name.5"), ==, "卫生健康委员会");
  name = show_item (&show, TC_DECK_SCENE, "latest/reel/name");
  g_assert_cmpint (tc_track_at (&name->track, 180).y, ==, name->rect.y);
  show_close (&show);
}

/* As many names as ever pass, on 1080 lines: none is left out for want of memory. */
static void
test_largest_roster (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) before = load_snapshot (rules, "draw");
  g_autoptr (TcSnapshot) after = load_snapshot (rules, "draw-next");
  TcRoster *known = after->roster;
  TcRoster *roster = tc_roster_new ("00", 2 * TC_REEL_MAX_NAMES);

  for (guint i = 0; i < roster->n_units; i++) {
    gboolean is_known = i < known->n_units;

    roster->units[i].id =
        is_known ? g_strdup (known->units[i].id) : g_strdup_printf ("more%u", i);
    roster->units[i].name = is_known ? g_strdup (known->units[i].name)
                                     : g_strdup_printf ("第%u街道办事处", i);
  }
  after->roster = roster;
  show_open (&show, NULL, "zh-CN", 1920, "draw");
  show_data (&show, before);
  tc_shot_unref (show_at (&show, 0));
  show.mono_ns = show_tick_ns (NULL, 50);
  show_data (&show, after);
  tc_shot_unref (show_at (&show, 50));
  g_test_message ("%d Mpx", (int)(show.director->sprites.px >> 20));
  g_assert_cmpuint (tc_director_drawn (show.director), >, 2 * TC_REEL_MAX_NAMES);
  g_assert_cmpuint (show.director->sprites.n_refused, ==, 0);
  show_close (&show);
  tc_roster_unref (known);
}

/* The names of the first roll are there for the second. */
static void
test_names_are_kept (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) before = load_snapshot (rules, "draw");
  g_autoptr (TcSnapshot) first = load_snapshot (rules, "draw-next");
  g_autoptr (TcSnapshot) second = tc_snapshot_copy (first);
  TcDraw *draw = &second->draws[0];
  guint64 n_first;
  guint64 n_second;

  show_open (&show, NULL, "zh-CN", 1920, "draw");
  show_data (&show, before);
  tc_shot_unref (show_at (&show, 0));
  n_first = tc_director_drawn (show.director);
  show.mono_ns = show_tick_ns (NULL, 50);
  show_data (&show, first);
  tc_shot_unref (show_at (&show, 50));
  n_first = tc_director_drawn (show.director) - n_first;
  for (gint64 tick = 75; tick < 400; tick += 25) {
    show.mono_ns = show_tick_ns (NULL, tick);
    tc_shot_unref (show_at (&show, tick));
  }
  draw->picks = g_renew (TcPick, draw->picks, draw->n_picks + 1);
  draw->picks[draw->n_picks++] =
      (TcPick){7, g_strdup (second->roster->units[70].id),
               g_strdup (second->roster->units[70].name), NULL};
  n_second = tc_director_drawn (show.director);
  show.mono_ns = show_tick_ns (NULL, 400);
  show_data (&show, second);
  tc_shot_unref (show_at (&show, 400));
  n_second = tc_director_drawn (show.director) - n_second;
  g_test_message ("%d and %d", (int)n_first, (int)n_second);
  g_assert_cmpuint (n_first, >, 2 * 60); /* each name small and large */
  g_assert_cmpuint (n_second, <, 20); /* what the rest of the scene says of the pick */
  show_close (&show);
}

/* Names flip by, but they are letters on a small part of the picture. */
static void
test_no_flash (void)
{
  Film film = {0};
  g_autoptr (TcFlashMeter) meter = tc_flash_meter_new (pal);
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) before = load_snapshot (rules, "draw");
  g_autoptr (TcSnapshot) after = load_snapshot (rules, "draw-next");
  guint64 calls = 0;

  film_open (&film, NULL, 320, "draw");
  show_data (&film.show, before);
  tc_shot_unref (show_at (&film.show, 0));
  film.show.mono_ns = show_tick_ns (NULL, 50);
  show_data (&film.show, after);
  {
    g_autoptr (TcShot) shot = show_at (&film.show, 50);

    calls = tc_draw_calls ();
    for (gint64 tick = 50; tick < 180; tick++) {
      g_autoptr (TcPicture) picture = film_frame (&film, shot, tick);

      tc_flash_meter_add (meter, picture);
    }
  }
  g_assert_cmpint (tc_flash_meter_worst (meter), <=, 1);
  g_assert_cmpuint (tc_draw_calls (), ==, calls);
  film_close (&film);
}

/* A shot that comes late, by drawing or by a take, shows the strip where it is by then.
 */
static void
test_late_shot (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) before = load_snapshot (rules, "draw");
  g_autoptr (TcSnapshot) after = load_snapshot (rules, "draw-next");
  const TcBusItem *name;

  show_open (&show, NULL, "zh-CN", 1920, "clean");
  show_data (&show, before);
  tc_shot_unref (show_at (&show, 0));
  show.mono_ns = show_tick_ns (NULL, 50);
  show_data (&show, after);
  show_take (&show, "draw");
  tc_shot_unref (show_at (&show, 80)); /* 1.2 s: at full speed */
  name = show_item (&show, TC_DECK_SCENE, "latest/reel/name");
  g_assert_cmpint (tc_track_at (&name->track, 80).y, ==, name->rect.y + 50 * 108);
  g_assert_cmpint (tc_track_at (&name->track, 170).y, ==, name->rect.y);
  show_close (&show);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/reel/lands-on-the-published-pick", "draw", test_lands_on_the_pick);
  TEST ("/scene/reel/lands-on-every-unit-of-the-roster", "draw-next",
        test_lands_on_every_unit);
  TEST ("/scene/reel/names-drawn-before-do-not-pass-again", "draw-next",
        test_passes_the_pool_only);
  g_test_add_data_func ("/scene/reel/every-name-of-the-roster-passes",
                        GUINT_TO_POINTER (77), test_all_pass);
  g_test_add_data_func ("/scene/reel/every-name-of-a-small-pool-passes",
                        GUINT_TO_POINTER (9), test_all_pass);
  g_test_add_func ("/scene/reel/runs-at-speeds-that-can-be-shown", test_no_strobing);
  g_test_add_func ("/scene/reel/takes-the-times-of-the-look", test_timing);
  g_test_add_func ("/scene/reel/goes-over-into-settling-without-a-jolt",
                   test_speed_is_steady);
  TEST ("/scene/reel/nothing-tells-the-pick-before-it-lands", "draw",
        test_is_not_told_before_it_lands);
  TEST ("/scene/reel/a-scene-without-a-reel-tells-at-once", "draw",
        test_only_with_a_reel);
  TEST ("/scene/reel/a-restart-in-the-middle-shows-the-same-pick", "draw-next",
        test_restart);
  TEST ("/scene/reel/stands-still-on-stale-data", "draw", test_stale);
  TEST ("/scene/reel/shows-no-names-without-a-committed-result", "draw-waiting",
        test_no_pick);
  TEST ("/scene/reel/does-not-roll-in-reduced-motion", "draw", test_reduced);
  TEST ("/scene/reel/rolls-no-roster-to-a-name-that-is-not-on-it", "draw-next",
        test_not_on_the_roster);
  g_test_add_func ("/scene/reel/is-on-the-pick-to-the-pixel-on-the-air", test_on_air);
  g_test_add_func ("/scene/reel/rolling-neither-flashes-nor-draws", test_no_flash);
  g_test_add_func ("/scene/reel/names-are-drawn-once-for-all-rolls",
                   test_names_are_kept);
  g_test_add_func ("/scene/reel/no-name-of-the-largest-roster-is-left-out",
                   test_largest_roster);
  g_test_add_func ("/scene/reel/a-late-shot-shows-it-where-it-is", test_late_shot);
  TEST ("/scene/reel/names-show-in-windows-of-their-own", "draw", test_windows);
  return g_test_run ();
}
