/* SPDX-License-Identifier: MIT
 *
 * A dissolve is worked off in tiles that stay in the second-level cache: 8 rows of up
 * to 2048 columns, two groups of 45 kB each on the stack, so nothing is allocated and
 * any number of threads may compose one shot. A group's planes are 8 bit: each sprite
 * above its lowest adds at most half a step to the colour and half a step to the rest.
 */
#include "draw/mix.h"

#include <string.h>

#include "draw/kernel.h"
#include "draw/sprite-private.h"

#define WHOLE        255
#define TILE_COLUMNS 2048
#define TILE_ROWS    8
/* Y and 255-A, U, V and 255-A in half size. */
#define TILE_BYTES (TILE_COLUMNS * TILE_ROWS * 11 / 4)
/* How far around its pixels a sprite's chroma reaches, and one more to stay even. */
#define REACH_PX 2

/* ---- layers ---- */

void
tc_composite_init (TcComposite *self, guint8 *memory, int width, int height)
{
  gsize area = (gsize)width * height;
  guint8 *half = memory + 2 * area;
  *self = (TcComposite){
      .colour = {width,
                 height,
                 {memory, half, half + area / 4},
                 {width, width / 2, width / 2}},
      .rest = {width, height, {memory + area, half + area / 2}, {width, width / 2}},
  };
  memset (memory, 0, area);
  memset (half, 0, area / 2);
  memset (memory + area, WHOLE, area);
  memset (half + area / 2, WHOLE, area / 4);
}

void
tc_composite_blend (const TcComposite *self,
                    const TcActor *actors,
                    guint n,
                    TcShotGroup group,
                    int x,
                    int y)
{
  for (guint i = 0; i < n; i++) {
    for (int k = 0; k < actors[i].n; k++) {
      TcPose pose = tc_actor_pose (&actors[i], k);
      if (group != TC_GROUP_NONE && group != actors[i].group)
        continue;
      pose.x -= x;
      pose.y -= y;
      tc_blend (&self->colour, actors[i].sprite, &pose);
      tc_blend_rest (&self->rest, actors[i].sprite, &pose);
    }
  }
}

static void
mix_plane (const TcPicture *to, const TcPicture *in, int plane, guint8 weight)
{
  gsize n = (gsize)to->stride[plane] * (to->height >> (plane > 0));
  tc_kernel_mix (to->plane[plane], in->plane[plane], (int)n, weight);
}

void
tc_composite_mix (const TcComposite *self, const TcComposite *in, guint8 weight)
{
  for (int plane = 0; plane < 3; plane++)
    mix_plane (&self->colour, &in->colour, plane, weight);
  for (int plane = 0; plane < 2; plane++)
    mix_plane (&self->rest, &in->rest, plane, weight);
}

/* ---- where ---- */

static TcRect
unite (TcRect a, TcRect b)
{
  if (a.w <= 0 || a.h <= 0)
    return b;
  int x = MIN (a.x, b.x), y = MIN (a.y, b.y);
  int right = MAX (a.x + a.w, b.x + b.w), bottom = MAX (a.y + a.h, b.y + b.h);
  return (TcRect){x, y, right - x, bottom - y};
}

static TcRect
cut (gint64 left, gint64 top, gint64 right, gint64 bottom, TcRect within)
{
  left = MAX (left, within.x);
  top = MAX (top, within.y);
  right = MIN (right, (gint64)within.x + within.w);
  bottom = MIN (bottom, (gint64)within.y + within.h);
  if (left >= right || top >= bottom)
    return (TcRect){0};
  return (TcRect){(int)left, (int)top, (int)(right - left), (int)(bottom - top)};
}

/* All that the sprite can change when its corner is at @pose, on even numbers. */
static TcRect
reach (const TcSprite *sprite, const TcPose *pose, TcRect within)
{
  TcRect clip = cut (pose->clip.x, pose->clip.y, (gint64)pose->clip.x + pose->clip.w,
                     (gint64)pose->clip.y + pose->clip.h, sprite->box);
  if (clip.w <= 0)
    return clip;
  gint64 left = ((gint64)pose->x + clip.x - REACH_PX) & ~G_GINT64_CONSTANT (1);
  gint64 top = ((gint64)pose->y + clip.y - REACH_PX) & ~G_GINT64_CONSTANT (1);
  gint64 right =
      ((gint64)pose->x + clip.x + clip.w + REACH_PX) & ~G_GINT64_CONSTANT (1);
  gint64 bottom =
      ((gint64)pose->y + clip.y + clip.h + REACH_PX) & ~G_GINT64_CONSTANT (1);
  return cut (left, top, right, bottom, within);
}

TcRect
tc_actors_reach (const TcActor *actors, guint n, TcRect within)
{
  TcRect all = {0};
  for (guint i = 0; i < n; i++) {
    for (int k = 0; k < actors[i].n; k++) {
      TcPose pose = tc_actor_pose (&actors[i], k);
      TcRect one = reach (actors[i].sprite, &pose, within);
      if (one.w > 0)
        all = unite (all, one);
    }
  }
  return all;
}

/* ---- the dissolve ---- */

static void
dissolve_plane (const TcPicture *to,
                int plane,
                const TcComposite *out,
                const TcComposite *in,
                TcRect tile,
                guint8 weight)
{
  int shift = plane > 0, stride = to->stride[plane];
  guint8 *d = to->plane[plane] + (gssize)(tile.y >> shift) * stride + (tile.x >> shift);
  for (int row = 0; row < tile.h >> shift; row++) {
    gsize at = (gsize)row * out->colour.stride[plane];
    TcMixLine line = {
        .out_p = out->colour.plane[plane] + at,
        .out_na = out->rest.plane[shift] + at,
        .in_p = in->colour.plane[plane] + at,
        .in_na = in->rest.plane[shift] + at,
    };
    tc_kernel_dissolve (d + (gssize)row * stride, &line, tile.w >> shift, weight);
  }
}

static void
dissolve_tile (const TcPicture *to,
               const TcActor *actors,
               guint n,
               TcRect tile,
               guint8 weight)
{
  guint8 memory[2][TILE_BYTES] __attribute__ ((aligned (64)));
  TcComposite out, in;
  tc_composite_init (&out, memory[0], tile.w, tile.h);
  tc_composite_init (&in, memory[1], tile.w, tile.h);
  tc_composite_blend (&out, actors, n, TC_GROUP_OUT, tile.x, tile.y);
  tc_composite_blend (&in, actors, n, TC_GROUP_IN, tile.x, tile.y);
  for (int plane = 0; plane < 3; plane++)
    dissolve_plane (to, plane, &out, &in, tile, weight);
}

void
tc_mix_blend (const TcActor *actors,
              guint n,
              guint8 weight,
              const TcPicture *picture,
              TcRows rows)
{
  TcRect band = {0, rows.from, picture->width, rows.to - rows.from};
  TcRect all = tc_actors_reach (actors, n, band);
  for (int y = all.y; y < all.y + all.h; y += TILE_ROWS) {
    for (int x = all.x; x < all.x + all.w; x += TILE_COLUMNS) {
      TcRect tile = {x, y, MIN (TILE_COLUMNS, all.x + all.w - x),
                     MIN (TILE_ROWS, all.y + all.h - y)};
      dissolve_tile (picture, actors, n, tile, weight);
    }
  }
}
