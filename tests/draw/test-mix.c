/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../support/allocations.h"
#include "../support/noise.h"
#include "../support/reference.h"
#include "draw/moment.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

/* In release; the sanitizers take 8 times as long. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#  define RANDOM_CASES 50000
#else
#  define RANDOM_CASES 500000
#endif
#define MAX_GROUP 3
#define TICKS     255 /* tick k has the weight k */

static TcShotItem
item (TcSprite *sprite, TcPose pose, TcShotGroup group)
{
  return (TcShotItem){
      .sprite = sprite, .track = tc_track_still (pose), .group = (guint8)group};
}

static TcMix
mix_of (TcMixKind kind)
{
  return (TcMix){.kind = kind, .ticks = TICKS, .ease = TC_EASE_LINEAR};
}

/* ---- dissolves of noise ---- */

static TcShot *
random_shot (TcTestRandom *random, const TcPicture *picture, guint counts[2])
{
  counts[0] = (guint)tc_test_random_range (random, 0, MAX_GROUP + 1);
  counts[1] = (guint)tc_test_random_range (random, counts[0] == 0, MAX_GROUP + 1);
  TcShot *shot = tc_shot_new (counts[0] + counts[1]);
  shot->mix = mix_of (TC_MIX_DISSOLVE);
  for (guint i = 0; i < shot->n_items; i++) {
    TcTestContent content =
        (TcTestContent)tc_test_random_range (random, 0, TC_TEST_N_CONTENTS);
    TcSprite *sprite =
        tc_test_sprite (random, content,
                        tc_test_random_range (random, 1, MIN (picture->width, 500) + 9),
                        tc_test_random_range (random, 1, picture->height + 9));
    shot->items[i] = item (sprite, tc_test_pose (random, sprite, picture),
                           i < counts[0] ? TC_GROUP_OUT : TC_GROUP_IN);
  }
  return shot;
}

static void
dissolve_reference (TcReference *reference,
                    const TcShot *shot,
                    const TcPicture *picture,
                    int weight)
{
  TcReferenceGroup groups[2];
  for (int i = 0; i < 2; i++)
    tc_reference_group_init (&groups[i], picture);
  for (guint i = 0; i < shot->n_items; i++)
    tc_reference_group_add (&groups[shot->items[i].group == TC_GROUP_IN],
                            shot->items[i].sprite, &shot->items[i].track.keys[0].pose);
  tc_reference_dissolve (reference, &groups[0], &groups[1], weight);
  for (int i = 0; i < 2; i++)
    tc_reference_group_clear (&groups[i]);
}

static void
run_random_case (TcTestRandom *random, int number, int w, int h)
{
  TcTestFrame frame;
  TcReference reference;
  guint counts[2];
  int weight = tc_test_random_range (random, 1, TICKS);
  tc_test_frame_init (&frame, random, w, h);
  tc_reference_init (&reference, &frame.picture);
  g_autoptr (TcShot) shot = random_shot (random, &frame.picture, counts);
  dissolve_reference (&reference, shot, &frame.picture, weight);
  tc_shot_blend (shot, weight, &frame.picture);
  int distance = tc_reference_distance (&reference, &frame.picture);
  if (distance > (int)MAX (counts[0], counts[1]) + 1)
    g_error ("case %d: %u and %u sprites, weight %d: %d from the reference", number,
             counts[0], counts[1], weight, distance);
  tc_test_frame_assert_guards (&frame);
  tc_reference_clear (&reference);
  tc_test_frame_clear (&frame);
}

static void
test_random (void)
{
  TcTestRandom random = {20261124};
  for (int i = 0; i < RANDOM_CASES; i++) {
    gboolean is_wide = i % 16 == 0;
    run_random_case (&random, i,
                     2 * tc_test_random_range (&random, 1, is_wide ? 200 : 13),
                     2 * tc_test_random_range (&random, 1, is_wide ? 5 : 11));
  }
}

