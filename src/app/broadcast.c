/* SPDX-License-Identifier: MIT
 *
 * Order of building: what is read from must exist before what reads. Hub and encoder
 * first, then cameras, ticker and stage (which asks the ticker for its ticks), feed
 * last. The ticker starts before any output connects: an output that waits must not
 * delay the picture.
 */
#include "app/broadcast.h"

#include "tallycast/core/log.h"
#include "tallycast/media/media.h"

#include <string.h>

/* x264's look-ahead of 10 frames, its threads, and what appsrc, ticker and preview
 * hold. */
#define POOL_FRAMES 24

/* --- callbacks of the islands (their threads) --- */

static gboolean
changed_on_main (gpointer data)
{
  TcBroadcast *self = data;

  {
    TC_LOCKED (&self->lock);
    self->is_change_queued = FALSE;
  }
  if (self->feed && self->stage)
    tc_feed_set_on_air_bound (self->feed, tc_stage_is_bound (self->stage));
  if (self->api)
    tc_api_changed (self->api);
  return G_SOURCE_REMOVE;
}

void
tc_broadcast_changed (TcBroadcast *self)
{
  {
    TC_LOCKED (&self->lock);
    if (self->is_change_queued)
      return;
    self->is_change_queued = TRUE;
  }
  g_idle_add (changed_on_main, self);
}

static void
on_camera_state (gpointer data, const char *id, TcCameraState state, const char *text)
{
  g_autofree char *room = g_strdup_printf ("camera %s", id);

  tc_log (state == TC_CAMERA_BACKOFF ? TC_LOG_WARN : TC_LOG_INFO, room, "%s%s%s",
          tc_camera_state_name (state), text && *text ? ": " : "", text ? text : "");
  tc_broadcast_changed (data);
}

static void
on_output_state (gpointer data, const char *id, const TcOutputStats *stats)
{
  TcBroadcast *self = data;
  gboolean is_trouble = stats->state == TC_OUTPUT_BACKOFF;
  g_autofree char *room = g_strdup_printf ("output %s", id);
  guint live;

  {
    TC_LOCKED (&self->lock);
    for (guint i = 0; i < self->config->n_outputs; i++) {
      if (strcmp (self->config->outputs[i].id, id) != 0)
        continue;
      if (stats->state == TC_OUTPUT_LIVE)
        self->live_outputs |= 1u << i;
      else
        self->live_outputs &= ~(1u << i);
    }
    live = self->live_outputs;
  }
  tc_log (is_trouble ? TC_LOG_WARN : TC_LOG_INFO, room, "%s %s%s%s",
          tc_output_state_name (stats->state), stats->url,
          is_trouble && stats->last_error ? ": " : "",
          is_trouble && stats->last_error ? stats->last_error : "");
  if (self->stage)
    tc_stage_set_live (self->stage, live != 0);
  tc_broadcast_changed (self);
}

static void
on_recorder_state (gpointer data, const TcRecorderStats *stats)
{
  gboolean is_trouble =
      stats->state == TC_RECORDER_BACKOFF || stats->state == TC_RECORDER_NO_SPACE;

  tc_log (is_trouble ? TC_LOG_WARN : TC_LOG_INFO, "recorder", "%s%s%s",
          tc_recorder_state_name (stats->state), stats->path ? " " : "",
          is_trouble && stats->last_error ? stats->last_error
          : stats->path                   ? stats->path
                                          : "");
  tc_broadcast_changed (data);
}

static gboolean
on_tick_video (gpointer data, gint64 k, GstBuffer *programme, GstBuffer *clean)
{
  TcBroadcast *self = data;

  (void)clean;
  return tc_encoder_push_video (self->encoder, k, programme);
}

static void
on_tick_audio (gpointer data, gint64 first, const float *samples, guint n_frames)
{
  TcBroadcast *self = data;
  float out[TC_TICKER_AUDIO_BLOCK * TC_AUDIO_CHANNELS];

  tc_level_process (self->level, samples, out, n_frames);
  tc_encoder_push_audio (self->encoder, first, out, n_frames);
}

