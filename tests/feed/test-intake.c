/* SPDX-License-Identifier: MIT */
#include "moving.h"

/* --- alignment -------------------------------------------------------------------- */

static void
test_takes_effect_in_order (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, score ("1", "\"1\""));
  g_assert_null (state->shown);
  go_to (state, 100);
  receive (state, score ("2", "\"2\""));
  go_to (state, 299);
  g_assert_null (state->shown);
  go_to (state, 300);
  g_assert_cmpstr (state->shown->scoring.aggregate, ==, "1.00");
  go_to (state, 399);
  g_assert_cmpstr (state->shown->scoring.aggregate, ==, "1.00");
  go_to (state, 400);
  g_assert_cmpstr (state->shown->scoring.aggregate, ==, "2.00");
  g_assert_cmpuint (state->n_shown, ==, 2);
}

static void
test_every_document_is_shown (State *state, G_GNUC_UNUSED gconstpointer data)
{
  for (int i = 1; i <= 5; i++) {
    g_autofree char *number = g_strdup_printf ("%d", i);
    receive (state, revision (number));
  }
  state->now_ns = 10 * TC_NS_PER_S;
  tc_intake_step (&state->intake);
  g_assert_cmpint (state->shown->revision, ==, 5);
  /* the first at once: nothing bound was on air */
  g_assert_cmpuint (state->n_shown, ==, 5);
}

static void
test_smaller_align_keeps_order (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("1"));
  state->intake.align_ms = 0;
  receive (state, revision ("2"));
  g_assert_null (state->shown);
  go_to (state, 299);
  g_assert_null (state->shown);
  go_to (state, 300);
  g_assert_cmpint (state->shown->revision, ==, 2);
  g_assert_cmpuint (state->n_shown, ==, 2);
}

static void
test_full_queue_never_shows_early (State *state, G_GNUC_UNUSED gconstpointer data)
{
  int last = TC_FEED_MAX_WAITING + 50;

  tc_intake_set_bound (&state->intake, TRUE);
  for (int i = 1; i <= last; i++) {
    g_autofree char *number = g_strdup_printf ("%d", i);
    state->now_ns = i * TC_NS_PER_MS / 2;
    receive (state, revision (number));
  }
  g_assert_null (state->shown);
  g_assert_cmpuint (state->intake.align.waiting.length, ==, TC_FEED_MAX_WAITING);
  g_assert_cmpuint (state->intake.align.n_replaced, ==, 50);
  /* it is the newest that gave way, not the first */
  go_to (state, 301);
  g_assert_cmpint (state->shown->revision, ==, 2);
  go_to (state, 300 + (last - 1) / 2);
  g_assert_cmpint (state->shown->revision, <, last);
  go_to (state, 300 + last / 2 + 1);
  g_assert_cmpint (state->shown->revision, ==, last);
}

static void
test_retraction_does_not_wait (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, score ("1", "\"1\""));
  go_to (state, 300);
  receive (state, score ("2", "\"2\""));
  go_to (state, 400);
  receive (state,
           tc_test_document ("revision", "3", "scoring.visibility", "\"after_publish\"",
                             "current.name", "\"X\"", NULL));
  /* The value is gone at once, the rest comes when its picture comes. */
  g_assert_null (state->shown->scoring.aggregate);
  g_assert_cmpint (state->shown->revision, ==, 1);
  g_assert_cmpstr (state->shown->current.name, ==, "教育局");
  go_to (state, 600);
  g_assert_cmpint (state->shown->revision, ==, 2);
  g_assert_null (state->shown->scoring.aggregate);
  go_to (state, 700);
  g_assert_cmpint (state->shown->revision, ==, 3);
  g_assert_cmpstr (state->shown->current.name, ==, "X");
}

static void
test_bad_section_hides_at_once (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("1"));
  go_to (state, 300);
  receive (state, tc_test_document ("revision", "2", "scoring.ballots.cast", "99",
                                    "current.name", "\"X\"", NULL));
  g_assert_cmpuint (state->shown->refused, ==, TC_SECTION_SCORING);
  g_assert_null (state->shown->scoring.id);
  g_assert_cmpuint (state->shown->n_ranking, ==, 2);
  g_assert_true (was_told (state, "scoring refused: line 1"));
  /* names go on */
  go_to (state, 600);
  g_assert_cmpstr (state->shown->current.name, ==, "X");
  g_assert_null (state->shown->scoring.id);
  receive (state, revision ("3"));
  go_to (state, 900);
  g_assert_cmpuint (state->shown->refused, ==, 0);
  g_assert_nonnull (state->shown->scoring.aggregate);
  g_assert_true (was_told (state, "scoring: taken again"));
}

