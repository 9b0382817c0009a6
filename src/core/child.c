/* SPDX-License-Identifier: MIT
 *
 * posix_spawn, not fork: a broadcast has hundreds of megabytes mapped, and to copy its
 * page tables would stop the ticker's next page fault for as long as that takes.
 */
#include "tallycast/core/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tallycast/core/error.h"

#define LOOK_MS    20 /* how often it is looked whether it ended, or has to */
#define READ_BYTES 65536

static gboolean
fail (const TcChild *child, GError **error, const char *why)
{
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", child->argv[0], why);
  return FALSE;
}

static int
spawn (const TcChild *child, int output, pid_t *pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t ignored_here;
  char *const *environment =
      (char *const *)(child->environment != NULL ? child->environment
                                                 : (const char *const *)environ);

  sigemptyset (&ignored_here); /* core/process.h */
  sigaddset (&ignored_here, SIGPIPE);
  sigaddset (&ignored_here, SIGXFSZ);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (output >= 0)
    posix_spawn_file_actions_adddup2 (&actions, output, STDOUT_FILENO);
  else
    posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, "/dev/null", O_WRONLY,
                                      0);
  posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np (&actions, STDERR_FILENO + 1);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup (&attributes, 0);
  posix_spawnattr_setsigdefault (&attributes, &ignored_here);
  int problem = posix_spawnp (pid, child->argv[0], &actions, &attributes,
                              (char *const *)child->argv, environment);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return problem;
}

/* Kills what it may have started, too, and takes its end. */
static void
kill_group (pid_t pid)
{
  kill (-pid, SIGKILL);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

/* NULL while it may go on, else why it may not. */
static const char *
why_end (const TcChild *child, gint64 end_us)
{
  if (child->is_cancelled != NULL && g_atomic_int_get (child->is_cancelled) != 0)
    return "given up";
  return g_get_monotonic_time () >= end_us ? "not ended in time" : NULL;
}

/* Reads what is there. Returns: FALSE when it is too much. */
static gboolean
read_some (const TcChild *child, int *input, GString *text)
{
  char bytes[READ_BYTES];
  struct pollfd ready = {.fd = *input, .events = POLLIN};

  if (poll (&ready, 1, LOOK_MS) <= 0)
    return TRUE;
  ssize_t n = read (*input, bytes, sizeof bytes);
  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return TRUE;
  if (n <= 0) { /* its output is closed: all was read */
    close (*input);
    *input = -1;
    return TRUE;
  }
  if (text->len + (gsize)n > child->max_output)
    return FALSE;
  g_string_append_len (text, bytes, n);
  return TRUE;
}

/* Returns: NULL when it ended by itself, else why it was killed. @input: closed. */
static const char *
attend (const TcChild *child, pid_t pid, int *input, GString *text, int *status)
{
  gint64 end_us = g_get_monotonic_time () + (gint64)child->limit_ms * 1000;
  gboolean has_ended = FALSE;
  const char *why = NULL;

  while (why == NULL && (*input >= 0 || !has_ended)) {
    if (*input >= 0 && !read_some (child, input, text))
      why = "it says too much";
    else if (*input < 0)
      g_usleep (LOOK_MS * 1000);
    if (!has_ended)
      has_ended = waitpid (pid, status, WNOHANG) == pid;
    if (why == NULL && (*input >= 0 || !has_ended))
      why = why_end (child, end_us);
  }
  if (why != NULL && !has_ended)
    kill_group (pid);
  else if (why != NULL)
    kill (-pid, SIGKILL); /* somebody whom it started has our pipe still */
  return why;
}

gboolean
tc_child_run (const TcChild *child, char **output, int *exit_code, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int pipe_ends[2] = {-1, -1};
  int status = 0;
  pid_t pid;

  if (child->max_output > 0 && pipe2 (pipe_ends, O_CLOEXEC) != 0)
    return fail (child, error, g_strerror (errno));
  int problem = spawn (child, pipe_ends[1], &pid);
  if (pipe_ends[1] >= 0)
    close (pipe_ends[1]);
  const char *why =
      problem == 0 ? attend (child, pid, &pipe_ends[0], text, &status) : NULL;
  if (pipe_ends[0] >= 0)
    close (pipe_ends[0]);
  if (problem != 0)
    return fail (child, error, g_strerror (problem));
  if (why != NULL)
    return fail (child, error, why);
  if (!WIFEXITED (status)) {
    g_autofree char *signalled =
        g_strdup_printf ("ended by signal %d", WTERMSIG (status));
    return fail (child, error, signalled);
  }
  *exit_code = WEXITSTATUS (status);
  if (output != NULL)
    *output = g_strndup (text->str, text->len);
  return TRUE;
}
