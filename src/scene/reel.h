/* SPDX-License-Identifier: MIT
 *
 * scene/reel.h - the reel of a draw: which names pass, and when (LOOK.md 8, "reel")
 *
 * A pure function of the roster, the picks and the moment at which the newest pick was
 * first seen: whoever asks twice gets the same, and whatever the moment, the last name
 * is the pick that the backend published. The names stand in the roster's order, less
 * those that were drawn before. Row 0 is where the reel stands when it begins (the pick
 * before), row n_names the pick; every name that can still be drawn passes on the way,
 * of more than TC_REEL_MAX_NAMES as many.
 *
 * Few names pass at the theme's speed. For a whole roster that would take too long, so
 * it goes faster, at a speed that the programme's rate can show: up to 35 pictures a
 * second one name a picture, each of which then stands in its place; above that 0.4 of
 * a name, which the eye can follow. What lies between seems to stand or to run
 * backwards. (Within the room.)
 */
#pragma once

#include "scene/part.h"

G_BEGIN_DECLS

#define TC_REEL_NEAR      2   /* rows that show beside the paper on each side */
#define TC_REEL_MAX_NAMES 240 /* so many sprites, twice, are in memory */

/** A roll of one pool of names. */
typedef struct {
  TcReelTiming timing;
  int n_names; /**< how many pass until the pick stands; at least 1 */
} TcReelPlan;

/** @few: the scene's. @pool: how many names can still be drawn. */
TcReelPlan tc_reel_plan (const TcReelTiming *few, guint pool, TcRate rate);
/** The same for the newest pick of @draw. */
TcReelPlan tc_reel_plan_draw (const TcReelTiming *few,
                              const TcSnapshot *snapshot,
                              const TcDraw *draw,
                              TcRate rate);
/** All of it for the draw that is shown, in milliseconds, the hold included. 0: it does
 * not roll. */
int tc_reel_ms (const TcReelTiming *few, const TcSnapshot *snapshot, TcRate rate);
/** The same for any roster, at any rate. */
int tc_reel_max_ms (const TcReelTiming *few);
/** The motion of a strip whose rows are @pitch_px apart. */
TcPartRoll tc_reel_roll (const TcReelPlan *plan, gint64 start_ns, int pitch_px);

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
