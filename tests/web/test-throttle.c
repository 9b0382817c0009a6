/* SPDX-License-Identifier: MIT */
#include "web/throttle.h"

#define S G_USEC_PER_SEC

static void
test_window (void)
{
  TcThrottle *throttle = tc_throttle_new ();

  for (int i = 1; i < TC_THROTTLE_FAILURES; i++) {
    g_assert_false (tc_throttle_fail (throttle, "a", i * S));
    g_assert_cmpint (tc_throttle_wait_s (throttle, "a", i * S), ==, 0);
  }
  g_assert_true (tc_throttle_fail (throttle, "a", 10 * S)); /* told once */
  g_assert_false (tc_throttle_fail (throttle, "a", 11 * S));
  g_assert_cmpint (tc_throttle_wait_s (throttle, "a", 11 * S), ==, 50);
  g_assert_cmpint (tc_throttle_wait_s (throttle, "a", 60 * S + 1), ==, 1);
  g_assert_cmpint (tc_throttle_wait_s (throttle, "a", 61 * S), ==, 0);
  /* and the next window counts from nothing */
  g_assert_false (tc_throttle_fail (throttle, "a", 62 * S));
  g_assert_cmpint (tc_throttle_wait_s (throttle, "a", 62 * S), ==, 0);
  tc_throttle_free (throttle);
}

static void
test_slips (void)
{
  TcThrottle *throttle = tc_throttle_new ();

  for (int i = 0; i < 1000; i++) {
    g_assert_false (tc_throttle_fail (throttle, "a", i * 7 * (gint64)S));
    g_assert_cmpint (tc_throttle_wait_s (throttle, "a", i * 7 * (gint64)S), ==, 0);
  }
  tc_throttle_free (throttle);
}

/* Somebody with a million addresses takes no memory, and frees nobody whom he could not
 * have waited for. */
static void
test_many (void)
{
  TcThrottle *throttle = tc_throttle_new ();
  gint64 now_us = 0;

  for (int i = 0; i < 100000; i++) {
    g_autofree char *address = g_strdup_printf ("10.%d", i);
    g_assert_false (tc_throttle_fail (throttle, address, now_us++));
  }
  for (int i = 0; i < TC_THROTTLE_FAILURES; i++)
    tc_throttle_fail (throttle, "a", now_us++);
  g_assert_cmpint (tc_throttle_wait_s (throttle, "a", now_us), >, 0);
  g_assert_cmpint (tc_throttle_wait_s (throttle, "b", now_us), ==, 0);
  for (int i = 0; i < TC_THROTTLE_MAX - 1; i++) {
    g_autofree char *address = g_strdup_printf ("11.%d", i);
    tc_throttle_fail (throttle, address, now_us++);
  }
  g_assert_cmpint (tc_throttle_wait_s (throttle, "a", now_us), >, 0);
  tc_throttle_free (throttle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/throttle/refuses-until-its-window-ends", test_window);
  g_test_add_func ("/web/throttle/forgives-slips", test_slips);
  g_test_add_func ("/web/throttle/remembers-only-so-many", test_many);
  return g_test_run ();
}
