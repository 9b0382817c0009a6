/* SPDX-License-Identifier: MIT */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

static int
luma_at (const TcSprite *s, int x, int y)
{
  return s->y[(y - s->box.y) * s->box.w + x - s->box.x];
}

static int
alpha_at (const TcSprite *s, int x, int y)
{
  if (x < s->box.x || y < s->box.y || x >= s->box.x + s->box.w ||
      y >= s->box.y + s->box.h)
    return 0;
  return 255 - s->na[(y - s->box.y) * s->box.w + x - s->box.x];
}

static char *
temp_path (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, name, NULL);
}

/* ---- PNG files of any kind ---- */

static void
append_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (out, (const guint8 *)&big, 4);
}

/* CRC-32 as PNG has it (ISO 3309). */
static guint32
crc32_of (const guint8 *data, gsize n)
{
  guint32 crc = 0xffffffff;
  for (gsize i = 0; i < n; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
  }
  return ~crc;
}

static void
append_chunk (GByteArray *out, const char *type, const guint8 *data, gsize n)
{
  append_u32 (out, (guint32)n);
  gsize from = out->len;
  g_byte_array_append (out, (const guint8 *)type, 4);
  g_byte_array_append (out, data, (guint)n);
  append_u32 (out, crc32_of (out->data + from, n + 4));
}

