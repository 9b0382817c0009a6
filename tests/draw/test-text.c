/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/text.h"

#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/canvas.h"

#define NAME_17 "区城市管理综合行政执法局监督指挥中" /* 17 characters */

static const TcColour ink = {10, 37, 71, 255};

static TcTextStyle
name_style (void)
{
  return (TcTextStyle){.size_px = 72,
                       .floor_px = 54,
                       .is_bold = TRUE,
                       .colour = ink,
                       .fit = TC_FIT_SHRINK};
}

/* LOOK.md 7: a name on paper, 928 wide, goes from 72 to 54 and holds 17 characters. */
static void
test_shrink (void)
{
  static const struct {
    int n_characters, size_px;
    gboolean is_cut;
  } cases[] = {{1, 72, FALSE},  {12, 72, FALSE}, {13, 70, FALSE}, {14, 66, FALSE},
               {15, 60, FALSE}, {16, 58, FALSE}, {17, 54, FALSE}, {18, 54, TRUE}};
  TcTextStyle style = name_style ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_utf8_substring (NAME_17 "心", 0, cases[i].n_characters);
    TcTextResult result = tc_text_measure (text, 928, &style);
    g_assert_cmpint (result.size_px, ==, cases[i].size_px);
    g_assert_cmpint (result.is_cut, ==, cases[i].is_cut);
    g_assert_cmpint (result.width_px, <=, 928);
    g_assert_cmpint (result.n_lines, ==, 1);
    if (!cases[i].is_cut)
      g_assert_cmpint (result.width_px, ==, cases[i].n_characters * cases[i].size_px);
  }
}

static void
test_odd_floor (void)
{
  TcTextStyle style = name_style ();
  style.floor_px = 55;
  g_assert_cmpint (tc_text_measure (NAME_17, 928, &style).size_px, ==, 55);
  style.floor_px = 200; /* above the size: the size */
  g_assert_cmpint (tc_text_measure (NAME_17, 928, &style).size_px, ==, 72);
}

static void
test_fits (void)
{
  TcTextStyle style = name_style ();
  style.fit = TC_FIT_NONE;
  TcTextResult result = tc_text_measure (NAME_17, 100, &style);
  g_assert_cmpint (result.width_px, ==, 17 * 72);
  g_assert_false (result.is_cut);

  style.fit = TC_FIT_ELLIPSIS;
  result = tc_text_measure (NAME_17, 928, &style);
  g_assert_cmpint (result.size_px, ==, 72);
  g_assert_true (result.is_cut);
  g_assert_cmpint (result.width_px, <=, 928);

  style.fit = TC_FIT_WHOLE;
  result = tc_text_measure (NAME_17, 928, &style);
  g_assert_cmpint (result.size_px, ==, 54);
  g_assert_cmpint (result.n_lines, ==, 1);
  result = tc_text_measure (NAME_17, 917, &style);
  g_assert_cmpint (result.n_lines, ==, 0); /* not shown rather than cut */
  g_assert_true (result.is_cut);
}

static void
test_wrap (void)
{
  const char *english = "Commission of Housing and Urban-Rural Development";
  TcTextStyle style = {.size_px = 64,
                       .floor_px = 44,
                       .is_bold = TRUE,
                       .lang = "en",
                       .colour = ink,
                       .fit = TC_FIT_WRAP};
  TcTextResult result = tc_text_measure (english, 928, &style);
  g_assert_cmpint (result.size_px, ==, 64);
  g_assert_cmpint (result.n_lines, ==, 2);
  g_assert_cmpint (result.width_px, <=, 928);
  result = tc_text_measure (english, 700, &style);
  g_assert_cmpint (result.n_lines, ==, 2);
  g_assert_cmpint (result.size_px, <, 64);
  g_assert_false (result.is_cut);
  result = tc_text_measure (english, 300, &style);
  g_assert_cmpint (result.size_px, ==, 44);
  g_assert_cmpint (result.n_lines, ==, 2);
  g_assert_true (result.is_cut);
  style.max_lines = 3;
  result = tc_text_measure (english, 480, &style);
  g_assert_cmpint (result.n_lines, ==, 3);
}

/* Title: 112 to 72 on one line, and only then two lines. */
static void
test_shrink_wrap (void)
{
  TcTextStyle style = {
      .size_px = 112, .floor_px = 72, .colour = ink, .fit = TC_FIT_SHRINK_WRAP};
  TcTextResult result = tc_text_measure ("2026年度绩效评议大会", 1056, &style);
  g_assert_cmpint (result.n_lines, ==, 1);
  g_assert_cmpint (result.size_px, <, 112);
  result = tc_text_measure (NAME_17, 1056, &style);
  g_assert_cmpint (result.n_lines, ==, 2);
  g_assert_cmpint (result.size_px, ==, 72);
  g_assert_false (result.is_cut);
  result = tc_text_measure (NAME_17 NAME_17, 1056, &style);
  g_assert_cmpint (result.n_lines, ==, 2);
  g_assert_true (result.is_cut);
}

