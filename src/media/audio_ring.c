/* SPDX-License-Identifier: MIT
 *
 * What is in the ring is [valid_from, write_pos). The writer makes the ramps at its own
 * jumps, in the stored sound. The reader makes those at the ends of what is there: it
 * cannot know that sound will end, so it lets the last sample fall to nothing in 5 ms.
 */
#include "tallycast/media/audio_ring.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include <gst/audio/audio.h>

#include "tallycast/core/sync.h"

#define SIZE        ((gint64)TC_AUDIO_RING_S * TC_AUDIO_RATE)
#define JUMP        (TC_AUDIO_JUMP_MS * TC_AUDIO_RATE / 1000)
#define AHEAD       ((gint64)TC_AUDIO_RING_AHEAD_S * TC_AUDIO_RATE)
#define CHUNK       960  /* frames: 20 ms */
#define STEP        4800 /* frames between steps of the loop: 100 ms */
#define RATE_SCALE  1000 /* the converter's rates are whole numbers: 0.02 ppm */
#define CHUNK_SLACK 64   /* 0.5 % of a chunk and the converter's rounding */
/* Stamps that do not follow on one another by this much: sound was lost. The slow loop
 * would need minutes to bring the rest to its place. */
#define GAP_NS    (40 * TC_NS_PER_MS)
#define MAX_LEVEL 4.0f
/* A hole up to this is filled with silence; a longer one ends what was valid. */
#define MAX_FILL TC_AUDIO_RATE

enum {
  RAMP = TC_AUDIO_RAMP_MS * TC_AUDIO_RATE / 1000, /* samples */
  /* A source's first stamps are often some 10 ms off the later ones (RTSP: until the
   * first RTCP report). In its first seconds the mean of each is looked at, and a
   * distance of over 5 ms put right at once: the slow loop would take minutes. */
  SETTLE = 6 * TC_AUDIO_RATE,
  SETTLE_STEP = TC_AUDIO_RATE,
  SETTLE_LIMIT = TC_AUDIO_RATE / 200
};

struct TcAudioRing {
  atomic_int is_restart_asked;

  /* writer's thread */
  GstAudioConverter *converter;
  gint64 converter_delay; /* frames that the converter holds back */
  TcAudioLoop loop;
  double applied;   /* the ratio the converter runs at */
  guint since_step; /* frames since the loop's last step */
  gboolean is_anchored;
  gint64 end;      /* write position */
  gint64 settling; /* samples left of the first seconds */
  gint64 settle_sum;
  guint settle_n;
  gint64 next_ns; /* the stamp that would follow on the last write */
  guint ramped;   /* frames since a jump, up to RAMP */

  /* reader's thread */
  guint gain; /* 0 .. RAMP */
  float last[TC_AUDIO_CHANNELS];

  pthread_mutex_t lock; /* guards: all below */
  float *data;
  gint64 valid_from;
  gint64 write_pos;
  gint64 read_pos; /* end of the last read; 0: none yet */
  TcAudioRingStats stats;
};

gint64
tc_audio_position_at (gint64 ns)
{
  gint64 s = ns / TC_NS_PER_S;
  gint64 rest = ns % TC_NS_PER_S;
  if (rest < 0) {
    s--;
    rest += TC_NS_PER_S;
  }
  return s * TC_AUDIO_RATE + rest * TC_AUDIO_RATE / TC_NS_PER_S;
}

gint64
tc_audio_position_ns (gint64 position)
{
  gint64 s = position / TC_AUDIO_RATE;
  gint64 rest = position % TC_AUDIO_RATE;
  if (rest < 0) {
    s--;
    rest += TC_AUDIO_RATE;
  }
  return s * TC_NS_PER_S + rest * TC_NS_PER_S / TC_AUDIO_RATE;
}

/* Never exactly 1: at equal rates GStreamer 1.22 takes another filter phase, half a
 * filter (23 samples) off all others; going there and back would be heard. */
static void
set_ratio (TcAudioRing *self, double ratio)
{
  int in_rate = TC_AUDIO_RATE * RATE_SCALE;
  int out_rate = (int)lround (in_rate * ratio);
  if (out_rate == in_rate)
    out_rate++;
  gst_audio_converter_update_config (self->converter, in_rate, out_rate, NULL);
  self->applied = ratio;
}

static void
make_converter (TcAudioRing *self)
{
  GstAudioInfo info;
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32, TC_AUDIO_RATE,
                             TC_AUDIO_CHANNELS, NULL);
  /* Left to itself the resampler makes tables of up to 48 million phases at each change
   * of the ratio (13 ms measured); interpolated it costs nothing. */
  GstStructure *config =
      gst_structure_new ("config", GST_AUDIO_RESAMPLER_OPT_FILTER_MODE,
                         GST_TYPE_AUDIO_RESAMPLER_FILTER_MODE,
                         GST_AUDIO_RESAMPLER_FILTER_MODE_INTERPOLATED, NULL);
  self->converter = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_VARIABLE_RATE,
                                             &info, &info, config);
  self->converter_delay = (gint64)gst_audio_converter_get_max_latency (self->converter);
  set_ratio (self, 1);
}

