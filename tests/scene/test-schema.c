/* SPDX-License-Identifier: MIT
 *
 * The schemas beside scenes and themes agree with what reads them: they are made of the
 * same tables, and a validator of the standard (python3-jsonschema) and the reader come
 * to the same verdict on every key of every type.
 */
#include "fixture.h"

#include "../support/schema.h"
#include "../support/svg.h"
#include "tallycast/draw/text.h"

#include <glib/gstdio.h>

#define VALIDATOR "/usr/bin/python3"

/* --- the files are what the tables make --- */

static void
check_file (const char *name, json_t *want)
{
  g_autofree char *dir = overlays_dir ();
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *text = NULL;
  char *made = json_dumps (want, JSON_INDENT (1));
  g_autofree char *line = g_strconcat (made, "\n", NULL);

  free (made);
  json_decref (want);
  if (g_strcmp0 (g_getenv ("TC_GOLDEN"), "write") == 0)
    g_assert_true (g_file_set_contents (path, line, -1, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  if (strcmp (text, line) != 0) {
    g_test_message ("%s is not what the tables make: TC_GOLDEN=write makes it", name);
    g_test_fail ();
  }
}

static void
test_files (void)
{
  check_file ("scene.schema.json", tc_schema_scene ());
  check_file ("theme.schema.json", tc_schema_theme ());
}

/* --- the validator --- */

/* A folder of documents, and what is expected of each. */
typedef struct {
  char *dir;
  GPtrArray *paths; /* owned */
  GHashTable *bad;  /* borrowed paths */
} Folder;

static Folder
folder_new (void)
{
  return (Folder){g_dir_make_tmp ("tc-schema-XXXXXX", NULL),
                  g_ptr_array_new_with_free_func (g_free),
                  g_hash_table_new (g_str_hash, g_str_equal)};
}

static void
folder_free (Folder *self)
{
  for (guint i = 0; i < self->paths->len; i++)
    g_unlink (g_ptr_array_index (self->paths, i));
  g_rmdir (self->dir);
  g_free (self->dir);
  g_hash_table_unref (self->bad);
  g_ptr_array_unref (self->paths);
}

/* Returns: the path; borrowed. */
static const char *
folder_add (Folder *self, const char *name, json_t *document, gboolean is_bad)
{
  g_autofree char *file = g_strdup_printf ("%03u-%s.json", self->paths->len, name);
  char *path = g_build_filename (self->dir, file, NULL);

  g_assert_cmpint (json_dump_file (document, path, 0), ==, 0);
  g_ptr_array_add (self->paths, path);
  if (is_bad)
    g_hash_table_add (self->bad, path);
  return path;
}

/* Prints which of the documents do not conform to the schema. Only the verdict is asked
 * for: to tell all that is wrong with a layer takes ten times as long. */
static const char validator[] = "import json, sys\n"
                                "from jsonschema.validators import validator_for\n"
                                "def read(path):\n"
                                "    with open(path, encoding='utf-8') as file:\n"
                                "        return json.load(file)\n"
                                "schema = read(sys.argv[1])\n"
                                "judge = validator_for(schema)\n"
                                "judge.check_schema(schema)\n"
                                "judge = judge(schema)\n"
                                "for path in sys.argv[2:]:\n"
                                "    if not judge.is_valid(read(path)):\n"
                                "        print(path)\n";

/* Returns: the set of paths that do not conform; keys owned. */
static GHashTable *
validate (const Folder *self, const char *schema)
{
  g_autofree char *dir = overlays_dir ();
  g_autofree char *schema_path = g_build_filename (dir, schema, NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *wrong = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const head[] = {VALIDATOR, "-c", validator, schema_path, NULL};
  int status = 0;

  for (guint i = 0; head[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)head[i]);
  for (guint i = 0; i < self->paths->len; i++)
    g_ptr_array_add (argv, g_ptr_array_index (self->paths, i));
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said,
                NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  lines = g_strsplit (said, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      g_hash_table_add (wrong, g_strdup (lines[i]));
  return wrong;
}

/* Reader's verdict of a document, and why. */
typedef gboolean (*Reads) (const char *path, GError **error);

static void
check_verdicts (const Folder *folder, const char *schema, Reads reads)
{
  g_autoptr (GHashTable) wrong = validate (folder, schema);

  for (guint i = 0; i < folder->paths->len; i++) {
    const char *path = g_ptr_array_index (folder->paths, i);
    gboolean is_bad = g_hash_table_contains (folder->bad, path);
    gboolean is_refused = g_hash_table_contains (wrong, path);
    g_autoptr (GError) error = NULL;
    gboolean is_read = reads (path, &error);

    if (is_refused == is_bad && is_read == !is_bad)
      continue;
    g_test_message ("%s should be %s: the schema %s it, the reader %s it (%s)", path,
                    is_bad ? "refused" : "taken", is_refused ? "refuses" : "takes",
                    is_read ? "takes" : "refuses", error != NULL ? error->message : "");
    g_test_fail ();
  }
  g_assert_cmpuint (g_hash_table_size (wrong), ==, g_hash_table_size (folder->bad));
}

/* --- scenes --- */

static TcTheme *theme;

static gboolean
reads_scene (const char *path, GError **error)
{
  g_autoptr (TcScene) scene = tc_scene_load (path, theme, NULL, error);

  return scene != NULL;
}

#define SHEET                                                               \
  "{id: s, type: score, rect: [0, 0, 576, 320], size: score, title_y: 44, " \
  "figure_y: 158, rule_y: 246, data_y: 292}"

/* The least that a layer of each type must say. */
static const char *const least[] = {
    "{id: a, type: group, layers: []}",
    "{id: a, type: rect, rect: [0, 0, 64, 64]}",
    "{id: a, type: text, text: x, size: sub, colour: on_ink, at: [0, 0]}",
    "{id: a, type: image, file: a.png, rect: [0, 0, 64, 64]}",
    "{id: a, type: table, rows: draw.picks, at: [400, 400], cells: []}",
    "{id: a, type: tally, at: [0, 0], box: 48, ghost: ghost}",
    "{id: a, type: bar, rect: [0, 0, 64, 64], share: scoring.share}",
    SHEET,
    "{id: a, type: clock, show: time, size: sub, colour: on_ink, at: [0, 0]}",
    "{id: a, type: gauge, rect: [0, 0, 64, 64], value: scoring.cast, from: 0, to: 9, "
    "line: rule, stroke: done}",
    "{id: a, type: chart, kind: groups, rect: [0, 0, 600, 400], mark: s}",
    "{id: a, type: crawl, text: x, size: sub, colour: on_ink, rect: [0, 0, 64, 64]}",
    "{id: a, type: reel, rect: [0, 0, 600, 400], plate: ink, size: sub, colour: "
    "on_ink, "
    "paper: [0, 100, 600, 108], paper_fill: paper, paper_size: name, paper_colour: "
    "on_paper}",
    "{id: a, type: qr, text: x, rect: [0, 0, 64, 64]}",
    "{id: a, type: svg, file: a.svg, rect: [0, 0, 64, 64]}",
};

/* Good values where a key's kind alone does not tell one; "-": left to the files. */
static const char *const fitting[][2] = {
    {"text.lines", "2"},
    {"text.after", "\"b\""},
    {"table.page_s", "-"}, /* only together */
    {"table.page_at", "-"},
    {"table.mark", "\"s\""},
    {"text.change", "\"count\""},
    {"bar.in", "{\"kind\": \"grow\", \"from\": \"left\", \"stagger_ms\": 40}"},
    {"rect.out", "{\"kind\": \"slide\", \"to\": \"top\", \"delay_ms\": 40}"},
    {"score.change", "{\"kind\": \"roll\", \"ms\": 280}"},
    {"tally.of", "\"current.of\""},
    {"tally.done", "\"current.done\""},
    {"tally.now", "\"phase == draw\""},
    {"bar.segments", "-"}, /* instead of share */
    {"bar.done", "\"draw.drawn\""},
    {"bar.now", "\"phase == draw\""},
    {"clock.of", "-"}, /* with show: countdown */
    {"clock.until", "-"},
    {"svg.bind", "[{\"id\": \"name\", \"text\": \"x\"}]"},
    {"svg.mark", "\"mark\""},
    {"table.max_rows", "3"},
    {"score.opacity", "1"},
    {"score.clip", "-"}, /* refused with a score */
    {"chart.opacity", "1"},
    {"chart.clip", "-"},
    {"score.stale", "\"hide\""},
    {"chart.stale", "\"mark\""},
    {"score.anchor", "-"}, /* its lines lie at heights of the picture */
    {"reel.pitch", "54"},
};

static json_t *
yaml_to_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcYaml) doc = tc_yaml_parse (text, -1, "case", TC_ERROR_DATA, &error);

  g_assert_no_error (error);
  return tc_yaml_to_json (tc_yaml_root (doc));
}

/* Scene with a score's sheet, which others may name, and @layer (transfer none). */
static json_t *
scene_with (const json_t *layer)
{
  json_t *sheet = yaml_to_json (SHEET);
  json_t *layers = json_array ();

  json_array_append (layers, (json_t *)layer);
  if (strcmp (json_string_value (json_object_get (layer, "type")), "score") != 0)
    json_array_append (layers, sheet); /* on top: nothing may cover it */
  json_decref (sheet);
  return json_pack ("{s:o}", "layers", layers);
}

static void
add_case (Folder *folder,
          const json_t *base,
          const char *key,
          json_t *value,
          gboolean is_bad)
{
  json_t *layer = json_copy ((json_t *)base);
  const char *type = json_string_value (json_object_get (base, "type"));
  g_autofree char *name = g_strdup_printf ("%s-%s", type, key);
  json_t *scene;

  if (value != NULL)
    json_object_set_new (layer, key, value);
  else
    json_object_del (layer, key);
  scene = scene_with (layer);
  folder_add (folder, name, scene, is_bad);
  json_decref (scene);
  json_decref (layer);
}

/* What no key of the kind may be; NULL at the end. */
static const char *const *
wrong_values (const TcLayerKey *key)
{
  static const char *const texts[] = {"[1]", "{\"a\": 1}", NULL};
  static const char *const numbers[] = {"\"x\"", "[1]", "1.5", NULL};
  static const char *const bools[] = {"3", "[true]", NULL};
  static const char *const enums[] = {"\"nonsense\"", "[\"auto\"]", NULL};
  static const char *const rects[] = {"[1, 2, 3]",          "\"x\"",
                                      "[1, 2, 3, \"y\"]",   "[0, 0, -1, 5]",
                                      "[0, 0, 5000, 5]",    "[0, \"1m\", 9, 9]",
                                      "[\"13m\", 0, 9, 9]", NULL};
  static const char *const pairs[] = {"[1]", "[1, 2, 3]", "[1.5, 2]", "4", NULL};
  static const char *const words[] = {"[]", "{\"en\": \"x\"}",
                                      "{\"zh\": \"x\", \"fr\": \"y\"}", NULL};
  static const char *const paints[] = {"[{\"when\": \"phase == draw\"}]",
                                       "[{\"use\": \"ink\", \"if\": \"x\"}]",
                                       "[{\"use\": [1]}]", "{\"use\": \"ink\"}", NULL};
  static const char *const tests[] = {"[\"phase == draw\", [1]]", "{\"a\": 1}", NULL};
  static const char *const shares[] = {"-0.1", "1.5", "\"x\"", NULL};
  static const char *const own[] = {"{\"kind\": 3}",
                                    "{\"nokey\": 1}",
                                    "{\"kind\": \"fade\", \"ms\": 0}",
                                    "{\"kind\": \"fade\", \"ease\": \"soft\"}",
                                    "\"nonsense\"",
                                    NULL};

  switch (key->type) {
    case TC_KEY_INT:
      return numbers;
    case TC_KEY_BOOL:
      return bools;
    case TC_KEY_ENUM:
      return enums;
    case TC_KEY_SHARE:
      return shares;
    case TC_KEY_RECT:
      return rects;
    case TC_KEY_PLACE:
    case TC_KEY_PAIR:
      return pairs;
    case TC_KEY_TITLE:
    case TC_KEY_WORDS:
      return words;
    case TC_KEY_PAINT:
      return paints;
    case TC_KEY_TESTS:
      return tests;
    case TC_KEY_OWN: /* a mark may be any id */
      return strcmp (key->name, "mark") == 0 ? texts : own;
    default:
      return texts;
  }
}

/* A good value; NULL: none can be told by the kind. */
static json_t *
right_value (const TcLayerKey *key)
{
  switch (key->type) {
    case TC_KEY_STRING:
      return json_string ("b");
    case TC_KEY_INT:
      return json_integer (MAX (key->min, MIN (9, key->max)));
    case TC_KEY_BOOL:
      return json_true ();
    case TC_KEY_ENUM:
      return json_string (key->names[0]);
    case TC_KEY_SHARE:
      return json_real (0.5);
    case TC_KEY_RECT:
      return json_pack ("[s, i, s, i]", "3m", 0, "2m", 64);
    case TC_KEY_PLACE:
      return json_pack ("[s, i]", "12m", 0);
    case TC_KEY_PAIR:
      return json_pack ("[i, i]", 3, 4);
    case TC_KEY_TITLE:
    case TC_KEY_WORDS:
      return json_pack ("{s:s, s:s}", "zh", "x", "en", "y");
    case TC_KEY_SIZE:
      return json_string ("meta");
    case TC_KEY_PAINT:
      return json_pack ("[{s:s, s:s}, {s:s}]", "when", "data.age == stale", "use",
                        "#123456", "use", "ink");
    case TC_KEY_TESTS:
      return json_pack ("[s, s]", "phase == draw", "notice.text exists");
    default:
      return NULL;
  }
}

static json_t *
fitting_value (const char *type, const TcLayerKey *key, gboolean *is_left_out)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", type, key->name);

  for (guint i = 0; i < G_N_ELEMENTS (fitting); i++)
    if (strcmp (fitting[i][0], name) == 0) {
      *is_left_out = strcmp (fitting[i][1], "-") == 0;
      return *is_left_out ? NULL : json_loads (fitting[i][1], JSON_DECODE_ANY, NULL);
    }
  return right_value (key);
}

static void
add_key_cases (Folder *folder, const json_t *base, const TcLayerKey *key)
{
  const char *type = json_string_value (json_object_get (base, "type"));
  const char *const *wrong = wrong_values (key);
  gboolean is_left_out = FALSE;
  json_t *good;

  if (strcmp (key->name, "type") == 0)
    return;
  for (guint i = 0; wrong[i] != NULL; i++)
    add_case (folder, base, key->name, json_loads (wrong[i], JSON_DECODE_ANY, NULL),
              TRUE);
  if (key->type == TC_KEY_INT) {
    add_case (folder, base, key->name, json_integer (key->min - 1), TRUE);
    add_case (folder, base, key->name, json_integer ((json_int_t)key->max + 1), TRUE);
  }
  if (key->is_required)
    add_case (folder, base, key->name, NULL, TRUE);
  if (json_object_get (base, key->name) != NULL)
    return;
  good = fitting_value (type, key, &is_left_out);
  if (good != NULL)
    add_case (folder, base, key->name, good, FALSE);
  else if (!is_left_out && key->type != TC_KEY_OWN) {
    g_test_message ("%s.%s has no good value in this test", type, key->name);
    g_test_fail ();
  }
}

static void
write_drawings (const Folder *folder)
{
  static const char svg[] =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\"><text "
      "id=\"name\" y=\"20\">a</text><text id=\"mark\" y=\"40\">b</text></svg>";
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 8, 8);
  g_autofree char *png_path = g_build_filename (folder->dir, "a.png", NULL);
  g_autofree char *svg_path = g_build_filename (folder->dir, "a.svg", NULL);

  g_assert_cmpint (cairo_surface_write_to_png (surface, png_path), ==, 0);
  cairo_surface_destroy (surface);
  g_assert_true (g_file_set_contents (svg_path, svg, -1, NULL));
}

