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

/** Plane samples of a picture, of whole numbers. */
typedef struct {
  int w, h;
  double *plane[3];
} TcReference;

/** Sprites composited onto nothing, not rounded: premultiplied colours 0..255 and alpha
 * 0..1, of each plane. */
typedef struct {
  int w, h;
  double *p[3], *a[3];
} TcReferenceGroup;

void tc_reference_init (TcReference *self, const TcPicture *picture);
void tc_reference_clear (TcReference *self);
/** Blends and rounds: the next sprite lies on rounded samples, as on air. */
void tc_reference_blend (TcReference *self, const TcSprite *sprite, const TcPose *pose);

void tc_reference_group_init (TcReferenceGroup *self, const TcPicture *picture);
void tc_reference_group_clear (TcReferenceGroup *self);
void tc_reference_group_add (TcReferenceGroup *self,
                             const TcSprite *sprite,
                             const TcPose *pose);
/** d*(1 - sum w*a) + sum w*p, rounded once. @weight: of @in, 0..255. */
void tc_reference_dissolve (TcReference *self,
                            const TcReferenceGroup *out,
                            const TcReferenceGroup *in,
                            int weight);

/** The largest difference of @picture from the reference in any sample. */
int tc_reference_distance (const TcReference *self, const TcPicture *picture);
/** The same of two pictures of one size. */
int tc_test_picture_distance (const TcPicture *a, const TcPicture *b);
/** Fails the test unless the two pictures are of one size and the same in every sample.
 */
void tc_test_assert_same_picture (const TcPicture *a, const TcPicture *b);
