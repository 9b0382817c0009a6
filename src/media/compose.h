/* SPDX-License-Identifier: MIT
 *
 * media/compose.h - one programme picture: placed cameras, then the shot's items
 *
 * Thread: ticker. Buffers come from a pool that is never waited for.
 */
#pragma once

#include "tallycast/draw/shot.h"
#include "tallycast/media/format.h"

G_BEGIN_DECLS

typedef struct TcCompose TcCompose;

typedef struct {
  GstBuffer *programme; /* owned */
  GstBuffer *clean;     /* owned; may be the same buffer as programme */
  gboolean is_passed;   /* the camera's own buffer, no copy */
} TcComposed;

TcCompose *tc_compose_new (const TcFormat *format, guint pool_frames);
void tc_compose_free (TcCompose *self);

/**
 * @sources: the picture for each of the shot's placements (camera or slate), not NULL
 * @slate: the picture for shot->is_slate
 *
 * Returns: FALSE when the pool is empty; then @out is untouched.
 */
gboolean tc_compose_tick (TcCompose *self,
                          const TcShot *shot,
                          gint64 tick,
                          GstBuffer *const *sources,
                          GstBuffer *slate,
                          TcComposed *out);

void tc_composed_clear (TcComposed *self);

/** A picture of one colour, in the programme's size. Returns: (transfer full). */
GstBuffer *tc_compose_plain (TcCompose *self, guint8 y, guint8 u, guint8 v);

G_END_DECLS