static void
on_shot (gpointer data, TcShot *shot)
{
  TcBroadcast *self = data;

  tc_slot_put (&self->shots, shot);
}

static void
on_slate (gpointer data, const TcPicture *picture)
{
  TcBroadcast *self = data;
  g_autoptr (GstBuffer) buffer = tc_media_buffer_from_picture (picture);

  tc_ticker_set_slate (self->ticker, buffer);
}

static void
on_stage_state (gpointer data)
{
  tc_broadcast_changed (data);
}

static gint64
stage_next_tick (gpointer data)
{
  return tc_ticker_next_tick (((TcBroadcast *)data)->ticker);
}

static gint64
stage_tick_ns (gpointer data, gint64 tick)
{
  return tc_ticker_tick_ns (((TcBroadcast *)data)->ticker, tick);
}

static void
on_snapshot (TcSnapshot *snapshot, gpointer data)
{
  TcBroadcast *self = data;

  tc_slot_put (&self->snapshot, snapshot ? tc_snapshot_ref (snapshot) : NULL);
  tc_stage_set_snapshot (self->stage, snapshot);
  tc_broadcast_changed (self);
}

static void
on_age (TcAge age, gint64 since_ns, gpointer data)
{
  TcBroadcast *self = data;

  tc_stage_set_age (self->stage, age, since_ns);
  tc_broadcast_changed (self);
}

static void
on_feed_event (TcLogLevel level, const char *text, gpointer data)
{
  tc_log (level, "feed", "%s", text);
  tc_broadcast_changed (data);
}

/* --- building --- */

static gboolean
build_encoder (TcBroadcast *self, GError **error)
{
  const TcConfigEncoder *encoder = &self->config->encoders[0];
  TcEncoderSettings settings = {
      .format = self->format,
      .codec = encoder->codec,
      .preset = encoder->preset,
      .bitrate_kbps = encoder->bitrate_kbps,
      .keyframe_s = encoder->keyframe_s,
  };

  self->hub = tc_hub_new (tc_clock_system ());
  self->encoder = tc_encoder_new (&settings, self->hub, error);
  if (!self->encoder)
    return FALSE;
  tc_encoder_get_info (self->encoder, &self->info);
  return TRUE;
}

static gboolean
build_outputs (TcBroadcast *self, GError **error)
{
  const TcConfig *config = self->config;

  for (guint i = 0; i < config->n_outputs; i++) {
    TcOutputSettings settings = {
        .id = config->outputs[i].id,
        .url = config->outputs[i].url,
        .key = config->outputs[i].key,
        .notify = on_output_state,
        .notify_data = self,
    };
    self->outputs[i] = tc_output_new (&settings, self->hub, &self->info, error);
    if (!self->outputs[i])
      return FALSE;
  }
  if (!config->record.dir)
    return TRUE;
  TcRecorderSettings settings = {
      .dir = config->record.dir,
      .segment_s = config->record.segment_min * 60,
      .keep_free_bytes = (guint64)config->record.keep_free_gb * 1000 * 1000 * 1000,
      .notify = on_recorder_state,
      .data = self,
  };
  self->recorder = tc_recorder_new (&settings, self->hub, &self->info, error);
  return self->recorder != NULL;
}

static gboolean
build_cameras (TcBroadcast *self, GError **error)
{
  const TcConfig *config = self->config;
  TcCameraCallbacks callbacks = {on_camera_state, self};
  gboolean wants_sound = tc_audio_input_is_camera (config->audio.input);

  self->ring = tc_audio_ring_new ();
  self->level = tc_level_new (config->audio.gain_db);
  for (guint i = 0; i < config->n_cameras; i++) {
    const TcConfigCamera *camera = &config->cameras[i];
    TcCameraSettings settings = {
        .id = camera->id,
        .uri = camera->uri,
        .auth = camera->auth,
        .latency_ms = camera->latency_ms,
        .delay_ms = config->programme.delay_ms,
        .audio = wants_sound && i == 0 ? self->ring : NULL,
    };
    self->cameras[i] =
        tc_camera_new (&settings, &self->format, tc_clock_system (), &callbacks, error);
    if (!self->cameras[i])
      return FALSE;
  }
  if (wants_sound)
    return TRUE;
  self->audio = tc_audio_input_new (config->audio.input, self->ring, tc_clock_system (),
                                    &callbacks, error);
  return self->audio != NULL;
}

