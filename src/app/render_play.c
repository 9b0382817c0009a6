/* SPDX-License-Identifier: MIT */
#include "app/render_play.h"

#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/placer.h"
#include "tallycast/scene/director.h"

#define SETTLE_S 5       /* motions last less: before them only values count */
#define SLATE    "slate" /* the name that stands for the operator's slate */

/* Time stands still at the tick that is composed. */
typedef struct {
  TcRate rate;
  gint64 tick;
  gint64 wall_us, wall_tick; /* the wall clock says @wall_us at @wall_tick */
} Moment;

struct TcRenderPlay {
  Moment moment;
  TcClock clock;
  TcDirector *director;
  TcPlacer *placer;
  TcPicture *camera, *picture;
  const GPtrArray *events; /* borrowed */
  guint next_event;
  TcShot *shot;
};

static gint64
moment_mono_ns (gpointer data)
{
  const Moment *self = data;

  return tc_render_tick_ns (self->rate, self->tick);
}

static gint64
moment_wall_us (gpointer data)
{
  const Moment *self = data;
  gint64 since_ns =
      moment_mono_ns (data) - tc_render_tick_ns (self->rate, self->wall_tick);

  return self->wall_us + since_ns / 1000;
}

static gint64
moment_tick_ns (gpointer data, gint64 tick)
{
  return tc_render_tick_ns (((const Moment *)data)->rate, tick);
}

static gint64
moment_tick (gpointer data)
{
  return ((const Moment *)data)->tick;
}

/* --- the stand-in for the cameras --- */

/* A picture, one colour, or a quiet grey. */
static gboolean
paint_camera (const char *camera, TcCanvas *canvas, TcRect whole, GError **error)
{
  TcRectStyle style = {.fill = {0x77, 0x85, 0x8f, 255},
                       .fill_end = {0x2c, 0x33, 0x3b, 255},
                       .is_gradient = TRUE};
  guint64 value;

  if (camera != NULL && camera[0] == '#') {
    if (strlen (camera) != 7 ||
        !g_ascii_string_to_unsigned (camera + 1, 16, 0, 0xffffff, &value, NULL)) {
      g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "--camera %s: a colour is #RRGGBB",
                   camera);
      return FALSE;
    }
    style.fill =
        (TcColour){(guint8)(value >> 16), (guint8)(value >> 8), (guint8)value, 255};
    style.is_gradient = FALSE;
  } else if (camera != NULL) {
    g_autoptr (TcImage) image = tc_image_load_png (camera, error);

    if (image == NULL)
      return FALSE;
    tc_canvas_image (canvas, image, whole, TC_IMAGE_COVER);
    return TRUE;
  }
  tc_canvas_rect (canvas, whole, &style);
  return TRUE;
}

static gboolean
make_camera (TcRenderPlay *self, const TcRenderLook *look, GError **error)
{
  TcRect whole = {0, 0, look->width, look->height};
  g_autoptr (TcCanvas) canvas = tc_canvas_new (whole.w, whole.h, error);
  g_autoptr (TcSprite) sprite = NULL;

  if (canvas == NULL || !paint_camera (look->camera, canvas, whole, error))
    return FALSE;
  sprite = tc_canvas_to_sprite (canvas);
  self->camera = tc_picture_new (whole.w, whole.h);
  tc_blend (self->camera, sprite, &(TcPose){0, 0, whole, 255});
  self->picture = tc_picture_new (whole.w, whole.h);
  self->placer = tc_placer_new (MAX (whole.w, whole.h));
  return TRUE;
}

/* --- what happens --- */

static gboolean
fail_scene (json_t *scenes, const char *name, GError **error)
{
  g_autofree const char **known = g_new0 (const char *, json_array_size (scenes) + 2);
  size_t n = 0;
  const char *near;

  for (; n < json_array_size (scenes); n++)
    known[n] = json_string_value (json_object_get (json_array_get (scenes, n), "name"));
  known[n] = SLATE;
  near = tc_did_you_mean (name, known);
  g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "no scene '%s'%s%s%s", name,
               near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
               near != NULL ? "'?)" : "");
  return FALSE;
}

