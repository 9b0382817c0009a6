/* SPDX-License-Identifier: MIT
 *
 * The strokes of 正 and the measures (LOOK.md 4 and 5).
 */
#include "scene/part.h"

#define STROKES     5
#define TALLY_MAX   20  /* more reports: figures alone */
#define POSTER_BOX  320 /* strokes to come are outlines there */
#define POSTER_LINE 4
#define STEP_MS     80
#define ALL_MS      480 /* the last stroke has begun by then */
#define SEGMENT_GAP 8
#define HEAD_PX     12

typedef struct {
  int box;
  TcRect strokes[STROKES];
} Mark;

/* LOOK.md section 4: heng, shu, short heng, short shu, heng. */
static const Mark marks[] = {
    {36,
     {{2, 0, 32, 6}, {15, 8, 6, 20}, {23, 16, 10, 6}, {6, 16, 6, 12}, {0, 30, 36, 6}}},
    {48,
     {{4, 0, 40, 6}, {21, 8, 6, 32}, {29, 20, 12, 6}, {8, 20, 6, 20}, {0, 42, 48, 6}}},
    {72,
     {{6, 0, 60, 10},
      {31, 12, 10, 48},
      {43, 30, 20, 10},
      {12, 30, 10, 30},
      {0, 62, 72, 10}}},
    {320,
     {{22, 0, 276, 32},
      {144, 40, 32, 240},
      {184, 134, 86, 32},
      {58, 134, 32, 146},
      {0, 288, 320, 32}}},
};

static const Mark *
find_mark (int box)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (marks[i].box == box)
      return &marks[i];
  return &marks[0];
}

/* A stroke to come is a line on the stroke's axis: 2 wide in boxes under 60, else 4. */
static TcRect
guide (TcRect stroke, int box, gboolean is_across)
{
  int thin = box < 60 ? 2 : 4;

  return is_across
             ? (TcRect){stroke.x, stroke.y + (stroke.h - thin) / 2, stroke.w, thin}
             : (TcRect){stroke.x + (stroke.w - thin) / 2, stroke.y, thin, stroke.h};
}

static gint64
count (TcResolve *self, const TcPath *path, gint64 otherwise)
{
  TcValue value = path != NULL ? tc_path_get (path, self->bind) : (TcValue){0};

  return value.kind == TC_VALUE_NUMBER ? value.number : otherwise;
}

static void
add_stroke (TcResolve *self,
            const TcLayer *layer,
            int i,
            TcFill fill,
            gboolean is_to_come)
{
  const Mark *mark = find_mark (layer->box);
  gboolean is_across = i % STROKES % 2 == 0;
  gboolean is_outline = is_to_come && layer->box == POSTER_BOX;
  TcRect stroke = mark->strokes[i % STROKES];
  g_autofree char *id = g_strdup_printf ("%s-%d", layer->id, i + 1);
  TcMotion motion = is_across ? TC_MOTION_STROKE_ACROSS : TC_MOTION_STROKE_DOWN;
  TcPart *part;

  if (is_to_come && !is_outline)
    stroke = guide (stroke, layer->box, is_across);
  stroke.x += layer->rect.x + i / STROKES * layer->pitch;
  stroke.y += layer->rect.y;
  part = tc_resolve_add_rect (self, id, stroke, fill, motion);
  if (is_outline) {
    part->style = (TcRectStyle){
        .outline = fill.top, .outline_px = MAX (tc_resolve_px (self, POSTER_LINE), 2)};
    g_free (part->key);
    part->key =
        g_strdup_printf ("o %dx%d %02x%02x%02x %d", part->rect.w, part->rect.h,
                         fill.top.r, fill.top.g, fill.top.b, part->style.outline_px);
  }
}

