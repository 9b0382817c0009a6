/* SPDX-License-Identifier: MIT
 *
 * Codes are read back by zbarimg, from whole programme pictures: as they leave the
 * blend, and scaled to 640x360 as a phone gets them.
 */
#include "tallycast/draw/qr.h"

#include <string.h>

#include "draw/sprite-private.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/blend.h"
#include "tallycast/draw/picture.h"

#define PROOF_PX 208 /* look/onair: the draw's proof */
#define ADDRESS  "https://example.org/p/2026-mid/d1"

static const TcQrStyle on_white = {.dark = {0, 0, 0, 255},
                                   .light = {255, 255, 255, 255}};
static const TcQrStyle ink_on_paper = {.dark = {10, 37, 71, 255},
                                       .light = {246, 243, 233, 255}};

/* What a program prints; it must be there. */
static char *
run (const char *const *argv)
{
  char *out = NULL;
  g_autoptr (GError) error = NULL;
  g_spawn_sync (NULL, (char **)argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                NULL, NULL, &error);
  g_assert_no_error (error);
  return out;
}

static void
assert_reads (const char *path, const char *text)
{
  const char *argv[] = {"zbarimg",         "--quiet", "--raw", "-Sdisable",
                        "-Sqrcode.enable", path,      NULL};
  g_autofree char *read = g_strchomp (run (argv));
  g_assert_cmpstr (read, ==, text);
}

static TcSprite *
code_sprite (const char *text, int px, const TcQrStyle *style)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcCanvas) canvas = tc_canvas_new (px, px, NULL);
  tc_canvas_qr (canvas, text, (TcRect){0, 0, px, px}, style, &error);
  g_assert_no_error (error);
  return tc_canvas_to_sprite (canvas);
}

/* The code at an odd place of a busy 1080p picture. */
static void
write_picture (TcSprite *sprite, const char *path)
{
  g_autoptr (TcPicture) picture = tc_picture_new (1920, 1080);
  tc_picture_fill (picture, 150, 110, 140);
  for (int y = 0; y < 1080; y++)
    for (int x = 0; x < 1920; x++)
      picture->plane[0][y * picture->stride[0] + x] =
          (guint8)(60 + (x * 7 + y * 3) % 160);
  TcRect whole = {0, 0, tc_sprite_width (sprite), tc_sprite_height (sprite)};
  tc_blend (picture, sprite, &(TcPose){1261, 127, whole, 255});
  g_assert_true (tc_picture_write_png (picture, path, NULL));
}

static void
scale (const char *from, const char *to, const char *filter)
{
  const char *argv[] = {"ffmpeg", "-nostdin", "-y", "-i", from,
                        "-vf",    filter,     to,   NULL};
  g_free (run (argv));
}

/* From 4 pixels a module on a code can be read from a 640x360 version that fills a
 * screen; from 6 on from the 640x360 pixels themselves. */
static void
test_reads_back (void)
{
  g_autofree char *many = g_strnfill (170, 'x');
  const struct {
    const char *text;
    int px, module_px;
    const TcQrStyle *style;
  } cases[] = {
      {ADDRESS, PROOF_PX, 5, &on_white},
      {ADDRESS, PROOF_PX, 5, &ink_on_paper},
      {"HTTPS://EXAMPLE.ORG/P/2026-MID/D1", PROOF_PX, 6, &on_white},
      {ADDRESS, 148, 4, &on_white},
      {"评议大会 抽签凭据", PROOF_PX, 6, &on_white},
      {many, 480, 7, &on_white},
      {many, 200, 3, &on_white},
      {"https://example.org/", 99, 3, &on_white},
  };
  g_autofree char *big = g_test_build_filename (G_TEST_BUILT, "qr-1080.png", NULL);
  g_autofree char *small = g_test_build_filename (G_TEST_BUILT, "qr-360.png", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TcSprite) sprite =
        code_sprite (cases[i].text, cases[i].px, cases[i].style);
    write_picture (sprite, big);
    assert_reads (big, cases[i].text);
    if (cases[i].module_px >= 4) {
      scale (big, small, "scale=640:360,scale=1920:1080");
      assert_reads (small, cases[i].text);
    }
    if (cases[i].module_px >= 6) {
      scale (big, small, "scale=640:360");
      assert_reads (small, cases[i].text);
    }
  }
}

