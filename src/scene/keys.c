/* SPDX-License-Identifier: MIT
 *
 * Keys of layers: each kind of value is read and freed in one place.
 */
#include "scene/layer.h"

#include <string.h>
#include <sys/stat.h>

gboolean
tc_layer_fail (const TcYamlNode *node, GError *inner, GError **error)
{
  tc_yaml_fail (node, error, "%s", inner->message);
  g_error_free (inner);
  return FALSE;
}

/* --- plain texts --- */

static gboolean
read_title (const TcYamlNode *map, const char *key, TcTitle *title, GError **error)
{
  static const char *const languages[] = {"zh", "en", NULL};
  const TcYamlNode *node = tc_yaml_get (map, key);
  const char *text;

  if (node == NULL)
    return TRUE;
  if (tc_yaml_kind (node) == TC_YAML_MAPPING)
    return tc_yaml_check_keys (node, languages, error) &&
           tc_yaml_require (node, "zh", error) &&
           tc_yaml_read_string (node, "zh", &title->zh, error) &&
           tc_yaml_read_string (node, "en", &title->en, error);
  if (!tc_yaml_as_string (node, key, &text, error))
    return FALSE;
  title->zh = g_strdup (text);
  return TRUE;
}

char *
tc_layer_file (const TcLayerReader *reader,
               const TcYamlNode *map,
               const char *file,
               GError **error)
{
  if (!g_path_is_absolute (file) && strstr (file, "..") == NULL) {
    char *path = g_build_filename (reader->dir, file, NULL);

    g_ptr_array_add (reader->files, g_strdup (path));
    return path;
  }
  tc_yaml_fail (tc_yaml_get (map, "file"), error,
                "'%s' is not within the scene's folder", file);
  return NULL;
}

char *
tc_layer_file_version (const char *path)
{
  struct stat st;

  if (stat (path, &st) != 0)
    return g_strdup (path);
  return g_strdup_printf ("%s %" G_GINT64_FORMAT ".%09ld %" G_GINT64_FORMAT, path,
                          (gint64)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
                          (gint64)st.st_size);
}

/* --- paths, tests, texts with values --- */

static gboolean
read_path (TcLayerReader *reader,
           const TcYamlNode *node,
           const TcLayerKey *key,
           const TcPath **path,
           GError **error)
{
  const char *text;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, key->name, &text, error))
    return FALSE;
  *path = tc_path_find (text, reader->rows, &inner);
  if (*path == NULL)
    return tc_layer_fail (node, inner, error);
  if (key->value != TC_VALUE_ABSENT && (*path)->kind != key->value)
    return tc_yaml_fail (node, error,
                         "'%s' cannot be '%s': it is another kind of value", key->name,
                         text);
  reader->is_bound |= (*path)->is_bound;
  reader->topics |= tc_path_topic (*path);
  reader->has_score |= (*path)->is_score;
  return TRUE;
}

static gboolean
read_test (TcLayerReader *reader, const TcYamlNode *node, TcTest **test, GError **error)
{
  const char *text;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, "show_when", &text, error))
    return FALSE;
  *test = tc_test_new (text, reader->rows, &inner);
  if (*test == NULL)
    return tc_layer_fail (node, inner, error);
  reader->is_bound |= tc_test_path (*test)->is_bound;
  reader->topics |= tc_path_topic (tc_test_path (*test));
  return TRUE;
}

/* One test or a list of them. */
static gboolean
read_tests (TcLayerReader *reader,
            const TcYamlNode *node,
            TcTests *tests,
            GError **error)
{
  gboolean is_list = tc_yaml_kind (node) == TC_YAML_SEQUENCE;
  guint n = is_list ? tc_yaml_length (node) : 1;

  if (n > TC_BIND_MAX_TESTS)
    return tc_yaml_fail (node, error, "at most %d tests", TC_BIND_MAX_TESTS);
  for (; tests->n < n; tests->n++)
    if (!read_test (reader, is_list ? tc_yaml_at (node, tests->n) : node,
                    &tests->tests[tests->n], error))
      return FALSE;
  return TRUE;
}

static TcTemplate *
read_template (TcLayerReader *reader, const TcYamlNode *node, GError **error)
{
  const char *text;
  GError *inner = NULL;
  TcTemplate *template;

  if (!tc_yaml_as_string (node, "text", &text, error))
    return NULL;
  template = tc_template_new (text, reader->rows, &inner);
  if (template == NULL) {
    tc_layer_fail (node, inner, error);
    return NULL;
  }
  reader->is_bound |= tc_template_is_bound (template);
  reader->topics |= tc_template_topics (template);
  return template;
}

