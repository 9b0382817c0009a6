/* SPDX-License-Identifier: MIT
 *
 * Copy-and-blend of one sprite onto 1080p frames, against memcpy of the frame and
 * against GStreamer's own blend. All rotate over 16 frames (50 MB, more than a cache),
 * as a programme does; rounds alternate, so that a slow moment of the machine hits all
 * alike; medians of 5 rounds, of CPU time, so that other work does not count. Nothing
 * is asserted: ratios are printed.
 */
#include <gst/video/gstvideopool.h>
#include <gst/video/video-overlay-composition.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"
#include "tallycast/draw/shot.h"

#define WIDTH    1920
#define HEIGHT   1080
#define N_FRAMES 16
#define N_ROUNDS 5
#define N_FAST   160 /* frames a round */
#define N_SLOW   16  /* for what takes over 2 ms a frame */

typedef struct {
  TcPicture *from[N_FRAMES], *to[N_FRAMES];
  TcShot *shots[4];                        /* see contents */
  GstVideoOverlayComposition *overlays[4]; /* the same content */
  GstBuffer *buffers[N_FRAMES];            /* for the overlays */
  GstVideoInfo info;
} Bench;

static const char *const contents[4] = {
    "full frame, half transparent everywhere",
    "full frame, opaque board",
    "full frame, 150 plates and gaps",
    "lower third 1728x262",
};

/* ---- contents ---- */

static guint32 *
pixels_new (int content)
{
  guint32 *pixels = g_new0 (guint32, WIDTH * HEIGHT);
  guint32 state = 1;
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      state = state * 1664525U + 1013904223U;
      guint32 a = 255;
      if (content == 0)
        a = 64 + (state >> 25);
      else if (content == 2)
        a = x / 128 % 2 == y / 108 % 2 ? 0 : 240;
      else if (content == 3)
        a = x >= 96 && x < 1824 && y >= 762 && y < 1024 ? 255 : 0;
      guint32 grey = (state >> 16 & 127) * a / 255;
      pixels[y * WIDTH + x] = a << 24 | grey << 16 | grey << 8 | a / 2;
    }
  }
  return pixels;
}

static TcShot *
shot_new (guint32 *pixels)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (void *)pixels, CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT, WIDTH * 4);
  TcShot *shot = tc_shot_new (1);
  shot->items[0].sprite = tc_sprite_new (surface);
  shot->items[0].track = tc_track_still ((TcPose){0, 0, {0, 0, WIDTH, HEIGHT}, 255});
  tc_shot_prepare (shot);
  cairo_surface_destroy (surface);
  return shot;
}

/* GStreamer is given just the rectangle, as its users do. */
static GstVideoOverlayComposition *
overlay_new (const guint32 *pixels, int content)
{
  TcRect r =
      content == 3 ? (TcRect){96, 762, 1728, 262} : (TcRect){0, 0, WIDTH, HEIGHT};
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, (gsize)r.w * r.h * 4, NULL);
  for (int y = 0; y < r.h; y++)
    gst_buffer_fill (buffer, (gsize)y * r.w * 4, pixels + (r.y + y) * WIDTH + r.x,
                     (gsize)r.w * 4);
  gst_buffer_add_video_meta (buffer, GST_VIDEO_FRAME_FLAG_NONE,
                             GST_VIDEO_OVERLAY_COMPOSITION_FORMAT_RGB, r.w, r.h);
  GstVideoOverlayRectangle *rectangle = gst_video_overlay_rectangle_new_raw (
      buffer, r.x, r.y, r.w, r.h, GST_VIDEO_OVERLAY_FORMAT_FLAG_PREMULTIPLIED_ALPHA);
  GstVideoOverlayComposition *self = gst_video_overlay_composition_new (rectangle);
  gst_video_overlay_rectangle_unref (rectangle);
  gst_buffer_unref (buffer);
  return self;
}

