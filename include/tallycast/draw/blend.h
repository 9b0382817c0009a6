/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/blend.h - the pixel kernels: sprites onto a frame
 *
 * out = o*p + d*(1 - o*a): p the sprite's premultiplied sample, a its alpha, o the
 * opacity, d the frame. A chroma sample cut by a clip counts by its covered share: the
 * weight, in the [1 2 1] x [1 1] filter, of those of its pixels within the sprite that
 * the clip leaves. The reference in tests/draw computes this in double precision from
 * the sprite's own 8-bit 4:4:4 planes and rounds once; the kernels are within 1 of it
 * for one sprite, n for n.
 */
#pragma once

#include "tallycast/draw/sprite.h"
#include "tallycast/draw/track.h"

G_BEGIN_DECLS

/**
 * Blends @sprite at @pose onto @picture, cut to the picture. Any place, clip and
 * opacity. Thread: ticker (or render for `render`). Allocates nothing when the sprite
 * was prepared for the parity of (pose.x, pose.y).
 */
void tc_blend (const TcPicture *picture, TcSprite *sprite, const TcPose *pose);

/** Copies @from to @to (same size), row by row where strides differ. */
void tc_picture_copy (const TcPicture *to, const TcPicture *from);
/** Fills with one colour, BT.709 limited 8 bit. Black is (16, 128, 128). */
void tc_picture_fill (const TcPicture *picture, guint8 y, guint8 u, guint8 v);
/** Moves the picture towards black: 0 leaves it, 255 is black. */
void tc_picture_darken (const TcPicture *picture, guint8 amount);

G_END_DECLS
