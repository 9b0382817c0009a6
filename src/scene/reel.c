/* SPDX-License-Identifier: MIT */
#include "scene/reel.h"

#include "scene/seen.h"
#include "tallycast/core/clock.h"

#include <math.h>
#include <string.h>

#define MS_PER_S 1000.0

/* Speeding up evenly is a parabola, and so is an exact Bezier curve. */
#define EASE_UP ((TcEase){1.0f / 3, 0, 2.0f / 3, 1.0f / 3})

int
tc_reel_ms (const TcReelTiming *self)
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
int
tc_reel_n_names (const TcReelTiming *self)
{
  double settle = self->per_second * self->settle_ms / MS_PER_S / 3;

  return MAX ((int)ceil (names_rolled (self) + settle), 1);
}

TcPartRoll
tc_reel_roll (const TcReelTiming *self, gint64 start_ns, int pitch_px)
{
  double up = names_up (self);
  double rolled = names_rolled (self);
  int n = tc_reel_n_names (self);
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

/* The first half of the way leads on from the pick before, the second half to the pick:
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
  g_autofree gboolean *is_drawn = NULL;
  GPtrArray *rows;
  Pool pool;

  if (to < 0)
    return NULL;
  is_drawn = g_new0 (gboolean, roster->n_units);
  for (guint i = 0; i + 1 < draw->n_picks; i++) {
    from = roster_index (roster, draw->picks[i].id);
    if (from >= 0)
      is_drawn[from] = TRUE;
  }
  is_drawn[to] = FALSE; /* else a walk might find nobody */
  pool = (Pool){roster, is_drawn};
  rows = g_ptr_array_new ();
  for (int row = first; row <= last; row++) {
    gboolean is_near_start = n_names > 0 && from >= 0 && row <= n_names / 2;
    const char *name =
        is_near_start ? walk (&pool, from, row) : walk (&pool, to, row - n_names);

    /* What is shown as drawn is what was published, not what the roster calls it. */
    if (row == n_names && pick->name != NULL)
      name = pick->name;
    g_ptr_array_add (rows, (gpointer)name);
  }
  return rows;
}
