/* SPDX-License-Identifier: MIT */
#include "resolved.h"

#define CRAWL(more)                                                                 \
  "  - {id: n, type: crawl, text: \"${notice.text}\", size: meta, colour: on_ink, " \
  "rect: "                                                                          \
  "[256, 128, 1536, 64]" more "}"

static void
set_notice (Resolved *self, const char *text)
{
  g_free (self->snapshot->notice_text);
  self->snapshot->notice_text = g_strdup (text);
}

static char *
repeat (const char *text, int n)
{
  GString *all = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

/* 42 characters of 36 fit into 1536. */
static void
test_short_stands (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = repeat ("请", 42);

  set_notice (self, text);
  resolved_show (self, CRAWL (""), 0);
  g_assert_cmpuint (self->parts->len, ==, 1);
  g_assert_cmpstr (resolved_text (self, "/n"), ==, text);
  g_assert_cmpint (resolved_part (self, "/n")->crawl_px, ==, 0);
}

static void
test_long_crawls (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = repeat ("请", 43);
  const TcPart *part;

  set_notice (self, text);
  resolved_show (self, CRAWL (""), 0);
  part = resolved_part (self, "/n-1");
  g_assert_nonnull (part);
  g_assert_cmpint (part->window.x, ==, 256);
  g_assert_cmpint (part->window.w, ==, 1536);
  g_assert_cmpint (part->crawl_px, ==, -5); /* 120 a second at 25, whole pixels */
  g_assert_cmpint (part->crawl_wrap_px, ==, 43 * 36 + 144);
  g_assert_cmpint (part->crawl_hold_ms, >, 0); /* the beginning can be read */
  g_assert_cmpint (part->rect.x + part->place.x, ==, 256);
}

static void
test_speed (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *layer;
    int width, px;
  } cases[] = {{CRAWL (""), 1920, -5},
               {CRAWL (""), 640, -2},
               {CRAWL (", speed: 200"), 1920, -8},
               {CRAWL (", speed: 10"), 640, -1}}; /* never stands */
  g_autofree char *text = repeat ("请各位代表", 20);

  set_notice (self, text);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    self->width = cases[i].width;
    resolved_show (self, cases[i].layer, 0);
    g_assert_cmpint (resolved_part (self, "/n-1")->crawl_px, ==, cases[i].px);
  }
}

/* As long as the model lets a text be: tiles side by side, none lost, none too large.
 */
static void
check_tiles (Resolved *self, const char *text)
{
  g_autoptr (GString) all = g_string_new (NULL);
  int x = 256;

  set_notice (self, text);
  resolved_show (self, CRAWL (""), 0);
  for (guint i = 0; i < self->parts->len; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);

    g_assert_cmpint (part->rect.x + part->place.x, ==, x);
    g_assert_cmpint (part->rect.w, <, TC_SPRITE_TILE);
    x += part->place.w;
    g_string_append (all, part->text);
  }
  g_assert_cmpstr (all->str, ==, text);
  for (guint i = 0; i < self->parts->len; i++)
    g_assert_cmpint (((TcPart *)g_ptr_array_index (self->parts, i))->crawl_wrap_px, ==,
                     x - 256 + 144);
}

static void
test_any_length (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *chinese = repeat ("两张评分表因网络原因未能提交，", 91);
  g_autofree char *english = repeat ("Please check your ballots. ", 150);

  g_assert_cmpuint (strlen (chinese), <=, TC_MODEL_MAX_STRING_BYTES);
  g_assert_cmpuint (strlen (english), <=, TC_MODEL_MAX_STRING_BYTES);
  check_tiles (self, chinese);
  check_tiles (self, g_strchomp (english));
  g_assert_cmpuint (self->parts->len, >, 10);
}

static void
test_one_line (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  set_notice (self, " 第一行\n第二行\t三 ");
  resolved_show (self, CRAWL (""), 0);
  g_assert_cmpstr (resolved_text (self, "/n"), ==, "第一行 第二行 三");
  set_notice (self, " \n ");
  resolved_at (self, 0);
  g_assert_cmpuint (self->parts->len, ==, 0);
  set_notice (self, NULL);
  resolved_at (self, 0);
  g_assert_cmpuint (self->parts->len, ==, 0);
}

/* A score in a moving text would have no mark. */
static void
test_no_score (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (resolved_load (
      self,
      "  - {id: n, type: crawl, text: \"${scoring.aggregate}\", size: meta, colour: "
      "on_ink, rect: [0, 0, 500, 64]}",
      &error));
  g_assert_nonnull (strstr (error->message, "a score is shown with its mark"));
}

/* On the air: stands, then moves every frame, and comes again behind itself. */
static void
test_on_air (void)
{
  Show show = {0};
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcSnapshot) snapshot = load_snapshot (rules, "presenting-notice");
  g_autofree char *text = repeat ("请各位代表检查评分表，", 8);
  const TcBusItem *item;
  gint64 start = 0;

  g_free (snapshot->notice_text);
  snapshot->notice_text = g_strdup (text);
  show_open (&show, NULL, "zh-CN", 1920, "clean");
  show_data (&show, snapshot);
  tc_shot_unref (show_at (&show, 0));
  item = show_item (&show, TC_DECK_KEYERS, "notice/text-1");
  while (tc_track_at (&item->track, start + 1).x == item->rect.x)
    start++;
  g_assert_cmpint (start, >=, 49); /* two seconds to begin to read */
  g_assert_cmpint (start, <=, 51);
  for (gint64 tick = start; tick < start + 500; tick++) {
    int x = item->rect.x - (int)((tick - start) * 5 % (item->track.crawl_wrap_px));

    g_assert_cmpint (tc_track_at (&item->track, tick).x, ==, x);
  }
  g_assert_cmpint (item->window.w, ==, 1536);
  /* news elsewhere leave it where it is */
  tc_shot_unref (show_at (&show, 200));
  item = show_item (&show, TC_DECK_KEYERS, "notice/text-1");
  g_assert_cmpint (tc_track_at (&item->track, 200).x, ==,
                   item->rect.x - (int)(200 - start) * 5);
  show_close (&show);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/crawl/a-text-that-fits-stands", "presenting", test_short_stands);
  TEST ("/scene/crawl/a-longer-one-moves-in-its-window", "presenting",
        test_long_crawls);
  TEST ("/scene/crawl/moves-whole-pixels-and-never-stands", "presenting", test_speed);
  TEST ("/scene/crawl/takes-the-longest-text-there-is", "presenting", test_any_length);
  g_test_add_func ("/scene/crawl/stands-then-moves-every-frame-for-ever", test_on_air);
  TEST ("/scene/crawl/is-one-line", "presenting", test_one_line);
  TEST ("/scene/crawl/shows-no-score", "presenting", test_no_score);
  return g_test_run ();
}
