/* SPDX-License-Identifier: MIT
 *
 * Files of the scenes become objects, and the manifest says which are in effect.
 */
#include "asrun-private.h"

#include <string.h>
#include <sys/stat.h>

#define MAX_CHANGED 20 /* files named in a record; the manifest has all */

/* Within the folder by its path there, another by its name alone. */
static char *
manifest_name (const char *dir, const char *path)
{
  gsize n = strlen (dir);
  while (n > 1 && dir[n - 1] == '/')
    n--;
  gboolean is_within = strncmp (path, dir, n) == 0 && path[n] == '/';
  g_autofree char *name =
      is_within ? g_strdup (path + n + 1) : g_path_get_basename (path);

  return g_utf8_make_valid (name, -1);
}

/* FALSE with @error: our disk; a file of theirs that cannot be read is counted. */
static gboolean
keep_file (TcAsrun *self,
           const char *dir,
           const char *path,
           guint *n_missing,
           GError **error)
{
  char hash[TC_SHA256_CHARS];
  g_autofree char *bytes = NULL;
  gsize n_bytes;
  struct stat info;

  if (stat (path, &info) < 0 || !S_ISREG (info.st_mode) ||
      info.st_size > TC_ASRUN_MAX_OBJECT ||
      !g_file_get_contents (path, &bytes, &n_bytes, NULL)) {
    (*n_missing)++;
    return TRUE;
  }
  if (!tc_asrun_file_keep (&self->file, bytes, n_bytes, hash, error))
    return FALSE;
  g_hash_table_insert (self->manifest, manifest_name (dir, path), g_strdup (hash));
  return TRUE;
}

static gboolean
keep_manifest (TcAsrun *self, char hash[TC_SHA256_CHARS], GError **error)
{
  json_t *manifest = json_object ();
  GHashTableIter iter;
  gpointer name, sha256;

  g_hash_table_iter_init (&iter, self->manifest);
  while (g_hash_table_iter_next (&iter, &name, &sha256))
    json_object_set_new (manifest, name, json_string (sha256));
  char *text = json_dumps (manifest, JSON_COMPACT | JSON_SORT_KEYS);
  gboolean is_kept = tc_asrun_file_keep (&self->file, text, strlen (text), hash, error);
  free (text);
  json_decref (manifest);
  return is_kept;
}

static json_t *
changed_names (const TcAsrunItem *item)
{
  json_t *names = json_array ();

  for (char **path = item->paths; *path && json_array_size (names) < MAX_CHANGED;
       path++) {
    g_autofree char *name = manifest_name (item->dir, *path);
    json_array_append_new (names, json_string (name));
  }
  return names;
}

gboolean
tc_asrun_keep_manifest (TcAsrun *self, TcAsrunItem *item, GError **error)
{
  char hash[TC_SHA256_CHARS];
  guint n_missing = 0;

  for (char **path = item->paths; *path; path++)
    if (!keep_file (self, item->dir, *path, &n_missing, error))
      return FALSE;
  for (char **path = item->gone; path && *path; path++) {
    g_autofree char *name = manifest_name (item->dir, *path);
    g_hash_table_remove (self->manifest, name);
  }
  if (!keep_manifest (self, hash, error))
    return FALSE;
  json_object_set_new (item->record, "what",
                       json_pack ("{s:s, s:s, s:o, s:i}", "kind", "files", "manifest",
                                  hash, "changed", changed_names (item), "missing",
                                  (int)n_missing));
  return TRUE;
}
