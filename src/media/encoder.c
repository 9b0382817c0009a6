/* SPDX-License-Identifier: MIT
 *
 * Why no tune=zerolatency: a public webcast is seconds late anyway, and sliced threads
 * without look-ahead only cost picture quality. Why filler=1 and not nal-hrd=cbr: with
 * HRD in use x264 refuses later changes of the bitrate (x264 encoder/ratecontrol.c).
 * With a speed preset set, x264enc applies only properties that were set explicitly.
 * cabac=1, because `ultrafast` turns it off and the stream would be of baseline
 * profile.
 */
#include "tallycast/media/encoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <pthread.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/sync.h"
#include "tallycast/media/limits.h"

#include "media/encoder_settings.h"
#include "media/loan.h"

/* The hub holds the sound at most 1 s for the video; look-ahead takes 0.4 s of it. */
#define LOOKAHEAD_MS 400

#define AUDIO_FRAME_BYTES (TC_AUDIO_CHANNELS * sizeof (float))
#define AUDIO_QUEUE_BYTES \
  (TC_ENCODER_AUDIO_QUEUE_MS * (TC_AUDIO_RATE / 1000) * AUDIO_FRAME_BYTES)

/* One of the two pipelines. */
typedef struct {
  TcEncoder *owner; /* borrowed */
  TcPacketKind kind;
  GstElement *pipeline, *src, *sink; /* owned */
  GstCaps *caps;                     /* owned; what `config` was read from. Streaming */
  GBytes *config;                    /* owned, the same thread */
} Line;

struct _TcEncoder {
  TcHub *hub; /* borrowed */
  TcStreamInfo info;
  Line video, audio;
  TcLender lender; /* of programme frames to x264enc */

  pthread_mutex_t lock;
  /* guards: */
  TcEncoderStats stats;
  char *failure; /* owned, nullable */
};

/* A new configuration comes with new caps only. */
static GBytes *
line_config (Line *line, GstSample *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  GstBuffer *data = NULL;
  GstMapInfo map;

  if (caps == line->caps || !caps)
    return line->config;
  gst_structure_get (gst_caps_get_structure (caps, 0), "codec_data", GST_TYPE_BUFFER,
                     &data, NULL);
  if (!data)
    return line->config;
  gst_caps_replace (&line->caps, caps);

  if (gst_buffer_map (data, &map, GST_MAP_READ)) {
    g_autoptr (GBytes) config = g_bytes_new (map.data, map.size);
    gst_buffer_unmap (data, &map);
    /* Caps change in other fields too; an equal configuration stays the same object. */
    if (!line->config || !g_bytes_equal (line->config, config)) {
      g_clear_pointer (&line->config, g_bytes_unref);
      line->config = g_steal_pointer (&config);
    }
  }
  gst_buffer_unref (data);
  return line->config;
}

/* x264enc moves its stamps and its segment by 1000 hours: only the difference counts.
 */
static gint64
running_ns (GstSample *sample, GstClockTime stamp)
{
  guint64 running = 0;
  int sign = gst_segment_to_running_time_full (gst_sample_get_segment (sample),
                                               GST_FORMAT_TIME, stamp, &running);

  return sign < 0 ? -(gint64)running : (gint64)running;
}

static gint64
sample_ns (gint64 sample)
{
  return tc_rate_tick_ns ((TcRate){TC_AUDIO_RATE, 1}, sample);
}

/* The encoder's stamp is that of the samples it last took, and rounded: back to a whole
 * sample, less the priming samples that are still before it in the coded frame. */
static TcPacket *
audio_packet (Line *line, GstSample *sample, GBytes *config)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gint64 at_ns = running_ns (sample, GST_BUFFER_PTS (buffer));
  gint64 first = (gint64)gst_util_uint64_scale_round ((guint64)MAX (at_ns, 0),
                                                      TC_AUDIO_RATE, GST_SECOND) -
                 TC_AAC_PRIMING_SAMPLES;
  gint64 pts_ns = sample_ns (first);

  return tc_packet_new (line->kind, gst_buffer_ref (buffer), config, pts_ns, pts_ns,
                        sample_ns (first + TC_AAC_FRAME_SAMPLES) - pts_ns);
}

static TcPacket *
video_packet (Line *line, GstSample *sample, GBytes *config)
{
  TcRate rate = line->owner->info.format.rate;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gint64 pts_ns = running_ns (sample, GST_BUFFER_PTS (buffer));
  gint64 k = tc_rate_tick_at (rate, pts_ns);

  /* Without B-frames a frame is decoded when it is shown. */
  return tc_packet_new (line->kind, gst_buffer_ref (buffer), config, pts_ns, pts_ns,
                        tc_rate_tick_ns (rate, k + 1) - pts_ns);
}

