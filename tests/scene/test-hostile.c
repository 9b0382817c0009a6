/* SPDX-License-Identifier: MIT
 *
 * Scene files of a size or depth that no house writes: each is one error that says
 * where, or it is taken and comes to a bounded picture. What is small is in
 * tests/fuzz/corpus.
 */
#include "fixture.h"

#include <glib/gstdio.h>

#include "../support/parts.h"
#include "tallycast/draw/picture.h"

typedef struct {
  char *dir, *path;
  TcTheme *theme;
} Folder;

static void
folder_open (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *top = overlays_dir ();
  g_autofree char *theme = g_build_filename (top, "theme/azure.yaml", NULL);

  g_assert_true (tc_text_init (NULL, NULL));
  f->theme = tc_theme_load (theme, NULL);
  g_assert_nonnull (f->theme);
  f->dir = g_dir_make_tmp ("tc-hostile-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "x.yaml", NULL);
}

static void
folder_close (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (f->path);
  g_rmdir (f->dir);
  tc_theme_unref (f->theme);
  tc_text_deinit ();
  g_free (f->path);
  g_free (f->dir);
}

/* @head, @n times @body with %d as the number, @tail. */
typedef struct {
  const char *head, *body, *tail;
  int n;
  const char *error;
} Case;

static const Case cases[] = {
    {"layers: [", "{id: l%d, type: group, layers: []},", "]", 7000,
     ":1:9: error: more than 200 layers"},
    {"layers: [", "{id: l%d, type: group, layers: []},", "]", 10000,
     "error: the file is too large"},
    {"", "k%d: 1\n", "", 2001, ":2001:1: error: "},
    {"title: \"", "a", "\"\n", 1 << 20, "error: the file is too large"},
    {"layers: ", "[", "", 100000, ":1:40: error: nested too deeply"},
    {"layers: ", "{layers: ", "", 20000, "nested too deeply"},
    {"layers:\n", "- ", "", 50000, "nested too deeply"},
    {"layers: [{id: a, type: text, size: sub, colour: on_ink, at: [0, 0], text: \"",
     "${current.name}", "\"}]", 10000, ":1:75: error: "},
    {"layers: [{id: a, type: rect, rect: [0, 0, 9, 9], fill: [",
     "{when: \"phase == draw\", use: ink},", "ink]}]", 5000,
     ":1:56: error: at most 6 cases"},
    {"layers: [{id: a, type: group, show_when: [", "\"phase == draw\",", "]}]", 5000,
     ":1:42: error: "},
    {"cameras: [", "{id: main},", "]", 10000, ":1:10: error: at most 4 cameras"},
    {"layers: [{id: ", "a", ", type: group, layers: []}]", 200000, NULL},
};

static char *
text_of (const Case *c)
{
  GString *text = g_string_new (c->head);

  for (int i = 0; i < c->n; i++) {
    const char *number = strstr (c->body, "%d");

    if (number == NULL)
      g_string_append (text, c->body);
    else
      g_string_append_printf (text, "%.*s%d%s", (int)(number - c->body), c->body, i,
                              number + 2);
  }
  g_string_append (text, c->tail);
  return g_string_free (text, FALSE);
}

static void
test_large (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = text_of (&cases[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (TcScene) scene = NULL;

    g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
    scene = tc_scene_load (f->path, f->theme, NULL, &error);
    if ((scene == NULL) != (cases[i].error != NULL) ||
        (error != NULL && (strlen (error->message) > 400 ||
                           strstr (error->message, cases[i].error) == NULL))) {
      g_test_message ("%u: %.500s", i, error != NULL ? error->message : "taken");
      g_test_fail ();
    }
  }
}

/* Each is within the limit of one picture. */
static void
test_pictures (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  static const Case two = {
      "layers: [", "{id: l%d, type: image, file: large.png, rect: [0, 0, 9, 9]},", "]",
      2,
      ":1:97: error: the pictures of a scene have 32 million pixels together at most"};
  g_autofree char *path = g_build_filename (f->dir, "large.png", NULL);
  g_autofree char *text = text_of (&two);
  g_autoptr (TcPicture) picture = tc_picture_new (5000, 4000);
  g_autoptr (GError) error = NULL;

  g_assert_true (tc_picture_write_png (picture, path, NULL));
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  g_assert_null (tc_scene_load (f->path, f->theme, NULL, &error));
  g_unlink (path);
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, two.error));
}

static void
test_table (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  static const Case table = {"layers: [{id: t, type: table, rows: ranking, at: [0, 0], "
                             "mark: [900, 9], cells: [",
                             "{id: c%d, type: text, text: \"${row.score} %d\", size: "
                             "label, colour: on_ink, at: "
                             "[0, 0]},",
                             "]}]", 190, NULL};
  g_autofree char *text = text_of (&table);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene = NULL;
  TcTestRandom random = {1};

  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  scene = tc_scene_load (f->path, f->theme, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 20; i++) /* two of them have 300 rows */
    tc_test_parts (scene, f->theme, NULL, &random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/scene/hostile/large-files-are-one-short-error", Folder, NULL,
              folder_open, test_large, folder_close);
  g_test_add ("/scene/hostile/pictures-of-a-scene-have-a-limit-together", Folder, NULL,
              folder_open, test_pictures, folder_close);
  g_test_add ("/scene/hostile/a-table-of-all-cells-has-bounded-parts", Folder, NULL,
              folder_open, test_table, folder_close);
  return g_test_run ();
}
