/* SPDX-License-Identifier: MIT */
#include "tallycast/media/encoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <math.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/media/flv.h"
#include "tallycast/media/limits.h"

#include "../support/broadcast.h"
#include "../support/probe.h"

#define WAIT_NS (20 * TC_NS_PER_S)

typedef struct {
  TcHub *hub;
  TcHubTap *tap;
  TcEncoder *encoder;
} Fixture;

/* Takes everything: these tests push faster than real time. */
static const TcHubLimits no_limits = {.cap_ms = 3600 * 1000, .cap_bytes = G_MAXSIZE};

static void
fixture_set_up (Fixture *fix, gconstpointer data)
{
  const TcEncoderSettings *settings = data;
  g_autoptr (GError) error = NULL;

  fix->hub = tc_hub_new (tc_clock_system ());
  fix->tap = tc_hub_tap_new (fix->hub, &no_limits);
  tc_hub_tap_open (fix->tap);
  fix->encoder = tc_encoder_new (settings, fix->hub, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  tc_encoder_free (fix->encoder);
  tc_hub_tap_free (fix->tap);
  tc_hub_free (fix->hub);
}

static void
push_frame (Fixture *fix, const TcFormat *format, gint64 k)
{
  GstBuffer *frame = test_frame (format, (guint8)(16 + k * 7 % 200));

  /* Here, and only here, the pusher waits: a full queue is not what is tested. */
  while (!tc_encoder_push_video (fix->encoder, k, frame))
    g_usleep (1000);
  gst_buffer_unref (frame);
}

/* Frames and silence up to @n_frames; returns what came out, in order. */
static GPtrArray *
encode (Fixture *fix, const TcFormat *format, gint64 n_frames, gint64 first_k)
{
  GPtrArray *packets = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_packet_unref);
  gint64 done_samples =
      tc_rate_tick_ns (format->rate, first_k) * TC_AUDIO_RATE / TC_NS_PER_S;
  static const float silence[TC_AUDIO_RATE * TC_AUDIO_CHANNELS / 5];

  for (gint64 k = first_k; k < first_k + n_frames; k++) {
    gint64 end = tc_rate_tick_ns (format->rate, k + 1) * TC_AUDIO_RATE / TC_NS_PER_S;

    push_frame (fix, format, k);
    while (!tc_encoder_push_audio (fix->encoder, done_samples, silence,
                                   (guint)(end - done_samples)))
      g_usleep (1000);
    done_samples = end;
  }
  for (;;) {
    TcPacket *packet = tc_hub_tap_pop (fix->tap, tc_clock_mono_ns (tc_clock_system ()) +
                                                     TC_NS_PER_S / 2);
    if (!packet)
      return packets;
    g_ptr_array_add (packets, packet);
  }
}

static const TcEncoderSettings small = {.format = {160, 90, {25, 1}},
                                        .preset = "ultrafast",
                                        .bitrate_kbps = 500};
static const TcEncoderSettings ntsc = {.format = {160, 90, {30000, 1001}},
                                       .preset = "ultrafast",
                                       .profile = "main",
                                       .bitrate_kbps = 500};
static const TcEncoderSettings many_threads = {.format = {320, 180, {50, 1}},
                                               .threads = TC_ENCODER_MAX_THREADS};
static const TcEncoderSettings shipped = {.format = {320, 180, {25, 1}},
                                          .bitrate_kbps = 800};

