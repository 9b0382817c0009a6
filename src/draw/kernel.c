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
 * Dissolve: (sum w*p + s*t/255) / 255 with t = sum w*(255-a), the high half plus 1: at
 * most 1 from exact, a 255th of a step, and just so that t = 255*na gives s*na exactly:
 * a plate that is in both groups looks as it does alone. As p <= a holds for a group,
 * too (255-A rounds down where a clip leaves a half), the sum cannot pass 65026.
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

/* The same without colour. */
TC_CLONES static void
keep_whole (guint8 *d, const guint8 *na, int n)
{
#pragma GCC ivdep
  for (int i = 0; i < n; i++)
    d[i] = div_255 ((guint16)(d[i] * na[i]));
}

TC_CLONES static void
keep_faded (guint8 *d, const guint8 *na, int n, guint8 o)
{
#pragma GCC ivdep
  for (int i = 0; i < n; i++) {
    guint16 q = (guint16)(65025 - o * (guint16)(255 - na[i]));
    d[i] = div_255 ((guint16)(((guint32)(guint16)(d[i] * 257) * q) >> 16));
  }
}

static void
blend_run (const TcLine *line, int at, int n, gboolean is_opaque, guint8 o)
{
  guint8 *d = line->d + at;
  const guint8 *s = line->s + at, *na = line->na + at;
  if (o != OPAQUE && line->p)
    blend_faded (d, s, line->p + at, na, n, o);
  else if (o != OPAQUE)
    keep_faded (d, na, n, o);
  else if (is_opaque && line->p)
    memcpy (d, line->p + at, n);
  else if (is_opaque)
    memset (d, 0, n);
  else if (line->p)
    blend_whole (d, s, line->p + at, na, n);
  else
    keep_whole (d, na, n);
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
    blend_run (line, a, n, run->is_opaque, o);
  }
  tc_kernel_copy (line, done, to);
}

void
tc_kernel_cut (const TcLine *line, int at, int n, guint32 num, guint32 den)
{
  guint32 whole = 255 * den;
  for (int i = at; i < at + n; i++) {
    guint32 a = 255U - line->na[i];
    guint32 under = line->s[i] * (whole - num * a);
    guint32 twice = 2 * (line->p ? num * 255 * line->p[i] + under : under);
    line->d[i] = (guint8)((twice + whole - !line->p) / (2 * whole));
  }
}

TC_CLONES static void
dissolve (guint8 *d,
          const guint8 *p0,
          const guint8 *na0,
          const guint8 *p1,
          const guint8 *na1,
          int n,
          guint8 w)
{
  guint8 v = (guint8)(255 - w);
#pragma GCC ivdep
  for (int i = 0; i < n; i++) {
    guint16 over = (guint16)((guint16)(v * p0[i]) + (guint16)(w * p1[i]));
    guint16 rest = (guint16)((guint16)(v * na0[i]) + (guint16)(w * na1[i]));
    guint16 under = (guint16)(((guint32)(guint16)(d[i] * 257) * rest) >> 16);
    d[i] = div_255 ((guint16)(over + under + 1));
  }
}

void
tc_kernel_dissolve (guint8 *d, const TcMixLine *line, int n, guint8 weight)
{
  dissolve (d, line->out_p, line->out_na, line->in_p, line->in_na, n, weight);
}

TC_CLONES void
tc_kernel_mix (guint8 *d, const guint8 *in, int n, guint8 weight)
{
  guint8 rest = (guint8)(255 - weight);
#pragma GCC ivdep
  for (int i = 0; i < n; i++)
    d[i] = div_255 ((guint16)((guint16)(rest * d[i]) + (guint16)(weight * in[i])));
}

TC_CLONES void
tc_kernel_darken (guint8 *d, int n, guint8 amount, guint8 black)
{
  guint16 under = (guint16)(255 - amount), over = (guint16)(black * amount);
  for (int i = 0; i < n; i++)
    d[i] = div_255 ((guint16)(d[i] * under + over));
}
