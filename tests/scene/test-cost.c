/* SPDX-License-Identifier: MIT
 *
 * Moving or fading costs no Cairo call: every effect, of every type of layer.
 */
#include "film.h"
#include "house.h"

#include "../support/svg.h"

#include "scene/effect.h"
#include "scene/layer.h"

#define WIDTH  640
#define LENGTH 24 /* ticks: every motion is over */
#define GAP    150

/* One layer of each type. @shows_score: its change is none, fade or roll. */
static const struct {
  const char *type, *keys;
  gboolean shows_score;
} types[] = {
    {"rect", "rect: [0, 120, 300, 80], fill: band, outline: accent, outline_px: 4", 0},
    {"text",
     "text: \"${scoring.cast}张\", size: sub, colour: on_ink, outline: ink, at: [20, "
     "250]",
     0},
    {"image", "file: a.png, rect: [0, 300, 200, 100]", 0},
    {"svg", "file: a.svg, rect: [220, 300, 200, 100]", 0},
    {"qr", "text: \"https://example.org/${scoring.cast}\", rect: [1616, 128, 208, 208]",
     0},
    {"table",
     "rows: ranking, mark: score, at: [960, 400], pitch: 50, per_column: 4, max_rows: "
     "4, cells: "
     "[{id: "
     "r, type: rect, rect: [0, 0, 400, 46], fill: cell}, {id: n, type: text, text: "
     "\"${row.name}\", size: label, colour: on_ink, at: [8, 24]}]",
     1},
    {"tally",
     "box: 48, at: [20, 420], pitch: 60, of: current.of, done: current.done, ghost: "
     "ghost, full: done",
     0},
    {"bar", "rect: [0, 500, 400, 24], share: scoring.share, fill: done, plate: track",
     0},
    {"score",
     "rect: [96, 560, 576, 320], size: score, title_y: 604, figure_y: 718, rule_y: "
     "806, "
     "data_y: 852",
     1},
    {"clock", "show: time, size: clock, colour: on_ink, at: [700, 700]", 0},
    {"gauge",
     "rect: [700, 800, 288, 44], value: scoring.cast, from: 0, to: 100, line: "
     "rule, stroke: on_ink, bounds: on_ink_2",
     0},
    {"chart", "kind: groups, rect: [1100, 640, 700, 240], mark: score", 1},
    {"crawl",
     "text: \"${scoring.cast} 张评分表已收到，请各位代表检查\", size: meta, colour: "
     "on_ink, rect: [96, 900, 900, 64]",
     0},
    {"reel",
     "rect: [1000, 96, 560, 232], plate: ink, size: sub, colour: on_ink_2, paper: "
     "[1000, "
     "160, 560, 100], paper_fill: paper, paper_size: list, paper_colour: on_paper",
     0},
    {"group",
     "layers: [{id: a, type: rect, rect: [1000, 1000, 300, 40], fill: ink}, {id: b, "
     "type: text, text: 组, size: label, colour: on_ink, at: [1010, 1020]}]",
     0},
};

static const char drawing[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">"
    "<rect width=\"200\" height=\"100\" fill=\"#204060\"/></svg>";

typedef struct {
  House house;
  Film film;
} Fixture;

static const char *
change_of (guint type, const char *change)
{
  gboolean is_still = strcmp (change, "none") == 0 || strcmp (change, "fade") == 0;

  return types[type].shows_score && !is_still ? "roll" : change;
}

/* Scenes named by what all their layers do. */
static void
write_scenes (const House *house)
{
  for (guint e = 0; tc_effect_change_names[e] != NULL; e++) {
    const char *change = tc_effect_change_names[e];
    gboolean comes = e < g_strv_length ((char **)tc_effect_kind_names);
    const char *kind = comes ? tc_effect_kind_names[e] : "fade";
    g_autofree char *file = g_strdup_printf ("e-%s.yaml", change);
    g_autoptr (GString) text = g_string_new ("layers:\n");

    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
      g_string_append_printf (
          text, "  - {id: %s, type: %s, %s, in: %s, out: %s, change: %s}\n",
          types[i].type, types[i].type, types[i].keys, kind, kind,
          change_of (i, change));
    house_write (house, file, text->str);
  }
}

static void
open_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcPicture) picture = tc_picture_new (200, 100);
  g_autofree char *image = NULL;

  house_open (&f->house);
  house_write (&f->house, "a.svg", drawing);
  image = house_path (&f->house, "a.png");
  g_assert_true (tc_picture_write_png (picture, image, NULL));
  write_scenes (&f->house);
  film_open (&f->film, f->house.dir, WIDTH, "clean");
}

