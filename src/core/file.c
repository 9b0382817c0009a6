/* SPDX-License-Identifier: MIT */
#include "tallycast/core/file.h"

#include <errno.h>
#include <unistd.h>

gboolean
tc_write_all (int fd, gconstpointer bytes, gsize n_bytes)
{
  const guint8 *left = bytes;

  while (n_bytes > 0) {
    ssize_t n = write (fd, left, n_bytes);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    left += n;
    n_bytes -= (gsize)n;
  }
  return TRUE;
}
