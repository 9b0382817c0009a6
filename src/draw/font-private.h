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

/** What is in the house's folder is a font, and whole, as far as it is called one.
 * FALSE with TC_ERROR_CONFIG: the first that is not. */
gboolean tc_font_check_dir (const char *path, GError **error);

/** Between the two, what takes Pango's default font map (librsvg does) gets ours. */
void tc_font_map_enter (void);
void tc_font_map_leave (void);

G_END_DECLS
