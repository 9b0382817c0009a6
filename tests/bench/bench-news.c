/* SPDX-License-Identifier: MIT
 *
 * From news in the backend to the first programme frame that shows it, at align_ms 0.
 *
 * All real and in one process: a backend on loopback that holds the feed's request, the
 * feed, the stage with the scene `score`, the ticker at 1080p25. News are published at
 * moments spread evenly over the programme frame; a frame shows them when the luma
 * where the score stands differs from the frame's before. Nothing is asserted.
 */
#include <gst/gst.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tallycast/core/sync.h"
#include "tallycast/feed/poller.h"
#include "tallycast/web/server.h"

#include "../support/document.h"
#include "../support/figures.h"
#include "../support/programme.h"

#define FPS        25
#define N_RUNS     21
#define SETTLED    15 /* equal frames before the next news: rolls take 300 ms */
#define HOLD_S     2
#define TIMEOUT_MS 5000
#define AIM        "60 ms" /* a frame and 20 ms */

/* Of overlays/score.yaml: the sheet with the published score. */
static const TcRect score_area = {96, 680, 576, 320};

/* --- the backend --- */

/* On a thread of its own, which alone touches all but `published`. */
typedef struct {
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  TcWebServer *server;
  TcWebRequest *held; /* NULL: nobody waits */
  GSource *release;   /* ends the hold with 304 */
  char *document;
  gint64 revision;
  char *url;

  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guards: */
  gboolean is_ready, is_held;
  gint64 published_ns; /* when the present revision was there */
} Backend;

static void
backend_tell (Backend *self, gboolean is_held)
{
  TC_LOCKED (&self->lock);
  self->is_held = is_held;
  pthread_cond_broadcast (&self->changed);
}

static void
backend_reply (Backend *self, TcWebRequest *request)
{
  g_autofree char *known = tc_web_request_query (request, "after");
  g_autofree char *tag =
      g_strdup_printf ("\"E1-%" G_GINT64_FORMAT "\"", self->revision);

  tc_web_reply_header (request, "ETag", tag);
  if (known && g_ascii_strtoll (known, NULL, 10) == self->revision)
    tc_web_reply_empty (request, 304);
  else
    tc_web_reply_bytes (request, 200, "application/json", self->document,
                        strlen (self->document));
}

static void
backend_release (Backend *self)
{
  g_autoptr (GSource) release = g_steal_pointer (&self->release);
  TcWebRequest *held = g_steal_pointer (&self->held);

  if (release)
    g_source_destroy (release);
  if (!held)
    return;
  backend_tell (self, FALSE);
  backend_reply (self, held);
  tc_web_request_unref (held);
}

static gboolean
release_cb (gpointer data)
{
  backend_release (data);
  return G_SOURCE_REMOVE;
}

static void
get_state (TcWebRequest *request, gpointer data)
{
  Backend *self = data;
  g_autofree char *known = tc_web_request_query (request, "after");

  if (!known || g_ascii_strtoll (known, NULL, 10) != self->revision) {
    backend_reply (self, request);
    return;
  }
  backend_release (self);
  self->held = tc_web_request_ref (request);
  self->release = g_timeout_source_new_seconds (HOLD_S);
  g_source_set_callback (self->release, release_cb, self, NULL);
  g_source_attach (self->release, self->context);
  backend_tell (self, TRUE);
}

/* The n-th news: another aggregate, all else as it was. */
static void
backend_change (Backend *self)
{
  self->revision++;
  g_autofree char *revision = g_strdup_printf ("%" G_GINT64_FORMAT, self->revision);
  g_autofree char *aggregate = g_strdup_printf (
      "\"9%d.%02d\"", (int)(self->revision % 7), (int)(self->revision * 37 % 100));

  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "\"%Y-%m-%dT%H:%M:%SZ\"");

  g_free (self->document);
  self->document = tc_test_document ("revision", revision, "time", time,
                                     "scoring.aggregate", aggregate, NULL);
}

