/* SPDX-License-Identifier: MIT */
#include "media/monitor_draw.h"

#include <string.h>

#include "media/mapped.h"
#include "tallycast/core/log.h"
#include "tallycast/draw/blend.h"
#include "tallycast/draw/placer.h"

struct TcMonitorDraw {
  GstVideoInfo info;  /* of the frames */
  TcPlacer *cameras;  /* into a shot's picture */
  TcPlacer *reducer;  /* from there to what is coded */
  TcShot *whole;      /* one full camera: how the reducer places */
  TcPicture *drawn;   /* the last one; NULL: none yet */
  gboolean is_logged; /* that a picture was not coded */
};

/* --- what was taken --- */

void
tc_taken_set (TcTaken *self, const TcMonitorFrames *frames)
{
  self->tick = frames->tick;
  self->programme = gst_buffer_ref (frames->programme);
  self->slate = gst_buffer_ref (frames->slate);
  self->n_views = MIN (frames->n_views, G_N_ELEMENTS (self->views));
  for (guint i = 0; i < self->n_views; i++) {
    g_strlcpy (self->views[i].id, frames->views[i].id, sizeof self->views[i].id);
    self->views[i].frame = gst_buffer_ref (frames->views[i].frame);
  }
}

void
tc_taken_clear (TcTaken *self)
{
  gst_clear_buffer (&self->programme);
  gst_clear_buffer (&self->slate);
  for (guint i = 0; i < self->n_views; i++)
    gst_clear_buffer (&self->views[i].frame);
  self->n_views = 0;
}

static GstBuffer *
frame_of (const TcTaken *self, const char *camera)
{
  if (camera[0] == '\0')
    return self->n_views > 0 ? self->views[0].frame : self->slate;
  for (guint i = 0; i < self->n_views; i++)
    if (strcmp (self->views[i].id, camera) == 0)
      return self->views[i].frame;
  return self->slate;
}

/* --- drawing --- */

TcMonitorDraw *
tc_monitor_draw_new (const TcFormat *format)
{
  TcMonitorDraw *self = g_new0 (TcMonitorDraw, 1);
  int side = MAX (format->width, format->height);

  self->info = tc_frame_info (format->width, format->height);
  self->cameras = tc_placer_new (side);
  self->reducer = tc_placer_new (side);
  self->whole = tc_shot_new (0);
  return self;
}

void
tc_monitor_draw_free (TcMonitorDraw *self)
{
  if (!self)
    return;
  tc_placer_free (self->cameras);
  tc_placer_free (self->reducer);
  tc_shot_unref (self->whole);
  tc_picture_free (self->drawn);
  g_free (self);
}

static void
make_room (TcMonitorDraw *self, int width, int height)
{
  if (self->drawn && self->drawn->width == width && self->drawn->height == height)
    return;
  tc_picture_free (self->drawn);
  self->drawn = tc_picture_new (width, height);
}

static gboolean
draw_shot (TcMonitorDraw *self, const TcTaken *taken, const TcMonitorShot *shot)
{
  gint64 tick = MAX (taken->tick, shot->tick);
  TcPlacing placing;
  TcMapped from[TC_SHOT_MAX_PLACEMENTS];
  const TcPicture *pictures[TC_SHOT_MAX_PLACEMENTS];
  guint n = 0;

  make_room (self, shot->width, shot->height);
  placing = tc_shot_place (shot->shot, tick, shot->width, shot->height);
  for (; n < placing.n; n++) {
    guint index = placing.placed[n].index;
    GstBuffer *frame = frame_of (taken, shot->shot->placements[index].camera);

    if (!tc_map (&from[n], &self->info, frame, GST_MAP_READ))
      break;
    pictures[index] = &from[n].picture;
  }
  gboolean is_ready = n == placing.n;
  if (is_ready) {
    tc_placer_draw (self->cameras, shot->shot, tick, &placing, pictures, self->drawn);
    tc_shot_blend (shot->shot, tick, self->drawn);
  }
  while (n > 0)
    tc_unmap (&from[--n]);
  return is_ready;
}

gboolean
tc_monitor_draw (TcMonitorDraw *self, const TcTaken *taken, const TcMonitorShot *shot)
{
  TcMapped from;

  if (shot)
    return draw_shot (self, taken, shot);
  if (!tc_map (&from, &self->info, taken->programme, GST_MAP_READ))
    return FALSE;
  make_room (self, from.picture.width, from.picture.height);
  tc_picture_copy (self->drawn, &from.picture);
  tc_unmap (&from);
  return TRUE;
}

/* --- coding --- */

static GBytes *
code (TcMonitorDraw *self, const TcPicture *picture)
{
  g_autoptr (GError) error = NULL;
  GBytes *jpeg = tc_picture_to_jpeg (picture, TC_MONITOR_QUALITY, &error);

  if (!jpeg && !self->is_logged)
    tc_log (TC_LOG_ERROR, "monitor", "%s", error->message);
  self->is_logged = !jpeg;
  return jpeg;
}

GBytes *
tc_monitor_draw_code (TcMonitorDraw *self, int width)
{
  const TcPicture *drawn = self->drawn;
  int height = (int)((gint64)drawn->height * width / drawn->width + 1) & ~1;
  TcPlacing placing;

  if (width >= drawn->width)
    return code (self, drawn);
  g_autoptr (TcPicture) small = tc_picture_new (width, height);
  placing = tc_shot_place (self->whole, 0, width, height);
  tc_placer_draw (self->reducer, self->whole, 0, &placing, &drawn, small);
  return code (self, small);
}
