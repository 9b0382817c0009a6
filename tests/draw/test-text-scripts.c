/* SPDX-License-Identifier: MIT
 *
 * Names of people are in any script of China: Uyghur from right to left, Tibetan with
 * its stacks, Han that few fonts have.
 */
#include <string.h>

#include "../support/golden.h"
#include "draw/sprite-private.h"
#include "draw/text-private.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"

#define UYGHUR       "ئابدۇرېھىم مەمتىمىن"
#define UYGHUR_LONG  "ئۈرۈمچى شەھەرلىك خەلق ھۆكۈمىتى ئىشخانىسى"
#define TIBETAN      "བསྟན་འཛིན་རྒྱ་མཚོ"
#define TIBETAN_LONG "ལྷ་ས་གྲོང་ཁྱེར་མི་དམངས་སྲིད་གཞུང་གཞུང་ལས་ཁང་།"

static const TcColour ink = {10, 37, 71, 255};
static const TcColour paper = {246, 243, 233, 255};

static TcSprite *
draw (const char *text, const TcTextStyle *style)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (600, 120, NULL);
  tc_canvas_text (canvas, text, (TcTextPlace){10, 580, 60}, style, NULL);
  return tc_canvas_to_sprite (canvas);
}

static gboolean
is_same (const TcSprite *a, const TcSprite *b)
{
  gsize n = (gsize)a->box.w * a->box.h * 4;
  return memcmp (&a->box, &b->box, sizeof a->box) == 0 && memcmp (a->y, b->y, n) == 0;
}

static void
test_families (void)
{
  static const struct {
    const char *text, *family;
  } cases[] = {
      {"住建委 Housing 92.35", "Noto Sans CJK SC"},
      {"䶮㐂", "Noto Sans CJK SC"},         /* Extension A */
      {"\U00020bb7", "Noto Sans CJK SC"},   /* 𠮷: B, in Noto */
      {"\U0002a6a5", "HanaMinB"},           /* 𪚥: the last of B */
      {"\U000221af\U00025409", "HanaMinB"}, /* B */
      {"\U0002af0b\U0002b81d\U0002c341\U0002ebe0", "HanaMinB"}, /* C to F */
      {UYGHUR, "Noto Sans Arabic"},
      {TIBETAN, "Noto Serif Tibetan"},
      {"ᠮᠣᠩᠭᠣᠯ", "Noto Sans Mongolian"},
      {"ꆈꌠꉙ", "Noto Sans Yi"},
      {"Қазақ ạ", "Noto Sans"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int bold = 0; bold < 2; bold++) {
      TcTextStyle style = {.size_px = 54, .is_bold = bold, .colour = ink};
      g_autofree char *family = tc_text_dup_family (cases[i].text, &style);
      g_assert_cmpstr (family, ==, cases[i].family);
      g_assert_cmpint (tc_text_measure (cases[i].text, 900, &style).n_unknown, ==, 0);
    }
}

/* Of a list the first family that is there; what it lacks comes from ours. */
static void
test_family_list (void)
{
  static const struct {
    const char *list, *text, *family;
  } cases[] = {
      {"No Such Font, Noto Sans, Noto Sans CJK SC", "Abc", "Noto Sans"},
      {"Noto Sans,Noto Sans CJK SC", "住", "Noto Sans CJK SC"},
      {"Noto Sans CJK SC, Noto Sans", "Abc", "Noto Sans CJK SC"},
      {"No Such Font, Nor This", "Abc", "Noto Sans CJK SC"},
      {"Noto Sans", UYGHUR, "Noto Sans Arabic"},
      {",,", "Abc", "Noto Sans CJK SC"},
      {"", "Abc", "Noto Sans CJK SC"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcTextStyle style = {.family = cases[i].list, .size_px = 40, .colour = ink};
    g_autofree char *family = tc_text_dup_family (cases[i].text, &style);
    g_assert_cmpstr (family, ==, cases[i].family);
  }
}

/* Left is left, whatever the direction of the letters. */
static void
test_sides (void)
{
  static const char *const texts[] = {UYGHUR, TIBETAN, "ئۇيغۇر 第3位", "第3位 ئۇيغۇر"};
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    TcTextStyle style = {.size_px = 36, .colour = ink, .align = TC_ALIGN_LEFT};
    int w = tc_text_measure (texts[i], 580, &style).width_px;
    g_autoptr (TcSprite) left = draw (texts[i], &style);
    style.align = TC_ALIGN_RIGHT;
    g_autoptr (TcSprite) right = draw (texts[i], &style);
    style.align = TC_ALIGN_CENTRE;
    g_autoptr (TcSprite) centre = draw (texts[i], &style);
    g_assert_cmpint (w, <, 500);
    g_assert_cmpint (left->box.x, >=, 6);
    g_assert_cmpint (left->box.x, <=, 18);
    g_assert_cmpint (right->box.x - left->box.x, ==, 580 - w);
    g_assert_cmpint (centre->box.x - left->box.x, ==, (580 - w) / 2);
  }
}

/* The direction is that of the first letter: figures stand on the other side of it. */
static void
test_direction (void)
{
  TcTextStyle style = {.size_px = 36, .colour = ink};
  g_autoptr (TcSprite) logical = draw ("12 ئ", &style);
  g_autoptr (TcSprite) figures = draw ("12", &style);
  g_autoptr (TcSprite) chinese = draw ("12 国", &style);
  g_assert_cmpint (chinese->box.x, ==, figures->box.x); /* figures first, at the left */
  g_assert_cmpint (logical->box.x, !=, figures->box.x); /* the letter, then figures */
}

/* Figures, Latin, Han and Uyghur stand on one baseline: alef, Noto Sans CJK's 1 and a
 * capital end on it. */
static void
test_one_baseline (void)
{
  static const char *const texts[] = {"一ا", "一1", "一H", "ا一", "ا1", "ا"};
  TcTextStyle style = {.size_px = 72, .is_bold = TRUE, .colour = ink};
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TcSprite) sprite = draw (texts[i], &style);
    g_assert_cmpint (sprite->box.y + sprite->box.h, ==, 60 + 27);
  }
}

