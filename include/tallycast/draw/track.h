/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/track.h - how a sprite moves: evaluated by the ticker, a pure function
 *
 * A track is a plain value: the sprite's place, clip and opacity at programme tick k.
 * It has either keys (piecewise, each with its easing), or a linear crawl. Motion never
 * waits for drawing, because the ticker needs nothing but the track and the tick.
 */
#pragma once

#include "tallycast/draw/sprite.h"

G_BEGIN_DECLS

#define TC_TRACK_MAX_KEYS 16

/** A cubic Bezier easing as in CSS: (0,0) (x1,y1) (x2,y2) (1,1); x within 0..1. */
typedef struct {
  float x1, y1, x2, y2;
} TcEase;

#define TC_EASE_LINEAR ((TcEase){0, 0, 1, 1})

/** The progress 0..1 at time share @t 0..1 (clamped). Source: CSS Easing Level 1, 2.2.
 */
double tc_ease_at (TcEase ease, double t);

/** Where a sprite is. Whole luma pixels. */
typedef struct {
  int x, y;       /**< of the sprite's left upper corner, in the programme picture */
  TcRect clip;    /**< the part of the sprite that shows, in the sprite's own pixels */
  guint8 opacity; /**< 0: nothing is drawn; 255: as drawn */
} TcPose;

/** A pose at @tick (relative to the track's start), reached from the key before with
 * @ease. */
typedef struct {
  gint64 tick;
  TcPose pose;
  TcEase ease;
} TcTrackKey;

/**
 * n_keys >= 1. Before the first key the first pose holds, after the last the last.
 * crawl_px != 0: x moves by that many whole pixels each tick from the start on, on top
 * of the key's pose. crawl_wrap_px > 0: endless: the distance is taken modulo it, and
 * the sprite shows again behind itself, that far apart (tc_track_copies). What is
 * longer than a sprite crawls as several, each with its own place and all with one
 * wrap: cut where nothing is drawn, as chroma reaches a pixel over the seam.
 */
typedef struct {
  gint64 start; /**< programme tick of relative tick 0 */
  guint n_keys;
  TcTrackKey keys[TC_TRACK_MAX_KEYS];
  int crawl_px;
  int crawl_wrap_px;
} TcTrack;

/** A track that stands still. */
TcTrack tc_track_still (TcPose pose);
/** The pose at programme tick @tick. Any thread; allocates nothing. */
TcPose tc_track_at (const TcTrack *self, gint64 tick);
/** The places of one sprite: x, x + step .. x + (n - 1) * step. */
typedef struct {
  int x, step, n;
} TcCopies;

#define TC_TRACK_MAX_COPIES 256

/** Where a sprite of @width reaches into the columns [@from, @to) at @tick: without a
 * wrap at its pose, whether it does or not. Nothing goes ahead of the first lap. */
TcCopies
tc_track_copies (const TcTrack *self, gint64 tick, int width, int from, int to);
/** The programme tick from which on nothing changes any more; G_MAXINT64 for a crawl.
 */
gint64 tc_track_end (const TcTrack *self);

G_END_DECLS
