/* SPDX-License-Identifier: MIT
 *
 * The elements of each kind of source. Nothing of a user's goes through the launch
 * syntax: URIs, devices and passwords are set as properties.
 */
#include <string.h>

#include <gst/audio/audio.h>
#include <gst/video/video.h>

#include "media/frame_memory.h"
#include "media/source_private.h"
#include "tallycast/core/sync.h"
#include "tallycast/core/why.h"

/* Two threads each: on two cores more only add frames of delay. */
#define CONVERT_THREADS 2
#define DECODER_THREADS 2
/* A server that says nothing for so long has closed without a word. */
#define RTSP_TCP_TIMEOUT_US (5 * G_USEC_PER_SEC)

#define TAIL "max-buffers=4 sync=false async=false qos=false enable-last-sample=false"

/* videoconvertscale keeps the picture's shape with black borders and brings every
 * matrix, range and depth to BT.709 limited in one pass. */
static char *
video_tail (const TcFormat *format)
{
  gboolean is_fast = format->rate.num > 30 * format->rate.den;
  return g_strdup_printf (
      "deinterlace mode=auto fields=%s ! "
      "videoconvertscale n-threads=%d add-borders=true ! "
      "video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1,"
      "colorimetry=bt709 ! appsink name=video " TAIL,
      is_fast ? "all" : "top", CONVERT_THREADS, format->width, format->height);
}

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#  define NATIVE_F32 "F32LE"
#else
#  define NATIVE_F32 "F32BE"
#endif

#define AUDIO_TAIL                                                \
  "audioconvert ! audioresample ! audio/x-raw,format=" NATIVE_F32 \
  ",rate=48000,channels=2,layout=interleaved ! appsink name=audio " TAIL

/* Without the meta a decoder copies each frame whose strides differ from the default;
 * without an offered pool gst-libav 1.22 copies each whose coded height is another one,
 * as that of 1080p is (decide_allocation in gstavviddec.c); and without this pool and
 * allocator GStreamer copies all of them (frame_memory.h). */
static GstPadProbeReturn
allocation_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  (void)pad;
  (void)data;
  GstQuery *query = gst_pad_probe_info_get_query (info);
  GstCaps *caps = NULL;
  GstVideoInfo video;
  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_parse_allocation (query, &caps, NULL);
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  if (caps && gst_video_info_from_caps (&video, caps)) {
    g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();
    g_autoptr (GstBufferPool) pool = tc_frame_memory_pool_new ();

    gst_query_add_allocation_param (query, allocator, NULL);
    gst_query_add_allocation_pool (query, pool, (guint)GST_VIDEO_INFO_SIZE (&video), 0,
                                   0);
  }
  return GST_PAD_PROBE_HANDLED;
}

static void
connect_sink (TcSource *self, GstBin *bin, const char *name)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (bin, name);
  GstAppSinkCallbacks callbacks = {0};

  if (!sink)
    return;
  if (strcmp (name, "video") == 0) {
    g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, allocation_cb, NULL,
                       NULL);
    callbacks.new_sample = tc_source_video_cb;
  } else {
    callbacks.new_sample = tc_source_audio_cb;
  }
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
}

static gboolean
take_tail (TcSource *self, gboolean is_video)
{
  TC_LOCKED (&self->lock);
  gboolean *taken = is_video ? &self->has_video_tail : &self->has_audio_tail;
  gboolean is_wanted =
      is_video ? self->settings.frames != NULL : self->settings.audio != NULL;
  if (*taken || !is_wanted)
    return FALSE;
  *taken = TRUE;
  return TRUE;
}

/* To the worker, by way of the bus. */
static void
fail (TcSource *self, GQuark domain, int code, const char *text)
{
  GError *error = g_error_new_literal (domain, code, text);
  gst_element_post_message (
      self->pipeline, gst_message_new_error (GST_OBJECT (self->pipeline), error, NULL));
  g_error_free (error);
}

/* A decoded stream: the first picture and the first sound get a tail, the rest ends in
 * nothing (the demuxer goes on as long as one pad is linked). */
