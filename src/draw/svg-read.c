/* SPDX-License-Identifier: MIT
 *
 * Files are parsed here, with libxml2, and not by librsvg: librsvg's errors name no
 * line, and it would read files by itself. Limits are kept while the parser runs: what
 * goes beyond them is never built. A DOCTYPE may name SVG's, but declare nothing: that
 * ends entities, external ones and bombs of them alike, and default attributes.
 */
#include <glib/gstdio.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

#include "draw/svg-private.h"
#include "tallycast/core/error.h"

#define SVG_NAMESPACE   "http://www.w3.org/2000/svg"
#define XLINK_NAMESPACE "http://www.w3.org/1999/xlink"

/* ---- places ---- */

gboolean
tc_svg_file_open (TcSvgFile *self, const char *path, GError **error)
{
  GStatBuf info;
  *self = (TcSvgFile){.path = path, .line = 1, .col = 1};
  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: no such SVG file", path);
    return FALSE;
  }
  if (info.st_size > TC_SVG_MAX_BYTES) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: over %d MB", path,
                 TC_SVG_MAX_BYTES >> 20);
    return FALSE;
  }
  g_autoptr (GError) cause = NULL;
  if (g_file_get_contents (path, &self->data, &self->n, &cause))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: cannot be read: %s", path,
               cause->message);
  return FALSE;
}

void
tc_svg_file_clear (TcSvgFile *self)
{
  g_clear_pointer (&self->data, g_free);
}

static void
locate_offset (TcSvgFile *self, gsize offset)
{
  if (offset < self->at) {
    self->at = 0;
    self->line = self->col = 1;
  }
  for (; self->at < offset; self->at++) {
    if (self->data[self->at] == '\n') {
      self->line++;
      self->col = 1;
    } else if ((self->data[self->at] & 0xc0) != 0x80)
      self->col++;
  }
}

void
tc_svg_file_locate (TcSvgFile *self, const xmlNode *node, int *out_line, int *out_col)
{
  locate_offset (self, GPOINTER_TO_SIZE (node->_private));
  *out_line = self->line;
  *out_col = self->col;
}

void
tc_svg_set_error (GError **error, char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  for (char *at = valid; *at; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_set_error_literal (error, TC_ERROR, TC_ERROR_DATA, valid);
  g_free (message);
}

static void G_GNUC_PRINTF (4, 0) fail_at (TcSvgFile *self,
                                          gsize offset,
                                          GError **error,
                                          const char *format,
                                          va_list args)
{
  g_autofree char *message = g_strdup_vprintf (format, args);
  locate_offset (self, offset);
  tc_svg_set_error (error, g_strdup_printf ("%s:%d:%d: %s", self->path, self->line,
                                            self->col, message));
}

gboolean
tc_svg_file_fail (TcSvgFile *self,
                  const xmlNode *node,
                  GError **error,
                  const char *format,
                  ...)
{
  va_list args;
  va_start (args, format);
  fail_at (self, GPOINTER_TO_SIZE (node->_private), error, format, args);
  va_end (args);
  return FALSE;
}

/* ---- the tree ---- */

gboolean
tc_svg_is (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && node->ns &&
         strcmp ((const char *)node->ns->href, SVG_NAMESPACE) == 0 &&
         (!name || strcmp ((const char *)node->name, name) == 0);
}

const char *
tc_svg_attribute_value (const xmlAttr *attribute)
{
  const xmlNode *text = attribute->children;
  return text && text->content ? (const char *)text->content : "";
}

const char *
tc_svg_attribute (const xmlNode *node, const char *name)
{
  const char *linked = NULL;
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (strcmp ((const char *)a->name, name) != 0)
      continue;
    if (!a->ns)
      return tc_svg_attribute_value (a);
    if (strcmp (name, "href") == 0 &&
        strcmp ((const char *)a->ns->href, XLINK_NAMESPACE) == 0)
      linked = tc_svg_attribute_value (a);
  }
  return linked;
}

xmlNode *
tc_svg_next (const xmlNode *node, const xmlNode *root)
{
  const xmlNode *at = node->children;
  for (;;) {
    while (at && at->type != XML_ELEMENT_NODE)
      at = at->next;
    if (at)
      return (xmlNode *)at;
    if (node == root)
      return NULL;
    at = node->next;
    node = node->parent;
  }
}

/* ---- parsing ---- */

typedef struct {
  TcSvgFile *file;
  guint n_elements, depth;
  GError *failure; /* owned; the first one */
} Reading;

static gsize
offset_of (const xmlParserCtxt *parser, const TcSvgFile *file)
{
  const xmlParserInput *input = parser->input;
  gsize offset = input ? input->consumed + (gsize)(input->cur - input->base) : 0;
  return MIN (offset, file->n);
}

/* The parser stands at the end of a tag or declaration; it began at the last '<'. */
static gsize
tag_offset (const xmlParserCtxt *parser, const TcSvgFile *file)
{
  const char *at = memrchr (file->data, '<', offset_of (parser, file));
  return at ? (gsize)(at - file->data) : 0;
}

