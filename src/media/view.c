/* SPDX-License-Identifier: MIT */
#include "media/view.h"

#include <string.h>

void
tc_view_init (TcView *self, const char *id, TcFrameQueue *frames)
{
  memset (self, 0, sizeof *self);
  g_strlcpy (self->id, id, sizeof self->id);
  self->frames = frames;
  self->state = TC_VIEW_SLATE;
  self->age_ms = -1;
}

void
tc_view_tick (TcView *self, gint64 now_ns, gint64 want_ns)
{
  gboolean is_new = FALSE;
  self->frame = tc_frame_queue_pick (self->frames, want_ns, NULL, &is_new);

  if (is_new) {
    self->had_frame = TRUE;
    self->new_ns = now_ns;
    self->good++;
  }
  if (!self->had_frame)
    return;
  self->age_ms = (now_ns - self->new_ns) / TC_NS_PER_MS;
  if (self->age_ms >= TC_TICKER_FROZEN_MS)
    self->good = 0;

  if (self->age_ms >= TC_TICKER_SLATE_MS)
    self->state = TC_VIEW_SLATE;
  else if (self->state == TC_VIEW_LIVE && self->age_ms >= TC_TICKER_FROZEN_MS)
    self->state = TC_VIEW_FROZEN;
  else if (self->state == TC_VIEW_FROZEN && is_new)
    self->state = TC_VIEW_LIVE;
  else if (self->state == TC_VIEW_SLATE && self->good >= TC_TICKER_BACK_FRAMES)
    self->state = TC_VIEW_LIVE;
}