static void
count_out (TcEncoder *self, const TcPacket *packet)
{
  TC_LOCKED (&self->lock);
  self->stats.bytes_out += packet->size_bytes;
  if (packet->kind == TC_PACKET_AUDIO) {
    self->stats.audio_out++;
  } else {
    self->stats.frames_out++;
    self->stats.key_frames_out += packet->is_key ? 1 : 0;
  }
}

static GstFlowReturn
new_sample_cb (GstAppSink *sink, gpointer data)
{
  Line *line = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  if (!sample)
    return GST_FLOW_OK;

  GBytes *config = line_config (line, sample);
  /* h264parse may hand on a unit before it has seen the parameter sets. */
  if (!config || !GST_BUFFER_PTS_IS_VALID (gst_sample_get_buffer (sample)))
    return GST_FLOW_OK;

  TcPacket *packet = line->kind == TC_PACKET_VIDEO
                         ? video_packet (line, sample, config)
                         : audio_packet (line, sample, config);
  if (packet) {
    count_out (line->owner, packet);
    tc_hub_push (line->owner->hub, packet);
  }
  return GST_FLOW_OK;
}

static void
take_failure (TcEncoder *self, const char *text)
{
  TC_LOCKED (&self->lock);
  self->stats.has_failed = TRUE;
  if (!self->failure)
    self->failure = g_strdup (text);
}

static GstBusSyncReply
bus_cb (G_GNUC_UNUSED GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_error (message, &error, NULL);
    take_failure (data, error->message);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static gboolean
line_start (Line *line, TcEncoder *owner, const char *description, GError **error)
{
  GstAppSinkCallbacks callbacks = {.new_sample = new_sample_cb};

  line->owner = owner;
  line->pipeline =
      gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (!line->pipeline)
    return FALSE;
  line->src = gst_bin_get_by_name (GST_BIN (line->pipeline), "src");
  line->sink = gst_bin_get_by_name (GST_BIN (line->pipeline), "sink");
  gst_app_sink_set_callbacks (GST_APP_SINK (line->sink), &callbacks, line, NULL);

  g_autoptr (GstBus) bus = gst_element_get_bus (line->pipeline);
  gst_bus_set_sync_handler (bus, bus_cb, owner, NULL);
  if (gst_element_set_state (line->pipeline, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE)
    return TRUE;
  g_autofree char *failure = tc_encoder_dup_error (owner);
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s",
               failure ? failure : "the pipeline does not start");
  return FALSE;
}

static void
line_clear (Line *line)
{
  if (line->pipeline)
    gst_element_set_state (line->pipeline, GST_STATE_NULL);
  gst_clear_object (&line->src);
  gst_clear_object (&line->sink);
  gst_clear_object (&line->pipeline);
  gst_clear_caps (&line->caps);
  g_clear_pointer (&line->config, g_bytes_unref);
}

#define APPSRC  "appsrc name=src format=time is-live=true block=false max-bytes=0 "
#define APPSINK "appsink name=sink sync=false async=false enable-last-sample=false"

static char *
describe_video (const TcEncoderSettings *s)
{
  TcRate rate = s->format.rate;
  gint64 lookahead =
      CLAMP (tc_rate_ticks_in_ms (rate, LOOKAHEAD_MS), 1, TC_ENCODER_LOOKAHEAD_FRAMES);
  gint64 gop = tc_rate_ticks_in_ms (rate, s->keyframe_s * 1000);

  return g_strdup_printf (
      APPSRC "max-buffers=%d "
             "caps=video/x-raw,format=I420,width=%d,height=%d,framerate=%d/%d,"
             "pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709,"
             "chroma-site=mpeg2 "
             "! x264enc speed-preset=%s bframes=0 rc-lookahead=%d sync-lookahead=0 "
             "threads=%d key-int-max=%d bitrate=%d vbv-buf-capacity=1000 "
             "byte-stream=false aud=false "
             "option-string=scenecut=0:filler=1:open-gop=0:cabac=1 "
             "! h264parse "
             "! video/x-h264,stream-format=avc,alignment=au,profile=%s ! " APPSINK,
      TC_ENCODER_VIDEO_QUEUE_FRAMES, s->format.width, s->format.height, rate.num,
      rate.den, s->preset, (int)lookahead, s->threads, (int)gop, s->bitrate_kbps,
      s->profile);
}

static char *
describe_audio (const TcEncoderSettings *s)
{
  return g_strdup_printf (
      APPSRC "max-buffers=0 caps=audio/x-raw,format=F32LE,layout=interleaved,"
             "rate=%d,channels=%d,channel-mask=(bitmask)0x3 "
             "! avenc_aac bitrate=%d "
             "! audio/mpeg,mpegversion=4,stream-format=raw ! " APPSINK,
      TC_AUDIO_RATE, TC_AUDIO_CHANNELS, s->audio_kbps * 1000);
}

TcEncoder *
tc_encoder_new (const TcEncoderSettings *settings, TcHub *hub, GError **error)
{
  TcEncoderSettings full = tc_encoder_settings_with_defaults (settings);
  g_autoptr (GError) cause = NULL;

  if (!tc_encoder_settings_check (&full, error))
    return NULL;

  g_autoptr (TcEncoder) self = g_new0 (TcEncoder, 1);
  self->hub = hub;
  self->info = (TcStreamInfo){.format = full.format,
                              .video_kbps = full.bitrate_kbps,
                              .audio_kbps = full.audio_kbps};
  self->video.kind = TC_PACKET_VIDEO;
  self->audio.kind = TC_PACKET_AUDIO;
  pthread_mutex_init (&self->lock, NULL);

  g_autofree char *video = describe_video (&full);
  g_autofree char *audio = describe_audio (&full);
  if (line_start (&self->video, self, video, &cause) &&
      line_start (&self->audio, self, audio, &cause)) {
    g_autoptr (GstPad) src = gst_element_get_static_pad (self->video.src, "src");

    tc_lender_watch (&self->lender, src);
    return g_steal_pointer (&self);
  }
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "encoder: %s", cause->message);
  return NULL;
}