static void
decoded_cb (GstElement *decoder, GstPad *pad, TcSource *self)
{
  (void)decoder;
  if (!tc_source_is_open (self))
    return;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  if (!caps)
    caps = gst_pad_query_caps (pad, NULL);
  const char *name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  gboolean is_video = g_str_has_prefix (name, "video/x-raw");

  if (!is_video && !g_str_has_prefix (name, "audio/x-raw"))
    return;
  tc_source_set_caps (self, caps);
  if (!take_tail (self, is_video))
    return;

  g_autofree char *text =
      is_video ? video_tail (&self->settings.format) : g_strdup (AUDIO_TAIL);
  g_autoptr (GError) error = NULL;
  GstElement *tail = gst_parse_bin_from_description (text, TRUE, &error);
  if (!tail) {
    fail (self, error->domain, error->code, error->message);
    return;
  }
  connect_sink (self, GST_BIN (tail), is_video ? "video" : "audio");
  gst_bin_add (GST_BIN (self->pipeline), tail);
  gst_element_sync_state_with_parent (tail);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (tail, "sink");
  gst_pad_link (pad, sink);
}

/* An RTP stream: each gets a decoder of its own. */
static void
rtp_pad_cb (GstElement *rtspsrc, GstPad *pad, TcSource *self)
{
  (void)rtspsrc;
  if (!tc_source_is_open (self))
    return;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *s = caps ? gst_caps_get_structure (caps, 0) : NULL;
  const char *media = s ? gst_structure_get_string (s, "media") : NULL;
  gboolean is_video = g_strcmp0 (media, "video") == 0;
  gboolean is_audio = g_strcmp0 (media, "audio") == 0;

  if (!(is_video && self->settings.frames) && !(is_audio && self->settings.audio))
    return;
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  if (!decoder) {
    fail (self, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN, "decodebin");
    return;
  }
  g_signal_connect (decoder, "pad-added", G_CALLBACK (decoded_cb), self);
  gst_bin_add (GST_BIN (self->pipeline), decoder);
  gst_element_sync_state_with_parent (decoder);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (decoder, "sink");
  gst_pad_link (pad, sink);
}

static gboolean
has_property (GstElement *element, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (element), name) != NULL;
}

static void
element_added_cb (GstBin *pipeline, GstBin *bin, GstElement *element, TcSource *self)
{
  (void)pipeline;
  (void)bin;
  (void)self;
  g_autofree char *name = gst_element_get_name (element);

  if (!g_str_has_prefix (name, "avdec_"))
    return;
  if (has_property (element, "max-threads"))
    g_object_set (element, "max-threads", DECODER_THREADS, NULL);
  /* After joining a stream in its middle: nothing until the first whole picture. */
  if (has_property (element, "output-corrupt"))
    g_object_set (element, "output-corrupt", FALSE, NULL);
}

static GstElement *
make (TcSource *self, const char *factory, const char *name, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, name);
  if (!element) {
    g_set_error_literal (error, TC_WHY_ERROR, TC_WHY_NOT_INSTALLED, factory);
    return NULL;
  }
  gst_bin_add (GST_BIN (self->pipeline), element);
  return element;
}

static gboolean
build_file (TcSource *self, const char *uri, GError **error)
{
  GstElement *source = make (self, "uridecodebin", "source", error);
  if (!source)
    return FALSE;
  g_object_set (source, "uri", uri, NULL);
  g_signal_connect (source, "pad-added", G_CALLBACK (decoded_cb), self);
  self->is_paced = TRUE;
  return TRUE;
}

static gboolean
build_rtsp (TcSource *self, const TcSourceSettings *settings, GError **error)
{
  GstElement *source = make (self, "rtspsrc", "source", error);
  if (!source)
    return FALSE;
  gst_util_set_object_arg (G_OBJECT (source), "protocols", "tcp");
  g_object_set (source, "location", settings->uri, "latency",
                (guint)MAX (settings->latency_ms, 0), "tcp-timeout",
                (guint64)RTSP_TCP_TIMEOUT_US, "teardown-timeout",
                (guint64)(100 * GST_MSECOND), NULL);
  if (settings->auth) {
    g_auto (GStrv) parts = g_strsplit (settings->auth, ":", 2);
    g_object_set (source, "user-id", parts[0], "user-pw", parts[0] ? parts[1] : NULL,
                  NULL);
  }
  g_signal_connect (source, "pad-added", G_CALLBACK (rtp_pad_cb), self);
  return TRUE;
}

