/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tallycast/core/error.h"
#include "yaml-private.h"

/* What somebody wrote is quoted in messages up to this. */
#define MAX_QUOTED_CHARS 60

/* --- nodes --- */

TcYamlKind
tc_yaml_kind (const TcYamlNode *node)
{
  return node->kind;
}

int
tc_yaml_line (const TcYamlNode *node)
{
  return node->line;
}

int
tc_yaml_column (const TcYamlNode *node)
{
  return node->column;
}

const char *
tc_yaml_text (const TcYamlNode *node)
{
  return node->text;
}

gboolean
tc_yaml_is_null (const TcYamlNode *node)
{
  return node->kind == TC_YAML_SCALAR && !node->is_quoted &&
         (*node->text == '\0' || strcmp (node->text, "~") == 0 ||
          strcmp (node->text, "null") == 0);
}

guint
tc_yaml_length (const TcYamlNode *node)
{
  return node->items ? node->items->len : 0;
}

const TcYamlNode *
tc_yaml_at (const TcYamlNode *node, guint i)
{
  g_return_val_if_fail (i < tc_yaml_length (node), NULL);
  return g_ptr_array_index (node->items, i);
}

static const TcYamlKey *
key_at (const TcYamlNode *map, guint i)
{
  return &g_array_index (map->keys, TcYamlKey, i);
}

const char *
tc_yaml_key (const TcYamlNode *map, guint i)
{
  return key_at (map, i)->text;
}

int
tc_yaml_key_line (const TcYamlNode *map, guint i)
{
  return key_at (map, i)->line;
}

int
tc_yaml_key_column (const TcYamlNode *map, guint i)
{
  return key_at (map, i)->column;
}

const TcYamlNode *
tc_yaml_get (const TcYamlNode *map, const char *key)
{
  if (map->kind != TC_YAML_MAPPING)
    return NULL;
  for (guint i = 0; i < map->keys->len; i++) {
    if (strcmp (key_at (map, i)->text, key) == 0) {
      const TcYamlNode *value = tc_yaml_at (map, i);
      return tc_yaml_is_null (value) ? NULL : value;
    }
  }
  return NULL;
}

/* --- errors --- */

void
tc_yaml_set_error (GError **error,
                   const TcYaml *document,
                   int line,
                   int column,
                   const char *message)
{
  g_autofree char *one_line = g_strdup (message);

  /* A text that is quoted in it may have lines and what terminals obey. */
  for (char *c = one_line; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  g_set_error (error, TC_ERROR, document->code, "%s:%d:%d: error: %s", document->name,
               line, column, one_line);
}

static void
set_error_va (GError **error,
              const TcYaml *document,
              int line,
              int column,
              const char *format,
              va_list args)
{
  g_autofree char *message = g_strdup_vprintf (format, args);

  tc_yaml_set_error (error, document, line, column, message);
}

gboolean
tc_yaml_fail (const TcYamlNode *node, GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_error_va (error, node->document, node->line, node->column, format, args);
  va_end (args);
  return FALSE;
}

gboolean
tc_yaml_fail_at_key (const TcYamlNode *map,
                     guint i,
                     GError **error,
                     const char *format,
                     ...)
{
  const TcYamlKey *key = key_at (map, i);
  va_list args;

  va_start (args, format);
  set_error_va (error, map->document, key->line, key->column, format, args);
  va_end (args);
  return FALSE;
}

char *
tc_yaml_quote (const char *text)
{
  if (strstr (text, "://"))
    return g_strdup ("an address");
  if (g_utf8_strlen (text, -1) <= MAX_QUOTED_CHARS)
    return g_strdup_printf ("'%s'", text);
  g_autofree char *start = g_utf8_substring (text, 0, MAX_QUOTED_CHARS);
  return g_strdup_printf ("'%s...'", start);
}
