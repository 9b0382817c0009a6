/* SPDX-License-Identifier: MIT
 *
 * A rule of dashes becomes a whole one, or the other way round (LOOK.md 8): each gap is
 * closed by a clip of the whole rule that grows from the dash before it. Both rules may
 * be on their way to another place.
 */
#include "scene/bus-turn.h"

gboolean
tc_bus_can_close_gaps (const TcBusItem *item, const TcBusItem *old)
{
  return item->change == TC_CHANGE_RULE && (item->dash_px > 0) != (old->dash_px > 0) &&
         item->rect.x == old->rect.x && item->rect.w == old->rect.w &&
         item->rect.h == old->rect.h && old->gone == G_MAXINT64;
}

static void
add_gaps (const TcBusTurn *turn, gboolean closes, TcPose from, TcPose to)
{
  const TcBusItem *dashes = closes ? turn->old : turn->item;
  TcSprite *whole = closes ? turn->item->sprite : turn->old->sprite;
  int pitch = dashes->dash_px + dashes->gap_px;

  for (int x = dashes->dash_px; x < dashes->rect.w; x += pitch) {
    int gap = MIN (dashes->gap_px, dashes->rect.w - x);

    from.clip.x = to.clip.x = x;
    from.clip.w = closes ? 0 : gap;
    to.clip.w = closes ? gap : 0;
    tc_bus_add_piece (turn, whole, from, to);
  }
}

void
tc_bus_close_gaps (TcBusItem *item,
                   TcBusItem *old,
                   const TcBusTiming *timing,
                   int ms,
                   TcEase ease,
                   GPtrArray *pieces)
{
  TcBusTurn turn = {item, old, timing, pieces, ms, ease, FALSE};
  gboolean closes = old->dash_px > 0;
  TcPose from = tc_track_at (&old->track, timing->tick - 1);
  TcPose to = tc_bus_rest (item);

  add_gaps (&turn, closes, from, to);
  if (!closes) {
    tc_bus_set_track (item, timing, from, to, 0, ms, ease);
    item->turns_until = tc_track_end (&item->track);
    old->gone = timing->tick;
    return;
  }
  tc_bus_show_after (&turn);
  tc_bus_set_track (old, timing, from, to, 0, ms, ease);
  old->gone = tc_track_end (&old->track);
}
