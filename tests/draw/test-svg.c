/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/svg.h"

#include <string.h>

#include "../support/golden.h"
#include "../support/svg.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/picture.h"

static const TcColour gold = {255, 198, 88, 255};

static TcSvg *
load_plate (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "svg", "plate.svg", NULL);
  g_autoptr (GError) error = NULL;
  TcSvg *svg = tc_svg_load (path, &error);
  g_assert_no_error (error);
  return svg;
}

/* ---- pictures ---- */

static gboolean
is_same (const TcSprite *a, const TcSprite *b)
{
  gsize n = (gsize)a->box.w * a->box.h * 4;
  return memcmp (&a->box, &b->box, sizeof a->box) == 0 && memcmp (a->y, b->y, n) == 0;
}

/* 255-A and luma in the middle of a place. */
static int
alpha_at (const TcSprite *s, int x, int y)
{
  if (x < s->box.x || y < s->box.y || x >= s->box.x + s->box.w ||
      y >= s->box.y + s->box.h)
    return 0;
  return 255 - s->na[(y - s->box.y) * s->box.w + x - s->box.x];
}

static int
luma_at (const TcSprite *s, int x, int y)
{
  return s->y[(y - s->box.y) * s->box.w + x - s->box.x];
}

static TcPicture *
plate_picture (void)
{
  g_autoptr (TcSvg) svg = load_plate ();
  TcSvgBinding bindings[] = {
      {"name", TC_SVG_TEXT, .text = "住房和城乡建设委员会", .max_width = 480},
      {"order", TC_SVG_TEXT, .text = "12"},
      {"late", TC_SVG_VISIBLE, .is_visible = TRUE},
      {"detail", TC_SVG_FILL, .fill = gold},
  };
  g_autoptr (TcSprite) sprite = test_svg_draw (svg, bindings, G_N_ELEMENTS (bindings));
  TcPicture *picture = tc_picture_new (640, 180);
  tc_picture_fill (picture, 120, 134, 122);
  tc_blend (picture, sprite, &(TcPose){0, 0, {0, 0, 640, 180}, 255});
  return picture;
}

static void
test_golden (void)
{
  g_autoptr (TcPicture) picture = plate_picture ();
  g_autofree char *wrong = tc_golden_compare ("draw-svg", picture, TC_GOLDEN_LIMIT);
  g_assert_cmpstr (wrong, ==, NULL);
}

static void
test_place (void)
{
  static const struct {
    TcRect rect, box;
  } cases[] = {
      {{0, 0, 200, 100}, {0, 0, 200, 100}},
      {{10, 20, 400, 200}, {10, 20, 400, 200}},
      {{0, 0, 300, 300}, {0, 75, 300, 150}}, /* whole and centred */
      {{100, 50, 40, 100}, {100, 90, 40, 20}},
      {{480, 280, 200, 100}, {480, 280, 20, 20}}, /* cut by the canvas */
  };
  static const char *const files[] = {
      SVG_HEAD "<rect width='200' height='100'/>" SVG_TAIL,
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40000 20000'>"
      "<rect width='40000' height='20000'/></svg>",
  };
  for (guint k = 0; k < G_N_ELEMENTS (files); k++) {
    g_autoptr (TcSvg) svg = test_svg_load (files[k]);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
      g_autoptr (TcCanvas) canvas = tc_canvas_new (500, 300, NULL);
      g_assert_true (tc_canvas_svg (canvas, svg, cases[i].rect, NULL, 0, NULL));
      g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
      g_assert_cmpmem (&sprite->box, sizeof (TcRect), &cases[i].box, sizeof (TcRect));
    }
  }
}

/* ---- fonts ---- */

/* Families of the machine, and no family, give the one font there is; the environment's
 * language (see main) does not change Chinese forms. */
static void
test_fonts (void)
{
  static const char form[] = SVG_HEAD "<text x='4' y='60' font-size='40' "
                                      "font-weight='bold' %s>直骨曜Abc</text>" SVG_TAIL;
  static const char *const families[] = {"font-family='DejaVu Sans'",
                                         "style='font-family:serif'", "",
                                         "font-family='No Such Font'"};
  g_autofree char *ours =
      g_strdup_printf (form, "font-family='Noto Sans CJK SC' xml:lang='zh-CN'");
  g_autofree char *japanese = g_strdup_printf (form, "xml:lang='ja'");
  g_autoptr (TcSprite) want = test_svg_draw_text (ours);
  g_autoptr (TcSprite) other = test_svg_draw_text (japanese);
  g_assert_cmpint (want->box.w, >, 100);
  g_assert_false (is_same (other, want)); /* a language of its own is kept */
  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autofree char *text = g_strdup_printf (form, families[i]);
    g_autoptr (TcSprite) got = test_svg_draw_text (text);
    g_assert_true (is_same (got, want));
  }
}

