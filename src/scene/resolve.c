/* SPDX-License-Identifier: MIT */
#include "scene/part.h"

#include <string.h>

static void
resolve_text (TcResolve *self, const TcLayer *layer)
{
  const TcTemplate *template = self->bind->is_english && layer->words.en != NULL
                                   ? layer->words.en
                                   : layer->words.zh;
  g_autofree char *text = tc_template_text (template, self->bind);
  const TcRect *before =
      layer->after != NULL ? g_hash_table_lookup (self->edges, layer->after) : NULL;
  TcTextSpec spec = {
      .text = text,
      .x = before != NULL ? before->x + before->w + layer->gap : layer->rect.x,
      .centre = layer->rect.y,
      .width = layer->width,
      .size_px = layer->size_px,
      .floor_px = layer->floor_px,
      .baseline_of_px = layer->baseline_of_px,
      .is_bold = layer->is_bold,
      .align = layer->align,
      .fit = layer->fit,
      .lines = layer->lines,
      .pitch = layer->pitch,
      .change = tc_template_has_clock (template) ? TC_CHANGE_CUT : TC_CHANGE_FADE,
  };
  TcFill fill;
  TcRect letters;

  if (text == NULL || *text == '\0' || !tc_resolve_paint (self, &layer->fill, &fill))
    return;
  /* What follows another text ends where its own room ends. */
  if (before != NULL && layer->rect.x > 0)
    spec.width = MAX (layer->rect.x + layer->width - spec.x, 1);
  spec.colour = fill.top;
  letters = tc_resolve_add_text (self, layer->id, &spec);
  if (letters.w > 0)
    g_hash_table_insert (self->edges, layer->id, g_memdup2 (&letters, sizeof letters));
}

/* What hugs a text is known after it and lies below it: moves the newest part. */
static void
put_below (TcResolve *self, guint index)
{
  gpointer part = g_ptr_array_steal_index (self->parts, self->parts->len - 1);

  g_ptr_array_insert (self->parts, (int)index, part);
}

/* A board has a hole where the camera is: the same sprite, shown in four pieces. */
static void
cut_hole (TcResolve *self, const TcPart *board, TcRect hole)
{
  TcRect b = board->rect;
  int right = hole.x + hole.w;
  int bottom = hole.y + hole.h;
  TcRect pieces[4] = {{0, 0, b.w, hole.y},
                      {0, hole.y, hole.x, hole.h},
                      {right, hole.y, b.w - right, hole.h},
                      {0, bottom, b.w, b.h - bottom}};

  for (int i = 0; i < 4; i++) {
    g_autofree char *id = g_strdup_printf ("board-%d", i + 1);
    TcPart *part;

    if (pieces[i].w <= 0 || pieces[i].h <= 0)
      continue;
    part = tc_resolve_add (self, id, TC_PART_RECT, TC_MOTION_BOARD);
    part->rect = b;
    part->style = board->style;
    part->clip = pieces[i];
    part->key = g_strdup (board->key);
  }
}

static void
add_board (TcResolve *self)
{
  TcPart *board = g_ptr_array_steal_index (self->parts, self->parts->len - 1);

  for (guint i = 0; i < self->scene->n_placements; i++) {
    TcRect hole = tc_resolve_rect (self, self->scene->placements[i].rect);

    if (hole.w < board->rect.w && board->rect.x == 0 && board->rect.y == 0) {
      cut_hole (self, board, hole);
      tc_part_free (board);
      return;
    }
  }
  g_ptr_array_add (self->parts, board);
}