static void
test_unknown (void)
{
  TcTextStyle style = name_style ();
  g_assert_cmpint (tc_text_measure ("住建委 Housing 92.35", 928, &style).n_unknown, ==,
                   0);
  g_assert_cmpint (tc_text_measure ("住\U0001F600建\U00012000", 928, &style).n_unknown,
                   ==, 2);
}

static void
test_family (void)
{
  static const char *const texts[] = {"直接骨曜", "Latin", "0123456789", "正"};
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    for (int bold = 0; bold < 2; bold++) {
      TcTextStyle style = {.size_px = 40, .is_bold = bold, .colour = ink};
      g_autofree char *family = tc_text_dup_family (texts[i], &style);
      g_assert_cmpstr (family, ==, "Noto Sans CJK SC");
    }
  }
}

/* Other fonts of the machine do not exist for us, whatever is asked for. */
static void
test_private_fonts (void)
{
  static const char *const families[] = {"DejaVu Sans", "Noto Serif CJK SC",
                                         "sans-serif", "Liberation Serif",
                                         "No Such Font"};
  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    TcTextStyle style = {.family = families[i], .size_px = 40, .colour = ink};
    g_autofree char *family = tc_text_dup_family ("Abc", &style);
    g_assert_true (g_str_has_prefix (family, "Noto Sans "));
  }
}

static TcSprite *
draw_text (const char *text, const TcTextStyle *style)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (600, 120, NULL);
  tc_canvas_text (canvas, text, (TcTextPlace){10, 580, 60}, style, NULL);
  return tc_canvas_to_sprite (canvas);
}

static gboolean
same_sprite (const TcSprite *a, const TcSprite *b)
{
  gsize n = (gsize)a->box.w * a->box.h * 4;
  return memcmp (&a->box, &b->box, sizeof a->box) == 0 && memcmp (a->y, b->y, n) == 0;
}

static void
test_same_pixels (void)
{
  TcTextStyle style = name_style ();
  g_autoptr (TcSprite) first = draw_text ("绩效评议 92.35", &style);
  g_assert_cmpint (first->box.w, >, 300);
  g_assert_true (tc_text_init (NULL, NULL)); /* a new font map */
  g_autoptr (TcSprite) second = draw_text ("绩效评议 92.35", &style);
  g_assert_true (same_sprite (first, second));
}

static int
luma_at (const TcSprite *self, int x, int y)
{
  int at = (y - self->box.y) * self->box.w + x - self->box.x;
  return self->na[at] == 0 ? self->y[at] : -1; /* -1: not opaque */
}

/* A line around the letters: so far out of them to each side, and beneath: what was of
 * the letters' colour stays so, also where two letters touch. */
static void
test_outline (void)
{
  TcTextStyle style = name_style ();
  style.colour = (TcColour){255, 255, 255, 255};
  g_autoptr (TcSprite) plain = draw_text ("民政局AV", &style);
  style.outline = (TcColour){0, 0, 0, 255};
  style.outline_px = 4;
  g_autoptr (TcSprite) lined = draw_text ("民政局AV", &style);
  g_assert_cmpint (lined->box.x, ==, plain->box.x - 4);
  g_assert_cmpint (lined->box.y, ==, plain->box.y - 4);
  g_assert_cmpint (ABS (lined->box.w - plain->box.w - 8), <=, 1);
  g_assert_cmpint (ABS (lined->box.h - plain->box.h - 8), <=, 1);
  int n = 0;
  for (int y = plain->box.y; y < plain->box.y + plain->box.h; y++)
    for (int x = plain->box.x; x < plain->box.x + plain->box.w; x++) {
      if (luma_at (plain, x, y) != 235)
        continue;
      g_assert_cmpint (luma_at (lined, x, y), ==, 235);
      n++;
    }
  g_assert_cmpint (n, >, 1000);
  n = 0;
  for (int y = lined->box.y; y < lined->box.y + lined->box.h; y++)
    for (int x = lined->box.x; x < lined->box.x + lined->box.w; x++)
      n += luma_at (lined, x, y) == 16;
  g_assert_cmpint (n, >, 1000);
}

