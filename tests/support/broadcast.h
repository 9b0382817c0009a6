/* SPDX-License-Identifier: MIT
 *
 * A small broadcast without camera: a thread that pushes 160x90 frames and sound into a
 * real encoder, 25 times a second, by the clock. CBR with filler makes the stream as
 * fat as asked for, so that networks fill up as they do with real pictures.
 */
#pragma once

#include "tallycast/media/encoder.h"

#define TEST_BROADCAST_KEYFRAME_S 1

typedef struct {
  TcHub *hub;
  TcEncoder *encoder;
  TcStreamInfo info;
  GThread *thread;
  int is_ending;       /* atomic */
  int ticks, refused;  /* atomic; what push_video said */
  int max_refused_run; /* atomic; of these, the most without one taken between */
  int refused_run;     /* the thread's own */
  int max_late_ms;     /* atomic; of the thread itself: how starved the machine is */
} TestBroadcast;

/** Running when it returns. Returns: (transfer full). */
TestBroadcast *test_broadcast_start (int bitrate_kbps);
void test_broadcast_stop (TestBroadcast *self);

/** The machine let the test's own thread wait, and so everybody's. */
gboolean test_broadcast_is_starved (TestBroadcast *self);

/**
 * That nobody behind the hub held the encoder: it would refuse frames for as long as
 * the network or the disk is silent, seconds on end. A machine that lets the test's own
 * thread wait lets the encoder's wait too; then less than a second says nothing of
 * them.
 */
void test_broadcast_assert_unhindered (TestBroadcast *self);

/** A frame of @format whose luma is @level. Returns: (transfer full). */
GstBuffer *test_frame (const TcFormat *format, guint8 level);
