/* SPDX-License-Identifier: MIT
 *
 * tests/support/programme.h - a real stage and a real ticker at 1080p, with a camera
 * that always has the next frame and a sink that looks at each picture
 *
 * All is as in `live`, but for decoder and encoder. Frames go round as a real camera's
 * pool does, where real ones lie.
 */
#pragma once

#include "tallycast/media/ticker.h"
#include "tallycast/scene/stage.h"

#define TEST_PROGRAMME_WIDTH    1920
#define TEST_PROGRAMME_HEIGHT   1080
#define TEST_PROGRAMME_DELAY_MS 300
#define TEST_PROGRAMME_FRAMES   16

typedef struct {
  int fps;
  const char *overlays_dir; /**< NULL: the shipped scenes */
  const char *scene;
  /** Each picture, on the ticker's thread. May be NULL. */
  void (*video) (gpointer data, gint64 tick, GstBuffer *programme);
  /** Each shot as it is published, on the render thread. May be NULL. */
  void (*shot) (gpointer data, const TcShot *shot);
  gpointer data;
} TestProgrammeOptions;

typedef struct {
  TestProgrammeOptions options;
  TcSlot shots;
  TcTicker *ticker;
  TcStage *stage;
  TcFrameQueue *camera;
  GstBuffer *frames[TEST_PROGRAMME_FRAMES];
} TestProgramme;

/** Ready, its stage running; the ticker is to be started. Ends the program when it does
 * not come about. Returns: (transfer full). */
TestProgramme *test_programme_new (const TestProgrammeOptions *options);
void test_programme_free (TestProgramme *self);

/** CPU time so far, in seconds, of the threads of that name ("tc-ticker", "tc-render").
 */
double test_programme_cpu_s (const char *thread);
