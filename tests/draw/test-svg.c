/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/svg.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "../support/golden.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/picture.h"

#define HEAD                                 \
  "<svg xmlns='http://www.w3.org/2000/svg' " \
  "xmlns:xlink='http://www.w3.org/1999/xlink' width='200' height='100'>\n"
#define TAIL "</svg>"

static const TcColour gold = {255, 198, 88, 255};

/* ---- files ---- */

static char *
path_of (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "svg", name, NULL);
}

static char *
write_file (const char *name, const char *data, gssize n)
{
  char *path = path_of (name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, data, n, NULL));
  return path;
}

static TcSvg *
load_text (const char *text)
{
  g_autofree char *path = write_file ("test.svg", text, -1);
  g_autoptr (GError) error = NULL;
  TcSvg *svg = tc_svg_load (path, &error);
  g_assert_no_error (error);
  return svg;
}

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

static TcSprite *
draw (const TcSvg *svg, const TcSvgBinding *bindings, guint n_bindings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcCanvas) canvas =
      tc_canvas_new ((int)tc_svg_width (svg), (int)tc_svg_height (svg), NULL);
  TcRect whole = {0, 0, (int)tc_svg_width (svg), (int)tc_svg_height (svg)};
  tc_canvas_svg (canvas, svg, whole, bindings, n_bindings, &error);
  g_assert_no_error (error);
  return tc_canvas_to_sprite (canvas);
}

static TcSprite *
draw_text (const char *text)
{
  g_autoptr (TcSvg) svg = load_text (text);
  return draw (svg, NULL, 0);
}

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
  g_autoptr (TcSprite) sprite = draw (svg, bindings, G_N_ELEMENTS (bindings));
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
      HEAD "<rect width='200' height='100'/>" TAIL,
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40000 20000'>"
      "<rect width='40000' height='20000'/></svg>",
  };
  for (guint k = 0; k < G_N_ELEMENTS (files); k++) {
    g_autoptr (TcSvg) svg = load_text (files[k]);
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
  static const char form[] = HEAD
      "<text x='4' y='60' font-size='40' font-weight='bold' %s>直骨曜Abc</text>" TAIL;
  static const char *const families[] = {"font-family='DejaVu Sans'",
                                         "style='font-family:serif'", "",
                                         "font-family='No Such Font'"};
  g_autofree char *ours =
      g_strdup_printf (form, "font-family='Noto Sans CJK SC' xml:lang='zh-CN'");
  g_autofree char *japanese = g_strdup_printf (form, "xml:lang='ja'");
  g_autoptr (TcSprite) want = draw_text (ours);
  g_autoptr (TcSprite) other = draw_text (japanese);
  g_assert_cmpint (want->box.w, >, 100);
  g_assert_false (is_same (other, want)); /* a language of its own is kept */
  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autofree char *text = g_strdup_printf (form, families[i]);
    g_autoptr (TcSprite) got = draw_text (text);
    g_assert_true (is_same (got, want));
  }
}

