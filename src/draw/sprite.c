/* SPDX-License-Identifier: MIT
 *
 * Memory of a full 1080p sprite: Y, 255-A, U, V 8.3 MB and 1.6 MB for each parity. The
 * 4:4:4 U and V (4.1 of that) are kept, because a parity may be asked for at any later
 * time; what keeps sprites small is the cut to what is not transparent: the lower third
 * of scene `unit` (1728 x 262) in a full-frame sprite takes 2.2 MB instead of 9.9.
 */
#include "tallycast/draw/sprite.h"

#include <string.h>

#include "draw/convert.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"

/* ---- building ---- */

gboolean
tc_sprite_check_size (int w, int h, GError **error)
{
  if (w < 1 || h < 1 || w > TC_SPRITE_MAX_SIDE || h > TC_SPRITE_MAX_SIDE) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "content of %dx%d pixels: each side must be 1..%d", w, h,
                 TC_SPRITE_MAX_SIDE);
    return FALSE;
  }
  if ((gint64)w * h > TC_SPRITE_MAX_PIXELS) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "content of %dx%d pixels: at most %d pixels in all", w, h,
                 TC_SPRITE_MAX_PIXELS);
    return FALSE;
  }
  return TRUE;
}

gboolean
tc_sprite_build_init (TcSpriteBuild *self, int w, int h, TcRect area, GError **error)
{
  if (!tc_sprite_check_size (w, h, error))
    return FALSE;
  gsize pixels = (gsize)area.w * area.h;
  guint8 *planes = g_try_malloc (MAX (pixels, 1) * 4);
  if (!planes) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "no memory for %dx%d pixels", w, h);
    return FALSE;
  }
  *self = (TcSpriteBuild){.w = w, .h = h, .area = area, .y = planes};
  self->na = planes + pixels;
  self->u = planes + 2 * pixels;
  self->v = planes + 3 * pixels;
  return TRUE;
}

TcRect
tc_rect_cut (TcRect a, TcRect b)
{
  int x = MAX (a.x, b.x), y = MAX (a.y, b.y);
  gint64 right = MIN ((gint64)a.x + a.w, (gint64)b.x + b.w);
  gint64 bottom = MIN ((gint64)a.y + a.h, (gint64)b.y + b.h);
  if (x >= right || y >= bottom)
    return (TcRect){0};
  return (TcRect){x, y, (int)(right - x), (int)(bottom - y)};
}

void
tc_sprite_build_add (TcSpriteBuild *self, cairo_surface_t *surface, int x, int y)
{
  TcRect all = {x, y, cairo_image_surface_get_width (surface),
                cairo_image_surface_get_height (surface)};
  TcRect part = tc_rect_cut (all, self->area);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  for (int row = part.y; row < part.y + part.h; row++) {
    gsize at = (gsize)(row - self->area.y) * self->area.w + part.x - self->area.x;
    const void *argb =
        data + (gsize)(row - y) * stride + (gsize)(part.x - x) * sizeof (guint32);
    tc_convert_row (argb, part.w, self->y + at, self->u + at, self->v + at,
                    self->na + at);
  }
}

static gboolean
is_clear (const guint8 *na, gsize n)
{
  return n == 0 || (na[0] == 255 && memcmp (na, na + 1, n - 1) == 0);
}

/* The smallest rectangle that holds all that is not transparent. */
static TcRect
find_box (const guint8 *na, int w, int h)
{
  int top = 0, bottom = h, left = w, right = 0;
  while (top < bottom && is_clear (na + (gsize)top * w, w))
    top++;
  while (bottom > top && is_clear (na + (gsize)(bottom - 1) * w, w))
    bottom--;
  for (int r = top; r < bottom; r++) {
    const guint8 *row = na + (gsize)r * w;
    int from = 0, to = w;
    while (from < left && row[from] == 255)
      from++;
    while (to > right && row[to - 1] == 255)
      to--;
    left = MIN (left, from);
    right = MAX (right, to);
  }
  if (top == bottom)
    return (TcRect){0, 0, 0, 0};
  return (TcRect){left, top, right - left, bottom - top};
}

static void
copy_box (guint8 *to, const guint8 *from, int stride, TcRect box)
{
  for (int r = 0; r < box.h; r++)
    memcpy (to + (gsize)r * box.w, from + (gsize)(box.y + r) * stride + box.x, box.w);
}

TcSprite *
tc_sprite_alloc (int w, int h, TcRect box)
{
  TcSprite *sprite = g_new0 (TcSprite, 1);
  atomic_init (&sprite->refs, 1);
  pthread_mutex_init (&sprite->lock, NULL);
  sprite->w = w;
  sprite->h = h;
  sprite->box = box;
  return sprite;
}

void
tc_sprite_init_runs (TcSprite *self)
{
  const guint8 *colours[2] = {self->y};
  tc_runs_init (&self->runs, self->na, colours, self->box.w, self->box.h);
}

