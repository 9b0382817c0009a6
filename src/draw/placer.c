/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/placer.h"

#include "draw/kernel.h"
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

#define WHOLE 255

static void
mix_whole (const TcPicture *to, const TcPicture *source, guint8 opacity)
{
  for (int plane = 0; plane < 3; plane++) {
    int shift = plane > 0;
    for (int row = 0; row < to->height >> shift; row++)
      tc_kernel_mix (to->plane[plane] + (gssize)row * to->stride[plane],
                     source->plane[plane] + (gssize)row * source->stride[plane],
                     to->width >> shift, opacity);
  }
}

/* TRUE: each of the source's pixels is one of the picture's. */
static gboolean
is_as_it_is (const TcPlaced *placed, const TcPicture *source, const TcPicture *to)
{
  const TcRect *r = &placed->rect;
  return r->x == 0 && r->y == 0 && r->w == to->width && r->h == to->height &&
         source->width == to->width && source->height == to->height;
}

static void
draw_one (TcPlacer *self,
          const TcPlaced *placed,
          const TcPicture *source,
          const TcPicture *to)
{
  if (!is_as_it_is (placed, source, to))
    tc_scaler_draw (self->scalers[placed->index], placed, to, source);
  else if (placed->opacity == WHOLE)
    tc_picture_copy (to, source);
  else
    mix_whole (to, source, placed->opacity);
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
    draw_one (self, &placing->placed[0], sources[placing->placed[0].index], to);
    i = 1;
  }
  if (placing->has_ground)
    tc_shot_blend_under (shot, tick, to, !placing->is_full);
  for (; i < placing->n; i++)
    draw_one (self, &placing->placed[i], sources[placing->placed[i].index], to);
}
