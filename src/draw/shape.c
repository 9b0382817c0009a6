/* SPDX-License-Identifier: MIT
 *
 * Plates and rules. Edges lie on whole pixels, so nothing but a rounded corner is
 * antialiased.
 */
#include <math.h>

#include "draw/canvas-private.h"
#include "draw/sprite-private.h"

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

/* The stops lie on the middles of the first and the last row (or column), so these two
 * have exactly the given colours. */
static void
set_gradient (cairo_t *cr, TcRect r, const TcRectStyle *style)
{
  int from = style->is_across ? r.x : r.y;
  int length = style->is_across ? r.w : r.h;
  double first = from + 0.5, last = MAX (from + length - 0.5, from + 0.6);
  cairo_pattern_t *pattern = style->is_across
                                 ? cairo_pattern_create_linear (first, 0, last, 0)
                                 : cairo_pattern_create_linear (0, first, 0, last);
  add_stop (pattern, 0, style->fill);
  add_stop (pattern, 1, style->fill_end);
  cairo_set_source (cr, pattern);
  cairo_pattern_destroy (pattern);
}

void
tc_rect_path (cairo_t *cr, TcRect r, int radius_px)
{
  double radius = MIN (radius_px, MIN (r.w, r.h) / 2.0);
  if (radius <= 0) {
    cairo_rectangle (cr, r.x, r.y, r.w, r.h);
    return;
  }
  double left = r.x + radius, right = r.x + r.w - radius;
  double top = r.y + radius, bottom = r.y + r.h - radius;
  cairo_new_sub_path (cr);
  cairo_arc (cr, left, top, radius, G_PI, 1.5 * G_PI);
  cairo_arc (cr, right, top, radius, 1.5 * G_PI, 2 * G_PI);
  cairo_arc (cr, right, bottom, radius, 0, 0.5 * G_PI);
  cairo_arc (cr, left, bottom, radius, 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
}

static void
outline_path (cairo_t *cr, TcRect r, const TcRectStyle *style)
{
  int px = MIN (style->outline_px, TC_SPRITE_MAX_SIDE);
  int radius = MIN (style->radius_px, MIN (r.w, r.h) / 2);
  tc_rect_path (cr, r, radius);
  if (2 * px < r.w && 2 * px < r.h)
    tc_rect_path (cr, (TcRect){r.x + px, r.y + px, r.w - 2 * px, r.h - 2 * px},
                  MAX (radius - px, 0));
}

static void
paint_plate (cairo_t *cr, gpointer data)
{
  const Plate *plate = data;
  const TcRectStyle *style = plate->style;
  if (style->fill.a > 0 || (style->is_gradient && style->fill_end.a > 0)) {
    if (style->is_gradient)
      set_gradient (cr, plate->rect, style);
    else
      tc_set_colour (cr, style->fill);
    tc_rect_path (cr, plate->rect, style->radius_px);
    cairo_fill (cr);
  }
  if (style->outline_px > 0 && style->outline.a > 0) {
    tc_set_colour (cr, style->outline);
    cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
    outline_path (cr, plate->rect, style);
    cairo_fill (cr);
  }
}

void
tc_canvas_rect (TcCanvas *self, TcRect rect, const TcRectStyle *style)
{
  tc_canvas_paint (self, rect, paint_plate, &(Plate){rect, style});
}

TcSprite *
tc_plate_new (int w, int h, const TcRectStyle *style, GError **error)
{
  gboolean is_even = style->radius_px <= 0 && style->outline_px <= 0 &&
                     !(style->is_gradient && style->is_across);
  if (!tc_sprite_check_size (w, h, error))
    return NULL;
  int drawn_w = is_even ? 1 : w;
  g_autoptr (TcCanvas) canvas = tc_canvas_new (drawn_w, h, error);
  if (!canvas)
    return NULL;
  tc_canvas_rect (canvas, (TcRect){0, 0, drawn_w, h}, style);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  return is_even && sprite ? tc_sprite_widen (sprite, w) : g_steal_pointer (&sprite);
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
