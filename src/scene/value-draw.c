/* SPDX-License-Identifier: MIT */
#include "scene/reel.h"
#include "scene/value.h"

#include <string.h>

/* Four digits of the pool's commitment: enough to compare with the published record. */
static TcValue
proof_code (const TcDraw *draw, int block)
{
  const char *hash = draw->commitment;
  g_autofree char *code = NULL;

  if (hash == NULL || strlen (hash) < 12 || !g_str_is_ascii (hash))
    return tc_value_absent ();
  code = g_ascii_strup (hash + (gsize)4 * (gsize)block, 4);
  /* Interned: at most one short string a block and draw, and borrowed for good. */
  return (TcValue){TC_VALUE_TEXT, 0, g_intern_string (code)};
}

/* While the reel rolls to the newest pick, that pick is not told anywhere else: it
 * lands on the reel first, then goes to its row. */
static guint
n_shown (TcBind *bind, const TcDraw *draw)
{
  gint64 start_ns;

  if (!tc_reel_is_rolling (bind, draw, &start_ns))
    return draw->n_picks;
  bind->change_ns = MIN (bind->change_ns, start_ns + bind->reel_ns);
  return draw->n_picks - 1;
}

static TcValue
last_pick (const TcBind *bind, const TcDraw *draw, guint n, int arg)
{
  const TcPick *last = n > 0 ? &draw->picks[n - 1] : NULL;

  if (last == NULL)
    return tc_value_absent ();
  switch (arg) {
    case DRAW_LAST_NAME:
      return tc_value_name (bind, last->id, last->name);
    case DRAW_LAST_ORDER:
      return tc_value_number (last->order);
    default:
      return tc_value_category (bind->snapshot, last->category);
  }
}

TcValue
tc_value_get_draw (TcBind *bind, int arg)
{
  const TcDraw *draw = tc_reel_draw (bind->snapshot);
  guint n;

  if (draw == NULL)
    return tc_value_absent ();
  n = n_shown (bind, draw);
  switch (arg) {
    case DRAW_TITLE:
      return tc_value_text (draw->title);
    case DRAW_KIND:
      return tc_value_text (draw->kind);
    case DRAW_STATE:
      return tc_value_text (tc_draw_state_name (
          n < draw->n_picks && draw->state == TC_DRAW_DONE ? TC_DRAW_DRAWING
                                                           : draw->state));
    case DRAW_QUOTA:
      return draw->quota > 0 ? tc_value_number (draw->quota) : tc_value_absent ();
    case DRAW_DRAWN:
      return tc_value_number (n);
    case DRAW_NEXT:
      return draw->quota > 0 && n < (guint)draw->quota ? tc_value_number (n + 1)
                                                       : tc_value_absent ();
    case DRAW_LAST_NAME:
    case DRAW_LAST_ORDER:
    case DRAW_LAST_CATEGORY:
      return last_pick (bind, draw, n, arg);
    case DRAW_ROLLING:
      return tc_value_boolean (n < draw->n_picks);
    case DRAW_URL:
      return tc_value_text (draw->url);
    case DRAW_PICKS:
      return tc_value_rows (MAX (draw->n_picks, (guint)MAX (draw->quota, 0)));
    default:
      return proof_code (draw, arg - DRAW_CODE_1);
  }
}

TcValue
tc_value_get_pick (TcBind *bind, int arg)
{
  const TcDraw *draw = tc_reel_draw (bind->snapshot);
  const TcPick *pick;
  guint n;

  if (draw == NULL)
    return tc_value_absent ();
  n = n_shown (bind, draw);
  pick = bind->row < n ? &draw->picks[bind->row] : NULL;
  switch (arg) {
    case PICK_ORDER:
      return tc_value_number (pick != NULL ? pick->order : (int)bind->row + 1);
    case PICK_NAME:
      return pick != NULL ? tc_value_name (bind, pick->id, pick->name)
                          : tc_value_absent ();
    case PICK_CATEGORY:
      return tc_value_category (bind->snapshot, pick != NULL ? pick->category : NULL);
    default:
      if (pick != NULL)
        return tc_value_text ("done");
      return tc_value_text (
          bind->row == n && (draw->state == TC_DRAW_DRAWING || n < draw->n_picks)
              ? "now"
              : "wait");
  }
}