static void
remove_drawings (const Folder *folder)
{
  g_autofree char *png_path = g_build_filename (folder->dir, "a.png", NULL);
  g_autofree char *svg_path = g_build_filename (folder->dir, "a.svg", NULL);

  g_unlink (png_path);
  g_unlink (svg_path);
}

static void
test_every_key (void)
{
  Folder folder = folder_new ();

  write_drawings (&folder);
  for (guint i = 0; tc_layer_kinds[i] != NULL; i++) {
    json_t *base = yaml_to_json (least[i]);

    g_assert_cmpuint (i, <, G_N_ELEMENTS (least));
    g_assert_cmpstr (json_string_value (json_object_get (base, "type")), ==,
                     tc_layer_kinds[i]->name);
    add_case (&folder, base, "id", json_string ("z"), FALSE);
    add_case (&folder, base, "nokey", json_integer (1), TRUE);
    for (const TcLayerKey *key = tc_layer_common_keys; key->name != NULL; key++)
      add_key_cases (&folder, base, key);
    for (const TcLayerKey *key = tc_layer_kinds[i]->keys; key->name != NULL; key++)
      add_key_cases (&folder, base, key);
    json_decref (base);
  }
  check_verdicts (&folder, "scene.schema.json", reads_scene);
  remove_drawings (&folder);
  folder_free (&folder);
}

