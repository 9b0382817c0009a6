/* SPDX-License-Identifier: MIT
 *
 * `tallycast render` as a program: what it writes, what it refuses and how it says so.
 */
#include "../support/golden.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *dir, *out, *err;
  int status;
} Run;

static void
run_open (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  run->dir = g_dir_make_tmp ("tc-render-XXXXXX", NULL);
  run->out = g_build_filename (run->dir, "out.png", NULL);
}

static void
run_close (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (run->out);
  g_rmdir (run->dir);
  g_free (run->dir);
  g_free (run->out);
  g_free (run->err);
}

/* @arguments: words; @OUT is the picture. Runs in the top folder. */
static void
render (Run *run, const char *arguments)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("TC_BUILD"), "tallycast", NULL);
  g_autofree char *line = g_strdup_printf ("%s render %s", program, arguments);
  g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);
  g_autoptr (GError) error = NULL;
  int wait_status = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], "@OUT") == 0) {
      g_free (words[i]);
      words[i] = g_strdup (run->out);
    }
  g_clear_pointer (&run->err, g_free);
  g_spawn_sync (g_getenv ("TC_TOP"), words, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, &run->err, &wait_status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (wait_status));
  run->status = WEXITSTATUS (wait_status);
}

#define SMALL "-o @OUT --size 640x360 "

/* The same code path as on the air: the golden picture of the stage. */
static void
test_picture (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *want =
      g_build_filename (g_getenv ("TC_TOP"), "tests/reference/scene-score.png", NULL);
  g_autofree char *prefix =
      g_build_filename (g_getenv ("TC_BUILD"), "tests/render", NULL);
  g_autofree char *wrong = NULL;

  render (run, "score --data tests/data/scoring-open.json --at 2 " SMALL);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  wrong = tc_golden_compare_files (want, run->out, prefix, TC_GOLDEN_LIMIT);
  g_assert_cmpstr (wrong, ==, NULL);
}

/* --at: before the plate has come there is less of it. */
static void
test_at (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;
  gsize n_early;
  gsize n_late;

  render (run, "unit --data tests/data/presenting.json --at 0.08 " SMALL);
  g_assert_true (g_file_get_contents (run->out, &early, &n_early, NULL));
  render (run, "unit --data tests/data/presenting.json --at 2 " SMALL);
  g_assert_true (g_file_get_contents (run->out, &late, &n_late, NULL));
  g_assert_true (n_early != n_late || memcmp (early, late, n_late) != 0);
}

static const struct {
  const char *arguments;
  int status;
  const char *error;
} refusals[] = {
    {"-o @OUT", 64, "SCENE is missing"},
    {"score", 64, "-o OUT.png is missing"},
    {"scor " SMALL, 64, "no scene 'scor' (did you mean 'score'?)"},
    {"score -o @OUT --size 640", 64, "must be WIDTHxHEIGHT"},
    {"score -o @OUT --size 640x480", 78, "16:9"},
    {"score --at -1 " SMALL, 64, "--at must be"},
    {"score --age old " SMALL, 64, "must be fresh, late or stale"},
    {"score --theme azzure " SMALL, 78, "no theme 'azzure'"},
    {"score --data nowhere.json " SMALL, 65, "nowhere.json: error: cannot read it"},
    {"score --data overlays/score.yaml " SMALL, 65, "overlays/score.yaml:1:1: error: "},
    {"score --camera nowhere.png " SMALL, 65, "nowhere.png"},
    {"score --camera #12 " SMALL, 64, "a colour is #RRGGBB"},
    {"score --overlays nowhere " SMALL, 78, "nowhere"},
    {"score --colour red " SMALL, 64, "--colour"},
};

static void
test_refusals (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    render (run, refusals[i].arguments);
    if (run->status != refusals[i].status ||
        strstr (run->err, refusals[i].error) == NULL) {
      g_test_message ("%s: %d, %s", refusals[i].arguments, run->status, run->err);
      g_test_fail ();
    }
    g_assert_false (g_file_test (run->out, G_FILE_TEST_EXISTS));
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/scene/render/draws-what-the-stage-draws", Run, NULL, run_open,
              test_picture, run_close);
  g_test_add ("/scene/render/at-is-a-moment-of-the-motion", Run, NULL, run_open,
              test_at, run_close);
  g_test_add ("/scene/render/refusals-are-one-clear-line", Run, NULL, run_open,
              test_refusals, run_close);
  return g_test_run ();
}
