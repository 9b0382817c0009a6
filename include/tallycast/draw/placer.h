/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/placer.h - the cameras of a shot into the picture, standing or moving
 *
 * Keeps a scaler for each placement, so that a camera that stands costs its pixels
 * only. Thread: ticker, or who renders; one placer is used by one thread at a time.
 */
#pragma once

#include "tallycast/draw/shot.h"

G_BEGIN_DECLS

typedef struct TcPlacer TcPlacer;

/** For pictures and sources with sides of up to @side pixels. Returns: (transfer full).
 */
TcPlacer *tc_placer_new (int side);
void tc_placer_free (TcPlacer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcPlacer, tc_placer_free)

/**
 * Draws what lies below the shot's other items: the background, the items under the
 * cameras, and the cameras of @placing, which tc_shot_place gave for @tick and @to.
 * @sources: a picture for each of the shot's placements that is in @placing, of any
 * size. Allocates nothing when the shot was prepared.
 */
void tc_placer_draw (TcPlacer *self,
                     const TcShot *shot,
                     gint64 tick,
                     const TcPlacing *placing,
                     const TcPicture *const *sources,
                     const TcPicture *to);

G_END_DECLS
