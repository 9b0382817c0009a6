/* SPDX-License-Identifier: MIT
 *
 * Shots that are not for the air: preview at the programme's size, and each scene by
 * itself at a small one. A scene by itself has sprites of its own, drawn one at a time
 * when the air has nothing to draw.
 */
#include "scene/state.h"

#define KEPT_NS (10 * TC_NS_PER_S) /* sprites of scenes nobody asks for any more */

void
tc_director_init_looks (TcDirector *self)
{
  tc_sprites_init (&self->looks);
  self->look_ns = G_MININT64;
}

void
tc_director_clear_looks (TcDirector *self)
{
  tc_sprites_clear (&self->looks);
}

void
tc_director_forget_looks (TcDirector *self)
{
  TcDeck *deck = &self->decks[TC_DECK_LOOK];

  if (self->look_ns == G_MININT64 ||
      tc_clock_mono_ns (&self->clock) - self->look_ns < KEPT_NS)
    return;
  g_ptr_array_set_size (deck->parts, 0);
  g_ptr_array_set_size (deck->sprites, 0);
  g_ptr_array_set_size (deck->strips, 0);
  tc_bus_clear (&deck->bus);
  tc_bus_init (&deck->bus);
  tc_director_clear_looks (self);
  tc_director_init_looks (self);
}

int
tc_director_look_height (const TcDirector *self)
{
  return (TC_STAGE_LOOK_WIDTH * self->height / self->width + 1) & ~1;
}

/* @shown: what @deck showed last; another one stands at once. */
static TcShot *
compose (TcDirector *self,
         TcDeck *deck,
         const TcScene *scene,
         const TcScene *shown,
         int width,
         int height,
         gint64 tick)
{
  const TcBus *buses[] = {&deck->bus};
  TcBusTiming timing = {
      .motion = tc_theme_motion (self->theme),
      .rate = self->rate,
      .tick = tick,
      .mono_ns = self->ticks.tick_ns (self->ticks.data, tick) - self->delay_ns,
      .mode = scene == shown ? TC_BUS_REFRESH : TC_BUS_CUT,
      .width = width,
      .covered = G_MININT64,
      .strips = deck->strips,
  };
  TcShot *shot;

  tc_bus_update (&deck->bus, deck->parts, deck->sprites, &timing);
  shot = tc_director_make_shot (self, buses, G_N_ELEMENTS (buses));
  shot->n_placements = tc_director_placements (scene, width, height, shot->placements);
  tc_shot_prepare (shot);
  return shot;
}

/* --- preview --- */

/* Of the air's sprites, but in no round of its own: those of the air are not to be
 * forgotten the sooner because somebody looks. */
TcShot *
tc_director_compose_preview (TcDirector *self, gint64 tick)
{
  TcDeck *deck = &self->decks[TC_DECK_PREVIEW];
  const TcScene *shown = self->preview_shown;

  self->preview_shown = self->preview;
  if (self->preview == NULL)
    return NULL;
  tc_director_resolve_whole (self, deck, self->preview, self->width, tick);
  tc_director_draw_deck (deck, &self->sprites, FALSE);
  return compose (self, deck, self->preview, shown, self->width, self->height, tick);
}

gboolean
tc_director_is_preview_right (const TcDirector *self, gint64 tick)
{
  gint64 mono_ns = self->ticks.tick_ns (self->ticks.data, tick) - self->delay_ns;

  return mono_ns < self->decks[TC_DECK_PREVIEW].change_ns;
}

/* --- a scene by itself --- */

gboolean
tc_director_begin_look (TcDirector *self, const char *scene, gint64 tick)
{
  self->look_scene = tc_director_find (self, scene);
  if (self->look_scene == NULL)
    return FALSE;
  self->look_ns = tc_clock_mono_ns (&self->clock);
  self->looks.kept = 2 * self->scenes->len; /* each scene has its turn */
  tc_sprites_begin (&self->looks);
  tc_director_resolve_whole (self, &self->decks[TC_DECK_LOOK], self->look_scene,
                             TC_STAGE_LOOK_WIDTH, tick);
  return TRUE;
}

gboolean
tc_director_draw_look (TcDirector *self)
{
  return tc_director_draw_deck (&self->decks[TC_DECK_LOOK], &self->looks, TRUE);
}

TcShot *
tc_director_end_look (TcDirector *self, gint64 tick)
{
  tc_sprites_end (&self->looks);
  return compose (self, &self->decks[TC_DECK_LOOK], self->look_scene, NULL,
                  TC_STAGE_LOOK_WIDTH, tc_director_look_height (self), tick);
}
