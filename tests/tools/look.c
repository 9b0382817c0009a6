/* SPDX-License-Identifier: MIT
 *
 * look - what end-to-end tests see in pictures of the stream
 *
 *   look cells [--but W:H:X:Y] A.png B.png ...   for each pair: how many cells of 4x4
 * pixels differ, without those that touch a rectangle, and where: "12 96,744 320x180"
 *   look boxes A.png ...   for each glyph of a missing character: "A.png 96,744 22x28"
 *
 * A cell differs when its mean luma does by more than CELL_LIMIT: what H.264 does to
 * edges does not count, a missing letter does.
 */
#include <cairo.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL       4
#define CELL_LIMIT 24

#define MIN_BOX_PX  22 /* height: a text of 26 px has one of 26 */
#define MAX_BOX_PX  260
#define SIDE_FILLED 0.95
#define RING_AT     0.1 /* of the height: there a box's sides are behind */
#define RING_FILLED 0.4
#define AROUND_AT   0.2 /* of the height: above and below a box nothing is near */
#define MIN_CONTENT 0.02
#define MAX_CONTENT 0.6
#define NARROW      0.7 /* width by height: 0.8 in the fonts on air, and a pixel */
#define WIDE        0.95

typedef struct {
  int w, h;
  guint8 *luma;
} Picture;

static Picture
read_picture (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  Picture self = {cairo_image_surface_get_width (surface),
                  cairo_image_surface_get_height (surface), NULL};

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    fprintf (stderr, "look: %s: %s\n", path,
             cairo_status_to_string (cairo_surface_status (surface)));
    exit (1);
  }
  self.luma = g_malloc ((gsize)self.w * self.h);
  for (int y = 0; y < self.h; y++) {
    gconstpointer row = cairo_image_surface_get_data (surface) +
                        (gsize)y * cairo_image_surface_get_stride (surface);
    const guint32 *rgb = row;

    for (int x = 0; x < self.w; x++)
      self.luma[y * self.w + x] =
          (guint8)(((rgb[x] >> 16 & 255) * 54 + (rgb[x] >> 8 & 255) * 183 +
                    (rgb[x] & 255) * 19) >>
                   8);
  }
  cairo_surface_destroy (surface);
  return self;
}

/* --- cells --- */

static int
cell_sum (const Picture *self, int x, int y)
{
  int sum = 0;

  for (int dy = 0; dy < CELL; dy++)
    for (int dx = 0; dx < CELL; dx++)
      sum += self->luma[(y + dy) * self->w + x + dx];
  return sum;
}

typedef struct {
  int w, h, x, y;
} Rectangle;

static gboolean
cell_touches (const Rectangle *r, int x, int y)
{
  return x < r->x + r->w && r->x < x + CELL && y < r->y + r->h && r->y < y + CELL;
}

static void
compare (const Picture *a, const char *a_path, const char *b_path, const Rectangle *but)
{
  Picture b = read_picture (b_path);
  int left = a->w, top = a->h, right = 0, bottom = 0, n = 0;

  if (a->w != b.w || a->h != b.h) {
    fprintf (stderr, "look: %s and %s are of different sizes\n", a_path, b_path);
    exit (1);
  }
  for (int y = 0; y + CELL <= a->h; y += CELL)
    for (int x = 0; x + CELL <= a->w; x += CELL) {
      if (cell_touches (but, x, y) ||
          abs (cell_sum (a, x, y) - cell_sum (&b, x, y)) <= CELL_LIMIT * CELL * CELL)
        continue;
      n++;
      left = MIN (left, x);
      top = MIN (top, y);
      right = MAX (right, x + CELL);
      bottom = MAX (bottom, y + CELL);
    }
  printf ("%d %d,%d %dx%d\n", n, left, top, MAX (right - left, 0),
          MAX (bottom - top, 0));
  g_free (b.luma);
}

