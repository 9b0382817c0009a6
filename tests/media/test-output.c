/* SPDX-License-Identifier: MIT
 *
 * Outputs against a real nginx with RTMP, through a proxy that misbehaves. One
 * broadcast runs under all the cases: a steady output, a recorder, and the output that
 * is hurt. The last case asks whether the encoder, the steady output and the recorder
 * noticed.
 */
#include "tallycast/media/output.h"

#include <string.h>

#include "tallycast/core/process.h"
#include "tallycast/media/limits.h"
#include "tallycast/media/recorder.h"

#include "../support/broadcast.h"
#include "../support/probe.h"
#include "../support/rtmp-server.h"

/* Fat enough that the kernel's send buffer (4 MB) fills up in two seconds. */
#define BITRATE_KBPS 16000
#define PATIENCE_MS  40000
#define POLL_MS      20
#define STEADY_KEY   "steady"
#define FRAME_S      0.040

/* The real ones, five to ten times shorter. */
static const TcOutputTimes times = {
    .connect_timeout_ms = 1500,
    .stall_timeout_ms = 4000,
    .socket_timeout_ms = 1000,
    .backoff_min_ms = 200,
    .backoff_max_ms = 800,
    .backoff_refused_ms = 1000,
    .steady_ms = 3000,
    .teardown_timeout_ms = 5000,
};

static TestBroadcast *broadcast;
static TestServer *server;
static TestProxy *proxy;
static TcOutput *steady;
static TcRecorder *recorder;

/* --- helpers -----------------------------------------------------------------------
 */

static TcOutput *
start_with_times (int port, const char *key, const TcOutputTimes *with)
{
  g_autofree char *url = g_strdup_printf ("rtmp://127.0.0.1:%d/live", port);
  TcOutputSettings settings = {.id = "test", .url = url, .key = key, .times = with};
  g_autoptr (GError) error = NULL;
  TcOutput *output =
      tc_output_new (&settings, broadcast->hub, &broadcast->info, &error);

  g_assert_no_error (error);
  tc_output_start (output);
  return output;
}

static TcOutput *
start_at_port (int port, const char *key)
{
  return start_with_times (port, key, &times);
}

static TcOutputState
state_of (TcOutput *output)
{
  g_auto (TcOutputStats) stats = {0};

  tc_output_get_stats (output, &stats);
  return stats.state;
}

static void
fail_with_stats (TcOutput *output, const char *what)
{
  g_auto (TcOutputStats) stats = {0};

  tc_output_get_stats (output, &stats);
  g_error ("never came: %s; state %s, reconnects %d, error %s", what,
           tc_output_state_name (stats.state), (int)stats.reconnects, stats.last_error);
}

static void
await_state (TcOutput *output, TcOutputState state)
{
  for (int ms = 0; state_of (output) != state; ms += POLL_MS) {
    if (ms > PATIENCE_MS)
      fail_with_stats (output, tc_output_state_name (state));
    g_usleep (POLL_MS * 1000);
  }
}

/* Waits for the next lost connection and returns how it was said. */
static char *
await_loss (TcOutput *output)
{
  g_auto (TcOutputStats) before = {0};

  tc_output_get_stats (output, &before);
  for (int ms = 0; ms <= PATIENCE_MS; ms += POLL_MS) {
    g_auto (TcOutputStats) stats = {0};
    tc_output_get_stats (output, &stats);
    if (stats.reconnects > before.reconnects && stats.last_error)
      return g_strdup (stats.last_error);
    g_usleep (POLL_MS * 1000);
  }
  fail_with_stats (output, "a loss");
  return NULL;
}

static guint64
bytes_of (TcOutput *output)
{
  g_auto (TcOutputStats) stats = {0};

  tc_output_get_stats (output, &stats);
  return stats.bytes;
}

static void
await_bytes (TcOutput *output, guint64 more)
{
  guint64 goal = bytes_of (output) + more;

  for (int ms = 0; bytes_of (output) < goal; ms += POLL_MS) {
    if (ms > PATIENCE_MS)
      fail_with_stats (output, "bytes");
    g_usleep (POLL_MS * 1000);
  }
}

static void
assert_says (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("no '%s' in '%s'", part, text);
}

