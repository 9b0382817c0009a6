/* SPDX-License-Identifier: MIT
 *
 * RTSP cameras against tests/tools/rtsp-server: unreachable, frozen, killed, back.
 */
#include <signal.h>
#include <string.h>

#include "../support/process.h"
#include "../support/rig.h"

typedef struct {
  GSubprocess *process;
  char *url;
  int port;
} Server;

static Server
server_start (int port, const char *user, const char *file)
{
  Server server = {0};
  g_autofree char *tool =
      g_build_filename (g_getenv ("TC_BUILD"), "tests/tools/rtsp-server", NULL);
  g_autofree char *port_arg = g_strdup_printf ("--port=%d", port);
  g_autofree char *user_arg = user ? g_strdup_printf ("--user=%s", user) : NULL;
  const char *argv[] = {tool, port_arg, user_arg ? user_arg : file, NULL};

  server.process = test_process_start (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autoptr (GDataInputStream) out =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (server.process));
  server.url = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  g_assert_nonnull (server.url);
  g_assert_true (g_str_has_prefix (server.url, "rtsp://127.0.0.1:"));
  server.port = atoi (server.url + strlen ("rtsp://127.0.0.1:"));
  return server;
}

static void
server_kill (Server *server)
{
  test_process_end (&server->process, SIGKILL);
  g_clear_pointer (&server->url, g_free);
}

/* One camera through all of it; the programme never stops. */
static void
is_taken_in_when_it_appears_and_comes_back (void)
{
  Server server = server_start (0, NULL, NULL);
  int port = server.port;
  g_autofree char *url = g_strdup (server.url);
  server_kill (&server);

  g_test_message ("unreachable at start: slate, and it keeps trying");
  Rig *rig = rig_new (url, NULL);
  rig_wait (rig_status (rig).restarts >= 1);
  g_assert_cmpint (rig_view (rig), ==, TC_VIEW_SLATE);
  rig_wait (rig_pictures (rig) > 10);

  g_test_message ("it appears");
  server = server_start (port, NULL, NULL);
  rig_wait (rig_view (rig) == TC_VIEW_LIVE);
  rig_wait (rig_energy (rig) > 0.1);
  g_assert_cmpint (rig_status (rig).width, ==, 320);

  g_test_message ("it hangs without a word: the watchdog sees it");
  g_subprocess_send_signal (server.process, SIGSTOP);
  rig_wait (rig_view (rig) == TC_VIEW_FROZEN);
  rig_wait (rig_view (rig) == TC_VIEW_SLATE);
  rig_wait (rig_status (rig).state != TC_CAMERA_LIVE);
  g_subprocess_send_signal (server.process, SIGCONT);
  rig_wait (rig_view (rig) == TC_VIEW_LIVE);

  g_test_message ("it is unplugged");
  server_kill (&server);
  rig_wait (rig_view (rig) == TC_VIEW_SLATE);
  server = server_start (port, NULL, NULL);
  rig_wait (rig_view (rig) == TC_VIEW_LIVE);

  TcTickerStats stats;
  g_autofree char *text = rig_dup_text (rig);
  tc_ticker_get_stats (rig->ticker, &stats);
  g_test_message ("%u ticks, %u missed, %u restarts, last: %s", (guint)stats.ticks,
                  (guint)stats.missed, (guint)rig_status (rig).restarts, text);
  g_assert_cmpuint (stats.ticks, >, 100);
  rig_free (rig);
  server_kill (&server);
}

static void
asks_for_the_password_and_never_shows_it (void)
{
  Server server = server_start (0, "cam:sesame", NULL);
  Rig *right = rig_new (server.url, "cam:sesame");
  Rig *wrong = rig_new (server.url, "cam:secret");

  rig_wait (rig_view (right) == TC_VIEW_LIVE);
  rig_wait (rig_status (wrong).restarts >= 1);
  g_autofree char *text = rig_dup_text (wrong);
  g_test_message ("wrong password: %s", text);
  g_assert_cmpstr (text, ==, "user or password refused");
  g_assert_null (strstr (text, "secret"));
  g_assert_cmpint (rig_view (wrong), ==, TC_VIEW_SLATE);
  rig_free (right);
  rig_free (wrong);
  server_kill (&server);
}

/* As in test-camera.c, from a camera whose stamps are right only after some time: the
 * first pair is not counted. */
static void
flash_and_beep_stay_together (void)
{
  g_autofree char *clip = rig_flash_beep ("flash-8s.mp4", "320x180 25 8");
  Server server = server_start (0, NULL, clip);
  Rig *rig = rig_new (server.url, NULL);

  rig_wait (rig_pairs (rig) >= 1);
  pthread_mutex_lock (&rig->lock);
  rig->worst_ms = 0;
  pthread_mutex_unlock (&rig->lock);
  rig_wait (rig_pairs (rig) >= 3);
  pthread_mutex_lock (&rig->lock);
  g_test_message ("worst %.1f ms", rig->worst_ms);
  g_assert_cmpfloat (rig->worst_ms, <=, 40);
  pthread_mutex_unlock (&rig->lock);
  rig_free (rig);
  server_kill (&server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/media/camera-rtsp/is-taken-in-when-it-appears-and-comes-back",
                   is_taken_in_when_it_appears_and_comes_back);
  g_test_add_func ("/media/camera-rtsp/asks-for-the-password-and-never-shows-it",
                   asks_for_the_password_and_never_shows_it);
  g_test_add_func ("/media/camera-rtsp/flash-and-beep-stay-together",
                   flash_and_beep_stay_together);
  return g_test_run ();
}
