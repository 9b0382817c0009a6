/* SPDX-License-Identifier: MIT
 *
 * A sprite's colours in half size, for each parity of its place: filtered from its full
 * planes when first asked for, or given (a flattened mix, draw/flatten.c).
 *
 * Locks: one per sprite, taken alone, only to make a half-size plane.
 */
#include <string.h>

#include "draw/convert.h"
#include "draw/sprite-private.h"
#include "tallycast/core/sync.h"

/* ---- made by filtering ---- */

/* A full plane, and room for two of its rows where it has one sample a row. */
typedef struct {
  const guint8 *plane;
  int w, h;
  gboolean has_even_rows;
  guint8 *rows[2];
} Full;

static const guint8 *
row_or_null (const Full *self, int row)
{
  guint8 *whole = self->rows[row & 1];
  if (row < 0 || row >= self->h)
    return NULL;
  if (!self->has_even_rows)
    return self->plane + (gsize)row * self->w;
  memset (whole, self->plane[row], self->w);
  return whole;
}

/* With an even corner, sample k filters the box's columns 2k-1 .. 2k+1, with an odd one
 * 2k-2 .. 2k. Two transparent columns before and after spare all special cases. */
static void
halve_plane (const Full *full, gboolean flip, int parity, TcHalf *half, guint8 *out)
{
  int px = parity & 1, py = parity >> 1;
  g_autofree guint16 *sum = g_new0 (guint16, full->w + 6);
  for (int k = 0; k < half->h; k++) {
    tc_convert_add_rows (row_or_null (full, 2 * k - py),
                         row_or_null (full, 2 * k + 1 - py), flip, full->w, sum + 2);
    tc_convert_halve (sum + 1 - px, half->w, flip, out + (gsize)k * half->w);
  }
}

static void
init_half_runs (TcHalf *self)
{
  const guint8 *colours[2] = {self->u, self->v};
  tc_runs_init (&self->runs, self->na, colours, self->w, self->h);
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
  g_autofree guint8 *rows = g_malloc ((gsize)self->box.w * 2);
  Full rest = {self->na, self->box.w, self->box.h, FALSE};
  Full u = {self->u,
            self->box.w,
            self->box.h,
            self->has_even_rows,
            {rows, rows + self->box.w}};
  Full v = u;
  v.plane = self->v;
  halve_plane (&u, FALSE, parity, half, half->u);
  halve_plane (&v, FALSE, parity, half, half->v);
  halve_plane (&rest, TRUE, parity, half, half->na);
  init_half_runs (half);
  return half;
}

void
tc_half_free (TcHalf *self)
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
  if (self->stack)
    tc_stack_prepare (self->stack, x, y);
  else if (self->box.w > 0)
    tc_sprite_half (self, x + self->box.x, y + self->box.y);
}

/* ---- from planes in half size ---- */

TcSprite *
tc_sprite_half_begin (int w, int h, TcRect box)
{
  TcSprite *self = tc_sprite_alloc (w, h, box);
  gsize area = (gsize)box.w * box.h;
  self->y = g_malloc (MAX (area, 1) * 2);
  self->na = self->y + area;
  atomic_init (&self->half[0], half_alloc (self, 0));
  return self;
}

static void
copy_plane (guint8 *to, int stride, const TcPicture *from, int plane)
{
  int shift = plane > 0;
  for (int r = 0; r < from->height >> shift; r++)
    memcpy (to + (gsize)r * stride, from->plane[plane] + (gsize)r * from->stride[plane],
            from->width >> shift);
}

/* The last column lies beside the box: nothing. */
static void
set_last (guint8 *plane, const TcHalf *half, int rows, guint8 nothing)
{
  for (int r = 0; r < rows; r++)
    plane[(gsize)(r + 1) * half->w - 1] = nothing;
}

void
tc_sprite_half_add (TcSprite *self,
                    int row,
                    const TcPicture *colour,
                    const TcPicture *rest)
{
  TcHalf *half = atomic_load_explicit (&self->half[0], memory_order_relaxed);
  int w = self->box.w, half_rows = colour->height / 2;
  gsize at = (gsize)row * w, half_at = (gsize)(row / 2) * half->w;
  copy_plane (self->y + at, w, colour, 0);
  copy_plane (self->na + at, w, rest, 0);
  copy_plane (half->u + half_at, half->w, colour, 1);
  copy_plane (half->v + half_at, half->w, colour, 2);
  copy_plane (half->na + half_at, half->w, rest, 1);
  set_last (half->u + half_at, half, half_rows, 0);
  set_last (half->v + half_at, half, half_rows, 0);
  set_last (half->na + half_at, half, half_rows, 255);
}

void
tc_sprite_half_finish (TcSprite *self)
{
  tc_sprite_init_runs (self);
  init_half_runs (atomic_load_explicit (&self->half[0], memory_order_relaxed));
}
