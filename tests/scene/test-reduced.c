/* SPDX-License-Identifier: MIT
 *
 * A theme of reduced motion: whatever comes, goes or changes fades in its place, within
 * 160 ms: items, cameras, whole scenes.
 */
#include "film.h"
#include "house.h"

#define WIDTH 640
#define QUICK 4 /* ticks: 160 ms */
#define GAP   150

static const struct {
  const char *file, *text;
} files[] = {
    {"video.yaml",
     "layers:\n"
     "  - {id: heng, type: rect, rect: [96, 694, 800, 6], fill: line, motion: heng}\n"
     "  - {id: plate, type: rect, rect: [96, 700, 800, 200], fill: ink}\n"
     "  - {id: slides, type: rect, rect: [1000, 700, 300, 200], fill: band, in: {kind: "
     "slide, from: left}, out: slide}\n"
     "  - {id: cast, type: text, text: \"${scoring.cast}\", size: name, colour: "
     "on_ink, "
     "at: [120, 800], change: count}\n"
     "  - {id: bar, type: bar, rect: [96, 950, 800, 24], share: scoring.share, fill: "
     "done}\n"},
    {"one.yaml",
     "surface: board\ncameras: [{rect: [96, 128, 720, 404]}]\nlayers:\n"
     "  - {id: b, type: rect, rect: [0, 0, 1920, 1080], fill: board, motion: board}\n"
     "  - {id: plate, type: rect, rect: [900, 128, 800, 200], fill: cell}\n"},
    {"two.yaml",
     "surface: board\ncameras: [{rect: [900, 400, 720, 404]}]\nlayers:\n"
     "  - {id: b, type: rect, rect: [0, 0, 1920, 1080], fill: board, motion: board}\n"
     "  - {id: plate, type: rect, rect: [96, 128, 600, 200], fill: paper}\n"},
    {"none.yaml",
     "surface: board\ncameras: []\nlayers:\n"
     "  - {id: b, type: rect, rect: [0, 0, 1920, 1080], fill: board, motion: board}\n"},
};

static const char *const scenes[] = {"video", "one", "two", "none", "clean"};
static const TcStageTransition kinds[] = {TC_STAGE_WRITE, TC_STAGE_FADE, TC_STAGE_PUSH};

typedef struct {
  House house;
  Show show;
  TcSnapshot *snapshot;
} Fixture;

static void
open_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  house_open (&f->house);
  house_write_theme (&f->house, "motion:\n", "motion:\n  reduced: true\n");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    house_write (&f->house, files[i].file, files[i].text);
  show_open (&f->show, f->house.dir, "zh-CN", WIDTH, "clean");
  f->snapshot = snapshot_of ("scoring-published");
  show_data (&f->show, f->snapshot);
}

static void
close_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  show_close (&f->show);
  house_close (&f->house);
  tc_snapshot_unref (f->snapshot);
}

static void
take (Fixture *f, const char *scene, TcStageTransition transition)
{
  TcStageCommand command = {.kind = TC_STAGE_TAKE, .transition = transition};
  TcStageAnswer answer;

  show_do (&f->show, TC_STAGE_PREVIEW, scene, FALSE);
  tc_director_command (f->show.director, &command, &answer);
  g_assert_cmpint (answer.kind, ==, TC_STAGE_DONE);
}

/* Nothing in @shot is at another place at any later tick, and soon nothing changes. */
static void
assert_still (const TcShot *shot, gint64 tick)
{
  g_assert_cmpint (shot->mix.kind, !=, TC_MIX_PUSH);
  g_assert_cmpint (tc_shot_end (shot), <=, tick - 1 + QUICK);
  for (guint i = 0; i < shot->n_placements; i++)
    g_assert_cmpint (shot->placements[i].ticks, ==, 0);
  for (guint i = 0; i < shot->n_items; i++) {
    TcPose first = tc_track_at (&shot->items[i].track, tick - 1);

    for (gint64 t = tick; t < tick + 30; t++) {
      TcPose pose = tc_track_at (&shot->items[i].track, t);

      g_assert_cmpint (pose.x, ==, first.x);
      g_assert_cmpint (pose.y, ==, first.y);
      g_assert_cmpmem (&pose.clip, sizeof pose.clip, &first.clip, sizeof first.clip);
    }
  }
}

/* Every pair of scenes, by every transition, also when the next take comes after two
 * ticks. */
static void
test_takes (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint a = 0; a < G_N_ELEMENTS (scenes); a++)
      for (guint b = 0; b < G_N_ELEMENTS (scenes); b++) {
        g_autoptr (TcShot) first = NULL;
        g_autoptr (TcShot) second = NULL;

        if (a == b)
          continue;
        take (f, scenes[a], TC_STAGE_CUT);
        tc_shot_unref (show_at (&f->show, tick += GAP));
        take (f, scenes[b], kinds[k]);
        first = show_at (&f->show, tick += GAP);
        assert_still (first, tick);
        take (f, scenes[a], kinds[k]);
        second = show_at (&f->show, tick += 2);
        assert_still (second, tick);
      }
}

/* Values: a count, a measure. */
static void
test_values (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcShot) shot = NULL;

  take (f, "video", TC_STAGE_CUT);
  tc_shot_unref (show_at (&f->show, GAP));
  f->snapshot->scoring.cast = 31;
  shot = show_at (&f->show, 2 * GAP);
  assert_still (shot, 2 * GAP);
}

/* And it does fade: a camera that goes to another place is there twice meanwhile, the
 * one as much as the other is not. */
static void
test_fades (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcShot) shot = NULL;

  take (f, "one", TC_STAGE_CUT);
  tc_shot_unref (show_at (&f->show, GAP));
  take (f, "two", TC_STAGE_FADE);
  shot = show_at (&f->show, 2 * GAP);
  for (int i = 0; i < QUICK - 1; i++) {
    TcPlacing placing = tc_shot_place (shot, 2 * GAP + i, WIDTH, WIDTH * 9 / 16);

    g_assert_cmpuint (placing.n, ==, 2);
    g_assert_cmpint (placing.placed[0].rect.x, ==, 32);
    g_assert_cmpint (placing.placed[1].rect.x, ==, 300);
    g_assert_cmpint (ABS (placing.placed[0].opacity + placing.placed[1].opacity - 255),
                     <=, 1);
    g_assert_cmpint (ABS (placing.placed[1].opacity - 255 * (i + 1) / QUICK), <=, 1);
  }
  g_assert_cmpuint (tc_shot_place (shot, 2 * GAP + QUICK - 1, WIDTH, 360).n, ==, 1);
}

#define ADD(name, func) \
  g_test_add ("/scene/reduced/" name, Fixture, NULL, open_house, func, close_house)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("no-take-moves-anything", test_takes);
  ADD ("no-value-moves-anything", test_values);
  ADD ("a-camera-fades-from-place-to-place", test_fades);
  return g_test_run ();
}
