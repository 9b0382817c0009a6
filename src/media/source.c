/* SPDX-License-Identifier: MIT
 *
 * Time. Live sources stamp by the pipeline's clock, which is the system's monotonic
 * one: capture = base time + running time. A file has no time of its own: its first
 * frame counts as captured file_age_ms ago, the rest follow by their stamps, each
 * handed on when its time has come. So a decoded frame, 3 MB of it, need not wait for
 * all of the programme's delay D: only as long as hides the seam of a loop. There the
 * pipeline is flushed to the start, which takes 10-50 ms, and the next loop's stamps
 * begin where the longest stream of this one ended.
 *
 * Locks: `lock` alone; never held over a call to GStreamer, the queue or the ring.
 */
#include "media/source.h"

#include <string.h>

#include <gst/audio/audio.h>

#include "media/source_private.h"
#include "tallycast/core/sync.h"
#include "tallycast/core/why.h"

/* A file that fell further behind than this (a stopped machine) goes on from now. */
#define MAX_BEHIND_NS (1 * TC_NS_PER_S)
/* A live stamp further from its arrival than this comes from a broken clock. */
#define MAX_STAMP_OFF_NS (5 * TC_NS_PER_S)
#define CLOSE_WAIT_NS    (10 * TC_NS_PER_S)

gboolean
tc_source_is_open (TcSource *self)
{
  TC_LOCKED (&self->lock);
  return !self->is_closed;
}

void
tc_source_set_caps (TcSource *self, const GstCaps *caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  int width = 0;
  int height = 0;
  TcRate rate = {0, 1};

  gst_structure_get_int (s, "width", &width);
  gst_structure_get_int (s, "height", &height);
  gst_structure_get_fraction (s, "framerate", &rate.num, &rate.den);
  TC_LOCKED (&self->lock);
  if (g_str_has_prefix (gst_structure_get_name (s), "audio/")) {
    self->info.has_audio = TRUE;
  } else {
    self->info.width = width;
    self->info.height = height;
    self->info.rate = rate;
  }
}

void
tc_source_get_info (TcSource *self, TcSourceInfo *out_info)
{
  TC_LOCKED (&self->lock);
  *out_info = self->info;
}

/* --- time --- */

static gint64
running_time (GstSample *sample, GstClockTime stamp)
{
  const GstSegment *segment = gst_sample_get_segment (sample);
  if (!GST_CLOCK_TIME_IS_VALID (stamp) || segment->format != GST_FORMAT_TIME)
    return -1;
  return (gint64)gst_segment_to_running_time (segment, GST_FORMAT_TIME, stamp);
}

/* Waits until a file's frame is to be handed on. Returns: what counts as its capture
 * time; -1 when closed. */
static gint64
pace (TcSource *self, gint64 running_ns, gint64 duration_ns)
{
  gint64 now_ns = tc_clock_mono_ns (self->settings.clock);
  TC_LOCKED (&self->lock);

  if (!self->has_zero) {
    self->zero_ns = now_ns - running_ns;
    self->has_zero = TRUE;
  }
  gint64 at_ns = self->loop_start_ns + running_ns;
  self->loop_end_ns = MAX (self->loop_end_ns, at_ns + duration_ns);
  gint64 behind_ns = now_ns - (self->zero_ns + at_ns);
  if (behind_ns > MAX_BEHIND_NS)
    self->zero_ns += behind_ns;
  gint64 due_ns = self->zero_ns + at_ns;
  while (!self->is_closed && tc_cond_wait_until (&self->cond, &self->lock, due_ns))
    ;
  return self->is_closed ? -1 : due_ns - self->settings.file_age_ms * TC_NS_PER_MS;
}

/* Live: base time + running time; a stamp that cannot be is shifted to its arrival. */
static gint64
live_time (TcSource *self, gint64 running_ns)
{
  gint64 base_ns = (gint64)gst_element_get_base_time (self->pipeline);
  gint64 now_ns = tc_clock_mono_ns (self->settings.clock);
  TC_LOCKED (&self->lock);
  if (self->is_closed)
    return -1;
  gint64 time_ns = base_ns + running_ns + self->zero_ns;
  if (ABS (time_ns - now_ns) > MAX_STAMP_OFF_NS) {
    self->zero_ns += now_ns - time_ns;
    time_ns = now_ns;
  }
  return time_ns;
}

static gint64
capture_time (TcSource *self, GstSample *sample, gint64 duration_ns)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gint64 running_ns = running_time (sample, GST_BUFFER_PTS (buffer));
  if (running_ns < 0)
    return -1;
  return self->is_paced ? pace (self, running_ns, duration_ns)
                        : live_time (self, running_ns);
}

/* --- samples --- */

