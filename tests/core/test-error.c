/* SPDX-License-Identifier: MIT */
#include "tallycast/core/error.h"

#include <gio/gio.h>

static const char *const keys[] = {"color", "colors", "size",   "latency_ms",
                                   "uri",   "wait_s", "output", NULL};

static void
names_the_nearest_word (void)
{
  static const struct {
    const char *word, *near;
  } rows[] = {
      {"colour", "color"},
      {"colros", "colors"},
      {"szie", "size"},
      {"sizes", "size"},
      {"latency", "latency_ms"},
      {"latency-ms", "latency_ms"},
      {"url", "uri"},
      {"x", NULL},
      {"", NULL},
      {"waits", "wait_s"},
      {"completely", NULL},
      {"outptu", "output"},
      {"size", "size"},
      {"LATENCY_MS", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].word);
    g_assert_cmpstr (tc_did_you_mean (rows[i].word, keys), ==, rows[i].near);
  }
}

static void
a_word_too_long_is_near_nothing (void)
{
  g_autofree char *word = g_strnfill (100000, 'c');
  const char *const known[] = {word, "color", NULL};

  g_assert_null (tc_did_you_mean (word, known));
  g_assert_cmpstr (tc_did_you_mean ("colour", known), ==, "color");
}

static void
codes_are_exit_codes (void)
{
  static const int codes[] = {64, 65, 69, 78};

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) error = g_error_new (TC_ERROR, codes[i], "x");
    g_assert_cmpint (tc_error_exit_code (error), ==, codes[i]);
  }
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");
  g_assert_cmpint (tc_error_exit_code (foreign), ==, 69);
  g_assert_cmpint (TC_ERROR_USAGE, ==, 64);
  g_assert_cmpint (TC_ERROR_DATA, ==, 65);
  g_assert_cmpint (TC_ERROR_UNAVAILABLE, ==, 69);
  g_assert_cmpint (TC_ERROR_CONFIG, ==, 78);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/error/names-the-nearest-word", names_the_nearest_word);
  g_test_add_func ("/core/error/a-word-too-long-is-near-nothing",
                   a_word_too_long_is_near_nothing);
  g_test_add_func ("/core/error/codes-are-exit-codes", codes_are_exit_codes);
  return g_test_run ();
}
