/* SPDX-License-Identifier: MIT */
#include "scene/value.h"

/* A score stands beside a name only if it is that unit's score. */
static gboolean
may_show_current (const TcBind *bind)
{
  const TcSnapshot *s = bind->snapshot;

  if (s->current.unit == NULL)
    return FALSE;
  if (!bind->beside_score || s->scoring.id == NULL)
    return TRUE;
  return s->scoring.subject_is_unit &&
         g_strcmp0 (s->scoring.subject_unit, s->current.unit) == 0;
}

/* `time` and `started` are by the backend's clock, so a wrong clock there cancels. */
static gint64
elapsed_ns (TcBind *bind)
{
  gint64 gone_ns =
      tc_value_backend_now_ns (bind) - bind->snapshot->current.started_us * 1000;

  tc_value_changes_each_second (bind, bind->mono_ns - gone_ns);
  return MAX (gone_ns, 0);
}

TcValue
tc_value_get_time (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  gint64 limit_ns = s->current.limit_s * TC_NS_PER_S;
  gint64 gone_ns;

  if (!may_show_current (bind) || s->current.started_us == 0)
    return tc_value_absent ();
  gone_ns = elapsed_ns (bind);
  switch (arg) {
    case CURRENT_ELAPSED:
      return (TcValue){TC_VALUE_SECONDS, gone_ns / TC_NS_PER_S, NULL};
    case CURRENT_OVER:
      return tc_value_boolean (limit_ns > 0 && gone_ns >= limit_ns);
    default:
      return tc_value_share (gone_ns / TC_NS_PER_S, s->current.limit_s);
  }
}

/* Strokes written when this unit is on: those before it, and its own once its score is
 * published. */
static TcValue
reports_done (const TcSnapshot *s)
{
  gboolean is_published = s->scoring.id != NULL &&
                          s->scoring.state == TC_SCORING_PUBLISHED &&
                          g_strcmp0 (s->scoring.subject_unit, s->current.unit) == 0;

  for (guint i = 0; i < s->n_agenda; i++)
    if (g_strcmp0 (s->agenda[i].unit, s->current.unit) == 0)
      is_published |= s->agenda[i].state == TC_AGENDA_PUBLISHED;
  if (s->current.order <= 0)
    return tc_value_absent ();
  return tc_value_number (s->current.order - (is_published ? 0 : 1));
}

TcValue
tc_value_get_current (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;

  if (!may_show_current (bind))
    return tc_value_absent ();
  switch (arg) {
    case CURRENT_UNIT:
      return tc_value_text (s->current.unit);
    case CURRENT_NAME:
      return tc_value_name (bind, s->current.unit, s->current.name);
    case CURRENT_CATEGORY:
      return tc_value_category (s, s->current.category);
    case CURRENT_ORDER:
      return s->current.order > 0 ? tc_value_number (s->current.order)
                                  : tc_value_absent ();
    case CURRENT_OF:
      return s->current.of > 0 ? tc_value_number (s->current.of) : tc_value_absent ();
    case CURRENT_DONE:
      return reports_done (s);
    case CURRENT_SPEAKER:
      return tc_value_text (s->current.speaker_name);
    case CURRENT_SPEAKER_TITLE:
      return tc_value_text (s->current.speaker_title);
    case CURRENT_MANUAL:
      return tc_value_boolean (s->current_manual);
    default:
      if (s->current.limit_s <= 0)
        return tc_value_absent ();
      return (TcValue){TC_VALUE_SECONDS, s->current.limit_s, NULL};
  }
}
