/* SPDX-License-Identifier: MIT
 *
 * How the ballots are distributed (LOOK.md 6, "result"): each ballot is a stroke. With
 * more than fifteen in a column the strokes shrink, with more than thirty-three they
 * become bars. The column that holds the score stands out.
 */
#include "scene/chart.h"

#define HEAD_H     82 /* title, and the count above the highest column */
#define FOOT_H     48 /* the base and its bounds */
#define BOUNDS_Y   30 /* below the base */
#define COUNT_Y    20 /* above a column */
#define BASE_GAP   8  /* between the base and the lowest stroke */
#define RULE_H     4
#define COLUMN_W   70 /* at most */
#define COLUMN_PC  78 /* of a column's room */
#define LEGEND_W   36
#define LEGEND_H   14
#define LABEL_ROOM 16  /* between two labels */
#define COLUMNS_MS 320 /* all columns have begun by then */

static TcRect
add_words (const TcChart *self,
           const char *id,
           const char *text,
           int x,
           int centre,
           gboolean is_strong,
           TcAlign align)
{
  TcTextSpec spec = {.text = text,
                     .x = x,
                     .centre = centre,
                     .width = self->rect.w,
                     .size_px = self->label_px,
                     .is_bold = is_strong,
                     .align = align,
                     .fit = TC_FIT_NONE,
                     .colour = is_strong ? self->ink : self->ink_2};

  return tc_resolve_add_text (self->resolve, id, &spec);
}

static void
add_head (const TcChart *self, gboolean is_bars, gboolean has_hold)
{
  gboolean is_english = self->resolve->bind->is_english;
  int right = self->rect.x + self->rect.w;
  int centre = self->rect.y + TC_CHART_TITLE_Y;
  int end = tc_chart_title (self, "评分分布", "Distribution");
  g_autofree char *all =
      g_strdup_printf (is_english ? "%d ballots" : "共%d张", self->scoring->cast);
  TcRect letters;

  add_words (self, "note",
             is_bars      ? all
             : is_english ? "one stroke, one ballot"
                          : "每一笔是一张评分表",
             end + TC_CHART_TEXT_GAP, centre, FALSE, TC_ALIGN_LEFT);
  if (!has_hold)
    return;
  letters =
      add_words (self, "legend", is_english ? "holds the score" : "综合得分所在段",
                 right, centre, FALSE, TC_ALIGN_RIGHT);
  tc_resolve_add_rect (self->resolve, "legend-stroke",
                       (TcRect){(letters.x - LEGEND_W - LEGEND_H) & ~1,
                                centre - LEGEND_H / 2, LEGEND_W, LEGEND_H},
                       self->hold, TC_MOTION_TEXT);
}

/* A stroke's height and the gap below the next one, by the fullest column; 0: bars. */
typedef struct {
  int stroke, gap, room; /* room: of a full column */
} Strokes;

static Strokes
strokes_for (int most, int room)
{
  static const Strokes sizes[] = {{14, 4}, {12, 4}, {10, 4}, {8, 4}, {6, 4}, {6, 2}};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (most <= room / (sizes[i].stroke + sizes[i].gap))
      return (Strokes){sizes[i].stroke, sizes[i].gap, room};
  return (Strokes){0, 0, room};
}

static int
most_ballots (const TcScoring *scoring)
{
  int most = 1;

  for (guint i = 0; i < scoring->n_bins; i++)
    most = MAX (most, scoring->bins[i].count);
  return most;
}

/* The bin of the aggregate; the last one holds its upper bound too. -1: none does. */
static int
find_hold (const TcScoring *scoring)
{
  double score;
  double from;
  double to;

  if (!tc_scale_value (scoring->aggregate, &score))
    return -1;
  for (guint i = 0; i < scoring->n_bins; i++)
    if (tc_scale_value (scoring->bins[i].from, &from) &&
        tc_scale_value (scoring->bins[i].to, &to) && score >= from &&
        (score < to || (i + 1 == scoring->n_bins && score == to)))
      return (int)i;
  return -1;
}

/* The whole column is drawn once for all columns of a colour; each shows as many of its
 * strokes as it has ballots, from the foot on. */
static TcPart *
add_strokes (const TcChart *self,
             const char *id,
             TcRect room,
             Strokes strokes,
             int count,
             TcFill fill)
{
  int pitch = MAX (tc_resolve_px (self->resolve, strokes.stroke + strokes.gap), 2);
  int gap = MAX (tc_resolve_px (self->resolve, strokes.gap), 1);
  int n = strokes.room / (strokes.stroke + strokes.gap);
  int shown = count * pitch - gap;
  int foot;
  TcPart *part = tc_resolve_add_rect (self->resolve, id, room, fill, TC_MOTION_ROW);

  foot = part->rect.y + part->rect.h;
  part->kind = TC_PART_DASHES;
  part->dash_px = pitch - gap;
  part->gap_px = gap;
  part->rect.h = n * pitch - gap;
  part->rect.y = foot - part->rect.h;
  part->clip = (TcRect){0, part->rect.h - shown, part->rect.w, shown};
  tc_part_set_rect_key (part);
  return part;
}

