/* SPDX-License-Identifier: MIT
 *
 * measure [-s SECONDS] COMMAND...: run it, then print "CPU_SECONDS PEAK_KIB EXIT" on
 * descriptor 3. With -s it gets SIGINT after that many seconds. CPU and memory are
 * those of the process and its ended children, by wait4(2). Ended with it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t child;

static void
on_alarm (int signal)
{
  (void)signal;
  kill (child, SIGINT);
}

static double
seconds (struct timeval t)
{
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main (int argc, char **argv)
{
  unsigned stop_s = 0;
  int first = 1;

  if (argc > 2 && strcmp (argv[1], "-s") == 0) {
    stop_s = (unsigned)strtoul (argv[2], NULL, 10);
    first = 3;
  }
  if (first >= argc) {
    fprintf (stderr, "usage: measure [-s SECONDS] COMMAND...\n");
    return 64;
  }
  child = fork ();
  if (child == 0) {
    prctl (PR_SET_PDEATHSIG, SIGTERM); /* who stops measure stops the command */
    execvp (argv[first], argv + first);
    fprintf (stderr, "measure: %s: %s\n", argv[first], strerror (errno));
    _exit (127);
  }
  struct sigaction action = {.sa_handler = on_alarm};
  sigaction (SIGALRM, &action, NULL);
  alarm (stop_s);

  int status;
  struct rusage usage;
  while (wait4 (child, &status, 0, &usage) < 0 && errno == EINTR)
    ;
  dprintf (3, "%.2f %ld %d\n", seconds (usage.ru_utime) + seconds (usage.ru_stime),
           usage.ru_maxrss,
           WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status));
  return 0;
}
