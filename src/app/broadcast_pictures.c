/* SPDX-License-Identifier: MIT
 *
 * Pictures for who operates: the monitor makes them, the stage draws for it, and who
 * asked is answered on main.
 */
#include "app/broadcast.h"

#include <string.h>

#define SCENE "scene/"

/* --- the stage draws for the monitor --- */

typedef struct {
  TcBroadcast *broadcast;
  char *scene;
} Look;

static TcMonitorResult
result_of (TcStageAnswerKind kind)
{
  switch (kind) {
    case TC_STAGE_DONE:
      return TC_MONITOR_DONE;
    case TC_STAGE_UNKNOWN:
      return TC_MONITOR_UNKNOWN;
    case TC_STAGE_REFUSED:
      return TC_MONITOR_NOTHING;
    default:
      return TC_MONITOR_BUSY;
  }
}

static void
on_look (gpointer data, const TcStageLook *drawn)
{
  Look *look = data;
  TcMonitorShot shot = {result_of (drawn->kind), drawn->shot, drawn->tick, drawn->width,
                        drawn->height};

  tc_monitor_drawn (look->broadcast->monitor, look->scene, &shot);
  g_free (look->scene);
  g_free (look);
}

/* On the monitor's thread, which outlives the stage: the stage answers what it was
 * asked by when it ends, and needs the monitor for that. */
static void
on_draw (gpointer data, const char *scene)
{
  Look *look = g_new (Look, 1);

  *look = (Look){data, g_strdup (scene)};
  tc_stage_look (look->broadcast->stage, scene, on_look, look);
}

TcMonitor *
tc_broadcast_new_monitor (TcBroadcast *self)
{
  TcMonitorSettings settings = {.format = self->format,
                                .clock = tc_clock_system (),
                                .draw = on_draw,
                                .data = self};

  return tc_monitor_new (&settings);
}

/* --- the engine's pictures --- */

/* One picture that somebody asked for; freed by its answer. */
typedef struct {
  TcPictureFunc done;
  gpointer data;
  TcPictureKind kind;
  GBytes *jpeg;
  guint64 number;
} Asked;

static gboolean
answer_on_main (gpointer data)
{
  Asked *asked = data;

  asked->done (asked->data, asked->kind, asked->jpeg, asked->number);
  g_clear_pointer (&asked->jpeg, g_bytes_unref);
  g_free (asked);
  return G_SOURCE_REMOVE;
}

static void
on_picture (gpointer data, TcMonitorResult result, GBytes *jpeg, gint64 tick)
{
  static const TcPictureKind kinds[] = {
      [TC_MONITOR_DONE] = TC_PICTURE_DONE,
      [TC_MONITOR_NOTHING] = TC_PICTURE_NOTHING,
      [TC_MONITOR_UNKNOWN] = TC_PICTURE_UNKNOWN,
      [TC_MONITOR_BUSY] = TC_PICTURE_BUSY,
  };
  Asked *asked = data;

  asked->kind = kinds[result];
  asked->jpeg = jpeg ? g_bytes_ref (jpeg) : NULL;
  asked->number = (guint64)tick;
  g_idle_add_full (G_PRIORITY_DEFAULT, answer_on_main, asked, NULL);
}

void
tc_broadcast_picture (gpointer engine,
                      const char *which,
                      guint64 after,
                      int width,
                      TcPictureFunc done,
                      gpointer data)
{
  TcBroadcast *self = engine;
  Asked *asked = g_new0 (Asked, 1);
  TcMonitorKind kind = TC_MONITOR_PROGRAMME;
  const char *scene = NULL;

  asked->done = done;
  asked->data = data;
  if (g_str_has_prefix (which, SCENE)) {
    kind = TC_MONITOR_SCENE;
    scene = which + strlen (SCENE);
  } else if (strcmp (which, "preview") == 0) {
    kind = TC_MONITOR_PREVIEW;
  }
  tc_monitor_ask (self->monitor, kind, scene, (gint64)after, width, on_picture, asked);
}
