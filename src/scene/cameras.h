/* SPDX-License-Identifier: MIT
 *
 * scene/cameras.h - where the cameras lie in the picture, and how they get there
 *
 * A camera that both scenes have moves from its place in the one to its place in the
 * other; so does the only camera of a scene, whichever it is, to that of the next.
 * Others grow out of their own middle or shrink into it. A camera that fills the
 * picture and has no successor (a board without a camera comes over it) stays until it
 * is covered. (Within the room; render thread.)
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/draw/shot.h"

G_BEGIN_DECLS

typedef struct {
  TcPlacement placement;
  gint64 gone; /**< leaving: not there from this tick on; else G_MAXINT64 */
} TcCamera;

typedef struct {
  guint n;
  TcCamera cameras[TC_SHOT_MAX_PLACEMENTS]; /**< bottom first */
} TcCameras;

/** How a change of placements is made. */
typedef struct {
  gint64 tick; /**< motions begin here */
  gint64 ticks;
  TcEase ease;
  gint64 mix_end;      /**< of the scene's mix or entry: what is covered goes then */
  gboolean is_at_once; /**< a cut */
  gboolean is_push;    /**< each board takes its cameras with it */
  TcMix before;        /**< the mix that is interrupted; kind NONE: none is */
  int width, height;
} TcCamerasTiming;

/** @wanted: the placements of now, in pixels of the programme. What is there already
 * goes on undisturbed. */
void tc_cameras_update (TcCameras *self,
                        const TcPlacement *wanted,
                        guint n,
                        const TcCamerasTiming *timing);
/** Whether the cameras that stay are these, at these places. */
gboolean tc_cameras_are (const TcCameras *self, const TcPlacement *wanted, guint n);
void tc_cameras_prune (TcCameras *self, gint64 tick);
/** The next tick at which a camera will be gone; G_MAXINT64: none. */
gint64 tc_cameras_next_gone (const TcCameras *self);
/** The tick from which on a camera fills the picture; G_MININT64: none will. */
gint64 tc_cameras_covered (const TcCameras *self, int width, int height);

G_END_DECLS
