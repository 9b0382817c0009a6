/* SPDX-License-Identifier: MIT
 *
 * media/source_private.h - shared by source.c (life, time, samples) and source_build.c
 * (elements)
 */
#pragma once

#include <pthread.h>

#include <gst/app/gstappsink.h>

#include "media/source.h"
#include "media/test_picture.h"
#include "tallycast/media/anchor.h"

G_BEGIN_DECLS

/* Frames in a buffer of test sound. */
#define TEST_SOUND_FRAMES 480

struct TcSource {
  /* set once, before the pipeline runs */
  TcSourceSettings settings; /* without its strings */
  GstElement *pipeline;
  GstBus *bus;
  TcTestPicture *test_picture; /* painted in place of the pipeline's own frames */
  gboolean has_test_sound;     /* the same for sound */
  gboolean is_paced;           /* a file: frames wait for their time here */

  /* the streaming thread of the sound */
  TcAnchor anchor;

  pthread_mutex_t lock; /* guards: all below */
  pthread_cond_t cond;  /* is_closed has changed */
  gboolean is_closed;
  gboolean has_video_tail; /* the first stream of each kind is taken */
  gboolean has_audio_tail;
  gboolean has_zero;
  gint64 zero_ns; /* capture time = zero + loop_start + running time */
  gint64 loop_start_ns;
  gint64 loop_end_ns;
  guint64 loop_frames; /* frames since the loop's start */
  gint64 n_seen;       /* pictures that came, those not handed on too */
  TcSourceInfo info;
};

/** Fills the pipeline with elements for the settings. */
gboolean
tc_source_build (TcSource *self, const TcSourceSettings *settings, GError **error);
/** The callbacks of the pipeline's ends. */
GstFlowReturn tc_source_video_cb (GstAppSink *sink, gpointer data);
GstFlowReturn tc_source_audio_cb (GstAppSink *sink, gpointer data);
/** FALSE once it is closed: an abandoned pipeline brings nothing any more. Every
 * callback asks first (which also makes what the worker has set up visible to its
 * thread). */
gboolean tc_source_is_open (TcSource *self);
/** What the decoder says about the stream. */
void tc_source_set_caps (TcSource *self, const GstCaps *caps);

G_END_DECLS
