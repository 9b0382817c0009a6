/* SPDX-License-Identifier: MIT
 *
 * The ticker without its thread: time is a number that the test moves.
 */
#include "tallycast/media/ticker.h"

#include <math.h>
#include <string.h>

#include <gst/video/video.h>

#include "../support/allocations.h"

#define WIDTH    320
#define HEIGHT   180
#define SIZE     (WIDTH * HEIGHT * 3 / 2)
#define TICK_NS  (40 * TC_NS_PER_MS)
#define DELAY_MS 200
#define START_NS (1000 * TC_NS_PER_S)

typedef struct {
  gint64 now_ns;
  TcSlot shots;
  TcFrameQueue *frames;
  TcAudioRing *ring;
  TcTicker *ticker;
  int next_frame; /* the camera's */

  /* what the sink got */
  GPtrArray *kept; /* GstBuffer; NULL: nothing is kept */
  GstBuffer *programme;
  GstBuffer *clean;
  gint64 k;
  guint pictures;
  gint64 audio_next;
  gboolean audio_came_first;
  float last_sample;
  double largest_step;
  gboolean refuse;
} Fixture;

static gint64
fake_mono (gpointer data)
{
  return ((Fixture *)data)->now_ns;
}

static gboolean
video_cb (gpointer data, gint64 k, GstBuffer *programme, GstBuffer *clean)
{
  Fixture *f = data;
  f->k = k;
  f->pictures++;
  /* The sound of this tick is there before its picture: 1920 samples a tick. */
  f->audio_came_first = f->audio_next == (k + 1) * 1920;
  gst_buffer_replace (&f->programme, programme);
  gst_buffer_replace (&f->clean, clean);
  if (f->kept)
    g_ptr_array_add (f->kept, gst_buffer_ref (programme));
  return !f->refuse;
}

static void
audio_cb (gpointer data, gint64 first, const float *samples, guint n)
{
  Fixture *f = data;
  g_assert_cmpint (first, ==, f->audio_next);
  g_assert_cmpuint (n, <=, TC_TICKER_AUDIO_BLOCK);
  f->audio_next = first + n;
  for (guint i = 0; i < n; i++) {
    f->largest_step = fmax (f->largest_step, fabs (samples[2 * i] - f->last_sample));
    f->last_sample = samples[2 * i];
  }
}

static void
unref_buffer (gpointer buffer)
{
  gst_buffer_unref (buffer);
}

static const TcClock *
clock_of (Fixture *f)
{
  static TcClock clock;
  clock = (TcClock){.mono_ns = fake_mono, .wall_us = fake_mono, .data = f};
  return &clock;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  guint pool = data ? GPOINTER_TO_UINT (data) : 16;

  memset (f, 0, sizeof *f);
  f->now_ns = START_NS;
  tc_slot_init (&f->shots, (TcRefFunc)tc_shot_ref, (TcUnrefFunc)tc_shot_unref);
  f->frames = tc_frame_queue_new ((TcRate){25, 1}, 32, unref_buffer);
  f->ring = tc_audio_ring_new ();
  TcTickerSettings settings = {
      .format = {WIDTH, HEIGHT, {25, 1}},
      .delay_ms = DELAY_MS,
      .pool_frames = pool,
      .clock = clock_of (f),
      .shots = &f->shots,
      .audio = f->ring,
      .sink = {video_cb, audio_cb, f},
  };
  f->ticker = tc_ticker_new (&settings);
  tc_ticker_add_camera (f->ticker, "main", f->frames);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  (void)data;
  tc_ticker_free (f->ticker);
  gst_clear_buffer (&f->programme);
  gst_clear_buffer (&f->clean);
  g_clear_pointer (&f->kept, g_ptr_array_unref);
  tc_frame_queue_free (f->frames);
  tc_audio_ring_free (f->ring);
  tc_slot_clear (&f->shots);
}

/* A picture of one luma value. */
static GstBuffer *
plain_picture (guint8 luma)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, SIZE, NULL);
  gst_buffer_memset (buffer, 0, luma, WIDTH * HEIGHT);
  gst_buffer_memset (buffer, WIDTH * HEIGHT, 128, WIDTH * HEIGHT / 2);
  return buffer;
}

static guint8
luma_at (GstBuffer *buffer, int x, int y)
{
  guint8 value = 0;
  gst_buffer_extract (buffer, (gsize)y * WIDTH + x, &value, 1);
  return value;
}

