/* SPDX-License-Identifier: MIT
 *
 * Who looks at pictures, by themselves and through a ticker. Feeds are pure logic: time
 * is a number. The monitor's thread runs by the machine's clock; what the tests wait
 * for has a limit that only a hang may reach.
 */
#include "tallycast/media/monitor.h"

#include <cairo.h>
#include <string.h>
#include <turbojpeg.h>

#include "media/monitor_feed.h"
#include "tallycast/draw/picture.h"
#include "tallycast/media/media.h"
#include "tallycast/media/ticker.h"

#define WIDTH      320
#define HEIGHT     180
#define RATE       ((TcRate){25, 1})
#define FRAME_NS   (40 * TC_NS_PER_MS)
#define PATIENCE_S 40

/* --- feeds --- */

static TcMonitorRequest *
request_new (int width)
{
  TcMonitorRequest *request = g_new0 (TcMonitorRequest, 1);

  request->width = width;
  return request;
}

/* Returns: whether it waits. */
static gboolean
enter (TcFeeds *feeds, TcMonitorKind kind, const char *scene, gint64 after, gint64 now)
{
  TcMonitorRequest *request = request_new (WIDTH);
  gboolean waits = tc_feeds_enter (feeds, request, kind, scene, after, now);

  if (!waits) {
    g_clear_pointer (&request->jpeg, g_bytes_unref);
    g_free (request);
  }
  return waits;
}

static guint
drop (GQueue *answers, TcMonitorResult result)
{
  guint n = 0;
  TcMonitorRequest *request;

  for (; (request = g_queue_pop_head (answers)) != NULL; n++) {
    g_assert_cmpint (request->result, ==, result);
    g_clear_pointer (&request->jpeg, g_bytes_unref);
    g_free (request);
  }
  return n;
}

/* As the monitor does it, with @feed's picture made of @tick. */
static guint
made (TcFeeds *feeds, TcFeed *feed, gint64 tick, gint64 now)
{
  TcMonitorMade sizes = tc_feeds_begin (feeds, feed, tick, now);
  GQueue answers = G_QUEUE_INIT;

  for (guint i = 0; i < sizes.n; i++)
    sizes.sizes[i].jpeg = g_bytes_new_static ("jpeg", 4);
  tc_feeds_put (feeds, feed, &sizes, tick, &answers);
  return drop (&answers, TC_MONITOR_DONE);
}

static void
close_feeds (TcFeeds *feeds)
{
  GQueue answers = G_QUEUE_INIT;

  for (guint i = 0; i < feeds->all->len; i++)
    tc_feeds_turn_away (feeds, g_ptr_array_index (feeds->all, i), TC_MONITOR_BUSY,
                        &answers);
  drop (&answers, TC_MONITOR_BUSY);
  tc_feeds_clear (feeds);
}

static void
test_nothing_to_do (void)
{
  TcFeeds feeds;

  tc_feeds_init (&feeds, RATE);
  g_assert_null (tc_feeds_next_to_ask (&feeds, 0));
  g_assert_cmpint (tc_feeds_wanted_tick (&feeds, 0), ==, G_MAXINT64);
  close_feeds (&feeds);
}

/* At 25, 29.97 and 60 frames a second: 5, 6 and 12 ticks apart. */
static void
test_rate (void)
{
  static const struct {
    TcRate rate;
    gint64 ticks;
  } cases[] = {{{25, 1}, 5}, {{30000, 1001}, 6}, {{60, 1}, 12}, {{5, 1}, 1}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcFeeds feeds;
    TcFeed *feed;

    tc_feeds_init (&feeds, cases[i].rate);
    g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 0, 0));
    feed = tc_feeds_find (&feeds, TC_MONITOR_PROGRAMME, NULL);
    g_assert_cmpint (tc_feeds_wanted_tick (&feeds, 0), <=, 100);
    g_assert_cmpuint (made (&feeds, feed, 100, 0), ==, 1);
    /* asked again at once, and looked at when a second has gone by the clock */
    g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 100, 1));
    g_assert_cmpint (tc_feeds_wanted_tick (&feeds, 1), ==, G_MAXINT64);
    g_assert_cmpint (tc_feeds_wanted_tick (&feeds, TC_NS_PER_S), ==,
                     100 + cases[i].ticks);
    g_assert_cmpuint (made (&feeds, feed, 200, TC_NS_PER_S), ==, 1);
    close_feeds (&feeds);
  }
}

