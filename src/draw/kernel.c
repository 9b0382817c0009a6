/* SPDX-License-Identifier: MIT
 *
 * Inner loops work on pairs of pixels in 16-bit lanes, 32 or 64 pixels an instruction
 * on AVX2 and AVX-512: even and odd ones are taken apart and put together by shifts,
 * which costs half of what widening and packing do.
 *
 * Whole opacity: p + s*na/255, exactly rounded: with u = t + 128, (u * 257) >> 16 is
 * round (t / 255) for t up to 65026, one multiplication.
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

#define WHOLE         255
#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

/* Two pixels, anywhere. */
typedef guint16 Pair __attribute__ ((may_alias, aligned (1)));

static inline guint16
high_half (guint16 a, guint16 b)
{
  return (guint16)(((guint32)a * b) >> 16);
}

static inline guint16
div_255 (guint16 t)
{
  return high_half ((guint16)(t + 128), 257);
}

static inline guint16
even (Pair pair)
{
  return pair & 255;
}

static inline guint16
odd (Pair pair)
{
  return pair >> 8;
}

static inline Pair
join (guint16 even_one, guint16 odd_one)
{
  return (Pair)(even_one | odd_one << 8);
}

/* ---- one sprite ---- */

/* The loops below are written once for the four ways to call them: @is_flat: @p and @na
 * are one pixel that holds for all; @p NULL: no colour, only 255-A. */

ALWAYS_INLINE void
whole (guint8 *d,
       const guint8 *s,
       const guint8 *p,
       const guint8 *na,
       int n,
       gboolean is_flat)
{
  const Pair *s2 = (const Pair *)s, *p2 = (const Pair *)p, *na2 = (const Pair *)na;
  Pair *d2 = (Pair *)d;
  Pair flat_p = (Pair)(p ? p[0] * 257 : 0), flat_na = (Pair)(na[0] * 257);
#pragma GCC ivdep
  for (int i = 0; i < n / 2; i++) {
    Pair over = is_flat || !p ? flat_p : p2[i], rest = is_flat ? flat_na : na2[i];
    d2[i] = (Pair)(over + join (div_255 ((guint16)(even (s2[i]) * even (rest))),
                                div_255 ((guint16)(odd (s2[i]) * odd (rest)))));
  }
  if (n & 1)
    d[n - 1] = (guint8)((p ? p[is_flat ? 0 : n - 1] : 0) +
                        div_255 ((guint16)(s[n - 1] * na[is_flat ? 0 : n - 1])));
}

static inline guint16
fade (guint16 s, guint16 p, guint16 na, guint16 o)
{
  guint16 q = (guint16)(65025 - o * (guint16)(255 - na));
  return div_255 ((guint16)(o * p + high_half ((guint16)(s * 257), q)));
}

ALWAYS_INLINE void
faded (guint8 *d,
       const guint8 *s,
       const guint8 *p,
       const guint8 *na,
       int n,
       guint8 o,
       gboolean is_flat)
{
  const Pair *s2 = (const Pair *)s, *p2 = (const Pair *)p, *na2 = (const Pair *)na;
  Pair *d2 = (Pair *)d;
  Pair flat_p = (Pair)(p ? p[0] * 257 : 0), flat_na = (Pair)(na[0] * 257);
#pragma GCC ivdep
  for (int i = 0; i < n / 2; i++) {
    Pair over = is_flat || !p ? flat_p : p2[i], rest = is_flat ? flat_na : na2[i];
    d2[i] = join (fade (even (s2[i]), even (over), even (rest), o),
                  fade (odd (s2[i]), odd (over), odd (rest), o));
  }
  if (n & 1)
    d[n - 1] = (guint8)fade (s[n - 1], p ? p[is_flat ? 0 : n - 1] : 0,
                             na[is_flat ? 0 : n - 1], o);
}

TC_CLONES static void
blend_whole (const TcLine *line, int at, int n)
{
  whole (line->d + at, line->s + at, line->p + at, line->na + at, n, FALSE);
}

TC_CLONES static void
blend_whole_flat (const TcLine *line, int at, int n)
{
  whole (line->d + at, line->s + at, line->p + at, line->na + at, n, TRUE);
}

