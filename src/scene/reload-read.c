/* SPDX-License-Identifier: MIT
 *
 * Reads what changed, and hands over what was good.
 */
#include "scene/reload-private.h"

#include "scene/folder.h"
#include "tallycast/core/sync.h"

#include <string.h>

static void
hand_over (TcReload *self, TcTheme *theme, TcScene *scene, const char *gone)
{
  TcReloaded *news;

  TC_LOCKED (&self->lock);
  if (self->reloaded == NULL) {
    self->reloaded = g_new0 (TcReloaded, 1);
    self->reloaded->scenes =
        g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
    self->reloaded->gone = g_ptr_array_new_with_free_func (g_free);
  }
  news = self->reloaded;
  self->is_news = TRUE;
  if (theme != NULL) {
    tc_theme_unref (news->theme);
    news->theme = tc_theme_ref (theme);
  }
  if (scene != NULL)
    g_ptr_array_add (news->scenes, tc_scene_ref (scene));
  if (gone != NULL)
    g_ptr_array_add (news->gone, g_strdup (gone));
}

static gboolean
is_scene_path (const TcReload *self, const char *path)
{
  const char *file = tc_reload_within (self, path);

  return file != path && tc_folder_is_scene_file (file);
}

static void
load_scene (TcReload *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene =
      tc_scene_load (path, self->theme, (const char *const *)self->cameras, &error);

  if (scene == NULL || !tc_folder_check_scene (scene, path, &error)) {
    tc_reload_report (self, path, error->message);
    return;
  }
  tc_reload_report (self, path, NULL);
  hand_over (self, NULL, scene, NULL);
  g_hash_table_replace (self->scenes, g_strdup (path), g_steal_pointer (&scene));
}

static gboolean
load_theme (TcReload *self)
{
  g_autoptr (GError) error = NULL;
  TcTheme *theme = tc_theme_load (self->theme_path, &error);

  if (theme == NULL) {
    tc_reload_report (self, self->theme_path, error->message);
    return FALSE;
  }
  tc_reload_report (self, self->theme_path, NULL);
  hand_over (self, theme, NULL, NULL);
  tc_theme_unref (self->theme);
  self->theme = theme;
  return TRUE;
}

static gboolean
uses (const TcScene *scene, GPtrArray *paths)
{
  for (guint i = 0; i < scene->files->len; i++)
    if (g_ptr_array_find_with_equal_func (paths, g_ptr_array_index (scene->files, i),
                                          g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

/* A file that is part of the whole must stay; a scene without a file is taken away. */
static void
lose (TcReload *self, const char *path)
{
  g_autofree char *name = tc_folder_scene_name (path);
  g_autofree char *message = NULL;

  if (strcmp (path, self->theme_path) == 0 || tc_folder_is_part (name)) {
    message = g_strdup_printf ("%s: error: the file is gone", path);
    tc_reload_report (self, path, message);
    return;
  }
  if (!is_scene_path (self, path))
    return;
  tc_reload_report (self, path, NULL);
  if (g_hash_table_remove (self->scenes, path))
    hand_over (self, NULL, NULL, name);
}

/* Scenes to read: those that changed, those that use what changed (all, when it is the
 * theme), and those that were faulty: what they lack may be there now. */
static GPtrArray *
scenes_to_load (TcReload *self, GPtrArray *changed, gboolean has_new_theme)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    const TcScene *scene = g_hash_table_lookup (self->scenes, path);

    if (!is_scene_path (self, path))
      continue;
    if (has_new_theme || scene == NULL ||
        g_hash_table_contains (self->faults, tc_reload_within (self, path)) ||
        g_ptr_array_find_with_equal_func (changed, path, g_str_equal, NULL) ||
        uses (scene, changed))
      g_ptr_array_add (list, g_strdup (path));
  }
  return list;
}

void
tc_reload_read (TcReload *self, GPtrArray *changed)
{
  gboolean has_new_theme = FALSE;
  g_autoptr (GPtrArray) scenes = NULL;

  for (guint i = 0; i < changed->len; i++) {
    const char *path = g_ptr_array_index (changed, i);

    if (!g_hash_table_contains (self->known, path))
      lose (self, path);
    else if (strcmp (path, self->theme_path) == 0)
      has_new_theme = load_theme (self);
  }
  scenes = scenes_to_load (self, changed, has_new_theme);
  for (guint i = 0; i < scenes->len; i++)
    load_scene (self, g_ptr_array_index (scenes, i));
}
