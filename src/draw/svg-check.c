/* SPDX-License-Identifier: MIT
 *
 * What a file refers to. librsvg would leave out what leads nowhere, outside or in a
 * circle without a word, and a designer would look for it on air.
 */
#include <string.h>

#include "draw/svg-private.h"

#define XINCLUDE_NAMESPACE "http://www.w3.org/2001/XInclude"
#define MAX_CHAIN          500 /* of elements and references within each other */

typedef struct {
  TcSvgFile *file;
  GHashTable *ids;     /* owned: id -> xmlNode */
  GHashTable *weights; /* owned: xmlNode -> elements in it, references included; 0 while
                          it is on the way */
  GError **error;
} Check;

/* Their href leads to an element of the file; that of others is not followed. */
static const char *const linking[] = {
    "use",     "tref",   "linearGradient", "radialGradient",
    "pattern", "filter", "feImage",        NULL};

static gboolean
is_linking (const xmlNode *node)
{
  return tc_svg_is (node, NULL) && g_strv_contains (linking, (const char *)node->name);
}

/* Each of the following adds to @weight, up to G_MAXINT, and Returns: FALSE on error.
 */

static gboolean visit (Check *self, const xmlNode *node, int depth, int *weight);

/* @reference: "#id". */
static gboolean
follow (Check *self, const xmlNode *node, const char *reference, int depth, int *weight)
{
  const char *name = (const char *)node->name;
  if (*reference != '#')
    return tc_svg_file_fail (self->file, node, self->error,
                             "<%s> refers to '%.80s': must be '#' and the id of an "
                             "element of this file",
                             name, reference);
  const xmlNode *target = g_hash_table_lookup (self->ids, reference + 1);
  if (target)
    return visit (self, target, depth + 1, weight);
  return !tc_svg_is (node, "use") ||
         tc_svg_file_fail (self->file, node, self->error,
                           "<use> refers to '%.80s', which is not there", reference);
}

/* Every url(...) of a value; its quotes are no part of it. */
static gboolean
follow_urls (Check *self,
             const xmlNode *node,
             const char *value,
             int depth,
             int *weight)
{
  for (const char *at = value; (at = strstr (at, "url(")) != NULL;) {
    at += strlen ("url(");
    g_autofree char *url = g_strndup (at, strcspn (at, ")"));
    g_strstrip (g_strdelimit (url, "\"'", ' '));
    if (!follow (self, node, url, depth, weight))
      return FALSE;
  }
  return TRUE;
}

static gboolean
follow_all (Check *self, const xmlNode *node, int depth, int *weight)
{
  for (const xmlAttr *a = node->properties; a; a = a->next)
    if (!a->ns && !follow_urls (self, node, tc_svg_attribute_value (a), depth, weight))
      return FALSE;
  const char *href = is_linking (node) ? tc_svg_attribute (node, "href") : NULL;
  if (href && !follow (self, node, href, depth, weight))
    return FALSE;
  for (const xmlNode *child = node->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE && !visit (self, child, depth + 1, weight))
      return FALSE;
  return TRUE;
}

static gboolean
visit (Check *self, const xmlNode *node, int depth, int *weight)
{
  gpointer known = NULL;
  int own = 1;
  if (!g_hash_table_lookup_extended (self->weights, node, NULL, &known)) {
    if (depth > MAX_CHAIN)
      return tc_svg_file_fail (self->file, node, self->error,
                               "references nested over %d deep", MAX_CHAIN);
    g_hash_table_insert (self->weights, (gpointer)node, NULL);
    if (!follow_all (self, node, depth, &own))
      return FALSE;
    known = GINT_TO_POINTER (own);
    g_hash_table_insert (self->weights, (gpointer)node, known);
  } else if (!known)
    return tc_svg_file_fail (self->file, node, self->error,
                             "<%s> contains itself by way of references",
                             (const char *)node->name);
  *weight = MIN (*weight, G_MAXINT / 2) + MIN (GPOINTER_TO_INT (known), G_MAXINT / 2);
  return *weight <= TC_SVG_MAX_DRAWN ||
         tc_svg_file_fail (self->file, node, self->error,
                           "over %d elements to draw, references included",
                           TC_SVG_MAX_DRAWN);
}

static gboolean
check_element (TcSvgFile *file, const xmlNode *node, GError **error)
{
  if (node->ns && strcmp ((const char *)node->ns->href, XINCLUDE_NAMESPACE) == 0)
    return tc_svg_file_fail (file, node, error, "XInclude is not taken");
  if (!tc_svg_is (node, "style"))
    return TRUE;
  xmlChar *css = xmlNodeGetContent (node);
  gboolean has_import = css && strstr ((const char *)css, "@import");
  xmlFree (css);
  return !has_import ||
         tc_svg_file_fail (file, node, error,
                           "@import is not taken: put the rules into this file");
}

gboolean
tc_svg_check_references (TcSvgFile *file, const xmlDoc *doc, GError **error)
{
  const xmlNode *root = xmlDocGetRootElement (doc);
  g_assert (root);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) weights = g_hash_table_new (NULL, NULL);
  for (const xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    const char *id = tc_svg_attribute (node, "id");
    if (!check_element (file, node, error))
      return FALSE;
    if (id && !g_hash_table_contains (ids, id))
      g_hash_table_insert (ids, (gpointer)id, (gpointer)node);
  }
  Check self = {file, ids, weights, error};
  int weight = 0;
  return visit (&self, root, 0, &weight);
}