void
tc_encoder_free (TcEncoder *self)
{
  if (!self)
    return;
  line_clear (&self->video);
  line_clear (&self->audio);
  tc_lender_clear (&self->lender);
  pthread_mutex_destroy (&self->lock);
  g_free (self->failure);
  g_free (self);
}

void
tc_encoder_get_info (TcEncoder *self, TcStreamInfo *out_info)
{
  *out_info = self->info;
}

static GstFlowReturn
push_frame (TcEncoder *self, gint64 k, GstBuffer *frame)
{
  TcRate rate = self->info.format.rate;
  GstBuffer *buffer = tc_lender_lend (frame);

  if (!buffer)
    return GST_FLOW_ERROR;
  GST_BUFFER_PTS (buffer) = (GstClockTime)tc_rate_tick_ns (rate, k);
  GST_BUFFER_DURATION (buffer) =
      (GstClockTime)(tc_rate_tick_ns (rate, k + 1) - tc_rate_tick_ns (rate, k));
  return gst_app_src_push_buffer (GST_APP_SRC (self->video.src), buffer);
}

gboolean
tc_encoder_push_video (TcEncoder *self, gint64 k, GstBuffer *frame)
{
  GstAppSrc *src = GST_APP_SRC (self->video.src);
  gboolean is_accepted =
      gst_app_src_get_current_level_buffers (src) < TC_ENCODER_VIDEO_QUEUE_FRAMES &&
      push_frame (self, k, frame) == GST_FLOW_OK;

  TC_LOCKED (&self->lock);
  if (is_accepted)
    self->stats.frames_in++;
  else
    self->stats.frames_refused++;
  return is_accepted;
}

gboolean
tc_encoder_push_audio (TcEncoder *self,
                       gint64 first_sample,
                       const float *samples,
                       guint n_frames)
{
  GstAppSrc *src = GST_APP_SRC (self->audio.src);
  gboolean is_accepted = gst_app_src_get_current_level_bytes (src) < AUDIO_QUEUE_BYTES;

  if (is_accepted) {
    GstBuffer *buffer = gst_buffer_new_memdup (samples, n_frames * AUDIO_FRAME_BYTES);

    GST_BUFFER_PTS (buffer) = (GstClockTime)sample_ns (first_sample);
    GST_BUFFER_DURATION (buffer) =
        (GstClockTime)(sample_ns (first_sample + n_frames) - sample_ns (first_sample));
    is_accepted = gst_app_src_push_buffer (src, buffer) == GST_FLOW_OK;
  }

  TC_LOCKED (&self->lock);
  if (is_accepted)
    self->stats.audio_in += n_frames;
  else
    self->stats.audio_refused += n_frames;
  return is_accepted;
}

void
tc_encoder_get_stats (TcEncoder *self, TcEncoderStats *out_stats)
{
  guint queued =
      (guint)gst_app_src_get_current_level_buffers (GST_APP_SRC (self->video.src));

  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
  out_stats->queued_frames = queued;
}

char *
tc_encoder_dup_error (TcEncoder *self)
{
  TC_LOCKED (&self->lock);
  return g_strdup (self->failure);
}
