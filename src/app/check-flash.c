/* SPDX-License-Identifier: MIT
 *
 * Flashes: each scene is taken onto the air and off it again, as the director does it,
 * and every frame is metered, small.
 */
#include "app/check-case.h"
#include "app/check-part.h"

#include "app/render_play.h"
#include "tallycast/draw/flash_meter.h"

#include <string.h>

#define WIDTH       160
#define HEIGHT      90
#define FPS         25
#define TAKE_TICK   FPS       /* of a turn: the scene comes */
#define LEAVE_TICK  (4 * FPS) /* and goes */
#define TURN_TICKS  (6 * FPS)
#define FIRST_SCENE "clean"

/* The camera: a dim hall, and a bright picture. */
static const char *const cameras[] = {"#303030", "#E0E0E0"};

typedef struct {
  const TcCheck *check;
  int *worst; /* of each scene in turn: opposing changes within a second */
} Run;

static void
add_event (GPtrArray *events,
           TcRenderEventKind kind,
           gint64 tick,
           const char *scene,
           TcSnapshot *snapshot)
{
  TcRenderEvent *event = g_new0 (TcRenderEvent, 1);

  event->kind = kind;
  event->tick = tick;
  event->name = (char *)scene;
  event->snapshot = snapshot;
  g_ptr_array_add (events, event);
}

/* The phase in which the scene is on air, or any. */
static TcSnapshot *
snapshot_for (const TcCheck *check, const char *scene)
{
  const TcConfigOverlays *overlays = &check->config->overlays;

  for (guint i = 0; i < check->cases->len; i++) {
    const TcCheckCase *of = g_ptr_array_index (check->cases, i);

    if (strcmp (overlays->phases[of->snapshot->phase].scene, scene) == 0)
      return of->snapshot;
  }
  return ((const TcCheckCase *)g_ptr_array_index (check->cases, 0))->snapshot;
}

static const char *
name_of (const Run *self, guint i)
{
  return ((const TcScene *)g_ptr_array_index (self->check->scenes, i))->name;
}

static GPtrArray *
make_events (const Run *self)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->check->n_scenes; i++) {
    const char *scene = name_of (self, i);
    gint64 tick = (gint64)i * TURN_TICKS;

    add_event (events, TC_RENDER_DOCUMENT, tick, NULL,
               snapshot_for (self->check, scene));
    add_event (events, TC_RENDER_TAKE, tick, FIRST_SCENE, NULL);
    add_event (events, TC_RENDER_TAKE, tick + TAKE_TICK, scene, NULL);
    add_event (events, TC_RENDER_TAKE, tick + LEAVE_TICK, FIRST_SCENE, NULL);
  }
  return events;
}

static gboolean
play (Run *self, const char *camera, GError **error)
{
  const TcCheck *check = self->check;
  TcRenderLook look = {.overlays = check->overlays_dir,
                       .fonts = check->config->overlays.fonts,
                       .theme = check->theme,
                       .camera = camera,
                       .width = WIDTH,
                       .height = HEIGHT,
                       .rate = {FPS, 1}};
  g_autoptr (GPtrArray) events = make_events (self);
  g_autoptr (TcRenderPlay) run = tc_render_play_new (&look, events, error);
  g_autoptr (TcFlashMeter) meter = tc_flash_meter_new (look.rate);

  if (run == NULL)
    return FALSE;
  for (gint64 tick = 0; tick < (gint64)check->n_scenes * TURN_TICKS; tick++) {
    int changes = tc_flash_meter_add (meter, tc_render_play_picture (run, tick));
    int *worst = &self->worst[tick / TURN_TICKS];

    *worst = MAX (*worst, changes);
  }
  return TRUE;
}

static void
tell (const Run *self, TcCheckResult *result, guint i)
{
  double flashes = self->worst[i] / 2.0;

  if (self->worst[i] <= TC_FLASH_MAX_CHANGES)
    return;
  tc_check_result_add (
      result,
      &(TcFinding){
          .level = TC_CHECK_ERROR,
          .kind = "flash",
          .scene = (char *)name_of (self, i),
          .en =
              g_strdup_printf ("%.1f flashes in a second when it comes or goes; 3 are "
                               "the limit",
                               flashes),
          .zh = g_strdup_printf ("出入场时一秒闪烁%.1f次，最多3次", flashes),
          .fix_en = g_strdup ("it can harm viewers: fewer layers that change light and "
                              "dark, further apart"),
          .fix_zh = g_strdup ("会伤害观众：减少明暗变化的图层，时间拉开"),
      });
}

void
tc_check_flashes (TcCheck *check, TcCheckResult *result)
{
  Run self = {.check = check};
  g_autoptr (GError) error = NULL;
  gboolean is_played = TRUE;
  guint n = check->n_scenes;

  if (n == 0)
    return;
  self.worst = g_new0 (int, n);
  for (guint i = 0; i < G_N_ELEMENTS (cameras) && is_played; i++)
    is_played = play (&self, cameras[i], &error);
  for (guint i = 0; i < n; i++)
    tell (&self, result, i);
  if (is_played)
    tc_check_result_set_sum (result,
                             g_strdup_printf ("%u scene%s played, every frame metered",
                                              n, n == 1 ? "" : "s"),
                             g_strdup_printf ("%u个场景逐帧测过", n));
  else if (!check->has_faults) /* else it was told of the files */
    tc_check_result_add_file (result, error->message);
  g_free (self.worst);
}
