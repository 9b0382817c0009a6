/* SPDX-License-Identifier: MIT
 *
 * What the demo asks of the machine: ports, disk, a folder that goes away again.
 */
#include "app/demo.h"

#include "tallycast/core/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/statvfs.h>

#define BYTES_PER_MB G_GUINT64_CONSTANT (1048576)

static struct sockaddr_in
loopback (guint16 port)
{
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons (port),
                              .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
}

/* The port that could be bound; 0: none. */
static guint16
try_port (guint16 port)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback (port);
  socklen_t length = sizeof address;
  int on = 1;
  guint16 bound = 0;
  /* As the servers do: a port in TIME_WAIT can be had. */
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, (struct sockaddr *)&address, length) == 0 && listen (fd, 1) == 0 &&
      getsockname (fd, (struct sockaddr *)&address, &length) == 0)
    bound = ntohs (address.sin_port);
  close (fd);
  return bound;
}

guint16
tc_demo_port (int wanted, guint16 preferred, const char *option, GError **error)
{
  guint16 port = try_port (wanted > 0 ? (guint16)wanted : preferred);
  if (port == 0 && wanted <= 0)
    port = try_port (0);
  if (port == 0)
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "port %d of 127.0.0.1 is taken (%s names another)", wanted, option);
  return port;
}

gboolean
tc_demo_port_answers (guint16 port)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback (port);
  gboolean answers =
      fd >= 0 && connect (fd, (struct sockaddr *)&address, sizeof address) == 0;
  if (fd >= 0)
    close (fd);
  return answers;
}

gboolean
tc_demo_disk_has (const char *path, guint mb, GError **error)
{
  struct statvfs fs;
  if (statvfs (path, &fs) != 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", path,
                 g_strerror (errno));
    return FALSE;
  }
  guint64 free_mb = (guint64)fs.f_bavail * fs.f_frsize / BYTES_PER_MB;
  if (free_mb >= mb)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
               "%s has %" G_GUINT64_FORMAT " MiB left, the demo needs %u", path,
               free_mb, mb);
  return FALSE;
}

void
tc_demo_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *below = g_build_filename (path, name, NULL);
    if (!g_file_test (below, G_FILE_TEST_IS_SYMLINK) &&
        g_file_test (below, G_FILE_TEST_IS_DIR))
      tc_demo_remove_tree (below);
    else
      unlink (below);
  }
  rmdir (path);
}