static void
test_scene_keys (void)
{
  static const struct {
    const char *text;
    gboolean is_bad;
  } cases[] = {
      {"{}", FALSE},
      {"{title: {zh: x}, surface: board, audio: mute, order: 3, layers: []}", FALSE},
      {"{cameras: [{id: main, rect: [96, 128, 720, 404]}, {}]}", FALSE},
      {"{cameras: [{}, {}, {}, {}, {}]}", TRUE},
      {"{cameras: [{name: main}]}", TRUE},
      {"{cameras: main}", TRUE},
      {"{surface: paper}", TRUE},
      {"{order: 100}", TRUE},
      {"{title: [x]}", TRUE},
      {"{layers: {}}", TRUE},
      {"{layers: [{id: a, type: circle}]}", TRUE},
      {"{layers: [{id: a/b, type: group, layers: []}]}", TRUE},
      {"{colour: red}", TRUE},
  };
  Folder folder = folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *scene = yaml_to_json (cases[i].text);

    folder_add (&folder, "scene", scene, cases[i].is_bad);
    json_decref (scene);
  }
  check_verdicts (&folder, "scene.schema.json", reads_scene);
  folder_free (&folder);
}

/* --- shipped files --- */

static void
add_shipped (Folder *folder, const char *dir, const char *modeline)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr (TcYaml) doc = NULL;
    json_t *json;

    if (!g_str_has_suffix (name, ".yaml"))
      continue;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    if (!g_str_has_prefix (text, modeline)) {
      g_test_message ("%s does not begin with %s", path, modeline);
      g_test_fail ();
    }
    doc = tc_yaml_load (path, TC_ERROR_DATA, NULL);
    json = tc_yaml_to_json (tc_yaml_root (doc));
    folder_add (folder, name, json, FALSE);
    json_decref (json);
  }
}