static char *
empty_backend (const char *number)
{
  return g_strdup_printf ("{\"version\":1,\"epoch\":\"E2\",\"revision\":%s,\"time\":"
                          "\"2026-11-23T02:11:12Z\",\"phase\":\"standby\"}",
                          number);
}

static void
look_cb (TcLogLevel level, const char *text, gpointer data)
{
  const State *state = data;

  event_cb (level, text, data);
  if (strstr (text, "scoring refused"))
    g_assert_null (state->shown->scoring.id);
  if (g_str_has_prefix (text, "late"))
    g_assert_cmpint (state->age, ==, TC_AGE_LATE);
  if (g_str_has_prefix (text, "epoch E2"))
    g_assert_cmpstr (state->shown->epoch, ==, "E2");
}

/* Whoever is told may be slow: what must not be shown is off the air before. */
static void
test_told_when_it_is_done (State *state, G_GNUC_UNUSED gconstpointer data)
{
  state->intake.callbacks.event = look_cb;
  receive (state, revision ("1"));
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, tc_test_document ("revision", "2", "scoring.scale", "0", NULL));
  go_to (state, 6000);
  tc_intake_set_bound (&state->intake, FALSE);
  receive (state, empty_backend ("1"));
  g_assert_true (was_told (state, "scoring refused"));
  g_assert_true (was_told (state, "late"));
  g_assert_true (was_told (state, "epoch E2"));
}

static void
test_urgent_notice_and_void_draw_do_not_wait (State *state,
                                              G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("1"));
  go_to (state, 300);
  receive (state, tc_test_document ("revision", "2", "draws[0].state", "\"void\"",
                                    "notice.level", "\"urgent\"", NULL));
  g_assert_cmpint (state->shown->draws[0].state, ==, TC_DRAW_VOID);
  g_assert_true (state->shown->notice_urgent);
  g_assert_cmpint (state->shown->revision, ==, 1);
}

/* --- whose score ------------------------------------------------------------------ */

static void
test_name_change_keeps_the_subject (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, revision ("1"));
  receive (state, tc_test_document ("revision", "2", "current.unit", "\"u18\"",
                                    "current.name", "\"水务局\"", NULL));
  go_to (state, 300);
  g_assert_cmpstr (state->shown->current.unit, ==, "u18");
  g_assert_cmpstr (state->shown->scoring.subject_unit, ==, "u17");
  g_assert_true (state->shown->scoring.subject_is_unit);
}

/* --- epochs ----------------------------------------------------------------------- */

static void
test_restarted_backend_unbound (State *state, G_GNUC_UNUSED gconstpointer data)
{
  gint64 after;

  receive (state, revision ("412"));
  receive (state, revision ("413"));
  go_to (state, 100);
  g_assert_cmpint (receive (state, empty_backend ("1")), ==, TC_ANSWER_NEWS);
  g_assert_cmpstr (state->shown->epoch, ==, "E2");
  g_assert_null (state->shown->current.unit);
  g_assert_cmpstr (tc_intake_asks (&state->intake, &after), ==, "E2");
  g_assert_cmpint (after, ==, 1);
  /* what waited of the old epoch is gone */
  go_to (state, 1000);
  g_assert_cmpstr (state->shown->epoch, ==, "E2");
}

