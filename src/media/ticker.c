/* SPDX-License-Identifier: MIT
 *
 * Locks: `lock` alone, never held while a queue, a ring or the sink is called.
 */
#include "tallycast/media/ticker.h"

#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "media/compose.h"
#include "media/view.h"

#define RR_PRIORITY 10
#define NICE        (-10)
/* The slate of a house that gave none: a calm dark grey (BT.709 limited). */
#define PLAIN_SLATE_Y 40

enum {
  MUTE_SAMPLES = TC_TICKER_MUTE_MS * TC_AUDIO_RATE / 1000
};

struct TcTicker {
  TcTickerSettings settings;
  TcCompose *compose;
  TcShot *plain_shot; /* shown when nothing was published */
  TcSlot slate;       /* GstBuffer */

  /* ticker's thread, after start */
  TcView views[TC_TICKER_MAX_CAMERAS];
  guint n_views;
  TcComposed last;                   /* what went out last */
  gint64 audio_base;                 /* position of programme sample 0 */
  guint mute;                        /* 0 loud .. MUTE_SAMPLES silent */
  float heard[2][TC_AUDIO_CHANNELS]; /* peaks: of this second, of the one before */
  gboolean has_begun;
  float block[TC_TICKER_AUDIO_BLOCK * TC_AUDIO_CHANNELS];

  _Atomic gint64 base_ns; /* when tick 0 was due; 0: not yet */
  _Atomic gint64 next_tick;

  pthread_t thread;
  gboolean has_thread;

  pthread_mutex_t lock; /* guards: the two below */
  pthread_cond_t cond;
  gboolean is_stopping;
  TcTickerStats stats;
};

static gpointer
ref_buffer (gpointer buffer)
{
  return gst_buffer_ref (buffer);
}

static void
unref_buffer (gpointer buffer)
{
  gst_buffer_unref (buffer);
}

TcTicker *
tc_ticker_new (const TcTickerSettings *settings)
{
  TcTicker *self = g_new0 (TcTicker, 1);

  self->settings = *settings;
  self->compose = tc_compose_new (&settings->format, settings->pool_frames);
  self->plain_shot = tc_shot_new (0);
  tc_slot_init (&self->slate, ref_buffer, unref_buffer);
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->cond);
  self->stats.scheduling = "normal";
  tc_ticker_set_slate (self, NULL);
  return self;
}

