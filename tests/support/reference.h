/* SPDX-License-Identifier: MIT
 *
 * draw/reference.h - what a blend must give, in double precision, pixel by pixel
 *
 * Written from the design's words, not from the kernels: the sprite's 4:4:4 planes at
 * their place in an endless transparent plane, cut by the clip, chroma filtered [1 2 1]
 * on even frame columns and the mean of two rows, each result rounded once.
 */
#pragma once

#include "draw/sprite-private.h"
#include "tallycast/draw/blend.h"

/** out: plane samples as doubles, not rounded, for @picture as it is. */
typedef struct {
  int w, h;
  double *plane[3];
} TcReference;

void tc_reference_init (TcReference *self, const TcPicture *picture);
void tc_reference_clear (TcReference *self);
/** Blends and rounds: the next sprite lies on rounded samples, as on air. */
void tc_reference_blend (TcReference *self, const TcSprite *sprite, const TcPose *pose);
/** The largest difference of @picture from the reference in any sample. */
int tc_reference_distance (const TcReference *self, const TcPicture *picture);
/** Fails the test unless the two pictures are of one size and the same in every sample.
 */
void tc_test_assert_same_picture (const TcPicture *a, const TcPicture *b);
