/* SPDX-License-Identifier: MIT
 *
 * Sprites with tracks, cameras and latches become a shot: the fast half of composing.
 * Here it is decided how a take is made, and whether it must be made softly.
 */
#include "scene/state.h"

#define BLACK_MS       320
#define BLACK          255
#define LATCH_AGAIN_MS 200
#define SMALL_SHARE    0.05 /* of the picture: alone it is no part of a flash */

void
tc_director_init_shot (TcDirector *self)
{
  TcPlacement full = {.rect = {0, 0, self->width, self->height}};
  TcCamerasTiming timing = {.is_at_once = TRUE};

  tc_director_init_time (self);
  tc_flash_guard_init (&self->flash, self->rate);
  tc_cameras_update (&self->cameras, &full, 1, &timing);
}

/* --- how the scene's bus goes on --- */

typedef struct {
  TcBusMode mode;
  gboolean is_soft, is_between_boards, moves_cameras;
  guint n_wanted; /* cameras */
  TcPlacement wanted[TC_SHOT_MAX_PLACEMENTS];
} Plan;

guint
tc_director_placements (const TcScene *scene,
                        int width,
                        int height,
                        TcPlacement *placements)
{
  TcResolve resolve = {.width = width};
  TcRect whole = {0, 0, width, height};

  if (scene == NULL) {
    placements[0] = (TcPlacement){.rect = whole};
    return 1;
  }
  for (guint i = 0; i < scene->n_placements; i++) {
    TcRect drawn = scene->placements[i].rect;

    placements[i] = scene->placements[i];
    placements[i].rect = drawn.w == TC_SCENE_WIDTH && drawn.h == TC_SCENE_HEIGHT
                             ? whole
                             : tc_resolve_rect (&resolve, drawn);
  }
  return scene->n_placements;
}

/* TRUE when a change of this size may be made as it is. */
static gboolean
may_flash (TcDirector *self, gint64 px, gint64 tick, int changes)
{
  double share = (double)px / self->width / self->height;

  return tc_flash_guard_grants (&self->flash, tick, share, changes);
}

static Plan
plan_scene (TcDirector *self, gint64 tick)
{
  TcDeck *deck = &self->decks[TC_DECK_SCENE];
  const TcScene *scene = self->is_cleared ? NULL : self->programme;
  gboolean is_board = scene != NULL && scene->surface == TC_SURFACE_BOARD;
  gint64 px = tc_bus_changed_px (&deck->bus, deck->parts);
  Plan plan = {.mode = deck->mode, .is_between_boards = self->shows_board && is_board};

  plan.n_wanted =
      tc_director_placements (scene, self->width, self->height, plan.wanted);
  if (!tc_cameras_are (&self->cameras, plan.wanted, plan.n_wanted)) {
    plan.moves_cameras = self->cameras.n > 0 && plan.n_wanted > 0;
    px = (gint64)self->width * self->height;
  }
  if (plan.mode == TC_BUS_WRITE &&
      (plan.is_between_boards || tc_bus_is_mixing (&deck->bus, tick)))
    plan.mode = TC_BUS_FADE;
  plan.is_soft =
      !may_flash (self, px, tick,
                  plan.mode == TC_BUS_CUT || plan.mode == TC_BUS_FADE ? TC_FLASH_ONCE
                                                                      : TC_FLASH_TWICE);
  if (plan.is_soft && plan.mode != TC_BUS_REFRESH)
    plan.mode = TC_BUS_FADE;
  if (plan.mode == TC_BUS_REFRESH && px < SMALL_SHARE * self->width * self->height)
    plan.is_soft = FALSE;
  self->shows_board = is_board;
  return plan;
}

static TcBusTiming
timing_of (const TcDirector *self, const TcDeck *deck, const Plan *plan, gint64 tick)
{
  return (TcBusTiming){
      .motion = tc_theme_motion (self->theme),
      .rate = self->rate,
      .tick = tick,
      .mono_ns = self->ticks.tick_ns (self->ticks.data, tick) - self->delay_ns,
      .mode = plan->mode,
      .is_soft = plan->is_soft,
      .width = self->width,
      .fade_ms = self->take_ms,
      .is_between_boards = plan->is_between_boards,
      .is_making_room = plan->moves_cameras && plan->mode == TC_BUS_WRITE,
      .covered = G_MININT64,
      .strips = deck->strips,
  };
}

/* --- items --- */

typedef struct {
  const TcBusItem *item;
  TcShotGroup group;
} Shown;

static void
gather (GArray *list, const TcBus *bus, gboolean is_under)
{
  const GPtrArray *lists[] = {bus->out, bus->items};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint k = 0; k < lists[i]->len; k++) {
      Shown shown = {g_ptr_array_index (lists[i], k), TC_GROUP_NONE};

      if (shown.item->is_under != is_under)
        continue;
      if (bus->mix.kind != TC_MIX_NONE && (!is_under || bus->mixes_under))
        shown.group = i == 0 ? TC_GROUP_OUT : TC_GROUP_IN;
      g_array_append_val (list, shown);
    }
}

