/* SPDX-License-Identifier: MIT
 *
 * The recorder on a real disk. Started with `--record DIR` this program records until
 * it is killed, and prints the length after each change: that is how kill -9 is tested.
 */
#include "tallycast/media/recorder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "tallycast/core/error.h"
#include "tallycast/core/process.h"

#include "../support/broadcast.h"
#include "../support/probe.h"
#include "../support/process.h"

#define BITRATE_KBPS 2000
#define PATIENCE_MS  40000
#define POLL_MS      20
#define FRAME_S      0.040

static const char *program;
static TestBroadcast *broadcast;

typedef struct {
  char *dir;
  TcRecorder *recorder;
  guint64 free_bytes; /* what the recorder is told; atomic by its size */
} Fixture;

static gboolean
told_free_space (gpointer data, G_GNUC_UNUSED const char *dir, guint64 *out_bytes)
{
  *out_bytes = __atomic_load_n (&((Fixture *)data)->free_bytes, __ATOMIC_SEQ_CST);
  return TRUE;
}

static void
tell_free_space (Fixture *fix, guint64 bytes)
{
  __atomic_store_n (&fix->free_bytes, bytes, __ATOMIC_SEQ_CST);
}

static char *
new_dir (void)
{
  const char *build = g_getenv ("TC_BUILD");
  g_autofree char *run =
      g_build_filename (build ? build : g_get_tmp_dir (), "run", NULL);
  char *dir = g_build_filename (run, "recorder-XXXXXX", NULL);

  g_mkdir_with_parents (run, 0755);
  g_assert_nonnull (g_mkdtemp (dir));
  return dir;
}

static void
fixture_set_up (Fixture *fix, gconstpointer data)
{
  fix->dir = new_dir ();
  tell_free_space (fix, 1000000);
  TcRecorderSettings settings = {.dir = fix->dir,
                                 .prefix = "meeting",
                                 .segment_s = GPOINTER_TO_INT (data),
                                 .keep_free_bytes = 1000,
                                 .retry_ms = 300,
                                 .free_space = told_free_space,
                                 .data = fix};
  g_autoptr (GError) error = NULL;

  fix->recorder = tc_recorder_new (&settings, broadcast->hub, &broadcast->info, &error);
  g_assert_no_error (error);
}

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_remove (file);
  }
  g_rmdir (path);
}

static void
fixture_tear_down (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  tc_recorder_free (fix->recorder);
  remove_dir (fix->dir);
  g_free (fix->dir);
}

static TcRecorderStats
stats_of (Fixture *fix)
{
  TcRecorderStats stats = {0};

  tc_recorder_get_stats (fix->recorder, &stats);
  return stats;
}

static void
await_state (Fixture *fix, TcRecorderState state)
{
  for (int ms = 0;; ms += POLL_MS) {
    g_auto (TcRecorderStats) stats = stats_of (fix);
    if (stats.state == state)
      return;
    if (ms > PATIENCE_MS)
      g_error ("never %s: %s, error %s", tc_recorder_state_name (state),
               tc_recorder_state_name (stats.state), stats.last_error);
    g_usleep (POLL_MS * 1000);
  }
}

static void
await_files (Fixture *fix, guint64 n, gint64 duration_ms)
{
  for (int ms = 0;; ms += POLL_MS) {
    g_auto (TcRecorderStats) stats = stats_of (fix);
    if (stats.files > n || (stats.files == n && stats.duration_ms >= duration_ms))
      return;
    if (ms > PATIENCE_MS)
      g_error ("only %d files", (int)stats.files);
    g_usleep (POLL_MS * 1000);
  }
}

static void
stop_and_wait (Fixture *fix)
{
  tc_recorder_stop (fix->recorder);
  await_state (fix, TC_RECORDER_IDLE);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
files_in (const char *path)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    g_ptr_array_add (files, g_build_filename (path, name, NULL));
  g_ptr_array_sort (files, by_name);
  return files;
}

/* Frames that the encoder of a busy machine refused: they are in no file. */
static int
refused_since (int before)
{
  return g_atomic_int_get (&broadcast->refused) - before;
}