static gboolean
has_scene (json_t *scenes, const char *name)
{
  for (size_t i = 0; i < json_array_size (scenes); i++)
    if (strcmp (
            json_string_value (json_object_get (json_array_get (scenes, i), "name")),
            name) == 0)
      return TRUE;
  return strcmp (name, SLATE) == 0;
}

/* What is not there is told before anything is drawn: a keyer here, a scene below. */
static gboolean
check_keyers (TcRenderPlay *self, GError **error)
{
  json_t *status = tc_director_status (self->director);
  const json_t *keyers = json_object_get (status, "keyers");
  const char *known[TC_STAGE_MAX_KEYERS + 1] = {NULL};
  gboolean is_right = TRUE;

  for (size_t i = 0; i < json_array_size (keyers) && i < TC_STAGE_MAX_KEYERS; i++)
    known[i] = json_string_value (json_object_get (json_array_get (keyers, i), "id"));
  for (guint i = 0; is_right && i < self->events->len; i++) {
    const TcRenderEvent *event = g_ptr_array_index (self->events, i);

    if (event->kind != TC_RENDER_COMMAND || event->command != TC_STAGE_KEYER ||
        g_strv_contains (known, event->name))
      continue;
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "no keyer '%s'", event->name);
    is_right = FALSE;
  }
  json_decref (status);
  return is_right;
}

static gboolean
check_scenes (TcRenderPlay *self, GError **error)
{
  json_t *scenes = tc_director_scenes (self->director);
  gboolean is_right = TRUE;

  for (guint i = 0; is_right && i < self->events->len; i++) {
    const TcRenderEvent *event = g_ptr_array_index (self->events, i);

    if (event->kind == TC_RENDER_TAKE && !has_scene (scenes, event->name))
      is_right = fail_scene (scenes, event->name, error);
  }
  json_decref (scenes);
  return is_right;
}

/* What went on the air by the rules of its day is drawn, and so is what never may. */
static void
command (TcRenderPlay *self, TcStageCommand order)
{
  TcStageAnswer answer;

  order.was_done = TRUE;
  tc_director_command (self->director, &order, &answer);
}

static void
take (TcRenderPlay *self, const TcRenderEvent *event)
{
  const char *scene = event->name;
  gboolean is_slate = strcmp (scene, SLATE) == 0;

  command (self, (TcStageCommand){.kind = TC_STAGE_SLATE, .on = is_slate});
  if (is_slate)
    return;
  command (self, (TcStageCommand){.kind = TC_STAGE_PREVIEW, .name = scene});
  command (self,
           (TcStageCommand){.kind = TC_STAGE_TAKE, .transition = event->transition});
}

static void
happen (TcRenderPlay *self, const TcRenderEvent *event)
{
  gint64 now_ns = tc_render_tick_ns (self->moment.rate, event->tick);

  if (event->wall_us != 0) {
    self->moment.wall_us = event->wall_us;
    self->moment.wall_tick = event->tick;
  }
  switch (event->kind) {
    case TC_RENDER_DOCUMENT:
      if (event->snapshot != NULL || event->has_none)
        tc_director_set_snapshot (self->director, event->snapshot);
      break;
    case TC_RENDER_AGE:
      tc_director_set_age (self->director, event->age,
                           now_ns - event->age_ms * TC_NS_PER_MS);
      break;
    case TC_RENDER_LIVE:
      tc_director_set_live (self->director, event->is_on);
      break;
    case TC_RENDER_CLOCK:
      break;
    case TC_RENDER_TAKE:
      take (self, event);
      break;
    case TC_RENDER_COMMAND:
      command (self, (TcStageCommand){.kind = event->command,
                                      .name = event->name,
                                      .on = event->is_on,
                                      .transition = event->transition,
                                      .duration_ms = event->duration_ms,
                                      .position = event->position});
      break;
  }
}

static gint64
event_tick (const TcRenderPlay *self)
{
  return self->next_event < self->events->len
             ? ((const TcRenderEvent *)g_ptr_array_index (self->events,
                                                          self->next_event))
                   ->tick
             : G_MAXINT64;
}