/* Codes of a small programme, 2 pixels a module, as its viewers get them: from H.264 at
 * a low rate, at its own size and filling a screen. */
static void
test_reads_small (void)
{
  static const TcQrStyle small = {
      .dark = {0, 0, 0, 255}, .light = {255, 255, 255, 255}, .min_module_px = 2};
  static const struct {
    const char *text;
    int width, px;
  } cases[] = {{ADDRESS, 960, 104},                           /* the draw's proof */
               {"https://example.org/p/2026/d-1/x", 640, 70}, /* the same: at level L */
               {ADDRESS, 640, 80}};
  g_autofree char *still = g_test_build_filename (G_TEST_BUILT, "qr-small.png", NULL);
  g_autofree char *film = g_test_build_filename (G_TEST_BUILT, "qr-small.mp4", NULL);
  g_autofree char *seen = g_test_build_filename (G_TEST_BUILT, "qr-seen.png", NULL);
  g_autofree char *large = g_test_build_filename (G_TEST_BUILT, "qr-large.png", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TcSprite) sprite = code_sprite (cases[i].text, cases[i].px, &small);
    g_autoptr (TcPicture) picture =
        tc_picture_new (cases[i].width, cases[i].width / 16 * 9);
    TcRect whole = {0, 0, cases[i].px, cases[i].px};
    tc_picture_fill (picture, 40, 140, 120);
    tc_blend (picture, sprite, &(TcPose){cases[i].width / 2 + 30, 42, whole, 255});
    g_assert_true (tc_picture_write_png (picture, still, NULL));
    const char *encode[] = {"ffmpeg",  "-nostdin", "-y",      "-loop",   "1",
                            "-i",      still,      "-t",      "0.4",     "-pix_fmt",
                            "yuv420p", "-c:v",     "libx264", "-preset", "veryfast",
                            "-b:v",    "500k",     film,      NULL};
    const char *decode[] = {"ffmpeg", "-nostdin",  "-y", "-sseof", "-0.2", "-i",
                            film,     "-frames:v", "1",  seen,     NULL};
    g_free (run (encode));
    g_free (run (decode));
    assert_reads (seen, cases[i].text);
    scale (seen, large, "scale=1920:1080");
    assert_reads (large, cases[i].text);
  }
}

/* ---- modules ---- */

static gboolean
is_dark (const TcSprite *s, int x, int y)
{
  return s->y[y * s->box.w + x] < 128;
}

/* The bounds of what is dark. */
static TcRect
dark_box (const TcSprite *s)
{
  int left = s->w, top = s->h, right = 0, bottom = 0;
  for (int y = 0; y < s->h; y++)
    for (int x = 0; x < s->w; x++)
      if (is_dark (s, x, y)) {
        left = MIN (left, x);
        top = MIN (top, y);
        right = MAX (right, x + 1);
        bottom = MAX (bottom, y + 1);
      }
  return (TcRect){left, top, right - left, bottom - top};
}

/* ADDRESS is a code of 29 modules: 37 with the quiet zone. In 208 pixels that makes 5 a
 * module and a rest of 63, half on either side. */
static void
test_whole_modules (void)
{
  static const struct {
    int px, module_px;
  } cases[] = {{111, 3}, {147, 3}, {148, 4}, {208, 5}, {221, 5}, {222, 6}, {740, 20}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    int px = cases[i].px, module = cases[i].module_px;
    g_autoptr (TcSprite) s = code_sprite (ADDRESS, px, &on_white);
    TcRect box = dark_box (s);
    g_assert_cmpint (s->box.w, ==, px); /* light to its edges */
    g_assert_cmpint (box.w, ==, 29 * module);
    g_assert_cmpint (box.h, ==, 29 * module);
    g_assert_cmpint (box.x, ==, (px - box.w) / 2);
    g_assert_cmpint (box.y, ==, (px - box.h) / 2);
    g_assert_cmpint (box.x, >=, 4 * module);
    g_assert_cmpint (px - box.x - box.w, >=, 4 * module);
    for (int y = 0; y < box.h; y++)
      for (int x = 0; x < box.w; x++) {
        int luma = s->y[(box.y + y) * s->box.w + box.x + x];
        int first = s->y[(box.y + y / module * module) * s->box.w + box.x +
                         x / module * module];
        g_assert_true (luma == 16 || luma == 235);
        g_assert_cmpint (luma, ==, first);
      }
  }
}

