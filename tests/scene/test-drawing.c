/* SPDX-License-Identifier: MIT
 *
 * Layers that are drawn from a designer's file or from an address: svg and qr.
 */
#include "resolved.h"

#include "../support/svg.h"

#define NS "xmlns=\"http://www.w3.org/2000/svg\""

static const char plate[] =
    "<svg " NS " width=\"400\" height=\"100\">\n"
    "<rect id=\"flag\" width=\"400\" height=\"100\" fill=\"#102030\"/>\n"
    "<text id=\"name\" x=\"10\" y=\"40\" font-size=\"30\" "
    "fill=\"#fff\">EXAMPLE</text>\n"
    "<text id=\"score\" x=\"10\" y=\"80\" font-size=\"30\" fill=\"#fff\">00.00</text>\n"
    "<text id=\"mark\" x=\"200\" y=\"80\" font-size=\"20\" fill=\"#fff\">mark</text>\n"
    "</svg>\n";

#define SVG(more) "  - {id: v, type: svg, file: a.svg, rect: [0, 0, 400, 100]" more "}"

static void
open_drawing (Resolved *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  resolved_open (self, data);
  path = g_build_filename (self->dir, "a.svg", NULL);
  g_assert_true (g_file_set_contents (path, plate, -1, NULL));
}

static void
close_drawing (Resolved *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dir, "a.svg", NULL);

  g_unlink (path);
  resolved_close (self, data);
}

static const TcSvgBinding *
binding (const Resolved *self, const char *id, TcSvgKind kind)
{
  const TcPart *part = resolved_part (self, "/v");

  for (guint i = 0; i < part->n_bindings; i++)
    if (strcmp (part->bindings[i].id, id) == 0 && part->bindings[i].kind == kind)
      return &part->bindings[i];
  return NULL;
}

static void
test_binds (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (
      self,
      SVG (", bind: [{id: name, text: \"${current.name}\", max_width: 300, fill: "
           "accent}, {id: flag, fill: [{when: \"data.age == stale\", use: bar}, "
           "{use: done}], show_when: \"current.order == 3\"}]"),
      0);
  g_assert_cmpstr (binding (self, "name", TC_SVG_TEXT)->text, ==,
                   "住房和城乡建设委员会");
  g_assert_cmpfloat (binding (self, "name", TC_SVG_TEXT)->max_width, ==, 300);
  g_assert_cmpint (binding (self, "name", TC_SVG_FILL)->fill.r, ==, 0xff);
  g_assert_cmpint (binding (self, "flag", TC_SVG_FILL)->fill.r, ==, 0xff);
  g_assert_true (binding (self, "flag", TC_SVG_VISIBLE)->is_visible);
  g_assert_null (binding (self, "name", TC_SVG_VISIBLE));
  self->bind.age = TC_AGE_STALE;
  self->snapshot->current.order = 4;
  resolved_at (self, 0);
  g_assert_cmpint (binding (self, "flag", TC_SVG_FILL)->fill.r, ==, 0x7f);
  g_assert_false (binding (self, "flag", TC_SVG_VISIBLE)->is_visible);
}

/* What a value makes different is another sprite; the same values are the same one. */
static void
test_key (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *key = NULL;

  resolved_show (self, SVG (", bind: [{id: name, text: \"${current.name}\"}]"), 0);
  key = g_strdup (resolved_part (self, "/v")->key);
  resolved_at (self, 1000);
  g_assert_cmpstr (resolved_part (self, "/v")->key, ==, key);
  g_free (self->snapshot->current.name);
  self->snapshot->current.name = g_strdup ("水务局");
  resolved_at (self, 1000);
  g_assert_cmpstr (resolved_part (self, "/v")->key, !=, key);
}

/* The designer's example text never goes on the air. */
static void
test_absent_is_empty (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcSprite) sprite = NULL;

  g_clear_pointer (&self->snapshot->current.name, g_free);
  resolved_show (self, SVG (", bind: [{id: name, text: \"${current.name}\"}]"), 0);
  g_assert_nonnull (binding (self, "name", TC_SVG_TEXT));
  g_assert_null (binding (self, "name", TC_SVG_TEXT)->text);
  sprite = tc_part_draw (resolved_part (self, "/v"), &error);
  g_assert_no_error (error);
  g_assert_nonnull (sprite);
}

#define SCORE SVG (", mark: mark, bind: [{id: score, text: \"${scoring.aggregate}\"}]")

