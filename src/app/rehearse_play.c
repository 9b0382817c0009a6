/* SPDX-License-Identifier: MIT
 *
 * The player: one event of the script after the other changes the meeting. Chance comes
 * from one generator that is asked in the order of the events, so that the seed alone
 * decides picks and ballots, whatever the speed.
 */
#include "app/rehearse_play.h"

#include "tallycast/core/error.h"

#include <string.h>

#include <jansson.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

const char *
tc_play_category_name (const TcPlay *self, const char *id)
{
  for (guint i = 0; i < self->script->categories->len; i++) {
    const TcScriptCategory *category = g_ptr_array_index (self->script->categories, i);
    if (strcmp (category->id, id) == 0)
      return category->name;
  }
  return NULL;
}

int
tc_play_agenda_index (const TcPlay *self, int unit)
{
  for (guint i = 0; i < self->agenda->len; i++) {
    if (g_array_index (self->agenda, TcPlayAgenda, i).unit == unit)
      return (int)i;
  }
  return -1;
}

static void
clear_scoring (TcPlayScoring *scoring)
{
  g_free (scoring->id);
  for (guint i = 0; i < TC_SCRIPT_MAX_GROUPS; i++)
    g_clear_pointer (&scoring->ballots[i], g_array_unref);
  g_clear_pointer (&scoring->queue, g_array_unref);
  *scoring = (TcPlayScoring){.unit = -1};
}

void
tc_play_leave_stage (TcPlay *self)
{
  self->on_stage = -1;
  clear_scoring (&self->scoring);
}

gboolean
tc_play_refuse (const TcPlay *self,
                const TcEvent *event,
                GError **error,
                const char *why)
{
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s:%d: error: %s: %s",
               self->script->name, event->line, tc_event_kind_name (event->kind), why);
  return FALSE;
}

int
tc_play_find_unit (const TcScript *script, const char *id)
{
  for (guint i = 0; i < script->units->len; i++) {
    const TcScriptUnit *unit = g_ptr_array_index (script->units, i);
    if (strcmp (unit->id, id) == 0)
      return (int)i;
  }
  return -1;
}

/* Before the meeting and in a break it is known when it goes on: the script says when
 * the next thing happens. */
static void
set_phase_times (TcPlay *self, const TcEvent *event, gint64 now_us)
{
  const TcEvent *next = tc_play_next (self);
  gint64 ms = next->at_ms - event->at_ms;
  gboolean is_waiting =
      self->phase == TC_PHASE_STANDBY || self->phase == TC_PHASE_BREAK;

  self->phase_since_us = is_waiting ? now_us : 0;
  self->phase_until_us =
      is_waiting && ms > 0 ? now_us + (gint64)((double)ms * 1000 / self->speed) : 0;
}

static gboolean
set_phase (TcPlay *self, const TcEvent *event, gint64 now_us)
{
  const char *name = event->text;

  for (int p = TC_PHASE_STANDBY; p <= TC_PHASE_END; p++) {
    if (strcmp (tc_phase_name ((TcPhase)p), name) == 0)
      self->phase = (TcPhase)p;
  }
  self->draw_is_on = FALSE;
  tc_play_leave_stage (self);
  set_phase_times (self, event, now_us);
  return TRUE;
}

static gboolean
set_notice (TcPlay *self, const TcEvent *event)
{
  g_free (self->notice);
  self->notice = g_strdup (event->text);
  self->notice_urgent = g_strcmp0 (event->what, "urgent") == 0;
  return TRUE;
}