static void
test_kept (void)
{
  TcFeeds feeds;
  TcFeed *feed;

  tc_feeds_init (&feeds, RATE);
  g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 0, 0));
  feed = tc_feeds_find (&feeds, TC_MONITOR_PROGRAMME, NULL);
  g_assert_cmpuint (made (&feeds, feed, 100, 0), ==, 1);
  /* somebody else gets the same one; who has it, and who comes when it is old, waits */
  g_assert_false (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 0, 4 * FRAME_NS));
  g_assert_false (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 99, 4 * FRAME_NS));
  g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 100, 4 * FRAME_NS));
  g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 0, 5 * FRAME_NS));
  g_assert_cmpuint (made (&feeds, feed, 105, 5 * FRAME_NS), ==, 2);
  close_feeds (&feeds);
}

/* A picture that was begun before does not serve who asks for what came since: his
 * command may not be in it. */
static void
test_after (void)
{
  TcFeeds feeds;
  TcFeed *feed;

  tc_feeds_init (&feeds, RATE);
  g_assert_true (enter (&feeds, TC_MONITOR_PREVIEW, NULL, 0, 0));
  feed = tc_feeds_find (&feeds, TC_MONITOR_PREVIEW, NULL);
  g_assert_true (enter (&feeds, TC_MONITOR_PREVIEW, NULL, 101, 0));
  g_assert_true (enter (&feeds, TC_MONITOR_PREVIEW, NULL, 99, 0));
  g_assert_true (enter (&feeds, TC_MONITOR_PREVIEW, NULL, 100, 0));
  /* of tick 100 it is news to two of them; the others go on waiting */
  g_assert_cmpuint (made (&feeds, feed, 100, 0), ==, 2);
  g_assert_cmpuint (feeds.n_waiting, ==, 2);
  g_assert_cmpuint (feed->waiting.length, ==, 2);
  g_assert_true (tc_feeds_next_to_ask (&feeds, 5 * FRAME_NS) == feed);
  g_assert_cmpuint (made (&feeds, feed, 101, 5 * FRAME_NS), ==, 1);
  g_assert_cmpuint (made (&feeds, feed, 102, 10 * FRAME_NS), ==, 1);
  g_assert_cmpuint (feeds.n_waiting, ==, 0);
  close_feeds (&feeds);
}

/* Who had a picture before live was started anew gets the first of this one. */
static void
test_another_run (void)
{
  static const gint64 others[] = {100 + 251, 5000000, G_MAXINT64};
  TcFeeds feeds;
  TcFeed *feed;

  tc_feeds_init (&feeds, RATE); /* a request lasts for 250 ticks */
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, others[i], 0));
  g_assert_true (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, 100 + 250, 0));
  feed = tc_feeds_find (&feeds, TC_MONITOR_PROGRAMME, NULL);
  g_assert_cmpuint (made (&feeds, feed, 100, 0), ==, G_N_ELEMENTS (others));
  g_assert_cmpuint (feeds.n_waiting, ==, 1); /* it may still come */
  /* and the kept one, at once */
  g_assert_false (enter (&feeds, TC_MONITOR_PROGRAMME, NULL, G_MAXINT64, FRAME_NS));
  close_feeds (&feeds);
}