/* The last recording of @key: whole, keyed, from zero. */
static void
assert_recording (const char *path, TestProbe *probe)
{
  g_assert_true (test_probe (path, probe));
  g_test_message ("%s: %d frames, %d sounds, from %.3f to %.3f, gap %.3f", path,
                  probe->n_video, probe->n_audio, probe->first_video_s,
                  probe->last_video_s, probe->max_video_gap_s);
  g_assert_cmpint (probe->n_video, >, 10);
  g_assert_cmpint (probe->n_audio, >, 10);
  g_assert_true (probe->begins_with_key);
  g_assert_cmpint (probe->n_back, ==, 0);
  g_assert_cmpfloat (probe->first_video_s, <=, FRAME_S);
}

static guint64
drops_of (TcOutput *output)
{
  g_auto (TcOutputStats) stats = {0};

  tc_output_get_stats (output, &stats);
  return stats.dropped_frames;
}

/* An output whose server got no time for a second drops up to a key frame. */
static void
assert_no_drop (guint64 dropped)
{
  g_test_message ("%d frames dropped", (int)dropped);
  if (!test_broadcast_is_starved (broadcast))
    g_assert_cmpuint (dropped, ==, 0);
}

/* Each frame that the encoder took is there, but for those that the output said it
 * dropped. */
static void
assert_whole (const TestProbe *probe, guint64 dropped)
{
  double length_s = probe->last_video_s - probe->first_video_s;
  int missing = (int)(length_s / FRAME_S + 1.5) - probe->n_video;

  g_assert_cmpint (missing, <=, g_atomic_int_get (&broadcast->refused) + (int)dropped);
}

/* --- cases -------------------------------------------------------------------------
 */

static void
test_publishes (void)
{
  TcOutput *output = start_at_port (server->port, "plain");
  TestProbe probe;

  await_state (output, TC_OUTPUT_LIVE);
  await_bytes (output, 6000000);
  g_auto (TcOutputStats) stats = {0};
  tc_output_get_stats (output, &stats);
  g_assert_cmpuint (stats.reconnects, ==, 0);
  g_assert_cmpint (stats.kbps, >, BITRATE_KBPS / 2);
  g_assert_null (stats.last_error);
  tc_output_stop (output);
  await_state (output, TC_OUTPUT_IDLE);
  guint64 dropped = drops_of (output);
  assert_no_drop (dropped);
  tc_output_free (output);

  g_autoptr (GPtrArray) files = test_server_recordings (server, "plain");
  g_assert_cmpuint (files->len, ==, 1);
  assert_recording (files->pdata[0], &probe);
  assert_whole (&probe, dropped);
  g_assert_cmpfloat (ABS (probe.first_audio_s - probe.first_video_s), <, 0.030);
  g_autofree char *complaints = test_decode (files->pdata[0]);
  g_assert_cmpstr (complaints, ==, "");
}

static void
seen_by_notify_cb (gpointer data, const char *id, const TcOutputStats *stats)
{
  g_assert_cmpstr (id, ==, "odd");
  g_async_queue_push (data, g_strdup_printf ("%s %s %s\n",
                                             tc_output_state_name (stats->state),
                                             stats->url, stats->last_error));
}

static char *
all_said (GAsyncQueue *queue)
{
  GString *text = g_string_new (NULL);
  char *line;

  while ((line = g_async_queue_try_pop (queue))) {
    g_string_append (text, line);
    g_free (line);
  }
  return g_string_free (text, FALSE);
}

/* As one URL, and in two parts. */
static void
test_odd_keys (void)
{
  static const char key[] = "odd/k=SECRET?token=a/b=c&x=1";

  for (int is_apart = 0; is_apart < 2; is_apart++) {
    g_autoptr (GAsyncQueue) said = g_async_queue_new_full (g_free);
    g_autofree char *url =
        g_strdup_printf ("rtmp://127.0.0.1:%d/live%s%s", server->port,
                         is_apart ? "" : "/", is_apart ? "" : key);
    TcOutputSettings settings = {.id = "odd",
                                 .url = url,
                                 .key = is_apart ? key : NULL,
                                 .times = &times,
                                 .notify = seen_by_notify_cb,
                                 .notify_data = said};
    TcOutput *output =
        tc_output_new (&settings, broadcast->hub, &broadcast->info, NULL);

    g_assert_nonnull (output);
    tc_output_start (output);
    await_state (output, TC_OUTPUT_LIVE);
    await_bytes (output, 200000);
    tc_output_free (output);

    g_autofree char *text = all_said (said);
    assert_says (text, "connecting rtmp://127.0.0.1");
    assert_says (text, "wait_key rtmp://127.0.0.1");
    assert_says (text, "live rtmp://127.0.0.1");
    assert_says (text, "idle rtmp://127.0.0.1");
    g_assert_null (strstr (text, "SECRET"));
    g_assert_null (strstr (text, "token"));
  }
  g_autoptr (GPtrArray) files = test_server_recordings (server, "odd%2Fk%3DSECRET-");
  g_assert_cmpuint (files->len, >=, 1);
  g_autofree char *log = test_server_log (server);
  assert_says (log, "name=odd/k=SECRET args=token=a/b=c&x=1");
}