#define CAMERA_LUMA 100

static void
push_frame (Fixture *f)
{
  tc_frame_queue_push (f->frames,
                       START_NS - DELAY_MS * TC_NS_PER_MS + f->next_frame++ * TICK_NS,
                       plain_picture (CAMERA_LUMA));
}

/* @n ticks, with the camera's frames when @is_live. */
static void
run (Fixture *f, int n, gboolean is_live)
{
  for (int i = 0; i < n; i++) {
    if (is_live)
      push_frame (f);
    else
      f->next_frame++;
    f->now_ns = tc_ticker_step (f->ticker);
  }
}

static TcTickerStats
stats_of (Fixture *f)
{
  TcTickerStats stats;
  tc_ticker_get_stats (f->ticker, &stats);
  return stats;
}

/* A white bar of 20x20, moved by the track. */
static TcSprite *
white_sprite (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 20, 20);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  TcSprite *sprite = tc_sprite_new (surface);
  cairo_surface_destroy (surface);
  return sprite;
}

static TcShot *
shot_with_sprite (TcPose pose)
{
  TcShot *shot = tc_shot_new (1); /* its placement is all zero: full */
  shot->items[0].sprite = white_sprite ();
  shot->items[0].track = tc_track_still (pose);
  tc_shot_prepare (shot);
  return shot;
}

#define WHOLE ((TcRect){0, 0, 20, 20})

static void
each_tick_has_its_picture_and_its_sound (Fixture *f, gconstpointer data)
{
  (void)data;
  g_assert_cmpint (tc_ticker_next_tick (f->ticker), ==, 0);
  for (int k = 0; k < 50; k++) {
    run (f, 1, TRUE);
    g_assert_cmpint (f->k, ==, k);
    g_assert_true (f->audio_came_first);
    g_assert_cmpint (f->now_ns, ==, START_NS + (k + 1) * TICK_NS);
    g_assert_cmpint (tc_ticker_next_tick (f->ticker), ==, k + 1);
  }
  /* Not due yet: nothing happens. */
  f->now_ns -= 1;
  g_assert_cmpint (tc_ticker_step (f->ticker), ==, START_NS + 50 * TICK_NS);
  g_assert_cmpuint (f->pictures, ==, 50);
  TcTickerStats stats = stats_of (f);
  g_assert_cmpuint (stats.ticks, ==, 50);
  g_assert_cmpuint (stats.missed + stats.late + stats.pool_empty, ==, 0);
}

static void
a_full_camera_goes_on_uncopied (Fixture *f, gconstpointer data)
{
  (void)data;
  run (f, 10, TRUE);
  g_autoptr (GstBuffer) own = plain_picture (77);
  tc_frame_queue_push (f->frames, START_NS - DELAY_MS * TC_NS_PER_MS + 10 * TICK_NS,
                       gst_buffer_ref (own));
  f->next_frame++;
  f->now_ns = tc_ticker_step (f->ticker);
  g_assert_true (f->programme == own);
  g_assert_true (f->clean == own);
  g_assert_cmpuint (stats_of (f).passed, >, 0);
}

static void
graphics_are_on_programme_not_on_clean (Fixture *f, gconstpointer data)
{
  (void)data;
  tc_slot_put (&f->shots, shot_with_sprite ((TcPose){40, 60, WHOLE, 255}));
  run (f, 12, TRUE);
  g_assert_cmpuint (luma_at (f->programme, 50, 70), ==, 235);
  g_assert_cmpuint (luma_at (f->programme, 30, 70), ==, CAMERA_LUMA);
  g_assert_cmpuint (luma_at (f->clean, 50, 70), ==, CAMERA_LUMA);
  g_assert_cmpuint (stats_of (f).passed, ==, 0);
}

/* Nobody publishes after the start: the ticker moves the sprite alone. */
static void
a_track_moves_every_tick_without_new_shots (Fixture *f, gconstpointer data)
{
  (void)data;
  TcShot *shot = shot_with_sprite ((TcPose){0, 40, WHOLE, 255});
  shot->items[0].track.crawl_px = 3;
  tc_shot_prepare (shot);
  tc_slot_put (&f->shots, shot);
  for (int k = 0; k < 60; k++) {
    run (f, 1, TRUE);
    if (k < 10)
      continue;
    g_assert_cmpuint (luma_at (f->programme, 3 * k - 1, 50), ==, CAMERA_LUMA);
    g_assert_cmpuint (luma_at (f->programme, 3 * k, 50), ==, 235);
    g_assert_cmpuint (luma_at (f->programme, 3 * k + 19, 50), ==, 235);
    g_assert_cmpuint (luma_at (f->programme, 3 * k + 20, 50), ==, CAMERA_LUMA);
  }
}

