/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "scene/layer.h"

#include <glib/gstdio.h>

typedef struct {
  TcTheme *theme;
  char *dir, *path;
} Folder;

static void
folder_open (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *top = overlays_dir ();
  g_autofree char *theme = g_build_filename (top, "theme/azure.yaml", NULL);

  f->theme = tc_theme_load (theme, NULL);
  g_assert_nonnull (f->theme);
  f->dir = g_dir_make_tmp ("tc-scene-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "x.yaml", NULL);
}

static void
folder_close (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (f->path);
  g_rmdir (f->dir);
  tc_theme_unref (f->theme);
  g_free (f->path);
  g_free (f->dir);
}

static TcScene *
load (Folder *f, const char *text, GError **error)
{
  static const char *const cameras[] = {"main", "spare", NULL};

  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  return tc_scene_load (f->path, f->theme, cameras, error);
}

#define L "layers: [{id: a, type: "

typedef struct {
  const char *text, *place, *error;
} BadCase;

static const BadCase bad[] = {
    {"colour: red\n", ":1:1:", "unknown key 'colour'"},
    {"titel: x\n", ":1:1:", "(did you mean 'title'?)"},
    {"audio: loud\n", ":1:8:", "'audio'"},
    {"cameras: [{id: mian}]\n", ":1:11:", "no camera 'mian' (did you mean 'main'?)"},
    {"cameras: [{rect: [0, 0, 2000, 100]}]\n", ":1:11:", "must lie within"},
    {"layers:\n  - {id: a, type: rect, rect: [0, 0, 9, 9], fil: ink}\n",
     ":2:45:", "unknown key 'fil' (did you mean 'fill'?)"},
    {"layers:\n  - {id: a, type: rect, rect: [0, 0, 9, 9], fill: inc}\n",
     ":2:51:", "unknown colour 'inc' (did you mean 'ink'?)"},
    {L "circle}]\n", ":1:24:", "'type'"},
    {L "rect, rect: [1, 2, 3]}]\n", ":1:36:", "must be [x, y, width, height]"},
    {L "rect, fill: ink}]\n", ":1:10:", "'rect' is missing"},
    {L "text, text: x, size: huge, colour: on_ink, at: [0, 0]}]\n",
     ":1:45:", "unknown size 'huge'"},
    {L "text, text: \"${curent.name}\", size: sub, colour: on_ink, at: [0, 0]}]\n",
     ":1:36:", "did you mean 'current.name'?"},
    {L "rect, rect: [0, 0, 9, 9]}, {id: a, type: group, layers: []}]\n", "",
     "id 'a' is there twice"},
    {L "tally, at: [0, 0], box: 50, ghost: ghost}]\n", ":1:48:", "36, 48, 72 or 320"},
    {L "bar, rect: [0, 0, 9, 9], fill: ink}]\n",
     ":1:10:", "either 'share' or 'segments'"},
    {L "bar, rect: [0, 0, 9, 9], share: current.order}]\n", ":1:56:", "another kind"},
    {L "image, file: ../secret.png, rect: [0, 0, 9, 9]}]\n", ":1:37:", "not within"},
    {L "image, file: no.png, rect: [0, 0, 9, 9]}]\n", ":1:37:", "no.png"},
    {L "group, layers: [{id: b/c, type: group}]}]\n", "", "an id has no '/'"},
};

static void
test_bad (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcScene) scene = load (f, bad[i].text, &error);

    g_assert_null (scene);
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (strstr (error->message, bad[i].place) == NULL ||
        strstr (error->message, bad[i].error) == NULL ||
        strstr (error->message, "x.yaml:") == NULL) {
      g_test_message ("%s: said '%s'", bad[i].text, error->message);
      g_test_fail ();
    }
  }
}

static void
test_limits (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) many = g_string_new ("layers:\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) deep = NULL;

  for (int i = 0; i <= TC_SCENE_MAX_LAYERS; i++)
    g_string_append_printf (many, "  - {id: l%d, type: group, layers: []}\n", i);
  g_assert_null (load (f, many->str, &error));
  g_assert_nonnull (strstr (error->message, "more than 200 layers"));
  g_assert_null (
      load (f,
            "layers: [{id: a, type: group, layers: [{id: b, type: group, layers: "
            "[{id: c, type: group, layers: [{id: d, type: group, layers: [{id: e, "
            "type: group}]}]}]}]}]\n",
            &deep));
  g_assert_nonnull (strstr (deep->message, "nested"));
}

static void
test_good (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene =
      load (f,
            "title: {zh: 甲, en: A}\nsurface: board\naudio: mute\n"
            "transition: cut\ncameras: [{id: spare, rect: [96, 128, "
            "720, 404]}]\nlayers:\n  - {id: a, type: rect, rect: "
            "[0, 0, 9, 9], fill: \"#123456\"}\n",
            &error);

  g_assert_no_error (error);
  g_assert_cmpstr (scene->name, ==, "x");
  g_assert_cmpstr (scene->title.en, ==, "A");
  g_assert_true (scene->is_muted);
  g_assert_cmpint (scene->transition, ==, TC_SCENE_CUT);
  g_assert_cmpint (scene->surface, ==, TC_SURFACE_BOARD);
  g_assert_cmpstr (scene->placements[0].camera, ==, "spare");
  g_assert_cmpint (scene->placements[0].rect.w, ==, 720);
  g_assert_false (scene->is_bound);
  g_assert_nonnull (tc_scene_find_layer (scene, "a"));
}

