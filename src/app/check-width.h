/* SPDX-License-Identifier: MIT
 *
 * app/check-width.h - whether a name fits, mostly without laying it out
 *
 * A name is laid out once, large. Its width at another size is in proportion, but for
 * the rounding of each letter to whole pixels: off by half a pixel a letter at either
 * size. So it surely fits, surely does not, or is near a limit and laid out there:
 * 4,096 names in 30 places take a tenth of the time.
 *
 * Thread: as draw/text.h.
 */
#pragma once

#include "tallycast/draw/text.h"

G_BEGIN_DECLS

/** A name of the roster. */
typedef struct {
  const char *name; /**< borrowed */
  int n_letters;
  int width_px[2]; /**< regular and bold */
  int n_unknown;   /**< characters that no font has, in either */
} TcCheckName;

/** Where names stand. */
typedef struct {
  const TcTextStyle *style;
  int w;
  const char *before, *after; /**< what stands around a name; "": nothing */
} TcCheckPlace;

void tc_check_name_init (TcCheckName *self, const char *name, const char *family);

/** What tc_text_measure would find there, as far as it is asked for: size_px is exact
 * when it is cut or at its floor, else it may be larger than it would be; n_lines is 0
 * when it is not shown, else at least 1; is_cut is exact. */
TcTextResult tc_check_name_fit (const TcCheckName *self, const TcCheckPlace *place);

G_END_DECLS
