/* SPDX-License-Identifier: MIT
 *
 * A picture's file is somebody else's: its size in bytes is checked before it is read
 * and its size in pixels before it is decoded (a 40 kB PNG can hold 8 GB of pixels).
 */
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>

#include "draw/canvas-private.h"
#include "draw/image-private.h"
#include "tallycast/core/error.h"

#define HEADER_BYTES 24 /* signature 8, length 4, "IHDR" 4, width 4, height 4 */

struct TcImage {
  atomic_int refs;
  int w, h;
  cairo_surface_t *surface; /* owned; ARGB32 or RGB24 */
};

typedef struct {
  const guint8 *data;
  gsize left;
} Reader;

static cairo_status_t
read_cb (void *data, unsigned char *out, unsigned int n)
{
  Reader *reader = data;
  if (n > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (out, reader->data, n);
  reader->data += n;
  reader->left -= n;
  return CAIRO_STATUS_SUCCESS;
}

static guint32
big_endian (const char *p)
{
  guint32 value;
  memcpy (&value, p, sizeof value);
  return GUINT32_FROM_BE (value);
}

gboolean
tc_png_size (gconstpointer data, gsize n, int *out_w, int *out_h)
{
  static const char signature[8] = "\x89PNG\r\n\x1a\n";
  const char *bytes = data;
  if (n < HEADER_BYTES || memcmp (bytes, signature, 8) != 0 ||
      memcmp (bytes + 12, "IHDR", 4) != 0)
    return FALSE;
  *out_w = (int)MIN (big_endian (bytes + 16), G_MAXINT);
  *out_h = (int)MIN (big_endian (bytes + 20), G_MAXINT);
  return TRUE;
}

static gboolean
check_header (const char *path, const char *data, gsize n, GError **error)
{
  int w, h;
  if (!tc_png_size (data, n, &w, &h)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: not a PNG picture", path);
    return FALSE;
  }
  if (w >= 1 && h >= 1 && w <= TC_IMAGE_MAX_SIDE && h <= TC_IMAGE_MAX_SIDE &&
      w * h <= TC_IMAGE_MAX_PIXELS)
    return TRUE;
  g_set_error (
      error, TC_ERROR, TC_ERROR_DATA,
      "%s: a picture of %dx%d pixels: each side must be 1..%d, the whole at most "
      "%d million pixels",
      path, w, h, TC_IMAGE_MAX_SIDE, TC_IMAGE_MAX_PIXELS >> 20);
  return FALSE;
}

gboolean
tc_image_read (const char *path,
               gsize max_bytes,
               char **out_data,
               gsize *out_n,
               GError **error)
{
  GStatBuf info;
  if (g_stat (path, &info) == 0 && S_ISREG (info.st_mode) &&
      (gsize)info.st_size > max_bytes) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: over %.1f MB", path,
                 (double)max_bytes / (1 << 20));
    return FALSE;
  }
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: no such picture file", path);
    return FALSE;
  }
  g_autoptr (GError) cause = NULL;
  if (g_file_get_contents (path, out_data, out_n, &cause))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: cannot be read: %s", path,
               cause->message);
  return FALSE;
}

TcImage *
tc_image_load_png (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize n = 0;
  if (!tc_image_read (path, TC_IMAGE_MAX_BYTES, &data, &n, error) ||
      !check_header (path, data, n, error))
    return NULL;
  Reader reader = {(const guint8 *)data, n};
  cairo_surface_t *surface =
      cairo_image_surface_create_from_png_stream (read_cb, &reader);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: a damaged PNG picture: %s", path,
                 cairo_status_to_string (cairo_surface_status (surface)));
    cairo_surface_destroy (surface);
    return NULL;
  }
  TcImage *self = g_new0 (TcImage, 1);
  atomic_init (&self->refs, 1);
  self->w = cairo_image_surface_get_width (surface);
  self->h = cairo_image_surface_get_height (surface);
  self->surface = surface;
  return self;
}

TcImage *
tc_image_ref (TcImage *self)
{
  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
tc_image_unref (TcImage *self)
{
  if (!self || atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  cairo_surface_destroy (self->surface);
  g_free (self);
}

int
tc_image_width (const TcImage *self)
{
  return self->w;
}

int
tc_image_height (const TcImage *self)
{
  return self->h;
}

typedef struct {
  const TcImage *image;
  TcRect rect;
  double across, down; /* picture to canvas */
} Placed;

static void
paint_image (cairo_t *cr, gpointer data)
{
  const Placed *self = data;
  const TcImage *image = self->image;
  TcRect rect = self->rect;
  cairo_rectangle (cr, rect.x, rect.y, rect.w, rect.h);
  cairo_clip (cr);
  cairo_translate (cr, rect.x + (rect.w - image->w * self->across) / 2,
                   rect.y + (rect.h - image->h * self->down) / 2);
  cairo_scale (cr, self->across, self->down);
  cairo_set_source_surface (cr, image->surface, 0, 0);
  /* Without EXTEND_PAD the scaled picture's edges would be half transparent. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_rectangle (cr, 0, 0, image->w, image->h);
  cairo_fill (cr);
}

void
tc_canvas_image (TcCanvas *self, const TcImage *image, TcRect rect, TcImageFit fit)
{
  double across = (double)rect.w / image->w, down = (double)rect.h / image->h;
  if (fit == TC_IMAGE_CONTAIN)
    across = down = MIN (across, down);
  else if (fit == TC_IMAGE_COVER)
    across = down = MAX (across, down);
  tc_canvas_paint (self, rect, paint_image, &(Placed){image, rect, across, down});
}
