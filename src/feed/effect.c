/* SPDX-License-Identifier: MIT
 *
 * The half of the intake that faces the stage: what is shown, by whose word, how old.
 */
#include <string.h>

#include "feed/intake.h"
#include "tallycast/core/error.h"

void
tc_intake_event (const TcIntake *self, TcLogLevel level, const char *format, ...)
{
  if (!self->callbacks.event)
    return;

  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  self->callbacks.event (level, text, self->callbacks.data);
}

/* --- what is in effect ------------------------------------------------------------ */

/* Without any document the operator's word stands alone. */
static TcSnapshot *
manual_snapshot (const TcIntake *self)
{
  const TcRosterUnit *unit =
      self->roster ? tc_roster_find (self->roster, self->manual_unit) : NULL;
  TcSnapshot *snapshot;

  if (!unit)
    return NULL;
  if (self->align.shown.snapshot) {
    snapshot = tc_snapshot_copy (self->align.shown.snapshot);
  } else {
    snapshot = tc_snapshot_new ();
    snapshot->epoch = g_strdup ("");
    snapshot->document_sha256 = g_strdup ("");
    snapshot->receipt_mono_ns = tc_clock_mono_ns (self->clock);
    snapshot->receipt_wall_us = tc_clock_wall_us (self->clock);
    snapshot->time_us = snapshot->receipt_wall_us;
    snapshot->roster = tc_roster_ref (self->roster);
  }
  tc_rules_set_current (snapshot, unit);
  return snapshot;
}

void
tc_intake_show (TcIntake *self)
{
  TcSnapshot *shown = self->align.shown.snapshot;

  if (self->manual_unit && shown && shown->receipt_mono_ns > self->manual_ns) {
    tc_intake_event (self, TC_LOG_INFO,
                     "current: the backend says again who is on stage");
    g_clear_pointer (&self->manual_unit, g_free);
  }
  g_autoptr (TcSnapshot) manual = self->manual_unit ? manual_snapshot (self) : NULL;
  if (self->callbacks.snapshot)
    self->callbacks.snapshot (manual ? manual : shown, self->callbacks.data);
}

gboolean
tc_intake_set_manual (TcIntake *self, const char *unit, GError **error)
{
  if (unit && !self->roster) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "unit '%s': there is no roster yet", unit);
    return FALSE;
  }
  if (unit && !tc_roster_find (self->roster, unit)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "unit '%s': not in the roster", unit);
    return FALSE;
  }
  if (!unit && !self->manual_unit)
    return TRUE;
  g_free (self->manual_unit);
  self->manual_unit = g_strdup (unit);
  self->manual_ns = tc_clock_mono_ns (self->clock);
  tc_intake_show (self);
  if (unit)
    tc_intake_event (self, TC_LOG_INFO, "current: manual: %s", unit);
  else
    tc_intake_event (self, TC_LOG_INFO, "current: no longer manual");
  return TRUE;
}

/* --- how old it is ---------------------------------------------------------------- */

TcAge
tc_intake_age_at (gint64 last_good_ns,
                  gint64 now_ns,
                  int late_after_s,
                  int stale_after_s)
{
  gint64 age_ns = now_ns - last_good_ns;

  if (last_good_ns == 0 || age_ns >= stale_after_s * TC_NS_PER_S)
    return TC_AGE_STALE;
  return age_ns >= late_after_s * TC_NS_PER_S ? TC_AGE_LATE : TC_AGE_FRESH;
}

void
tc_intake_update_age (TcIntake *self)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);
  TcAge age = tc_intake_age_at (self->last_good_ns, now_ns, self->late_after_s,
                                self->stale_after_s);

  if (age == self->age)
    return;
  self->age = age;
  if (self->callbacks.age_changed)
    self->callbacks.age_changed (age, self->last_good_ns, self->callbacks.data);
  if (age == TC_AGE_FRESH)
    tc_intake_event (self, TC_LOG_INFO, "fresh: the backend answers");
  else
    tc_intake_event (self, TC_LOG_WARN, "%s: no good answer for %d s",
                     tc_age_name (age),
                     (int)((now_ns - self->last_good_ns) / TC_NS_PER_S));
}

/* --- time ------------------------------------------------------------------------- */

void
tc_intake_restore (TcIntake *self,
                   const char *bytes,
                   gsize n_bytes,
                   gint64 saved_wall_us)
{
  g_autoptr (TcFault) fault = NULL;
  g_autoptr (TcDocument) document = NULL;
  gint64 now_us = tc_clock_wall_us (self->clock);
  gint64 age_s = (now_us - saved_wall_us) / G_USEC_PER_SEC;

  /* A save in the future is a clock that was set back: its age is not known. */
  if (age_s < 0 || age_s >= TC_FEED_RESTORED_S)
    return;
  document = tc_document_parse (bytes, n_bytes, &fault);
  if (!document ||
      g_strcmp0 (document->snapshot->epoch, tc_rules_epoch (self->rules, NULL)) != 0)
    return;

  TcSnapshot *snapshot = g_steal_pointer (&document->snapshot);
  tc_rules_restore (snapshot);
  snapshot->receipt_mono_ns = tc_clock_mono_ns (self->clock);
  snapshot->receipt_wall_us = now_us;
  if (self->roster && g_strcmp0 (self->roster->sha256, document->roster_sha256) == 0)
    snapshot->roster = tc_roster_ref (self->roster);
  self->restored_until_ns =
      snapshot->receipt_mono_ns + (TC_FEED_RESTORED_S - age_s) * TC_NS_PER_S;
  g_autoptr (GBytes) received = g_bytes_new (bytes, n_bytes);
  tc_intake_received (self, received);
  tc_align_replace (&self->align, snapshot, document->roster_sha256);
  tc_intake_event (self, TC_LOG_INFO, "restored from disk: %d s old, without scores",
                   (int)age_s);
  tc_intake_show (self);
}

static gboolean
shows_restored (const TcIntake *self)
{
  return self->align.shown.snapshot && self->align.shown.snapshot->restored;
}

void
tc_intake_step (TcIntake *self)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);

  tc_intake_update_age (self);
  while (tc_align_step (&self->align, now_ns))
    tc_intake_show (self);
  if (shows_restored (self) && now_ns >= self->restored_until_ns) {
    TcAligned *shown = &self->align.shown;
    g_clear_pointer (&shown->snapshot, tc_snapshot_unref);
    g_clear_pointer (&shown->roster_sha256, g_free);
    tc_intake_event (self, TC_LOG_WARN, "dropped what was restored: older than %d min",
                     TC_FEED_RESTORED_S / 60);
    tc_intake_show (self);
  }
}

gint64
tc_intake_next_ns (const TcIntake *self)
{
  gint64 next_ns = tc_align_next_ns (&self->align);

  if (self->age == TC_AGE_FRESH)
    next_ns = MIN (next_ns, self->last_good_ns + self->late_after_s * TC_NS_PER_S);
  if (self->age == TC_AGE_LATE)
    next_ns = MIN (next_ns, self->last_good_ns + self->stale_after_s * TC_NS_PER_S);
  if (shows_restored (self))
    next_ns = MIN (next_ns, self->restored_until_ns);
  return next_ns;
}