static void
a_lost_camera_freezes_then_slate_then_back (Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr (GstBuffer) slate = plain_picture (60);
  tc_ticker_set_slate (f->ticker, slate);

  run (f, 1, TRUE); /* a camera that just came is not taken at its first frame */
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, 60);
  run (f, 24, TRUE);
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, CAMERA_LUMA);
  g_assert_cmpint (stats_of (f).views[0].state, ==, TC_VIEW_LIVE);
  run (f, 12, FALSE); /* 0.48 s */
  g_assert_cmpint (stats_of (f).views[0].state, ==, TC_VIEW_LIVE);
  run (f, 2, FALSE); /* 0.56 s */
  g_assert_cmpint (stats_of (f).views[0].state, ==, TC_VIEW_FROZEN);
  run (f, 35, FALSE); /* 1.96 s */
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, CAMERA_LUMA);
  run (f, 2, FALSE); /* 2.04 s */
  g_assert_cmpint (stats_of (f).views[0].state, ==, TC_VIEW_SLATE);
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, 60);
  run (f, 4, TRUE); /* four good frames are not enough */
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, 60);
  run (f, 1, TRUE);
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, CAMERA_LUMA);
  g_assert_cmpuint (stats_of (f).ticks, ==, 81);
}

static void
graphics_stay_over_the_slate_of_a_lost_camera (Fixture *f, gconstpointer data)
{
  (void)data;
  tc_slot_put (&f->shots, shot_with_sprite ((TcPose){40, 60, WHOLE, 255}));
  run (f, 3, FALSE);
  g_assert_cmpuint (luma_at (f->programme, 50, 70), ==, 235);
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, 40);
}

static void
the_operators_slate_covers_all_and_fades_to_black (Fixture *f, gconstpointer data)
{
  (void)data;
  g_autoptr (GstBuffer) slate = plain_picture (60);
  tc_ticker_set_slate (f->ticker, slate);
  run (f, 10, TRUE);
  TcShot *shot = shot_with_sprite ((TcPose){40, 60, WHOLE, 255});
  shot->is_slate = TRUE;
  shot->black = (TcRamp){.start = 20, .ticks = 10, .from = 0, .to = 255};
  tc_slot_put (&f->shots, shot);
  run (f, 5, TRUE);
  g_assert_cmpuint (luma_at (f->programme, 50, 70), ==, 60);
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, 60);
  run (f, 20, TRUE);
  g_assert_cmpuint (luma_at (f->programme, 9, 9), ==, 16);
}

static void
a_camera_is_placed_into_its_rectangle (Fixture *f, gconstpointer data)
{
  (void)data;
  TcShot *shot = tc_shot_new (0);
  shot->background[0] = 30;
  shot->background[1] = shot->background[2] = 128;
  shot->n_placements = 1;
  shot->placements[0] = (TcPlacement){.camera = "main", .rect = {160, 90, 80, 60}};
  tc_slot_put (&f->shots, shot);
  run (f, 12, TRUE);
  static const struct {
    int x, y;
    guint8 luma;
  } points[] = {{159, 100, 30}, {160, 90, CAMERA_LUMA}, {239, 149, CAMERA_LUMA},
                {240, 100, 30}, {200, 89, 30},          {200, 150, 30}};
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    g_assert_cmpuint (luma_at (f->programme, points[i].x, points[i].y), ==,
                      points[i].luma);
  /* A camera that is not there: its place shows the slate. */
  shot = tc_shot_new (0);
  shot->n_placements = 1;
  shot->placements[0] = (TcPlacement){.camera = "spare", .rect = {0, 0, WIDTH, HEIGHT}};
  tc_slot_put (&f->shots, shot);
  run (f, 1, TRUE);
  g_assert_cmpuint (luma_at (f->programme, 200, 100), ==, 40);
}

/* A board of one luma over the whole picture. */
static TcSprite *
board_sprite (void)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 0, 0, 0.2);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  TcSprite *sprite = tc_sprite_new (surface);
  cairo_surface_destroy (surface);
  return sprite;
}

