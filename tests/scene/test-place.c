/* SPDX-License-Identifier: MIT
 *
 * What all layers may have: places from an anchor and in modules of the grid, opacity,
 * clip; corners and gradients of plates.
 */
#include "resolved.h"

#define RECT_OF(keys) "  - {id: r, type: rect, " keys "}"
#define RECT(keys)    RECT_OF ("fill: ink, " keys)

static void
test_anchors (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *layer;
    TcRect rect;
  } cases[] = {
      {RECT ("rect: [10, 20, 100, 60]"), {10, 20, 100, 60}},
      {RECT ("rect: [3m, 20, 2m, 60]"), {96 + 432, 20, 288, 60}},
      {RECT ("rect: [0m, 20, 12m, 60]"), {96, 20, 1728, 60}},
      {RECT ("anchor: top-left, rect: [10, 20, 100, 60]"), {106, 76, 100, 60}},
      {RECT ("anchor: top-left, rect: [3m, 20, 2m, 60]"), {528, 76, 288, 60}},
      {RECT ("anchor: top, rect: [10, 20, 100, 60]"), {920, 76, 100, 60}},
      {RECT ("anchor: top-right, rect: [10, 20, 100, 60]"), {1714, 76, 100, 60}},
      {RECT ("anchor: left, rect: [10, 20, 100, 60]"), {106, 530, 100, 60}},
      {RECT ("anchor: centre, rect: [0, 0, 100, 60]"), {910, 510, 100, 60}},
      {RECT ("anchor: right, rect: [10, -20, 100, 60]"), {1714, 490, 100, 60}},
      {RECT ("anchor: bottom-left, rect: [1m, 0, 100, 60]"), {240, 964, 100, 60}},
      {RECT ("anchor: bottom, rect: [0, 20, 100, 60]"), {910, 944, 100, 60}},
      {RECT ("anchor: bottom-right, rect: [0, 0, 1m, 60]"), {1680, 964, 144, 60}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const TcRect *rect;

    resolved_show (self, cases[i].layer, 0);
    rect = &resolved_part (self, "/r")->rect;
    g_assert_cmpint (rect->x, ==, cases[i].rect.x);
    g_assert_cmpint (rect->y, ==, cases[i].rect.y);
    g_assert_cmpint (rect->w, ==, cases[i].rect.w);
    g_assert_cmpint (rect->h, ==, cases[i].rect.h);
  }
}

/* A text's place is a point: right-aligned at a right anchor it ends there. */
static void
test_text_anchor (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcPart *part;

  resolved_show (self,
                 "  - {id: t, type: text, text: 正, size: sub, colour: on_ink, anchor: "
                 "bottom-right, at: [1m, 40], align: right, width: 300}",
                 0);
  part = resolved_part (self, "/t");
  g_assert_cmpint (part->rect.x + part->place.x + part->place.w, ==, 1824 - 144);
  g_assert_cmpint (part->rect.y + part->place.centre_y, ==, 1024 - 40);
}

/* Cells are placed in their row: a module there has no margin. */
static void
test_cells (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self,
                 "  - {id: t, type: table, rows: ranking, mark: [900, 9], at: [1m, "
                 "128], cells: [{id: r, "
                 "type: rect, rect: [2m, 0, 1m, 60], fill: ink}]}",
                 0);
  g_assert_cmpint (resolved_part (self, "t/r.0")->rect.x, ==, 240 + 288);
  g_assert_cmpint (resolved_part (self, "t/r.0")->rect.w, ==, 144);
}

static void
test_opacity_and_clip (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcPart *part;

  resolved_show (
      self,
      "  - {id: g, type: group, opacity: 0.5, clip: [0, 0, 500, 500], layers: "
      "[{id: r, type: rect, rect: [0, 0, 900, 900], fill: ink, opacity: 0.5, "
      "clip: [400, 100, 300, 300]}, {id: s, type: rect, rect: [0, 0, 9, 9], "
      "fill: ink}]}",
      0);
  part = resolved_part (self, "g/r");
  g_assert_cmpint (part->opacity, ==, 64);
  g_assert_cmpint (part->window.x, ==, 400);
  g_assert_cmpint (part->window.y, ==, 100);
  g_assert_cmpint (part->window.w, ==, 100);
  g_assert_cmpint (part->window.h, ==, 300);
  part = resolved_part (self, "g/s");
  g_assert_cmpint (part->opacity, ==, 128);
  g_assert_cmpint (part->window.w, ==, 500);
}

/* What hugs a text lies below its group and has its own opacity all the same. */
static void
test_hugging (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (
      self,
      "  - {id: g, type: group, layers: [{id: p, type: rect, rect: [0, 10, 0, "
      "40], hug: t, pad: [8, 8], fill: ink, opacity: 0.5}, {id: t, type: text, "
      "text: 正正, size: sub, colour: on_ink, at: [100, 30]}]}",
      0);
  g_assert_cmpstr (((TcPart *)g_ptr_array_index (self->parts, 0))->id, ==, "g/p");
  g_assert_cmpint (resolved_part (self, "g/p")->opacity, ==, 128);
  g_assert_cmpint (resolved_part (self, "g/t")->opacity, ==, 255);
}

static void
test_corners (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, RECT ("rect: [0, 0, 90, 60], radius: 12"), 0);
  g_assert_cmpint (resolved_part (self, "/r")->style.radius_px, ==, 12);
  self->width = 640;
  resolved_at (self, 0);
  g_assert_cmpint (resolved_part (self, "/r")->style.radius_px, ==, 4);
}

static void
test_gradient (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcPart *part;

  resolved_show (
      self, RECT_OF ("rect: [0, 0, 90, 60], fill: {top: \"#102030\", bottom: accent}"),
      0);
  part = resolved_part (self, "/r");
  g_assert_true (part->style.is_gradient);
  g_assert_cmpint (part->style.fill.r, ==, 0x10);
  g_assert_cmpint (part->style.fill_end.r, ==, 0xff);
  g_assert_false (part->style.is_across);
  resolved_show (
      self, RECT_OF ("rect: [0, 0, 90, 60], fill: {left: accent, right: ink_top}"), 0);
  part = resolved_part (self, "/r");
  g_assert_true (part->style.is_gradient);
  g_assert_true (part->style.is_across);
  g_assert_cmpint (part->style.fill.r, ==, 0xff);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/place/anchors-and-modules-give-pixels", "presenting", test_anchors);
  TEST ("/scene/place/a-text-is-anchored-at-its-edge", "presenting", test_text_anchor);
  TEST ("/scene/place/cells-stand-in-their-row", "ranking", test_cells);
  TEST ("/scene/place/opacity-and-clip-add-up", "presenting", test_opacity_and_clip);
  TEST ("/scene/place/what-hugs-a-text-keeps-its-own", "presenting", test_hugging);
  TEST ("/scene/place/corners-are-round", "presenting", test_corners);
  TEST ("/scene/place/a-gradient-has-two-colours", "presenting", test_gradient);
  return g_test_run ();
}