static void
test_limits (void)
{
  GQueue answers = G_QUEUE_INIT;
  TcMonitorRequest *late = request_new (WIDTH);
  TcFeeds feeds;

  tc_feeds_init (&feeds, RATE);
  for (guint i = 0; i < TC_MONITOR_MAX_WAITING; i++)
    g_assert_true (enter (&feeds, TC_MONITOR_SCENE, i % 2 ? "a" : "b", 0, 0));
  g_assert_false (tc_feeds_enter (&feeds, late, TC_MONITOR_SCENE, "c", 0, 0));
  g_assert_cmpint (late->result, ==, TC_MONITOR_BUSY);
  g_free (late);
  g_assert_cmpuint (feeds.all->len, ==, 2); /* "c" left nothing behind */
  g_assert_cmpint (tc_feeds_next_ns (&feeds, TC_NS_PER_S), ==,
                   TC_MONITOR_WAIT_MS * TC_NS_PER_MS);
  tc_feeds_clean (&feeds, TC_MONITOR_WAIT_MS * TC_NS_PER_MS - 1, &answers);
  g_assert_true (g_queue_is_empty (&answers));
  tc_feeds_clean (&feeds, TC_MONITOR_WAIT_MS * TC_NS_PER_MS, &answers);
  g_assert_cmpuint (drop (&answers, TC_MONITOR_NOTHING), ==, TC_MONITOR_MAX_WAITING);
  g_assert_cmpuint (feeds.all->len, ==, 0); /* and neither did those */
  g_assert_cmpuint (feeds.n_waiting, ==, 0);
  close_feeds (&feeds);
}

/* The stage draws one scene at a time, who waited longest first; preview before all. */
static void
test_order (void)
{
  TcFeeds feeds;
  TcFeed *a, *b;

  tc_feeds_init (&feeds, RATE);
  g_assert_true (enter (&feeds, TC_MONITOR_SCENE, "a", 0, 0));
  g_assert_true (enter (&feeds, TC_MONITOR_SCENE, "b", 0, 0));
  a = tc_feeds_find (&feeds, TC_MONITOR_SCENE, "a");
  b = tc_feeds_find (&feeds, TC_MONITOR_SCENE, "b");
  g_assert_true (tc_feeds_next_to_ask (&feeds, 0) == a);
  a->is_asked = TRUE;
  g_assert_null (tc_feeds_next_to_ask (&feeds, 0));
  g_assert_true (enter (&feeds, TC_MONITOR_PREVIEW, NULL, 0, 0));
  g_assert_cmpint (tc_feeds_next_to_ask (&feeds, 0)->kind, ==, TC_MONITOR_PREVIEW);
  tc_feeds_find (&feeds, TC_MONITOR_PREVIEW, NULL)->is_asked = TRUE;
  a->is_asked = FALSE;
  a->shot.shot = tc_shot_new (0);
  g_assert_true (tc_feeds_next_to_ask (&feeds, 0) == b);
  g_assert_cmpuint (made (&feeds, a, 7, 0), ==, 1);
  tc_shot_unref (g_steal_pointer (&a->shot.shot));
  /* "a" again: not before two seconds, and after "b" */
  g_assert_true (enter (&feeds, TC_MONITOR_SCENE, "a", 7, 1));
  g_assert_true (tc_feeds_next_to_ask (&feeds, TC_MONITOR_SCENE_MS * TC_NS_PER_MS) ==
                 b);
  b->is_asked = TRUE;
  b->shot.shot = tc_shot_new (0);
  b->is_asked = FALSE;
  g_assert_null (tc_feeds_next_to_ask (&feeds, TC_MONITOR_SCENE_MS * TC_NS_PER_MS / 2));
  g_assert_true (tc_feeds_next_to_ask (&feeds, TC_MONITOR_SCENE_MS * TC_NS_PER_MS) ==
                 a);
  close_feeds (&feeds);
}

/* --- a monitor with a ticker of the test's own --- */

typedef struct {
  TcMonitor *monitor;
  GstBuffer *programme, *slate, *camera;
  gint64 tick;

  /* what `draw` answers; set before anything is asked */
  TcMonitorShot shot;
  gint n_draws; /* atomic */
  gboolean is_silent;

  pthread_mutex_t lock; /* guards: all below */
  guint n_answers;
  TcMonitorResult result;
  GBytes *jpeg;
  gint64 number;
} Fixture;

