/* SPDX-License-Identifier: MIT */
#include "media/recorder_file.h"

#include <errno.h>
#include <fcntl.h>
#include <gst/app/gstappsrc.h>
#include <string.h>
#include <unistd.h>

#include "tallycast/core/why.h"

/* Measured: after kill -9 all but the last fragment plays. */
#define FRAGMENT_MS 1000
#define FINISH_MS   10000

struct _TcRecorderFile {
  GstElement *pipeline;               /* owned until close */
  GstElement *src[TC_PACKET_N_KINDS]; /* borrowed from the pipeline; NULL: no sound */
  GstBus *bus;
  gint64 zero_ns;
  int fd; /* for fdatasync only */
};

static GstCaps *
caps_with_config (GstCaps *caps, GBytes *config)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (config);

  gst_caps_set_simple (caps, "codec_data", GST_TYPE_BUFFER, buffer, NULL);
  return caps;
}

static GstCaps *
video_caps (const TcStreamInfo *info, GBytes *config)
{
  const TcFormat *format = &info->format;

  return caps_with_config (
      gst_caps_new_simple ("video/x-h264", "stream-format", G_TYPE_STRING, "avc",
                           "alignment", G_TYPE_STRING, "au", "width", G_TYPE_INT,
                           format->width, "height", G_TYPE_INT, format->height,
                           "framerate", GST_TYPE_FRACTION, format->rate.num,
                           format->rate.den, NULL),
      config);
}

static GstCaps *
audio_caps (GBytes *config)
{
  return caps_with_config (
      gst_caps_new_simple ("audio/mpeg", "mpegversion", G_TYPE_INT, 4, "stream-format",
                           G_TYPE_STRING, "raw", "framed", G_TYPE_BOOLEAN, TRUE, "rate",
                           G_TYPE_INT, TC_AUDIO_RATE, "channels", G_TYPE_INT,
                           TC_AUDIO_CHANNELS, NULL),
      config);
}

/* Not live: mp4mux then waits for both streams instead of guessing by the clock. */
static void
add_source (TcRecorderFile *self, TcPacketKind kind, GstElement *mux, GstCaps *caps)
{
  GstElement *src = gst_element_factory_make ("appsrc", NULL);

  g_object_set (src, "caps", caps, "format", GST_FORMAT_TIME, "is-live", FALSE, "block",
                FALSE, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  gst_caps_unref (caps);
  gst_bin_add (GST_BIN (self->pipeline), src);
  gst_element_link_pads (src, "src", mux,
                         kind == TC_PACKET_VIDEO ? "video_%u" : "audio_%u");
  self->src[kind] = src;
}

static gboolean
build (TcRecorderFile *self, const char *path, GError **error)
{
  GstElement *mux = gst_element_factory_make ("mp4mux", "mux");
  GstElement *sink = gst_element_factory_make ("filesink", NULL);

  if (!mux || !sink) {
    g_set_error_literal (error, TC_WHY_ERROR, TC_WHY_NOT_INSTALLED,
                         mux ? "filesink" : "mp4mux");
    gst_clear_object (&mux);
    gst_clear_object (&sink);
    return FALSE;
  }
  g_object_set (mux, "fragment-duration", FRAGMENT_MS, NULL);
  g_object_set (sink, "location", path, "sync", FALSE, "async", FALSE,
                "enable-last-sample", FALSE, NULL);
  gst_util_set_object_arg (G_OBJECT (sink), "buffer-mode", "unbuffered");
  gst_bin_add_many (GST_BIN (self->pipeline), mux, sink, NULL);
  gst_element_link (mux, sink);
  return TRUE;
}

static void
file_free (TcRecorderFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  gst_object_unref (self->bus);
  g_free (self);
}

TcRecorderFile *
tc_recorder_file_open (const char *path,
                       const TcStreamInfo *info,
                       const TcPacket *first,
                       GBytes *audio_config,
                       GError **error)
{
  TcRecorderFile *self = g_new0 (TcRecorderFile, 1);

  self->fd = -1;
  self->zero_ns = first->dts_ns;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->bus = gst_element_get_bus (self->pipeline);
  gboolean is_running = build (self, path, error);
  if (is_running) {
    g_autoptr (GstElement) mux = gst_bin_get_by_name (GST_BIN (self->pipeline), "mux");

    add_source (self, TC_PACKET_VIDEO, mux, video_caps (info, first->config));
    if (audio_config)
      add_source (self, TC_PACKET_AUDIO, mux, audio_caps (audio_config));
    is_running = gst_element_set_state (self->pipeline, GST_STATE_PLAYING) !=
                     GST_STATE_CHANGE_FAILURE ||
                 tc_recorder_file_check (self, error);
  }
  if (!is_running) {
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
    gst_object_unref (self->pipeline);
    file_free (self);
    return NULL;
  }
  self->fd = open (path, O_RDONLY | O_CLOEXEC);
  return self;
}

void
tc_recorder_file_push (TcRecorderFile *self, const TcPacket *packet)
{
  GstElement *src = self->src[packet->kind];
  if (!src || packet->dts_ns < self->zero_ns)
    return;

  GstBuffer *buffer = gst_buffer_new ();
  gst_buffer_copy_into (buffer, packet->buffer, GST_BUFFER_COPY_MEMORY, 0, (gsize)-1);
  GST_BUFFER_PTS (buffer) = (GstClockTime)(packet->pts_ns - self->zero_ns);
  GST_BUFFER_DTS (buffer) = (GstClockTime)(packet->dts_ns - self->zero_ns);
  GST_BUFFER_DURATION (buffer) = (GstClockTime)packet->duration_ns;
  if (packet->kind == TC_PACKET_VIDEO && !packet->is_key)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  /* Refused only when the pipeline has failed, which check says with its reason. */
  gst_app_src_push_buffer (GST_APP_SRC (src), buffer);
}

guint64
tc_recorder_file_queued_bytes (TcRecorderFile *self)
{
  guint64 bytes = 0;

  for (int kind = 0; kind < TC_PACKET_N_KINDS; kind++)
    if (self->src[kind])
      bytes += gst_app_src_get_current_level_bytes (GST_APP_SRC (self->src[kind]));
  return bytes;
}

gint64
tc_recorder_file_zero_ns (TcRecorderFile *self)
{
  return self->zero_ns;
}

gboolean
tc_recorder_file_check (TcRecorderFile *self, GError **error)
{
  GstMessage *message = gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR);
  if (!message)
    return TRUE;

  g_autoptr (GError) cause = NULL;
  g_autofree char *details = NULL;
  gst_message_parse_error (message, &cause, &details);
  gst_message_unref (message);
  /* The error says "Could not write to resource."; why is in the line after the place
   * in GStreamer's source. */
  const char *why = details ? strchr (details, '\n') : NULL;
  g_set_error (error, cause->domain, cause->code, "%s %s", cause->message,
               why ? why + 1 : "");
  return FALSE;
}

void
tc_recorder_file_sync (TcRecorderFile *self)
{
  if (self->fd >= 0)
    fdatasync (self->fd);
}

TcTeardown *
tc_recorder_file_close (TcRecorderFile *self, gboolean is_broken)
{
  for (int kind = 0; kind < TC_PACKET_N_KINDS && !is_broken; kind++)
    if (self->src[kind])
      gst_app_src_end_of_stream (GST_APP_SRC (self->src[kind]));

  TcTeardown *teardown =
      tc_teardown_start (self->pipeline, is_broken ? 0 : FINISH_MS, 0);
  file_free (self);
  return teardown;
}
