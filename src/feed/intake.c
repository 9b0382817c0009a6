/* SPDX-License-Identifier: MIT */
#include "feed/intake.h"

#include <string.h>

#include "tallycast/core/error.h"

/* A roster that cannot be had is asked for again after this. */
#define ROSTER_RETRY_NS (5 * TC_NS_PER_S)
/* ... doubled each time, up to this: it must not keep the state from being asked for.
 */
#define ROSTER_RETRY_MOST_NS (60 * TC_NS_PER_S)

void
tc_intake_init (TcIntake *self,
                const TcFeedSettings *settings,
                const TcClock *clock,
                const TcFeedCallbacks *callbacks)
{
  memset (self, 0, sizeof *self);
  self->clock = clock;
  self->callbacks = *callbacks;
  self->late_after_s = settings->late_after_s;
  self->stale_after_s = settings->stale_after_s;
  self->align_ms = settings->align_ms;
  self->rules = tc_rules_new ();
  self->age = TC_AGE_STALE;
  tc_align_init (&self->align);
}

void
tc_intake_clear (TcIntake *self)
{
  tc_rules_free (self->rules);
  tc_align_clear (&self->align);
  g_free (self->manual_unit);
  tc_roster_unref (self->roster);
  g_free (self->roster_wanted);
  json_decref (self->roster_why);
  for (int i = 0; i < TC_N_REFUSALS; i++)
    tc_fault_free (self->refusals[i].fault);
  json_decref (self->why);
  g_free (self->told_held);
  g_clear_pointer (&self->document, g_bytes_unref);
  g_clear_pointer (&self->held_document, g_bytes_unref);
}

/* --- what is refused -------------------------------------------------------------- */

static const guint refusal_sections[TC_N_REFUSALS] = {
    [TC_REFUSAL_DOCUMENT] = 0,
    [TC_REFUSAL_SCORING] = TC_SECTION_SCORING,
    [TC_REFUSAL_RANKING] = TC_SECTION_RANKING,
    [TC_REFUSAL_DRAWS] = TC_SECTION_DRAWS,
};

static gboolean
is_same_fault (const TcFault *a, const TcFault *b)
{
  return a && b && a->code == b->code && strcmp (a->path, b->path) == 0;
}

/* @fault: (transfer full) (nullable). `since` lasts as long as the part is refused. */
static void
set_refusal (TcIntake *self, int index, TcFault *fault)
{
  TcRefusal *refusal = &self->refusals[index];
  g_autoptr (TcFault) old = g_steal_pointer (&refusal->fault);

  refusal->fault = fault;
  if (fault && !old)
    refusal->since_us = tc_clock_wall_us (self->clock);
  refusal->is_news |= (fault || old) && !is_same_fault (fault, old);
}

/* Once what they forbid is off the air. */
static void
tell_refusals (TcIntake *self)
{
  for (int i = 0; i < TC_N_REFUSALS; i++) {
    TcRefusal *refusal = &self->refusals[i];
    const char *name = tc_section_name (refusal_sections[i]);
    if (!refusal->is_news)
      continue;
    refusal->is_news = FALSE;
    g_autofree char *text = refusal->fault ? tc_fault_to_string (refusal->fault) : NULL;
    if (text)
      tc_intake_event (self, TC_LOG_WARN, "%s refused: %s", name, text);
    else
      tc_intake_event (self, TC_LOG_INFO, "%s: taken again", name);
  }
}

static void
set_section_refusals (TcIntake *self, const TcDocument *document)
{
  for (int i = TC_REFUSAL_SCORING; i < TC_N_REFUSALS; i++) {
    TcFault *found = NULL;
    for (guint j = 0; j < document->faults->len && !found; j++) {
      const TcFault *fault = document->faults->pdata[j];
      if (fault->section == refusal_sections[i])
        found = tc_fault_copy (fault);
    }
    set_refusal (self, i, found);
  }
}

/* --- answers ---------------------------------------------------------------------- */

static void
answered (TcIntake *self)
{
  if (self->why)
    tc_intake_event (self, TC_LOG_INFO, "the backend answers again");
  g_clear_pointer (&self->why, json_decref);
}

static void
good_answer (TcIntake *self, gint64 when_ns)
{
  self->last_good_ns = when_ns;
  tc_intake_update_age (self);
}

static void
check_skew (TcIntake *self, const TcSnapshot *snapshot)
{
  self->skew_ms = (snapshot->time_us - snapshot->receipt_wall_us) / 1000;
  self->has_skew = TRUE;

  gboolean is_skewed = ABS (self->skew_ms) > TC_FEED_SKEW_ALARM_MS;
  if (is_skewed == self->is_skewed)
    return;
  self->is_skewed = is_skewed;
  if (is_skewed)
    tc_intake_event (self, TC_LOG_WARN, "clocks differ: the backend's is %.1f s %s",
                     (double)ABS (self->skew_ms) / 1000,
                     self->skew_ms > 0 ? "ahead" : "behind");
  else
    tc_intake_event (self, TC_LOG_INFO, "clocks agree again");
}

