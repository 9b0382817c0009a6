/* SPDX-License-Identifier: MIT */
#include "app/rehearse_server.h"

#include "../support/http.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

typedef struct {
  TcScript *script;
  TcRehearsal *rehearsal;
  guint16 port;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  f->script = tc_script_load (NULL, &error);
  g_assert_no_error (error);
  TcRehearsalSetup setup = {.script = f->script,
                            .listen = "127.0.0.1:0",
                            .seed = 1,
                            .speed = 1,
                            .manual = TRUE};
  f->rehearsal = tc_rehearsal_new (&setup, &error);
  g_assert_no_error (error);
  f->port = (guint16)atoi (strrchr (tc_rehearsal_url (f->rehearsal), ':') + 1);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_rehearsal_free (f->rehearsal);
  tc_script_free (f->script);
}

static json_t *
call (Fixture *f, const char *what, const char *body, int status)
{
  g_autofree char *answer = talk_call (f->port, what, "", body);
  g_assert_cmpint (talk_status (answer), ==, status);
  json_t *json = json_loads (talk_body (answer), 0, NULL);
  g_assert_nonnull (json);
  return json;
}

static void
do_call (Fixture *f, const char *what, const char *body)
{
  json_decref (call (f, what, body, 200));
}

typedef struct {
  char *epoch;
  json_int_t revision;
} Place;

static Place
place (Fixture *f)
{
  json_t *script = call (f, "GET /script", NULL, 200);
  Place here = {g_strdup (json_string_value (json_object_get (script, "epoch"))),
                json_integer_value (json_object_get (script, "revision"))};
  json_decref (script);
  return here;
}

/* A poll that says it knows all there is, and waits. */
static Talk *
poll_known (Fixture *f, int wait_s)
{
  Place here = place (f);
  g_autofree char *request =
      g_strdup_printf ("GET /api/v1/state?epoch=%s&after=%d&wait=%d HTTP/1.1\r\n"
                       "Host: 127.0.0.1\r\nConnection: close\r\n\r\n",
                       here.epoch, (int)here.revision, wait_s);
  Talk *talk = talk_new (f->port);
  talk_send (talk, request, strlen (request));
  g_free (here.epoch);
  return talk;
}

/* The server has had its turn: whatever it would have said at once has been said. */
static void
assert_silent (Fixture *f, Talk *talk)
{
  do_call (f, "GET /script", NULL);
  do_call (f, "GET /script", NULL);
  g_assert_cmpuint (talk->got->len, ==, 0);
}

static int
status_of (Talk *talk)
{
  g_assert_true (talk_until (talk, NULL));
  return talk_status (talk->got->str);
}

static void
test_state (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Place here = place (f);
  g_autofree char *tag = g_strdup_printf ("ETag: \"%s-1\"", here.epoch);
  g_autofree char *answer = talk_call (f->port, "GET /api/v1/state", "", NULL);
  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, tag));
  g_autofree char *known =
      g_strdup_printf ("GET /api/v1/state?epoch=%s&after=1", here.epoch);
  g_autofree char *other =
      g_strdup_printf ("GET /api/v1/state?epoch=%s&after=2&wait=30", here.epoch);
  g_autofree char *again = talk_call (f->port, known, "", NULL);
  g_autofree char *news = talk_call (f->port, other, "", NULL);
  g_assert_cmpint (talk_status (again), ==, 304);
  g_assert_cmpint (talk_status (news), ==, 200);
  g_autofree char *greedy = talk_call (f->port, "GET /api/v1/state?wait=31", "", NULL);
  g_assert_cmpint (talk_status (greedy), ==, 400);
  g_free (here.epoch);
}

static void
test_hold (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = poll_known (f, 30);
  assert_silent (f, talk);
  do_call (f, "POST /step", "{\"count\": 2}");
  g_assert_cmpint (status_of (talk), ==, 200);
  g_assert_nonnull (strstr (talk->got->str, "\"revision\":3"));
}

static void
test_hold_ends (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = poll_known (f, 1);
  assert_silent (f, talk);
  g_assert_cmpint (status_of (talk), ==, 304);
}

