/* SPDX-License-Identifier: MIT */
#include "scene/part.h"

/* LOOK.md 8: plates follow the top stroke, texts their plate, blocks one another. Five
 * blocks end at 80 + 4 * 80 + 480 = 880 ms, within the 900 of a whole take-in. */
#define LAST_BLOCK      4
#define TEXT_AFTER_MS   240
#define STROKE_AFTER_MS 280
#define RULE_AFTER_MS                                             \
  160 /* its plate's edge stays ahead of it, and both end at once \
       */
#define ROWS_MS            480 /* all rows of a table have begun by then */
#define LAST_TEXT_MS       720 /* with a fade of 160 within a take-in's 900 */
#define LAST_ROW_MS        560 /* with a wipe of 320 */
#define MIN_EDGE_DESIGN_PX 1

static int
even (double value)
{
  return 2 * (int)(value / 2 + (value < 0 ? -0.5 : 0.5));
}

int
tc_resolve_px (const TcResolve *self, int design)
{
  double scaled = (double)design * self->width / TC_SCENE_WIDTH;

  return (int)(scaled + (scaled < 0 ? -0.5 : 0.5));
}

/* At the drawn size every pixel is as drawn; at others edges go to even pixels, because
 * chroma is halved, and nothing gets thinner than two. */
TcRect
tc_resolve_rect (const TcResolve *self, TcRect design)
{
  double scale = (double)self->width / TC_SCENE_WIDTH;
  TcRect rect;

  design.x += self->dx;
  design.y += self->dy;
  if (self->width == TC_SCENE_WIDTH)
    return design;
  rect.x = even (design.x * scale);
  rect.y = even (design.y * scale);
  rect.w = even ((design.x + design.w) * scale) - rect.x;
  rect.h = even ((design.y + design.h) * scale) - rect.y;
  if (design.w >= MIN_EDGE_DESIGN_PX)
    rect.w = MAX (rect.w, 2);
  if (design.h >= MIN_EDGE_DESIGN_PX)
    rect.h = MAX (rect.h, 2);
  if (design.w == design.h) /* a lamp, a head: square at every place */
    rect.w = rect.h = MAX (even (design.w * scale), 2);
  return rect;
}

gint64
tc_resolve_count (TcResolve *self, const TcPath *path)
{
  TcValue value = path != NULL ? tc_path_get (path, self->bind) : (TcValue){0};

  return value.kind == TC_VALUE_NUMBER ? value.number : 0;
}

char *
tc_resolve_begin_group (TcResolve *self, const char *id)
{
  char *outer = self->group;

  self->group = *outer != '\0' ? g_strdup_printf ("%s/%s", outer, id) : g_strdup (id);
  return outer;
}

void
tc_resolve_end_group (TcResolve *self, char *outer)
{
  g_free (self->group);
  self->group = outer;
}

/* Of what is in a table's row: one after another, on a plate after that. */
static int
row_delay_ms (const TcResolve *self, TcMotion motion, int plate, int step)
{
  int after_plate = motion == TC_MOTION_TEXT ? TEXT_AFTER_MS
                    : self->is_on_plate      ? RULE_AFTER_MS
                                             : 0;
  int last = motion == TC_MOTION_TEXT ? LAST_TEXT_MS : LAST_ROW_MS;

  return MIN ((self->is_on_plate ? plate : 0) + after_plate + self->row * step, last);
}

static int
delay_ms (const TcResolve *self, TcMotion motion)
{
  const TcThemeMotion *theme = tc_theme_motion (self->theme);
  const TcEffect *in = &self->effects.in;
  int plate = theme->block_stagger_ms * (1 + MIN (self->block, LAST_BLOCK));
  int step =
      self->n_rows > 0 ? MIN (theme->row_stagger_ms, ROWS_MS / (int)self->n_rows) : 0;

  if (in->has_stagger)
    step = in->stagger_ms;
  if (in->has_delay)
    return in->delay_ms + MAX (self->row, 0) * step;
  if (self->row >= 0 && (motion == TC_MOTION_TEXT || motion == TC_MOTION_ROW))
    return row_delay_ms (self, motion, plate, step);
  switch (motion) {
    case TC_MOTION_PLATE:
    case TC_MOTION_ROW:
      return plate;
    case TC_MOTION_TEXT:
      return plate + TEXT_AFTER_MS;
    case TC_MOTION_RULE:
      return plate + RULE_AFTER_MS;
    case TC_MOTION_STROKE_ACROSS:
    case TC_MOTION_STROKE_DOWN:
      return MIN (plate + STROKE_AFTER_MS, LAST_ROW_MS);
    default:
      return 0;
  }
}

