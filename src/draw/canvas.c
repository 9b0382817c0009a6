/* SPDX-License-Identifier: MIT
 *
 * A canvas is a grid of Cairo surfaces of at most TC_SPRITE_TILE a side; each drawing
 * call goes to the tiles it touches, so that a crawl may be 65,536 pixels long. A
 * surface is made when something is drawn on it, and only as large as that: of the room
 * for a line of text its letters take a third, and to clear fresh memory takes longer
 * than to draw them.
 */
#include "tallycast/draw/canvas.h"

#include <stdatomic.h>

#include "draw/canvas-private.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"

typedef struct {
  TcRect rect;
  TcRect made;              /* the part of it that the surface is; w 0: none yet */
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
  TcRect drawn; /* the smallest that holds all that was drawn; w 0: nothing */
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

static TcRect
unite (TcRect a, TcRect b)
{
  if (a.w == 0 || b.w == 0)
    return a.w == 0 ? b : a;
  int x = MIN (a.x, b.x), y = MIN (a.y, b.y);
  return (TcRect){x, y, MAX (a.x + a.w, b.x + b.w) - x, MAX (a.y + a.h, b.y + b.h) - y};
}

static void
tile_clear (Tile *self)
{
  g_clear_pointer (&self->cr, cairo_destroy);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
}

/* Makes the surface as large as @wanted, within the tile; when it is too small later,
 * as the tile: what grew piece by piece would be copied for each. */
static void
tile_reach (Tile *self, TcRect wanted)
{
  TcRect all = unite (self->made, wanted);
  if (all.w == self->made.w && all.h == self->made.h)
    return;
  Tile old = *self;
  self->made = old.surface ? self->rect : wanted;
  self->surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->made.w, self->made.h);
  self->cr = cairo_create (self->surface);
  cairo_translate (self->cr, -self->made.x, -self->made.y);
  if (!old.surface)
    return;
  cairo_save (self->cr);
  cairo_set_source_surface (self->cr, old.surface, old.made.x, old.made.y);
  cairo_paint (self->cr);
  cairo_restore (self->cr);
  tile_clear (&old);
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
    self->tiles[i].rect =
        (TcRect){x, y, MIN (TC_SPRITE_TILE, w - x), MIN (TC_SPRITE_TILE, h - y)};
  }
  self->n_tiles = (guint)(across * down);
  return g_steal_pointer (&self);
}

void
tc_canvas_free (TcCanvas *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->n_tiles; i++)
    tile_clear (&self->tiles[i]);
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

void
tc_canvas_paint (TcCanvas *self, TcRect rect, TcSpritePaint paint, gpointer data)
{
  if (rect.w <= 0 || rect.h <= 0)
    return;
  count_call ();
  self->drawn = unite (self->drawn, tc_rect_cut (rect, tc_canvas_bounds (self)));
  for (guint i = 0; i < self->n_tiles; i++) {
    Tile *tile = &self->tiles[i];
    TcRect part = tc_rect_cut (rect, tile->rect);
    if (part.w == 0)
      continue;
    tile_reach (tile, part);
    cairo_save (tile->cr);
    paint (tile->cr, data);
    cairo_restore (tile->cr);
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
    tile_reach (&self->tiles[i], self->tiles[i].rect); /* it cannot grow any more */
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
  if (!tc_sprite_build_init (&build, self->w, self->h, self->drawn, NULL))
    return NULL;
  for (guint i = 0; i < self->n_tiles; i++) {
    Tile *tile = &self->tiles[i];
    TcRect part = tc_rect_cut (self->drawn, tile->rect);
    if (part.w == 0)
      continue;
    tile_reach (tile, part);
    if (cairo_status (tile->cr) != CAIRO_STATUS_SUCCESS) {
      g_free (build.y);
      return NULL;
    }
    cairo_surface_flush (tile->surface);
    tc_sprite_build_add (&build, tile->surface, tile->made.x, tile->made.y);
  }
  return tc_sprite_build_finish (&build);
}