static void
assert_plays (const char *path, TestProbe *probe)
{
  g_autofree char *complaints = test_decode (path);

  g_assert_true (test_probe (path, probe));
  g_test_message ("%s: %d frames, %d sounds, to %.3f, gap %.3f", path, probe->n_video,
                  probe->n_audio, probe->last_video_s, probe->max_video_gap_s);
  g_assert_cmpstr (complaints, ==, "");
  g_assert_true (probe->begins_with_key);
  g_assert_cmpfloat (probe->first_video_s, ==, 0);
  g_assert_cmpint (probe->n_back, ==, 0);
  g_assert_cmpint (probe->n_audio, >, 0);
  g_assert_cmpfloat (probe->max_video_gap_s, <=,
                     (1 + refused_since (0)) * FRAME_S + 0.001);
}

/* Key frames and segments of one second: whole files have exactly 25 frames, so
 * that none was lost between them. */
static void
test_rotates (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  TestProbe probe;
  int before = g_atomic_int_get (&broadcast->refused);

  tc_recorder_start (fix->recorder);
  await_files (fix, 4, 500);
  stop_and_wait (fix);
  g_autoptr (GPtrArray) files = files_in (fix->dir);
  g_assert_cmpuint (files->len, >=, 4);
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *name = g_path_get_basename (files->pdata[i]);

    g_assert_true (
        g_regex_match_simple ("^meeting-\\d{8}-\\d{6}(-\\d+)?\\.mp4$", name, 0, 0));
    assert_plays (files->pdata[i], &probe);
    if (i + 1 < files->len) {
      g_assert_cmpint (probe.n_video, <=, 25);
      g_assert_cmpint (probe.n_video, >=, 25 - refused_since (before));
    }
  }
  g_auto (TcRecorderStats) stats = stats_of (fix);
  g_assert_cmpuint (stats.errors + stats.overflows + stats.abandoned, ==, 0);
  g_assert_null (stats.last_error);
}

static void
test_space (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  TestProbe probe;

  tc_recorder_start (fix->recorder);
  await_files (fix, 1, 1500);
  tell_free_space (fix, 999);
  await_state (fix, TC_RECORDER_NO_SPACE);
  {
    g_auto (TcRecorderStats) stats = stats_of (fix);
    g_assert_cmpuint (stats.free_bytes, ==, 999);
    g_assert_cmpstr (stats.last_error, ==, "the disk is nearly full");
  }
  /* 5 % more is not enough, 10 % is. */
  tell_free_space (fix, 1050);
  g_usleep (1500 * 1000);
  await_state (fix, TC_RECORDER_NO_SPACE);
  tell_free_space (fix, 1100);
  await_files (fix, 2, 500);
  stop_and_wait (fix);

  g_autoptr (GPtrArray) files = files_in (fix->dir);
  g_assert_cmpuint (files->len, ==, 2);
  assert_plays (files->pdata[0], &probe);
  g_assert_cmpint (probe.n_video, >=, 37);
  assert_plays (files->pdata[1], &probe);
}

/* A write error (the process may not write more than 300 kB a file). */
static void
test_disk_error (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  struct rlimit was, now;

  getrlimit (RLIMIT_FSIZE, &was);
  now = (struct rlimit){300 * 1000, was.rlim_max};
  setrlimit (RLIMIT_FSIZE, &now);
  tc_recorder_start (fix->recorder);
  await_state (fix, TC_RECORDER_BACKOFF);
  setrlimit (RLIMIT_FSIZE, &was);
  {
    g_auto (TcRecorderStats) stats = stats_of (fix);
    g_test_message ("%s", stats.last_error);
    g_assert_cmpuint (stats.errors, ==, 1);
    g_assert_nonnull (strstr (stats.last_error, "File too large"));
  }
  await_files (fix, 2, 1000);
  stop_and_wait (fix);
  g_autoptr (GPtrArray) files = files_in (fix->dir);
  TestProbe probe;
  g_assert_cmpuint (files->len, ==, 2);
  assert_plays (files->pdata[1], &probe);
}

static void
test_vanished_directory (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *away = g_strconcat (fix->dir, "-away", NULL);

  g_assert_cmpint (g_rename (fix->dir, away), ==, 0);
  tc_recorder_start (fix->recorder);
  await_state (fix, TC_RECORDER_BACKOFF);
  g_assert_cmpint (g_rename (away, fix->dir), ==, 0);
  await_state (fix, TC_RECORDER_RECORDING);
}

static void
test_start_and_stop (Fixture *fix, G_GNUC_UNUSED gconstpointer data)
{
  tc_recorder_start (fix->recorder);
  tc_recorder_start (fix->recorder);
  await_state (fix, TC_RECORDER_RECORDING);
  stop_and_wait (fix);
  tc_recorder_stop (fix->recorder);
  tc_recorder_start (fix->recorder);
  await_state (fix, TC_RECORDER_RECORDING);
  g_auto (TcRecorderStats) stats = stats_of (fix);
  g_assert_cmpuint (stats.files, ==, 2);
}

