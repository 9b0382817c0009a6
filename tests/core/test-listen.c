/* SPDX-License-Identifier: MIT */
#include "tallycast/core/listen.h"

#include "tallycast/core/error.h"

static void
test_places (void)
{
  static const struct {
    const char *text, *address; /* NULL: refused */
    guint16 port;
    gboolean is_local;
  } rows[] = {
      {"127.0.0.1:8088", "127.0.0.1", 8088, TRUE},
      {"127.8.9.1:0", "127.8.9.1", 0, TRUE},
      {"localhost:65535", "127.0.0.1", 65535, TRUE},
      {"LocalHost:1", "127.0.0.1", 1, TRUE},
      {"[::1]:8088", "::1", 8088, TRUE},
      {"0.0.0.0:8088", "0.0.0.0", 8088, FALSE},
      {"192.0.2.1:8088", "192.0.2.1", 8088, FALSE},
      {"[::]:8088", "::", 8088, FALSE},
      {"127.0.0.1:65536", NULL, 0},
      {"127.0.0.1:", NULL, 0},
      {"127.0.0.1", NULL, 0},
      {"8088", NULL, 0},
      {"", NULL, 0},
      {":8088", NULL, 0},
      {"127.1:8088", NULL, 0},
      {"example.org:80", NULL, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *address = NULL;
    guint16 port = 0;
    g_test_message ("%s", rows[i].text);
    g_assert_true (tc_listen_parse (rows[i].text, &address, &port, &error) ==
                   (rows[i].address != NULL));
    g_assert_cmpstr (address, ==, rows[i].address);
    g_assert_cmpuint (port, ==, rows[i].port);
    if (!rows[i].address) {
      g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
      continue;
    }
    g_assert_true (tc_listen_check_local (rows[i].text, &error) == rows[i].is_local);
    g_assert_true ((error == NULL) == rows[i].is_local);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/listen/takes-addresses-and-knows-this-machine's",
                   test_places);
  return g_test_run ();
}