TcSprite *
tc_sprite_build_finish (TcSpriteBuild *self)
{
  TcRect area = self->area, box = find_box (self->na, area.w, area.h);
  TcRect place = {area.x + box.x, area.y + box.y, box.w, box.h};
  TcSprite *sprite = tc_sprite_alloc (self->w, self->h, box.w > 0 ? place : box);
  gsize pixels = (gsize)box.w * box.h;
  if (box.w == area.w && box.h == area.h) {
    sprite->y = g_steal_pointer (&self->y);
  } else {
    sprite->y = g_malloc (MAX (pixels, 1) * 4);
    copy_box (sprite->y, self->y, area.w, box);
    copy_box (sprite->y + pixels, self->na, area.w, box);
    copy_box (sprite->y + 2 * pixels, self->u, area.w, box);
    copy_box (sprite->y + 3 * pixels, self->v, area.w, box);
  }
  sprite->na = sprite->y + pixels;
  sprite->u = sprite->y + 2 * pixels;
  sprite->v = sprite->y + 3 * pixels;
  tc_sprite_init_runs (sprite);
  g_clear_pointer (&self->y, g_free);
  return sprite;
}

TcSprite *
tc_sprite_widen (const TcSprite *column, int w)
{
  TcRect box = column->box;
  box.w = box.w > 0 ? w : 0;
  TcSprite *sprite = tc_sprite_alloc (w, column->h, box);
  gsize pixels = (gsize)box.w * box.h;
  sprite->y = g_malloc (MAX (pixels, 1) * 2 + 2 * (gsize)box.h);
  sprite->na = sprite->y + pixels;
  sprite->u = sprite->na + pixels;
  sprite->v = sprite->u + box.h;
  sprite->has_even_rows = TRUE;
  for (int r = 0; r < box.h; r++) {
    memset (sprite->y + (gsize)r * box.w, column->y[r], box.w);
    memset (sprite->na + (gsize)r * box.w, column->na[r], box.w);
  }
  memcpy (sprite->u, column->u, box.h);
  memcpy (sprite->v, column->v, box.h);
  if (!tc_runs_init_even (&sprite->runs, column->na, box.w, box.h))
    tc_sprite_init_runs (sprite);
  return sprite;
}

/* ---- life ---- */

TcSprite *
tc_sprite_new (cairo_surface_t *surface)
{
  TcSpriteBuild build;
  g_return_val_if_fail (cairo_image_surface_get_format (surface) == CAIRO_FORMAT_ARGB32,
                        NULL);
  TcRect all = {0, 0, cairo_image_surface_get_width (surface),
                cairo_image_surface_get_height (surface)};
  if (!tc_sprite_build_init (&build, all.w, all.h, all, NULL))
    return NULL;
  tc_sprite_build_add (&build, surface, 0, 0);
  return tc_sprite_build_finish (&build);
}

static gboolean
paint_tile (TcSpriteBuild *build, TcRect tile, TcSpritePaint paint, gpointer data)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, tile.w, tile.h);
  cairo_t *cr = cairo_create (surface);
  cairo_translate (cr, -tile.x, -tile.y);
  paint (cr, data);
  gboolean ok = cairo_status (cr) == CAIRO_STATUS_SUCCESS;
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (ok)
    tc_sprite_build_add (build, surface, tile.x, tile.y);
  cairo_surface_destroy (surface);
  return ok;
}

TcSprite *
tc_sprite_new_painted (int w, int h, TcSpritePaint paint, gpointer data, GError **error)
{
  TcSpriteBuild build;
  if (!tc_sprite_build_init (&build, w, h, (TcRect){0, 0, w, h}, error))
    return NULL;
  for (int y = 0; y < h; y += TC_SPRITE_TILE) {
    for (int x = 0; x < w; x += TC_SPRITE_TILE) {
      TcRect tile = {x, y, MIN (TC_SPRITE_TILE, w - x), MIN (TC_SPRITE_TILE, h - y)};
      if (!paint_tile (&build, tile, paint, data)) {
        g_free (build.y);
        g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                     "Cairo cannot draw content of %dx%d pixels", w, h);
        return NULL;
      }
    }
  }
  return tc_sprite_build_finish (&build);
}

TcSprite *
tc_sprite_ref (TcSprite *self)
{
  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
tc_sprite_unref (TcSprite *self)
{
  if (!self || atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  for (int i = 0; i < 4; i++)
    tc_half_free (atomic_load_explicit (&self->half[i], memory_order_relaxed));
  tc_runs_clear (&self->runs);
  tc_stack_free (self->stack);
  pthread_mutex_destroy (&self->lock);
  g_free (self->y);
  g_free (self);
}

int
tc_sprite_width (const TcSprite *self)
{
  return self->w;
}

int
tc_sprite_height (const TcSprite *self)
{
  return self->h;
}
