/* SPDX-License-Identifier: MIT */
#include "app/verify.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tallycast/core/error.h"

#define MAX_FILES 4096
#define MAX_BYTES (512 * 1024 * 1024)
#define MAX_OPEN  16

/* Returns: (transfer full) (nullable): the last one that took effect by @frame; the
 * first of all when a log begins later. */
static char *
find_manifest (const TcVerifyRun *run, gint64 frame)
{
  char *found = NULL;

  for (guint i = run->first; i < run->end; i++) {
    json_t *record = tc_asrun_log_record (run->log, i);
    const char *manifest = json_string_value (tc_verify_what (record, "manifest"));

    if (manifest && (!found || tc_verify_record_frame (record) <= frame)) {
      g_free (found);
      found = g_strdup (manifest);
    }
    json_decref (record);
  }
  return found;
}

/* A name is a path within the folder, whatever who wrote the log wants. */
static gboolean
is_inside (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (char **part = parts; *part; part++)
    if (!**part || **part == '.' || strlen (*part) > NAME_MAX)
      return FALSE;
  return *parts != NULL && g_strv_length (parts) <= 8;
}

static gboolean
write_file (TcVerifyFiles *self,
            const TcAsrunLog *log,
            const char *name,
            const json_t *sha256,
            gsize *n_total,
            GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GBytes) bytes = NULL;
  gsize n_bytes;

  if (!is_inside (name) || !json_is_string (sha256)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "the log names a file that cannot be: %.80s", name);
    return FALSE;
  }
  bytes = tc_asrun_log_object (log, json_string_value (sha256), error);
  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &n_bytes);
  *n_total += n_bytes;
  if (*n_total > MAX_BYTES) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "the log's files are over %d MiB",
                 MAX_BYTES / 1024 / 1024);
    return FALSE;
  }
  if (strchr (name, '/') == NULL && g_str_has_suffix (name, ".yaml"))
    g_hash_table_add (self->scenes, g_strndup (name, strlen (name) - strlen (".yaml")));
  if (g_mkdir_with_parents (parent, 0700) == 0 &&
      g_file_set_contents (path, data, (gssize)n_bytes, NULL))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: cannot be written", path);
  return FALSE;
}

static gboolean
write_files (TcVerifyFiles *self,
             const TcAsrunLog *log,
             const json_t *manifest,
             GError **error)
{
  const char *name;
  json_t *sha256;
  gsize n_total = 0;

  if (!json_is_object (manifest) || json_object_size (manifest) > MAX_FILES) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "the log's list of files is none, or over %d", MAX_FILES);
    return FALSE;
  }
  json_object_foreach ((json_t *)manifest, name, sha256)
  {
    if (!write_file (self, log, name, sha256, &n_total, error))
      return FALSE;
  }
  return TRUE;
}

TcVerifyFiles *
tc_verify_files_new (const TcVerifyRun *run, gint64 frame, GError **error)
{
  g_autofree char *sha256 = find_manifest (run, frame);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TcVerifyFiles) self = g_new0 (TcVerifyFiles, 1);
  gboolean is_written;
  gsize n_bytes;

  self->scenes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->dir = g_dir_make_tmp ("tallycast-verify-XXXXXX", error);
  if (!self->dir)
    return NULL;
  if (!sha256) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "run %u: no record tells which scenes it had", run->number);
    return NULL;
  }
  bytes = tc_asrun_log_object (run->log, sha256, error);
  if (!bytes)
    return NULL;
  const char *data = g_bytes_get_data (bytes, &n_bytes);
  json_t *manifest = json_loadb (data, n_bytes, 0, NULL);
  is_written = write_files (self, run->log, manifest, error);
  json_decref (manifest);
  return is_written ? g_steal_pointer (&self) : NULL;
}

static int
remove_one (const char *path,
            const struct stat *info G_GNUC_UNUSED,
            int type G_GNUC_UNUSED,
            struct FTW *place G_GNUC_UNUSED)
{
  return g_remove (path);
}

void
tc_verify_files_free (TcVerifyFiles *self)
{
  if (!self)
    return;
  if (self->dir)
    nftw (self->dir, remove_one, MAX_OPEN, FTW_DEPTH | FTW_PHYS);
  g_hash_table_unref (self->scenes);
  g_free (self->dir);
  g_free (self);
}
