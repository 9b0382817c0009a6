/* SPDX-License-Identifier: MIT
 *
 * Why in order. The plain rule "show the newest frame older than D" was simulated with
 * 25 frames a second on both sides, 50 ppm apart and 5 ms of jitter: 1,372 repeats in
 * 10 minutes, because twice a minute the frame's time and the tick's nearly meet and
 * jitter decides. Taking frames in order, with a band of 0.75 of a frame around the
 * wanted moment, gives one slip per full frame of drift and no more.
 *
 * The cadence is `step` new frames every `hold` ticks: 1/1 at the programme's rate, 2/1
 * for 50 into 25, 1/2 for 25 into 50. Sources outside 1 % of such a ratio have none and
 * show the nearest frame, which gives a regular pattern because times are smoothed.
 */
#include "tallycast/media/frame_queue.h"

#include <math.h>

#include "tallycast/core/sync.h"

/* A filter that has seen fewer frames than this does not know the period yet. */
#define WARM_UP_FRAMES 12
/* Alpha-beta filter: of 5 ms of jitter 1 ms is left (1 sigma); it settles in some 40
 * frames. Beta is alpha^2 / (2 - alpha), the optimum of Benedict and Bordner. */
#define ALPHA 0.05
/* A stamp this far off, in periods, is an outlier; so many in a row are a new rate. */
#define MAX_MISFIT  0.4
#define MAX_MISFITS 4
/* Source and programme rates this near count as locked (29.97 into 30 is 0.1 %). */
#define LOCK_TOLERANCE 0.01
#define MAX_CADENCE    8
/* After a hole this long the filter starts anew. */
#define MAX_GAP_NS (1 * TC_NS_PER_S)

typedef struct {
  gint64 time_ns;
  gpointer frame;
} Entry;

/* The smoothed clock of the source. */
typedef struct {
  double period;  /* ns; 0: not known */
  double sum;     /* of the warm-up's stamps, ns since base_ns */
  double time;    /* ns since base_ns, of the last frame; small, so a double is exact */
  gint64 base_ns; /* the stamp at which the filter was started */
  gint64 raw_ns;  /* the last stamp as it came */
  guint seen;     /* frames since then */
  guint misfits;  /* stamps in a row that did not fit */
} Smoother;

struct TcFrameQueue {
  /* set once */
  gint64 tick_ns;
  guint limit;
  GDestroyNotify release;
  gpointer *stale; /* picker's thread: frames to let go of after the lock */
  gpointer *spent; /* pusher's, the same */

  pthread_mutex_t lock; /* guards: all below */
  Smoother smoother;
  Entry *ring; /* `limit` entries */
  guint head;
  guint n;
  Entry current; /* the frame shown last */
  guint held;    /* ticks it was shown */
  gboolean was_starved;
  TcFrameQueueStats stats;
};

/* How many new frames the next tick should take, and how far from the wanted moment the
 * frame may be. */
typedef struct {
  gboolean is_locked;
  guint step;
  gint64 half_ns; /* half the source's period: the bias */
  gint64 band_ns;
} Cadence;

static gint64
smoother_restart (Smoother *self, gint64 raw_ns)
{
  *self = (Smoother){.base_ns = raw_ns, .raw_ns = raw_ns, .seen = 1};
  return raw_ns;
}

/* The first stamps go through as they are; their mean distance and their middle start
 * the filter (single distances are no use: with jitter it can lock to a wrong period).
 */
static gint64
smoother_warm_up (Smoother *self, gint64 raw_ns)
{
  double raw = (double)(raw_ns - self->base_ns);

  self->sum += raw;
  self->seen++;
  if (self->seen == WARM_UP_FRAMES) {
    self->period = raw / (WARM_UP_FRAMES - 1);
    self->time = self->sum / WARM_UP_FRAMES + self->period * (WARM_UP_FRAMES - 1) / 2;
  }
  return raw_ns;
}

