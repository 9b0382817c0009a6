/* SPDX-License-Identifier: MIT
 *
 * How a value on the air gives way to the next: figures that roll, rows that go to
 * another rank.
 */
#include "film.h"
#include "house.h"

#define WIDTH 640

/* A sheet that rolls, a count that runs, and the ranking. */
static const char scene[] =
    "layers:\n"
    "  - {id: score, type: score, rect: [96, 600, 576, 320], size: score, title_y: "
    "650,\n"
    "     figure_y: 760, rule_y: 850, data_y: 890, change: roll}\n"
    "  - {id: cast, type: text, text: \"${scoring.cast}\", size: clock, colour: "
    "on_ink,\n"
    "     at: [96, 200], change: {kind: count, ms: 400, ease: steady}}\n"
    "  - {id: said, type: text, text: \"已收${scoring.cast}张\", size: clock, colour: "
    "on_ink,\n"
    "     align: centre, at: [500, 400], change: {kind: count, ms: 400, ease: "
    "steady}}\n"
    "  - id: rows\n"
    "    type: table\n"
    "    rows: ranking\n"
    "    mark: [900, 34]\n"
    "    at: [800, 100]\n"
    "    pitch: 72\n"
    "    per_column: 8\n"
    "    cells:\n"
    "      - {id: cell, type: rect, rect: [0, 0, 900, 68], fill: cell}\n"
    "      - {id: rank, type: text, text: \"${row.rank}\", size: list, colour: "
    "on_ink,\n"
    "         at: [20, 34]}\n"
    "      - {id: name, type: text, text: \"${row.name}\", size: list, colour: "
    "on_ink,\n"
    "         at: [144, 34]}\n";

typedef struct {
  House house;
  Film film;
  TcSnapshot *snapshot;
} Fixture;

static void
open_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  house_open (&f->house);
  house_write (&f->house, "x.yaml", scene);
  film_open (&f->film, f->house.dir, WIDTH, "x");
  f->snapshot = snapshot_of ("scoring-published");
  show_data (&f->film.show, f->snapshot);
  tc_shot_unref (show_at (&f->film.show, 0));
  tc_shot_unref (show_at (&f->film.show, 100));
}

static void
close_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  film_close (&f->film);
  house_close (&f->house);
  tc_snapshot_unref (f->snapshot);
}

static void
set_score (Fixture *f, const char *value)
{
  g_free (f->snapshot->scoring.aggregate);
  f->snapshot->scoring.aggregate = g_strdup (value);
}

static const GPtrArray *
items (Fixture *f)
{
  return f->film.show.director->decks[TC_DECK_SCENE].bus.items;
}

static const TcBusItem *
item (Fixture *f, const char *id)
{
  return show_item (&f->film.show, TC_DECK_SCENE, id);
}

/* --- rolling --- */

/* 92.47 to 93.41: at each moment the columns that change show a part of the old and the
 * rest of the new figure, all the same part; the others stand. Nothing else is shown,
 * and nothing is drawn but the new text. */
