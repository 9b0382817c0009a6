/* SPDX-License-Identifier: MIT */
#include "scene/reload-private.h"

#include "tallycast/core/log.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#define EVENTS                                                                        \
  (IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | \
   IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
#define READ_BYTES 4096

/* Asked again at every look: a folder that is known already costs one call, one that
 * came later or was replaced is found. */
static void
watch_dirs (TcReload *self)
{
  const GPtrArray *dirs = tc_reload_dirs (self);

  for (guint i = 0; self->inotify >= 0 && i < dirs->len; i++) {
    const char *dir = g_ptr_array_index (dirs, i);
    int watch = inotify_add_watch (self->inotify, dir, EVENTS);

    if (watch >= 0)
      g_hash_table_insert (self->watches, GINT_TO_POINTER (watch), g_strdup (dir));
  }
}

static void
note_event (TcReload *self, const struct inotify_event *event)
{
  const char *dir = g_hash_table_lookup (self->watches, GINT_TO_POINTER (event->wd));
  g_autofree char *path = NULL;

  if (event->mask & IN_IGNORED)
    g_hash_table_remove (self->watches, GINT_TO_POINTER (event->wd));
  if (dir == NULL || event->len == 0)
    return;
  path = g_build_filename (dir, event->name, NULL);
  if (event->mask & IN_MODIFY)
    tc_reload_writing (self, path, TRUE);
  else if (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM))
    tc_reload_writing (self, path, FALSE);
}

static void
drain (TcReload *self)
{
  char bytes[READ_BYTES] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  ssize_t n;

  while ((n = read (self->inotify, bytes, sizeof bytes)) > 0)
    for (ssize_t at = 0; at < n;) {
      const struct inotify_event *event = (const struct inotify_event *)(bytes + at);

      note_event (self, event);
      at += (ssize_t)sizeof *event + event->len;
    }
}

static void *
reload_thread (void *data)
{
  TcReload *self = data;
  int wait_ms = 0;

  pthread_setname_np (pthread_self (), "tc-reload");
  for (;;) {
    struct pollfd fds[] = {{self->end, POLLIN, 0}, {self->inotify, POLLIN, 0}};
    int n = poll (fds, self->inotify >= 0 ? 2 : 1, wait_ms);

    if (fds[0].revents != 0 || (n < 0 && errno != EINTR))
      return NULL;
    if (self->inotify >= 0)
      drain (self);
    wait_ms = tc_reload_look (self);
    watch_dirs (self);
  }
}

void
tc_reload_start (TcReload *self)
{
  self->watches = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->end = eventfd (0, EFD_CLOEXEC);
  self->inotify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->inotify < 0)
    tc_log (TC_LOG_WARN, "scene",
            "the system tells no changes of files (%s): saved scenes are found by "
            "looking every %d s",
            g_strerror (errno), TC_RELOAD_LOOK_MS / 1000);
  watch_dirs (self);
  self->is_started = TRUE;
  pthread_create (&self->thread, NULL, reload_thread, self);
}

void
tc_reload_stop (TcReload *self)
{
  if (self == NULL || !self->is_started)
    return;
  self->is_started = FALSE;
  eventfd_write (self->end, 1);
  pthread_join (self->thread, NULL);
  close (self->end);
  if (self->inotify >= 0)
    close (self->inotify);
  g_hash_table_unref (self->watches);
}

void
tc_reload_free (TcReload *self)
{
  if (self == NULL)
    return;
  tc_reload_stop (self);
  tc_reload_clear (self);
  g_free (self);
}
