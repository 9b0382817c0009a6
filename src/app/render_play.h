/* SPDX-License-Identifier: MIT
 *
 * The stage's own director, played tick by tick on a clock of its own: what would be on
 * the air, without cameras, pipelines and real time.
 */
#pragma once

#include "app/render_events.h"
#include "tallycast/draw/picture.h"

G_BEGIN_DECLS

typedef struct TcRenderPlay TcRenderPlay;

/** All strings are nullable but overlays. */
typedef struct {
  const char *overlays, *fonts, *language, *theme;
  const char *camera; /**< stand-in for all cameras: a PNG or "#RRGGBB" */
  const char *scene;  /**< on programme before the first take; NULL: clean */
  int width, height;
  TcRate rate;
  int delay_ms;        /**< the picture's age on the air */
  gboolean is_off_air; /**< without the live mark */
} TcRenderLook;

/**
 * @events: borrowed, outlives the play
 *
 * Errors: TC_ERROR_USAGE (colour, scene), TC_ERROR_DATA (camera, scene files), others
 * as tc_director_new. Returns: (transfer full) (nullable).
 */
TcRenderPlay *
tc_render_play_new (const TcRenderLook *look, const GPtrArray *events, GError **error);
void tc_render_play_free (TcRenderPlay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcRenderPlay, tc_render_play_free)

/** Draws @tick, which must not be before an earlier one. Returns: (transfer none):
 * valid until the next call. */
const TcPicture *tc_render_play_picture (TcRenderPlay *self, gint64 tick);

G_END_DECLS