static gboolean
reads_any (const char *path G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return TRUE; /* test-file.c and test-golden.c read them where they are */
}

static void
test_shipped (void)
{
  g_autofree char *dir = overlays_dir ();
  g_autofree char *themes = g_build_filename (dir, "theme", NULL);
  g_autofree char *house =
      g_build_filename (g_getenv ("TC_TOP"), "tests/data/house", NULL);
  Folder scene_folder = folder_new ();
  Folder theme_folder = folder_new ();

  add_shipped (&scene_folder, dir,
               "# yaml-language-server: $schema=scene.schema.json\n");
  g_assert_cmpuint (scene_folder.paths->len, >=, 11);
  add_shipped (&scene_folder, house,
               "# yaml-language-server: $schema=../../../overlays/scene.schema.json\n");
  check_verdicts (&scene_folder, "scene.schema.json", reads_any);
  add_shipped (&theme_folder, themes,
               "# yaml-language-server: $schema=../theme.schema.json\n");
  g_assert_cmpuint (theme_folder.paths->len, ==, 3);
  check_verdicts (&theme_folder, "theme.schema.json", reads_any);
  folder_free (&scene_folder);
  folder_free (&theme_folder);
}

/* --- themes --- */

static gboolean
reads_theme (const char *path, GError **error)
{
  g_autoptr (TcTheme) read = tc_theme_load (path, error);

  return read != NULL;
}