TcAudioRing *
tc_audio_ring_new (void)
{
  TcAudioRing *self = g_new0 (TcAudioRing, 1);
  self->data = g_new0 (float, SIZE *TC_AUDIO_CHANNELS);
  pthread_mutex_init (&self->lock, NULL);
  make_converter (self);
  return self;
}

void
tc_audio_ring_free (TcAudioRing *self)
{
  if (!self)
    return;
  gst_audio_converter_free (self->converter);
  pthread_mutex_destroy (&self->lock);
  g_free (self->data);
  g_free (self);
}

void
tc_audio_ring_restart (TcAudioRing *self)
{
  atomic_store (&self->is_restart_asked, TRUE);
}

/* The next write is anchored at its stamp, and looked at for some seconds. */
static void
anchor_anew (TcAudioRing *self)
{
  self->is_anchored = FALSE;
  self->settling = SETTLE;
  self->settle_sum = 0;
  self->settle_n = 0;
}

static void
settle (TcAudioRing *self, gint64 error, guint n)
{
  if (self->settling <= 0)
    return;
  self->settling -= n;
  self->settle_sum += error * n;
  self->settle_n += n;
  if (self->settle_n < SETTLE_STEP)
    return;
  if (ABS (self->settle_sum / self->settle_n) > SETTLE_LIMIT)
    self->is_anchored = FALSE;
  self->settle_sum = 0;
  self->settle_n = 0;
}

static void
restart (TcAudioRing *self)
{
  anchor_anew (self);
  self->loop = (TcAudioLoop){0};
  self->since_step = 0;
}

static float *
frame_at (TcAudioRing *self, gint64 position)
{
  return self->data + ((position % SIZE + SIZE) % SIZE) * TC_AUDIO_CHANNELS;
}

/* Under the lock: lets what ends at @position fall to nothing. */
static void
fade_out_locked (TcAudioRing *self, gint64 position)
{
  for (int i = 1; i <= RAMP && position - i >= self->valid_from; i++) {
    float *frame = frame_at (self, position - i);
    float gain = (float)(i - 1) / RAMP;
    for (int c = 0; c < TC_AUDIO_CHANNELS; c++)
      frame[c] *= gain;
  }
}

/* Moves the write position to @position, with ramps where sound is cut. */
static void
anchor (TcAudioRing *self, gint64 position)
{
  TC_LOCKED (&self->lock);
  gint64 hole = position - self->write_pos;

  if (self->write_pos > self->valid_from) {
    fade_out_locked (self, MIN (position, self->write_pos));
    self->stats.jumps++;
  }
  if (hole > MAX_FILL || hole < -SIZE / 2)
    self->valid_from = position;
  for (gint64 at = self->write_pos; hole <= MAX_FILL && at < position; at++)
    memset (frame_at (self, at), 0, TC_AUDIO_CHANNELS * sizeof (float));
  self->valid_from = MIN (self->valid_from, position);
  self->write_pos = position;
  self->end = position;
  self->ramped = 0;
  self->is_anchored = TRUE;
  self->loop.error = 0; /* the integral stays: the clock is still as far off */
}

static void
store (TcAudioRing *self, const float *samples, guint n)
{
  TC_LOCKED (&self->lock);
  guint first = MIN (n, (guint)(SIZE - (self->write_pos % SIZE)));
  memcpy (frame_at (self, self->write_pos), samples,
          first * TC_AUDIO_CHANNELS * sizeof (float));
  memcpy (self->data, samples + first * TC_AUDIO_CHANNELS,
          (n - first) * TC_AUDIO_CHANNELS * sizeof (float));
  self->write_pos += n;
  self->valid_from = MAX (self->valid_from, self->write_pos - SIZE);
  self->stats.written += n;
  if (self->write_pos <= self->read_pos)
    self->stats.refused += n;
  self->stats.last_write_ns = tc_audio_position_ns (self->write_pos);
}

static void
steer (TcAudioRing *self, gint64 error, guint n)
{
  self->since_step += n;
  if (self->since_step < STEP)
    return;
  double ratio = tc_audio_loop_step (&self->loop, (double)error,
                                     (double)self->since_step / TC_AUDIO_RATE);
  self->since_step = 0;

  /* Filter taps are made anew by an update: not for less than one ppm. */
  if (fabs (ratio - self->applied) > 1e-6)
    set_ratio (self, ratio);
  TC_LOCKED (&self->lock);
  self->stats.error_ms = self->loop.error * 1000 / TC_AUDIO_RATE;
  self->stats.correction = self->applied - 1;
}

/* A source that is hours ahead of the reader has a broken clock. */
static gboolean
is_refused (TcAudioRing *self, gint64 position, guint n)
{
  TC_LOCKED (&self->lock);
  if (self->read_pos == 0 || position <= self->read_pos + AHEAD)
    return FALSE;
  self->stats.refused += n;
  return TRUE;
}

