/* SPDX-License-Identifier: MIT
 *
 * scene/reel.h - the reel of a draw: which names pass, and when (LOOK.md 8, "reel")
 *
 * A pure function of the roster, the picks and the moment at which the newest pick was
 * first seen: whoever asks twice gets the same, and whatever the moment, the last name
 * is the pick that the backend published. The names stand in the roster's order, less
 * those that were drawn before. Row 0 is where the reel stands when it begins (the pick
 * before), row n_names the pick. (Within the room.)
 */
#pragma once

#include "scene/part.h"

G_BEGIN_DECLS

typedef struct {
  int up_ms, roll_ms, settle_ms, hold_ms;
  int per_second; /* names, at full speed */
} TcReelTiming;

/** All of it, in milliseconds, the hold included. */
int tc_reel_ms (const TcReelTiming *self);
/** How many names pass until the pick stands; at least 1. */
int tc_reel_n_names (const TcReelTiming *self);
/** The motion of a strip whose rows are @pitch_px apart. */
TcPartRoll tc_reel_roll (const TcReelTiming *self, gint64 start_ns, int pitch_px);

/** The draw that is shown, or NULL. */
const TcDraw *tc_reel_draw (const TcSnapshot *snapshot);
/** TRUE when the newest pick came as news and its name is on the roster: @start_ns is
 * when it was first seen. It may have landed long ago. */
gboolean tc_reel_has_rolled (const TcBind *bind, const TcDraw *draw, gint64 *start_ns);
/** TRUE while it rolls or holds, in a scene that has a reel. */
gboolean tc_reel_is_rolling (const TcBind *bind, const TcDraw *draw, gint64 *start_ns);

/** Returns: (transfer container) (element-type utf8): names of the rows @first to
 * @last, borrowed from the snapshot; NULL when the newest pick is not on the roster. */
GPtrArray *tc_reel_rows (const TcSnapshot *snapshot,
                         const TcDraw *draw,
                         int n_names,
                         int first,
                         int last);

G_END_DECLS
