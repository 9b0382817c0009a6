/* SPDX-License-Identifier: MIT
 *
 * The flattened sprite is made of the very planes that the dissolve mixes, chroma at
 * half size included: composited in full size and filtered later, colours would differ
 * wherever edges of two sprites lie in one chroma sample, and the picture would jump.
 * So it is within one step of what was seen: half a step from rounding its colour, half
 * from its 255-A, and half from its blend.
 */
#include <string.h>

#include "draw/mix.h"
#include "draw/sprite-private.h"

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

static TcSprite *
flatten (const TcMoment *moment, TcRect box, int width, int height)
{
  gsize n_bytes = (gsize)box.w * box.h * 11 / 4;
  g_autofree guint8 *memory = g_malloc (n_bytes);
  TcComposite layer;
  tc_composite_init (&layer, memory, box.w, box.h);
  if (moment->share.is_dissolving) {
    g_autofree guint8 *in_memory = g_malloc (n_bytes);
    TcComposite in;
    tc_composite_init (&in, in_memory, box.w, box.h);
    tc_composite_blend (&layer, moment->actors, moment->n, TC_GROUP_OUT, box.x, box.y);
    tc_composite_blend (&in, moment->actors, moment->n, TC_GROUP_IN, box.x, box.y);
    tc_composite_mix (&layer, &in, moment->share.weight);
  } else {
    tc_composite_blend (&layer, moment->actors, moment->n, TC_GROUP_NONE, box.x, box.y);
  }
  return tc_sprite_new_half (width, height, box, &layer.colour, &layer.rest);
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
