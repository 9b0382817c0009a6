/* SPDX-License-Identifier: MIT
 *
 * A theme: it is taken, and every shipped scene can be drawn in it or says what it
 * lacks, or there is one error of one line.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../support/parts.h"
#include "../support/words.h"
#include "fuzz.h"
#include "tallycast/core/error.h"

static const char *const scenes[] = {"score", "draw", "ranking", "standby", "always"};
static char *folder, *path, *overlays;
static TcTestWords *words;
static int file;

#define BYTES_ONE_IN 10

static void
remove_folder (void)
{
  close (file);
  g_unlink (path);
  g_rmdir (folder);
  tc_test_words_free (words);
  tc_text_deinit ();
  g_free (path);
  g_free (folder);
  g_free (overlays);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  words = tc_test_words_new (NULL);
  overlays = g_build_filename (g_getenv ("TC_TOP"), "overlays", NULL);
  folder = g_dir_make_tmp ("tc-fuzz-theme-XXXXXX", NULL);
  path = g_build_filename (folder, "theme.yaml", NULL);
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

static void
assert_error (const GError *error, const char *where)
{
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_assert_true (g_str_has_prefix (error->message, where));
  g_assert_nonnull (strstr (error->message, ": error: "));
  for (const char *c = error->message; *c; c++)
    g_assert_false (g_ascii_iscntrl (*c));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  TcTestRandom random = {n > 0 ? data[n - 1] * 257u + (guint)n : 0};
  const char *name = scenes[tc_test_random_range (&random, 0, G_N_ELEMENTS (scenes))];
  g_autofree char *shipped = g_strdup_printf ("%s/%s.yaml", overlays, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) scene_error = NULL;
  g_autoptr (TcTheme) theme = NULL;
  g_autoptr (TcScene) scene = NULL;

  if (ftruncate (file, 0) != 0 || pwrite (file, data, n, 0) != (ssize_t)n)
    g_error ("%s cannot be written", path);
  theme = tc_theme_load (path, &error);
  if (theme == NULL) {
    assert_error (error, path);
    return 0;
  }
  scene = tc_scene_load (shipped, theme, NULL, &scene_error);
  if (scene == NULL)
    assert_error (scene_error, shipped);
  else
    tc_test_parts (scene, theme, NULL, &random);
  return 0;
}