static void
test_roll (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcSprite *old = item (f, "score/figure")->sprite;
  const TcSprite *new;
  guint64 calls;
  gint64 tick = 101;

  set_score (f, "93.41");
  tc_shot_unref (show_at (&f->film.show, tick));
  new = item (f, "score/figure")->sprite;
  calls = tc_draw_calls ();
  g_assert_true (new != old);
  for (; tick < 107; tick++) {
    int gone = -1;
    int come = -1;
    guint n_pieces = 0;

    tc_shot_unref (show_at (&f->film.show, tick));
    for (guint i = 0; i < items (f)->len; i++) {
      const TcBusItem *piece = g_ptr_array_index (items (f), i);
      TcPose pose = tc_track_at (&piece->track, tick);

      if (strcmp (piece->id, "score/figure") != 0)
        continue;
      if (!piece->is_a_piece) {
        g_assert_cmpint (pose.opacity, ==, 0);
        continue;
      }
      n_pieces++;
      g_assert_true (piece->sprite == old || piece->sprite == new);
      if (piece->sprite == old) {
        g_assert_true (gone < 0 || gone == pose.clip.h);
        gone = pose.clip.h;
      } else if (piece->track.keys[0].pose.clip.h == 0) {
        g_assert_true (come < 0 || come == pose.clip.h);
        come = pose.clip.h;
      }
    }
    g_assert_cmpuint (n_pieces, ==, 2 * 2 + 2); /* two turn; "9" and ".4" stand */
    g_assert_cmpint (abs (gone + come - item (f, "score/figure")->band.h), <=, 1);
  }
  tc_shot_unref (show_at (&f->film.show, 108)); /* 280 ms: the text itself */
  g_assert_cmpint (tc_track_at (&item (f, "score/figure")->track, 108).opacity, ==,
                   255);
  for (guint i = 0; i < items (f)->len; i++)
    g_assert_false (((TcBusItem *)g_ptr_array_index (items (f), i))->is_a_piece);
  g_assert_cmpuint (tc_draw_calls (), ==, calls);
}

static double
mean_difference (const TcPicture *a, const TcPicture *b)
{
  gint64 sum = 0;

  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      sum +=
          abs (a->plane[0][y * a->stride[0] + x] - b->plane[0][y * b->stride[0] + x]);
  return (double)sum / (a->width * a->height);
}

/* The public sees whole figures before and after: pieces lie exactly where the text
 * lies, and the next value in the middle of a roll does not jump. */
static void
test_roll_pixels (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcPicture) before = film_at (&f->film, 110);
  g_autoptr (TcShot) first = NULL;
  double ordinary = 0;

  set_score (f, "93.41");
  first = show_at (&f->film.show, 111);
  for (gint64 tick = 110; tick < 120; tick++) {
    TcPicture *now = film_frame (&f->film, first, tick);

    if (tick == 110) /* the pieces at their start are the old text */
      g_assert_cmpfloat (mean_difference (before, now), ==, 0);
    ordinary = MAX (ordinary, mean_difference (before, now));
    tc_picture_free (before);
    before = now;
  }
  for (gint64 at = 1; at < 8; at++) {
    gint64 tick = 200 * at;

    set_score (f, "92.47");
    tc_shot_unref (show_at (&f->film.show, tick));
    tc_shot_unref (show_at (&f->film.show, tick + 50));
    set_score (f, "93.41");
    for (gint64 i = 51; i < 51 + at; i++) {
      tc_picture_free (before);
      before = film_at (&f->film, tick + i);
    }
    set_score (f, "95.08");
    {
      g_autoptr (TcPicture) after = film_at (&f->film, tick + 51 + at);

      g_assert_cmpfloat (mean_difference (before, after), <=, 2 * ordinary);
    }
  }
}

/* A value of other length has no columns to turn in: it cross-fades. */
static void
test_other_length (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_score (f, "100.00");
  tc_shot_unref (show_at (&f->film.show, 101));
  for (guint i = 0; i < items (f)->len; i++)
    g_assert_false (((TcBusItem *)g_ptr_array_index (items (f), i))->is_a_piece);
  g_assert_cmpint (tc_track_at (&item (f, "score/figure")->track, 101).opacity, >, 0);
  tc_shot_unref (show_at (&f->film.show, 108));
  g_assert_cmpint (tc_track_at (&item (f, "score/figure")->track, 108).opacity, ==,
                   255);
}

/* A scene that goes in the middle of a roll takes the pieces along. */
static void
test_roll_and_take (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcPicture) before = NULL;
  g_autoptr (TcPicture) after = NULL;

  set_score (f, "93.41");
  tc_shot_unref (show_at (&f->film.show, 101));
  before = film_at (&f->film, 103);
  show_take (&f->film.show, "clean");
  after = film_at (&f->film, 104);
  g_assert_cmpfloat (mean_difference (before, after), <, 3);
  tc_shot_unref (show_at (&f->film.show, 130));
  g_assert_cmpuint (items (f)->len, ==, 0);
}

