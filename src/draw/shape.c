/* SPDX-License-Identifier: MIT
 *
 * Plates and rules. Edges lie on whole pixels, so nothing here is antialiased.
 */
#include "draw/canvas-private.h"

typedef struct {
  TcRect rect;
  const TcRectStyle *style;
} Plate;

static void
add_stop (cairo_pattern_t *pattern, double offset, TcColour c)
{
  cairo_pattern_add_color_stop_rgba (pattern, offset, c.r / 255.0, c.g / 255.0,
                                     c.b / 255.0, c.a / 255.0);
}

/* The stops lie on the middles of the first and the last row, so these two have exactly
 * the given colours. */
static void
set_gradient (cairo_t *cr, TcRect r, TcColour top, TcColour bottom)
{
  cairo_pattern_t *pattern =
      cairo_pattern_create_linear (0, r.y + 0.5, 0, MAX (r.y + r.h - 0.5, r.y + 0.6));
  add_stop (pattern, 0, top);
  add_stop (pattern, 1, bottom);
  cairo_set_source (cr, pattern);
  cairo_pattern_destroy (pattern);
}

static void
outline_path (cairo_t *cr, TcRect r, int px)
{
  cairo_rectangle (cr, r.x, r.y, r.w, r.h);
  if (2 * px < r.w && 2 * px < r.h)
    cairo_rectangle (cr, r.x + px, r.y + px, r.w - 2 * px, r.h - 2 * px);
}

static void
paint_plate (cairo_t *cr, gpointer data)
{
  const Plate *plate = data;
  const TcRectStyle *style = plate->style;
  TcRect rect = plate->rect;
  if (style->fill.a > 0 || (style->is_gradient && style->fill_bottom.a > 0)) {
    if (style->is_gradient)
      set_gradient (cr, rect, style->fill, style->fill_bottom);
    else
      tc_set_colour (cr, style->fill);
    cairo_rectangle (cr, rect.x, rect.y, rect.w, rect.h);
    cairo_fill (cr);
  }
  if (style->outline_px > 0 && style->outline.a > 0) {
    tc_set_colour (cr, style->outline);
    cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
    outline_path (cr, rect, MIN (style->outline_px, TC_SPRITE_MAX_SIDE));
    cairo_fill (cr);
  }
}

void
tc_canvas_rect (TcCanvas *self, TcRect rect, const TcRectStyle *style)
{
  tc_canvas_paint (self, rect, paint_plate, &(Plate){rect, style});
}

typedef struct {
  TcRect rule;
  int dash_px, gap_px;
  TcColour colour;
} Dashes;

static void
paint_dashes (cairo_t *cr, gpointer data)
{
  const Dashes *self = data;
  TcRect rule = self->rule;
  gboolean is_upright = rule.h > rule.w;
  int length = is_upright ? rule.h : rule.w;
  for (gint64 at = 0; at < length; at += (gint64)self->dash_px + self->gap_px) {
    int dash = (int)MIN (self->dash_px, length - at);
    if (is_upright)
      cairo_rectangle (cr, rule.x, (double)(rule.y + at), rule.w, dash);
    else
      cairo_rectangle (cr, (double)(rule.x + at), rule.y, dash, rule.h);
  }
  tc_set_colour (cr, self->colour);
  cairo_fill (cr);
}

void
tc_canvas_dashes (TcCanvas *self, TcRect rule, int dash_px, int gap_px, TcColour colour)
{
  g_return_if_fail (dash_px >= 1 && gap_px >= 0);
  tc_canvas_paint (self, rule, paint_dashes, &(Dashes){rule, dash_px, gap_px, colour});
}