/* What no font has is no box in an SVG either, in its own words and in bound ones. */
static void
test_unknown (void)
{
  static const char form[] =
      HEAD "<text id='a' x='4' y='60' font-size='40'>%s<tspan>%s</tspan></text>" TAIL;
  g_autofree char *file = g_strdup_printf (form, "住&amp;\n\U0001F600", "\U00012000");
  g_autofree char *marked = g_strdup_printf (form, "住&amp;\n〓", "〓");
  g_autoptr (TcSvg) svg = load_text (file);
  g_assert_cmpint (tc_svg_n_unknown (svg), ==, 2);
  g_autoptr (TcSprite) got = draw (svg, NULL, 0);
  g_autoptr (TcSprite) want = draw_text (marked);
  g_assert_true (is_same (got, want));
  TcSvgBinding unknown = {"a", TC_SVG_TEXT, .text = "a\U0001F600"};
  TcSvgBinding known = {"a", TC_SVG_TEXT, .text = "a〓"};
  g_autoptr (TcSprite) bound = draw (svg, &unknown, 1);
  g_autoptr (TcSprite) bound_want = draw (svg, &known, 1);
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
  g_autoptr (TcSprite) want =
      draw_text (HEAD "<text x='10' y='50' font-size='30'>抽取 &lt;7&gt;</text>" TAIL);
  TcSvgBinding binding = {"a", TC_SVG_TEXT, .text = "抽取 <7>"};
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (GString) file = g_string_new (HEAD);
    g_string_append (file, forms[i]);
    g_string_append (file, TAIL);
    g_string_replace (file, "%s", "某单位", 0);
    g_autoptr (TcSvg) svg = load_text (file->str);
    g_autoptr (TcSprite) got = draw (svg, &binding, 1);
    if (!is_same (got, want))
      g_error ("form %u is drawn otherwise", i);
    g_autoptr (TcSprite) again = draw (svg, NULL, 0); /* the file is as it was */
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
    g_autofree char *file = g_strconcat (HEAD, forms[i], TAIL, NULL);
    g_autoptr (TcSvg) svg = load_text (file);
    binding.fill.a = 255;
    g_autoptr (TcSprite) opaque = draw (svg, &binding, 1);
    g_assert_cmpint (luma_at (opaque, 100, 50), ==, 235);
    g_assert_cmpint (alpha_at (opaque, 100, 50), ==, 255);
    binding.fill.a = 128;
    g_autoptr (TcSprite) half = draw (svg, &binding, 1);
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
    g_autofree char *file = g_strconcat (HEAD, cases[i].form, TAIL, NULL);
    g_autoptr (TcSvg) svg = load_text (file);
    TcSvgBinding show = {"a", TC_SVG_VISIBLE, .is_visible = TRUE};
    TcSvgBinding hide = {"a", TC_SVG_VISIBLE, .is_visible = FALSE};
    g_autoptr (TcSprite) plain = draw (svg, NULL, 0);
    g_autoptr (TcSprite) shown = draw (svg, &show, 1);
    g_autoptr (TcSprite) hidden = draw (svg, &hide, 1);
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
        HEAD
        "<text id='a' x='100' y='60' text-anchor='%s'><tspan font-size='20'>国</tspan>"
        "</text>" TAIL,
        cases[i].anchor);
    g_autoptr (TcSvg) svg = load_text (file);
    TcSvgBinding binding = {"a", TC_SVG_TEXT, .text = "国国国国国国国国",
                            .max_width = 80};
    g_assert_cmpfloat_with_epsilon (tc_svg_text_width (svg, &binding, NULL), 158, 3);
    g_autoptr (TcSprite) small = draw (svg, &binding, 1);
    g_assert_cmpint (small->box.w, >=, 74);
    g_assert_cmpint (small->box.w, <=, 81);
    g_assert_cmpfloat_with_epsilon (small->box.x + small->box.w * cases[i].at, 100, 2);
    g_assert_cmpint (small->box.y + small->box.h, >=, 59);
    g_assert_cmpint (small->box.y + small->box.h, <=, 62);
    binding.max_width = 160; /* wide enough: as if there were no limit */
    g_autoptr (TcSprite) whole = draw (svg, &binding, 1);
    binding.max_width = 0;
    g_autoptr (TcSprite) no_limit = draw (svg, &binding, 1);
    g_assert_true (is_same (whole, no_limit));
  }
}

static void
test_hostile_words (void)
{
  g_autoptr (TcSvg) svg = load_text (HEAD "<text id='a' x='9' y='50'>a</text>" TAIL);
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
    g_autoptr (TcSprite) sprite = draw (svg, &binding, 1);
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
  g_autoptr (TcSvg) twice = load_text (HEAD "<g id='a'/>\n <g id='a'/>" TAIL);
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

/* ---- bad files ---- */

static void
assert_refused (const char *path, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcSvg) svg = tc_svg_load (path, &error);
  if (svg)
    g_error ("taken, instead of: %s", message);
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  if (!strstr (error->message, message) || !g_str_has_prefix (error->message, path) ||
      strchr (error->message, '\n'))
    g_error ("instead of '%s': %s", message, error->message);
}

