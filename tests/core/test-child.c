/* SPDX-License-Identifier: MIT */
#include "tallycast/core/child.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tallycast/core/error.h"

#define LONG_MS  120000 /* never reached, but by a machine that stands still */
#define SHORT_MS 200

/* Runs "sh -c @script ARGUMENT". */
static gboolean
run (const char *script,
     const char *argument,
     int limit_ms,
     gsize max_output,
     char **output,
     int *exit_code,
     GError **error)
{
  const char *const argv[] = {"sh", "-c", script, "sh", argument, NULL};
  TcChild child = {.argv = argv, .limit_ms = limit_ms, .max_output = max_output};

  return tc_child_run (&child, output, exit_code, error);
}

static void
test_end (void)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int exit_code = -1;

  g_assert_true (run ("printf '%s' \"$1\"; exit 7", "a b; $(c) \"d'", LONG_MS, 100,
                      &output, &exit_code, &error));
  g_assert_no_error (error);
  g_assert_cmpint (exit_code, ==, 7);
  g_assert_cmpstr (output, ==, "a b; $(c) \"d'");
}

/* Its error output does not become ours, its input is empty. */
static void
test_alone (void)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int open_here = open ("/dev/null", O_RDONLY); /* without O_CLOEXEC */
  g_autofree char *number = g_strdup_printf ("%d", open_here);
  int exit_code;

  g_assert_true (run ("cat; echo wrong >&2; [ -e /proc/self/fd/$1 ] && echo open; trap",
                      number, LONG_MS, 100, &output, &exit_code, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==, "");
  close (open_here);
}

static void
test_environment (void)
{
  const char *const argv[] = {"/bin/sh", "-c", "echo $HERE$HOME", NULL};
  const char *const environment[] = {"HERE=1", NULL};
  TcChild child = {
      .argv = argv, .environment = environment, .limit_ms = LONG_MS, .max_output = 9};
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int exit_code;

  g_assert_true (tc_child_run (&child, &output, &exit_code, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==, "1\n");
}

/* A zombie that nobody takes the end of does not run. */
static gboolean
is_running (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *stat = NULL;

  return g_file_get_contents (path, &stat, NULL, NULL) && strstr (stat, ") Z ") == NULL;
}

/* Who does not end in time is killed with all that it started; so is who talks on. */
static void
test_killed (void)
{
  static const struct {
    const char *script, *why;
    int limit_ms;
  } cases[] = {
      {"sleep 1000 & echo $! >\"$1\"; wait", "sh: not ended in time", SHORT_MS},
      {"sleep 1000 & echo $! >\"$1\"", "sh: not ended in time", SHORT_MS},
      {"sleep 1000 & echo $! >\"$1\"; while :; do echo long; done",
       "sh: it says too much", LONG_MS},
      {"sleep 1000 & echo $! >\"$1\"; trap '' TERM INT HUP; wait",
       "sh: not ended in time", SHORT_MS},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *dir = g_dir_make_tmp ("tc-child-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (dir, "pid", NULL);
    g_autofree char *output = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    int exit_code;

    g_assert_false (run (cases[i].script, path, cases[i].limit_ms, 1000, &output,
                         &exit_code, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
    g_assert_cmpstr (error->message, ==, cases[i].why);
    /* On a machine that is very busy it may not have come so far within the limit. */
    if (g_file_get_contents (path, &text, NULL, NULL) && *text != '\0') {
      pid_t pid = (pid_t)g_ascii_strtoll (text, NULL, 10);
      while (is_running (pid))
        g_usleep (1000);
    }
    unlink (path);
    rmdir (dir);
  }
}

static void
test_cancelled (void)
{
  const char *const argv[] = {"sleep", "1000", NULL};
  gint is_cancelled = 1;
  TcChild child = {.argv = argv, .limit_ms = LONG_MS, .is_cancelled = &is_cancelled};
  g_autoptr (GError) error = NULL;
  int exit_code;

  g_assert_false (tc_child_run (&child, NULL, &exit_code, &error));
  g_assert_cmpstr (error->message, ==, "sleep: given up");
}

static void
test_no_program (void)
{
  const char *const argv[] = {"/nowhere/alert", "secret", NULL};
  TcChild child = {.argv = argv, .limit_ms = LONG_MS};
  g_autoptr (GError) error = NULL;
  int exit_code;

  g_assert_false (tc_child_run (&child, NULL, &exit_code, &error));
  g_assert_cmpstr (error->message, ==, "/nowhere/alert: No such file or directory");
  g_clear_error (&error);
  g_assert_false (run ("kill -ABRT $$", "", LONG_MS, 0, NULL, &exit_code, &error));
  g_assert_cmpstr (error->message, ==, "sh: ended by signal 6");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/child/arguments-stay-what-they-are", test_end);
  g_test_add_func ("/core/child/it-gets-nothing-of-ours", test_alone);
  g_test_add_func ("/core/child/its-environment-is-what-was-given", test_environment);
  g_test_add_func ("/core/child/who-does-not-end-is-killed-with-all-it-started",
                   test_killed);
  g_test_add_func ("/core/child/who-is-not-waited-for-is-killed", test_cancelled);
  g_test_add_func ("/core/child/what-goes-wrong-is-one-line-without-arguments",
                   test_no_program);
  return g_test_run ();
}
