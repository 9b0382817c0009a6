/* SPDX-License-Identifier: MIT
 *
 * media/view.h - how one camera looks to the ticker: live, frozen or replaced by the
 * slate. Thread: ticker.
 */
#pragma once

#include "tallycast/media/ticker.h"

G_BEGIN_DECLS

typedef struct {
  char id[32];
  TcFrameQueue *frames; /* borrowed */
  TcViewState state;
  gboolean had_frame;
  gint64 new_ns;    /* the tick's time at which a new frame came last */
  gint64 age_ms;    /* -1: there was none */
  guint good;       /* new frames in a row */
  GstBuffer *frame; /* borrowed from the queue until the next tick; NULL: none */
} TcView;

void tc_view_init (TcView *self, const char *id, TcFrameQueue *frames);
/** Picks the frame for the tick due at @now_ns, which wants the moment @want_ns. */
void tc_view_tick (TcView *self, gint64 now_ns, gint64 want_ns);

G_END_DECLS
