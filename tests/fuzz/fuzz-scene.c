/* SPDX-License-Identifier: MIT
 *
 * A scene file: it is taken, and with any values at any size it shows no score that it
 * may not, or there is one error of one line that says where.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../support/parts.h"
#include "../support/svg.h"
#include "../support/words.h"
#include "fuzz.h"
#include "tallycast/core/error.h"

#define N_RESOLVED 2

#define BYTES_ONE_IN 10

static TcTheme *theme;
static TcTestWords *words;
static int file;
static char *folder, *path;

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
    g_autofree char *to = g_build_filename (folder, files[i].name, NULL);

    if (symlink (from, to) != 0)
      g_error ("%s cannot be written", to);
  }
}

static void
remove_folder (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *link = g_build_filename (folder, files[i].name, NULL);

    g_unlink (link);
  }
  close (file);
  g_unlink (path);
  g_rmdir (folder);
  tc_test_words_free (words);
  tc_theme_unref (theme);
  tc_text_deinit ();
  g_free (path);
  g_free (folder);
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
  words = tc_test_words_of_scenes ();
  test_svg_set_worker ();
  folder = g_dir_make_tmp ("tc-fuzz-scene-XXXXXX", NULL);
  path = g_build_filename (folder, "scene.yaml", NULL);
  copy_files ();
  file = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  atexit (remove_folder);
  return 0;
}

size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t n, size_t room, unsigned seed)
{
  TcTestRandom random = {seed};

  if (tc_test_random_range (&random, 0, BYTES_ONE_IN) == 0)
    return LLVMFuzzerMutate (data, n, room);
  return tc_test_words_mutate (words, (char *)data, n, room, &random);
}

/* "PATH:LINE:COL: error: ...", or without a place when the whole file is refused. */
static void
assert_error (const GError *error)
{
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, ": error: "));
  for (const char *c = error->message; *c; c++)
    g_assert_false (g_ascii_iscntrl (*c));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static const char *const cameras[] = {"main", "spare", NULL};
  TcTestRandom random = {n > 0 ? data[n - 1] * 257u + (guint)n : 0};
  g_autofree char *said = g_strndup ((const char *)data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene = NULL;

  if (ftruncate (file, 0) != 0 || pwrite (file, data, n, 0) != (ssize_t)n)
    g_error ("%s cannot be written", path);
  scene = tc_scene_load (path, theme, cameras, &error);
  if (scene == NULL) {
    assert_error (error);
    return 0;
  }
  for (int i = 0; i < N_RESOLVED; i++)
    tc_test_parts (scene, theme, said, &random);
  return 0;
}
