/* SPDX-License-Identifier: MIT */
#include "scene/bus.h"

#include <string.h>

#define OPAQUE      255
#define HENG_OUT_MS 160 /* the top stroke goes last: 160 + 320 is within 500 */
#define STEADY_MS   1000

static void
item_free (TcBusItem *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->key);
  tc_sprite_unref (self->sprite);
  g_free (self);
}

void
tc_bus_init (TcBus *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
}

void
tc_bus_clear (TcBus *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
}

static TcPose
rest (const TcBusItem *item)
{
  return (TcPose){item->rect.x, item->rect.y, item->clip, OPAQUE};
}

static gint64
ticks (const TcBusTiming *timing, int ms)
{
  return tc_rate_ticks_in_ms (timing->rate, ms);
}

/* From @from to @to within @ms, after @delay_ms. @from is what was seen a tick ago: the
 * first tick already shows the first step, else news would be one frame late. */
static void
set_track (TcBusItem *item,
           const TcBusTiming *timing,
           TcPose from,
           TcPose to,
           int delay_ms,
           int ms,
           TcEase ease)
{
  TcTrack *track = &item->track;
  gint64 begin = ticks (timing, delay_ms);

  *track = (TcTrack){.start = timing->tick - 1};
  track->keys[track->n_keys++] = (TcTrackKey){0, from, TC_EASE_LINEAR};
  if (begin > 0)
    track->keys[track->n_keys++] = (TcTrackKey){begin, from, TC_EASE_LINEAR};
  track->keys[track->n_keys++] =
      (TcTrackKey){begin + MAX (ticks (timing, ms), 1), to, ease};
}

static gboolean
is_wipe (TcMotion motion)
{
  return motion == TC_MOTION_HENG || motion == TC_MOTION_PLATE ||
         motion == TC_MOTION_GROUND || motion == TC_MOTION_ROW ||
         motion == TC_MOTION_STROKE_ACROSS || motion == TC_MOTION_STROKE_DOWN;
}

static void
enter (TcBusItem *item, const TcBusTiming *timing, int delay_ms)
{
  const TcThemeMotion *motion = timing->motion;
  TcPose to = rest (item);
  TcPose from = to;
  gboolean is_long =
      item->motion == TC_MOTION_PLATE || item->motion == TC_MOTION_GROUND;

  if (timing->mode == TC_BUS_CUT || item->motion == TC_MOTION_STILL) {
    item->track = tc_track_still (to);
    return;
  }
  if (is_wipe (item->motion)) {
    if (item->motion == TC_MOTION_STROKE_DOWN)
      from.clip.h = 0;
    else
      from.clip.w = 0;
    set_track (item, timing, from, to, delay_ms,
               is_long ? motion->write_ms : motion->base_ms, motion->write);
    return;
  }
  from.opacity = 0;
  set_track (item, timing, from, to, delay_ms,
             item->motion == TC_MOTION_BOARD ? motion->base_ms : motion->quick_ms,
             motion->steady);
}

static void
leave (TcBusItem *item, const TcBusTiming *timing)
{
  const TcThemeMotion *motion = timing->motion;
  TcPose from = tc_track_at (&item->track, timing->tick);
  TcPose to = from;
  int delay_ms = item->motion == TC_MOTION_HENG ? HENG_OUT_MS : 0;

  if (item->gone != G_MAXINT64)
    return;
  if (item->motion == TC_MOTION_STILL) {
    item->gone = timing->tick;
    return;
  }
  if (is_wipe (item->motion)) {
    to.clip.w = 0;
    set_track (item, timing, from, to, delay_ms, motion->base_ms, motion->leave);
  } else {
    to.opacity = 0;
    set_track (item, timing, from, to, 0,
               item->motion == TC_MOTION_BOARD ? motion->base_ms : motion->quick_ms,
               motion->steady);
  }
  item->gone = tc_track_end (&item->track);
}

/* --- what changed --- */

