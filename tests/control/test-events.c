/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "control/events.h"
#include "tallycast/control/alarms.h"

/* Listens as @token, from @last_id on (NULL: from the beginning). */
static Talk *
listen_as (Fixture *f, const char *token, const char *last_id)
{
  g_autofree char *head = as (token);
  g_autofree char *last =
      last_id ? g_strdup_printf ("Last-Event-ID: %s\r\n", last_id) : g_strdup ("");
  g_autofree char *request = g_strdup_printf (
      "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n", head, last);
  Talk *talk = talk_new (f->port);

  talk_send (talk, request, strlen (request));
  return talk;
}

/* Waits for an event with @data, and forgets what came before it. Returns: (transfer
 * full): its id. */
static char *
await (Talk *talk, const char *event, const char *data)
{
  g_autofree char *json = g_strdelimit (g_strdup (data), "'", '"');
  g_autofree char *end = g_strdup_printf ("event: %s\ndata: %s\n\n", event, json);

  g_test_message ("awaiting %s", end);
  g_assert_true (talk_until (talk, end));
  char *found = strstr (talk->got->str, end);
  char *id = g_strrstr_len (talk->got->str, found - talk->got->str, "id: ");
  g_assert_nonnull (id);
  char *text = g_strndup (id + 4, strcspn (id + 4, "\n"));
  g_string_erase (talk->got, 0, found + strlen (end) - talk->got->str);
  return text;
}

static guint64
number_of (const char *id)
{
  return g_ascii_strtoull (strrchr (id, '-') + 1, NULL, 10);
}

static void
test_snapshot (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_status (f, "{'state':1,'panic':false,'meeting':null}");
  g_autoptr (Talk) talk = listen_as (f, f->crew, NULL);
  g_autofree char *first =
      await (talk, "status", "{'state':1,'panic':false,'meeting':null}");

  set_status (f, "{'state':2,'panic':true,'meeting':null}");
  tc_api_changed (f->api);
  g_autofree char *second = await (talk, "change", "{'state':2,'panic':true}");
  g_assert_cmpuint (number_of (second), ==, number_of (first) + 1);
  set_status (f, "{'state':3,'panic':true,'meeting':{'phase':'scoring'}}");
  tc_api_changed (f->api);
  g_autofree char *third =
      await (talk, "change", "{'state':3,'meeting':{'phase':'scoring'}}");
  set_status (f, "{'state':3,'panic':true,'meeting':{'phase':null}}");
  tc_api_changed (f->api);
  g_autofree char *fourth = await (talk, "change", "{'meeting':{'phase':null}}");
  g_assert_cmpuint (number_of (fourth), ==, number_of (first) + 3);
  /* nothing new: by that one hears that the line lives; the number stays */
  g_autofree char *pulse = await (talk, "change", "{}");
  g_assert_cmpstr (pulse, ==, fourth);
}

/* Many calls within one turn, and within a frame's time, are one event. */
static void
test_coalesced (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = listen_as (f, f->crew, NULL);
  g_autofree char *first = await (talk, "status", "{'state':0}");

  for (int i = 1; i <= 100; i++) {
    json_object_set_new (f->status, "state", json_integer (i));
    tc_api_changed (f->api);
  }
  g_autofree char *second = await (talk, "change", "{'state':100}");
  g_assert_cmpuint (number_of (second), ==, number_of (first) + 1);
}

static void
test_resume (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) other = listen_as (f, f->crew, NULL);
  g_autofree char *first = await (other, "status", "{'state':0}");

  for (int i = 1; i <= 3; i++) {
    g_autofree char *change = g_strdup_printf ("{'state':%d}", i);
    set_status (f, change);
    tc_api_changed (f->api);
    g_free (await (other, "change", change));
  }
  /* who was away gets what he missed, and no snapshot */
  g_autoptr (Talk) back = listen_as (f, f->crew, first);
  g_free (await (back, "change", "{'state':1}"));
  g_free (await (back, "change", "{'state':2}"));
  g_autofree char *last = await (back, "change", "{'state':3}");
  g_assert_null (strstr (back->got->str, "event: status"));
  /* and who missed nothing, nothing */
  g_autoptr (Talk) current = listen_as (f, f->crew, last);
  g_autofree char *pulse = await (current, "change", "{}");
  g_assert_cmpstr (pulse, ==, last);
}