static void
build_ticker (TcBroadcast *self)
{
  TcTickerSettings settings = {
      .format = self->format,
      .delay_ms = self->config->programme.delay_ms,
      .audio_delay_ms = self->config->audio.delay_ms,
      .pool_frames = POOL_FRAMES,
      .clock = tc_clock_system (),
      .shots = &self->shots,
      .audio = self->ring,
      .sink = {on_tick_video, on_tick_audio, self},
  };

  self->ticker = tc_ticker_new (&settings);
  for (guint i = 0; i < self->config->n_cameras; i++)
    tc_ticker_add_camera (self->ticker, tc_camera_id (self->cameras[i]),
                          tc_camera_frames (self->cameras[i]));
}

/* The house's own scenes when it has a folder of them, else the shipped ones. */
static char *
overlays_dir (const TcConfig *config)
{
  g_autofree char *data_dir = tc_config_data_dir ();

  return config->overlays.dir ? g_strdup (config->overlays.dir)
                              : g_build_filename (data_dir, "overlays", NULL);
}

static gboolean
build_stage (TcBroadcast *self, GError **error)
{
  const TcConfig *config = self->config;
  const char *cameras[TC_CONFIG_MAX_CAMERAS + 1] = {NULL};
  TcStagePhase phases[TC_PHASE_END + 1];
  g_autofree char *dir = overlays_dir (config);

  for (guint i = 0; i < config->n_cameras; i++)
    cameras[i] = config->cameras[i].id;
  for (guint i = 0; i < config->overlays.n_phases; i++)
    phases[i] = (TcStagePhase){(TcPhase)i, config->overlays.phases[i].scene};
  TcStageOptions options = {
      .overlays_dir = dir,
      .fonts_dir = config->overlays.fonts,
      .language = config->programme.language,
      .theme = config->programme.theme,
      .width = self->format.width,
      .height = self->format.height,
      .rate = self->format.rate,
      .cameras = cameras,
      .scene = config->overlays.scene,
      .is_auto = config->overlays.is_auto,
      .phases = phases,
      .n_phases = config->overlays.n_phases,
      .delay_ns = config->programme.delay_ms * TC_NS_PER_MS,
      .clock = tc_clock_system (),
      .ticks = {stage_next_tick, stage_tick_ns, self},
      .sink = {.publish = on_shot,
               .publish_slate = on_slate,
               .state_changed = on_stage_state,
               .data = self},
  };
  self->stage = tc_stage_new (&options, error);
  return self->stage != NULL;
}

/* A frame is on the air D after its stamp give or take 0.75 of a frame
 * (media/frame_queue.h) and is stamped when it has arrived, not when it left the
 * camera; a score would be first by up to a frame. Who aligns means that it never is:
 * one and a half frames more. Measured by tests/e2e/alignment.t: without them 1 frame
 * ahead to 0 behind, with them 0 to 2 behind. align_ms 0 asks for the news at once, and
 * gets them so. */
static int
effective_align_ms (const TcBroadcast *self)
{
  int align_ms = self->config->backend.align_ms;
  gint64 frame_ns = tc_rate_tick_ns (self->format.rate, 1);

  return align_ms > 0 ? align_ms + (int)(frame_ns * 3 / 2 / TC_NS_PER_MS) : 0;
}