static gboolean
same_rect (TcRect a, TcRect b)
{
  return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

/* The same content with another place or measure. */
static void
move (TcBusItem *item, const TcBusItem *old, const TcBusTiming *timing)
{
  const TcThemeMotion *motion = timing->motion;
  TcPose from = tc_track_at (&old->track, timing->tick);
  gboolean slides = item->change == TC_CHANGE_GROW ||
                    item->change == TC_CHANGE_STEADY || item->motion == TC_MOTION_ROW;

  if (same_rect (item->rect, old->rect) && same_rect (item->clip, old->clip))
    item->track = old->track;
  else if (!slides)
    item->track = tc_track_still (rest (item));
  else if (item->change == TC_CHANGE_STEADY)
    set_track (item, timing, from, rest (item), 0, STEADY_MS, motion->steady);
  else
    set_track (item, timing, from, rest (item), 0,
               item->motion == TC_MOTION_ROW ? motion->board_ms : motion->base_ms,
               motion->move);
}

/* One text gives way to the next. What the two have in common, most digits of a score,
 * would dip to three quarters with two fades at once, a flicker at every ballot: the
 * new one is nearly there before the old one, below it, begins to go. */
static void
give_way (TcBusItem *old, TcBusItem *item, const TcBusTiming *timing)
{
  int ms = timing->motion->quick_ms * 3 / 5;
  TcPose to = rest (item);
  TcPose from = to;

  from.opacity = 0;
  set_track (item, timing, from, to, 0, ms, timing->motion->steady);
  if (old->gone != G_MAXINT64)
    return;
  from = to = tc_track_at (&old->track, timing->tick);
  to.opacity = 0;
  set_track (old, timing, from, to, timing->motion->quick_ms - ms, ms,
             timing->motion->steady);
  old->gone = tc_track_end (&old->track);
}

/* Another content in the same place. A plate stays whole until its successor covers it,
 * so nothing shines through; a text goes while the next one comes. A clock that ticks
 * while it fades in goes on fading; what is not seen yet comes when it was to come. */
static void
pass_over (TcBusItem *item, TcBusItem *old, const TcBusTiming *timing)
{
  const TcThemeMotion *motion = timing->motion;
  TcPose from = rest (item);

  if (!is_wipe (item->motion) &&
      (item->change == TC_CHANGE_CUT ||
       tc_track_at (&old->track, timing->tick).opacity == 0)) {
    item->track = old->track;
    for (guint i = 0; i < item->track.n_keys; i++) {
      guint8 opacity = item->track.keys[i].pose.opacity;

      item->track.keys[i].pose = rest (item);
      item->track.keys[i].pose.opacity = opacity;
    }
    old->gone = timing->tick;
    return;
  }
  from.opacity = 0;
  if (item->kind == TC_PART_TEXT) {
    give_way (old, item, timing);
    return;
  }
  set_track (item, timing, from, rest (item), 0, motion->base_ms, motion->steady);
  if (old->gone == G_MAXINT64) {
    old->track = tc_track_still (tc_track_at (&old->track, timing->tick));
    old->gone = tc_track_end (&item->track);
  }
}

static TcBusItem *
item_new (const TcPart *part, TcSprite *sprite)
{
  TcBusItem *item = g_new0 (TcBusItem, 1);

  item->id = g_strdup (part->id);
  item->key = g_strdup (part->key);
  item->kind = part->kind;
  item->motion = part->motion;
  item->change = part->change;
  item->rect = part->rect;
  item->clip =
      part->clip.w > 0 ? part->clip : (TcRect){0, 0, part->rect.w, part->rect.h};
  if (part->shown_px >= 0)
    item->clip.w = part->shown_px;
  item->sprite = tc_sprite_ref (sprite);
  item->gone = G_MAXINT64;
  return item;
}

static TcBusItem *
find (GPtrArray *items, const char *id, guint *index)
{
  for (guint i = 0; i < items->len; i++) {
    TcBusItem *item = g_ptr_array_index (items, i);

    if (item != NULL && item->gone == G_MAXINT64 && strcmp (item->id, id) == 0) {
      *index = i;
      return item;
    }
  }
  return NULL;
}

/* A moving sprite takes all places on its way; chroma depends on both parities. */
static void
prepare (const TcBusItem *item)
{
  const TcTrack *track = &item->track;
  gboolean moves_x = FALSE;
  gboolean moves_y = FALSE;
  TcPose first = track->keys[0].pose;

  for (guint i = 1; i < track->n_keys; i++) {
    moves_x |= track->keys[i].pose.x != first.x;
    moves_y |= track->keys[i].pose.y != first.y;
  }
  for (int x = 0; x <= (moves_x ? 1 : 0); x++)
    for (int y = 0; y <= (moves_y ? 1 : 0); y++)
      tc_sprite_prepare (item->sprite, first.x + x, first.y + y);
}

/* Moves the leaving items of @old up to @end into @to. */
static void
take_leaving (GPtrArray *to, GPtrArray *old, guint *from, guint end)
{
  for (; *from < end; (*from)++) {
    TcBusItem *item = g_ptr_array_index (old, *from);

    if (item == NULL || item->gone == G_MAXINT64)
      continue;
    g_ptr_array_add (to, item);
    g_ptr_array_index (old, *from) = NULL;
  }
}

static void
place (TcBusItem *item, TcBusItem *known, const TcPart *part, const TcBusTiming *timing)
{
  if (timing->mode == TC_BUS_CUT)
    item->track = tc_track_still (rest (item));
  else if (known == NULL)
    enter (item, timing, part->delay_ms);
  else if (strcmp (known->key, item->key) == 0) {
    move (item, known, timing);
    known->gone = timing->tick;
  } else if (timing->mode == TC_BUS_REFRESH)
    pass_over (item, known, timing);
  else
    enter (item, timing, part->delay_ms);
}

/*
 * New items keep the order of the parts. Each leaving item stays below the next item
 * that was above it and is still there; with another scene all leaving ones go below.
 */
void
tc_bus_update (TcBus *self,
               const GPtrArray *parts,
               const GPtrArray *sprites,
               const TcBusTiming *timing)
{
  GPtrArray *old = self->items;
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  g_autofree guint *was_at = g_new0 (guint, parts->len + 1);
  guint taken = 0;

  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);
    TcBusItem *item = item_new (part, g_ptr_array_index (sprites, i));
    TcBusItem *known = find (old, part->id, &was_at[i]);

    place (item, known, part, timing);
    was_at[i] = known != NULL ? was_at[i] + 1 : 0;
    prepare (item);
    g_ptr_array_add (fresh, item);
  }
  for (guint i = 0; i < old->len; i++) {
    TcBusItem *item = g_ptr_array_index (old, i);

    if (timing->mode == TC_BUS_CUT)
      item->gone = timing->tick;
    else if (item->gone == G_MAXINT64)
      leave (item, timing);
  }
  tc_bus_init (self);
  if (timing->mode == TC_BUS_SCENE)
    take_leaving (self->items, old, &taken, old->len);
  for (guint i = 0; i < fresh->len; i++) {
    if (was_at[i] > taken)
      take_leaving (self->items, old, &taken, was_at[i]);
    g_ptr_array_add (self->items, g_ptr_array_index (fresh, i));
  }
  take_leaving (self->items, old, &taken, old->len);
  g_ptr_array_unref (old);
  tc_bus_prune (self, timing->tick);
}

void
tc_bus_prune (TcBus *self, gint64 tick)
{
  for (guint i = self->items->len; i > 0; i--) {
    const TcBusItem *item = g_ptr_array_index (self->items, i - 1);

    if (item->gone <= tick)
      g_ptr_array_remove_index (self->items, i - 1);
  }
}

gint64
tc_bus_next_gone (const TcBus *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->items->len; i++)
    next = MIN (next, ((const TcBusItem *)g_ptr_array_index (self->items, i))->gone);
  return next;
}
