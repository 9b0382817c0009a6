/* SPDX-License-Identifier: MIT
 *
 * draw/kernel.h - one row of one plane: the inner loops of blend.c
 */
#pragma once

#include "draw/sprite-private.h"
#include "tallycast/draw/blend.h"

G_BEGIN_DECLS

/** A row of the sprite's plane over @s, into @d, which may be @s itself. @p may be
 * NULL: nothing but 255-A, to be multiplied. */
typedef struct {
  guint8 *d;
  const guint8 *s, *p, *na;
} TcLine;

/** Copies columns [@from, @to) from s to d when they are not the same. */
void tc_kernel_copy (const TcLine *line, int from, int to);

/** Blends columns [@from, @to) of @line within the runs [@run, @end), and copies what
 * lies between these. */
void tc_kernel_runs (const TcLine *line,
                     const TcRun *run,
                     const TcRun *end,
                     int from,
                     int to,
                     guint8 o);

/** out = o*p + d*(1 - o*a) with o = num / den, exactly rounded; den at most 6120. For
 * the few samples that a clip cuts. */
void tc_kernel_cut (const TcLine *line, int at, int n, guint32 num, guint32 den);

/** A row of two groups: premultiplied samples, and 255-A. */
typedef struct {
  const guint8 *out_p, *out_na, *in_p, *in_na;
} TcMixLine;

/** d*(1 - sum w*a) + sum w*p, at most 1/255 of a step from exactly rounded, and exact
 * where both groups are the same. @weight: of the second group, 0..255. */
void tc_kernel_dissolve (guint8 *d, const TcMixLine *line, int n, guint8 weight);
/** d becomes the mix of both, exactly rounded. @weight: of @in. */
void tc_kernel_mix (guint8 *d, const guint8 *in, int n, guint8 weight);

/** d moves towards @black by @amount / 255. */
void tc_kernel_darken (guint8 *d, int n, guint8 amount, guint8 black);

G_END_DECLS
