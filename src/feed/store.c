/* SPDX-License-Identifier: MIT */
#include "feed/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tallycast/core/error.h"
#include "tallycast/core/file.h"

static gboolean
fail (GError **error, const char *path, int number)
{
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", path,
               g_strerror (number));
  return FALSE;
}

/* Without this the rename itself may be lost with the power. */
static gboolean
sync_folder (const char *dir)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return FALSE;
  gboolean is_done = fsync (fd) == 0;
  close (fd);
  return is_done;
}

gboolean
tc_store_write (const char *dir,
                const char *name,
                const char *bytes,
                gsize n_bytes,
                GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *beside = g_strconcat (path, ".new", NULL);
  int fd = open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (error, beside, errno);
  gboolean is_written = tc_write_all (fd, bytes, n_bytes) && fsync (fd) == 0;
  int number = errno;
  close (fd);
  if (!is_written) {
    unlink (beside);
    return fail (error, beside, number);
  }
  if (rename (beside, path) < 0 || !sync_folder (dir))
    return fail (error, path, errno);
  return TRUE;
}

char *
tc_store_read (const char *dir, const char *name, gsize *n_bytes, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  struct stat info;
  char *bytes = NULL;

  if (stat (path, &info) < 0) {
    if (errno != ENOENT)
      fail (error, path, errno);
    return NULL;
  }
  if (!S_ISREG (info.st_mode) || info.st_size > TC_STORE_MAX_BYTES) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: not a file of the feed", path);
    return NULL;
  }
  return g_file_get_contents (path, &bytes, n_bytes, error) ? bytes : NULL;
}
