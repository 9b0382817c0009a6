/* SPDX-License-Identifier: MIT
 *
 * What the ticker does with 1080p pictures, against memcpy of the frame and against
 * GStreamer's own functions: sprites blended while the frame is copied and in place, at
 * whole and at half opacity; the dissolve of two groups; a camera scaled into a
 * rectangle, standing and moving. All rotate over 16 frames (50 MB, more than a cache),
 * as a programme does; rounds alternate, so that a slow moment of the machine hits all
 * alike; medians of 5 rounds, of CPU time, so that other work does not count. Nothing
 * is asserted: ratios are printed.
 */
#include <gst/video/gstvideopool.h>
#include <gst/video/video-overlay-composition.h>
#include <gst/video/video.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"
#include "tallycast/draw/placer.h"

#define WIDTH    1920
#define HEIGHT   1080
#define N_FRAMES 16
#define N_ROUNDS 5
#define N_FAST   160 /* frames a round */
#define N_SLOW   16  /* for what takes over 2 ms a frame */
#define HALF     128 /* of an opacity or a weight */

typedef enum {
  FILL_NOISE,
  FILL_BOARD,
  FILL_PLATES,
  FILL_LOWER_THIRD,
  FILL_FLAT,
} Fill;

/* The same content for us and for GStreamer. */
typedef struct {
  const char *name;
  Fill fill;
  guint8 opacity;
  gboolean is_dissolve; /* of two of them, half of each */
  TcShot *shot;
  GstVideoOverlayComposition *overlay;
} Content;

static Content contents[] = {
    {"full frame, half transparent everywhere", FILL_NOISE, 255},
    {"full frame, opaque board", FILL_BOARD, 255},
    {"full frame, 150 plates and gaps", FILL_PLATES, 255},
    {"lower third 1728x262", FILL_LOWER_THIRD, 255},
    {"full frame, one flat plate of 60 %", FILL_FLAT, 255},
    {"full frame, half transparent everywhere, at half opacity", FILL_NOISE, HALF},
    {"two full frames, half transparent everywhere, half way of a dissolve", FILL_NOISE,
     255, TRUE},
};

typedef struct {
  TcPicture *from[N_FRAMES], *to[N_FRAMES];
  GstBuffer *buffers[2 * N_FRAMES]; /* for GStreamer */
  GstVideoInfo info;
  const Content *content;

  /* the camera's */
  TcRect rect;
  gboolean is_moving;
  TcPlacer *placer;
  GstVideoConverter *converter;
} Bench;

/* ---- contents ---- */

static guint32
alpha_at (Fill fill, int x, int y, guint32 random)
{
  switch (fill) {
    case FILL_NOISE:
      return 64 + (random >> 25);
    case FILL_PLATES:
      return x / 128 % 2 == y / 108 % 2 ? 0 : 240;
    case FILL_LOWER_THIRD:
      return x >= 96 && x < 1824 && y >= 762 && y < 1024 ? 255 : 0;
    case FILL_FLAT:
      return 153;
    case FILL_BOARD:
    default:
      return 255;
  }
}

static guint32 *
pixels_new (Fill fill)
{
  guint32 *pixels = g_new0 (guint32, WIDTH * HEIGHT);
  guint32 state = 1;
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      state = state * 1664525U + 1013904223U;
      guint32 a = alpha_at (fill, x, y, state);
      guint32 grey = (fill == FILL_FLAT ? 40 : state >> 16 & 127) * a / 255;
      pixels[y * WIDTH + x] = a << 24 | grey << 16 | grey << 8 | a / 2;
    }
  }
  return pixels;
}

