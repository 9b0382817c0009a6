/* SPDX-License-Identifier: MIT */
#include "tallycast/core/listen.h"

#include "tallycast/core/error.h"

#include <string.h>

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

/* For a link that others can follow. */
static void
test_urls (void)
{
  g_auto (GStrv) one = tc_listen_urls ("192.0.2.7:8088", 8088);
  g_auto (GStrv) six = tc_listen_urls ("[2001:db8::7]:0", 81);
  g_auto (GStrv) local = tc_listen_urls ("localhost:8088", 8088);
  g_auto (GStrv) any = tc_listen_urls ("0.0.0.0:8088", 8088);
  g_auto (GStrv) both = tc_listen_urls ("[::]:8088", 8088);

  g_assert_cmpstr (one[0], ==, "http://192.0.2.7:8088/");
  g_assert_null (one[1]);
  g_assert_cmpstr (six[0], ==, "http://[2001:db8::7]:81/");
  g_assert_cmpstr (local[0], ==, "http://127.0.0.1:8088/");
  g_assert_null (local[1]);
  g_assert_nonnull (any[0]);
  for (char **url = any; *url; url++) {
    g_test_message ("%s", *url);
    g_assert_true (g_str_has_prefix (*url, "http://"));
    g_assert_null (strstr (*url, "0.0.0.0"));
    g_assert_true (any[1] == NULL || strstr (*url, "127.0.0.1") == NULL);
  }
  g_assert_cmpuint (g_strv_length (both), >=, g_strv_length (any));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/listen/takes-addresses-and-knows-this-machine's",
                   test_places);
  g_test_add_func ("/core/listen/tells-where-others-find-it", test_urls);
  return g_test_run ();
}