/* --- counting --- */

/* From 57 to 63: the ones run through 8 and 9 to 3, the tens from 5 to 6, off one strip
 * of figures; no tick draws anything. */
static void
test_count (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcPicture) before = NULL;
  g_autoptr (TcPicture) after = NULL;
  guint64 calls;

  f->snapshot->scoring.cast = 57;
  tc_shot_unref (show_at (&f->film.show, 101));
  before = film_at (&f->film, 150);
  f->snapshot->scoring.cast = 63;
  tc_shot_unref (show_at (&f->film.show, 151));
  calls = tc_draw_calls ();
  for (gint64 tick = 151; tick < 160; tick++) {
    guint n_pieces = 0;

    tc_shot_unref (show_at (&f->film.show, tick));
    for (guint i = 0; i < items (f)->len; i++) {
      const TcBusItem *piece = g_ptr_array_index (items (f), i);
      int cell = item (f, "/cast")->band.h;
      TcPose pose = tc_track_at (&piece->track, tick);

      if (!piece->is_a_piece || strcmp (piece->id, "/cast") != 0)
        continue;
      g_assert_true (piece->sprite == item (f, "/cast")->strip);
      g_assert_cmpint (pose.clip.h, ==, cell);
      /* in tenths of the way: from 7 on over six figures, from 5 over one */
      if (n_pieces++ == 1)
        g_assert_cmpint (abs (pose.clip.y - cell * (70 + 6 * (int)(tick - 150)) / 10),
                         <=, 1);
      else
        g_assert_cmpint (abs (pose.clip.y - cell * (50 + (int)(tick - 150)) / 10), <=,
                         1);
    }
    g_assert_cmpuint (n_pieces, ==, 2);
  }
  after = film_at (&f->film, 161);
  g_assert_cmpuint (tc_draw_calls (), ==, calls);
  g_assert_cmpfloat (mean_difference (before, after), >, 0);
  g_assert_cmpint (tc_track_at (&item (f, "/cast")->track, 161).opacity, ==, 255);
}

/* The strip's figures are the text's own: at its ends a count is the text, pixel by
 * pixel. */
static void
test_count_pixels (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcPicture) before = NULL;
  g_autoptr (TcPicture) start = NULL;
  g_autoptr (TcPicture) end = NULL;
  g_autoptr (TcPicture) after = NULL;
  g_autoptr (TcShot) shot = NULL;

  f->snapshot->scoring.cast = 57;
  tc_shot_unref (show_at (&f->film.show, 101));
  before = film_at (&f->film, 150);
  f->snapshot->scoring.cast = 63;
  shot = show_at (&f->film.show, 151);
  start = film_frame (&f->film, shot, 150);
  end = film_frame (&f->film, shot, 159 + 1);
  after = film_at (&f->film, 200);
  g_assert_cmpfloat (mean_difference (before, start), ==, 0);
  g_assert_cmpfloat (mean_difference (end, after), <, 1);
}

static void
set_cast (Fixture *f, int n, gint64 tick)
{
  f->snapshot->scoring.cast = n;
  tc_shot_unref (show_at (&f->film.show, tick));
}

static int
right_of (TcPose pose)
{
  return pose.x + pose.clip.x + pose.clip.w;
}

/* 99 to 100 and back, flush left and in the middle of a sentence: at both ends it is
 * the text to the pixel; between, the figures run, side by side, none over another, and
 * nothing is drawn. */
