/* SPDX-License-Identifier: MIT */
#include "tallycast/media/anchor.h"

static void
restart (TcAnchor *self, gint64 arrival_ns, gint64 offset_ns)
{
  self->is_set = TRUE;
  self->start_ns = self->last_ns = arrival_ns;
  self->offset_ns = offset_ns;
  self->slot_s = 0;
  for (guint i = 0; i < TC_ANCHOR_SLOTS; i++)
    self->slots[i] = G_MAXINT64;
  self->slots[0] = offset_ns;
}

static void
put (TcAnchor *self, gint64 arrival_ns, gint64 offset_ns)
{
  gint64 slot_s = (arrival_ns - self->start_ns) / TC_NS_PER_S;
  if (slot_s - self->slot_s > TC_ANCHOR_SLOTS)
    self->slot_s = slot_s - TC_ANCHOR_SLOTS;
  while (self->slot_s < slot_s)
    self->slots[++self->slot_s % TC_ANCHOR_SLOTS] = G_MAXINT64;
  gint64 *slot = &self->slots[slot_s % TC_ANCHOR_SLOTS];
  *slot = MIN (*slot, offset_ns);
}

gint64
tc_anchor_map (TcAnchor *self, gint64 arrival_ns, gint64 stamp_ns)
{
  gint64 offset_ns = arrival_ns - stamp_ns;
  gint64 moved_ns = offset_ns - self->offset_ns;

  if (!self->is_set || ABS (moved_ns) > TC_ANCHOR_RESTART_NS ||
      arrival_ns < self->last_ns) {
    restart (self, arrival_ns, offset_ns);
    return stamp_ns + self->offset_ns;
  }

  put (self, arrival_ns, offset_ns);
  gint64 best_ns = G_MAXINT64;
  for (guint i = 0; i < TC_ANCHOR_SLOTS; i++)
    best_ns = MIN (best_ns, self->slots[i]);

  gint64 since_ns = arrival_ns - self->last_ns;
  gint64 slew_ns = since_ns / (1000000 / TC_ANCHOR_SLEW_PPM);
  if (arrival_ns - self->start_ns <= TC_ANCHOR_SETTLE_NS)
    slew_ns = G_MAXINT64; /* settling: the minimum as it is */
  gint64 step_ns = CLAMP (best_ns - self->offset_ns, -slew_ns, slew_ns);
  self->offset_ns += step_ns;
  self->last_ns = arrival_ns;
  return stamp_ns + self->offset_ns;
}
