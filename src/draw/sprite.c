/* SPDX-License-Identifier: MIT
 *
 * Memory of a full 1080p sprite: Y, 255-A, U, V 8.3 MB and 1.6 MB for each parity. The
 * 4:4:4 U and V (4.1 of that) are kept, because a parity may be asked for at any later
 * time; what keeps sprites small is the cut to what is not transparent: the lower third
 * of scene `unit` (1728 x 262) in a full-frame sprite takes 2.2 MB instead of 9.9.
 *
 * Locks: one per sprite, taken alone, only to make a half-size plane.
 */
#include "tallycast/draw/sprite.h"

#include <string.h>

#include "draw/convert.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/core/sync.h"

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
tc_sprite_build_init (TcSpriteBuild *self, int w, int h, GError **error)
{
  if (!tc_sprite_check_size (w, h, error))
    return FALSE;
  gsize area = (gsize)w * h;
  guint8 *planes = g_try_malloc (area * 4);
  if (!planes) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "no memory for %dx%d pixels", w, h);
    return FALSE;
  }
  self->w = w;
  self->h = h;
  self->y = planes;
  self->na = planes + area;
  self->u = planes + 2 * area;
  self->v = planes + 3 * area;
  return TRUE;
}

void
tc_sprite_build_add (TcSpriteBuild *self, cairo_surface_t *surface, int x, int y)
{
  int w = MIN (cairo_image_surface_get_width (surface), self->w - x);
  int h = MIN (cairo_image_surface_get_height (surface), self->h - y);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  for (int row = 0; row < h; row++) {
    gsize at = (gsize)(y + row) * self->w + x;
    const void *argb = data + (gsize)row * stride;
    tc_convert_row (argb, w, self->y + at, self->u + at, self->v + at, self->na + at);
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

static TcSprite *
sprite_alloc (int w, int h, TcRect box)
{
  TcSprite *sprite = g_new0 (TcSprite, 1);
  atomic_init (&sprite->refs, 1);
  pthread_mutex_init (&sprite->lock, NULL);
  sprite->w = w;
  sprite->h = h;
  sprite->box = box;
  return sprite;
}

static void
init_runs (TcSprite *self)
{
  const guint8 *colours[2] = {self->y};
  tc_runs_init (&self->runs, self->na, colours, self->box.w, self->box.h);
}

static void
init_half_runs (TcHalf *self)
{
  const guint8 *colours[2] = {self->u, self->v};
  tc_runs_init (&self->runs, self->na, colours, self->w, self->h);
}

TcSprite *
tc_sprite_build_finish (TcSpriteBuild *self)
{
  TcRect box = find_box (self->na, self->w, self->h);
  TcSprite *sprite = sprite_alloc (self->w, self->h, box);
  gsize area = (gsize)box.w * box.h;
  if (box.w == self->w && box.h == self->h) {
    sprite->y = g_steal_pointer (&self->y);
  } else {
    sprite->y = g_malloc (MAX (area, 1) * 4);
    copy_box (sprite->y, self->y, self->w, box);
    copy_box (sprite->y + area, self->na, self->w, box);
    copy_box (sprite->y + 2 * area, self->u, self->w, box);
    copy_box (sprite->y + 3 * area, self->v, self->w, box);
  }
  sprite->na = sprite->y + area;
  sprite->u = sprite->y + 2 * area;
  sprite->v = sprite->y + 3 * area;
  init_runs (sprite);
  g_clear_pointer (&self->y, g_free);
  return sprite;
}

/* ---- half size ---- */

static const guint8 *
row_or_null (const TcSprite *self, const guint8 *plane, int row)
{
  return row < 0 || row >= self->box.h ? NULL : plane + (gsize)row * self->box.w;
}

/* With an even corner, sample k filters the box's columns 2k-1 .. 2k+1, with an odd one
 * 2k-2 .. 2k. Two transparent columns before and after spare all special cases. */
static void
halve_plane (const TcSprite *self,
             const guint8 *plane,
             gboolean flip,
             int parity,
             TcHalf *half,
             guint8 *out)
{
  int px = parity & 1, py = parity >> 1;
  g_autofree guint16 *sum = g_new0 (guint16, self->box.w + 6);
  for (int k = 0; k < half->h; k++) {
    tc_convert_add_rows (row_or_null (self, plane, 2 * k - py),
                         row_or_null (self, plane, 2 * k + 1 - py), flip, self->box.w,
                         sum + 2);
    tc_convert_halve (sum + 1 - px, half->w, flip, out + (gsize)k * half->w);
  }
}

static TcHalf *
half_alloc (const TcSprite *self, int parity)
{
  TcHalf *half = g_new0 (TcHalf, 1);
  half->w = (self->box.w + (parity & 1)) / 2 + 1;
  half->h = (self->box.h + (parity >> 1) + 1) / 2;
  gsize area = (gsize)half->w * half->h;
  half->u = g_malloc (MAX (area, 1) * 3);
  half->v = half->u + area;
  half->na = half->v + area;
  return half;
}

static TcHalf *
half_new (const TcSprite *self, int parity)
{
  TcHalf *half = half_alloc (self, parity);
  halve_plane (self, self->u, FALSE, parity, half, half->u);
  halve_plane (self, self->v, FALSE, parity, half, half->v);
  halve_plane (self, self->na, TRUE, parity, half, half->na);
  init_half_runs (half);
  return half;
}

static void
half_free (TcHalf *self)
{
  if (!self)
    return;
  tc_runs_clear (&self->runs);
  g_free (self->u);
  g_free (self);
}

const TcHalf *
tc_sprite_half (TcSprite *self, int x, int y)
{
  int parity = self->u ? (x & 1) | (y & 1) << 1 : 0;
  TcHalf *half = atomic_load_explicit (&self->half[parity], memory_order_acquire);
  if (half)
    return half;
  TC_LOCKED (&self->lock);
  half = atomic_load_explicit (&self->half[parity], memory_order_acquire);
  if (!half) {
    half = half_new (self, parity);
    atomic_store_explicit (&self->half[parity], half, memory_order_release);
  }
  return half;
}

void
tc_sprite_prepare (TcSprite *self, int x, int y)
{
  if (self->box.w > 0)
    tc_sprite_half (self, x + self->box.x, y + self->box.y);
}

/* ---- from planes in half size ---- */

TcSprite *
tc_sprite_half_begin (int w, int h, TcRect box)
{
  TcSprite *self = sprite_alloc (w, h, box);
  gsize area = (gsize)box.w * box.h;
  self->y = g_malloc (MAX (area, 1) * 2);
  self->na = self->y + area;
  atomic_init (&self->half[0], half_alloc (self, 0));
  return self;
}

/* Its last column lies beside the box: nothing. */
static void
copy_half_plane (guint8 *to, int w, const TcPicture *from, int plane, guint8 nothing)
{
  for (int r = 0; r < from->height / 2; r++) {
    guint8 *row = to + (gsize)r * w;
    memcpy (row, from->plane[plane] + (gsize)r * from->stride[plane], w - 1);
    row[w - 1] = nothing;
  }
}

void
tc_sprite_half_add (TcSprite *self,
                    int row,
                    const TcPicture *colour,
                    const TcPicture *rest)
{
  TcHalf *half = atomic_load_explicit (&self->half[0], memory_order_relaxed);
  TcRect band = {0, 0, self->box.w, colour->height};
  gsize at = (gsize)row * self->box.w, half_at = (gsize)(row / 2) * half->w;
  copy_box (self->y + at, colour->plane[0], colour->stride[0], band);
  copy_box (self->na + at, rest->plane[0], rest->stride[0], band);
  copy_half_plane (half->u + half_at, half->w, colour, 1, 0);
  copy_half_plane (half->v + half_at, half->w, colour, 2, 0);
  copy_half_plane (half->na + half_at, half->w, rest, 1, 255);
}

void
tc_sprite_half_finish (TcSprite *self)
{
  init_runs (self);
  init_half_runs (atomic_load_explicit (&self->half[0], memory_order_relaxed));
}

/* ---- life ---- */

TcSprite *
tc_sprite_new (cairo_surface_t *surface)
{
  TcSpriteBuild build;
  g_return_val_if_fail (cairo_image_surface_get_format (surface) == CAIRO_FORMAT_ARGB32,
                        NULL);
  if (!tc_sprite_build_init (&build, cairo_image_surface_get_width (surface),
                             cairo_image_surface_get_height (surface), NULL))
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
  if (!tc_sprite_build_init (&build, w, h, error))
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
    half_free (atomic_load_explicit (&self->half[i], memory_order_relaxed));
  tc_runs_clear (&self->runs);
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
