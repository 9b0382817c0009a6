/* SPDX-License-Identifier: MIT
 *
 * The way out: a queue and a thread that alone waits for standard error. A terminal
 * held by Ctrl-S, a stalled ssh, a pager or a journal that does not read stops that
 * thread and nobody else. To ask by poll whether a write would wait is not enough: a
 * terminal says that it has room when it has a byte, and a file on a disk that hangs
 * always says so. Non-blocking mode would be set for everybody who shares the terminal.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log-private.h"
#include "tallycast/core/clock.h"
#include "tallycast/core/sync.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_line;
static pthread_cond_t is_written;
/* guards: */
static GQueue lines = G_QUEUE_INIT; /* of char *, owned */
static guint n_lost;                /* since it was told */
static gboolean is_started, is_writing;

/* Returns: (transfer full) (nullable): what the crew must know of lines that are gone.
 */
static char *
lost_line (void)
{
  g_autofree char *text = g_strdup_printf (
      "%u line%s lost: standard error was not read", n_lost, n_lost == 1 ? "" : "s");

  n_lost = 0;
  return tc_log_line (TC_LOG_WARN, "log", text);
}

/* Standard error may be gone or full for ever: nothing is left to be told then. */
static void
write_line (const char *line)
{
  gsize left = strlen (line);

  while (left > 0) {
    gssize n = write (STDERR_FILENO, line, left);
    if (n < 0 && errno == EAGAIN) {
      /* somebody who shares it has made it non-blocking */
      struct pollfd writable = {.fd = STDERR_FILENO, .events = POLLOUT};
      poll (&writable, 1, -1);
    } else if (n < 0 && errno != EINTR) {
      return;
    }
    line += MAX (n, 0);
    left -= (gsize)MAX (n, 0);
  }
}

static char *
next_line (void)
{
  TC_LOCKED (&lock);
  is_writing = FALSE;
  pthread_cond_broadcast (&is_written);
  while (g_queue_is_empty (&lines) && n_lost == 0)
    pthread_cond_wait (&has_line, &lock);
  is_writing = TRUE;
  return g_queue_is_empty (&lines) ? lost_line () : g_queue_pop_head (&lines);
}

static void *
writer_main (G_GNUC_UNUSED void *data)
{
  for (;;) {
    g_autofree char *line = next_line ();
    write_line (line);
  }
  return NULL;
}

/* Signals are for others; without a reader the thread must not end the program. */
static gboolean
start_writer (void)
{
  pthread_t thread;
  sigset_t all, before;

  tc_cond_init (&has_line);
  tc_cond_init (&is_written);
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  gboolean is_made = pthread_create (&thread, NULL, writer_main, NULL) == 0;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  if (is_made) {
    pthread_detach (thread);
    atexit (tc_log_flush);
  }
  return is_made;
}

void
tc_log_queue (char *line)
{
  TC_LOCKED (&lock);
  is_started = is_started || start_writer ();
  if (g_queue_get_length (&lines) >= TC_LOG_MAX_WAITING) {
    n_lost++;
    g_free (line);
    return;
  }
  if (n_lost > 0)
    g_queue_push_tail (&lines, lost_line ());
  g_queue_push_tail (&lines, line);
  pthread_cond_signal (&has_line);
}

void
tc_log_flush (void)
{
  gint64 end_ns =
      tc_clock_mono_ns (tc_clock_system ()) + TC_LOG_FLUSH_MS * TC_NS_PER_MS;

  TC_LOCKED (&lock);
  while (is_started && (is_writing || n_lost > 0 || !g_queue_is_empty (&lines)))
    if (!tc_cond_wait_until (&is_written, &lock, end_ns))
      return;
}
