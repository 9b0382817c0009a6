/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/theme.h - colours, type sizes and times of a look
 *
 * Read from overlays/theme/NAME.yaml. Scenes use its names only, so another theme is
 * another file. A colour NAME with NAME_top and NAME_bottom is a vertical gradient.
 *
 * Thread: any (immutable after load).
 */
#pragma once

#include "tallycast/draw/text.h"
#include "tallycast/draw/track.h"

G_BEGIN_DECLS

/** One colour, or a gradient from top to bottom (or, across, from left to right). */
typedef struct {
  TcColour top, bottom;
  gboolean is_gradient, is_across;
} TcFill;

/** Times in ms and easings of LOOK.md section 8. */
typedef struct {
  int quick_ms, base_ms, write_ms, board_ms;
  int stroke_stagger_ms, row_stagger_ms, block_stagger_ms;
  int settle_ms, hold_ms; /**< of the reel */
  int reel_per_second;    /**< names at full speed */
  int crawl_px_s;         /**< at 1920x1080 */
  TcEase write, leave, move, steady;
  gboolean is_reduced; /**< all that comes, goes or changes is a fade of quick_ms */
} TcThemeMotion;

typedef struct TcTheme TcTheme;

/** Errors: TC_ERROR_DATA with file:line:col; all keys the engine needs must be there.
 * Returns: (transfer full). */
TcTheme *tc_theme_load (const char *path, GError **error);
TcTheme *tc_theme_ref (TcTheme *self);
void tc_theme_unref (TcTheme *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTheme, tc_theme_unref)

/** @name: a colour's name, or "#RRGGBB". Returns: FALSE with TC_ERROR_DATA and the
 * nearest name. */
gboolean
tc_theme_fill (const TcTheme *self, const char *name, TcFill *fill, GError **error);
/** The same for names the engine itself uses: they were checked at load. */
TcFill tc_theme_must_fill (const TcTheme *self, const char *name);
/** A type size's name to pixels at 1920x1080. Returns: FALSE with TC_ERROR_DATA. */
gboolean tc_theme_px (const TcTheme *self, const char *name, int *px, GError **error);
/** Its smallest size; the size itself when it has none. */
int tc_theme_floor_px (const TcTheme *self, const char *name);
/** Of the corners of plates and of tags, pixels at 1920x1080. */
int tc_theme_plate_radius (const TcTheme *self);
int tc_theme_tag_radius (const TcTheme *self);
const char *tc_theme_family (const TcTheme *self);
const TcThemeMotion *tc_theme_motion (const TcTheme *self);

G_END_DECLS
