/* SPDX-License-Identifier: MIT
 *
 * Files that are refused, and what a file may not do to who draws it.
 */
#include <glib/gstdio.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../support/svg.h"
#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/picture.h"

/* librsvg 2.54.7: assertion failed: width > 0 && height > 0. */
#define PANIC                                                                    \
  SVG_HEAD "<filter id='f' x='-99999999' width='3'><feFlood/><feTile/></filter>" \
           "<g filter='url(#f)'><rect width='9' height='9' "                     \
           "filter='blur(2px)'/></g>" SVG_TAIL

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
  g_autofree char *path = test_svg_write ("bad.svg", text, -1);
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
      {SVG_HEAD "<g>" SVG_TAIL, "bad.svg:2:10: Opening and ending tag mismatch"},
      {SVG_HEAD "<g", "bad.svg:2:3:"},
      {SVG_HEAD "<g id='\xff'/>" SVG_TAIL, "bad.svg:2:8: not UTF-8"},
      {SVG_HEAD "\n <text>&nbsp;</text>" SVG_TAIL, "bad.svg:3:"},
      /* sizes */
      {"<svg xmlns='http://www.w3.org/2000/svg' width='30000' height='30000'/>",
       "30000x30000 pixels: each side must be 1..8192"},
      {"<svg xmlns='http://www.w3.org/2000/svg' width='300in' height='1in'/>",
       "28800x96 pixels"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "no size"},
      {"<svg xmlns='http://www.w3.org/2000/svg' width='0' height='9'/>", "no size"},
      /* entities */
      {"<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'>\n<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>\n"
       "<!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>" SVG_HEAD "<text>&c;</text>" SVG_TAIL,
       "bad.svg:1:16: declarations in a DOCTYPE"},
      {"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" SVG_HEAD
       "<text>&x;</text>" SVG_TAIL,
       "bad.svg:1:16: declarations in a DOCTYPE"},
      {"<!DOCTYPE svg [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x.dtd'> %x;]>" SVG_HEAD
           SVG_TAIL,
       "declarations in a DOCTYPE"},
      {"<!DOCTYPE svg [<!ATTLIST g fill CDATA 'red'>]>" SVG_HEAD SVG_TAIL,
       "declarations in a DOCTYPE"},
      {"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'file:///etc/passwd'>" SVG_HEAD
       "<text>&x;</text>" SVG_TAIL,
       "'&x;' is not an entity"},
      /* from outside */
      {SVG_HEAD "<use xlink:href='other.svg#a'/>" SVG_TAIL,
       "bad.svg:2:1: <use> refers to 'other.svg#a'"},
      {SVG_HEAD "<use href='http://127.0.0.1/#a'/>" SVG_TAIL,
       "refers to 'http://127.0.0.1/#a'"},
      {SVG_HEAD "<rect fill='url(file:///etc/x#g)'/>" SVG_TAIL,
       "refers to 'file:///etc/x#g'"},
      {SVG_HEAD "<style>@import url('x.css');</style>" SVG_TAIL,
       "bad.svg:2:1: @import"},
      {SVG_HEAD
       "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='x'/>" SVG_TAIL,
       "bad.svg:2:1: XInclude"},
      {SVG_HEAD "<image xlink:href='/etc/passwd' width='9' height='9'/>" SVG_TAIL,
       "bad.svg:2:1: '/etc/passwd': no such picture in the folder"},
      {SVG_HEAD "<image href='../outside.png' width='9' height='9'/>" SVG_TAIL,
       "'../outside.png': no such picture"},
      {SVG_HEAD "<image href='%2e%2e/outside.png' width='9' height='9'/>" SVG_TAIL,
       "no such picture"},
      {SVG_HEAD "<image href='link.png' width='9' height='9'/>" SVG_TAIL,
       "no such picture"},
      {SVG_HEAD "<image href='http://127.0.0.1/x.png' width='9' height='9'/>" SVG_TAIL,
       "no such picture"},
      {SVG_HEAD "<image href='file:///etc/hostname' width='9' height='9'/>" SVG_TAIL,
       "no such picture"},
      {SVG_HEAD "<image href='bad.svg' width='9' height='9'/>" SVG_TAIL,
       "neither PNG nor JPEG"},
      {SVG_HEAD "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>" SVG_TAIL,
       "neither PNG nor JPEG"},
      {SVG_HEAD "<image href='data:image/svg+xml,%3Csvg/%3E'/>" SVG_TAIL,
       "not in base64"},
      {SVG_HEAD
       "<image "
       "href='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA//8AAP//'/>" SVG_TAIL,
       "a picture of 65535x65535 pixels"},
      {SVG_HEAD "<image href='data:image/jpeg;base64,/9j/wAARCP//////AwEi'/>" SVG_TAIL,
       "a picture of 65535x65535 pixels"},
      /* what never ends */
      {SVG_HEAD "<g id='a'><use href='#a'/></g>" SVG_TAIL, "contains itself"},
      {SVG_HEAD
       "<g id='a'><use href='#b'/></g><g id='b'>\n<use href='#a'/></g>" SVG_TAIL,
       "contains itself"},
      {SVG_HEAD
       "<mask id='m'><rect mask='url(#m)'/></mask><rect mask='url(#m)'/>" SVG_TAIL,
       "contains itself"},
      {SVG_HEAD "<use href='#nowhere'/>" SVG_TAIL,
       "bad.svg:2:1: <use> refers to '#nowhere'"},
  };
  g_autofree char *outside = g_test_build_filename (G_TEST_BUILT, "outside.png", NULL);
  g_autofree char *link =
      g_test_build_filename (G_TEST_BUILT, g_get_prgname (), "link.png", NULL);
  g_autoptr (TcPicture) picture = tc_picture_new (16, 8);
  g_assert_true (tc_picture_write_png (picture, outside, NULL));
  g_free (test_svg_write ("bad.svg", "", 0));
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