static gint64
frame_duration (const TcSource *self, const GstBuffer *buffer)
{
  return GST_BUFFER_DURATION_IS_VALID (buffer)
             ? (gint64)GST_BUFFER_DURATION (buffer)
             : tc_rate_tick_ns (self->settings.format.rate, 1);
}

/* Of a source faster than MAX_FPS (a 240 Hz phone, a 120 Hz grabber) as many frames as
 * that, evenly: more would fill the queue before the first is due. */
static gboolean
is_too_many (TcSource *self)
{
  TC_LOCKED (&self->lock);
  TcRate rate = self->info.rate;
  gint64 n = self->n_seen++;

  if (rate.den <= 0 || rate.num <= TC_CAMERA_MAX_FPS * rate.den)
    return FALSE;
  gint64 step = (gint64)TC_CAMERA_MAX_FPS * rate.den;
  return n * step / rate.num == (n + 1) * step / rate.num;
}

static void
count_frame (TcSource *self)
{
  gint64 now_ns = tc_clock_mono_ns (self->settings.clock);
  TC_LOCKED (&self->lock);
  self->info.frames++;
  self->loop_frames++;
  self->info.last_ns = now_ns;
}

GstFlowReturn
tc_source_video_cb (GstAppSink *sink, gpointer data)
{
  TcSource *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  if (!buffer || !tc_source_is_open (self) || is_too_many (self))
    return GST_FLOW_OK;

  gint64 time_ns = capture_time (self, sample, frame_duration (self, buffer));
  if (time_ns < 0)
    return GST_FLOW_OK;
  GstBuffer *frame = self->test_picture
                         ? tc_test_picture_paint (self->test_picture, time_ns)
                         : gst_buffer_ref (buffer);
  tc_frame_queue_push (self->settings.frames, time_ns, frame);
  count_frame (self);
  return GST_FLOW_OK;
}

static void
count_samples (TcSource *self, guint n)
{
  gint64 now_ns = tc_clock_mono_ns (self->settings.clock);
  TC_LOCKED (&self->lock);
  self->info.has_audio = TRUE;
  self->info.samples += n;
  if (!self->settings.frames)
    self->info.last_ns = now_ns;
}

GstFlowReturn
tc_source_audio_cb (GstAppSink *sink, gpointer data)
{
  TcSource *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  GstMapInfo map;
  if (!buffer || !tc_source_is_open (self))
    return GST_FLOW_OK;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_FLOW_OK;

  guint n = (guint)(map.size / (TC_AUDIO_CHANNELS * sizeof (float)));
  gint64 duration_ns = tc_audio_position_ns (n);
  gint64 time_ns = capture_time (self, sample, duration_ns);
  TcSourceKind kind = self->settings.kind;
  if (time_ns >= 0 && (kind == TC_SOURCE_ALSA || kind == TC_SOURCE_PULSE)) {
    gint64 end_ns = time_ns + duration_ns;
    gint64 now_ns = tc_clock_mono_ns (self->settings.clock);
    time_ns = tc_anchor_map (&self->anchor, now_ns, end_ns) - duration_ns;
  }
  if (time_ns >= 0) {
    float ticks[TEST_SOUND_FRAMES * TC_AUDIO_CHANNELS];
    const float *samples = (const float *)map.data;
    if (self->has_test_sound && n <= TEST_SOUND_FRAMES) {
      tc_test_sound (tc_audio_position_at (time_ns), ticks, n);
      samples = ticks;
    }
    tc_audio_ring_write (self->settings.audio, time_ns, samples, n);
    count_samples (self, n);
  }
  gst_buffer_unmap (buffer, &map);
  return GST_FLOW_OK;
}

/* --- life --- */

static void
source_free (TcSource *self)
{
  if (self->bus)
    gst_object_unref (self->bus);
  if (self->pipeline)
    gst_object_unref (self->pipeline);
  tc_test_picture_free (self->test_picture);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

TcSource *
tc_source_open (const TcSourceSettings *settings, GError **error)
{
  TcSource *self = g_new0 (TcSource, 1);
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();

  self->settings = *settings;
  self->settings.uri = self->settings.auth = NULL;
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->cond);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->bus = gst_element_get_bus (self->pipeline);
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), clock);
  if (settings->audio)
    tc_audio_ring_restart (settings->audio);

  if (!tc_source_build (self, settings, error)) {
    tc_source_close (self);
    return NULL;
  }
  pthread_mutex_lock (&self->lock); /* see tc_source_is_open */
  pthread_mutex_unlock (&self->lock);
  /* A failure comes as a message, with its reason. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

/* The end of a file: from the start again, as if it went on. */
static gboolean
begin_loop (TcSource *self, GError **error)
{
  guint64 frames = 0;
  guint64 samples = 0;
  pthread_mutex_lock (&self->lock);
  frames = self->loop_frames;
  samples = self->info.samples;
  self->loop_frames = 0;
  self->loop_start_ns = self->loop_end_ns;
  self->info.loops++;
  pthread_mutex_unlock (&self->lock);

  if (frames == 0 && (self->settings.frames || samples == 0)) {
    g_set_error_literal (error, TC_WHY_ERROR, TC_WHY_NO_PICTURE_FILE, "");
    return FALSE;
  }
  /* Sound ended a little before or after the picture: it joins at its new stamps. */
  if (self->settings.audio)
    tc_audio_ring_restart (self->settings.audio);
  if (!gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
                                GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, 0)) {
    g_set_error_literal (error, TC_WHY_ERROR, TC_WHY_NO_REWIND, "");
    return FALSE;
  }
  return TRUE;
}

