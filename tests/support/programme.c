/* SPDX-License-Identifier: MIT */
#include "programme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/frame_memory.h"

#define N_POOL 9
#define GREY   90

/* The queue wants the moment tick - D: the camera's next frame is of that moment. */
static void
push_camera (TestProgramme *self, gint64 tick)
{
  gint64 at_ns =
      tc_ticker_tick_ns (self->ticker, tick) - TEST_PROGRAMME_DELAY_MS * TC_NS_PER_MS;

  tc_frame_queue_push (self->camera, at_ns,
                       gst_buffer_ref (self->frames[tick % TEST_PROGRAMME_FRAMES]));
}

static gboolean
on_video (gpointer data,
          gint64 tick,
          GstBuffer *programme,
          GstBuffer *clean G_GNUC_UNUSED)
{
  TestProgramme *self = data;

  push_camera (self, tick + 1);
  if (self->options.video)
    self->options.video (self->options.data, tick, programme);
  return TRUE;
}

static void
on_shot (gpointer data, TcShot *shot)
{
  TestProgramme *self = data;

  if (self->options.shot)
    self->options.shot (self->options.data, shot);
  tc_slot_put (&self->shots, shot);
}

static gint64
next_tick (gpointer data)
{
  return tc_ticker_next_tick (((TestProgramme *)data)->ticker);
}

static gint64
tick_ns (gpointer data, gint64 tick)
{
  return tc_ticker_tick_ns (((TestProgramme *)data)->ticker, tick);
}

static void
build_ticker (TestProgramme *self)
{
  g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();
  gsize size = (gsize)TEST_PROGRAMME_WIDTH * TEST_PROGRAMME_HEIGHT * 3 / 2;
  TcTickerSettings settings = {
      .format = {TEST_PROGRAMME_WIDTH, TEST_PROGRAMME_HEIGHT, {self->options.fps, 1}},
      .delay_ms = TEST_PROGRAMME_DELAY_MS,
      .pool_frames = N_POOL,
      .clock = tc_clock_system (),
      .shots = &self->shots,
      .sink = {.video = on_video, .data = self},
  };

  self->camera = tc_frame_queue_new (settings.format.rate, TEST_PROGRAMME_FRAMES,
                                     (GDestroyNotify)gst_buffer_unref);
  for (int i = 0; i < TEST_PROGRAMME_FRAMES; i++) {
    self->frames[i] = gst_buffer_new_allocate (allocator, size, NULL);
    gst_buffer_memset (self->frames[i], 0, GREY, size);
  }
  self->ticker = tc_ticker_new (&settings);
  tc_ticker_add_camera (self->ticker, "main", self->camera);
}

static void
build_stage (TestProgramme *self)
{
  static const char *const cameras[] = {"main", NULL};
  g_autofree char *shipped = g_build_filename (g_getenv ("TC_TOP"), "overlays", NULL);
  g_autoptr (GError) error = NULL;
  TcStageOptions options = {
      .overlays_dir = self->options.overlays_dir ? self->options.overlays_dir : shipped,
      .language = "zh-CN",
      .width = TEST_PROGRAMME_WIDTH,
      .height = TEST_PROGRAMME_HEIGHT,
      .rate = {self->options.fps, 1},
      .cameras = cameras,
      .scene = self->options.scene,
      .delay_ns = TEST_PROGRAMME_DELAY_MS * TC_NS_PER_MS,
      .clock = tc_clock_system (),
      .ticks = {next_tick, tick_ns, self},
      .sink = {.publish = on_shot, .data = self},
  };

  self->stage = tc_stage_new (&options, &error);
  if (self->stage)
    return;
  fprintf (stderr, "programme: %s\n", error->message);
  exit (1);
}

TestProgramme *
test_programme_new (const TestProgrammeOptions *options)
{
  TestProgramme *self = g_new0 (TestProgramme, 1);

  self->options = *options;
  tc_slot_init (&self->shots, (TcRefFunc)tc_shot_ref, (TcUnrefFunc)tc_shot_unref);
  build_ticker (self);
  build_stage (self);
  return self;
}

void
test_programme_free (TestProgramme *self)
{
  tc_stage_free (self->stage);
  tc_ticker_free (self->ticker);
  tc_frame_queue_free (self->camera);
  for (int i = 0; i < TEST_PROGRAMME_FRAMES; i++)
    gst_buffer_unref (self->frames[i]);
  tc_slot_clear (&self->shots);
  g_free (self);
}

static gboolean
has_name (const char *task, const char *name)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) &&
         strcmp (g_strchomp (text), name) == 0;
}

double
test_programme_cpu_s (const char *thread)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  double sum_s = 0;

  while ((task = g_dir_read_name (tasks)) != NULL) {
    g_autofree char *path =
        g_build_filename ("/proc/self/task", task, "schedstat", NULL);
    g_autofree char *text = NULL;

    if (has_name (task, thread) && g_file_get_contents (path, &text, NULL, NULL))
      sum_s += g_ascii_strtod (text, NULL) / TC_NS_PER_S;
  }
  return sum_s;
}
