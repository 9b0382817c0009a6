/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  double p[3], a; /* Y U V premultiplied, 0..255; alpha 0..1 */
  gboolean is_in_box, is_in_clip;
} Pixel;

static Pixel
pixel_at (const TcSprite *sprite, const TcPose *pose, int frame_x, int frame_y)
{
  Pixel pixel = {0};
  int x = frame_x - pose->x, y = frame_y - pose->y;
  TcRect box = sprite->box, clip = pose->clip;
  if (x < box.x || x >= box.x + box.w || y < box.y || y >= box.y + box.h)
    return pixel;
  pixel.is_in_box = TRUE;
  pixel.is_in_clip =
      x >= clip.x && x < clip.x + clip.w && y >= clip.y && y < clip.y + clip.h;
  int at = (y - box.y) * box.w + x - box.x;
  pixel.p[0] = sprite->y[at];
  pixel.p[1] = sprite->u[at];
  pixel.p[2] = sprite->v[at];
  pixel.a = (255 - sprite->na[at]) / 255.0;
  return pixel;
}

static double
mix (double d, double p, double a, double o)
{
  return floor (o * p + d * (1 - o * a) + 0.5);
}

static void
blend_chroma (TcReference *self,
              const TcSprite *sprite,
              const TcPose *pose,
              int cx,
              int cy)
{
  static const double weights[3] = {1, 2, 1};
  double p[3] = {0}, a = 0, in_box = 0, in_clip = 0;
  for (int i = 0; i < 6; i++) {
    double w = weights[i % 3];
    Pixel pixel = pixel_at (sprite, pose, 2 * cx - 1 + i % 3, 2 * cy + i / 3);
    p[1] += w / 8 * pixel.p[1];
    p[2] += w / 8 * pixel.p[2];
    a += w / 8 * pixel.a;
    in_box += pixel.is_in_box ? w : 0;
    in_clip += pixel.is_in_clip ? w : 0;
  }
  /* Columns and rows are cut each by itself, so the share is a product. */
  double share = in_box > 0 ? in_clip / in_box : 0;
  double o = pose->opacity / 255.0 * share;
  int at = cy * self->w / 2 + cx;
  for (int plane = 1; plane <= 2; plane++)
    self->plane[plane][at] = mix (self->plane[plane][at], p[plane], a, o);
}

void
tc_reference_blend (TcReference *self, const TcSprite *sprite, const TcPose *pose)
{
  for (int y = 0; y < self->h; y++) {
    for (int x = 0; x < self->w; x++) {
      Pixel pixel = pixel_at (sprite, pose, x, y);
      double *d = &self->plane[0][y * self->w + x];
      if (pixel.is_in_clip)
        *d = mix (*d, pixel.p[0], pixel.a, pose->opacity / 255.0);
    }
  }
  for (int cy = 0; cy < self->h / 2; cy++)
    for (int cx = 0; cx < self->w / 2; cx++)
      blend_chroma (self, sprite, pose, cx, cy);
}

void
tc_reference_init (TcReference *self, const TcPicture *picture)
{
  self->w = picture->width;
  self->h = picture->height;
  for (int i = 0; i < 3; i++) {
    int w = self->w >> (i > 0), h = self->h >> (i > 0);
    self->plane[i] = g_new (double, w *h);
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++)
        self->plane[i][y * w + x] = picture->plane[i][y * picture->stride[i] + x];
  }
}

void
tc_reference_clear (TcReference *self)
{
  for (int i = 0; i < 3; i++)
    g_clear_pointer (&self->plane[i], g_free);
}

int
tc_reference_distance (const TcReference *self, const TcPicture *picture)
{
  int worst = 0;
  for (int i = 0; i < 3; i++) {
    int w = self->w >> (i > 0), h = self->h >> (i > 0);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int got = picture->plane[i][y * picture->stride[i] + x];
        worst = MAX (worst, abs (got - (int)self->plane[i][y * w + x]));
      }
    }
  }
  return worst;
}

void
tc_test_assert_same_picture (const TcPicture *a, const TcPicture *b)
{
  g_assert_cmpint (a->height, ==, b->height);
  for (int i = 0; i < 3; i++)
    for (int y = 0; y < a->height >> (i > 0); y++)
      g_assert_cmpmem (a->plane[i] + y * a->stride[i], a->width >> (i > 0),
                       b->plane[i] + y * b->stride[i], b->width >> (i > 0));
}
