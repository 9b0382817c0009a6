/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  double p[3], a; /* Y U V premultiplied, 0..255; alpha 0..1 */
  gboolean is_in_box, is_in_clip;
} Pixel;

/* What lies at one sample: colour and alpha as filtered, and the opacity with the share
 * that the clip leaves. */
typedef struct {
  double p[3], a, o;
} Sample;

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

static Sample
luma_at (const TcSprite *sprite, const TcPose *pose, int x, int y)
{
  Pixel pixel = pixel_at (sprite, pose, x, y);
  return (Sample){{pixel.p[0]}, pixel.a, pixel.is_in_clip ? pose->opacity / 255.0 : 0};
}

static Sample
chroma_at (const TcSprite *sprite, const TcPose *pose, int cx, int cy)
{
  static const double weights[3] = {1, 2, 1};
  double in_box = 0, in_clip = 0;
  Sample sample = {0};
  for (int i = 0; i < 6; i++) {
    double w = weights[i % 3];
    Pixel pixel = pixel_at (sprite, pose, 2 * cx - 1 + i % 3, 2 * cy + i / 3);
    sample.p[1] += w / 8 * pixel.p[1];
    sample.p[2] += w / 8 * pixel.p[2];
    sample.a += w / 8 * pixel.a;
    in_box += pixel.is_in_box ? w : 0;
    in_clip += pixel.is_in_clip ? w : 0;
  }
  /* Columns and rows are cut each by itself, so the share is a product. */
  sample.o = pose->opacity / 255.0 * (in_box > 0 ? in_clip / in_box : 0);
  return sample;
}

typedef void (*Visit) (gpointer data, int plane, int at, const Sample *sample);

/* All samples that the sprite's pixels can weigh on. */
static void
visit (const TcSprite *sprite,
       const TcPose *pose,
       int w,
       int h,
       Visit function,
       gpointer data)
{
  int left = MAX (pose->x - 2, 0) / 2, right = MIN (pose->x + sprite->w + 2, w) / 2;
  int top = MAX (pose->y - 2, 0) / 2, bottom = MIN (pose->y + sprite->h + 2, h) / 2;
  for (int y = 2 * top; y < 2 * bottom; y++) {
    for (int x = 2 * left; x < 2 * right; x++) {
      Sample sample = luma_at (sprite, pose, x, y);
      function (data, 0, y * w + x, &sample);
    }
  }
  for (int y = top; y < bottom; y++) {
    for (int x = left; x < right; x++) {
      Sample sample = chroma_at (sprite, pose, x, y);
      function (data, 1, y * w / 2 + x, &sample);
      function (data, 2, y * w / 2 + x, &sample);
    }
  }
}

static void
blend_sample (gpointer data, int plane, int at, const Sample *sample)
{
  TcReference *self = data;
  double *d = &self->plane[plane][at];
  *d = floor (sample->o * sample->p[plane] + *d * (1 - sample->o * sample->a) + 0.5);
}

void
tc_reference_blend (TcReference *self, const TcSprite *sprite, const TcPose *pose)
{
  visit (sprite, pose, self->w, self->h, blend_sample, self);
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

/* ---- groups ---- */

void
tc_reference_group_init (TcReferenceGroup *self, const TcPicture *picture)
{
  self->w = picture->width;
  self->h = picture->height;
  for (int i = 0; i < 3; i++) {
    self->p[i] = g_new0 (double, (self->w >> (i > 0)) * (self->h >> (i > 0)));
    self->a[i] = g_new0 (double, (self->w >> (i > 0)) * (self->h >> (i > 0)));
  }
}

void
tc_reference_group_clear (TcReferenceGroup *self)
{
  for (int i = 0; i < 3; i++) {
    g_clear_pointer (&self->p[i], g_free);
    g_clear_pointer (&self->a[i], g_free);
  }
}

static void
add_sample (gpointer data, int plane, int at, const Sample *sample)
{
  TcReferenceGroup *self = data;
  double over = sample->o * sample->a;
  self->p[plane][at] = sample->o * sample->p[plane] + self->p[plane][at] * (1 - over);
  self->a[plane][at] = over + self->a[plane][at] * (1 - over);
}

void
tc_reference_group_add (TcReferenceGroup *self,
                        const TcSprite *sprite,
                        const TcPose *pose)
{
  visit (sprite, pose, self->w, self->h, add_sample, self);
}

void
tc_reference_dissolve (TcReference *self,
                       const TcReferenceGroup *out,
                       const TcReferenceGroup *in,
                       int weight)
{
  double wi = weight / 255.0, wo = 1 - wi;
  for (int i = 0; i < 3; i++) {
    for (int at = 0; at < (self->w >> (i > 0)) * (self->h >> (i > 0)); at++) {
      double a = wo * out->a[i][at] + wi * in->a[i][at];
      double p = wo * out->p[i][at] + wi * in->p[i][at];
      self->plane[i][at] = floor (self->plane[i][at] * (1 - a) + p + 0.5);
    }
  }
}

/* ---- comparing ---- */

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

int
tc_test_picture_distance (const TcPicture *a, const TcPicture *b)
{
  int worst = 0;
  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (int i = 0; i < 3; i++)
    for (int y = 0; y < a->height >> (i > 0); y++)
      for (int x = 0; x < a->width >> (i > 0); x++)
        worst = MAX (worst, abs (a->plane[i][y * a->stride[i] + x] -
                                 b->plane[i][y * b->stride[i] + x]));
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