/* Design: standby, break, end and clean are bound to no meeting; the others are. */
static void
test_shipped (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *name;
    gboolean is_bound, is_muted, has_score;
  } shipped[] = {
      {"unit", TRUE, FALSE, FALSE},   {"score", TRUE, FALSE, TRUE},
      {"draw", TRUE, FALSE, FALSE},   {"standby", FALSE, TRUE, FALSE},
      {"break", FALSE, TRUE, FALSE},  {"end", FALSE, TRUE, FALSE},
      {"clean", FALSE, FALSE, FALSE}, {"result", TRUE, FALSE, TRUE},
      {"ranking", TRUE, FALSE, TRUE},
  };
  g_autofree char *dir = overlays_dir ();

  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++) {
    g_autofree char *path = g_strdup_printf ("%s/%s.yaml", dir, shipped[i].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (TcScene) scene = tc_scene_load (path, f->theme, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (scene->is_bound, ==, shipped[i].is_bound);
    g_assert_cmpint (scene->is_muted, ==, shipped[i].is_muted);
    g_assert_cmpint (scene->has_score, ==, shipped[i].has_score);
    g_assert_nonnull (scene->title.zh);
    g_assert_nonnull (scene->title.en);
  }
}

/* Returns: how many there are; each must be among @properties. */
static guint
has_keys (json_t *properties, const TcLayerKey *keys)
{
  guint n = 0;

  for (; keys[n].name != NULL; n++)
    g_assert_nonnull (json_object_get (properties, keys[n].name));
  return n;
}

/* The schema beside the scenes and the reader know the same keys. */
static void
test_schema (Folder *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *dir = overlays_dir ();
  g_autofree char *path = g_build_filename (dir, "scene.schema.json", NULL);
  json_t *schema = json_load_file (path, 0, NULL);

  g_assert_nonnull (schema);
  for (guint t = 0; tc_layer_kinds[t] != NULL; t++) {
    json_t *type =
        json_object_get (json_object_get (schema, "$defs"), tc_layer_kinds[t]->name);
    json_t *keys = json_object_get (type, "properties");

    g_assert_cmpint (json_object_size (keys), ==,
                     has_keys (keys, tc_layer_common_keys) +
                         has_keys (keys, tc_layer_kinds[t]->keys));
  }
  json_decref (schema);
}

static void
test_theme_errors (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  static const BadCase themes[] = {
      {"name: x\n", "", "'colour' is missing"},
      {"color: {}\n", ":1:1:", "did you mean 'colour'?"},
      {"colour: {paper: blue}\n", ":1:17:", "is not \"#RRGGBB\""},
      {"colour: {paper: \"#FFFFFF\"}\n", "", "is missing"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (themes); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (f->path, themes[i].text, -1, NULL));
    g_assert_null (tc_theme_load (f->path, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (strstr (error->message, themes[i].place) == NULL ||
        strstr (error->message, themes[i].error) == NULL) {
      g_test_message ("%s: said '%s'", themes[i].text, error->message);
      g_test_fail ();
    }
  }
}

static void
test_theme_values (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  TcFill ink = tc_theme_must_fill (f->theme, "board");
  TcFill scrim = tc_theme_must_fill (f->theme, "on_ink");
  int px = 0;

  g_assert_true (ink.is_gradient);
  g_assert_cmphex (ink.top.r, ==, 0x0d);
  g_assert_cmphex (ink.bottom.b, ==, 0x3a);
  g_assert_false (scrim.is_gradient);
  g_assert_true (tc_theme_fill (f->theme, "scrim", &scrim, NULL));
  g_assert_cmpint (scrim.top.a, ==, 214); /* 0.84 */
  g_assert_true (tc_theme_px (f->theme, "score", &px, NULL));
  g_assert_cmpint (px, ==, 184);
  g_assert_cmpint (tc_theme_floor_px (f->theme, "score"), ==, 90);
  g_assert_cmpint (tc_theme_floor_px (f->theme, "sub"), ==, 44);
  g_assert_cmpint (tc_theme_motion (f->theme)->write_ms, ==, 480);
}

#define ADD(name, func) g_test_add (name, Folder, NULL, folder_open, func, folder_close)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/scene/file/bad-files-name-place-and-nearest-word", test_bad);
  ADD ("/scene/file/limits-are-kept", test_limits);
  ADD ("/scene/file/a-good-file-is-read", test_good);
  ADD ("/scene/file/shipped-scenes-are-what-the-design-says", test_shipped);
  ADD ("/scene/file/the-schema-knows-the-same-keys", test_schema);
  ADD ("/scene/theme/bad-themes-are-refused", test_theme_errors);
  ADD ("/scene/theme/names-give-colours-and-sizes", test_theme_values);
  return g_test_run ();
}
