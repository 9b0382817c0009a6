/* SPDX-License-Identifier: MIT
 *
 * scene/theme-keys.h - what stands in a theme, for its reader and for the schema
 * (within the room)
 */
#pragma once

#include "scene/layer.h"

G_BEGIN_DECLS

/** Of a theme's top level; offsets are in TcTheme. */
extern const TcLayerKey tc_theme_keys[];

/** A mapping of a theme with the keys it may have. */
typedef struct {
  const char *name;
  const TcLayerKey *keys;
} TcThemeSection;

/** Of `motion`; NULL at the end. */
extern const TcThemeSection tc_theme_motion_sections[];
extern const TcThemeSection tc_theme_radius_section;

/** What the engine draws by itself: these must be there. NULL at the end; a name may
 * also be the gradient NAME_top to NAME_bottom. */
extern const char *const tc_theme_needed_fills[];
extern const char *const tc_theme_needed_px[];

G_END_DECLS
