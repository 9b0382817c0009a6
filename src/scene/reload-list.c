/* SPDX-License-Identifier: MIT
 *
 * What is in the folder, as it looks from outside.
 */
#include "scene/reload-private.h"

#include "scene/folder.h"
#include "tallycast/core/sync.h"

#include <dirent.h>
#include <sys/stat.h>

static void
add_dir (TcReloadListing *listing, const char *path)
{
  if (g_ptr_array_find_with_equal_func (listing->dirs, path, g_str_equal, NULL))
    return;
  if (listing->dirs->len < TC_RELOAD_MAX_DIRS)
    g_ptr_array_add (listing->dirs, g_strdup (path));
  else
    listing->is_cut = TRUE;
}

/* What a link points to changes in another folder. */
static void
add_target_dir (TcReloadListing *listing, const char *path)
{
  g_autofree char *target = realpath (path, NULL);
  g_autofree char *dir = target != NULL ? g_path_get_dirname (target) : NULL;

  if (dir != NULL)
    add_dir (listing, dir);
}

static void
add_file (TcReloadListing *listing, const char *path, const struct stat *st)
{
  TcReloadSignature *signature;

  if (g_hash_table_size (listing->files) >= TC_RELOAD_MAX_FILES) {
    listing->is_cut = TRUE;
    return;
  }
  signature = g_new (TcReloadSignature, 1);
  *signature = (TcReloadSignature){(gint64)st->st_mtim.tv_sec * TC_NS_PER_S +
                                       st->st_mtim.tv_nsec,
                                   (gint64)st->st_size, (guint64)st->st_ino};
  g_hash_table_insert (listing->files, g_strdup (path), signature);
}

static gboolean list_dir (TcReloadListing *listing, const char *path, int depth);

static void
list_dirs (TcReloadListing *listing, const GPtrArray *paths, int depth)
{
  if (depth > TC_RELOAD_MAX_DEPTH)
    listing->is_cut |= paths->len > 0;
  else
    for (guint i = 0; i < paths->len; i++)
      list_dir (listing, g_ptr_array_index (paths, i), depth);
}

/* Its own files first: scenes are in the uppermost folder. FALSE: it cannot be read. */
static gboolean
list_dir (TcReloadListing *listing, const char *path, int depth)
{
  g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func (g_free);
  DIR *dir = opendir (path);
  const struct dirent *entry;

  if (dir == NULL)
    return FALSE;
  add_dir (listing, path);
  while ((entry = readdir (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, entry->d_name, NULL);
    struct stat st;

    if (entry->d_name[0] == '.' || stat (child, &st) != 0)
      continue;
    if (entry->d_type == DT_LNK)
      add_target_dir (listing, child);
    /* What is a scene by its name and no file is told when it is read. */
    if (!S_ISDIR (st.st_mode) || tc_folder_is_scene_file (entry->d_name))
      add_file (listing, child, &st);
    if (S_ISDIR (st.st_mode))
      g_ptr_array_add (inner, g_steal_pointer (&child));
  }
  closedir (dir);
  list_dirs (listing, inner, depth + 1);
  return TRUE;
}

gboolean
tc_reload_list (const TcReload *self, TcReloadListing *listing)
{
  g_autofree char *parent = g_path_get_dirname (self->dir);

  listing->is_cut = FALSE;
  listing->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  listing->dirs = g_ptr_array_new_with_free_func (g_free);
  add_dir (listing, parent); /* the folder itself may be replaced */
  return list_dir (listing, self->dir, 1);
}
