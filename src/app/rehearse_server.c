/* SPDX-License-Identifier: MIT
 *
 * One timer drives everything that is due: events of the script, planned faults, the
 * end of a fault. A request that has nothing to hear is held in a list until the
 * revision moves or its own time is over; whatever happens, it is answered through
 * answer(), where the fault of the moment has its say.
 */
#include "app/rehearse_server-private.h"

#include "tallycast/core/clock.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

#include <string.h>

#define MAX_WAIT_S    30
#define SLOW_ANSWER_S 3

gint64
tc_rehearsal_now_us (void)
{
  return tc_clock_mono_ns (tc_clock_system ()) / 1000;
}

static gint64
wall_us (void)
{
  return tc_clock_wall_us (tc_clock_system ());
}

static const char *
shown_epoch (const TcRehearsal *self)
{
  return self->frozen_document ? self->frozen_epoch : tc_play_epoch (self->play);
}

static gint64
shown_revision (const TcRehearsal *self)
{
  return self->frozen_document ? self->frozen_revision
                               : tc_play_shown_revision (self->play, self->fault);
}

/* --- answers
 * ------------------------------------------------------------------------------ */

/* Has the client said that it knows what we would send? */
static gboolean
is_known (const TcRehearsal *self, TcWebRequest *request)
{
  g_autofree char *epoch = tc_web_request_query (request, "epoch");
  g_autofree char *after = tc_web_request_query (request, "after");
  if (epoch && after)
    return strcmp (epoch, shown_epoch (self)) == 0 &&
           g_ascii_strtoll (after, NULL, 10) == shown_revision (self);
  const char *tag = tc_web_request_header (request, "If-None-Match");
  g_autofree char *ours = g_strdup_printf ("\"%s-%" G_GINT64_FORMAT "\"",
                                           shown_epoch (self), shown_revision (self));
  return g_strcmp0 (tag, ours) == 0;
}

static void
answer (TcRehearsal *self, TcWebRequest *request)
{
  if (self->fault == TC_PLAY_FAULT_ERROR500) {
    tc_web_reply_problem (request, 500, "a rehearsed fault: error500");
    return;
  }
  g_autofree char *tag = g_strdup_printf ("\"%s-%" G_GINT64_FORMAT "\"",
                                          shown_epoch (self), shown_revision (self));
  tc_web_reply_header (request, "ETag", tag);
  if (is_known (self, request)) {
    tc_web_reply_empty (request, 304);
    return;
  }
  g_autofree char *document =
      self->frozen_document ? g_strdup (self->frozen_document)
                            : tc_play_document (self->play, wall_us (), self->fault);
  tc_web_reply_bytes (request, 200, "application/json", document, strlen (document));
}

static void
held_free (gpointer data)
{
  Held *held = data;
  if (held->timer)
    g_source_remove (held->timer);
  tc_web_request_unref (held->request);
  g_free (held);
}

static gboolean
release_cb (gpointer data)
{
  Held *held = data;
  TcRehearsal *self = held->owner;
  held->timer = 0;
  answer (self, held->request);
  g_ptr_array_remove (self->held, held);
  return G_SOURCE_REMOVE;
}

/* @wait_ms: 0: until news; with @is_hung: until the fault ends. */
static void
hold (TcRehearsal *self, TcWebRequest *request, guint wait_ms, gboolean is_hung)
{
  Held *held = g_new0 (Held, 1);
  held->owner = self;
  held->request = tc_web_request_ref (request);
  held->is_hung = is_hung;
  if (wait_ms > 0)
    held->timer = g_timeout_add (wait_ms, release_cb, held);
  g_ptr_array_add (self->held, held);
}

static void
release_all (TcRehearsal *self, gboolean hung_too)
{
  for (guint i = self->held->len; i > 0; i--) {
    Held *held = g_ptr_array_index (self->held, i - 1);
    if (held->is_hung && !hung_too)
      continue;
    answer (self, held->request);
    g_ptr_array_remove_index (self->held, i - 1);
  }
}

void
tc_rehearsal_tell_news (TcRehearsal *self)
{
  if (self->fault != TC_PLAY_FAULT_STALE && self->fault != TC_PLAY_FAULT_HANG)
    release_all (self, FALSE);
}

