/* SPDX-License-Identifier: MIT
 *
 * Items with a motion of their own: the reel's strips, at moments of the clock, so that
 * a shot that is published late still shows them where they are; and crawls, which
 * stand until their beginning is read.
 */
#include "scene/bus.h"

/* The nearest tick: a moment is no whole tick. */
static gint64
tick_of (const TcBusTiming *timing, gint64 mono_ns)
{
  gint64 frame_ns = TC_NS_PER_S * timing->rate.den / timing->rate.num;
  gint64 gone_ns = mono_ns - timing->mono_ns + frame_ns / 2;

  return timing->tick + tc_rate_tick_at (timing->rate, gone_ns);
}

void
tc_bus_roll (TcBusItem *item, TcBusItem *known, const TcBusTiming *timing)
{
  const TcPartRoll *roll = &item->roll;
  TcPose rest = tc_bus_rest (item);
  TcTrack *track = &item->track;

  if (known != NULL)
    known->gone = MIN (known->gone, timing->tick);
  track->start = tick_of (timing, roll->keys[0].mono_ns);
  track->n_keys = roll->n;
  for (guint i = 0; i < roll->n; i++) {
    TcTrackKey *key = &track->keys[i];

    key->tick = tick_of (timing, roll->keys[i].mono_ns) - track->start;
    key->pose = rest;
    key->pose.y += roll->keys[i].dy;
    key->ease = roll->keys[i].ease;
  }
}

/* A track crawls from its start on, so that is moved, and its keys stay where they are.
 */
void
tc_bus_hold_crawl (TcBusItem *item, const TcBusTiming *timing)
{
  gint64 hold = tc_rate_ticks_in_ms (timing->rate, item->crawl_hold_ms);

  if (item->track.crawl_px == 0 || item->crawl_hold_ms == 0)
    return;
  item->track.start += hold;
  for (guint i = 0; i < item->track.n_keys; i++)
    item->track.keys[i].tick -= hold;
}