static void
resolve_rect (TcResolve *self, const TcLayer *layer)
{
  const TcRect *hugged =
      layer->hug != NULL ? g_hash_table_lookup (self->edges, layer->hug) : NULL;
  TcRect rect = layer->rect;
  TcMotion motion = layer->motion;
  TcFill fill = {{0}};
  TcFill outline = {{0}};
  TcPart *part;

  if (layer->before != NULL)
    hugged = g_hash_table_lookup (self->edges, layer->before);
  if ((layer->hug != NULL || layer->before != NULL) && hugged == NULL)
    return;
  if (layer->before != NULL)
    rect.x = hugged->x - layer->gap - rect.w;
  else if (hugged != NULL) {
    int right = hugged->x + hugged->w + layer->pad[1];

    rect.x = (hugged->x - layer->pad[0]) & ~1;
    rect.w = (right - rect.x + 1) & ~1;
  }
  if (motion == TC_MOTION_AUTO)
    motion = self->row >= 0 ? TC_MOTION_ROW : TC_MOTION_PLATE;
  tc_resolve_paint (self, &layer->fill, &fill);
  tc_resolve_paint (self, &layer->outline, &outline);
  if (fill.top.a == 0 && fill.bottom.a == 0 && outline.top.a == 0)
    return;
  part = tc_resolve_add_rect (self, layer->id, rect, fill, motion);
  if (layer->hug != NULL)
    put_below (self, self->group_start++);
  if (motion == TC_MOTION_BOARD) {
    add_board (self);
    return;
  }
  if (layer->delay_ms >= 0)
    part->delay_ms = layer->delay_ms;
  if (outline.top.a == 0)
    return;
  part->style.outline = outline.top;
  part->style.outline_px = MAX (tc_resolve_px (self, layer->outline_px), 2);
  tc_part_set_rect_key (part);
}

static void
resolve_image (TcResolve *self, const TcLayer *layer)
{
  TcPart *part = tc_resolve_add (self, layer->id, TC_PART_IMAGE, TC_MOTION_TEXT);

  part->rect = tc_resolve_rect (self, layer->rect);
  part->image = layer->image;
  part->image_fit = layer->image_fit;
  part->key = g_strdup_printf ("i %dx%d %d %p", part->rect.w, part->rect.h,
                               layer->image_fit, (const void *)layer->image);
}

/* --- which layers show --- */

static gboolean
tests_hold (TcResolve *self, const TcLayer *layer)
{
  for (guint i = 0; i < layer->n_tests; i++)
    if (!tc_test_holds (layer->tests[i], self->bind))
      return FALSE;
  return TRUE;
}

/* A table of scores is on only while the sheet with their mark is on; one with marks of
 * its own only while the data may be shown at all. */
static gboolean
table_is_on (TcResolve *self, const TcLayer *layer)
{
  const TcLayer *sheet;

  if (!layer->has_score)
    return TRUE;
  if (self->bind->snapshot->restored)
    return FALSE;
  if (layer->mark_layer == NULL)
    return TRUE;
  sheet = tc_scene_find_layer (self->scene, layer->mark_layer);
  return sheet != NULL && tests_hold (self, sheet) &&
         tc_resolve_score_is_on (self, sheet);
}

static gboolean
is_on (TcResolve *self, const TcLayer *layer)
{
  if (layer->stale == TC_STALE_HIDE && self->bind->age == TC_AGE_STALE)
    return FALSE;
  if (!tests_hold (self, layer))
    return FALSE;
  if (layer->type == TC_LAYER_SCORE)
    return tc_resolve_score_is_on (self, layer);
  return layer->type != TC_LAYER_TABLE || table_is_on (self, layer);
}

static void resolve_layers (TcResolve *self, const GPtrArray *layers);

static void
resolve_row_mark (TcResolve *self, const TcLayer *layer)
{
  const TcPath *path = tc_path_find ("row.mark", layer->rows->name, NULL);
  TcValue mark = path != NULL ? tc_path_get (path, self->bind) : (TcValue){0};
  const char *text =
      mark.kind == TC_VALUE_TEXT ? tc_resolve_mark_word (self, mark.text) : NULL;
  TcTextSpec spec = {.text = text,
                     .x = layer->mark_at[0],
                     .centre = layer->mark_at[1],
                     .width = 400,
                     .is_bold = TRUE,
                     .align = TC_ALIGN_RIGHT,
                     .fit = TC_FIT_NONE,
                     .colour = tc_theme_must_fill (self->theme, "accent").top};

  if (text == NULL)
    return;
  tc_theme_px (self->theme, "label", &spec.size_px, NULL);
  tc_resolve_add_text (self, "mark", &spec);
}