/* What no font has is no box in an SVG either, in its own words and in bound ones. */
static void
test_unknown (void)
{
  static const char form[] = SVG_HEAD
      "<text id='a' x='4' y='60' font-size='40'>%s<tspan>%s</tspan></text>" SVG_TAIL;
  g_autofree char *file = g_strdup_printf (form, "住&amp;\n\U0001F600", "\U00012000");
  g_autofree char *marked = g_strdup_printf (form, "住&amp;\n〓", "〓");
  g_autoptr (TcSvg) svg = test_svg_load (file);
  g_assert_cmpint (tc_svg_n_unknown (svg), ==, 2);
  g_autoptr (TcSprite) got = test_svg_draw (svg, NULL, 0);
  g_autoptr (TcSprite) want = test_svg_draw_text (marked);
  g_assert_true (is_same (got, want));
  TcSvgBinding unknown = {"a", TC_SVG_TEXT, .text = "a\U0001F600"};
  TcSvgBinding known = {"a", TC_SVG_TEXT, .text = "a〓"};
  g_autoptr (TcSprite) bound = test_svg_draw (svg, &unknown, 1);
  g_autoptr (TcSprite) bound_want = test_svg_draw (svg, &known, 1);
  g_assert_true (is_same (bound, bound_want));
}

/* ---- bindings ---- */

/* However a program writes words, bound ones give the picture of the plain element. */
static void
test_words (void)
{
  static const char *const forms[] = {
      "<text id='a' x='10' y='50' font-size='30'>%s</text>",
      "<text id='a' x='10' y='50' font-size='30'><tspan>%s</tspan></text>",
      "<text x='10' y='50' font-size='30' xml:space='preserve'><tspan id='a' x='10' "
      "y='50'>%s</tspan></text>",
      "<text id='a' style='font-size:30px'><tspan x='10 40 70' y='50 50' dx='3' "
      "rotate='20'>%s</tspan><tspan fill='red' x='9' y='90'>old</tspan></text>",
      "<text id='a' x='10' y='50' font-size='9'><!-- --><tspan font-size='30'><tspan>"
      "%s</tspan></tspan>old</text>",
      "<text id='a' x='10' y='50' font-size='30' textLength='190'>old<tspan>%s</tspan>"
      "</text>",
  };
  g_autoptr (TcSprite) want = test_svg_draw_text (
      SVG_HEAD "<text x='10' y='50' font-size='30'>抽取 &lt;7&gt;</text>" SVG_TAIL);
  TcSvgBinding binding = {"a", TC_SVG_TEXT, .text = "抽取 <7>"};
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (GString) file = g_string_new (SVG_HEAD);
    g_string_append (file, forms[i]);
    g_string_append (file, SVG_TAIL);
    g_string_replace (file, "%s", "某单位", 0);
    g_autoptr (TcSvg) svg = test_svg_load (file->str);
    g_autoptr (TcSprite) got = test_svg_draw (svg, &binding, 1);
    if (!is_same (got, want))
      g_error ("form %u is drawn otherwise", i);
    g_autoptr (TcSprite) again =
        test_svg_draw (svg, NULL, 0); /* the file is as it was */
    g_assert_false (is_same (again, want));
  }
}

static void
test_fill (void)
{
  static const char *const forms[] = {
      "<rect id='a' width='200' height='100'/>",
      "<rect id='a' width='200' height='100' fill='red'/>",
      "<rect id='a' width='200' height='100' style='stroke:none;fill:red;opacity:1'/>",
      "<style>.st0{fill:red !important}</style>"
      "<rect id='a' class='st0' width='200' height='100'/>",
      "<g id='a'><rect width='200' height='100'/></g>",
  };
  TcSvgBinding binding = {"a", TC_SVG_FILL, .fill = {255, 255, 255, 255}};
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autofree char *file = g_strconcat (SVG_HEAD, forms[i], SVG_TAIL, NULL);
    g_autoptr (TcSvg) svg = test_svg_load (file);
    binding.fill.a = 255;
    g_autoptr (TcSprite) opaque = test_svg_draw (svg, &binding, 1);
    g_assert_cmpint (luma_at (opaque, 100, 50), ==, 235);
    g_assert_cmpint (alpha_at (opaque, 100, 50), ==, 255);
    binding.fill.a = 128;
    g_autoptr (TcSprite) half = test_svg_draw (svg, &binding, 1);
    g_assert_cmpint (alpha_at (half, 100, 50), ==, 128);
  }
}

