/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/flash_meter.h - how often a sequence of pictures flashes
 *
 * A general flash (WCAG 2.2, success criterion 2.3.1) is a pair of opposing changes of
 * relative luminance, each of at least a tenth of the whole range, the darker state
 * below 0.8. It counts when at least a quarter of the picture does so within the same
 * second (the quarter of the screen is that of ITU-R BT.1702; changes need not be at
 * the very same moment, so the meter is on the safe side). More than three flashes in
 * any second endanger people with photosensitive epilepsy.
 *
 * The picture is divided into TC_FLASH_COLUMNS x TC_FLASH_ROWS fields; each has the
 * mean of the relative luminances of its pixels. Colour is not looked at: a saturated
 * red flashes at a third of the difference.
 *
 * Thread: any one at a time.
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/draw/sprite.h"

G_BEGIN_DECLS

#define TC_FLASH_COLUMNS     32
#define TC_FLASH_ROWS        18
#define TC_FLASH_CHANGE      0.1
#define TC_FLASH_DARK        0.8
#define TC_FLASH_AREA        0.25
#define TC_FLASH_MAX_CHANGES 6 /* in a second: three flashes */

typedef struct TcFlashMeter TcFlashMeter;

/** For one picture a tick of @rate (up to 120 a second). Returns: (transfer full). */
TcFlashMeter *tc_flash_meter_new (TcRate rate);
void tc_flash_meter_free (TcFlashMeter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcFlashMeter, tc_flash_meter_free)

/** The next tick's picture; all are of one size, at least a pixel a field. Returns: how
 * many opposing changes a quarter of the picture has gone through within the last
 * second. */
int tc_flash_meter_add (TcFlashMeter *self, const TcPicture *picture);
/** The most that tc_flash_meter_add has returned; more than TC_FLASH_MAX_CHANGES: the
 * pictures flash too often. */
int tc_flash_meter_worst (const TcFlashMeter *self);

G_END_DECLS
