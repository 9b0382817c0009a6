/* SPDX-License-Identifier: MIT */
#include "media/teardown.h"

#include <pthread.h>

#include "tallycast/core/clock.h"
#include "tallycast/core/sync.h"

struct _TcTeardown {
  GstElement *pipeline; /* owned by the thread */
  int eos_timeout_ms, linger_ms;
  GError *error; /* owned; written before is_down */

  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guards: */
  gboolean is_down;
};

static void
teardown_clear (gpointer data)
{
  TcTeardown *self = data;

  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_clear_error (&self->error);
}

void
tc_teardown_unref (TcTeardown *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, teardown_clear);
}

static void
wait_for_eos (TcTeardown *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  GstMessage *message =
      gst_bus_timed_pop_filtered (bus, (GstClockTime)self->eos_timeout_ms * GST_MSECOND,
                                  GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &self->error, NULL);
  g_clear_pointer (&message, gst_message_unref);
}

static gpointer
teardown_thread (gpointer data)
{
  g_autoptr (TcTeardown) self = data;

  if (self->eos_timeout_ms) {
    wait_for_eos (self);
    g_usleep ((gulong)self->linger_ms * 1000);
  }
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);

  TC_LOCKED (&self->lock);
  self->is_down = TRUE;
  pthread_cond_signal (&self->changed);
  return NULL;
}

TcTeardown *
tc_teardown_start (GstElement *pipeline, int eos_timeout_ms, int linger_ms)
{
  TcTeardown *self = g_atomic_rc_box_new0 (TcTeardown);

  self->pipeline = pipeline;
  self->eos_timeout_ms = eos_timeout_ms;
  self->linger_ms = linger_ms;
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->changed);
  g_thread_unref (
      g_thread_new ("teardown", teardown_thread, g_atomic_rc_box_acquire (self)));
  return self;
}

gboolean
tc_teardown_wait (TcTeardown *self, int timeout_ms)
{
  gint64 deadline_ns =
      tc_clock_mono_ns (tc_clock_system ()) + timeout_ms * TC_NS_PER_MS;

  TC_LOCKED (&self->lock);
  while (!self->is_down)
    if (!tc_cond_wait_until (&self->changed, &self->lock, deadline_ns))
      break;
  return self->is_down;
}

const GError *
tc_teardown_error (TcTeardown *self)
{
  return self->error;
}
