/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static const char well[] =
    "{'state':1,'frame':109000,'uptime_ms':4360000,"
    "'programme':{'scene':'score','missed':3,'late':41},'encoder':{'failed':false},"
    "'cameras':[{'id':'main','state':'live'},{'id':'spare','state':'lost'}],"
    "'audio':{'state':'live'},'feed':{'state':'late','refusals':2},"
    "'outputs':[{'id':'public','state':'live','kbps':4510,'backlog_ms':100,"
    "'reconnects':1},{'id':'archive','state':'backoff','kbps':null}],"
    "'record':{'state':'recording','free_bytes':412000000000}}";

static void
test_ready (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  set_status (f, well);
  g_autofree char *brief = call_as (f, f->viewer, "GET /readyz", NULL);
  g_autofree char *verbose = call_as (f, f->viewer, "GET /readyz?verbose", NULL);

  g_assert_cmpint (talk_status (brief), ==, 200);
  g_assert_cmpstr (talk_body (brief), ==, "ok\n");
  g_assert_cmpint (talk_status (verbose), ==, 200);
  g_assert_cmpstr (talk_body (verbose), ==,
                   "[+] programme: score\n[+] camera main: live\n"
                   "[!] camera spare: lost\n[+] audio: live\n[!] feed: late\n"
                   "[+] output public: live\n[!] output archive: backoff\n"
                   "[+] record: recording\n");
}

/* What makes a supervisor act: no programme. An output that is lost does not. */
static void
test_not_ready (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const cases[] = {
      "{'state':0}",
      "{'state':0,'programme':{'scene':null}}",
      "{'state':0,'programme':{'scene':'score'},'encoder':{'failed':true}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    set_status (f, cases[i]);
    g_autofree char *brief = call_as (f, f->viewer, "GET /readyz", NULL);
    g_autofree char *verbose = call_as (f, f->viewer, "GET /readyz?verbose", NULL);
    g_assert_cmpint (talk_status (brief), ==, 503);
    g_assert_cmpint (talk_status (verbose), ==, 503);
    g_assert_true (g_str_has_prefix (talk_body (verbose), "[-] programme: "));
    g_autofree char *live = call_as (f, NULL, "GET /livez", NULL);
    g_assert_cmpint (talk_status (live), ==, 200);
  }
}

static void
test_metrics (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const samples[] = {
      "\ntallycast_uptime_seconds 4360\n",
      "\ntallycast_programme_frame 109000\n",
      "\ntallycast_missed_frames_total 3\n",
      "\ntallycast_feed_fresh 0\n",
      "\ntallycast_camera_live{id=\"main\"} 1\n",
      "\ntallycast_camera_live{id=\"spare\"} 0\n",
      "\ntallycast_output_bits_per_second{id=\"public\"} 4510000\n",
      "\ntallycast_output_backlog_seconds{id=\"public\"} 0.1\n",
      "\ntallycast_record_free_bytes 412000000000\n",
      "\n# TYPE tallycast_output_reconnects_total counter\n",
  };

  set_status (f, well);
  g_autofree char *answer = call_as (f, f->viewer, "GET /metrics", NULL);
  g_assert_cmpint (talk_status (answer), ==, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    if (!strstr (answer, samples[i]))
      g_error ("no '%s' in %s", samples[i], answer);
  /* what is not known is no sample */
  g_assert_null (strstr (answer, "bits_per_second{id=\"archive\"}"));
}

#define ADD(name, function) \
  g_test_add ("/control/health/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tells-what-is-well-and-what-is-not", test_ready);
  ADD ("without-a-programme-it-is-not-ready", test_not_ready);
  ADD ("has-numbers-for-those-who-watch", test_metrics);
  return g_test_run ();
}
