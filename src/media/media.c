/* SPDX-License-Identifier: MIT */
#include "tallycast/media/media.h"

#include "tallycast/core/error.h"
#include "tallycast/draw/blend.h"

#include <gst/video/video.h>

gboolean
tc_media_init (GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (gst_init_check (NULL, NULL, &cause))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "GStreamer does not start: %s",
               cause ? cause->message : "no reason given");
  return FALSE;
}

void
tc_media_deinit (void)
{
  gst_deinit ();
}

GstBuffer *
tc_media_buffer_from_picture (const TcPicture *picture)
{
  GstVideoInfo info;
  GstVideoFrame frame;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, (guint)picture->width,
                             (guint)picture->height);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&info), NULL);
  if (gst_video_frame_map (&frame, &info, buffer, GST_MAP_WRITE)) {
    TcPicture to = {.width = picture->width, .height = picture->height};
    for (guint p = 0; p < 3; p++) {
      to.plane[p] = GST_VIDEO_FRAME_PLANE_DATA (&frame, p);
      to.stride[p] = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, p);
    }
    tc_picture_copy (&to, picture);
    gst_video_frame_unmap (&frame);
  }
  return buffer;
}
