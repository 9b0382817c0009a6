/* SPDX-License-Identifier: MIT
 *
 * librsvg 2.54 can be made to panic (which ends the process), to run for weeks and to
 * ask for gigabytes by a file of some hundred bytes; a broadcast must not depend on
 * what a designer saves. So it runs in a process of its own with limits of time and
 * memory, that lives as long as it draws well. To draw a plate that way costs 0.1 ms
 * more.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "draw/font-private.h"
#include "draw/svg-private.h"
#include "tallycast/core/error.h"

/* Real time: only a machine that stands still gets there, or a worker that sleeps. */
#define MAX_WAIT_MS 20000

/* A thread's own. So a bad file that was saved just now ends no worker but that of the
 * thread that reads it, and what is on the air waits for none. */
typedef struct {
  pid_t pid; /* 0: none runs */
  int connection;
  char *fonts; /* the house's folder that it was started with */
} Worker;

static char *worker_program; /* set before there are threads */

static void worker_free (gpointer data);
static GPrivate workers = G_PRIVATE_INIT (worker_free);

/* ---- life of the worker ---- */

/* Nothing of the machine's language may change a picture. */
static char **
clean_environment (void)
{
  GPtrArray *list = g_ptr_array_new ();
  for (char **each = environ; *each; each++)
    if (!g_str_has_prefix (*each, "LC_") && !g_str_has_prefix (*each, "LANG") &&
        !g_str_has_prefix (*each, "PANGO_"))
      g_ptr_array_add (list, g_strdup (*each));
  g_ptr_array_add (list, g_strdup ("LC_ALL=C.UTF-8"));
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}

/* It gets its socket and no other descriptor; what librsvg says before it panics is
 * nothing for our log, but a sanitizer's report is. */
static int
spawn (pid_t *pid, int socket, char *const *argv, char *const *environment)
{
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, socket, TC_SVG_WORKER_FD);
  posix_spawn_file_actions_addclosefrom_np (&actions, TC_SVG_WORKER_FD + 1);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
  int problem = posix_spawn (pid, worker_program, &actions, NULL, argv, environment);
  posix_spawn_file_actions_destroy (&actions);
  return problem;
}

static gboolean
start (Worker *self, GError **error)
{
  int pair[2];
  if (!worker_program) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "SVG: no program to draw it was set");
    return FALSE;
  }
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "SVG: %s", g_strerror (errno));
    return FALSE;
  }
  g_free (self->fonts);
  self->fonts = g_strdup (tc_font_dir ());
  char *argv[] = {(char *)"tallycast", (char *)TC_SVG_WORKER_COMMAND, self->fonts,
                  NULL};
  g_auto (GStrv) environment = clean_environment ();
  int problem = spawn (&self->pid, pair[1], argv, environment);
  close (pair[1]);
  if (problem == 0) {
    self->connection = pair[0];
    return TRUE;
  }
  close (pair[0]);
  self->pid = 0;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: cannot be started: %s",
               worker_program, g_strerror (problem));
  return FALSE;
}

/* Returns: how it ended, as waitpid tells. */
static int
stop (Worker *self, int signal_number)
{
  int status = 0;
  if (self->connection >= 0)
    close (self->connection);
  self->connection = -1;
  if (self->pid <= 0)
    return 0;
  if (signal_number)
    kill (self->pid, signal_number);
  while (waitpid (self->pid, &status, 0) < 0 && errno == EINTR)
    ;
  self->pid = 0;
  return status;
}

static void
worker_free (gpointer data)
{
  Worker *self = data;
  stop (self, SIGKILL);
  g_free (self->fonts);
  g_free (self);
}

static Worker *
worker_of_thread (void)
{
  Worker *self = g_private_get (&workers);
  if (self)
    return self;
  self = g_new0 (Worker, 1);
  self->connection = -1;
  g_private_set (&workers, self);
  return self;
}

void
tc_svg_set_worker (const char *program)
{
  tc_svg_stop_worker ();
  g_free (worker_program);
  worker_program = g_strdup (program);
}

void
tc_svg_stop_worker (void)
{
  g_private_replace (&workers, NULL);
}

/* ---- memory that both see ---- */

typedef struct {
  int fd; /* -1: none */
  guint8 *data;
  gsize n;
} Shared;

static void
shared_clear (Shared *self)
{
  if (self->data)
    munmap (self->data, self->n);
  if (self->fd >= 0)
    close (self->fd);
  *self = (Shared){.fd = -1};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shared, shared_clear)

