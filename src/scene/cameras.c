/* SPDX-License-Identifier: MIT */
#include "scene/cameras.h"

#include <string.h>

#define SMALLEST_PX 2

static gboolean
same_rect (TcRect a, TcRect b)
{
  return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

/* Where it was seen a tick ago, on even numbers as it is drawn, with its group's push.
 */
static TcRect
seen_at (const TcPlacement *placement, const TcCamerasTiming *timing)
{
  TcShot shot = {.mix = timing->before, .n_placements = 1, .placements[0] = *placement};
  TcPlacing placing =
      tc_shot_place (&shot, timing->tick - 1, timing->width, timing->height);

  return placing.n > 0 ? placing.placed[0].rect : placement->rect;
}

static TcRect
middle_of (TcRect rect)
{
  return (TcRect){(rect.x + rect.w / 2) & ~1, (rect.y + rect.h / 2) & ~1, SMALLEST_PX,
                  SMALLEST_PX};
}

static void
set_move (TcPlacement *placement, TcRect from, const TcCamerasTiming *timing)
{
  placement->from = from;
  placement->start = timing->tick - 1;
  placement->ticks = same_rect (from, placement->rect) ? 0 : timing->ticks;
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
        !same_rect (camera->placement.rect, wanted[at].rect))
      return FALSE;
    at++;
  }
  return at == n;
}

/* By its id; else, when one camera gives way to one camera, that one. The newest first:
 * after a push that was interrupted the same camera may be there twice. */
static TcCamera *
find_predecessor (TcCameras *old, const TcPlacement *wanted, guint n)
{
  TcCamera *only = NULL;
  guint n_staying = 0;

  for (guint i = old->n; i > 0; i--) {
    TcCamera *camera = &old->cameras[i - 1];

    if (camera->gone == G_MININT64)
      continue;
    if (strcmp (camera->placement.camera, wanted->camera) == 0)
      return camera;
    if (camera->gone != G_MAXINT64)
      continue;
    only = camera;
    n_staying++;
  }
  return n == 1 && n_staying == 1 ? only : NULL;
}

static void
add (TcCameras *self, const TcCamera *camera)
{
  if (self->n < TC_SHOT_MAX_PLACEMENTS)
    self->cameras[self->n++] = *camera;
}

/* A full camera would lie below the board that it is leaving (shot.h). */
static TcRect
not_quite_full (TcRect rect, const TcCamerasTiming *timing)
{
  if (rect.w == timing->width && rect.h == timing->height)
    rect.w -= SMALLEST_PX;
  return rect;
}

static void
leave (TcCameras *self,
       TcCamera *camera,
       gboolean has_cameras,
       const TcCamerasTiming *timing)
{
  TcPlacement *placement = &camera->placement;
  TcRect from = seen_at (placement, timing);
  gboolean is_pushed = placement->group == TC_GROUP_OUT;

  placement->group = TC_GROUP_NONE;
  if (timing->is_push) {
    placement->rect = not_quite_full (from, timing);
    placement->ticks = 0;
    placement->group = TC_GROUP_OUT;
    camera->gone = timing->mix_end;
  } else if (camera->gone == G_MAXINT64 && !has_cameras) { /* a board covers it */
    camera->gone = timing->mix_end;
  } else if (camera->gone == G_MAXINT64 || is_pushed) {
    placement->rect = middle_of (from);
    set_move (placement, from, timing);
    camera->gone = timing->tick - 1 + timing->ticks;
  }
  add (self, camera);
}

static TcCamera
enter (const TcPlacement *wanted,
       const TcCamera *before,
       gboolean had_cameras,
       const TcCamerasTiming *timing)
{
  TcCamera camera = {*wanted, G_MAXINT64};

  camera.placement.group = TC_GROUP_NONE;
  camera.placement.ticks = 0;
  if (timing->is_push)
    camera.placement.group = TC_GROUP_IN;
  else if (before != NULL)
    set_move (&camera.placement, seen_at (&before->placement, timing), timing);
  else if (had_cameras)
    set_move (&camera.placement, middle_of (wanted->rect), timing);
  return camera;
}

void
tc_cameras_update (TcCameras *self,
                   const TcPlacement *wanted,
                   guint n,
                   const TcCamerasTiming *timing)
{
  TcCameras old;
  TcCamera fresh[TC_SHOT_MAX_PLACEMENTS];
  gboolean had_cameras = FALSE;

  tc_cameras_prune (self, timing->tick);
  old = *self;
  if (tc_cameras_are (&old, wanted, n) && !timing->is_push)
    return;
  for (guint i = 0; i < old.n; i++)
    had_cameras |= old.cameras[i].gone == G_MAXINT64;
  for (guint i = 0; i < n; i++) {
    TcCamera *before = timing->is_push || timing->is_at_once
                           ? NULL
                           : find_predecessor (&old, &wanted[i], n);

    fresh[i] = enter (&wanted[i], before, had_cameras && !timing->is_at_once, timing);
    if (before != NULL)
      before->gone = G_MININT64;
  }
  self->n = 0;
  for (guint i = 0; i < old.n && !timing->is_at_once; i++)
    if (old.cameras[i].gone != G_MININT64)
      leave (self, &old.cameras[i], n > 0, timing);
  self->n = MIN (self->n, TC_SHOT_MAX_PLACEMENTS - n);
  for (guint i = 0; i < n; i++)
    add (self, &fresh[i]);
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

gint64
tc_cameras_covered (const TcCameras *self, int width, int height)
{
  gint64 covered = G_MININT64;

  for (guint i = 0; i < self->n; i++) {
    const TcPlacement *placement = &self->cameras[i].placement;

    if (self->cameras[i].gone == G_MAXINT64 &&
        tc_placement_is_full (placement, width, height))
      covered = MAX (covered, placement->start + placement->ticks);
  }
  return covered;
}
