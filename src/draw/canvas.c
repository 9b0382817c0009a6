/* SPDX-License-Identifier: MIT
 *
 * A canvas is a grid of Cairo surfaces of at most TC_SPRITE_TILE a side; each drawing
 * call goes to the tiles it touches, so that a crawl may be 65,536 pixels long.
 */
#include "tallycast/draw/canvas.h"

#include <stdatomic.h>

#include "draw/image-private.h"
#include "draw/sprite-private.h"
#include "draw/text-private.h"
#include "tallycast/core/error.h"

typedef struct {
  TcRect rect;
  cairo_surface_t *surface; /* owned */
  cairo_t *cr;              /* owned; user space is the canvas's */
} Tile;

struct TcCanvas {
  int w, h;
  guint n_tiles;
  Tile *tiles; /* owned */
};

static atomic_ullong draw_calls;

guint64
tc_draw_calls (void)
{
  return atomic_load_explicit (&draw_calls, memory_order_relaxed);
}

static void
count_call (void)
{
  atomic_fetch_add_explicit (&draw_calls, 1, memory_order_relaxed);
}

/* ---- life ---- */

static gboolean
tile_init (Tile *self, TcRect rect)
{
  self->rect = rect;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, rect.w, rect.h);
  self->cr = cairo_create (self->surface);
  cairo_translate (self->cr, -rect.x, -rect.y);
  return cairo_status (self->cr) == CAIRO_STATUS_SUCCESS;
}

TcCanvas *
tc_canvas_new (int w, int h, GError **error)
{
  if (!tc_sprite_check_size (w, h, error))
    return NULL;
  int across = (w + TC_SPRITE_TILE - 1) / TC_SPRITE_TILE;
  int down = (h + TC_SPRITE_TILE - 1) / TC_SPRITE_TILE;
  g_autoptr (TcCanvas) self = g_new0 (TcCanvas, 1);
  self->w = w;
  self->h = h;
  self->tiles = g_new0 (Tile, across * down);
  for (int i = 0; i < across * down; i++) {
    int x = i % across * TC_SPRITE_TILE, y = i / across * TC_SPRITE_TILE;
    TcRect rect = {x, y, MIN (TC_SPRITE_TILE, w - x), MIN (TC_SPRITE_TILE, h - y)};
    self->n_tiles++;
    if (!tile_init (&self->tiles[i], rect)) {
      g_set_error (error, TC_ERROR, TC_ERROR_DATA, "no memory for %dx%d pixels", w, h);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

void
tc_canvas_free (TcCanvas *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->n_tiles; i++) {
    cairo_destroy (self->tiles[i].cr);
    cairo_surface_destroy (self->tiles[i].surface);
  }
  g_free (self->tiles);
  g_free (self);
}

/* ---- shapes ---- */

static gboolean
touches (const Tile *tile, TcRect r)
{
  return r.w > 0 && r.h > 0 && (gint64)r.x + r.w > tile->rect.x &&
         r.x < tile->rect.x + tile->rect.w && (gint64)r.y + r.h > tile->rect.y &&
         r.y < tile->rect.y + tile->rect.h;
}

static void
set_colour (cairo_t *cr, TcColour c)
{
  cairo_set_source_rgba (cr, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
}

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
tile_rect (const Tile *tile, TcRect rect, const TcRectStyle *style)
{
  cairo_t *cr = tile->cr;
  if (style->fill.a > 0 || (style->is_gradient && style->fill_bottom.a > 0)) {
    if (style->is_gradient)
      set_gradient (cr, rect, style->fill, style->fill_bottom);
    else
      set_colour (cr, style->fill);
    cairo_rectangle (cr, rect.x, rect.y, rect.w, rect.h);
    cairo_fill (cr);
  }
  if (style->outline_px > 0 && style->outline.a > 0) {
    set_colour (cr, style->outline);
    cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
    outline_path (cr, rect, MIN (style->outline_px, TC_SPRITE_MAX_SIDE));
    cairo_fill (cr);
    cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  }
}

void
tc_canvas_rect (TcCanvas *self, TcRect rect, const TcRectStyle *style)
{
  count_call ();
  for (guint i = 0; i < self->n_tiles; i++)
    if (touches (&self->tiles[i], rect))
      tile_rect (&self->tiles[i], rect, style);
}

void
tc_canvas_dashes (TcCanvas *self, TcRect rule, int dash_px, int gap_px, TcColour colour)
{
  g_return_if_fail (dash_px >= 1 && gap_px >= 0);
  count_call ();
  gboolean is_upright = rule.h > rule.w;
  int length = is_upright ? rule.h : rule.w;
  for (guint i = 0; i < self->n_tiles; i++) {
    const Tile *tile = &self->tiles[i];
    if (!touches (tile, rule))
      continue;
    for (gint64 at = 0; at < length; at += (gint64)dash_px + gap_px) {
      int dash = (int)MIN (dash_px, length - at);
      if (is_upright)
        cairo_rectangle (tile->cr, rule.x, (double)(rule.y + at), rule.w, dash);
      else
        cairo_rectangle (tile->cr, (double)(rule.x + at), rule.y, dash, rule.h);
    }
    set_colour (tile->cr, colour);
    cairo_fill (tile->cr);
  }
}

/* ---- text and pictures ---- */

void
tc_canvas_text (TcCanvas *self,
                const char *text,
                TcTextPlace place,
                const TcTextStyle *style,
                TcTextResult *out)
{
  TcTextResult result;
  g_autoptr (TcTextLayout) layout = tc_text_layout_new (text, place.w, style, &result);
  if (layout) {
    count_call ();
    for (guint i = 0; i < self->n_tiles; i++)
      tc_text_layout_draw (layout, self->tiles[i].cr, place);
  }
  if (out)
    *out = result;
}

void
tc_canvas_image (TcCanvas *self, const TcImage *image, TcRect rect, TcImageFit fit)
{
  if (rect.w <= 0 || rect.h <= 0)
    return;
  count_call ();
  double across = (double)rect.w / image->w, down = (double)rect.h / image->h;
  if (fit == TC_IMAGE_CONTAIN)
    across = down = MIN (across, down);
  else if (fit == TC_IMAGE_COVER)
    across = down = MAX (across, down);
  for (guint i = 0; i < self->n_tiles; i++) {
    cairo_t *cr = self->tiles[i].cr;
    if (!touches (&self->tiles[i], rect))
      continue;
    cairo_save (cr);
    cairo_rectangle (cr, rect.x, rect.y, rect.w, rect.h);
    cairo_clip (cr);
    cairo_translate (cr, rect.x + (rect.w - image->w * across) / 2,
                     rect.y + (rect.h - image->h * down) / 2);
    cairo_scale (cr, across, down);
    cairo_set_source_surface (cr, image->surface, 0, 0);
    /* Without EXTEND_PAD the scaled picture's edges would be half transparent. */
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
    cairo_rectangle (cr, 0, 0, image->w, image->h);
    cairo_fill (cr);
    cairo_restore (cr);
  }
}

TcSprite *
tc_canvas_to_sprite (TcCanvas *self)
{
  TcSpriteBuild build;
  if (!tc_sprite_build_init (&build, self->w, self->h, NULL))
    return NULL;
  for (guint i = 0; i < self->n_tiles; i++) {
    cairo_surface_flush (self->tiles[i].surface);
    tc_sprite_build_add (&build, self->tiles[i].surface, self->tiles[i].rect.x,
                         self->tiles[i].rect.y);
  }
  return tc_sprite_build_finish (&build);
}
