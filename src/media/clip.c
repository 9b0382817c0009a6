/* SPDX-License-Identifier: MIT */
#include "tallycast/media/clip.h"

#include <gst/app/gstappsrc.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/media/media.h"

#define LOOK_NS (5 * TC_NS_PER_MS) /* between two looks at a full queue */
#define CRF     16
#define GOP_MS  1000
#define THREADS 4 /* any fixed number: another one gives another stream */

struct TcClip {
  TcRate rate;
  GstElement *pipeline, *src; /* owned */
  GstBus *bus;                /* owned */
  gint64 n_pushed;
};

static char *
describe (const TcFormat *format)
{
  TcRate rate = format->rate;

  return g_strdup_printf (
      "appsrc name=src format=time is-live=false block=false max-bytes=0 max-buffers=0 "
      "caps=video/x-raw,format=I420,width=%d,height=%d,framerate=%d/%d,"
      "pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709,"
      "chroma-site=mpeg2 "
      "! x264enc speed-preset=veryfast pass=qual quantizer=%d bframes=0 threads=%d "
      "key-int-max=%d option-string=open-gop=0 "
      "! h264parse ! video/x-h264,stream-format=avc,alignment=au,profile=high "
      "! mp4mux ! filesink name=sink sync=false async=false",
      format->width, format->height, rate.num, rate.den, CRF, THREADS,
      (int)tc_rate_ticks_in_ms (rate, GOP_MS));
}

/* "Error while writing to file descriptor 5: File too large" and the like stand in the
 * line after the place in GStreamer's source, if at all. */
static const char *
reason (const GError *cause, const char *details)
{
  const char *line = details != NULL ? strchr (details, '\n') : NULL;
  const char *last = line != NULL ? g_strrstr (line, ": ") : NULL;

  return last != NULL ? last + 2 : line != NULL ? line + 1 : cause->message;
}

/* @message: (transfer full) (nullable): an error. Returns: TRUE when there is none. */
static gboolean
take_error (GstMessage *message, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *details = NULL;

  if (message == NULL)
    return TRUE;
  gst_message_parse_error (message, &cause, &details);
  gst_message_unref (message);
  g_set_error_literal (error, TC_ERROR, TC_ERROR_UNAVAILABLE, reason (cause, details));
  return FALSE;
}

static gboolean
check (TcClip *self, GstClockTime wait_ns, GError **error)
{
  return take_error (gst_bus_timed_pop_filtered (self->bus, wait_ns, GST_MESSAGE_ERROR),
                     error);
}

TcClip *
tc_clip_new (const TcFormat *format, const char *path, GError **error)
{
  g_autofree char *description = describe (format);
  g_autoptr (TcClip) self = g_new0 (TcClip, 1);
  g_autoptr (GError) cause = NULL;

  self->rate = format->rate;
  self->pipeline =
      gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &cause);
  if (self->pipeline == NULL) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "no MP4 can be made: %s",
                 cause->message);
    return NULL;
  }
  self->src = gst_bin_get_by_name (GST_BIN (self->pipeline), "src");
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  g_object_set (sink, "location", path, NULL);
  self->bus = gst_element_get_bus (self->pipeline);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE) {
    if (check (self, 0, error))
      g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                   "no MP4 can be made: x264 does not start");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
tc_clip_free (TcClip *self)
{
  if (self == NULL)
    return;
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->src);
  gst_clear_object (&self->bus);
  gst_clear_object (&self->pipeline);
  g_free (self);
}

/* appsrc's own blocking would not end when the disk fails. */
gboolean
tc_clip_push (TcClip *self, const TcPicture *picture, GError **error)
{
  GstAppSrc *src = GST_APP_SRC (self->src);
  gint64 pts_ns = tc_rate_tick_ns (self->rate, self->n_pushed);
  GstBuffer *buffer;

  do {
    guint64 queued = gst_app_src_get_current_level_buffers (src);

    if (!check (self, queued < TC_CLIP_QUEUE_FRAMES ? 0 : LOOK_NS, error))
      return FALSE;
  } while (gst_app_src_get_current_level_buffers (src) >= TC_CLIP_QUEUE_FRAMES);
  buffer = tc_media_buffer_from_picture (picture);
  GST_BUFFER_PTS (buffer) = (GstClockTime)pts_ns;
  GST_BUFFER_DURATION (buffer) =
      (GstClockTime)(tc_rate_tick_ns (self->rate, ++self->n_pushed) - pts_ns);
  /* Refused only after an error, which the next look tells. */
  gst_app_src_push_buffer (src, buffer);
  return TRUE;
}

gboolean
tc_clip_finish (TcClip *self, GError **error)
{
  GstMessage *message;

  gst_app_src_end_of_stream (GST_APP_SRC (self->src));
  message = gst_bus_timed_pop_filtered (self->bus, GST_CLOCK_TIME_NONE,
                                        GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    return take_error (message, error);
  gst_message_unref (message);
  return TRUE;
}
