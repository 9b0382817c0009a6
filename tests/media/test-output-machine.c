/* SPDX-License-Identifier: MIT
 *
 * Every transition of an output's state machine, with time made by hand, and the
 * parsing and masking of its address.
 */
#include "media/output_machine.h"

#include "tallycast/core/clock.h"
#include "tallycast/core/error.h"

#include "media/rtmp.h"

typedef struct {
  TcOutputMachine machine;
  gint64 now_ns;
} Fixture;

static void
fixture_set_up (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  fix->now_ns = 1000 * TC_NS_PER_S;
  tc_output_machine_init (&fix->machine, &tc_output_times_default, 42);
}

static void
fixture_tear_down (G_GNUC_UNUSED Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
}

static void
pass_ms (Fixture *fix, gint64 ms)
{
  fix->now_ns += ms * TC_NS_PER_MS;
}

static TcOutputAction
handle (Fixture *fix, TcOutputEvent event)
{
  return tc_output_machine_handle (&fix->machine, event, fix->now_ns);
}

static TcOutputAction
tick (Fixture *fix, guint64 sent_bytes, gboolean has_backlog)
{
  return tc_output_machine_tick (&fix->machine, fix->now_ns, sent_bytes, has_backlog);
}

#define assert_state(fix, expected)                                 \
  g_assert_cmpstr (tc_output_state_name ((fix)->machine.state), ==, \
                   tc_output_state_name (expected))

static gint64
retry_in_ms (Fixture *fix)
{
  return (fix->machine.retry_ns - fix->now_ns) / TC_NS_PER_MS;
}

static void
bring_to (Fixture *fix, TcOutputState state)
{
  if (state == TC_OUTPUT_IDLE)
    return;
  g_assert_cmpint (handle (fix, TC_OUTPUT_EVENT_START), ==, TC_OUTPUT_DO_OPEN);
  if (state == TC_OUTPUT_BACKOFF)
    handle (fix, TC_OUTPUT_EVENT_ERROR);
  if (state == TC_OUTPUT_WAIT_KEY || state == TC_OUTPUT_LIVE)
    g_assert_cmpint (tick (fix, 3000, FALSE), ==, TC_OUTPUT_DO_FEED);
  if (state == TC_OUTPUT_LIVE)
    handle (fix, TC_OUTPUT_EVENT_KEY_SENT);
  assert_state (fix, state);
}

/* Tries do not begin it anew, only to be live ends it; nobody misses what is idle. */
static void
test_down (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  gint64 lost_ns;

  g_assert_cmpint (fix->machine.down_ns, ==, 0);
  handle (fix, TC_OUTPUT_EVENT_START);
  g_assert_cmpint (fix->machine.down_ns, ==, fix->now_ns);
  pass_ms (fix, 100);
  tick (fix, 3000, FALSE);
  g_assert_cmpint (fix->machine.down_ns, ==, fix->now_ns - 100 * TC_NS_PER_MS);
  handle (fix, TC_OUTPUT_EVENT_KEY_SENT);
  g_assert_cmpint (fix->machine.down_ns, ==, 0);
  pass_ms (fix, 1000);
  lost_ns = fix->now_ns;
  handle (fix, TC_OUTPUT_EVENT_REFUSED);
  g_assert_cmpint (fix->machine.down_ns, ==, lost_ns);
  g_assert_true (fix->machine.is_refused);
  pass_ms (fix, 20000);
  g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_OPEN);
  g_assert_cmpint (fix->machine.down_ns, ==, lost_ns);
  g_assert_true (fix->machine.is_refused);
  handle (fix, TC_OUTPUT_EVENT_ERROR);
  g_assert_cmpint (fix->machine.down_ns, ==, lost_ns);
  g_assert_false (fix->machine.is_refused);
  handle (fix, TC_OUTPUT_EVENT_STOP);
  g_assert_cmpint (fix->machine.down_ns, ==, 0);
}