static void
draw_cb (gpointer data, const char *scene)
{
  Fixture *f = data;
  TcMonitorShot shot = f->shot;

  g_atomic_int_inc (&f->n_draws);
  if (f->is_silent)
    return;
  if (scene && strcmp (scene, "none") == 0)
    shot = (TcMonitorShot){.result = TC_MONITOR_UNKNOWN};
  if (shot.shot && shot.result == TC_MONITOR_DONE)
    tc_shot_ref (shot.shot);
  else
    shot.shot = NULL;
  tc_monitor_drawn (f->monitor, scene, &shot);
}

static void
answer_cb (gpointer data, TcMonitorResult result, GBytes *jpeg, gint64 tick)
{
  Fixture *f = data;

  TC_LOCKED (&f->lock);
  f->n_answers++;
  f->result = result;
  g_clear_pointer (&f->jpeg, g_bytes_unref);
  f->jpeg = jpeg ? g_bytes_ref (jpeg) : NULL;
  f->number = tick;
}

static guint
answers (Fixture *f)
{
  TC_LOCKED (&f->lock);
  return f->n_answers;
}

/* A picture whose left half is of one luma, and the right half of another. */
static GstBuffer *
halves (int width, int height, guint8 left, guint8 right)
{
  g_autoptr (TcPicture) picture = tc_picture_new (width, height);

  for (int row = 0; row < height; row++) {
    memset (picture->plane[0] + row * picture->stride[0], left, (gsize)width / 2);
    memset (picture->plane[0] + row * picture->stride[0] + width / 2, right,
            (gsize)width / 2);
  }
  return tc_media_buffer_from_picture (picture);
}

#define DARK   60
#define LIGHT  180
#define CAMERA 120
#define SLATE  40

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcMonitorSettings settings = {.format = {WIDTH, HEIGHT, RATE},
                                .clock = tc_clock_system (),
                                .draw = draw_cb,
                                .data = f};

  pthread_mutex_init (&f->lock, NULL);
  f->programme = halves (WIDTH, HEIGHT, DARK, LIGHT);
  f->camera = halves (WIDTH, HEIGHT, CAMERA, CAMERA);
  f->slate = halves (WIDTH, HEIGHT, SLATE, SLATE);
  f->tick = 100;
  f->shot = (TcMonitorShot){.result = TC_MONITOR_NOTHING};
  f->monitor = tc_monitor_new (&settings);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_monitor_free (f->monitor);
  if (f->shot.shot)
    tc_shot_unref (f->shot.shot);
  gst_buffer_unref (f->programme);
  gst_buffer_unref (f->camera);
  gst_buffer_unref (f->slate);
  g_clear_pointer (&f->jpeg, g_bytes_unref);
  pthread_mutex_destroy (&f->lock);
}

static void
offer (Fixture *f)
{
  TcMonitorView view = {"main", f->camera};
  TcMonitorFrames frames = {f->tick++, f->programme, f->slate, 1, &view};

  tc_monitor_offer (f->monitor, &frames);
}

/* Ticks, until there are @n answers. */
static void
tick_until (Fixture *f, guint n)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (answers (f) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    offer (f);
    g_usleep (2000);
  }
}

static void
ask (Fixture *f, TcMonitorKind kind, const char *scene, gint64 after, int width)
{
  tc_monitor_ask (f->monitor, kind, scene, after, width, answer_cb, f);
}

static TcMonitorStats
stats_of (Fixture *f)
{
  TcMonitorStats stats;

  tc_monitor_get_stats (f->monitor, &stats);
  return stats;
}

/* The grey at (x, y), of a size that must be so. */
static int
grey_at (Fixture *f, int width, int height, int x, int y)
{
  tjhandle handle = tjInitDecompress ();
  gsize n;
  const guint8 *data = g_bytes_get_data (f->jpeg, &n);
  g_autofree guint8 *grey = g_malloc ((gsize)width * height);
  int w, h, subsampling, colours;

  g_assert_cmpint (
      tjDecompressHeader3 (handle, data, n, &w, &h, &subsampling, &colours), ==, 0);
  g_assert_cmpint (w, ==, width);
  g_assert_cmpint (h, ==, height);
  g_assert_cmpint (tjDecompress2 (handle, data, n, grey, w, 0, h, TJPF_GRAY, 0), ==, 0);
  tjDestroy (handle);
  return grey[y * width + x];
}