/* Two lines of stacks do not fit where two lines of Han do, unless they are smaller; at
 * the floor they go apart rather than into each other. */
static void
test_high_lines (void)
{
  TcTextStyle style = {
      .size_px = 64, .floor_px = 30, .colour = ink, .fit = TC_FIT_WRAP};
  const char *chinese = "住房和城乡建设委员会（《国》）";
  g_assert_cmpint (tc_text_measure (chinese, 580, &style).size_px, ==, 64);
  TcTextResult result = tc_text_measure (TIBETAN_LONG, 580, &style);
  g_assert_cmpint (result.n_lines, ==, 2);
  g_assert_cmpint (result.size_px, <, 64);
  g_assert_cmpint (result.size_px, >, 30);
  style.size_px = style.floor_px = 36;
  style.line_pitch_px = 20;
  g_autoptr (TcSprite) sprite = draw (TIBETAN_LONG TIBETAN_LONG, &style);
  guint n_empty = 0; /* rows between the first and the last that hold nothing */
  for (int y = 0; y < sprite->box.h; y++) {
    const guint8 *row = sprite->na + (gsize)y * sprite->box.w;
    gboolean is_empty = TRUE;
    for (int x = 0; x < sprite->box.w; x++)
      is_empty = is_empty && row[x] == 255;
    n_empty += is_empty;
  }
  g_assert_cmpint (sprite->box.h, >, 2 * 36);
  g_assert_cmpuint (n_empty, <=, 1);
}

/* The environment's languages (see main) and the style's change no letter. */
static void
test_languages (void)
{
  static const char *const langs[] = {NULL, "zh-CN", "en", "ug"};
  TcTextStyle style = {.size_px = 54, .is_bold = TRUE, .lang = "ug", .colour = ink};
  g_autoptr (TcSprite) want = draw ("ھەپتە ۴۶۷ ك", &style);
  style.lang = "ur";
  g_autoptr (TcSprite) urdu = draw ("ھەپتە ۴۶۷ ك", &style);
  g_assert_false (is_same (urdu, want)); /* else the rest would prove nothing */
  for (guint i = 0; i < G_N_ELEMENTS (langs); i++) {
    style.lang = langs[i];
    g_autoptr (TcSprite) got = draw ("ھەپتە ۴۶۷ ك", &style);
    g_assert_true (is_same (got, want));
  }
}

/* ---- what no font has ---- */

static void
test_never_a_box (void)
{
  static const struct {
    const char *text, *shown;
    int n_unknown;
  } cases[] = {
      {"住\U0001F600建", "住〓建", 1},
      {"\U00012000\U00030000", "〓〓", 2},
      {"a\U0001E8D0b", "ab", 1}, /* a mark of Mende Kikakui */
      {"\U0001F3F3\uFE0F\u200D\U0001F308", "〓\uFE0F\u200D〓", 2},
      {"\uE000", "〓", 1}, /* somebody's private character */
      {"92.35\u202e53.29\u202c", "92.3553.29", 0},
      {"a\u00a0b\u3000c", "a\u00a0b\u3000c", 0},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcTextStyle style = {.size_px = 54, .colour = ink};
    TcTextResult result = tc_text_measure (cases[i].text, 580, &style);
    g_assert_cmpint (result.n_unknown, ==, cases[i].n_unknown);
    g_autoptr (TcSprite) got = draw (cases[i].text, &style);
    g_autoptr (TcSprite) want = draw (cases[i].shown, &style);
    g_assert_true (is_same (got, want));
  }
}

