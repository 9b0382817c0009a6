/* SPDX-License-Identifier: MIT
 *
 * The status document of control/engine.h: the stage's part, with what the islands say
 * of themselves. Nothing here waits: every island keeps its numbers under a short lock.
 */
#include "app/broadcast.h"

#include "tallycast/core/why.h"

#include <string.h>

#define AUDIO_KBPS 128

static gint64
ms_since (gint64 since_ns)
{
  return (tc_clock_mono_ns (tc_clock_system ()) - since_ns) / TC_NS_PER_MS;
}

static json_t *
text_or_null (const char *text)
{
  return text && *text ? json_string (text) : json_null ();
}

/* @why: (transfer full) (nullable). */
static json_t *
given_or_null (json_t *why)
{
  return why ? why : json_null ();
}

static json_t *
why_or_null (json_t *why)
{
  return given_or_null (json_incref (why));
}

/* --- programme, cameras, sound --- */

static const char *
source_word (const TcTickerStats *ticker)
{
  if (ticker->n_views == 0)
    return "slate";
  return ticker->views[0].state == TC_VIEW_LIVE     ? "camera"
         : ticker->views[0].state == TC_VIEW_FROZEN ? "frozen"
                                                    : "slate";
}

static void
add_programme (TcBroadcast *self, json_t *status, const TcTickerStats *ticker)
{
  json_t *programme = json_object_get (status, "programme");
  g_autofree char *fps =
      g_strdup_printf ("%d/%d", self->format.rate.num, self->format.rate.den);
  TcFrameQueueStats frames = {0};

  if (ticker->n_views > 0)
    frames = ticker->views[0].frames;
  json_t *more = json_pack (
      "{s:i, s:i, s:s, s:s, s:I, s:I, s:I, s:I, s:s}", "width", self->format.width,
      "height", self->format.height, "fps", fps, "source", source_word (ticker),
      "missed", (json_int_t)ticker->missed, "late", (json_int_t)ticker->late,
      "repeated", (json_int_t)frames.repeats, "dropped", (json_int_t)frames.drops,
      "scheduling", ticker->scheduling ? ticker->scheduling : "normal");
  json_object_update (programme, more);
  json_decref (more);
}

/* A view that the public sees frozen or replaced counts more than the camera's own
 * word. */
static const char *
camera_word (const TcCameraStatus *camera, const TcViewStats *view)
{
  if (view->state == TC_VIEW_LIVE && camera->state == TC_CAMERA_LIVE)
    return "live";
  if (view->state == TC_VIEW_FROZEN)
    return "frozen";
  gboolean has_failed = camera->restarts > 0 || camera->state == TC_CAMERA_BACKOFF;
  return camera->frames == 0 && !has_failed ? "starting" : "lost";
}

/* Since its last picture; without one, since the start. */
static gint64
camera_since_ms (const TcBroadcast *self, const TcViewStats *view)
{
  return view->age_ms >= 0 ? view->age_ms : ms_since (self->started_ns);
}

/* What comes from it, or came last. */
static json_t *
camera_source (const TcCameraStatus *camera)
{
  if (camera->width == 0)
    return json_null ();
  return json_pack (
      "{s:i, s:i, s:o, s:b}", "width", camera->width, "height", camera->height, "fps",
      camera->rate.num > 0 ? json_real ((double)camera->rate.num / camera->rate.den)
                           : json_null (),
      "sound", camera->has_audio);
}

static json_t *
cameras (TcBroadcast *self, const TcTickerStats *ticker)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->config->n_cameras && i < ticker->n_views; i++) {
    TcCameraStatus camera;
    const TcViewStats *view = &ticker->views[i];
    tc_camera_get_status (self->cameras[i], &camera);
    json_t *why = tc_camera_dup_why (self->cameras[i]);
    json_array_append_new (
        list, json_pack (
                  "{s:s, s:s, s:I, s:o, s:o, s:o, s:I}", "id",
                  tc_camera_id (self->cameras[i]), "state", camera_word (&camera, view),
                  "since_ms", (json_int_t)camera_since_ms (self, view), "detail",
                  text_or_null (camera.text), "why", given_or_null (why), "source",
                  camera_source (&camera), "restarts", (json_int_t)camera.restarts));
  }
  return list;
}