TcPart *
tc_resolve_add (TcResolve *self, const char *id, TcPartKind kind, TcMotion motion)
{
  TcPart *part = g_new0 (TcPart, 1);

  part->id = self->row >= 0 ? g_strdup_printf ("%s/%s.%d", self->group, id, self->row)
                            : g_strdup_printf ("%s/%s", self->group, id);
  part->kind = kind;
  part->motion = motion;
  part->delay_ms = delay_ms (self, motion);
  part->shown_px = -1;
  part->opacity = 255;
  part->effects = self->effects;
  if (self->row_key != NULL) {
    part->row_id = g_strdup_printf ("%s/%s@%s", self->group, id, self->row_key);
    part->row_x = tc_resolve_px (self, self->dx);
    part->row_y = tc_resolve_px (self, self->dy);
  }
  g_ptr_array_add (self->parts, part);
  return part;
}

void
tc_part_set_radius (TcPart *part, int px)
{
  part->style.radius_px = px;
  tc_part_set_rect_key (part);
}

/* Chroma is halved: a line of one pixel would lose its colour. */
void
tc_part_set_outline (TcPart *part, TcColour colour, int px)
{
  part->style.outline = colour;
  part->style.outline_px = MAX (px, 2);
  tc_part_set_rect_key (part);
}

void
tc_resolve_put_below (TcResolve *self, guint index)
{
  gpointer part = g_ptr_array_steal_index (self->parts, self->parts->len - 1);

  g_ptr_array_insert (self->parts, (int)index, part);
}

TcPart *
tc_resolve_add_rect (TcResolve *self,
                     const char *id,
                     TcRect design,
                     TcFill fill,
                     TcMotion motion)
{
  TcPart *part = tc_resolve_add (self, id, TC_PART_RECT, motion);

  part->rect = tc_resolve_rect (self, design);
  part->style = (TcRectStyle){.fill = fill.top,
                              .fill_end = fill.bottom,
                              .is_gradient = fill.is_gradient,
                              .is_across = fill.is_across};
  tc_part_set_rect_key (part);
  return part;
}

/* --- text --- */

static TcTextStyle
style_of (const TcResolve *self, const TcTextSpec *spec)
{
  int size_px = MAX (tc_resolve_px (self, spec->size_px), 4);

  return (TcTextStyle){
      .family = tc_theme_family (self->theme),
      .lang = self->bind->is_english ? "en" : "zh-CN",
      .is_bold = spec->is_bold,
      .is_tabular = TRUE,
      .size_px = size_px,
      .floor_px = CLAMP (spec->floor_px * self->width / TC_SCENE_WIDTH, 4, size_px),
      .baseline_of_px = tc_resolve_px (self, spec->baseline_of_px),
      .colour = spec->colour,
      .outline = spec->outline,
      .outline_px =
          spec->outline_px > 0 ? MAX (tc_resolve_px (self, spec->outline_px), 1) : 0,
      .align = spec->align,
      .fit = spec->fit,
      .max_lines = spec->lines,
      .line_pitch_px = tc_resolve_px (self, spec->pitch),
  };
}

/* The sprite is as large as the letters need and no larger: a name of ten characters
 * costs a third of its whole plate. Letters reach out of their advance by less than a
 * quarter of their size. */
static void
place_text (TcPart *part, TcTextResult result, TcTextPlace place)
{
  TcTextStyle *style = &part->text_style;
  int size = MAX (style->size_px, style->baseline_of_px);
  int margin = size / 4 + 1 + style->outline_px;
  int centre = tc_part_centre_of_line (style);
  int pitch = style->line_pitch_px > 0 ? style->line_pitch_px : size * 17 / 16;
  int w = place.w;
  int x = place.x;

  if (result.n_lines == 1 && !result.is_cut) {
    if (style->baseline_of_px == 0)
      style->baseline_of_px = style->size_px;
    style->size_px = result.size_px;
    style->fit = TC_FIT_NONE;
    w = result.width_px;
    x += style->align == TC_ALIGN_RIGHT    ? place.w - w
         : style->align == TC_ALIGN_CENTRE ? (place.w - w) / 2
                                           : 0;
    style->align = TC_ALIGN_LEFT;
  }
  part->rect = (TcRect){x - margin, place.centre_y - centre, w + 2 * margin,
                        2 * centre + (result.n_lines - 1) * pitch};
  part->place = (TcTextPlace){margin, w, centre};
}

