/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/picture.h"

#include <cairo.h>
#include <errno.h>
#include <string.h>

#include "draw/kernel.h"
#include "draw/picture-private.h"
#include "tallycast/core/error.h"

#define ALIGN_BYTES 64

static const guint8 black_value[3] = {16, 128, 128};

static guint8 *
row_of (const TcPicture *picture, int plane, int row)
{
  return picture->plane[plane] + (gssize)row * picture->stride[plane];
}

/* ---- whole pictures ---- */

TcPicture *
tc_picture_new (int width, int height)
{
  g_return_val_if_fail (width >= 2 && width <= TC_PICTURE_MAX_SIDE && width % 2 == 0,
                        NULL);
  g_return_val_if_fail (height >= 2 && height <= TC_PICTURE_MAX_SIDE && height % 2 == 0,
                        NULL);
  TcPicture *self = g_new0 (TcPicture, 1);
  int luma = (width + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
  int chroma = (width / 2 + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
  guint8 *data = g_aligned_alloc ((gsize)luma + chroma, (gsize)height, ALIGN_BYTES);
  gsize luma_bytes = (gsize)luma * height, chroma_bytes = (gsize)chroma * height / 2;
  *self = (TcPicture){
      .width = width,
      .height = height,
      .plane = {data, data + luma_bytes, data + luma_bytes + chroma_bytes},
      .stride = {luma, chroma, chroma},
  };
  tc_picture_fill (self, black_value[0], black_value[1], black_value[2]);
  return self;
}

void
tc_picture_free (TcPicture *self)
{
  if (!self)
    return;
  g_aligned_free (self->plane[0]);
  g_free (self);
}

void
tc_picture_copy_band (const TcPicture *to, const TcPicture *from, TcRows rows)
{
  for (int plane = 0; plane < 3; plane++) {
    int shift = plane > 0;
    int stride = to->stride[plane];
    gsize width = to->width >> shift;
    if (stride == from->stride[plane] && (gsize)stride == width) {
      memcpy (row_of (to, plane, rows.from >> shift),
              row_of (from, plane, rows.from >> shift),
              width * ((rows.to - rows.from) >> shift));
      continue;
    }
    for (int row = rows.from >> shift; row < rows.to >> shift; row++)
      memcpy (row_of (to, plane, row), row_of (from, plane, row), width);
  }
}

void
tc_picture_copy (const TcPicture *to, const TcPicture *from)
{
  g_return_if_fail (to->width == from->width && to->height == from->height);
  tc_picture_copy_band (to, from, (TcRows){0, to->height});
}

void
tc_picture_fill_band (const TcPicture *picture, const guint8 value[3], TcRows rows)
{
  for (int plane = 0; plane < 3; plane++)
    for (int row = rows.from >> (plane > 0); row < rows.to >> (plane > 0); row++)
      memset (row_of (picture, plane, row), value[plane],
              picture->width >> (plane > 0));
}

void
tc_picture_fill (const TcPicture *picture, guint8 y, guint8 u, guint8 v)
{
  const guint8 value[3] = {y, u, v};
  tc_picture_fill_band (picture, value, (TcRows){0, picture->height});
}

void
tc_picture_darken_band (const TcPicture *picture, guint8 amount, TcRows rows)
{
  for (int plane = 0; plane < 3; plane++) {
    int shift = plane > 0;
    for (int row = rows.from >> shift; row < rows.to >> shift; row++) {
      guint8 *d = row_of (picture, plane, row);
      if (amount == 255)
        memset (d, black_value[plane], picture->width >> shift);
      else
        tc_kernel_darken (d, picture->width >> shift, amount, black_value[plane]);
    }
  }
}

void
tc_picture_darken (const TcPicture *picture, guint8 amount)
{
  if (amount > 0)
    tc_picture_darken_band (picture, amount, (TcRows){0, picture->height});
}

/* ---- PNG ---- */

/* Chroma of frame column @x, from samples that lie on even columns and between two
 * rows: [1 1]/2 across, [3 1]/4 down; times 8. */
static int
chroma_at (const TcPicture *self, int plane, int x, int row)
{
  int w = self->width / 2, h = self->height / 2;
  int near = row / 2;
  int far = CLAMP (row & 1 ? near + 1 : near - 1, 0, h - 1);
  int left = x / 2, right = MIN (left + (x & 1), w - 1);
  const guint8 *a = row_of (self, plane, near), *b = row_of (self, plane, far);
  return 3 * (a[left] + a[right]) + b[left] + b[right];
}

static guint32
to_byte (double value)
{
  return (guint32)CLAMP (value + 0.5, 0, 255);
}

void
tc_picture_row_rgb (const TcPicture *self, int row, guint32 *out)
{
  const guint8 *luma = row_of (self, 0, row);
  for (int x = 0; x < self->width; x++) {
    double y = (luma[x] - 16) * (255.0 / 219);
    double u = (chroma_at (self, 1, x, row) / 8.0 - 128) * (255.0 / 224);
    double v = (chroma_at (self, 2, x, row) / 8.0 - 128) * (255.0 / 224);
    guint32 r = to_byte (y + 1.5748 * v);
    guint32 g = to_byte (y - 0.187324 * u - 0.468124 * v);
    guint32 b = to_byte (y + 1.8556 * u);
    out[x] = 0xff000000U | r << 16 | g << 8 | b;
  }
}

static cairo_surface_t *
surface_of (const TcPicture *self)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, self->width, self->height);
  cairo_surface_flush (surface);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int row = 0; data && row < self->height; row++) {
    void *out = data + (gsize)row * stride;
    tc_picture_row_rgb (self, row, out);
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

gboolean
tc_picture_write_png (const TcPicture *self, const char *path, GError **error)
{
  cairo_surface_t *surface = surface_of (self);
  errno = 0; /* Cairo says only that writing failed */
  cairo_status_t status = cairo_surface_write_to_png (surface, path);
  int why = errno;
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: cannot be written: %s", path,
               why != 0 ? g_strerror (why) : cairo_status_to_string (status));
  return FALSE;
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
tc_picture_to_png (const TcPicture *self)
{
  cairo_surface_t *surface = surface_of (self);
  GByteArray *bytes = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  g_assert (status == CAIRO_STATUS_SUCCESS); /* or there is no memory */
  return g_byte_array_free_to_bytes (bytes);
}