static gboolean
build_feed (TcBroadcast *self, GError **error)
{
  const TcConfig *config = self->config;
  TcFeedSettings settings = {
      .url = config->backend.url,
      .poll_ms = config->backend.poll_ms,
      .wait_s = config->backend.wait_s,
      .late_after_s = config->backend.late_after_s,
      .stale_after_s = config->backend.stale_after_s,
      .align_ms = effective_align_ms (self),
      .frame_ns = tc_rate_tick_ns (self->format.rate, 1),
      .state_dir = config->state_dir,
  };
  TcFeedCallbacks callbacks = {on_snapshot, on_age, on_feed_event, self};

  if (!settings.url)
    return TRUE;
  self->feed = tc_feed_new (&settings, tc_clock_system (), &callbacks, error);
  return self->feed != NULL;
}

static void
start (TcBroadcast *self)
{
  for (guint i = 0; i < self->config->n_cameras; i++)
    tc_camera_start (self->cameras[i]);
  if (self->audio)
    tc_audio_input_start (self->audio);
  tc_ticker_start (self->ticker);
  for (guint i = 0; i < self->config->n_outputs; i++)
    if (self->config->outputs[i].autostart)
      tc_output_start (self->outputs[i]);
  if (self->recorder)
    tc_recorder_start (self->recorder);
}

TcBroadcast *
tc_broadcast_new (const TcConfig *config, GError **error)
{
  g_autoptr (TcBroadcast) self = g_new0 (TcBroadcast, 1);

  self->config = config;
  self->format = (TcFormat){config->programme.width, config->programme.height,
                            config->programme.rate};
  self->started_ns = tc_clock_mono_ns (tc_clock_system ());
  pthread_mutex_init (&self->lock, NULL);
  tc_slot_init (&self->shots, (TcRefFunc)tc_shot_ref, (TcUnrefFunc)tc_shot_unref);
  tc_slot_init (&self->snapshot, (TcRefFunc)tc_snapshot_ref,
                (TcUnrefFunc)tc_snapshot_unref);
  if (!build_encoder (self, error) || !build_outputs (self, error) ||
      !build_cameras (self, error))
    return NULL;
  build_ticker (self);
  if (!build_stage (self, error) || !build_feed (self, error))
    return NULL;
  TcEngine engine = tc_broadcast_engine (self);
  self->api = tc_api_new (config->control.listen, &engine, error);
  if (!self->api)
    return NULL;
  start (self);
  return g_steal_pointer (&self);
}

/* --- the end --- */

void
tc_broadcast_free (TcBroadcast *self)
{
  if (!self)
    return;
  /* First nobody asks, then nothing new comes in, then what is left flows out, then who
   * was told of it: the stage is told by feed and outputs, and asks the ticker. */
  g_clear_pointer (&self->api, tc_api_free);
  g_clear_pointer (&self->feed, tc_feed_free);
  for (guint i = 0; i < TC_CONFIG_MAX_OUTPUTS && self->outputs[i]; i++)
    tc_output_stop (
        self->outputs[i]); /* all at once: each good-bye may take a second */
  for (guint i = 0; i < TC_CONFIG_MAX_OUTPUTS; i++)
    g_clear_pointer (&self->outputs[i], tc_output_free);
  g_clear_pointer (&self->recorder, tc_recorder_free);
  g_clear_pointer (&self->stage, tc_stage_free); /* answers the commands that wait */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&self->ticker, tc_ticker_free);
  g_clear_pointer (&self->encoder, tc_encoder_free);
  g_clear_pointer (&self->hub, tc_hub_free);
  for (guint i = 0; i < TC_CONFIG_MAX_CAMERAS; i++)
    g_clear_pointer (&self->cameras[i], tc_camera_free);
  g_clear_pointer (&self->audio, tc_audio_input_free);
  g_clear_pointer (&self->ring, tc_audio_ring_free);
  g_clear_pointer (&self->level, tc_level_free);
  tc_slot_clear (&self->shots);
  tc_slot_clear (&self->snapshot);
  while (g_idle_remove_by_data (self))
    ;
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
