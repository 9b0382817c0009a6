/* SPDX-License-Identifier: MIT
 *
 * The flattened sprite is made of the very planes that the dissolve mixes, chroma at
 * half size included: composited in full size and filtered later, colours would differ
 * wherever edges of two sprites lie in one chroma sample, and the picture would jump.
 * So it is within one step of what was seen: half a step from rounding its colour, half
 * from its 255-A, and half from its blend.
 */
#include "draw/mix.h"
#include "draw/sprite-private.h"

/* Two layers of a band, 170 kB at 1920, stay in the second-level cache: a whole picture
 * of each took three times as long. */
#define BAND_ROWS         16
#define BAND_BYTES(width) ((gsize)(width)*BAND_ROWS * 11 / 4)

/* Leaves only what has a group. */
static void
drop_ungrouped (TcMoment *self)
{
  guint n = 0;
  for (guint i = 0; i < self->n; i++)
    if (self->actors[i].group != TC_GROUP_NONE)
      self->actors[n++] = self->actors[i];
  self->n = n;
}

/* One band of the groups, mixed as they are seen. @memory: for two layers. */
static TcComposite
mix_band (const TcMoment *moment, TcRect band, guint8 *memory)
{
  TcComposite out, in;
  tc_composite_init (&out, memory, band.w, band.h);
  if (!moment->share.is_dissolving) {
    tc_composite_blend (&out, moment->actors, moment->n, TC_GROUP_NONE, band.x, band.y);
    return out;
  }
  tc_composite_init (&in, memory + BAND_BYTES (band.w), band.w, band.h);
  tc_composite_blend (&out, moment->actors, moment->n, TC_GROUP_OUT, band.x, band.y);
  tc_composite_blend (&in, moment->actors, moment->n, TC_GROUP_IN, band.x, band.y);
  tc_composite_mix (&out, &in, moment->share.weight);
  return out;
}

static TcSprite *
flatten (const TcMoment *moment, TcRect box, int width, int height)
{
  TcSprite *sprite = tc_sprite_half_begin (width, height, box);
  g_autofree guint8 *memory = g_malloc (2 * BAND_BYTES (box.w));
  for (int row = 0; row < box.h; row += BAND_ROWS) {
    TcRect band = {box.x, box.y + row, box.w, MIN (BAND_ROWS, box.h - row)};
    TcComposite layer = mix_band (moment, band, memory);
    tc_sprite_half_add (sprite, row, &layer.colour, &layer.rest);
  }
  tc_sprite_half_finish (sprite);
  return sprite;
}

TcSprite *
tc_shot_flatten (const TcShot *self,
                 gint64 tick,
                 int width,
                 int height,
                 TcShotLevel level)
{
  g_autofree TcMoment *moment = g_new (TcMoment, 1);
  tc_moment_init (moment, self, tick, level, width);
  drop_ungrouped (moment);
  TcRect box =
      tc_actors_reach (moment->actors, moment->n, (TcRect){0, 0, width, height});
  return box.w > 0 ? flatten (moment, box, width, height) : NULL;
}
