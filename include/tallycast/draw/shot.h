/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/shot.h - what the ticker has to show: an immutable picture description
 *
 * The render thread publishes a shot through a TcSlot; the ticker takes whatever is
 * newest at each tick and composes it, bottom first:
 *
 *   background       one colour
 *   items [0, n_under)        boards: they lie below the cameras
 *   placements                cameras; a full one hides all that is below it
 *   items [n_under, n_items)  all other graphics
 *   black            a ramp
 *
 * All latches (slate, black, panic) are already in it: the ticker decides nothing.
 *
 * A change of scenes is a mix of two groups: what goes (OUT) and what comes (IN). Items
 * of both follow one another, OUT first; what has no group is always drawn. Before the
 * mix only OUT is drawn, after it only IN.
 *
 * Dissolve: each group is composited by itself onto nothing, then
 *
 *   out = d*(1 - sum w*a) + sum w*p
 *
 * with the weights w of the groups adding to one, so that a plate in both groups does
 * not pulse. Push: both groups move side by side, by even numbers of pixels.
 */
#pragma once

#include "tallycast/draw/sprite.h"
#include "tallycast/draw/track.h"

G_BEGIN_DECLS

#define TC_SHOT_MAX_PLACEMENTS 4
#define TC_SHOT_MAX_ITEMS      256

typedef enum {
  TC_GROUP_NONE, /**< always drawn */
  TC_GROUP_OUT,  /**< goes with the mix */
  TC_GROUP_IN,   /**< comes with the mix */
} TcShotGroup;

typedef enum {
  TC_MIX_NONE, /**< groups mean nothing: everything is drawn */
  TC_MIX_DISSOLVE,
  TC_MIX_PUSH,
} TcMixKind;

/** From the group OUT to the group IN; a dissolve may begin anywhere between them, and
 * stop there. */
typedef struct {
  TcMixKind kind;
  gint64 start; /**< programme tick: up to it only OUT is drawn */
  gint64 ticks; /**< from start + ticks on only IN is drawn; 0: a cut */
  TcEase ease;
  int dx, dy;     /**< push: the way of both groups, even; -width: from right to left */
  double from;    /**< dissolve: the share of IN at the start, 0..1 */
  double missing; /**< dissolve: what the share of IN lacks of 1 at the end, and on */
} TcMix;

/** The share of IN at @tick: `from` up to the start, 1 - `missing` from the end on; in
 * between as eased, which may overshoot. */
double tc_mix_at (const TcMix *self, gint64 tick);

/** A picture that fades away or back: from one level to the other as eased. */
typedef struct {
  gint64 start; /**< programme tick: up to it at `from` */
  gint64 ticks; /**< from start + ticks on at `to` */
  TcEase ease;
  guint8 from, to; /**< how much is missing: 0 nothing .. 255 all of it */
} TcFade;

/** How much is there at @tick: 255 whole. */
guint8 tc_fade_at (const TcFade *self, gint64 tick);

/**
 * A camera in the picture. It moves when `from` is not all zero and ticks > 0: each
 * edge from that of `from` to that of `rect`, rounded to even numbers (4:2:0). Either
 * rectangle may be full: all zero (`rect` only) or the whole picture. What reaches out
 * of the picture is cut off.
 *
 * While it fades, what lies below it shows through: two cameras at one place, the upper
 * one coming, are a dissolve.
 *
 * In a group: a push moves it with its group, unless it is full; then it stays, below
 * all items, until the push ends. In a dissolve IN comes over OUT.
 */
typedef struct {
  char camera[32]; /**< the camera's id in the configuration; "" means the one on air */
  TcRect rect;     /**< where it lies, or ends: even numbers */
  TcRect from;     /**< where it comes from; all zero: it does not move */
  gint64 start;    /**< programme tick: up to it at `from` */
  gint64 ticks;    /**< from start + ticks on at `rect` */
  TcEase ease;
  TcFade fade;  /**< all zero: it is whole */
  guint8 group; /**< TcShotGroup */
} TcPlacement;

/** TRUE when the placement ends full in a picture of this size. */
gboolean tc_placement_is_full (const TcPlacement *self, int width, int height);

