/* SPDX-License-Identifier: MIT
 *
 * scene/bus.h - the timeline: parts of one moment become sprites with tracks
 *
 * A bus remembers what it shows. An update compares the parts of now with it: what is
 * the same goes on undisturbed, what is new comes in, what is missing goes out, what
 * changed passes over, each by its motion, in whole programme ticks. Nothing is ever
 * moved by drawing again. (Within the room; render thread.)
 *
 *   bus.c         comparing, order
 *   bus-item.c    items: made of parts, found again, measured
 *   bus-mix.c     dissolve and push
 *   bus-step.c    what kind of motion, how long, on which curve
 *   bus-motion.c  tracks of what stands, comes and goes
 *   bus-change.c  tracks of what gives way to another content, place or measure
 *   bus-roll.c    texts whose figures turn column by column; bus-count.c, bus-gaps.c
 *   bus-reel.c    what moves by itself: the reel, crawls
 */
#pragma once

#include "scene/part.h"
#include "tallycast/core/clock.h"

G_BEGIN_DECLS

/* What may not flash begins so slowly that it shows nothing while takes follow one
 * another faster than twice a second: see flash.h. */
#define TC_BUS_SOFT_MS   2000
#define TC_BUS_SOFT_EASE ((TcEase){0.7F, 0, 0.8F, 0.5F})

typedef enum {
  TC_BUS_REFRESH, /**< the same scene with other values */
  TC_BUS_WRITE,   /**< another scene: each item comes and goes by its own motion */
  TC_BUS_CUT,     /**< everything stands at once */
  TC_BUS_FADE,    /**< another scene: a dissolve of the two */
  TC_BUS_PUSH,    /**< another scene: it pushes the old one out */
} TcBusMode;

typedef struct {
  char *id, *key;
  TcPartKind kind;
  TcMotion motion;
  TcChange change;
  TcEffects effects;
  int delay_ms;
  gboolean is_under;  /**< below the cameras */
  gboolean is_row;    /**< goes with its row to another rank */
  int row_x, row_y;   /**< where its row begins */
  gint64 rises_until; /**< its row is on the way up, over the others, until then */
  TcRect rect, clip;  /**< where it rests */
  TcRect window;      /**< cuts it in the picture; w 0: none */
  guint8 opacity;     /**< at rest */
  gboolean is_solid;  /**< hides all that lies below it */
  TcPartRoll roll;
  int crawl_hold_ms;
  TcSprite *sprite;
  TcTrack track;
  gint64 gone; /**< leaving: not there from this tick on; else G_MAXINT64 */

  /* text whose figures turn */
  char *text;
  int *columns;        /**< where each character begins, in the sprite; one more */
  guint n_columns;     /**< characters; 0: does not turn */
  TcRect band;         /**< the figures' own height, in the sprite: y and h */
  TcSprite *strip;     /**< figures one below the other, for a count; or NULL */
  gint64 turns_until;  /**< pieces stand in for it up to this tick */
  gboolean is_a_piece; /**< of an item with the same id */

  int dash_px, gap_px; /**< of a rule of dashes; 0: of no dashes */
} TcBusItem;

typedef struct {
  GPtrArray *items; /**< (element-type TcBusItem) bottom first */
  GPtrArray *out;   /**< the same: the scene before, while a mix runs */
  TcMix mix;
  gboolean mixes_under; /**< what is below the cameras is part of the mix */
} TcBus;

typedef struct {
  const TcThemeMotion *motion;
  TcRate rate;
  gint64 tick;    /**< motions begin here */
  gint64 mono_ns; /**< of the picture at that tick */
  TcBusMode mode;
  gboolean is_soft; /**< flashes would be too many: everything fades, slowly */
  int width;        /**< of the picture: how far a push goes */
  int fade_ms;      /**< of a dissolve; 0: the theme's time */
  gboolean is_between_boards;
  gboolean is_making_room; /**< the cameras are on their way: what comes in waits */
  gint64 covered; /**< from here on the camera covers what is below it; a board that
                         goes stays until then. G_MININT64: it covers nothing */
  /** (element-type TcSprite): of each part the strip it counts by, or NULL. */
  const GPtrArray *strips;
  /** What a mix that was interrupted looks like: goes out in place of the old items.
   * NULL: as they are. Owned references are taken. */
  TcSprite *flat_over, *flat_under;
} TcBusTiming;

/** The height of a text's figures, in its sprite: y and h. */
TcRect tc_text_figure_band (const TcPart *text);
/** The figures 0 to 9 twice, one below the other, as a text's own: what a count runs
 * through. Returns: (transfer full), NULL with @error. */
TcSprite *tc_strip_draw (const TcPart *text, GError **error);
TcRect tc_strip_size (const TcPart *text);

void tc_bus_init (TcBus *self);
void tc_bus_clear (TcBus *self);

