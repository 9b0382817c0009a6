/* SPDX-License-Identifier: MIT */
#include "tallycast/media/level.h"

#include "tallycast/core/sync.h"

#include <math.h>
#include <string.h>

#define SILENT_PEAK 0.001f /* -60 dBFS */
/* After a peak the limiter lets go with this time constant, in samples: 100 ms, slow
 * enough not to shape the waves of deep voices. */
#define RELEASE (TC_AUDIO_RATE / 10.0f)
/* Half of what a peak is held for. */
#define WINDOW ((guint)TC_LEVEL_PEAK_MS * TC_AUDIO_RATE / 1000 / 2)

struct TcLevel {
  pthread_mutex_t lock;
  /* guards: */
  double gain_db;
  gboolean mute;
  float peak[2][TC_AUDIO_CHANNELS]; /* of this window and of the one before */
  guint window_frames;
  guint64 silent_frames, clipped;
  float limit_min; /* the limiter's lowest gain in both windows */
  float limit_before;
  /* the ticker's own */
  gboolean has_limiter;
  float gain;  /* linear, in use now */
  float limit; /* the limiter's gain: 1 when it does nothing */
};

static float
target_gain (const TcLevel *self)
{
  return self->mute ? 0 : (float)pow (10, self->gain_db / 20);
}

TcLevel *
tc_level_new (double gain_db, gboolean has_limiter)
{
  TcLevel *self = g_new0 (TcLevel, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->gain_db = CLAMP (gain_db, TC_LEVEL_MIN_DB, TC_LEVEL_MAX_DB);
  self->gain = target_gain (self);
  self->has_limiter = has_limiter;
  self->limit = self->limit_min = self->limit_before = 1;
  return self;
}

void
tc_level_free (TcLevel *self)
{
  if (!self)
    return;
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
tc_level_set_gain_db (TcLevel *self, double gain_db)
{
  TC_LOCKED (&self->lock);
  self->gain_db = CLAMP (gain_db, TC_LEVEL_MIN_DB, TC_LEVEL_MAX_DB);
}

void
tc_level_set_mute (TcLevel *self, gboolean mute)
{
  TC_LOCKED (&self->lock);
  if (self->mute && !mute)
    self->silent_frames = 0; /* what was asked for does not count */
  self->mute = mute;
}

/* Moves the gain in use towards @target by at most @step. */
static float
next_gain (float gain, float target, float step)
{
  return gain < target ? fminf (gain + step, target) : fmaxf (gain - step, target);
}

/* At once down to what keeps @loudest under the ceiling, slowly up again. Both channels
 * alike, so that the picture of the sound stays where it is. */
static float
next_limit (float limit, float loudest)
{
  static const float ceiling = TC_LEVEL_CEILING;

  limit += (1 - limit) / RELEASE;
  return loudest * limit > ceiling ? ceiling / loudest : limit;
}

static float
loudest_of (const float *frame)
{
  float loudest = 0;
  for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
    loudest = fmaxf (loudest, fabsf (frame[c]));
  return loudest;
}

/* Under the lock. */
static void
note_peaks (TcLevel *self, const float *peak, float limit, guint n_frames)
{
  float loudest = loudest_of (peak);

  for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
    self->peak[0][c] = fmaxf (self->peak[0][c], peak[c]);
  self->limit_min = fminf (self->limit_min, limit);
  self->silent_frames = loudest < SILENT_PEAK ? self->silent_frames + n_frames : 0;
  self->window_frames += n_frames;
  if (self->window_frames < WINDOW)
    return;
  self->window_frames = 0;
  memcpy (self->peak[1], self->peak[0], sizeof self->peak[1]);
  memset (self->peak[0], 0, sizeof self->peak[0]);
  self->limit_before = self->limit_min;
  self->limit_min = 1;
}

void
tc_level_process (TcLevel *self, const float *in, float *out, guint n_frames)
{
  float peak[TC_AUDIO_CHANNELS] = {0};
  float lowest = 1;
  guint64 clipped = 0;
  float target;

  {
    TC_LOCKED (&self->lock);
    target = target_gain (self);
  }
  /* The longest way, from silence to the louder of both gains, takes the ramp's time.
   */
  float step = fmaxf (fmaxf (target, self->gain), 0.01f) /
               (TC_AUDIO_RATE / 1000.0f * TC_LEVEL_RAMP_MS);
  for (guint i = 0; i < n_frames; i++) {
    self->gain = next_gain (self->gain, target, step);
    if (self->has_limiter) {
      float loudest = loudest_of (in + (gsize)i * TC_AUDIO_CHANNELS) * self->gain;
      self->limit = next_limit (self->limit, loudest);
      lowest = fminf (lowest, self->limit);
    }
    for (guint c = 0; c < TC_AUDIO_CHANNELS; c++) {
      float sample = in[i * TC_AUDIO_CHANNELS + c] * self->gain * self->limit;
      clipped += fabsf (sample) > 1;
      sample = fminf (fmaxf (sample, -1), 1);
      peak[c] = fmaxf (peak[c], fabsf (sample));
      out[i * TC_AUDIO_CHANNELS + c] = sample;
    }
  }
  TC_LOCKED (&self->lock);
  note_peaks (self, peak, lowest, n_frames);
  self->clipped += clipped;
}

static double
decibels (float value)
{
  return value > 0 ? fmax (20 * log10 (value), TC_LEVEL_FLOOR_DB) : TC_LEVEL_FLOOR_DB;
}

void
tc_level_get_stats (TcLevel *self, TcLevelStats *out_stats)
{
  TC_LOCKED (&self->lock);
  out_stats->gain_db = self->gain_db;
  out_stats->mute = self->mute;
  for (guint c = 0; c < TC_AUDIO_CHANNELS; c++)
    out_stats->peak_db[c] = decibels (fmaxf (self->peak[0][c], self->peak[1][c]));
  out_stats->limited_db = -decibels (fminf (self->limit_min, self->limit_before));
  out_stats->silent_ms = (gint64)self->silent_frames * 1000 / TC_AUDIO_RATE;
  out_stats->clipped = self->clipped;
}
