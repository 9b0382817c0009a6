/* SPDX-License-Identifier: MIT
 *
 * Text is laid out by Pango, with the fonts of font.c and in the languages of
 * text-lang.c.
 */
#include "tallycast/draw/text.h"

#include <math.h>
#include <string.h>

#include "draw/canvas-private.h"
#include "draw/font-private.h"
#include "draw/text-private.h"

#define OPTICAL_CENTRE 0.372  /* of the size; LOOK.md 2 */
#define DEFAULT_PITCH  1.0625 /* of the size: 64 -> 68; LOOK.md 6, English names */
#define DEFAULT_LINES  2
#define MIN_PX         4
#define EDGE_PX        4 /* antialiasing, rounding, emboldening */

/* ---- layout ---- */

/* @text: clean. */
static PangoLayout *
layout_new (const char *text, const TcTextStyle *style)
{
  const char *lang = tc_text_lang (text, style->lang);
  PangoContext *context = tc_font_context ();
  pango_context_set_language (context, pango_language_from_string (lang));
  PangoLayout *layout = pango_layout_new (context);
  PangoAttrList *list = pango_attr_list_new ();
  tc_text_add_languages (list, text, lang);
  if (style->is_tabular)
    pango_attr_list_insert (list, pango_attr_font_features_new ("tnum 1"));
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_attributes (layout, list);
  pango_attr_list_unref (list);
  return layout;
}

