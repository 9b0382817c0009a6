/* SPDX-License-Identifier: MIT
 *
 * draw/kernel.h - one row of one plane: the inner loops of blend.c
 */
#pragma once

#include "draw/sprite-private.h"
#include "tallycast/draw/blend.h"

G_BEGIN_DECLS

/** A row of the sprite's plane and where it goes. d[i] lies under p[i]. */
typedef struct {
  guint8 *d;
  const guint8 *p, *na;
} TcLine;

/** Blends columns [@from, @to) of @line, only within the runs [@run, @end). */
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

/** Blends the part of @sprite that lies in the picture's rows [@top, @bottom), both
 * even: the same as tc_blend for those rows. */
void tc_blend_band (const TcPicture *picture,
                    TcSprite *sprite,
                    const TcPose *pose,
                    int top,
                    int bottom);

G_END_DECLS
