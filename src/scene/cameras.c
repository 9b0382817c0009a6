/* SPDX-License-Identifier: MIT */
#include "scene/cameras.h"

#include <string.h>

#define SMALLEST_PX 2

TcRect
tc_camera_seen (const TcCamera *self, const TcCamerasTiming *timing)
{
  TcShot shot = {.mix = timing->before, .n_placements = 1};

  shot.placements[0] = self->placement;
  return tc_shot_find (&shot, 0, timing->tick - 1, timing->width, timing->height);
}

static TcRect
middle_of (TcRect rect)
{
  return (TcRect){(rect.x + rect.w / 2) & ~1, (rect.y + rect.h / 2) & ~1, SMALLEST_PX,
                  SMALLEST_PX};
}

void
tc_camera_move (TcCamera *self, TcRect from, const TcCamerasTiming *timing)
{
  TcPlacement *placement = &self->placement;

  placement->from = from;
  placement->start = timing->tick - 1;
  placement->ticks = tc_rect_is (from, placement->rect) ? 0 : timing->ticks;
  placement->ease = timing->ease;
}

gboolean
tc_cameras_are (const TcCameras *self, const TcPlacement *wanted, guint n)
{
  guint at = 0;

  for (guint i = 0; i < self->n; i++) {
    const TcCamera *camera = &self->cameras[i];

    if (camera->gone != G_MAXINT64)
      continue;
    if (at == n || strcmp (camera->placement.camera, wanted[at].camera) != 0 ||
        !tc_rect_is (camera->placement.rect, wanted[at].rect))
      return FALSE;
    at++;
  }
  return at == n;
}

/* By its id. The newest first: after a push that was interrupted the same camera may be
 * there twice. */
static TcCamera *
find_predecessor (TcCameras *old, const TcPlacement *wanted)
{
  for (guint i = old->n; i > 0; i--) {
    TcCamera *camera = &old->cameras[i - 1];

    if (camera->gone != G_MININT64 &&
        strcmp (camera->placement.camera, wanted->camera) == 0)
      return camera;
  }
  return NULL;
}

static guint
count_staying (const TcCameras *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    n += self->cameras[i].gone == G_MAXINT64;
  return n;
}

/* A full camera would lie below the board that it is leaving (shot.h). */
static TcRect
not_quite_full (TcRect rect, const TcCamerasTiming *timing)
{
  if (rect.w == timing->width && rect.h == timing->height)
    rect.w -= SMALLEST_PX;
  return rect;
}

void
tc_camera_leave (TcCamera *self, gboolean has_cameras, const TcCamerasTiming *timing)
{
  TcPlacement *placement = &self->placement;
  TcRect from = tc_camera_seen (self, timing);
  gboolean is_pushed = placement->group == TC_GROUP_OUT;

  placement->group = TC_GROUP_NONE;
  if (timing->is_push) {
    placement->rect = not_quite_full (from, timing);
    placement->ticks = 0;
    placement->group = TC_GROUP_OUT;
    self->gone = timing->mix_end;
  } else if (self->gone == G_MAXINT64 && !has_cameras) { /* a board covers it */
    self->gone = timing->mix_end;
  } else if (self->gone == G_MAXINT64 || is_pushed) {
    placement->rect = middle_of (from);
    tc_camera_move (self, from, timing);
    self->gone = timing->tick - 1 + timing->ticks;
  }
}

static TcCamera
enter (const TcPlacement *wanted,
       const TcCamera *before,
       gboolean had_cameras,
       const TcCamerasTiming *timing)
{
  TcCamera camera = {.placement = *wanted, .gone = G_MAXINT64};

  camera.placement.group = TC_GROUP_NONE;
  camera.placement.ticks = 0;
  if (timing->is_push)
    camera.placement.group = TC_GROUP_IN;
  else if (before != NULL)
    tc_camera_move (&camera, tc_camera_seen (before, timing), timing);
  else if (had_cameras)
    tc_camera_move (&camera, middle_of (wanted->rect), timing);
  if (before != NULL) {
    camera.placement.fade = before->placement.fade;
    tc_camera_fade_to (&camera, 0, timing);
  }
  return camera;
}

/* Each comes and goes by itself. */
static void
pass_over (TcCameras *self,
           const TcPlacement *wanted,
           guint n,
           const TcCamerasTiming *timing)
{
  TcCameras old = *self;
  TcCamera fresh[TC_SHOT_MAX_PLACEMENTS];
  gboolean had_cameras = count_staying (self) > 0;

  for (guint i = 0; i < n; i++) {
    TcCamera *before = timing->is_push || timing->is_at_once
                           ? NULL
                           : find_predecessor (&old, &wanted[i]);

    fresh[i] = enter (&wanted[i], before, had_cameras && !timing->is_at_once, timing);
    if (before != NULL)
      before->gone = G_MININT64;
  }
  self->n = 0;
  for (guint i = 0; i < old.n && !timing->is_at_once; i++)
    if (old.cameras[i].gone != G_MININT64) {
      tc_camera_leave (&old.cameras[i], n > 0, timing);
      self->cameras[self->n++] = old.cameras[i];
    }
  self->n = MIN (self->n, TC_SHOT_MAX_PLACEMENTS - n);
  for (guint i = 0; i < n; i++)
    self->cameras[self->n++] = fresh[i];
}

/* A push is over: what it brought is in no group of the next mix. */
static void
leave_groups (TcCameras *self)
{
  for (guint i = 0; i < self->n; i++)
    self->cameras[i].placement.group = TC_GROUP_NONE;
}

void
tc_cameras_update (TcCameras *self,
                   const TcPlacement *wanted,
                   guint n,
                   const TcCamerasTiming *timing)
{
  gboolean is_pushed = timing->before.kind == TC_MIX_PUSH;

  tc_cameras_prune (self, timing->tick);
  if (!is_pushed)
    leave_groups (self);
  if (tc_cameras_are (self, wanted, n) && !timing->is_push && !timing->is_between &&
      !(timing->is_take && is_pushed))
    return;
  if ((timing->is_still || timing->is_between) && !timing->is_at_once)
    tc_cameras_fade (self, wanted, n, timing);
  else if (n == 1 && count_staying (self) == 1 && !timing->is_push &&
           !timing->is_at_once)
    tc_cameras_mix (self, wanted, timing);
  else
    pass_over (self, wanted, n, timing);
}

void
tc_cameras_prune (TcCameras *self, gint64 tick)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    if (self->cameras[i].gone > tick)
      self->cameras[n++] = self->cameras[i];
  self->n = n;
}

gint64
tc_cameras_next_gone (const TcCameras *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->n; i++)
    next = MIN (next, self->cameras[i].gone);
  return next;
}

/* Where it will be, with nothing shining through. */
static gint64
whole_at (const TcPlacement *placement)
{
  gint64 at = placement->ticks > 0 ? placement->start + placement->ticks : G_MININT64;

  if (placement->fade.from != placement->fade.to)
    at = MAX (at, placement->fade.start + placement->fade.ticks);
  return at;
}

gint64
tc_cameras_covered (const TcCameras *self, int width, int height)
{
  gint64 covered = G_MININT64;

  for (guint i = 0; i < self->n; i++) {
    const TcPlacement *placement = &self->cameras[i].placement;

    if (self->cameras[i].gone == G_MAXINT64 &&
        tc_placement_is_full (placement, width, height))
      covered = MAX (covered, whole_at (placement));
  }
  return covered;
}
