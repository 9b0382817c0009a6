/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/shot.h"

#define WIDTH  1920
#define HEIGHT 1080

static const TcRect whole = {0, 0, WIDTH, HEIGHT};
static const TcRect small = {96, 128, 720, 404};

static void
assert_rect (TcRect got, TcRect expected)
{
  g_assert_cmpint (got.x, ==, expected.x);
  g_assert_cmpint (got.y, ==, expected.y);
  g_assert_cmpint (got.w, ==, expected.w);
  g_assert_cmpint (got.h, ==, expected.h);
}

static TcShot *
shot_of (guint n, const TcPlacement *placements)
{
  TcShot *shot = tc_shot_new (1);
  shot->n_under = 1;
  shot->n_placements = n;
  for (guint i = 0; i < n; i++)
    shot->placements[i] = placements[i];
  return shot;
}

static void
test_full (void)
{
  TcPlacement placement = {.camera = "a"};
  g_assert_true (tc_placement_is_full (&placement, 640, 360));
  placement.rect = (TcRect){0, 0, 640, 360};
  g_assert_true (tc_placement_is_full (&placement, 640, 360));
  g_assert_false (tc_placement_is_full (&placement, WIDTH, HEIGHT));
  placement.rect = (TcRect){2, 0, 640, 360};
  g_assert_false (tc_placement_is_full (&placement, 640, 360));
}

static void
test_even (void)
{
  static const TcEase eases[] = {
      {0, 0, 1, 1}, {0.2F, 0, 0, 1}, {0.34F, 1.56F, 0.64F, 1}};
  for (guint e = 0; e < G_N_ELEMENTS (eases); e++) {
    TcPlacement placement = {
        .rect = small, .from = whole, .start = 100, .ticks = 25, .ease = eases[e]};
    g_autoptr (TcShot) shot = shot_of (1, &placement);
    for (int tick = 90; tick <= 140; tick++) {
      TcPlacing placing = tc_shot_place (shot, tick, WIDTH, HEIGHT);
      TcPlaced *placed = &placing.placed[0];
      g_assert_cmpuint (placing.n, ==, 1);
      TcRect r = placed->rect;
      g_assert_cmpint ((r.x | r.y | r.w | r.h) & 1, ==, 0);
      g_assert_cmpfloat_with_epsilon (placed->x, r.x, 1);
      g_assert_cmpfloat_with_epsilon (placed->y + placed->h, r.y + r.h, 1);
      if (tick <= 100)
        assert_rect (r, whole);
      if (tick >= 125)
        assert_rect (r, small);
      g_assert_cmpint (placing.is_full, ==, tick <= 100);
    }
    g_assert_cmpint (tc_shot_end (shot), ==, 125);
  }
}

/* "Full" may be written as nothing at all, and the way back ends there exactly. */
static void
test_to_full (void)
{
  TcPlacement placement = {
      .from = small, .start = 0, .ticks = 10, .ease = TC_EASE_LINEAR};
  g_autoptr (TcShot) shot = shot_of (1, &placement);
  assert_rect (tc_shot_place (shot, 0, WIDTH, HEIGHT).placed[0].rect, small);
  g_assert_false (tc_shot_place (shot, 9, WIDTH, HEIGHT).is_full);
  g_assert_true (tc_shot_place (shot, 10, WIDTH, HEIGHT).is_full);
  assert_rect (tc_shot_place (shot, 10, WIDTH, HEIGHT).placed[0].rect, whole);
}

static void
test_shared_edge (void)
{
  TcPlacement placement = {.rect = {480, 0, 1440, 1080},
                           .from = {1000, 540, 920, 540},
                           .ticks = 33,
                           .ease = {0.2F, 0, 0, 1}};
  g_autoptr (TcShot) shot = shot_of (1, &placement);
  for (int tick = 0; tick <= 33; tick++) {
    TcRect r = tc_shot_place (shot, tick, WIDTH, HEIGHT).placed[0].rect;
    g_assert_cmpint (r.x + r.w, ==, 1920);
    g_assert_cmpint (r.y + r.h, ==, 1080);
  }
}