static gint64
smoother_step (Smoother *self, gint64 raw_ns)
{
  gint64 gap_ns = raw_ns - self->raw_ns;
  self->raw_ns = raw_ns;

  if (self->seen == 0 || gap_ns > MAX_GAP_NS)
    return smoother_restart (self, raw_ns);
  if (self->seen < WARM_UP_FRAMES)
    return smoother_warm_up (self, raw_ns);

  /* Lost frames are whole periods; what does not fit again and again is a new rate. */
  double raw = (double)(raw_ns - self->base_ns);
  double n = fmax (1, round ((raw - self->time) / self->period));
  double predicted = self->time + n * self->period;
  double bound = MAX_MISFIT * self->period;
  double error = raw - predicted;
  self->misfits = fabs (error) > bound ? self->misfits + 1 : 0;
  if (self->misfits >= MAX_MISFITS)
    return smoother_restart (self, raw_ns);
  error = CLAMP (error, -bound, bound);

  double alpha = fmax (ALPHA, 2.0 / (self->seen + 1));
  self->time = predicted + alpha * error;
  self->period += alpha * alpha / (2 - alpha) * error / n;
  self->seen++;
  return self->base_ns + (gint64)llround (self->time);
}

TcFrameQueue *
tc_frame_queue_new (TcRate rate, guint limit, GDestroyNotify release)
{
  g_return_val_if_fail (rate.num > 0 && rate.den > 0 && release != NULL, NULL);

  TcFrameQueue *self = g_new0 (TcFrameQueue, 1);
  self->tick_ns = tc_rate_tick_ns (rate, 1);
  self->limit = MAX (limit, TC_FRAME_QUEUE_MIN_LIMIT);
  self->release = release;
  self->ring = g_new0 (Entry, self->limit);
  self->stale = g_new0 (gpointer, self->limit);
  self->spent = g_new0 (gpointer, self->limit);
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

static Entry *
entry_at (TcFrameQueue *self, guint i)
{
  g_assert (self->limit > 0);
  return &self->ring[(self->head + i) % self->limit];
}

static Entry
take_head (TcFrameQueue *self)
{
  Entry entry = *entry_at (self, 0);
  self->head = (self->head + 1) % self->limit;
  self->n--;
  return entry;
}

void
tc_frame_queue_free (TcFrameQueue *self)
{
  if (!self)
    return;
  while (self->n > 0)
    self->release (take_head (self).frame);
  if (self->current.frame)
    self->release (self->current.frame);
  pthread_mutex_destroy (&self->lock);
  g_free (self->stale);
  g_free (self->spent);
  g_free (self->ring);
  g_free (self);
}

/* Under the lock. Fills `spent` with frames to let go of. Returns: how many. */
static guint
push_locked (TcFrameQueue *self, gint64 time_ns, gpointer frame)
{
  guint n_spent = 0;

  self->stats.pushed++;
  gint64 back_ns = self->smoother.raw_ns - time_ns;
  if (self->smoother.seen > 0 && back_ns >= 0) {
    if (back_ns < TC_FRAME_QUEUE_RESTART_NS) {
      self->stats.backwards++;
      self->spent[0] = frame;
      return 1;
    }
    /* What waits has stamps of a time that will not come: it would be in the way. */
    self->smoother.seen = 0;
    while (self->n > 0)
      self->spent[n_spent++] = take_head (self).frame;
  }
  if (self->n == self->limit) {
    self->spent[n_spent++] = take_head (self).frame;
    self->stats.overflows++;
  }
  gint64 smooth_ns = smoother_step (&self->smoother, time_ns);
  *entry_at (self, self->n++) = (Entry){.time_ns = smooth_ns, .frame = frame};
  return n_spent;
}

void
tc_frame_queue_push (TcFrameQueue *self, gint64 time_ns, gpointer frame)
{
  pthread_mutex_lock (&self->lock);
  guint n_spent = push_locked (self, time_ns, frame);
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < n_spent; i++)
    self->release (self->spent[i]);
}

