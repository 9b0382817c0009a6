/* SPDX-License-Identifier: MIT
 *
 * Tally strokes, bars and pictures: what they come to.
 */
#include "resolved.h"

#include "tallycast/draw/blend.h"
#include "tallycast/draw/picture.h"

#define TALLY(box, more)                                                            \
  "  - {id: m, type: tally, box: " box ", at: [100, 200], pitch: 84, of: "          \
  "current.of, done: current.done, now: \"current.unit exists\", ghost: ghost" more \
  "}\n"

static void
assert_rect (const TcPart *part, int x, int y, int w, int h)
{
  g_assert_nonnull (part);
  g_assert_cmpint (part->rect.x, ==, x);
  g_assert_cmpint (part->rect.y, ==, y);
  g_assert_cmpint (part->rect.w, ==, w);
  g_assert_cmpint (part->rect.h, ==, h);
}

static TcColour
theme_colour (const Resolved *self, const char *name)
{
  return tc_theme_must_fill (self->theme, name).top;
}

static void
assert_fill (const TcPart *part, TcColour colour)
{
  g_assert_nonnull (part);
  g_assert_cmpmem (&part->style.fill, sizeof colour, &colour, sizeof colour);
}

/* --- tally --- */

static void
set_reports (Resolved *self, int order, int of)
{
  self->snapshot->current.order = order;
  self->snapshot->current.of = of;
}

/* LOOK.md 4: the pixel table of box 72, in writing order. Written: full; being written:
 * accent; to come: 4 wide on the stroke's axis. */
static void
test_strokes (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  set_reports (self, 3, 12);
  resolved_show (self, TALLY ("72", ""), 0);
  assert_rect (resolved_part (self, "/m-1"), 106, 200, 60, 10);
  assert_fill (resolved_part (self, "/m-1"), theme_colour (self, "done"));
  assert_rect (resolved_part (self, "/m-2"), 131, 212, 10, 48);
  assert_fill (resolved_part (self, "/m-2"), theme_colour (self, "done"));
  assert_rect (resolved_part (self, "/m-3"), 143, 230, 20, 10);
  assert_fill (resolved_part (self, "/m-3"), theme_colour (self, "accent"));
  assert_rect (resolved_part (self, "/m-4"), 115, 230, 4, 30);
  assert_fill (resolved_part (self, "/m-4"), theme_colour (self, "ghost"));
  assert_rect (resolved_part (self, "/m-5"), 100, 265, 72, 4);
  assert_rect (resolved_part (self, "/m-6"), 190, 203, 60, 4); /* the next mark */
}

/* Only strokes that will be needed exist: 正正丅, 正丅; of more than twenty none. */
static void
test_needed (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const int counts[] = {1, 5, 7, 12, 20, 21};

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    set_reports (self, 1, counts[i]);
    resolved_show (self, TALLY ("48", ""), 0);
    g_assert_cmpuint (self->parts->len, ==, counts[i] <= 20 ? counts[i] : 0);
  }
}

/* The poster's strokes to come are outlines 4 wide; strokes are written down or across.
 */
static void
test_poster (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  set_reports (self, 2, 3);
  resolved_show (self, TALLY ("320", ", full: hero"), 0);
  assert_rect (resolved_part (self, "/m-1"), 122, 200, 276, 32);
  assert_fill (resolved_part (self, "/m-1"), theme_colour (self, "hero"));
  g_assert_cmpint (resolved_part (self, "/m-1")->motion, ==, TC_MOTION_STROKE_ACROSS);
  g_assert_cmpint (resolved_part (self, "/m-2")->motion, ==, TC_MOTION_STROKE_DOWN);
  g_assert_cmpint (resolved_part (self, "/m-3")->style.outline_px, ==, 4);
  g_assert_cmpint (resolved_part (self, "/m-3")->style.fill.a, ==, 0);
}

/* --- bar --- */

#define SHARE                                                                          \
  "  - {id: b, type: bar, rect: [96, 1000, 1728, 24], inset: 6, plate: track, share: " \
  "scoring.share, fill: done, head: accent}\n"