static void
test_visible (void)
{
  static const struct {
    const char *form;
    gboolean is_visible;
  } cases[] = {
      {"<rect id='a' width='200' height='100'/>", TRUE},
      {"<g id='a'><rect width='200' height='100'/></g>", TRUE},
      {"<rect id='a' width='200' height='100' display='none'/>", FALSE},
      {"<g id='a' style='display:none'><rect width='200' height='100'/></g>", FALSE},
      {"<rect id='a' width='200' height='100' visibility='hidden'/>", FALSE},
      {"<style>#a{display:none}</style><rect id='a' width='200' height='100'/>", FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *file = g_strconcat (SVG_HEAD, cases[i].form, SVG_TAIL, NULL);
    g_autoptr (TcSvg) svg = test_svg_load (file);
    TcSvgBinding show = {"a", TC_SVG_VISIBLE, .is_visible = TRUE};
    TcSvgBinding hide = {"a", TC_SVG_VISIBLE, .is_visible = FALSE};
    g_autoptr (TcSprite) plain = test_svg_draw (svg, NULL, 0);
    g_autoptr (TcSprite) shown = test_svg_draw (svg, &show, 1);
    g_autoptr (TcSprite) hidden = test_svg_draw (svg, &hide, 1);
    g_assert_cmpint (plain->box.w, ==, cases[i].is_visible ? 200 : 0);
    g_assert_cmpint (shown->box.w, ==, 200);
    g_assert_cmpint (hidden->box.w, ==, 0);
  }
}

/* Wider words get smaller letters, about their anchor and on their baseline. */
static void
test_max_width (void)
{
  static const struct {
    const char *anchor;
    double at; /* 0: left edge, 1: right edge of the words at x = 100 */
  } cases[] = {{"start", 0}, {"middle", 0.5}, {"end", 1}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *file = g_strdup_printf (
        SVG_HEAD
        "<text id='a' x='100' y='60' text-anchor='%s'><tspan font-size='20'>国</tspan>"
        "</text>" SVG_TAIL,
        cases[i].anchor);
    g_autoptr (TcSvg) svg = test_svg_load (file);
    TcSvgBinding binding = {"a", TC_SVG_TEXT, .text = "国国国国国国国国",
                            .max_width = 80};
    g_assert_cmpfloat_with_epsilon (tc_svg_text_width (svg, &binding, NULL), 158, 3);
    g_autoptr (TcSprite) small = test_svg_draw (svg, &binding, 1);
    g_assert_cmpint (small->box.w, >=, 74);
    g_assert_cmpint (small->box.w, <=, 81);
    g_assert_cmpfloat_with_epsilon (small->box.x + small->box.w * cases[i].at, 100, 2);
    g_assert_cmpint (small->box.y + small->box.h, >=, 59);
    g_assert_cmpint (small->box.y + small->box.h, <=, 62);
    binding.max_width = 160; /* wide enough: as if there were no limit */
    g_autoptr (TcSprite) whole = test_svg_draw (svg, &binding, 1);
    binding.max_width = 0;
    g_autoptr (TcSprite) no_limit = test_svg_draw (svg, &binding, 1);
    g_assert_true (is_same (whole, no_limit));
  }
}

static void
test_hostile_words (void)
{
  g_autoptr (TcSvg) svg =
      test_svg_load (SVG_HEAD "<text id='a' x='9' y='50'>a</text>" SVG_TAIL);
  g_autofree char *long_text = g_strnfill (1 << 20, 'W');
  const char *const words[] = {"]]>&lt;<script>&#0;",
                               "a\nb\x01\x7f",
                               "\xef\xbf\xbf\xef\xbf\xbe",
                               "\xff\xfe",
                               long_text,
                               "",
                               NULL};
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    TcSvgBinding binding = {"a", TC_SVG_TEXT, .text = words[i], .max_width = 50};
    g_autoptr (TcSprite) sprite = test_svg_draw (svg, &binding, 1);
    g_assert_cmpint (sprite->box.w, <=, 52);
  }
}

