/* SPDX-License-Identifier: MIT
 *
 * Where a row is transparent the kernels need not go, where it is opaque a copy is
 * exact (255-A = 0), and where it is one colour they need not read the sprite: main
 * memory and the last cache are what a blend waits for, so a flat plate costs half of a
 * picture. A short stretch is not worth changing the kernel for: one instruction blends
 * up to 64 pixels, so opaque and flat stretches under 64 count as mixed and transparent
 * gaps under 32 are blended through.
 */
#include "draw/sprite-private.h"

#include <string.h>

#define MIN_FLAT   64
#define MIN_OPAQUE 64
#define MIN_GAP    32
#define WORD       8 /* pixels looked at together */
#define EVERY_BYTE G_GUINT64_CONSTANT (0x0101010101010101)

/* A row of 255-A and of the colours that belong to it. */
typedef struct {
  const guint8 *na;
  const guint8 *colours[2]; /* NULL: none */
  int w;
} Row;

typedef struct {
  int from, to;
} Stretch;

/* The first column from @from on whose byte differs from @value. */
static int
skip_equal (const guint8 *row, int from, int w, guint8 value)
{
  guint64 pattern = value * EVERY_BYTE;
  int i = from;
  for (; i + WORD <= w; i += WORD) {
    guint64 word;
    memcpy (&word, row + i, sizeof word);
    if (word != pattern)
      break;
  }
  while (i < w && row[i] == value)
    i++;
  return i;
}

/* The end of what is as the pixel at @from in all planes. */
static int
skip_same (const Row *row, int from)
{
  int end = skip_equal (row->na, from, row->w, row->na[from]);
  for (int i = 0; i < 2 && row->colours[i]; i++)
    end = skip_equal (row->colours[i], from, end, row->colours[i][from]);
  return end;
}

/* Whether the word's pixels are one, in all planes. */
static gboolean
is_even (const Row *row, int at)
{
  const guint8 *planes[3] = {row->na, row->colours[0], row->colours[1]};
  for (int i = 0; i < 3 && planes[i]; i++) {
    guint64 word;
    memcpy (&word, planes[i] + at, sizeof word);
    if (word != (word & 255) * EVERY_BYTE)
      return FALSE;
  }
  return TRUE;
}

/* The first pixel from @from on that all up to the one at @at are as. */
static int
skip_back (const Row *row, int from, int at)
{
  const guint8 *planes[3] = {row->na, row->colours[0], row->colours[1]};
  for (int i = 0; i < 3 && planes[i]; i++)
    for (int x = at; x > from; x--)
      if (planes[i][x - 1] != planes[i][at])
        from = x;
  return from;
}

/* The next flat stretch from @at on. One that begins before the middle of the next
 * MIN_FLAT pixels holds the word there: so one look at that passes over half of them,
 * where pictures are made of anything but flat stretches. */
static Stretch
find_flat (const Row *row, int at)
{
  while (at + MIN_FLAT <= row->w) {
    int middle = at + MIN_FLAT / 2;
    if (!is_even (row, middle)) {
      at = middle + 1;
      continue;
    }
    int from = skip_back (row, at, middle), end = skip_same (row, middle);
    if (end - from >= MIN_FLAT && row->na[middle] != 255)
      return (Stretch){from, end};
    at = end;
  }
  return (Stretch){row->w, row->w};
}

/* The end of the stretch of @row from @at on, @at before @flat, that is not flat. */
static int
skip_uneven (const Row *row, int at, int w, TcRunKind *out_kind)
{
  int end = skip_equal (row->na, at, w, 0);
  *out_kind = end - at >= MIN_OPAQUE ? TC_RUN_OPAQUE : TC_RUN_MIXED;
  if (end > at)
    return end;
  end = skip_equal (row->na, at, w, 255);
  if (end > at)
    return end;
  while (end < w && row->na[end] != 0 && row->na[end] != 255)
    end++;
  return end;
}

/* Mixed stretches that touch are one. */
static void
append (GArray *runs, guint row_start, TcRunKind kind, int from, int to)
{
  TcRun *last =
      runs->len > row_start ? &g_array_index (runs, TcRun, runs->len - 1) : NULL;
  if (last && last->to == from && last->kind == TC_RUN_MIXED && kind == TC_RUN_MIXED)
    last->to = to;
  else
    g_array_append_vals (runs, &(TcRun){from, to, kind}, 1);
}

static void
find_runs (GArray *runs, const Row *row)
{
  guint start = runs->len;
  Stretch flat = find_flat (row, 0);
  for (int at = 0; at < row->w;) {
    TcRunKind kind = TC_RUN_FLAT;
    int end = skip_equal (row->na, at, row->w, 255);
    gboolean is_gap = end - at >= MIN_GAP || end == row->w || at == 0;
    if (end > at && is_gap) {
      at = end;
      continue;
    }
    if (at >= flat.to)
      flat = find_flat (row, at);
    end = at >= flat.from ? flat.to : skip_uneven (row, at, flat.from, &kind);
    append (runs, start, kind, at, end);
    at = end;
  }
}

void
tc_runs_init (TcRuns *self,
              const guint8 *na,
              const guint8 *const colours[2],
              int w,
              int h)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (TcRun));
  self->first = g_new (guint, h + 1);
  for (int r = 0; r < h; r++) {
    gsize at = (gsize)r * w;
    Row row = {.na = na + at, .w = w};
    for (int i = 0; i < 2 && colours[i]; i++)
      row.colours[i] = colours[i] + at;
    self->first[r] = runs->len;
    find_runs (runs, &row);
  }
  self->first[h] = runs->len;
  self->runs = g_memdup2 (runs->data, runs->len * sizeof (TcRun));
}

gboolean
tc_runs_init_even (TcRuns *self, const guint8 *column_na, int w, int h)
{
  if (w < MIN_FLAT)
    return FALSE;
  g_autoptr (GArray) runs = g_array_sized_new (FALSE, FALSE, sizeof (TcRun), (guint)h);
  self->first = g_new (guint, h + 1);
  for (int r = 0; r < h; r++) {
    self->first[r] = runs->len;
    if (column_na[r] != 255)
      g_array_append_vals (runs, &(TcRun){0, w, TC_RUN_FLAT}, 1);
  }
  self->first[h] = runs->len;
  self->runs = g_memdup2 (runs->data, runs->len * sizeof (TcRun));
  return TRUE;
}

void
tc_runs_clear (TcRuns *self)
{
  g_clear_pointer (&self->runs, g_free);
  g_clear_pointer (&self->first, g_free);
}