static void
close_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  film_close (&f->film);
  house_close (&f->house);
}

/* Plays @LENGTH ticks after @tick, the picture of which is drawn already. Returns: how
 * many calls that took. */
static guint64
play (Fixture *f, gint64 tick)
{
  guint64 before = tc_draw_calls ();

  for (int i = 1; i < LENGTH; i++)
    tc_picture_free (film_at (&f->film, tick + i));
  return tc_draw_calls () - before;
}

static void
assert_all_there (Fixture *f, gint64 tick)
{
  const GPtrArray *items = f->film.show.director->decks[TC_DECK_SCENE].bus.items;

  for (guint i = 0; tc_layer_kinds[i] != NULL; i++) {
    const char *name = tc_layer_kinds[i]->name;
    gsize n = strlen (name);
    gboolean is_seen = FALSE;

    for (guint k = 0; k < items->len; k++) {
      const TcBusItem *item = g_ptr_array_index (items, k);
      const char *id = item->id + (item->id[0] == '/');

      is_seen |= strncmp (id, name, n) == 0 && !g_ascii_isalnum (id[n]) &&
                 tc_track_at (&item->track, tick).opacity > 0;
    }
    if (!is_seen)
      g_error ("a %s is not there", name);
  }
}

/* A score that is published, and the draw of another document. */
static TcSnapshot *
snapshot_with_draw (const char *name)
{
  TcSnapshot *self = snapshot_of ("scoring-published");
  g_autoptr (TcSnapshot) other = snapshot_of (name);

  g_assert_cmpuint (self->n_draws, ==, 0);
  self->draws = g_steal_pointer (&other->draws);
  self->n_draws = other->n_draws;
  self->draw = other->draw;
  other->n_draws = 0;
  return self;
}

/* It comes, changes, goes; each motion's first picture may draw. */
static void
test_effect (Fixture *f, gconstpointer data)
{
  const char *change = data;
  g_autofree char *scene = g_strdup_printf ("e-%s", change);
  g_autoptr (TcSnapshot) one = snapshot_with_draw ("draw");
  g_autoptr (TcSnapshot) two = snapshot_with_draw ("draw-next");
  TcRankRow row = two->ranking[0];
  gint64 tick = 0;

  two->scoring.cast = 57;
  g_free (two->scoring.aggregate);
  two->scoring.aggregate = g_strdup ("91.08");
  two->ranking[0] = two->ranking[2];
  two->ranking[2] = row;
  show_data (&f->film.show, one);
  tc_shot_unref (show_at (&f->film.show, tick));
  show_take (&f->film.show, scene);
  tick += GAP;
  tc_shot_unref (show_at (&f->film.show, tick));
  g_assert_cmpuint (play (f, tick), ==, 0);
  assert_all_there (f, tick + LENGTH);

  show_data (&f->film.show, two);
  tick += GAP;
  tc_shot_unref (show_at (&f->film.show, tick));
  g_assert_cmpuint (play (f, tick), ==, 0);

  show_take (&f->film.show, "clean");
  tick += GAP;
  g_assert_cmpuint (play (f, tick), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  test_svg_set_worker ();
  for (guint e = 0; tc_effect_change_names[e] != NULL; e++) {
    g_autofree char *path =
        g_strdup_printf ("/scene/cost/%s-draws-nothing", tc_effect_change_names[e]);

    g_test_add (path, Fixture, tc_effect_change_names[e], open_house, test_effect,
                close_house);
  }
  return g_test_run ();
}
