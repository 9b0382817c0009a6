/* SPDX-License-Identifier: MIT
 *
 * Figures that turn. The new text is hidden while pieces stand in for it: what both
 * texts share stands still, each column that differs shows the old and the new figure
 * sliding through the height of the figures. All pieces are clips of sprites that are
 * there anyway, so turning draws nothing; in the end the text itself is shown on the
 * same pixels.
 *
 * A roll turns all columns together: at no moment does it show a value that is neither
 * the old nor the new one. A count (never a score: layer reading refuses that) runs
 * through the figures between, off a strip with two turns of 0 to 9.
 */
#include "scene/bus.h"

#include <string.h>

#define TURN_MS       280 /* seven ticks at 25 a second: a score's limit is 300 */
#define STRIP_FIGURES 20  /* two turns */
#define MAX_TURNED    32  /* characters; a longer text is no figure */

/* Figures stand on the baseline and are 0.74 of their size high (text.h); a little more
 * than that, and turning does not reach into what is written above and below. */
static TcRect
figure_band (const TcPart *part)
{
  const TcTextStyle *style = &part->text_style;
  int wanted = style->baseline_of_px > 0 ? style->baseline_of_px : style->size_px;
  int centre = part->place.centre_y + (wanted - style->size_px) * 372 / 1000;
  int half = style->size_px * 42 / 100;

  return (TcRect){0, centre - half, 0, 2 * half};
}

/* --- the strip of a count --- */

static int
figure_width (const TcPart *text)
{
  return MAX (tc_text_measure ("0", TC_SPRITE_MAX_SIDE, &text->text_style).width_px, 1);
}

TcRect
tc_strip_size (const TcPart *text)
{
  return (TcRect){0, 0, figure_width (text), STRIP_FIGURES * figure_band (text).h};
}

TcSprite *
tc_strip_draw (const TcPart *text, GError **error)
{
  TcRect band = figure_band (text);
  TcRect size = tc_strip_size (text);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (size.w, size.h, error);

  if (canvas == NULL)
    return NULL;
  for (int i = 0; i < STRIP_FIGURES; i++) {
    const char figure[2] = {(char)('0' + i % 10), '\0'};
    TcTextPlace place = {0, size.w, i * band.h + text->place.centre_y - band.y};

    tc_canvas_text (canvas, figure, place, &text->text_style, NULL);
  }
  return tc_canvas_to_sprite (canvas);
}

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
  item->band = figure_band (part);
}

gboolean
tc_bus_can_turn (const TcBusItem *item, const TcBusItem *old)
{
  if (item->n_columns == 0 || item->n_columns != old->n_columns ||
      item->rect.w != old->rect.w || item->rect.h != old->rect.h ||
      item->rect.x != old->rect.x || item->rect.y != old->rect.y ||
      old->gone != G_MAXINT64)
    return FALSE;
  return memcmp (item->columns, old->columns,
                 (item->n_columns + 1) * sizeof *item->columns) == 0;
}

/* --- pieces --- */

typedef struct {
  TcBusItem *item, *old;
  const TcBusTiming *timing;
  GPtrArray *pieces;
  gboolean is_up; /* the new figure comes from below */
} Turn;

static TcRect
column_clip (const Turn *turn, guint from, guint to)
{
  const TcBusItem *item = turn->item;
  int left = from == 0 ? 0 : item->columns[from];
  int right = to == item->n_columns ? item->rect.w : item->columns[to];

  return (TcRect){left, 0, right - left, item->rect.h};
}

static TcBusItem *
add_piece (const Turn *turn, TcSprite *sprite)
{
  TcBusItem *piece = g_new0 (TcBusItem, 1);

  piece->id = g_strdup (turn->item->id);
  piece->key = g_strdup ("");
  piece->kind = TC_PART_TEXT;
  piece->sprite = tc_sprite_ref (sprite);
  piece->is_a_piece = TRUE;
  piece->opacity = turn->item->opacity;
  g_ptr_array_add (turn->pieces, piece);
  return piece;
}

static void
move_piece (const Turn *turn, TcBusItem *piece, TcPose from, TcPose to)
{
  const TcThemeMotion *motion = turn->timing->motion;
  const TcEffect *change = &turn->item->effects.change;
  TcEasing easing = change->easing != TC_EASING_AUTO ? change->easing : TC_EASING_MOVE;

  tc_bus_set_track (piece, turn->timing, from, to, 0,
                    change->ms > 0 ? change->ms : TURN_MS,
                    tc_bus_ease_of (motion, easing));
  piece->gone = tc_track_end (&piece->track);
}

static void
add_still (const Turn *turn, guint from, guint to)
{
  TcPose pose = tc_bus_rest (turn->item);

  if (from == to)
    return;
  pose.clip = column_clip (turn, from, to);
  move_piece (turn, add_piece (turn, turn->item->sprite), pose, pose);
}

