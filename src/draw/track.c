/* SPDX-License-Identifier: MIT
 *
 * A pure function of the tick. Keys are searched from the front: there are at most 16.
 */
#include "tallycast/draw/track.h"

#include <math.h>

/* Far outside any picture, and far enough from the ends of int that adding a clip or a
 * size cannot overflow. */
#define FAR_PX (1 << 28)

static double
bezier (double a, double b, double s)
{
  double r = 1 - s;
  return 3 * r * r * s * a + 3 * r * s * s * b + s * s * s;
}

/* x(s) grows with s as x1 and x2 are within 0..1, so halving always finds s; 40 steps
 * leave an error of 1e-12, 0.3 us, and unlike Newton's steps it cannot leave the track
 * where the slope is 0. */
double
tc_ease_at (TcEase ease, double t)
{
  if (!(t > 0))
    return 0;
  if (t >= 1)
    return 1;
  double x1 = CLAMP (ease.x1, 0, 1), x2 = CLAMP (ease.x2, 0, 1);
  if (x1 == ease.y1 && x2 == ease.y2)
    return t;
  double low = 0, high = 1;
  for (int i = 0; i < 40; i++) {
    double s = (low + high) / 2;
    if (bezier (x1, x2, s) < t)
      low = s;
    else
      high = s;
  }
  return bezier (ease.y1, ease.y2, (low + high) / 2);
}

static int
mix (int from, int to, double t)
{
  double value = from + ((double)to - from) * t;
  return (int)lround (CLAMP (value, -FAR_PX, FAR_PX));
}

/* Edges are mixed, not sizes: an edge that is the same in both keys stays where it is.
 */
static TcRect
mix_rect (TcRect a, TcRect b, double t)
{
  int left = mix (a.x, b.x, t), top = mix (a.y, b.y, t);
  int right = mix (a.x + a.w, b.x + b.w, t), bottom = mix (a.y + a.h, b.y + b.h, t);
  return (TcRect){left, top, right - left, bottom - top};
}

static TcPose
mix_pose (const TcPose *a, const TcPose *b, double t)
{
  int opacity = mix (a->opacity, b->opacity, t);
  return (TcPose){
      .x = mix (a->x, b->x, t),
      .y = mix (a->y, b->y, t),
      .clip = mix_rect (a->clip, b->clip, t),
      .opacity = (guint8)CLAMP (opacity, 0, 255),
  };
}

static TcPose
keys_at (const TcTrack *self, gint64 tick)
{
  const TcTrackKey *keys = self->keys;
  guint i = 0;
  while (i < self->n_keys && keys[i].tick <= tick)
    i++;
  if (i == 0)
    return keys[0].pose;
  if (i == self->n_keys)
    return keys[i - 1].pose;
  double t = (double)(tick - keys[i - 1].tick) / (keys[i].tick - keys[i - 1].tick);
  return mix_pose (&keys[i - 1].pose, &keys[i].pose, tc_ease_at (keys[i].ease, t));
}

/* Ticks are cut so that the product fits: 2^31 ticks are a year. */
static gint64
crawl_distance (const TcTrack *self, gint64 tick)
{
  gint64 relative = CLAMP (tick - self->start, 0, G_GINT64_CONSTANT (1) << 31);
  return relative * self->crawl_px;
}

static int
crawl_at (const TcTrack *self, gint64 tick, int x)
{
  gint64 distance = crawl_distance (self, tick);
  if (self->crawl_wrap_px > 0)
    distance %= self->crawl_wrap_px;
  return (int)CLAMP (x + distance, -FAR_PX, FAR_PX);
}

TcTrack
tc_track_still (TcPose pose)
{
  return (TcTrack){.n_keys = 1, .keys[0] = {.pose = pose, .ease = TC_EASE_LINEAR}};
}

TcPose
tc_track_at (const TcTrack *self, gint64 tick)
{
  g_return_val_if_fail (self->n_keys >= 1 && self->n_keys <= TC_TRACK_MAX_KEYS,
                        (TcPose){0});
  gint64 relative = tick - self->start;
  TcPose pose = keys_at (self, relative);
  if (self->crawl_px != 0)
    pose.x = crawl_at (self, tick, pose.x);
  return pose;
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

TcCopies
tc_track_copies (const TcTrack *self, gint64 tick, int width, int from, int to)
{
  gint64 x = tc_track_at (self, tick).x, wrap = self->crawl_wrap_px;
  if (self->crawl_px == 0 || wrap <= 0)
    return (TcCopies){(int)x, 0, 1};
  gint64 laps = ABS (crawl_distance (self, tick)) / wrap;
  gint64 first = floor_div (from - width - x, wrap) + 1;
  gint64 last = -floor_div (x - to, wrap) - 1;
  if (self->crawl_px < 0)
    first = MAX (first, -laps);
  else
    last = MIN (last, laps);
  gint64 n = CLAMP (last - first + 1, 0, TC_TRACK_MAX_COPIES);
  x = CLAMP (x + first * wrap, -FAR_PX, FAR_PX);
  return (TcCopies){(int)x, (int)wrap, (int)n};
}

gint64
tc_track_end (const TcTrack *self)
{
  if (self->crawl_px != 0)
    return G_MAXINT64;
  return self->start + (self->n_keys > 0 ? self->keys[self->n_keys - 1].tick : 0);
}
