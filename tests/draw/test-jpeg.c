/* SPDX-License-Identifier: MIT
 *
 * What a browser shows of a JPEG is what the PNG of the same picture shows.
 */
#include "tallycast/draw/picture.h"

#include <turbojpeg.h>

#define WIDTH  128
#define HEIGHT 72

/* A quality at which the coder itself takes little. */
#define QUALITY 98
#define NEAR    4

typedef struct {
  int width, height;
  guint8 *rgb;
} Decoded;

static Decoded
decode (GBytes *jpeg)
{
  Decoded self = {0};
  tjhandle handle = tjInitDecompress ();
  int subsampling, colours;
  gsize n;
  const guint8 *data = g_bytes_get_data (jpeg, &n);

  g_assert_cmpint (tjDecompressHeader3 (handle, data, n, &self.width, &self.height,
                                        &subsampling, &colours),
                   ==, 0);
  g_assert_cmpint (subsampling, ==, TJSAMP_420);
  self.rgb = g_malloc ((gsize)self.width * self.height * 3);
  g_assert_cmpint (tjDecompress2 (handle, data, n, self.rgb, self.width, 0, self.height,
                                  TJPF_RGB, 0),
                   ==, 0);
  tjDestroy (handle);
  return self;
}

static Decoded
coded (const TcPicture *picture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) jpeg = tc_picture_to_jpeg (picture, QUALITY, &error);

  g_assert_no_error (error);
  return decode (jpeg);
}

typedef struct {
  guint8 y, u, v;
} Colour;

/* Programme colours of black, white, greys, and the bars at 75 % and 100 %. */
static const Colour colours[] = {
    {16, 128, 128}, {235, 128, 128}, {126, 128, 128}, {168, 44, 136}, {145, 147, 44},
    {134, 63, 52},  {63, 193, 204},  {51, 109, 212},  {28, 212, 120}, {63, 102, 240},
    {173, 42, 26},  {32, 240, 118},  {40, 128, 128},
};

static void
test_colours (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++) {
    g_autoptr (TcPicture) picture = tc_picture_new (WIDTH, HEIGHT);
    guint32 want[WIDTH];
    Decoded got;

    tc_picture_fill (picture, colours[i].y, colours[i].u, colours[i].v);
    tc_picture_row_rgb (picture, HEIGHT / 2, want);
    got = coded (picture);
    g_assert_cmpint (got.width, ==, WIDTH);
    g_assert_cmpint (got.height, ==, HEIGHT);
    for (int c = 0; c < 3; c++) {
      int is = got.rgb[(HEIGHT / 2 * WIDTH + WIDTH / 2) * 3 + c];
      int should = (int)(want[WIDTH / 2] >> (16 - 8 * c) & 255);

      if (ABS (is - should) > NEAR)
        g_error ("colour %u, channel %d: %d, not %d", i, c, is, should);
    }
    g_free (got.rgb);
  }
}

/* A ramp of luma and patches of colour: nothing is moved or turned. */
static void
test_places (void)
{
  g_autoptr (TcPicture) picture = tc_picture_new (WIDTH, HEIGHT);
  guint32 want[WIDTH];
  double sum = 0;
  Decoded got;

  for (int row = 0; row < HEIGHT; row++)
    for (int x = 0; x < WIDTH; x++)
      picture->plane[0][row * picture->stride[0] + x] = (guint8)(30 + x + row);
  for (int row = 0; row < HEIGHT / 2; row++)
    for (int x = 0; x < WIDTH / 2; x++) {
      picture->plane[1][row * picture->stride[1] + x] = (guint8)(128 + row - 18);
      picture->plane[2][row * picture->stride[2] + x] = (guint8)(128 - x + 32);
    }
  got = coded (picture);
  for (int row = 0; row < HEIGHT; row++) {
    tc_picture_row_rgb (picture, row, want);
    for (int x = 0; x < WIDTH; x++)
      for (int c = 0; c < 3; c++)
        sum += ABS (got.rgb[(row * WIDTH + x) * 3 + c] -
                    (int)(want[x] >> (16 - 8 * c) & 255));
  }
  g_assert_cmpfloat (sum / (WIDTH * HEIGHT * 3), <, 1.5);
  g_free (got.rgb);
}

/* Sizes whose chroma rows are no whole words, and the smallest there is. */
static void
test_sizes (void)
{
  static const int sizes[][2] = {{2, 2}, {16, 10}, {162, 90}, {480, 270}, {640, 358}};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (TcPicture) picture = tc_picture_new (sizes[i][0], sizes[i][1]);
    Decoded got = coded (picture);

    g_assert_cmpint (got.width, ==, sizes[i][0]);
    g_assert_cmpint (got.height, ==, sizes[i][1]);
    for (int k = 0; k < got.width * got.height * 3; k++)
      g_assert_cmpint (got.rgb[k], <=, 1);
    g_free (got.rgb);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/jpeg/colours-are-those-of-the-png", test_colours);
  g_test_add_func ("/draw/jpeg/everything-stays-in-its-place", test_places);
  g_test_add_func ("/draw/jpeg/any-even-size-is-whole", test_sizes);
  return g_test_run ();
}