static void
bench_init (Bench *self)
{
  for (int i = 0; i < N_FRAMES; i++) {
    self->from[i] = tc_picture_new (WIDTH, HEIGHT);
    self->to[i] = tc_picture_new (WIDTH, HEIGHT);
    tc_picture_fill (self->from[i], (guint8)(60 + i), 120, 130);
    self->buffers[i] = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT * 3 / 2, NULL);
    gst_buffer_memset (self->buffers[i], 0, 90, WIDTH * HEIGHT * 3 / 2);
  }
  gst_video_info_set_format (&self->info, GST_VIDEO_FORMAT_I420, WIDTH, HEIGHT);
  for (int c = 0; c < 4; c++) {
    g_autofree guint32 *pixels = pixels_new (c);
    self->shots[c] = shot_new (pixels);
    self->overlays[c] = overlay_new (pixels, c);
  }
}

static void
bench_clear (Bench *self)
{
  for (int i = 0; i < N_FRAMES; i++) {
    tc_picture_free (self->from[i]);
    tc_picture_free (self->to[i]);
    gst_buffer_unref (self->buffers[i]);
  }
  for (int c = 0; c < 4; c++) {
    tc_shot_unref (self->shots[c]);
    gst_video_overlay_composition_unref (self->overlays[c]);
  }
}

/* ---- what is measured ---- */

/* Strides equal widths here and planes follow one another: one memcpy is the frame. */
static void
run_memcpy (Bench *self, int content, int i)
{
  (void)content;
  memcpy (self->to[i]->plane[0], self->from[i]->plane[0], WIDTH * HEIGHT * 3 / 2);
}

static void
run_compose (Bench *self, int content, int i)
{
  tc_shot_compose (self->shots[content], 0, self->to[i], self->from[i]);
}

static void
run_in_place (Bench *self, int content, int i)
{
  tc_shot_blend (self->shots[content], 0, self->to[i]);
}

static void
run_gstreamer (Bench *self, int content, int i)
{
  GstVideoFrame frame;
  gst_video_frame_map (&frame, &self->info, self->buffers[i], GST_MAP_READWRITE);
  gst_video_overlay_composition_blend (self->overlays[content], &frame);
  gst_video_frame_unmap (&frame);
}

typedef void (*Run) (Bench *, int, int);

/* Of this thread alone: nothing here starts another one. */
static double
cpu_us (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
time_round (Bench *self, Run run, int content, int n)
{
  double start = cpu_us ();
  for (int k = 0; k < n; k++)
    run (self, content, k % N_FRAMES);
  return (cpu_us () - start) / n;
}

static int
compare (const void *a, const void *b)
{
  double d = *(const double *)a - *(const double *)b;
  return (d > 0) - (d < 0);
}

static double
median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare);
  return values[N_ROUNDS / 2];
}

static void
bench_content (Bench *self, int content)
{
  static const Run runs[4] = {run_memcpy, run_compose, run_in_place, run_gstreamer};
  static const char *const names[4] = {"memcpy of the frame", "copy and blend",
                                       "blend in place", "GStreamer's blend in place"};
  double us[4][N_ROUNDS], middle[4];
  for (int round = -1; round < N_ROUNDS; round++)
    for (int i = 0; i < 4; i++) {
      double t = time_round (self, runs[i], content, i == 3 ? N_SLOW : N_FAST);
      if (round >= 0) /* the first one warms up */
        us[i][round] = t;
    }
  printf ("%s\n", contents[content]);
  for (int i = 0; i < 4; i++) {
    middle[i] = median (us[i]);
    printf ("  %-28s %9.1f us   %6.2f x memcpy\n", names[i], middle[i],
            middle[i] / middle[0]);
  }
  printf ("  GStreamer's blend takes %.0f times our copy and blend, %.0f times ours in "
          "place\n",
          middle[3] / middle[1], middle[3] / middle[2]);
}

int
main (int argc, char *argv[])
{
  gst_init (&argc, &argv);
  Bench bench = {0};
  bench_init (&bench);
  for (int content = 0; content < 4; content++)
    bench_content (&bench, content);
  bench_clear (&bench);
  return 0;
}
