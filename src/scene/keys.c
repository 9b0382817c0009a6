/* SPDX-License-Identifier: MIT
 *
 * Keys of layers: each kind of value is read and freed in one place.
 */
#include "scene/layer.h"

#include <string.h>

#define MAX_PX 4096 /* a place or length */

gboolean
tc_layer_fail (const TcYamlNode *node, GError *inner, GError **error)
{
  tc_yaml_fail (node, error, "%s", inner->message);
  g_error_free (inner);
  return FALSE;
}

/* --- numbers and plain texts --- */

static gboolean
read_numbers (const TcYamlNode *map,
              const char *key,
              guint n,
              const char *what,
              int *values,
              GError **error)
{
  const TcYamlNode *list = NULL;
  gint64 value;

  if (!tc_yaml_read_node (map, key, TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  if (tc_yaml_length (list) != n)
    return tc_yaml_fail (list, error, "'%s' must be %s", key, what);
  for (guint i = 0; i < n; i++) {
    if (!tc_yaml_as_int (tc_yaml_at (list, i), key, i < 2 ? -MAX_PX : 0, MAX_PX, &value,
                         error))
      return FALSE;
    values[i] = (int)value;
  }
  return TRUE;
}

gboolean
tc_layer_read_rect (const TcYamlNode *map,
                    const char *key,
                    TcRect *rect,
                    GError **error)
{
  int v[4] = {rect->x, rect->y, rect->w, rect->h};

  if (!read_numbers (map, key, 4, "[x, y, width, height]", v, error))
    return FALSE;
  *rect = (TcRect){v[0], v[1], v[2], v[3]};
  return TRUE;
}

gboolean
tc_layer_read_pair (const TcYamlNode *map, const char *key, int pair[2], GError **error)
{
  return read_numbers (map, key, 2, "two whole numbers", pair, error);
}

gboolean
tc_layer_read_title (const TcYamlNode *map,
                     const char *key,
                     TcTitle *title,
                     GError **error)
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

void
tc_title_clear (TcTitle *title)
{
  g_clear_pointer (&title->zh, g_free);
  g_clear_pointer (&title->en, g_free);
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
  if ((*path)->kind != key->value)
    return tc_yaml_fail (node, error,
                         "'%s' cannot be '%s': it is another kind of value", key->name,
                         text);
  reader->is_bound |= (*path)->is_bound;
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
    case TC_KEY_RECT:
      return tc_layer_read_rect (map, key->name, value, error);
    case TC_KEY_PAIR:
      return tc_layer_read_pair (map, key->name, value, error);
    case TC_KEY_TITLE:
      return tc_layer_read_title (map, key->name, value, error);
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
tc_layer_read_keys (TcLayerReader *reader,
                    const TcYamlNode *map,
                    const TcLayerKey *keys,
                    gpointer layer,
                    GError **error)
{
  for (const TcLayerKey *key = keys; key->name != NULL; key++) {
    if (key->type == TC_KEY_INT || key->type == TC_KEY_BOOL || key->type == TC_KEY_ENUM)
      *(int *)member (key, layer) = key->initial;
    if (key->is_required && !tc_yaml_require (map, key->name, error))
      return FALSE;
  }
  for (const TcLayerKey *key = keys; key->name != NULL; key++)
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
      tc_title_clear (value);
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
