/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/blend.h"

#include <math.h>
#include <string.h>

#include "../support/reference.h"
#include "draw/sprite-private.h"
#include "tallycast/draw/picture.h"
#include "tallycast/draw/shot.h"

#define RANDOM_CASES 24000
#define MAX_STACK    4
#define GUARD        0xa7 /* around the picture: must never change */
#define GUARD_BYTES  32

/* ---- pictures and sprites to test with ---- */

/* A picture with odd strides inside guard bytes. */
typedef struct {
  TcPicture picture;
  guint8 *memory;
  gsize n;
} Frame;

static void
frame_init (Frame *self, GRand *rand, int w, int h)
{
  gsize at = GUARD_BYTES, starts[3];
  for (int i = 0; i < 3; i++) {
    self->picture.stride[i] = (w >> (i > 0)) + g_rand_int_range (rand, 0, 9);
    starts[i] = at;
    at += (gsize)self->picture.stride[i] * (h >> (i > 0)) + GUARD_BYTES;
  }
  self->n = at;
  self->memory = g_malloc (at);
  memset (self->memory, GUARD, at);
  self->picture.width = w;
  self->picture.height = h;
  gboolean is_extreme = g_rand_int_range (rand, 0, 4) == 0;
  for (int i = 0; i < 3; i++) {
    self->picture.plane[i] = self->memory + starts[i];
    for (int y = 0; y < h >> (i > 0); y++)
      for (int x = 0; x < w >> (i > 0); x++) {
        int value = g_rand_int_range (rand, 0, 256);
        self->picture.plane[i][y * self->picture.stride[i] + x] =
            (guint8)(is_extreme ? (value & 1) * 255 : value);
      }
  }
}

static void
frame_clear (Frame *self)
{
  g_clear_pointer (&self->memory, g_free);
}

static gboolean
is_sample (const Frame *self, gsize at)
{
  for (int i = 0; i < 3; i++) {
    gssize offset = (gssize)at - (self->picture.plane[i] - self->memory);
    int stride = self->picture.stride[i], shift = i > 0;
    if (offset >= 0 && offset / stride < self->picture.height >> shift &&
        offset % stride < self->picture.width >> shift)
      return TRUE;
  }
  return FALSE;
}

static void
assert_guards (const Frame *self)
{
  for (gsize i = 0; i < self->n; i++)
    if (self->memory[i] != GUARD && !is_sample (self, i))
      g_error ("byte %zu outside the picture was written", i);
}

static guint32
premultiplied (guint32 a, guint32 r, guint32 g, guint32 b)
{
  return a << 24 | (r * a + 127) / 255 << 16 | (g * a + 127) / 255 << 8 |
         (b * a + 127) / 255;
}

typedef enum {
  CONTENT_NOISE,  /* every pixel by itself */
  CONTENT_OPAQUE, /* colours without transparency */
  CONTENT_PLATES, /* opaque, clear and mixed stretches, as real content */
  CONTENT_FLAT,   /* one colour, one alpha */
  CONTENT_CLEAR,
  N_CONTENTS,
} Content;

static guint32
noise (GRand *rand, gboolean is_opaque)
{
  guint32 bits = g_rand_int (rand);
  return premultiplied (is_opaque ? 255 : bits >> 24, bits >> 16 & 255, bits >> 8 & 255,
                        bits & 255);
}

static void
fill_row (GRand *rand, Content content, guint32 *row, int w)
{
  guint32 colour = noise (rand, FALSE);
  for (int x = 0; x < w;) {
    int n = content == CONTENT_PLATES ? g_rand_int_range (rand, 1, 140) : 1;
    int kind = g_rand_int_range (rand, 0, 3);
    for (; n > 0 && x < w; n--, x++) {
      if (content == CONTENT_NOISE || content == CONTENT_OPAQUE)
        row[x] = noise (rand, content == CONTENT_OPAQUE);
      else if (content == CONTENT_FLAT)
        row[x] = colour;
      else if (content == CONTENT_PLATES)
        row[x] = kind == 0 ? 0 : noise (rand, kind == 1);
    }
  }
}

static TcSprite *
random_sprite (GRand *rand, Content content, int w, int h)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);
  cairo_surface_flush (surface);
  for (int y = 0; y < h; y++) {
    void *row = cairo_image_surface_get_data (surface) +
                (gsize)y * cairo_image_surface_get_stride (surface);
    if (content == CONTENT_FLAT && y > 0)
      memcpy (row, cairo_image_surface_get_data (surface), (gsize)w * 4);
    else
      fill_row (rand, content, row, w);
  }
  cairo_surface_mark_dirty (surface);
  TcSprite *sprite = tc_sprite_new (surface);
  cairo_surface_destroy (surface);
  return sprite;
}

static guint8
random_opacity (GRand *rand)
{
  switch (g_rand_int_range (rand, 0, 4)) {
    case 0:
      return (guint8)g_rand_int_range (rand, 0, 3);
    case 1:
      return (guint8)g_rand_int_range (rand, 0, 256);
    default:
      return 255;
  }
}

static TcPose
random_pose (GRand *rand, const TcSprite *sprite, const TcPicture *picture)
{
  int w = tc_sprite_width (sprite), h = tc_sprite_height (sprite);
  TcPose pose = {
      .x = g_rand_int_range (rand, -w - 3, picture->width + 4),
      .y = g_rand_int_range (rand, -h - 3, picture->height + 4),
      .clip = {0, 0, w, h},
      .opacity = random_opacity (rand),
  };
  if (g_rand_boolean (rand))
    pose.clip = (TcRect){
        g_rand_int_range (rand, -3, w + 2),
        g_rand_int_range (rand, -3, h + 2),
        g_rand_int_range (rand, -1, w + 5),
        g_rand_int_range (rand, -1, h + 5),
    };
  return pose;
}

