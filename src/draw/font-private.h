/* SPDX-License-Identifier: MIT
 *
 * draw/font-private.h - the private font set, for whatever lays text out
 */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/** Returns: (transfer none) (nullable): what text is laid out in; NULL before
 * tc_text_init. */
PangoContext *tc_font_context (void);

/** The house's folder that tc_text_init got. Returns: (transfer none) (nullable). */
const char *tc_font_dir (void);

/** Whether any font of ours has @c. */
gboolean tc_font_has (gunichar c);

/** Between the two, what takes Pango's default font map (librsvg does) gets ours. */
void tc_font_map_enter (void);
void tc_font_map_leave (void);

G_END_DECLS
