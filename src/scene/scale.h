/* SPDX-License-Identifier: MIT
 *
 * scene/scale.h - a scale and a stroke on it where a value lies (within the room)
 *
 * Bounds are round numbers around all values that stand side by side, so that they can
 * be compared, and they are written: a scale that begins at 80 says so.
 */
#pragma once

#include "scene/part.h"

G_BEGIN_DECLS

typedef struct {
  double low, high;
} TcScale;

/** A decimal text of the model ("92.35"). Returns: FALSE when it is none. */
gboolean tc_scale_value (const char *decimal, double *value);
/** Multiples of a tenth of @full (the best score there is; 0: not known) around
 * @values, at least two tenths apart. */
TcScale tc_scale_around (const double *values, guint n, int full);

/** How it looks. */
typedef struct {
  TcFill line, stroke;
  TcColour bounds; /* alpha 0: they are not written */
} TcScaleStyle;

/** Adds line, stroke and bounds; @rect at 1920x1080: the line lies across its middle,
 * the stroke is as high as it. */
void tc_scale_resolve (TcResolve *self,
                       const char *id,
                       TcRect rect,
                       TcScale scale,
                       double value,
                       const TcScaleStyle *style);

G_END_DECLS
