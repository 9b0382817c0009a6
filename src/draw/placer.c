/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/placer.h"

#include "draw/scale.h"
#include "tallycast/draw/blend.h"

struct TcPlacer {
  TcScaler *scalers[TC_SHOT_MAX_PLACEMENTS];
};

TcPlacer *
tc_placer_new (int side)
{
  TcPlacer *self = g_new0 (TcPlacer, 1);
  for (guint i = 0; i < TC_SHOT_MAX_PLACEMENTS; i++)
    self->scalers[i] = tc_scaler_new (side);
  return self;
}

void
tc_placer_free (TcPlacer *self)
{
  if (!self)
    return;
  for (guint i = 0; i < TC_SHOT_MAX_PLACEMENTS; i++)
    tc_scaler_free (self->scalers[i]);
  g_free (self);
}

static void
draw_one (TcPlacer *self,
          const TcPlaced *placed,
          gboolean is_full,
          const TcPicture *source,
          const TcPicture *to)
{
  if (is_full && source->width == to->width && source->height == to->height)
    tc_picture_copy (to, source);
  else
    tc_scaler_draw (self->scalers[placed->index], placed, to, source);
}

void
tc_placer_draw (TcPlacer *self,
                const TcShot *shot,
                gint64 tick,
                const TcPlacing *placing,
                const TcPicture *const *sources,
                const TcPicture *to)
{
  guint i = 0;
  if (placing->is_full) {
    draw_one (self, &placing->placed[0], TRUE, sources[placing->placed[0].index], to);
    i = 1;
  }
  if (placing->has_ground)
    tc_shot_blend_under (shot, tick, to, !placing->is_full);
  for (; i < placing->n; i++)
    draw_one (self, &placing->placed[i], FALSE, sources[placing->placed[i].index], to);
}