static void
put_items (TcShot *shot, guint *at, const GArray *list, guint skip)
{
  for (guint i = skip; i < list->len; i++) {
    const Shown *shown = &g_array_index (list, Shown, i);
    TcShotItem *item = &shot->items[(*at)++];

    item->sprite = tc_sprite_ref (shown->item->sprite);
    item->track = shown->item->track;
    item->window = shown->item->window;
    item->group = (guint8)shown->group;
  }
}

/* More than a shot holds: what is lowest over the cameras goes, that is what is leaving
 * anyway; then boards. The rehearsal's mark is on top and always stays. The mix is that
 * of the first bus. */
TcShot *
tc_director_make_shot (const TcDirector *self, const TcBus *const *buses, guint n_buses)
{
  g_autoptr (GArray) under = g_array_new (FALSE, FALSE, sizeof (Shown));
  g_autoptr (GArray) over = g_array_new (FALSE, FALSE, sizeof (Shown));
  guint skip_over;
  guint skip_under;
  guint at = 0;
  TcShot *shot;

  for (guint i = 0; i < n_buses; i++) {
    gather (under, buses[i], TRUE);
    gather (over, buses[i], FALSE);
  }
  skip_over = MIN (over->len,
                   MAX (under->len + over->len, TC_SHOT_MAX_ITEMS) - TC_SHOT_MAX_ITEMS);
  skip_under =
      MAX (under->len + over->len - skip_over, TC_SHOT_MAX_ITEMS) - TC_SHOT_MAX_ITEMS;
  shot = tc_shot_new (under->len + over->len - skip_over - skip_under);
  put_items (shot, &at, under, skip_under);
  shot->n_under = at;
  put_items (shot, &at, over, skip_over);
  shot->mix = buses[0]->mix;
  shot->state = self->state;
  return shot;
}

/* What a mix that is interrupted looks like: the scene's own items as they were seen
 * last. */
static void
flatten (const TcDirector *self, TcBusTiming *timing)
{
  const TcBus *bus = &self->decks[TC_DECK_SCENE].bus;
  g_autoptr (TcShot) shot = tc_director_make_shot (self, &bus, 1);

  tc_shot_prepare (shot);
  timing->flat_over =
      tc_shot_flatten (shot, timing->tick - 1, self->width, self->height, TC_SHOT_OVER);
  if (bus->mixes_under)
    timing->flat_under = tc_shot_flatten (shot, timing->tick - 1, self->width,
                                          self->height, TC_SHOT_UNDER);
}

/* --- the scene: cameras first, because a board waits for the camera to cover it --- */

static int
soft_ms (const Plan *plan, int ms)
{
  return plan->is_soft ? MAX (ms, TC_BUS_SOFT_MS) : ms;
}

static void
update_cameras (TcDirector *self, const Plan *plan, TcBusTiming *timing)
{
  const TcThemeMotion *motion = timing->motion;
  const TcBus *bus = &self->decks[TC_DECK_SCENE].bus;
  gboolean is_timed = self->take_ms > 0 && plan->mode == TC_BUS_FADE;
  int mix_ms = is_timed                    ? self->take_ms
               : motion->is_reduced        ? motion->quick_ms
               : plan->mode == TC_BUS_PUSH ? motion->board_ms
                                           : motion->base_ms;
  int move_ms = is_timed ? self->take_ms : motion->board_ms;
  TcCamerasTiming cameras = {
      .tick = timing->tick,
      .ticks = tc_rate_ticks_in_ms (self->rate, soft_ms (plan, move_ms)),
      .ease = plan->is_soft ? TC_BUS_SOFT_EASE : motion->move,
      .mix_end =
          timing->tick - 1 + tc_rate_ticks_in_ms (self->rate, soft_ms (plan, mix_ms)),
      .mix_ease = plan->is_soft ? TC_BUS_SOFT_EASE : motion->steady,
      .is_at_once = plan->mode == TC_BUS_CUT,
      .is_still = motion->is_reduced,
      .is_push =
          plan->mode == TC_BUS_PUSH && plan->is_between_boards && !motion->is_reduced,
      .is_take = plan->mode != TC_BUS_REFRESH,
      .is_between = self->is_between,
      .width = self->width,
      .height = self->height,
  };

  if (tc_bus_is_mixing (bus, timing->tick))
    cameras.before = bus->mix;
  tc_cameras_update (&self->cameras, plan->wanted, plan->n_wanted, &cameras);
  self->is_between = FALSE;
  timing->covered = tc_cameras_covered (&self->cameras, self->width, self->height);
}

static void
update_scene (TcDirector *self, gint64 tick)
{
  TcDeck *deck = &self->decks[TC_DECK_SCENE];
  Plan plan = plan_scene (self, tick);
  TcBusTiming timing = timing_of (self, deck, &plan, tick);

  if ((plan.mode == TC_BUS_FADE || plan.mode == TC_BUS_PUSH) &&
      tc_bus_is_mixing (&deck->bus, tick))
    flatten (self, &timing);
  update_cameras (self, &plan, &timing);
  tc_bus_update (&deck->bus, deck->parts, deck->sprites, &timing);
  tc_sprite_unref (timing.flat_over);
  tc_sprite_unref (timing.flat_under);
  deck->mode = TC_BUS_REFRESH;
  self->take_ms = 0;
}

