/* SPDX-License-Identifier: MIT */
#include "noise.h"

#include <string.h>

#define GUARD       0xa7
#define GUARD_BYTES 32

/* splitmix64: a tenth of the time that GRand takes. */
guint32
tc_test_random (TcTestRandom *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (guint32)((z ^ (z >> 31)) >> 32);
}

int
tc_test_random_range (TcTestRandom *self, int from, int to)
{
  return from + (int)((guint64)tc_test_random (self) * (guint32)(to - from) >> 32);
}

/* ---- pictures ---- */

static void
fill_plane (TcTestRandom *random,
            const TcPicture *picture,
            int plane,
            gboolean is_extreme)
{
  for (int y = 0; y < picture->height >> (plane > 0); y++) {
    guint8 *row = picture->plane[plane] + y * picture->stride[plane];
    for (int x = 0; x < picture->width >> (plane > 0); x++) {
      guint8 value = (guint8)tc_test_random (random);
      row[x] = is_extreme ? (value & 1) * 255 : value;
    }
  }
}

void
tc_test_frame_init (TcTestFrame *self, TcTestRandom *random, int w, int h)
{
  gsize at = GUARD_BYTES, starts[3];
  for (int i = 0; i < 3; i++) {
    self->picture.stride[i] = (w >> (i > 0)) + tc_test_random_range (random, 0, 9);
    starts[i] = at;
    at += (gsize)self->picture.stride[i] * (h >> (i > 0)) + GUARD_BYTES;
  }
  self->n = at;
  self->memory = g_malloc (at);
  memset (self->memory, GUARD, at);
  self->picture.width = w;
  self->picture.height = h;
  gboolean is_extreme = tc_test_random_range (random, 0, 4) == 0;
  for (int i = 0; i < 3; i++) {
    self->picture.plane[i] = self->memory + starts[i];
    fill_plane (random, &self->picture, i, is_extreme);
  }
}

void
tc_test_frame_clear (TcTestFrame *self)
{
  g_clear_pointer (&self->memory, g_free);
}

static void
assert_guard (const TcTestFrame *self, const guint8 *from, const guint8 *to)
{
  for (const guint8 *at = from; at < to; at++)
    if (*at != GUARD)
      g_error ("byte %td beside the picture was written", at - self->memory);
}

void
tc_test_frame_assert_guards (const TcTestFrame *self)
{
  const guint8 *from = self->memory;
  for (int i = 0; i < 3; i++) {
    for (int y = 0; y < self->picture.height >> (i > 0); y++) {
      const guint8 *row = self->picture.plane[i] + y * self->picture.stride[i];
      assert_guard (self, from, row);
      from = row + (self->picture.width >> (i > 0));
    }
  }
  assert_guard (self, from, self->memory + self->n);
}

/* ---- sprites ---- */

static guint32
premultiplied (guint32 a, guint32 r, guint32 g, guint32 b)
{
  return a << 24 | (r * a + 127) / 255 << 16 | (g * a + 127) / 255 << 8 |
         (b * a + 127) / 255;
}

static guint32
pixel (TcTestRandom *random, gboolean is_opaque)
{
  guint32 bits = tc_test_random (random);
  return premultiplied (is_opaque ? 255 : bits >> 24, bits >> 16 & 255, bits >> 8 & 255,
                        bits & 255);
}

void
tc_test_fill_row (TcTestRandom *random, TcTestContent content, guint32 *row, int w)
{
  guint32 colour = pixel (random, FALSE);
  for (int x = 0; x < w;) {
    int n = content == TC_TEST_PLATES ? tc_test_random_range (random, 1, 140) : 1;
    int kind = tc_test_random_range (random, 0, 5);
    guint32 flat = pixel (random, kind == 4);
    for (; n > 0 && x < w; n--, x++) {
      if (content == TC_TEST_NOISE || content == TC_TEST_OPAQUE)
        row[x] = pixel (random, content == TC_TEST_OPAQUE);
      else if (content == TC_TEST_FLAT)
        row[x] = colour;
      else if (content == TC_TEST_PLATES)
        row[x] = kind == 0 ? 0 : kind > 2 ? flat : pixel (random, kind == 1);
    }
  }
}

TcSprite *
tc_test_sprite (TcTestRandom *random, TcTestContent content, int w, int h)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  cairo_surface_flush (surface);
  for (int y = 0; y < h; y++) {
    void *row = data + (gsize)y * stride;
    if (content == TC_TEST_FLAT && y > 0)
      memcpy (row, data, (gsize)w * 4);
    else
      tc_test_fill_row (random, content, row, w);
  }
  cairo_surface_mark_dirty (surface);
  TcSprite *sprite = tc_sprite_new (surface);
  cairo_surface_destroy (surface);
  return sprite;
}

static guint8
random_opacity (TcTestRandom *random)
{
  switch (tc_test_random_range (random, 0, 4)) {
    case 0:
      return (guint8)tc_test_random_range (random, 0, 3);
    case 1:
      return (guint8)tc_test_random (random);
    default:
      return 255;
  }
}

TcPose
tc_test_pose (TcTestRandom *random, const TcSprite *sprite, const TcPicture *picture)
{
  int w = tc_sprite_width (sprite), h = tc_sprite_height (sprite);
  TcPose pose = {
      .x = tc_test_random_range (random, -w - 3, picture->width + 4),
      .y = tc_test_random_range (random, -h - 3, picture->height + 4),
      .clip = {0, 0, w, h},
      .opacity = random_opacity (random),
  };
  if (tc_test_random (random) & 1)
    pose.clip = (TcRect){
        tc_test_random_range (random, -3, w + 2),
        tc_test_random_range (random, -3, h + 2),
        tc_test_random_range (random, -1, w + 5),
        tc_test_random_range (random, -1, h + 5),
    };
  return pose;
}
