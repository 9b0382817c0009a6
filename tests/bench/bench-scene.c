/* SPDX-License-Identifier: MIT
 *
 * The graphics over a long day: what ten thousand takes leave behind, and how long a
 * saved scene takes to the air. Nothing is asserted: figures are printed.
 */
#include "../scene/house.h"
#include "../scene/switches.h"

#include <stdio.h>

#include "tallycast/core/sync.h"
#include "tallycast/scene/stage.h"

#define WARM_UP  500
#define SWITCHES 10000
#define N_SAVES  21
#define PATIENCE (10 * TC_NS_PER_S)
#define SMALL_PX 200
#define LARGE_PX 300

/* --- takes --- */

static void
bench_switches (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-published");
  Show show = {0};
  gint64 tick = 0;
  gint64 before;
  gint64 started_us;

  show_open (&show, NULL, "zh-CN", 640, "clean");
  show_data (&show, snapshot);
  switch_scenes (&show, &tick, 0, WARM_UP);
  before = resident_bytes ();
  started_us = g_get_monotonic_time ();
  switch_scenes (&show, &tick, WARM_UP, SWITCHES);
  printf ("%d scene switches: resident memory %+.0f kB of %.0f kB, %.2f ms each\n",
          SWITCHES, (double)(resident_bytes () - before) / 1024, (double)before / 1024,
          (double)(g_get_monotonic_time () - started_us) / 1000 / SWITCHES);
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

static int
by_size (const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
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
  qsort (ms, N_SAVES, sizeof *ms, by_size);
  printf ("a saved scene is on the air after: median %.0f ms, worst of %d %.0f ms\n",
          ms[N_SAVES / 2], N_SAVES, ms[N_SAVES - 1]);
  tc_stage_free (air.stage);
  pthread_cond_destroy (&air.cond);
  pthread_mutex_destroy (&air.lock);
  house_close (&house);
}

int
main (void)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  bench_switches ();
  bench_reload ();
  return 0;
}
