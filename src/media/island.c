/* SPDX-License-Identifier: MIT
 *
 * Locks: `lock` alone; callbacks and the source are called without it.
 */
#include "media/island.h"

#include <pthread.h>
#include <string.h>

#include "tallycast/core/log.h"
#include "tallycast/core/sync.h"

/* How often the worker looks whether it shall stop and whether frames still come. */
#define POLL_NS        (50 * TC_NS_PER_MS)
#define JITTER_PERCENT 20

struct TcIsland {
  /* set once */
  char *id;
  char *uri;
  char *auth;
  TcSourceSettings settings; /* its strings are the two above */
  TcCameraCallbacks callbacks;
  pthread_t thread;
  gboolean has_thread;

  /* worker's thread */
  guint tries; /* in a row without settling */
  guint64 past_frames;
  guint64 past_loops;

  pthread_mutex_t lock; /* guards: all below */
  pthread_cond_t cond;
  gboolean is_stopping;
  TcCameraStatus status;
  json_t *why; /* owned: of the last loss; NULL: live, or never lost */
};

const char *
tc_camera_state_name (TcCameraState state)
{
  static const char *const names[] = {"idle", "connecting", "live", "backoff"};
  return (guint)state < G_N_ELEMENTS (names) ? names[state] : "?";
}

gint64
tc_island_backoff_ms (guint n)
{
  gint64 ms = (gint64)TC_CAMERA_BACKOFF_MS << MIN (n, 8);
  return MIN (ms, TC_CAMERA_MAX_BACKOFF_MS);
}

TcIsland *
tc_island_new (const char *id,
               const TcSourceSettings *settings,
               const TcCameraCallbacks *callbacks)
{
  TcIsland *self = g_new0 (TcIsland, 1);

  self->id = g_strdup (id);
  self->uri = g_strdup (settings->uri);
  self->auth = g_strdup (settings->auth);
  self->settings = *settings;
  self->settings.uri = self->uri;
  self->settings.auth = self->auth;
  if (callbacks)
    self->callbacks = *callbacks;
  self->status.rate = (TcRate){0, 1};
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->cond);
  return self;
}

const char *
tc_island_id (const TcIsland *self)
{
  return self->id;
}

void
tc_island_get_status (TcIsland *self, TcCameraStatus *out_status)
{
  TC_LOCKED (&self->lock);
  *out_status = self->status;
}

json_t *
tc_island_dup_why (TcIsland *self)
{
  TC_LOCKED (&self->lock);
  return tc_why_copy (self->why);
}

/* @why: (transfer full) (nullable): instead of @text. */
static void
set_state (TcIsland *self, TcCameraState state, const char *text, json_t *why)
{
  if (why)
    text = tc_why_text (why, TRUE);
  pthread_mutex_lock (&self->lock);
  self->status.state = state;
  g_strlcpy (self->status.text, text, sizeof self->status.text);
  if (why || state == TC_CAMERA_LIVE) {
    json_decref (self->why);
    self->why = tc_why_copy (why);
  }
  pthread_mutex_unlock (&self->lock);
  if (self->callbacks.state_changed)
    self->callbacks.state_changed (self->callbacks.data, self->id, state, text, why);
  json_decref (why);
}

static gboolean
is_stopping (TcIsland *self)
{
  TC_LOCKED (&self->lock);
  return self->is_stopping;
}

static void
publish_info (TcIsland *self, const TcSourceInfo *info)
{
  TC_LOCKED (&self->lock);
  self->status.frames = self->past_frames + info->frames;
  self->status.loops = self->past_loops + info->loops;
  self->status.width = info->width;
  self->status.height = info->height;
  self->status.rate = info->rate;
  self->status.has_audio = info->has_audio;
}

static void
tell_live (TcIsland *self, const TcSourceInfo *info)
{
  g_autofree char *text = NULL;
  if (!self->settings.frames)
    text = g_strdup ("sound");
  else if (info->rate.num > 0)
    text = g_strdup_printf ("%dx%d, %.5g frames/s%s", info->width, info->height,
                            (double)info->rate.num / info->rate.den,
                            info->has_audio ? ", sound" : "");
  else
    text = g_strdup_printf ("%dx%d%s", info->width, info->height,
                            info->has_audio ? ", sound" : "");
  set_state (self, TC_CAMERA_LIVE, text, NULL);
}

static gint64
now (const TcIsland *self)
{
  return tc_clock_mono_ns (self->settings.clock);
}

/* What a source under watch has done so far. */
typedef struct {
  gint64 opened_ns;
  gint64 live_ns; /* 0: nothing came yet */
} Watch;

