/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/audio_ring.h - the programme's sound, addressed by time
 *
 * A ring of 48 kHz stereo float. Positions count samples of CLOCK_MONOTONIC (position =
 * floor (ns * 48000 / 10^9)), so that sound is found by the same times as frames. One
 * writer (the audio input that is on), one reader (the ticker).
 *
 * The write position counts samples. The source's stamps say where it should be: their
 * distance e, low-passed over 10 s, steers a variable-rate converter (rates x 1000 for
 * resolution; at most 0.5 %), so that a sound card or camera whose clock is off by some
 * hundred ppm stays in place for days. When e exceeds 200 ms, or a stamp is more than
 * 40 ms off the end of what came before (sound was lost), the position jumps to the
 * stamp, with 5 ms ramps on both sides. In a source's first
 * 6 seconds a mean distance of over 5 ms is put right in the same way. Where nothing
 * was written there is silence, with ramps of 5 ms.
 *
 * Limit: TC_AUDIO_RING_S seconds; what is older is overwritten. A stamp more than
 * TC_AUDIO_RING_AHEAD_S ahead of the reader is refused and counted.
 * Locks are held for one copy of at most 20 ms of sound, or to write the silence of a
 * hole of at most 1 s (0.1 ms).
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/media/format.h"

G_BEGIN_DECLS

#define TC_AUDIO_RING_S 8
/* More than the programme's longest delay and the longest wait asked for the sound. */
#define TC_AUDIO_RING_AHEAD_S   7
#define TC_AUDIO_RAMP_MS        5
#define TC_AUDIO_JUMP_MS        200
#define TC_AUDIO_LOW_PASS_S     10
#define TC_AUDIO_MAX_CORRECTION 0.005

/* --- the slow loop alone: pure arithmetic, so that a test runs a day in a second ---
 */

/** All fields private; zero-initialise. */
typedef struct {
  double error;    /* samples, low-passed */
  double integral; /* samples a second */
} TcAudioLoop;

/** @error: samples by which the stamp is ahead of the write position; @seconds: sound
 * since the last call. Returns: output samples for one input sample, 0.995 .. 1.005. */
double tc_audio_loop_step (TcAudioLoop *self, double error, double seconds);

/* --- the ring --- */

typedef struct TcAudioRing TcAudioRing;

typedef struct {
  guint64 written;      /**< samples written */
  guint64 silent;       /**< samples read where nothing was */
  guint64 jumps;        /**< hard re-anchors after the first */
  guint64 refused;      /**< samples refused: stamp out of range, or too old */
  double error_ms;      /**< source's stamps against write position, low-passed */
  double correction;    /**< resampling now in use, 0.0001 = 100 ppm */
  gint64 last_write_ns; /**< capture time of the end of what is written; 0: nothing */
} TcAudioRingStats;

TcAudioRing *tc_audio_ring_new (void);
void tc_audio_ring_free (TcAudioRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAudioRing, tc_audio_ring_free)

/** The next write is anchored at its own stamp (a source was started anew). Any thread.
 */
void tc_audio_ring_restart (TcAudioRing *self);
/** @n_frames stereo frames at 48 kHz by the source's own clock, the first captured at
 * @time_ns (CLOCK_MONOTONIC). Writer's thread. */
void tc_audio_ring_write (TcAudioRing *self,
                          gint64 time_ns,
                          const float *samples,
                          guint n_frames);
/** Reads @n_frames stereo frames from @position on, silence where nothing is. Reader's
 * thread. */
void
tc_audio_ring_read (TcAudioRing *self, gint64 position, float *samples, guint n_frames);
void tc_audio_ring_get_stats (TcAudioRing *self, TcAudioRingStats *out_stats);

/** Sample positions from nanoseconds and back (floor); exact for years. */
gint64 tc_audio_position_at (gint64 ns);
gint64 tc_audio_position_ns (gint64 position);

G_END_DECLS