/* The same text straight from Pango, in any language. */
static TcSprite *
draw_in_language (const char *text, const char *lang)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 120);
  cairo_t *cr = cairo_create (surface);
  PangoLayout *layout = pango_cairo_create_layout (cr);
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  PangoContext *context = pango_layout_get_context (layout);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_language (context, pango_language_from_string (lang));
  pango_layout_context_changed (layout);
  PangoFontDescription *font =
      pango_font_description_from_string ("Noto Sans CJK SC Bold 72px");
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (cr, ink.r / 255.0, ink.g / 255.0, ink.b / 255.0);
  cairo_move_to (cr, 10, 60 + 27);
  pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (layout, 0));
  cairo_surface_flush (surface);
  TcSprite *sprite = tc_sprite_new (surface);
  pango_font_description_free (font);
  cairo_font_options_destroy (options);
  g_object_unref (layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return sprite;
}

/* 直 骨 曜 differ between Chinese and Japanese; neither the style's nor the
 * environment's language (see main) may change them. */
static void
test_chinese_forms (void)
{
  TcTextStyle style = name_style ();
  g_autoptr (TcSprite) want = draw_in_language ("直骨曜", "zh-CN");
  g_autoptr (TcSprite) japanese = draw_in_language ("直骨曜", "ja");
  g_assert_false (same_sprite (want, japanese));
  static const char *const langs[] = {NULL, "zh-CN", "en", "ja"};
  for (guint i = 0; i < G_N_ELEMENTS (langs); i++) {
    style.lang = langs[i];
    g_autoptr (TcSprite) got = draw_text ("直骨曜", &style);
    g_assert_true (same_sprite (got, want));
  }
}

static void
test_baseline (void)
{
  static const int sizes[][2] = {{72, 27}, {30, 11}, {184, 68}, {236, 88}, {44, 16}};
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_assert_cmpint (tc_text_baseline_px (sizes[i][0]), ==, sizes[i][1]);
  /* Figures stand on the baseline: the box of "1" ends there. */
  TcTextStyle style = name_style ();
  g_autoptr (TcSprite) figure = draw_text ("1", &style);
  g_assert_cmpint (figure->box.y + figure->box.h, ==, 60 + 27);
  /* and keep it when they shrink or stand beside larger ones. */
  style.size_px = 30;
  style.baseline_of_px = 72;
  g_autoptr (TcSprite) small = draw_text ("1", &style);
  g_assert_cmpint (small->box.y + small->box.h, ==, 60 + 27);
  style = name_style ();
  style.fit = TC_FIT_SHRINK;
  g_autoptr (TcSprite) shrunk = draw_text ("1111111111111111", &style);
  g_assert_cmpint (shrunk->box.y + shrunk->box.h, ==, 60 + 27);
  g_assert_cmpint (shrunk->box.h, <, figure->box.h);
}

/* Optical centre: capitals, figures and Han lie around it, within 6 % of the size. */
static void
test_optical_centre (void)
{
  static const char *const texts[] = {"0", "H", "国", "正"};
  TcTextStyle style = name_style ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TcSprite) sprite = draw_text (texts[i], &style);
    double middle = sprite->box.y + sprite->box.h / 2.0;
    g_assert_cmpfloat (middle, >, 60 - 72 * 0.06);
    g_assert_cmpfloat (middle, <, 60 + 72 * 0.06);
  }
}

static void
test_align (void)
{
  static const int left_of[] = {10, 264, 518}; /* of 72 pixels in 10..590 */
  for (int align = 0; align < 3; align++) {
    TcTextStyle style = {.size_px = 36, .colour = ink, .align = (TcAlign)align};
    g_autoptr (TcSprite) sprite = draw_text ("国国", &style);
    g_assert_cmpint (sprite->box.x, >=, left_of[align]);
    g_assert_cmpint (sprite->box.x + sprite->box.w, <=, left_of[align] + 72);
    g_assert_cmpint (sprite->box.w, >, 60);
  }
}

/* Figures of one size have one width, so a counting number does not shift. */
static void
test_tabular (void)
{
  static const int sizes[] = {30, 54, 72, 90, 184, 236};
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    TcTextStyle style = {.size_px = sizes[i], .is_bold = TRUE, .is_tabular = TRUE};
    int width = tc_text_measure ("00.00", 2000, &style).width_px;
    for (int k = 1; k <= 9; k++) {
      char text[] = "00.00";
      text[0] = text[1] = text[3] = text[4] = (char)('0' + k);
      g_assert_cmpint (tc_text_measure (text, 2000, &style).width_px, ==, width);
    }
  }
}