static gboolean
publish_cb (gpointer data)
{
  Backend *self = data;

  backend_change (self);
  {
    TC_LOCKED (&self->lock);
    self->published_ns = tc_clock_mono_ns (tc_clock_system ());
  }
  backend_release (self);
  return G_SOURCE_REMOVE;
}

static const TcWebRoute routes[] = {{"GET", "/api/v1/state", get_state}, {NULL}};

static gpointer
backend_run (gpointer data)
{
  Backend *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->server = tc_web_server_new ("127.0.0.1:0", routes, NULL, self, &error);
  if (!self->server) {
    fprintf (stderr, "bench-news: %s\n", error->message);
    exit (1);
  }
  self->url =
      g_strdup_printf ("http://127.0.0.1:%u", tc_web_server_port (self->server));
  {
    TC_LOCKED (&self->lock);
    self->is_ready = TRUE;
    pthread_cond_broadcast (&self->changed);
  }
  g_main_loop_run (self->loop);
  backend_release (self);
  tc_web_server_free (self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
backend_start (Backend *self)
{
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->changed);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->revision = 10;
  backend_change (self);
  self->thread = g_thread_new ("backend", backend_run, self);
  TC_LOCKED (&self->lock);
  while (!self->is_ready)
    pthread_cond_wait (&self->changed, &self->lock);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
backend_stop (Backend *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self->document);
  g_free (self->url);
}

/* --- the programme --- */

typedef struct {
  Backend backend;
  TestProgramme *programme;
  TcFeed *feed;

  guint64 last_sum; /* the ticker's thread alone */

  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guards: */
  guint equal;       /* frames in a row whose score area is the same */
  guint64 n_changes; /* frames whose score area differs from the one before */
  gint64 change_ns;  /* when the latest such frame was composed */
  gint64 last_tick;
} Bench;

static guint64
area_sum (const guint8 *luma, gsize stride)
{
  guint64 sum = G_GUINT64_CONSTANT (14695981039346656037);

  for (int y = score_area.y; y < score_area.y + score_area.h; y++) {
    const guint8 *row = luma + (gsize)y * stride + score_area.x;
    for (int x = 0; x < score_area.w; x += 8) {
      guint64 eight;
      memcpy (&eight, row + x, sizeof eight);
      sum = (sum ^ eight) * G_GUINT64_CONSTANT (1099511628211);
    }
  }
  return sum;
}

static void
on_video (gpointer data, gint64 tick, GstBuffer *programme)
{
  Bench *self = data;
  gint64 now = tc_clock_mono_ns (tc_clock_system ());
  GstMapInfo map;

  if (!gst_buffer_map (programme, &map, GST_MAP_READ))
    return;
  guint64 sum = area_sum (map.data, TEST_PROGRAMME_WIDTH);
  gst_buffer_unmap (programme, &map);

  TC_LOCKED (&self->lock);
  self->last_tick = tick;
  if (sum == self->last_sum) {
    self->equal++;
  } else {
    self->equal = 0;
    self->n_changes++;
    self->change_ns = now;
  }
  self->last_sum = sum;
  pthread_cond_broadcast (&self->changed);
}

static void
on_snapshot (TcSnapshot *snapshot, gpointer data)
{
  tc_stage_set_snapshot (((Bench *)data)->programme->stage, snapshot);
}

static void
on_age (TcAge age, gint64 since_ns, gpointer data)
{
  tc_stage_set_age (((Bench *)data)->programme->stage, age, since_ns);
}

static void
on_event (TcLogLevel level, const char *text, gpointer data)
{
  (void)data;
  if (level >= TC_LOG_WARN)
    fprintf (stderr, "bench-news: %s\n", text);
}

static void
build_feed (Bench *self)
{
  g_autoptr (GError) error = NULL;
  TcFeedSettings settings = {.url = self->backend.url, .wait_s = HOLD_S};
  TcFeedCallbacks callbacks = {
      .snapshot = on_snapshot, .age_changed = on_age, .event = on_event, .data = self};

  self->feed = tc_feed_new (&settings, tc_clock_system (), &callbacks, &error);
  if (self->feed)
    return;
  fprintf (stderr, "bench-news: %s\n", error->message);
  exit (1);
}

static void
bench_start (Bench *self)
{
  TestProgrammeOptions options = {
      .fps = FPS, .scene = "score", .video = on_video, .data = self};

  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->changed);
  backend_start (&self->backend);
  self->programme = test_programme_new (&options);
  tc_ticker_start (self->programme->ticker);
  build_feed (self);
}

