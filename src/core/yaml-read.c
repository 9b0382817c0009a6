/* SPDX-License-Identifier: MIT */
#include "yaml-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "tallycast/core/error.h"

/* What stands at @node, for a message: its text in quotes, or its kind. */
static char *
describe (const TcYamlNode *node)
{
  if (node->kind == TC_YAML_MAPPING)
    return g_strdup ("a mapping");
  if (node->kind == TC_YAML_SEQUENCE)
    return g_strdup ("a list");
  if (tc_yaml_is_null (node))
    return g_strdup ("nothing");
  g_autofree char *quoted = tc_yaml_quote (node->text);
  gboolean tells_quotes = node->is_quoted && *quoted == '\'';
  return g_strconcat (tells_quotes ? "the text " : "", quoted, NULL);
}

static gboolean
fail_must_be (const TcYamlNode *node,
              const char *what,
              const char *expected,
              GError **error)
{
  g_autofree char *found = describe (node);

  return tc_yaml_fail (node, error, "'%s' must be %s, not %s", what, expected, found);
}

/* --- keys --- */

gboolean
tc_yaml_check_keys (const TcYamlNode *map, const char *const *known, GError **error)
{
  if (tc_yaml_is_null (map))
    return TRUE;
  if (map->kind != TC_YAML_MAPPING) {
    g_autofree char *found = describe (map);
    return tc_yaml_fail (map, error, "a mapping (key: value) is needed here, not %s",
                         found);
  }
  for (guint i = 0; i < tc_yaml_length (map); i++) {
    const char *key = tc_yaml_key (map, i);
    if (g_strv_contains (known, key))
      continue;
    const char *near = tc_did_you_mean (key, known);
    g_autofree char *quoted = tc_yaml_quote (key);
    if (near)
      return tc_yaml_fail_at_key (map, i, error, "unknown key %s (did you mean '%s'?)",
                                  quoted, near);
    g_autofree char *list = g_strjoinv (", ", (char **)known);
    return tc_yaml_fail_at_key (map, i, error, "unknown key %s; known are: %s", quoted,
                                list);
  }
  return TRUE;
}

gboolean
tc_yaml_require (const TcYamlNode *map, const char *key, GError **error)
{
  return tc_yaml_get (map, key) || tc_yaml_fail (map, error, "'%s' is missing", key);
}

/* --- one node as a value --- */

gboolean
tc_yaml_as_string (const TcYamlNode *node,
                   const char *what,
                   const char **text,
                   GError **error)
{
  if (node->kind != TC_YAML_SCALAR || tc_yaml_is_null (node))
    return fail_must_be (node, what, "text", error);
  *text = node->text;
  return TRUE;
}

/* [+-]digits, nothing else: neither 0x10 nor 1_000 nor 010 as eight. */
static gboolean
parse_int (const TcYamlNode *node, gint64 *value)
{
  if (node->kind != TC_YAML_SCALAR || node->is_quoted)
    return FALSE;
  const char *digits = node->text + strspn (node->text, "+-");
  if (digits - node->text > 1 || !*digits ||
      strspn (digits, "0123456789") != strlen (digits))
    return FALSE;
  errno = 0;
  *value = g_ascii_strtoll (node->text, NULL, 10);
  return errno == 0;
}