/* The source's period, roughly while it is not known yet. */
static double
period_now (const TcFrameQueue *self)
{
  const Smoother *smoother = &self->smoother;
  if (smoother->period > 0)
    return smoother->period;
  if (smoother->seen > 1)
    return (double)(smoother->raw_ns - smoother->base_ns) / (smoother->seen - 1);
  return (double)self->tick_ns;
}

static Cadence
cadence_now (const TcFrameQueue *self)
{
  double tick = (double)self->tick_ns;
  double period = period_now (self);
  Cadence cadence = {.half_ns = (gint64)(period / 2)};
  cadence.band_ns = (gint64)(period / 2 + fmin (period, tick) / 4);

  double ratio = tick / period;
  double whole = fmax (1, round (ratio));
  double part = fmax (1, round (1 / ratio));
  if (self->smoother.seen < WARM_UP_FRAMES || whole > MAX_CADENCE || part > MAX_CADENCE)
    return cadence;
  if (fabs (ratio / whole * part - 1) > LOCK_TOLERANCE)
    return cadence;
  cadence.is_locked = TRUE;
  cadence.step = self->held < (guint)part ? 0 : (guint)whole;
  return cadence;
}

/* The frame nearest to the wanted moment: 0 is the current one, n the n-th waiting. */
static guint
nearest (TcFrameQueue *self, gint64 latest_ns)
{
  guint best = 0;
  while (best < self->n && entry_at (self, best)->time_ns <= latest_ns)
    best++;
  return best;
}

/* Returns: how many frames to go on. */
static guint
choose (TcFrameQueue *self, gint64 want_ns)
{
  Cadence cadence = cadence_now (self);
  guint best = nearest (self, want_ns + cadence.half_ns);

  if (!cadence.is_locked || !self->current.frame)
    return best;
  if (cadence.step > self->n) {
    self->was_starved = TRUE;
    self->stats.starved++;
    self->stats.repeats += best == 0;
    return best;
  }

  gint64 time_ns = cadence.step == 0 ? self->current.time_ns
                                     : entry_at (self, cadence.step - 1)->time_ns;
  gboolean is_near = ABS (time_ns - want_ns) <= cadence.band_ns;
  gboolean after_hole = self->was_starved;
  self->was_starved = FALSE;
  if (is_near || best == cadence.step)
    return cadence.step;

  /* Catching up after a hole is no slip: the clocks agree. */
  self->stats.slips += !after_hole;
  if (best > cadence.step)
    self->stats.drops += best - cadence.step;
  else
    self->stats.repeats++;
  return best;
}

gpointer
tc_frame_queue_pick (TcFrameQueue *self,
                     gint64 want_ns,
                     gint64 *out_time_ns,
                     gboolean *out_is_new)
{
  guint n_stale = 0;

  pthread_mutex_lock (&self->lock);
  guint take = choose (self, want_ns);
  self->held = take > 0 ? 1 : self->held + 1;
  self->stats.shown += take > 0;
  for (guint i = 0; i < take; i++) {
    self->stale[n_stale++] = self->current.frame;
    self->current = take_head (self);
  }
  Entry current = self->current;
  pthread_mutex_unlock (&self->lock);

  for (guint i = 0; i < n_stale; i++)
    g_clear_pointer (&self->stale[i], self->release);
  if (current.frame && out_time_ns)
    *out_time_ns = current.time_ns;
  if (out_is_new)
    *out_is_new = take > 0;
  return current.frame;
}

void
tc_frame_queue_get_stats (TcFrameQueue *self, TcFrameQueueStats *out_stats)
{
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
  out_stats->period_ns =
      self->smoother.seen >= WARM_UP_FRAMES ? (gint64)self->smoother.period : 0;
  out_stats->waiting = self->n;
}
