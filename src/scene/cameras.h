/* SPDX-License-Identifier: MIT
 *
 * scene/cameras.h - where the cameras lie in the picture, and how they get there
 *
 * A camera that both scenes have moves from its place in the one to its place in the
 * other; so does the only camera of a scene, whichever it is, to that of the next. If
 * that is another one, the two go that way together, one over the other, and the upper
 * one fades: a dissolve. A take in the middle turns it round, or lays a third one over
 * them. Others grow out of their own middle or shrink into it. A camera that fills the
 * picture and has no successor (a board without a camera comes over it) stays until it
 * is covered.
 *
 * With reduced motion nothing moves: cameras fade, each in its place.
 *
 *   cameras.c       who follows on whom, push, what comes and what goes
 *   cameras-mix.c   dissolves
 *   cameras-bar.c   both scenes', wherever a T-bar stands
 *
 * (Within the room; render thread.)
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/draw/shot.h"

G_BEGIN_DECLS

typedef struct {
  TcPlacement placement;
  gint64 gone;        /**< leaving: not there from this tick on; else G_MAXINT64 */
  gboolean is_mixing; /**< leaving: gives way in a dissolve, and goes where that goes */
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
  gint64 mix_end; /**< of the scene's mix or entry: what is covered goes then, and fades
                     end */
  TcEase mix_ease;
  gboolean is_at_once; /**< a cut */
  gboolean is_still;   /**< nothing moves, all fades */
  gboolean is_push;    /**< each board takes its cameras with it */
  gboolean is_take;    /**< another scene */
  gboolean is_between; /**< there are those of two scenes (tc_cameras_between): none
                            stands as it is, and all fade */
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
/** Lays @wanted over what is there, as much of each to be seen as @mix has it. What
 * @wanted does not have is gone at @goes; what is new in it at @comes. */
void tc_cameras_between (TcCameras *self,
                         const TcPlacement *wanted,
                         guint n,
                         const TcMix *mix,
                         gint64 goes,
                         gint64 comes);
void tc_cameras_prune (TcCameras *self, gint64 tick);
/** The next tick at which a camera will be gone; G_MAXINT64: none. */
gint64 tc_cameras_next_gone (const TcCameras *self);
/** The tick from which on a camera fills the picture; G_MININT64: none will. */
gint64 tc_cameras_covered (const TcCameras *self, int width, int height);

/* --- within the cameras --- */

/** Where it was seen a tick ago, on even numbers as it is drawn, with its group's push.
 */
TcRect tc_camera_seen (const TcCamera *self, const TcCamerasTiming *timing);
/** It goes from @from to its rect. */
void tc_camera_move (TcCamera *self, TcRect from, const TcCamerasTiming *timing);
/** It fades until so much of 255 is missing, from what was seen a tick ago on. */
void tc_camera_fade_to (TcCamera *self, guint8 missing, const TcCamerasTiming *timing);
/** What is there already goes, not in a dissolve. @has_cameras: the next scene. */
void
tc_camera_leave (TcCamera *self, gboolean has_cameras, const TcCamerasTiming *timing);
/** On top; when there are too many, what is seen least goes at once. */
void tc_cameras_add (TcCameras *self, const TcCamera *camera, gint64 tick);
/** From the one camera that is there to another one, or to the same. */
void tc_cameras_mix (TcCameras *self,
                     const TcPlacement *wanted,
                     const TcCamerasTiming *timing);
/** From what is there to the @n of @wanted, nothing moving. */
void tc_cameras_fade (TcCameras *self,
                      const TcPlacement *wanted,
                      guint n,
                      const TcCamerasTiming *timing);

G_END_DECLS
