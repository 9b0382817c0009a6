/* SPDX-License-Identifier: MIT
 *
 * Scenes and values become parts, parts sprites (sprites.h): the slow half of
 * composing.
 */
#include "scene/state.h"

void
tc_director_init_decks (TcDirector *self)
{
  tc_sprites_init (&self->sprites);
  tc_director_init_looks (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->decks); i++) {
    TcDeck *deck = &self->decks[i];

    tc_bus_init (&deck->bus);
    deck->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
    deck->sprites = g_ptr_array_new ();
    deck->strips = g_ptr_array_new ();
    deck->mode = TC_BUS_CUT;
  }
}

void
tc_director_clear_decks (TcDirector *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->decks); i++) {
    tc_bus_clear (&self->decks[i].bus);
    g_ptr_array_unref (self->decks[i].parts);
    g_ptr_array_unref (self->decks[i].sprites);
    g_ptr_array_unref (self->decks[i].strips);
  }
  tc_sprites_clear (&self->sprites);
  tc_director_clear_looks (self);
}

static TcBind
bind_at (const TcDirector *self, gint64 tick)
{
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  gint64 mono_ns = self->ticks.tick_ns (self->ticks.data, tick) - self->delay_ns;

  return (TcBind){
      .snapshot = self->snapshot,
      .age = self->snapshot->restored ? TC_AGE_STALE : self->age,
      .age_since_ns = self->age_since_ns,
      .mono_ns = mono_ns,
      .wall_us = tc_clock_wall_us (&self->clock) + (mono_ns - now_ns) / 1000,
      .is_english = self->is_english,
      .is_live = self->is_live,
      .keyers_on = self->keyers_on,
      .seen = &self->seen,
      .scene_ns = self->programme_since_ns - self->delay_ns,
      .change_ns = G_MAXINT64,
  };
}

static TcResolve
resolve_for (const TcDirector *self,
             TcBind *bind,
             const TcScene *scene,
             GPtrArray *parts)
{
  bind->surface = scene->surface;
  return (TcResolve){
      .scene = scene,
      .theme = self->theme,
      .bind = bind,
      .width = self->width,
      .rate = self->rate,
      .parts = parts,
  };
}

/* Returns: FALSE: it cannot be drawn. */
static gboolean
draw_part (TcDeck *deck, TcSprites *sprites, guint i)
{
  const TcPart *part = g_ptr_array_index (deck->parts, i);
  TcSprite *sprite = tc_sprites_get (sprites, part);
  gboolean counts =
      part->kind == TC_PART_TEXT && part->effects.change.kind == TC_EFFECT_COUNT;

  if (sprite == NULL)
    return FALSE;
  /* Here, where there is time: most never lie anywhere else. */
  tc_sprite_prepare (sprite, part->rect.x, part->rect.y);
  g_ptr_array_add (deck->sprites, sprite);
  g_ptr_array_add (deck->strips, counts ? tc_sprites_get_strip (sprites, part) : NULL);
  return TRUE;
}

gboolean
tc_director_draw_deck (TcDeck *deck, TcSprites *sprites, gboolean by_steps)
{
  guint64 n_drawn = sprites->n_drawn;

  while (deck->sprites->len < deck->parts->len) {
    if (by_steps && sprites->n_drawn > n_drawn)
      return FALSE;
    if (!draw_part (deck, sprites, deck->sprites->len))
      g_ptr_array_remove_index (deck->parts, deck->sprites->len);
  }
  return TRUE;
}

/* What it showed is undrawn. */
static void
empty_deck (TcDeck *deck)
{
  g_ptr_array_set_size (deck->parts, 0);
  g_ptr_array_set_size (deck->sprites, 0);
  g_ptr_array_set_size (deck->strips, 0);
}

static void
resolve_keyers (TcDirector *self,
                TcBind *bind,
                const TcScene *below,
                int width,
                GPtrArray *parts)
{
  g_autoptr (GHashTable) off = g_hash_table_new (g_str_hash, g_str_equal);
  TcResolve resolve = resolve_for (self, bind, self->keyers, parts);

  resolve.width = width;
  for (guint i = 0; i < self->keyers->layers->len; i++)
    if ((self->keyers_on >> i & 1) == 0)
      g_hash_table_add (off,
                        ((TcLayer *)g_ptr_array_index (self->keyers->layers, i))->id);
  bind->surface = below != NULL ? below->surface : TC_SURFACE_VIDEO;
  resolve.hidden = off;
  tc_resolve_scene (&resolve);
}