static void
test_hostile (void)
{
  TcTextStyle style = name_style ();
  g_assert_cmpint (tc_text_measure ("", 100, &style).n_lines, ==, 0);
  g_assert_cmpint (tc_text_measure (NULL, 100, &style).n_lines, ==, 0);
  TcTextResult result = tc_text_measure ("a\nb\tc\x01\xe2\x80\xa8"
                                         "d",
                                         928, &style);
  g_assert_cmpint (result.n_lines, ==, 1);
  g_assert_cmpint (result.n_unknown, ==, 0);
  g_assert_cmpint (tc_text_measure ("\xff\xfe bad", 928, &style).n_lines, ==, 1);
  g_autofree char *long_text = g_strnfill (1 << 20, 'W');
  style.fit = TC_FIT_NONE;
  style.size_px = 4;
  result = tc_text_measure (long_text, 10, &style);
  g_assert_cmpint (result.width_px, <=, TC_TEXT_MAX_CHARACTERS * 8);
  g_assert_true (result.is_cut);
  style.fit = TC_FIT_WRAP;
  style.max_lines = 1000;
  result = tc_text_measure (long_text, 10, &style);
  g_assert_cmpint (result.n_lines, <=, TC_TEXT_MAX_LINES);
  g_assert_true (result.is_cut);
  result = tc_text_measure ("abc", -5, &style);
  g_assert_cmpint (result.n_lines, <=, TC_TEXT_MAX_LINES);
  style.size_px = -7;
  g_assert_cmpint (tc_text_measure ("abc", 50, &style).size_px, ==, 4);
}

/* The house's folder may be one of the machine's: only what our own folders hold beside
 * our fonts is left out. */
static void
test_house_folder_of_the_machine (void)
{
  static const char dejavu[] = "/usr/share/fonts/truetype/dejavu";
  if (!g_file_test (dejavu, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("no fonts-dejavu on this machine");
    return;
  }
  TcTextStyle style = {.family = "DejaVu Sans", .size_px = 40, .colour = ink};
  g_assert_true (tc_text_init (dejavu, NULL));
  g_autofree char *family = tc_text_dup_family ("Abc", &style);
  g_autofree char *han = tc_text_dup_family ("住", &style);
  g_assert_cmpstr (family, ==, "DejaVu Sans");
  g_assert_cmpstr (han, ==, "Noto Sans CJK SC");
  g_assert_true (tc_text_init (NULL, NULL));
}

/* A font of the machine, of which @n bytes are copied; a negative @n: all but these. */
static void
write_font (const char *path, gssize n)
{
  static const char good[] = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";
  g_autofree char *data = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (good, &data, &length, NULL));
  g_assert_true (
      g_file_set_contents (path, data, n > 0 ? n : (gssize)length + n, NULL));
}

