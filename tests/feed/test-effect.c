/* SPDX-License-Identifier: MIT */
#include "moving.h"

/* --- age -------------------------------------------------------------------------- */

static void
test_ages_on_time (State *state, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_cmpint (state->intake.age, ==, TC_AGE_STALE);
  receive (state, revision ("1"));
  g_assert_cmpint (state->age, ==, TC_AGE_FRESH);
  go_to (state, 4999);
  g_assert_cmpint (state->age, ==, TC_AGE_FRESH);
  go_to (state, 5000);
  g_assert_cmpint (state->age, ==, TC_AGE_LATE);
  go_to (state, 14999);
  g_assert_cmpint (state->age, ==, TC_AGE_LATE);
  go_to (state, 15000);
  g_assert_cmpint (state->age, ==, TC_AGE_STALE);
  g_assert_cmpuint (state->n_ages, ==, 3);
  /* the last good one stays */
  go_to (state, 3600 * 1000);
  g_assert_cmpint (state->shown->revision, ==, 1);
}

static void
test_quiet_backend_is_never_late (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, revision ("1"));
  for (gint64 ms = 2000; ms <= 4 * 3600 * 1000; ms += 2000) {
    go_to (state, ms);
    tc_intake_not_modified (&state->intake);
  }
  g_assert_cmpuint (state->n_ages, ==, 1);
  g_assert_cmpint (state->age, ==, TC_AGE_FRESH);
}

static void
test_skewed_clocks (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, revision ("1"));
  g_assert_false (state->intake.is_skewed);
  g_assert_cmpint (state->intake.skew_ms, ==, 0);
  state->wall_skew_us = -2000 * 1000;
  receive (state, revision ("2"));
  g_assert_false (state->intake.is_skewed);
  state->wall_skew_us = -2001 * 1000;
  receive (state, revision ("3"));
  g_assert_true (state->intake.is_skewed);
  g_assert_cmpint (state->intake.skew_ms, ==, 2001);
  g_assert_true (was_told (state, "2.0 s ahead"));
  /* age is by the local monotonic clock: an hour of skew changes nothing */
  state->wall_skew_us = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  receive (state, revision ("4"));
  g_assert_cmpint (state->intake.skew_ms, ==, -3600 * 1000);
  go_to (state, 4999);
  g_assert_cmpint (state->age, ==, TC_AGE_FRESH);
  g_assert_cmpint (state->shown->receipt_mono_ns, ==, START_NS);
}

/* --- from disk -------------------------------------------------------------------- */

/* The rules as after a run that had published "92.35" in E1 at revision 10. */
static void
restore (State *state, gint64 age_s)
{
  g_autofree char *text = tc_test_document ("scoring.state", "\"published\"", NULL);
  g_autoptr (TcRules) before = tc_rules_new ();
  g_autoptr (TcFault) fault = NULL;
  g_autoptr (TcDocument) document = tc_document_parse (text, strlen (text), &fault);

  tc_rules_judge (before, &document, FALSE, &fault);
  json_t *json = tc_rules_to_json (before);
  tc_rules_from_json (state->intake.rules, json);
  json_decref (json);
  tc_intake_restore (&state->intake, text, strlen (text),
                     START_US - age_s * G_USEC_PER_SEC);
}

static void
test_restored (State *state, G_GNUC_UNUSED gconstpointer data)
{
  restore (state, 60);
  g_assert_true (state->shown->restored);
  g_assert_null (state->shown->scoring.aggregate);
  g_assert_cmpuint (state->shown->n_ranking, ==, 0);
  g_assert_cmpstr (state->shown->current.name, ==, "教育局");
  g_assert_cmpint (state->intake.age, ==, TC_AGE_STALE);
  /* it asks for a whole document, not for news after the stored one */
  g_assert_null (tc_intake_asks (&state->intake, NULL));
  go_to (state, (900 - 60) * 1000 - 1);
  g_assert_nonnull (state->shown);
  go_to (state, (900 - 60) * 1000);
  g_assert_null (state->shown);
  g_assert_cmpuint (state->n_shown, ==, 2);
}

static void
test_restored_too_old (State *state, G_GNUC_UNUSED gconstpointer data)
{
  restore (state, 900);
  g_assert_cmpuint (state->n_shown, ==, 0);
  restore (state, -5);
  g_assert_cmpuint (state->n_shown, ==, 0);
}

static void
test_restored_then_live (State *state, G_GNUC_UNUSED gconstpointer data)
{
  restore (state, 60);
  receive (state, tc_test_document ("scoring.state", "\"published\"", NULL));
  g_assert_false (state->shown->restored);
  g_assert_cmpstr (state->shown->scoring.aggregate, ==, "92.35");
  g_assert_cmpint (state->shown->scoring.mark, ==, TC_MARK_FINAL);
  receive (state, tc_test_document ("revision", "11", "scoring.state", "\"published\"",
                                    "scoring.aggregate", "\"92.4\"", NULL));
  go_to (state, 300);
  g_assert_cmpint (state->shown->scoring.mark, ==, TC_MARK_CORRECTED);
  g_assert_cmpstr (state->shown->scoring.published, ==, "92.35");
  go_to (state, 1000 * 1000);
  g_assert_nonnull (state->shown);
}