static void
test_hidden (void)
{
  const TcPlacement placements[] = {{.camera = "hidden", .rect = small},
                                    {.camera = "full"},
                                    {.camera = "top", .rect = small}};
  g_autoptr (TcShot) shot = shot_of (3, placements);
  TcPlacing placing = tc_shot_place (shot, 0, WIDTH, HEIGHT);
  g_assert_cmpuint (placing.n, ==, 2);
  g_assert_cmpuint (placing.placed[0].index, ==, 1);
  g_assert_cmpuint (placing.placed[1].index, ==, 2);
  g_assert_true (placing.is_full);
  g_assert_false (placing.has_ground);
  shot->placements[1].rect = (TcRect){WIDTH, 0, 200, 200}; /* beside the picture */
  placing = tc_shot_place (shot, 0, WIDTH, HEIGHT);
  g_assert_cmpuint (placing.n, ==, 2);
  g_assert_cmpuint (placing.placed[0].index, ==, 0);
  g_assert_false (placing.is_full);
  g_assert_true (placing.has_ground);
}

static TcMix
mix_of (TcMixKind kind)
{
  return (TcMix){
      .kind = kind, .start = 10, .ticks = 100, .ease = TC_EASE_LINEAR, .dx = -WIDTH};
}

static void
test_push (void)
{
  const TcPlacement placements[] = {{.rect = small, .group = TC_GROUP_OUT},
                                    {.rect = small, .group = TC_GROUP_IN},
                                    {.rect = small}};
  g_autoptr (TcShot) shot = shot_of (3, placements);
  shot->mix = mix_of (TC_MIX_PUSH);
  TcPlacing placing = tc_shot_place (shot, 10, WIDTH, HEIGHT);
  g_assert_cmpuint (placing.n, ==, 2);
  g_assert_cmpuint (placing.placed[0].index, ==, 0);
  placing = tc_shot_place (shot, 40, WIDTH, HEIGHT);
  g_assert_cmpuint (placing.n, ==, 3);
  assert_rect (placing.placed[0].rect, (TcRect){96 - 576, 128, 720, 404});
  assert_rect (placing.placed[1].rect, (TcRect){96 + 1344, 128, 720, 404});
  g_assert_cmpfloat (placing.placed[1].x, ==, 96 + 1344);
  assert_rect (placing.placed[2].rect, small);
  placing = tc_shot_place (shot, 60, WIDTH, HEIGHT); /* OUT's left the picture */
  g_assert_cmpuint (placing.n, ==, 2);
  placing = tc_shot_place (shot, 110, WIDTH, HEIGHT);
  g_assert_cmpuint (placing.n, ==, 2);
  g_assert_cmpuint (placing.placed[0].index, ==, 1);
  assert_rect (placing.placed[0].rect, small);
}

/* A push takes a camera out of the picture: where to, is known all the same. */
static void
test_find (void)
{
  const TcPlacement placements[] = {{.rect = small, .group = TC_GROUP_OUT},
                                    {.rect = small, .group = TC_GROUP_IN}};
  g_autoptr (TcShot) shot = shot_of (2, placements);
  shot->mix = mix_of (TC_MIX_PUSH);
  for (int tick = 11; tick < 110; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, WIDTH, HEIGHT);
    TcRect out = tc_shot_find (shot, 0, tick, WIDTH, HEIGHT);
    TcRect in = tc_shot_find (shot, 1, tick, WIDTH, HEIGHT);
    g_assert_cmpint (in.x - out.x, ==, WIDTH);
    for (guint i = 0; i < placing.n; i++)
      assert_rect (placing.placed[i].rect, placing.placed[i].index == 0 ? out : in);
  }
}

