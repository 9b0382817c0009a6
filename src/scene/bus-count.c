/* SPDX-License-Identifier: MIT
 *
 * Figures that count (never a score: layer reading refuses that): each column runs
 * through the figures between, off a strip with two turns of 0 to 9. A number that gets
 * longer or shorter, 99 to 100, counts as well: its columns go to their new places
 * meanwhile, and the figure in front comes out of the gap that opens there.
 */
#include "scene/bus-turn.h"

#include <string.h>

#define STRIP_FIGURES 20 /* two turns */
#define MAX_FIGURES   18 /* of a number: what 64 bits hold */

/* Figures stand on the baseline and are 0.74 of their size high (text.h); a little more
 * than that, and turning does not reach into what is written above and below. */
TcRect
tc_text_figure_band (const TcPart *text)
{
  const TcTextStyle *style = &text->text_style;
  int wanted = style->baseline_of_px > 0 ? style->baseline_of_px : style->size_px;
  int centre = text->place.centre_y + (wanted - style->size_px) * 372 / 1000;
  int half = style->size_px * 42 / 100;

  return (TcRect){0, centre - half, 0, 2 * half};
}

/* --- the strip --- */

static int
figure_width (const TcPart *text)
{
  return MAX (tc_text_measure ("0", TC_SPRITE_MAX_SIDE, &text->text_style).width_px, 1);
}

TcRect
tc_strip_size (const TcPart *text)
{
  return (TcRect){0, 0, figure_width (text),
                  STRIP_FIGURES * tc_text_figure_band (text).h};
}

