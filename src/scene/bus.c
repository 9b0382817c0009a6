/* SPDX-License-Identifier: MIT */
#include "scene/bus.h"

#include <string.h>

void
tc_bus_init (TcBus *self)
{
  *self = (TcBus){.items = tc_bus_items_new (), .out = tc_bus_items_new ()};
}

void
tc_bus_clear (TcBus *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->out, g_ptr_array_unref);
}

/* --- one item --- */

static void
drop_pieces (GPtrArray *old, const TcBusItem *turning, const TcBusTiming *timing)
{
  if (turning->turns_until <= timing->tick)
    return;
  for (guint i = 0; i < old->len; i++) {
    TcBusItem *piece = g_ptr_array_index (old, i);

    if (piece != NULL && piece->is_a_piece && strcmp (piece->id, turning->id) == 0)
      tc_bus_drop_piece (piece, timing);
  }
}

/* A board below the cameras stands at once behind a picture that is still full; where
 * one is to be seen already, the next fades over it. */
void
tc_bus_enter_below (TcBusItem *item, GPtrArray *old, const TcBusTiming *timing)
{
  if (timing->mode != TC_BUS_REFRESH && !tc_bus_has_under (old, TRUE))
    tc_bus_stand (item, timing);
  else
    tc_bus_enter (item, timing);
}

/* What is on its way out already goes on. */
static void
leave (TcBusItem *item, GPtrArray *old, const TcBusTiming *timing)
{
  if (timing->mode == TC_BUS_CUT) {
    item->gone = timing->tick;
    return;
  }
  if (item->gone != G_MAXINT64)
    return;
  if (item->is_under && timing->covered > timing->tick) {
    item->gone = timing->covered;
    return;
  }
  drop_pieces (old, item, timing);
  tc_bus_leave (item, timing);
}

static void
place (TcBusItem *item,
       TcBusItem *known,
       GPtrArray *old,
       const TcBusTiming *timing,
       GPtrArray *pieces)
{
  if (item->roll.n > 0)
    tc_bus_roll (item, known, timing);
  else if (timing->mode == TC_BUS_CUT)
    tc_bus_stand (item, timing);
  else if (known == NULL && item->is_under)
    tc_bus_enter_below (item, old, timing);
  else if (known == NULL)
    tc_bus_enter (item, timing);
  else if (strcmp (known->key, item->key) == 0) {
    tc_bus_move (item, known, timing);
    return;
  } else if (item->track.crawl_px != 0) { /* another text begins anew */
    tc_bus_leave (known, timing);
    tc_bus_enter (item, timing);
  } else {
    drop_pieces (old, known, timing);
    tc_bus_pass_over (item, known, timing, pieces);
  }
  tc_bus_hold_crawl (item, timing);
}

/* --- one scene: items of now among those that leave --- */

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
take_all (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_ptr_array_index (from, i));
  g_ptr_array_set_size (from, 0);
}

/* The item of the old list that @item follows on, or NULL. With another scene only what
 * is the same in the same place is held, and only while the order of both scenes is the
 * same: an item that had to pass through another one comes anew. */
static TcBusItem *
predecessor (const TcBusItem *item,
             const GPtrArray *old,
             const TcBusTiming *timing,
             guint from,
             guint *index)
{
  TcBusItem *known = tc_bus_find (old, item->id, index);

  if (known == NULL && item->is_under)
    known = tc_bus_find_below (old, item, index);
  if (known == NULL || timing->mode == TC_BUS_REFRESH)
    return known;
  if (timing->mode == TC_BUS_CUT || strcmp (known->key, item->key) != 0 ||
      !tc_rect_is (known->rect, item->rect) || *index < from)
    return NULL;
  return known;
}

/* What names the group of @id: all before its last part, and the row behind it. */
static gboolean
same_group (const char *id, const char *other)
{
  const char *slash = strrchr (id, '/');
  const char *other_slash = strrchr (other, '/');
  gsize n = slash != NULL ? (gsize)(slash - id) : 0;

  return slash != NULL && other_slash != NULL && (gsize)(other_slash - other) == n &&
         strncmp (id, other, n) == 0 &&
         g_strcmp0 (strrchr (slash, '.'), strrchr (other_slash, '.')) == 0;
}

/* Ids of what is there and does not leave; borrowed. */
static GHashTable *
ids_of (const GPtrArray *items)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < items->len; i++) {
    const TcBusItem *item = g_ptr_array_index (items, i);

    if (item->gone == G_MAXINT64)
      g_hash_table_add (ids, item->id);
  }
  return ids;
}

/* The stagger is for groups that come: what is new in one that stands, a word instead
 * of another, comes at once. */
static gboolean
group_stands (const TcBusItem *item, GHashTable *ids, const GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++) {
    const char *id = tc_bus_part_id (g_ptr_array_index (parts, i));

    if (same_group (item->id, id) && g_hash_table_contains (ids, id))
      return TRUE;
  }
  return FALSE;
}

/* What the parts of now become, each with where its predecessor was: index + 1 in the
 * old list, 0 for none. */
typedef struct {
  TcBusItem *item;
  guint anchor;
} Fresh;