static void
test_roster (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *roster = talk_call (f->port, "GET /api/v1/roster", "", NULL);
  json_t *state = call (f, "GET /api/v1/state", NULL, 200);
  g_autofree char *sha256 =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, talk_body (roster), -1);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (state, "units"),
                                                       "roster_sha256")),
                   ==, sha256);
  json_decref (state);
}

static void
test_step_until (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  do_call (f, "POST /step", "{\"until\": \"publish\"}");
  json_t *state = call (f, "GET /api/v1/state", NULL, 200);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_object_get (state, "scoring"), "state")),
      ==, "published");
  json_decref (state);
}

static void
test_fault_error500 (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = poll_known (f, 30);
  assert_silent (f, talk);
  do_call (f, "POST /fault", "{\"name\": \"error500\"}");
  g_assert_cmpint (status_of (talk), ==, 500);
  json_decref (call (f, "GET /api/v1/state", NULL, 500));
  json_decref (call (f, "GET /api/v1/roster", NULL, 500));
  do_call (f, "POST /fault", "{\"name\": \"none\"}");
  do_call (f, "GET /api/v1/state", NULL);
}

static void
test_fault_hang (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  do_call (f, "POST /fault", "{\"name\": \"hang\"}");
  g_autoptr (Talk) talk = poll_known (f, 0);
  assert_silent (f, talk);
  do_call (f, "POST /step", NULL);
  assert_silent (f, talk);
  do_call (f, "POST /fault", "{\"name\": \"none\"}");
  g_assert_cmpint (status_of (talk), ==, 200);
}

static void
test_fault_slow (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  do_call (f, "POST /fault", "{\"name\": \"slow\"}");
  g_autoptr (Talk) talk = poll_known (f, 0);
  assert_silent (f, talk);
  g_assert_cmpint (status_of (talk), ==, 304); /* 3 s later */
}

static void
test_fault_stale (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Place here = place (f);
  do_call (f, "POST /fault", "{\"name\": \"stale\"}");
  do_call (f, "POST /step", "{\"count\": 5}");
  g_autofree char *known = g_strdup_printf ("GET /api/v1/state?epoch=%s&after=%d",
                                            here.epoch, (int)here.revision);
  g_autofree char *asleep = talk_call (f->port, known, "", NULL);
  g_assert_cmpint (talk_status (asleep), ==, 304);
  do_call (f, "POST /fault", "{\"name\": \"none\"}");
  g_autofree char *awake = talk_call (f->port, known, "", NULL);
  g_assert_cmpint (talk_status (awake), ==, 200);
  g_free (here.epoch);
}

static void
test_fault_new_epoch (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  do_call (f, "POST /step", "{\"count\": 5}");
  Place before = place (f);
  do_call (f, "POST /fault", "{\"name\": \"new_epoch\"}");
  Place after = place (f);
  g_assert_cmpstr (before.epoch, !=, after.epoch);
  g_assert_cmpint (before.revision, ==, 6);
  g_assert_cmpint (after.revision, ==, 1);
  g_free (before.epoch);
  g_free (after.epoch);
}

static void
test_fault_bad_section (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Place before = place (f);
  do_call (f, "POST /fault", "{\"name\": \"bad_section\"}");
  json_t *state = call (f, "GET /api/v1/state", NULL, 200);
  json_t *ballots = json_object_get (json_object_get (state, "scoring"), "ballots");
  g_assert_cmpint (json_integer_value (json_object_get (ballots, "cast")), >,
                   json_integer_value (json_object_get (ballots, "eligible")));
  /* A revision says one thing only: what is broken is a revision of its own. */
  g_assert_cmpint (json_integer_value (json_object_get (state, "revision")), ==,
                   before.revision + 1);
  do_call (f, "POST /fault", "{\"name\": \"none\"}");
  Place after = place (f);
  g_assert_cmpint (after.revision, ==, before.revision + 2);
  json_decref (state);
  g_free (before.epoch);
  g_free (after.epoch);
}

