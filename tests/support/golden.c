/* SPDX-License-Identifier: MIT */
#include "golden.h"

#include <stdlib.h>
#include <string.h>

#include "tallycast/draw/picture.h"

#define DIFF_GAIN 8

static guint8 *
row_of (cairo_surface_t *surface, int y)
{
  return cairo_image_surface_get_data (surface) +
         (gsize)y * cairo_image_surface_get_stride (surface);
}

/* Differences around middle grey; returns the largest of the three. */
static int
compare_pixel (const guint8 *want, const guint8 *got, guint8 *diff)
{
  int worst = 0;
  for (int c = 0; c < 3; c++) {
    int d = got[c] - want[c];
    worst = MAX (worst, abs (d));
    diff[c] = (guint8)CLAMP (128 + d * DIFF_GAIN, 0, 255);
  }
  return worst;
}

typedef struct {
  gint64 n_over;
  int worst, x, y; /* the worst pixel */
} Distance;

static Distance
compare_surfaces (cairo_surface_t *want,
                  cairo_surface_t *got,
                  cairo_surface_t *diff,
                  int channel)
{
  Distance distance = {0};
  int w = cairo_image_surface_get_width (want);
  for (int y = 0; y < cairo_image_surface_get_height (want); y++) {
    for (int x = 0; x < w; x++) {
      int d = compare_pixel (row_of (want, y) + (gsize)x * 4,
                             row_of (got, y) + (gsize)x * 4,
                             row_of (diff, y) + (gsize)x * 4);
      distance.n_over += d > channel;
      if (d > distance.worst)
        distance = (Distance){distance.n_over, d, x, y};
    }
  }
  return distance;
}

static char *
compare_same_size (cairo_surface_t *want,
                   cairo_surface_t *got,
                   const char *out_prefix,
                   TcGoldenLimit limit)
{
  int w = cairo_image_surface_get_width (want);
  int h = cairo_image_surface_get_height (want);
  cairo_surface_t *diff = cairo_image_surface_create (CAIRO_FORMAT_RGB24, w, h);
  cairo_surface_flush (diff);
  Distance distance = compare_surfaces (want, got, diff, limit.channel);
  char *message = NULL;
  if ((double)distance.n_over > limit.share * w * h) {
    g_autofree char *got_path = g_strconcat (out_prefix, ".got.png", NULL);
    g_autofree char *diff_path = g_strconcat (out_prefix, ".diff.png", NULL);
    cairo_surface_mark_dirty (diff);
    cairo_surface_write_to_png (diff, diff_path);
    cairo_surface_write_to_png (got, got_path);
    message = g_strdup_printf (
        "%" G_GINT64_FORMAT " pixels differ by more than %d, the worst by %d at %d,%d: "
        "see %s and %s",
        distance.n_over, limit.channel, distance.worst, distance.x, distance.y,
        got_path, diff_path);
  }
  cairo_surface_destroy (diff);
  return message;
}

/* Pictures here have 4 bytes a pixel: cairo reads PNGs as RGB24 or ARGB32. */
char *
tc_golden_compare_files (const char *want_path,
                         const char *got_path,
                         const char *out_prefix,
                         TcGoldenLimit limit)
{
  cairo_surface_t *want = cairo_image_surface_create_from_png (want_path);
  cairo_surface_t *got = cairo_image_surface_create_from_png (got_path);
  char *message = NULL;
  if (cairo_surface_status (want) != CAIRO_STATUS_SUCCESS)
    message = g_strdup_printf ("%s cannot be read; TC_GOLDEN=write makes references",
                               want_path);
  else if (cairo_surface_status (got) != CAIRO_STATUS_SUCCESS)
    message = g_strdup_printf ("%s cannot be read", got_path);
  else if (cairo_image_surface_get_width (want) !=
               cairo_image_surface_get_width (got) ||
           cairo_image_surface_get_height (want) !=
               cairo_image_surface_get_height (got))
    message = g_strdup_printf ("%s has another size than %s", got_path, want_path);
  else
    message = compare_same_size (want, got, out_prefix, limit);
  cairo_surface_destroy (want);
  cairo_surface_destroy (got);
  return message;
}

/* References are kept for good, so they are made small; they are good without, too. */
static void
compress (const char *path)
{
  const char *argv[] = {"optipng", "-quiet", "-o2", "-strip", "all", path, NULL};

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
}

char *
tc_golden_compare (const char *name, const TcPicture *picture, TcGoldenLimit limit)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *want =
      g_build_filename (g_test_get_dir (G_TEST_DIST), "reference", file, NULL);
  g_autofree char *prefix = g_test_build_filename (G_TEST_BUILT, name, NULL);
  g_autofree char *got = g_strconcat (prefix, ".got.png", NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_writing = g_strcmp0 (g_getenv ("TC_GOLDEN"), "write") == 0;
  if (!tc_picture_write_png (picture, is_writing ? want : got, &error))
    return g_strdup (error->message);
  if (!is_writing)
    return tc_golden_compare_files (want, got, prefix, limit);
  compress (want);
  return NULL;
}
