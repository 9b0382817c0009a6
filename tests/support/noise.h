/* SPDX-License-Identifier: MIT
 *
 * draw/noise.h - random pictures, sprites and poses, a million of them in seconds
 */
#pragma once

#include "tallycast/draw/blend.h"

/** A picture of noise with odd strides, between guard bytes. */
typedef struct {
  TcPicture picture;
  guint8 *memory;
  gsize n;
} TcTestFrame;

typedef enum {
  TC_TEST_NOISE,  /* every pixel by itself */
  TC_TEST_OPAQUE, /* colours without transparency */
  TC_TEST_PLATES, /* opaque, clear, flat and mixed stretches, as real content */
  TC_TEST_FLAT,   /* one colour, one alpha */
  TC_TEST_CLEAR,
  TC_TEST_N_CONTENTS,
} TcTestContent;

/** Numbers that are the same on every machine. */
typedef struct {
  guint64 state;
} TcTestRandom;

guint32 tc_test_random (TcTestRandom *self);
/** @from <= the number < @to. */
int tc_test_random_range (TcTestRandom *self, int from, int to);

/** @w, @h: even. */
void tc_test_frame_init (TcTestFrame *self, TcTestRandom *random, int w, int h);
void tc_test_frame_clear (TcTestFrame *self);
/** Fails the test when a byte beside the picture was written. */
void tc_test_frame_assert_guards (const TcTestFrame *self);

/** Pixels of a row, premultiplied ARGB. */
void
tc_test_fill_row (TcTestRandom *random, TcTestContent content, guint32 *row, int w);
TcSprite *tc_test_sprite (TcTestRandom *random, TcTestContent content, int w, int h);
/** Any place from beside the picture to beside the picture, any clip, any opacity. */
TcPose
tc_test_pose (TcTestRandom *random, const TcSprite *sprite, const TcPicture *picture);