static void
test_count_longer (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const int ways[][2] = {{99, 100}, {100, 99}, {7, 12}, {998, 1204}};
  gint64 tick = 101;

  for (guint w = 0; w < G_N_ELEMENTS (ways); w++) {
    g_autoptr (TcPicture) before = NULL;
    g_autoptr (TcPicture) start = NULL;
    g_autoptr (TcPicture) after = NULL;
    g_autoptr (TcShot) shot = NULL;
    guint64 calls;

    set_cast (f, ways[w][0], tick);
    before = film_at (&f->film, tick + 50);
    f->snapshot->scoring.cast = ways[w][1];
    shot = show_at (&f->film.show, tick + 51);
    start = film_frame (&f->film, shot, tick + 50);
    g_assert_cmpfloat (mean_difference (before, start), <, 0.02);
    calls = tc_draw_calls ();
    for (gint64 t = tick + 51; t < tick + 60; t++) {
      const char *id = "";
      int right = 0;
      guint n = 0;

      tc_shot_unref (show_at (&f->film.show, t));
      for (guint i = 0; i < items (f)->len; i++) {
        const TcBusItem *piece = g_ptr_array_index (items (f), i);
        TcPose pose = tc_track_at (&piece->track, t);

        if (!piece->is_a_piece)
          continue;
        n++;
        if (strcmp (piece->id, id) == 0)
          g_assert_cmpint (abs (pose.x + pose.clip.x - right), <=, 1);
        right = right_of (pose);
        id = piece->id;
      }
      g_assert_cmpuint (n, >=, 2 + 4); /* of the sentence also what is around */
    }
    after = film_at (&f->film, tick + 61);
    {
      g_autoptr (TcPicture) rest = film_at (&f->film, tick + 65);

      g_assert_cmpfloat (mean_difference (after, rest), ==, 0);
    }
    g_assert_cmpuint (tc_draw_calls (), ==, calls);
    tick += 100;
  }
}

/* --- what a figure is worth --- */

static void
set_state (Fixture *f, TcScoringState state, gint64 tick)
{
  f->snapshot->scoring.state = state;
  tc_shot_unref (show_at (&f->film.show, tick));
}

static guint
count_pieces (Fixture *f, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < items (f)->len; i++) {
    const TcBusItem *piece = g_ptr_array_index (items (f), i);

    n += piece->is_a_piece && strcmp (piece->id, id) == 0;
  }
  return n;
}

/* The sheet's `change` is its figure's: title, tag and data line fade in their place.
 */
static void
test_roll_is_the_figures (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_state (f, TC_SCORING_OPEN, 101);
  set_score (f, "93.41");
  set_state (f, TC_SCORING_PUBLISHED, 200);
  g_assert_cmpuint (count_pieces (f, "score/figure"), >, 0);
  g_assert_cmpuint (count_pieces (f, "score/tag-text"), ==, 0);
  for (guint i = 0; i < items (f)->len; i++) {
    const TcBusItem *piece = g_ptr_array_index (items (f), i);

    if (strcmp (piece->id, "score/figure") != 0 &&
        g_str_has_prefix (piece->id, "score/"))
      g_assert_cmpint (piece->effects.change.kind, ==, TC_EFFECT_AUTO);
  }
}

/* Ballots are closed: each gap of the dashes closes, a little more at each tick, and
 * the rule is whole after 320 ms. Voting again opens them. */
static void
test_gaps (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const TcScoringState ways[][2] = {{TC_SCORING_OPEN, TC_SCORING_LOCKED},
                                           {TC_SCORING_LOCKED, TC_SCORING_OPEN}};
  gint64 tick = 101;

  for (guint w = 0; w < G_N_ELEMENTS (ways); w++, tick += 200) {
    gboolean closes = w == 0;
    guint64 calls;
    int gap;
    int last;

    set_state (f, ways[w][0], tick);
    set_state (f, ways[w][1], tick + 100);
    calls = tc_draw_calls ();
    gap = tc_resolve_px (&(TcResolve){.width = WIDTH}, 16);
    last = closes ? -1 : gap + 1;
    for (gint64 t = tick + 100; t < tick + 107; t++) {
      tc_shot_unref (show_at (&f->film.show, t));
      g_assert_cmpuint (count_pieces (f, "score/rule-1"), >=, 14);
      for (guint i = 0; i < items (f)->len; i++) {
        const TcBusItem *piece = g_ptr_array_index (items (f), i);
        int w_px = tc_track_at (&piece->track, t).clip.w;

        if (!piece->is_a_piece || strcmp (piece->id, "score/rule-1") != 0)
          continue;
        g_assert_cmpint (w_px, <=, gap);
        if (closes)
          g_assert_cmpint (w_px, >=, last);
        else
          g_assert_cmpint (w_px, <=, last);
        last = w_px;
        break;
      }
    }
    tc_shot_unref (show_at (&f->film.show, tick + 108));
    g_assert_cmpuint (count_pieces (f, "score/rule-1"), ==, 0);
    g_assert_cmpint (tc_track_at (&item (f, "score/rule-1")->track, tick + 108).opacity,
                     ==, 255);
    g_assert_cmpuint (tc_draw_calls (), ==, calls);
  }
}