/* What a limited luma is in a JPEG. */
static int
full (int luma)
{
  return (luma - 16) * 255 / 219;
}

#define NEAR(a, b) (ABS ((a) - (b)) <= 4)

static void
test_idle (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (int i = 0; i < 200; i++) {
    g_assert_false (tc_monitor_wants (f->monitor, f->tick));
    offer (f);
  }
  TcMonitorStats stats = stats_of (f);
  g_assert_cmpuint (stats.taken + stats.drawn + stats.coded, ==, 0);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (f->programme), ==, 1);
}

static void
test_programme (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ask (f, TC_MONITOR_PROGRAMME, NULL, 0, 160);
  tick_until (f, 1);
  g_assert_cmpint (f->result, ==, TC_MONITOR_DONE);
  g_assert_cmpint (f->number, >=, 100);
  g_assert_true (NEAR (grey_at (f, 160, 90, 40, 45), full (DARK)));
  g_assert_true (NEAR (grey_at (f, 160, 90, 120, 45), full (LIGHT)));
  /* none is larger than the programme */
  ask (f, TC_MONITOR_PROGRAMME, NULL, f->number, 960);
  tick_until (f, 2);
  g_assert_true (NEAR (grey_at (f, WIDTH, HEIGHT, 10, 10), full (DARK)));
  /* and nothing goes on when nobody asks any more */
  TcMonitorStats stats = stats_of (f);
  for (int i = 0; i < 100; i++) {
    offer (f);
    g_usleep (1000);
  }
  g_assert_cmpuint (stats_of (f).taken, ==, stats.taken);
  g_assert_cmpuint (stats_of (f).coded, ==, 2);
}

/* However fast one asks: five ticks from one to the next, and newer each time. */
static void
test_five_a_second (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 last = 0;

  for (guint i = 1; i <= 6; i++) {
    ask (f, TC_MONITOR_PROGRAMME, NULL, last, 160);
    tick_until (f, i);
    g_assert_cmpint (f->number, >=, last + 5);
    last = f->number;
  }
  g_assert_cmpuint (stats_of (f).coded, ==, 6);
}

/* Two who look at one size cost one picture, another size only its coding. */
static void
test_shared (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ask (f, TC_MONITOR_PROGRAMME, NULL, 0, 160);
  ask (f, TC_MONITOR_PROGRAMME, NULL, 0, 160);
  ask (f, TC_MONITOR_PROGRAMME, NULL, 0, 320);
  tick_until (f, 3);
  g_assert_cmpuint (stats_of (f).taken, ==, 1);
  g_assert_cmpuint (stats_of (f).coded, ==, 2);
}

static TcShot *
preview_shot (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 64, 36);
  cairo_t *cr = cairo_create (surface);
  TcShot *shot = tc_shot_new (1);
  TcRect whole = {0, 0, 64, 36};

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  shot->items[0].sprite = tc_sprite_new (surface);
  shot->items[0].track = tc_track_still ((TcPose){240, 20, whole, 255});
  cairo_surface_destroy (surface);
  shot->n_placements = 2;
  g_strlcpy (shot->placements[0].camera, "main", sizeof shot->placements[0].camera);
  shot->placements[0].rect = (TcRect){20, 20, 128, 72};
  g_strlcpy (shot->placements[1].camera, "lost", sizeof shot->placements[1].camera);
  shot->placements[1].rect = (TcRect){160, 90, 128, 72};
  shot->background[0] = 100;
  shot->background[1] = shot->background[2] = 128;
  tc_shot_prepare (shot);
  return shot;
}