/* Silence while a scene asks for it does not count, nor what is left of it then. */
static gint64
silent_ms (TcBroadcast *self, const TcTickerStats *ticker, const TcLevelStats *level)
{
  gint64 sound_ms = ms_since (tc_ticker_tick_ns (self->ticker, ticker->sound_tick));

  return level->mute ? 0 : CLAMP (level->silent_ms, 0, MAX (sound_ms, 0));
}

static json_t *
audio (TcBroadcast *self, const TcTickerStats *ticker)
{
  TcLevelStats level;
  TcAudioRingStats ring;
  const char *state = "live";
  json_t *why = self->audio ? tc_audio_input_dup_why (self->audio) : NULL;

  tc_level_get_stats (self->level, &level);
  tc_audio_ring_get_stats (self->ring, &ring);
  if (strcmp (self->config->audio.input, "none") == 0)
    state = "none";
  else if (ring.last_write_ns == 0 || ms_since (ring.last_write_ns) > 2000)
    state = "silent";
  return json_pack ("{s:s, s:o, s:f, s:b, s:b, s:[f, f], s:f, s:I, s:I, s:f, s:f}",
                    "state", state, "why", given_or_null (why), "gain_db",
                    level.gain_db, "mute", level.mute, "scene_mute", ticker->is_muted,
                    "peak_db", level.peak_db[0], level.peak_db[1], "limited_db",
                    level.limited_db, "clipped", (json_int_t)level.clipped, "silent_ms",
                    (json_int_t)silent_ms (self, ticker, &level), "error_ms",
                    ring.error_ms, "correction_ppm", ring.correction * 1e6);
}

static json_t *
encoder (TcBroadcast *self)
{
  TcEncoderStats stats;

  tc_encoder_get_stats (self->encoder, &stats);
  return json_pack ("{s:I, s:I, s:i, s:b}", "frames", (json_int_t)stats.frames_out,
                    "refused", (json_int_t)stats.frames_refused, "queued",
                    (int)stats.queued_frames, "failed", stats.has_failed);
}

/* --- outputs, recorder --- */

static json_t *
outputs (TcBroadcast *self)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->config->n_outputs; i++) {
    g_auto (TcOutputStats) stats = {0};
    tc_output_get_stats (self->outputs[i], &stats);
    json_array_append_new (
        list,
        json_pack ("{s:s, s:s, s:s, s:I, s:I, s:b, s:i, s:I, s:I, s:I, s:I, s:o, s:o}",
                   "id", self->config->outputs[i].id, "state",
                   tc_output_state_name (stats.state), "url", stats.url, "since_ms",
                   (json_int_t)ms_since (stats.since_ns), "down_ms",
                   (json_int_t)(stats.down_ns ? ms_since (stats.down_ns) : 0),
                   "refused", stats.is_refused, "kbps", stats.kbps, "bytes",
                   (json_int_t)stats.bytes, "backlog_ms", (json_int_t)stats.backlog_ms,
                   "dropped", (json_int_t)stats.dropped_frames, "reconnects",
                   (json_int_t)stats.reconnects, "error",
                   text_or_null (tc_why_text (stats.why, TRUE)), "why",
                   why_or_null (stats.why)));
  }
  return list;
}

static const char *
recorder_word (TcRecorderState state)
{
  switch (state) {
    case TC_RECORDER_IDLE:
      return "idle";
    case TC_RECORDER_WAIT_KEY:
      return "waiting";
    case TC_RECORDER_RECORDING:
      return "recording";
    case TC_RECORDER_NO_SPACE:
    case TC_RECORDER_BACKOFF:
      break;
  }
  return "failed";
}

