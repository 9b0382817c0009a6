/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/level.h - the programme's sound on its way to the encoder: gain,
 * mute, limiter, peak
 *
 * One per programme. A change of gain or mute is a ramp of TC_LEVEL_RAMP_MS, so that
 * nothing clicks. The limiter keeps every sample at or under -1 dBFS: its gain falls at
 * once, for both channels alike, and comes back within some 100 ms. Without it what is
 * above full scale is cut there and counted. The peak is what goes out.
 *
 * Thread: process on the ticker's; the rest from any.
 */
#pragma once

#include "tallycast/media/format.h"

G_BEGIN_DECLS

#define TC_LEVEL_RAMP_MS  20
#define TC_LEVEL_PEAK_MS  500       /* a peak shows for so long, half of it at least */
#define TC_LEVEL_CEILING  0.891251f /* -1 dBFS, the limiter's */
#define TC_LEVEL_FLOOR_DB (-120.0)  /* what a peak of nothing is called */
#define TC_LEVEL_MIN_DB   (-60.0)
#define TC_LEVEL_MAX_DB   20.0

typedef struct TcLevel TcLevel;

typedef struct {
  double gain_db;                    /**< asked for */
  gboolean mute;                     /**< asked for */
  double peak_db[TC_AUDIO_CHANNELS]; /**< largest sample of TC_LEVEL_PEAK_MS; dBFS */
  double limited_db; /**< most the limiter took in that time; 0: nothing */
  gint64 silent_ms;  /**< how long it has been under -60 dBFS; unmuting begins anew */
  guint64 clipped;   /**< samples cut at full scale; 0 with a limiter */
} TcLevelStats;

/** @gain_db: TC_LEVEL_MIN_DB..TC_LEVEL_MAX_DB. Returns: (transfer full). */
TcLevel *tc_level_new (double gain_db, gboolean has_limiter);
void tc_level_free (TcLevel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcLevel, tc_level_free)

/** Clamped to the range above. */
void tc_level_set_gain_db (TcLevel *self, double gain_db);
void tc_level_set_mute (TcLevel *self, gboolean mute);

/** Changes @n_frames stereo frames from @in into @out (may be the same). */
void tc_level_process (TcLevel *self, const float *in, float *out, guint n_frames);

/** Changes nothing: any number may ask. */
void tc_level_get_stats (TcLevel *self, TcLevelStats *out_stats);

G_END_DECLS