static void
resolve_rehearsal (TcDirector *self, TcBind *bind, int width, GPtrArray *parts)
{
  TcResolve resolve = resolve_for (self, bind, self->keyers, parts);

  resolve.width = width;
  if (self->snapshot->rehearsal)
    tc_resolve_rehearsal (&resolve);
}

void
tc_director_resolve_whole (TcDirector *self,
                           TcDeck *deck,
                           const TcScene *scene,
                           int width,
                           gint64 tick)
{
  TcBind bind = bind_at (self, tick);
  TcResolve resolve = resolve_for (self, &bind, scene, deck->parts);

  bind.scene_ns = bind.mono_ns; /* as if it came on the air now */
  empty_deck (deck);
  resolve.width = width;
  tc_resolve_scene (&resolve);
  resolve_keyers (self, &bind, scene, width, deck->parts);
  resolve_rehearsal (self, &bind, width, deck->parts);
  deck->change_ns = bind.change_ns;
}

/* What the T-bar brings: it is on the air as much as the other. */
static void
resolve_bar (TcDirector *self, TcBind *bind)
{
  gint64 scene_ns = bind->scene_ns;
  TcResolve resolve;

  if (!self->bar.is_on)
    return;
  bind->scene_ns = self->bar.since_ns - self->delay_ns;
  resolve = resolve_for (self, bind, self->preview, self->decks[TC_DECK_BAR].parts);
  tc_resolve_scene (&resolve);
  bind->scene_ns = scene_ns;
}

/* What a take will need is drawn before it comes. */
static void
prepare_preview (TcDirector *self, gint64 tick)
{
  TcDeck *deck = &self->decks[TC_DECK_PREVIEW];

  if (self->preview != NULL)
    tc_director_resolve_whole (self, deck, self->preview, self->width, tick);
  else
    empty_deck (deck);
  tc_director_draw_deck (deck, &self->sprites, FALSE);
}

void
tc_director_prepare (TcDirector *self, gint64 tick)
{
  TcBind bind = bind_at (self, tick);
  TcResolve resolve;

  tc_sprites_begin (&self->sprites);
  for (guint i = 0; i < TC_DECK_PREVIEW; i++)
    empty_deck (&self->decks[i]);
  if (!self->is_cleared) {
    resolve = resolve_for (self, &bind, self->programme, self->decks[0].parts);
    resolve.hidden = self->hidden;
    tc_resolve_scene (&resolve);
  }
  resolve_bar (self, &bind);
  resolve_keyers (self, &bind, self->is_cleared ? NULL : self->programme, self->width,
                  self->decks[TC_DECK_KEYERS].parts);
  resolve_rehearsal (self, &bind, self->width, self->decks[TC_DECK_REHEARSAL].parts);
  for (guint i = 0; i < TC_DECK_PREVIEW; i++)
    tc_director_draw_deck (&self->decks[i], &self->sprites, FALSE);
  self->change_ns = bind.change_ns;
  prepare_preview (self, tick);
  tc_sprites_end (&self->sprites);
  tc_director_forget_looks (self);
}

/* The picture for a camera that is not there: the board, the sign, one line of text;
 * its lower third stays free for the scene's graphics. */
const TcPicture *
tc_director_slate (TcDirector *self)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
  TcBind bind = bind_at (self, 0);
  TcResolve resolve = resolve_for (self, &bind, self->slate_scene, parts);
  TcPicture *slate;

  if (self->slate != NULL && !self->slate_is_old &&
      self->slate_is_rehearsal == self->snapshot->rehearsal)
    return self->slate;
  tc_resolve_scene (&resolve);
  if (self->snapshot->rehearsal)
    tc_resolve_rehearsal (&resolve);
  slate = tc_picture_new (self->width, self->height);
  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);
    g_autoptr (TcSprite) sprite = tc_part_draw (part, NULL);
    TcPose pose = {part->rect.x, part->rect.y, {0, 0, part->rect.w, part->rect.h}, 255};

    if (sprite == NULL)
      continue;
    tc_sprite_prepare (sprite, pose.x, pose.y);
    tc_blend (slate, sprite, &pose);
  }
  tc_picture_free (self->slate); /* now: the new one has another address */
  self->slate = slate;
  self->slate_is_rehearsal = self->snapshot->rehearsal;
  self->slate_is_old = FALSE;
  return self->slate;
}