static void
test_limits (void)
{
  static const struct {
    const char *head, *what, *tail;
    guint most; /* that is taken */
    const char *message;
  } cases[] = {
      {SVG_HEAD, "<g/>", SVG_TAIL, TC_SVG_MAX_ELEMENTS - 1, "over 10000 elements"},
      {SVG_HEAD "<!--", "0123456789abcdef", "-->" SVG_TAIL, (1 << 18) - 20,
       "over 4 MB"},
      {SVG_HEAD "<path d='", "M0 0L9 9", "'/>" SVG_TAIL, 20000, NULL},
      {SVG_HEAD "<style>", ".a{fill:red}\n", "</style><rect class='a'/>" SVG_TAIL, 5000,
       NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *good =
        repeat (cases[i].head, cases[i].what, cases[i].most, cases[i].tail);
    g_autoptr (TcSvg) svg = test_svg_load (good);
    g_assert_nonnull (svg);
    g_autofree char *bad =
        repeat (cases[i].head, cases[i].what, cases[i].most + 30, cases[i].tail);
    if (cases[i].message)
      assert_text_refused (bad, cases[i].message);
  }
  g_autofree char *deep = repeat (SVG_HEAD, "<g>", TC_SVG_MAX_DEPTH, "");
  assert_text_refused (deep, "nested over 64 deep");
  g_autoptr (GString) chain = g_string_new (SVG_HEAD "<g id='a0'/>");
  for (int i = 1; i < 600; i++)
    g_string_append_printf (chain, "<use id='a%d' href='#a%d'/>", i, i - 1);
  g_string_append (chain,
                   SVG_TAIL); /* from its end: each is visited before its target */
  g_autofree char *backwards = g_strconcat (SVG_HEAD "<use href='#a599'/>",
                                            chain->str + strlen (SVG_HEAD), NULL);
  assert_text_refused (backwards, "references nested over 500 deep");
}

/* Ten of ten of ten ...: 1,000 bytes that would be drawn for weeks. */
static void
test_use_bomb (void)
{
  g_autoptr (GString) file =
      g_string_new (SVG_HEAD "<rect id='a0' width='9' height='9'/>\n");
  for (int i = 1; i <= 17; i++) {
    g_string_append_printf (file, "<g id='a%d'>", i);
    for (int j = 0; j < 10; j++)
      g_string_append_printf (file, "<use href='#a%d'/>", i - 1);
    g_string_append (file, "</g>\n");
  }
  g_string_append (file, SVG_TAIL);
  assert_text_refused (file->str, "over 100000 elements to draw");
}

static int
luma_at (const TcSprite *s, int x, int y)
{
  return s->y[(y - s->box.y) * s->box.w + x - s->box.x];
}

/* What takes the worker seconds or gigabytes, or makes librsvg panic, is one error; the
 * next file is drawn as if nothing had been. */
static void
test_worker_ends (void)
{
  g_autofree char *gradients = repeat (
      SVG_HEAD "<radialGradient id='g' spreadMethod='reflect' r='1%'><stop "
               "stop-color='red'/><stop offset='1'/></radialGradient>",
      "<rect width='200' height='100' fill='url(#g)' opacity='.9'/>", 9000, SVG_TAIL);
  const struct {
    const char *text, *message;
  } cases[] = {
    {gradients, "takes over 2 s to draw"},
    {PANIC, "librsvg cannot draw it"},
    {SVG_HEAD "<image href='in/broken.png' width='9' height='9'/>" SVG_TAIL, NULL},
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    {SVG_HEAD
     "<filter id='f'><feTurbulence numOctaves='9000' baseFrequency='.1'/></filter>"
     "<rect width='200' height='100' filter='url(#f)'/>" SVG_TAIL,
     "takes over 2 s to draw"},
#else /* memory, which cannot be limited under a sanitizer */
    {SVG_HEAD
     "<path stroke='red' stroke-dasharray='.01' d='M0 0H1e5V1e5H0V-1e5H1e5V1e5'"
     "/>" SVG_TAIL,
     "bad.svg: "}, /* time or memory, whichever ends first */
    {SVG_HEAD
     "<pattern id='p' patternUnits='userSpaceOnUse' width='3000' height='3000'>"
     "<rect width='3000' height='3000'/></pattern>"
     "<rect width='9' height='9' fill='url(#p)'/>" SVG_TAIL,
     "bad.svg: "},
#endif
  };
  sigset_t all, before; /* as a thread of a broadcast has them */
  sigfillset (&all);
  pthread_sigmask (SIG_BLOCK, &all, &before);
  tc_svg_stop_worker ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %u", i);
    if (cases[i].message)
      assert_text_refused (cases[i].text, cases[i].message);
    g_autoptr (TcSprite) sprite =
        test_svg_draw_text (SVG_HEAD "<rect width='200' height='100'/>" SVG_TAIL);
    g_assert_cmpint (sprite->box.w, ==, 200);
  }
  pthread_sigmask (SIG_SETMASK, &before, NULL);
}

