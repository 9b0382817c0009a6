/* SPDX-License-Identifier: MIT
 *
 * Sprites one below the other, as one: a list of names of which a window shows a few.
 */
#include "draw/sprite-private.h"

TcSprite *
tc_sprite_new_stack (GPtrArray *rows, int pitch, int top, int w, int h)
{
  TcSprite *self = tc_sprite_alloc (w, h, (TcRect){0, 0, w, h});
  TcStack *stack = g_new0 (TcStack, 1);
  stack->n = (int)rows->len;
  stack->pitch = pitch;
  stack->top = top;
  stack->rows = g_new0 (TcSprite *, rows->len);
  for (guint i = 0; i < rows->len; i++) {
    TcSprite *row = g_ptr_array_index (rows, i);
    if (!row)
      continue;
    g_warn_if_fail (!row->stack);
    stack->rows[i] = tc_sprite_ref (row);
    stack->tallest = MAX (stack->tallest, row->h);
  }
  self->stack = stack;
  return self;
}

void
tc_stack_free (TcStack *self)
{
  if (!self)
    return;
  for (int i = 0; i < self->n; i++)
    tc_sprite_unref (self->rows[i]);
  g_free (self->rows);
  g_free (self);
}

void
tc_stack_prepare (TcStack *self, int x, int y)
{
  for (int i = 0; i < self->n; i++)
    if (self->rows[i])
      tc_sprite_prepare (self->rows[i], x, y + tc_stack_y (self, i));
}

int
tc_stack_y (const TcStack *self, int i)
{
  return self->top + i * self->pitch;
}

/* Rows may be taller than the pitch: further up one may still reach into @clip. */
void
tc_stack_range (const TcStack *self, TcRect clip, int *from, int *to)
{
  gint64 first = ((gint64)clip.y - self->top - self->tallest) / self->pitch;
  gint64 last = ((gint64)clip.y + clip.h - self->top) / self->pitch + 1;
  *from = (int)CLAMP (first, 0, self->n);
  *to = (int)CLAMP (last, *from, self->n);
}