/* Also when nobody listened meanwhile. */
static void
test_resume_alone (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *talk = listen_as (f, f->crew, NULL);
  g_autofree char *id = await (talk, "status", "{'state':0}");

  talk_free (talk);
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  set_status (f, "{'state':9}");
  talk = listen_as (f, f->crew, id);
  g_free (await (talk, "change", "{'state':9}"));
  talk_free (talk);
}

static void
test_not_kept (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = listen_as (f, f->crew, NULL);
  g_autofree char *first = await (talk, "status", "{'state':0}");
  g_autofree char *run = g_strndup (first, (gsize)(strrchr (first, '-') - first));

  for (int i = 1; i <= TC_EVENTS_KEPT + 1; i++) {
    g_autofree char *change = g_strdup_printf ("{'state':%d}", i);
    set_status (f, change);
    tc_api_changed (f->api);
    g_free (await (talk, "change", change));
  }
  g_autofree char *now = g_strdup_printf ("{'state':%d}", TC_EVENTS_KEPT + 1);
  g_autofree char *future = g_strdup_printf ("%s-99999", run);
  g_autofree char *bare = g_strdup_printf ("%s-", run);
  const char *const ids[] = {
      first, future, bare, run, "7", "", "x-1", "-1", "99999999999999999999999999999"};
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (Talk) back = listen_as (f, f->crew, ids[i]);
    g_test_message ("Last-Event-ID: %s", ids[i]);
    g_free (await (back, "status", now));
  }
}

/* Addresses are not for viewers; a viewer's number says nothing to the crew. */
static void
test_viewer (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_status (f, "{'state':1,'outputs':[{'id':'public','url':'rtmp://h/***',"
                 "'error':'h: refused'}],'record':{'file':'/a.mp4','state':'idle'},"
                 "'log':[{'what':{'kind':'output','text':'h: refused'}}]}");
  g_autoptr (Talk) talk = listen_as (f, f->viewer, NULL);
  g_autofree char *id =
      await (talk, "status",
             "{'state':1,'outputs':[{'id':'public','url':null,'error':null}],'record':"
             "{'file':null,'state':'idle'},'log':[{'what':{'kind':'output','text':"
             "null}}]}");
  g_autofree char *status = call_as (f, f->viewer, "GET /api/v1/status", NULL);
  g_autofree char *whole = call_as (f, f->organizer, "GET /api/v1/status", NULL);

  g_assert_null (strstr (status, "rtmp"));
  g_assert_nonnull (strstr (whole, "rtmp"));
  g_autoptr (Talk) crew = listen_as (f, f->crew, id);
  g_assert_true (talk_until (crew, "event: status\n"));
  g_assert_true (talk_until (crew, "rtmp://h/***"));
  /* and a change of what he may not see is none */
  set_status (f, "{'state':1,'outputs':[{'id':'public','url':'rtmp://i/***',"
                 "'error':null}],'record':{'file':'/b.mp4','state':'idle'},"
                 "'log':[{'what':{'kind':'output','text':'i: refused'}}]}");
  tc_api_changed (f->api);
  g_assert_true (talk_until (crew, "rtmp://i/***"));
  g_free (await (talk, "change", "{}"));
  g_assert_null (strstr (talk->got->str, "rtmp"));
}

/* All that has an alarm with somebody's own words in it. */
#define TROUBLED                                                                     \
  "{'feed':{'state':'fresh','last_error':'http://10.0.0.9:8090: refused','roster':{" \
  "'error':'http://10.0.0.9:8090/roster: 404'},'refused':{'since_ms':9000,'text':"   \
  "'line 3: "                                                                        \
  "92.355','why':{'zh':'92.355','en':'92.355'}}},'record':{'state':'failed','since_" \
  "ms':1000,'error':'/mnt/tape/a.mp4: "                                              \
  "full'},'reload':{'errors':[{'file':'/mnt/a.yaml','message':'/mnt/a.yaml:1:2: "    \
  "error','since_ms':1},{'file':'/mnt/b.yaml','message':'/mnt/b.yaml:1:2: error',"   \
  "'since_ms':2}]},'asrun':{'error':'/mnt/state: full'},'alerts':{'error':"          \
  "'https://hook.example/T0K: 500'}}"

static void
assert_told (const char *text, gboolean is_crew)
{
  static const char *const secrets[] = {"10.0.0.9",    "/mnt/tape",  "/mnt/a.yaml",
                                        "/mnt/b.yaml", "/mnt/state", "hook.example",
                                        "92.355"};

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_test_message ("%s", secrets[i]);
    g_assert_true ((strstr (text, secrets[i]) != NULL) == is_crew);
  }
}