/* Wider than one tile, and higher. */
static void
test_tiles (void)
{
  TcTestRandom random = {4};
  for (int i = 0; i < 40; i++)
    run_random_case (&random, i, 2 * tc_test_random_range (&random, 1000, 2300),
                     2 * tc_test_random_range (&random, 5, 20));
}

/* ---- what viewers would see ---- */

static void
assert_plate_does_not_pulse (const TcPicture *from, TcSprite *sprite)
{
  g_autoptr (TcPicture) mixed = tc_picture_new (from->width, from->height);
  g_autoptr (TcPicture) plain = tc_picture_new (from->width, from->height);
  g_autoptr (TcShot) shot = tc_shot_new (2);
  TcPose pose = {3, 1, {0, 0, 120, 35}, 255};
  shot->mix = mix_of (TC_MIX_DISSOLVE);
  shot->items[0] = item (tc_sprite_ref (sprite), pose, TC_GROUP_OUT);
  shot->items[1] = item (tc_sprite_ref (sprite), pose, TC_GROUP_IN);
  tc_picture_copy (plain, from);
  tc_blend (plain, sprite, &pose);
  for (int tick = -1; tick <= TICKS + 1; tick++) {
    tc_shot_compose (shot, tick, mixed, from);
    tc_test_assert_same_picture (mixed, plain);
  }
}

static void
test_no_pulse (void)
{
  TcTestRandom random = {5};
  for (int i = 0; i < 4 * TC_TEST_N_CONTENTS; i++) {
    TcTestFrame frame;
    tc_test_frame_init (&frame, &random, 130, 40);
    TcTestContent content = (TcTestContent)(i % TC_TEST_N_CONTENTS);
    g_autoptr (TcSprite) sprite = tc_test_sprite (&random, content, 120, 35);
    assert_plate_does_not_pulse (&frame.picture, sprite);
    tc_test_frame_clear (&frame);
  }
}

/* Every alpha with blue, the highest U, over the brightest samples; half of each chroma
 * sample cut off, where both the colour and what is left of the picture round up. */
static void
test_no_overflow (void)
{
  g_autoptr (TcPicture) picture = tc_picture_new (512, 2);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 512, 2);
  int stride = cairo_image_surface_get_stride (surface);
  for (int at = 0; at < 1024; at++) {
    guint32 a = (guint32)at % 512 / 2, pixel = a << 24 | a;
    memcpy (cairo_image_surface_get_data (surface) + at / 512 * stride + at % 512 * 4,
            &pixel, 4);
  }
  cairo_surface_mark_dirty (surface);
  g_autoptr (TcSprite) sprite = tc_sprite_new (surface);
  cairo_surface_destroy (surface);
  for (int i = 0; i < 256 * 2; i++) {
    TcPose pose = {0, 0, {0, 0, 512, 2 - i % 2}, (guint8)(i / 2)};
    TcReference reference;
    g_autoptr (TcShot) shot = tc_shot_new (2);
    shot->mix = mix_of (TC_MIX_DISSOLVE);
    shot->items[0] = item (tc_sprite_ref (sprite), pose, TC_GROUP_OUT);
    shot->items[1] = item (tc_sprite_ref (sprite), pose, TC_GROUP_IN);
    tc_picture_fill (picture, 255, 255, 255);
    tc_reference_init (&reference, picture);
    dissolve_reference (&reference, shot, picture, 1 + i % 254);
    tc_shot_blend (shot, 1 + i % 254, picture);
    g_assert_cmpint (tc_reference_distance (&reference, picture), <=, 2);
    tc_reference_clear (&reference);
  }
}

