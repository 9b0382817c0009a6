/* SPDX-License-Identifier: MIT
 *
 * The copy in front of the blend cannot be saved: a camera's frame may be shown again
 * at the next tick, so it must stay as it is.
 */
#include "media/compose.h"

#include <gst/video/video.h>

#include "tallycast/draw/blend.h"

/* A scaler into one rectangle; made when the rectangle is new, some 0.2 ms. */
typedef struct {
  TcRect rect;
  GstVideoConverter *converter;
} Scaler;

struct TcCompose {
  GstVideoInfo info;
  TcRect full;
  GstBufferPool *pool;
  Scaler scalers[TC_SHOT_MAX_PLACEMENTS];
};

/* A mapped buffer and its planes. */
typedef struct {
  GstVideoFrame frame;
  TcPicture picture;
} Mapped;

static gboolean
map (Mapped *self, const TcCompose *compose, GstBuffer *buffer, GstMapFlags flags)
{
  /* No reference per map: the caller's outlives it, and one would make the buffer
   * read-only. */
  if (!gst_video_frame_map (&self->frame, &compose->info, buffer,
                            flags | GST_VIDEO_FRAME_MAP_FLAG_NO_REF))
    return FALSE;
  self->picture.width = compose->info.width;
  self->picture.height = compose->info.height;
  for (guint i = 0; i < 3; i++) {
    self->picture.plane[i] = GST_VIDEO_FRAME_PLANE_DATA (&self->frame, i);
    self->picture.stride[i] = GST_VIDEO_FRAME_PLANE_STRIDE (&self->frame, i);
  }
  return TRUE;
}

static GstBufferPool *
make_pool (const GstVideoInfo *info, guint frames)
{
  GstBufferPool *pool = gst_video_buffer_pool_new ();
  g_autoptr (GstCaps) caps = gst_video_info_to_caps (info);
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, (guint)info->size, 0, frames);
  gst_buffer_pool_set_config (pool, config);
  gst_buffer_pool_set_active (pool, TRUE);
  return pool;
}

TcCompose *
tc_compose_new (const TcFormat *format, guint pool_frames)
{
  TcCompose *self = g_new0 (TcCompose, 1);

  gst_video_info_set_format (&self->info, GST_VIDEO_FORMAT_I420, (guint)format->width,
                             (guint)format->height);
  gst_video_colorimetry_from_string (&self->info.colorimetry,
                                     GST_VIDEO_COLORIMETRY_BT709);
  self->info.chroma_site = GST_VIDEO_CHROMA_SITE_MPEG2;
  self->full = (TcRect){0, 0, format->width, format->height};
  self->pool = make_pool (&self->info, MAX (pool_frames, 4));
  return self;
}

void
tc_compose_free (TcCompose *self)
{
  if (!self)
    return;
  for (guint i = 0; i < TC_SHOT_MAX_PLACEMENTS; i++)
    g_clear_pointer (&self->scalers[i].converter, gst_video_converter_free);
  gst_buffer_pool_set_active (self->pool, FALSE);
  gst_object_unref (self->pool);
  g_free (self);
}

void
tc_composed_clear (TcComposed *self)
{
  gst_clear_buffer (&self->programme);
  gst_clear_buffer (&self->clean);
  self->is_passed = FALSE;
}

static GstBuffer *
acquire (TcCompose *self)
{
  GstBufferPoolAcquireParams params = {.flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT};
  GstBuffer *buffer = NULL;
  if (gst_buffer_pool_acquire_buffer (self->pool, &buffer, &params) != GST_FLOW_OK)
    return NULL;
  return buffer;
}

static gboolean
rect_is_equal (const TcRect *a, const TcRect *b)
{
  return a->x == b->x && a->y == b->y && a->w == b->w && a->h == b->h;
}

/* The part of the source with the rectangle's shape, from its middle: nothing is
 * squeezed and no border is added. */
static TcRect
crop_for (const TcRect *full, const TcRect *rect)
{
  TcRect crop = *full;
  if ((gint64)full->w * rect->h > (gint64)full->h * rect->w)
    crop.w = (int)((gint64)full->h * rect->w / rect->h) & ~1;
  else
    crop.h = (int)((gint64)full->w * rect->h / rect->w) & ~1;
  crop.x = ((full->w - crop.w) / 2) & ~1;
  crop.y = ((full->h - crop.h) / 2) & ~1;
  return crop;
}

static GstVideoConverter *
make_scaler (const TcCompose *self, const TcRect *rect)
{
  TcRect crop = crop_for (&self->full, rect);
  GstStructure *config = gst_structure_new (
      "scale", GST_VIDEO_CONVERTER_OPT_SRC_X, G_TYPE_INT, crop.x,
      GST_VIDEO_CONVERTER_OPT_SRC_Y, G_TYPE_INT, crop.y,
      GST_VIDEO_CONVERTER_OPT_SRC_WIDTH, G_TYPE_INT, crop.w,
      GST_VIDEO_CONVERTER_OPT_SRC_HEIGHT, G_TYPE_INT, crop.h,
      GST_VIDEO_CONVERTER_OPT_DEST_X, G_TYPE_INT, rect->x,
      GST_VIDEO_CONVERTER_OPT_DEST_Y, G_TYPE_INT, rect->y,
      GST_VIDEO_CONVERTER_OPT_DEST_WIDTH, G_TYPE_INT, rect->w,
      GST_VIDEO_CONVERTER_OPT_DEST_HEIGHT, G_TYPE_INT, rect->h,
      GST_VIDEO_CONVERTER_OPT_FILL_BORDER, G_TYPE_BOOLEAN, FALSE,
      GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
      GST_VIDEO_RESAMPLER_METHOD_LINEAR, NULL);
  return gst_video_converter_new (&self->info, &self->info, config);
}