/* fontconfig says nothing of them, and would wait for the FIFO. */
static void
test_bad_house_fonts (void)
{
  enum {
    TEXT,
    BYTES,
    FIFO,
    FOLDER
  };
  static const struct {
    int kind;
    const char *name, *text;
    gssize n;
    const char *error;
  } rows[] = {
      {TEXT, "x.ttf", "", 0, "x.ttf: error: it is empty"},
      {TEXT, "x.OTF", "not a font at all, but words", 0, "x.OTF: error: it is no font"},
      {TEXT, "x.ttc", "ttcf, and then words", 0, "x.ttc: error: it is no collection"},
      {TEXT, "x.ttc", "OTTO\001", 0, "x.ttc: error: it is no font"},
      {BYTES, "x.ttf", NULL, 40, "x.ttf: error: it is no font, or not whole"},
      {BYTES, "x.ttf", NULL, 100000, "x.ttf: error: it is not whole: a table"},
      {BYTES, "x.ttf", NULL, -1, "x.ttf: error: it is not whole: a table"},
      {FIFO, "x.ttf", NULL, 0, "x.ttf: error: it is not a file"},
      {FIFO, "LICENCE", NULL, 0, "LICENCE: error: it is not a file"},
      {FOLDER, "x.ttf", NULL, 0, NULL},
      {TEXT, "OFL.txt", "words", 0, NULL},
      {BYTES, "x.ttf", NULL, 0, NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *dir = g_dir_make_tmp ("tc-fonts-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (dir, rows[i].name, NULL);
    g_autoptr (GError) error = NULL;
    if (rows[i].kind == TEXT)
      g_assert_true (g_file_set_contents (path, rows[i].text, -1, NULL));
    else if (rows[i].kind == BYTES)
      write_font (path, rows[i].n);
    else if (rows[i].kind == FIFO)
      g_assert_cmpint (mkfifo (path, 0600), ==, 0);
    else
      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    g_assert_cmpint (tc_text_init (dir, &error), ==, rows[i].error == NULL);
    if (rows[i].error != NULL) {
      g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
      g_assert_nonnull (strstr (error->message, rows[i].error));
      g_assert_true (g_str_has_prefix (error->message, dir));
    }
    g_assert_cmpint (g_remove (path), ==, 0);
    g_assert_cmpint (g_rmdir (dir), ==, 0);
  }
  g_assert_true (tc_text_init (NULL, NULL));
}

static void
test_init_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (tc_text_init ("/no/such/folder", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "/no/such/folder"));
  TcTextStyle style = name_style (); /* the fonts from before are still there */
  g_assert_cmpint (tc_text_measure ("住", 100, &style).n_unknown, ==, 0);
}

/* A house's own font is found by its family. The file is made from what is installed:
 * a copy of Noto Sans CJK under its own folder would not prove anything, so any other
 * font of the machine serves; without one the test says so. */
static void
test_house_font (void)
{
  static const char *const candidates[] = {
      "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
      "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
  };
  static const char *const families[] = {"DejaVu Sans", "Noto Serif CJK SC"};
  guint i = 0;
  while (i < G_N_ELEMENTS (candidates) &&
         !g_file_test (candidates[i], G_FILE_TEST_EXISTS))
    i++;
  if (i == G_N_ELEMENTS (candidates)) {
    g_test_skip ("no other font on this machine");
    return;
  }
  g_autofree char *dir = g_dir_make_tmp ("tallycast-fonts-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (dir, "house.font", NULL);
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (candidates[i], &data, &n, NULL));
  g_assert_true (g_file_set_contents (link, data, (gssize)n, NULL));
  g_assert_true (tc_text_init (dir, NULL));
  TcTextStyle style = {.family = families[i], .size_px = 40, .colour = ink};
  g_autofree char *family = tc_text_dup_family ("Abc", &style);
  g_assert_cmpstr (family, ==, families[i]);
  g_assert_true (tc_text_init (NULL, NULL));
  g_autofree char *without = tc_text_dup_family ("Abc", &style);
  g_assert_cmpstr (without, !=, families[i]);
  g_unlink (link);
  g_rmdir (dir);
}

int
main (int argc, char *argv[])
{
  /* What a machine's owner might have set; must not matter. */
  g_setenv ("LANGUAGE", "ja", TRUE);
  g_setenv ("PANGO_LANGUAGE", "ja", TRUE);
  g_setenv ("FC_LANG", "ja", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  TcTextStyle style = name_style ();
  if (tc_text_measure ("a", 100, &style).n_lines != 0)
    g_error ("text was laid out before tc_text_init");
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  g_test_add_func ("/draw/text/steps-down-by-2-to-the-floor", test_shrink);
  g_test_add_func ("/draw/text/floor-is-kept", test_odd_floor);
  g_test_add_func ("/draw/text/none-ellipsis-whole", test_fits);
  g_test_add_func ("/draw/text/wraps-then-shrinks-then-cuts", test_wrap);
  g_test_add_func ("/draw/text/shrinks-then-wraps", test_shrink_wrap);
  g_test_add_func ("/draw/text/counts-unknown-characters", test_unknown);
  g_test_add_func ("/draw/text/family-is-noto-sans-cjk-sc", test_family);
  g_test_add_func ("/draw/text/only-our-fonts-exist", test_private_fonts);
  g_test_add_func ("/draw/text/same-pixels-twice", test_same_pixels);
  g_test_add_func ("/draw/text/an-outline-lies-around-and-below", test_outline);
  g_test_add_func ("/draw/text/han-is-chinese-in-any-language", test_chinese_forms);
  g_test_add_func ("/draw/text/baseline-stays", test_baseline);
  g_test_add_func ("/draw/text/sits-by-its-optical-centre", test_optical_centre);
  g_test_add_func ("/draw/text/aligns", test_align);
  g_test_add_func ("/draw/text/figures-are-tabular", test_tabular);
  g_test_add_func ("/draw/text/hostile-input-is-harmless", test_hostile);
  g_test_add_func ("/draw/text/no-such-folder", test_init_errors);
  g_test_add_func ("/draw/text/a-bad-house-font-is-one-error", test_bad_house_fonts);
  g_test_add_func ("/draw/text/house-fonts-by-family", test_house_font);
  g_test_add_func ("/draw/text/house-fonts-of-the-machine",
                   test_house_folder_of_the_machine);
  int result = g_test_run ();
  tc_text_deinit ();
  return result;
}