/* The camera squeezes back from the whole picture into its frame on a board; a bar lies
 * over both. */
static TcShot *
squeeze_shot (void)
{
  TcShot *shot = tc_shot_new (2);
  shot->n_under = 1;
  shot->items[0].sprite = board_sprite ();
  shot->items[0].track = tc_track_still ((TcPose){0, 0, {0, 0, WIDTH, HEIGHT}, 255});
  shot->items[1].sprite = white_sprite ();
  shot->items[1].track = tc_track_still ((TcPose){10, 10, WHOLE, 255});
  shot->placements[0] = (TcPlacement){.camera = "main",
                                      .rect = {160, 90, 96, 54},
                                      .from = {0, 0, WIDTH, HEIGHT},
                                      .start = 10,
                                      .ticks = 20,
                                      .ease = TC_EASE_LINEAR};
  tc_shot_prepare (shot);
  return shot;
}

static void
a_camera_moves_into_its_frame_on_a_board (Fixture *f, gconstpointer data)
{
  (void)data;
  tc_slot_put (&f->shots, squeeze_shot ());
  run (f, 10, TRUE); /* up to tick 9: full, not scaled */
  g_autoptr (GstBuffer) own = plain_picture (CAMERA_LUMA);
  gst_buffer_memset (own, 0, 77, WIDTH);
  tc_frame_queue_push (f->frames, START_NS - DELAY_MS * TC_NS_PER_MS + 10 * TICK_NS,
                       gst_buffer_ref (own));
  f->next_frame++;
  f->now_ns = tc_ticker_step (f->ticker);
  g_assert_true (f->clean == own);
  g_assert_cmpuint (luma_at (f->programme, 15, 15), ==, 235);
  guint8 board = 0;
  for (int k = 11; k <= 35; k++) {
    run (f, 1, TRUE);
    int share = MIN (k - 10, 20); /* of 20 */
    int x = (160 * share / 20 + 1) & ~1, right = 320 - 64 * share / 20;
    int middle = 45 + 50 * share / 20;
    if (k == 11)
      board = luma_at (f->clean, 0, 100);
    g_assert_cmpuint (board, <, 40);
    g_assert_cmpuint (luma_at (f->programme, x - 3, middle), ==, board);
    g_assert_cmpuint (luma_at (f->programme, x + 2, middle), ==, CAMERA_LUMA);
    g_assert_cmpuint (luma_at (f->programme, (right - 4) & ~1, middle), ==,
                      CAMERA_LUMA);
    g_assert_cmpuint (luma_at (f->programme, 15, 15), ==, 235);
    g_assert_cmpuint (luma_at (f->clean, 15, 15), !=, 235);
  }
  g_assert_cmpuint (luma_at (f->programme, 160, 90), ==, CAMERA_LUMA);
  g_assert_cmpuint (luma_at (f->programme, 255, 143), ==, CAMERA_LUMA);
  g_assert_cmpuint (luma_at (f->programme, 159, 90), ==, board);
  g_assert_cmpuint (luma_at (f->programme, 256, 143), ==, board);
  g_assert_cmpuint (luma_at (f->programme, 160, 89), ==, board);
  g_assert_cmpuint (luma_at (f->programme, 160, 144), ==, board);
}

/* A camera that moves, a dissolve and a crawl: nothing is allocated, by GStreamer's
 * pool and mappings neither. */
static void
motion_allocates_nothing (Fixture *f, gconstpointer data)
{
  (void)data;
  TcShot *shot = squeeze_shot ();
  shot->placements[0].ticks = 60;
  shot->items[0].group = TC_GROUP_OUT;
  shot->items[1].group = TC_GROUP_OUT;
  shot->items[1].track.crawl_px = 3;
  shot->items[1].track.crawl_wrap_px = 21;
  shot->mix = (TcMix){TC_MIX_DISSOLVE, 0, 60, TC_EASE_LINEAR};
  tc_shot_prepare (shot);
  tc_slot_put (&f->shots, shot);
  run (f, 20, TRUE);
  for (int i = 0; i < 30; i++) {
    push_frame (f);
    guint64 before = tc_test_allocations ();
    f->now_ns = tc_ticker_step (f->ticker);
    g_assert_cmpuint (tc_test_allocations (), ==, before);
  }
}

