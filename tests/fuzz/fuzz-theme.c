/* SPDX-License-Identifier: MIT
 *
 * A theme: it is taken, and every shipped scene can be drawn in it or says what it
 * lacks, or there is one error of one line.
 */
#include <stdlib.h>

#include "../support/parts.h"
#include "yaml-file.h"

static const char *const scenes[] = {"score", "draw", "ranking", "standby", "always"};
static char *overlays;
static TcFuzzFile file;

static void
remove_folder (void)
{
  tc_fuzz_file_close (&file);
  tc_text_deinit ();
  g_free (overlays);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  overlays = g_build_filename (g_getenv ("TC_TOP"), "overlays", NULL);
  tc_fuzz_file_open (&file, "theme.yaml", tc_test_words_new (NULL));
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
  TcTestRandom random = {n > 0 ? data[n - 1] * 257u + (guint)n : 0};
  const char *name = scenes[tc_test_random_range (&random, 0, G_N_ELEMENTS (scenes))];
  g_autofree char *shipped = g_strdup_printf ("%s/%s.yaml", overlays, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) scene_error = NULL;
  g_autoptr (TcTheme) theme = NULL;
  g_autoptr (TcScene) scene = NULL;

  tc_fuzz_file_write (&file, data, n);
  theme = tc_theme_load (file.path, &error);
  if (theme == NULL) {
    tc_fuzz_assert_error (error, file.path);
    return 0;
  }
  scene = tc_scene_load (shipped, theme, NULL, &scene_error);
  if (scene == NULL)
    tc_fuzz_assert_error (scene_error, shipped);
  else
    tc_test_parts (scene, theme, NULL, &random);
  return 0;
}