/* Each event in each state. */
static void
test_transitions (void)
{
  static const struct {
    TcOutputState from;
    TcOutputEvent event;
    TcOutputState to;
    TcOutputAction action;
  } rows[] = {
      {TC_OUTPUT_IDLE, TC_OUTPUT_EVENT_START, TC_OUTPUT_CONNECTING, TC_OUTPUT_DO_OPEN},
      {TC_OUTPUT_IDLE, TC_OUTPUT_EVENT_STOP, TC_OUTPUT_IDLE, TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_IDLE, TC_OUTPUT_EVENT_ERROR, TC_OUTPUT_IDLE, TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_IDLE, TC_OUTPUT_EVENT_REFUSED, TC_OUTPUT_IDLE, TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_IDLE, TC_OUTPUT_EVENT_OVERFLOW, TC_OUTPUT_IDLE, TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_IDLE, TC_OUTPUT_EVENT_KEY_SENT, TC_OUTPUT_IDLE, TC_OUTPUT_DO_NOTHING},

      {TC_OUTPUT_CONNECTING, TC_OUTPUT_EVENT_START, TC_OUTPUT_CONNECTING,
       TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_CONNECTING, TC_OUTPUT_EVENT_STOP, TC_OUTPUT_IDLE, TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_CONNECTING, TC_OUTPUT_EVENT_ERROR, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_CONNECTING, TC_OUTPUT_EVENT_REFUSED, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_CONNECTING, TC_OUTPUT_EVENT_OVERFLOW, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_CONNECTING, TC_OUTPUT_EVENT_KEY_SENT, TC_OUTPUT_CONNECTING,
       TC_OUTPUT_DO_NOTHING},

      {TC_OUTPUT_WAIT_KEY, TC_OUTPUT_EVENT_START, TC_OUTPUT_WAIT_KEY,
       TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_WAIT_KEY, TC_OUTPUT_EVENT_STOP, TC_OUTPUT_IDLE, TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_WAIT_KEY, TC_OUTPUT_EVENT_ERROR, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_WAIT_KEY, TC_OUTPUT_EVENT_REFUSED, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_WAIT_KEY, TC_OUTPUT_EVENT_OVERFLOW, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_WAIT_KEY, TC_OUTPUT_EVENT_KEY_SENT, TC_OUTPUT_LIVE,
       TC_OUTPUT_DO_NOTHING},

      {TC_OUTPUT_LIVE, TC_OUTPUT_EVENT_START, TC_OUTPUT_LIVE, TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_LIVE, TC_OUTPUT_EVENT_STOP, TC_OUTPUT_IDLE, TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_LIVE, TC_OUTPUT_EVENT_ERROR, TC_OUTPUT_BACKOFF, TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_LIVE, TC_OUTPUT_EVENT_REFUSED, TC_OUTPUT_BACKOFF, TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_LIVE, TC_OUTPUT_EVENT_OVERFLOW, TC_OUTPUT_BACKOFF, TC_OUTPUT_DO_CLOSE},
      {TC_OUTPUT_LIVE, TC_OUTPUT_EVENT_KEY_SENT, TC_OUTPUT_LIVE, TC_OUTPUT_DO_NOTHING},

      {TC_OUTPUT_BACKOFF, TC_OUTPUT_EVENT_START, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_BACKOFF, TC_OUTPUT_EVENT_STOP, TC_OUTPUT_IDLE, TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_BACKOFF, TC_OUTPUT_EVENT_ERROR, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_BACKOFF, TC_OUTPUT_EVENT_REFUSED, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_BACKOFF, TC_OUTPUT_EVENT_OVERFLOW, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_NOTHING},
      {TC_OUTPUT_BACKOFF, TC_OUTPUT_EVENT_KEY_SENT, TC_OUTPUT_BACKOFF,
       TC_OUTPUT_DO_NOTHING},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Fixture fix;

    fixture_set_up (&fix, NULL);
    bring_to (&fix, rows[i].from);
    pass_ms (&fix, 7);
    gint64 since_ns = fix.machine.since_ns;
    g_test_message ("row %u", i);
    g_assert_cmpint (handle (&fix, rows[i].event), ==, rows[i].action);
    assert_state (&fix, rows[i].to);
    g_assert_cmpint (fix.machine.since_ns, ==,
                     rows[i].from == rows[i].to ? since_ns : fix.now_ns);
  }
}

static void
test_accepted (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  bring_to (fix, TC_OUTPUT_CONNECTING);
  pass_ms (fix, 200);
  g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_NOTHING);
  assert_state (fix, TC_OUTPUT_CONNECTING);
  g_assert_cmpint (tick (fix, 1, FALSE), ==, TC_OUTPUT_DO_FEED);
  assert_state (fix, TC_OUTPUT_WAIT_KEY);
  g_assert_cmpint (tick (fix, 1, FALSE), ==, TC_OUTPUT_DO_NOTHING);
}

