/* SPDX-License-Identifier: MIT
 *
 * The short way to know whether a name fits gives what laying it out gives.
 */
#include "app/check-width.h"

#include <string.h>

#define ROUNDS 500

static const char *const families[] = {TC_TEXT_FAMILY, "Noto Sans"};

/* Chinese, Latin, both, and a script that joins its letters. */
static char *
random_name (GRand *rand)
{
  static const char *const words[] = {"住", "房", "和", "城", "乡", "建", "设",
                                      "第", "委", "局", "Wi", "ll", "fi", " Mm",
                                      "，", "7",  "1",  ".",  " ",  "جۇ", "ڭگو"};
  GString *name = g_string_new (NULL);
  int n = g_rand_int_range (rand, 1, 26);

  while (n-- > 0)
    g_string_append (name, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
  return g_string_free (name, FALSE);
}

static TcTextStyle
random_style (GRand *rand)
{
  TcTextStyle style = {
      .family = families[g_rand_int_range (rand, 0, G_N_ELEMENTS (families))],
      .lang = g_rand_boolean (rand) ? "en" : "zh-CN",
      .is_bold = g_rand_boolean (rand),
      .is_tabular = TRUE,
      .size_px = g_rand_int_range (rand, 20, 120),
      .fit = (TcTextFit)g_rand_int_range (rand, TC_FIT_NONE, TC_FIT_SHRINK_WRAP + 1),
      .max_lines = g_rand_int_range (rand, 1, 4)};

  style.floor_px = g_rand_int_range (rand, 0, style.size_px + 1);
  return style;
}

static void
is_as_laid_out (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *text = random_name (rand);
    TcTextStyle style = random_style (rand);
    /* mostly near the width that the name has */
    int natural = tc_text_measure (text, G_MAXINT16, &style).width_px;
    int w = MAX ((int)(natural * g_rand_double_range (rand, 0.3, 1.2)), 1);
    TcCheckPlace place = {&style, w, "",
                          g_rand_int_range (rand, 0, 8) == 0 ? "！" : ""};
    g_autofree char *whole = g_strconcat (text, place.after, NULL);
    TcTextResult laid_out = tc_text_measure (whole, w, &style);
    TcTextResult found;
    TcCheckName name;
    int floor_px = style.floor_px == 0 ? style.size_px : style.floor_px;

    tc_check_name_init (&name, text, style.family);
    found = tc_check_name_fit (&name, &place);
    if (style.fit == TC_FIT_NONE)
      continue; /* never cut */
    g_test_message ("'%s' in %d, %d px, fit %d", text, w, style.size_px, style.fit);
    g_assert_cmpint (found.is_cut, ==, laid_out.is_cut);
    g_assert_cmpint (found.n_lines == 0, ==, laid_out.n_lines == 0);
    g_assert_cmpint (found.size_px <= floor_px, ==, laid_out.size_px <= floor_px);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (tc_text_init (NULL, NULL));
  g_test_add_func ("/app/check-width/is-as-laid-out", is_as_laid_out);
  int result = g_test_run ();
  tc_text_deinit ();
  return result;
}
