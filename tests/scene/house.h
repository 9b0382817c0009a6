/* SPDX-License-Identifier: MIT
 *
 * A house's own folder of scenes, as small as one may be, for scenes of a test's own.
 */
#pragma once

#include "fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
  char *dir;
} House;

G_GNUC_UNUSED static char *
house_path (const House *house, const char *file)
{
  return g_build_filename (house->dir, file, NULL);
}

G_GNUC_UNUSED static void
house_write (const House *house, const char *file, const char *text)
{
  g_autofree char *path = house_path (house, file);
  g_autofree char *dir = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* The shipped theme, with @to in place of @from, or as it is. */
G_GNUC_UNUSED static void
house_write_theme (const House *house, const char *from, const char *to)
{
  g_autofree char *top = overlays_dir ();
  g_autofree char *path = g_build_filename (top, "theme", "azure.yaml", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  if (from != NULL)
    g_assert_cmpint (g_string_replace (changed, from, to, 0), ==, 1);
  house_write (house, "theme/azure.yaml", changed->str);
}

G_GNUC_UNUSED static void
house_open (House *house)
{
  house->dir = g_dir_make_tmp ("tc-house-XXXXXX", NULL);
  house_write_theme (house, NULL, NULL);
  house_write (house, "always.yaml", "layers: []\n");
  house_write (house, "slate.yaml", "layers: []\n");
  house_write (house, "clean.yaml", "title: clean\n");
}

G_GNUC_UNUSED static void
house_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (!g_file_test (child, G_FILE_TEST_IS_SYMLINK) &&
        g_file_test (child, G_FILE_TEST_IS_DIR))
      house_remove (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

G_GNUC_UNUSED static void
house_close (House *house)
{
  house_remove (house->dir);
  g_free (house->dir);
}
