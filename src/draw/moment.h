/* SPDX-License-Identifier: MIT
 *
 * draw/moment.h - a shot's items at one tick: tracks, mix, windows and crawls
 * evaluated, so that what blends them knows nothing of time
 */
#pragma once

#include "draw/picture-private.h"
#include "tallycast/draw/shot.h"

G_BEGIN_DECLS

/** What a mix makes of the groups at one tick. Indexed by TcShotGroup. */
typedef struct {
  gboolean shows[3];
  int dx[3], dy[3];    /* a push's; even */
  gboolean is_pushing; /* between its start and its end */
  gboolean is_dissolving;
  guint8 weight; /* of IN, 1..254, while dissolving */
} TcShare;

TcShare tc_share_at (const TcMix *mix, gint64 tick);

/** A sprite as it lies at one tick: @n times, @step pixels apart. */
typedef struct {
  TcSprite *sprite; /* borrowed from the shot */
  TcPose pose;      /* of the first */
  int n, step;
  TcRect window; /* w 0: none */
  TcShotGroup group;
} TcActor;

typedef struct {
  TcShare share;
  guint n;
  TcActor actors[TC_SHOT_MAX_ITEMS];
} TcMoment;

/** The items of @level that show in a picture of this width. */
void tc_moment_init (TcMoment *self,
                     const TcShot *shot,
                     gint64 tick,
                     TcShotLevel level,
                     int width);
/** Blends all into these rows; when @from is another picture than @to, its rows are
 * copied on the way. */
void tc_moment_blend (const TcMoment *self,
                      const TcPicture *to,
                      const TcPicture *from,
                      TcRows rows);

/** The pose of copy @i, cut by the window. */
TcPose tc_actor_pose (const TcActor *self, int i);

G_END_DECLS
