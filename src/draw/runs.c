/* SPDX-License-Identifier: MIT
 *
 * Where a row is transparent the kernels need not go, and where it is opaque a copy is
 * exact (255-A = 0). So a lower third in a full-frame sprite costs its own area. A
 * short stretch is not worth changing the kernel for: one instruction blends up to 64
 * pixels, so opaque stretches under 64 count as mixed and transparent gaps under 32 are
 * blended through.
 */
#include "draw/sprite-private.h"

#include <string.h>

#define MIN_OPAQUE 64
#define MIN_GAP    32

typedef enum {
  KIND_CLEAR,
  KIND_MIXED,
  KIND_OPAQUE,
} Kind;

/* The first column from @from on whose byte differs from @value. */
static int
skip_equal (const guint8 *row, int from, int w, guint8 value)
{
  guint64 pattern = value * G_GUINT64_CONSTANT (0x0101010101010101);
  int i = from;
  for (; i + 8 <= w; i += 8) {
    guint64 word;
    memcpy (&word, row + i, sizeof word);
    if (word != pattern)
      break;
  }
  while (i < w && row[i] == value)
    i++;
  return i;
}

static void
append (GArray *runs, guint row_start, Kind kind, int from, int to)
{
  if (kind == KIND_CLEAR || from == to)
    return;
  TcRun *last =
      runs->len > row_start ? &g_array_index (runs, TcRun, runs->len - 1) : NULL;
  if (last && last->to == from && !last->is_opaque && kind == KIND_MIXED)
    last->to = to;
  else
    g_array_append_vals (runs, &(TcRun){from, to, kind == KIND_OPAQUE}, 1);
}

/* One stretch of @row from @at on: its end and kind. */
static int
next_stretch (const guint8 *row, int at, int w, Kind *out_kind)
{
  int end = skip_equal (row, at, w, 255);
  if (end - at >= MIN_GAP || (end == w && end > at) || (at == 0 && end > at)) {
    *out_kind = KIND_CLEAR;
    return end;
  }
  end = skip_equal (row, at, w, 0);
  if (end - at >= MIN_OPAQUE) {
    *out_kind = KIND_OPAQUE;
    return end;
  }
  *out_kind = KIND_MIXED;
  if (end > at)
    return end;
  end = skip_equal (row, at, w, 255);
  if (end > at)
    return end;
  while (end < w && row[end] != 0 && row[end] != 255)
    end++;
  return end;
}

void
tc_runs_init (TcRuns *self, const guint8 *na, int w, int h)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (TcRun));
  self->first = g_new (guint, h + 1);
  for (int r = 0; r < h; r++) {
    const guint8 *row = na + (gsize)r * w;
    self->first[r] = runs->len;
    for (int at = 0; at < w;) {
      Kind kind;
      int end = next_stretch (row, at, w, &kind);
      append (runs, self->first[r], kind, at, end);
      at = end;
    }
  }
  self->first[h] = runs->len;
  self->runs = g_memdup2 (runs->data, runs->len * sizeof (TcRun));
}

void
tc_runs_clear (TcRuns *self)
{
  g_clear_pointer (&self->runs, g_free);
  g_clear_pointer (&self->first, g_free);
}
