/* SPDX-License-Identifier: MIT
 *
 * scene/bus-step.h - what kind of motion an item has, how long, on which curve (within
 * the bus)
 *
 * Its type's (LOOK.md section 8), what the scene file says over that, and over both the
 * reduced motion of the theme and the slowness that too many flashes bring about.
 */
#pragma once

#include "scene/bus.h"

G_BEGIN_DECLS

typedef struct {
  TcEffectKind kind;
  TcSide side;
  int delay_ms, ms;
  TcEase ease;
} TcBusStep;

TcBusStep tc_bus_in_step (const TcBusItem *item, const TcBusTiming *timing);
TcBusStep tc_bus_out_step (const TcBusItem *item, const TcBusTiming *timing);
TcBusStep tc_bus_change_step (const TcBusItem *item, const TcBusTiming *timing);

G_END_DECLS
