/* SPDX-License-Identifier: MIT */
#include "scene/reel.h"

#include "scene/seen.h"
#include "tallycast/core/clock.h"

#include <math.h>
#include <string.h>

#define MS_PER_S 1000.0
#define FLIP_FPS 35    /* see reel.h */
#define FOLLOWED 0.4   /* rows a picture */
#define TINY     0.001 /* of a name: rounding */

/* Speeding up evenly is a parabola, and so is an exact Bezier curve. */
#define EASE_UP ((TcEase){1.0f / 3, 0, 2.0f / 3, 1.0f / 3})

/* --- how long, how fast --- */

static int
all_ms (const TcReelTiming *self)
{
  return self->up_ms + self->roll_ms + self->settle_ms + self->hold_ms;
}

/* Names gone by when it has full speed, and when it begins to settle. */
static double
names_up (const TcReelTiming *self)
{
  return self->per_second * self->up_ms / MS_PER_S / 2;
}

static double
names_rolled (const TcReelTiming *self)
{
  return names_up (self) + self->per_second * self->roll_ms / MS_PER_S;
}

/* A cubic that ends with speed 0 goes a third as far as full speed would. */
static int
n_names (const TcReelTiming *self)
{
  double settle = self->per_second * self->settle_ms / MS_PER_S / 3;

  return MAX ((int)ceil (names_rolled (self) + settle - TINY), 1);
}

static double
fast (TcRate rate)
{
  double fps = (double)rate.num / rate.den;

  return fps <= FLIP_FPS ? fps : fps * FOLLOWED;
}

/* What stands there when it begins stays until it is gone: NEAR rows and one. */
TcReelPlan
tc_reel_plan (const TcReelTiming *few, guint pool, TcRate rate)
{
  TcReelPlan plan = {*few, n_names (few)};
  int wanted = (int)MIN (pool, TC_REEL_MAX_NAMES) + TC_REEL_NEAR + 1;
  TcReelTiming *timing = &plan.timing;

  if (plan.n_names >= wanted)
    return plan;
  timing->per_second = MAX (few->per_second, fast (rate));
  if (n_names (timing) < wanted)
    timing->roll_ms +=
        (int)ceil ((wanted - n_names (timing)) * MS_PER_S / timing->per_second);
  plan.n_names = n_names (timing);
  return plan;
}

int
tc_reel_max_ms (const TcReelTiming *few)
{
  TcRate slowest = {1, 1}; /* the scene's own speed, then */
  TcReelPlan plan = {*few, 0};

  if (few->per_second > 0)
    plan = tc_reel_plan (few, TC_REEL_MAX_NAMES, slowest);
  return all_ms (&plan.timing);
}

TcPartRoll
tc_reel_roll (const TcReelPlan *plan, gint64 start_ns, int pitch_px)
{
  const TcReelTiming *self = &plan->timing;
  double up = names_up (self);
  double rolled = names_rolled (self);
  int n = plan->n_names;
  double slope = self->per_second * self->settle_ms / MS_PER_S / (n - rolled);
  TcEase settle = {1.0f / 3, (float)CLAMP (slope / 3, 0, 1), 2.0f / 3, 1};
  int ends_ms[] = {0, self->up_ms, self->up_ms + self->roll_ms,
                   self->up_ms + self->roll_ms + self->settle_ms};
  double gone[] = {0, up, rolled, n};
  TcEase eases[] = {TC_EASE_LINEAR, EASE_UP, TC_EASE_LINEAR, settle};
  TcPartRoll roll = {.n = G_N_ELEMENTS (ends_ms)};

  for (guint i = 0; i < roll.n; i++) {
    roll.keys[i].mono_ns = start_ns + ends_ms[i] * TC_NS_PER_MS;
    roll.keys[i].dy = n * pitch_px - (int)lround (gone[i] * pitch_px);
    roll.keys[i].ease = eases[i];
  }
  return roll;
}

/* --- which draw, which moment --- */

const TcDraw *
tc_reel_draw (const TcSnapshot *snapshot)
{
  return snapshot->draw >= 0 && (guint)snapshot->draw < snapshot->n_draws
             ? &snapshot->draws[snapshot->draw]
             : NULL;
}

static int
roster_index (const TcRoster *roster, const char *id)
{
  for (guint i = 0; i < roster->n_units; i++)
    if (g_strcmp0 (roster->units[i].id, id) == 0)
      return (int)i;
  return -1;
}

static const TcPick *
newest (const TcDraw *draw)
{
  return draw->n_picks > 0 ? &draw->picks[draw->n_picks - 1] : NULL;
}

