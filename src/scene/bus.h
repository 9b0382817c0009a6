/* SPDX-License-Identifier: MIT
 *
 * scene/bus.h - the timeline: parts of one moment become sprites with tracks
 *
 * A bus remembers what it shows. An update compares the parts of now with it: what is
 * the same goes on undisturbed, what is new comes in, what is missing goes out, what
 * changed passes over, each by its motion, in whole programme ticks. Nothing is ever
 * moved by drawing again. (Within the room; render thread.)
 */
#pragma once

#include "scene/part.h"
#include "tallycast/core/clock.h"

G_BEGIN_DECLS

typedef enum {
  TC_BUS_REFRESH, /**< the same scene with other values */
  TC_BUS_SCENE,   /**< another scene: comes and goes by its motions */
  TC_BUS_CUT,     /**< everything stands at once */
} TcBusMode;

typedef struct {
  char *id, *key;
  TcPartKind kind;
  TcMotion motion;
  TcChange change;
  TcRect rect, clip; /**< where it rests */
  TcSprite *sprite;
  TcTrack track;
  gint64 gone; /**< leaving: not there from this tick on; else G_MAXINT64 */
} TcBusItem;

typedef struct {
  GPtrArray *items; /**< (element-type TcBusItem) bottom first */
} TcBus;

typedef struct {
  const TcThemeMotion *motion;
  TcRate rate;
  gint64 tick; /**< motions begin here */
  TcBusMode mode;
} TcBusTiming;

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

G_END_DECLS