static void
test_checks (void)
{
  static const struct {
    const char *id;
    TcSvgKind kind;
    const char *message; /* NULL: good */
  } cases[] = {
      {"name", TC_SVG_TEXT, NULL},
      {"order", TC_SVG_TEXT, NULL},
      {"heng", TC_SVG_FILL, NULL},
      {"late", TC_SVG_VISIBLE, NULL},
      {"nmae", TC_SVG_TEXT,
       "plate.svg: no element has the id 'nmae' (did you mean 'name'?)"},
      {"xyzzyxyzzy", TC_SVG_TEXT, "no element has the id 'xyzzyxyzzy'"},
      {"", TC_SVG_FILL, "no element has the id ''"},
      {"heng", TC_SVG_TEXT,
       "plate.svg:24:5: 'heng' is a <rect>: text can be bound to a <text> or <tspan>"},
  };
  g_autoptr (TcSvg) svg = load_plate ();
  g_autoptr (TcCanvas) canvas = tc_canvas_new (64, 18, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean is_good = tc_svg_check (svg, cases[i].id, cases[i].kind, &error);
    g_assert_cmpint (is_good, ==, cases[i].message == NULL);
    if (is_good)
      continue;
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (!strstr (error->message, cases[i].message))
      g_error ("case %u says: %s", i, error->message);
    TcSvgBinding binding = {cases[i].id, cases[i].kind, .text = "x"};
    g_assert_false (
        tc_canvas_svg (canvas, svg, (TcRect){0, 0, 64, 18}, &binding, 1, NULL));
  }
  g_autoptr (TcSprite) sprite = tc_canvas_to_sprite (canvas);
  g_assert_cmpint (sprite->box.w, ==, 0);
  g_autoptr (TcSvg) twice =
      test_svg_load (SVG_HEAD "<g id='a'/>\n <g id='a'/>" SVG_TAIL);
  g_autoptr (GError) error = NULL;
  g_assert_false (tc_svg_check (twice, "a", TC_SVG_VISIBLE, &error));
  g_assert_nonnull (
      strstr (error->message, "test.svg:3:2: the id 'a' is also in line 2"));
}

static void
test_elements (void)
{
  static const TcSvgElement want[] = {
      {"ink", "linearGradient", 14, 5, FALSE},
      {"shadow", "filter", 18, 5, FALSE},
      {"stroke", "g", 20, 5, FALSE},
      {"plate", "g", 22, 3, FALSE},
      {"ground", "rect", 23, 5, FALSE},
      {"heng", "rect", 24, 5, FALSE},
      {"name", "text", 26, 3, TRUE},
      {"detail", "text", 28, 3, TRUE},
      {"order", "tspan", 28, 67, TRUE},
      {"late", "g", 29, 3, FALSE},
      {"marks", "g", 33, 3, FALSE},
  };
  g_autoptr (TcSvg) svg = load_plate ();
  guint n;
  const TcSvgElement *got = tc_svg_elements (svg, &n);
  for (guint i = 0; i < MIN (n, G_N_ELEMENTS (want)); i++) {
    g_assert_cmpstr (got[i].id, ==, want[i].id);
    g_assert_cmpstr (got[i].type, ==, want[i].type);
    g_assert_cmpint (got[i].line, ==, want[i].line);
    g_assert_cmpint (got[i].col, ==, want[i].col);
    g_assert_cmpint (got[i].is_text, ==, want[i].is_text);
  }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (want));
  g_assert_cmpfloat (tc_svg_width (svg), ==, 640);
  g_assert_cmpfloat (tc_svg_height (svg), ==, 180);
}

static void
test_counts (void)
{
  g_autoptr (TcSvg) svg = load_plate ();
  g_autoptr (TcCanvas) canvas = tc_canvas_new (64, 18, NULL);
  guint64 before = tc_draw_calls ();
  g_assert_true (tc_canvas_svg (canvas, svg, (TcRect){0, 0, 64, 18}, NULL, 0, NULL));
  g_assert_cmpuint (tc_draw_calls (), ==, before + 1);
}

int
main (int argc, char *argv[])
{
  /* What a machine's owner might have set; must not matter. */
  g_setenv ("LANGUAGE", "ja", TRUE);
  g_setenv ("LANG", "ja_JP.UTF-8", TRUE);
  g_setenv ("PANGO_LANGUAGE", "ja", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  test_svg_set_worker ();
  g_test_add_func ("/draw/svg/golden", test_golden);
  g_test_add_func ("/draw/svg/fits-its-place", test_place);
  g_test_add_func ("/draw/svg/only-our-fonts-in-chinese-forms", test_fonts);
  g_test_add_func ("/draw/svg/unknown-is-marked-never-a-box", test_unknown);
  g_test_add_func ("/draw/svg/words-however-they-are-written", test_words);
  g_test_add_func ("/draw/svg/fill-beats-every-style", test_fill);
  g_test_add_func ("/draw/svg/shows-and-hides", test_visible);
  g_test_add_func ("/draw/svg/long-words-shrink-about-their-anchor", test_max_width);
  g_test_add_func ("/draw/svg/hostile-words-are-words", test_hostile_words);
  g_test_add_func ("/draw/svg/what-can-be-bound", test_checks);
  g_test_add_func ("/draw/svg/lists-ids-with-their-places", test_elements);
  g_test_add_func ("/draw/svg/counts-one-drawing", test_counts);
  int result = g_test_run ();
  tc_svg_stop_worker ();
  tc_text_deinit ();
  return result;
}