static void
resolve_table (TcResolve *self, const TcLayer *layer)
{
  TcValue rows = tc_path_get (layer->rows, self->bind);
  const char *group = self->group;
  g_autofree char *inner = g_strdup_printf ("%s/%s", group, layer->id);

  if (rows.kind != TC_VALUE_ROWS)
    return;
  self->n_rows = (guint)MIN (rows.number, layer->max_rows);
  self->group = inner;
  for (guint i = 0; i < self->n_rows; i++) {
    self->bind->row = i;
    self->row = (int)i;
    self->dx = layer->rect.x + (int)i / layer->per_column * layer->column_pitch;
    self->dy = layer->rect.y + (int)i % layer->per_column * layer->pitch;
    resolve_layers (self, layer->layers);
    if (layer->has_mark_at)
      resolve_row_mark (self, layer);
  }
  self->group = group;
  self->row = -1;
  self->dx = self->dy = 0;
  self->n_rows = 0;
}

static void
resolve_layer (TcResolve *self, const TcLayer *layer)
{
  const char *group = self->group;
  g_autofree char *inner = NULL;

  switch (layer->type) {
    case TC_LAYER_GROUP:
      inner = *group != '\0' ? g_strdup_printf ("%s/%s", group, layer->id)
                             : g_strdup (layer->id);
      self->group = inner;
      resolve_layers (self, layer->layers);
      self->group = group;
      break;
    case TC_LAYER_RECT:
      resolve_rect (self, layer);
      break;
    case TC_LAYER_TEXT:
      resolve_text (self, layer);
      break;
    case TC_LAYER_IMAGE:
      resolve_image (self, layer);
      break;
    case TC_LAYER_TABLE:
      resolve_table (self, layer);
      break;
    case TC_LAYER_TALLY:
      tc_resolve_tally (self, layer);
      break;
    case TC_LAYER_BAR:
      tc_resolve_bar (self, layer);
      break;
    case TC_LAYER_SCORE:
      tc_resolve_score (self, layer);
      break;
  }
}

/* What hugs a text or stands before it comes in a second pass, when texts have their
 * places. */
static void
resolve_layers (TcResolve *self, const GPtrArray *layers)
{
  g_autoptr (GHashTable) outer = g_steal_pointer (&self->edges);
  guint start = self->group_start;

  self->group_start = self->parts->len;
  self->edges = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < layers->len; i++) {
      const TcLayer *layer = g_ptr_array_index (layers, i);
      gboolean needs_text = layer->hug != NULL || layer->before != NULL;

      if (needs_text == (pass == 1) && is_on (self, layer))
        resolve_layer (self, layer);
    }
  g_hash_table_unref (self->edges);
  self->edges = g_steal_pointer (&outer);
  self->group_start = start;
}

/* In both languages, on every picture, where no other layer reaches: the programme's
 * sign ends at 816, the live mark begins at 1560. */
void
tc_resolve_rehearsal (TcResolve *self)
{
  TcTextSpec spec = {.text = "REHEARSAL 彩排",
                     .x = TC_SCENE_WIDTH / 2,
                     .centre = 84,
                     .width = 272,
                     .is_bold = TRUE,
                     .align = TC_ALIGN_CENTRE,
                     .fit = TC_FIT_NONE,
                     .colour = tc_theme_must_fill (self->theme, "on_accent").top};

  self->group = "rehearsal";
  self->row = -1;
  tc_theme_px (self->theme, "label", &spec.size_px, NULL);
  tc_resolve_add_rect (self, "plate", (TcRect){824, 56, 272, 56},
                       tc_theme_must_fill (self->theme, "accent"), TC_MOTION_STILL);
  tc_resolve_add_text (self, "text", &spec);
  ((TcPart *)g_ptr_array_index (self->parts, self->parts->len - 1))->motion =
      TC_MOTION_STILL;
}

void
tc_resolve_scene (TcResolve *self)
{
  self->edges = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->row = -1;
  self->group = "";
  self->bind->beside_score = self->scene->has_score;
  for (guint i = 0; i < self->scene->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (self->scene->layers, i);
    gboolean is_hidden = self->hidden != NULL && !layer->has_score &&
                         g_hash_table_contains (self->hidden, layer->id);

    if (is_hidden || !is_on (self, layer))
      continue;
    resolve_layer (self, layer);
    if (layer->type == TC_LAYER_GROUP || layer->type == TC_LAYER_SCORE)
      self->block++;
  }
  g_clear_pointer (&self->edges, g_hash_table_unref);
}
