/* SPDX-License-Identifier: MIT */
#include "scene/folder.h"

#include "tallycast/core/error.h"
#include "tallycast/scene/stage.h"

#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".yaml"

char *
tc_folder_scene_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_strndup (base, strcspn (base, "."));
}

gboolean
tc_folder_is_scene_file (const char *file)
{
  return g_str_has_suffix (file, SUFFIX) && file[0] != '.' &&
         strchr (file, G_DIR_SEPARATOR) == NULL;
}

gboolean
tc_folder_is_part (const char *name)
{
  return strcmp (name, TC_FOLDER_KEYERS) == 0 || strcmp (name, TC_FOLDER_SLATE) == 0;
}

char *
tc_folder_theme_path (const char *dir, const char *name)
{
  g_autofree char *file = g_strconcat (name != NULL ? name : "azure", SUFFIX, NULL);

  return g_build_filename (dir, "theme", file, NULL);
}

int
tc_folder_by_order (gconstpointer a, gconstpointer b)
{
  const TcScene *first = *(const TcScene *const *)a;
  const TcScene *second = *(const TcScene *const *)b;
  int x = first->order > 0 ? first->order : G_MAXINT;
  int y = second->order > 0 ? second->order : G_MAXINT;

  return x != y ? (x < y ? -1 : 1) : strcmp (first->name, second->name);
}

gboolean
tc_folder_check_scene (const TcScene *scene, const char *path, GError **error)
{
  if (strcmp (scene->name, TC_FOLDER_KEYERS) != 0 ||
      (scene->layers->len <= TC_STAGE_MAX_KEYERS && !scene->has_score))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "%s: at most %d keyers, and none with a score", path,
               TC_STAGE_MAX_KEYERS);
  return FALSE;
}

/* What is not there is told by whoever opens it. */
TcYaml *
tc_folder_load_yaml (const char *path, GError **error)
{
  GStatBuf info;

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: error: it is not a file", path);
    return NULL;
  }
  return tc_yaml_load (path, TC_ERROR_DATA, error);
}

TcTheme *
tc_folder_load_theme (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = tc_folder_theme_path (dir, name);

  if (name != NULL && strchr (name, '/') != NULL) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "no theme '%s'", name);
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "no theme '%s' (looked for %s)",
                 name != NULL ? name : "azure", path);
    return NULL;
  }
  return tc_theme_load (path, error);
}

static gboolean
load_scene (GPtrArray *scenes,
            const char *path,
            const TcTheme *theme,
            const char *const *cameras,
            GError **error)
{
  TcScene *scene = tc_scene_load (path, theme, cameras, error);

  if (scene == NULL)
    return FALSE;
  g_ptr_array_add (scenes, scene);
  return tc_folder_check_scene (scene, path, error);
}

GPtrArray *
tc_folder_load_scenes (const char *dir,
                       const TcTheme *theme,
                       const char *const *cameras,
                       GError **error)
{
  static const char *const parts[] = {TC_FOLDER_KEYERS, TC_FOLDER_SLATE};
  g_autoptr (GPtrArray) scenes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);
  const char *file;

  if (open == NULL) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "cannot read the scenes' folder '%s'", dir);
    return NULL;
  }
  while ((file = g_dir_read_name (open)) != NULL) {
    g_autofree char *path = g_build_filename (dir, file, NULL);
    g_autofree char *name = tc_folder_scene_name (file);

    if (tc_folder_is_scene_file (file) && !tc_folder_is_part (name) &&
        !load_scene (scenes, path, theme, cameras, error))
      return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *base = g_strconcat (parts[i], SUFFIX, NULL);
    g_autofree char *path = g_build_filename (dir, base, NULL);

    if (!load_scene (scenes, path, theme, cameras, error))
      return NULL;
  }
  return g_steal_pointer (&scenes);
}
