/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gst/video/video.h>

#include "tallycast/core/sync.h"
#include "why.h"

#define LOUD          0.05f
#define QUIET_SAMPLES 12000 /* a tone after so much silence is a new beep */
#define PAIR_SAMPLES  24000 /* flash and beep further apart belong to others */

static void
pair_up (Rig *self)
{
  if (self->flash_at < 0 || self->beep_at < 0)
    return;
  gint64 apart = self->beep_at - self->flash_at;
  if (ABS (apart) < PAIR_SAMPLES) {
    double ms = (double)apart * 1000 / TC_AUDIO_RATE;
    self->pairs++;
    self->sum_ms += ms;
    self->worst_ms = fmax (self->worst_ms, fabs (ms));
    self->flash_at = self->beep_at = -1;
  } else if (apart > 0) {
    self->flash_at = -1;
  } else {
    self->beep_at = -1;
  }
}

static void
look_at (Rig *self, gint64 k, const GstVideoFrame *frame)
{
  const guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  int stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  gint64 sum = 0;
  gint64 hash = 0; /* depends on places too */
  for (int y = 0; y < RIG_HEIGHT; y += 2)
    for (int x = 0; x < RIG_WIDTH; x += 2) {
      sum += data[(gsize)y * stride + x];
      hash += (gint64)data[(gsize)y * stride + x] * (x + 3 * y);
    }
  gint64 mean = sum / (RIG_WIDTH * RIG_HEIGHT / 4);

  TC_LOCKED (&self->lock);
  gboolean is_white = mean > 128;
  if (is_white && !self->was_white)
    self->flash_at = k * TC_AUDIO_RATE / 25;
  self->was_white = is_white;
  self->pictures++;
  self->changes += hash != self->last_hash;
  self->last_hash = hash;
  self->corner = data[(gsize)(RIG_HEIGHT / 2) * stride];
  self->centre = data[(gsize)(RIG_HEIGHT / 2) * stride + RIG_WIDTH / 2];
  pair_up (self);
}

static gboolean
video_cb (gpointer data, gint64 k, GstBuffer *programme, GstBuffer *clean)
{
  (void)clean;
  GstVideoInfo info;
  GstVideoFrame frame;
  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, RIG_WIDTH, RIG_HEIGHT);
  if (gst_video_frame_map (&frame, &info, programme, GST_MAP_READ)) {
    look_at (data, k, &frame);
    gst_video_frame_unmap (&frame);
  }
  return TRUE;
}

static void
audio_cb (gpointer data, gint64 first, const float *samples, guint n)
{
  Rig *self = data;
  TC_LOCKED (&self->lock);
  for (guint i = 0; i < n; i++) {
    float level = fabsf (samples[2 * i]);
    self->energy += level * level;
    if (level < LOUD) {
      self->quiet++;
      continue;
    }
    if (self->quiet > QUIET_SAMPLES)
      self->beep_at = first + i;
    self->quiet = 0;
  }
  pair_up (self);
}

static void
state_cb (gpointer data,
          const char *id,
          TcCameraState state,
          const char *text,
          json_t *why)
{
  (void)id;
  Rig *self = data;
  g_assert_true ((state == TC_CAMERA_BACKOFF) == (why != NULL));
  if (!why)
    return;
  test_why_has_words (why);
  TC_LOCKED (&self->lock);
  g_strlcpy (self->text, text, sizeof self->text);
}

Rig *
rig_new (const char *uri, const char *auth)
{
  Rig *self = g_new0 (Rig, 1);
  TcFormat format = {RIG_WIDTH, RIG_HEIGHT, {25, 1}};
  TcCameraCallbacks callbacks = {state_cb, self};
  g_autoptr (GError) error = NULL;

  pthread_mutex_init (&self->lock, NULL);
  tc_slot_init (&self->shots, (TcRefFunc)tc_shot_ref, (TcUnrefFunc)tc_shot_unref);
  self->flash_at = self->beep_at = -1;
  self->ring = tc_audio_ring_new ();
  TcCameraSettings camera = {.id = "main",
                             .uri = uri,
                             .auth = auth,
                             .latency_ms = 200,
                             .delay_ms = RIG_DELAY_MS,
                             .audio = self->ring};
  self->camera =
      tc_camera_new (&camera, &format, tc_clock_system (), &callbacks, &error);
  g_assert_no_error (error);
  TcTickerSettings ticker = {.format = format,
                             .delay_ms = RIG_DELAY_MS,
                             .pool_frames = 8,
                             .clock = tc_clock_system (),
                             .shots = &self->shots,
                             .audio = self->ring,
                             .sink = {video_cb, audio_cb, self}};
  self->ticker = tc_ticker_new (&ticker);
  tc_ticker_add_camera (self->ticker, "main", tc_camera_frames (self->camera));
  tc_camera_start (self->camera);
  tc_ticker_start (self->ticker);
  return self;
}

void
rig_free (Rig *self)
{
  tc_ticker_free (self->ticker);
  tc_camera_free (self->camera);
  tc_audio_ring_free (self->ring);
  tc_slot_clear (&self->shots);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

TcViewState
rig_view (Rig *self)
{
  TcTickerStats stats;
  tc_ticker_get_stats (self->ticker, &stats);
  return stats.n_views ? stats.views[0].state : TC_VIEW_SLATE;
}

TcCameraStatus
rig_status (Rig *self)
{
  TcCameraStatus status;
  tc_camera_get_status (self->camera, &status);
  return status;
}

guint
rig_pairs (Rig *self)
{
  TC_LOCKED (&self->lock);
  return self->pairs;
}

guint
rig_pictures (Rig *self)
{
  TC_LOCKED (&self->lock);
  return self->pictures;
}

guint
rig_changes (Rig *self)
{
  TC_LOCKED (&self->lock);
  return self->changes;
}

double
rig_energy (Rig *self)
{
  TC_LOCKED (&self->lock);
  return self->energy;
}

char *
rig_dup_text (Rig *self)
{
  TC_LOCKED (&self->lock);
  return g_strdup (self->text);
}

static char *
clip_path (const char *name)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TC_BUILD"), "clips", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  return g_build_filename (folder, name, NULL);
}

/* Made under another name first: tests run side by side. */
static char *
make_clip (const char *name, const char *before, const char *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = clip_path (name);
  g_autofree char *unfinished = g_strdup_printf ("%d-%s", (int)getpid (), name);
  g_autofree char *part = clip_path (unfinished);
  g_autofree char *command = g_strdup_printf ("%s %s %s", before, part, after);
  int status = 0;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (rename (part, path), ==, 0);
  return g_steal_pointer (&path);
}

char *
rig_clip (const char *name, const char *ffmpeg_arguments)
{
  g_autofree char *command =
      g_strdup_printf ("ffmpeg -nostdin -v error -y %s", ffmpeg_arguments);
  return make_clip (name, command, "");
}

char *
rig_flash_beep (const char *name, const char *arguments)
{
  g_autofree char *tool =
      g_build_filename (g_getenv ("TC_TOP"), "tests/tools/flash-beep", NULL);
  return make_clip (name, tool, arguments);
}

char *
rig_uri (const char *path)
{
  return g_filename_to_uri (path, NULL, NULL);
}
