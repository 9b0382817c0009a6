/* SPDX-License-Identifier: MIT */
#include "places.h"

#include "peer.h"
#include "tallycast/web/server.h"

#include <string.h>

struct TcPlaces {
  GHashTable *counts; /* whom they are counted for (owned) -> how many, never 0 */
  guint n;
};

TcPlaces *
tc_places_new (void)
{
  TcPlaces *self = g_new0 (TcPlaces, 1);

  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
tc_places_free (TcPlaces *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->counts);
  g_free (self);
}

static guint
count_of (const TcPlaces *self, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, name));
}

static gboolean
has_room (const TcPlaces *self, GInetAddress *peer, guint n_from_it)
{
  if (g_inet_address_get_is_loopback (peer))
    return self->n < TC_WEB_MAX_CONNECTIONS;
  return self->n < TC_WEB_MAX_CONNECTIONS - TC_WEB_RESERVED &&
         n_from_it < TC_WEB_MAX_FROM_ONE;
}

gboolean
tc_places_take (TcPlaces *self, GInetAddress *peer)
{
  g_autofree char *name = tc_peer_counted (peer, NULL);
  guint n = count_of (self, name);

  if (!has_room (self, peer, n))
    return FALSE;
  g_hash_table_replace (self->counts, g_steal_pointer (&name),
                        GUINT_TO_POINTER (n + 1));
  self->n++;
  return TRUE;
}

gboolean
tc_places_is_in_the_way (const TcPlaces *self, GInetAddress *peer, GInetAddress *other)
{
  g_autofree char *name = tc_peer_counted (peer, NULL);
  g_autofree char *other_name = tc_peer_counted (other, NULL);

  return g_inet_address_get_is_loopback (peer) ||
         count_of (self, name) < TC_WEB_MAX_FROM_ONE || strcmp (name, other_name) == 0;
}

void
tc_places_leave (TcPlaces *self, GInetAddress *peer)
{
  g_autofree char *name = tc_peer_counted (peer, NULL);
  guint n = count_of (self, name);

  g_return_if_fail (n > 0);
  if (n == 1)
    g_hash_table_remove (self->counts, name);
  else
    g_hash_table_replace (self->counts, g_steal_pointer (&name),
                          GUINT_TO_POINTER (n - 1));
  self->n--;
}

guint
tc_places_taken (const TcPlaces *self)
{
  return self->n;
}
