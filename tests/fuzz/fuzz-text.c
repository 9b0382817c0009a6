/* SPDX-License-Identifier: MIT
 *
 * Any bytes as text in any style: it stays in its place, and nothing in it is a box.
 */
#include <string.h>

#include "draw/text-private.h"
#include "fuzz.h"
#include "tallycast/draw/canvas.h"

#define STYLE_BYTES 8

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  return 0;
}

static TcTextStyle
style_of (const uint8_t *b)
{
  static const char *const langs[] = {NULL, "zh-CN", "en", "ug", "bo", "x"};
  static const char *const families[] = {NULL, "Noto Sans, Noto Sans CJK SC", ",", "x"};
  return (TcTextStyle){
      .family = families[b[0] % G_N_ELEMENTS (families)],
      .lang = langs[b[1] % G_N_ELEMENTS (langs)],
      .is_bold = b[2] & 1,
      .is_tabular = b[2] & 2,
      .size_px = 4 + b[3] % 100,
      .floor_px = b[4] % 60,
      .colour = {0, 0, 0, 255},
      .align = (TcAlign)(b[5] % 3),
      .fit = (TcTextFit)(b[6] % 6),
      .max_lines = b[5] / 3 % 5,
      .line_pitch_px = b[2] & 4 ? b[3] : 0,
  };
}

static void
assert_result (TcTextResult result, const TcTextStyle *style, const char *text)
{
  int lines = style->max_lines > 0 ? style->max_lines : 2;
  gboolean wraps = style->fit == TC_FIT_WRAP || style->fit == TC_FIT_SHRINK_WRAP;
  TcCleanText clean =
      tc_text_clean (text, style->fit == TC_FIT_NONE ? TC_TEXT_MAX_CHARACTERS
                                                     : TC_TEXT_MAX_FIT_CHARACTERS);
  g_assert_cmpint (result.n_lines, <=, wraps ? lines : 1);
  g_assert_cmpint (result.size_px, <=, *text ? style->size_px : 0);
  g_assert_cmpint (result.n_unknown, ==, clean.n_unknown);
  g_free (clean.text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  if (n < STYLE_BYTES)
    return 0;
  TcTextStyle style = style_of (data);
  TcTextPlace place = {10, data[7] * 2, 40};
  g_autofree char *text = g_strndup ((const char *)data + STYLE_BYTES, n - STYLE_BYTES);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (500, 80, NULL);
  TcTextResult drawn, measured = tc_text_measure (text, place.w, &style);
  tc_canvas_text (canvas, text, place, &style, &drawn);
  g_assert_cmpmem (&drawn, sizeof drawn, &measured, sizeof measured);
  assert_result (drawn, &style, text);
  return 0;
}
