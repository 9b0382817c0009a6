/* SPDX-License-Identifier: MIT */
#include "tallycast/core/qr.h"

#include <string.h>

#include "tallycast/core/error.h"

/* The three squares by which readers find a code, and the light line around them. */
static void
assert_finder (const TcQrCode *code, int left, int top)
{
  for (int y = -1; y < 8; y++)
    for (int x = -1; x < 8; x++) {
      int ring = MAX (ABS (x - 3), ABS (y - 3));
      gboolean is_dark = ring == 3 || ring <= 1;
      g_assert_true (tc_qr_is_dark (code, left + x, top + y) == is_dark);
    }
}

static void
test_shape (void)
{
  g_autofree char *text = g_strnfill (100, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (TcQrCode) medium = tc_qr_new (text, TC_QR_LEVEL_M, &error);
  g_autoptr (TcQrCode) low = tc_qr_new (text, TC_QR_LEVEL_L, &error);

  g_assert_no_error (error);
  g_assert_cmpint (medium->across % 4, ==, 1);
  g_assert_cmpint (low->across, <, medium->across);
  assert_finder (low, 0, 0);
  assert_finder (low, low->across - 7, 0);
  assert_finder (low, 0, low->across - 7);
  g_assert_false (tc_qr_is_dark (low, low->across, 0));
}

static void
test_refusals (void)
{
  g_autofree char *fits = g_strnfill (TC_QR_MAX_BYTES, 'x');
  g_autofree char *too_long = g_strconcat (fits, "x", NULL);
  const char *const wrong[] = {"", too_long, "\xff"};
  g_autoptr (TcQrCode) largest = tc_qr_new (fits, TC_QR_LEVEL_M, NULL);

  g_assert_nonnull (largest);
  g_assert_cmpint (largest->across, ==, 177);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (tc_qr_new (wrong[i], TC_QR_LEVEL_M, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/qr/has-the-shape-of-the-standard", test_shape);
  g_test_add_func ("/core/qr/refuses-what-it-cannot-hold", test_refusals);
  return g_test_run ();
}