static void G_GNUC_PRINTF (2, 3) stop (xmlParserCtxt *parser, const char *format, ...)
{
  Reading *self = parser->_private;
  if (!self->failure) {
    va_list args;
    va_start (args, format);
    fail_at (self->file, tag_offset (parser, self->file), &self->failure, format, args);
    va_end (args);
  }
  xmlStopParser (parser);
}

/* libxml2 passes nine arguments. NOLINTBEGIN(readability-function-size) */
static void
start_element_cb (void *data,
                  const xmlChar *name,
                  const xmlChar *prefix,
                  const xmlChar *uri,
                  int n_namespaces,
                  const xmlChar **namespaces,
                  int n_attributes,
                  int n_defaulted,
                  const xmlChar **attributes)
{
  xmlParserCtxt *parser = data;
  Reading *self = parser->_private;
  if (self->n_elements >= TC_SVG_MAX_ELEMENTS) {
    stop (parser, "over %d elements", TC_SVG_MAX_ELEMENTS);
    return;
  }
  if (self->depth >= TC_SVG_MAX_DEPTH) {
    stop (parser, "elements nested over %d deep", TC_SVG_MAX_DEPTH);
    return;
  }
  self->n_elements++;
  self->depth++;
  xmlSAX2StartElementNs (data, name, prefix, uri, n_namespaces, namespaces,
                         n_attributes, n_defaulted, attributes);
  if (parser->node)
    parser->node->_private = GSIZE_TO_POINTER (tag_offset (parser, self->file));
}

/* NOLINTEND(readability-function-size) */

static void
end_element_cb (void *data,
                const xmlChar *name,
                const xmlChar *prefix,
                const xmlChar *uri)
{
  xmlParserCtxt *parser = data;
  ((Reading *)parser->_private)->depth--;
  xmlSAX2EndElementNs (data, name, prefix, uri);
}

static void
refuse_declaration (void *data)
{
  stop (data,
        "declarations in a DOCTYPE (entities and the like) are not taken: save as "
        "plain SVG");
}

static void
entity_cb (void *data,
           const xmlChar *name G_GNUC_UNUSED,
           int type G_GNUC_UNUSED,
           const xmlChar *public_id G_GNUC_UNUSED,
           const xmlChar *system_id G_GNUC_UNUSED,
           xmlChar *content G_GNUC_UNUSED)
{
  refuse_declaration (data);
}

static void
attribute_cb (void *data,
              const xmlChar *element G_GNUC_UNUSED,
              const xmlChar *name G_GNUC_UNUSED,
              int type G_GNUC_UNUSED,
              int def G_GNUC_UNUSED,
              const xmlChar *default_value G_GNUC_UNUSED,
              xmlEnumeration *tree)
{
  xmlFreeEnumeration (tree);
  refuse_declaration (data);
}

static void
reference_cb (void *data, const xmlChar *name)
{
  stop (data, "'&%s;' is not an entity of XML", (const char *)name);
}

/* The first error that ends a document is the one to tell: others follow from it. */
static void
error_cb (void *data, xmlError *cause)
{
  Reading *self = ((xmlParserCtxt *)data)->_private;
  if (self->failure || cause->level != XML_ERR_FATAL)
    return;
  g_autofree char *message =
      g_strchomp (g_strdup (cause->message ? cause->message : "not XML"));
  tc_svg_set_error (&self->failure, g_strdup_printf ("%s:%d:%d: %s", self->file->path,
                                                     MAX (cause->line, 1),
                                                     MAX (cause->int2, 1), message));
}

static xmlParserCtxt *
parser_new (Reading *reading)
{
  xmlParserCtxt *self = xmlNewParserCtxt ();
  self->_private = reading;
  self->sax->startElementNs = start_element_cb;
  self->sax->endElementNs = end_element_cb;
  self->sax->entityDecl = entity_cb;
  self->sax->attributeDecl = attribute_cb;
  self->sax->reference = reference_cb;
  self->sax->serror = error_cb;
  return self;
}

static gboolean
check_encoding (TcSvgFile *file, GError **error)
{
  const char *end;
  if (g_utf8_validate (file->data, (gssize)file->n, &end))
    return TRUE;
  locate_offset (file, (gsize)(end - file->data));
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s:%d:%d: not UTF-8", file->path,
               file->line, file->col);
  return FALSE;
}

static gboolean
check_root (TcSvgFile *file, const xmlDoc *doc, GError **error)
{
  const xmlNode *root = xmlDocGetRootElement (doc);
  return tc_svg_is (root, "svg") ||
         tc_svg_file_fail (file, root, error,
                           "the first element is <%s>: must be <svg xmlns=\"%s\">",
                           (const char *)root->name, SVG_NAMESPACE);
}

xmlDoc *
tc_svg_read (TcSvgFile *file, GError **error)
{
  if (!check_encoding (file, error))
    return NULL;
  Reading reading = {.file = file};
  xmlParserCtxt *parser = parser_new (&reading);
  xmlDoc *doc = xmlCtxtReadMemory (parser, file->data, (int)file->n, file->path, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOENT |
                                       XML_PARSE_NOCDATA | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
  xmlFreeParserCtxt (parser);
  if (reading.failure)
    g_propagate_error (error, reading.failure);
  else if (!doc)
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s:1:1: not XML", file->path);
  else if (check_root (file, doc, error))
    return doc;
  xmlFreeDoc (doc);
  return NULL;
}