void
tc_ticker_free (TcTicker *self)
{
  if (!self)
    return;
  tc_ticker_stop (self);
  tc_composed_clear (&self->last);
  tc_slot_clear (&self->slate);
  tc_shot_unref (self->plain_shot);
  tc_compose_free (self->compose);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
tc_ticker_add_camera (TcTicker *self, const char *id, TcFrameQueue *frames)
{
  g_return_if_fail (!self->has_thread && self->n_views < TC_TICKER_MAX_CAMERAS);
  tc_view_init (&self->views[self->n_views++], id, frames);
}

void
tc_ticker_set_slate (TcTicker *self, GstBuffer *picture)
{
  GstBuffer *slate = picture
                         ? gst_buffer_ref (picture)
                         : tc_compose_plain (self->compose, PLAIN_SLATE_Y, 128, 128);
  tc_slot_put (&self->slate, slate);
}

gint64
tc_ticker_next_tick (TcTicker *self)
{
  return atomic_load (&self->next_tick);
}

gint64
tc_ticker_tick_ns (TcTicker *self, gint64 k)
{
  gint64 base_ns = atomic_load (&self->base_ns);
  return base_ns ? base_ns + tc_rate_tick_ns (self->settings.format.rate, k) : 0;
}

/* --- sound --- */

/* Programme samples before tick @k. */
static gint64
samples_before (const TcTicker *self, gint64 k)
{
  TcRate rate = self->settings.format.rate;
  gint64 whole = k / rate.num;
  gint64 rest = k % rate.num;
  return whole * rate.den * TC_AUDIO_RATE + rest * rate.den * TC_AUDIO_RATE / rate.num;
}

/* What comes in, whatever becomes of it. */
static void
hear_block (TcTicker *self, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
      self->heard[0][c] =
          fmaxf (self->heard[0][c], fabsf (self->block[i * TC_AUDIO_CHANNELS + c]));
}

static void
mute_block (TcTicker *self, gboolean is_muted, guint n)
{
  guint target = is_muted ? MUTE_SAMPLES : 0;
  if (self->mute == 0 && target == 0)
    return;
  for (guint i = 0; i < n; i++) {
    if (self->mute != target)
      self->mute += self->mute < target ? 1 : -1;
    float gain = 1 - (float)self->mute / MUTE_SAMPLES;
    for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
      self->block[i * TC_AUDIO_CHANNELS + c] *= gain;
  }
}

static void
hand_on_audio (TcTicker *self, gint64 first, gint64 end, gboolean is_muted)
{
  const TcTickSink *sink = &self->settings.sink;

  while (first < end) {
    guint n = (guint)MIN (end - first, TC_TICKER_AUDIO_BLOCK);
    if (self->settings.audio)
      tc_audio_ring_read (self->settings.audio, self->audio_base + first, self->block,
                          n);
    else
      memset (self->block, 0, n * TC_AUDIO_CHANNELS * sizeof (float));
    hear_block (self, n);
    mute_block (self, is_muted, n);
    if (sink->audio)
      sink->audio (sink->data, first, self->block, n);
    first += n;
  }
}

/* --- picture --- */

static const TcView *
find_view (const TcTicker *self, const char *id)
{
  if (id[0] == '\0')
    return self->n_views > 0 ? &self->views[0] : NULL;
  for (guint i = 0; i < self->n_views; i++)
    if (strcmp (self->views[i].id, id) == 0)
      return &self->views[i];
  return NULL;
}

static GstBuffer *
picture_of (const TcView *view, GstBuffer *slate)
{
  return view && view->frame && view->state != TC_VIEW_SLATE ? view->frame : slate;
}

/* Returns: whether a new picture was made; else the last one goes out again. */
static gboolean
compose (TcTicker *self, const TcShot *shot, gint64 k)
{
  GstBuffer *slate = tc_slot_get (&self->slate);
  GstBuffer *sources[TC_SHOT_MAX_PLACEMENTS];

  for (guint i = 0; i < shot->n_placements; i++)
    sources[i] = picture_of (find_view (self, shot->placements[i].camera), slate);
  gboolean is_made =
      tc_compose_tick (self->compose, shot, k, sources, slate, &self->last);
  if (!is_made && !self->last.programme) {
    self->last.programme = gst_buffer_ref (slate);
    self->last.clean = gst_buffer_ref (slate);
  }
  gst_buffer_unref (slate);
  return is_made;
}

static void
show_monitor (TcTicker *self, gint64 k)
{
  TcMonitor *monitor = self->settings.monitor;
  TcMonitorView views[TC_TICKER_MAX_CAMERAS];
  GstBuffer *slate;

  if (!monitor || !tc_monitor_wants (monitor, k))
    return;
  slate = tc_slot_get (&self->slate);
  for (guint i = 0; i < self->n_views; i++)
    views[i] = (TcMonitorView){self->views[i].id, picture_of (&self->views[i], slate)};
  tc_monitor_offer (monitor, &(TcMonitorFrames){k, self->last.programme, slate,
                                                self->n_views, views});
  gst_buffer_unref (slate);
}

/* --- ticks --- */

typedef struct {
  gint64 begun_ns;
  gint64 late_ns;
  gint64 skipped;
  gint64 end_ns;
  guint64 shot_state;
  gboolean is_made;
  gboolean is_taken;
} TickResult;

static void
count (TcTicker *self, gint64 k, const TickResult *result)
{
  TC_LOCKED (&self->lock);
  TcTickerStats *stats = &self->stats;
  gint64 work_ns = result->end_ns - result->begun_ns;

  stats->next_tick = k + 1;
  stats->ticks += result->is_taken;
  stats->refused += !result->is_taken;
  stats->missed += (guint64)result->skipped + !result->is_taken;
  stats->late += result->late_ns * 2 > tc_rate_tick_ns (self->settings.format.rate, 1);
  stats->pool_empty += !result->is_made;
  stats->passed += result->is_made && self->last.is_passed;
  stats->max_work_ns = MAX (stats->max_work_ns, work_ns);
  stats->total_work_ns += work_ns;
  stats->max_late_ns = MAX (stats->max_late_ns, result->late_ns);
  stats->shot_state = result->shot_state;
  stats->is_muted = self->mute == MUTE_SAMPLES;
  if (self->mute > 0)
    stats->sound_tick = k + 1;
  for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
    stats->heard[c] = fmaxf (self->heard[0][c], self->heard[1][c]);
  if (k % MAX (self->settings.format.rate.num / self->settings.format.rate.den, 1) ==
      0) {
    memcpy (self->heard[1], self->heard[0], sizeof self->heard[1]);
    memset (self->heard[0], 0, sizeof self->heard[0]);
  }
  stats->n_views = self->n_views;
  for (guint i = 0; i < self->n_views; i++) {
    memcpy (stats->views[i].id, self->views[i].id, sizeof stats->views[i].id);
    stats->views[i].state = self->views[i].state;
    stats->views[i].age_ms = self->views[i].age_ms;
  }
}

static void
run_tick (TcTicker *self, gint64 k, gint64 from_sample, TickResult *result)
{
  const TcTickSink *sink = &self->settings.sink;
  gint64 due_ns = tc_ticker_tick_ns (self, k);
  gint64 want_ns = due_ns - self->settings.delay_ms * TC_NS_PER_MS;

  for (guint i = 0; i < self->n_views; i++)
    tc_view_tick (&self->views[i], due_ns, want_ns);

  g_autoptr (TcShot) published = tc_slot_get (self->settings.shots);
  const TcShot *shot = published ? published : self->plain_shot;
  result->shot_state = shot->state;
  result->is_made = compose (self, shot, k);
  hand_on_audio (self, from_sample, samples_before (self, k + 1), shot->is_muted);
  result->is_taken = !sink->video || sink->video (sink->data, k, self->last.programme,
                                                  self->last.clean);
  show_monitor (self, k);
}

static void
begin (TcTicker *self, gint64 now_ns)
{
  gint64 back_ms = self->settings.delay_ms + self->settings.audio_delay_ms;
  self->has_begun = TRUE;
  self->audio_base = tc_audio_position_at (now_ns - back_ms * TC_NS_PER_MS);
  atomic_store (&self->base_ns, now_ns);
}

gint64
tc_ticker_step (TcTicker *self)
{
  TickResult result = {.begun_ns = tc_clock_mono_ns (self->settings.clock)};
  if (!self->has_begun)
    begin (self, result.begun_ns);

  gint64 k = atomic_load (&self->next_tick);
  gint64 from_sample = samples_before (self, k);
  result.late_ns = result.begun_ns - tc_ticker_tick_ns (self, k);
  if (result.late_ns < 0)
    return tc_ticker_tick_ns (self, k);
  if (result.late_ns > TC_TICKER_SKIP_MS * TC_NS_PER_MS) {
    gint64 now_k = tc_rate_tick_at (self->settings.format.rate,
                                    result.begun_ns - atomic_load (&self->base_ns));
    result.skipped = now_k - k;
    k = now_k;
  }

  /* Told before the shot is taken: a shot made for the next tick is never too late. */
  atomic_store (&self->next_tick, k + 1);
  run_tick (self, k, from_sample, &result);
  result.end_ns = tc_clock_mono_ns (self->settings.clock);
  count (self, k, &result);
  return tc_ticker_tick_ns (self, k + 1);
}

/* --- thread --- */

static const char *
raise_priority (void)
{
  struct sched_param param = {.sched_priority = RR_PRIORITY};
  if (pthread_setschedparam (pthread_self (), SCHED_RR, &param) == 0)
    return "SCHED_RR " G_STRINGIFY (RR_PRIORITY);
  if (setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), NICE) == 0)
    return "nice -10";
  return "normal";
}

