/* SPDX-License-Identifier: MIT
 *
 * draw/text-private.h - laid-out text for canvas.c
 */
#pragma once

#include <cairo.h>

#include "tallycast/draw/text.h"

G_BEGIN_DECLS

typedef struct TcTextLayout TcTextLayout;

/** Returns: (transfer full) (nullable): NULL when nothing is to be shown. */
TcTextLayout *tc_text_layout_new (const char *text,
                                  int w,
                                  const TcTextStyle *style,
                                  TcTextResult *out);
void tc_text_layout_draw (const TcTextLayout *self, cairo_t *cr, TcTextPlace place);
void tc_text_layout_free (TcTextLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTextLayout, tc_text_layout_free)

G_END_DECLS