static TcShot *
shot_new (const Content *content, guint32 *pixels)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (void *)pixels, CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT, WIDTH * 4);
  TcPose pose = {0, 0, {0, 0, WIDTH, HEIGHT}, content->opacity};
  TcShot *shot = tc_shot_new (content->is_dissolve ? 2 : 1);
  for (guint i = 0; i < shot->n_items; i++) {
    shot->items[i].sprite = tc_sprite_new (surface);
    shot->items[i].track = tc_track_still (pose);
    shot->items[i].group = i == 0 ? TC_GROUP_OUT : TC_GROUP_IN;
  }
  if (content->is_dissolve)
    shot->mix = (TcMix){TC_MIX_DISSOLVE, -1, 2, TC_EASE_LINEAR};
  tc_shot_prepare (shot);
  cairo_surface_destroy (surface);
  return shot;
}

/* GStreamer is given just the rectangle, as its users do. Its dissolve is two blends at
 * half opacity, which is not the same (it lets the picture below through), but what one
 * would do with it. */
static GstVideoOverlayComposition *
overlay_new (const Content *content, const guint32 *pixels)
{
  TcRect r = content->fill == FILL_LOWER_THIRD ? (TcRect){96, 762, 1728, 262}
                                               : (TcRect){0, 0, WIDTH, HEIGHT};
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, (gsize)r.w * r.h * 4, NULL);
  for (int y = 0; y < r.h; y++)
    gst_buffer_fill (buffer, (gsize)y * r.w * 4, pixels + (r.y + y) * WIDTH + r.x,
                     (gsize)r.w * 4);
  gst_buffer_add_video_meta (buffer, GST_VIDEO_FRAME_FLAG_NONE,
                             GST_VIDEO_OVERLAY_COMPOSITION_FORMAT_RGB, r.w, r.h);
  GstVideoOverlayRectangle *rectangle = gst_video_overlay_rectangle_new_raw (
      buffer, r.x, r.y, r.w, r.h, GST_VIDEO_OVERLAY_FORMAT_FLAG_PREMULTIPLIED_ALPHA);
  int opacity = content->is_dissolve ? HALF : content->opacity;
  gst_video_overlay_rectangle_set_global_alpha (rectangle, (float)opacity / 255);
  GstVideoOverlayComposition *self = gst_video_overlay_composition_new (rectangle);
  if (content->is_dissolve)
    gst_video_overlay_composition_add_rectangle (self, rectangle);
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
  }
  for (int i = 0; i < 2 * N_FRAMES; i++) {
    self->buffers[i] = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT * 3 / 2, NULL);
    gst_buffer_memset (self->buffers[i], 0, 90, WIDTH * HEIGHT * 3 / 2);
  }
  gst_video_info_set_format (&self->info, GST_VIDEO_FORMAT_I420, WIDTH, HEIGHT);
  self->placer = tc_placer_new (WIDTH);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    g_autofree guint32 *pixels = pixels_new (contents[i].fill);
    contents[i].shot = shot_new (&contents[i], pixels);
    contents[i].overlay = overlay_new (&contents[i], pixels);
  }
}

static void
bench_clear (Bench *self)
{
  for (int i = 0; i < N_FRAMES; i++) {
    tc_picture_free (self->from[i]);
    tc_picture_free (self->to[i]);
  }
  for (int i = 0; i < 2 * N_FRAMES; i++)
    gst_buffer_unref (self->buffers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    tc_shot_unref (contents[i].shot);
    gst_video_overlay_composition_unref (contents[i].overlay);
  }
  tc_placer_free (self->placer);
}

/* ---- what is measured ---- */

/* Strides equal widths here and planes follow one another: one memcpy is the frame. */
static void
run_memcpy (Bench *self, int i)
{
  memcpy (self->to[i]->plane[0], self->from[i]->plane[0], WIDTH * HEIGHT * 3 / 2);
}

static void
run_compose (Bench *self, int i)
{
  tc_shot_compose (self->content->shot, 0, self->to[i], self->from[i]);
}

static void
run_in_place (Bench *self, int i)
{
  tc_shot_blend (self->content->shot, 0, self->to[i]);
}