TcSprite *
tc_strip_draw (const TcPart *text, GError **error)
{
  TcRect band = tc_text_figure_band (text);
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

/* --- what differs --- */

/* One number in its text: before, figures, behind; in bytes. */
typedef struct {
  gsize from, to;
} Number;

static gboolean
is_figure (char c)
{
  return c >= '0' && c <= '9';
}

/* The only number in which two texts of other lengths differ. FALSE: there is more. */
static gboolean
find_number (const char *a, const char *b, Number *in_a, Number *in_b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  while (n > 0 && is_figure (a[n - 1]))
    n--;
  *in_a = (Number){n, n + strspn (a + n, "0123456789")};
  *in_b = (Number){n, n + strspn (b + n, "0123456789")};
  return in_a->to > n && in_b->to > n && in_a->to - n <= MAX_FIGURES &&
         in_b->to - n <= MAX_FIGURES && strcmp (a + in_a->to, b + in_b->to) == 0;
}

static gboolean
differ_in_figures_only (const char *a, const char *b)
{
  gsize i = 0;

  for (; a[i] != '\0' && b[i] != '\0'; i++)
    if (a[i] != b[i] && (!is_figure (a[i]) || !is_figure (b[i])))
      return FALSE;
  return a[i] == b[i];
}

gboolean
tc_bus_can_count (const TcBusItem *item, const TcBusItem *old)
{
  Number a;
  Number b;

  return item->strip != NULL && item->band.y == old->band.y &&
         item->band.h == old->band.h &&
         (differ_in_figures_only (old->text, item->text) ||
          find_number (old->text, item->text, &a, &b));
}

/* The value of the @n figures that end at @end; none are 0. */
static gint64
value (const char *end, gsize n)
{
  gint64 v = 0;

  for (gsize i = n; i > 0; i--)
    v = v * 10 + (*(end - i) - '0');
  return v;
}

/* How many figures stand in @text up to and with the byte @at. */
static gsize
figures_up_to (const char *text, gsize at)
{
  gsize n = 0;

  while (n <= at && n < MAX_FIGURES && is_figure (text[at - n]))
    n++;
  return n;
}

/* --- pieces --- */

/* Where a column of each text stands, and how far the old one is from the new one. */
typedef struct {
  guint old, now; /* columns */
  int dx;
} Column;

static guint
column_of (const char *text, gsize byte)
{
  return (guint)g_utf8_pointer_to_offset (text, text + byte);
}

static int
x_of (const TcBusItem *item, guint column)
{
  return item->rect.x + item->columns[column];
}

static Column
column_at (const TcBusTurn *turn, gsize old_byte, gsize byte)
{
  Column column = {column_of (turn->old->text, old_byte),
                   column_of (turn->item->text, byte), 0};

  column.dx = x_of (turn->old, column.old) - x_of (turn->item, column.now);
  return column;
}

/* The strip's cell @i, shown where the figure stands. */
static TcPose
strip_pose (const TcBusItem *item, guint column, int i)
{
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
add_figure (const TcBusTurn *turn, Column column, int figure, gint64 steps)
{
  int n = steps == 0 ? 0 : (int)((ABS (steps) - 1) % 10) + 1;
  int first = steps >= 0 ? figure : figure + 10;

  tc_bus_add_piece (
      turn, turn->item->strip, strip_pose (turn->old, column.old, first),
      strip_pose (turn->item, column.now, steps >= 0 ? first + n : first - n));
}

/* What both texts have: columns of the new one from @column.now up to @to. */
static void
add_same (const TcBusTurn *turn, Column column, guint to)
{
  TcPose pose = tc_bus_rest (turn->item);
  TcPose from;

  if (column.now == to)
    return;
  pose.clip = tc_bus_columns_clip (turn->item, column.now, to);
  from = pose;
  from.x += column.dx;
  tc_bus_add_piece (turn, turn->item->sprite, from, pose);
}

/* --- one length --- */

static void
count_in_place (const TcBusTurn *turn)
{
  const char *from = turn->old->text;
  const char *to = turn->item->text;
  gsize same_from = 0;

  for (gsize i = 0; to[i] != '\0'; i++) {
    gsize n = MIN (figures_up_to (from, i), figures_up_to (to, i));
    gint64 steps = value (to + i + 1, n) - value (from + i + 1, n);
    Column column;

    if (n == 0 || steps == 0)
      continue;
    column = column_at (turn, i, i);
    add_same (turn, column_at (turn, same_from, same_from), column.now);
    add_figure (turn, column, from[i] - '0', steps);
    same_from = i + 1;
  }
  add_same (turn, column_at (turn, same_from, same_from), turn->item->n_columns);
}

/* --- another length --- */

/* The figures in front that only @item has, @from up to @to: they stick to the column
 * behind them, which goes by @dx, and are cut where the text before them ends. */
static void
add_front (const TcBusTurn *turn,
           const TcBusItem *item,
           guint from,
           guint to,
           int dx,
           gboolean comes)
{
  TcPose shown = tc_bus_rest (item);
  TcPose hidden = shown;

  shown.clip.x = item->columns[from];
  shown.clip.w = item->columns[to] - item->columns[from];
  hidden.x += dx;
  hidden.clip = shown.clip;
  hidden.clip.x += hidden.clip.w;
  hidden.clip.w = 0;
  tc_bus_add_piece (turn, item->sprite, comes ? hidden : shown, comes ? shown : hidden);
}

static void
count_to_other_length (const TcBusTurn *turn, Number a, Number b)
{
  const char *from = turn->old->text;
  const char *to = turn->item->text;
  gsize n_a = a.to - a.from;
  gsize n_b = b.to - b.from;
  gsize n = MIN (n_a, n_b);
  Column front = column_at (turn, a.to - n, b.to - n);

  add_same (turn, column_at (turn, 0, 0), column_of (to, b.from));
  if (n_b > n)
    add_front (turn, turn->item, column_of (to, b.from), front.now, front.dx, TRUE);
  else
    add_front (turn, turn->old, column_of (from, a.from), front.old, -front.dx, FALSE);
  for (gsize i = n; i > 0; i--)
    add_figure (turn, column_at (turn, a.to - i, b.to - i), from[a.to - i] - '0',
                value (to + b.to - i + 1, n_b - i + 1) -
                    value (from + a.to - i + 1, n_a - i + 1));
  add_same (turn, column_at (turn, a.to, b.to), turn->item->n_columns);
}

void
tc_bus_count (const TcBusTurn *self)
{
  Number a;
  Number b;

  if (differ_in_figures_only (self->old->text, self->item->text))
    count_in_place (self);
  else if (find_number (self->old->text, self->item->text, &a, &b))
    count_to_other_length (self, a, b);
}
