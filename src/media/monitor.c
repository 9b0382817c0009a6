/* SPDX-License-Identifier: MIT
 *
 * A feed that is due and has requests gets its shot, then the ticker's next frames;
 * what is made of them answers all its requests. What was made last is kept until it is
 * old, so that a second one who looks costs nothing.
 *
 * Locks: `lock` alone, never held while something is drawn, coded, asked or answered.
 */
#include "tallycast/media/monitor.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "media/monitor_draw.h"
#include "media/monitor_feed.h"
#include "tallycast/core/sync.h"

#define RETRY_NS (200 * TC_NS_PER_MS) /* preview was empty, or the stage was full */

struct TcMonitor {
  TcMonitorSettings settings;
  TcMonitorDraw *draw; /* thread's */
  pthread_t thread;
  gboolean has_thread;

  _Atomic gint64 wanted_tick; /* frames are wanted from it on; G_MAXINT64: not */

  pthread_mutex_t lock;
  pthread_cond_t wake;
  /* guards: all below */
  gboolean is_ending;
  TcFeeds feeds; /* removed by the thread alone */
  gboolean has_taken;
  TcTaken taken;
  TcMonitorStats stats;
};

static gint64
now_of (const TcMonitor *self)
{
  return tc_clock_mono_ns (self->settings.clock);
}

/* --- answering: without the lock --- */

static void
answer (TcMonitorRequest *request)
{
  request->done (request->data, request->result, request->jpeg, request->tick);
  g_clear_pointer (&request->jpeg, g_bytes_unref);
  g_free (request);
}

static void
answer_all (GQueue *answers)
{
  TcMonitorRequest *request;

  while ((request = g_queue_pop_head (answers)) != NULL)
    answer (request);
}

/* --- asking --- */

void
tc_monitor_ask (TcMonitor *self,
                TcMonitorKind kind,
                const char *scene,
                gint64 after,
                int width,
                TcMonitorFunc done,
                gpointer data)
{
  TcMonitorRequest *request = g_new0 (TcMonitorRequest, 1);
  gboolean waits;

  request->width = MIN (width, self->settings.format.width) & ~1;
  request->done = done;
  request->data = data;
  request->result = TC_MONITOR_BUSY;
  pthread_mutex_lock (&self->lock);
  waits = !self->is_ending &&
          tc_feeds_enter (&self->feeds, request, kind, scene, after, now_of (self));
  if (waits)
    pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  if (!waits)
    answer (request);
}

void
tc_monitor_drawn (TcMonitor *self, const char *scene, const TcMonitorShot *shot)
{
  TcMonitorKind kind = scene ? TC_MONITOR_SCENE : TC_MONITOR_PREVIEW;
  GQueue answers = G_QUEUE_INIT;

  pthread_mutex_lock (&self->lock);
  TcFeed *feed = tc_feeds_find (&self->feeds, kind, scene); /* its is_asked keeps it */
  feed->shot = *shot;
  feed->is_asked = FALSE;
  if (shot->result == TC_MONITOR_UNKNOWN)
    tc_feeds_turn_away (&self->feeds, feed, shot->result, &answers);
  else if (shot->result != TC_MONITOR_DONE)
    feed->due_ns = now_of (self) + RETRY_NS;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  answer_all (&answers);
}

/* --- the ticker's side --- */

gboolean
tc_monitor_wants (TcMonitor *self, gint64 tick)
{
  return tick >= atomic_load_explicit (&self->wanted_tick, memory_order_relaxed);
}

void
tc_monitor_offer (TcMonitor *self, const TcMonitorFrames *frames)
{
  if (!tc_monitor_wants (self, frames->tick) || pthread_mutex_trylock (&self->lock))
    return;
  if (!self->has_taken) {
    tc_taken_set (&self->taken, frames);
    self->has_taken = TRUE;
    self->stats.taken++;
    atomic_store (&self->wanted_tick, G_MAXINT64);
    pthread_cond_signal (&self->wake);
  }
  pthread_mutex_unlock (&self->lock);
}

/* --- making --- */

static void
make (TcMonitor *self,
      const TcTaken *taken,
      const TcMonitorShot *shot,
      TcMonitorMade *made)
{
  if (!tc_monitor_draw (self->draw, taken, shot))
    return;
  for (guint i = 0; i < made->n; i++)
    made->sizes[i].jpeg = tc_monitor_draw_code (self->draw, made->sizes[i].width);
}

static void
count (TcMonitor *self, const TcMonitorMade *made, gint64 work_ns)
{
  for (guint i = 0; i < made->n; i++)
    self->stats.coded += made->sizes[i].jpeg != NULL;
  self->stats.work_ns += work_ns;
  self->stats.max_work_ns = MAX (self->stats.max_work_ns, work_ns);
}