static gboolean
build_v4l2 (TcSource *self, const char *uri, GError **error)
{
  GstElement *source = make (self, "v4l2src", "source", error);
  if (!source)
    return FALSE;
  GstElement *decoder = make (self, "decodebin", NULL, error);
  if (!decoder)
    return FALSE;
  g_object_set (source, "device", uri + strlen ("v4l2:"), NULL);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (decoded_cb), self);
  return gst_element_link (source, decoder);
}

static gboolean
build_sound_card (TcSource *self, const TcSourceSettings *settings, GError **error)
{
  gboolean is_alsa = settings->kind == TC_SOURCE_ALSA;
  const char *device = strchr (settings->uri, ':') + 1;
  GstElement *source = make (self, is_alsa ? "alsasrc" : "pulsesrc", "source", error);
  if (!source)
    return FALSE;
  /* The card's clock must not become the pipeline's; its stamps count its samples and
   * are anchored by arrival. */
  g_object_set (source, "provide-clock", FALSE, NULL);
  gst_util_set_object_arg (G_OBJECT (source), "slave-method", "none");
  if (*device)
    g_object_set (source, "device", device, NULL);

  GstElement *tail = gst_parse_bin_from_description (AUDIO_TAIL, TRUE, error);
  if (!tail)
    return FALSE;
  connect_sink (self, GST_BIN (tail), "audio");
  gst_bin_add (GST_BIN (self->pipeline), tail);
  return gst_element_link (source, tail);
}

static gboolean
add_parsed (TcSource *self, const char *text, GError **error)
{
  GstElement *bin = gst_parse_bin_from_description (text, FALSE, error);
  if (!bin)
    return FALSE;
  connect_sink (self, GST_BIN (bin), "video");
  connect_sink (self, GST_BIN (bin), "audio");
  gst_bin_add (GST_BIN (self->pipeline), bin);
  return TRUE;
}

/* `test:` paints its own picture (test_picture.h): of the pipeline it wants only the
 * beat, so that one is tiny. */
static gboolean
build_test_video (TcSource *self, const char *variant, GError **error)
{
  const TcFormat *format = &self->settings.format;
  gboolean is_painted = *variant == '\0';
  TcRate rate = format->rate;
  g_autofree char *text = g_strdup_printf (
      "videotestsrc is-live=true pattern=%s ! "
      "video/x-raw,format=I420,width=%d,height=%d,framerate=%d/%d,"
      "pixel-aspect-ratio=1/1,colorimetry=bt709 ! appsink name=video " TAIL,
      is_painted ? "black" : variant, is_painted ? 16 : format->width,
      is_painted ? 16 : format->height, rate.num, rate.den);

  if (is_painted)
    self->test_picture = tc_test_picture_new (format);
  self->info.width = format->width;
  self->info.height = format->height;
  self->info.rate = rate;
  return add_parsed (self, text, error);
}

/* The ticks are made here too: audiotestsrc 1.22's own begin with a sample that was
 * never written (memory as it was found: the loudest click there is). */
static gboolean
build_test_audio (TcSource *self, const char *variant, GError **error)
{
  gboolean is_tone = strcmp (variant, "tone") == 0;
  g_autofree char *text =
      g_strdup_printf ("audiotestsrc is-live=true samplesperbuffer=%d wave=%s freq=440 "
                       "volume=0.1 ! audio/x-raw,rate=48000 ! " AUDIO_TAIL,
                       TEST_SOUND_FRAMES, is_tone ? "sine" : "silence");
  self->has_test_sound = !is_tone;
  return add_parsed (self, text, error);
}

gboolean
tc_source_build (TcSource *self, const TcSourceSettings *settings, GError **error)
{
  const char *variant = settings->uri + MIN (strlen (settings->uri), strlen ("test:"));

  g_signal_connect (self->pipeline, "deep-element-added", G_CALLBACK (element_added_cb),
                    self);
  switch (settings->kind) {
    case TC_SOURCE_TEST:
      return (!settings->frames || build_test_video (self, variant, error)) &&
             (!settings->audio || build_test_audio (self, variant, error));
    case TC_SOURCE_FILE:
      return build_file (self, settings->uri, error);
    case TC_SOURCE_RTSP:
      return build_rtsp (self, settings, error);
    case TC_SOURCE_V4L2:
      return build_v4l2 (self, settings->uri, error);
    case TC_SOURCE_ALSA:
    case TC_SOURCE_PULSE:
      return build_sound_card (self, settings, error);
  }
  g_return_val_if_reached (FALSE);
}