static void
test_stamps (Fixture *fix, gconstpointer data)
{
  const TcEncoderSettings *settings = data;
  TcRate rate = settings->format.rate;
  const gint64 first_k = 1000;
  g_autoptr (GPtrArray) packets = encode (fix, &settings->format, 150, first_k);
  gint64 k = first_k, sample = -1;
  int keys = 0;

  for (guint i = 0; i < packets->len; i++) {
    const TcPacket *packet = g_ptr_array_index (packets, i);

    if (packet->kind == TC_PACKET_AUDIO) {
      gint64 at = (packet->pts_ns * TC_AUDIO_RATE + TC_NS_PER_S / 2) / TC_NS_PER_S;
      if (sample >= 0)
        g_assert_cmpint (at, ==, sample + TC_AAC_FRAME_SAMPLES);
      sample = at;
      continue;
    }
    g_assert_cmpint (packet->pts_ns, ==, tc_rate_tick_ns (rate, k));
    g_assert_cmpint (packet->dts_ns, ==, packet->pts_ns);
    g_assert_cmpint (packet->duration_ns, ==,
                     tc_rate_tick_ns (rate, k + 1) - packet->pts_ns);
    /* IDR frames each 2 s and nowhere else. */
    gint64 gop = tc_rate_ticks_in_ms (rate, 2000);
    g_assert_cmpint (packet->is_key, ==, (k - first_k) % gop == 0);
    keys += packet->is_key;
    k++;
  }
  g_assert_cmpint (k - first_k, >, 100);
  g_assert_cmpint (keys, >=, 2);
  g_assert_cmpint (sample, >, 0);
}

static void
test_missed_ticks (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  static const gint64 ticks[] = {0, 1, 2, 5, 6, 100};
  gint64 next = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ticks); i++)
    push_frame (fix, &small.format, ticks[i]);
  for (gint64 k = 101; k < 160; k++)
    push_frame (fix, &small.format, k);
  while (next < (gint64)G_N_ELEMENTS (ticks)) {
    /* No sound at all: the hub goes on after a second. */
    push_frame (fix, &small.format, 160 + next);
    g_autoptr (TcPacket) packet =
        tc_hub_tap_pop (fix->tap, tc_clock_mono_ns (tc_clock_system ()) + WAIT_NS / 10);
    if (!packet)
      continue;
    g_assert_cmpint (packet->pts_ns, ==, ticks[next] * 40 * TC_NS_PER_MS);
    next++;
  }
}

/* --- what the decoders see ---------------------------------------------------------
 */

static char *
write_flv (GPtrArray *packets, const TcStreamInfo *info)
{
  const char *build = g_getenv ("TC_BUILD");
  char *path =
      g_build_filename (build ? build : g_get_tmp_dir (), "test-encoder.flv", NULL);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const TcPacket *first = g_ptr_array_index (packets, 0);
  gboolean has_sent[TC_PACKET_N_KINDS] = {FALSE};

#define APPEND(bytes)                                           \
  G_STMT_START                                                  \
  {                                                             \
    g_autoptr (GBytes) bytes_ = (bytes);                        \
    g_byte_array_append (file, g_bytes_get_data (bytes_, NULL), \
                         (guint)g_bytes_get_size (bytes_));     \
  }                                                             \
  G_STMT_END

  APPEND (tc_flv_file_header ());
  APPEND (tc_flv_metadata (info));
  for (guint i = 0; i < packets->len; i++) {
    const TcPacket *packet = g_ptr_array_index (packets, i);
    if (packet->dts_ns < first->dts_ns)
      continue;
    if (!has_sent[packet->kind])
      APPEND (tc_flv_config (packet->kind, packet->config, 0));
    has_sent[packet->kind] = TRUE;
    APPEND (tc_flv_packet (packet, first->dts_ns));
  }
  g_assert_true (g_file_set_contents (path, (const char *)file->data, file->len, NULL));
  return path;
}

static char *
ffprobe_streams (const char *path)
{
  g_autofree char *command = g_strdup_printf (
      "ffprobe -v error -show_entries stream=codec_name,profile,width,height,"
      "sample_rate,channels,color_range,color_space,color_transfer,color_primaries,"
      "has_b_frames,r_frame_rate,field_order -of default=nw=1 '%s'",
      path);
  char *text = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &text, NULL, NULL, NULL));
  return text;
}

