/* SPDX-License-Identifier: MIT
 *
 * The copy in front of the blend cannot be saved: a camera's frame may be shown again
 * at the next tick, so it must stay as it is.
 */
#include "media/compose.h"

#include <gst/video/video.h>

#include "media/frame_memory.h"
#include "tallycast/draw/blend.h"
#include "tallycast/draw/placer.h"

struct TcCompose {
  GstVideoInfo info;
  int width, height;
  GstBufferPool *pool;
  TcPlacer *placer;
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
  g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();
  g_autoptr (GstCaps) caps = gst_video_info_to_caps (info);
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, (guint)info->size, 0, frames);
  gst_buffer_pool_config_set_allocator (config, allocator, NULL);
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
  self->width = format->width;
  self->height = format->height;
  self->placer = tc_placer_new (MAX (format->width, format->height));
  self->pool = make_pool (&self->info, MAX (pool_frames, 4));
  return self;
}

void
tc_compose_free (TcCompose *self)
{
  if (!self)
    return;
  tc_placer_free (self->placer);
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

/* The cameras and what lies below them. Returns: NULL when there is no buffer or a
 * source cannot be mapped. */
static GstBuffer *
compose_cameras (TcCompose *self,
                 const TcShot *shot,
                 gint64 tick,
                 const TcPlacing *placing,
                 GstBuffer *const *sources)
{
  GstBuffer *buffer = acquire (self);
  Mapped to, from[TC_SHOT_MAX_PLACEMENTS];
  const TcPicture *pictures[TC_SHOT_MAX_PLACEMENTS];
  guint n = 0;

  if (!buffer || !map (&to, self, buffer, GST_MAP_READWRITE)) {
    gst_clear_buffer (&buffer);
    return NULL;
  }
  for (; n < placing->n; n++) {
    guint index = placing->placed[n].index;
    if (!map (&from[n], self, sources[index], GST_MAP_READ))
      break;
    pictures[index] = &from[n].picture;
  }
  gboolean is_ready = n == placing->n;
  if (is_ready)
    tc_placer_draw (self->placer, shot, tick, placing, pictures, &to.picture);
  while (n > 0)
    gst_video_frame_unmap (&from[--n].frame);
  gst_video_frame_unmap (&to.frame);
  if (!is_ready)
    gst_clear_buffer (&buffer);
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
  } else {
    TcPlacing placing = tc_shot_place (shot, tick, self->width, self->height);
    gboolean is_one = placing.is_full && placing.n == 1 && !placing.has_ground;
    made.clean = is_one ? gst_buffer_ref (sources[placing.placed[0].index])
                        : compose_cameras (self, shot, tick, &placing, sources);
    is_clean = tc_shot_is_clean_at (shot, tick);
    made.is_passed = is_clean && is_one;
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
