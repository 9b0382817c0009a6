/* SPDX-License-Identifier: MIT */
#include "tallycast/core/sync.h"

#include <errno.h>
#include <time.h>

void
tc_slot_init (TcSlot *self, TcRefFunc ref, TcUnrefFunc unref)
{
  pthread_mutex_init (&self->lock, NULL);
  self->value = NULL;
  self->ref = ref;
  self->unref = unref;
}

void
tc_slot_clear (TcSlot *self)
{
  tc_slot_put (self, NULL);
  pthread_mutex_destroy (&self->lock);
}

static gpointer
exchange (TcSlot *self, gpointer value)
{
  TC_LOCKED (&self->lock);
  gpointer old = self->value;
  self->value = value;
  return old;
}

void
tc_slot_put (TcSlot *self, gpointer value)
{
  gpointer old = exchange (self, value);
  if (old)
    self->unref (old);
}

gpointer
tc_slot_get (TcSlot *self)
{
  TC_LOCKED (&self->lock);
  return self->value ? self->ref (self->value) : NULL;
}

gpointer
tc_slot_steal (TcSlot *self)
{
  return exchange (self, NULL);
}

void
tc_cond_init (pthread_cond_t *cond)
{
  pthread_condattr_t attr;

  pthread_condattr_init (&attr);
  pthread_condattr_setclock (&attr, CLOCK_MONOTONIC);
  pthread_cond_init (cond, &attr);
  pthread_condattr_destroy (&attr);
}

gboolean
tc_cond_wait_until (pthread_cond_t *cond, pthread_mutex_t *mutex, gint64 deadline_ns)
{
  struct timespec at = {.tv_sec = deadline_ns / 1000000000,
                        .tv_nsec = deadline_ns % 1000000000};

  return pthread_cond_timedwait (cond, mutex, &at) != ETIMEDOUT;
}
