/* SPDX-License-Identifier: MIT
 *
 * What the islands tell, each on its own thread, and where it goes.
 */
#include "app/broadcast.h"

#include "tallycast/core/log.h"
#include "tallycast/media/media.h"

#include <string.h>

static gboolean
changed_on_main (gpointer data)
{
  TcBroadcast *self = data;

  guint live;

  {
    TC_LOCKED (&self->lock);
    self->is_change_queued = FALSE;
    live = self->live_outputs;
  }
  if (self->stage)
    tc_stage_set_live (self->stage, live != 0);
  if (self->feed)
    tc_feed_look (self->feed);
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

/* An island's state, for the as-run log. @id, @text, @why: (nullable). Returns:
 * (transfer full). */
static json_t *
state_words (const char *kind,
             const char *id,
             const char *state,
             const char *text,
             json_t *why)
{
  g_autofree char *valid = text && *text ? g_utf8_make_valid (text, -1) : NULL;

  return json_pack ("{s:s, s:s?, s:s, s:s?, s:o*}", "kind", kind, "id", id, "state",
                    state, "text", valid, "why", tc_why_copy (why));
}

static void
note_state (TcBroadcast *self,
            const char *kind,
            const char *id,
            const char *state,
            const char *text,
            json_t *why)
{
  tc_broadcast_note (self, state_words (kind, id, state, text, why));
}

static void
on_camera_state (gpointer data,
                 const char *id,
                 TcCameraState state,
                 const char *text,
                 json_t *why)
{
  g_autofree char *room = g_strdup_printf ("camera %s", id);

  tc_log (state == TC_CAMERA_BACKOFF ? TC_LOG_WARN : TC_LOG_INFO, room, "%s%s%s",
          tc_camera_state_name (state), text && *text ? ": " : "", text ? text : "");
  note_state (data, "camera", id, tc_camera_state_name (state), text, why);
  tc_broadcast_changed (data);
}

TcCameraCallbacks
tc_broadcast_camera_callbacks (TcBroadcast *self)
{
  return (TcCameraCallbacks){on_camera_state, self};
}

void
tc_broadcast_output_state (gpointer data, const char *id, const TcOutputStats *stats)
{
  TcBroadcast *self = data;
  gboolean is_trouble = stats->state == TC_OUTPUT_BACKOFF;
  g_autofree char *room = g_strdup_printf ("output %s", id);

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
  }
  tc_log (is_trouble ? TC_LOG_WARN : TC_LOG_INFO, room, "%s %s%s%s",
          tc_output_state_name (stats->state), stats->url,
          is_trouble && stats->last_error ? ": " : "",
          is_trouble && stats->last_error ? stats->last_error : "");
  note_state (self, "output", id, tc_output_state_name (stats->state),
              is_trouble ? stats->last_error : NULL, is_trouble ? stats->why : NULL);
  tc_broadcast_changed (self);
}

void
tc_broadcast_recorder_state (gpointer data, const TcRecorderStats *stats)
{
  TcBroadcast *self = data;
  gboolean is_trouble =
      stats->state == TC_RECORDER_BACKOFF || stats->state == TC_RECORDER_NO_SPACE;

  tc_log (is_trouble ? TC_LOG_WARN : TC_LOG_INFO, "recorder", "%s%s%s",
          tc_recorder_state_name (stats->state), stats->path ? " " : "",
          is_trouble && stats->last_error ? stats->last_error
          : stats->path                   ? stats->path
                                          : "");
  g_autofree char *file = stats->path ? g_path_get_basename (stats->path) : NULL;
  json_t *what = state_words ("recorder", file, tc_recorder_state_name (stats->state),
                              is_trouble ? stats->last_error : NULL,
                              is_trouble ? stats->why : NULL);

  /* The encoder holds pictures back: the first in the file is older than this record.
   */
  if (stats->state == TC_RECORDER_RECORDING)
    json_object_set_new (
        what, "first",
        json_integer (tc_rate_tick_at (self->format.rate, stats->first_ns)));
  tc_broadcast_note (self, what);
  tc_broadcast_changed (data);
}

static gboolean
on_tick_video (gpointer data, gint64 k, GstBuffer *programme, GstBuffer *clean)
{
  TcBroadcast *self = data;

  (void)clean;
  __atomic_store_n (&self->next_tick, k + 1, __ATOMIC_RELAXED);
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

TcTickSink
tc_broadcast_tick_sink (TcBroadcast *self)
{
  return (TcTickSink){on_tick_video, on_tick_audio, self};
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

TcStageSink
tc_broadcast_stage_sink (TcBroadcast *self)
{
  return (TcStageSink){.publish = on_shot,
                       .publish_slate = on_slate,
                       .state_changed = on_stage_state,
                       .aired = tc_broadcast_aired,
                       .files = tc_broadcast_files,
                       .data = self};
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

TcStageTicks
tc_broadcast_stage_ticks (TcBroadcast *self)
{
  return (TcStageTicks){stage_next_tick, stage_tick_ns, self};
}

static void
on_snapshot (TcSnapshot *snapshot, gpointer data)
{
  TcBroadcast *self = data;

  tc_slot_put (&self->snapshot, snapshot ? tc_snapshot_ref (snapshot) : NULL);
  tc_broadcast_note_shown (self, snapshot);
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

static gboolean
on_feed_asks_bound (gpointer data)
{
  return tc_stage_is_bound (((TcBroadcast *)data)->stage);
}

static void
on_feed_event (TcLogLevel level, const char *text, gpointer data)
{
  tc_log (level, "feed", "%s", text);
  tc_broadcast_changed (data);
}

TcFeedCallbacks
tc_broadcast_feed_callbacks (TcBroadcast *self)
{
  return (TcFeedCallbacks){.snapshot = on_snapshot,
                           .age_changed = on_age,
                           .is_bound = on_feed_asks_bound,
                           .event = on_feed_event,
                           .received = tc_broadcast_received,
                           .data = self};
}
