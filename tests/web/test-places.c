/* SPDX-License-Identifier: MIT */
#include "web/places.h"

#include "tallycast/web/server.h"
#include "web/peer.h"

/* The peer that connects from @text, as a server on [::] sees it. */
static GInetAddress *
peer_of (const char *text)
{
  g_autoptr (GSocketAddress) remote =
      g_inet_socket_address_new_from_string (text, 40000);

  return tc_peer_address (remote);
}

static gboolean
take (TcPlaces *places, const char *text)
{
  g_autoptr (GInetAddress) peer = peer_of (text);

  return tc_places_take (places, peer);
}

static void
leave (TcPlaces *places, const char *text)
{
  g_autoptr (GInetAddress) peer = peer_of (text);

  tc_places_leave (places, peer);
}

/* Whoever has one address of a network of IPv6 has all of them. */
static void
test_network (void)
{
  TcPlaces *places = tc_places_new ();

  for (guint i = 0; i < TC_WEB_MAX_FROM_ONE; i++) {
    g_autofree char *text = g_strdup_printf ("2001:db8:1:2::%x", i + 1);
    g_assert_true (take (places, text));
  }
  g_assert_false (take (places, "2001:db8:1:2:ffff::1"));
  g_assert_true (take (places, "2001:db8:1:3::1"));
  g_assert_true (take (places, "192.0.2.7"));
  leave (places, "2001:db8:1:2::5");
  g_assert_true (take (places, "2001:db8:1:2:ffff::1"));
  g_assert_false (take (places, "2001:db8:1:2:ffff::2"));
  tc_places_free (places);
}

/* Also where an IPv4 address is written as one of IPv6. */
static void
test_reserved (void)
{
  TcPlaces *places = tc_places_new ();
  guint n = 0;

  for (guint i = 0; i < TC_WEB_MAX_CONNECTIONS; i++) {
    g_autofree char *text = g_strdup_printf ("192.0.2.%u", i % 8 + 1);
    n += take (places, text);
  }
  g_assert_cmpuint (n, ==, TC_WEB_MAX_CONNECTIONS - TC_WEB_RESERVED);
  for (guint i = 0; i < TC_WEB_RESERVED; i++)
    g_assert_true (take (places, i % 2 ? "::ffff:127.0.0.1" : "::1"));
  g_assert_cmpuint (tc_places_taken (places), ==, TC_WEB_MAX_CONNECTIONS);
  g_assert_false (take (places, "127.0.0.1"));
  leave (places, "127.0.0.1"); /* as which the mapped one counts */
  g_assert_cmpuint (tc_places_taken (places), ==, TC_WEB_MAX_CONNECTIONS - 1);
  g_assert_true (take (places, "::1"));
  tc_places_free (places);
}

/* A share is there again when its places are left. */
static void
test_left (void)
{
  TcPlaces *places = tc_places_new ();

  for (int round = 0; round < 10; round++) {
    for (guint i = 0; i < TC_WEB_MAX_FROM_ONE; i++)
      g_assert_true (take (places, "192.0.2.7"));
    g_assert_false (take (places, "192.0.2.7"));
    for (guint i = 0; i < TC_WEB_MAX_FROM_ONE; i++)
      leave (places, "192.0.2.7");
    g_assert_cmpuint (tc_places_taken (places), ==, 0);
  }
  tc_places_free (places);
}

/* Whose leaving would help: at the limit of a share only who is of the same one. */
static void
test_way (void)
{
  TcPlaces *places = tc_places_new ();
  g_autoptr (GInetAddress) peer = peer_of ("2001:db8:1:2::1");
  g_autoptr (GInetAddress) same = peer_of ("2001:db8:1:2::ff");
  g_autoptr (GInetAddress) other = peer_of ("192.0.2.7");
  g_autoptr (GInetAddress) local = peer_of ("127.0.0.1");

  g_assert_true (tc_places_is_in_the_way (places, peer, other));
  for (guint i = 0; i < TC_WEB_MAX_FROM_ONE; i++)
    g_assert_true (take (places, "2001:db8:1:2::1"));
  g_assert_false (tc_places_is_in_the_way (places, peer, other));
  g_assert_true (tc_places_is_in_the_way (places, peer, same));
  g_assert_true (tc_places_is_in_the_way (places, local, same));
  tc_places_free (places);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/places/a-network-has-one-share", test_network);
  g_test_add_func ("/web/places/some-are-for-this-machine", test_reserved);
  g_test_add_func ("/web/places/a-share-is-left-by-its-own", test_way);
  g_test_add_func ("/web/places/are-there-again-when-left", test_left);
  return g_test_run ();
}