static void
assert_text_refused (const char *text, const char *message)
{
  g_autofree char *path = write_file ("bad.svg", text, -1);
  assert_refused (path, message);
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
      /* what is no SVG */
      {"", "bad.svg:1:1: Document is empty"},
      {"hello", "bad.svg:1:1:"},
      {"<html/>", "bad.svg:1:1: the first element is <html>"},
      {"<svg/>", "must be <svg xmlns="},
      {HEAD "<g>" TAIL, "bad.svg:2:10: Opening and ending tag mismatch"},
      {HEAD "<g", "bad.svg:2:3:"},
      {HEAD "<g id='\xff'/>" TAIL, "bad.svg:2:8: not UTF-8"},
      {HEAD "\n <text>&nbsp;</text>" TAIL, "bad.svg:3:"},
      /* sizes */
      {"<svg xmlns='http://www.w3.org/2000/svg' width='30000' height='30000'/>",
       "30000x30000 pixels: each side must be 1..8192"},
      {"<svg xmlns='http://www.w3.org/2000/svg' width='300in' height='1in'/>",
       "28800x96 pixels"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "no size"},
      {"<svg xmlns='http://www.w3.org/2000/svg' width='0' height='9'/>", "no size"},
      /* entities */
      {"<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'>\n<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>\n"
       "<!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>" HEAD "<text>&c;</text>" TAIL,
       "bad.svg:1:16: declarations in a DOCTYPE"},
      {"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" HEAD
       "<text>&x;</text>" TAIL,
       "bad.svg:1:16: declarations in a DOCTYPE"},
      {"<!DOCTYPE svg [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x.dtd'> %x;]>" HEAD TAIL,
       "declarations in a DOCTYPE"},
      {"<!DOCTYPE svg [<!ATTLIST g fill CDATA 'red'>]>" HEAD TAIL,
       "declarations in a DOCTYPE"},
      {"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'file:///etc/passwd'>" HEAD
       "<text>&x;</text>" TAIL,
       "'&x;' is not an entity"},
      /* from outside */
      {HEAD "<use xlink:href='other.svg#a'/>" TAIL,
       "bad.svg:2:1: <use> refers to 'other.svg#a'"},
      {HEAD "<use href='http://127.0.0.1/#a'/>" TAIL,
       "refers to 'http://127.0.0.1/#a'"},
      {HEAD "<rect fill='url(file:///etc/x#g)'/>" TAIL, "refers to 'file:///etc/x#g'"},
      {HEAD "<style>@import url('x.css');</style>" TAIL, "bad.svg:2:1: @import"},
      {HEAD "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='x'/>" TAIL,
       "bad.svg:2:1: XInclude"},
      {HEAD "<image xlink:href='/etc/passwd' width='9' height='9'/>" TAIL,
       "bad.svg:2:1: '/etc/passwd': no such picture in the folder"},
      {HEAD "<image href='../outside.png' width='9' height='9'/>" TAIL,
       "'../outside.png': no such picture"},
      {HEAD "<image href='%2e%2e/outside.png' width='9' height='9'/>" TAIL,
       "no such picture"},
      {HEAD "<image href='link.png' width='9' height='9'/>" TAIL, "no such picture"},
      {HEAD "<image href='http://127.0.0.1/x.png' width='9' height='9'/>" TAIL,
       "no such picture"},
      {HEAD "<image href='file:///etc/hostname' width='9' height='9'/>" TAIL,
       "no such picture"},
      {HEAD "<image href='bad.svg' width='9' height='9'/>" TAIL,
       "neither PNG nor JPEG"},
      {HEAD "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>" TAIL,
       "neither PNG nor JPEG"},
      {HEAD "<image href='data:image/svg+xml,%3Csvg/%3E'/>" TAIL, "not in base64"},
      {HEAD
       "<image href='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA//8AAP//'/>" TAIL,
       "a picture of 65535x65535 pixels"},
      {HEAD "<image href='data:image/jpeg;base64,/9j/wAARCP//////AwEi'/>" TAIL,
       "a picture of 65535x65535 pixels"},
      /* what never ends */
      {HEAD "<g id='a'><use href='#a'/></g>" TAIL, "contains itself"},
      {HEAD "<g id='a'><use href='#b'/></g><g id='b'>\n<use href='#a'/></g>" TAIL,
       "contains itself"},
      {HEAD "<mask id='m'><rect mask='url(#m)'/></mask><rect mask='url(#m)'/>" TAIL,
       "contains itself"},
      {HEAD "<style>.x{clip-path:url( \"#c\" )}</style><clipPath id='c'>"
            "<rect class='y x'/></clipPath><rect class='x'/>" TAIL,
       "contains itself"},
      {HEAD "<use href='#nowhere'/>" TAIL, "bad.svg:2:1: <use> refers to '#nowhere'"},
      {HEAD "<pattern id='p'/>" TAIL, "bad.svg:2:1: <pattern> is not taken"},
      {HEAD "<filter id='f'>\n <feTurbulence numOctaves='99'/></filter>" TAIL,
       "bad.svg:3:2: <feTurbulence> is not taken"},
      {HEAD "<path stroke-dasharray='0.0001' d='M0 0H1000'/>" TAIL, "dashes"},
      {HEAD "<g style='stroke-dasharray:1'><path d='M0 0L1e9 1e9'/></g>" TAIL,
       "dashes"},
      {HEAD "<path stroke-dasharray='1' d='M0 0L1e999 nan'/>" TAIL, "dashes"},
  };
  g_autofree char *outside = g_test_build_filename (G_TEST_BUILT, "outside.png", NULL);
  g_autofree char *link = path_of ("link.png");
  g_autoptr (TcPicture) picture = tc_picture_new (16, 8);
  g_assert_true (tc_picture_write_png (picture, outside, NULL));
  g_free (write_file ("bad.svg", "", 0));
  g_unlink (link);
  g_assert_cmpint (symlink (outside, link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_text_refused (cases[i].text, cases[i].message);
  assert_refused ("/no/such.svg", "no such SVG file");
  assert_refused ("/", "no such SVG file");
  g_unlink (link);
}

static char *
repeat (const char *head, const char *what, guint n, const char *tail)
{
  GString *out = g_string_new (head);
  for (guint i = 0; i < n; i++)
    g_string_append (out, what);
  g_string_append (out, tail);
  return g_string_free (out, FALSE);
}

/* What is just too much is refused; what is good need not be all that is allowed, as
 * the time to draw it is limited too. */
static void
test_limits (void)
{
  const struct {
    const char *head, *what, *tail;
    guint good, bad;
    const char *message;
  } cases[] = {
      {HEAD, "<g/>", TAIL, TC_SVG_MAX_ELEMENTS - 1, TC_SVG_MAX_ELEMENTS,
       "over 10000 elements"},
      {HEAD, "<g opacity='.5'/>", TAIL, 40, TC_SVG_MAX_PASSES + 1, "over 100"},
      {HEAD "<style>.s{mix-blend-mode:multiply}</style>", "<g class='s'/>", TAIL, 40,
       TC_SVG_MAX_PASSES + 1, "over 100"},
      {HEAD "<filter id='f'><feOffset/><feOffset/><feOffset/></filter>",
       "<g filter='url(#f)'/>", TAIL, 2, 21, "105 groups, masks and filter steps"},
      {HEAD "<g id='a'><rect/><rect/><rect/><rect/></g>", "<use href='#a'/>", TAIL,
       9990, 0, NULL},
      {HEAD "<style>", "a{fill:red}\n", "</style>" TAIL, 5000, 8000,
       "bytes of style rules"},
      {HEAD "<style>", "@font-face{src:url(data:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)}",
       "</style>" TAIL, 5000, 0, NULL},
      {HEAD "<path d='", "M0 0L9 9", "'/>" TAIL, 20000, 0, NULL},
      {HEAD "<!--", "0123456789abcdef", "-->" TAIL, (1 << 18) - 20, 1 << 18,
       "over 4 MB"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s * %u", cases[i].what, cases[i].good);
    g_autofree char *good =
        repeat (cases[i].head, cases[i].what, cases[i].good, cases[i].tail);
    g_autoptr (TcSvg) svg = load_text (good);
    g_assert_nonnull (svg);
    if (!cases[i].message)
      continue;
    g_autofree char *bad =
        repeat (cases[i].head, cases[i].what, cases[i].bad, cases[i].tail);
    assert_text_refused (bad, cases[i].message);
  }
  g_autofree char *deep = repeat (HEAD, "<g>", TC_SVG_MAX_DEPTH, "");
  assert_text_refused (deep, "nested over 48 deep");
  g_autofree char *groups = repeat (HEAD, "<g opacity='.5'>", 9, "");
  g_autofree char *nested = repeat (groups, "</g>", 9, TAIL);
  assert_text_refused (nested, "nested over 8 deep");
}

/* Ten of ten of ten ...: 1,000 bytes that would be drawn for weeks. */
static void
test_use_bomb (void)
{
  static const char *const forms[] = {"<g id='a%d'>%s</g>\n",
                                      "<clipPath id='a%d'>%s</clipPath>\n",
                                      "<symbol id='a%d'>%s</symbol>\n"};
  static const char *const parts[] = {"<use href='#a%d'/>",
                                      "<rect clip-path='url(#a%d)'/>",
                                      "<use xlink:href='#a%d'/>"};
  for (guint k = 0; k < G_N_ELEMENTS (forms); k++) {
    g_autoptr (GString) file =
        g_string_new (HEAD "<rect id='a0' width='9' height='9'/>\n");
    for (int i = 1; i <= 17; i++) {
      g_autoptr (GString) ten = g_string_new (NULL);
      G_GNUC_BEGIN_IGNORE_DEPRECATIONS
      for (int j = 0; j < 10; j++) {
        g_autoptr (GString) part = g_string_new (parts[k]);
        g_autofree char *below = g_strdup_printf ("%d", i - 1);
        g_string_replace (part, "%d", below, 0);
        g_string_append (ten, part->str);
      }
      G_GNUC_END_IGNORE_DEPRECATIONS
      g_autoptr (GString) form = g_string_new (forms[k]);
      g_autofree char *number = g_strdup_printf ("%d", i);
      g_string_replace (form, "%d", number, 0);
      g_string_replace (form, "%s", ten->str, 0);
      g_string_append (file, form->str);
    }
    g_string_append (file, "<use href='#a17'/><rect clip-path='url(#a17)'/>" TAIL);
    assert_text_refused (file->str, "bad.svg:1:1: ");
  }
}

/* Few elements, each over the whole picture: only drawing it tells. */
static void
test_slow (void)
{
  g_autofree char *gradients = repeat (
      HEAD
      "<radialGradient id='g' spreadMethod='reflect' r='1%'><stop stop-color='red'/>"
      "<stop offset='1'/></radialGradient>",
      "<rect width='200' height='100' fill='url(#g)' opacity='1'/>", 9000, TAIL);
  assert_text_refused (gradients, "takes over 1000 ms to draw at 1920x1080");
}

/* ---- what is good ---- */

static void
test_pictures (void)
{
  g_autofree char *png = write_file ("in/x.png", "", 0);
  g_autoptr (TcPicture) picture = tc_picture_new (16, 8);
  tc_picture_fill (picture, 235, 128, 128);
  g_assert_true (tc_picture_write_png (picture, png, NULL));
  static const char *const hrefs[] = {"in/x.png", "in/../in/x.png", "in%2Fx.png",
                                      "./in/x.png"};
  for (guint i = 0; i < G_N_ELEMENTS (hrefs); i++) {
    g_autofree char *file = g_strdup_printf (
        HEAD "<image xlink:href='%s' width='160' height='80'/>" TAIL, hrefs[i]);
    if (i == 2)
      continue; /* an escaped '/' is no part of a path */
    g_autoptr (TcSprite) sprite = draw_text (file);
    g_assert_cmpint (sprite->box.w, ==, 160);
    g_assert_cmpint (luma_at (sprite, 80, 40), >=, 234);
  }
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (png, &data, &n, NULL));
  g_autofree char *base64 = g_base64_encode ((guchar *)data, n);
  g_autofree char *inlined = g_strdup_printf (
      HEAD "<image href='data:image/png;base64,%s' width='160' height='80'/>" TAIL,
      base64);
  g_autoptr (TcSprite) sprite = draw_text (inlined);
  g_assert_cmpint (luma_at (sprite, 80, 40), >=, 234);
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
  g_test_add_func ("/draw/svg/bad-files-get-one-error", test_refused);
  g_test_add_func ("/draw/svg/limits", test_limits);
  g_test_add_func ("/draw/svg/bombs-of-references", test_use_bomb);
  g_test_add_func ("/draw/svg/slow-files-are-refused", test_slow);
  g_test_add_func ("/draw/svg/pictures-from-its-own-folder", test_pictures);
  int result = g_test_run ();
  tc_text_deinit ();
  return result;
}
