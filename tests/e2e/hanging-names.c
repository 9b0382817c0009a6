/* SPDX-License-Identifier: MIT
 *
 * hanging-names.so, for LD_PRELOAD: a name server that never answers. The look-up of a
 * name that ends in ".hang.test" sleeps for an hour; all others are as ever. Each one
 * that hangs adds a line to the file that HANGING_NAMES_LOG names.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".hang.test"

static void
tell (const char *name)
{
  const char *path = getenv ("HANGING_NAMES_LOG");
  int fd = path ? open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;

  if (fd < 0)
    return;
  dprintf (fd, "%s\n", name);
  close (fd);
}

int
getaddrinfo (const char *name,
             const char *service,
             const struct addrinfo *hints,
             struct addrinfo **out)
{
  typedef int (*Real) (const char *, const char *, const struct addrinfo *,
                       struct addrinfo **);
  Real real = (Real)dlsym (RTLD_NEXT, "getaddrinfo");
  size_t length = name ? strlen (name) : 0;

  if (length > strlen (SUFFIX) &&
      strcmp (name + length - strlen (SUFFIX), SUFFIX) == 0) {
    tell (name);
    sleep (3600);
  }
  return real (name, service, hints, out);
}