static void
compose (TcRenderPlay *self, gint64 tick)
{
  self->moment.tick = tick;
  while (event_tick (self) <= tick)
    happen (self, g_ptr_array_index (self->events, self->next_event++));
  tc_director_prepare (self->director, tick);
  tc_shot_unref (self->shot);
  self->shot = tc_director_compose (self->director, tick);
}

/* The first tick at which what is composed now is not right any more. */
static gint64
change_tick (const TcRenderPlay *self)
{
  TcRate rate = self->moment.rate;
  gint64 change_ns = tc_director_next_change_ns (self->director);
  gint64 tick;

  if (change_ns == G_MAXINT64)
    return G_MAXINT64;
  tick = tc_rate_tick_at (rate, change_ns - tc_render_tick_ns (rate, 0));
  if (tc_render_tick_ns (rate, tick) < change_ns)
    tick++;
  return MAX (tick, self->moment.tick + 1);
}

/* Composes whenever the stage would. In a long quiet time only its end is lived
 * through: of what was before nothing is left to see. */
static void
play_to (TcRenderPlay *self, gint64 tick)
{
  gint64 settle = tc_render_tick (self->moment.rate, SETTLE_S);

  while (TRUE) {
    gint64 event = event_tick (self);
    gint64 due = self->shot != NULL ? MIN (change_tick (self), event) : event;

    due = MAX (due, MIN (event, tick) - settle);
    if (due > tick)
      return;
    compose (self, due);
  }
}

/* --- life --- */

/* Without a document the clock says always the same, so that the pictures are. */
static gint64
default_wall_us (void)
{
  g_autoptr (GDateTime) morning = g_date_time_new_local (2026, 11, 23, 10, 0, 0);

  return g_date_time_to_unix (morning) * G_USEC_PER_SEC;
}

TcRenderPlay *
tc_render_play_new (const TcRenderLook *look, const GPtrArray *events, GError **error)
{
  g_autoptr (TcRenderPlay) self = g_new0 (TcRenderPlay, 1);
  TcStageOptions stage = {
      .overlays_dir = look->overlays,
      .fonts_dir = look->fonts,
      .language = look->language,
      .theme = look->theme,
      .scene = look->scene,
      .delay_ns = look->delay_ms * TC_NS_PER_MS,
      .width = look->width,
      .height = look->height,
      .rate = look->rate,
      .clock = &self->clock,
      .ticks = {moment_tick, moment_tick_ns, &self->moment},
  };

  self->events = events;
  self->moment = (Moment){.rate = look->rate, .wall_us = default_wall_us ()};
  self->clock = (TcClock){moment_mono_ns, moment_wall_us, &self->moment};
  self->director = tc_director_new (&stage, error);
  if (self->director == NULL || !check_scenes (self, error) ||
      !check_keyers (self, error) || !make_camera (self, look, error))
    return NULL;
  tc_director_set_live (self->director, !look->is_off_air);
  return g_steal_pointer (&self);
}

void
tc_render_play_free (TcRenderPlay *self)
{
  if (self == NULL)
    return;
  tc_shot_unref (self->shot);
  tc_placer_free (self->placer);
  tc_picture_free (self->camera);
  tc_picture_free (self->picture);
  tc_director_free (self->director);
  g_free (self);
}

/* --- pictures --- */

static void
put_cameras (TcRenderPlay *self, gint64 tick)
{
  TcPlacing placing =
      tc_shot_place (self->shot, tick, self->picture->width, self->picture->height);
  const TcPicture *sources[TC_SHOT_MAX_PLACEMENTS];

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    sources[i] = self->camera;
  tc_placer_draw (self->placer, self->shot, tick, &placing, sources, self->picture);
}

const TcPicture *
tc_render_play_picture (TcRenderPlay *self, gint64 tick)
{
  play_to (self, tick);
  if (self->shot->is_slate) {
    tc_picture_copy (self->picture, tc_director_slate (self->director));
    return self->picture;
  }
  put_cameras (self, tick);
  tc_shot_blend (self->shot, tick, self->picture);
  return self->picture;
}
