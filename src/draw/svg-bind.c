/* SPDX-License-Identifier: MIT
 *
 * Data goes into a copy of the tree. A style sheet given to librsvg would do for fill
 * and visibility, but not for words, would need every id escaped, and would lose
 * against a designer's own !important; so the tree is the one way for all three. What
 * is bound is written into the style attribute with !important: it beats the attribute
 * and the class by which Illustrator, Inkscape or Figma gave the same property.
 */
#include <stdlib.h>
#include <string.h>

#include "draw/svg-private.h"
#include "draw/text-private.h"

/* ---- properties ---- */

/* @name: in lower case. */
typedef void (*PropertyFunc) (const char *name, const char *value, gpointer data);

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

static void
for_each_declaration (const char *css, PropertyFunc func, gpointer data)
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

typedef struct {
  const char *name; /* to be left out */
  GString *css;
} Kept;

static void
keep_cb (const char *name, const char *value, gpointer data)
{
  Kept *self = data;
  if (strcmp (name, self->name) != 0)
    g_string_append_printf (self->css, "%s:%s;", name, value);
}

static void
set_property (xmlNode *node, const char *name, const char *value)
{
  const char *style = tc_svg_attribute (node, "style");
  g_autoptr (GString) css = g_string_new (NULL);
  for_each_declaration (style ? style : "", keep_cb, &(Kept){name, css});
  g_string_append_printf (css, "%s:%s !important", name, value);
  xmlUnsetProp (node, BAD_CAST name);
  xmlSetProp (node, BAD_CAST "style", BAD_CAST css->str);
}

static void
set_fill (xmlNode *node, TcColour c)
{
  char colour[8], opacity[G_ASCII_DTOSTR_BUF_SIZE];
  g_snprintf (colour, sizeof colour, "#%02x%02x%02x", c.r, c.g, c.b);
  g_ascii_formatd (opacity, sizeof opacity, "%.4f", c.a / 255.0);
  for (xmlNode *at = node; at; at = tc_svg_next (at, node)) {
    if (at != node && !tc_svg_is (at, "tspan"))
      continue;
    set_property (at, "fill", colour);
    set_property (at, "fill-opacity", opacity);
    if (!tc_svg_is (node, "text") && !tc_svg_is (node, "tspan"))
      return;
  }
}

static void
set_visible (xmlNode *node, gboolean is_visible)
{
  set_property (node, "display", is_visible ? "inline" : "none");
  if (is_visible)
    set_property (node, "visibility", "visible");
}

/* ---- words ---- */

static xmlNode *
first_tspan (const xmlNode *node)
{
  for (xmlNode *child = node->children; child; child = child->next)
    if (tc_svg_is (child, "tspan"))
      return child;
  return NULL;
}

/* Where each letter stood belongs to the words that were: of a list of places the first
 * one stays. */
static void
forget_letters (xmlNode *node)
{
  static const char *const gone[] = {"dx", "dy", "rotate", "textLength",
                                     "lengthAdjust"};
  static const char *const first[] = {"x", "y"};
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    xmlUnsetProp (node, BAD_CAST gone[i]);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++) {
    const char *value = tc_svg_attribute (node, first[i]);
    if (!value)
      continue;
    g_autofree char *list = g_strstrip (g_strdup (value));
    list[strcspn (list, ", \t\r\n")] = '\0';
    xmlSetProp (node, BAD_CAST first[i], BAD_CAST list);
  }
}

static void
drop_children (xmlNode *node, const xmlNode *but)
{
  for (xmlNode *child = node->children, *next; child; child = next) {
    next = child->next;
    if (child == but)
      continue;
    xmlUnlinkNode (child);
    xmlFreeNode (child);
  }
}

/* The words take the place and the style of the first ones: programs put them into
 * tspans within tspans. */
static void
set_words (xmlNode *node, const char *text)
{
  g_autofree char *words =
      tc_text_clean (text ? text : "", TC_TEXT_MAX_FIT_CHARACTERS).text;
  for (xmlNode *at = node; at; at = first_tspan (at)) {
    forget_letters (at);
    drop_children (at, first_tspan (at));
    if (!first_tspan (at)) {
      xmlAddChild (at, xmlNewDocText (at->doc, BAD_CAST words));
      return;
    }
  }
}

/* ---- all of them ---- */

static void
bind_one (xmlNode *node, const TcSvgBinding *binding)
{
  switch (binding->kind) {
    case TC_SVG_TEXT:
      set_words (node, binding->text);
      return;
    case TC_SVG_FILL:
      set_fill (node, binding->fill);
      return;
    case TC_SVG_VISIBLE:
      set_visible (node, binding->is_visible);
      return;
  }
}

void
tc_svg_bind (xmlDoc *doc, const TcSvgBinding *bindings, guint n_bindings)
{
  xmlNode *root = xmlDocGetRootElement (doc);
  for (xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    const char *id = tc_svg_attribute (node, "id");
    for (guint i = 0; id && i < n_bindings; i++)
      if (strcmp (id, bindings[i].id) == 0) {
        bind_one (node, &bindings[i]);
        id = tc_svg_attribute (node, "id");
      }
  }
}

static xmlNode *
find (xmlDoc *doc, const char *id)
{
  xmlNode *root = xmlDocGetRootElement (doc);
  for (xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    const char *other = tc_svg_attribute (node, "id");
    if (other && strcmp (id, other) == 0)
      return node;
  }
  return NULL;
}

const char *
tc_svg_text_of (xmlDoc *doc, const char *id)
{
  xmlNode *node = find (doc, id);
  while (node && !tc_svg_is (node, "text"))
    node = node->parent;
  if (!node)
    return NULL;
  if (!tc_svg_attribute (node, "id"))
    xmlNewProp (node, BAD_CAST "id", BAD_CAST "tallycast-text");
  return tc_svg_attribute (node, "id");
}

void
tc_svg_shrink (xmlDoc *doc, const char *id, double share)
{
  xmlNode *node = find (doc, id);
  while (node && first_tspan (node))
    node = first_tspan (node);
  if (!node || !node->children)
    return;
  char size[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (size, sizeof size, "%.3f", share * 100);
  g_autofree char *style = g_strdup_printf ("font-size:%s%% !important", size);
  xmlNode *words = node->children;
  xmlUnlinkNode (words);
  xmlNode *smaller = xmlNewChild (node, node->ns, BAD_CAST "tspan", NULL);
  xmlSetProp (smaller, BAD_CAST "style", BAD_CAST style);
  xmlAddChild (smaller, words);
}
