/* SPDX-License-Identifier: MIT
 *
 * scene/bus-turn.h - pieces that stand in for an item while it changes (within the bus)
 *
 * A piece is a clip of a sprite that is there anyway, with a track of its own; it has
 * the id of the item it stands in for, which is hidden until the pieces are where it
 * is. Turning draws nothing.
 *
 *   bus-roll.c   columns, figures that roll
 *   bus-count.c  figures that count
 *   bus-gaps.c   dashes that close to a rule
 */
#pragma once

#include "scene/bus.h"

G_BEGIN_DECLS

typedef struct {
  TcBusItem *item, *old;
  const TcBusTiming *timing;
  GPtrArray *pieces; /**< (element-type TcBusItem) added to */
  int ms;
  TcEase ease;
  gboolean is_up; /**< the new figure comes from below */
} TcBusTurn;

/** Adds a piece of @sprite that goes from @from to @to. */
void tc_bus_add_piece (const TcBusTurn *self, TcSprite *sprite, TcPose from, TcPose to);
/** The item shows when the pieces have arrived, and not before. */
void tc_bus_show_after (const TcBusTurn *self);

/** The columns [@from, @to) of the item, where they stand. */
TcRect tc_bus_columns_clip (const TcBusItem *item, guint from, guint to);

/** TRUE: a count can run from one text to the other: they differ in figures alone, or
 * in the length of one number. */
gboolean tc_bus_can_count (const TcBusItem *item, const TcBusItem *old);
void tc_bus_count (const TcBusTurn *self);

G_END_DECLS