static void
test_restarted_backend_bound (State *state, G_GNUC_UNUSED gconstpointer data)
{
  gint64 after;

  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("412"));
  go_to (state, 1000);
  g_assert_cmpint (receive (state, empty_backend ("1")), ==, TC_ANSWER_NEWS);
  g_assert_cmpstr (state->shown->epoch, ==, "E1");
  g_assert_true (was_told (state, "refused: backend restarted: epoch E2"));
  /* it asks with what it holds, or it would get the same document for ever */
  g_assert_cmpstr (tc_intake_asks (&state->intake, &after), ==, "E2");
  g_assert_cmpint (after, ==, 1);
  g_assert_cmpint (receive (state, empty_backend ("1")), ==, TC_ANSWER_OTHER);
  g_assert_cmpint (receive (state, empty_backend ("2")), ==, TC_ANSWER_NEWS);
  /* the document on air is not confirmed by the other database */
  tc_intake_not_modified (&state->intake);
  go_to (state, 17000);
  g_assert_cmpint (state->age, ==, TC_AGE_STALE);
  g_assert_cmpstr (state->shown->epoch, ==, "E1");
  /* and the crew is told both */
  json_t *status = tc_intake_status (&state->intake);
  g_assert_cmpstr (json_string_value (json_object_get (status, "state")), ==, "stale");
  g_assert_cmpstr (json_string_value (json_object_get (status, "held_epoch")), ==,
                   "E2");
  json_decref (status);

  tc_intake_not_modified (&state->intake);
  tc_intake_accept (&state->intake, "E3", NULL);
  g_assert_cmpstr (tc_rules_held_epoch (state->intake.rules, NULL), ==, "E2");
  tc_intake_accept (&state->intake, "E2", NULL);
  go_to (state, 17300);
  g_assert_cmpstr (state->shown->epoch, ==, "E2");
  g_assert_cmpint (state->shown->revision, ==, 2);
  g_assert_cmpint (state->age, ==, TC_AGE_FRESH);
}

/* The held document is as old as its own last answer. */
static void
test_accepted_epoch_may_be_stale (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("412"));
  receive (state, empty_backend ("1"));
  go_to (state, 17000);
  tc_intake_accept (&state->intake, "E2", NULL);
  go_to (state, 17001);
  g_assert_cmpstr (state->shown->epoch, ==, "E2");
  g_assert_cmpint (state->age, ==, TC_AGE_STALE);
}

static void
test_held_epoch_is_taken_on_standby (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("412"));
  go_to (state, 1000);
  receive (state, empty_backend ("1"));
  tc_intake_set_bound (&state->intake, FALSE);
  g_assert_cmpstr (state->shown->epoch, ==, "E2");
}

static void
test_first_document_is_never_held (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_set_bound (&state->intake, TRUE);
  receive (state, revision ("1"));
  go_to (state, 300);
  g_assert_cmpstr (state->shown->epoch, ==, "E1");
}

/* --- refusals --------------------------------------------------------------------- */

static const TcFault *
refusal (const State *state, gint64 *since_us)
{
  *since_us = state->intake.refusals[TC_REFUSAL_DOCUMENT].since_us;
  return state->intake.refusals[TC_REFUSAL_DOCUMENT].fault;
}

static void
test_refused_document (State *state, G_GNUC_UNUSED gconstpointer data)
{
  gint64 since_us;

  receive (state, revision ("10"));
  go_to (state, 1000);
  g_assert_cmpint (receive (state, g_strdup ("{\"version\": 1,\n}")), ==,
                   TC_ANSWER_OTHER);
  const TcFault *fault = refusal (state, &since_us);
  g_assert_cmpint (fault->line, ==, 2);
  g_assert_cmpint (since_us, ==, START_US + 1000000);
  g_assert_cmpint (state->shown->revision, ==, 10);

  go_to (state, 2000);
  receive (state, revision ("9"));
  fault = refusal (state, &since_us);
  g_assert_cmpstr (fault->path, ==, "revision");
  g_assert_cmpstr (fault->value, ==, "9");
  g_assert_cmpint (fault->line, ==, 1);
  g_assert_cmpint (fault->column, >, 1);
  /* refused all the time, for whatever reason */
  g_assert_cmpint (since_us, ==, START_US + 1000000);
  /* refused answers do not make the data fresh */
  go_to (state, 5000);
  g_assert_cmpint (state->age, ==, TC_AGE_LATE);

  tc_intake_not_modified (&state->intake);
  g_assert_null (refusal (state, &since_us));
  g_assert_cmpint (state->age, ==, TC_AGE_FRESH);
}

static void
test_impossible_step_is_located (State *state, G_GNUC_UNUSED gconstpointer data)
{
  receive (state, tc_test_document ("scoring.state", "\"published\"", NULL));
  g_autofree char *text = g_strdup (tc_test_document_text);
  memcpy (strstr (text, "\"revision\": 10") + 12, "11", 2);
  tc_intake_document (&state->intake, text, strlen (text));

  const TcFault *fault = state->intake.refusals[TC_REFUSAL_SCORING].fault;
  g_assert_cmpstr (fault->path, ==, "scoring.state");
  g_assert_cmpint (fault->line, >, 20);
  g_assert_cmpint (fault->column, ==, 14);
}