static json_t *
waited (TcWhyCode code, int ms)
{
  return tc_why_new (code, json_pack ("{s:i}", "seconds", ms / 1000));
}

/* Returns: (transfer full): why, when nothing comes; else NULL. */
static json_t *
check_frames (TcIsland *self, Watch *watch, const TcSourceInfo *info)
{
  gboolean is_camera = self->settings.frames != NULL;
  gint64 now_ns = now (self);

  if (watch->live_ns == 0 && info->last_ns > 0) {
    watch->live_ns = now_ns;
    tell_live (self, info);
  }
  if (watch->live_ns == 0 &&
      now_ns - watch->opened_ns > TC_CAMERA_CONNECT_MS * TC_NS_PER_MS)
    return waited (is_camera ? TC_WHY_NO_PICTURE_YET : TC_WHY_NO_SOUND_YET,
                   TC_CAMERA_CONNECT_MS);
  if (watch->live_ns > 0 && now_ns - info->last_ns > TC_CAMERA_STALL_MS * TC_NS_PER_MS)
    return waited (is_camera ? TC_WHY_NO_PICTURE_NOW : TC_WHY_NO_SOUND_NOW,
                   TC_CAMERA_STALL_MS);
  if (watch->live_ns > 0 &&
      now_ns - watch->live_ns > TC_CAMERA_SETTLED_MS * TC_NS_PER_MS)
    self->tries = 0;
  return NULL;
}

/* Runs one source to its end. Returns: (transfer full): why it ended; NULL when the
 * island stops. */
static json_t *
run_source (TcIsland *self, TcSource *source)
{
  Watch watch = {.opened_ns = now (self)};
  TcSourceInfo info = {0};
  json_t *why = NULL;

  while (!why && !is_stopping (self)) {
    g_autoptr (GError) error = NULL;
    if (!tc_source_poll (source, POLL_NS, &error)) {
      why = tc_why_of_error (error);
      break;
    }
    tc_source_get_info (source, &info);
    publish_info (self, &info);
    why = check_frames (self, &watch, &info);
  }
  tc_source_get_info (source, &info);
  publish_info (self, &info);
  self->past_frames += info.frames;
  self->past_loops += info.loops;
  return why;
}

/* Returns: (transfer full): why the source was lost; NULL when the island stops. */
static json_t *
open_and_run (TcIsland *self)
{
  g_autoptr (GError) error = NULL;
  set_state (self, TC_CAMERA_CONNECTING, "", NULL);
  TcSource *source = tc_source_open (&self->settings, &error);
  if (!source)
    return tc_why_of_error (error);

  json_t *why = run_source (self, source);
  if (!tc_source_close (source))
    tc_log (TC_LOG_ERROR, self->id, "a pipeline did not stop within 10 s: abandoned");
  return why;
}

/* Returns: FALSE when the island shall stop. */
static gboolean
pause_for (TcIsland *self, gint64 ms)
{
  gint64 deadline_ns = now (self) + ms * TC_NS_PER_MS;
  TC_LOCKED (&self->lock);
  while (!self->is_stopping &&
         tc_cond_wait_until (&self->cond, &self->lock, deadline_ns))
    ;
  self->status.restarts += !self->is_stopping;
  return !self->is_stopping;
}

static void *
worker_main (void *data)
{
  TcIsland *self = data;
  char name[16];

  g_snprintf (name, sizeof name, "tc-%s", self->id);
  pthread_setname_np (pthread_self (), name);
  for (;;) {
    json_t *why = open_and_run (self);
    if (!why)
      break;
    gint64 ms = tc_island_backoff_ms (self->tries++);
    ms += ms * g_random_int_range (-JITTER_PERCENT, JITTER_PERCENT + 1) / 100;
    set_state (self, TC_CAMERA_BACKOFF, NULL, why);
    if (!pause_for (self, ms))
      break;
  }
  return NULL;
}

void
tc_island_start (TcIsland *self)
{
  g_return_if_fail (!self->has_thread);
  self->has_thread = pthread_create (&self->thread, NULL, worker_main, self) == 0;
}

static void
ask_to_stop (TcIsland *self)
{
  TC_LOCKED (&self->lock);
  self->is_stopping = TRUE;
  pthread_cond_broadcast (&self->cond);
}

void
tc_island_free (TcIsland *self)
{
  if (!self)
    return;
  ask_to_stop (self);
  if (self->has_thread)
    pthread_join (self->thread, NULL);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
  g_free (self->id);
  g_free (self->uri);
  g_free (self->auth);
  json_decref (self->why);
  g_free (self);
}