/* A whole scene in both groups: its sprites are rounded one by one in another order. */
static void
test_scene_does_not_pulse (void)
{
  TcTestRandom random = {6};
  for (int i = 0; i < 300; i++) {
    TcTestFrame frame;
    guint counts[2];
    tc_test_frame_init (&frame, &random, 64, 30);
    g_autoptr (TcPicture) mixed = tc_picture_new (64, 30);
    g_autoptr (TcPicture) plain = tc_picture_new (64, 30);
    g_autoptr (TcShot) one = random_shot (&random, &frame.picture, counts);
    g_autoptr (TcShot) both = tc_shot_new (2 * one->n_items);
    both->mix = mix_of (TC_MIX_DISSOLVE);
    for (guint k = 0; k < both->n_items; k++) {
      both->items[k] = one->items[k % one->n_items];
      both->items[k].group = k < one->n_items ? TC_GROUP_OUT : TC_GROUP_IN;
      tc_sprite_ref (both->items[k].sprite);
    }
    one->mix.kind = TC_MIX_NONE;
    tc_shot_compose (one, 0, plain, &frame.picture);
    for (int tick = 0; tick <= TICKS; tick += 15) {
      tc_shot_compose (both, tick, mixed, &frame.picture);
      g_assert_cmpint (tc_test_picture_distance (mixed, plain), <=, one->n_items);
    }
    tc_test_frame_clear (&frame);
  }
}

static void
test_ends_are_plain (void)
{
  TcTestRandom random = {8};
  TcTestFrame frame;
  tc_test_frame_init (&frame, &random, 64, 30);
  g_autoptr (TcPicture) mixed = tc_picture_new (64, 30);
  g_autoptr (TcPicture) plain = tc_picture_new (64, 30);
  static const gint64 ticks[] = {G_MININT64 / 2, 0, TICKS, G_MAXINT64 / 2};
  static const TcMixKind kinds[] = {TC_MIX_DISSOLVE, TC_MIX_PUSH};
  for (int i = 0; i < 64; i++) {
    guint counts[2];
    gint64 tick = ticks[i % 4];
    g_autoptr (TcShot) shot = random_shot (&random, &frame.picture, counts);
    shot->mix = mix_of (kinds[i % 2]);
    shot->mix.dx = -4;
    tc_shot_compose (shot, tick, mixed, &frame.picture);
    tc_picture_copy (plain, &frame.picture);
    for (guint k = 0; k < shot->n_items; k++)
      if (shot->items[k].group == (tick >= TICKS ? TC_GROUP_IN : TC_GROUP_OUT))
        tc_blend (plain, shot->items[k].sprite, &shot->items[k].track.keys[0].pose);
    tc_test_assert_same_picture (mixed, plain);
  }
  tc_test_frame_clear (&frame);
}

/* ---- interruptions ---- */

/* The flattened sprite in place of both groups, alone and as the OUT of a new mix. */
static void
assert_no_jump (const TcShot *shot, gint64 tick, const TcPicture *from, int most)
{
  g_autoptr (TcPicture) seen = tc_picture_new (from->width, from->height);
  g_autoptr (TcPicture) next = tc_picture_new (from->width, from->height);
  TcSprite *sprite =
      tc_shot_flatten (shot, tick, from->width, from->height, TC_SHOT_OVER);
  tc_shot_compose (shot, tick, seen, from);
  g_autoptr (TcShot) after = tc_shot_new (sprite ? 1 : 0);
  if (sprite)
    after->items[0] = item (
        sprite, (TcPose){0, 0, {0, 0, from->width, from->height}, 255}, TC_GROUP_OUT);
  after->mix = mix_of (TC_MIX_DISSOLVE);
  tc_shot_prepare (after);
  tc_shot_compose (after, 0, next, from);
  g_assert_cmpint (tc_test_picture_distance (seen, next), <=, most);
  /* A 255th of nothing mixed in: one step of 255, rounded. */
  tc_shot_compose (after, 1, next, from);
  g_assert_cmpint (tc_test_picture_distance (seen, next), <=, most + 1);
}