static gboolean
apply (TcPlay *self, const TcEvent *event, gint64 now_us, GError **error)
{
  switch (event->kind) {
    case TC_EVENT_PHASE:
      return set_phase (self, event, now_us);
    case TC_EVENT_COMMIT:
      return tc_play_commit_draw (self, event, error);
    case TC_EVENT_PICK:
      return tc_play_pick_one (self, event, error);
    case TC_EVENT_REVEAL:
      return tc_play_reveal_draw (self, event, error);
    case TC_EVENT_VOID:
      return tc_play_void_draw (self, event, error);
    case TC_EVENT_PRESENT:
      return tc_play_present_unit (self, event, now_us, error);
    case TC_EVENT_OPEN:
      return tc_play_open_scoring (self, event, error);
    case TC_EVENT_BALLOT:
      return tc_play_cast_ballot (self, event, error);
    case TC_EVENT_LOCK:
    case TC_EVENT_REOPEN:
      return tc_play_move_scoring (self, event, error);
    case TC_EVENT_PUBLISH:
      return tc_play_publish_scoring (self, event, error);
    case TC_EVENT_CORRECT:
      return tc_play_correct_ballot (self, event, error);
    case TC_EVENT_NOTICE:
      return set_notice (self, event);
    case TC_EVENT_FAULT:
    case TC_EVENT_END_OF_SCRIPT:
      break;
  }
  return TRUE;
}

/* --- public
 * ------------------------------------------------------------------------------ */

static char *
make_roster (const TcScript *script)
{
  g_autoptr (json_t) units = json_array ();
  for (guint i = 0; i < script->units->len; i++) {
    const TcScriptUnit *unit = g_ptr_array_index (script->units, i);
    json_array_append_new (units,
                           json_pack ("{s:s, s:s, s:s, s:s, s:s}", "id", unit->id,
                                      "name", unit->name, "short", unit->short_name,
                                      "category", unit->category, "mode", "stage"));
  }
  char *text = json_dumps (units, JSON_COMPACT);
  char *copy = g_strdup (text);
  free (text);
  return copy;
}

TcPlay *
tc_play_new (const TcScript *script, guint32 seed, const char *epoch)
{
  TcPlay *self = g_new0 (TcPlay, 1);
  self->script = script;
  self->epoch = g_strdup (epoch);
  self->revision = 1;
  self->rand = g_rand_new_with_seed (seed);
  self->roster = make_roster (script);
  self->roster_sha256 =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->roster, -1);
  self->speed = 1;
  self->phase = TC_PHASE_STANDBY;
  self->draws = g_ptr_array_new_with_free_func (tc_play_draw_free);
  self->agenda = g_array_new (FALSE, TRUE, sizeof (TcPlayAgenda));
  self->results = g_array_new (FALSE, TRUE, sizeof (TcPlayResult));
  self->on_stage = -1;
  self->scoring.unit = -1;
  return self;
}

void
tc_play_free (TcPlay *self)
{
  if (!self)
    return;
  clear_scoring (&self->scoring);
  g_array_unref (self->results);
  g_array_unref (self->agenda);
  g_ptr_array_unref (self->draws);
  g_rand_free (self->rand);
  g_free (self->epoch);
  g_free (self->roster);
  g_free (self->roster_sha256);
  g_free (self->notice);
  g_free (self);
}

void
tc_play_set_speed (TcPlay *self, double speed)
{
  self->speed = speed;
}

const TcEvent *
tc_play_next (const TcPlay *self)
{
  return &g_array_index (self->script->events, TcEvent, self->position);
}

guint
tc_play_position (const TcPlay *self)
{
  return self->position;
}

gboolean
tc_play_step (TcPlay *self, gint64 now_us, GError **error)
{
  const TcEvent *event = tc_play_next (self);
  if (event->kind == TC_EVENT_END_OF_SCRIPT)
    return TRUE;
  self->position++;
  if (!apply (self, event, now_us, error))
    return FALSE;
  if (event->kind != TC_EVENT_FAULT)
    self->revision++;
  return TRUE;
}

gint64
tc_play_revision (const TcPlay *self)
{
  return self->revision;
}

const char *
tc_play_epoch (const TcPlay *self)
{
  return self->epoch;
}

void
tc_play_touch (TcPlay *self)
{
  self->revision++;
}

void
tc_play_set_epoch (TcPlay *self, const char *epoch)
{
  g_free (self->epoch);
  self->epoch = g_strdup (epoch);
  self->revision = 1;
}

const char *
tc_play_roster (const TcPlay *self)
{
  return self->roster;
}