/* Two cameras in a picture, one of them not there, a sprite, the background. */
static void
test_preview (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->shot = (TcMonitorShot){TC_MONITOR_DONE, preview_shot (), 90, WIDTH, HEIGHT};
  ask (f, TC_MONITOR_PREVIEW, NULL, 0, 320);
  tick_until (f, 1);
  g_assert_cmpint (f->result, ==, TC_MONITOR_DONE);
  g_assert_cmpint (f->number, ==, 90); /* the shot's: no newer state is in it */
  g_assert_true (NEAR (grey_at (f, WIDTH, HEIGHT, 80, 50), full (CAMERA)));
  g_assert_true (NEAR (grey_at (f, WIDTH, HEIGHT, 220, 130), full (SLATE)));
  g_assert_true (NEAR (grey_at (f, WIDTH, HEIGHT, 270, 40), 255));
  g_assert_true (NEAR (grey_at (f, WIDTH, HEIGHT, 40, 150), full (100)));
  g_assert_cmpint (g_atomic_int_get (&f->n_draws), ==, 1);
}

static void
test_scene (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->shot = (TcMonitorShot){TC_MONITOR_DONE, preview_shot (), 90, WIDTH, HEIGHT};
  ask (f, TC_MONITOR_SCENE, "score", 0, 160);
  ask (f, TC_MONITOR_SCENE, "none", 0, 160);
  tick_until (f, 2);
  ask (f, TC_MONITOR_SCENE, "score", 0, 160);
  tick_until (f, 3); /* the last one, at once */
  g_assert_cmpint (f->result, ==, TC_MONITOR_DONE);
  g_assert_true (NEAR (grey_at (f, 160, 90, 40, 25), full (CAMERA)));
  g_assert_cmpint (g_atomic_int_get (&f->n_draws), ==, 2);
  g_assert_cmpuint (stats_of (f).coded, ==, 1);
}

static void
test_unknown (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ask (f, TC_MONITOR_SCENE, "none", 0, 160);
  tick_until (f, 1);
  g_assert_cmpint (f->result, ==, TC_MONITOR_UNKNOWN);
  g_assert_null (f->jpeg);
}

/* Preview is empty, then it is not: who waits gets it. */
static void
test_empty_preview (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  ask (f, TC_MONITOR_PREVIEW, NULL, 0, 160);
  while (g_atomic_int_get (&f->n_draws) < 2) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    offer (f);
    g_usleep (2000);
  }
  g_assert_cmpuint (answers (f), ==, 0);
  g_assert_cmpuint (stats_of (f).taken, ==, 0);
}

/* The stage ends after it, and answers only then. */
static void
test_late_shot (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcMonitorShot shot = {TC_MONITOR_DONE, preview_shot (), 90, WIDTH, HEIGHT};
  gint64 end_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  f->is_silent = TRUE;
  ask (f, TC_MONITOR_PREVIEW, NULL, 0, 160);
  while (g_atomic_int_get (&f->n_draws) < 1) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    g_usleep (1000);
  }
  tc_monitor_stop (f->monitor);
  g_assert_cmpuint (f->n_answers, ==, 1);
  tc_monitor_drawn (f->monitor, NULL, &shot);
  offer (f);
  g_assert_cmpint (g_atomic_int_get (&f->n_draws), ==, 1);
}

static void
test_end (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ask (f, TC_MONITOR_PROGRAMME, NULL, 0, 160);
  ask (f, TC_MONITOR_PREVIEW, NULL, 0, 160);
  ask (f, TC_MONITOR_SCENE, "score", 0, 160);
  tc_monitor_stop (f->monitor);
  g_assert_cmpuint (f->n_answers, ==, 3);
  g_assert_cmpint (f->result, ==, TC_MONITOR_BUSY);
  ask (f, TC_MONITOR_PREVIEW, NULL, 0, 160);
  g_assert_cmpuint (f->n_answers, ==, 4);
  g_assert_cmpint (f->result, ==, TC_MONITOR_BUSY);
}

/* --- through a ticker --- */

