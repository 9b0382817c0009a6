/* SPDX-License-Identifier: MIT
 *
 * The process that draws: the only user of librsvg. It lives with the other end of its
 * socket. A file that makes librsvg panic, hang or eat memory ends it, and nothing
 * else.
 */
#include <librsvg/rsvg.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "draw/font-private.h"
#include "draw/svg-private.h"

#define DPI 96

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RsvgHandle, g_object_unref)

typedef struct {
  TcSvgRequest request;
  int text, pixels; /* descriptors; -1: none */
} Job;

/* ---- limits ---- */

static void
set_limit (int resource, rlim_t limit)
{
  struct rlimit now;
  if (getrlimit ((__rlimit_resource_t)resource, &now) != 0)
    return;
  now.rlim_cur = MIN (limit, now.rlim_max);
  setrlimit ((__rlimit_resource_t)resource, &now);
}

/* A terminal's Ctrl-C and a supervisor's SIGTERM go to the whole group; the broadcast
 * may still draw its end. Sanitizers reserve more memory than any limit. */
static void
prepare_process (void)
{
  sigset_t none; /* what the thread that started us blocked is no wish of ours */
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  signal (SIGXCPU, SIG_DFL);
  signal (SIGINT, SIG_IGN);
  signal (SIGTERM, SIG_IGN);
  set_limit (RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  set_limit (RLIMIT_AS, TC_SVG_MAX_MEMORY);
#endif
}

/* Each job anew, from what has been used: at the limit SIGXCPU ends the process. */
static void
limit_time (void)
{
  struct rusage used;
  getrusage (RUSAGE_SELF, &used);
  set_limit (RLIMIT_CPU, (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec +
                             2 + TC_SVG_MAX_SECONDS);
}

/* ---- a job ---- */

static RsvgHandle *
open_text (const char *text, gsize n, GError **error)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (text, (gssize)n, NULL);
  /* No base file: librsvg can open nothing. "Unlimited" lifts libxml2's limit on the
   * length of an attribute, which a picture may exceed; ours have been kept. */
  RsvgHandle *handle = rsvg_handle_new_from_stream_sync (
      stream, NULL, RSVG_HANDLE_FLAG_UNLIMITED, NULL, error);
  if (handle)
    rsvg_handle_set_dpi (handle, DPI);
  return handle;
}

static void
tell_size (RsvgHandle *handle, TcSvgReply *reply)
{
  gboolean has_width, has_height, has_box;
  RsvgLength width, height;
  RsvgRectangle box = {0};
  rsvg_handle_get_intrinsic_dimensions (handle, &has_width, &width, &has_height,
                                        &height, &has_box, &box);
  if (rsvg_handle_get_intrinsic_size_in_pixels (handle, &reply->width, &reply->height))
    return;
  reply->is_by_box = TRUE;
  reply->width = has_box ? box.width : 0;
  reply->height = has_box ? box.height : 0;
}

static gboolean
measure (RsvgHandle *handle, const char *id, TcSvgReply *reply, GError **error)
{
  g_autofree char *reference = g_strconcat ("#", id, NULL);
  RsvgRectangle ink = {0};
  if (!rsvg_handle_get_geometry_for_element (handle, reference, &ink, NULL, error))
    return FALSE;
  reply->width = ink.width;
  reply->height = ink.height;
  return TRUE;
}

static gboolean
draw (RsvgHandle *handle, const Job *job, GError **error)
{
  int w = job->request.w, h = job->request.h;
  gsize n = (gsize)w * (gsize)h * 4;
  guint8 *pixels = mmap (NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, job->pixels, 0);
  if (pixels == MAP_FAILED)
    return FALSE;
  RsvgRectangle viewport = {0, 0, w, h};
  cairo_surface_t *surface =
      cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, w, h, w * 4);
  cairo_t *cr = cairo_create (surface);
  gboolean is_drawn = rsvg_handle_render_document (handle, cr, &viewport, error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  munmap (pixels, n);
  return is_drawn;
}

static gboolean
answer (const Job *job, const char *text, TcSvgReply *reply, GError **error)
{
  const TcSvgRequest *request = &job->request;
  g_autoptr (RsvgHandle) handle = open_text (text, request->n_text, error);
  if (!handle)
    return FALSE;
  g_autofree char *id = g_strndup (text + request->n_text, request->n_id);
  switch (request->ask) {
    case TC_SVG_SIZE:
      tell_size (handle, reply);
      return TRUE;
    case TC_SVG_MEASURE:
      return measure (handle, id, reply, error);
    case TC_SVG_DRAW:
      return draw (handle, job, error);
  }
  return FALSE;
}

static void
do_job (const Job *job, TcSvgReply *reply)
{
  gsize n = job->request.n_text + job->request.n_id;
  g_autoptr (GError) error = NULL;
  char *text = mmap (NULL, n, PROT_READ, MAP_SHARED, job->text, 0);
  if (text == MAP_FAILED)
    return;
  reply->is_good = answer (job, text, reply, &error);
  if (error)
    g_strlcpy (reply->message, error->message, sizeof reply->message);
  munmap (text, n);
}

/* ---- the socket ---- */

static void
take_descriptors (struct msghdr *message, Job *job)
{
  int fds[2] = {-1, -1};
  struct cmsghdr *control = CMSG_FIRSTHDR (message);
  if (control && control->cmsg_type == SCM_RIGHTS)
    memcpy (fds, CMSG_DATA (control),
            MIN (control->cmsg_len - CMSG_LEN (0), sizeof fds));
  job->text = fds[0];
  job->pixels = fds[1];
}

/* Returns: FALSE when the other end is gone. */
static gboolean
receive (Job *job)
{
  union {
    char bytes[CMSG_SPACE (2 * sizeof (int))];
    struct cmsghdr align;
  } control;
  struct iovec part = {&job->request, sizeof job->request};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  if (recvmsg (TC_SVG_WORKER_FD, &message, MSG_CMSG_CLOEXEC) != sizeof job->request)
    return FALSE;
  take_descriptors (&message, job);
  return TRUE;
}

int
tc_svg_worker_main (const char *fonts_dir)
{
  Job job;
  prepare_process ();
  if (!tc_text_init (fonts_dir, NULL))
    return 1;
  tc_font_map_enter (); /* for good: librsvg takes the default font map */
  while (receive (&job)) {
    TcSvgReply reply = {0};
    limit_time ();
    do_job (&job, &reply);
    close (job.text);
    if (job.pixels >= 0)
      close (job.pixels);
    if (send (TC_SVG_WORKER_FD, &reply, sizeof reply, MSG_NOSIGNAL) != sizeof reply)
      break;
  }
  return 0;
}