static void
set_scheduling (TcTicker *self, const char *scheduling)
{
  TC_LOCKED (&self->lock);
  self->stats.scheduling = scheduling;
}

/* Returns: FALSE when the ticker shall stop. */
static gboolean
wait_until (TcTicker *self, gint64 due_ns)
{
  TC_LOCKED (&self->lock);
  while (!self->is_stopping && tc_cond_wait_until (&self->cond, &self->lock, due_ns))
    ;
  return !self->is_stopping;
}

static void *
thread_main (void *data)
{
  TcTicker *self = data;
  pthread_setname_np (pthread_self (), "tc-ticker");
  set_scheduling (self, raise_priority ());
  while (wait_until (self, tc_ticker_step (self)))
    ;
  return NULL;
}

void
tc_ticker_start (TcTicker *self)
{
  g_return_if_fail (!self->has_thread);
  self->is_stopping = FALSE;
  self->has_thread = pthread_create (&self->thread, NULL, thread_main, self) == 0;
}

static void
ask_to_stop (TcTicker *self)
{
  TC_LOCKED (&self->lock);
  self->is_stopping = TRUE;
  pthread_cond_broadcast (&self->cond);
}

void
tc_ticker_stop (TcTicker *self)
{
  if (!self->has_thread)
    return;
  ask_to_stop (self);
  pthread_join (self->thread, NULL);
  self->has_thread = FALSE;
}

void
tc_ticker_get_stats (TcTicker *self, TcTickerStats *out_stats)
{
  pthread_mutex_lock (&self->lock);
  *out_stats = self->stats;
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < out_stats->n_views; i++)
    tc_frame_queue_get_stats (self->views[i].frames, &out_stats->views[i].frames);
}