static void
get_state (TcWebRequest *request, gpointer data)
{
  TcRehearsal *self = data;
  g_autofree char *wait_text = tc_web_request_query (request, "wait");
  guint64 wait_s = 0;
  if (wait_text &&
      !g_ascii_string_to_unsigned (wait_text, 10, 0, MAX_WAIT_S, &wait_s, NULL)) {
    tc_web_reply_problem (request, 400, "wait must be 0 .. %d seconds", MAX_WAIT_S);
    return;
  }
  if (self->held->len >= TC_REHEARSAL_MAX_HELD)
    answer (self, request);
  else if (self->fault == TC_PLAY_FAULT_HANG)
    hold (self, request, 0, TRUE);
  else if (self->fault == TC_PLAY_FAULT_SLOW)
    hold (self, request, SLOW_ANSWER_S * 1000, TRUE);
  else if (self->fault != TC_PLAY_FAULT_ERROR500 && wait_s > 0 &&
           is_known (self, request))
    hold (self, request, (guint)wait_s * 1000, FALSE);
  else
    answer (self, request);
}

static void
get_roster (TcWebRequest *request, gpointer data)
{
  TcRehearsal *self = data;
  const char *roster = tc_play_roster (self->play);
  if (self->fault == TC_PLAY_FAULT_ERROR500)
    tc_web_reply_problem (request, 500, "a rehearsed fault: error500");
  else if (self->fault == TC_PLAY_FAULT_HANG)
    hold (self, request, 0, TRUE);
  else
    tc_web_reply_bytes (request, 200, "application/json", roster, strlen (roster));
}

/* --- faults
 * ------------------------------------------------------------------------------- */

void
tc_rehearsal_set_fault (TcRehearsal *self, TcPlayFault fault, double for_s)
{
  tc_log (TC_LOG_INFO, "rehearse", "fault: %s", tc_play_fault_names ()[fault]);
  g_clear_pointer (&self->frozen_document, g_free);
  g_clear_pointer (&self->frozen_epoch, g_free);
  /* A revision says one thing: the broken section, and its repair, are news. */
  if ((fault == TC_PLAY_FAULT_BAD_SECTION) !=
      (self->fault == TC_PLAY_FAULT_BAD_SECTION))
    tc_play_touch (self->play);
  if (fault == TC_PLAY_FAULT_NEW_EPOCH) {
    g_autofree char *epoch = tc_epoch_new (wall_us ());
    tc_play_set_epoch (self->play, epoch);
    fault = TC_PLAY_FAULT_NONE;
  } else if (fault == TC_PLAY_FAULT_STALE) {
    self->frozen_document =
        tc_play_document (self->play, wall_us (), TC_PLAY_FAULT_NONE);
    self->frozen_epoch = g_strdup (tc_play_epoch (self->play));
    self->frozen_revision = tc_play_revision (self->play);
  }
  self->fault = fault;
  self->fault_end_us = for_s > 0 && fault != TC_PLAY_FAULT_NONE
                           ? tc_rehearsal_now_us () + (gint64)(for_s * 1e6)
                           : 0;
  if (fault != TC_PLAY_FAULT_SLOW && fault != TC_PLAY_FAULT_STALE &&
      fault != TC_PLAY_FAULT_HANG)
    release_all (self, TRUE);
}

/* --- the clock
 * ------------------------------------------------------------------------------ */

static void
tell_event (const TcRehearsal *self, const TcEvent *event)
{
  TcLogLevel level = event->kind == TC_EVENT_BALLOT ? TC_LOG_DEBUG : TC_LOG_INFO;
  tc_log (level, "rehearse", "%" G_GINT64_FORMAT " %s%s%s",
          tc_play_revision (self->play), tc_event_kind_name (event->kind),
          event->text ? " " : "", event->text ? event->text : "");
}

void
tc_rehearsal_step (TcRehearsal *self)
{
  g_autoptr (GError) error = NULL;
  const TcEvent *event = tc_play_next (self->play);
  if (event->kind == TC_EVENT_END_OF_SCRIPT)
    return;
  if (!tc_play_step (self->play, wall_us (), &error)) {
    tc_log (TC_LOG_WARN, "rehearse", "%s", error->message);
    return;
  }
  tell_event (self, event);
  if (event->kind == TC_EVENT_FAULT) {
    TcPlayFault fault = TC_PLAY_FAULT_NONE;
    if (tc_play_fault_parse (event->text, &fault, NULL))
      tc_rehearsal_set_fault (self, fault, event->n);
  }
}

static void
begin (TcRehearsal *self)
{
  g_autofree char *epoch = tc_epoch_new (wall_us ());
  tc_play_free (self->play);
  /* Another round is another meeting: other picks, other scores. */
  self->play =
      tc_play_new (self->setup.script, self->setup.seed + self->rounds++, epoch);
  tc_play_set_speed (self->play, self->setup.speed);
  self->start_us = tc_rehearsal_now_us ();
}