static void
run_gstreamer (Bench *self, int i)
{
  GstVideoFrame frame;
  gst_video_frame_map (&frame, &self->info, self->buffers[i], GST_MAP_READWRITE);
  gst_video_overlay_composition_blend (self->content->overlay, &frame);
  gst_video_frame_unmap (&frame);
}

/* On the render thread: what an interrupted dissolve goes on from. */
static void
run_flatten (Bench *self, int i)
{
  tc_sprite_unref (
      tc_shot_flatten (self->content->shot, 0, WIDTH, HEIGHT, TC_SHOT_OVER));
  (void)i;
}

/* A camera that moves is at another place at each tick, and so is GStreamer's: by two
 * pixels to and fro. */
static int
shift_of (const Bench *self, int i)
{
  return self->is_moving ? 2 * (i % 2) : 0;
}

static void
run_camera (Bench *self, int i)
{
  TcShot shot = {.background = {16, 128, 128}, .n_placements = 1};
  TcRect rect = self->rect;
  rect.x += shift_of (self, i);
  shot.placements[0].rect = rect;
  TcPlacing placing = tc_shot_place (&shot, 0, WIDTH, HEIGHT);
  const TcPicture *source = self->from[i];
  /* As on a picture that is there: GStreamer's converter fills no background either. */
  placing.has_ground = FALSE;
  tc_placer_draw (self->placer, &shot, 0, &placing, &source, self->to[i]);
}

/* In the middle of a dissolve: the second camera over the first, as large. */
static void
run_two_cameras (Bench *self, int i)
{
  TcShot shot = {.background = {16, 128, 128}, .n_placements = 2};
  const TcPicture *sources[] = {self->from[i], self->from[(i + 1) % N_FRAMES]};
  shot.placements[0].rect = shot.placements[1].rect = self->rect;
  shot.placements[1].fade = (TcFade){.from = 128, .to = 128};
  TcPlacing placing = tc_shot_place (&shot, 0, WIDTH, HEIGHT);
  placing.has_ground = FALSE;
  tc_placer_draw (self->placer, &shot, 0, &placing, sources, self->to[i]);
}

static GstVideoConverter *
converter_new (Bench *self, int x)
{
  TcRect r = self->rect;
  return gst_video_converter_new (
      &self->info, &self->info,
      gst_structure_new ("scale", GST_VIDEO_CONVERTER_OPT_DEST_X, G_TYPE_INT, x,
                         GST_VIDEO_CONVERTER_OPT_DEST_Y, G_TYPE_INT, r.y,
                         GST_VIDEO_CONVERTER_OPT_DEST_WIDTH, G_TYPE_INT, r.w,
                         GST_VIDEO_CONVERTER_OPT_DEST_HEIGHT, G_TYPE_INT, r.h,
                         GST_VIDEO_CONVERTER_OPT_FILL_BORDER, G_TYPE_BOOLEAN, FALSE,
                         GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD,
                         GST_TYPE_VIDEO_RESAMPLER_METHOD,
                         GST_VIDEO_RESAMPLER_METHOD_LINEAR, NULL));
}

static void
run_converter (Bench *self, int i)
{
  GstVideoFrame from, to;
  if (self->is_moving)
    g_clear_pointer (&self->converter, gst_video_converter_free);
  if (self->converter == NULL)
    self->converter = converter_new (self, self->rect.x + shift_of (self, i));
  gst_video_frame_map (&from, &self->info, self->buffers[i], GST_MAP_READ);
  gst_video_frame_map (&to, &self->info, self->buffers[N_FRAMES + i],
                       GST_MAP_READWRITE);
  gst_video_converter_frame (self->converter, &from, &to);
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
}

/* ---- measuring ---- */

typedef struct {
  const char *name;
  void (*run) (Bench *self, int i);
  int n;
} Way;