static void
bench_stop (Bench *self)
{
  tc_feed_free (self->feed);
  test_programme_free (self->programme);
  backend_stop (&self->backend);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
}

/* --- one run --- */

static gint64
deadline (void)
{
  return tc_clock_mono_ns (tc_clock_system ()) + TIMEOUT_MS * TC_NS_PER_MS;
}

static void
give_up (const char *what)
{
  fprintf (stderr, "bench-news: %s within %d ms\n", what, TIMEOUT_MS);
  exit (1);
}

/* Until the feed's request is held and the picture stands still. Returns: the last
 * tick. */
static gint64
wait_settled (Bench *self)
{
  gint64 until = deadline ();

  {
    TC_LOCKED (&self->backend.lock);
    while (!self->backend.is_held)
      if (!tc_cond_wait_until (&self->backend.changed, &self->backend.lock, until))
        give_up ("the feed does not ask");
  }
  TC_LOCKED (&self->lock);
  while (self->equal < SETTLED)
    if (!tc_cond_wait_until (&self->changed, &self->lock, until))
      give_up ("the picture does not stand still");
  return self->last_tick;
}

static void
sleep_until (gint64 at_ns)
{
  struct timespec at = {at_ns / TC_NS_PER_S, at_ns % TC_NS_PER_S};

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
    ;
}

static guint64
changes (Bench *self)
{
  TC_LOCKED (&self->lock);
  return self->n_changes;
}

/* The news come @phase (0 .. 1) of a frame after a tick. Returns: milliseconds. */
static double
run (Bench *self, double phase)
{
  gint64 tick = wait_settled (self);
  guint64 before = changes (self);
  gint64 frame_ns = TC_NS_PER_S / FPS;

  sleep_until (tc_ticker_tick_ns (self->programme->ticker, tick + 2) +
               (gint64)(phase * (double)frame_ns));
  g_main_context_invoke (self->backend.context, publish_cb, &self->backend);

  gint64 until = deadline (), changed_ns, published_ns;
  {
    TC_LOCKED (&self->lock);
    while (self->n_changes == before)
      if (!tc_cond_wait_until (&self->changed, &self->lock, until))
        give_up ("no frame shows the news");
    changed_ns = self->change_ns;
  }
  TC_LOCKED (&self->backend.lock);
  published_ns = self->backend.published_ns;
  return (double)(changed_ns - published_ns) / (double)TC_NS_PER_MS;
}

int
main (int argc, char **argv)
{
  Bench bench = {0};
  double ms[N_RUNS];
  gboolean is_verbose = argc > 1 && strcmp (argv[1], "-v") == 0;

  gst_init (&argc, &argv);
  bench_start (&bench);
  run (&bench, 0.5); /* the first one meets cold caches */
  for (int i = 0; i < N_RUNS; i++) {
    double phase = (double)i / N_RUNS;
    ms[i] = run (&bench, phase);
    if (is_verbose)
      printf ("# %.2f of a frame after a tick: %.1f ms\n", phase, ms[i]);
  }
  bench_stop (&bench);
  figures_row ("news to first programme frame, median", AIM, "%.1f ms",
               figures_median (ms, N_RUNS));
  figures_row ("news to first programme frame, slowest", AIM, "%.1f ms",
               ms[N_RUNS - 1]);
  return 0;
}
