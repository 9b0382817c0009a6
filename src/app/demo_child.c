/* SPDX-License-Identifier: MIT */
#include "app/demo.h"

#include <signal.h>
#include <unistd.h>

#include <sys/prctl.h>

struct TcDemoChild {
  char *name;
  GSubprocess *process;
  pid_t group;
  int stop_signal;
  guint kill_timer;
  void (*gone) (TcDemoChild *child, gpointer data);
  gpointer data;
};

/* Between fork and exec: only what is safe there. */
static void
child_setup_cb (gpointer data)
{
  pid_t parent = (pid_t)GPOINTER_TO_INT (data);
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (getppid () != parent)
    _exit (1);
}

static void
wait_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TcDemoChild *self = data;
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self->kill_timer)
    g_source_remove (self->kill_timer);
  self->kill_timer = 0;
  /* What it left behind of its own group: nginx's worker, when its master was killed.
   */
  if (self->group > 1)
    kill (-self->group, SIGKILL);
  self->gone (self, self->data);
}

TcDemoChild *
tc_demo_child_new (const char *name,
                   const char *const *argv,
                   int stop_signal,
                   void (*gone) (TcDemoChild *child, gpointer data),
                   gpointer data,
                   GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_set_child_setup (launcher, child_setup_cb,
                                         GINT_TO_POINTER ((int)getpid ()), NULL);
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (!process) {
    g_prefix_error (error, "starting %s: ", name);
    return NULL;
  }
  TcDemoChild *self = g_new0 (TcDemoChild, 1);
  self->name = g_strdup (name);
  self->process = process;
  /* NULL when it has ended already: then there is no group to look after. */
  const char *id = g_subprocess_get_identifier (process);
  self->group = id ? (pid_t)g_ascii_strtoll (id, NULL, 10) : 0;
  self->stop_signal = stop_signal;
  self->gone = gone;
  self->data = data;
  g_subprocess_wait_async (process, NULL, wait_cb, self);
  return self;
}

static gboolean
kill_cb (gpointer data)
{
  TcDemoChild *self = data;
  self->kill_timer = 0;
  g_subprocess_force_exit (self->process);
  return G_SOURCE_REMOVE;
}

void
tc_demo_child_stop (TcDemoChild *self)
{
  if (self->kill_timer)
    return;
  g_subprocess_send_signal (self->process, self->stop_signal);
  self->kill_timer = g_timeout_add (TC_DEMO_STOP_MS, kill_cb, self);
}

const char *
tc_demo_child_name (const TcDemoChild *self)
{
  return self->name;
}

char *
tc_demo_child_end (const TcDemoChild *self)
{
  if (g_subprocess_get_if_signaled (self->process))
    return g_strdup_printf ("signal %d", g_subprocess_get_term_sig (self->process));
  return g_strdup_printf ("exit %d", g_subprocess_get_exit_status (self->process));
}

void
tc_demo_child_free (TcDemoChild *self)
{
  if (!self)
    return;
  g_object_unref (self->process);
  g_free (self->name);
  g_free (self);
}
