/* SPDX-License-Identifier: MIT
 *
 * The copy in front of the blend cannot be saved: a camera's frame may be shown again
 * at the next tick, so it must stay as it is.
 */
#include "media/compose.h"

#include "media/frame_memory.h"
#include "media/mapped.h"
#include "tallycast/draw/blend.h"
#include "tallycast/draw/placer.h"

struct TcCompose {
  GstVideoInfo info;
  int width, height;
  GstBufferPool *pool;
  TcPlacer *placer;
};

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

  self->info = tc_frame_info (format->width, format->height);
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
  TcMapped to, from[TC_SHOT_MAX_PLACEMENTS];
  const TcPicture *pictures[TC_SHOT_MAX_PLACEMENTS];
  guint n = 0;

  if (!buffer || !tc_map (&to, &self->info, buffer, GST_MAP_READWRITE)) {
    gst_clear_buffer (&buffer);
    return NULL;
  }
  for (; n < placing->n; n++) {
    guint index = placing->placed[n].index;
    if (!tc_map (&from[n], &self->info, sources[index], GST_MAP_READ))
      break;
    pictures[index] = &from[n].picture;
  }
  gboolean is_ready = n == placing->n;
  if (is_ready)
    tc_placer_draw (self->placer, shot, tick, placing, pictures, &to.picture);
  while (n > 0)
    tc_unmap (&from[--n]);
  tc_unmap (&to);
  if (!is_ready)
    gst_clear_buffer (&buffer);
  return buffer;
}

/* A copy of @clean with the shot's items, or only its black over the slate. */
static GstBuffer *
with_graphics (TcCompose *self, const TcShot *shot, gint64 tick, GstBuffer *clean)
{
  GstBuffer *buffer = acquire (self);
  TcMapped from;
  TcMapped to;

  if (!buffer)
    return NULL;
  if (!tc_map (&from, &self->info, clean, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  if (!tc_map (&to, &self->info, buffer, GST_MAP_READWRITE)) {
    tc_unmap (&from);
    gst_buffer_unref (buffer);
    return NULL;
  }
  if (shot->is_slate) {
    tc_picture_copy (&to.picture, &from.picture);
    tc_picture_darken (&to.picture, tc_ramp_at (&shot->black, tick));
  } else {
    tc_shot_compose (shot, tick, &to.picture, &from.picture);
  }
  tc_unmap (&to);
  tc_unmap (&from);
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
  TcMapped to;

  if (tc_map (&to, &self->info, buffer, GST_MAP_READWRITE)) {
    tc_picture_fill (&to.picture, y, u, v);
    tc_unmap (&to);
  }
  return buffer;
}
