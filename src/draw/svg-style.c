/* SPDX-License-Identifier: MIT
 *
 * Which properties could apply to an element. The answer need not be exact: it serves
 * to bound what drawing costs, so a rule is taken to apply wherever the last part of
 * its selector could match, whatever stands before it, and in any medium.
 */
#include <string.h>

#include "draw/svg-private.h"

/* Without @font-face, which may hold a font. librsvg and the estimate of costs compare
 * each rule with each element. */
#define MAX_STYLE_BYTES (64 * 1024)

/* A rule's declarations, found by what the last part of a selector asks for. */
struct TcSvgStyles {
  GHashTable *by_class; /* owned: name -> GPtrArray of declarations, owned by blocks */
  GHashTable *by_id;
  GPtrArray *anywhere;
  GPtrArray *blocks; /* owned strings */
  gsize n_bytes;     /* of selectors and blocks */
};

/* ---- declarations ---- */

static gboolean
is_space (char c)
{
  return g_ascii_isspace (c);
}

/* One "name: value"; @css is left behind its ';'. The ';' of a data: URL in quotes or
 * brackets ends nothing. */
static char *
next_declaration (const char **css)
{
  const char *at = *css;
  char quote = 0;
  int depth = 0;
  for (; *at && (quote || depth > 0 || *at != ';'); at++) {
    if (quote)
      quote = *at == quote ? 0 : quote;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else if (*at == '(')
      depth++;
    else if (*at == ')' && depth > 0)
      depth--;
  }
  char *declaration = g_strndup (*css, (gsize)(at - *css));
  *css = *at ? at + 1 : at;
  return declaration;
}

void
tc_svg_declarations (const char *css, TcSvgPropertyFunc func, gpointer data)
{
  while (*css) {
    g_autofree char *declaration = next_declaration (&css);
    char *colon = strchr (declaration, ':');
    if (!colon)
      continue;
    *colon = '\0';
    g_autofree char *name = g_ascii_strdown (g_strstrip (declaration), -1);
    func (name, g_strstrip (colon + 1), data);
  }
}

/* ---- rules ---- */

static void
add_to (GHashTable *table, const char *name, const char *block)
{
  GPtrArray *list = g_hash_table_lookup (table, name);
  if (!list) {
    list = g_ptr_array_new ();
    g_hash_table_insert (table, g_strdup (name), list);
  }
  g_ptr_array_add (list, (gpointer)block);
}

/* The name after @mark ('.' or '#'). */
static char *
name_after (const char *part, char mark)
{
  const char *start = strchr (part, mark);
  if (!start)
    return NULL;
  gsize n = strcspn (start + 1, ".#:[ \t\r\n");
  return g_strndup (start + 1, n);
}

/* One selector of a list, "g > .name:hover". */
static void
add_selector (TcSvgStyles *self, char *selector, const char *block)
{
  g_strstrip (selector);
  const char *part = selector;
  for (const char *at = selector; *at; at++)
    if (is_space (*at) || *at == '>' || *at == '+' || *at == '~')
      part = at + 1;
  g_autofree char *name = name_after (part, '.');
  g_autofree char *id = name_after (part, '#');
  gboolean is_plain = !strpbrk (selector, "\\[(");
  if (is_plain && name && *name)
    add_to (self->by_class, name, block);
  else if (is_plain && id && *id)
    add_to (self->by_id, id, block);
  else
    g_ptr_array_add (self->anywhere, (gpointer)block);
}

static void
add_rule (TcSvgStyles *self, const char *selectors, const char *block)
{
  if (strstr (selectors, "@font-face"))
    return;
  self->n_bytes += strlen (selectors) + strlen (block);
  if (self->n_bytes > MAX_STYLE_BYTES)
    return;
  char *kept = g_strdup (block);
  g_ptr_array_add (self->blocks, kept);
  g_auto (GStrv) list = g_strsplit (selectors, ",", -1);
  for (guint i = 0; list[i]; i++)
    add_selector (self, list[i], kept);
}

static char *
without_comments (const char *css)
{
  GString *out = g_string_new (NULL);
  for (const char *at = css; *at;) {
    if (at[0] == '/' && at[1] == '*') {
      const char *end = strstr (at + 2, "*/");
      at = end ? end + 2 : at + strlen (at);
    } else
      g_string_append_c (out, *at++);
  }
  return g_string_free (out, FALSE);
}

/* A block within a block (@media) holds rules: the outer selector is forgotten. */
static void
add_sheet (TcSvgStyles *self, const char *css)
{
  g_autofree char *text = without_comments (css);
  char *from = text;
  g_autofree char *selectors = NULL;
  for (char *at = text; *at; at++) {
    if (*at != '{' && *at != '}')
      continue;
    char mark = *at;
    *at = '\0';
    if (mark == '{') {
      g_free (selectors);
      selectors = g_strdup (from);
    } else if (selectors) {
      add_rule (self, selectors, from);
      g_clear_pointer (&selectors, g_free);
    }
    from = at + 1;
  }
}

TcSvgStyles *
tc_svg_styles_new (TcSvgFile *file, const xmlDoc *doc, GError **error)
{
  g_autoptr (TcSvgStyles) self = g_new0 (TcSvgStyles, 1);
  GDestroyNotify free_list = (GDestroyNotify)g_ptr_array_unref;
  self->by_class = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_list);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_list);
  self->anywhere = g_ptr_array_new ();
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  const xmlNode *root = xmlDocGetRootElement (doc);
  for (const xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    if (!tc_svg_is (node, "style"))
      continue;
    xmlChar *css = xmlNodeGetContent (node);
    if (css)
      add_sheet (self, (const char *)css);
    xmlFree (css);
    if (self->n_bytes > MAX_STYLE_BYTES) {
      tc_svg_file_fail (file, node, error, "over %d bytes of style rules",
                        MAX_STYLE_BYTES);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

void
tc_svg_styles_free (TcSvgStyles *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->by_class);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->anywhere);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/* ---- what applies ---- */

static void
tell_blocks (const GPtrArray *blocks, TcSvgPropertyFunc func, gpointer data)
{
  for (guint i = 0; blocks && i < blocks->len; i++)
    tc_svg_declarations (blocks->pdata[i], func, data);
}

void
tc_svg_properties (const TcSvgStyles *self,
                   const xmlNode *node,
                   TcSvgPropertyFunc func,
                   gpointer data)
{
  tell_blocks (self->anywhere, func, data);
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    const char *name = (const char *)a->name, *value = tc_svg_attribute_value (a);
    if (a->ns)
      continue;
    if (strcmp (name, "style") == 0)
      tc_svg_declarations (value, func, data);
    else if (strcmp (name, "id") == 0)
      tell_blocks (g_hash_table_lookup (self->by_id, value), func, data);
    else if (strcmp (name, "class") == 0) {
      g_auto (GStrv) names = g_strsplit_set (value, " \t\r\n", -1);
      for (guint i = 0; names[i]; i++)
        tell_blocks (g_hash_table_lookup (self->by_class, names[i]), func, data);
    } else
      func (name, value, data);
  }
}
