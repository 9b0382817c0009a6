/* SPDX-License-Identifier: MIT
 *
 * The sample meeting is played through; of the moments in which the same may be on air
 * the last one stays, which is the fullest.
 */
#include "app/check-case.h"

#include "tallycast/app/rehearse.h"
#include "tallycast/feed/rules.h"

#include <string.h>

#define EPOCH    "01CHECK"
#define SEED     1
#define START_US G_GINT64_CONSTANT (1795399200000000) /* 2026-11-23 10:00 at +08:00 */

/* What tells one moment from another. */
static char *
name_of (const TcSnapshot *s)
{
  GString *name = g_string_new (tc_phase_name (s->phase));
  const TcScoring *scoring = &s->scoring;

  if (s->phase == TC_PHASE_DRAW && s->draw >= 0) {
    const TcDraw *draw = &s->draws[s->draw];

    g_string_append_printf (name, "-%s-%s%s", draw->kind,
                            tc_draw_state_name (draw->state),
                            draw->n_picks == 0 ? "-empty" : "");
  }
  if (scoring->id != NULL && s->phase != TC_PHASE_DRAW)
    g_string_append_printf (name, "-%s-%s%s%s", tc_scoring_state_name (scoring->state),
                            tc_visibility_name (scoring->visibility),
                            scoring->cast == scoring->eligible ? "-all" : "",
                            scoring->mark == TC_MARK_CORRECTED ? "-corrected" : "");
  if (s->notice_text != NULL)
    g_string_append (name, s->notice_urgent ? "-urgent" : "-notice");
  return g_string_free (name, FALSE);
}

static void
keep (GPtrArray *cases, TcSnapshot *snapshot)
{
  g_autofree char *name = name_of (snapshot);

  for (guint i = 0; i < cases->len; i++) {
    TcCheckCase *known = g_ptr_array_index (cases, i);

    if (strcmp (known->name, name) != 0)
      continue;
    tc_snapshot_unref (known->snapshot);
    known->snapshot = tc_snapshot_ref (snapshot);
    return;
  }
  g_ptr_array_add (cases, tc_check_case_new (name, snapshot));
}

/* As feed hands it on. The sample breaks no rule. */
static void
read_moment (GPtrArray *cases,
             const TcPlay *play,
             gint64 now_us,
             TcRules *rules,
             TcRoster *roster)
{
  g_autofree char *json = tc_play_document (play, now_us, TC_PLAY_FAULT_NONE);
  g_autoptr (TcDocument) document = NULL;
  TcFault *fault = NULL;

  document = tc_document_parse (json, strlen (json), &fault);
  g_assert (document != NULL);
  if (tc_rules_judge (rules, &document, FALSE, &fault) != TC_VERDICT_NEW)
    return;
  document->snapshot->rehearsal = FALSE; /* its mark has a moment of its own */
  document->snapshot->roster = tc_roster_ref (roster);
  keep (cases, document->snapshot);
}

static TcScript *
load_script (void)
{
  g_autoptr (GError) error = NULL;
  TcScript *script = tc_script_load (NULL, &error);

  g_assert_no_error (error); /* it is built in */
  return script;
}

static TcRoster *
read_roster (const TcPlay *play)
{
  const char *json = tc_play_roster (play);
  TcFault *fault = NULL;
  TcRoster *roster = tc_roster_parse (json, strlen (json), NULL, &fault);

  g_assert (roster != NULL);
  return roster;
}

TcRoster *
tc_check_sample_roster (void)
{
  g_autoptr (TcScript) script = load_script ();
  g_autoptr (TcPlay) play = tc_play_new (script, SEED, EPOCH);

  return read_roster (play);
}

GPtrArray *
tc_check_sample_cases (void)
{
  g_autoptr (TcScript) script = load_script ();
  g_autoptr (TcPlay) play = tc_play_new (script, SEED, EPOCH);
  g_autoptr (TcRules) rules = tc_rules_new ();
  GPtrArray *cases = tc_check_cases_new ();
  TcRoster *roster = read_roster (play);

  while (tc_play_next (play)->kind != TC_EVENT_END_OF_SCRIPT) {
    const TcEvent *event = tc_play_next (play);
    gint64 now_us = START_US + event->at_ms * 1000;
    TcEventKind kind = event->kind;
    TcEventKind next;

    if (!tc_play_step (play, now_us, NULL))
      continue;
    /* Of a row of ballots the last one tells all. */
    next = tc_play_next (play)->kind;
    if (kind != TC_EVENT_BALLOT || next != TC_EVENT_BALLOT)
      read_moment (cases, play, now_us, rules, roster);
  }
  tc_roster_unref (roster);
  return cases;
}
