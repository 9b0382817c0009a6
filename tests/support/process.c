/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Between fork and exec: only what is safe there. A parent that ended before the prctl
 * sends nothing any more. */
static void
die_with_parent_cb (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != (pid_t)GPOINTER_TO_INT (data))
    _exit (1);
}

GSubprocess *
test_process_start (const char *const *argv, GSubprocessFlags flags, const char *dir)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent_cb,
                                         GINT_TO_POINTER ((int)getpid ()), NULL);
  if (dir)
    g_subprocess_launcher_set_cwd (launcher, dir);
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

void
test_process_end (GSubprocess **process, int signal_number)
{
  if (!*process)
    return;
  g_subprocess_send_signal (*process, signal_number);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}