/* --- the network ------------------------------------------------------------------ */

static void
test_failures_are_told_once (State *state, G_GNUC_UNUSED gconstpointer data)
{
  tc_intake_failed (&state->intake, tc_why_other ("no route"));
  tc_intake_failed (&state->intake, tc_why_other ("no route"));
  g_assert_cmpstr (state->events->str, ==, "no answer: no route\n");
  receive (state, revision ("1"));
  g_assert_true (was_told (state, "the backend answers again"));
}

static void
test_pace (void)
{
  static const TcPace pace = {500 * TC_NS_PER_MS, 2 * TC_NS_PER_S, 40 * TC_NS_PER_MS};
  static const struct {
    int end_ms;
    TcAnswer answer;
    int next_ms;
  } cases[] = {
      {5, TC_ANSWER_NEWS, 40},
      {39, TC_ANSWER_NEWS, 40},
      {700, TC_ANSWER_NEWS, 700},
      {0, TC_ANSWER_NOT_MODIFIED, 500},
      {499, TC_ANSWER_NOT_MODIFIED, 500},
      {1500, TC_ANSWER_NOT_MODIFIED, 1500},
      {2001, TC_ANSWER_NOT_MODIFIED, 2001},
      {1, TC_ANSWER_OTHER, 500},
      {5000, TC_ANSWER_OTHER, 5000},
  };
  static const TcPace quick = {20 * TC_NS_PER_MS, TC_NS_PER_S, 40 * TC_NS_PER_MS};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (
        tc_pace_next_ns (&pace, 7, 7 + cases[i].end_ms * TC_NS_PER_MS, cases[i].answer),
        ==, 7 + cases[i].next_ms * TC_NS_PER_MS);
  static const TcPace slow = {5 * TC_NS_PER_S, TC_NS_PER_S, 40 * TC_NS_PER_MS};

  /* a hold that was broken off early is none, a kept one is repeated at once */
  g_assert_cmpint (
      tc_pace_next_ns (&slow, 0, 799 * TC_NS_PER_MS, TC_ANSWER_NOT_MODIFIED), ==,
      5 * TC_NS_PER_S);
  g_assert_cmpint (
      tc_pace_next_ns (&slow, 0, 800 * TC_NS_PER_MS, TC_ANSWER_NOT_MODIFIED), ==,
      800 * TC_NS_PER_MS);
  g_assert_cmpint (tc_pace_next_ns (&quick, 0, 0, TC_ANSWER_OTHER), ==,
                   40 * TC_NS_PER_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                         \
  g_test_add ("/feed/intake/" name, State, GINT_TO_POINTER (300), set_up, function, \
              tear_down)
  ADD ("align/in-order", test_takes_effect_in_order);
  ADD ("align/every-document", test_every_document_is_shown);
  ADD ("align/smaller-keeps-order", test_smaller_align_keeps_order);
  ADD ("align/full-queue-never-early", test_full_queue_never_shows_early);
  ADD ("align/retractions-do-not-wait", test_retraction_does_not_wait);
  ADD ("align/bad-section-hides-at-once", test_bad_section_hides_at_once);
  ADD ("align/notice-and-void-do-not-wait",
       test_urgent_notice_and_void_draw_do_not_wait);
  ADD ("subject/stays-when-the-name-changes", test_name_change_keeps_the_subject);
  ADD ("epoch/restarted-unbound-is-followed", test_restarted_backend_unbound);
  ADD ("epoch/restarted-bound-is-held", test_restarted_backend_bound);
  ADD ("epoch/accepted-may-be-stale", test_accepted_epoch_may_be_stale);
  ADD ("epoch/held-is-taken-on-standby", test_held_epoch_is_taken_on_standby);
  ADD ("epoch/first-is-never-held", test_first_document_is_never_held);
  ADD ("refused/document", test_refused_document);
  ADD ("refused/step-is-located", test_impossible_step_is_located);
  ADD ("failures-are-told-once", test_failures_are_told_once);
  ADD ("told-when-it-is-done", test_told_when_it_is_done);
  g_test_add_func ("/feed/pace/as-designed", test_pace);
  return g_test_run ();
}