static gpointer
read_bad_files (gpointer data)
{
  const char *path = data;
  for (int i = 0; i < 4; i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (tc_svg_load (path, &error));
    g_assert_nonnull (strstr (error->message, "librsvg cannot draw it"));
  }
  return NULL;
}

/* What is on the air is drawn while a bad file is being saved again and again: nothing
 * fails, and nobody gets the other's answer. */
static void
test_threads (void)
{
  static const char *const fills[] = {"#ffffff", "#000000"};
  g_autofree char *bad = test_svg_write ("panic.svg", PANIC, -1);
  GThread *reader = g_thread_new ("reader", read_bad_files, bad);
  for (int i = 0; i < 24; i++) {
    g_autofree char *text =
        g_strdup_printf (SVG_HEAD "<rect width='%d' height='100' fill='%s'/>" SVG_TAIL,
                         100 + i, fills[i % 2]);
    g_autoptr (TcSprite) sprite = test_svg_draw_text (text);
    g_assert_cmpint (sprite->box.w, ==, 100 + i);
    g_assert_cmpint (luma_at (sprite, 50, 50), ==, i % 2 == 0 ? 235 : 16);
  }
  g_thread_join (reader);
}

static void
test_no_worker (void)
{
  static const char *const programs[] = {NULL, "/no/such/program", "/bin/true",
                                         "/bin/cat"};
  g_autofree char *path = test_svg_write ("test.svg", SVG_HEAD SVG_TAIL, -1);
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autoptr (GError) error = NULL;
    tc_svg_set_worker (programs[i]);
    g_assert_null (tc_svg_load (path, &error));
    g_assert_cmpint (error->code, ==, TC_ERROR_UNAVAILABLE);
    g_assert_true (g_str_has_prefix (error->message, path));
  }
  test_svg_set_worker ();
  g_autoptr (TcSvg) svg = tc_svg_load (path, NULL);
  g_assert_nonnull (svg);
}

/* ---- pictures ---- */

static void
test_pictures (void)
{
  g_autofree char *png = test_svg_write ("in/x.png", "", 0);
  g_autoptr (TcPicture) picture = tc_picture_new (16, 8);
  tc_picture_fill (picture, 235, 128, 128);
  g_assert_true (tc_picture_write_png (picture, png, NULL));
  static const char *const hrefs[] = {"in/x.png", "in/../in/x.png", "in/%78.png",
                                      "./in/x.png"};
  for (guint i = 0; i < G_N_ELEMENTS (hrefs); i++) {
    g_autofree char *file = g_strdup_printf (
        SVG_HEAD "<image xlink:href='%s' width='160' height='80'/>" SVG_TAIL, hrefs[i]);
    g_autoptr (TcSprite) sprite = test_svg_draw_text (file);
    g_assert_cmpint (sprite->box.w, ==, 160);
    g_assert_cmpint (luma_at (sprite, 80, 40), >=, 234);
  }
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (png, &data, &n, NULL));
  g_autofree char *base64 = g_base64_encode ((guchar *)data, n);
  g_autofree char *inlined = g_strdup_printf (
      SVG_HEAD
      "<image href='data:image/png;base64,%s' width='160' height='80'/>" SVG_TAIL,
      base64);
  g_autoptr (TcSprite) sprite = test_svg_draw_text (inlined);
  g_assert_cmpint (luma_at (sprite, 80, 40), >=, 234);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  test_svg_set_worker ();
  g_test_add_func ("/draw/svg/bad-files-get-one-error", test_refused);
  g_test_add_func ("/draw/svg/limits", test_limits);
  g_test_add_func ("/draw/svg/bombs-of-references", test_use_bomb);
  g_test_add_func ("/draw/svg/a-file-ends-no-more-than-the-worker", test_worker_ends);
  g_test_add_func ("/draw/svg/what-is-read-does-not-stop-what-is-drawn", test_threads);
  g_test_add_func ("/draw/svg/without-a-worker", test_no_worker);
  g_test_add_func ("/draw/svg/pictures-from-its-own-folder", test_pictures);
  int result = g_test_run ();
  tc_svg_stop_worker ();
  tc_text_deinit ();
  return result;
}
