/* SPDX-License-Identifier: MIT
 *
 * scene/flash.h - never over three flashes a second
 *
 * A flash is a pair of opposing changes of relative luminance of at least a tenth, the
 * darker state below 0.8, over a quarter of the picture at the same time (WCAG 2.2,
 * 2.3.1; the quarter of the screen is that of ITU-R BT.1702). Three flashes in a second
 * are seven changes.
 *
 * The guard keeps account of what is scheduled: each take, latch or change of values
 * with the share of the picture that it touches, at most a quarter, for each time it
 * may change a pixel's luminance. Seven changes of a quarter cannot come about while
 * the sum within a second, and within the time that the motions themselves take, is
 * less than seven quarters. The guard grants five of them. What comes beyond that is
 * not refused and does not wait: it fades so softly (TC_BUS_SOFT_MS, TC_BUS_SOFT_EASE)
 * that it shows less than a tenth as long as it is itself interrupted within 0.7 s, so
 * at most two changes more in a second. (Within the room; render thread.)
 */
#pragma once

#include "tallycast/core/clock.h"

G_BEGIN_DECLS

#define TC_FLASH_WINDOW_MS 2000 /* a second, and the longest take-in before it */
#define TC_FLASH_MAX       5.0  /* quarters */
#define TC_FLASH_SLICES    32   /* the window is accounted for in that many */

/** What changes a pixel's luminance how often. */
#define TC_FLASH_ONCE  1 /* a cut, a fade: from one state to the other */
#define TC_FLASH_TWICE 2 /* old goes, new comes: the picture shows in between */

typedef struct {
  gint64 slice_ticks;
  struct {
    gint64 number; /* since tick 0 */
    double quarters;
  } slices[TC_FLASH_SLICES + 1];
} TcFlashGuard;

/** An empty guard. */
void tc_flash_guard_init (TcFlashGuard *self, TcRate rate);

/**
 * Accounts for a change of @share (0..1) of the picture that begins at @tick, if it may
 * be made as it is. Returns: FALSE: it may not; it is to be made softly, and nothing is
 * accounted for.
 */
gboolean
tc_flash_guard_grants (TcFlashGuard *self, gint64 tick, double share, int changes);
/** Accounts for a change that is made in any case. */
void tc_flash_guard_note (TcFlashGuard *self, gint64 tick, double share, int changes);

G_END_DECLS