/* The same alarms, each once, whose words have none of it. */
static void
test_viewers_alarms (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_status (f, TROUBLED);
  json_object_set_new (f->status, "alarms", tc_alarms_of (f->status));
  g_autoptr (Talk) talk = listen_as (f, f->viewer, NULL);
  g_autofree char *seen = call_as (f, f->viewer, "GET /api/v1/status", NULL);
  g_autofree char *whole = call_as (f, f->crew, "GET /api/v1/status", NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  size_t i = 0;
  json_t *alarm = NULL;

  g_assert_true (talk_until (talk, "event: status\n"));
  g_assert_true (talk_until (talk, "\n\n"));
  assert_told (talk->got->str, FALSE);
  assert_told (seen, FALSE);
  assert_told (whole, TRUE);
  json_t *document = json_of (seen);
  const json_t *alarms = json_object_get (document, "alarms");
  const json_t *all = json_object_get (f->status, "alarms");
  g_assert_cmpuint (json_array_size (alarms), ==, 7);
  json_array_foreach (alarms, i, alarm)
  {
    const json_t *same = json_array_get (all, i);
    g_hash_table_add (ids, (gpointer)json_string_value (json_object_get (alarm, "id")));
    g_assert_true (
        json_equal (json_object_get (alarm, "kind"), json_object_get (same, "kind")));
    g_assert_true (json_equal (json_object_get (alarm, "since_ms"),
                               json_object_get (same, "since_ms")));
  }
  g_assert_cmpuint (g_hash_table_size (ids), ==, 7);
  json_decref (document);
  g_assert_nonnull (strstr (seen, "Recording stopped for 1 s: the crew sees why"));
  g_assert_nonnull (strstr (whole, "Recording stopped for 1 s: /mnt/tape/a.mp4: full"));
}

/* The stream ends when the token does. */
static void
test_revoked (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = listen_as (f, f->organizer, NULL);
  g_autoptr (Talk) crew = listen_as (f, f->crew, NULL);

  g_free (await (talk, "status", "{'state':0}"));
  g_free (await (crew, "status", "{'state':0}"));
  g_autofree char *gone = call_as (f, f->crew, "DELETE /api/v1/tokens/王主任", NULL);
  g_assert_cmpint (talk_status (gone), ==, 204);
  g_assert_true (talk_until (talk, NULL));
  g_free (await (crew, "change", "{}"));
  g_autoptr (Talk) again = listen_as (f, f->organizer, NULL);
  g_assert_true (talk_until (again, NULL));
  g_assert_cmpint (talk_status (again->got->str), ==, 401);
}

static void
test_limit (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *talks[TC_API_MAX_EVENTS];

  for (int i = 0; i < TC_API_MAX_EVENTS; i++) {
    talks[i] = listen_as (f, i % 2 ? f->crew : f->viewer, NULL);
    g_assert_true (talk_until (talks[i], "event: status"));
  }
  g_autofree char *refused = call_as (f, f->crew, "GET /api/v1/events", NULL);
  g_assert_cmpint (talk_status (refused), ==, 503);
  /* all are told, and all else is served */
  set_status (f, "{'state':7}");
  tc_api_changed (f->api);
  for (int i = 0; i < TC_API_MAX_EVENTS; i++)
    g_free (await (talks[i], "change", "{'state':7}"));
  g_autofree char *status = call_as (f, f->crew, "GET /api/v1/status", NULL);
  g_assert_cmpint (talk_status (status), ==, 200);
  for (int i = 0; i < TC_API_MAX_EVENTS; i++)
    talk_free (talks[i]);
}

#define ADD(name, function) \
  g_test_add ("/control/events/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-snapshot-then-numbered-changes", test_snapshot);
  ADD ("a-storm-of-changes-is-one-event", test_coalesced);
  ADD ("who-comes-back-gets-what-he-missed", test_resume);
  ADD ("also-when-nobody-listened-meanwhile", test_resume_alone);
  ADD ("what-is-not-kept-is-a-snapshot-again", test_not_kept);
  ADD ("viewers-see-no-addresses", test_viewer);
  ADD ("nor-in-the-words-of-alarms", test_viewers_alarms);
  ADD ("end-when-the-token-is-revoked", test_revoked);
  ADD ("serve-two-hundred-and-no-more", test_limit);
  return g_test_run ();
}
