/* SPDX-License-Identifier: MIT */
#include "feed/intake.h"

#include <stdlib.h>
#include <string.h>

static json_t *
text_or_null (const char *text)
{
  return text ? json_string (text) : json_null ();
}

/* The sentence for the log, and the code with the words for people. */
static void
add_why (json_t *json, const char *key, json_t *why)
{
  json_object_set_new (json, key, text_or_null (why ? tc_why_text (why, TRUE) : NULL));
  json_object_set_new (json, "why", why ? tc_why_copy (why) : json_null ());
}

static json_t *
number_or_null (gboolean is_known, gint64 number)
{
  return is_known ? json_integer (number) : json_null ();
}

static json_t *
since_text (gint64 since_us)
{
  g_autoptr (GDateTime) second =
      g_date_time_new_from_unix_utc (since_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = g_date_time_add (second, since_us % G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format_iso8601 (time);

  return json_string (text);
}

static json_t *
refusals_status (const TcIntake *self)
{
  json_t *list = json_array ();

  for (int i = 0; i < TC_N_REFUSALS; i++) {
    const TcFault *fault = self->refusals[i].fault;
    if (!fault)
      continue;
    json_array_append_new (list, json_pack ("{s:s, s:o, s:o}", "section",
                                            tc_section_name (fault->section), "why",
                                            tc_fault_why (fault), "since",
                                            since_text (self->refusals[i].since_us)));
  }
  return list;
}

static json_t *
roster_status (const TcIntake *self)
{
  const TcRoster *roster = self->roster;

  json_t *json = json_pack (
      "{s:o, s:o}", "sha256", text_or_null (roster ? roster->sha256 : NULL), "units",
      number_or_null (roster != NULL, roster ? roster->n_units : 0));

  add_why (json, "error", self->roster_why);
  return json;
}

static const char *
state_name (const TcIntake *self)
{
  return self->last_good_ns == 0 ? "waiting" : tc_age_name (self->age);
}

json_t *
tc_intake_status (const TcIntake *self)
{
  const TcSnapshot *shown = self->align.shown.snapshot;
  gint64 revision = 0, held_revision = 0;
  const char *epoch = tc_rules_epoch (self->rules, &revision);
  const char *held = tc_rules_held_epoch (self->rules, &held_revision);
  json_t *json = json_object ();

  json_object_set_new (json, "state", json_string (state_name (self)));
  json_object_set_new (json, "epoch", text_or_null (epoch));
  json_object_set_new (json, "revision", number_or_null (epoch != NULL, revision));
  json_object_set_new (json, "held_epoch", text_or_null (held));
  json_object_set_new (json, "held_revision",
                       number_or_null (held != NULL, held_revision));
  json_object_set_new (json, "restored", json_boolean (shown && shown->restored));
  json_object_set_new (json, "manual", text_or_null (self->manual_unit));
  json_object_set_new (json, "waiting", json_integer (self->align.waiting.length));
  json_object_set_new (json, "align_ms", json_integer (self->align_ms));
  json_object_set_new (json, "skew_ms", number_or_null (self->has_skew, self->skew_ms));
  json_object_set_new (json, "skew_alarm", json_boolean (self->is_skewed));
  json_object_set_new (json, "documents", json_integer (self->n_documents));
  json_object_set_new (json, "not_modified", json_integer (self->n_not_modified));
  json_object_set_new (json, "failures", json_integer (self->n_failures));
  add_why (json, "last_error", self->why);
  json_object_set_new (json, "roster", roster_status (self));
  json_object_set_new (json, "refusals", refusals_status (self));
  return json;
}

GBytes *
tc_intake_roster_text (const TcRoster *roster)
{
  json_t *units = json_array ();

  for (guint i = 0; i < roster->n_units; i++) {
    const TcRosterUnit *unit = &roster->units[i];
    json_array_append_new (units,
                           json_pack ("{s:s, s:s, s:s?, s:s?, s:s}", "id", unit->id,
                                      "name", unit->name, "short", unit->short_name,
                                      "category", unit->category, "mode",
                                      unit->is_written ? "written" : "stage"));
  }
  json_t *json = json_pack ("{s:s, s:o}", "sha256", roster->sha256, "units", units);
  char *text = json_dumps (json, JSON_COMPACT);

  json_decref (json);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}
