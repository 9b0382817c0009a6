/* SPDX-License-Identifier: MIT
 *
 * draw/mix.h - groups of sprites by themselves, and the dissolve of two
 */
#pragma once

#include "draw/moment.h"

G_BEGIN_DECLS

/** A group of sprites composited onto nothing: the colours premultiplied, and what is
 * left of the picture below, 255-A, in full size (plane 0) and half size (plane 1). */
typedef struct {
  TcPicture colour, rest;
} TcComposite;

/** Nothing in it. @memory: 11/4 bytes a pixel, borrowed. @width, @height: even. */
void tc_composite_init (TcComposite *self, guint8 *memory, int width, int height);
/** Composites the actors of @group, or with TC_GROUP_NONE all. (@x, @y): where the
 * layer lies in the picture, even. */
void tc_composite_blend (const TcComposite *self,
                         const TcActor *actors,
                         guint n,
                         TcShotGroup group,
                         int x,
                         int y);
/** Becomes the mix of itself and @in, of the same size. */
void tc_composite_mix (const TcComposite *self, const TcComposite *in, guint8 weight);

/** The rectangle on even numbers, cut to @within, outside of which the actors change
 * nothing. */
TcRect tc_actors_reach (const TcActor *actors, guint n, TcRect within);

/** The dissolve of actors that are each OUT or IN. @weight: of IN. */
void tc_mix_blend (const TcActor *actors,
                   guint n,
                   guint8 weight,
                   const TcPicture *picture,
                   TcRows rows);

G_END_DECLS