static void
test_refused (void)
{
  test_proxy_tell (proxy, "refuse");
  TcOutput *output = start_at_port (proxy->port, "k1-refused");
  g_autofree char *first = await_loss (output);
  g_autofree char *second = await_loss (output);

  assert_says (first, "refused");
  assert_says (second, "refused");
  test_proxy_tell (proxy, "pass");
  await_state (output, TC_OUTPUT_LIVE);
  tc_output_free (output);
}

static void
test_never_answering (const char *mode)
{
  test_proxy_tell (proxy, mode);
  TcOutput *output = start_at_port (proxy->port, mode);
  g_autofree char *said = await_loss (output);

  g_test_message ("%s", said);
  g_assert_cmpint (state_of (output), !=, TC_OUTPUT_LIVE);
  test_proxy_tell (proxy, "pass");
  test_proxy_tell (proxy, "reset");
  await_state (output, TC_OUTPUT_LIVE);
  tc_output_free (output);
}

static void
test_mute (void)
{
  test_never_answering ("mute");
}

static void
test_mute_after_handshake (void)
{
  test_never_answering ("mute-after-handshake");
}

static void
test_reset (void)
{
  TcOutput *output = start_at_port (proxy->port, "reset");

  await_state (output, TC_OUTPUT_LIVE);
  await_bytes (output, 200000);
  test_proxy_tell (proxy, "reset");
  g_autofree char *said = await_loss (output);
  await_state (output, TC_OUTPUT_LIVE);
  await_bytes (output, 1000000);
  tc_output_free (output);

  /* Each connection begins with a key frame at zero. */
  g_autoptr (GPtrArray) files = test_server_recordings (server, "reset");
  TestProbe probe;
  g_assert_cmpuint (files->len, >=, 2);
  assert_recording (files->pdata[files->len - 1], &probe);
}

static void
test_freezing (void)
{
  TcOutput *output = start_at_port (proxy->port, "frozen");

  await_state (output, TC_OUTPUT_LIVE);
  test_proxy_tell (proxy, "freeze");
  g_autofree char *said = await_loss (output);
  g_test_message ("%s", said);
  test_proxy_tell (proxy, "pass");
  test_proxy_tell (proxy, "reset");
  await_state (output, TC_OUTPUT_LIVE);
  tc_output_free (output);
}

/* A quarter of what it needs: frames are dropped, sound and key frames are not, and
 * what arrives can be decoded. */
static void
test_throttled (void)
{
  /* The kernel takes a third of its 4 MB at a time: no word for seconds is no fault. */
  TcOutputTimes patient = times;
  patient.socket_timeout_ms = patient.stall_timeout_ms = PATIENCE_MS;
  TcOutput *output = start_with_times (proxy->port, "slow", &patient);
  guint64 dropped = 0;

  await_state (output, TC_OUTPUT_LIVE);
  test_proxy_tell (proxy, "throttle 4000");
  for (int ms = 0; ms < PATIENCE_MS && dropped < 20; ms += POLL_MS) {
    g_auto (TcOutputStats) stats = {0};
    tc_output_get_stats (output, &stats);
    dropped = stats.dropped_frames;
    g_assert_cmpint (stats.backlog_ms, <=, TC_OUTPUT_QUEUE_MS);
    g_usleep (POLL_MS * 1000);
  }
  g_assert_cmpuint (dropped, >=, 20);
  test_proxy_tell (proxy, "pass");
  await_bytes (output, 3000000);
  g_auto (TcOutputStats) stats = {0};
  tc_output_get_stats (output, &stats);
  g_assert_cmpuint (stats.reconnects, ==, 0);
  tc_output_free (output);

  g_autoptr (GPtrArray) files = test_server_recordings (server, "slow");
  TestProbe probe;
  g_assert_cmpuint (files->len, ==, 1);
  assert_recording (files->pdata[0], &probe);
  g_assert_cmpfloat (probe.max_video_gap_s, >, 2 * FRAME_S);
  /* Sound is whole: 1024 samples each. */
  double sound_s = probe.last_audio_s - probe.first_audio_s;
  g_assert_cmpfloat_with_epsilon (probe.n_audio - 1, sound_s * 48000 / 1024, 1.5);
  g_autofree char *complaints = test_decode (files->pdata[0]);
  g_assert_cmpstr (complaints, ==, "");
}