/* The score is published: the rule splits by 10 pixels within 320 ms, and nothing is
 * drawn for it. */
static void
test_split (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcBusItem *upper;
  const TcBusItem *lower;
  const TcSprite *rule;
  int apart = 0;

  set_state (f, TC_SCORING_LOCKED, 101);
  rule = item (f, "score/rule-1")->sprite;
  set_state (f, TC_SCORING_PUBLISHED, 200);
  for (gint64 t = 200; t <= 208; t++) {
    int now;

    tc_shot_unref (show_at (&f->film.show, t));
    upper = item (f, "score/rule-1");
    lower = item (f, "score/rule-2");
    g_assert_true (upper->sprite == rule && lower->sprite == rule);
    now = tc_track_at (&lower->track, t).y - tc_track_at (&upper->track, t).y;
    g_assert_cmpint (now, >=, apart);
    apart = now;
  }
  g_assert_cmpint (apart, ==, 4); /* ten pixels, at a third, on even numbers */
}

/* Published while the gaps close: the rule splits at once, and is never thinner. */
static void
test_split_early (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_state (f, TC_SCORING_OPEN, 101);
  set_state (f, TC_SCORING_LOCKED, 200);
  set_state (f, TC_SCORING_PUBLISHED, 203);
  for (gint64 t = 203; t <= 211; t++) {
    tc_shot_unref (show_at (&f->film.show, t));
    for (int i = 1; i <= 2; i++) {
      g_autofree char *id = g_strdup_printf ("score/rule-%d", i);

      g_assert_cmpint (tc_track_at (&item (f, id)->track, t).opacity, ==, 255);
    }
  }
  g_assert_cmpuint (count_pieces (f, "score/rule-1"), ==, 0);
}

/* Each tag gives way to the next, which may be narrower, or an outline: none vanishes
 * while it is still to be seen. */
static void
test_tag (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const TcScoringState states[] = {TC_SCORING_OPEN, TC_SCORING_LOCKED,
                                          TC_SCORING_PUBLISHED, TC_SCORING_OPEN,
                                          TC_SCORING_PUBLISHED};
  gint64 tick = 101;

  for (guint s = 0; s < G_N_ELEMENTS (states); s++, tick += 100) {
    gboolean was_there = FALSE;
    int opacity = 0;
    int w_px = 0;

    set_state (f, states[s], tick);
    for (gint64 t = tick; t < tick + 12; t++) {
      const TcBusItem *old = NULL;

      tc_shot_unref (show_at (&f->film.show, t));
      for (guint i = 0; i < items (f)->len; i++) {
        const TcBusItem *tag = g_ptr_array_index (items (f), i);

        if (strcmp (tag->id, "score/tag") == 0 && tag->gone != G_MAXINT64) {
          old = tag;
          opacity = tc_track_at (&tag->track, t).opacity;
          w_px = tag->rect.w;
        }
      }
      if (old == NULL && was_there && /* else it is hidden by the next */
          (!item (f, "score/tag")->is_solid || item (f, "score/tag")->rect.w < w_px))
        g_assert_cmpint (opacity, <=, 64);
      was_there = old != NULL;
    }
  }
}

/* --- rows --- */

static guint
place_of (Fixture *f, const char *id)
{
  for (guint i = 0; i < items (f)->len; i++)
    if (g_ptr_array_index (items (f), i) == item (f, id))
      return i;
  g_assert_not_reached ();
}