/* --- roster and the operator's word ----------------------------------------------- */

static const char roster_text[] =
    "[{\"id\":\"u17\",\"name\":\"教育局\",\"category\":\"dept\"},"
    "{\"id\":\"u18\",\"name\":\"水务局\",\"category\":\"dept\"}]";

static char *
with_roster (const char *number)
{
  g_autofree char *hash =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, roster_text, -1);
  g_autofree char *json = g_strdup_printf ("\"%s\"", hash);

  return tc_test_document ("revision", number, "units.roster_sha256", json, NULL);
}

static void
test_roster (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, revision ("1"));
  g_assert_null (tc_intake_wanted_roster (&state->intake));
  receive (state, with_roster ("2"));
  go_to (state, 300);
  g_assert_nonnull (tc_intake_wanted_roster (&state->intake));
  g_assert_null (state->shown->roster);

  g_assert_false (tc_intake_roster (&state->intake, "[]", 2));
  g_assert_true (was_told (state, "roster: the roster's bytes"));
  g_assert_null (tc_intake_wanted_roster (&state->intake));
  go_to (state, 5300);
  g_assert_nonnull (tc_intake_wanted_roster (&state->intake));
  /* the second time after 10 s, or a bad roster would keep the state from being asked
   */
  tc_intake_roster_failed (&state->intake, tc_why_other ("no"));
  go_to (state, 15299);
  g_assert_null (tc_intake_wanted_roster (&state->intake));
  go_to (state, 15300);
  g_assert_nonnull (tc_intake_wanted_roster (&state->intake));

  receive (state, with_roster ("3"));
  g_assert_true (tc_intake_roster (&state->intake, roster_text, strlen (roster_text)));
  g_assert_null (tc_intake_wanted_roster (&state->intake));
  g_assert_cmpint (state->shown->revision, ==, 2);
  g_assert_cmpuint (state->shown->roster->n_units, ==, 2);
  go_to (state, 15600);
  g_assert_cmpint (state->shown->revision, ==, 3);
  g_assert_nonnull (state->shown->roster);
}

static void
test_manual_current (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, with_roster ("1"));
  tc_intake_roster (&state->intake, roster_text, strlen (roster_text));
  receive (state, with_roster ("2"));
  go_to (state, 100);
  tc_intake_set_manual (&state->intake, "u18", NULL);
  g_assert_true (state->shown->current_manual);
  g_assert_cmpstr (state->shown->current.unit, ==, "u18");
  g_assert_cmpstr (state->shown->current.name, ==, "水务局");
  g_assert_cmpint (state->shown->current.order, ==, 2);
  g_assert_null (state->shown->current.speaker_name);
  /* the score stays with its own unit */
  g_assert_cmpstr (state->shown->scoring.subject_unit, ==, "u17");
  g_assert_true (was_told (state, "manual: u18"));
  /* what was received before the operator spoke does not undo it */
  go_to (state, 20000);
  g_assert_cmpint (state->shown->revision, ==, 2);
  g_assert_cmpstr (state->shown->current.unit, ==, "u18");
  /* the backend speaks again */
  receive (state, with_roster ("3"));
  go_to (state, 20300);
  g_assert_false (state->shown->current_manual);
  g_assert_cmpstr (state->shown->current.unit, ==, "u17");
}

static void
test_manual_current_ends (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, with_roster ("1"));
  tc_intake_roster (&state->intake, roster_text, strlen (roster_text));
  tc_intake_set_manual (&state->intake, "u18", NULL);
  tc_intake_set_manual (&state->intake, NULL, NULL);
  g_assert_false (state->shown->current_manual);
  g_assert_cmpstr (state->shown->current.unit, ==, "u17");
}

static void
test_manual_without_document (State *state, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFault) fault = NULL;

  state->intake.roster =
      tc_roster_parse (roster_text, strlen (roster_text), NULL, &fault);
  tc_intake_set_manual (&state->intake, "u18", NULL);
  g_assert_cmpstr (state->shown->current.name, ==, "水务局");
  g_assert_null (state->shown->scoring.id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                         \
  g_test_add ("/feed/intake/" name, State, GINT_TO_POINTER (300), set_up, function, \
              tear_down)
  ADD ("age/on-time", test_ages_on_time);
  ADD ("age/quiet-is-never-late", test_quiet_backend_is_never_late);
  ADD ("age/skewed-clocks", test_skewed_clocks);
  ADD ("restored/dropped-after-15-minutes", test_restored);
  ADD ("restored/too-old", test_restored_too_old);
  ADD ("restored/then-live", test_restored_then_live);
  ADD ("roster/fetched-and-given", test_roster);
  ADD ("manual/until-the-backend-speaks", test_manual_current);
  ADD ("manual/ends", test_manual_current_ends);
  ADD ("manual/without-a-document", test_manual_without_document);
  return g_test_run ();
}