static void
test_connect_watchdog (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  bring_to (fix, TC_OUTPUT_CONNECTING);
  pass_ms (fix, 9999);
  g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_NOTHING);
  pass_ms (fix, 1);
  g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_CLOSE);
  assert_state (fix, TC_OUTPUT_BACKOFF);
  g_assert_cmpint (fix->machine.reason, ==, TC_WHY_NO_ANSWER);
  g_assert_cmpuint (fix->machine.reconnects, ==, 1);
}

static void
test_stall_watchdog (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  bring_to (fix, TC_OUTPUT_LIVE);
  /* Nothing to send: no stall, however long. */
  pass_ms (fix, 60000);
  g_assert_cmpint (tick (fix, 3000, FALSE), ==, TC_OUTPUT_DO_NOTHING);
  /* One byte in time is enough. */
  pass_ms (fix, 7999);
  g_assert_cmpint (tick (fix, 3000, TRUE), ==, TC_OUTPUT_DO_NOTHING);
  g_assert_cmpint (tick (fix, 3001, TRUE), ==, TC_OUTPUT_DO_NOTHING);
  pass_ms (fix, 7999);
  g_assert_cmpint (tick (fix, 3001, TRUE), ==, TC_OUTPUT_DO_NOTHING);
  pass_ms (fix, 1);
  g_assert_cmpint (tick (fix, 3001, TRUE), ==, TC_OUTPUT_DO_CLOSE);
  assert_state (fix, TC_OUTPUT_BACKOFF);
  g_assert_cmpint (fix->machine.reason, ==, TC_WHY_STALLED);
}

static void
test_stall_before_live (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  bring_to (fix, TC_OUTPUT_WAIT_KEY);
  pass_ms (fix, 8000);
  g_assert_cmpint (tick (fix, 3000, TRUE), ==, TC_OUTPUT_DO_CLOSE);
}

static void
assert_wait (Fixture *fix, gint64 ms)
{
  g_assert_cmpint (retry_in_ms (fix), >=, ms * 75 / 100);
  g_assert_cmpint (retry_in_ms (fix), <=, ms * 125 / 100);
}

static void
test_backoff_doubles (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  static const int waits_ms[] = {500, 1000, 2000, 4000, 5000, 5000, 5000};

  handle (fix, TC_OUTPUT_EVENT_START);
  for (guint i = 0; i < G_N_ELEMENTS (waits_ms); i++) {
    g_assert_cmpint (handle (fix, TC_OUTPUT_EVENT_ERROR), ==, TC_OUTPUT_DO_CLOSE);
    assert_wait (fix, waits_ms[i]);
    pass_ms (fix, retry_in_ms (fix) - 1);
    g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_NOTHING);
    pass_ms (fix, 1);
    g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_OPEN);
    assert_state (fix, TC_OUTPUT_CONNECTING);
  }
  g_assert_cmpuint (fix->machine.reconnects, ==, G_N_ELEMENTS (waits_ms));
}

/* A day of a server that is away: it is still tried, at least each 5 s + 25 %. */
static void
test_never_gives_up (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  gint64 end_ns = fix->now_ns + 86400 * TC_NS_PER_S;
  guint64 tries = 0;

  handle (fix, TC_OUTPUT_EVENT_START);
  while (fix->now_ns < end_ns) {
    handle (fix, TC_OUTPUT_EVENT_ERROR);
    fix->now_ns = fix->machine.retry_ns;
    g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_OPEN);
    tries++;
  }
  g_assert_cmpuint (tries, >, 86400 / 7);
}

static void
test_refused_waits_longer (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  handle (fix, TC_OUTPUT_EVENT_START);
  handle (fix, TC_OUTPUT_EVENT_REFUSED);
  assert_wait (fix, 10000);
  fix->now_ns = fix->machine.retry_ns;
  g_assert_cmpint (tick (fix, 0, FALSE), ==, TC_OUTPUT_DO_OPEN);
}

