/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/sync.h - locks and the slot through which immutable things travel
 *
 * pthread mutexes only: ThreadSanitizer does not see into GLib's. A lock stands above
 * the fields it guards, with "guards:". No callback and no GStreamer call under a lock.
 *
 * A TcSlot holds one reference to an immutable, reference-counted thing. The writer
 * puts a new one, readers take a reference of their own; neither waits for more than a
 * few instructions. Downwards (main -> render -> ticker) this is the only way between
 * threads.
 */
#pragma once

#include <glib.h>
#include <pthread.h>

G_BEGIN_DECLS

/** Unlocks at the end of the scope: `TC_LOCKED (&self->lock);`. */
#define TC_LOCKED(mutex)                                                   \
  __attribute__ ((cleanup (tc_unlock_cleanup))) pthread_mutex_t *G_PASTE ( \
      tc_locked_, __LINE__) = tc_lock (mutex)

static inline pthread_mutex_t *
tc_lock (pthread_mutex_t *mutex)
{
  pthread_mutex_lock (mutex);
  return mutex;
}

static inline void
tc_unlock_cleanup (pthread_mutex_t **mutex)
{
  pthread_mutex_unlock (*mutex);
}

typedef gpointer (*TcRefFunc) (gpointer);
typedef void (*TcUnrefFunc) (gpointer);

/** An atomic pointer to an immutable thing. Embedded; all fields private. */
typedef struct {
  pthread_mutex_t lock;
  gpointer value; /* guards: owned reference, or NULL */
  TcRefFunc ref;
  TcUnrefFunc unref;
} TcSlot;

void tc_slot_init (TcSlot *self, TcRefFunc ref, TcUnrefFunc unref);
/** Drops the reference. The slot must no longer be in use. */
void tc_slot_clear (TcSlot *self);
/** Puts @value (transfer full, may be NULL) in; the old value is released. Any thread.
 */
void tc_slot_put (TcSlot *self, gpointer value);
/** Returns: (transfer full) (nullable): a reference to what is in the slot. Any thread.
 */
gpointer tc_slot_get (TcSlot *self);
/** Returns: (transfer full) (nullable): the value itself; the slot is empty afterwards.
 */
gpointer tc_slot_steal (TcSlot *self);

/** Condition waits on CLOCK_MONOTONIC: initialises @cond for tc_cond_wait_until. */
void tc_cond_init (pthread_cond_t *cond);
/** Waits until signalled or CLOCK_MONOTONIC reaches @deadline_ns. Returns: FALSE on
 * time-out. */
gboolean
tc_cond_wait_until (pthread_cond_t *cond, pthread_mutex_t *mutex, gint64 deadline_ns);

G_END_DECLS