/* For people: what GStreamer says of the commonest failures helps nobody. */
static TcWhyCode
resource_code (int code)
{
  switch (code) {
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
      return TC_WHY_LOGIN_REFUSED;
    case GST_RESOURCE_ERROR_NOT_FOUND:
      return TC_WHY_NO_SUCH_STREAM;
    case GST_RESOURCE_ERROR_OPEN_READ_WRITE:
    case GST_RESOURCE_ERROR_OPEN_READ:
      return TC_WHY_NOT_REACHED;
    case GST_RESOURCE_ERROR_BUSY:
      return TC_WHY_IN_USE;
    default:
      return TC_WHY_OTHER;
  }
}

static TcWhyCode
reason (const GError *cause)
{
  if (cause->domain == GST_RESOURCE_ERROR)
    return resource_code (cause->code);
  if (g_error_matches (cause, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
      g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND))
    return TC_WHY_NOT_INSTALLED;
  return cause->domain == GST_STREAM_ERROR ? TC_WHY_NOT_READABLE : TC_WHY_OTHER;
}

static gboolean
handle_message (TcSource *self, GstMessage *message, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    if (self->is_paced)
      return begin_loop (self, error);
    g_set_error_literal (error, TC_WHY_ERROR, TC_WHY_STREAM_ENDED, "");
    return FALSE;
  }
  gst_message_parse_error (message, &cause, NULL);
  g_set_error_literal (error, TC_WHY_ERROR, reason (cause), cause->message);
  return FALSE;
}

gboolean
tc_source_poll (TcSource *self, gint64 wait_ns, GError **error)
{
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
      self->bus, (GstClockTime)MAX (wait_ns, 0), GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  return !message || handle_message (self, message, error);
}

static void
wake_all (TcSource *self)
{
  TC_LOCKED (&self->lock);
  self->is_closed = TRUE;
  pthread_cond_broadcast (&self->cond);
}

/* Shared by the closer and the thread that sets the pipeline to NULL; the last one out
 * frees it. */
typedef struct {
  gatomicrefcount refs;
  GstElement *pipeline;
  pthread_mutex_t lock; /* guards: is_done */
  pthread_cond_t cond;
  gboolean is_done;
} Closing;

static void
closing_unref (Closing *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  gst_object_unref (self->pipeline);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void *
closing_main (void *data)
{
  Closing *self = data;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  pthread_mutex_lock (&self->lock);
  self->is_done = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->lock);
  closing_unref (self);
  return NULL;
}

static gboolean
wait_closed (Closing *self, gint64 deadline_ns)
{
  TC_LOCKED (&self->lock);
  while (!self->is_done && tc_cond_wait_until (&self->cond, &self->lock, deadline_ns))
    ;
  return self->is_done;
}

/* Reads blocked in a driver have been seen to hang set_state for ever. */
static gboolean
stop_pipeline (GstElement *pipeline)
{
  Closing *closing = g_new0 (Closing, 1);
  pthread_t thread;

  g_atomic_ref_count_init (&closing->refs);
  g_atomic_ref_count_inc (&closing->refs);
  closing->pipeline = gst_object_ref (pipeline);
  pthread_mutex_init (&closing->lock, NULL);
  tc_cond_init (&closing->cond);
  if (pthread_create (&thread, NULL, closing_main, closing) != 0)
    closing_main (closing);
  else
    pthread_detach (thread);
  gint64 now_ns = tc_clock_mono_ns (tc_clock_system ());
  gboolean is_closed = wait_closed (closing, now_ns + CLOSE_WAIT_NS);
  closing_unref (closing);
  return is_closed;
}

gboolean
tc_source_close (TcSource *self)
{
  wake_all (self);
  if (!stop_pipeline (self->pipeline))
    return FALSE;
  source_free (self);
  return TRUE;
}