static void
live_for_ms (Fixture *fix, gint64 ms)
{
  tick (fix, 100, FALSE);
  handle (fix, TC_OUTPUT_EVENT_KEY_SENT);
  assert_state (fix, TC_OUTPUT_LIVE);
  pass_ms (fix, ms);
  tick (fix, 200, FALSE);
  handle (fix, TC_OUTPUT_EVENT_ERROR);
}

static void
test_reset_only_when_steady (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  handle (fix, TC_OUTPUT_EVENT_START);
  live_for_ms (fix, 11999);
  assert_wait (fix, 500);
  fix->now_ns = fix->machine.retry_ns;
  tick (fix, 0, FALSE);
  live_for_ms (fix, 11999);
  assert_wait (fix, 1000);
  fix->now_ns = fix->machine.retry_ns;
  tick (fix, 0, FALSE);
  live_for_ms (fix, 12000);
  assert_wait (fix, 500);
}

static void
test_jitter_spreads (void)
{
  gint64 min_ms = G_MAXINT64, max_ms = 0;

  for (guint32 seed = 0; seed < 200; seed++) {
    Fixture fix = {.now_ns = 0};

    tc_output_machine_init (&fix.machine, &tc_output_times_default, seed * 2654435761U);
    handle (&fix, TC_OUTPUT_EVENT_START);
    handle (&fix, TC_OUTPUT_EVENT_REFUSED);
    min_ms = MIN (min_ms, retry_in_ms (&fix));
    max_ms = MAX (max_ms, retry_in_ms (&fix));
  }
  g_assert_cmpint (min_ms, >=, 7500);
  g_assert_cmpint (min_ms, <, 8000);
  g_assert_cmpint (max_ms, >, 12000);
  g_assert_cmpint (max_ms, <=, 12500);
}

static void
test_start_begins_afresh (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  handle (fix, TC_OUTPUT_EVENT_START);
  for (int i = 0; i < 4; i++) {
    handle (fix, TC_OUTPUT_EVENT_ERROR);
    fix->now_ns = fix->machine.retry_ns;
    tick (fix, 0, FALSE);
  }
  handle (fix, TC_OUTPUT_EVENT_STOP);
  handle (fix, TC_OUTPUT_EVENT_START);
  g_assert_cmpuint (fix->machine.reconnects, ==, 0);
  handle (fix, TC_OUTPUT_EVENT_ERROR);
  assert_wait (fix, 500);
}

/* --- the address -------------------------------------------------------------------
 */