/* As rtmp2sink 1.22 may do it: wedged without ever a word, so that only the watchdogs
 * are left. With a short stall time-out that one speaks first, with a long one the
 * queue's hard cap. */
static void
assert_wedge (int stall_timeout_ms, const char *says, guint64 overflows)
{
  TcOutputTimes wedged = times;
  wedged.socket_timeout_ms = PATIENCE_MS;
  wedged.stall_timeout_ms = stall_timeout_ms;
  TcOutput *output = start_with_times (proxy->port, "wedged", &wedged);

  await_state (output, TC_OUTPUT_LIVE);
  test_proxy_tell (proxy, "freeze");
  g_autofree char *said = await_loss (output);
  assert_says (said, says);
  g_auto (TcOutputStats) stats = {0};
  tc_output_get_stats (output, &stats);
  g_assert_cmpuint (stats.overflows, ==, overflows);
  g_assert_cmpuint (stats.abandoned, ==, 0);
  test_proxy_tell (proxy, "pass");
  test_proxy_tell (proxy, "reset");
  await_state (output, TC_OUTPUT_LIVE);
  tc_output_free (output);
}

static void
test_stalled (void)
{
  assert_wedge (1000, "stalled", 0);
}

static void
test_overflow (void)
{
  assert_wedge (PATIENCE_MS, "too slow", 1);
}

static void
test_name_in_use (void)
{
  TcOutput *first = start_at_port (server->port, "taken");
  await_state (first, TC_OUTPUT_LIVE);
  TcOutput *second = start_at_port (server->port, "taken");
  g_autofree char *said = await_loss (second);

  assert_says (said, "BadName");
  g_assert_null (strstr (said, "taken"));
  g_assert_cmpint (state_of (first), ==, TC_OUTPUT_LIVE);
  tc_output_free (first);
  await_state (second, TC_OUTPUT_LIVE);
  tc_output_free (second);
}

/* A server of its own, because the steady output must not be hurt. */
static void
test_killed (void)
{
  TestServer *mortal = test_server_new ("output-mortal");
  TcOutput *output = start_at_port (mortal->port, "killed");
  TestProbe probe;

  await_state (output, TC_OUTPUT_LIVE);
  await_bytes (output, 200000);
  test_server_kill (mortal);
  g_autofree char *said = await_loss (output);
  g_test_message ("%s", said);
  g_autofree char *again = await_loss (output);
  test_server_start (mortal);
  await_state (output, TC_OUTPUT_LIVE);
  await_bytes (output, 2000000);
  guint64 dropped = drops_of (output);
  tc_output_free (output);

  g_autoptr (GPtrArray) files = test_server_recordings (mortal, "killed");
  g_assert_cmpuint (files->len, >=, 2);
  assert_recording (files->pdata[files->len - 1], &probe);
  assert_whole (&probe, dropped);
  test_server_free (mortal);
}

static void
test_stop_and_free_any_time (void)
{
  static const char *const modes[] = {"pass", "mute", "mute-after-handshake", "freeze",
                                      "refuse"};

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    test_proxy_tell (proxy, modes[i]);
    for (int ms = 0; ms <= 120; ms += 60) {
      TcOutput *output = start_at_port (proxy->port, "brief");
      g_usleep ((gulong)ms * 1000);
      tc_output_stop (output);
      await_state (output, TC_OUTPUT_IDLE);
      g_auto (TcOutputStats) stats = {0};
      tc_output_get_stats (output, &stats);
      g_assert_cmpuint (stats.abandoned, ==, 0);
      tc_output_free (output);
    }
  }
  test_proxy_tell (proxy, "pass");
  test_proxy_tell (proxy, "reset");
}