static void
test_refusals (void)
{
  g_autofree char *long_text = g_strnfill (TC_QR_MAX_BYTES, 'x');
  g_autofree char *too_long = g_strnfill (TC_QR_MAX_BYTES + 1, 'x');
  static const TcQrStyle inverted = {.dark = {255, 255, 255, 255},
                                     .light = {0, 0, 0, 255}};
  static const TcQrStyle pale = {.dark = {210, 210, 210, 255},
                                 .light = {255, 255, 255, 255}};
  static const TcQrStyle clear = {.dark = {0, 0, 0, 255},
                                  .light = {255, 255, 255, 200}};
  const struct {
    const char *text;
    TcRect rect;
    const TcQrStyle *style;
    const char *message;
  } cases[] = {
      {ADDRESS,
       {0, 0, 110, 300},
       &on_white,
       "need 111x111 pixels (3 a module), there are 110x300"},
      {ADDRESS, {0, 0, 0, 0}, &on_white, "there are 0x0"},
      {ADDRESS, {0, 0, -300, 300}, &on_white, "there are -300x300"},
      {long_text, {0, 0, 506, 506}, &on_white, "2331 bytes of text need 507x507"},
      {too_long, {0, 0, 900, 900}, &on_white, "2332 bytes of text: must be 1..2331"},
      {"", {0, 0, 900, 900}, &on_white, "0 bytes of text"},
      {"\xff\xfe", {0, 0, 900, 900}, &on_white, "UTF-8"},
      {ADDRESS, {0, 0, 300, 300}, &inverted, "40 % of white's luminance"},
      {ADDRESS, {0, 0, 300, 300}, &pale, "colours"},
      {ADDRESS, {0, 0, 300, 300}, &clear, "opaque"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcCanvas) canvas = tc_canvas_new (900, 900, NULL);
    guint64 calls = tc_draw_calls ();
    g_assert_false (
        tc_canvas_qr (canvas, cases[i].text, cases[i].rect, cases[i].style, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (!strstr (error->message, cases[i].message))
      g_error ("case %u says: %s", i, error->message);
    g_assert_cmpuint (tc_draw_calls (), ==, calls);
  }
  g_autoptr (TcSprite) sprite = code_sprite (long_text, 555, &on_white);
  g_assert_cmpint (dark_box (sprite).w, ==, 177 * 3);
}

/* WCAG's own examples: black on white 21:1, #777777 on white 4.48:1. */
static void
test_contrast (void)
{
  TcColour black = {0, 0, 0, 255}, white = {255, 255, 255, 255};
  TcColour grey = {0x77, 0x77, 0x77, 255};
  g_assert_cmpfloat_with_epsilon (tc_colour_contrast (black, white), 21, 1e-9);
  g_assert_cmpfloat_with_epsilon (tc_colour_contrast (white, black), 21, 1e-9);
  g_assert_cmpfloat_with_epsilon (tc_colour_contrast (grey, white), 4.48, 0.005);
  g_assert_cmpfloat_with_epsilon (tc_colour_contrast (grey, grey), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (tc_colour_luminance (white), 1, 1e-9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/qr/a-reader-reads-it-at-1080-and-at-360-lines",
                   test_reads_back);
  g_test_add_func ("/draw/qr/a-reader-reads-it-from-a-small-programme",
                   test_reads_small);
  g_test_add_func ("/draw/qr/whole-pixel-modules-quiet-zone-centred",
                   test_whole_modules);
  g_test_add_func ("/draw/qr/refuses-what-could-not-be-read", test_refusals);
  g_test_add_func ("/draw/colour/contrast-as-in-wcag", test_contrast);
  return g_test_run ();
}