/* A board with a camera in it is pushed over a full camera, and away from it. */
static void
test_push_over_full (void)
{
  for (int is_away = 0; is_away < 2; is_away++) {
    const TcPlacement placements[] = {
        {.rect = small, .group = is_away ? TC_GROUP_OUT : TC_GROUP_IN},
        {.group = is_away ? TC_GROUP_IN : TC_GROUP_OUT}};
    g_autoptr (TcShot) shot = shot_of (2, placements);
    shot->mix = mix_of (TC_MIX_PUSH);
    TcPlacing placing = tc_shot_place (shot, is_away ? 30 : 90, WIDTH, HEIGHT);
    g_assert_cmpuint (placing.n, ==, 2);
    g_assert_cmpuint (placing.placed[0].index, ==, 1);
    assert_rect (placing.placed[0].rect, whole);
    g_assert_true (placing.is_full);
    g_assert_true (placing.has_ground);
    placing = tc_shot_place (shot, is_away ? 110 : 10, WIDTH, HEIGHT);
    g_assert_cmpuint (placing.n, ==, 1);
    g_assert_true (placing.is_full);
    g_assert_false (placing.has_ground);
    placing = tc_shot_place (shot, is_away ? 10 : 110, WIDTH, HEIGHT);
    g_assert_cmpuint (placing.n, ==, 1);
    assert_rect (placing.placed[0].rect, small);
    g_assert_true (placing.has_ground);
  }
}

/* The one that comes lies over the one that goes, until it hides it. */
static void
test_dissolve (void)
{
  const TcPlacement placements[] = {
      {.rect = small, .group = TC_GROUP_OUT}, {.group = TC_GROUP_IN}, {.rect = small}};
  int last = 0;
  g_autoptr (TcShot) shot = shot_of (3, placements);
  shot->mix = mix_of (TC_MIX_DISSOLVE);
  for (int tick = 0; tick < 120; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, WIDTH, HEIGHT);
    gboolean is_mixing = tick > 10 && tick < 110;
    g_assert_cmpuint (placing.n, ==, is_mixing ? 3 : 2);
    g_assert_cmpuint (placing.placed[0].index, ==, tick < 110 ? 0 : 1);
    g_assert_cmpint (placing.placed[0].opacity, ==, 255);
    g_assert_cmpint (placing.is_full, ==, tick >= 110);
    g_assert_cmpuint (placing.placed[placing.n - 1].index, ==, 2);
    if (!is_mixing)
      continue;
    g_assert_cmpuint (placing.placed[1].index, ==, 1);
    g_assert_cmpint (placing.placed[1].opacity, >, last);
    g_assert_cmpint (placing.placed[1].opacity, <, 255);
    last = placing.placed[1].opacity;
  }
}

/* While it fades, a full one is not all that is drawn, and the shot is in motion. */
static void
test_fade (void)
{
  const TcPlacement placements[] = {
      {.rect = small},
      {.fade = {.start = 20, .ticks = 10, .ease = TC_EASE_LINEAR, .from = 255}}};
  g_autoptr (TcShot) shot = shot_of (2, placements);
  for (int tick = 0; tick < 40; tick++) {
    TcPlacing placing = tc_shot_place (shot, tick, WIDTH, HEIGHT);
    g_assert_cmpuint (placing.n, ==, tick > 20 && tick < 30 ? 2 : 1);
    g_assert_cmpint (placing.is_full, ==, tick >= 30);
    g_assert_true (placing.has_ground == (tick < 30));
    if (tick > 20 && tick < 30)
      g_assert_cmpint (placing.placed[1].opacity, ==, (tick - 20) * 255 / 10.0 + 0.5);
  }
  g_assert_cmpint (tc_shot_end (shot), ==, 30);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/placement/full-is-all-or-nothing", test_full);
  g_test_add_func ("/draw/placement/moves-on-even-numbers-and-ends-exactly", test_even);
  g_test_add_func ("/draw/placement/moves-to-full", test_to_full);
  g_test_add_func ("/draw/placement/a-shared-edge-stands-still", test_shared_edge);
  g_test_add_func ("/draw/placement/what-a-full-one-hides-is-not-drawn", test_hidden);
  g_test_add_func ("/draw/placement/a-push-takes-its-groups-along", test_push);
  g_test_add_func ("/draw/placement/what-is-out-of-the-picture-is-somewhere",
                   test_find);
  g_test_add_func ("/draw/placement/boards-are-pushed-over-full-cameras",
                   test_push_over_full);
  g_test_add_func ("/draw/placement/a-dissolve-mixes-cameras", test_dissolve);
  g_test_add_func ("/draw/placement/what-fades-hides-nothing-yet", test_fade);
  return g_test_run ();
}