/* --- nobody noticed ----------------------------------------------------------------
 */

static void
assert_whole_file (const char *path, guint64 dropped)
{
  TestProbe probe;

  assert_recording (path, &probe);
  assert_whole (&probe, dropped);
}

static void
test_nobody_noticed (void)
{
  TcEncoderStats encoder;
  g_auto (TcOutputStats) stats = {0};
  g_auto (TcRecorderStats) recorded = {0};

  tc_encoder_get_stats (broadcast->encoder, &encoder);
  test_broadcast_assert_unhindered (broadcast);
  g_assert_cmpuint (encoder.frames_in + encoder.frames_refused, >=,
                    g_atomic_int_get (&broadcast->ticks) - 1);
  g_assert_cmpuint (encoder.frames_in - encoder.frames_out, <, 40);
  g_assert_cmpuint (encoder.audio_refused, ==, 0);

  tc_output_get_stats (steady, &stats);
  g_assert_cmpint (stats.state, ==, TC_OUTPUT_LIVE);
  g_assert_cmpuint (stats.reconnects, ==, 0);
  assert_no_drop (stats.dropped_frames);
  tc_recorder_get_stats (recorder, &recorded);
  g_assert_cmpint (recorded.state, ==, TC_RECORDER_RECORDING);
  g_assert_cmpuint (recorded.files, ==, 1);
  g_assert_cmpuint (recorded.errors + recorded.overflows, ==, 0);

  g_clear_pointer (&steady, tc_output_free);
  g_clear_pointer (&recorder, tc_recorder_free);
  g_autoptr (GPtrArray) files = test_server_recordings (server, STEADY_KEY);
  g_assert_cmpuint (files->len, ==, 1);
  assert_whole_file (files->pdata[0], stats.dropped_frames);
  assert_whole_file (recorded.path, 0);
}

static void
set_up (void)
{
  broadcast = test_broadcast_start (BITRATE_KBPS);
  server = test_server_new ("output");
  proxy = test_proxy_start (server->port);
  steady = start_at_port (server->port, STEADY_KEY);

  g_autofree char *dir = g_build_filename (server->dir, "recorder", NULL);
  TcRecorderSettings settings = {.dir = dir};
  g_autoptr (GError) error = NULL;
  recorder = tc_recorder_new (&settings, broadcast->hub, &broadcast->info, &error);
  g_assert_no_error (error);
  tc_recorder_start (recorder);
  await_state (steady, TC_OUTPUT_LIVE);
}

static void
tear_down (void)
{
  tc_output_free (steady);
  tc_recorder_free (recorder);
  test_proxy_stop (proxy);
  test_server_free (server);
  test_broadcast_stop (broadcast);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  tc_process_init ();
  set_up ();
  g_test_add_func ("/media/output/publishes-whole-from-a-key-at-zero", test_publishes);
  g_test_add_func ("/media/output/odd-keys-work-and-are-not-shown", test_odd_keys);
  g_test_add_func ("/media/output/server-that-refuses", test_refused);
  g_test_add_func ("/media/output/server-that-never-answers", test_mute);
  g_test_add_func ("/media/output/server-mute-after-handshake",
                   test_mute_after_handshake);
  g_test_add_func ("/media/output/connection-reset", test_reset);
  g_test_add_func ("/media/output/server-that-freezes", test_freezing);
  g_test_add_func ("/media/output/server-too-slow-loses-frames-not-sound",
                   test_throttled);
  g_test_add_func ("/media/output/silent-wedge-is-found-by-the-stall-watchdog",
                   test_stalled);
  g_test_add_func ("/media/output/silent-wedge-is-found-by-the-full-queue",
                   test_overflow);
  g_test_add_func ("/media/output/name-in-use-is-tried-again", test_name_in_use);
  g_test_add_func ("/media/output/server-killed-and-back", test_killed);
  g_test_add_func ("/media/output/stop-at-any-time", test_stop_and_free_any_time);
  g_test_add_func ("/media/output/encoder-other-output-and-recorder-notice-nothing",
                   test_nobody_noticed);
  int result = g_test_run ();
  tear_down ();
  return result;
}
