/* SPDX-License-Identifier: MIT
 *
 * Order of building: what is read from must exist before what reads. Hub and encoder
 * first, then cameras, ticker and stage (which asks the ticker for its ticks), feed
 * last. The ticker starts before any output connects: an output that waits must not
 * delay the picture.
 */
#include "app/broadcast.h"

#include "tallycast/media/limits.h"

/* Besides what the encoder holds: the picture being made, the one that went out last,
 * and one more for who looks at them. */
#define POOL_FRAMES (TC_ENCODER_HELD_FRAMES + 3)

/* Sound is written up to the whole delay before it is read. */
G_STATIC_ASSERT (TC_AUDIO_RING_AHEAD_S * 1000 >=
                 TC_CONFIG_MAX_DELAY_MS + TC_CONFIG_MAX_AUDIO_DELAY_MS);

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
        .notify = tc_broadcast_output_state,
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
      .notify = tc_broadcast_recorder_state,
      .tag = tc_broadcast_recording_tag,
      .data = self,
  };
  self->recorder = tc_recorder_new (&settings, self->hub, &self->info, error);
  return self->recorder != NULL;
}

static gboolean
build_cameras (TcBroadcast *self, GError **error)
{
  const TcConfig *config = self->config;
  TcCameraCallbacks callbacks = tc_broadcast_camera_callbacks (self);
  gboolean wants_sound = tc_audio_input_is_camera (config->audio.input);

  self->ring = tc_audio_ring_new ();
  self->level = tc_level_new (config->audio.gain_db, config->audio.limiter);
  for (guint i = 0; i < config->n_cameras; i++) {
    const TcConfigCamera *camera = &config->cameras[i];
    TcCameraSettings settings = {
        .id = camera->id,
        .uri = camera->uri,
        .auth = camera->auth,
        .latency_ms = camera->latency_ms,
        .delay_ms = config->programme.delay_ms,
        .audio_delay_ms = config->audio.delay_ms,
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
      .sink = tc_broadcast_tick_sink (self),
      .monitor = self->monitor,
  };

  self->ticker = tc_ticker_new (&settings);
  for (guint i = 0; i < self->config->n_cameras; i++)
    tc_ticker_add_camera (self->ticker, tc_camera_id (self->cameras[i]),
                          tc_camera_frames (self->cameras[i]));
}

char *
tc_broadcast_overlays_dir (const TcConfig *config)
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
  g_autofree char *dir = tc_broadcast_overlays_dir (config);

  for (guint i = 0; i < config->n_cameras; i++)
    cameras[i] = config->cameras[i].id;
  for (guint i = 0; i < config->overlays.n_phases; i++)
    phases[i] = (TcStagePhase){(TcPhase)i, config->overlays.phases[i].scene};
  TcStageOptions options = {
      .overlays_dir = dir,
      .is_watching = TRUE,
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
      .ticks = tc_broadcast_stage_ticks (self),
      .sink = tc_broadcast_stage_sink (self),
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
  TcFeedCallbacks callbacks = tc_broadcast_feed_callbacks (self);

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
  tc_broadcast_asrun_start (self);
  for (guint i = 0; i < self->config->n_outputs; i++)
    if (self->config->outputs[i].autostart)
      tc_output_start (self->outputs[i]);
  if (self->recorder)
    tc_recorder_start (self->recorder);
  tc_broadcast_watch_start (self);
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
  tc_broadcast_asrun_new (self);
  if (!build_encoder (self, error) || !build_outputs (self, error) ||
      !build_cameras (self, error))
    return NULL;
  self->monitor = tc_broadcast_new_monitor (self);
  build_ticker (self);
  if (!build_stage (self, error) || !build_feed (self, error))
    return NULL;
  TcEngine engine = tc_broadcast_engine (self);
  self->api =
      tc_api_new (config->control.listen, config->control.tokens_file, &engine, error);
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
   * was told of it: the stage is told by feed and outputs, and asks the ticker. All of
   * it is there while the API ends, which may serve for some time yet. */
  g_clear_pointer (&self->api, tc_api_free);
  tc_broadcast_watch_stop (self);
  g_clear_pointer (&self->feed, tc_feed_free);
  for (guint i = 0; i < TC_CONFIG_MAX_OUTPUTS && self->outputs[i]; i++)
    tc_output_stop (
        self->outputs[i]); /* all at once: each good-bye may take a second */
  for (guint i = 0; i < TC_CONFIG_MAX_OUTPUTS; i++)
    g_clear_pointer (&self->outputs[i], tc_output_free);
  g_clear_pointer (&self->recorder, tc_recorder_free);
  if (self->monitor)
    tc_monitor_stop (self->monitor);             /* it asks the stage */
  g_clear_pointer (&self->stage, tc_stage_free); /* answers the commands that wait */
  if (self->ticker)
    tc_ticker_stop (self->ticker); /* it gives the monitor frames */
  g_clear_pointer (&self->monitor, tc_monitor_free);
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
  tc_broadcast_asrun_free (self);
  tc_slot_clear (&self->shots);
  tc_slot_clear (&self->snapshot);
  while (g_idle_remove_by_data (self))
    ;
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