static gint64
due_us (const TcRehearsal *self, const TcEvent *event)
{
  return self->start_us + (gint64)((double)event->at_ms * 1000 / self->setup.speed);
}

static gboolean
run_script (TcRehearsal *self, gint64 now)
{
  gint64 before = tc_play_revision (self->play);
  const TcEvent *event = tc_play_next (self->play);
  while (event->kind != TC_EVENT_END_OF_SCRIPT && due_us (self, event) <= now) {
    tc_rehearsal_step (self);
    event = tc_play_next (self->play);
  }
  if (event->kind == TC_EVENT_END_OF_SCRIPT && self->setup.loop &&
      due_us (self, event) <= now) {
    tc_log (TC_LOG_INFO, "rehearse", "from the beginning");
    begin (self);
    return TRUE;
  }
  return tc_play_revision (self->play) != before;
}

static void
run_faults (TcRehearsal *self, gint64 now)
{
  if (self->fault_end_us && self->fault_end_us <= now)
    tc_rehearsal_set_fault (self, TC_PLAY_FAULT_NONE, 0);
  for (guint i = 0; i < self->setup.n_plans; i++) {
    const TcFaultPlan *plan = &self->plans[i];
    if (!self->plan_done[i] && self->born_us + (gint64)(plan->at_s * 1e6) <= now) {
      self->plan_done[i] = TRUE;
      tc_rehearsal_set_fault (self, plan->fault, plan->for_s);
    }
  }
}

static gint64
next_due_us (const TcRehearsal *self)
{
  gint64 due = G_MAXINT64;
  const TcEvent *event = tc_play_next (self->play);
  gboolean ended = event->kind == TC_EVENT_END_OF_SCRIPT && !self->setup.loop;
  if (!self->setup.manual && !ended)
    due = due_us (self, event);
  if (self->fault_end_us)
    due = MIN (due, self->fault_end_us);
  for (guint i = 0; i < self->setup.n_plans; i++) {
    if (!self->plan_done[i])
      due = MIN (due, self->born_us + (gint64)(self->plans[i].at_s * 1e6));
  }
  return due;
}

static gboolean tick_cb (gpointer data);

void
tc_rehearsal_schedule (TcRehearsal *self)
{
  if (self->timer)
    g_source_remove (self->timer);
  self->timer = 0;
  gint64 due = next_due_us (self);
  if (due == G_MAXINT64)
    return;
  gint64 wait_ms = (due - tc_rehearsal_now_us () + 999) / 1000;
  self->timer = g_timeout_add ((guint)CLAMP (wait_ms, 0, 3600000), tick_cb, self);
}

static gboolean
tick_cb (gpointer data)
{
  TcRehearsal *self = data;
  gint64 now = tc_rehearsal_now_us ();
  self->timer = 0;
  run_faults (self, now);
  if (!self->setup.manual && run_script (self, now))
    tc_rehearsal_tell_news (self);
  tc_rehearsal_schedule (self);
  return G_SOURCE_REMOVE;
}

static const TcWebRoute routes[] = {
    {"GET", "/api/v1/state", get_state},
    {"GET", "/api/v1/roster", get_roster},
    {"GET", "/script", tc_rehearsal_get_script},
    {"POST", "/step", tc_rehearsal_post_step},
    {"POST", "/fault", tc_rehearsal_post_fault},
    {NULL},
};

/* --- public
 * ---------------------------------------------------------------------------------- */

TcRehearsal *
tc_rehearsal_new (const TcRehearsalSetup *setup, GError **error)
{
  TcRehearsal *self = g_new0 (TcRehearsal, 1);
  self->setup = *setup;
  self->plans = g_memdup2 (setup->plans, setup->n_plans * sizeof *setup->plans);
  self->plan_done = g_new0 (gboolean, setup->n_plans);
  self->held = g_ptr_array_new_with_free_func (held_free);
  self->server = tc_web_server_new (setup->listen, routes, NULL, self, error);
  if (!self->server) {
    tc_rehearsal_free (self);
    return NULL;
  }
  begin (self);
  self->born_us = self->start_us;
  tc_rehearsal_schedule (self);
  return self;
}

void
tc_rehearsal_free (TcRehearsal *self)
{
  if (!self)
    return;
  if (self->timer)
    g_source_remove (self->timer);
  tc_web_server_free (self->server);
  g_ptr_array_unref (self->held);
  tc_play_free (self->play);
  g_free (self->frozen_document);
  g_free (self->frozen_epoch);
  g_free (self->plans);
  g_free (self->plan_done);
  g_free (self);
}

const char *
tc_rehearsal_url (const TcRehearsal *self)
{
  return tc_web_server_url (self->server);
}
