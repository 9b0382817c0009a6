/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"

gboolean
tc_layer_fail (const TcYamlNode *node, GError *inner, GError **error)
{
  tc_yaml_fail (node, error, "%s", inner->message);
  g_error_free (inner);
  return FALSE;
}

static void
note_path (TcLayerReader *reader, const TcPath *path)
{
  reader->is_bound |= path->is_bound;
  reader->has_score |= path->is_score;
}

gboolean
tc_layer_read_path (TcLayerReader *reader,
                    const TcYamlNode *map,
                    const char *key,
                    TcValueKind kind,
                    const TcPath **path,
                    GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);
  const char *text;
  GError *inner = NULL;

  if (node == NULL)
    return TRUE;
  if (!tc_yaml_as_string (node, key, &text, error))
    return FALSE;
  *path = tc_path_find (text, reader->rows, &inner);
  if (*path == NULL)
    return tc_layer_fail (node, inner, error);
  if ((*path)->kind != kind)
    return tc_yaml_fail (node, error,
                         "'%s' cannot be '%s': it is another kind of value", key, text);
  note_path (reader, *path);
  return TRUE;
}

gboolean
tc_layer_read_test (TcLayerReader *reader,
                    const TcYamlNode *node,
                    TcTest **test,
                    GError **error)
{
  const char *text;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, "show_when", &text, error))
    return FALSE;
  *test = tc_test_new (text, reader->rows, &inner);
  if (*test == NULL)
    return tc_layer_fail (node, inner, error);
  reader->is_bound |= tc_test_path (*test)->is_bound;
  return TRUE;
}

gboolean
tc_layer_read_show_when (TcLayerReader *reader,
                         const TcYamlNode *map,
                         TcLayer *layer,
                         GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, "show_when");
  guint n;

  if (node == NULL)
    return TRUE;
  n = tc_yaml_kind (node) == TC_YAML_SEQUENCE ? tc_yaml_length (node) : 1;
  if (n > TC_BIND_MAX_TESTS)
    return tc_yaml_fail (node, error, "at most %d tests", TC_BIND_MAX_TESTS);
  for (guint i = 0; i < n; i++) {
    const TcYamlNode *item =
        tc_yaml_kind (node) == TC_YAML_SEQUENCE ? tc_yaml_at (node, i) : node;

    if (!tc_layer_read_test (reader, item, &layer->tests[layer->n_tests++], error)) {
      layer->n_tests--;
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_fill (TcLayerReader *reader, const TcYamlNode *node, TcFill *fill, GError **error)
{
  const char *name;
  GError *inner = NULL;

  if (!tc_yaml_as_string (node, "colour", &name, error))
    return FALSE;
  if (!tc_theme_fill (reader->theme, name, fill, &inner))
    return tc_layer_fail (node, inner, error);
  return TRUE;
}

/* `fill: ink`, or cases: `fill: [{when: "data.age == stale", use: bar}, {use: done}]`.
 */
gboolean
tc_layer_read_paint (TcLayerReader *reader,
                     const TcYamlNode *map,
                     const char *key,
                     TcPaint *paint,
                     GError **error)
{
  static const char *const keys[] = {"when", "use", NULL};
  const TcYamlNode *node = tc_yaml_get (map, key);

  if (node == NULL)
    return TRUE;
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
        (when != NULL &&
         !tc_layer_read_test (reader, when, &paint->cases[i].test, error)))
      return FALSE;
  }
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
  return template;
}

gboolean
tc_layer_read_words (TcLayerReader *reader,
                     const TcYamlNode *map,
                     TcWords *words,
                     GError **error)
{
  static const char *const languages[] = {"zh", "en", NULL};
  const TcYamlNode *node = tc_yaml_get (map, "text");
  const TcYamlNode *zh = node;

  if (node == NULL)
    return tc_yaml_require (map, "text", error);
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

gboolean
tc_layer_read_size (TcLayerReader *reader,
                    const TcYamlNode *map,
                    const char *key,
                    int *px,
                    int *floor_px,
                    GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);
  const char *name;
  GError *inner = NULL;

  if (node == NULL)
    return TRUE;
  if (!tc_yaml_as_string (node, key, &name, error))
    return FALSE;
  if (!tc_theme_px (reader->theme, name, px, &inner))
    return tc_layer_fail (node, inner, error);
  if (floor_px != NULL)
    *floor_px = tc_theme_floor_px (reader->theme, name);
  return TRUE;
}

gboolean
tc_layer_read_pair (const TcYamlNode *map,
                    const char *key,
                    int *a,
                    int *b,
                    GError **error)
{
  const TcYamlNode *list = NULL;
  gint64 value[2];

  if (!tc_yaml_read_node (map, key, TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  if (tc_yaml_length (list) != 2)
    return tc_yaml_fail (list, error, "'%s' must be two whole numbers", key);
  for (guint i = 0; i < 2; i++)
    if (!tc_yaml_as_int (tc_yaml_at (list, i), key, -4096, 4096, &value[i], error))
      return FALSE;
  *a = (int)value[0];
  *b = (int)value[1];
  return TRUE;
}
