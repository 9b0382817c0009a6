/* SPDX-License-Identifier: MIT */
#include "web/peer.h"

typedef struct {
  const char *peer, *forwarded_for, *counted;
} CountedCase;

static const CountedCase counted_cases[] = {
    {"192.0.2.7", NULL, "192.0.2.7"},
    {"127.0.0.1", NULL, "127.0.0.1"},
    {"::1", NULL, "::1"},
    {"::ffff:192.0.2.7", NULL, "192.0.2.7"},
    /* a network of IPv6 is one, the next is another */
    {"2001:db8:1:2::1", NULL, "2001:0db8:0001:0002::/64"},
    {"2001:db8:1:2:ffff:ffff:ffff:ffff", NULL, "2001:0db8:0001:0002::/64"},
    {"2001:db8:1:3::1", NULL, "2001:0db8:0001:0003::/64"},
    /* a proxy at this machine says for whom, last of all; also by a mapped address */
    {"127.0.0.1", "192.0.2.7", "127.0.0.1 for 192.0.2.7"},
    {"::1", "192.0.2.7", "::1 for 192.0.2.7"},
    {"::ffff:127.0.0.1", "192.0.2.7", "127.0.0.1 for 192.0.2.7"},
    {"127.0.0.1", "203.0.113.9, 192.0.2.7", "127.0.0.1 for 192.0.2.7"},
    {"127.0.0.1", "2001:db8:1:2::1", "127.0.0.1 for 2001:0db8:0001:0002::/64"},
    {"127.0.0.1", "::ffff:192.0.2.7", "127.0.0.1 for 192.0.2.7"},
    {"127.0.0.1", "unknown", "127.0.0.1 for unknown"},
    {"127.0.0.1", "", "127.0.0.1 for "},
    /* anybody else says what he likes */
    {"192.0.2.7", "203.0.113.9", "192.0.2.7"},
    {"2001:db8:1:2::1", "203.0.113.9", "2001:0db8:0001:0002::/64"},
    {"::ffff:192.0.2.7", "127.0.0.1", "192.0.2.7"},
};

static void
test_counted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (counted_cases); i++) {
    const CountedCase *c = &counted_cases[i];
    g_autoptr (GSocketAddress) remote =
        g_inet_socket_address_new_from_string (c->peer, 40000);
    g_autoptr (GInetAddress) peer = tc_peer_address (remote);
    g_autofree char *counted = tc_peer_counted (peer, c->forwarded_for);
    g_test_message ("%s, %s", c->peer, c->forwarded_for);
    g_assert_cmpstr (counted, ==, c->counted);
  }
}

/* However long a name a proxy hands on. */
static void
test_long_name (void)
{
  g_autoptr (GInetAddress) peer = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autofree char *name = g_strnfill (10000, 'x');
  g_autofree char *counted = tc_peer_counted (peer, name);

  g_assert_cmpuint (strlen (counted), <, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/peer/is-counted-by-address-or-network", test_counted);
  g_test_add_func ("/web/peer/long-names-are-cut", test_long_name);
  return g_test_run ();
}