static void
test_fault_ends (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  do_call (f, "POST /fault", "{\"name\": \"hang\", \"for\": 0.3}");
  g_autoptr (Talk) talk = poll_known (f, 0);
  g_assert_cmpint (status_of (talk), ==, 304);
  json_decref (call (f, "POST /fault", "{\"name\": \"hnag\"}", 400));
}

static void
test_runs_by_itself (void)
{
  static const char text[] = "meeting: {title: T}\n"
                             "groups: [{id: a, name: A, weight: 1, eligible: 2}]\n"
                             "categories: [{id: c, name: C, units: [One]}]\n"
                             "steps: [{wait: 100}, {notice: {text: N}}, {wait: 100},\n"
                             "  {fault: {name: error500, for: 0}}]\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScript) script = tc_script_parse (text, -1, "s.yaml", &error);
  g_assert_no_error (error);
  TcRehearsalSetup setup = {
      .script = script, .listen = "127.0.0.1:0", .seed = 1, .speed = 1000};
  Fixture f = {.rehearsal = tc_rehearsal_new (&setup, &error)};
  g_assert_no_error (error);
  f.port = (guint16)atoi (strrchr (tc_rehearsal_url (f.rehearsal), ':') + 1);
  g_autoptr (Talk) talk = poll_known (&f, 30);
  g_assert_cmpint (status_of (talk), ==, 200);
  g_assert_nonnull (strstr (talk->got->str, "\"notice\":{\"text\":\"N\""));
  /* The script's own fault, 100 ms later: seen by a poll that knows the notice. */
  g_autoptr (Talk) broken = poll_known (&f, 30);
  g_assert_cmpint (status_of (broken), ==, 500);
  tc_rehearsal_free (f.rehearsal);
}

static void
test_loops (void)
{
  static const char text[] = "meeting: {title: T}\n"
                             "groups: [{id: a, name: A, weight: 1, eligible: 2}]\n"
                             "categories: [{id: c, name: C, units: [One]}]\n"
                             "steps: [{wait: 300}, {phase: end}, {wait: 300}]\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScript) script = tc_script_parse (text, -1, "s.yaml", &error);
  g_assert_no_error (error);
  TcRehearsalSetup setup = {
      .script = script, .listen = "127.0.0.1:0", .speed = 1000, .loop = TRUE};
  Fixture f = {.rehearsal = tc_rehearsal_new (&setup, &error)};
  g_assert_no_error (error);
  f.port = (guint16)atoi (strrchr (tc_rehearsal_url (f.rehearsal), ':') + 1);
  Place first = place (&f);
  Place second = place (&f);
  while (strcmp (first.epoch, second.epoch) == 0) {
    g_free (second.epoch);
    g_autoptr (Talk) talk = poll_known (&f, 5);
    status_of (talk);
    second = place (&f);
  }
  g_free (first.epoch);
  g_free (second.epoch);
  tc_rehearsal_free (f.rehearsal);
}

#define ADD(name, function) \
  g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/rehearsal/answers-at-once-or-says-not-modified", test_state);
  ADD ("/app/rehearsal/holds-a-poll-until-news", test_hold);
  ADD ("/app/rehearsal/ends-a-hold-with-304", test_hold_ends);
  ADD ("/app/rehearsal/the-roster-has-the-hash-it-says", test_roster);
  ADD ("/app/rehearsal/steps-by-hand-until-a-kind", test_step_until);
  ADD ("/app/rehearsal/fault-error500", test_fault_error500);
  ADD ("/app/rehearsal/fault-hang-ends-in-an-answer", test_fault_hang);
  ADD ("/app/rehearsal/fault-slow-answers-late", test_fault_slow);
  ADD ("/app/rehearsal/fault-stale-has-no-news", test_fault_stale);
  ADD ("/app/rehearsal/fault-new-epoch-begins-at-one", test_fault_new_epoch);
  ADD ("/app/rehearsal/fault-bad-section-is-a-revision", test_fault_bad_section);
  ADD ("/app/rehearsal/a-fault-ends-by-itself", test_fault_ends);
  g_test_add_func ("/app/rehearsal/runs-by-its-clock", test_runs_by_itself);
  g_test_add_func ("/app/rehearsal/begins-again-as-another-meeting", test_loops);
  return g_test_run ();
}