/** @sprites: (element-type TcSprite): one for each part; references are taken. */
void tc_bus_update (TcBus *self,
                    const GPtrArray *parts,
                    const GPtrArray *sprites,
                    const TcBusTiming *timing);
/** Drops what is gone at @tick. */
void tc_bus_prune (TcBus *self, gint64 tick);
/** The next tick at which something will be gone; G_MAXINT64: none. */
gint64 tc_bus_next_gone (const TcBus *self);
gboolean tc_bus_is_mixing (const TcBus *self, gint64 tick);
/** Two buses, neither of them mixing, as one that mixes: from @out to @in. What is in
 * it stays theirs. */
TcBus tc_bus_between (const TcBus *out, const TcBus *in, TcMix mix);
/** The same for good: all that is on @other comes to @self. @comes: it is what the mix
 * leads to; else it goes by it. */
void tc_bus_join (TcBus *self, TcBus *other, gboolean comes, TcMix mix);
/** The pixels that an update with @parts would change, at most. */
gint64 tc_bus_changed_px (const TcBus *self, const GPtrArray *parts);

/* --- within the bus --- */

/** An item that rolls: its track is by the clock, whatever was there before. */
void tc_bus_roll (TcBusItem *item, TcBusItem *known, const TcBusTiming *timing);
/** An item that crawls and has its track: it begins to move later. */
void tc_bus_hold_crawl (TcBusItem *item, const TcBusTiming *timing);

/** What names it in its scene: its row's, or its own id. */
const char *tc_bus_part_id (const TcPart *part);
GPtrArray *tc_bus_items_new (void);
TcBusItem *tc_bus_item_new (const TcPart *part, TcSprite *sprite, TcSprite *strip);
void tc_bus_item_free (TcBusItem *self);
TcPose tc_bus_rest (const TcBusItem *item);
gboolean tc_bus_item_is_at (const TcBusItem *item, TcRect rect, TcRect clip);

/** The item of that id that does not leave; @index: (out): where it is. NULL. */
TcBusItem *tc_bus_find (const GPtrArray *items, const char *id, guint *index);
/** The same content below the cameras, also when it leaves. */
TcBusItem *
tc_bus_find_below (const GPtrArray *items, const TcBusItem *like, guint *index);
gboolean tc_bus_has_under (const GPtrArray *items, gboolean with_leaving);

void tc_bus_start_mix (TcBus *self,
                       const GPtrArray *parts,
                       const GPtrArray *sprites,
                       const TcBusTiming *timing);
void tc_bus_end_mix (TcBus *self);

/** Stands at once. */
void tc_bus_stand (TcBusItem *item, const TcBusTiming *timing);
/** New: comes in, after its delay. */
void tc_bus_enter (TcBusItem *item, const TcBusTiming *timing);
/** New, below the cameras. */
void tc_bus_enter_below (TcBusItem *item, GPtrArray *old, const TcBusTiming *timing);
/** Goes out from where it is. */
void tc_bus_leave (TcBusItem *item, const TcBusTiming *timing);
/** @item follows on @old: the same content, elsewhere or of another measure. */
void tc_bus_move (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing);
/** @item follows on @old: another content. Items that help it on the way are appended
 * to
 * @pieces. */
void tc_bus_pass_over (TcBusItem *item,
                       TcBusItem *old,
                       const TcBusTiming *timing,
                       GPtrArray *pieces);
/** A piece of a turn that is no longer wanted: fades out on its way. */
void tc_bus_drop_piece (TcBusItem *piece, const TcBusTiming *timing);

/** Where a pose lies before (after) it came from (went to) @side; fades ignore it. */
TcPose tc_bus_pose_off (TcPose pose, TcEffectKind kind, TcSide side);
/** A name of the theme; AUTO: steady. */
TcEase tc_bus_ease_of (const TcThemeMotion *motion, TcEasing easing);
void tc_bus_set_track (TcBusItem *item,
                       const TcBusTiming *timing,
                       TcPose from,
                       TcPose to,
                       int delay_ms,
                       int ms,
                       TcEase ease);

/** The columns of a text that may turn. */
void tc_bus_set_columns (TcBusItem *item, const TcPart *part);
/** Whether @item's figures can turn from those of @old, as its effect has it. */
gboolean tc_bus_can_turn (const TcBusItem *item, const TcBusItem *old);
/** Whether @item is @old's rule without its gaps, or with them. */
gboolean tc_bus_can_close_gaps (const TcBusItem *item, const TcBusItem *old);
/** Pieces that close or open the gaps on the way are appended to @pieces. */
void tc_bus_close_gaps (TcBusItem *item,
                        TcBusItem *old,
                        const TcBusTiming *timing,
                        int ms,
                        TcEase ease,
                        GPtrArray *pieces);
/** Pieces that turn from @old to @item are appended to @pieces. */
void tc_bus_turn (TcBusItem *item,
                  TcBusItem *old,
                  const TcBusTiming *timing,
                  GPtrArray *pieces);

G_END_DECLS
