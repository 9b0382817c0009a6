/* SPDX-License-Identifier: MIT
 *
 * A scene file: it is taken, and with any values at any size it shows no score that it
 * may not, or there is one error of one line that says where.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../support/parts.h"
#include "../support/svg.h"
#include "yaml-file.h"

#define N_RESOLVED 2

static TcTheme *theme;
static TcFuzzFile file;

/* What a scene may name. */
static const struct {
  const char *name, *from;
} files[] = {
    {"plate.svg", "tests/fuzz/corpus/svg/plate.svg"},
    {"broken.svg", "tests/fuzz/corpus/svg/not-svg.svg"},
    {"picture.png", "tests/reference/scene-clean.png"},
};

static void
copy_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *from = g_build_filename (g_getenv ("TC_TOP"), files[i].from, NULL);
    g_autofree char *to = g_build_filename (file.folder, files[i].name, NULL);

    if (symlink (from, to) != 0)
      g_error ("%s cannot be written", to);
  }
}

static void
remove_folder (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *link = g_build_filename (file.folder, files[i].name, NULL);

    g_unlink (link);
  }
  tc_fuzz_file_close (&file);
  tc_theme_unref (theme);
  tc_text_deinit ();
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shipped =
      g_build_filename (g_getenv ("TC_TOP"), "overlays/theme/azure.yaml", NULL);

  theme = tc_theme_load (shipped, &error);
  if (theme == NULL || !tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  test_svg_set_worker ();
  tc_fuzz_file_open (&file, "scene.yaml", tc_test_words_of_scenes ());
  copy_files ();
  atexit (remove_folder);
  return 0;
}

size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t n, size_t room, unsigned seed)
{
  return tc_fuzz_file_mutate (&file, data, n, room, seed);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static const char *const cameras[] = {"main", "spare", NULL};
  TcTestRandom random = {n > 0 ? data[n - 1] * 257u + (guint)n : 0};
  g_autofree char *said = g_strndup ((const char *)data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene = NULL;

  tc_fuzz_file_write (&file, data, n);
  scene = tc_scene_load (file.path, theme, cameras, &error);
  if (scene == NULL) {
    tc_fuzz_assert_error (error, file.path);
    return 0;
  }
  for (int i = 0; i < N_RESOLVED; i++)
    tc_test_parts (scene, theme, said, &random);
  return 0;
}
