/* SPDX-License-Identifier: MIT */
#include "app/render_events.h"

#include <stdio.h>
#include <string.h>

#include "app/document.h"
#include "tallycast/core/error.h"

#define TICK_0_NS (1000 * TC_NS_PER_S) /* an age is a time before tick 0 */
#define LATE_MS   8000
#define STALE_MS  47000

gint64
tc_render_tick (TcRate rate, double seconds)
{
  return (gint64)(seconds * rate.num / rate.den + 0.5);
}

gint64
tc_render_tick_ns (TcRate rate, gint64 tick)
{
  return TICK_0_NS + tc_rate_tick_ns (rate, tick);
}

TcRenderEvent *
tc_render_event_new (TcRenderEventKind kind, gint64 tick, const char *name)
{
  TcRenderEvent *self = g_new0 (TcRenderEvent, 1);

  self->kind = kind;
  self->tick = tick;
  self->name = g_strdup (name);
  return self;
}

void
tc_render_event_free (TcRenderEvent *self)
{
  g_free (self->name);
  tc_snapshot_unref (self->snapshot);
  g_free (self);
}

/* --- "NAME@SECONDS" --- */

/* A name may have an '@' of its own: only a number behind the last one is a time. */
static gboolean
split (const char *option,
       const char *word,
       char **name,
       double *seconds,
       GError **error)
{
  const char *at = strrchr (word, '@');
  char *end = NULL;

  *seconds = 0;
  if (at != NULL)
    *seconds = g_ascii_strtod (at + 1, &end);
  if (at == NULL || end == at + 1 || *end != '\0') {
    *name = g_strdup (word);
    *seconds = 0;
    return TRUE;
  }
  if (!(*seconds >= 0 && *seconds <= TC_RENDER_MAX_S)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "%s %s: seconds are 0 to %.0f",
                 option, word, TC_RENDER_MAX_S);
    return FALSE;
  }
  *name = g_strndup (word, (gsize)(at - word));
  return TRUE;
}

static gboolean
add (GPtrArray *events,
     TcRenderEventKind kind,
     const char *option,
     const char *word,
     TcRate rate,
     GError **error)
{
  TcRenderEvent *event = tc_render_event_new (kind, 0, NULL);
  double seconds;

  g_ptr_array_add (events, event);
  if (!split (option, word, &event->name, &seconds, error))
    return FALSE;
  event->tick = tc_render_tick (rate, seconds);
  return TRUE;
}

static gboolean
add_all (GPtrArray *events,
         TcRenderEventKind kind,
         const char *option,
         char *const *words,
         TcRate rate,
         GError **error)
{
  for (; words != NULL && *words != NULL; words++)
    if (!add (events, kind, option, *words, rate, error))
      return FALSE;
  return TRUE;
}

/* --- documents --- */

/* The same document again changes nothing: no snapshot. @roster may be NULL. */
static gboolean
read_document (TcRules *rules,
               TcRenderEvent *event,
               TcRoster *roster,
               TcRate rate,
               GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  if (!tc_document_read_file (rules, event->name, &event->snapshot, faults, error))
    return FALSE;
  for (guint i = 0; i < faults->len; i++)
    fprintf (stderr, "%s: warning: %s\n", event->name,
             (const char *)g_ptr_array_index (faults, i));
  if (event->snapshot == NULL)
    return TRUE;
  event->wall_us = event->snapshot->time_us; /* the clock says what it says */
  event->snapshot->receipt_mono_ns = tc_render_tick_ns (rate, event->tick);
  event->snapshot->roster = roster != NULL ? tc_roster_ref (roster) : NULL;
  return TRUE;
}

static gboolean
read_age (TcRenderEvent *event, GError **error)
{
  static const char *const names[] = {"fresh", "late", "stale"};
  static const TcAge ages[] = {TC_AGE_FRESH, TC_AGE_LATE, TC_AGE_STALE};
  static const gint64 ages_ms[] = {0, LATE_MS, STALE_MS};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (event->name, names[i]) == 0) {
      event->age = ages[i];
      event->age_ms = ages_ms[i];
      return TRUE;
    }
  g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
               "--age %s: must be fresh, late or stale", event->name);
  return FALSE;
}

static gboolean
find_transition (const char *name, TcStageTransition *transition, GError **error)
{
  static const char *const names[] = {"scene", "write", "cut", "fade", "push"};
  static const TcStageTransition transitions[] = {
      TC_STAGE_AS_SCENE, TC_STAGE_WRITE, TC_STAGE_CUT, TC_STAGE_FADE, TC_STAGE_PUSH};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (name == NULL || strcmp (name, names[i]) == 0) {
      *transition = transitions[i];
      return TRUE;
    }
  g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
               "--transition %s: must be scene, write, cut, fade or push", name);
  return FALSE;
}

static gboolean
read_keyer (TcRenderEvent *event, GError **error)
{
  char *equals = strrchr (event->name, '=');

  if (equals != NULL && equals > event->name &&
      (strcmp (equals, "=on") == 0 || strcmp (equals, "=off") == 0)) {
    event->command = TC_STAGE_KEYER;
    event->is_on = strcmp (equals, "=on") == 0;
    *equals = '\0';
    return TRUE;
  }
  g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
               "--keyer %s: must be NAME=on or NAME=off", event->name);
  return FALSE;
}

static gboolean
read_all (GPtrArray *events, const char *roster_path, TcRate rate, GError **error)
{
  g_autoptr (TcRules) rules = tc_rules_new ();
  g_autoptr (TcRoster) roster = NULL;

  if (roster_path != NULL &&
      (roster = tc_roster_read_file (roster_path, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < events->len; i++) {
    TcRenderEvent *event = g_ptr_array_index (events, i);

    if (event->kind == TC_RENDER_DOCUMENT &&
        !read_document (rules, event, roster, rate, error))
      return FALSE;
    if (event->kind == TC_RENDER_AGE && !read_age (event, error))
      return FALSE;
    if (event->kind == TC_RENDER_COMMAND && !read_keyer (event, error))
      return FALSE;
  }
  return TRUE;
}

/* g_ptr_array_sort is stable, as documented. */
static int
by_tick (gconstpointer a, gconstpointer b)
{
  const TcRenderEvent *first = *(const TcRenderEvent *const *)a;
  const TcRenderEvent *second = *(const TcRenderEvent *const *)b;

  if (first->tick != second->tick)
    return first->tick < second->tick ? -1 : 1;
  return (int)first->kind - (int)second->kind;
}

GPtrArray *
tc_render_events_new (const TcRenderWords *words, TcRate rate, GError **error)
{
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_render_event_free);
  TcStageTransition transition = TC_STAGE_AS_SCENE;

  if (!find_transition (words->transition, &transition, error))
    return NULL;
  g_ptr_array_add (events, tc_render_event_new (TC_RENDER_TAKE, 0, words->scene));
  if (!add_all (events, TC_RENDER_DOCUMENT, "--data", words->data, rate, error) ||
      !add_all (events, TC_RENDER_AGE, "--age", words->ages, rate, error) ||
      !add_all (events, TC_RENDER_COMMAND, "--keyer", words->keyers, rate, error) ||
      !add_all (events, TC_RENDER_TAKE, "--then", words->then, rate, error))
    return NULL;
  for (guint i = 0; i < events->len; i++)
    ((TcRenderEvent *)g_ptr_array_index (events, i))->transition = transition;
  g_ptr_array_sort (events, by_tick);
  if (!read_all (events, words->roster, rate, error))
    return NULL;
  return g_steal_pointer (&events);
}