/* Not a number, or far beyond full scale: a broken source, not sound. One such sample
 * would be the loudest click there is, or silence the encoder for good. */
static void
mend (float *samples, gsize n)
{
  for (gsize i = 0; i < n; i++)
    samples[i] = fabsf (samples[i]) <= MAX_LEVEL ? samples[i] : 0;
}

static void
write_chunk (TcAudioRing *self, gint64 position, const float *samples, guint n)
{
  float out[(CHUNK + CHUNK_SLACK) * TC_AUDIO_CHANNELS];

  if (is_refused (self, position, n)) {
    self->is_anchored = FALSE;
    return;
  }
  if (!self->is_anchored) {
    gst_audio_converter_reset (self->converter);
    anchor (self, position);
  }
  gint64 error = position - self->end - self->converter_delay;
  if (ABS (error) > JUMP) {
    gst_audio_converter_reset (self->converter);
    anchor (self, position);
    error = 0;
  }

  gsize n_out = gst_audio_converter_get_out_frames (self->converter, n);
  n_out = MIN (n_out, G_N_ELEMENTS (out) / TC_AUDIO_CHANNELS);
  gpointer from[1] = {(gpointer)samples};
  gpointer to[1] = {out};
  gst_audio_converter_samples (self->converter, 0, from, n, to, n_out);
  mend (out, n_out * TC_AUDIO_CHANNELS);
  for (gsize i = 0; i < n_out && self->ramped < RAMP; i++, self->ramped++)
    for (int c = 0; c < TC_AUDIO_CHANNELS; c++)
      out[i * TC_AUDIO_CHANNELS + c] *= (float)self->ramped / RAMP;
  store (self, out, (guint)n_out);
  self->end += (gint64)n_out;
  steer (self, error, n);
  settle (self, error, n);
}

void
tc_audio_ring_write (TcAudioRing *self,
                     gint64 time_ns,
                     const float *samples,
                     guint n_frames)
{
  gint64 position = tc_audio_position_at (time_ns);
  if (atomic_exchange (&self->is_restart_asked, FALSE))
    restart (self);
  if (ABS (time_ns - self->next_ns) > GAP_NS)
    anchor_anew (self);
  self->next_ns = time_ns + tc_audio_position_ns (n_frames);
  for (guint done = 0; done < n_frames; done += CHUNK) {
    guint n = MIN (CHUNK, n_frames - done);
    write_chunk (self, position + done, samples + (gsize)done * TC_AUDIO_CHANNELS, n);
  }
}

/* Copies what is there, zeros elsewhere. Returns: [first, end) that is there. */
static void
copy_out (TcAudioRing *self,
          gint64 position,
          float *samples,
          guint n,
          guint *out_first,
          guint *out_end)
{
  TC_LOCKED (&self->lock);
  gint64 first = CLAMP (self->valid_from - position, 0, n);
  gint64 end = CLAMP (self->write_pos - position, first, n);

  memset (samples, 0, n * TC_AUDIO_CHANNELS * sizeof (float));
  for (gint64 at = first; at < end;) {
    gint64 run = MIN (end - at, SIZE - (position + at) % SIZE);
    memcpy (samples + at * TC_AUDIO_CHANNELS, frame_at (self, position + at),
            (gsize)run * TC_AUDIO_CHANNELS * sizeof (float));
    at += run;
  }
  self->read_pos = position + n;
  self->stats.silent += n - (guint64)(end - first);
  *out_first = (guint)first;
  *out_end = (guint)end;
}

static void
read_chunk (TcAudioRing *self, gint64 position, float *samples, guint n)
{
  guint first = 0;
  guint end = 0;
  copy_out (self, position, samples, n, &first, &end);

  for (guint i = 0; i < n; i++) {
    float *frame = samples + (gsize)i * TC_AUDIO_CHANNELS;
    gboolean is_there = i >= first && i < end;
    if (is_there && self->gain == RAMP) {
      i = end - 1; /* whole: skip to the last frame that is there */
      memcpy (self->last, samples + (gsize)i * TC_AUDIO_CHANNELS, sizeof self->last);
      continue;
    }
    if (is_there)
      memcpy (self->last, frame, sizeof self->last);
    if (is_there && self->gain < RAMP)
      self->gain++;
    else if (!is_there && self->gain > 0)
      self->gain--;
    for (int c = 0; c < TC_AUDIO_CHANNELS; c++)
      frame[c] = self->last[c] * (float)self->gain / RAMP;
  }
}

void
tc_audio_ring_read (TcAudioRing *self, gint64 position, float *samples, guint n_frames)
{
  for (guint done = 0; done < n_frames; done += CHUNK)
    read_chunk (self, position + done, samples + (gsize)done * TC_AUDIO_CHANNELS,
                MIN (CHUNK, n_frames - done));
}

void
tc_audio_ring_get_stats (TcAudioRing *self, TcAudioRingStats *out_stats)
{
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
}
