/* SPDX-License-Identifier: MIT */
#include "asrun-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tallycast/core/file.h"
#include "tallycast/core/why.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

void
tc_asrun_sha256 (const void *bytes, gsize n_bytes, char hash[TC_SHA256_CHARS])
{
  g_autofree char *text =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, n_bytes);

  memcpy (hash, text, TC_SHA256_CHARS);
}

static gboolean
fail (GError **error, const char *path, int number)
{
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (number), "%s: %s",
               path, g_strerror (number));
  return FALSE;
}

void
tc_asrun_file_init (TcAsrunFile *self, const char *state_dir)
{
  *self = (TcAsrunFile){.fd = -1, .head = ZEROS};
  self->dir = g_build_filename (state_dir, "asrun", NULL);
  self->path = g_build_filename (self->dir, TC_ASRUN_LOG, NULL);
}

void
tc_asrun_file_close (TcAsrunFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
tc_asrun_file_clear (TcAsrunFile *self)
{
  tc_asrun_file_close (self);
  g_free (self->dir);
  g_free (self->path);
}

/* --- opening ---------------------------------------------------------------------- */

static gboolean
make_dirs (const TcAsrunFile *self, GError **error)
{
  g_autofree char *objects = g_build_filename (self->dir, TC_ASRUN_OBJECTS, NULL);

  return g_mkdir_with_parents (objects, 0700) == 0 || fail (error, objects, errno);
}

static gboolean
open_locked (TcAsrunFile *self, GError **error)
{
  self->fd = open (self->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return fail (error, self->path, errno);
  /* Where no file can be locked at all, two would be found by verify. */
  if (flock (self->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return TRUE;
  tc_asrun_file_close (self);
  g_set_error (error, TC_WHY_ERROR, TC_WHY_IN_USE, "%s: another tallycast uses it",
               self->dir);
  return FALSE;
}

/* The end of the log, two lines long at most. Returns: (transfer full) (nullable). */
static char *
read_tail (const TcAsrunFile *self, gint64 file_size, gsize *n_tail)
{
  gsize wanted = (gsize)MIN (file_size, 2 * TC_ASRUN_MAX_LINE);
  g_autofree char *tail = g_malloc (wanted + 1);
  gsize got = 0;

  while (got < wanted) {
    ssize_t n = pread (self->fd, tail + got, wanted - got,
                       (off_t)(file_size - (gint64)wanted + (gint64)got));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return NULL;
    got += (gsize)n;
  }
  *n_tail = got;
  return g_steal_pointer (&tail);
}

/* The last whole line of @tail is the record that the chain goes on from. */
static gboolean
take_head (TcAsrunFile *self, const char *tail, gsize n_tail)
{
  const char *begin = memrchr (tail, '\n', n_tail - 1);
  begin = begin ? begin + 1 : tail;
  gsize length = (gsize)(tail + n_tail - 1 - begin);
  json_t *record = json_loadb (begin, length, JSON_REJECT_DUPLICATES, NULL);
  json_int_t n = json_integer_value (json_object_get (record, "n"));

  json_decref (record);
  if (n < 1 || n >= G_MAXINT64)
    return FALSE;
  self->n = n;
  tc_asrun_sha256 (begin, length, self->head);
  return TRUE;
}

/* Returns: FALSE with errno, or with errno 0 when the last line is no record. */
static gboolean
find_head (TcAsrunFile *self)
{
  struct stat info;
  gsize n_tail = 0;

  if (fstat (self->fd, &info) < 0)
    return FALSE;
  self->n = 0;
  g_strlcpy (self->head, ZEROS, sizeof self->head);
  g_autofree char *tail = read_tail (self, info.st_size, &n_tail);
  if (!tail)
    return FALSE;
  const char *end = n_tail > 0 ? memrchr (tail, '\n', n_tail) : NULL;
  self->lost_bytes = end ? (gint64)(tail + n_tail - (end + 1)) : (gint64)n_tail;
  self->size = info.st_size - self->lost_bytes;
  errno = 0;
  if (self->size > 0 && (!end || !take_head (self, tail, (gsize)(end + 1 - tail)))) {
    errno = 0;
    return FALSE;
  }
  return self->lost_bytes == 0 || ftruncate (self->fd, self->size) == 0;
}

static gboolean
put_aside (TcAsrunFile *self, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.%s", self->path, time);

  tc_asrun_file_close (self);
  return rename (self->path, aside) == 0 || fail (error, aside, errno);
}

gboolean
tc_asrun_file_open (TcAsrunFile *self, GError **error)
{
  int number;

  if (!make_dirs (self, error) || !open_locked (self, error))
    return FALSE;
  if (find_head (self))
    return TRUE;
  number = errno;
  if (number == 0)
    return put_aside (self, error) && open_locked (self, error) &&
           (find_head (self) || fail (error, self->path, errno));
  tc_asrun_file_close (self);
  return fail (error, self->path, number);
}

/* --- writing ---------------------------------------------------------------------- */

gboolean
tc_asrun_file_append (TcAsrunFile *self,
                      const char *line,
                      gsize n_bytes,
                      GError **error)
{
  g_autofree char *text = g_malloc (n_bytes + 1);

  memcpy (text, line, n_bytes);
  text[n_bytes] = '\n';
  if (!tc_write_all (self->fd, text, n_bytes + 1)) {
    int number = errno;
    tc_asrun_file_close (self); /* the next open cuts off what there is of it */
    return fail (error, self->path, number);
  }
  self->n++;
  self->size += (gint64)n_bytes + 1;
  tc_asrun_sha256 (line, n_bytes, self->head);
  return TRUE;
}

gboolean
tc_asrun_file_sync (TcAsrunFile *self, GError **error)
{
  return fdatasync (self->fd) == 0 || fail (error, self->path, errno);
}

static gboolean
write_file (const char *path, const char *bytes, gsize n_bytes, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".new", NULL);
  int fd = open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (error, beside, errno);
  gboolean is_written = tc_write_all (fd, bytes, n_bytes) && fdatasync (fd) == 0;
  int number = errno;
  close (fd);
  if (is_written && rename (beside, path) == 0)
    return TRUE;
  number = is_written ? errno : number;
  unlink (beside);
  return fail (error, path, number);
}

gboolean
tc_asrun_file_keep (TcAsrunFile *self,
                    const void *bytes,
                    gsize n_bytes,
                    char *hash,
                    GError **error)
{
  char own[TC_SHA256_CHARS];
  char *name = hash ? hash : own;

  tc_asrun_sha256 (bytes, n_bytes, name);
  g_autofree char *path = g_build_filename (self->dir, TC_ASRUN_OBJECTS, name, NULL);
  return access (path, F_OK) == 0 || write_file (path, bytes, n_bytes, error);
}

gboolean
tc_asrun_file_put (TcAsrunFile *self,
                   const char *name,
                   const char *text,
                   GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);

  return write_file (path, text, strlen (text), error);
}
