/* SPDX-License-Identifier: MIT
 *
 * Colours are BT.709 limited Y U V. All sizes are shares of the picture's height (h) or
 * width, so that it looks the same at 320x180 and 3840x2160.
 */
#include "media/test_picture.h"

#include <math.h>

#include <gst/video/video.h>

#include "tallycast/draw/blend.h"

#define SWAY_PERIOD_S 7.0
#define NOD_PERIOD_S  2.3
#define LAMPS         24
#define LAMP_STEPS_S  5 /* lamps a second */
#define TICK_HZ       880
#define TICK_SAMPLES  2400 /* 50 ms */
#define TICK_LEVEL    0.12

typedef struct {
  guint8 yuv[3];
} Colour;

static const Colour curtain = {{46, 146, 121}};
static const Colour floor_wood = {{74, 114, 141}};
static const Colour warm_light = {{190, 120, 135}};
static const Colour lectern = {{60, 117, 141}};
static const Colour lectern_edge = {{92, 112, 146}};
static const Colour suit = {{40, 132, 126}};
static const Colour shirt = {{205, 129, 127}};
static const Colour skin = {{166, 111, 148}};
static const Colour hair = {{26, 128, 130}};
static const Colour lamp_off = {{70, 126, 130}};
static const Colour lamp_on = {{225, 118, 134}};

/* An ellipse with soft edges: whole inside, nothing outside, in between over `soft`
 * of its radius. */
typedef struct {
  double x, y, rx, ry;
  double soft; /* 0..1 */
  double strength;
} Blob;

struct TcTestPicture {
  GstVideoInfo info;
  GstBufferPool *pool;
  GstBuffer *still;
};

static void
paint_blob_plane (const TcPicture *to, int plane, const Blob *blob, guint8 value)
{
  int half = plane > 0;
  double scale = half ? 0.5 : 1;
  int width = to->width >> half;
  int height = to->height >> half;
  double cx = blob->x * scale;
  double cy = blob->y * scale;
  double rx = blob->rx * scale;
  double ry = blob->ry * scale;
  int y1 = MIN (height, (int)ceil (cy + ry));
  int x1 = MIN (width, (int)ceil (cx + rx));

  for (int y = MAX (0, (int)(cy - ry)); y < y1; y++) {
    guint8 *row = to->plane[plane] + (gsize)y * to->stride[plane];
    double dy = (y + 0.5 - cy) / ry;
    for (int x = MAX (0, (int)(cx - rx)); x < x1; x++) {
      double dx = (x + 0.5 - cx) / rx;
      double inside = (1 - sqrt (dx * dx + dy * dy)) / blob->soft;
      double alpha = CLAMP (inside, 0, 1) * blob->strength;
      row[x] = (guint8)(row[x] + (value - row[x]) * alpha + 0.5);
    }
  }
}

static void
paint_blob (const TcPicture *to, Blob blob, Colour colour)
{
  for (int plane = 0; plane < 3; plane++)
    paint_blob_plane (to, plane, &blob, colour.yuv[plane]);
}

static void
paint_rect (const TcPicture *to, TcRect rect, Colour colour)
{
  for (int plane = 0; plane < 3; plane++) {
    int half = plane > 0;
    int x0 = CLAMP (rect.x, 0, to->width) >> half;
    int x1 = CLAMP (rect.x + rect.w, 0, to->width) >> half;
    int y1 = CLAMP (rect.y + rect.h, 0, to->height) >> half;
    for (int y = CLAMP (rect.y, 0, to->height) >> half; y < y1; y++)
      for (int x = x0; x < x1; x++)
        to->plane[plane][(gsize)y * to->stride[plane] + x] = colour.yuv[plane];
  }
}

/* Folds of a curtain: light and shade across, darker towards the top. */
static void
paint_curtain (const TcPicture *to)
{
  tc_picture_fill (to, curtain.yuv[0], curtain.yuv[1], curtain.yuv[2]);
  for (int y = 0; y < to->height; y++) {
    double fall = 0.75 + 0.45 * y / to->height;
    for (int x = 0; x < to->width; x++) {
      double fold = sin (x * 2 * G_PI * 22 / to->width) +
                    0.5 * sin (x * 2 * G_PI * 57 / to->width + 1);
      double luma = 16 + (curtain.yuv[0] - 16 + 6 * fold) * fall;
      to->plane[0][(gsize)y * to->stride[0] + x] = (guint8)luma;
    }
  }
}

static void
paint_still (const TcPicture *to)
{
  int w = to->width;
  int h = to->height;

  paint_curtain (to);
  paint_rect (to, (TcRect){0, h * 78 / 100, w, h}, floor_wood);
  for (int i = 0; i < 9; i++)
    paint_rect (to, (TcRect){0, h * (78 + i * i / 3) / 100, w, MAX (1, h / 360)},
                (Colour){{58, 116, 140}});
  paint_blob (to, (Blob){w * 0.5, h * 0.45, w * 0.42, h * 0.75, 1, 0.5}, warm_light);
  paint_blob (to, (Blob){w * 0.5, h * 0.86, w * 0.36, h * 0.1, 1, 0.5}, warm_light);
  for (int i = 0; i < LAMPS; i++)
    paint_blob (to,
                (Blob){w * (i + 0.5) / LAMPS, h * 0.05, h * 0.012, h * 0.012, 0.3, 1},
                lamp_off);
}