static void
place_scaled (TcCompose *self, guint i, const TcRect *rect, Mapped *to, Mapped *from)
{
  Scaler *scaler = &self->scalers[i];
  if (!scaler->converter || !rect_is_equal (&scaler->rect, rect)) {
    g_clear_pointer (&scaler->converter, gst_video_converter_free);
    scaler->converter = make_scaler (self, rect);
    scaler->rect = *rect;
  }
  if (scaler->converter)
    gst_video_converter_frame (scaler->converter, &from->frame, &to->frame);
}

/* The placement cut to the picture, on even numbers; empty when nothing is left. */
static TcRect
usable_rect (const TcCompose *self, const TcRect *rect)
{
  int x0 = CLAMP (rect->x, 0, self->full.w) & ~1;
  int y0 = CLAMP (rect->y, 0, self->full.h) & ~1;
  int x1 = CLAMP (rect->x + rect->w, x0, self->full.w) & ~1;
  int y1 = CLAMP (rect->y + rect->h, y0, self->full.h) & ~1;
  return (TcRect){x0, y0, x1 - x0, y1 - y0};
}

static gboolean
is_full_placement (const TcCompose *self, const TcPlacement *placement)
{
  return tc_placement_is_full (placement, self->full.w, self->full.h);
}

static void
place (TcCompose *self, const TcShot *shot, guint i, Mapped *to, GstBuffer *source)
{
  const TcPlacement *placement = &shot->placements[i];
  gboolean is_full = is_full_placement (self, placement);
  TcRect rect = usable_rect (self, &placement->rect);
  Mapped from;

  if (!is_full && (rect.w < 2 || rect.h < 2))
    return;
  if (!map (&from, self, source, GST_MAP_READ))
    return;
  if (is_full)
    tc_picture_copy (&to->picture, &from.picture);
  else
    place_scaled (self, i, &rect, to, &from);
  gst_video_frame_unmap (&from.frame);
}

static GstBuffer *
compose_placements (TcCompose *self, const TcShot *shot, GstBuffer *const *sources)
{
  GstBuffer *buffer = acquire (self);
  Mapped to;

  if (!buffer || !map (&to, self, buffer, GST_MAP_READWRITE)) {
    gst_clear_buffer (&buffer);
    return NULL;
  }
  tc_picture_fill (&to.picture, shot->background[0], shot->background[1],
                   shot->background[2]);
  for (guint i = 0; i < shot->n_placements; i++)
    place (self, shot, i, &to, sources[i]);
  gst_video_frame_unmap (&to.frame);
  return buffer;
}

/* A copy of @clean with the shot's items, or only its black over the slate. */
static GstBuffer *
with_graphics (TcCompose *self, const TcShot *shot, gint64 tick, GstBuffer *clean)
{
  GstBuffer *buffer = acquire (self);
  Mapped from;
  Mapped to;

  if (!buffer)
    return NULL;
  if (!map (&from, self, clean, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  if (!map (&to, self, buffer, GST_MAP_READWRITE)) {
    gst_video_frame_unmap (&from.frame);
    gst_buffer_unref (buffer);
    return NULL;
  }
  if (shot->is_slate) {
    tc_picture_copy (&to.picture, &from.picture);
    tc_picture_darken (&to.picture, tc_ramp_at (&shot->black, tick));
  } else {
    tc_shot_compose (shot, tick, &to.picture, &from.picture);
  }
  gst_video_frame_unmap (&to.frame);
  gst_video_frame_unmap (&from.frame);
  return buffer;
}

gboolean
tc_compose_tick (TcCompose *self,
                 const TcShot *shot,
                 gint64 tick,
                 GstBuffer *const *sources,
                 GstBuffer *slate,
                 TcComposed *out)
{
  TcComposed made = {0};
  gboolean is_clean = FALSE;

  if (shot->is_slate) {
    made.clean = gst_buffer_ref (slate);
    is_clean = tc_ramp_at (&shot->black, tick) == 0;
  } else if (shot->n_placements == 1 &&
             is_full_placement (self, &shot->placements[0])) {
    made.clean = gst_buffer_ref (sources[0]);
    is_clean = tc_shot_is_clean_at (shot, tick);
    made.is_passed = is_clean;
  } else {
    made.clean = compose_placements (self, shot, sources);
    is_clean = made.clean && shot->n_items == 0 && tc_ramp_at (&shot->black, tick) == 0;
  }
  if (made.clean)
    made.programme = is_clean ? gst_buffer_ref (made.clean)
                              : with_graphics (self, shot, tick, made.clean);
  if (!made.programme) {
    tc_composed_clear (&made);
    return FALSE;
  }
  tc_composed_clear (out);
  *out = made;
  return TRUE;
}

GstBuffer *
tc_compose_plain (TcCompose *self, guint8 y, guint8 u, guint8 v)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, self->info.size, NULL);
  Mapped to;

  if (map (&to, self, buffer, GST_MAP_READWRITE)) {
    tc_picture_fill (&to.picture, y, u, v);
    gst_video_frame_unmap (&to.frame);
  }
  return buffer;
}