static void
add_fresh (GArray *fresh, TcBusItem *item, guint anchor)
{
  Fresh next = {item, anchor};

  g_array_append_val (fresh, next);
}

/* A row on its way up passes over the others: its items follow the whole table. */
static gboolean
is_rising (TcBusItem *item, const TcBusItem *known, const TcBusTiming *timing)
{
  if (!item->is_row || known == NULL)
    return FALSE;
  item->rises_until = known->rises_until;
  if (item->row_x < known->row_x ||
      (item->row_x == known->row_x && item->row_y < known->row_y))
    item->rises_until =
        timing->tick - 1 + tc_rate_ticks_in_ms (timing->rate, timing->motion->board_ms);
  return item->rises_until > timing->tick;
}

static GArray *
make_fresh (GPtrArray *old,
            const GPtrArray *parts,
            const GPtrArray *sprites,
            const TcBusTiming *timing)
{
  GArray *fresh = g_array_new (FALSE, FALSE, sizeof (Fresh));
  g_autoptr (GArray) rising = g_array_new (FALSE, FALSE, sizeof (Fresh));
  g_autoptr (GPtrArray) pieces = g_ptr_array_new ();
  g_autoptr (GHashTable) ids = ids_of (old);
  guint from = 0;

  for (guint i = 0; i < parts->len; i++) {
    TcBusItem *item =
        tc_bus_item_new (g_ptr_array_index (parts, i), g_ptr_array_index (sprites, i),
                         g_ptr_array_index (timing->strips, i));
    guint index = 0;
    TcBusItem *known = predecessor (item, old, timing, from, &index);
    GArray *list = is_rising (item, known, timing) ? rising : fresh;

    if (known != NULL)
      from = index + 1;
    else if (timing->mode == TC_BUS_REFRESH && !item->effects.in.has_delay &&
             group_stands (item, ids, parts))
      item->delay_ms = 0;
    place (item, known, old, timing, pieces);
    if (!item->is_row) {
      g_array_append_vals (fresh, rising->data, rising->len);
      g_array_set_size (rising, 0);
    }
    for (guint k = 0; k < pieces->len; k++)
      add_fresh (list, g_ptr_array_index (pieces, k), 0);
    g_ptr_array_set_size (pieces, 0);
    add_fresh (list, item, known != NULL ? index + 1 : 0);
  }
  g_array_append_vals (fresh, rising->data, rising->len);
  return fresh;
}

/* New items keep the order of the parts. Each leaving item stays below the next item
 * that was above it and is still there, and below what is new between these two. */
static void
merge (TcBus *self,
       const GPtrArray *parts,
       const GPtrArray *sprites,
       const TcBusTiming *timing)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  g_autoptr (GArray) fresh = make_fresh (old, parts, sprites, timing);
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();
  guint taken = 0;

  for (guint i = 0; i < old->len; i++)
    leave (g_ptr_array_index (old, i), old, timing);
  self->items = tc_bus_items_new ();
  for (guint i = 0; i < fresh->len; i++) {
    const Fresh *next = &g_array_index (fresh, Fresh, i);

    if (next->anchor == 0) {
      g_ptr_array_add (pending, next->item);
      continue;
    }
    take_leaving (self->items, old, &taken, next->anchor);
    take_all (self->items, pending);
    g_ptr_array_add (self->items, next->item);
  }
  take_leaving (self->items, old, &taken, old->len);
  take_all (self->items, pending);
}

void
tc_bus_update (TcBus *self,
               const GPtrArray *parts,
               const GPtrArray *sprites,
               const TcBusTiming *timing)
{
  tc_bus_prune (self, timing->tick);
  if (timing->mode == TC_BUS_FADE || timing->mode == TC_BUS_PUSH) {
    tc_bus_start_mix (self, parts, sprites, timing);
    return;
  }
  if (timing->mode != TC_BUS_REFRESH)
    tc_bus_end_mix (self);
  merge (self, parts, sprites, timing);
  tc_bus_prune (self, timing->tick);
}

static void
prune (GPtrArray *items, gint64 tick)
{
  for (guint i = items->len; i > 0; i--) {
    const TcBusItem *item = g_ptr_array_index (items, i - 1);

    if (item->gone <= tick)
      g_ptr_array_remove_index (items, i - 1);
  }
}

void
tc_bus_prune (TcBus *self, gint64 tick)
{
  if (self->mix.kind != TC_MIX_NONE && !tc_bus_is_mixing (self, tick))
    tc_bus_end_mix (self);
  prune (self->items, tick);
  prune (self->out, tick);
}

static gint64
next_gone (const GPtrArray *items, gint64 next)
{
  for (guint i = 0; i < items->len; i++)
    next = MIN (next, ((const TcBusItem *)g_ptr_array_index (items, i))->gone);
  return next;
}

gint64
tc_bus_next_gone (const TcBus *self)
{
  gint64 next = next_gone (self->out, next_gone (self->items, G_MAXINT64));

  if (self->mix.kind != TC_MIX_NONE)
    next = MIN (next, self->mix.start + self->mix.ticks);
  return next;
}
