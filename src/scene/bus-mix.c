/* SPDX-License-Identifier: MIT
 *
 * Two scenes at once: a dissolve or a push of all that was and all that is (draw/shot.h
 * has the mix itself). A board below the cameras is part of it only between two boards;
 * else it stands still behind the camera that moves.
 */
#include "scene/bus.h"

#include <string.h>

static TcMix
mix_of (const TcBusTiming *timing)
{
  const TcThemeMotion *motion = timing->motion;
  gboolean is_push =
      timing->mode == TC_BUS_PUSH && !timing->is_soft && !motion->is_reduced;
  TcMix mix = {
      .kind = is_push ? TC_MIX_PUSH : TC_MIX_DISSOLVE,
      .start = timing->tick - 1,
      .ease = is_push ? motion->move : motion->steady,
      .dx = is_push ? -(timing->width & ~1) : 0,
  };
  int ms = is_push              ? motion->board_ms
           : motion->is_reduced ? motion->quick_ms
                                : motion->base_ms;

  if (!is_push && timing->fade_ms > 0)
    ms = timing->fade_ms;
  if (timing->is_soft) {
    mix.ease = TC_BUS_SOFT_EASE;
    ms = MAX (ms, TC_BUS_SOFT_MS);
  }
  mix.ticks = tc_rate_ticks_in_ms (timing->rate, ms);
  return mix;
}

/* In a mix all of a scene stands; what both have goes on as it was, so that it is the
 * same in both groups. */
static void
place_in_mix (const TcBus *self,
              TcBusItem *item,
              GPtrArray *old,
              const TcBusTiming *timing)
{
  guint index;
  TcBusItem *known;

  if (item->is_under && !self->mixes_under) {
    known = tc_bus_find_below (old, item, &index);
    if (known != NULL)
      tc_bus_move (item, known, timing);
    else
      tc_bus_enter_below (item, old, timing);
    return;
  }
  known = tc_bus_find (old, item->id, &index);
  if (known != NULL && strcmp (known->key, item->key) == 0 &&
      tc_bus_item_is_at (item, known->rect, known->clip) &&
      known->turns_until <= timing->tick)
    item->track = known->track;
  else if (item->roll.n > 0)
    tc_bus_roll (item, NULL, timing);
  else {
    tc_bus_stand (item, timing);
    tc_bus_hold_crawl (item, timing);
  }
}

static void
add_flat (TcBus *self, TcSprite *sprite, gboolean is_under, const TcBusTiming *timing)
{
  TcBusItem *item;

  if (sprite == NULL)
    return;
  item = g_new0 (TcBusItem, 1);
  item->id = g_strdup ("");
  item->key = g_strdup ("");
  item->is_under = is_under;
  item->opacity = 255;
  item->rect = item->clip =
      (TcRect){0, 0, tc_sprite_width (sprite), tc_sprite_height (sprite)};
  item->sprite = tc_sprite_ref (sprite);
  item->gone = self->mix.start + self->mix.ticks;
  tc_bus_stand (item, timing);
  g_ptr_array_add (self->out, item);
}

/* What was on the air becomes the group OUT: as it is, or, in the middle of a mix, what
 * that looked like. A board below the cameras that is no part of the mix stays until
 * the camera, or the new scene, covers it. */
static void
fill_out (TcBus *self, GPtrArray *old, const TcBusTiming *timing, const TcBus *before)
{
  gboolean is_flat = tc_bus_is_mixing (before, timing->tick);
  gint64 end = self->mix.start + self->mix.ticks;

  for (guint i = 0; i < old->len; i++) {
    TcBusItem *item = g_ptr_array_index (old, i);
    gboolean stays = item->is_under && !self->mixes_under;

    if (item->gone <= timing->tick ||
        (is_flat && (!item->is_under || before->mixes_under)))
      continue;
    if (!stays)
      item->gone = MIN (item->gone, end);
    else if (item->gone == G_MAXINT64)
      item->gone = MAX (timing->covered, end);
    g_ptr_array_add (self->out, item);
    g_ptr_array_index (old, i) = NULL;
  }
  add_flat (self, timing->flat_under, TRUE, timing);
  add_flat (self, timing->flat_over, FALSE, timing);
}

static gboolean
parts_have_under (const GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    if (((const TcPart *)g_ptr_array_index (parts, i))->is_under)
      return TRUE;
  return FALSE;
}

void
tc_bus_start_mix (TcBus *self,
                  const GPtrArray *parts,
                  const GPtrArray *sprites,
                  const TcBusTiming *timing)
{
  TcBus before = *self;
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->out);

  g_ptr_array_extend_and_steal (old, g_steal_pointer (&self->items));
  self->items = tc_bus_items_new ();
  self->out = tc_bus_items_new ();
  self->mix = mix_of (timing);
  self->mixes_under = timing->is_between_boards &&
                      (self->mix.kind == TC_MIX_PUSH ||
                       (tc_bus_has_under (old, FALSE) && parts_have_under (parts)));
  for (guint i = 0; i < parts->len; i++) {
    TcBusItem *item =
        tc_bus_item_new (g_ptr_array_index (parts, i), g_ptr_array_index (sprites, i),
                         g_ptr_array_index (timing->strips, i));

    place_in_mix (self, item, old, timing);
    g_ptr_array_add (self->items, item);
  }
  fill_out (self, old, timing, &before);
}

gboolean
tc_bus_is_mixing (const TcBus *self, gint64 tick)
{
  return self->mix.kind != TC_MIX_NONE && tick < self->mix.start + self->mix.ticks;
}

TcBus
tc_bus_between (const TcBus *out, const TcBus *in, TcMix mix)
{
  return (TcBus){.items = in->items,
                 .out = out->items,
                 .mix = mix,
                 .mixes_under = tc_bus_has_under (out->items, FALSE) &&
                                tc_bus_has_under (in->items, FALSE)};
}

void
tc_bus_join (TcBus *self, TcBus *other, gboolean comes, TcMix mix)
{
  TcBus joined =
      comes ? tc_bus_between (self, other, mix) : tc_bus_between (other, self, mix);

  /* One that stops on the way lets nothing go. */
  for (guint i = 0; i < joined.out->len && mix.missing <= 0; i++) {
    TcBusItem *item = g_ptr_array_index (joined.out, i);

    item->gone = MIN (item->gone, mix.start + mix.ticks);
  }
  other->items = tc_bus_items_new ();
  g_ptr_array_unref (self->out);
  *self = joined;
}

/* What outlasts the mix, a board that the camera does not cover yet, leaves like any
 * other item from now on. */
void
tc_bus_end_mix (TcBus *self)
{
  GPtrArray *items = g_steal_pointer (&self->out);

  for (guint i = items->len; i > 0; i--) {
    const TcBusItem *item = g_ptr_array_index (items, i - 1);

    if (!item->is_under || self->mixes_under)
      g_ptr_array_remove_index (items, i - 1);
  }
  g_ptr_array_extend_and_steal (items, g_steal_pointer (&self->items));
  self->items = items;
  self->out = tc_bus_items_new ();
  self->mix = (TcMix){.kind = TC_MIX_NONE};
  self->mixes_under = FALSE;
}