/* Keyers, the rehearsal's mark: each comes and goes by itself. */
static void
update_deck (TcDirector *self, TcDeck *deck, gint64 tick)
{
  gint64 px = tc_bus_changed_px (&deck->bus, deck->parts);
  Plan plan = {.mode = deck->mode};
  TcBusTiming timing;

  if (deck->mode == TC_BUS_REFRESH && deck != &self->decks[TC_DECK_REHEARSAL])
    plan.is_soft = !may_flash (self, px, tick, TC_FLASH_TWICE) &&
                   px >= SMALL_SHARE * self->width * self->height;
  timing = timing_of (self, deck, &plan, tick);
  tc_bus_update (&deck->bus, deck->parts, deck->sprites, &timing);
  deck->mode = TC_BUS_REFRESH;
}

/* --- latches --- */

/* A latch that comes on is seen at once; it goes off as soon as that is no flash too
 * many. Returns: TRUE when it must wait. */
static gboolean
follow_latch (TcDirector *self, gboolean *shown, gboolean wanted, gint64 tick)
{
  if (*shown == wanted)
    return FALSE;
  if (wanted)
    tc_flash_guard_note (&self->flash, tick, 1, TC_FLASH_ONCE);
  else if (!tc_flash_guard_grants (&self->flash, tick, 1, TC_FLASH_ONCE))
    return TRUE;
  *shown = wanted;
  return FALSE;
}

static void
update_latches (TcDirector *self, gint64 tick)
{
  gboolean waits = follow_latch (self, &self->shows_panic, self->is_panic, tick);

  waits |= follow_latch (self, &self->shows_slate, self->is_slate, tick);
  self->latch_tick =
      waits ? tick + tc_rate_ticks_in_ms (self->rate, LATCH_AGAIN_MS) : G_MAXINT64;
}

static void
update_black (TcDirector *self, gint64 tick)
{
  guint8 now = tc_ramp_at (&self->black, tick);
  int ms = BLACK_MS;

  if (!self->black_changed)
    return;
  if (self->is_black)
    tc_flash_guard_note (&self->flash, tick, 1, TC_FLASH_ONCE);
  else if (!tc_flash_guard_grants (&self->flash, tick, 1, TC_FLASH_ONCE))
    ms = TC_BUS_SOFT_MS;
  self->black_changed = FALSE;
  self->black = (TcRamp){.start = tick,
                         .ticks = tc_rate_ticks_in_ms (self->rate, ms),
                         .from = now,
                         .to = self->is_black ? BLACK : 0};
}

/* --- shots --- */

static void
set_cameras (const TcDirector *self, TcShot *shot, gboolean is_full)
{
  TcCameras cameras = self->cameras;

  if (self->bar.is_seen)
    tc_director_bar_cameras (self, &cameras);
  shot->n_placements = is_full ? 1 : cameras.n;
  if (is_full)
    shot->placements[0] = (TcPlacement){.rect = {0, 0, self->width, self->height}};
  for (guint i = 0; i < cameras.n && !is_full; i++)
    shot->placements[i] = cameras.cameras[i].placement;
}

/* The scene, keyers, the rehearsal's mark. While the T-bar is between its ends the
 * first is two scenes at once. */
static void
update_decks (TcDirector *self, gint64 tick)
{
  tc_director_update_bar (self, tick);
  update_scene (self, tick);
  for (guint i = TC_DECK_KEYERS; i < TC_DECK_BAR; i++)
    update_deck (self, &self->decks[i], tick);
  if (self->bar.is_seen)
    update_deck (self, &self->decks[TC_DECK_BAR], tick);
}

/* Under panic the buses go on unseen; a rehearsal's mark alone stays. */
static TcShot *
compose (TcDirector *self, gint64 tick)
{
  const TcBus *all[] = {&self->decks[0].bus, &self->decks[1].bus, &self->decks[2].bus};
  TcBus between;
  gboolean is_bare;
  TcShot *shot;

  update_latches (self, tick);
  update_decks (self, tick);
  if (self->bar.is_seen) {
    between = tc_director_bar_bus (self);
    all[TC_DECK_SCENE] = &between;
  }
  update_black (self, tick);
  is_bare = self->shows_panic || self->shows_slate;
  shot = is_bare ? tc_director_make_shot (self, &all[TC_DECK_REHEARSAL], 1)
                 : tc_director_make_shot (self, all, G_N_ELEMENTS (all));
  shot->is_slate = self->shows_slate;
  shot->is_muted = self->programme->is_muted || self->is_slate || self->is_black;
  shot->black = self->black;
  set_cameras (self, shot, is_bare);
  tc_shot_prepare (shot);
  return shot;
}

TcShot *
tc_director_compose (TcDirector *self, gint64 tick)
{
  gint64 began_ns = tc_clock_mono_ns (&self->clock);
  gboolean is_take = tc_director_is_taking (self);
  TcShot *shot = compose (self, tick);

  tc_director_note_duration (self, is_take, began_ns);
  return shot;
}
