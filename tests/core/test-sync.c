/* SPDX-License-Identifier: MIT */
#include "tallycast/core/sync.h"

#include "tallycast/core/clock.h"

#define N_READERS 3
#define N_PUTS    20000

/* An immutable thing that knows how many of it are alive. */
typedef struct {
  gint references;
  guint64 number, twice; /* twice = 2 * number, or somebody saw half of a thing */
} Thing;

static gint n_alive;

static Thing *
thing_new (guint64 number)
{
  Thing *self = g_new (Thing, 1);

  *self = (Thing){1, number, number * 2};
  g_atomic_int_inc (&n_alive);
  return self;
}

static gpointer
thing_ref (gpointer data)
{
  g_atomic_int_inc (&((Thing *)data)->references);
  return data;
}

static void
thing_unref (gpointer data)
{
  Thing *self = data;

  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  self->twice = 0;
  g_free (self);
  g_atomic_int_add (&n_alive, -1);
}

typedef struct {
  TcSlot slot;
  gint is_done;
} Shared;

static void *
read_until_done (void *data)
{
  Shared *shared = data;
  guint64 last = 0;

  while (!g_atomic_int_get (&shared->is_done)) {
    Thing *thing = tc_slot_get (&shared->slot);
    if (!thing)
      continue;
    g_assert_cmpuint (thing->twice, ==, thing->number * 2);
    g_assert_cmpuint (thing->number, >=, last);
    last = thing->number;
    thing_unref (thing);
  }
  return NULL;
}

static void
readers_see_whole_things_in_order (void)
{
  Shared shared = {.is_done = FALSE};
  pthread_t readers[N_READERS];

  tc_slot_init (&shared.slot, thing_ref, thing_unref);
  for (int i = 0; i < N_READERS; i++)
    g_assert_cmpint (pthread_create (&readers[i], NULL, read_until_done, &shared), ==,
                     0);
  for (guint64 k = 1; k <= N_PUTS; k++)
    tc_slot_put (&shared.slot, thing_new (k));
  g_atomic_int_set (&shared.is_done, TRUE);
  for (int i = 0; i < N_READERS; i++)
    pthread_join (readers[i], NULL);
  g_assert_cmpint (n_alive, ==, 1);
  tc_slot_clear (&shared.slot);
  g_assert_cmpint (n_alive, ==, 0);
}

typedef struct {
  TcSlot slot;
  guint64 n_taken;
  gint is_done;
} Exchange;

static void *
steal_until_done (void *data)
{
  Exchange *exchange = data;
  gboolean is_last;

  do { /* once more after the end: what was put last */
    is_last = g_atomic_int_get (&exchange->is_done);
    Thing *thing = tc_slot_steal (&exchange->slot);
    if (thing) {
      exchange->n_taken++;
      g_assert_cmpint (thing->references, ==, 1);
      thing_unref (thing);
    }
  } while (!is_last);
  return NULL;
}

static void
stealing_takes_the_only_reference (void)
{
  Exchange exchange = {.n_taken = 0};
  pthread_t thief;

  tc_slot_init (&exchange.slot, thing_ref, thing_unref);
  g_assert_cmpint (pthread_create (&thief, NULL, steal_until_done, &exchange), ==, 0);
  for (guint64 k = 1; k <= N_PUTS; k++)
    tc_slot_put (&exchange.slot, thing_new (k));
  g_atomic_int_set (&exchange.is_done, TRUE);
  pthread_join (thief, NULL);
  g_assert_null (tc_slot_get (&exchange.slot));
  g_assert_cmpuint (exchange.n_taken, >=, 1);
  g_assert_cmpint (n_alive, ==, 0);
  tc_slot_clear (&exchange.slot);
}

static void
an_empty_slot_gives_nothing (void)
{
  TcSlot slot;

  tc_slot_init (&slot, thing_ref, thing_unref);
  g_assert_null (tc_slot_get (&slot));
  g_assert_null (tc_slot_steal (&slot));
  tc_slot_put (&slot, thing_new (1));
  tc_slot_put (&slot, NULL);
  g_assert_cmpint (n_alive, ==, 0);
  tc_slot_clear (&slot);
}

typedef struct {
  pthread_mutex_t lock;
  guint64 sum; /* guards: both */
  guint64 n;
} Counter;

static void *
count (void *data)
{
  Counter *counter = data;

  for (int i = 0; i < N_PUTS; i++) {
    TC_LOCKED (&counter->lock);
    counter->sum += ++counter->n;
    if (i == -1)
      break; /* leaving in the middle unlocks too */
  }
  return NULL;
}

static void
locked_lasts_to_the_end_of_its_scope (void)
{
  Counter counter = {.lock = PTHREAD_MUTEX_INITIALIZER};
  pthread_t threads[2];
  guint64 n = 2 * N_PUTS;

  for (int i = 0; i < 2; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, count, &counter), ==, 0);
  for (int i = 0; i < 2; i++)
    pthread_join (threads[i], NULL);
  g_assert_cmpuint (counter.n, ==, n);
  g_assert_cmpuint (counter.sum, ==, n * (n + 1) / 2);
  g_assert_cmpint (pthread_mutex_trylock (&counter.lock), ==, 0);
  pthread_mutex_unlock (&counter.lock);
}

static void
a_wait_ends_at_its_deadline_on_the_monotonic_clock (void)
{
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t cond;
  const TcClock *clock = tc_clock_system ();
  gint64 deadline = tc_clock_mono_ns (clock) + 5 * TC_NS_PER_MS;

  tc_cond_init (&cond);
  pthread_mutex_lock (&lock);
  while (tc_cond_wait_until (&cond, &lock, deadline)) {
  }
  g_assert_cmpint (tc_clock_mono_ns (clock), >=, deadline);
  /* A deadline in the past does not wait. */
  g_assert_false (tc_cond_wait_until (&cond, &lock, deadline - TC_NS_PER_S));
  pthread_mutex_unlock (&lock);
  pthread_cond_destroy (&cond);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/sync/readers-see-whole-things-in-order",
                   readers_see_whole_things_in_order);
  g_test_add_func ("/core/sync/stealing-takes-the-only-reference",
                   stealing_takes_the_only_reference);
  g_test_add_func ("/core/sync/an-empty-slot-gives-nothing",
                   an_empty_slot_gives_nothing);
  g_test_add_func ("/core/sync/locked-lasts-to-the-end-of-its-scope",
                   locked_lasts_to_the_end_of_its_scope);
  g_test_add_func ("/core/sync/a-wait-ends-at-its-deadline-on-the-monotonic-clock",
                   a_wait_ends_at_its_deadline_on_the_monotonic_clock);
  return g_test_run ();
}