static void
paint_speaker (const TcPicture *to, double seconds)
{
  int h = to->height;
  double sway = sin (seconds * 2 * G_PI / SWAY_PERIOD_S) * h * 0.022;
  double nod = sin (seconds * 2 * G_PI / NOD_PERIOD_S) * h * 0.004;
  double x = to->width * 0.5 + sway;
  double head = x + sway * 0.3;

  paint_blob (to, (Blob){x, h * 0.66, h * 0.145, h * 0.2, 0.04, 1}, suit);
  paint_blob (to, (Blob){x, h * 0.5, h * 0.035, h * 0.07, 0.1, 1}, shirt);
  paint_blob (to, (Blob){head, h * 0.37 + nod, h * 0.068, h * 0.088, 0.05, 1}, hair);
  paint_blob (to, (Blob){head, h * 0.39 + nod, h * 0.058, h * 0.076, 0.06, 1}, skin);
}

static void
paint_lectern (const TcPicture *to)
{
  int w = to->width;
  int h = to->height;
  int x = w / 2;

  paint_rect (to, (TcRect){x - h * 15 / 100, h * 64 / 100, h * 30 / 100, h * 28 / 100},
              lectern);
  paint_rect (to, (TcRect){x - h * 18 / 100, h * 62 / 100, h * 36 / 100, h * 3 / 100},
              lectern_edge);
  paint_rect (to, (TcRect){x - h * 13 / 100, h * 57 / 100, h * 1 / 100, h * 5 / 100},
              hair);
}

static void
paint_lamp (const TcPicture *to, gint64 time_ns)
{
  int i = (int)(time_ns / (TC_NS_PER_S / LAMP_STEPS_S) % LAMPS);
  int h = to->height;
  paint_blob (
      to, (Blob){to->width * (i + 0.5) / LAMPS, h * 0.05, h * 0.014, h * 0.014, 0.3, 1},
      lamp_on);
}

static gboolean
map_picture (const TcTestPicture *self,
             GstBuffer *buffer,
             GstMapFlags flags,
             GstVideoFrame *frame,
             TcPicture *out_picture)
{
  if (!gst_video_frame_map (frame, &self->info, buffer, flags))
    return FALSE;
  out_picture->width = self->info.width;
  out_picture->height = self->info.height;
  for (guint i = 0; i < 3; i++) {
    out_picture->plane[i] = GST_VIDEO_FRAME_PLANE_DATA (frame, i);
    out_picture->stride[i] = GST_VIDEO_FRAME_PLANE_STRIDE (frame, i);
  }
  return TRUE;
}

TcTestPicture *
tc_test_picture_new (const TcFormat *format)
{
  TcTestPicture *self = g_new0 (TcTestPicture, 1);
  GstVideoFrame frame;
  TcPicture picture;

  gst_video_info_set_format (&self->info, GST_VIDEO_FORMAT_I420, (guint)format->width,
                             (guint)format->height);
  g_autoptr (GstCaps) caps = gst_video_info_to_caps (&self->info);
  self->pool = gst_video_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (self->pool);
  gst_buffer_pool_config_set_params (config, caps, (guint)self->info.size, 0, 0);
  gst_buffer_pool_set_config (self->pool, config);
  gst_buffer_pool_set_active (self->pool, TRUE);

  self->still = gst_buffer_new_allocate (NULL, self->info.size, NULL);
  if (map_picture (self, self->still, GST_MAP_READWRITE, &frame, &picture)) {
    paint_still (&picture);
    gst_video_frame_unmap (&frame);
  }
  return self;
}

void
tc_test_picture_free (TcTestPicture *self)
{
  if (!self)
    return;
  gst_buffer_pool_set_active (self->pool, FALSE);
  gst_object_unref (self->pool);
  gst_buffer_unref (self->still);
  g_free (self);
}

GstBuffer *
tc_test_picture_paint (TcTestPicture *self, gint64 time_ns)
{
  GstBuffer *buffer = NULL;
  GstVideoFrame from_frame;
  GstVideoFrame to_frame;
  TcPicture from;
  TcPicture to;

  if (gst_buffer_pool_acquire_buffer (self->pool, &buffer, NULL) != GST_FLOW_OK)
    return gst_buffer_ref (self->still);
  if (!map_picture (self, buffer, GST_MAP_READWRITE, &to_frame, &to))
    return buffer;
  if (map_picture (self, self->still, GST_MAP_READ, &from_frame, &from)) {
    tc_picture_copy (&to, &from);
    gst_video_frame_unmap (&from_frame);
  }
  paint_speaker (&to, (double)(time_ns % (3600 * TC_NS_PER_S)) / TC_NS_PER_S);
  paint_lectern (&to);
  paint_lamp (&to, time_ns);
  gst_video_frame_unmap (&to_frame);
  return buffer;
}

void
tc_test_sound (gint64 position, float *samples, guint n_frames)
{
  for (guint i = 0; i < n_frames; i++) {
    gint64 t = (position + i) % TC_AUDIO_RATE;
    double value = 0;
    if (t < TICK_SAMPLES) {
      double swell = sin (G_PI * (double)t / TICK_SAMPLES);
      value = TICK_LEVEL * swell * swell *
              sin (2 * G_PI * TICK_HZ * (double)t / TC_AUDIO_RATE);
    }
    samples[2 * i] = samples[2 * i + 1] = (float)value;
  }
}