/* How long the disk lasts at the encoder's rate, but for what stays free. */
static gint64
lasts_ms (const TcBroadcast *self, guint64 free_bytes)
{
  guint64 keep_bytes = (guint64)self->config->record.keep_free_gb * 1000 * 1000 * 1000;
  int kbps = self->config->encoders[0].bitrate_kbps + AUDIO_KBPS;

  return free_bytes > keep_bytes
             ? (gint64)((free_bytes - keep_bytes) * 8 / (guint64)kbps)
             : 0;
}

static json_t *
record (TcBroadcast *self)
{
  g_auto (TcRecorderStats) stats = {0};

  if (!self->recorder)
    return json_pack ("{s:s}", "state", "off");
  tc_recorder_get_stats (self->recorder, &stats);
  json_t *why = NULL;
  if (stats.state == TC_RECORDER_NO_SPACE || stats.state == TC_RECORDER_BACKOFF)
    why = stats.why;
  return json_pack ("{s:s, s:I, s:o, s:I, s:I, s:I, s:I, s:o, s:o}", "state",
                    recorder_word (stats.state), "since_ms",
                    (json_int_t)ms_since (stats.since_ns), "file",
                    text_or_null (stats.path), "bytes", (json_int_t)stats.bytes,
                    "duration_ms", (json_int_t)stats.duration_ms, "free_bytes",
                    (json_int_t)stats.free_bytes, "lasts_ms",
                    (json_int_t)lasts_ms (self, stats.free_bytes), "error",
                    text_or_null (tc_why_text (why, TRUE)), "why", why_or_null (why));
}

/* --- feed --- */

/* Milliseconds since an RFC 3339 moment of this machine's clock. */
static gint64
ms_since_text (const char *text)
{
  g_autoptr (GDateTime) then = text ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return then ? g_date_time_difference (now, then) / 1000 : 0;
}

/* A backend that has never answered is none at first, then stale: an alarm. */
static const char *
unheard_word (const TcBroadcast *self)
{
  gint64 limit_ms = (gint64)self->config->backend.stale_after_s * 1000;

  return ms_since (self->started_ns) < limit_ms ? "none" : "stale";
}

/* The first one: the document's own before those of its sections. */
static json_t *
first_refusal (json_t *refusals)
{
  json_t *first = json_array_get (refusals, 0);
  json_t *why = json_object_get (first, "why");
  const char *since = json_string_value (json_object_get (first, "since"));

  if (!first)
    return json_null ();
  return json_pack ("{s:O, s:s, s:O, s:I}", "section",
                    json_object_get (first, "section"), "text", tc_why_text (why, TRUE),
                    "why", why, "since_ms", (json_int_t)ms_since_text (since));
}

static json_t *
refused_sections (json_t *refusals)
{
  json_t *names = json_array ();
  size_t i;
  json_t *refusal;

  json_array_foreach (refusals, i, refusal)
  {
    const char *section = json_string_value (json_object_get (refusal, "section"));
    if (section && strcmp (section, "document") != 0)
      json_array_append_new (names, json_string (section));
  }
  return names;
}

static json_t *
feed (TcBroadcast *self)
{
  if (!self->feed)
    return json_pack ("{s:s, s:i, s:n, s:n, s:[]}", "state", "none", "refusals", 0,
                      "refused", "held_epoch", "sections");
  g_autofree char *text = tc_feed_dup_status_json (self->feed);
  json_t *status = json_loads (text, 0, NULL);
  json_t *refusals = json_incref (json_object_get (status, "refusals"));
  const char *state = json_string_value (json_object_get (status, "state"));

  if (strcmp (state, "waiting") == 0)
    json_object_set_new (status, "state", json_string (unheard_word (self)));
  json_object_set_new (status, "refused", first_refusal (refusals));
  json_object_set_new (status, "sections", refused_sections (refusals));
  json_object_set_new (status, "refusals",
                       json_integer ((json_int_t)json_array_size (refusals)));
  json_object_set_new (status, "late_after_ms",
                       json_integer (self->config->backend.late_after_s * 1000));
  json_object_set_new (status, "stale_after_ms",
                       json_integer (self->config->backend.stale_after_s * 1000));
  json_decref (refusals);
  return status;
}