/* Of this thread alone: nothing here starts another one. */
static double
cpu_us (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
time_round (Bench *self, const Way *way)
{
  double start = cpu_us ();
  for (int k = 0; k < way->n; k++)
    way->run (self, k % N_FRAMES);
  return (cpu_us () - start) / way->n;
}

static int
compare (const void *a, const void *b)
{
  double d = *(const double *)a - *(const double *)b;
  return (d > 0) - (d < 0);
}

#define MAX_WAYS 5

/* Prints @title and each way against the first; @out_us: the medians. */
static void
measure (Bench *self, const char *title, const Way *ways, int n, double *out_us)
{
  double us[MAX_WAYS][N_ROUNDS];
  for (int round = -1; round < N_ROUNDS; round++)
    for (int i = 0; i < n; i++) {
      double t = time_round (self, &ways[i]);
      if (round >= 0) /* the first one warms up */
        us[i][round] = t;
    }
  printf ("%s\n", title);
  for (int i = 0; i < n; i++) {
    qsort (us[i], N_ROUNDS, sizeof *us[i], compare);
    out_us[i] = us[i][N_ROUNDS / 2];
    printf ("  %-28s %9.1f us   %6.2f x memcpy\n", ways[i].name, out_us[i],
            out_us[i] / out_us[0]);
  }
}

static void
bench_content (Bench *self, const Content *content)
{
  static const Way ways[] = {{"memcpy of the frame", run_memcpy, N_FAST},
                             {"copy and blend", run_compose, N_FAST},
                             {"blend in place", run_in_place, N_FAST},
                             {"GStreamer's blend in place", run_gstreamer, N_SLOW},
                             {"flatten", run_flatten, N_SLOW}};
  double us[G_N_ELEMENTS (ways)];
  int n = (int)G_N_ELEMENTS (ways) - !content->is_dissolve;
  self->content = content;
  measure (self, content->name, ways, n, us);
  printf ("  GStreamer's blend takes %.0f times our copy and blend, %.0f times ours in "
          "place\n",
          us[3] / us[1], us[3] / us[2]);
}

static void
bench_camera (Bench *self, TcRect rect, gboolean is_moving)
{
  static const Way ways[] = {{"memcpy of the frame", run_memcpy, N_FAST},
                             {"scale into the picture", run_camera, N_FAST},
                             {"GStreamer's converter", run_converter, N_SLOW}};
  double us[G_N_ELEMENTS (ways)];
  self->rect = rect;
  self->is_moving = is_moving;
  g_autofree char *title = g_strdup_printf ("camera %dx%d, %s", rect.w, rect.h,
                                            is_moving ? "moving" : "standing");
  measure (self, title, ways, G_N_ELEMENTS (ways), us);
  g_clear_pointer (&self->converter, gst_video_converter_free);
  printf ("  GStreamer's converter takes %.1f times ours\n", us[2] / us[1]);
}

static void
bench_dissolve (Bench *self, TcRect rect)
{
  static const Way ways[] = {{"memcpy of the frame", run_memcpy, N_FAST},
                             {"one over the other", run_two_cameras, N_FAST}};
  double us[G_N_ELEMENTS (ways)];
  self->rect = rect;
  self->is_moving = FALSE;
  g_autofree char *title =
      g_strdup_printf ("two cameras %dx%d in a dissolve", rect.w, rect.h);
  measure (self, title, ways, G_N_ELEMENTS (ways), us);
}

int
main (int argc, char *argv[])
{
  static const TcRect rects[] = {{96, 128, 720, 404}, {4, 4, 1900, 1068}};
  gst_init (&argc, &argv);
  Bench bench = {0};
  bench_init (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    bench_content (&bench, &contents[i]);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (rects); i++)
    bench_camera (&bench, rects[i / 2], i % 2);
  bench_dissolve (&bench, (TcRect){0, 0, WIDTH, HEIGHT});
  bench_dissolve (&bench, rects[0]);
  bench_clear (&bench);
  return 0;
}