gboolean
tc_yaml_as_int (const TcYamlNode *node,
                const char *what,
                gint64 min,
                gint64 max,
                gint64 *value,
                GError **error)
{
  gint64 parsed = 0;

  if (parse_int (node, &parsed) && parsed >= min && parsed <= max) {
    *value = parsed;
    return TRUE;
  }
  g_autofree char *expected = g_strdup_printf (
      "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);
  return fail_must_be (node, what, expected, error);
}

/* [+-]digits[.digits][e[+-]digits]: what g_ascii_strtod takes, without inf, nan, hex.
 */
static gboolean
parse_double (const TcYamlNode *node, double *value)
{
  if (node->kind != TC_YAML_SCALAR || node->is_quoted)
    return FALSE;
  const char *text = node->text;
  if (strspn (text, "0123456789+-.eE") != strlen (text))
    return FALSE;
  char *end;
  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

gboolean
tc_yaml_as_double (const TcYamlNode *node,
                   const char *what,
                   double min,
                   double max,
                   double *value,
                   GError **error)
{
  double parsed = 0;

  if (parse_double (node, &parsed) && parsed >= min && parsed <= max) {
    *value = parsed;
    return TRUE;
  }
  g_autofree char *expected = g_strdup_printf ("a number from %g to %g", min, max);
  return fail_must_be (node, what, expected, error);
}

gboolean
tc_yaml_as_bool (const TcYamlNode *node,
                 const char *what,
                 gboolean *value,
                 GError **error)
{
  if (node->kind == TC_YAML_SCALAR && !node->is_quoted) {
    if (strcmp (node->text, "true") == 0 || strcmp (node->text, "false") == 0) {
      *value = *node->text == 't';
      return TRUE;
    }
  }
  return fail_must_be (node, what, "true or false", error);
}

gboolean
tc_yaml_as_enum (const TcYamlNode *node,
                 const char *what,
                 const char *const *names,
                 int *value,
                 GError **error)
{
  for (int i = 0; node->kind == TC_YAML_SCALAR && names[i]; i++) {
    if (strcmp (node->text, names[i]) == 0) {
      *value = i;
      return TRUE;
    }
  }
  g_autofree char *list = g_strjoinv (", ", (char **)names);
  const char *near =
      node->kind == TC_YAML_SCALAR ? tc_did_you_mean (node->text, names) : NULL;
  g_autofree char *found = describe (node);
  if (near)
    return tc_yaml_fail (node, error,
                         "'%s' must be one of %s, not %s (did you mean '%s'?)", what,
                         list, found, near);
  return tc_yaml_fail (node, error, "'%s' must be one of %s, not %s", what, list,
                       found);
}

/* --- the value of a key --- */

gboolean
tc_yaml_read_string (const TcYamlNode *map,
                     const char *key,
                     char **value,
                     GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);
  const char *text = NULL;

  if (!node)
    return TRUE;
  if (!tc_yaml_as_string (node, key, &text, error))
    return FALSE;
  g_free (*value);
  *value = g_strdup (text);
  return TRUE;
}

gboolean
tc_yaml_read_int (const TcYamlNode *map,
                  const char *key,
                  int min,
                  int max,
                  int *value,
                  GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);
  gint64 parsed = 0;

  if (!node)
    return TRUE;
  if (!tc_yaml_as_int (node, key, min, max, &parsed, error))
    return FALSE;
  *value = (int)parsed;
  return TRUE;
}

gboolean
tc_yaml_read_double (const TcYamlNode *map,
                     const char *key,
                     double min,
                     double max,
                     double *value,
                     GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);

  return !node || tc_yaml_as_double (node, key, min, max, value, error);
}

gboolean
tc_yaml_read_bool (const TcYamlNode *map,
                   const char *key,
                   gboolean *value,
                   GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);

  return !node || tc_yaml_as_bool (node, key, value, error);
}

gboolean
tc_yaml_read_enum (const TcYamlNode *map,
                   const char *key,
                   const char *const *names,
                   int *value,
                   GError **error)
{
  const TcYamlNode *node = tc_yaml_get (map, key);

  return !node || tc_yaml_as_enum (node, key, names, value, error);
}

gboolean
tc_yaml_read_node (const TcYamlNode *map,
                   const char *key,
                   TcYamlKind kind,
                   const TcYamlNode **value,
                   GError **error)
{
  static const char *const names[] = {"text", "a list", "a mapping (key: value)"};
  const TcYamlNode *node = tc_yaml_get (map, key);

  if (!node)
    return TRUE;
  if (node->kind != kind)
    return fail_must_be (node, key, names[kind], error);
  *value = node;
  return TRUE;
}

/* --- as JSON --- */

static json_t *
scalar_to_json (const TcYamlNode *node)
{
  gint64 whole;
  double number;

  if (tc_yaml_is_null (node))
    return json_null ();
  if (!node->is_quoted && strcmp (node->text, "true") == 0)
    return json_true ();
  if (!node->is_quoted && strcmp (node->text, "false") == 0)
    return json_false ();
  if (parse_int (node, &whole))
    return json_integer (whole);
  if (parse_double (node, &number))
    return json_real (number);
  return json_string (node->text);
}

/* Recursion ends at TC_YAML_MAX_DEPTH. */
json_t *
tc_yaml_to_json (const TcYamlNode *node)
{
  if (node->kind == TC_YAML_SCALAR)
    return scalar_to_json (node);
  json_t *json = node->kind == TC_YAML_MAPPING ? json_object () : json_array ();
  for (guint i = 0; i < tc_yaml_length (node); i++) {
    json_t *value = tc_yaml_to_json (tc_yaml_at (node, i));
    if (node->kind == TC_YAML_MAPPING)
      json_object_set_new (json, tc_yaml_key (node, i), value);
    else
      json_array_append_new (json, value);
  }
  return json;
}
