/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/blend.h"

#include <math.h>
#include <string.h>

#include "../support/noise.h"
#include "../support/reference.h"
#include "draw/sprite-private.h"
#include "tallycast/draw/picture.h"
#include "tallycast/draw/shot.h"

/* A million pictures in release; the sanitizers take 8 times as long. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#  define RANDOM_CASES 50000
#else
#  define RANDOM_CASES 1000000
#endif
#define MAX_STACK 4

/* ---- claims ---- */

static void
run_random_case (TcTestRandom *random, int number)
{
  TcTestFrame frame;
  TcReference reference;
  gboolean is_wide = number % 16 == 0; /* wide enough for the runs' shortcuts */
  int w = 2 * tc_test_random_range (random, 1, is_wide ? 250 : 17);
  int h = 2 * tc_test_random_range (random, 1, is_wide ? 5 : 13);
  tc_test_frame_init (&frame, random, w, h);
  tc_reference_init (&reference, &frame.picture);
  int n = tc_test_random_range (random, 1, MAX_STACK + 1);
  for (int i = 1; i <= n; i++) {
    TcTestContent content =
        (TcTestContent)tc_test_random_range (random, 0, TC_TEST_N_CONTENTS);
    g_autoptr (TcSprite) sprite =
        tc_test_sprite (random, content, tc_test_random_range (random, 1, w + 9),
                        tc_test_random_range (random, 1, h + 9));
    TcPose pose = tc_test_pose (random, sprite, &frame.picture);
    tc_blend (&frame.picture, sprite, &pose);
    tc_reference_blend (&reference, sprite, &pose);
    int distance = tc_reference_distance (&reference, &frame.picture);
    if (distance > i)
      g_error ("case %d: %d sprites, %d from the reference; the last: content %d at "
               "%d,%d clip %d,%d %dx%d opacity %d on %dx%d",
               number, i, distance, content, pose.x, pose.y, pose.clip.x, pose.clip.y,
               pose.clip.w, pose.clip.h, pose.opacity, w, h);
  }
  tc_test_frame_assert_guards (&frame);
  tc_reference_clear (&reference);
  tc_test_frame_clear (&frame);
}

static void
test_random (void)
{
  TcTestRandom random = {20261123};
  for (int i = 0; i < RANDOM_CASES; i++)
    run_random_case (&random, i);
}

/* Luma is stored without loss, so there the kernel must be exact at whole opacity. */
static void
test_luma_exact (void)
{
  TcTestRandom random = {7};
  for (int i = 0; i < 200; i++) {
    TcTestFrame frame;
    TcReference reference;
    tc_test_frame_init (&frame, &random, 64, 16);
    g_autoptr (TcSprite) sprite = tc_test_sprite (&random, TC_TEST_NOISE, 70, 20);
    TcPose pose = {-3, -2, {0, 0, 70, 20}, 255};
    tc_reference_init (&reference, &frame.picture);
    tc_reference_blend (&reference, sprite, &pose);
    tc_blend (&frame.picture, sprite, &pose);
    for (int y = 0; y < 16; y++)
      for (int x = 0; x < 64; x++)
        g_assert_cmpint (frame.picture.plane[0][y * frame.picture.stride[0] + x], ==,
                         (int)reference.plane[0][y * 64 + x]);
    tc_reference_clear (&reference);
    tc_test_frame_clear (&frame);
  }
}

/* All values of d, a and o, with p the largest that a allows: no lane overflows. */
static void
test_all_values (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 256, 2);
  for (int row = 0; row < 2; row++) {
    guint8 *data = cairo_image_surface_get_data (surface) +
                   row * cairo_image_surface_get_stride (surface);
    for (guint32 a = 0; a < 256; a++) {
      guint32 pixel = a * 0x01010101U;
      memcpy (data + a * 4, &pixel, 4);
    }
  }
  cairo_surface_mark_dirty (surface);
  g_autoptr (TcSprite) sprite = tc_sprite_new (surface);
  cairo_surface_destroy (surface);
  g_autoptr (TcPicture) picture = tc_picture_new (256, 2);
  for (int o = 1; o < 256; o++) {
    for (int d = 0; d < 256; d++) {
      TcReference reference;
      TcPose pose = {0, 0, {0, 0, 256, 2}, (guint8)o};
      tc_picture_fill (picture, (guint8)d, (guint8)d, (guint8)d);
      tc_reference_init (&reference, picture);
      tc_reference_blend (&reference, sprite, &pose);
      tc_blend (picture, sprite, &pose);
      g_assert_cmpint (tc_reference_distance (&reference, picture), <=, 1);
      tc_reference_clear (&reference);
      if (o % 16 != 15 && d % 16 != 15)
        d += 14; /* every value of each, every pair of the outer ones */
    }
  }
}

