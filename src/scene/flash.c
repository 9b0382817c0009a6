/* SPDX-License-Identifier: MIT */
#include "scene/flash.h"

#define QUARTERS_IN_ALL 4.0

void
tc_flash_guard_init (TcFlashGuard *self, TcRate rate)
{
  gint64 window = tc_rate_ticks_in_ms (rate, TC_FLASH_WINDOW_MS);

  *self =
      (TcFlashGuard){.slice_ticks = (window + TC_FLASH_SLICES - 1) / TC_FLASH_SLICES};
  for (guint i = 0; i < G_N_ELEMENTS (self->slices); i++)
    self->slices[i].number = G_MININT64;
}

static double
quarters_of (double share, int changes)
{
  return MIN (share * QUARTERS_IN_ALL, 1.0) * changes;
}

void
tc_flash_guard_note (TcFlashGuard *self, gint64 tick, double share, int changes)
{
  gint64 number = MAX (tick, 0) / self->slice_ticks;
  guint at = (guint)(number % G_N_ELEMENTS (self->slices));

  if (self->slices[at].number != number) {
    self->slices[at].number = number;
    self->slices[at].quarters = 0;
  }
  self->slices[at].quarters += quarters_of (share, changes);
}

gboolean
tc_flash_guard_grants (TcFlashGuard *self, gint64 tick, double share, int changes)
{
  gint64 number = MAX (tick, 0) / self->slice_ticks;
  double sum = quarters_of (share, changes);

  for (guint i = 0; i < G_N_ELEMENTS (self->slices); i++)
    if (self->slices[i].number >= number - TC_FLASH_SLICES)
      sum += self->slices[i].quarters;
  if (sum > TC_FLASH_MAX)
    return FALSE;
  tc_flash_guard_note (self, tick, share, changes);
  return TRUE;
}