static void
make_feed (TcMonitor *self, TcFeed *feed, const TcTaken *taken)
{
  gint64 began_ns = now_of (self);
  gint64 tick = taken->tick;
  GQueue answers = G_QUEUE_INIT;
  TcMonitorShot shot;
  TcMonitorMade made;

  {
    TC_LOCKED (&self->lock);
    made = tc_feeds_begin (&self->feeds, feed, tick, began_ns);
    shot = feed->shot;
    feed->shot.shot = NULL;
  }
  make (self, taken, shot.shot ? &shot : NULL, &made);
  if (shot.shot) {
    tick = MIN (tick, shot.tick);
    tc_shot_unref (shot.shot);
  }
  {
    TC_LOCKED (&self->lock);
    count (self, &made, now_of (self) - began_ns);
    tc_feeds_put (&self->feeds, feed, &made, tick, &answers);
  }
  answer_all (&answers);
}

static void
use_taken (TcMonitor *self)
{
  g_autoptr (GPtrArray) ready = NULL;
  TcTaken taken;

  {
    TC_LOCKED (&self->lock);
    taken = self->taken;
    self->has_taken = FALSE;
    ready = tc_feeds_ready (&self->feeds, taken.tick, now_of (self));
  }
  for (guint i = 0; i < ready->len; i++)
    make_feed (self, g_ptr_array_index (ready, i), &taken);
  tc_taken_clear (&taken);
}

/* --- the thread --- */

typedef enum {
  STEP_END,
  STEP_ANSWER,
  STEP_ASK,
  STEP_USE,
} Step;

/* Waits until there is something to do. */
static Step
next_step (TcMonitor *self, GQueue *answers, TcFeed **ask)
{
  TC_LOCKED (&self->lock);
  while (!self->is_ending) {
    gint64 now_ns = now_of (self);

    tc_feeds_clean (&self->feeds, now_ns, answers);
    if (!g_queue_is_empty (answers))
      return STEP_ANSWER;
    *ask = tc_feeds_next_to_ask (&self->feeds, now_ns);
    if (*ask) {
      (*ask)->is_asked = TRUE;
      self->stats.drawn++;
      return STEP_ASK;
    }
    if (self->has_taken)
      return STEP_USE;
    atomic_store (&self->wanted_tick, tc_feeds_wanted_tick (&self->feeds, now_ns));
    tc_cond_wait_until (&self->wake, &self->lock,
                        tc_feeds_next_ns (&self->feeds, now_ns));
  }
  return STEP_END;
}

static void *
thread_main (void *data)
{
  TcMonitor *self = data;
  GQueue answers = G_QUEUE_INIT;
  TcFeed *ask;
  Step step;

  pthread_setname_np (pthread_self (), "tc-monitor");
  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), TC_MONITOR_NICE);
  while ((step = next_step (self, &answers, &ask)) != STEP_END) {
    answer_all (&answers);
    if (step == STEP_ASK)
      self->settings.draw (self->settings.data, ask->scene);
    else if (step == STEP_USE)
      use_taken (self);
  }
  return NULL;
}

TcMonitor *
tc_monitor_new (const TcMonitorSettings *settings)
{
  TcMonitor *self = g_new0 (TcMonitor, 1);

  self->settings = *settings;
  self->draw = tc_monitor_draw_new (&settings->format);
  tc_feeds_init (&self->feeds, settings->format.rate);
  atomic_init (&self->wanted_tick, G_MAXINT64);
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->wake);
  self->has_thread = pthread_create (&self->thread, NULL, thread_main, self) == 0;
  return self;
}

static void
end (TcMonitor *self)
{
  TC_LOCKED (&self->lock);
  self->is_ending = TRUE;
  pthread_cond_signal (&self->wake);
}

static void
turn_all_away (TcMonitor *self, GQueue *answers)
{
  TC_LOCKED (&self->lock);
  for (guint i = 0; i < self->feeds.all->len; i++)
    tc_feeds_turn_away (&self->feeds, g_ptr_array_index (self->feeds.all, i),
                        TC_MONITOR_BUSY, answers);
}

void
tc_monitor_stop (TcMonitor *self)
{
  GQueue answers = G_QUEUE_INIT;

  if (!self->has_thread)
    return;
  end (self);
  pthread_join (self->thread, NULL);
  self->has_thread = FALSE;
  turn_all_away (self, &answers);
  answer_all (&answers);
}

void
tc_monitor_free (TcMonitor *self)
{
  if (!self)
    return;
  tc_monitor_stop (self);
  if (self->has_taken)
    tc_taken_clear (&self->taken);
  tc_feeds_clear (&self->feeds);
  tc_monitor_draw_free (self->draw);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
tc_monitor_get_stats (TcMonitor *self, TcMonitorStats *out_stats)
{
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
  out_stats->waiting = self->feeds.n_waiting;
}