static void
an_empty_pool_repeats_and_never_waits (Fixture *f, gconstpointer data)
{
  (void)data;
  f->kept = g_ptr_array_new_with_free_func (unref_buffer);
  tc_slot_put (&f->shots, shot_with_sprite ((TcPose){40, 60, WHOLE, 255}));
  run (f, 20, TRUE); /* 6 buffers, none comes back */
  TcTickerStats stats = stats_of (f);
  g_assert_cmpuint (f->pictures, ==, 20);
  g_assert_cmpuint (stats.pool_empty, ==, 14);
  g_assert_cmpuint (stats.missed, ==, 0);
  g_assert_true (f->programme == f->kept->pdata[5]);
  g_ptr_array_set_size (f->kept, 0);
  run (f, 3, TRUE);
  g_assert_cmpuint (stats_of (f).pool_empty, ==, 14);
}

static void
late_ticks_are_counted_and_skipped_ones_missed (Fixture *f, gconstpointer data)
{
  (void)data;
  run (f, 10, TRUE);
  f->now_ns += 19 * TC_NS_PER_MS; /* under half a frame */
  run (f, 1, TRUE);
  g_assert_cmpuint (stats_of (f).late, ==, 0);
  f->now_ns += 21 * TC_NS_PER_MS;
  run (f, 1, TRUE);
  g_assert_cmpuint (stats_of (f).late, ==, 1);

  /* Half a second behind: caught up tick by tick. */
  gint64 k = f->k;
  f->now_ns = tc_ticker_tick_ns (f->ticker, k + 1) + 500 * TC_NS_PER_MS;
  tc_ticker_step (f->ticker);
  g_assert_cmpint (f->k, ==, k + 1);
  g_assert_cmpuint (stats_of (f).missed, ==, 0);

  /* Two seconds behind: skipped, counted, and the sound has no hole. */
  k = f->k;
  f->now_ns = tc_ticker_tick_ns (f->ticker, k + 1) + 2000 * TC_NS_PER_MS;
  tc_ticker_step (f->ticker);
  g_assert_cmpint (f->k, ==, k + 51);
  g_assert_cmpuint (stats_of (f).missed, ==, 50);
  g_assert_cmpint (f->audio_next, ==, (f->k + 1) * 1920);
}

static void
a_refused_picture_is_missed (Fixture *f, gconstpointer data)
{
  (void)data;
  run (f, 5, TRUE);
  f->refuse = TRUE;
  run (f, 3, TRUE);
  f->refuse = FALSE;
  run (f, 2, TRUE);
  TcTickerStats stats = stats_of (f);
  g_assert_cmpuint (stats.missed, ==, 3);
  g_assert_cmpuint (stats.refused, ==, 3);
  g_assert_cmpuint (stats.ticks, ==, 7);
}

static void
fill_ring (Fixture *f, int ms)
{
  for (int done = 0; done < ms; done += 10) {
    float block[960];
    for (int i = 0; i < 960; i++)
      block[i] = 0.5f;
    tc_audio_ring_write (
        f->ring, START_NS - DELAY_MS * TC_NS_PER_MS + done * TC_NS_PER_MS, block, 480);
  }
}

static void
mute_is_a_ramp_of_300_ms (Fixture *f, gconstpointer data)
{
  (void)data;
  fill_ring (f, 2500);
  run (f, 10, TRUE);
  g_assert_cmpfloat (fabs (f->last_sample - 0.5), <, 0.01);
  TcShot *shot = tc_shot_new (0);
  shot->n_placements = 1;
  shot->placements[0] = (TcPlacement){.rect = {0, 0, WIDTH, HEIGHT}};
  shot->is_muted = TRUE;
  tc_slot_put (&f->shots, shot);
  f->largest_step = 0;
  run (f, 4, TRUE); /* 160 ms: about the half */
  g_assert_cmpfloat (f->last_sample, >, 0.2);
  g_assert_cmpfloat (f->last_sample, <, 0.27);
  run (f, 4, TRUE);
  g_assert_cmpfloat (f->last_sample, ==, 0);
  g_assert_true (stats_of (f).is_muted);
  g_assert_cmpfloat (fabs (stats_of (f).heard[1] - 0.5), <, 0.01);
  g_assert_cmpint (stats_of (f).sound_tick, ==, stats_of (f).next_tick);
  tc_slot_put (&f->shots, NULL);
  run (f, 8, TRUE);
  g_assert_cmpfloat (fabs (f->last_sample - 0.5), <, 0.01);
  g_assert_cmpfloat (f->largest_step, <, 0.001);
  g_assert_cmpint (stats_of (f).sound_tick, <, stats_of (f).next_tick);
}

