/* SPDX-License-Identifier: MIT
 *
 * A canvas is a grid of Cairo surfaces of at most TC_SPRITE_TILE a side; each drawing
 * call goes to the tiles it touches, so that a crawl may be 65,536 pixels long.
 */
#include "tallycast/draw/canvas.h"

#include <stdatomic.h>

#include "draw/canvas-private.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"

typedef struct {
  TcRect rect;
  cairo_surface_t *surface; /* owned */
  cairo_t *cr;              /* owned; user space is the canvas's */
} Tile;

/* What tc_canvas_push began. */
typedef struct {
  gboolean is_group; /* drawn apart and put into its place as one */
  guint8 opacity;
} Nested;

struct TcCanvas {
  int w, h;
  guint n_tiles;
  Tile *tiles; /* owned */
  guint n_nested;
  Nested nested[TC_CANVAS_MAX_NESTED]; /* outermost first */
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

/* ---- drawing ---- */

TcRect
tc_canvas_bounds (const TcCanvas *self)
{
  return (TcRect){0, 0, self->w, self->h};
}

void
tc_set_colour (cairo_t *cr, TcColour c)
{
  cairo_set_source_rgba (cr, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
}

static gboolean
touches (const Tile *tile, TcRect r)
{
  return (gint64)r.x + r.w > tile->rect.x && r.x < tile->rect.x + tile->rect.w &&
         (gint64)r.y + r.h > tile->rect.y && r.y < tile->rect.y + tile->rect.h;
}

void
tc_canvas_paint (TcCanvas *self, TcRect rect, TcSpritePaint paint, gpointer data)
{
  if (rect.w <= 0 || rect.h <= 0)
    return;
  count_call ();
  for (guint i = 0; i < self->n_tiles; i++) {
    cairo_t *cr = self->tiles[i].cr;
    if (!touches (&self->tiles[i], rect))
      continue;
    cairo_save (cr);
    paint (cr, data);
    cairo_restore (cr);
  }
}

/* A clip at an odd angle to the pixels would be drawn softly once for each thing that
 * is cut: a group is cut once, when it is put into its place. */
void
tc_canvas_push (TcCanvas *self, TcRect clip, int radius_px, guint8 opacity)
{
  g_return_if_fail (self->n_nested < TC_CANVAS_MAX_NESTED);
  Nested nested = {radius_px > 0 || opacity < 255, opacity};
  self->nested[self->n_nested++] = nested;
  TcRect cut = clip.w > 0 && clip.h > 0 ? clip : (TcRect){0};
  for (guint i = 0; i < self->n_tiles; i++) {
    cairo_t *cr = self->tiles[i].cr;
    cairo_save (cr);
    tc_rect_path (cr, cut, radius_px);
    cairo_clip (cr);
    if (!nested.is_group)
      continue;
    cairo_push_group (cr);
    cairo_reset_clip (cr);
  }
}

void
tc_canvas_pop (TcCanvas *self)
{
  g_return_if_fail (self->n_nested > 0);
  Nested nested = self->nested[--self->n_nested];
  for (guint i = 0; i < self->n_tiles; i++) {
    cairo_t *cr = self->tiles[i].cr;
    if (nested.is_group) {
      cairo_pop_group_to_source (cr);
      cairo_paint_with_alpha (cr, nested.opacity / 255.0);
    }
    cairo_restore (cr);
  }
}

TcSprite *
tc_canvas_to_sprite (TcCanvas *self)
{
  g_return_val_if_fail (self->n_nested == 0, NULL);
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