static void
add_roll (const Turn *turn, guint column)
{
  TcPose pose = tc_bus_rest (turn->item);
  TcSide below = turn->is_up ? TC_SIDE_BOTTOM : TC_SIDE_TOP;
  TcSide above = turn->is_up ? TC_SIDE_TOP : TC_SIDE_BOTTOM;

  pose.clip = column_clip (turn, column, column + 1);
  pose.clip.y = turn->item->band.y;
  pose.clip.h = turn->item->band.h;
  move_piece (turn, add_piece (turn, turn->old->sprite), pose,
              tc_bus_pose_off (pose, TC_EFFECT_SLIDE, above));
  move_piece (turn, add_piece (turn, turn->item->sprite),
              tc_bus_pose_off (pose, TC_EFFECT_SLIDE, below), pose);
}

/* The strip's cell @i, shown where the figure stands. */
static TcPose
strip_pose (const Turn *turn, guint column, int i)
{
  const TcBusItem *item = turn->item;
  TcPose pose = tc_bus_rest (item);
  int at = i * item->band.h;

  pose.x += item->columns[column];
  pose.y += item->band.y - at;
  pose.clip =
      (TcRect){0, at, item->columns[column + 1] - item->columns[column], item->band.h};
  return pose;
}

/* At most one turn: 57 to 163 moves its ones by six. Turns begin on the first 0 to 9 of
 * the strip when they go up, on the second when they go down. */
static void
add_count (const Turn *turn, guint column, int from, gint64 steps)
{
  int n = (int)((ABS (steps) - 1) % 10) + 1;
  int first = steps > 0 ? from : from + 10;

  move_piece (turn, add_piece (turn, turn->item->strip),
              strip_pose (turn, column, first),
              strip_pose (turn, column, steps > 0 ? first + n : first - n));
}

/* --- which columns --- */

static gboolean
is_figure (char c)
{
  return c >= '0' && c <= '9';
}

/* How many steps the figure at @i has to go: those of the number it belongs to, up to
 * its own place. */
static gint64
steps_at (const char *from, const char *to, gsize i)
{
  gint64 a = 0;
  gint64 b = 0;
  gsize begin = i;

  while (begin > 0 && is_figure (from[begin - 1]) && is_figure (to[begin - 1]))
    begin--;
  for (gsize k = begin; k <= i && k < begin + 18; k++) {
    a = a * 10 + (from[k] - '0');
    b = b * 10 + (to[k] - '0');
  }
  return b - a;
}

/* TRUE: a count can run from one text to the other: they differ in figures alone. */
static gboolean
can_count (const Turn *turn)
{
  const char *from = turn->old->text;
  const char *to = turn->item->text;

  if (turn->item->strip == NULL || strlen (from) != strlen (to) ||
      strlen (to) != turn->item->n_columns)
    return FALSE;
  for (gsize i = 0; to[i] != '\0'; i++)
    if (from[i] != to[i] && (!is_figure (from[i]) || !is_figure (to[i])))
      return FALSE;
  return TRUE;
}

static gboolean
is_same_character (const char *a, const char *b)
{
  gsize n = (gsize)(g_utf8_next_char (a) - a);

  return strncmp (a, b, n) == 0;
}

static void
add_columns (const Turn *turn, gboolean is_count)
{
  const char *from = turn->old->text;
  const char *to = turn->item->text;
  guint still_from = 0;

  for (guint i = 0; i < turn->item->n_columns; i++) {
    gint64 steps = is_count && is_figure (*to)
                       ? steps_at (turn->old->text, turn->item->text, i)
                       : 0;

    if (steps != 0 || !is_same_character (from, to)) {
      add_still (turn, still_from, i);
      still_from = i + 1;
      if (steps != 0)
        add_count (turn, i, *from - '0', steps);
      else
        add_roll (turn, i);
    }
    from = g_utf8_next_char (from);
    to = g_utf8_next_char (to);
  }
  add_still (turn, still_from, turn->item->n_columns);
}

void
tc_bus_turn (TcBusItem *item,
             TcBusItem *old,
             const TcBusTiming *timing,
             GPtrArray *pieces)
{
  Turn turn = {item, old, timing, pieces, strcmp (item->text, old->text) > 0};
  TcPose shown = tc_bus_rest (item);
  TcPose hidden = shown;
  const TcBusItem *last;

  add_columns (&turn,
               item->effects.change.kind == TC_EFFECT_COUNT && can_count (&turn));
  last = g_ptr_array_index (pieces, pieces->len - 1);
  item->turns_until = last->gone;
  hidden.opacity = 0;
  item->track.start = timing->tick - 1;
  item->track.n_keys = 2;
  item->track.keys[0] = (TcTrackKey){last->gone - timing->tick, hidden, TC_EASE_LINEAR};
  item->track.keys[1] =
      (TcTrackKey){last->gone - timing->tick + 1, shown, TC_EASE_LINEAR};
  old->gone = timing->tick;
}