/* The sound of the moment that is seen: a step at D after the start of tick 25. */
static void
sound_and_picture_are_of_the_same_moment (Fixture *f, gconstpointer data)
{
  (void)data;
  gint64 moment_ns = START_NS - DELAY_MS * TC_NS_PER_MS + 25 * TICK_NS;
  float block[960];
  for (int i = 0; i < 960; i++)
    block[i] = 0.5f;
  for (int b = 0; b < 20; b++)
    tc_audio_ring_write (f->ring, moment_ns + b * 10 * TC_NS_PER_MS, block, 480);
  for (int i = 0; i < 40; i++) {
    GstBuffer *frame = plain_picture (i < 25 ? 50 : 200);
    tc_frame_queue_push (f->frames, START_NS - DELAY_MS * TC_NS_PER_MS + i * TICK_NS,
                         frame);
    f->now_ns = tc_ticker_step (f->ticker);
    if (i > 5) {
      g_assert_cmpuint (luma_at (f->programme, 5, 5), ==, i < 25 ? 50 : 200);
      g_assert_cmpint (fabsf (f->last_sample) > 0.1, ==, i >= 25 && i < 30);
    }
  }
}

/* The thread, for as long as it takes to do five ticks. */
static void
the_thread_ticks_and_stops (void)
{
  Fixture f;
  set_up (&f, NULL);
  tc_ticker_free (f.ticker);
  TcTickerSettings settings = {
      .format = {WIDTH, HEIGHT, {50, 1}},
      .delay_ms = DELAY_MS,
      .pool_frames = 8,
      .clock = tc_clock_system (),
      .shots = &f.shots,
  };
  f.ticker = tc_ticker_new (&settings);
  tc_ticker_add_camera (f.ticker, "main", f.frames);
  tc_ticker_start (f.ticker);
  for (int i = 0; i < 3000 && tc_ticker_next_tick (f.ticker) < 5; i++)
    g_usleep (10000);
  tc_ticker_stop (f.ticker);
  gint64 stopped_at = tc_ticker_next_tick (f.ticker);
  g_assert_cmpint (stopped_at, >=, 5);
  g_assert_nonnull (stats_of (&f).scheduling);
  tear_down (&f, NULL);
}

#define ADD(name, function) \
  g_test_add ("/media/ticker/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  ADD ("each-tick-has-its-picture-and-its-sound",
       each_tick_has_its_picture_and_its_sound);
  ADD ("a-full-camera-goes-on-uncopied", a_full_camera_goes_on_uncopied);
  ADD ("graphics-are-on-programme-not-on-clean",
       graphics_are_on_programme_not_on_clean);
  ADD ("a-track-moves-every-tick-without-new-shots",
       a_track_moves_every_tick_without_new_shots);
  ADD ("a-lost-camera-freezes-then-slate-then-back",
       a_lost_camera_freezes_then_slate_then_back);
  ADD ("graphics-stay-over-the-slate-of-a-lost-camera",
       graphics_stay_over_the_slate_of_a_lost_camera);
  ADD ("the-operators-slate-covers-all-and-fades-to-black",
       the_operators_slate_covers_all_and_fades_to_black);
  ADD ("a-camera-is-placed-into-its-rectangle", a_camera_is_placed_into_its_rectangle);
  ADD ("a-camera-moves-into-its-frame-on-a-board",
       a_camera_moves_into_its_frame_on_a_board);
  ADD ("motion-allocates-nothing", motion_allocates_nothing);
  g_test_add ("/media/ticker/an-empty-pool-repeats-and-never-waits", Fixture,
              GUINT_TO_POINTER (6), set_up, an_empty_pool_repeats_and_never_waits,
              tear_down);
  ADD ("late-ticks-are-counted-and-skipped-ones-missed",
       late_ticks_are_counted_and_skipped_ones_missed);
  ADD ("a-refused-picture-is-missed", a_refused_picture_is_missed);
  ADD ("mute-is-a-ramp-of-300-ms", mute_is_a_ramp_of_300_ms);
  ADD ("sound-and-picture-are-of-the-same-moment",
       sound_and_picture_are_of_the_same_moment);
  g_test_add_func ("/media/ticker/the-thread-ticks-and-stops",
                   the_thread_ticks_and_stops);
  return g_test_run ();
}