static void
set_size (PangoLayout *layout, const TcTextStyle *style, int size_px)
{
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font,
                                     style->family ? style->family : TC_TEXT_FAMILY);
  pango_font_description_set_weight (font, style->is_bold ? PANGO_WEIGHT_BOLD
                                                          : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size (font, (double)size_px * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
}

static int
line_width_px (PangoLayoutLine *line)
{
  PangoRectangle logical;
  pango_layout_line_get_extents (line, NULL, &logical);
  return PANGO_PIXELS_CEIL (logical.width);
}

static int
width_px (PangoLayout *layout)
{
  int width = 0;
  for (int i = 0; i < pango_layout_get_line_count (layout); i++)
    width = MAX (width, line_width_px (pango_layout_get_line_readonly (layout, i)));
  return width;
}

typedef struct {
  PangoLayout *layout;
  const TcTextStyle *style;
  int w;
  int size_px, floor_px;
} Fit;

/* The size after @steps of them. */
static gboolean
fits_after (Fit *self, int steps, int from_px, gboolean (*fits) (const Fit *self))
{
  self->size_px = MAX (from_px - steps * TC_TEXT_STEP_PX, self->floor_px);
  set_size (self->layout, self->style, self->size_px);
  return fits (self);
}

/* Steps down until @fits says so or the floor is reached. What fits in a size fits in
 * every smaller one, so the step is searched for by halves: a size that is new costs
 * Pango a millisecond, and some names would take ten. */
static gboolean
step_down (Fit *self, gboolean (*fits) (const Fit *self))
{
  int from_px = self->size_px;
  int most = (from_px - self->floor_px + TC_TEXT_STEP_PX - 1) / TC_TEXT_STEP_PX;
  int bad = 0, good = most;
  if (fits_after (self, 0, from_px, fits))
    return TRUE;
  if (most == 0 || !fits_after (self, most, from_px, fits))
    return FALSE;
  while (good - bad > 1) {
    int middle = (bad + good) / 2;
    *(fits_after (self, middle, from_px, fits) ? &good : &bad) = middle;
  }
  return fits_after (self, good, from_px, fits);
}

static gboolean
fits_in_line (const Fit *self)
{
  return width_px (self->layout) <= self->w;
}

static int
max_lines (const TcTextStyle *style)
{
  return style->max_lines > 0 ? MIN (style->max_lines, TC_TEXT_MAX_LINES)
                              : DEFAULT_LINES;
}

/* Pango moves runs of other scripts up or down, to what their fonts say of an
 * ideographic or hanging baseline; they say different things, and Uyghur beside Chinese
 * was half a letter too high. All scripts stand on one baseline. */
static void
level (PangoLayout *layout)
{
  for (int i = 0; i < pango_layout_get_line_count (layout); i++)
    for (GSList *run = pango_layout_get_line (layout, i)->runs; run; run = run->next)
      ((PangoGlyphItem *)run->data)->y_offset = 0;
}

/* What @pitch must be at least for no line to touch the one below: Tibetan stacks
 * are higher than the lines of Chinese are apart. */
static int
free_pitch_px (PangoLayout *layout, int pitch)
{
  int below = 0;
  for (int i = 0; i < pango_layout_get_line_count (layout); i++) {
    PangoRectangle ink;
    pango_layout_line_get_pixel_extents (pango_layout_get_line_readonly (layout, i),
                                         &ink, NULL);
    if (i > 0)
      pitch = MAX (pitch, below - ink.y);
    below = ink.y + ink.height;
  }
  return pitch;
}

static int
pitch_px (const TcTextStyle *style, int size_px)
{
  return style->line_pitch_px > 0 ? style->line_pitch_px
                                  : (int)lround (DEFAULT_PITCH * size_px);
}

/* The lines as they are meant to be apart, and no further: a plate is made for them. */
static gboolean
fits_in_lines (const Fit *self)
{
  int pitch = pitch_px (self->style, self->style->size_px);
  level (self->layout);
  return pango_layout_get_line_count (self->layout) <= max_lines (self->style) &&
         free_pitch_px (self->layout, pitch) == pitch;
}

static void
wrap (Fit *self)
{
  pango_layout_set_width (self->layout, self->w * PANGO_SCALE);
}

static void
cut (Fit *self, int lines)
{
  wrap (self);
  pango_layout_set_height (self->layout, -lines);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
}

/* Returns: FALSE when the text is not to be shown at all. */
static gboolean
fit (Fit *self)
{
  const TcTextStyle *style = self->style;
  switch (style->fit) {
    case TC_FIT_NONE:
      set_size (self->layout, style, self->size_px);
      return TRUE;
    case TC_FIT_ELLIPSIS:
      self->floor_px = self->size_px;
      /* fall through */
    case TC_FIT_SHRINK:
      if (!step_down (self, fits_in_line))
        cut (self, 1);
      return TRUE;
    case TC_FIT_WHOLE:
      return step_down (self, fits_in_line);
    case TC_FIT_SHRINK_WRAP:
      if (step_down (self, fits_in_line))
        return TRUE;
      /* fall through */
    case TC_FIT_WRAP:
      wrap (self);
      if (!step_down (self, fits_in_lines))
        cut (self, max_lines (style));
      return TRUE;
  }
  return FALSE;
}

/* ---- laid out ---- */

typedef struct {
  PangoLayout *layout; /* owned */
  TcTextStyle style;   /* strings borrowed, not used after making */
  int pitch_px;
  int baseline_px; /* of the first line, from the optical centre */
} TextLayout;

static void
text_layout_free (TextLayout *self)
{
  if (!self)
    return;
  g_object_unref (self->layout);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TextLayout, text_layout_free)

static TextLayout *
text_layout_finish (const Fit *state)
{
  level (state->layout);
  const TcTextStyle *style = state->style;
  int wanted = style->baseline_of_px > 0 ? style->baseline_of_px : style->size_px;
  TextLayout *self = g_new0 (TextLayout, 1);
  self->layout = g_object_ref (state->layout);
  self->style = *style;
  int pitch = pitch_px (style, state->size_px);
  int n_lines = pango_layout_get_line_count (state->layout);
  self->pitch_px = free_pitch_px (state->layout, pitch);
  self->baseline_px =
      tc_text_baseline_px (wanted) - (self->pitch_px - pitch) * (n_lines - 1) / 2;
  return self;
}

/* Returns: (transfer full) (nullable): NULL when nothing is to be shown. */
static TextLayout *
text_layout_new (const char *text, int w, const TcTextStyle *style, TcTextResult *out)
{
  *out = (TcTextResult){0};
  if (!tc_font_context () || !text || !*text)
    return NULL;
  int size = CLAMP (style->size_px, MIN_PX, TC_TEXT_MAX_PX);
  int floor_px = style->floor_px > 0 ? CLAMP (style->floor_px, MIN_PX, size) : size;
  TcCleanText clean =
      tc_text_clean (text, style->fit == TC_FIT_NONE ? TC_TEXT_MAX_CHARACTERS
                                                     : TC_TEXT_MAX_FIT_CHARACTERS);
  g_autoptr (PangoLayout) layout = layout_new (clean.text, style);
  g_free (clean.text);
  Fit state = {layout, style, MAX (w, 0), size, floor_px};
  gboolean is_shown = fit (&state);
  *out = (TcTextResult){
      .size_px = state.size_px,
      .width_px = width_px (layout),
      .n_lines = is_shown ? pango_layout_get_line_count (layout) : 0,
      .is_cut = clean.is_cut || !is_shown || pango_layout_is_ellipsized (layout),
      .n_unknown = clean.n_unknown + pango_layout_get_unknown_glyphs_count (layout),
  };
  return is_shown ? text_layout_finish (&state) : NULL;
}

typedef struct {
  const TextLayout *layout;
  TcTextPlace place;
} Placed;

/* Where line @i begins: its left end on its baseline. */
static void
line_origin (const Placed *placed, int i, int *x, int *y)
{
  const TextLayout *self = placed->layout;
  const TcTextPlace *place = &placed->place;
  PangoLayoutLine *line = pango_layout_get_line_readonly (self->layout, i);
  int space = place->w - line_width_px (line);
  *x = place->x;
  if (self->style.align == TC_ALIGN_CENTRE)
    *x += space / 2;
  else if (self->style.align == TC_ALIGN_RIGHT)
    *x += space;
  *y = place->centre_y + self->baseline_px + i * self->pitch_px;
}

/* @show: draws a line from the current point, or adds it to the path. */
static void
for_each_line (cairo_t *cr,
               const Placed *placed,
               void (*show) (cairo_t *cr, PangoLayoutLine *line))
{
  PangoLayout *layout = placed->layout->layout;
  for (int i = 0; i < pango_layout_get_line_count (layout); i++) {
    int x, y;
    line_origin (placed, i, &x, &y);
    cairo_move_to (cr, x, y);
    show (cr, pango_layout_get_line_readonly (layout, i));
  }
}

/* Letters that touch share one outline: all of it is drawn before any letter. Half of
 * its line lies below them. */
static void
paint_text (cairo_t *cr, gpointer data)
{
  const Placed *placed = data;
  const TcTextStyle *style = &placed->layout->style;
  if (style->outline_px > 0) {
    for_each_line (cr, placed, pango_cairo_layout_line_path);
    tc_set_colour (cr, style->outline);
    cairo_set_line_width (cr, 2 * style->outline_px);
    cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke (cr);
  }
  tc_set_colour (cr, style->colour);
  for_each_line (cr, placed, pango_cairo_show_layout_line);
}

/* Around all letters, with room for how their edges are drawn. */
static TcRect
ink_of (const Placed *placed)
{
  PangoLayout *layout = placed->layout->layout;
  int edge = EDGE_PX + MAX (placed->layout->style.outline_px, 0);
  int left = G_MAXINT16, top = G_MAXINT16, right = G_MININT16, bottom = G_MININT16;
  for (int i = 0; i < pango_layout_get_line_count (layout); i++) {
    PangoRectangle ink;
    int x, y;
    pango_layout_line_get_pixel_extents (pango_layout_get_line_readonly (layout, i),
                                         &ink, NULL);
    line_origin (placed, i, &x, &y);
    left = MIN (left, x + ink.x);
    top = MIN (top, y + ink.y);
    right = MAX (right, x + ink.x + ink.width);
    bottom = MAX (bottom, y + ink.y + ink.height);
  }
  return (TcRect){left - edge, top - edge, right - left + 2 * edge,
                  bottom - top + 2 * edge};
}

/* ---- public ---- */

int
tc_text_baseline_px (int size_px)
{
  return (int)lround (OPTICAL_CENTRE * size_px);
}

TcTextResult
tc_text_measure (const char *text, int w, const TcTextStyle *style)
{
  TcTextResult result;
  text_layout_free (text_layout_new (text, w, style, &result));
  return result;
}

void
tc_canvas_text (TcCanvas *self,
                const char *text,
                TcTextPlace place,
                const TcTextStyle *style,
                TcTextResult *out)
{
  TcTextResult result;
  g_autoptr (TextLayout) layout = text_layout_new (text, place.w, style, &result);
  if (layout) {
    Placed placed = {layout, place};
    tc_canvas_paint (self, ink_of (&placed), paint_text, &placed);
  }
  if (out)
    *out = result;
}

char *
tc_text_dup_family (const char *text, const TcTextStyle *style)
{
  TcTextResult result;
  g_autoptr (TextLayout) self = text_layout_new (text, G_MAXINT16, style, &result);
  if (!self)
    return NULL;
  PangoLayoutLine *line = pango_layout_get_line_readonly (self->layout, 0);
  if (!line->runs)
    return NULL;
  const PangoGlyphItem *run = line->runs->data;
  PangoFontDescription *font = pango_font_describe (run->item->analysis.font);
  char *family = g_strdup (pango_font_description_get_family (font));
  pango_font_description_free (font);
  return family;
}