static void
test_accepted_by_ffmpeg (Fixture *fix, gconstpointer data)
{
  static const char *const wanted[] = {
      "codec_name=h264\n",   "width=320\n",          "height=180\n",
      "profile=High\n",      "has_b_frames=0\n",     "color_range=tv\n",
      "color_space=bt709\n", "color_transfer=bt709", "color_primaries=bt709\n",
      "r_frame_rate=25/1\n", "codec_name=aac\n",     "profile=LC\n",
      "sample_rate=48000\n", "channels=2\n",         "field_order=progressive\n",
  };
  const TcEncoderSettings *settings = data;
  TcStreamInfo info;
  TestProbe probe;

  tc_encoder_get_info (fix->encoder, &info);
  g_assert_cmpint (info.video_kbps, ==, 800);
  g_assert_cmpint (info.audio_kbps, ==, 128);
  g_autoptr (GPtrArray) packets = encode (fix, &settings->format, 160, 0);
  g_autofree char *path = write_flv (packets, &info);
  g_autofree char *streams = ffprobe_streams (path);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (!strstr (streams, wanted[i]))
      g_error ("no %s in:\n%s", wanted[i], streams);
  g_assert_true (test_probe (path, &probe));
  g_assert_true (probe.begins_with_key);
  g_assert_cmpint (probe.n_back, ==, 0);
  g_assert_cmpfloat (probe.first_video_s, ==, 0);
  g_assert_cmpfloat (probe.max_video_gap_s, <=, 0.041);
  g_assert_cmpfloat_with_epsilon (probe.max_key_gap_s, 2.0, 0.001);
  g_autofree char *complaints = test_decode (path);
  g_assert_cmpstr (complaints, ==, "");
}

/* Constant bitrate: grey frames need next to nothing, filler makes up for it. */
static void
test_constant_bitrate (Fixture *fix, gconstpointer data)
{
  const TcEncoderSettings *settings = data;
  g_autoptr (GPtrArray) packets = encode (fix, &settings->format, 260, 0);
  gint64 bytes = 0;

  for (guint i = 0; i < packets->len; i++) {
    const TcPacket *packet = g_ptr_array_index (packets, i);
    gint64 ms = packet->dts_ns / TC_NS_PER_MS;
    if (packet->kind == TC_PACKET_VIDEO && ms >= 2000 && ms < 8000)
      bytes += (gint64)packet->size_bytes;
  }
  gint64 kbps = bytes * 8 / 6000;
  g_assert_cmpint (kbps, >, settings->bitrate_kbps * 90 / 100);
  g_assert_cmpint (kbps, <, settings->bitrate_kbps * 110 / 100);
}

/* --- where the sound is ------------------------------------------------------------
 */

#define CLICK_AT    48000
#define CLICK_TOTAL 96000

static void
push_click (Fixture *fix)
{
  float block[TC_AAC_FRAME_SAMPLES * TC_AUDIO_CHANNELS];

  for (gint64 first = 0; first < CLICK_TOTAL; first += TC_AAC_FRAME_SAMPLES) {
    memset (block, 0, sizeof block);
    for (int i = 0; i < TC_AAC_FRAME_SAMPLES; i++) {
      gint64 at = first + i;
      /* A short tone with a sharp top, which AAC can carry. */
      double d = (double)(at - CLICK_AT) / 12;
      block[2 * i] = block[2 * i + 1] = (float)(0.9 * exp (-d * d));
    }
    while (!tc_encoder_push_audio (fix->encoder, first, block, TC_AAC_FRAME_SAMPLES))
      g_usleep (1000);
  }
}