/* @at: "colour.paper"; the value is put there, or what is there is taken away. */
static void
add_theme_case (Folder *folder,
                json_t *base,
                const char *at,
                const char *value,
                gboolean is_bad)
{
  json_t *copy = json_deep_copy (base);
  g_auto (GStrv) keys = g_strsplit (at, ".", -1);
  json_t *map = copy;
  guint i = 0;

  for (; keys[i + 1] != NULL; i++)
    map = json_object_get (map, keys[i]);
  g_assert_nonnull (map);
  if (value != NULL)
    json_object_set_new (map, keys[i], json_loads (value, JSON_DECODE_ANY, NULL));
  else
    json_object_del (map, keys[i]);
  folder_add (folder, at, copy, is_bad);
  json_decref (copy);
}

static void
add_section_cases (Folder *folder, json_t *base, const char *at, const TcLayerKey *keys)
{
  g_autofree char *unknown = g_strconcat (at, ".nokey", NULL);

  add_theme_case (folder, base, unknown, "1", TRUE);
  for (; keys->name != NULL; keys++) {
    g_autofree char *key = g_strdup_printf ("%s.%s", at, keys->name);

    add_theme_case (folder, base, key, "\"x\"", TRUE);
    add_theme_case (folder, base, key, NULL, keys->is_required);
    if (keys->type == TC_KEY_INT) {
      g_autofree char *below = g_strdup_printf ("%d", keys->min - 1);
      g_autofree char *above = g_strdup_printf ("%d", keys->max + 1);

      add_theme_case (folder, base, key, below, TRUE);
      add_theme_case (folder, base, key, above, TRUE);
    } else if (keys->type == TC_KEY_EASE) {
      add_theme_case (folder, base, key, "[0, 0, 1]", TRUE);
      add_theme_case (folder, base, key, "[0, 0, 1.5, 1]", TRUE);
      add_theme_case (folder, base, key, "[0, -0.5, 1, 1.5]", FALSE);
    }
  }
}