static void
append_packed (GByteArray *out, const GByteArray *raw)
{
  g_autoptr (GZlibCompressor) zlib =
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  gsize n_read, n_written, most = raw->len * 2 + 100;
  g_autofree guint8 *packed = g_malloc (most);
  g_assert_cmpint (g_converter_convert (G_CONVERTER (zlib), raw->data, raw->len, packed,
                                        most, G_CONVERTER_INPUT_AT_END, &n_read,
                                        &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  append_chunk (out, "IDAT", packed, n_written);
}

/* A kind of PNG, and one pixel of it: white, then black at half opacity (or opaque). */
typedef struct {
  const char *name;
  guint8 depth, type, interlace;
  guint n_bytes; /* of a pixel; 0: 4 bits */
  guint8 white[8], black[8];
  int black_alpha; /* that comes out */
} Kind;

static const Kind kinds[] = {
    {"grey", 8, 0, 0, 1, {255}, {0}, 255},
    {"grey and alpha", 8, 4, 0, 2, {255, 255}, {0, 128}, 128},
    {"colour", 8, 2, 0, 3, {255, 255, 255}, {0, 0, 0}, 255},
    {"colour and alpha", 8, 6, 0, 4, {255, 255, 255, 255}, {0, 0, 0, 128}, 128},
    {"palette", 8, 3, 0, 1, {1}, {0}, 128},
    {"palette of 4 bits", 4, 3, 0, 0, {1}, {0}, 128},
    {"16 bits of grey", 16, 0, 0, 2, {255, 255}, {0, 0}, 255},
    {"16 bits of colour",
     16,
     2,
     0,
     6,
     {255, 255, 255, 255, 255, 255},
     {0, 0, 0, 0, 0, 0},
     255},
    {"16 bits and alpha",
     16,
     6,
     0,
     8,
     {255, 255, 255, 255, 255, 255, 255, 255},
     {0, 0, 0, 0, 0, 0, 128, 0},
     128},
    {"interlaced", 8, 6, 1, 4, {255, 255, 255, 255}, {0, 0, 0, 128}, 128},
    {"interlaced palette", 8, 3, 1, 1, {1}, {0}, 128},
};

#define SIDE 16

static void
append_rows (GByteArray *raw, const Kind *kind, int x0, int y0, int dx, int dy)
{
  static const guint8 no_filter = 0;
  for (int y = y0; y < SIDE; y += dy) {
    if (x0 < SIDE)
      g_byte_array_append (raw, &no_filter, 1);
    for (int x = x0; x < SIDE; x += dx) {
      const guint8 *pixel = x < SIDE / 2 ? kind->white : kind->black;
      guint8 two = (guint8)(pixel[0] << 4 | pixel[0]);
      if (kind->n_bytes > 0)
        g_byte_array_append (raw, pixel, kind->n_bytes);
      else if (x % 2 == 0)
        g_byte_array_append (raw, &two, 1);
    }
  }
}

/* 16x16: the left half white, the right half black. */
static GByteArray *
png_of (const Kind *kind)
{
  static const int passes[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8},
                                   {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2},
                                   {0, 1, 1, 2}}; /* Adam7 */
  static const guint8 palette[] = {0, 0, 0, 255, 255, 255}, alpha[] = {128, 255};
  guint8 header[13] = {0,          0, 0, SIDE,           0, 0, 0, SIDE, kind->depth,
                       kind->type, 0, 0, kind->interlace};
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_byte_array_append (out, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  append_chunk (out, "IHDR", header, sizeof header);
  if (kind->type == 3) {
    append_chunk (out, "PLTE", palette, sizeof palette);
    append_chunk (out, "tRNS", alpha, sizeof alpha);
  }
  if (kind->interlace)
    for (int i = 0; i < 7; i++)
      append_rows (raw, kind, passes[i][0], passes[i][1], passes[i][2], passes[i][3]);
  else
    append_rows (raw, kind, 0, 0, 1, 1);
  append_packed (out, raw);
  append_chunk (out, "IEND", NULL, 0);
  return out;
}

static void
test_kinds (void)
{
  g_autofree char *path = temp_path ("draw-kind.png");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_test_message ("%s", kinds[i].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (GByteArray) png = png_of (&kinds[i]);
    g_assert_true (g_file_set_contents (path, (char *)png->data, png->len, NULL));
    g_autoptr (TcImage) image = tc_image_load_png (path, &error);
    g_assert_no_error (error);
    g_autoptr (TcCanvas) canvas = tc_canvas_new (SIDE, SIDE, NULL);
    tc_canvas_image (canvas, image, (TcRect){0, 0, SIDE, SIDE}, TC_IMAGE_STRETCH);
    g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++) {
        gboolean is_white = x < SIDE / 2;
        int alpha = is_white ? 255 : kinds[i].black_alpha;
        g_assert_cmpint (alpha_at (sprite, x, y), ==, alpha);
        int luma = is_white ? 235 : (16 * alpha + 127) / 255;
        g_assert_cmpint (ABS (luma_at (sprite, x, y) - luma), <=, 1);
      }
    for (guint n = 0; n < png->len; n += 3) { /* cut anywhere */
      g_assert_true (g_file_set_contents (path, (char *)png->data, n, NULL));
      g_autoptr (TcImage) cut = tc_image_load_png (path, &error);
      if (n + 12 < png->len) /* less its last chunk */
        g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
      g_clear_error (&error);
    }
  }
  g_unlink (path);
}

static void
test_png_limits (void)
{
  g_autofree char *path = temp_path ("draw-limits.png");
  g_autoptr (TcPicture) picture = tc_picture_new (16, 8);
  g_assert_true (tc_picture_write_png (picture, path, NULL));
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  static const struct {
    int at;          /* byte to change; 0x10000: in the compressed pixels */
    const char *set; /* what it becomes: 4 bytes */
    const char *message;
  } cases[] = {
      {16, "\0\0\x20\x01", "8193x8 pixels"},
      {20, "\0\0\x20\x01", "16x8193 pixels"},
      {16, "\xff\xff\xff\xff", "2147483647x8"},
      {16, "\x80\0\0\0", "2147483647x8"},
      {16, "\0\0\x75\x30", "30000x8 pixels"},
      {16, "\0\0\0\0", "0x8 pixels"},
      {0, "GIF8", "not a PNG"},
      {12, "IDAT", "not a PNG"},
      {0x10000, "ABCD", "damaged PNG"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *changed = g_memdup2 (data, n);
    g_autoptr (GError) error = NULL;
    const char *pixels = memmem (data, n, "IDAT", 4);
    gsize at = cases[i].at == 0x10000 ? (gsize)(pixels - data) + 6 : (gsize)cases[i].at;
    memcpy (changed + at, cases[i].set, 4);
    g_assert_true (g_file_set_contents (path, changed, (gssize)n, NULL));
    g_assert_null (tc_image_load_png (path, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (!strstr (error->message, cases[i].message) || !strstr (error->message, path))
      g_error ("case %u says: %s", i, error->message);
  }
  for (gsize length = 0; length < n; length += 5) {
    g_assert_true (g_file_set_contents (path, data, (gssize)length, NULL));
    g_assert_null (tc_image_load_png (path, NULL));
  }
  g_unlink (path);
  g_autoptr (GError) error = NULL;
  g_assert_null (tc_image_load_png (path, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_null (tc_image_load_png ("/", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
}

/* Sides that are allowed, and an area that is not. */
static void
test_png_area (void)
{
  g_autofree char *path = temp_path ("draw-area.png");
  g_autoptr (GByteArray) png = png_of (&kinds[0]);
  memcpy (png->data + 16, "\0\0\x20\0\0\0\x10\x01", 8);
  g_assert_true (g_file_set_contents (path, (char *)png->data, png->len, NULL));
  g_autoptr (GError) error = NULL;
  g_assert_null (tc_image_load_png (path, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "8192x4097 pixels"));
  g_assert_nonnull (strstr (error->message, "32 million pixels"));
  g_unlink (path);
}

static TcImage *
half_and_half (void)
{
  g_autofree char *path = temp_path ("draw-image.png");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 40, 20);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, 20, 20);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.5);
  cairo_rectangle (cr, 20, 0, 20, 20);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, 0);
  cairo_surface_destroy (surface);
  g_autoptr (GError) error = NULL;
  TcImage *image = tc_image_load_png (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return image;
}

static void
test_image_fits (void)
{
  g_autoptr (TcImage) image = half_and_half ();
  g_assert_cmpint (tc_image_width (image), ==, 40);
  g_assert_cmpint (tc_image_height (image), ==, 20);
  static const struct {
    TcImageFit fit;
    TcRect box; /* what is covered of 10,10 80x80 */
    int seam;   /* where white becomes half black */
  } cases[] = {
      {TC_IMAGE_STRETCH, {10, 10, 80, 80}, 50},
      {TC_IMAGE_CONTAIN, {10, 30, 80, 40}, 50},
      {TC_IMAGE_COVER, {10, 10, 80, 80}, 50},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TcCanvas) canvas = tc_canvas_new (100, 100, NULL);
    tc_canvas_image (canvas, image, (TcRect){10, 10, 80, 80}, cases[i].fit);
    g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
    g_assert_cmpmem (&sprite->box, sizeof (TcRect), &cases[i].box, sizeof (TcRect));
    g_assert_cmpint (luma_at (sprite, cases[i].seam - 6, 50), ==, 235);
    g_assert_cmpint (alpha_at (sprite, cases[i].seam + 6, 50), ==, 128);
    g_assert_cmpint (alpha_at (sprite, cases[i].box.x, 50), ==, 255);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/image/png-of-every-kind", test_kinds);
  g_test_add_func ("/draw/image/refused-before-decoding", test_png_limits);
  g_test_add_func ("/draw/image/area-is-limited", test_png_area);
  g_test_add_func ("/draw/image/contain-cover-stretch", test_image_fits);
  return g_test_run ();
}