/* The filling shows as far as the share goes, on even pixels; its head ends there. Full
 * or empty it has no head. */
static void
test_share (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    int cast, shown;
  } cases[] = {{0, 0}, {21, 572}, {42, 1144}, {63, 1716}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const TcPart *fill;
    const TcPart *head;

    self->snapshot->scoring.cast = cases[i].cast;
    self->snapshot->scoring.eligible = 63;
    resolved_show (self, SHARE, 0);
    assert_rect (resolved_part (self, "/b-plate"), 96, 1000, 1728, 24);
    fill = resolved_part (self, "/b");
    head = resolved_part (self, "/b-head");
    assert_rect (fill, 102, 1006, 1716, 12);
    g_assert_cmpint (fill->shown_px, ==, cases[i].shown);
    g_assert_cmpint (head != NULL, ==, cases[i].shown > 0 && cases[i].shown < 1716);
    if (head != NULL)
      assert_rect (head, 102 + cases[i].shown - 12, 1006, 12, 12);
  }
}

/* One segment a pick, gaps of 8, the next one in accent. */
static void
test_segments (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  int right = 96 - 8;

  resolved_show (self,
                 "  - {id: s, type: bar, rect: [96, 1006, 1728, 12], segments: "
                 "draw.quota, done: draw.drawn, now: \"draw.state == drawing\", fill: "
                 "done, head: accent, plate: seg}\n",
                 0);
  g_assert_cmpuint (self->parts->len, ==, 12);
  for (int i = 0; i < 12; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);
    const char *colour = i < 5 ? "done" : i == 5 ? "accent" : "seg";

    g_assert_cmpint (part->rect.x, ==, right + 8);
    right = part->rect.x + part->rect.w;
    assert_fill (part, theme_colour (self, colour));
  }
  g_assert_cmpint (right, ==, 96 + 1728);
}

/* --- image --- */

/* A picture fills its place as `fit` says: in it, over it, or pulled to it. */
static void
test_image (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const fits[] = {"contain", "cover", "stretch"};
  /* Where the wide picture begins in the square. */
  static const int tops[] = {25, 0, 0};
  g_autofree char *path = g_build_filename (self->dir, "a.png", NULL);
  g_autoptr (TcPicture) picture = tc_picture_new (200, 100);

  tc_picture_fill (picture, 235, 128, 128);
  g_assert_true (tc_picture_write_png (picture, path, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (fits); i++) {
    g_autofree char *layer = g_strdup_printf (
        "  - {id: p, type: image, file: a.png, rect: [40, 60, 100, 100], fit: %s}\n",
        fits[i]);
    g_autoptr (TcSprite) sprite = NULL;
    g_autoptr (TcPicture) seen = tc_picture_new (100, 100);

    resolved_show (self, layer, 0);
    assert_rect (resolved_part (self, "/p"), 40, 60, 100, 100);
    sprite = tc_part_draw (resolved_part (self, "/p"), NULL);
    g_assert_nonnull (sprite);
    tc_sprite_prepare (sprite, 0, 0);
    tc_blend (seen, sprite, &(TcPose){0, 0, {0, 0, 100, 100}, 255});
    for (int y = 0; y < 100; y++) {
      gboolean is_in = y >= tops[i] && y < 100 - tops[i];

      g_assert_cmpint (seen->plane[0][y * seen->stride[0] + 50], ==, is_in ? 235 : 16);
    }
  }
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/tally/strokes-are-those-of-the-look", "presenting", test_strokes);
  TEST ("/scene/tally/only-strokes-that-are-needed-exist", "presenting", test_needed);
  TEST ("/scene/tally/a-posters-strokes-to-come-are-outlines", "presenting",
        test_poster);
  TEST ("/scene/bar/shows-its-share-and-its-head", "scoring-open", test_share);
  TEST ("/scene/bar/a-segment-for-each", "draw", test_segments);
  TEST ("/scene/image/fits-its-place", "presenting", test_image);
  return g_test_run ();
}