static void
test_interrupted_dissolve (void)
{
  TcTestRandom random = {9};
  for (int i = 0; i < 2000; i++) {
    TcTestFrame frame;
    guint counts[2];
    tc_test_frame_init (&frame, &random, 2 * tc_test_random_range (&random, 1, 40),
                        2 * tc_test_random_range (&random, 1, 15));
    g_autoptr (TcShot) shot = random_shot (&random, &frame.picture, counts);
    assert_no_jump (shot, tc_test_random_range (&random, 1, TICKS), &frame.picture, 1);
    tc_test_frame_clear (&frame);
  }
}

static void
test_interrupted_push (void)
{
  TcTestRandom random = {10};
  for (int i = 0; i < 500; i++) {
    TcTestFrame frame;
    guint counts[2];
    tc_test_frame_init (&frame, &random, 64, 30);
    g_autoptr (TcShot) shot = random_shot (&random, &frame.picture, counts);
    shot->mix = mix_of (TC_MIX_PUSH);
    shot->mix.dx = 2 * tc_test_random_range (&random, -40, 40);
    shot->mix.dy = 2 * tc_test_random_range (&random, -20, 20);
    assert_no_jump (shot, tc_test_random_range (&random, 0, TICKS + 1), &frame.picture,
                    (int)shot->n_items);
    tc_test_frame_clear (&frame);
  }
}

/* Interrupted again and again: each time the sprite of the last one goes into the next.
 */
static void
test_interrupted_twice (void)
{
  TcTestRandom random = {12};
  TcTestFrame frame;
  guint counts[2];
  tc_test_frame_init (&frame, &random, 64, 30);
  g_autoptr (TcPicture) seen = tc_picture_new (64, 30);
  g_autoptr (TcPicture) next = tc_picture_new (64, 30);
  g_autoptr (TcShot) shot = random_shot (&random, &frame.picture, counts);
  for (int i = 0; i < 50; i++) {
    TcSprite *sprite = tc_shot_flatten (shot, 100, 64, 30, TC_SHOT_OVER);
    g_autoptr (TcShot) after = tc_shot_new (2);
    after->mix = mix_of (TC_MIX_DISSOLVE);
    if (sprite)
      after->items[0] =
          item (sprite, (TcPose){0, 0, {0, 0, 64, 30}, 255}, TC_GROUP_OUT);
    TcSprite *plate = tc_test_sprite (&random, TC_TEST_PLATES, 50, 20);
    after->items[1] =
        item (plate, tc_test_pose (&random, plate, &frame.picture), TC_GROUP_IN);
    tc_shot_compose (shot, 100, seen, &frame.picture);
    tc_shot_compose (after, 0, next, &frame.picture);
    g_assert_cmpint (tc_test_picture_distance (seen, next), <=, 1);
    tc_shot_unref (shot);
    shot = g_steal_pointer (&after);
  }
  tc_test_frame_clear (&frame);
}

static void
test_flatten_of_nothing (void)
{
  TcTestRandom random = {13};
  g_autoptr (TcShot) shot = tc_shot_new (3);
  TcPose pose = {0, 0, {0, 0, 20, 20}, 255}, beside = {200, 0, {0, 0, 20, 20}, 255};
  shot->items[0] =
      item (tc_test_sprite (&random, TC_TEST_NOISE, 20, 20), pose, TC_GROUP_NONE);
  shot->items[1] =
      item (tc_test_sprite (&random, TC_TEST_NOISE, 20, 20), beside, TC_GROUP_OUT);
  g_assert_null (tc_shot_flatten (shot, 0, 64, 32, TC_SHOT_OVER));
  shot->n_under = 2;
  g_assert_null (tc_shot_flatten (shot, 0, 64, 32, TC_SHOT_UNDER));
  shot->items[1].track.keys[0].pose = pose;
  g_autoptr (TcSprite) sprite = tc_shot_flatten (shot, 0, 64, 32, TC_SHOT_UNDER);
  g_assert_nonnull (sprite);
  g_assert_null (tc_shot_flatten (shot, 0, 64, 32, TC_SHOT_OVER));
}