/** A sprite with its motion. */
typedef struct {
  TcSprite *sprite; /**< owned reference */
  TcTrack track;
  guint8 group;  /**< TcShotGroup */
  TcRect window; /**< cuts it, wherever it is; in the programme picture; w 0: none */
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
  guint8 background[3]; /**< Y U V under everything */
  TcMix mix;
  guint n_placements;
  TcPlacement placements[TC_SHOT_MAX_PLACEMENTS]; /**< bottom first */
  guint n_under;                                  /**< at most n_items */
  guint n_items;
  TcShotItem *items; /**< owned, bottom first */
} TcShot;

/** An empty shot: one full camera, nothing else. @n_items slots are made, sprites NULL.
 */
TcShot *tc_shot_new (guint n_items);
TcShot *tc_shot_ref (TcShot *self);
void tc_shot_unref (TcShot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcShot, tc_shot_unref)

/** TRUE when nothing lies over the cameras at @tick: no item, no black, no slate. */
gboolean tc_shot_is_clean_at (const TcShot *self, gint64 tick);
/** Makes the half-size planes for every parity that the items' tracks pass, so that the
 * ticker allocates nothing. To be called before the shot is published. Thread: render.
 */
void tc_shot_prepare (TcShot *self);
/** The programme tick from which on the shot stands still; G_MAXINT64 with a crawl,
 * G_MININT64 when nothing in it ever moves. */
gint64 tc_shot_end (const TcShot *self);

/* ---- cameras: thread ticker ---- */

/** A placement at one tick. */
typedef struct {
  guint index;       /**< into placements */
  TcRect rect;       /**< even numbers; may reach out of the picture */
  double x, y, w, h; /**< the same before rounding: where the camera's edges would be */
  guint8 opacity;    /**< 1..255: of 255 it hides what is below it */
} TcPlaced;

/** All that is drawn at a tick, bottom first: what a full placement hides is not in it.
 */
typedef struct {
  guint n;
  TcPlaced placed[TC_SHOT_MAX_PLACEMENTS];
  gboolean is_full; /**< the first one fills the picture and hides all: a copy */
  gboolean
      has_ground; /**< tc_shot_blend_under is due: first of all, or after the copy */
} TcPlacing;

TcPlacing tc_shot_place (const TcShot *self, gint64 tick, int width, int height);
/** Where placement @index is, in the picture or out of it, drawn or not: even numbers.
 * Any thread. */
TcRect
tc_shot_find (const TcShot *self, guint index, gint64 tick, int width, int height);

/* ---- items: thread ticker; nothing is allocated when the shot was prepared ---- */

/** The items below the cameras. @is_blank: onto the background, which fills first. */
void tc_shot_blend_under (const TcShot *self,
                          gint64 tick,
                          const TcPicture *picture,
                          gboolean is_blank);
/** Blends all items over the cameras, then black, at @tick. */
void tc_shot_blend (const TcShot *self, gint64 tick, const TcPicture *picture);
/**
 * Copies @from to @to (same size) and blends as tc_shot_blend, band by band, so that
 * memory is read and written once. Equal to tc_picture_copy and tc_shot_blend.
 */
void tc_shot_compose (const TcShot *self,
                      gint64 tick,
                      const TcPicture *to,
                      const TcPicture *from);

/* ---- an interrupted mix ---- */

typedef enum {
  TC_SHOT_UNDER, /**< items [0, n_under) */
  TC_SHOT_OVER,  /**< items [n_under, n_items) */
} TcShotLevel;

/**
 * What the groups OUT and IN of one level look like at @tick, as one sprite that lies
 * at (0, 0) of a picture of this size: the OUT of the next mix, so that an interruption
 * does not jump. Its colours are at half size only, as they were seen: it is to lie at
 * even numbers, poses are rounded down to them.
 *
 * Thread: render. Returns: (transfer full) (nullable): NULL when nothing shows.
 */
TcSprite *tc_shot_flatten (const TcShot *self,
                           gint64 tick,
                           int width,
                           int height,
                           TcShotLevel level);

G_END_DECLS