int
tc_resolve_text_width (const TcResolve *self, const TcTextSpec *spec)
{
  TcTextStyle style = style_of (self, spec);

  style.fit = TC_FIT_NONE;
  return tc_text_measure (spec->text, TC_SPRITE_MAX_SIDE, &style).width_px *
         TC_SCENE_WIDTH / self->width;
}

static void
tell (TcResolve *self, const TcTextFate *fate)
{
  if (self->on_text != NULL)
    self->on_text (self, fate);
}

static TcTextPlace
place_of (const TcResolve *self, const TcTextSpec *spec)
{
  int left = spec->align == TC_ALIGN_RIGHT    ? spec->x - spec->width
             : spec->align == TC_ALIGN_CENTRE ? spec->x - spec->width / 2
                                              : spec->x;

  return (TcTextPlace){tc_resolve_px (self, left + self->dx),
                       MAX (tc_resolve_px (self, spec->width), 1),
                       tc_resolve_px (self, spec->centre + self->dy)};
}

TcTextResult
tc_resolve_fit_text (const TcResolve *self, const TcTextSpec *spec)
{
  TcTextStyle style = style_of (self, spec);

  return tc_text_measure (spec->text, place_of (self, spec).w, &style);
}

void
tc_resolve_tell_text (TcResolve *self,
                      const char *id,
                      const TcTextSpec *spec,
                      const TcPart *part)
{
  TcTextStyle style = style_of (self, spec);

  if (self->on_text != NULL)
    tell (self, &(TcTextFate){id, spec, &style, place_of (self, spec),
                              tc_resolve_fit_text (self, spec), part});
}

TcRect
tc_resolve_add_text (TcResolve *self, const char *id, const TcTextSpec *spec)
{
  return tc_resolve_add_fitted (self, id, spec, tc_resolve_fit_text (self, spec));
}

TcRect
tc_resolve_add_fitted (TcResolve *self,
                       const char *id,
                       const TcTextSpec *spec,
                       TcTextResult result)
{
  TcTextStyle style = style_of (self, spec);
  TcTextPlace place = place_of (self, spec);
  double back = (double)TC_SCENE_WIDTH / self->width;
  TcPart *part;
  TcRect letters;

  if (result.n_lines == 0) {
    tell (self, &(TcTextFate){id, spec, &style, place, result, NULL});
    return (TcRect){0, 0, 0, 0};
  }
  /* Fewer lines than there is room for stand in the middle of it. */
  if (spec->fit == TC_FIT_WRAP && result.n_lines < spec->lines)
    place.centre_y += (spec->lines - result.n_lines) * style.line_pitch_px / 2;
  part = tc_resolve_add (self, id, TC_PART_TEXT, TC_MOTION_TEXT);
  part->text = g_strdup (spec->text);
  part->text_style = style;
  part->change = spec->change;
  place_text (part, result, place);
  tc_part_set_text_key (part);
  tell (self, &(TcTextFate){id, spec, &style, place, result, part});
  letters.x = (int)((part->rect.x + part->place.x) * back + 0.5) - self->dx;
  letters.w = (int)(part->place.w * back + 0.5);
  letters.y = spec->centre;
  letters.h = spec->size_px;
  return letters;
}

TcPart *
tc_resolve_add_list (TcResolve *self,
                     const char *id,
                     const GPtrArray *lines,
                     const TcTextSpec *spec,
                     int pitch)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TcPart *part = tc_resolve_add (self, id, TC_PART_LIST, TC_MOTION_TEXT);
  int pitch_px = MAX (tc_resolve_px (self, pitch), 2);
  int w = MAX (tc_resolve_px (self, spec->width), 1);

  for (guint i = 0; i < lines->len; i++) {
    g_autofree char *line = g_strdup (g_ptr_array_index (lines, i));

    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            g_strdelimit (line, "\n\r", ' '));
  }
  part->text = g_string_free (g_steal_pointer (&text), FALSE);
  part->text_style = style_of (self, spec);
  part->pitch_px = pitch_px;
  part->rect = (TcRect){tc_resolve_px (self, spec->x + self->dx),
                        tc_resolve_px (self, spec->centre + self->dy) - pitch_px / 2, w,
                        pitch_px * (int)lines->len};
  part->place = (TcTextPlace){0, w, pitch_px / 2};
  part->change = spec->change;
  tc_part_set_text_key (part);
  return part;
}