static void
test_mark (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, SCORE, 0);
  g_assert_cmpstr (binding (self, "score", TC_SVG_TEXT)->text, ==, "92.47");
  g_assert_cmpstr (binding (self, "mark", TC_SVG_TEXT)->text, ==, "最终");
  g_assert_true (binding (self, "mark", TC_SVG_VISIBLE)->is_visible);
  self->bind.age = TC_AGE_STALE;
  resolved_at (self, 0);
  g_assert_cmpstr (binding (self, "mark", TC_SVG_TEXT)->text, ==, "最终 更新中断");
  self->snapshot->scoring.mark = TC_MARK_CORRECTED;
  self->bind.age = TC_AGE_FRESH;
  resolved_at (self, 0);
  g_assert_cmpstr (binding (self, "mark", TC_SVG_TEXT)->text, ==, "更正");
  self->snapshot->scoring.state = TC_SCORING_OPEN;
  self->snapshot->scoring.mark = TC_MARK_PROVISIONAL;
  resolved_at (self, 0);
  g_assert_cmpstr (binding (self, "mark", TC_SVG_TEXT)->text, ==, "暂计");
  self->snapshot->restored = TRUE;
  resolved_at (self, 0);
  g_assert_null (resolved_part (self, "/v"));
}

static const BadLayers bad[] = {
    {SVG (", bind: [{id: score, text: \"${scoring.aggregate}\"}]"), "has no 'mark'"},
    {SVG (", mark: flag, bind: [{id: score, text: \"${scoring.aggregate}\"}]"), "flag"},
    {SVG (", mark: marc"), "mark"},
    {SVG (
         ", mark: mark, bind: [{id: score, text: \"${scoring.aggregate}\"}, {id: mark, "
         "show_when: \"phase == draw\"}]"),
     "the engine alone writes it"},
    {SVG (", mark: mark, opacity: 0.1, bind: [{id: score, text: "
          "\"${scoring.aggregate}\"}]"),
     "shows it whole"},
    {SVG (", bind: [{id: nmae, text: x}]"), "name"},
    {SVG (", bind: [{id: flag, text: x}]"), "flag"},
    {SVG (", bind: [{id: name, txt: x}]"), "did you mean 'text'?"},
    {SVG (", bind: {}"), "bind"},
    {"  - {id: v, type: svg, file: ../a.svg, rect: [0, 0, 9, 9]}", "not within"},
    {"  - {id: v, type: svg, file: none.svg, rect: [0, 0, 9, 9]}", "none.svg"},
    {"  - {id: v, type: svg, file: x.yaml, rect: [0, 0, 9, 9]}", "x.yaml"},
    {"  - {id: q, type: qr, text: x, rect: [0, 0, 100, 90]}", "as wide as high"},
    {"  - {id: q, type: qr, text: x, rect: [0, 0, 60, 60]}", "at least"},
    {"  - {id: q, type: qr, text: \"${scoring.aggregate}\", rect: [0, 0, 90, 90]}",
     "would have no mark"},
};

static void
test_bad (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_refuse (self, bad, G_N_ELEMENTS (bad));
}

/* --- qr --- */

#define QR "  - {id: q, type: qr, text: \"${draw.url}\", rect: [1616, 128, 208, 208]}"

static gboolean
is_transparent (const TcPart *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcSprite) sprite = tc_part_draw (part, &error);
  TcPicture *picture = tc_picture_new (part->rect.w & ~1, part->rect.h & ~1);
  TcPose pose = {0, 0, {0, 0, part->rect.w, part->rect.h}, 255};
  guint8 before = picture->plane[0][0];
  gboolean is_same = TRUE;

  g_assert_no_error (error);
  tc_sprite_prepare (sprite, 0, 0);
  tc_blend (picture, sprite, &pose);
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      is_same &= picture->plane[0][y * picture->stride[0] + x] == before;
  tc_picture_free (picture);
  return is_same;
}

static void
test_qr (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, QR, 0);
  g_assert_cmpstr (resolved_text (self, "/q"), ==, "https://example.org/draw/d1");
  g_assert_false (is_transparent (resolved_part (self, "/q")));
  g_clear_pointer (&self->snapshot->draws[0].url, g_free);
  resolved_at (self, 0);
  g_assert_null (resolved_part (self, "/q"));
}

/* More than its room holds: nothing is drawn, not even its white. */
static void
test_qr_too_long (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_free (self->snapshot->draws[0].url);
  self->snapshot->draws[0].url = g_strnfill (600, 'x');
  resolved_show (self, QR, 0);
  g_assert_true (is_transparent (resolved_part (self, "/q")));
}

#define DRAWING(name, data, func) \
  g_test_add (name, Resolved, data, open_drawing, func, close_drawing)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  test_svg_set_worker ();
  DRAWING ("/scene/svg/fills-elements-with-data", "presenting", test_binds);
  DRAWING ("/scene/svg/is-drawn-again-only-for-other-values", "presenting", test_key);
  DRAWING ("/scene/svg/an-absent-value-leaves-no-example", "presenting",
           test_absent_is_empty);
  DRAWING ("/scene/svg/a-score-has-its-mark-in-words", "scoring-published", test_mark);
  DRAWING ("/scene/svg/bad-drawings-are-refused", "presenting", test_bad);
  DRAWING ("/scene/qr/shows-the-address-of-the-proof", "draw", test_qr);
  DRAWING ("/scene/qr/a-text-too-long-leaves-nothing", "draw", test_qr_too_long);
  return g_test_run ();
}