/* One picture is often compared with several: it is read once. */
static void
compare_all (int n, char **paths, const Rectangle *but)
{
  Picture a = {0};

  for (int i = 0; i + 1 < n; i += 2) {
    if (i == 0 || strcmp (paths[i], paths[i - 2]) != 0) {
      g_free (a.luma);
      a = read_picture (paths[i]);
    }
    compare (&a, paths[i], paths[i + 1], but);
  }
  g_free (a.luma);
}

/* --- boxes --- */

typedef struct {
  int left, top, right, bottom; /* inclusive */
} Bounds;

/* Pixels on one side of the threshold, and which of them hang together. */
typedef struct {
  int w, h;
  int *label; /* 0: background; else index of the parent + 1 while joining */
  GArray *bounds;
} Components;

static int
root (const GArray *parents, int i)
{
  while (g_array_index (parents, int, i) != i)
    i = g_array_index (parents, int, i);
  return i;
}

static void
label_pixel (Components *self, GArray *parents, int x, int y)
{
  int *here = &self->label[y * self->w + x];
  int up = y > 0 ? here[-self->w] : 0;
  int left = x > 0 ? here[-1] : 0;

  if (up == 0 && left == 0) {
    int next = (int)parents->len;

    g_array_append_val (parents, next);
    *here = next;
    return;
  }
  if (up != 0 && left != 0) {
    int a = root (parents, up);
    int b = root (parents, left);

    g_array_index (parents, int, MAX (a, b)) = MIN (a, b);
  }
  *here = up != 0 ? up : left;
}

static void
add_to_bounds (Components *self, int label, int x, int y)
{
  Bounds *b = &g_array_index (self->bounds, Bounds, label);

  b->left = MIN (b->left, x);
  b->right = MAX (b->right, x);
  b->top = MIN (b->top, y);
  b->bottom = MAX (b->bottom, y);
}

static Components
find_components (const Picture *picture, int threshold, gboolean is_light)
{
  Components self = {picture->w, picture->h,
                     g_new0 (int, (gsize)picture->w * picture->h),
                     g_array_new (FALSE, FALSE, sizeof (Bounds))};
  g_autoptr (GArray) parents = g_array_new (FALSE, TRUE, sizeof (int));
  Bounds none = {G_MAXINT, G_MAXINT, -1, -1};

  g_array_set_size (parents, 1);
  for (int y = 0; y < self.h; y++)
    for (int x = 0; x < self.w; x++)
      if ((picture->luma[y * self.w + x] > threshold) == is_light)
        label_pixel (&self, parents, x, y);
  for (guint i = 0; i < parents->len; i++)
    g_array_append_val (self.bounds, none);
  for (int i = 0; i < self.w * self.h; i++)
    if (self.label[i] != 0) {
      self.label[i] = root (parents, self.label[i]);
      add_to_bounds (&self, self.label[i], i % self.w, i / self.w);
    }
  return self;
}

/* The share of a line of pixels that is of @label (0: of any). */
static double
share (const Components *self, int label, int x, int y, int dx, int dy, int n)
{
  int count = 0;

  for (int i = 0; i < n; i++) {
    int got = self->label[(y + i * dy) * self->w + x + i * dx];

    count += label != 0 ? got == label : got != 0;
  }
  return n > 0 ? (double)count / n : 0;
}

/* What lies inside the bold strokes of U+56FD is a thin ring too; but above and below
 * it, behind those strokes, is more of what it is made of. */
static gboolean
is_free (const Components *self, const Bounds *b, int w, int h)
{
  int out = (int)(h * AROUND_AT + 0.5);

  return b->top < out || b->bottom + out >= self->h ||
         share (self, 0, b->left, b->top - out, 1, 0, w) < RING_FILLED ||
         share (self, 0, b->left, b->bottom + out, 1, 0, w) < RING_FILLED;
}

/* Four thin straight sides that meet, and something inside: a glyph's box. A character
 * that is one (U+53E3, U+56FD) stands on two feet, and is not closed at its lower edge.
 */
