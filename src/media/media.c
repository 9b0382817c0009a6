/* SPDX-License-Identifier: MIT */
#include "tallycast/media/media.h"

#include "media/mapped.h"
#include "tallycast/core/error.h"

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
  GstVideoInfo info = tc_frame_info (picture->width, picture->height);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&info), NULL);
  TcMapped to;

  if (tc_map (&to, &info, buffer, GST_MAP_WRITE)) {
    tc_picture_copy (&to.picture, picture);
    tc_unmap (&to);
  }
  return buffer;
}
