/* SPDX-License-Identifier: MIT */
#include "throttle.h"

#define WINDOW_US ((gint64)TC_THROTTLE_S * G_USEC_PER_SEC)

typedef struct {
  gint64 began_us;
  int failures;
} Window;

struct TcThrottle {
  GHashTable *windows; /* address -> Window, both owned */
};

TcThrottle *
tc_throttle_new (void)
{
  TcThrottle *self = g_new0 (TcThrottle, 1);

  self->windows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
tc_throttle_free (TcThrottle *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->windows);
  g_free (self);
}

int
tc_throttle_wait_s (const TcThrottle *self, const char *address, gint64 now_us)
{
  const Window *window = g_hash_table_lookup (self->windows, address);
  gint64 left_us = window ? window->began_us + WINDOW_US - now_us : 0;

  if (left_us <= 0 || window->failures < TC_THROTTLE_FAILURES)
    return 0;
  return (int)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
make_room (TcThrottle *self)
{
  GHashTableIter iter;
  gpointer address = NULL, value = NULL;
  const char *oldest = NULL;
  gint64 oldest_us = G_MAXINT64;

  if (g_hash_table_size (self->windows) < TC_THROTTLE_MAX)
    return;
  g_hash_table_iter_init (&iter, self->windows);
  while (g_hash_table_iter_next (&iter, &address, &value)) {
    const Window *window = value;
    if (window->began_us >= oldest_us)
      continue;
    oldest = address;
    oldest_us = window->began_us;
  }
  g_hash_table_remove (self->windows, oldest);
}

gboolean
tc_throttle_fail (TcThrottle *self, const char *address, gint64 now_us)
{
  Window *window = g_hash_table_lookup (self->windows, address);

  if (!window) {
    make_room (self);
    window = g_new0 (Window, 1);
    window->began_us = now_us;
    g_hash_table_insert (self->windows, g_strdup (address), window);
  }
  if (now_us - window->began_us >= WINDOW_US)
    *window = (Window){.began_us = now_us};
  return ++window->failures == TC_THROTTLE_FAILURES;
}