/* --- documents -------------------------------------------------------------------- */

static gboolean
is_on_air (const TcIntake *self)
{
  return self->is_bound &&
         (self->align.shown.snapshot || self->align.waiting.head != NULL);
}

/* Nothing on air belongs to another document: no picture is waited for. */
static gboolean
is_at_once (const TcIntake *self, const TcSnapshot *snapshot)
{
  const TcSnapshot *shown = self->align.shown.snapshot;
  const TcAligned *last = g_queue_peek_tail ((GQueue *)&self->align.waiting);

  if (self->is_bound)
    return FALSE;
  if (last)
    return strcmp (last->snapshot->epoch, snapshot->epoch) != 0;
  return !shown || shown->restored || strcmp (shown->epoch, snapshot->epoch) != 0;
}

/* @document was taken by the rules. */
static void
take (TcIntake *self, TcDocument *document)
{
  TcSnapshot *snapshot = g_steal_pointer (&document->snapshot);
  gint64 due_ns = snapshot->receipt_mono_ns + self->align_ms * TC_NS_PER_MS;

  self->is_live = TRUE;
  set_section_refusals (self, document);
  if (g_strcmp0 (self->roster_wanted, document->roster_sha256) != 0) {
    g_free (self->roster_wanted);
    self->roster_wanted = g_strdup (document->roster_sha256);
    g_clear_pointer (&self->roster_why, json_decref);
    self->roster_try_ns = 0;
    self->n_roster_failures = 0;
  }
  if (self->roster && g_strcmp0 (self->roster->sha256, document->roster_sha256) == 0)
    snapshot->roster = tc_roster_ref (self->roster);

  if (is_at_once (self, snapshot)) {
    tc_align_replace (&self->align, snapshot, document->roster_sha256);
    tc_intake_show (self);
  } else if (tc_align_push (&self->align, snapshot, document->roster_sha256, due_ns)) {
    tc_intake_show (self);
  }
}

void
tc_intake_received (const TcIntake *self, GBytes *bytes)
{
  if (self->callbacks.received)
    self->callbacks.received (bytes, self->callbacks.data);
}

static void
keep_bytes (GBytes **slot, const char *bytes, gsize n_bytes)
{
  g_clear_pointer (slot, g_bytes_unref);
  *slot = g_bytes_new (bytes, n_bytes);
}

static void
tell_epoch (TcIntake *self, const char *old)
{
  gint64 revision;
  const char *epoch = tc_rules_epoch (self->rules, &revision);

  g_clear_pointer (&self->told_held, g_free);
  if (g_strcmp0 (old, epoch) != 0)
    tc_intake_event (self, TC_LOG_INFO, "epoch %s from revision %" G_GINT64_FORMAT,
                     epoch, revision);
}

static void
tell_held (TcIntake *self)
{
  gint64 revision;
  const char *epoch = tc_rules_held_epoch (self->rules, &revision);

  if (g_strcmp0 (epoch, self->told_held) == 0)
    return;
  g_free (self->told_held);
  self->told_held = g_strdup (epoch);
  tc_intake_event (self, TC_LOG_WARN,
                   "refused: backend restarted: epoch %s at revision %" G_GINT64_FORMAT
                   " is held until it is accepted",
                   epoch, revision);
}

/* Receipt, then the rules. */
static TcVerdict
judge (TcIntake *self, TcDocument **document, TcFault **fault)
{
  TcSnapshot *snapshot = (*document)->snapshot;

  snapshot->receipt_mono_ns = tc_clock_mono_ns (self->clock);
  snapshot->receipt_wall_us = tc_clock_wall_us (self->clock);
  check_skew (self, snapshot);
  return tc_rules_judge (self->rules, document, is_on_air (self), fault);
}

TcAnswer
tc_intake_document (TcIntake *self, const char *bytes, gsize n_bytes)
{
  gint64 asked_revision = -1, revision = -1;
  g_autofree char *asked = g_strdup (tc_intake_asks (self, &asked_revision));
  g_autofree char *epoch = g_strdup (tc_rules_epoch (self->rules, NULL));
  g_autoptr (TcFault) fault = NULL;
  g_autoptr (TcDocument) document = tc_document_parse (bytes, n_bytes, &fault);
  TcVerdict verdict = TC_VERDICT_REFUSED;

  answered (self);
  self->n_documents++;
  if (document) {
    verdict = judge (self, &document, &fault);
    if (fault)
      tc_fault_locate (fault, bytes, n_bytes);
  }
  set_refusal (self, TC_REFUSAL_DOCUMENT, g_steal_pointer (&fault));
  if (verdict == TC_VERDICT_REFUSED) {
    tell_refusals (self);
    return TC_ANSWER_OTHER;
  }
  if (verdict == TC_VERDICT_HELD) {
    keep_bytes (&self->held_document, bytes, n_bytes);
    self->held_good_ns = tc_clock_mono_ns (self->clock);
    tell_held (self);
  } else {
    g_clear_pointer (&self->told_held, g_free);
    good_answer (self, tc_clock_mono_ns (self->clock));
  }

  if (verdict == TC_VERDICT_NEW) {
    for (guint i = 0; i < document->faults->len; i++) {
      TcFault *section_fault = document->faults->pdata[i];
      if (section_fault->line == 0)
        tc_fault_locate (section_fault, bytes, n_bytes);
    }
    keep_bytes (&self->document, bytes, n_bytes);
    tc_intake_received (self, self->document);
    take (self, document);
    tell_epoch (self, epoch);
  }
  tell_refusals (self);
  const char *asks = tc_intake_asks (self, &revision);
  return g_strcmp0 (asked, asks) != 0 || asked_revision != revision ? TC_ANSWER_NEWS
                                                                    : TC_ANSWER_OTHER;
}