/* --- meeting --- */

static json_t *
current (const TcSnapshot *snapshot)
{
  if (!snapshot->current.unit)
    return json_null ();
  return json_pack ("{s:s, s:s?, s:i, s:i, s:b}", "unit", snapshot->current.unit,
                    "name", snapshot->current.name, "order", snapshot->current.order,
                    "of", snapshot->current.of, "manual", snapshot->current_manual);
}

static json_t *
ballots (const TcScoring *scoring)
{
  if (!scoring->id)
    return json_null ();
  return json_pack ("{s:i, s:i}", "cast", scoring->cast, "eligible", scoring->eligible);
}

/* Who reports after the present one: the first of the agenda that still waits. */
static json_t *
then (const TcSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_agenda; i++) {
    const TcAgendaEntry *entry = &snapshot->agenda[i];
    const TcRosterUnit *unit =
        snapshot->roster ? tc_roster_find (snapshot->roster, entry->unit) : NULL;
    if (entry->state == TC_AGENDA_WAITING && entry->order > snapshot->current.order)
      return json_pack ("{s:i, s:s}", "order", entry->order, "name",
                        unit ? unit->name : entry->unit);
  }
  return json_null ();
}

static json_t *
meeting (TcBroadcast *self)
{
  g_autoptr (TcSnapshot) snapshot = tc_slot_get (&self->snapshot);

  if (!snapshot)
    return json_null ();
  return json_pack ("{s:s?, s:s, s:b, s:o, s:o, s:o}", "title", snapshot->meeting_title,
                    "phase", tc_phase_name (snapshot->phase), "rehearsal",
                    snapshot->rehearsal, "current", current (snapshot), "ballots",
                    ballots (&snapshot->scoring), "then", then (snapshot));
}

/* The page asks for the roster again when this changes. */
static json_t *
roster_sha256 (TcBroadcast *self)
{
  g_autoptr (TcRoster) roster = self->feed ? tc_feed_dup_roster (self->feed) : NULL;

  return text_or_null (roster ? roster->sha256 : NULL);
}

/* What it costs that somebody looks. */
static json_t *
pictures (TcBroadcast *self)
{
  TcMonitorStats stats;

  tc_monitor_get_stats (self->monitor, &stats);
  return json_pack ("{s:I, s:I, s:I, s:I, s:I}", "taken", (json_int_t)stats.taken,
                    "drawn", (json_int_t)stats.drawn, "coded", (json_int_t)stats.coded,
                    "waiting", (json_int_t)stats.waiting, "work_ms",
                    (json_int_t)(stats.work_ns / TC_NS_PER_MS));
}

/* --- all of it --- */

json_t *
tc_broadcast_status (TcBroadcast *self)
{
  json_t *status = tc_stage_status (self->stage);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  TcTickerStats ticker;

  tc_ticker_get_stats (self->ticker, &ticker);
  add_programme (self, status, &ticker);
  json_object_set_new (status, "frame", json_integer (ticker.next_tick));
  json_object_set_new (status, "version", json_string (TC_VERSION));
  json_object_set_new (status, "time", json_string (time));
  json_object_set_new (status, "uptime_ms", json_integer (ms_since (self->started_ns)));
  json_object_set_new (status, "cameras", cameras (self, &ticker));
  json_object_set_new (status, "audio", audio (self, &ticker));
  json_object_set_new (status, "outputs", outputs (self));
  json_object_set_new (status, "encoder", encoder (self));
  json_object_set_new (status, "record", record (self));
  json_object_set_new (status, "pictures", pictures (self));
  json_object_set_new (status, "feed", feed (self));
  json_object_set_new (status, "meeting", meeting (self));
  json_object_set_new (status, "roster_sha256", roster_sha256 (self));
  json_object_set_new (status, "asrun", tc_asrun_status (self->asrun));
  json_object_set_new (status, "log", tc_asrun_recent (self->asrun));
  tc_broadcast_watch_status (self, status);
  return status;
}
