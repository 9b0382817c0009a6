/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "tallycast/core/yaml.h"
#include "tallycast/draw/colour.h"

#include <glib/gstdio.h>
#include <math.h>

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

static void
test_theme_errors (Folder *f, gconstpointer data G_GNUC_UNUSED)
{
  static const BadCase themes[] = {
      {"name: x\n", "", "'colour' is missing"},
      {"color: {}\n", ":1:1:", "did you mean 'colour'?"},
      {"colour: {paper: blue}\ntype: {}\nmotion: {}\n", ":1:17:", "is not \"#RRGGBB\""},
      {"colour: {paper: \"#FFFFFF\"}\ntype: {}\nmotion: {}\n",
       ":1:9:", "colour 'paper_held' is missing"},
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

/* "ink_top", "scrim on white": the colour that is seen. */
static TcColour
seen_colour (const TcTheme *theme, const char *name)
{
  g_auto (GStrv) words = g_strsplit (name, " on ", 2);
  TcFill fill;
  double share;
  int below;

  g_assert_true (tc_theme_fill (theme, words[0], &fill, NULL));
  if (words[1] == NULL)
    return fill.top;
  share = fill.top.a / 255.0;
  below = strcmp (words[1], "white") == 0 ? 255 : 0;
  return (TcColour){(guint8)(fill.top.r * share + below * (1 - share) + 0.5),
                    (guint8)(fill.top.g * share + below * (1 - share) + 0.5),
                    (guint8)(fill.top.b * share + below * (1 - share) + 0.5), 255};
}

static void
check_contrast (const TcTheme *theme, const TcYamlNode *pairs, double least)
{
  for (guint i = 0; i < tc_yaml_length (pairs); i++) {
    const char *name = tc_yaml_key (pairs, i);
    g_auto (GStrv) halves = g_strsplit (name, " / ", 2);
    double contrast = tc_colour_contrast (seen_colour (theme, halves[0]),
                                          seen_colour (theme, halves[1]));
    double written = 0;

    g_assert_true (
        tc_yaml_as_double (tc_yaml_at (pairs, i), name, 1, 21, &written, NULL));
    if (fabs (contrast - written) > 0.1 || contrast < least) {
      g_test_message ("%s: %.2f, written %.2f, at least %.1f", name, contrast, written,
                      least);
      g_test_fail ();
    }
  }
}

/* LOOK.md 10: text 4.5, strokes and measures 3, in every shipped theme. */
static void
test_theme_contrast (Folder *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {"azure", "vermilion", "daylight"};
  g_autofree char *dir = overlays_dir ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_strdup_printf ("%s/theme/%s.yaml", dir, names[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (TcTheme) theme = tc_theme_load (path, &error);
    g_autoptr (TcYaml) doc = tc_yaml_load (path, TC_ERROR_DATA, NULL);
    const TcYamlNode *contrast = tc_yaml_get (tc_yaml_root (doc), "contrast");

    g_assert_no_error (error);
    g_assert_cmpuint (tc_yaml_length (tc_yaml_get (contrast, "text")), >, 20);
    check_contrast (theme, tc_yaml_get (contrast, "text"), 4.5);
    check_contrast (theme, tc_yaml_get (contrast, "graphics"), 3);
  }
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
  ADD ("/scene/theme/bad-themes-are-refused", test_theme_errors);
  ADD ("/scene/theme/names-give-colours-and-sizes", test_theme_values);
  ADD ("/scene/theme/contrast-is-as-written-and-enough", test_theme_contrast);
  return g_test_run ();
}
