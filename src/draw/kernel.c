/* SPDX-License-Identifier: MIT
 *
 * Inner loops work in 16-bit lanes, 32 or 64 pixels an instruction on AVX2 and AVX-512.
 *
 * Whole opacity: p + s*na/255, exactly rounded: (t + 128 + ((t + 128) >> 8)) >> 8 is
 * round (t / 255) for t up to 65025.
 *
 * Opacity o: (o*p + s*q/255) / 255 with q = 255*255 - o*a. s*q/255 is taken as the high
 * half of (257 s) * q, which is at most 1.3 too small; that is 0.005 of a step in the
 * result, well within what is left of one step after the rounding of a filtered chroma
 * sample (0.875, see convert.c). The sum cannot pass 65025, because p <= a.
 *
 * s is d itself, or another picture's row (compose): the same loop blends in place and
 * copies while it blends. "ivdep" tells the compiler that a lane never reads what
 * another lane writes; without it, s == d would take the scalar way.
 */
#include "draw/kernel.h"

#include <string.h>

#include "draw/convert.h"

#define OPAQUE 255

static inline guint8
div_255 (guint16 t)
{
  guint16 u = (guint16)(t + 128);
  return (guint8)((guint16)(u + (u >> 8)) >> 8);
}

TC_CLONES static void
blend_whole (guint8 *d, const guint8 *s, const guint8 *p, const guint8 *na, int n)
{
#pragma GCC ivdep
  for (int i = 0; i < n; i++)
    d[i] = (guint8)(p[i] + div_255 ((guint16)(s[i] * na[i])));
}

TC_CLONES static void
blend_faded (guint8 *d,
             const guint8 *s,
             const guint8 *p,
             const guint8 *na,
             int n,
             guint8 o)
{
#pragma GCC ivdep
  for (int i = 0; i < n; i++) {
    guint16 q = (guint16)(65025 - o * (guint16)(255 - na[i]));
    guint16 under = (guint16)(((guint32)(guint16)(s[i] * 257) * q) >> 16);
    d[i] = div_255 ((guint16)((guint16)(o * p[i]) + under));
  }
}

void
tc_kernel_copy (const TcLine *line, int from, int to)
{
  if (line->s != line->d && from < to)
    memcpy (line->d + from, line->s + from, (gsize)(to - from));
}

void
tc_kernel_runs (const TcLine *line,
                const TcRun *run,
                const TcRun *end,
                int from,
                int to,
                guint8 o)
{
  int done = from;
  for (; run < end && run->from < to; run++) {
    int a = MAX (run->from, from), n = MIN (run->to, to) - a;
    if (n <= 0)
      continue;
    tc_kernel_copy (line, done, a);
    done = a + n;
    if (o != OPAQUE)
      blend_faded (line->d + a, line->s + a, line->p + a, line->na + a, n, o);
    else if (run->is_opaque)
      memcpy (line->d + a, line->p + a, n);
    else
      blend_whole (line->d + a, line->s + a, line->p + a, line->na + a, n);
  }
  tc_kernel_copy (line, done, to);
}

void
tc_kernel_cut (const TcLine *line, int at, int n, guint32 num, guint32 den)
{
  guint32 whole = 255 * den;
  for (int i = at; i < at + n; i++) {
    guint32 a = 255U - line->na[i];
    guint32 t = num * 255 * line->p[i] + line->s[i] * (whole - num * a);
    line->d[i] = (guint8)((2 * t + whole) / (2 * whole));
  }
}

TC_CLONES void
tc_kernel_darken (guint8 *d, int n, guint8 amount, guint8 black)
{
  guint16 under = (guint16)(255 - amount), over = (guint16)(black * amount);
  for (int i = 0; i < n; i++)
    d[i] = div_255 ((guint16)(d[i] * under + over));
}
