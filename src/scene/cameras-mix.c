/* SPDX-License-Identifier: MIT
 *
 * One camera over another: the upper ones fade in or out, the lowest is whole. What
 * fades goes on from where it is, so a take in the middle is no jump.
 */
#include "scene/cameras.h"

#include <string.h>

#define WHOLE 255

/* --- fading --- */

void
tc_camera_fade_to (TcCamera *self, guint8 missing, const TcCamerasTiming *timing)
{
  TcFade *fade = &self->placement.fade;
  guint8 now = (guint8)(WHOLE - tc_fade_at (fade, timing->tick - 1));

  if (now == missing) {
    *fade = (TcFade){.from = now, .to = now};
    return;
  }
  *fade = (TcFade){.start = timing->tick - 1,
                   .ticks = timing->mix_end - timing->tick + 1,
                   .ease = timing->mix_ease,
                   .from = now,
                   .to = missing};
}

static TcCamera
coming (const TcPlacement *wanted, const TcCamerasTiming *timing)
{
  TcCamera camera = {.placement = *wanted, .gone = G_MAXINT64};

  camera.placement.group = TC_GROUP_NONE;
  camera.placement.ticks = 0;
  camera.placement.fade = (TcFade){.from = WHOLE, .to = WHOLE};
  tc_camera_fade_to (&camera, 0, timing);
  return camera;
}

/* How much of each camera is seen where all lie over one another. */
static double
seen_share (const TcCameras *self, guint index, gint64 tick)
{
  double share = tc_fade_at (&self->cameras[index].placement.fade, tick);

  for (guint i = index + 1; i < self->n; i++)
    share *= 1 - tc_fade_at (&self->cameras[i].placement.fade, tick) / (double)WHOLE;
  return share;
}

void
tc_cameras_add (TcCameras *self, const TcCamera *camera, gint64 tick)
{
  guint least = 0;

  if (self->n == TC_SHOT_MAX_PLACEMENTS) {
    for (guint i = 1; i < self->n; i++)
      if (seen_share (self, i, tick) < seen_share (self, least, tick))
        least = i;
    memmove (self->cameras + least, self->cameras + least + 1,
             (self->n - least - 1) * sizeof *self->cameras);
    self->n--;
  }
  self->cameras[self->n++] = *camera;
}

/* --- a dissolve --- */

/* The newest first: after a push that was interrupted it may be there twice. Returns:
 * its index; self->n: it is not there. */
static guint
find (const TcCameras *self, const TcPlacement *wanted)
{
  for (guint i = self->n; i > 0; i--)
    if (strcmp (self->cameras[i - 1].placement.camera, wanted->camera) == 0)
      return i - 1;
  return self->n;
}

static TcRect
staying_seen (const TcCameras *self, const TcCamerasTiming *timing)
{
  guint i = 0;

  while (self->cameras[i].gone != G_MAXINT64)
    i++;
  return tc_camera_seen (&self->cameras[i], timing);
}

/* What lies below the one that comes is seen until that is whole, what lies above it
 * fades away. */
static void
give_way (TcCamera *self,
          const TcPlacement *wanted,
          gboolean is_above,
          const TcCamerasTiming *timing)
{
  TcRect from = tc_camera_seen (self, timing);

  self->is_mixing = TRUE;
  self->placement.group = TC_GROUP_NONE;
  self->placement.rect = wanted->rect;
  tc_camera_move (self, from, timing);
  if (is_above)
    tc_camera_fade_to (self, WHOLE, timing);
  self->gone = timing->mix_end;
}

void
tc_cameras_mix (TcCameras *self,
                const TcPlacement *wanted,
                const TcCamerasTiming *timing)
{
  TcCameras old = *self;
  guint index = find (&old, wanted);
  TcRect from = index < old.n ? tc_camera_seen (&old.cameras[index], timing)
                              : staying_seen (&old, timing);
  TcCamera next = coming (wanted, timing);

  if (index < old.n) {
    next.placement.fade = old.cameras[index].placement.fade;
    tc_camera_fade_to (&next, 0, timing);
  }
  tc_camera_move (&next, from, timing);
  self->n = 0;
  for (guint i = 0; i < old.n; i++) {
    TcCamera *camera = &old.cameras[i];

    if (i == index) {
      tc_cameras_add (self, &next, timing->tick);
      continue;
    }
    if (camera->gone == G_MAXINT64 || camera->is_mixing)
      give_way (camera, wanted, i > index, timing);
    else
      tc_camera_leave (camera, TRUE, timing);
    tc_cameras_add (self, camera, timing->tick);
  }
  if (index == old.n)
    tc_cameras_add (self, &next, timing->tick);
}

/* --- nothing moves --- */

static gboolean
covers (TcRect a, TcRect b)
{
  return a.x <= b.x && a.y <= b.y && a.x + a.w >= b.x + b.w && a.y + a.h >= b.y + b.h;
}

/* What one that comes will cover goes under it; all else fades away. */
static void
fade_out (TcCamera *self,
          const TcPlacement *wanted,
          guint n,
          const TcCamerasTiming *timing)
{
  TcPlacement *placement = &self->placement;
  gboolean is_covered = FALSE;

  placement->rect = tc_camera_seen (self, timing);
  placement->ticks = 0;
  placement->group = TC_GROUP_NONE;
  for (guint i = 0; i < n; i++)
    is_covered |= covers (wanted[i].rect, placement->rect);
  if (!is_covered && n > 0)
    tc_camera_fade_to (self, WHOLE, timing);
  self->gone = timing->mix_end;
}

/* The one that was there at that place comes back, or stays. */
static gboolean
is_again (const TcCamera *self,
          const TcPlacement *wanted,
          const TcCamerasTiming *timing)
{
  return strcmp (self->placement.camera, wanted->camera) == 0 &&
         tc_rect_is (tc_camera_seen (self, timing), wanted->rect);
}

void
tc_cameras_fade (TcCameras *self,
                 const TcPlacement *wanted,
                 guint n,
                 const TcCamerasTiming *timing)
{
  TcCameras old = *self;
  gboolean is_there[TC_SHOT_MAX_PLACEMENTS] = {FALSE};

  self->n = 0;
  for (guint i = 0; i < old.n; i++) {
    TcCamera *camera = &old.cameras[i];
    guint k = 0;

    while (k < n && (is_there[k] || !is_again (camera, &wanted[k], timing)))
      k++;
    if (k < n) {
      is_there[k] = TRUE;
      camera->gone = G_MAXINT64;
      camera->placement.group = TC_GROUP_NONE;
      tc_camera_fade_to (camera, 0, timing);
    } else {
      fade_out (camera, wanted, n, timing);
    }
    tc_cameras_add (self, camera, timing->tick);
  }
  for (guint k = 0; k < n; k++)
    if (!is_there[k]) {
      TcCamera camera = coming (&wanted[k], timing);

      tc_cameras_add (self, &camera, timing->tick);
    }
}