TC_CLONES static void
blend_faded (const TcLine *line, int at, int n, guint8 o)
{
  faded (line->d + at, line->s + at, line->p + at, line->na + at, n, o, FALSE);
}

TC_CLONES static void
blend_faded_flat (const TcLine *line, int at, int n, guint8 o)
{
  faded (line->d + at, line->s + at, line->p + at, line->na + at, n, o, TRUE);
}

TC_CLONES static void
keep_whole (const TcLine *line, int at, int n)
{
  whole (line->d + at, line->s + at, NULL, line->na + at, n, FALSE);
}

TC_CLONES static void
keep_faded (const TcLine *line, int at, int n, guint8 o)
{
  faded (line->d + at, line->s + at, NULL, line->na + at, n, o, FALSE);
}

static void
keep_run (const TcLine *line, int at, int n, TcRunKind kind, guint8 o)
{
  if (o != WHOLE)
    keep_faded (line, at, n, o);
  else if (kind == TC_RUN_OPAQUE)
    memset (line->d + at, 0, n);
  else
    keep_whole (line, at, n);
}

static void
blend_run (const TcLine *line, int at, int n, TcRunKind kind, guint8 o)
{
  gboolean is_flat = kind == TC_RUN_FLAT;
  if (o != WHOLE && is_flat)
    blend_faded_flat (line, at, n, o);
  else if (o != WHOLE)
    blend_faded (line, at, n, o);
  else if (is_flat && line->na[at] == 0)
    memset (line->d + at, line->p[at], n);
  else if (is_flat)
    blend_whole_flat (line, at, n);
  else if (kind == TC_RUN_OPAQUE)
    memcpy (line->d + at, line->p + at, n);
  else
    blend_whole (line, at, n);
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
    if (line->p)
      blend_run (line, a, n, run->kind, o);
    else
      keep_run (line, a, n, run->kind, o);
  }
  tc_kernel_copy (line, done, to);
}

/* Without colour a half rounds down, where the colour's rounds up: together they may
 * not pass 255. */
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

/* ---- groups ---- */

static inline guint16
two (guint16 a, guint16 b, guint16 v, guint16 w)
{
  return (guint16)(v * a + w * b);
}

static inline guint16
under (guint16 d, guint16 over, guint16 rest)
{
  guint16 left = high_half ((guint16)(d * 257), rest);
  return div_255 ((guint16)(over + left + 1));
}

TC_CLONES void
tc_kernel_dissolve (guint8 *d, const TcMixLine *line, int n, guint8 weight)
{
  const Pair *p0 = (const Pair *)line->out_p, *na0 = (const Pair *)line->out_na;
  const Pair *p1 = (const Pair *)line->in_p, *na1 = (const Pair *)line->in_na;
  Pair *d2 = (Pair *)d;
  guint16 w = weight, v = (guint16)(255 - weight);
#pragma GCC ivdep
  for (int i = 0; i < n / 2; i++)
    d2[i] = join (under (even (d2[i]), two (even (p0[i]), even (p1[i]), v, w),
                         two (even (na0[i]), even (na1[i]), v, w)),
                  under (odd (d2[i]), two (odd (p0[i]), odd (p1[i]), v, w),
                         two (odd (na0[i]), odd (na1[i]), v, w)));
  if (n & 1)
    d[n - 1] =
        (guint8)under (d[n - 1], two (line->out_p[n - 1], line->in_p[n - 1], v, w),
                       two (line->out_na[n - 1], line->in_na[n - 1], v, w));
}

TC_CLONES void
tc_kernel_mix (guint8 *d, const guint8 *in, int n, guint8 weight)
{
  guint16 w = weight, v = (guint16)(255 - weight);
#pragma GCC ivdep
  for (int i = 0; i < n; i++)
    d[i] = (guint8)div_255 (two (d[i], in[i], v, w));
}

TC_CLONES void
tc_kernel_darken (guint8 *d, int n, guint8 amount, guint8 black)
{
  guint16 rest = (guint16)(255 - amount), over = (guint16)(black * amount);
  for (int i = 0; i < n; i++)
    d[i] = (guint8)div_255 ((guint16)(d[i] * rest + over));
}