static TcPart *
add_bar (const TcChart *self, const char *id, TcRect room, int height, TcFill fill)
{
  TcPart *part = tc_resolve_add_rect (self->resolve, id, room, fill, TC_MOTION_ROW);
  int shown = CLAMP (tc_resolve_px (self->resolve, height), 2, part->rect.h);

  part->clip = (TcRect){0, part->rect.h - shown, part->rect.w, shown};
  return part;
}

/* Columns pile up from their foot, one after the other: the last one stands after 80 +
 * 320 + 480 ms, within the 900 of a whole take-in. */
static void
grow_from_foot (const TcChart *self, TcPart *part, int i)
{
  const TcThemeMotion *motion = tc_theme_motion (self->resolve->theme);
  int step = MIN (motion->row_stagger_ms, COLUMNS_MS / (int)self->scoring->n_bins);

  part->change = TC_CHANGE_GROW;
  if (part->effects.in.kind == TC_EFFECT_AUTO) {
    part->effects.in.kind = TC_EFFECT_GROW;
    part->effects.in.side = TC_SIDE_BOTTOM;
    part->effects.in.ms = motion->write_ms;
  }
  if (!part->effects.in.has_delay)
    part->delay_ms = motion->block_stagger_ms + i * step;
}

static void
add_column (const TcChart *self, int i, Strokes strokes, int most, gboolean is_hold)
{
  const TcBin *bin = &self->scoring->bins[i];
  const TcRect *r = &self->rect;
  int n = (int)self->scoring->n_bins;
  int left = r->x + r->w * i / n;
  int room_w = r->x + r->w * (i + 1) / n - left;
  int w = MIN (COLUMN_W, room_w * COLUMN_PC / 100) & ~1;
  int foot = r->y + r->h - FOOT_H - BASE_GAP;
  TcRect room = {(left + (room_w - w) / 2) & ~1, foot - strokes.room, w, strokes.room};
  int height = strokes.stroke > 0 ? bin->count * (strokes.stroke + strokes.gap)
                                  : (int)((gint64)strokes.room * bin->count / most);
  g_autofree char *id = g_strconcat ("column-", bin->from, NULL);
  g_autofree char *count_id = g_strconcat ("count-", bin->from, NULL);
  g_autofree char *count = g_strdup_printf ("%d", bin->count);
  TcFill fill = is_hold ? self->hold : self->fill;

  if (bin->count > 0)
    grow_from_foot (self,
                    strokes.stroke > 0
                        ? add_strokes (self, id, room, strokes, bin->count, fill)
                        : add_bar (self, id, room, height, fill),
                    i);
  add_words (self, count_id, count, left + room_w / 2,
             foot + strokes.gap - height - COUNT_Y, is_hold, TC_ALIGN_CENTRE);
}

/* As many bounds as have room beside each other, the last one always. */
static void
add_bin_bounds (const TcChart *self)
{
  const TcScoring *scoring = self->scoring;
  int n = (int)scoring->n_bins;
  int base = self->rect.y + self->rect.h - FOOT_H;
  TcTextSpec spec = {.size_px = self->label_px};
  int widest = 1;
  int step;

  for (int i = 0; i <= n; i++) {
    spec.text = i < n ? scoring->bins[i].from : scoring->bins[n - 1].to;
    widest = MAX (widest, tc_resolve_text_width (self->resolve, &spec));
  }
  step = MAX (((widest + LABEL_ROOM) * n + self->rect.w - 1) / self->rect.w, 1);
  for (int i = n; i >= 0; i -= step) {
    g_autofree char *id = g_strdup_printf ("bound-%d", i);

    add_words (self, id, i < n ? scoring->bins[i].from : scoring->bins[n - 1].to,
               self->rect.x + self->rect.w * i / n, base + BOUNDS_Y, FALSE,
               TC_ALIGN_CENTRE);
  }
}

void
tc_chart_distribution (const TcChart *self)
{
  const TcRect *r = &self->rect;
  int most = most_ballots (self->scoring);
  int hold = find_hold (self->scoring);
  Strokes strokes = strokes_for (most, r->h - HEAD_H - FOOT_H - BASE_GAP);

  if (self->scoring->n_bins == 0)
    return;
  add_head (self, strokes.stroke == 0, hold >= 0);
  for (int i = 0; i < (int)self->scoring->n_bins; i++)
    add_column (self, i, strokes, most, i == hold);
  tc_resolve_add_rect (self->resolve, "base",
                       (TcRect){r->x, r->y + r->h - FOOT_H, r->w, RULE_H}, self->line,
                       TC_MOTION_HENG);
  add_bin_bounds (self);
}