/* Whatever Unicode has assigned: Pango finds a glyph for all that passes. */
static void
test_all_of_unicode (void)
{
  TcTextStyle style = {.size_px = 20, .colour = ink, .fit = TC_FIT_NONE};
  gunichar c = 0x20;
  while (c < 0x323b0) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (int n = 0; n < 1000 && c < 0x323b0; c++)
      if (g_unichar_isdefined (c) && g_unichar_type (c) != G_UNICODE_SURROGATE) {
        g_string_append_unichar (text, c);
        n++;
      }
    TcCleanText clean = tc_text_clean (text->str, 4096);
    int n_unknown = tc_text_measure (text->str, 100, &style).n_unknown;
    if (n_unknown != clean.n_unknown)
      g_error ("%d boxes among the 1000 characters before U+%04X",
               n_unknown - clean.n_unknown, c);
    g_free (clean.text);
  }
}

/* ---- golden ---- */

static void
cell (TcCanvas *canvas, TcRect r, const char *text, TcTextStyle style)
{
  TcTextResult result;
  tc_canvas_rect (canvas, r, &(TcRectStyle){.fill = paper});
  style.colour = ink;
  int lines = style.fit == TC_FIT_WRAP ? 17 : 0;
  tc_canvas_text (canvas, text, (TcTextPlace){r.x + 8, r.w - 16, r.y + r.h / 2 - lines},
                  &style, &result);
  g_assert_cmpint (result.width_px, <=, r.w - 16);
}

static void
script_row (TcCanvas *canvas, int y, const char *text, const char *long_text)
{
  static const TcTextStyle styles[] = {
      {.size_px = 36, .fit = TC_FIT_SHRINK, .floor_px = 20},
      {.size_px = 36,
       .fit = TC_FIT_SHRINK,
       .floor_px = 20,
       .is_bold = TRUE,
       .align = TC_ALIGN_RIGHT},
      {.size_px = 36, .fit = TC_FIT_ELLIPSIS, .is_bold = TRUE},
      {.size_px = 32, .fit = TC_FIT_WRAP, .floor_px = 20},
  };
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    cell (canvas, (TcRect){8 + 316 * (int)i, y, 308, 80}, i < 2 ? text : long_text,
          styles[i]);
}

static void
test_golden (void)
{
  static const char *const rows[][2] = {
      {"住房和城乡建设委", "住房和城乡建设委员会行政审批服务局"},
      {"阿卜杜热依木·买买提", "阿卜杜热依木·买买提 Abdurehim Memtimin"},
      {UYGHUR, UYGHUR_LONG},
      {TIBETAN, TIBETAN_LONG},
      {"ئۇيغۇر 第3位 92.35", "第3位 ئۇيغۇر ئاپتونوم رايونى 92.35 分"},
      {"བོད་ 第12位", "第12位 བོད་རང་སྐྱོང་ལྗོངས། Xizang"},
      {"𠮷䶮𬭎 𢆯𣎴𪚥",
       "刘䶮 王𬭎 李𢆯 张𠮷 赵𡃁 陈𤴓 孙𪚥"},
      {"住\U0001F600建 \U00012000", "Қазақ Nguyễn ꆈꌠꉙ ᠮᠣᠩᠭᠣᠯ ᥖᥭᥰ \U0001F600"},
  };
  int h = 8 + 88 * (int)G_N_ELEMENTS (rows);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (1272, h, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    script_row (canvas, 8 + 88 * (int)i, rows[i][0], rows[i][1]);
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  g_autoptr (TcPicture) picture = tc_picture_new (1272, h);
  tc_picture_fill (picture, 60, 134, 122);
  tc_blend (picture, sprite, &(TcPose){0, 0, {0, 0, 1272, h}, 255});
  g_autofree char *wrong = tc_golden_compare ("draw-scripts", picture, TC_GOLDEN_LIMIT);
  g_assert_cmpstr (wrong, ==, NULL);
}

int
main (int argc, char *argv[])
{
  /* What a machine's owner might have set; must not matter. */
  g_setenv ("LANGUAGE", "ur", TRUE);
  g_setenv ("PANGO_LANGUAGE", "ur:dz", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  g_test_add_func ("/draw/text/each-script-has-its-font", test_families);
  g_test_add_func ("/draw/text/the-first-family-of-a-list-that-is-there",
                   test_family_list);
  g_test_add_func ("/draw/text/left-is-left-in-any-direction", test_sides);
  g_test_add_func ("/draw/text/direction-of-the-first-letter", test_direction);
  g_test_add_func ("/draw/text/all-scripts-on-one-baseline", test_one_baseline);
  g_test_add_func ("/draw/text/lines-do-not-touch", test_high_lines);
  g_test_add_func ("/draw/text/letters-of-uyghur-in-any-language", test_languages);
  g_test_add_func ("/draw/text/unknown-is-marked-never-a-box", test_never_a_box);
  g_test_add_func ("/draw/text/no-box-in-all-of-unicode", test_all_of_unicode);
  g_test_add_func ("/draw/text/golden-of-all-scripts", test_golden);
  int result = g_test_run ();
  tc_text_deinit ();
  return result;
}
