/* SPDX-License-Identifier: MIT */
#include "broadcast.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define RATE       25
#define STARVED_MS 60

static const TcFormat format = {160, 90, {RATE, 1}};

GstBuffer *
test_frame (const TcFormat *of, guint8 level)
{
  gsize luma = (gsize)of->width * (gsize)of->height;
  /* GStreamer's I420 chroma rows are whole words: 160 / 2 is one already, 90 / 2 rows.
   */
  gsize chroma = (gsize)(of->width / 2) * (gsize)(of->height / 2);
  guint8 *data = g_malloc (luma + 2 * chroma);

  memset (data, level, luma);
  memset (data + luma, 128, 2 * chroma);
  return gst_buffer_new_wrapped (data, luma + 2 * chroma);
}

static void
wait_until (TestBroadcast *self, gint64 at_ns)
{
  struct timespec at = {at_ns / TC_NS_PER_S, at_ns % TC_NS_PER_S};

  clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
  int late_ms = (int)((tc_clock_mono_ns (tc_clock_system ()) - at_ns) / TC_NS_PER_MS);
  if (late_ms > g_atomic_int_get (&self->max_late_ms))
    g_atomic_int_set (&self->max_late_ms, late_ms);
}

/* 440 Hz; one video frame holds 1920 samples. */
static void
push_sound (TestBroadcast *self, gint64 k)
{
  enum {
    FRAMES = TC_AUDIO_RATE / 25
  };
  float samples[FRAMES * TC_AUDIO_CHANNELS];

  for (int i = 0; i < FRAMES; i++) {
    double t = (double)(k * FRAMES + i) / TC_AUDIO_RATE;
    samples[2 * i] = samples[2 * i + 1] = (float)(0.2 * sin (2 * G_PI * 440 * t));
  }
  tc_encoder_push_audio (self->encoder, k * FRAMES, samples, FRAMES);
}

static void
count (TestBroadcast *self, gboolean is_taken)
{
  g_atomic_int_inc (&self->ticks);
  self->refused_run = is_taken ? 0 : self->refused_run + 1;
  if (self->refused_run > g_atomic_int_get (&self->max_refused_run))
    g_atomic_int_set (&self->max_refused_run, self->refused_run);
  if (!is_taken)
    g_atomic_int_inc (&self->refused);
}

static gpointer
broadcast_thread (gpointer data)
{
  TestBroadcast *self = data;
  gint64 base_ns = tc_clock_mono_ns (tc_clock_system ());

  for (gint64 k = 0; !g_atomic_int_get (&self->is_ending); k++) {
    GstBuffer *frame = test_frame (&format, (guint8)(16 + k * 7 % 200));

    wait_until (self, base_ns + tc_rate_tick_ns (format.rate, k));
    count (self, tc_encoder_push_video (self->encoder, k, frame));
    push_sound (self, k);
    gst_buffer_unref (frame);
  }
  return NULL;
}

TestBroadcast *
test_broadcast_start (int bitrate_kbps)
{
  TestBroadcast *self = g_new0 (TestBroadcast, 1);
  TcEncoderSettings settings = {.format = format,
                                .preset = "ultrafast",
                                .bitrate_kbps = bitrate_kbps,
                                .keyframe_s = TEST_BROADCAST_KEYFRAME_S};
  g_autoptr (GError) error = NULL;

  self->hub = tc_hub_new (tc_clock_system ());
  self->encoder = tc_encoder_new (&settings, self->hub, &error);
  g_assert_no_error (error);
  tc_encoder_get_info (self->encoder, &self->info);
  self->thread = g_thread_new ("broadcast", broadcast_thread, self);
  return self;
}

gboolean
test_broadcast_is_starved (TestBroadcast *self)
{
  return g_atomic_int_get (&self->max_late_ms) >= STARVED_MS;
}

void
test_broadcast_assert_unhindered (TestBroadcast *self)
{
  int run = g_atomic_int_get (&self->max_refused_run);

  g_test_message ("refused %d, at most %d in a row, the test's own clock %d ms late",
                  g_atomic_int_get (&self->refused), run,
                  g_atomic_int_get (&self->max_late_ms));
  g_assert_cmpint (run, <, test_broadcast_is_starved (self) ? RATE : 1);
}

void
test_broadcast_stop (TestBroadcast *self)
{
  g_atomic_int_set (&self->is_ending, 1);
  g_thread_join (self->thread);
  tc_encoder_free (self->encoder);
  tc_hub_free (self->hub);
  g_free (self);
}
