/* SPDX-License-Identifier: MIT
 *
 * draw/image-private.h - a decoded picture, for canvas.c
 */
#pragma once

#include <cairo.h>
#include <stdatomic.h>

#include "tallycast/draw/canvas.h"

G_BEGIN_DECLS

struct TcImage {
  atomic_int refs;
  int w, h;
  cairo_surface_t *surface; /* owned; ARGB32 or RGB24 */
};

G_END_DECLS
