/* SPDX-License-Identifier: MIT
 *
 * Figures that roll. What both texts share stands still, each column that differs shows
 * the old and the new figure sliding through the height of the figures, all columns
 * together: at no moment does it show a value that is neither the old nor the new one.
 * In the end the text itself is shown on the same pixels.
 */
#include "scene/bus-turn.h"

#include <string.h>

#define TURN_MS    280 /* seven ticks at 25 a second: a score's limit is 300 */
#define MAX_TURNED 32  /* characters; a longer text is no figure */

/* --- columns --- */

/* Columns are whole pixels (text.h), so the width of what stands before a character is
 * where it begins. */
void
tc_bus_set_columns (TcBusItem *item, const TcPart *part)
{
  glong n = g_utf8_strlen (part->text, -1);
  const char *at = part->text;

  if (n < 1 || n > MAX_TURNED || part->text_style.fit != TC_FIT_NONE)
    return;
  item->text = g_strdup (part->text);
  item->n_columns = (guint)n;
  item->columns = g_new (int, (gsize)n + 1);
  for (glong i = 0; i <= n; i++) {
    g_autofree char *before = g_strndup (part->text, (gsize)(at - part->text));

    item->columns[i] =
        part->place.x +
        tc_text_measure (before, TC_SPRITE_MAX_SIDE, &part->text_style).width_px;
    if (i < n)
      at = g_utf8_next_char (at);
  }
  item->band = tc_text_figure_band (part);
}

/* --- pieces --- */

TcRect
tc_bus_columns_clip (const TcBusItem *item, guint from, guint to)
{
  int left = from == 0 ? 0 : item->columns[from];
  int right = to == item->n_columns ? item->rect.w : item->columns[to];

  return (TcRect){left, 0, right - left, item->rect.h};
}

void
tc_bus_add_piece (const TcBusTurn *self, TcSprite *sprite, TcPose from, TcPose to)
{
  TcBusItem *piece = g_new0 (TcBusItem, 1);

  piece->id = g_strdup (self->item->id);
  piece->key = g_strdup ("");
  piece->kind = self->item->kind;
  piece->sprite = tc_sprite_ref (sprite);
  piece->is_a_piece = TRUE;
  piece->opacity = self->item->opacity;
  tc_bus_set_track (piece, self->timing, from, to, 0, self->ms, self->ease);
  piece->gone = tc_track_end (&piece->track);
  g_ptr_array_add (self->pieces, piece);
}

void
tc_bus_show_after (const TcBusTurn *self)
{
  const TcBusItem *last = g_ptr_array_index (self->pieces, self->pieces->len - 1);
  gint64 tick = self->timing->tick;
  TcPose shown = tc_bus_rest (self->item);
  TcPose hidden = shown;
  TcTrack *track = &self->item->track;

  hidden.opacity = 0;
  self->item->turns_until = last->gone;
  track->start = tick - 1;
  track->n_keys = 2;
  track->keys[0] = (TcTrackKey){last->gone - tick, hidden, TC_EASE_LINEAR};
  track->keys[1] = (TcTrackKey){last->gone - tick + 1, shown, TC_EASE_LINEAR};
}

static void
add_still (const TcBusTurn *turn, guint from, guint to)
{
  TcPose pose = tc_bus_rest (turn->item);

  if (from == to)
    return;
  pose.clip = tc_bus_columns_clip (turn->item, from, to);
  tc_bus_add_piece (turn, turn->item->sprite, pose, pose);
}

static void
add_roll (const TcBusTurn *turn, guint column)
{
  TcPose pose = tc_bus_rest (turn->item);
  TcSide below = turn->is_up ? TC_SIDE_BOTTOM : TC_SIDE_TOP;
  TcSide above = turn->is_up ? TC_SIDE_TOP : TC_SIDE_BOTTOM;

  pose.clip = tc_bus_columns_clip (turn->item, column, column + 1);
  pose.clip.y = turn->item->band.y;
  pose.clip.h = turn->item->band.h;
  tc_bus_add_piece (turn, turn->old->sprite, pose,
                    tc_bus_pose_off (pose, TC_EFFECT_SLIDE, above));
  tc_bus_add_piece (turn, turn->item->sprite,
                    tc_bus_pose_off (pose, TC_EFFECT_SLIDE, below), pose);
}

/* --- which columns --- */

static gboolean
is_same_character (const char *a, const char *b)
{
  gsize n = (gsize)(g_utf8_next_char (a) - a);

  return strncmp (a, b, n) == 0;
}

static void
roll (const TcBusTurn *turn)
{
  const char *from = turn->old->text;
  const char *to = turn->item->text;
  guint still_from = 0;

  for (guint i = 0; i < turn->item->n_columns; i++) {
    if (!is_same_character (from, to)) {
      add_still (turn, still_from, i);
      still_from = i + 1;
      add_roll (turn, i);
    }
    from = g_utf8_next_char (from);
    to = g_utf8_next_char (to);
  }
  add_still (turn, still_from, turn->item->n_columns);
}

static gboolean
can_roll (const TcBusItem *item, const TcBusItem *old)
{
  return item->n_columns == old->n_columns && item->rect.w == old->rect.w &&
         item->rect.x == old->rect.x &&
         memcmp (item->columns, old->columns,
                 (item->n_columns + 1) * sizeof *item->columns) == 0;
}

static gboolean
counts (const TcBusItem *item, const TcBusItem *old)
{
  return item->effects.change.kind == TC_EFFECT_COUNT && tc_bus_can_count (item, old);
}

gboolean
tc_bus_can_turn (const TcBusItem *item, const TcBusItem *old)
{
  return item->n_columns > 0 && old->n_columns > 0 && item->rect.y == old->rect.y &&
         item->rect.h == old->rect.h && old->gone == G_MAXINT64 &&
         (can_roll (item, old) || counts (item, old));
}

void
tc_bus_turn (TcBusItem *item,
             TcBusItem *old,
             const TcBusTiming *timing,
             GPtrArray *pieces)
{
  const TcEffect *change = &item->effects.change;
  TcEasing easing = change->easing != TC_EASING_AUTO ? change->easing : TC_EASING_MOVE;
  TcBusTurn turn = {.item = item,
                    .old = old,
                    .timing = timing,
                    .pieces = pieces,
                    .ms = change->ms > 0 ? change->ms : TURN_MS,
                    .ease = tc_bus_ease_of (timing->motion, easing),
                    .is_up = strcmp (item->text, old->text) > 0};

  if (counts (item, old))
    tc_bus_count (&turn);
  else
    roll (&turn);
  tc_bus_show_after (&turn);
  old->gone = timing->tick;
}