static GstElement *
aac_decoder (GBytes *config, GstElement **out_src, GstElement **out_sink)
{
  GstElement *pipeline =
      gst_parse_launch ("appsrc name=src format=time ! avdec_aac ! audioconvert ! "
                        "audio/x-raw,format=F32LE,layout=interleaved,channels=1 ! "
                        "appsink name=sink sync=false",
                        NULL);
  g_autoptr (GstBuffer) data = gst_buffer_new_wrapped_bytes (config);
  g_autoptr (GstCaps) caps = gst_caps_new_simple (
      "audio/mpeg", "mpegversion", G_TYPE_INT, 4, "stream-format", G_TYPE_STRING, "raw",
      "framed", G_TYPE_BOOLEAN, TRUE, "rate", G_TYPE_INT, 48000, "channels", G_TYPE_INT,
      2, "codec_data", GST_TYPE_BUFFER, data, NULL);

  *out_src = gst_bin_get_by_name (GST_BIN (pipeline), "src");
  *out_sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (*out_src, "caps", caps, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  return pipeline;
}

/* Sample number of the loudest sample: the decoded frame n holds 1024 samples from the
 * stamp of packet n on. */
static gint64
loudest (GPtrArray *packets)
{
  const TcPacket *first = g_ptr_array_index (packets, 0);
  GstElement *src, *sink, *pipeline = aac_decoder (first->config, &src, &sink);
  gint64 base = (gint64)floor ((double)first->pts_ns * 48e-6 + 0.5);
  gint64 at = 0, found = -1;
  float top = 0;

  for (guint i = 0; i < packets->len; i++) {
    const TcPacket *packet = g_ptr_array_index (packets, i);
    gst_app_src_push_buffer (GST_APP_SRC (src), gst_buffer_ref (packet->buffer));
  }
  gst_app_src_end_of_stream (GST_APP_SRC (src));
  for (;;) {
    g_autoptr (GstSample) sample = gst_app_sink_pull_sample (GST_APP_SINK (sink));
    GstMapInfo map;
    if (!sample)
      break;
    gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
    for (gsize i = 0; i < map.size / sizeof (float); i++, at++)
      if (((const float *)map.data)[i] > top) {
        top = ((const float *)map.data)[i];
        found = base + at;
      }
    gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (src);
  gst_object_unref (sink);
  gst_object_unref (pipeline);
  g_assert_cmpfloat (top, >, 0.4);
  return found;
}

static void
test_priming (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GPtrArray) packets =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_packet_unref);

  /* One key frame far ahead opens the tap and lets all the sound pass. */
  for (gint64 k = 0; k < 30; k++)
    push_frame (fix, &small.format, k * 1000);
  for (;;) {
    g_autoptr (TcPacket) packet =
        tc_hub_tap_pop (fix->tap, tc_clock_mono_ns (tc_clock_system ()) + TC_NS_PER_S);
    if (!packet || packet->kind == TC_PACKET_VIDEO)
      break;
  }
  push_click (fix);
  for (;;) {
    TcPacket *packet =
        tc_hub_tap_pop (fix->tap, tc_clock_mono_ns (tc_clock_system ()) + TC_NS_PER_S);
    if (!packet)
      break;
    if (packet->kind == TC_PACKET_AUDIO)
      g_ptr_array_add (packets, packet);
    else
      tc_packet_unref (packet);
  }
  g_assert_cmpuint (packets->len, >, CLICK_TOTAL / TC_AAC_FRAME_SAMPLES - 6);
  gint64 at = loudest (packets);
  g_test_message ("click at %" G_GINT64_FORMAT, at);
  g_assert_cmpint (ABS (at - CLICK_AT), <=, 2);
}

/* --- limits ------------------------------------------------------------------------
 */

static void
test_refuses_when_full (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  static const TcFormat big = {1280, 720, {25, 1}};
  GstBuffer *frame = test_frame (&big, 80);
  TcEncoderStats stats;
  int accepted = 0, refused = 0;

  /* 200 frames of 720p in no time: the queue of four must fill up. */
  for (gint64 k = 0; k < 200; k++) {
    if (tc_encoder_push_video (fix->encoder, k, frame))
      accepted++;
    else
      refused++;
    tc_encoder_get_stats (fix->encoder, &stats);
    g_assert_cmpuint (stats.queued_frames, <=, TC_ENCODER_VIDEO_QUEUE_FRAMES);
  }
  gst_buffer_unref (frame);
  g_assert_cmpint (refused, >, 0);
  g_assert_cmpuint (stats.frames_in, ==, accepted);
  g_assert_cmpuint (stats.frames_refused, ==, refused);
  g_assert_false (stats.has_failed);
}

static void
frame_gone_cb (gpointer data, G_GNUC_UNUSED GstMiniObject *frame)
{
  g_atomic_int_add ((int *)data, -1);
}