TcAnswer
tc_intake_not_modified (TcIntake *self)
{
  self->n_not_modified++;
  answered (self);
  set_refusal (self, TC_REFUSAL_DOCUMENT, NULL);
  tell_refusals (self);
  /* A 304 for a held document says nothing good of the one on air. */
  gint64 now_ns = tc_clock_mono_ns (self->clock);
  if (tc_rules_held_epoch (self->rules, NULL))
    self->held_good_ns = now_ns;
  else
    good_answer (self, now_ns);
  return TC_ANSWER_NOT_MODIFIED;
}

TcAnswer
tc_intake_failed (TcIntake *self, json_t *why)
{
  self->n_failures++;
  if (!self->why)
    tc_intake_event (self, TC_LOG_WARN, "no answer: %s", tc_why_text (why, TRUE));
  json_decref (self->why);
  self->why = why;
  return TC_ANSWER_OTHER;
}

const char *
tc_intake_asks (const TcIntake *self, gint64 *revision)
{
  const char *held = tc_rules_held_epoch (self->rules, revision);

  if (held)
    return held;
  return self->is_live ? tc_rules_epoch (self->rules, revision) : NULL;
}

/* --- roster ----------------------------------------------------------------------- */

const char *
tc_intake_wanted_roster (const TcIntake *self)
{
  if (!self->roster_wanted || tc_clock_mono_ns (self->clock) < self->roster_try_ns ||
      (self->roster && strcmp (self->roster->sha256, self->roster_wanted) == 0))
    return NULL;
  return self->roster_wanted;
}

void
tc_intake_roster_failed (TcIntake *self, json_t *why)
{
  if (!json_equal (self->roster_why, why))
    tc_intake_event (self, TC_LOG_WARN, "roster: %s", tc_why_text (why, TRUE));
  json_decref (self->roster_why);
  self->roster_why = why;
  gint64 apart_ns = ROSTER_RETRY_NS << MIN (self->n_roster_failures, 4);
  self->n_roster_failures++;
  self->roster_try_ns =
      tc_clock_mono_ns (self->clock) + MIN (apart_ns, ROSTER_RETRY_MOST_NS);
}

gboolean
tc_intake_roster (TcIntake *self, const char *bytes, gsize n_bytes)
{
  g_autoptr (TcFault) fault = NULL;
  TcRoster *roster = tc_roster_parse (bytes, n_bytes, self->roster_wanted, &fault);

  if (!roster) {
    tc_intake_roster_failed (self, tc_fault_why (fault));
    return FALSE;
  }
  g_autoptr (GBytes) received = g_bytes_new (bytes, n_bytes);
  tc_intake_received (self, received);
  g_clear_pointer (&self->roster_why, json_decref);
  tc_roster_unref (self->roster);
  self->roster = roster;
  tc_intake_event (self, TC_LOG_INFO, "roster: %u units", roster->n_units);
  if (tc_align_set_roster (&self->align, roster))
    tc_intake_show (self);
  return TRUE;
}

/* --- what the crew and the stage say ---------------------------------------------- */

/* The held document becomes the one that is followed. */
static void
take_held (TcIntake *self)
{
  g_autofree char *epoch = g_strdup (tc_rules_epoch (self->rules, NULL));
  g_autoptr (TcDocument) document = tc_rules_accept (self->rules);

  if (!document)
    return;
  g_clear_pointer (&self->document, g_bytes_unref);
  self->document = g_steal_pointer (&self->held_document);
  tc_intake_received (self, self->document);
  good_answer (self, self->held_good_ns);
  take (self, document);
  tell_epoch (self, epoch);
  tell_refusals (self);
}

void
tc_intake_set_bound (TcIntake *self, gboolean is_bound)
{
  self->is_bound = is_bound;
  if (!is_bound)
    take_held (self);
}

gboolean
tc_intake_accept (TcIntake *self, const char *epoch, GError **error)
{
  const char *held = tc_rules_held_epoch (self->rules, NULL);

  if (g_strcmp0 (held, epoch) != 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "epoch '%s' is not held (held: %s)",
                 epoch, held ? held : "none");
    return FALSE;
  }
  take_held (self);
  tc_intake_event (self, TC_LOG_INFO, "epoch %s was accepted", epoch);
  return TRUE;
}
