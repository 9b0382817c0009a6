/* SPDX-License-Identifier: MIT
 *
 * The encoder gives frames back while it still works on them. Each frame here is of one
 * grey and is painted over the moment it comes back: a picture that was read later than
 * that would show it.
 */
#include "tallycast/media/encoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <string.h>

#include "tallycast/media/limits.h"

#define FRAMES 60
#define SCRAWL 235

static const TcEncoderSettings settings = {.format = {320, 180, {25, 1}},
                                           .bitrate_kbps = 2000};

/* Guarded by nothing: written by whoever gives a frame back, read after the encoder is
 * gone; the count is atomic. */
typedef struct {
  guint8 *data;
  gsize size;
} Paper;

static Paper papers[FRAMES];
static int came_back; /* atomic */

static guint8
grey_of (gint64 k)
{
  return (guint8)(30 + k * 3 % 120);
}

static void
paint_over (gpointer data)
{
  Paper *paper = data;
  memset (paper->data, SCRAWL, paper->size);
  g_atomic_int_inc (&came_back);
}

static GstBuffer *
frame_new (int k)
{
  gsize luma = (gsize)settings.format.width * (gsize)settings.format.height;
  Paper *paper = &papers[k];

  paper->size = luma + luma / 2;
  paper->data = g_malloc (paper->size);
  memset (paper->data, grey_of (k), luma);
  memset (paper->data + luma, 128, luma / 2);
  return gst_buffer_new_wrapped_full (0, paper->data, paper->size, 0, paper->size,
                                      paper, paint_over);
}

/* Returns: how many frames came back before their packet came out, at most. */
static int
push_all (TcEncoder *encoder)
{
  static const float silence[TC_AUDIO_RATE / 25 * TC_AUDIO_CHANNELS];
  const guint n = TC_AUDIO_RATE / 25;
  TcEncoderStats stats;
  int early = 0;

  for (int k = 0; k < FRAMES; k++) {
    GstBuffer *frame = frame_new (k);
    while (!tc_encoder_push_video (encoder, k, frame))
      g_usleep (1000);
    gst_buffer_unref (frame);
    tc_encoder_push_audio (encoder, k * (gint64)n, silence, n);
    int back = g_atomic_int_get (&came_back);
    tc_encoder_get_stats (encoder, &stats);
    early = MAX (early, back - (int)stats.frames_out);
  }
  return early;
}

static GPtrArray *
take_pictures (TcHubTap *tap)
{
  GPtrArray *packets = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_packet_unref);
  for (;;) {
    gint64 until_ns = tc_clock_mono_ns (tc_clock_system ()) + TC_NS_PER_S / 2;
    TcPacket *packet = tc_hub_tap_pop (tap, until_ns);
    if (!packet)
      return packets;
    if (packet->kind == TC_PACKET_VIDEO)
      g_ptr_array_add (packets, packet);
    else
      tc_packet_unref (packet);
  }
}

static void
feed_decoder (GstElement *pipeline, GPtrArray *packets)
{
  const TcPacket *first = g_ptr_array_index (packets, 0);
  g_autoptr (GstElement) src = gst_bin_get_by_name (GST_BIN (pipeline), "src");
  g_autoptr (GstBuffer) config = gst_buffer_new_wrapped_bytes (first->config);
  g_autoptr (GstCaps) caps = gst_caps_new_simple (
      "video/x-h264", "stream-format", G_TYPE_STRING, "avc", "alignment", G_TYPE_STRING,
      "au", "width", G_TYPE_INT, settings.format.width, "height", G_TYPE_INT,
      settings.format.height, "codec_data", GST_TYPE_BUFFER, config, NULL);

  g_object_set (src, "caps", caps, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < packets->len; i++) {
    const TcPacket *packet = g_ptr_array_index (packets, i);
    gst_app_src_push_buffer (GST_APP_SRC (src), gst_buffer_ref (packet->buffer));
  }
  gst_app_src_end_of_stream (GST_APP_SRC (src));
}

/* All of its luma against the grey that picture @n was painted in. */
static void
check_picture (GstSample *sample, guint n)
{
  GstVideoInfo info;
  GstVideoFrame frame;

  g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (sample)));
  g_assert_true (gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample),
                                      GST_MAP_READ));
  const guint8 *luma = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
  for (int y = 0; y < settings.format.height; y++)
    for (int x = 0; x < settings.format.width; x++) {
      int level = luma[y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0) + x];
      g_assert_cmpint (ABS (level - grey_of (n)), <=, 4);
    }
  gst_video_frame_unmap (&frame);
}

static guint
count_right_pictures (GPtrArray *packets)
{
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (
      gst_parse_launch ("appsrc name=src format=time ! avdec_h264 ! "
                        "video/x-raw,format=I420 ! appsink name=sink sync=false",
                        NULL));
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  guint n = 0;

  feed_decoder (pipeline, packets);
  for (;; n++) {
    g_autoptr (GstSample) sample = gst_app_sink_pull_sample (GST_APP_SINK (sink));
    if (!sample)
      break;
    check_picture (sample, n);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return n;
}

static void
frames_come_back_early_and_were_read (void)
{
  static const TcHubLimits no_limits = {.cap_ms = 3600 * 1000, .cap_bytes = G_MAXSIZE};
  g_autoptr (GError) error = NULL;
  TcHub *hub = tc_hub_new (tc_clock_system ());
  TcHubTap *tap = tc_hub_tap_new (hub, &no_limits);

  tc_hub_tap_open (tap);
  TcEncoder *encoder = tc_encoder_new (&settings, hub, &error);
  g_assert_no_error (error);
  int early = push_all (encoder);
  g_autoptr (GPtrArray) packets = take_pictures (tap);
  tc_encoder_free (encoder);

  g_test_message ("%d frames were back before their packet, %u packets", early,
                  packets->len);
  g_assert_cmpint (early, >=, TC_ENCODER_LOOKAHEAD_FRAMES / 2);
  g_assert_cmpint (g_atomic_int_get (&came_back), ==, FRAMES);
  g_assert_cmpuint (packets->len, >=, FRAMES / 2);
  g_assert_cmpuint (count_right_pictures (packets), ==, packets->len);
  tc_hub_tap_free (tap);
  tc_hub_free (hub);
  for (int k = 0; k < FRAMES; k++)
    g_free (papers[k].data);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/loan/frames-come-back-early-and-were-read",
                   frames_come_back_early_and_were_read);
  return g_test_run ();
}