typedef struct {
  Fixture f;
  gint64 now_ns;
  TcSlot shots;
  TcFrameQueue *frames;
  TcTicker *ticker;
} Air;

static gint64
air_mono (gpointer data)
{
  return ((Air *)data)->now_ns;
}

static void
unref_buffer (gpointer buffer)
{
  gst_buffer_unref (buffer);
}

/* What is looked at is the programme: a latch is on it. */
static void
test_through_the_ticker (void)
{
  Air air = {.now_ns = 1000 * TC_NS_PER_S};
  TcClock clock = {air_mono, air_mono, &air};
  gint64 end_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  TcShot *slate = tc_shot_new (0);
  TcTickerSettings settings;

  set_up (&air.f, NULL);
  tc_slot_init (&air.shots, (TcRefFunc)tc_shot_ref, (TcUnrefFunc)tc_shot_unref);
  air.frames = tc_frame_queue_new (RATE, 16, unref_buffer);
  settings = (TcTickerSettings){.format = {WIDTH, HEIGHT, RATE},
                                .delay_ms = 200,
                                .pool_frames = 8,
                                .clock = &clock,
                                .shots = &air.shots,
                                .monitor = air.f.monitor};
  air.ticker = tc_ticker_new (&settings);
  tc_ticker_add_camera (air.ticker, "main", air.frames);
  tc_ticker_set_slate (air.ticker, air.f.programme); /* a picture to be known by */
  slate->is_slate = TRUE;
  tc_slot_put (&air.shots, slate);
  ask (&air.f, TC_MONITOR_PROGRAMME, NULL, 0, 320);
  while (answers (&air.f) < 1) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    tc_frame_queue_push (air.frames, air.now_ns - 200 * TC_NS_PER_MS,
                         gst_buffer_ref (air.f.camera));
    air.now_ns = tc_ticker_step (air.ticker);
    g_usleep (2000);
  }
  g_assert_true (NEAR (grey_at (&air.f, WIDTH, HEIGHT, 10, 10), full (DARK)));
  g_assert_true (NEAR (grey_at (&air.f, WIDTH, HEIGHT, 310, 10), full (LIGHT)));
  g_assert_cmpint (air.f.number, <, tc_ticker_next_tick (air.ticker));
  tc_ticker_free (air.ticker);
  tc_slot_clear (&air.shots);
  tc_frame_queue_free (air.frames);
  tear_down (&air.f, NULL);
}

#define ADD(name, func) \
  g_test_add ("/media/monitor/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/media/monitor/feeds/nobody-asks-nothing-to-do",
                   test_nothing_to_do);
  g_test_add_func ("/media/monitor/feeds/five-a-second-at-any-rate", test_rate);
  g_test_add_func ("/media/monitor/feeds/the-last-one-serves-until-it-is-old",
                   test_kept);
  g_test_add_func ("/media/monitor/feeds/an-older-picture-serves-nobody", test_after);
  g_test_add_func ("/media/monitor/feeds/a-number-of-another-run-is-none",
                   test_another_run);
  g_test_add_func ("/media/monitor/feeds/requests-are-limited-and-end", test_limits);
  g_test_add_func ("/media/monitor/feeds/one-scene-at-a-time-preview-first",
                   test_order);
  ADD ("nothing-is-taken-or-coded-while-nobody-asks", test_idle);
  ADD ("programme-is-the-frame-in-the-size-asked-for", test_programme);
  ADD ("five-a-second-however-fast-one-asks", test_five_a_second);
  ADD ("who-looks-at-the-same-shares-it", test_shared);
  ADD ("preview-lies-over-the-cameras", test_preview);
  ADD ("a-scene-is-drawn-and-kept", test_scene);
  ADD ("an-unknown-scene-is-said", test_unknown);
  ADD ("an-empty-preview-is-waited-for", test_empty_preview);
  ADD ("its-end-answers-all", test_end);
  ADD ("a-shot-may-come-after-its-end", test_late_shot);
  g_test_add_func ("/media/monitor/a-latch-is-on-the-programme",
                   test_through_the_ticker);
  return g_test_run ();
}
