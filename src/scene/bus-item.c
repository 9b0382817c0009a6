/* SPDX-License-Identifier: MIT
 *
 * Items: what a part is made into, finding it again, how much of the picture it is.
 */
#include "scene/bus.h"

#include <string.h>

#define TEXT_INK 3 /* letters cover less than that part of their sprite */

void
tc_bus_item_free (TcBusItem *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->key);
  g_free (self->text);
  g_free (self->columns);
  tc_sprite_unref (self->sprite);
  tc_sprite_unref (self->strip);
  g_free (self);
}

GPtrArray *
tc_bus_items_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)tc_bus_item_free);
}

gboolean
tc_bus_item_is_at (const TcBusItem *item, TcRect rect, TcRect clip)
{
  return tc_rect_is (item->rect, rect) && tc_rect_is (item->clip, clip);
}

const char *
tc_bus_part_id (const TcPart *part)
{
  return part->row_id != NULL ? part->row_id : part->id;
}

static TcRect
part_clip (const TcPart *part)
{
  TcRect clip =
      part->clip.w > 0 ? part->clip : (TcRect){0, 0, part->rect.w, part->rect.h};

  if (part->shown_px >= 0)
    clip.w = part->shown_px;
  return clip;
}

/* Of pictures and drawings nothing is known: they are taken for whole. */
static gboolean
is_solid (const TcPart *part)
{
  const TcRectStyle *style = &part->style;

  if (part->kind == TC_PART_TEXT || part->kind == TC_PART_LIST ||
      part->kind == TC_PART_DASHES || part->opacity < 255)
    return FALSE;
  return part->kind != TC_PART_RECT ||
         (style->fill.a == 255 && (!style->is_gradient || style->fill_end.a == 255));
}

TcBusItem *
tc_bus_item_new (const TcPart *part, TcSprite *sprite, TcSprite *strip)
{
  TcBusItem *item = g_new0 (TcBusItem, 1);
  TcEffectKind change = part->effects.change.kind;

  item->id = g_strdup (tc_bus_part_id (part));
  item->key = g_strdup (part->key);
  item->kind = part->kind;
  item->motion = part->motion;
  item->change = part->change;
  item->dash_px = part->kind == TC_PART_DASHES ? part->dash_px : 0;
  item->gap_px = part->gap_px;
  item->effects = part->effects;
  item->delay_ms = part->delay_ms;
  item->is_under = part->is_under;
  item->is_row = part->row_id != NULL;
  item->row_x = part->row_x;
  item->row_y = part->row_y;
  item->rect = part->rect;
  item->clip = part_clip (part);
  item->window = part->window;
  item->opacity = part->opacity;
  item->is_solid = is_solid (part);
  item->roll = part->roll;
  item->crawl_hold_ms = part->crawl_hold_ms;
  item->track.crawl_px = part->crawl_px;
  item->track.crawl_wrap_px = part->crawl_wrap_px;
  item->sprite = tc_sprite_ref (sprite);
  item->strip = strip != NULL ? tc_sprite_ref (strip) : NULL;
  item->gone = G_MAXINT64;
  item->turns_until = G_MININT64;
  if (part->kind == TC_PART_TEXT &&
      (change == TC_EFFECT_ROLL || change == TC_EFFECT_COUNT))
    tc_bus_set_columns (item, part);
  return item;
}

/* --- finding --- */

/* @index: (out): where it is. */
TcBusItem *
tc_bus_find (const GPtrArray *items, const char *id, guint *index)
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

/* What lies below the cameras comes back while it is still on its way out. */
TcBusItem *
tc_bus_find_below (const GPtrArray *items, const TcBusItem *like, guint *index)
{
  for (guint i = 0; i < items->len; i++) {
    TcBusItem *item = g_ptr_array_index (items, i);

    if (item != NULL && item->is_under && strcmp (item->id, like->id) == 0 &&
        strcmp (item->key, like->key) == 0) {
      *index = i;
      return item;
    }
  }
  return NULL;
}

gboolean
tc_bus_has_under (const GPtrArray *items, gboolean with_leaving)
{
  for (guint i = 0; i < items->len; i++) {
    const TcBusItem *item = g_ptr_array_index (items, i);

    if (item != NULL && item->is_under && (with_leaving || item->gone == G_MAXINT64))
      return TRUE;
  }
  return FALSE;
}

/* --- how much an update would change --- */

static gint64
area (TcPartKind kind, TcRect clip)
{
  gint64 px = (gint64)MAX (clip.w, 0) * MAX (clip.h, 0);

  return kind == TC_PART_TEXT ? px / TEXT_INK : px;
}

gint64
tc_bus_changed_px (const TcBus *self, const GPtrArray *parts)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 px = 0;

  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);
    guint index;
    const TcBusItem *known = tc_bus_find (self->items, tc_bus_part_id (part), &index);
    TcRect clip = part_clip (part);

    g_hash_table_add (there, (gpointer)tc_bus_part_id (part));
    if (known == NULL || strcmp (known->key, part->key) != 0)
      px += area (part->kind, clip);
    else if (!tc_bus_item_is_at (known, part->rect, clip))
      px += tc_rect_is (known->rect, part->rect)
                ? ABS (area (part->kind, clip) - area (part->kind, known->clip))
                : 2 * area (part->kind, clip);
  }
  for (guint i = 0; i < self->items->len; i++) {
    const TcBusItem *item = g_ptr_array_index (self->items, i);

    if (item->gone == G_MAXINT64 && !g_hash_table_contains (there, item->id))
      px += area (item->kind, item->clip);
  }
  return px;
}