/* Sealed: a worker that went wrong cannot take it away from under us. */
static gboolean
shared_init (Shared *self, gsize n, GError **error)
{
  *self = (Shared){.fd = memfd_create ("svg", MFD_CLOEXEC | MFD_ALLOW_SEALING), .n = n};
  if (self->fd >= 0 && ftruncate (self->fd, (off_t)n) == 0 &&
      fcntl (self->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) {
    void *data = mmap (NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
    self->data = data == MAP_FAILED ? NULL : data;
  }
  if (self->data)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "SVG: %s", g_strerror (errno));
  shared_clear (self);
  return FALSE;
}

/* The tree as text (librsvg has no other way in), and @id behind it. */
static gboolean
shared_init_text (Shared *self,
                  xmlDoc *doc,
                  const char *id,
                  TcSvgRequest *request,
                  GError **error)
{
  xmlChar *text = NULL;
  int n = 0;
  xmlDocDumpMemoryEnc (doc, &text, &n, "UTF-8");
  *self = (Shared){.fd = -1};
  if (!text) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "no memory for an SVG file");
    return FALSE;
  }
  request->n_text = (guint64)n;
  request->n_id = strlen (id);
  gboolean is_good = shared_init (self, (gsize)n + strlen (id), error);
  if (is_good) {
    memcpy (self->data, text, (gsize)n);
    memcpy (self->data + n, id, strlen (id));
  }
  xmlFree (text);
  return is_good;
}

/* ---- asking ---- */

static gboolean
send_request (int connection, const TcSvgRequest *request, int text, int pixels)
{
  int fds[2] = {text, pixels};
  gsize n = pixels >= 0 ? sizeof fds : sizeof fds[0];
  union {
    char bytes[CMSG_SPACE (sizeof fds)];
    struct cmsghdr align;
  } control = {0};
  struct iovec part = {(void *)request, sizeof *request};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = CMSG_SPACE (n)};
  struct cmsghdr *rights = CMSG_FIRSTHDR (&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN (n);
  memcpy (CMSG_DATA (rights), fds, n);
  return sendmsg (connection, &message, MSG_NOSIGNAL) == sizeof *request;
}

static gboolean
receive_reply (int connection, TcSvgReply *reply)
{
  struct pollfd wait = {connection, POLLIN, 0};
  int n;
  do
    n = poll (&wait, 1, MAX_WAIT_MS);
  while (n < 0 && errno == EINTR);
  return n == 1 && recv (connection, reply, sizeof *reply, 0) == sizeof *reply;
}

/* It is gone, or we have had enough of it. */
static void
tell_end (Worker *worker, GError **error)
{
  int status = stop (worker, SIGKILL);
  int cause = WIFSIGNALED (status) ? WTERMSIG (status) : 0;
  if (cause == SIGXCPU || cause == SIGKILL)
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "takes over %d s to draw: fewer filters, groups and references, or a "
                 "picture in their place",
                 TC_SVG_MAX_SECONDS);
  else if (cause == 0)
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "what draws SVG has ended with exit code %d", WEXITSTATUS (status));
  else
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "librsvg cannot draw it: it fails, or needs over %d MB (signal %d)",
                 TC_SVG_MAX_MEMORY >> 20, cause);
}

static gboolean
ask (const TcSvgRequest *request,
     const Shared *text,
     int pixels,
     TcSvgReply *reply,
     GError **error)
{
  Worker *worker = worker_of_thread ();
  if (worker->pid > 0 && g_strcmp0 (worker->fonts, tc_font_dir ()) != 0)
    stop (worker, SIGKILL);
  if (worker->pid == 0 && !start (worker, error))
    return FALSE;
  if (!send_request (worker->connection, request, text->fd, pixels) ||
      !receive_reply (worker->connection, reply)) {
    tell_end (worker, error);
    return FALSE;
  }
  reply->message[sizeof reply->message - 1] = '\0';
  if (!reply->is_good)
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s",
                 *reply->message ? reply->message : "no memory to draw it");
  return reply->is_good;
}

gboolean
tc_svg_process_size (xmlDoc *doc, TcSvgReply *out_reply, GError **error)
{
  TcSvgRequest request = {.ask = TC_SVG_SIZE};
  g_auto (Shared) text;
  return shared_init_text (&text, doc, "", &request, error) &&
         ask (&request, &text, -1, out_reply, error);
}

gboolean
tc_svg_process_measure (xmlDoc *doc, const char *id, double *out_width, GError **error)
{
  TcSvgRequest request = {.ask = TC_SVG_MEASURE};
  TcSvgReply reply;
  g_auto (Shared) text;
  if (!shared_init_text (&text, doc, id, &request, error) ||
      !ask (&request, &text, -1, &reply, error))
    return FALSE;
  *out_width = reply.width;
  return TRUE;
}

static void
unmap_cb (void *data)
{
  Shared *pixels = data;
  shared_clear (pixels);
  g_free (pixels);
}

cairo_surface_t *
tc_svg_process_draw (xmlDoc *doc, int w, int h, GError **error)
{
  static const cairo_user_data_key_t key;
  TcSvgRequest request = {.ask = TC_SVG_DRAW, .w = w, .h = h};
  TcSvgReply reply;
  g_auto (Shared) text;
  g_auto (Shared) pixels = {.fd = -1};
  if (!shared_init_text (&text, doc, "", &request, error) ||
      !shared_init (&pixels, (gsize)w * (gsize)h * 4, error) ||
      !ask (&request, &text, pixels.fd, &reply, error))
    return NULL;
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      pixels.data, CAIRO_FORMAT_ARGB32, w, h, w * 4);
  Shared *kept = g_memdup2 (&pixels, sizeof pixels);
  pixels = (Shared){.fd = -1};
  cairo_surface_set_user_data (surface, &key, kept, unmap_cb);
  return surface;
}