gboolean
tc_reel_has_rolled (const TcBind *bind, const TcDraw *draw, gint64 *start_ns)
{
  const TcSeen *seen = bind->seen;
  const TcRoster *roster = bind->snapshot->roster;

  if (seen == NULL || seen->pick_ns == 0 || bind->age == TC_AGE_STALE ||
      roster == NULL || newest (draw) == NULL ||
      g_strcmp0 (seen->draw, draw->id) != 0 ||
      roster_index (roster, newest (draw)->id) < 0)
    return FALSE;
  *start_ns = seen->pick_ns;
  return TRUE;
}

gboolean
tc_reel_is_rolling (const TcBind *bind, const TcDraw *draw, gint64 *start_ns)
{
  return bind->reel_ns > 0 && tc_reel_has_rolled (bind, draw, start_ns) &&
         bind->mono_ns < *start_ns + bind->reel_ns;
}

/* --- names --- */

typedef struct {
  const TcRoster *roster;
  const gboolean *is_drawn; /* before the newest pick */
} Pool;

/* The unit @steps names further on the reel than the unit @from. The newest pick itself
 * is in the pool, so there is always one. */
static const char *
walk (const Pool *pool, int from, int steps)
{
  int n = (int)pool->roster->n_units;
  int direction = steps < 0 ? n - 1 : 1;

  for (int left = steps < 0 ? -steps : steps; left > 0; left--)
    do
      from = (from + direction) % n;
    while (pool->is_drawn[from]);
  return pool->roster->units[from].name;
}

static guint
mark_drawn (gboolean *is_drawn, const TcRoster *roster, const TcDraw *draw)
{
  guint n_free = roster->n_units;

  for (guint i = 0; i + 1 < draw->n_picks; i++) {
    int unit = roster_index (roster, draw->picks[i].id);

    if (unit < 0 || is_drawn[unit])
      continue;
    is_drawn[unit] = TRUE;
    n_free--;
  }
  return n_free;
}

TcReelPlan
tc_reel_plan_draw (const TcReelTiming *few,
                   const TcSnapshot *snapshot,
                   const TcDraw *draw,
                   TcRate rate)
{
  g_autofree gboolean *is_drawn = NULL;
  guint pool = 0;

  if (snapshot->roster != NULL) {
    is_drawn = g_new0 (gboolean, snapshot->roster->n_units);
    pool = mark_drawn (is_drawn, snapshot->roster, draw);
  }
  return tc_reel_plan (few, pool, rate);
}

int
tc_reel_ms (const TcReelTiming *few, const TcSnapshot *snapshot, TcRate rate)
{
  const TcDraw *draw = tc_reel_draw (snapshot);
  TcReelPlan plan;

  if (few->per_second <= 0 || draw == NULL)
    return 0;
  plan = tc_reel_plan_draw (few, snapshot, draw, rate);
  return all_ms (&plan.timing);
}

/* The way begins behind the pick before and ends with all the pool, the pick its last:
 * at both ends the neighbours are those of the roster. */
GPtrArray *
tc_reel_rows (const TcSnapshot *snapshot,
              const TcDraw *draw,
              int n_names,
              int first,
              int last)
{
  const TcRoster *roster = snapshot->roster;
  const TcPick *pick = newest (draw);
  int to = roster != NULL && pick != NULL ? roster_index (roster, pick->id) : -1;
  int from = -1;
  int n_begin; /* rows of the way's beginning */
  g_autofree gboolean *is_drawn = NULL;
  GPtrArray *rows;
  Pool pool;

  if (to < 0)
    return NULL;
  is_drawn = g_new0 (gboolean, roster->n_units);
  n_begin = n_names - (int)mark_drawn (is_drawn, roster, draw);
  n_begin = MAX (n_begin, MIN (n_names / 2, TC_REEL_NEAR));
  if (draw->n_picks > 1)
    from = roster_index (roster, draw->picks[draw->n_picks - 2].id);
  is_drawn[to] = FALSE; /* else a walk might find nobody */
  pool = (Pool){roster, is_drawn};
  rows = g_ptr_array_new ();
  for (int row = first; row <= last; row++) {
    gboolean begins = n_names > 0 && from >= 0 && row <= n_begin;
    const char *name =
        begins ? walk (&pool, from, row) : walk (&pool, to, row - n_names);

    /* What is shown as drawn is what was published, not what the roster calls it. */
    if (row == n_names && pick->name != NULL)
      name = pick->name;
    g_ptr_array_add (rows, (gpointer)name);
  }
  return rows;
}