/* ---- pushes ---- */

static void
test_push_parity (void)
{
  static const TcEase eases[] = {
      {0, 0, 1, 1}, {0.2F, 0, 0, 1}, {0.34F, 1.56F, 0.64F, 1}};
  static const int ways[][2] = {
      {-1920, 0}, {1920, 0}, {0, 1080}, {-1278, 722}, {3, -5}};
  for (guint e = 0; e < G_N_ELEMENTS (eases); e++) {
    for (guint w = 0; w < G_N_ELEMENTS (ways); w++) {
      TcMix mix = {.kind = TC_MIX_PUSH,
                   .start = 10,
                   .ticks = 20,
                   .ease = eases[e],
                   .dx = ways[w][0],
                   .dy = ways[w][1]};
      for (int tick = 11; tick < 30; tick++) {
        TcShare share = tc_share_at (&mix, tick);
        g_assert_true (share.is_pushing);
        for (int g = TC_GROUP_OUT; g <= TC_GROUP_IN; g++)
          g_assert_cmpint ((share.dx[g] | share.dy[g]) & 1, ==, 0);
        g_assert_cmpint (share.dx[TC_GROUP_OUT] - share.dx[TC_GROUP_IN], ==,
                         mix.dx / 2 * 2);
        g_assert_cmpint (share.dy[TC_GROUP_OUT] - share.dy[TC_GROUP_IN], ==,
                         mix.dy / 2 * 2);
      }
      g_assert_false (tc_share_at (&mix, 10).is_pushing);
      g_assert_false (tc_share_at (&mix, 30).is_pushing);
    }
  }
}

static void
test_push_moves (void)
{
  TcTestRandom random = {14};
  TcTestFrame frame;
  tc_test_frame_init (&frame, &random, 128, 40);
  g_autoptr (TcPicture) pushed = tc_picture_new (128, 40);
  g_autoptr (TcPicture) plain = tc_picture_new (128, 40);
  g_autoptr (TcShot) shot = tc_shot_new (3);
  shot->mix = mix_of (TC_MIX_PUSH);
  shot->mix.dx = -128;
  TcPose pose = {9, 5, {0, 0, 60, 30}, 255};
  for (guint i = 0; i < 3; i++)
    shot->items[i] = item (tc_test_sprite (&random, TC_TEST_NOISE, 60, 30), pose,
                           i == 0   ? TC_GROUP_OUT
                           : i == 1 ? TC_GROUP_IN
                                    : TC_GROUP_NONE);
  shot->items[2].track.keys[0].pose.y = 33;
  for (int tick = 1; tick < TICKS; tick += 2) {
    int way = tc_share_at (&shot->mix, tick).dx[TC_GROUP_OUT];
    g_assert_cmpint (ABS (way + 128 * tick / TICKS), <=, 2);
    tc_shot_compose (shot, tick, pushed, &frame.picture);
    tc_picture_copy (plain, &frame.picture);
    for (guint i = 0; i < 3; i++) {
      TcPose at = shot->items[i].track.keys[0].pose;
      at.x += i == 0 ? way : i == 1 ? way + 128 : 0;
      tc_blend (plain, shot->items[i].sprite, &at);
    }
    tc_test_assert_same_picture (pushed, plain);
  }
  tc_test_frame_clear (&frame);
}

/* ---- order ---- */