void
tc_resolve_tally (TcResolve *self, const TcLayer *layer)
{
  gint64 of = layer->of != NULL ? count (self, layer->of, 0) : STROKES;
  gint64 done = layer->of == NULL ? STROKES : count (self, layer->done, 0);
  gboolean is_now = layer->now != NULL && tc_test_holds (layer->now, self->bind);
  int step = of > 0 ? MIN (STEP_MS, ALL_MS / (int)of) : 0;
  TcFill full;
  TcFill ghost = {{0}};

  if (of < 1 || of > TALLY_MAX)
    return;
  if (!tc_resolve_paint (self, &layer->fill, &full))
    full = tc_theme_must_fill (self->theme, "done");
  tc_resolve_paint (self, &layer->ghost, &ghost);
  for (int i = 0; i < of; i++) {
    TcPart *part;

    if (i < done)
      add_stroke (self, layer, i, full, FALSE);
    else if (i == done && is_now)
      add_stroke (self, layer, i, tc_theme_must_fill (self->theme, "accent"), FALSE);
    else
      add_stroke (self, layer, i, ghost, TRUE);
    part = g_ptr_array_index (self->parts, self->parts->len - 1);
    if (layer->box == POSTER_BOX)
      part->delay_ms = i * step;
  }
}

/* --- measures --- */

static void
add_segments (TcResolve *self, const TcLayer *layer)
{
  gint64 n = count (self, layer->segments, 0);
  gint64 done = count (self, layer->done, 0);
  gboolean is_now = layer->now != NULL && tc_test_holds (layer->now, self->bind);

  if (n < 1 || n > 64)
    return;
  for (int i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("%s-%d", layer->id, i + 1);
    const TcPaint *paint = i < done              ? &layer->fill
                           : i == done && is_now ? &layer->head
                                                 : &layer->plate;
    int left =
        layer->rect.x + layer->rect.w * i / (int)n + (i > 0 ? SEGMENT_GAP / 2 : 0);
    int right = layer->rect.x + layer->rect.w * (i + 1) / (int)n -
                (i < n - 1 ? SEGMENT_GAP / 2 : 0);
    TcFill fill;

    if (tc_resolve_paint (self, paint, &fill))
      tc_resolve_add_rect (self, id,
                           (TcRect){left, layer->rect.y, right - left, layer->rect.h},
                           fill, TC_MOTION_GROUND);
  }
}

/* The filling is drawn whole and shown as far as the share goes, so that a measure that
 * moves costs no drawing. */
static void
add_share (TcResolve *self, const TcLayer *layer, TcValue share)
{
  TcRect inner = {layer->rect.x + layer->inset, layer->rect.y + layer->inset,
                  layer->rect.w - 2 * layer->inset, layer->rect.h - 2 * layer->inset};
  g_autofree char *head_id = g_strconcat (layer->id, "-head", NULL);
  TcChange change = layer->share->is_clock ? TC_CHANGE_STEADY : TC_CHANGE_GROW;
  TcFill fill;
  TcPart *part;
  int shown;
  int head;
  TcRect at;

  if (!tc_resolve_paint (self, &layer->fill, &fill))
    return;
  part = tc_resolve_add_rect (self, layer->id, inner, fill, TC_MOTION_GROUND);
  shown = (int)((gint64)part->rect.w * share.number * 2 / TC_SHARE_ONE + 2) / 4 * 2;
  shown = CLAMP (shown, 0, part->rect.w);
  part->shown_px = shown;
  part->change = change;
  at = part->rect;
  head = MAX (tc_resolve_px (self, HEAD_PX) & ~1, 2);
  if (shown < head || shown == at.w || !tc_resolve_paint (self, &layer->head, &fill))
    return;
  part =
      tc_resolve_add_rect (self, head_id, (TcRect){inner.x, inner.y, HEAD_PX, inner.h},
                           fill, TC_MOTION_GROUND);
  part->rect.x = at.x + shown - part->rect.w;
  part->change = change;
}

void
tc_resolve_bar (TcResolve *self, const TcLayer *layer)
{
  g_autofree char *plate_id = g_strconcat (layer->id, "-plate", NULL);
  TcValue share = {0};
  TcFill fill;

  if (layer->segments != NULL) {
    add_segments (self, layer);
    return;
  }
  share = tc_path_get (layer->share, self->bind);
  if (tc_resolve_paint (self, &layer->plate, &fill))
    tc_resolve_add_rect (self, plate_id, layer->rect, fill, TC_MOTION_GROUND);
  if (share.kind == TC_VALUE_SHARE)
    add_share (self, layer, share);
}
