/* SPDX-License-Identifier: MIT
 *
 * What the render thread costs: a score that changes by a digit never drawn before, a
 * whole scene from cold, what ten thousand takes leave behind, and how long a saved
 * scene takes to the air. Nothing is asserted: figures are printed.
 */
#include "../scene/house.h"
#include "../scene/switches.h"

#include "../support/figures.h"

#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "tallycast/core/process.h"
#include "tallycast/core/sync.h"
#include "tallycast/scene/stage.h"

#define WARM_UP      500
#define SWITCHES     10000
#define SWITCH_WIDTH 960 /* every code is shown */
#define N_SAVES      21
#define PATIENCE     (10 * TC_NS_PER_S)
#define SMALL_PX     200
#define LARGE_PX     300
#define N_COLD       9 /* processes */

/* --- from cold --- */

/* CPU time: drawing waits for nothing, other work on the machine does not count. */
static double
cpu_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Milliseconds to draw and compose the picture as it is now. */
static double
ms_to_shot (Show *show, gint64 tick)
{
  double began = cpu_ms ();

  tc_shot_unref (show_at (show, tick));
  return cpu_ms () - began;
}

/* The scene as a take brings it up: the fonts are open, since keyers are on the air,
 * but nothing of it was ever drawn. */
static double
cold_scene (const char *scene)
{
  g_autoptr (TcSnapshot) standby = snapshot_of ("standby");
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");
  Show show = {0};
  double ms;

  show_open (&show, NULL, "zh-CN", TC_SCENE_WIDTH, "standby");
  show_data (&show, standby);
  tc_shot_unref (show_at (&show, 1));
  show_data (&show, snapshot);
  show_take (&show, scene);
  ms = ms_to_shot (&show, 2);
  show_close (&show);
  return ms;
}

/* The sprite of a score of which one digit is another, never drawn in that size; what
 * it takes to be ready to be blended. Returns: the slowest of four. */
static double
cold_digit (const char *scene)
{
  static const char *const figures[] = {"55.55", "55.50", "55.51", "55.56", "55.57"};
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");
  Show show = {0};
  TcPart part;
  double worst = 0;

  show_open (&show, NULL, "zh-CN", TC_SCENE_WIDTH, "clean");
  show_data (&show, snapshot);
  show_take (&show, scene);
  tc_shot_unref (show_at (&show, 1));
  part = *show_part (&show, TC_DECK_SCENE, "score/figure");
  for (int i = 0; i < (int)G_N_ELEMENTS (figures); i++) {
    TcSprite *sprite;
    double began = cpu_ms ();
    double ms;

    part.text = (char *)figures[i];
    sprite = tc_part_draw (&part, NULL);
    tc_sprite_prepare (sprite, part.rect.x, part.rect.y);
    ms = cpu_ms () - began;
    tc_sprite_unref (sprite);
    if (i > 0) /* the first one makes the heap and four digits warm */
      worst = MAX (worst, ms);
  }
  show_close (&show);
  return worst;
}

/* In a process that has drawn nothing yet. */
static double
in_new_process (double (*measure) (const char *scene), const char *scene)
{
  int ends[2];
  double ms = 0;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0) {
    ms = measure (scene);
    _exit (write (ends[1], &ms, sizeof ms) == sizeof ms ? 0 : 1);
  }
  close (ends[1]);
  g_assert_cmpint (read (ends[0], &ms, sizeof ms), ==, sizeof ms);
  close (ends[0]);
  waitpid (child, NULL, 0);
  return ms;
}

static double
median_of_new (double (*measure) (const char *scene), const char *scene)
{
  double ms[N_COLD];

  for (int i = 0; i < N_COLD; i++)
    ms[i] = in_new_process (measure, scene);
  return figures_median (ms, N_COLD);
}

static void
bench_cold (void)
{
  figures_row ("a score with a digit never drawn before", "0.5 ms", "%.2f ms",
               median_of_new (cold_digit, "score"));
  figures_row ("scene result from cold, 1080p", "15 ms", "%.1f ms",
               median_of_new (cold_scene, "result"));
  printf ("# ranking %.1f ms, draw %.1f ms\n", median_of_new (cold_scene, "ranking"),
          median_of_new (cold_scene, "draw"));
}

/* --- takes --- */

