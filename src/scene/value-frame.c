/* SPDX-License-Identifier: MIT */
#include "scene/value.h"

TcValue
tc_value_get_moment (TcBind *bind, int arg)
{
  gint64 age_ns = MAX (bind->mono_ns - bind->age_since_ns, 0);

  switch (arg) {
    case DATA_AGE:
      return tc_value_text (tc_age_name (bind->age));
    case DATA_AGE_S:
      tc_value_changes_each_second (bind, bind->age_since_ns);
      return (TcValue){TC_VALUE_SECONDS, age_ns / TC_NS_PER_S, NULL};
    case DATA_TIME:
      if (bind->snapshot->time_us == 0)
        return tc_value_absent ();
      return (TcValue){TC_VALUE_TIME, bind->snapshot->time_us, NULL};
    case DATA_KNOWN_AT:
      return (TcValue){TC_VALUE_TIME, bind->wall_us - age_ns / 1000, NULL};
    default:
      bind->change_ns =
          MIN (bind->change_ns,
               bind->mono_ns + TC_NS_PER_S - bind->wall_us % G_USEC_PER_SEC * 1000);
      return (TcValue){TC_VALUE_TIME, bind->wall_us, NULL};
  }
}

TcValue
tc_value_get_frame (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;

  switch (arg) {
    case SURFACE:
      return tc_value_text (bind->surface == TC_SURFACE_BOARD ? "board" : "video");
    case LANGUAGE:
      return tc_value_text (bind->is_english ? "en" : "zh");
    case PHASE:
      return tc_value_text (tc_phase_name (s->phase));
    case REHEARSAL:
      return tc_value_boolean (s->rehearsal);
    case LIVE:
      return tc_value_boolean (bind->is_live);
    case NOTICE:
      return tc_value_text (s->notice_text);
    case URGENT:
      return tc_value_boolean (s->notice_urgent);
    case UNITS:
      return s->units_total > 0 ? tc_value_number (s->units_total) : tc_value_absent ();
    default:
      return tc_value_boolean ((bind->keyers_on >> (arg - KEYER)) & 1);
  }
}

TcValue
tc_value_get_meeting (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;

  return tc_value_text (arg == TITLE      ? s->meeting_title
                        : arg == SUBTITLE ? s->meeting_subtitle
                        : arg == VENUE    ? s->meeting_venue
                                          : s->meeting_url);
}

gint64
tc_value_backend_now_ns (const TcBind *bind)
{
  const TcSnapshot *s = bind->snapshot;

  return s->time_us * 1000 + bind->mono_ns - s->receipt_mono_ns;
}

/* How long a phase lasts is said by the backend or not at all. */
TcValue
tc_value_get_phase (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  gint64 at_us = arg == PHASE_SINCE ? s->phase_since_us : s->phase_until_us;

  if (at_us == 0 || (arg == PHASE_SHARE && s->phase_since_us == 0))
    return tc_value_absent ();
  if (arg != PHASE_SHARE)
    return (TcValue){TC_VALUE_TIME, at_us, NULL};
  tc_value_changes_each_second (bind, s->receipt_mono_ns);
  return tc_value_share (tc_value_backend_now_ns (bind) / 1000 - s->phase_since_us,
                         s->phase_until_us - s->phase_since_us);
}

/* The contract lets `category` be an id of units.categories or the name itself. */
TcValue
tc_value_category (const TcSnapshot *s, const char *value)
{
  for (guint i = 0; value != NULL && i < s->n_categories; i++)
    if (g_strcmp0 (s->categories[i].id, value) == 0)
      return tc_value_text (s->categories[i].name);
  return tc_value_text (value);
}

const char *
tc_value_unit_name (const TcSnapshot *s, const char *unit)
{
  const TcRosterUnit *known;

  if (unit == NULL)
    return NULL;
  if (g_strcmp0 (s->current.unit, unit) == 0 && s->current.name != NULL)
    return s->current.name;
  for (guint d = 0; d < s->n_draws; d++)
    for (guint i = 0; i < s->draws[d].n_picks; i++)
      if (g_strcmp0 (s->draws[d].picks[i].id, unit) == 0)
        return s->draws[d].picks[i].name;
  known = s->roster != NULL ? tc_roster_find (s->roster, unit) : NULL;
  return known != NULL ? known->name : NULL;
}

TcValue
tc_value_name (const TcBind *bind, const char *unit, const char *name)
{
  const TcRoster *roster = bind->snapshot->roster;
  const TcRosterUnit *known = bind->prefers_short && name != NULL && roster != NULL
                                  ? tc_roster_find (roster, unit)
                                  : NULL;

  return tc_value_text (known != NULL && known->short_name != NULL ? known->short_name
                                                                   : name);
}

/* How many reports there will be: by the agenda, before it by the draw, or as the unit
 * on stage says. */
static TcValue
reports_total (const TcSnapshot *s)
{
  if (s->n_agenda > 0)
    return tc_value_number (s->n_agenda);
  for (guint i = 0; i < s->n_draws; i++)
    if (g_strcmp0 (s->draws[i].kind, "unit") == 0 && s->draws[i].quota > 0)
      return tc_value_number (s->draws[i].quota);
  return s->current.of > 0 ? tc_value_number (s->current.of) : tc_value_absent ();
}

TcValue
tc_value_get_agenda (TcBind *bind, int arg)
{
  const TcSnapshot *s = bind->snapshot;
  const TcAgendaEntry *next = NULL;
  guint done = 0;

  for (guint i = 0; i < s->n_agenda; i++) {
    const TcAgendaEntry *entry = &s->agenda[i];

    if (entry->state == TC_AGENDA_PUBLISHED)
      done++;
    else if (entry->state == TC_AGENDA_WAITING &&
             (next == NULL || entry->order < next->order))
      next = entry;
  }
  if (arg == REPORTS)
    return reports_total (s);
  if (s->n_agenda == 0)
    return arg == AGENDA_DONE ? tc_value_number (0) : tc_value_absent ();
  switch (arg) {
    case AGENDA_TOTAL:
      return tc_value_number (s->n_agenda);
    case AGENDA_DONE:
      return tc_value_number (done);
    case AGENDA_LEFT:
      return tc_value_number (s->n_agenda - done);
    case AGENDA_SHARE:
      return tc_value_share (done, s->n_agenda);
    default:
      return next != NULL
                 ? tc_value_name (bind, next->unit, tc_value_unit_name (s, next->unit))
                 : tc_value_absent ();
  }
}
