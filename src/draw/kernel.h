/* SPDX-License-Identifier: MIT
 *
 * draw/kernel.h - one row of one plane: the inner loops of blend.c
 */
#pragma once

#include "draw/sprite-private.h"
#include "tallycast/draw/blend.h"

G_BEGIN_DECLS

/** A row of the sprite's plane over @s, into @d, which may be @s itself. */
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

/** d moves towards @black by @amount / 255. */
void tc_kernel_darken (guint8 *d, int n, guint8 amount, guint8 black);

G_END_DECLS