/* ---- claims ---- */

static void
run_random_case (GRand *rand, int number)
{
  Frame frame;
  TcReference reference;
  gboolean is_wide = number % 16 == 0; /* wide enough for the runs' shortcuts */
  int w = 2 * g_rand_int_range (rand, 1, is_wide ? 250 : 17);
  int h = 2 * g_rand_int_range (rand, 1, is_wide ? 5 : 13);
  frame_init (&frame, rand, w, h);
  tc_reference_init (&reference, &frame.picture);
  int n = g_rand_int_range (rand, 1, MAX_STACK + 1);
  for (int i = 1; i <= n; i++) {
    Content content = (Content)g_rand_int_range (rand, 0, N_CONTENTS);
    g_autoptr (TcSprite) sprite =
        random_sprite (rand, content, g_rand_int_range (rand, 1, w + 9),
                       g_rand_int_range (rand, 1, h + 9));
    TcPose pose = random_pose (rand, sprite, &frame.picture);
    tc_blend (&frame.picture, sprite, &pose);
    tc_reference_blend (&reference, sprite, &pose);
    int distance = tc_reference_distance (&reference, &frame.picture);
    if (distance > i)
      g_error ("case %d: %d sprites, %d from the reference; the last: content %d at "
               "%d,%d clip %d,%d %dx%d opacity %d on %dx%d",
               number, i, distance, content, pose.x, pose.y, pose.clip.x, pose.clip.y,
               pose.clip.w, pose.clip.h, pose.opacity, w, h);
  }
  assert_guards (&frame);
  tc_reference_clear (&reference);
  frame_clear (&frame);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  for (int i = 0; i < RANDOM_CASES; i++)
    run_random_case (rand, i);
}

/* Luma is stored without loss, so there the kernel must be exact at whole opacity. */
static void
test_luma_exact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (int i = 0; i < 200; i++) {
    Frame frame;
    TcReference reference;
    frame_init (&frame, rand, 64, 16);
    g_autoptr (TcSprite) sprite = random_sprite (rand, CONTENT_NOISE, 70, 20);
    TcPose pose = {-3, -2, {0, 0, 70, 20}, 255};
    tc_reference_init (&reference, &frame.picture);
    tc_reference_blend (&reference, sprite, &pose);
    tc_blend (&frame.picture, sprite, &pose);
    for (int y = 0; y < 16; y++)
      for (int x = 0; x < 64; x++)
        g_assert_cmpint (frame.picture.plane[0][y * frame.picture.stride[0] + x], ==,
                         (int)reference.plane[0][y * 64 + x]);
    tc_reference_clear (&reference);
    frame_clear (&frame);
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
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  Frame frame;
  frame_init (&frame, rand, 256, 32);
  g_autoptr (TcSprite) sprite = random_sprite (rand, CONTENT_OPAQUE, 256, 32);
  TcPose pose = {0, 0, {0, 0, 256, 32}, 255};
  tc_blend (&frame.picture, sprite, &pose);
  for (int y = 0; y < 32; y++)
    g_assert_cmpmem (frame.picture.plane[0] + y * frame.picture.stride[0], 256,
                     sprite->y + y * 256, 256);
  const TcHalf *half = tc_sprite_half (sprite, 0, 0);
  for (int y = 0; y < 16; y++)
    g_assert_cmpmem (frame.picture.plane[1] + y * frame.picture.stride[1] + 1, 127,
                     half->u + y * half->w + 1, 127);
  frame_clear (&frame);
}

/* Cutting transparent borders and skipping transparent runs change nothing: the same
 * content in a sprite just as large as itself gives the same picture. */
static void
test_transparent_is_free (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  cairo_surface_t *large = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 60);
  g_autoptr (TcSprite) none = tc_sprite_new (large);
  g_assert_cmpint (none->box.w, ==, 0);
  for (int y = 31; y < 42; y++)
    fill_row (rand, CONTENT_NOISE,
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
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (TcSprite) sprite = random_sprite (rand, CONTENT_NOISE, 9, 9);
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
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 256, 64);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < 64; y++) {
    guint8 *row = cairo_image_surface_get_data (surface) + y * stride;
    fill_row (rand, y % 2 ? CONTENT_NOISE : CONTENT_OPAQUE, (void *)row, 256);
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
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  static const int black[3] = {16, 128, 128};
  for (int amount = 0; amount <= 255; amount += 5) {
    Frame frame;
    frame_init (&frame, rand, 38, 6);
    g_autofree guint8 *before = g_memdup2 (frame.memory, frame.n);
    tc_picture_darken (&frame.picture, (guint8)amount);
    assert_guards (&frame);
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
    frame_clear (&frame);
  }
}

static void
test_copy_strides (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);
  for (int i = 0; i < 20; i++) {
    Frame a, b;
    frame_init (&a, rand, 34, 10);
    frame_init (&b, rand, 34, 10);
    tc_picture_copy (&b.picture, &a.picture);
    tc_test_assert_same_picture (&a.picture, &b.picture);
    assert_guards (&b);
    frame_clear (&a);
    frame_clear (&b);
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
