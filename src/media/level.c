/* SPDX-License-Identifier: MIT */
#include "tallycast/media/level.h"

#include "tallycast/core/sync.h"

#include <math.h>

#define SILENT_PEAK 0.001f /* -60 dBFS */

struct TcLevel {
  pthread_mutex_t lock;
  /* guards: */
  double gain_db;
  gboolean mute;
  float peak[TC_AUDIO_CHANNELS];
  guint64 silent_frames, clipped;
  /* the ticker's own */
  float gain; /* linear, in use now */
};

static float
target_gain (const TcLevel *self)
{
  return self->mute ? 0 : (float)pow (10, self->gain_db / 20);
}

TcLevel *
tc_level_new (double gain_db)
{
  TcLevel *self = g_new0 (TcLevel, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->gain_db = CLAMP (gain_db, TC_LEVEL_MIN_DB, TC_LEVEL_MAX_DB);
  self->gain = target_gain (self);
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
  self->mute = mute;
}

/* Moves the gain in use towards @target by at most @step. */
static float
next_gain (float gain, float target, float step)
{
  return gain < target ? fminf (gain + step, target) : fmaxf (gain - step, target);
}

void
tc_level_process (TcLevel *self, const float *in, float *out, guint n_frames)
{
  float peak[TC_AUDIO_CHANNELS] = {0};
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
    for (guint c = 0; c < TC_AUDIO_CHANNELS; c++) {
      float sample = in[i * TC_AUDIO_CHANNELS + c] * self->gain;
      clipped += fabsf (sample) > 1;
      sample = fminf (fmaxf (sample, -1), 1);
      peak[c] = fmaxf (peak[c], fabsf (sample));
      out[i * TC_AUDIO_CHANNELS + c] = sample;
    }
  }
  TC_LOCKED (&self->lock);
  float loudest = 0;
  for (guint c = 0; c < TC_AUDIO_CHANNELS; c++) {
    self->peak[c] = fmaxf (self->peak[c], peak[c]);
    loudest = fmaxf (loudest, peak[c]);
  }
  self->silent_frames = loudest < SILENT_PEAK ? self->silent_frames + n_frames : 0;
  self->clipped += clipped;
}

void
tc_level_get_stats (TcLevel *self, TcLevelStats *out_stats)
{
  TC_LOCKED (&self->lock);
  out_stats->gain_db = self->gain_db;
  out_stats->mute = self->mute;
  for (guint c = 0; c < TC_AUDIO_CHANNELS; c++) {
    float peak = self->peak[c];
    out_stats->peak_db[c] =
        peak > 0 ? fmax (20 * log10 (peak), TC_LEVEL_FLOOR_DB) : TC_LEVEL_FLOOR_DB;
    self->peak[c] = 0;
  }
  out_stats->silent_ms = (gint64)self->silent_frames * 1000 / TC_AUDIO_RATE;
  out_stats->clipped = self->clipped;
}