static void
bench_switches (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");
  Show show = {0};
  gint64 tick = 0;
  gint64 before;
  gint64 started_us;

  show_open (&show, NULL, "zh-CN", SWITCH_WIDTH, "clean");
  show_data (&show, snapshot);
  switch_scenes (&show, &tick, 0, WARM_UP);
  before = resident_bytes ();
  started_us = g_get_monotonic_time ();
  switch_scenes (&show, &tick, WARM_UP, SWITCHES);
  figures_row ("10,000 scene switches, resident memory", "2 MB", "%+.2f MB",
               (double)(resident_bytes () - before) / 1024 / 1024);
  printf ("# of %.0f MB; %.2f ms each at a width of %d\n", (double)before / 1024 / 1024,
          (double)(g_get_monotonic_time () - started_us) / 1000 / SWITCHES,
          SWITCH_WIDTH);
  show_close (&show);
}

/* --- a saved scene --- */

typedef struct {
  TcStage *stage;
  gint64 base_ns;
  pthread_mutex_t lock;
  pthread_cond_t cond;
  /* guards: all below */
  int wanted_px;   /* of the scene's plate */
  gint64 shown_ns; /* when the first frame with it is due; 0: not yet */
} Air;

static gint64
air_tick_ns (gpointer data, gint64 tick)
{
  return ((Air *)data)->base_ns + tick * TC_NS_PER_S / FPS;
}

static gint64
air_next_tick (gpointer data)
{
  Air *air = data;

  return (tc_clock_mono_ns (tc_clock_system ()) - air->base_ns) * FPS / TC_NS_PER_S + 1;
}

static void
air_publish (gpointer data, TcShot *shot)
{
  Air *air = data;

  TC_LOCKED (&air->lock);
  for (guint i = 0; i < shot->n_items && air->shown_ns == 0; i++)
    if (tc_sprite_width (shot->items[i].sprite) == air->wanted_px) {
      air->shown_ns = air_tick_ns (air, air_next_tick (air));
      pthread_cond_broadcast (&air->cond);
    }
  tc_shot_unref (shot);
}

static void
save (const House *house, int px)
{
  g_autofree char *text = g_strdup_printf (
      "layers:\n  - {id: a, type: rect, rect: [0, 0, %d, 100], fill: ink}\n", px);

  house_write (house, "x.yaml", text);
}

static double
ms_to_air (Air *air, const House *house, int px)
{
  gint64 saved_ns;

  {
    TC_LOCKED (&air->lock);
    air->wanted_px = px;
    air->shown_ns = 0;
  }
  saved_ns = tc_clock_mono_ns (tc_clock_system ());
  save (house, px);
  TC_LOCKED (&air->lock);
  while (air->shown_ns == 0)
    if (!tc_cond_wait_until (&air->cond, &air->lock, saved_ns + PATIENCE))
      return -1;
  return (double)(air->shown_ns - saved_ns) / TC_NS_PER_MS;
}

static void
bench_reload (void)
{
  House house;
  Air air = {.base_ns = tc_clock_mono_ns (tc_clock_system ())};
  TcStageOptions options;
  double ms[N_SAVES];

  house_open (&house);
  save (&house, SMALL_PX);
  pthread_mutex_init (&air.lock, NULL);
  tc_cond_init (&air.cond);
  options = (TcStageOptions){
      .overlays_dir = house.dir,
      .is_watching = TRUE,
      .width = TC_SCENE_WIDTH,
      .height = TC_SCENE_HEIGHT,
      .rate = {FPS, 1},
      .scene = "x",
      .clock = tc_clock_system (),
      .ticks = {air_next_tick, air_tick_ns, &air},
      .sink = {.publish = air_publish, .data = &air},
  };
  air.stage = tc_stage_new (&options, NULL);
  for (int i = 0; i < N_SAVES; i++)
    ms[i] = ms_to_air (&air, &house, i % 2 == 0 ? LARGE_PX : SMALL_PX);
  figures_row ("a saved scene is on the air, median", "300 ms", "%.0f ms",
               figures_median (ms, N_SAVES));
  figures_row ("a saved scene is on the air, slowest of 21", "300 ms", "%.0f ms",
               ms[N_SAVES - 1]);
  tc_stage_free (air.stage);
  pthread_cond_destroy (&air.cond);
  pthread_mutex_destroy (&air.lock);
  house_close (&house);
}

int
main (void)
{
  tc_process_init ();
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  bench_cold (); /* first: nothing is drawn yet */
  bench_switches ();
  bench_reload ();
  return 0;
}