/* Two stretches of groups with something between: each is mixed by itself. */
static void
test_keyers_stay (void)
{
  TcTestRandom random = {15};
  TcTestFrame frame;
  tc_test_frame_init (&frame, &random, 64, 30);
  g_autoptr (TcPicture) mixed = tc_picture_new (64, 30);
  g_autoptr (TcPicture) steps = tc_picture_new (64, 30);
  static const TcShotGroup groups[] = {TC_GROUP_NONE, TC_GROUP_OUT,  TC_GROUP_IN,
                                       TC_GROUP_NONE, TC_GROUP_NONE, TC_GROUP_IN};
  g_autoptr (TcShot) shot = tc_shot_new (G_N_ELEMENTS (groups));
  shot->mix = mix_of (TC_MIX_DISSOLVE);
  for (guint i = 0; i < shot->n_items; i++) {
    TcSprite *sprite = tc_test_sprite (&random, TC_TEST_NOISE, 40, 20);
    shot->items[i] = item (sprite, (TcPose){(int)i, 2, {0, 0, 40, 20}, 255}, groups[i]);
  }
  tc_shot_compose (shot, 99, mixed, &frame.picture);
  tc_picture_copy (steps, &frame.picture);
  static const guint parts[][2] = {{0, 1}, {1, 2}, {3, 2}, {5, 1}};
  for (guint p = 0; p < G_N_ELEMENTS (parts); p++) {
    TcShot part = *shot;
    part.items = shot->items + parts[p][0];
    part.n_items = parts[p][1];
    tc_shot_blend (&part, 99, steps);
  }
  tc_test_assert_same_picture (mixed, steps);
  tc_test_frame_clear (&frame);
}

/* ---- cost ---- */

static void
test_no_allocation (void)
{
  TcTestRandom random = {16};
  TcTestFrame frame;
  guint counts[2];
  tc_test_frame_init (&frame, &random, 64, 30);
  g_autoptr (TcPicture) to = tc_picture_new (64, 30);
  static const TcMixKind kinds[] = {TC_MIX_DISSOLVE, TC_MIX_PUSH};
  for (int i = 0; i < 20; i++) {
    g_autoptr (TcShot) shot = random_shot (&random, &frame.picture, counts);
    shot->mix = mix_of (kinds[i % 2]);
    shot->mix.dx = -64;
    tc_shot_prepare (shot);
    guint64 before = tc_test_allocations (), drawn = tc_draw_calls ();
    for (int tick = -1; tick <= TICKS + 1; tick += 8)
      tc_shot_compose (shot, tick, to, &frame.picture);
    g_assert_cmpuint (tc_test_allocations (), ==, before);
    g_assert_cmpuint (tc_draw_calls (), ==, drawn);
  }
  guint64 before = tc_test_allocations (); /* and the counter does count */
  g_free (g_malloc (1));
  g_assert_cmpuint (tc_test_allocations (), ==, before + 1);
  tc_test_frame_clear (&frame);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/mix/random-dissolves-match-the-reference", test_random);
  g_test_add_func ("/draw/mix/tiles-do-not-show", test_tiles);
  g_test_add_func ("/draw/mix/no-value-overflows", test_no_overflow);
  g_test_add_func ("/draw/mix/a-plate-in-both-groups-does-not-pulse", test_no_pulse);
  g_test_add_func ("/draw/mix/a-scene-in-both-groups-does-not-pulse",
                   test_scene_does_not_pulse);
  g_test_add_func ("/draw/mix/before-and-after-it-one-group-is-drawn-plainly",
                   test_ends_are_plain);
  g_test_add_func ("/draw/mix/an-interrupted-dissolve-does-not-jump",
                   test_interrupted_dissolve);
  g_test_add_func ("/draw/mix/an-interrupted-push-does-not-jump",
                   test_interrupted_push);
  g_test_add_func ("/draw/mix/an-interrupted-interruption-does-not-jump",
                   test_interrupted_twice);
  g_test_add_func ("/draw/mix/nothing-is-flattened-to-nothing",
                   test_flatten_of_nothing);
  g_test_add_func ("/draw/mix/a-push-keeps-parity-and-distance", test_push_parity);
  g_test_add_func ("/draw/mix/a-push-moves-both-groups", test_push_moves);
  g_test_add_func ("/draw/mix/what-has-no-group-stays", test_keyers_stay);
  g_test_add_func ("/draw/mix/allocates-and-draws-nothing", test_no_allocation);
  return g_test_run ();
}