/* An opaque sprite over the whole picture replaces its luma exactly. */
static void
test_opaque_replaces (void)
{
  TcTestRandom random = {3};
  TcTestFrame frame;
  tc_test_frame_init (&frame, &random, 256, 32);
  g_autoptr (TcSprite) sprite = tc_test_sprite (&random, TC_TEST_OPAQUE, 256, 32);
  TcPose pose = {0, 0, {0, 0, 256, 32}, 255};
  tc_blend (&frame.picture, sprite, &pose);
  for (int y = 0; y < 32; y++)
    g_assert_cmpmem (frame.picture.plane[0] + y * frame.picture.stride[0], 256,
                     sprite->y + y * 256, 256);
  const TcHalf *half = tc_sprite_half (sprite, 0, 0);
  for (int y = 0; y < 16; y++)
    g_assert_cmpmem (frame.picture.plane[1] + y * frame.picture.stride[1] + 1, 127,
                     half->u + y * half->w + 1, 127);
  tc_test_frame_clear (&frame);
}

/* Cutting transparent borders and skipping transparent runs change nothing: the same
 * content in a sprite just as large as itself gives the same picture. */
static void
test_transparent_is_free (void)
{
  TcTestRandom random = {11};
  cairo_surface_t *large = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 60);
  g_autoptr (TcSprite) none = tc_sprite_new (large);
  g_assert_cmpint (none->box.w, ==, 0);
  for (int y = 31; y < 42; y++)
    tc_test_fill_row (&random, TC_TEST_NOISE,
                      (void *)(cairo_image_surface_get_data (large) +
                               y * cairo_image_surface_get_stride (large) + 101 * 4),
                      90);
  cairo_surface_mark_dirty (large);
  g_autoptr (TcSprite) whole = tc_sprite_new (large);
  g_assert_cmpint (whole->box.w, <=, 90);
  g_assert_cmpint (whole->box.h, ==, 11);
  cairo_surface_t *part = cairo_surface_create_for_rectangle (large, 101, 31, 90, 11);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 90, 11);
  cairo_t *cr = cairo_create (small);
  cairo_set_source_surface (cr, part, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (small);
  g_autoptr (TcSprite) cut = tc_sprite_new (small);
  g_autoptr (TcPicture) a = tc_picture_new (320, 64);
  g_autoptr (TcPicture) b = tc_picture_new (320, 64);
  tc_blend (a, whole, &(TcPose){3, 2, {0, 0, 300, 60}, 255});
  tc_blend (b, cut, &(TcPose){104, 33, {0, 0, 90, 11}, 255});
  tc_test_assert_same_picture (a, b);
  tc_blend (a, none, &(TcPose){0, 0, {0, 0, 300, 60}, 255});
  tc_test_assert_same_picture (a, b);
  cairo_surface_destroy (part);
  cairo_surface_destroy (small);
  cairo_surface_destroy (large);
}

/* A plate of one colour, wiped to any width, is the plate of that width. */
static void
test_clip_is_a_narrower_plate (void)
{
  for (int x = 0; x < 2; x++) {
    for (int w = 1; w < 40; w++) {
      g_autoptr (TcPicture) clipped = tc_picture_new (64, 8);
      g_autoptr (TcPicture) drawn = tc_picture_new (64, 8);
      cairo_surface_t *wide = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 40, 5);
      cairo_surface_t *narrow = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, 5);
      for (int i = 0; i < 2; i++) {
        cairo_t *cr = cairo_create (i ? narrow : wide);
        cairo_set_source_rgb (cr, 0.8, 0.2, 0.1);
        cairo_paint (cr);
        cairo_destroy (cr);
      }
      g_autoptr (TcSprite) a = tc_sprite_new (wide);
      g_autoptr (TcSprite) b = tc_sprite_new (narrow);
      tc_blend (clipped, a, &(TcPose){10 + x, 1, {0, 0, w, 5}, 255});
      tc_blend (drawn, b, &(TcPose){10 + x, 1, {0, 0, w, 5}, 255});
      for (int i = 0; i < 3; i++)
        for (int y = 0; y < 8 >> (i > 0); y++)
          for (int col = 0; col < 64 >> (i > 0); col++)
            g_assert_cmpint (ABS (clipped->plane[i][y * clipped->stride[i] + col] -
                                  drawn->plane[i][y * drawn->stride[i] + col]),
                             <=, i > 0 ? 1 : 0);
      cairo_surface_destroy (wide);
      cairo_surface_destroy (narrow);
    }
  }
}