static void
test_wrong_settings (void)
{
  g_autofree char *dir = new_dir ();
  g_autofree char *file = g_build_filename (dir, "file", NULL);
  g_autofree char *below = g_build_filename (file, "dir", NULL);
  const struct {
    TcRecorderSettings settings;
    int code;
    const char *says;
  } rows[] = {
      {{.dir = dir, .prefix = "a/b"}, TC_ERROR_CONFIG, "'/'"},
      {{.dir = dir, .segment_s = -1}, TC_ERROR_CONFIG, "1 .. 86400"},
      {{.dir = dir, .segment_s = 86401}, TC_ERROR_CONFIG, "1 .. 86400"},
      {{.dir = below}, TC_ERROR_UNAVAILABLE, below},
  };

  g_file_set_contents (file, "x", 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (
        tc_recorder_new (&rows[i].settings, broadcast->hub, &broadcast->info, &error));
    g_assert_error (error, TC_ERROR, rows[i].code);
    if (!strstr (error->message, rows[i].says))
      g_error ("no '%s' in: %s", rows[i].says, error->message);
  }
  remove_dir (dir);
}

/* --- kill -9 -----------------------------------------------------------------------
 */

G_NORETURN static void
record_for_ever (const char *dir)
{
  TcRecorderSettings settings = {.dir = dir};
  TestBroadcast *own = test_broadcast_start (BITRATE_KBPS);
  TcRecorder *recorder = tc_recorder_new (&settings, own->hub, &own->info, NULL);
  gint64 last_ms = -1;

  tc_recorder_start (recorder);
  for (;;) {
    g_auto (TcRecorderStats) stats = {0};
    tc_recorder_get_stats (recorder, &stats);
    if (stats.duration_ms != last_ms)
      printf ("%d\n", (int)stats.duration_ms);
    fflush (stdout);
    last_ms = stats.duration_ms;
    g_usleep (10 * 1000);
  }
}

static void
test_killed (void)
{
  g_autofree char *dir = new_dir ();
  const char *const argv[] = {program, "--record", dir, NULL};
  GSubprocess *process =
      test_process_start (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autoptr (GDataInputStream) out =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  gint64 recorded_ms = 0;
  TestProbe probe;

  while (recorded_ms < 3700) {
    g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
    g_assert_nonnull (line);
    recorded_ms = g_ascii_strtoll (line, NULL, 10);
  }
  test_process_end (&process, SIGKILL);

  g_autoptr (GPtrArray) files = files_in (dir);
  g_assert_cmpuint (files->len, ==, 1);
  assert_plays (files->pdata[0], &probe);
  double lost_s = (double)recorded_ms / 1000 - (probe.last_video_s + FRAME_S);
  g_test_message ("recorded %d ms, lost %.3f s", (int)recorded_ms, lost_s);
  g_assert_cmpfloat (lost_s, <=, 1.0 + 2 * FRAME_S);
  remove_dir (dir);
}

static void
test_nobody_noticed (void)
{
  test_broadcast_assert_unhindered (broadcast);
}

#define CLAIM(name, segment_s, function)                                     \
  g_test_add ("/media/recorder/" name, Fixture, GINT_TO_POINTER (segment_s), \
              fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--record"))
    record_for_ever (argv[2]);

  g_test_init (&argc, &argv, NULL);
  tc_process_init ();
  broadcast = test_broadcast_start (BITRATE_KBPS);
  CLAIM ("files-follow-each-other-without-a-hole", 1, test_rotates);
  CLAIM ("a-full-disk-stops-the-recording-until-there-is-room", 0, test_space);
  CLAIM ("an-error-of-the-disk-ends-the-file-only", 0, test_disk_error);
  CLAIM ("a-vanished-directory-is-tried-again", 0, test_vanished_directory);
  CLAIM ("starts-and-stops", 0, test_start_and_stop);
  g_test_add_func ("/media/recorder/wrong-settings-are-named", test_wrong_settings);
  g_test_add_func ("/media/recorder/kill-9-costs-the-last-second", test_killed);
  g_test_add_func ("/media/recorder/the-encoder-notices-nothing", test_nobody_noticed);
  int result = g_test_run ();
  test_broadcast_stop (broadcast);
  return result;
}
