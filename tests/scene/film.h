/* SPDX-License-Identifier: MIT
 *
 * A show as the public sees it: whole pictures with the camera in its place, one a
 * tick.
 */
#pragma once

#include "fixture.h"

#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"
#include "tallycast/draw/placer.h"

typedef struct {
  Show show;
  TcPicture *camera;
  TcPlacer *placer;
} Film;

/* A bright day through a window: what lies over it or gives way to it is seen. */
G_GNUC_UNUSED static TcPicture *
film_camera (int width, TcColour top, TcColour bottom)
{
  TcPicture *picture = tc_picture_new (width, width * 9 / 16);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (width, width * 9 / 16, NULL);
  TcRect whole = {0, 0, width, width * 9 / 16};
  TcRectStyle style = {.fill = top, .fill_end = bottom, .is_gradient = TRUE};
  TcPose pose = {0, 0, whole, 255};
  g_autoptr (TcSprite) sprite = NULL;

  tc_canvas_rect (canvas, whole, &style);
  sprite = tc_canvas_to_sprite (canvas);
  tc_sprite_prepare (sprite, 0, 0);
  tc_blend (picture, sprite, &pose);
  return picture;
}

G_GNUC_UNUSED static void
film_open (Film *film, const char *dir, int width, const char *scene)
{
  show_open (&film->show, dir, "zh-CN", width, scene);
  film->camera = film_camera (width, (TcColour){0xd8, 0xdc, 0xd0, 255},
                              (TcColour){0x6c, 0x78, 0x80, 255});
  film->placer = tc_placer_new (width);
}

G_GNUC_UNUSED static void
film_close (Film *film)
{
  tc_placer_free (film->placer);
  tc_picture_free (film->camera);
  show_close (&film->show);
}

/* What @shot looks like at @tick. Returns: (transfer full). */
G_GNUC_UNUSED static TcPicture *
film_frame (Film *film, const TcShot *shot, gint64 tick)
{
  TcPicture *picture = tc_picture_new (film->camera->width, film->camera->height);
  TcPlacing placing = tc_shot_place (shot, tick, picture->width, picture->height);
  const TcPicture *sources[TC_SHOT_MAX_PLACEMENTS];

  for (guint i = 0; i < TC_SHOT_MAX_PLACEMENTS; i++)
    sources[i] = film->camera;
  tc_placer_draw (film->placer, shot, tick, &placing, sources, picture);
  tc_shot_blend (shot, tick, picture);
  return picture;
}

/* The picture of the next tick: resolved, drawn and composed for it. */
G_GNUC_UNUSED static TcPicture *
film_at (Film *film, gint64 tick)
{
  g_autoptr (TcShot) shot = show_at (&film->show, tick);

  return film_frame (film, shot, tick);
}