static void
test_far_poses (void)
{
  static const int far[] = {G_MININT, G_MAXINT, -100000, 100000};
  TcTestRandom random = {5};
  g_autoptr (TcSprite) sprite = tc_test_sprite (&random, TC_TEST_NOISE, 9, 9);
  g_autoptr (TcPicture) picture = tc_picture_new (16, 16);
  g_autoptr (TcPicture) before = tc_picture_new (16, 16);
  for (guint i = 0; i < G_N_ELEMENTS (far); i++) {
    tc_blend (picture, sprite, &(TcPose){far[i], 0, {0, 0, 9, 9}, 255});
    tc_blend (picture, sprite, &(TcPose){0, far[i], {0, 0, 9, 9}, 255});
    tc_blend (picture, sprite, &(TcPose){0, 0, {far[i], 0, 9, 9}, 255});
    tc_blend (picture, sprite, &(TcPose){0, 0, {0, 0, -9, far[i]}, 200});
  }
  tc_test_assert_same_picture (picture, before);
}

/* The colour conversion against the standard's equations in double precision. */
static void
test_conversion (void)
{
  TcTestRandom random = {9};
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 256, 64);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < 64; y++) {
    guint8 *row = cairo_image_surface_get_data (surface) + y * stride;
    tc_test_fill_row (&random, y % 2 ? TC_TEST_NOISE : TC_TEST_OPAQUE, (void *)row,
                      256);
  }
  cairo_surface_mark_dirty (surface);
  g_autoptr (TcSprite) sprite = tc_sprite_new (surface);
  g_assert_cmpint (sprite->box.w, ==, 256);
  for (int i = 0; i < 256 * 64; i++) {
    guint32 pixel;
    memcpy (&pixel,
            cairo_image_surface_get_data (surface) + i / 256 * stride + i % 256 * 4, 4);
    double a = (pixel >> 24) / 255.0, r = (pixel >> 16 & 255) / 255.0;
    double g = (pixel >> 8 & 255) / 255.0, b = (pixel & 255) / 255.0;
    double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    g_assert_cmpint (sprite->na[i], ==, 255 - (int)(pixel >> 24));
    g_assert_cmpfloat (fabs (sprite->y[i] - (16 * a + 219 * luma)), <, 0.502);
    g_assert_cmpfloat (fabs (sprite->u[i] - (128 * a + 224 * (b - luma) / 1.8556)), <,
                       0.502);
    g_assert_cmpfloat (fabs (sprite->v[i] - (128 * a + 224 * (r - luma) / 1.5748)), <,
                       0.502);
  }
  cairo_surface_destroy (surface);
}

static void
test_darken (void)
{
  TcTestRandom random = {13};
  static const int black[3] = {16, 128, 128};
  for (int amount = 0; amount <= 255; amount += 5) {
    TcTestFrame frame;
    tc_test_frame_init (&frame, &random, 38, 6);
    g_autofree guint8 *before = g_memdup2 (frame.memory, frame.n);
    tc_picture_darken (&frame.picture, (guint8)amount);
    tc_test_frame_assert_guards (&frame);
    for (int i = 0; i < 3; i++) {
      for (int y = 0; y < 6 >> (i > 0); y++) {
        for (int x = 0; x < 38 >> (i > 0); x++) {
          const guint8 *at = frame.picture.plane[i] + y * frame.picture.stride[i] + x;
          double d = before[at - frame.memory];
          g_assert_cmpint (*at, ==,
                           (int)floor (d + (black[i] - d) * amount / 255 + 0.5));
        }
      }
    }
    tc_test_frame_clear (&frame);
  }
}

static void
test_copy_strides (void)
{
  TcTestRandom random = {17};
  for (int i = 0; i < 20; i++) {
    TcTestFrame a, b;
    tc_test_frame_init (&a, &random, 34, 10);
    tc_test_frame_init (&b, &random, 34, 10);
    tc_picture_copy (&b.picture, &a.picture);
    tc_test_assert_same_picture (&a.picture, &b.picture);
    tc_test_frame_assert_guards (&b);
    tc_test_frame_clear (&a);
    tc_test_frame_clear (&b);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/blend/random-cases-match-the-reference", test_random);
  g_test_add_func ("/draw/blend/luma-is-exact", test_luma_exact);
  g_test_add_func ("/draw/blend/no-value-overflows", test_all_values);
  g_test_add_func ("/draw/blend/opaque-replaces-exactly", test_opaque_replaces);
  g_test_add_func ("/draw/blend/transparent-borders-change-nothing",
                   test_transparent_is_free);
  g_test_add_func ("/draw/blend/a-wiped-plate-is-a-narrower-plate",
                   test_clip_is_a_narrower_plate);
  g_test_add_func ("/draw/blend/poses-far-away-draw-nothing", test_far_poses);
  g_test_add_func ("/draw/blend/darkening-is-exact", test_darken);
  g_test_add_func ("/draw/blend/copies-between-strides", test_copy_strides);
  g_test_add_func ("/draw/convert/matches-bt709", test_conversion);
  return g_test_run ();
}
