/* SPDX-License-Identifier: MIT
 *
 * scene/value.h - the values behind the paths (within the room)
 *
 *   value-frame.c    the moment, the programme, the meeting, the agenda
 *   value-current.c  the unit on stage
 *   value-draw.c     the draw and its picks
 *   value-vote.c     scoring, ranking
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/scene/bind.h"

G_BEGIN_DECLS

static inline TcValue
tc_value_absent (void)
{
  return (TcValue){TC_VALUE_ABSENT, 0, NULL};
}

static inline TcValue
tc_value_text (const char *value)
{
  if (value == NULL || *value == '\0')
    return tc_value_absent ();
  return (TcValue){TC_VALUE_TEXT, 0, value};
}

static inline TcValue
tc_value_number (gint64 value)
{
  return (TcValue){TC_VALUE_NUMBER, value, NULL};
}

static inline TcValue
tc_value_boolean (gboolean value)
{
  return (TcValue){TC_VALUE_BOOL, value ? 1 : 0, NULL};
}

static inline TcValue
tc_value_share (gint64 part, gint64 whole)
{
  if (whole <= 0)
    return tc_value_absent ();
  if (whole > G_MAXINT64 / TC_SHARE_ONE) { /* microseconds of a century */
    part /= TC_SHARE_ONE;
    whole /= TC_SHARE_ONE;
  }
  return (TcValue){TC_VALUE_SHARE, CLAMP (part, 0, whole) * TC_SHARE_ONE / whole, NULL};
}

static inline TcValue
tc_value_rows (guint n)
{
  return (TcValue){TC_VALUE_ROWS, n, NULL};
}

/* A value that counts seconds from @origin_ns changes when the next second is full. */
static inline void
tc_value_changes_each_second (TcBind *bind, gint64 origin_ns)
{
  gint64 gone = bind->mono_ns - origin_ns;
  gint64 into = gone % TC_NS_PER_S;

  if (into < 0)
    into += TC_NS_PER_S;
  bind->change_ns = MIN (bind->change_ns, bind->mono_ns + TC_NS_PER_S - into);
}

/* What a getter is asked for: its `arg`. */
enum {
  DATA_AGE,
  DATA_AGE_S,
  DATA_TIME,
  DATA_KNOWN_AT,
  NOW
};

enum {
  SURFACE,
  LANGUAGE,
  PHASE,
  REHEARSAL,
  LIVE,
  NOTICE,
  URGENT,
  UNITS,
  KEYER
};

enum {
  TITLE,
  SUBTITLE,
  VENUE,
  URL
};

enum {
  PHASE_SINCE,
  PHASE_UNTIL,
  PHASE_SHARE
};

enum {
  REPORTS,
  AGENDA_TOTAL,
  AGENDA_DONE,
  AGENDA_LEFT,
  AGENDA_SHARE,
  AGENDA_NEXT
};

enum {
  CURRENT_UNIT,
  CURRENT_NAME,
  CURRENT_CATEGORY,
  CURRENT_ORDER,
  CURRENT_OF,
  CURRENT_DONE,
  CURRENT_SPEAKER,
  CURRENT_SPEAKER_TITLE,
  CURRENT_MANUAL,
  CURRENT_LIMIT,
  CURRENT_ELAPSED,
  CURRENT_OVER,
  CURRENT_SHARE,
};

enum {
  DRAW_TITLE,
  DRAW_KIND,
  DRAW_STATE,
  DRAW_QUOTA,
  DRAW_DRAWN,
  DRAW_NEXT,
  DRAW_LAST_NAME,
  DRAW_LAST_ORDER,
  DRAW_LAST_CATEGORY,
  DRAW_ROLLING,
  DRAW_URL,
  DRAW_CODE_1,
  DRAW_CODE_2,
  DRAW_CODE_3,
  DRAW_PICKS,
  PICK_ORDER,
  PICK_NAME,
  PICK_CATEGORY,
  PICK_STATE,
};

enum {
  SCORING_ID,
  SCORING_STATE,
  SCORING_SEALED,
  SCORING_CAST,
  SCORING_ELIGIBLE,
  SCORING_MISSING,
  SCORING_SHARE,
  SCORING_AGGREGATE,
  SCORING_PUBLISHED,
  SCORING_MARK,
  SCORING_SCALE,
  SCORING_BINS,
  SCORING_GROUPS,
  SCORING_NAME,
  SCORING_COUNT,
  GROUP_NAME,
  GROUP_WEIGHT,
  GROUP_CAST,
  GROUP_ELIGIBLE,
  GROUP_SCORE,
  GROUP_CHANGED,
};

enum {
  RANKING,
  RANKING_TOTAL,
  RANKING_OPEN,
  RANK_RANK,
  RANK_NAME,
  RANK_CATEGORY,
  RANK_SCORE,
  RANK_MARK
};

TcValue tc_value_get_moment (TcBind *bind, int arg);
TcValue tc_value_get_frame (TcBind *bind, int arg);
TcValue tc_value_get_meeting (TcBind *bind, int arg);
TcValue tc_value_get_phase (TcBind *bind, int arg);
TcValue tc_value_get_agenda (TcBind *bind, int arg);
TcValue tc_value_get_time (TcBind *bind, int arg);
TcValue tc_value_get_current (TcBind *bind, int arg);
TcValue tc_value_get_draw (TcBind *bind, int arg);
TcValue tc_value_get_pick (TcBind *bind, int arg);
TcValue tc_value_get_group (TcBind *bind, int arg);
TcValue tc_value_get_score (TcBind *bind, int arg);
TcValue tc_value_get_scoring (TcBind *bind, int arg);
TcValue tc_value_get_ranking (TcBind *bind, int arg);

/** Appends @value, which is not absent. FALSE: it cannot be told (a date beyond all
 * calendars). */
gboolean tc_format_append (GString *out,
                           TcFormatter format,
                           const TcValue *value,
                           const TcBind *bind);
/** A number, moment or duration as text. Returns: (transfer full). */
char *tc_format_number (TcFormatter format, gint64 number, const TcBind *bind);
/** In the meeting's zone. Returns: (transfer full) (nullable): no calendar has it. */
GDateTime *tc_value_local_time (const TcBind *bind, gint64 wall_us);

/** The contract lets `category` be an id of units.categories or the name itself. */
TcValue tc_value_category (const TcSnapshot *s, const char *value);
/** What the row bind->row of @rows is about, wherever it stands: the unit of a
 * ranking's row; NULL: rows stay where they are. */
const char *tc_value_row_key (const TcBind *bind, const char *rows);
/** Now by the backend's clock, nanoseconds since 1970 UTC: a wrong clock there cancels
 * against its own times. */
gint64 tc_value_backend_now_ns (const TcBind *bind);
/** @name of @unit, or the roster's short one when the bind prefers it and there is one.
 */
TcValue tc_value_name (const TcBind *bind, const char *unit, const char *name);
/** A unit's name by its id: of the unit on stage, a pick, or the roster; NULL. */
const char *tc_value_unit_name (const TcSnapshot *s, const char *unit);

G_END_DECLS