static gboolean
is_box (const Components *self, int label, const Bounds *b)
{
  int w = b->right - b->left + 1, h = b->bottom - b->top + 1;
  int in = MAX ((int)(h * RING_AT + 0.5), 2);
  double content = 0;

  if (h < MIN_BOX_PX || h > MAX_BOX_PX || w < h * NARROW || w > h * WIDE ||
      !is_free (self, b, w, h))
    return FALSE;
  if (share (self, label, b->left, b->top, 1, 0, w) < SIDE_FILLED ||
      share (self, label, b->left, b->bottom, 1, 0, w) < SIDE_FILLED ||
      share (self, label, b->left, b->top, 0, 1, h) < SIDE_FILLED ||
      share (self, label, b->right, b->top, 0, 1, h) < SIDE_FILLED)
    return FALSE;
  if (share (self, label, b->left + in, b->top + in, 1, 0, w - 2 * in) > RING_FILLED ||
      share (self, label, b->left + in, b->bottom - in, 1, 0, w - 2 * in) > RING_FILLED)
    return FALSE;
  for (int y = b->top + in; y <= b->bottom - in; y++)
    content += share (self, 0, b->left + in, y, 1, 0, w - 2 * in) / (h - 2 * in + 1);
  return content >= MIN_CONTENT && content <= MAX_CONTENT;
}

typedef struct {
  Bounds bounds;
  int n_seen;
} Found;

static void
note_box (GArray *found, const Bounds *b)
{
  Found fresh = {*b, 1};

  for (guint i = 0; i < found->len; i++) {
    Found *known = &g_array_index (found, Found, i);
    const Bounds *k = &known->bounds;

    if (b->left > k->right || b->right < k->left || b->top > k->bottom ||
        b->bottom < k->top)
      continue;
    known->n_seen++;
    return;
  }
  g_array_append_val (found, fresh);
}

/* A glyph stands out: it is seen at more than one threshold, what H.264 leaves around
 * strokes is not. */
static void
find_boxes (const char *path)
{
  static const int thresholds[] = {64, 96, 128, 160, 192};
  Picture picture = read_picture (path);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));

  for (guint i = 0; i < 2 * G_N_ELEMENTS (thresholds); i++) {
    Components parts = find_components (&picture, thresholds[i / 2], i % 2 == 0);

    for (guint label = 1; label < parts.bounds->len; label++) {
      const Bounds *b = &g_array_index (parts.bounds, Bounds, label);

      if (b->right >= 0 && is_box (&parts, (int)label, b))
        note_box (found, b);
    }
    g_free (parts.label);
    g_array_unref (parts.bounds);
  }
  for (guint i = 0; i < found->len; i++) {
    const Bounds *b = &g_array_index (found, Found, i).bounds;

    if (g_array_index (found, Found, i).n_seen > 1)
      printf ("%s %d,%d %dx%d\n", path, b->left, b->top, b->right - b->left + 1,
              b->bottom - b->top + 1);
  }
  g_free (picture.luma);
}

int
main (int argc, char **argv)
{
  Rectangle but = {0};
  char **paths = argv + 2;
  int n = argc - 2;
  gboolean is_cells = argc > 1 && strcmp (argv[1], "cells") == 0;
  gboolean is_right = is_cells || (argc > 1 && strcmp (argv[1], "boxes") == 0);

  if (is_cells && n > 1 && strcmp (paths[0], "--but") == 0) {
    is_right = sscanf (paths[1], "%d:%d:%d:%d", &but.w, &but.h, &but.x, &but.y) == 4;
    paths += 2;
    n -= 2;
  }
  if (!is_right || n < 1 || (is_cells && n % 2 != 0)) {
    fprintf (stderr, "usage: look cells [--but W:H:X:Y] A.png B.png ... | "
                     "look boxes A.png ...\n");
    return 64;
  }
  if (is_cells)
    compare_all (n, paths, &but);
  for (int i = 0; i < n && !is_cells; i++)
    find_boxes (paths[i]);
  return 0;
}
