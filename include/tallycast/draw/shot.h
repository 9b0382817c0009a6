/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/shot.h - what the ticker has to show: an immutable picture description
 *
 * The render thread publishes a shot through a TcSlot; the ticker takes whatever is
 * newest at each tick, places cameras by `placements`, blends `items` in order, then
 * darkens by `black`. All latches (slate, black, panic) are already in it: the ticker
 * decides nothing.
 */
#pragma once

#include "tallycast/draw/sprite.h"
#include "tallycast/draw/track.h"

G_BEGIN_DECLS

#define TC_SHOT_MAX_PLACEMENTS 4
#define TC_SHOT_MAX_ITEMS      256

/** A camera in the picture. Placements are drawn in order, below all items. */
typedef struct {
  char camera[32]; /**< the camera's id in the configuration; "" means the one on air */
  TcRect rect;     /**< even numbers, within the picture; all zero or the whole: full */
} TcPlacement;

/** TRUE when the placement fills a picture of this size. */
gboolean tc_placement_is_full (const TcPlacement *self, int width, int height);

/** A sprite with its motion. */
typedef struct {
  TcSprite *sprite; /**< owned reference */
  TcTrack track;
} TcShotItem;

/** A ramp from one level to another over ticks, e.g. fade to black. */
typedef struct {
  gint64 start;    /**< programme tick */
  gint64 ticks;    /**< 0: a step */
  guint8 from, to; /**< 0 none .. 255 whole */
} TcRamp;

guint8 tc_ramp_at (const TcRamp *self, gint64 tick);

typedef struct {
  guint64 state;     /**< number of the stage's state that this shot shows; grows */
  gboolean is_slate; /**< operator's slate: the slate picture in place of cameras and
                        items */
  gboolean is_muted; /**< the scene, slate or black silences the sound (300 ms ramp) */
  TcRamp black;      /**< fade to black */
  guint8 background[3]; /**< Y U V under the placements */
  guint n_placements;
  TcPlacement placements[TC_SHOT_MAX_PLACEMENTS];
  guint n_items;
  TcShotItem *items; /**< owned, bottom first */
} TcShot;

/** An empty shot: one full camera, nothing else. @n_items slots are made, sprites NULL.
 */
TcShot *tc_shot_new (guint n_items);
TcShot *tc_shot_ref (TcShot *self);
void tc_shot_unref (TcShot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcShot, tc_shot_unref)

/** TRUE when there is one placement and nothing over it at @tick. When that placement
 * is full too (tc_placement_is_full), the camera's own buffer can go on. */
gboolean tc_shot_is_clean_at (const TcShot *self, gint64 tick);
/** Makes the half-size planes for every parity that the items' tracks pass, so that the
 * ticker allocates nothing. To be called before the shot is published. Thread: render.
 */
void tc_shot_prepare (TcShot *self);
/** Blends all items, then black, at @tick. Thread: ticker. Allocates nothing when
 * prepared. */
void tc_shot_blend (const TcShot *self, gint64 tick, const TcPicture *picture);
/**
 * Copies @from to @to (same size) and blends as tc_shot_blend, band by band, so that
 * memory is read and written once. Equal to tc_picture_copy and tc_shot_blend.
 */
void tc_shot_compose (const TcShot *self,
                      gint64 tick,
                      const TcPicture *to,
                      const TcPicture *from);
/** The programme tick from which on the shot stands still; G_MAXINT64 with a crawl,
 * G_MININT64 when nothing in it ever moves. */
gint64 tc_shot_end (const TcShot *self);

G_END_DECLS
