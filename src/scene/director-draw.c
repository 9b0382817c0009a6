/* SPDX-License-Identifier: MIT
 *
 * Scenes and values become parts, parts sprites, sprites with tracks a shot. Sprites
 * are kept by their content, so a value that did not change draws nothing.
 */
#include "scene/state.h"
#include "tallycast/core/log.h"

#define BLACK_MS      320
#define BLACK         255
#define KEPT_COMPOSES 4 /* a sprite not used for so long is dropped */

typedef struct {
  TcSprite *sprite;
  guint used;
} Cached;

static void
cached_free (Cached *self)
{
  tc_sprite_unref (self->sprite);
  g_free (self);
}

void
tc_director_init_decks (TcDirector *self)
{
  self->sprites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)cached_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->decks); i++) {
    TcDeck *deck = &self->decks[i];

    tc_bus_init (&deck->bus);
    deck->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
    deck->sprites = g_ptr_array_new ();
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
  }
  g_hash_table_unref (self->sprites);
}

/* A part that cannot be drawn (no memory) is left out and told: the picture goes on. */
static TcSprite *
sprite_of (TcDirector *self, const TcPart *part)
{
  Cached *cached = g_hash_table_lookup (self->sprites, part->key);
  g_autoptr (GError) error = NULL;
  TcSprite *sprite;

  if (cached == NULL) {
    sprite = tc_part_draw (part, &error);
    if (sprite == NULL) {
      tc_log (TC_LOG_ERROR, "scene", "cannot draw '%s': %s", part->id, error->message);
      return NULL;
    }
    self->drawn++;
    cached = g_new0 (Cached, 1);
    cached->sprite = sprite;
    g_hash_table_insert (self->sprites, g_strdup (part->key), cached);
  }
  cached->used = self->generation;
  return cached->sprite;
}

static gboolean
is_old (gpointer key, gpointer value, gpointer data)
{
  const Cached *cached = value;
  const TcDirector *self = data;

  (void)key;
  return self->generation - cached->used > KEPT_COMPOSES;
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
      .corrected_us = self->corrected_us,
      .parts = parts,
  };
}

static void
draw_deck (TcDirector *self, TcDeck *deck)
{
  g_ptr_array_set_size (deck->sprites, 0);
  for (guint i = 0; i < deck->parts->len; i++) {
    TcSprite *sprite = sprite_of (self, g_ptr_array_index (deck->parts, i));

    if (sprite != NULL)
      g_ptr_array_add (deck->sprites, sprite);
    else
      g_ptr_array_remove_index (deck->parts, i--);
  }
}

static void
resolve_keyers (TcDirector *self, TcBind *bind, const TcScene *below, GPtrArray *parts)
{
  g_autoptr (GHashTable) off = g_hash_table_new (g_str_hash, g_str_equal);
  TcResolve resolve = resolve_for (self, bind, self->keyers, parts);

  for (guint i = 0; i < self->keyers->layers->len; i++)
    if ((self->keyers_on >> i & 1) == 0)
      g_hash_table_add (off,
                        ((TcLayer *)g_ptr_array_index (self->keyers->layers, i))->id);
  bind->surface = below != NULL ? below->surface : TC_SURFACE_VIDEO;
  resolve.hidden = off;
  tc_resolve_scene (&resolve);
}

static void
prepare_preview (TcDirector *self, gint64 tick)
{
  TcDeck *deck = &self->decks[TC_DECK_PREVIEW];
  TcBind bind = bind_at (self, tick);
  TcResolve resolve;

  g_ptr_array_set_size (deck->parts, 0);
  if (self->preview != NULL) {
    resolve = resolve_for (self, &bind, self->preview, deck->parts);
    tc_resolve_scene (&resolve);
  }
  draw_deck (self, deck);
}

void
tc_director_prepare (TcDirector *self, gint64 tick)
{
  TcBind bind = bind_at (self, tick);
  TcResolve resolve;

  self->generation++;
  for (guint i = 0; i < TC_DECK_PREVIEW; i++)
    g_ptr_array_set_size (self->decks[i].parts, 0);
  if (!self->is_cleared) {
    resolve = resolve_for (self, &bind, self->programme, self->decks[0].parts);
    resolve.hidden = self->hidden;
    tc_resolve_scene (&resolve);
  }
  resolve_keyers (self, &bind, self->is_cleared ? NULL : self->programme,
                  self->decks[TC_DECK_KEYERS].parts);
  if (self->snapshot->rehearsal) {
    resolve =
        resolve_for (self, &bind, self->keyers, self->decks[TC_DECK_REHEARSAL].parts);
    tc_resolve_rehearsal (&resolve);
  }
  for (guint i = 0; i < TC_DECK_PREVIEW; i++)
    draw_deck (self, &self->decks[i]);
  self->change_ns = bind.change_ns;
  prepare_preview (self, tick);
  g_hash_table_foreach_remove (self->sprites, is_old, self);
}

/* --- shots --- */

