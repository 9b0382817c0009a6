/* SPDX-License-Identifier: MIT
 *
 * What operators did to the picture, in words and drawn again: takes, the T-bar, and
 * what was off.
 */
#include "verify-log.h"

/* Half way the picture is neither scene; at its end the bar was a take. */
static void
test_bar (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *half = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  show_document (self, "scoring-open.json", 0);
  note (self, "mei", FALSE,
        json_pack ("{s:s, s:s, s:s}", "kind", "preview", "name", "score", "answer",
                   "done"));
  /* By itself a scene comes without taking the preview's place. */
  note (self, NULL, TRUE,
        json_pack ("{s:s, s:s, s:s}", "kind", "auto_take", "name", "unit", "phase",
                   "scoring"));
  move_bar (self, "score", 0.5, 3);
  move_bar (self, "score", 1, 5);
  run_well (self, "verify @LOG --at 74 -o @/before.png");
  run_well (self, "verify @LOG --at 100 -o @/half.png");
  assert_says (self->out, "scene unit, since frame 0, by itself in the phase scoring");
  run_well (self, "verify @LOG --at 200 -o @/seen.png");
  assert_says (self->out, "scene score, since frame 125, taken by mei, organizer");
  run_well (self, "render score --data tests/data/scoring-open.json --at 8 --size "
                  "320x180 -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  before = sha256_of (self, "before.png");
  half = sha256_of (self, "half.png");
  after = sha256_of (self, "seen.png");
  g_assert_cmpstr (half, !=, before);
  g_assert_cmpstr (half, !=, after);
}

static void
test_switched_off (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  do_switch (self, "panic", NULL, TRUE, 4);
  do_switch (self, "panic", NULL, FALSE, 8);
  do_switch (self, "keyer", "clock", FALSE, 12);
  run_well (self, "verify @LOG --at 150 -o @/panic.png");
  assert_says (self->out, "panic, since frame 100");
  run_well (self, "render clean --keyer logo=off --keyer notice=off --keyer clock=off "
                  "--keyer live=off --at 6 --size 320x180 -o @/camera.png");
  assert_same_picture (self, "panic.png", "camera.png");
  run_well (self, "verify @LOG --at 275 -o @/back.png");
  run_well (self,
            "render unit --data tests/data/presenting.json --at 11 --size 320x180 "
            "-o @/drawn.png");
  assert_same_picture (self, "back.png", "drawn.png");
  run_well (self, "verify @LOG --at 400 -o @/without.png");
  assert_says (self->out, "off: keyer clock\n");
  assert_other_picture (self, "without.png", "back.png");
}

/* A layer is off as long as its scene is on: who comes is whole. A keyer stays off. */
static void
test_hidden_until_a_take (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "cut", 0);
  do_switch (self, "layer", "speaker", FALSE, 4);
  do_switch (self, "keyer", "clock", FALSE, 4);
  take (self, "clean", "cut", 8);
  take (self, "unit", "cut", 12);
  run_well (self, "verify @LOG --at 175 -o @/hidden.png");
  assert_says (self->out, "off: keyer clock\noff: layer speaker\n");
  run_well (self, "verify @LOG --at 275");
  assert_says (self->out, "off: keyer clock\n");
  g_assert_null (strstr (self->out, "off: layer"));
  run_well (self, "verify @LOG --at 400 -o @/again.png");
  run_well (self,
            "render unit --data tests/data/presenting.json --at 16 --size 320x180 "
            "--transition cut --keyer clock=off -o @/drawn.png");
  assert_same_picture (self, "again.png", "drawn.png");
  assert_other_picture (self, "hidden.png", "drawn.png");
}

/* Both at one frame: the first brings unit, the second clean again, with unit on
 * preview: that is what the bar mixes in. */
static void
test_two_takes (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  note (self, "mei", FALSE,
        json_pack ("{s:s, s:s, s:s}", "kind", "preview", "name", "unit", "answer",
                   "done"));
  take (self, "unit", "cut", 2);
  take (self, "clean", "cut", 2);
  move_bar (self, "unit", 1, 6);
  run_well (self, "verify @LOG --at 125 -o @/clean.png");
  assert_says (self->out, "scene clean, since frame 50, taken by mei");
  run_well (self, "verify @LOG --at 250 -o @/unit.png");
  assert_says (self->out, "scene unit, since frame 150, taken by mei");
  run_well (self,
            "render unit --data tests/data/presenting.json --at 10 --size 320x180 "
            "-o @/drawn.png");
  assert_same_picture (self, "unit.png", "drawn.png");
  assert_other_picture (self, "clean.png", "drawn.png");
}

/* One record, as `live` writes a drag: between its positions the picture is drawn again
 * as from a record each. */
static void
test_way (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *half = NULL;
  g_autofree char *before = NULL;

  show_document (self, "scoring-open.json", 0);
  take (self, "unit", "cut", 0);
  note (self, "mei", FALSE,
        json_pack ("{s:s, s:s, s:s}", "kind", "preview", "name", "score", "answer",
                   "done"));
  move_to (self, 5);
  tc_asrun_set_scene (self->log, "score");
  note (self, "mei", TRUE,
        json_pack ("{s:s, s:i, s:s, s:s, s:[[i, f], [i, f]]}", "kind", "tbar",
                   "position", 1, "name", "score", "answer", "done", "way", 3 * FPS,
                   0.5, 4 * FPS, 0.75));
  run_well (self, "verify @LOG --at 74 -o @/before.png");
  run_well (self, "verify @LOG --at 99 -o @/half.png");
  assert_says (self->out, "scene unit");
  run_well (self, "verify @LOG --at 200 -o @/seen.png");
  run_well (self, "render score --data tests/data/scoring-open.json --at 8 --size "
                  "320x180 -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  before = sha256_of (self, "before.png");
  half = sha256_of (self, "half.png");
  g_assert_cmpstr (half, !=, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func) \
  g_test_add ("/app/verify/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("where-the-t-bar-stood-is-drawn-again", test_bar);
  TEST ("the-way-of-a-drag-is-drawn-again", test_way);
  TEST ("what-two-takes-of-a-frame-left-on-preview-is-taken", test_two_takes);
  TEST ("what-was-off-the-air-is-off", test_switched_off);
  TEST ("a-layer-is-off-until-the-next-take", test_hidden_until_a_take);
#undef TEST
  return g_test_run ();
}
