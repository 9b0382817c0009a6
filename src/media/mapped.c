/* SPDX-License-Identifier: MIT */
#include "media/mapped.h"

GstVideoInfo
tc_frame_info (int width, int height)
{
  GstVideoInfo info;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, (guint)width, (guint)height);
  gst_video_colorimetry_from_string (&info.colorimetry, GST_VIDEO_COLORIMETRY_BT709);
  info.chroma_site = GST_VIDEO_CHROMA_SITE_MPEG2;
  return info;
}

gboolean
tc_map (TcMapped *self, const GstVideoInfo *info, GstBuffer *buffer, GstMapFlags flags)
{
  /* No reference per map: the caller's outlives it, and one would make the buffer
   * read-only. */
  if (!gst_video_frame_map (&self->frame, info, buffer,
                            flags | GST_VIDEO_FRAME_MAP_FLAG_NO_REF))
    return FALSE;
  self->picture.width = info->width;
  self->picture.height = info->height;
  for (guint i = 0; i < 3; i++) {
    self->picture.plane[i] = GST_VIDEO_FRAME_PLANE_DATA (&self->frame, i);
    self->picture.stride[i] = GST_VIDEO_FRAME_PLANE_STRIDE (&self->frame, i);
  }
  return TRUE;
}

void
tc_unmap (TcMapped *self)
{
  gst_video_frame_unmap (&self->frame);
}