static gboolean
read_words (TcLayerReader *reader,
            const TcYamlNode *node,
            TcWords *words,
            GError **error)
{
  static const char *const languages[] = {"zh", "en", NULL};
  const TcYamlNode *zh = node;

  if (tc_yaml_kind (node) == TC_YAML_MAPPING) {
    const TcYamlNode *en = tc_yaml_get (node, "en");

    if (!tc_yaml_check_keys (node, languages, error) ||
        !tc_yaml_require (node, "zh", error))
      return FALSE;
    zh = tc_yaml_get (node, "zh");
    if (en != NULL && (words->en = read_template (reader, en, error)) == NULL)
      return FALSE;
  }
  words->zh = read_template (reader, zh, error);
  return words->zh != NULL;
}

/* --- what the theme names --- */

static gboolean
read_fill (TcLayerReader *reader, const TcYamlNode *node, TcFill *fill, GError **error);

/* `{top: ink, bottom: "#102030"}`, or left and right. */
static gboolean
read_gradient (TcLayerReader *reader,
               const TcYamlNode *node,
               TcFill *fill,
               GError **error)
{
  static const char *const down[] = {"top", "bottom", NULL};
  static const char *const across[] = {"left", "right", NULL};
  gboolean is_across = tc_yaml_get (node, "left") != NULL;
  const char *const *keys = is_across ? across : down;
  TcFill ends[2] = {{{0}}};

  if (!tc_yaml_check_keys (node, keys, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (!tc_yaml_require (node, keys[i], error) ||
        !read_fill (reader, tc_yaml_get (node, keys[i]), &ends[i], error))
      return FALSE;
  *fill = (TcFill){ends[0].top, ends[1].bottom, TRUE, is_across};
  return TRUE;
}

static gboolean
read_fill (TcLayerReader *reader, const TcYamlNode *node, TcFill *fill, GError **error)
{
  const char *name;
  GError *inner = NULL;

  if (tc_yaml_kind (node) == TC_YAML_MAPPING)
    return read_gradient (reader, node, fill, error);
  if (!tc_yaml_as_string (node, "colour", &name, error))
    return FALSE;
  if (!tc_theme_fill (reader->theme, name, fill, &inner))
    return tc_layer_fail (node, inner, error);
  return TRUE;
}

/* `fill: ink`, or cases: `fill: [{when: "data.age == stale", use: bar}, {use: done}]`.
 */
static gboolean
read_paint (TcLayerReader *reader,
            const TcYamlNode *node,
            TcPaint *paint,
            GError **error)
{
  static const char *const keys[] = {"when", "use", NULL};

  if (tc_yaml_kind (node) != TC_YAML_SEQUENCE) {
    paint->n = 1;
    return read_fill (reader, node, &paint->cases[0].fill, error);
  }
  if (tc_yaml_length (node) > TC_SCENE_MAX_CASES)
    return tc_yaml_fail (node, error, "at most %d cases", TC_SCENE_MAX_CASES);
  for (guint i = 0; i < tc_yaml_length (node); i++) {
    const TcYamlNode *item = tc_yaml_at (node, i);
    const TcYamlNode *when = tc_yaml_get (item, "when");

    paint->n = i + 1;
    if (!tc_yaml_check_keys (item, keys, error) ||
        !tc_yaml_require (item, "use", error) ||
        !read_fill (reader, tc_yaml_get (item, "use"), &paint->cases[i].fill, error) ||
        (when != NULL && !read_test (reader, when, &paint->cases[i].test, error)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_size (TcLayerReader *reader,
           const TcYamlNode *node,
           const char *key,
           TcTypeSize *size,
           GError **error)
{
  const char *name;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, key, &name, error))
    return FALSE;
  if (!tc_theme_px (reader->theme, name, &size->px, &inner))
    return tc_layer_fail (node, inner, error);
  size->floor_px = tc_theme_floor_px (reader->theme, name);
  return TRUE;
}

static gboolean
read_ease (const TcYamlNode *node, const char *key, TcEase *ease, GError **error)
{
  double value[4];

  if (tc_yaml_kind (node) != TC_YAML_SEQUENCE || tc_yaml_length (node) != 4)
    return tc_yaml_fail (node, error, "'%s' must be four numbers: x1, y1, x2, y2", key);
  for (guint i = 0; i < 4; i++)
    if (!tc_yaml_as_double (tc_yaml_at (node, i), key, i % 2 == 0 ? 0 : -1,
                            i % 2 == 0 ? 1 : 2, &value[i], error))
      return FALSE;
  *ease = (TcEase){(float)value[0], (float)value[1], (float)value[2], (float)value[3]};
  return TRUE;
}

/* --- tables of keys --- */

static gpointer
member (const TcLayerKey *key, gpointer layer)
{
  return (guint8 *)layer + key->at;
}

static gboolean
read_key (TcLayerReader *reader,
          const TcYamlNode *map,
          const TcLayerKey *key,
          gpointer value,
          GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key->name);

  if (node == NULL)
    return TRUE;
  switch (key->type) {
    case TC_KEY_STRING:
      return tc_yaml_read_string (map, key->name, value, error);
    case TC_KEY_INT:
      return tc_yaml_read_int (map, key->name, key->min, key->max, value, error);
    case TC_KEY_BOOL:
      return tc_yaml_read_bool (map, key->name, value, error);
    case TC_KEY_ENUM:
      return tc_yaml_read_enum (map, key->name, key->names, value, error);
    case TC_KEY_SHARE:
      return tc_yaml_read_double (map, key->name, 0, 1, value, error);
    case TC_KEY_RECT:
      return tc_layer_read_rect (reader, map, key->name, value, error);
    case TC_KEY_PLACE:
      return tc_layer_read_place (reader, map, key->name, value, error);
    case TC_KEY_PAIR:
      return tc_layer_read_pair (map, key->name, value, error);
    case TC_KEY_EASE:
      return read_ease (node, key->name, value, error);
    case TC_KEY_TITLE:
      return read_title (map, key->name, value, error);
    case TC_KEY_WORDS:
      return read_words (reader, node, value, error);
    case TC_KEY_SIZE:
      return read_size (reader, node, key->name, value, error);
    case TC_KEY_PAINT:
      return read_paint (reader, node, value, error);
    case TC_KEY_PATH:
      return read_path (reader, node, key, value, error);
    case TC_KEY_TEST:
      return read_test (reader, node, value, error);
    case TC_KEY_TESTS:
      return read_tests (reader, node, value, error);
    case TC_KEY_OWN:
      break;
  }
  return TRUE;
}

gboolean
tc_layer_check_keys (const TcYamlNode *map,
                     const TcLayerKey *keys,
                     const TcLayerKey *more,
                     GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (; keys->name != NULL; keys++)
    g_ptr_array_add (names, (gpointer)keys->name);
  for (; more != NULL && more->name != NULL; more++)
    g_ptr_array_add (names, (gpointer)more->name);
  g_ptr_array_add (names, NULL);
  return tc_yaml_check_keys (map, (const char *const *)names->pdata, error);
}

gboolean
tc_layer_read_keys (TcLayerReader *reader,
                    const TcYamlNode *map,
                    const TcLayerKey *keys,
                    gpointer layer,
                    GError **error)
{
  for (const TcLayerKey *key = keys; key->name != NULL; key++) {
    if (key->type == TC_KEY_INT || key->type == TC_KEY_BOOL || key->type == TC_KEY_ENUM)
      *(int *)member (key, layer) = key->initial;
    if (key->type == TC_KEY_SHARE)
      *(double *)member (key, layer) = 1;
    if (key->is_required && !tc_yaml_require (map, key->name, error))
      return FALSE;
  }
  for (const TcLayerKey *key = keys; map != NULL && key->name != NULL; key++)
    if (!read_key (reader, map, key, member (key, layer), error))
      return FALSE;
  return TRUE;
}

static void
clear_key (const TcLayerKey *key, gpointer value)
{
  switch (key->type) {
    case TC_KEY_STRING:
      g_free (*(char **)value);
      break;
    case TC_KEY_TITLE:
      g_free (((TcTitle *)value)->zh);
      g_free (((TcTitle *)value)->en);
      break;
    case TC_KEY_WORDS:
      tc_template_free (((TcWords *)value)->zh);
      tc_template_free (((TcWords *)value)->en);
      break;
    case TC_KEY_PAINT:
      for (guint i = 0; i < ((TcPaint *)value)->n; i++)
        tc_test_free (((TcPaint *)value)->cases[i].test);
      break;
    case TC_KEY_TEST:
      tc_test_free (*(TcTest **)value);
      break;
    case TC_KEY_TESTS:
      for (guint i = 0; i < ((TcTests *)value)->n; i++)
        tc_test_free (((TcTests *)value)->tests[i]);
      break;
    default:
      break;
  }
}

void
tc_layer_clear_keys (const TcLayerKey *keys, gpointer layer)
{
  for (const TcLayerKey *key = keys; key->name != NULL; key++)
    clear_key (key, member (key, layer));
}