static void
test_addresses (void)
{
  static const struct {
    const char *url, *key, *scheme, *host;
    guint port;
    const char *application, *stream, *user, *shown;
  } rows[] = {
      {"rtmp://h/live/abc", NULL, "rtmp", "h", 1935, "live", "abc", NULL,
       "rtmp://h/live/***"},
      {"rtmp://h:1936/live/a/b=c?d=e/f", NULL, "rtmp", "h", 1936, "live", "a/b=c?d=e/f",
       NULL, "rtmp://h:1936/live/***"},
      {"rtmps://h/app", "k?x=/1", "rtmps", "h", 443, "app", "k?x=/1", NULL,
       "rtmps://h/app"},
      {"rtmp://h/app/inst/", "k", "rtmp", "h", 1935, "app/inst", "k", NULL, NULL},
      {"rtmp://[::1]:77/a/k", NULL, "rtmp", "::1", 77, "a", "k", NULL, NULL},
      {"rtmp://[::1]/a/k", NULL, "rtmp", "::1", 1935, "a", "k", NULL, NULL},
      {"rtmp://u%40x:p%3a@h/a/k", NULL, "rtmp", "h", 1935, "a", "k", "u@x", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcRtmpTarget) target =
        tc_rtmp_target_parse (rows[i].url, rows[i].key, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (target->scheme, ==, rows[i].scheme);
    g_assert_cmpstr (target->host, ==, rows[i].host);
    g_assert_cmpuint (target->port, ==, rows[i].port);
    g_assert_cmpstr (target->application, ==, rows[i].application);
    g_assert_cmpstr (target->stream, ==, rows[i].stream);
    g_assert_cmpstr (target->user, ==, rows[i].user);
    if (rows[i].shown)
      g_assert_cmpstr (target->shown, ==, rows[i].shown);
  }
}

static void
test_wrong_addresses (void)
{
  static const struct {
    const char *url, *key, *says;
  } rows[] = {
      {"http://h/app/SECRET", NULL, "rtmp://"},
      {"nonsense-SECRET", NULL, "rtmp://"},
      {"rtmp:///app/SECRET", NULL, "no host"},
      {"rtmp://h:0/app/SECRET", NULL, "port"},
      {"rtmp://h:99999/app/SECRET", NULL, "port"},
      {"rtmp://h:1x/app/SECRET", NULL, "port"},
      {"rtmp://[::1/app/SECRET", NULL, "IPv6"},
      {"rtmp://SECRET@h/app/k", NULL, "password"},
      {"rtmp://a:%zz@h/app/SECRET", NULL, "escape"},
      {"rtmp://h", "SECRET", "no application"},
      {"rtmp://h/", NULL, "no application"},
      {"rtmp://h/app", NULL, "no stream key"},
      {"rtmp://h/app/", NULL, "no stream key"},
      {"rtmp://h/app", "", "no stream key"},
      {"rtmp://h/app", "SECRET\n", "control character"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tc_rtmp_target_parse (rows[i].url, rows[i].key, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
    g_test_message ("%s: %s", rows[i].url, error->message);
    g_assert_nonnull (g_strstr_len (error->message, -1, rows[i].says));
    g_assert_null (g_strstr_len (error->message, -1, "SECRET"));
  }
}

static void
test_masks_errors (void)
{
  g_autoptr (TcRtmpTarget) target =
      tc_rtmp_target_parse ("rtmp://jane:hunter2@h/app?auth=abc", "k1?t=/x", NULL);
  g_autofree char *text = tc_rtmp_target_mask (
      target,
      "publish to k1?t=/x on rtmp://h/app?auth=abc by jane with hunter2 failed");

  g_assert_cmpstr (text, ==,
                   "publish to *** on rtmp://h/app*** by *** with *** failed");
}

/* As servers name a stream that they refuse. */
static void
test_masks_parts_of_the_key (void)
{
  static const char *const texts[] = {
      "Stream live_s3cret already publishing",
      "publish denied: (string)\"live_s3cret\\?sign\\=t0ken%2F9\"",
      "no such stream live_s3cret?sign=t0ken/9",
      "bad argument sign: t0ken/9 is no signature",
      "live_s3cret?sign=t0ken%2F9: refused",
  };
  g_autoptr (TcRtmpTarget) target =
      tc_rtmp_target_parse ("rtmp://r:pass@h/app", "live_s3cret?sign=t0ken%2F9", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = tc_rtmp_target_mask (target, texts[i]);
    if (strstr (text, "s3cret") || strstr (text, "t0ken"))
      g_error ("not hidden: %s", text);
  }
  g_autofree char *plain = tc_rtmp_target_mask (target, "rtmp server refused");
  g_assert_cmpstr (plain, ==, "rtmp server refused");
}

#define CLAIM(name, function)                                                         \
  g_test_add ("/media/output-machine/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/output-machine/each-event-in-each-state", test_transitions);
  CLAIM ("bytes-that-leave-mean-accepted", test_accepted);
  CLAIM ("no-answer-in-10-s-is-a-failure", test_connect_watchdog);
  CLAIM ("a-backlog-that-does-not-move-for-8-s-is-a-failure", test_stall_watchdog);
  CLAIM ("a-stall-counts-before-the-first-key-too", test_stall_before_live);
  CLAIM ("back-off-doubles-up-to-5-s", test_backoff_doubles);
  CLAIM ("never-gives-up", test_never_gives_up);
  CLAIM ("a-refusal-waits-10-s", test_refused_waits_longer);
  CLAIM ("back-off-starts-again-only-after-12-s-live", test_reset_only_when_steady);
  CLAIM ("how-long-it-is-down-is-known", test_down);
  g_test_add_func ("/media/output-machine/jitter-spreads-over-a-quarter",
                   test_jitter_spreads);
  CLAIM ("start-begins-afresh", test_start_begins_afresh);
  g_test_add_func ("/media/rtmp/addresses-are-taken-apart", test_addresses);
  g_test_add_func ("/media/rtmp/wrong-addresses-are-refused-and-masked",
                   test_wrong_addresses);
  g_test_add_func ("/media/rtmp/errors-are-masked", test_masks_errors);
  g_test_add_func ("/media/rtmp/no-part-of-a-key-is-shown",
                   test_masks_parts_of_the_key);
  return g_test_run ();
}