static void
swap_ranks (Fixture *f)
{
  TcRankRow *rows = f->snapshot->ranking;
  TcRankRow first = rows[0];

  rows[0] = rows[2];
  rows[2] = first;
  rows[0].rank = 1;
  rows[2].rank = 3;
}

/* The row of a unit slides to its new rank, all its parts together; only its rank is
 * another text. */
static void
test_rows (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *unit = f->snapshot->ranking[0].unit;
  g_autofree char *cell = g_strdup_printf ("rows/cell@%s", unit);
  g_autofree char *name = g_strdup_printf ("rows/name@%s", unit);
  g_autofree char *rank = g_strdup_printf ("rows/rank@%s", unit);
  int cell_y = item (f, cell)->rect.y;
  int name_y = item (f, name)->rect.y;
  int rank_y = item (f, rank)->rect.y;
  const TcSprite *sprite = item (f, cell)->sprite;
  int before = cell_y;

  swap_ranks (f);
  for (gint64 tick = 101; tick <= 116; tick++) {
    TcPose pose;

    tc_shot_unref (show_at (&f->film.show, tick));
    pose = tc_track_at (&item (f, cell)->track, tick);
    g_assert_true (item (f, cell)->sprite == sprite);
    g_assert_cmpint (pose.y, >=, before);
    g_assert_cmpint (tc_track_at (&item (f, name)->track, tick).y - name_y, ==,
                     pose.y - cell_y);
    g_assert_cmpint (
        abs (tc_track_at (&item (f, rank)->track, tick).y - rank_y - (pose.y - cell_y)),
        <=, 1); /* on samples of the same way */
    g_assert_cmpint (pose.opacity, ==, 255);
    before = pose.y;
  }
  g_assert_cmpint (before, ==, cell_y + 48); /* two rows of 72, at a third */
}

/* The row that rises is seen all the way: it passes over the others. */
static void
test_rising (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcRankRow *rows = f->snapshot->ranking;
  g_autofree char *falls = g_strdup_printf ("rows/name@%s", rows[0].unit);
  g_autofree char *stays = g_strdup_printf ("rows/name@%s", rows[1].unit);
  g_autofree char *rises = g_strdup_printf ("rows/cell@%s", rows[2].unit);

  swap_ranks (f);
  for (gint64 tick = 101; tick < 116; tick++) {
    tc_shot_unref (show_at (&f->film.show, tick));
    g_assert_cmpuint (place_of (f, rises), >, place_of (f, falls));
    g_assert_cmpuint (place_of (f, rises), >, place_of (f, stays));
  }
  tc_shot_unref (show_at (&f->film.show, 117));
  g_assert_cmpuint (place_of (f, rises), <, place_of (f, stays)); /* as in the file */
}

#define ADD(name, func) \
  g_test_add ("/scene/change/" name, Fixture, NULL, open_house, func, close_house)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("a-roll-shows-the-old-and-the-new-figure-only", test_roll);
  ADD ("a-roll-begins-and-goes-on-without-a-jump", test_roll_pixels);
  ADD ("another-length-cross-fades", test_other_length);
  ADD ("a-take-takes-a-roll-along", test_roll_and_take);
  ADD ("a-count-runs-through-what-lies-between", test_count);
  ADD ("a-count-begins-as-the-text", test_count_pixels);
  ADD ("a-count-gets-longer-and-shorter", test_count_longer);
  ADD ("a-roll-is-the-figure's-own", test_roll_is_the_figures);
  ADD ("gaps-close-when-ballots-do", test_gaps);
  ADD ("a-line-splits-when-a-score-is-final", test_split);
  ADD ("a-line-splits-while-gaps-close", test_split_early);
  ADD ("no-tag-vanishes-while-it-is-seen", test_tag);
  ADD ("a-row-slides-to-its-new-rank", test_rows);
  ADD ("a-row-that-rises-passes-over-the-others", test_rising);
  return g_test_run ();
}