static void
test_theme_keys (void)
{
  static const struct {
    const char *at, *value;
    gboolean is_bad;
  } cases[] = {
      {"nokey", "1", TRUE},
      {"colour", NULL, TRUE},
      {"type", NULL, TRUE},
      {"motion", NULL, TRUE},
      {"radius", NULL, FALSE},
      {"alpha", NULL, FALSE},
      {"contrast", NULL, FALSE},
      {"title", "[1]", TRUE},
      {"colour.more", "\"#12345\"", TRUE},
      {"colour.more", "\"red\"", TRUE},
      {"colour.more", "\"#123456\"", FALSE},
      {"colour.board_top", NULL, TRUE},
      {"alpha.scrim", "1.5", TRUE},
      {"type.px.more", "4", TRUE},
      {"type.px.more", "2000", TRUE},
      {"type.px.more", "40", FALSE},
      {"type.floor.sub", "\"x\"", TRUE},
      {"type.nokey", "1", TRUE},
      {"motion.nokey", "1", TRUE},
      {"motion.reduced", "true", FALSE},
      {"motion.reduced", "3", TRUE},
  };
  g_autofree char *dir = overlays_dir ();
  g_autofree char *azure = g_build_filename (dir, "theme/azure.yaml", NULL);
  g_autoptr (TcYaml) doc = tc_yaml_load (azure, TC_ERROR_DATA, NULL);
  json_t *base = tc_yaml_to_json (tc_yaml_root (doc));
  Folder folder = folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    add_theme_case (&folder, base, cases[i].at, cases[i].value, cases[i].is_bad);
  for (guint i = 0; tc_theme_needed_fills[i] != NULL; i++) {
    g_autofree char *at = g_strconcat ("colour.", tc_theme_needed_fills[i], NULL);

    if (json_object_get (json_object_get (base, "colour"), tc_theme_needed_fills[i]))
      add_theme_case (&folder, base, at, NULL, TRUE);
  }
  for (guint i = 0; tc_theme_needed_px[i] != NULL; i++) {
    g_autofree char *at = g_strconcat ("type.px.", tc_theme_needed_px[i], NULL);

    json_object_del (json_object_get (json_object_get (base, "type"), "floor"),
                     tc_theme_needed_px[i]);
    add_theme_case (&folder, base, at, NULL, TRUE);
  }
  for (guint i = 0; tc_theme_motion_sections[i].name != NULL; i++) {
    g_autofree char *at =
        g_strconcat ("motion.", tc_theme_motion_sections[i].name, NULL);

    add_section_cases (&folder, base, at, tc_theme_motion_sections[i].keys);
  }
  add_section_cases (&folder, base, "radius", tc_theme_radius_section.keys);
  json_decref (base);
  check_verdicts (&folder, "theme.schema.json", reads_theme);
  folder_free (&folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = overlays_dir ();
  g_autofree char *azure = g_build_filename (dir, "theme/azure.yaml", NULL);
  int status;

  g_test_init (&argc, &argv, NULL);
  test_svg_set_worker ();
  g_assert_true (tc_text_init (NULL, NULL));
  theme = tc_theme_load (azure, NULL);
  g_test_add_func ("/scene/schema/is-made-of-the-readers-own-tables", test_files);
  g_test_add_func ("/scene/schema/every-key-of-every-type-is-judged-alike",
                   test_every_key);
  g_test_add_func ("/scene/schema/every-key-of-a-scene-is-judged-alike",
                   test_scene_keys);
  g_test_add_func ("/scene/schema/every-key-of-a-theme-is-judged-alike",
                   test_theme_keys);
  g_test_add_func ("/scene/schema/every-shipped-file-conforms-and-names-it",
                   test_shipped);
  status = g_test_run ();
  tc_theme_unref (theme);
  tc_text_deinit ();
  return status;
}