static void
set_placements (const TcDirector *self, const TcScene *scene, TcShot *shot)
{
  TcResolve resolve = {.width = self->width};

  shot->n_placements = scene->n_placements;
  for (guint i = 0; i < scene->n_placements; i++) {
    TcPlacement *placement = &shot->placements[i];
    TcRect drawn = scene->placements[i].rect;

    *placement = scene->placements[i];
    placement->rect = tc_resolve_rect (&resolve, drawn);
    if (drawn.w == TC_SCENE_WIDTH && drawn.h == TC_SCENE_HEIGHT)
      placement->rect = (TcRect){0, 0, self->width, self->height};
  }
}

static void
set_full_camera (const TcDirector *self, TcShot *shot)
{
  shot->n_placements = 1;
  shot->placements[0] = (TcPlacement){.rect = {0, 0, self->width, self->height}};
}

/* @skip: (inout): items to leave out first. */
static void
put_items (TcShot *shot, guint *at, const TcBus *bus, guint *skip)
{
  for (guint i = 0; i < bus->items->len; i++) {
    const TcBusItem *item = g_ptr_array_index (bus->items, i);

    if (*skip > 0) {
      (*skip)--;
      continue;
    }
    shot->items[*at].sprite = tc_sprite_ref (item->sprite);
    shot->items[(*at)++].track = item->track;
  }
}

/* More than a shot holds: what is lowest goes, that is what is leaving anyway. The
 * rehearsal's mark is on top and always stays. */
static TcShot *
make_shot (const TcDirector *self, const TcBus *const *buses, guint n_buses)
{
  guint n = 0;
  guint at = 0;
  guint skip;
  TcShot *shot;

  for (guint i = 0; i < n_buses; i++)
    n += buses[i]->items->len;
  skip = n > TC_SHOT_MAX_ITEMS ? n - TC_SHOT_MAX_ITEMS : 0;
  shot = tc_shot_new (n - skip);
  for (guint i = 0; i < n_buses; i++)
    put_items (shot, &at, buses[i], &skip);
  shot->state = self->state;
  shot->background[0] = 16;
  shot->background[1] = shot->background[2] = 128;
  return shot;
}

static void
update_black (TcDirector *self, gint64 tick)
{
  guint8 now = tc_ramp_at (&self->black, tick);

  if (!self->black_changed)
    return;
  self->black_changed = FALSE;
  self->black = (TcRamp){.start = tick,
                         .ticks = tc_rate_ticks_in_ms (self->rate, BLACK_MS),
                         .from = now,
                         .to = self->is_black ? BLACK : 0};
}

static void
update_bus (TcDirector *self, TcDeck *deck, gint64 tick)
{
  TcBusTiming timing = {tc_theme_motion (self->theme), self->rate, tick, deck->mode};

  tc_bus_update (&deck->bus, deck->parts, deck->sprites, &timing);
  deck->mode = TC_BUS_REFRESH;
}

/* Under panic the buses go on unseen; a rehearsal's mark alone stays. */
TcShot *
tc_director_compose (TcDirector *self, gint64 tick)
{
  const TcBus *all[] = {&self->decks[0].bus, &self->decks[1].bus, &self->decks[2].bus};
  gboolean is_bare = self->is_panic || self->is_slate;
  TcShot *shot;

  for (guint i = 0; i < TC_DECK_PREVIEW; i++)
    update_bus (self, &self->decks[i], tick);
  update_black (self, tick);
  shot = is_bare ? make_shot (self, &all[TC_DECK_REHEARSAL], 1)
                 : make_shot (self, all, G_N_ELEMENTS (all));
  shot->is_slate = self->is_slate;
  shot->is_muted = self->programme->is_muted || self->is_slate || self->is_black;
  shot->black = self->black;
  if (is_bare || self->is_cleared)
    set_full_camera (self, shot);
  else
    set_placements (self, self->programme, shot);
  return shot;
}

TcShot *
tc_director_compose_preview (TcDirector *self, gint64 tick)
{
  const TcBus *all[] = {&self->decks[TC_DECK_PREVIEW].bus, &self->decks[1].bus,
                        &self->decks[2].bus};
  TcShot *shot;

  if (self->preview == NULL)
    return NULL;
  self->decks[TC_DECK_PREVIEW].mode = TC_BUS_CUT;
  update_bus (self, &self->decks[TC_DECK_PREVIEW], tick);
  shot = make_shot (self, all, G_N_ELEMENTS (all));
  set_placements (self, self->preview, shot);
  return shot;
}

gint64
tc_director_next_change_ns (const TcDirector *self)
{
  gint64 change_ns = self->change_ns;

  if (change_ns != G_MAXINT64)
    change_ns += self->delay_ns;
  for (guint i = 0; i < TC_DECK_PREVIEW; i++) {
    gint64 gone = tc_bus_next_gone (&self->decks[i].bus);

    if (gone != G_MAXINT64)
      change_ns = MIN (change_ns, self->ticks.tick_ns (self->ticks.data, gone));
  }
  return change_ns;
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
