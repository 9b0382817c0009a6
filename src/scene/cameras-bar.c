/* SPDX-License-Identifier: MIT
 *
 * The cameras of two scenes at once, nothing moving: how much of each is seen is the
 * share of a mix, wherever that stands.
 */
#include "scene/cameras.h"

#include <string.h>

#define WHOLE 255

static guint8
missing (double share)
{
  return (guint8)(WHOLE * (1 - CLAMP (share, 0, 1)) + 0.5);
}

/* @from, @to: how much of it is seen. */
static TcFade
fade_of (const TcMix *mix, double from, double to)
{
  return (TcFade){.start = mix->start,
                  .ticks = mix->ticks,
                  .ease = mix->ease,
                  .from = missing (from),
                  .to = missing (to)};
}

static gboolean
covers (TcRect a, TcRect b)
{
  return a.x <= b.x && a.y <= b.y && a.x + a.w >= b.x + b.w && a.y + a.h >= b.y + b.h;
}

static gboolean
is_same (const TcPlacement *a, const TcPlacement *b)
{
  return strcmp (a->camera, b->camera) == 0 && tc_rect_is (a->rect, b->rect);
}

/* What the coming ones will cover stays whole under them, all else fades away. */
static void
let_go (TcCamera *camera,
        const TcPlacement *wanted,
        guint n,
        const TcMix *mix,
        gint64 gone)
{
  TcPlacement *placement = &camera->placement;
  gboolean is_covered = FALSE;

  if (camera->gone != G_MAXINT64)
    return; /* it leaves already */
  for (guint i = 0; i < n; i++)
    is_covered |= covers (wanted[i].rect, placement->rect);
  if (!is_covered)
    placement->fade = fade_of (mix, 1 - mix->from, mix->missing);
  camera->gone = gone;
}

void
tc_cameras_between (TcCameras *self,
                    const TcPlacement *wanted,
                    guint n,
                    const TcMix *mix,
                    gint64 goes,
                    gint64 comes)
{
  TcCameras old = *self;
  gboolean is_there[TC_SHOT_MAX_PLACEMENTS] = {FALSE};

  self->n = 0;
  for (guint i = 0; i < old.n; i++) {
    TcCamera *camera = &old.cameras[i];
    guint k = 0;

    while (k < n && (is_there[k] || camera->gone != G_MAXINT64 ||
                     !is_same (&camera->placement, &wanted[k])))
      k++;
    if (k < n)
      is_there[k] = TRUE;
    else
      let_go (camera, wanted, n, mix, goes);
    tc_cameras_add (self, camera, mix->start);
  }
  for (guint k = 0; k < n; k++) {
    TcCamera camera = {.placement = wanted[k], .gone = comes};

    if (is_there[k])
      continue;
    camera.placement.fade = fade_of (mix, mix->from, 1 - mix->missing);
    tc_cameras_add (self, &camera, mix->start);
  }
}