/* What a frame pool must be made for (media/limits.h). */
static void
test_held_frames (Fixture *fix, gconstpointer data)
{
  static int alive; /* atomic; outlives the encoder */
  const TcEncoderSettings *settings = data;
  int most = 0;

  g_atomic_int_set (&alive, 0);
  for (gint64 k = 0; k < 300; k++) {
    GstBuffer *frame = test_frame (&settings->format, (guint8)k);

    g_atomic_int_inc (&alive);
    gst_mini_object_weak_ref (GST_MINI_OBJECT (frame), frame_gone_cb, &alive);
    while (!tc_encoder_push_video (fix->encoder, k, frame))
      g_usleep (100);
    gst_buffer_unref (frame);
    most = MAX (most, g_atomic_int_get (&alive));
  }
  g_test_message ("%d frames at most", most);
  g_assert_cmpint (most, >, 1);
  g_assert_cmpint (most, <=, TC_ENCODER_HELD_FRAMES);
}

static void
test_wrong_settings (void)
{
  static const struct {
    TcEncoderSettings settings;
    const char *says;
  } rows[] = {
      {{.format = {161, 90, {25, 1}}}, "even"},
      {{.format = {100, 90, {25, 1}}}, "width"},
      {{.format = {160, 4000, {25, 1}}}, "height"},
      {{.format = {160, 90, {4, 1}}}, "frame rate"},
      {{.format = {160, 90, {25, 0}}}, "frame rate"},
      {{.format = {160, 90, {25, 1}}, .preset = "veryfst"}, "veryfast"},
      {{.format = {160, 90, {25, 1}}, .profile = "baseline"}, "main, high"},
      {{.format = {160, 90, {25, 1}}, .codec = "x265"}, "x264"},
      {{.format = {160, 90, {25, 1}}, .bitrate_kbps = 99}, "100 .. 50000"},
      {{.format = {160, 90, {25, 1}}, .keyframe_s = 11}, "1 .. 10"},
      {{.format = {160, 90, {25, 1}}, .audio_kbps = 20}, "64 .. 320"},
      {{.format = {160, 90, {25, 1}}, .threads = -1}, "threads"},
      {{.format = {160, 90, {25, 1}}, .threads = 9}, "1 .. 8"},
  };
  g_autoptr (TcHub) hub = tc_hub_new (tc_clock_system ());

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tc_encoder_new (&rows[i].settings, hub, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
    if (!strstr (error->message, rows[i].says))
      g_error ("no '%s' in: %s", rows[i].says, error->message);
  }
}

static void
test_missing_element (void)
{
  GstRegistry *registry = gst_registry_get ();
  GstPluginFeature *feature =
      gst_registry_find_feature (registry, "x264enc", GST_TYPE_ELEMENT_FACTORY);
  g_autoptr (TcHub) hub = tc_hub_new (tc_clock_system ());
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (feature);
  gst_registry_remove_feature (registry, feature);
  g_assert_null (tc_encoder_new (&small, hub, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "x264enc"));
  gst_registry_add_feature (registry, feature);
}

#define CLAIM(name, settings, function)                                            \
  g_test_add ("/media/encoder/" name, Fixture, settings, fixture_set_up, function, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  static const TcEncoderSettings hd = {.format = {1280, 720, {25, 1}}};

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  CLAIM ("stamps-are-exact-and-keys-each-2-s", &small, test_stamps);
  CLAIM ("stamps-are-exact-at-29.97-hz", &ntsc, test_stamps);
  CLAIM ("missed-ticks-stay-missing", &small, test_missed_ticks);
  CLAIM ("ffmpeg-finds-what-was-promised", &shipped, test_accepted_by_ffmpeg);
  CLAIM ("bitrate-is-constant", &small, test_constant_bitrate);
  CLAIM ("sound-is-where-it-was-put", &small, test_priming);
  CLAIM ("holds-no-more-frames-than-it-says", &many_threads, test_held_frames);
  CLAIM ("a-full-queue-refuses-and-counts", &hd, test_refuses_when_full);
  g_test_add_func ("/media/encoder/wrong-settings-are-named", test_wrong_settings);
  g_test_add_func ("/media/encoder/a-missing-element-is-named", test_missing_element);
  return g_test_run ();
}
