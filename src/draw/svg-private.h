/* SPDX-License-Identifier: MIT
 *
 * draw/svg-private.h - the steps from an SVG file to a drawing
 *
 *   svg-read.c      the file becomes a tree; its size, its declarations, its encoding
 *   svg-style.c     which properties could apply to an element
 *   svg-picture.c   pictures become part of the tree
 *   svg-cost.c      what drawing it would take; what it refers to
 *   svg-bind.c      a copy of the tree is filled with data
 *   svg-draw.c      librsvg draws it
 *   svg.c           all of this in order
 */
#pragma once

#include <librsvg/rsvg.h>
#include <libxml/tree.h>
#include <stdatomic.h>

#include "tallycast/draw/svg.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RsvgHandle, g_object_unref)

struct TcSvg {
  atomic_int refs;
  char *path;       /* owned */
  xmlDoc *doc;      /* owned; never changed after loading */
  GArray *elements; /* owned: TcSvgElement; strings belong to doc */
  double w, h;
  int n_unknown; /* characters of its words */
};

/** A file while it is loaded; places are told by it. */
typedef struct {
  const char *path;
  char *data; /* owned; UTF-8, ended by NUL */
  gsize n;
  gsize at; /* line and col are those of data[at]: the place told last */
  int line, col;
} TcSvgFile;

gboolean tc_svg_file_open (TcSvgFile *self, const char *path, GError **error);
void tc_svg_file_clear (TcSvgFile *self);
/** Line and column of @node's tag. Cheap when asked in the file's order. */
void
tc_svg_file_locate (TcSvgFile *self, const xmlNode *node, int *out_line, int *out_col);
/** Sets TC_ERROR_DATA, "FILE:line:col: ...". Returns: FALSE. */
gboolean tc_svg_file_fail (TcSvgFile *self,
                           const xmlNode *node,
                           GError **error,
                           const char *format,
                           ...) G_GNUC_PRINTF (4, 5);

/** Returns: (transfer full): the tree, checked for what svg-read.c is there for. Each
 * element's _private is its tag's offset in the file. */
xmlDoc *tc_svg_read (TcSvgFile *file, GError **error);

/** TRUE for an element of SVG's namespace with this name (NULL: any). */
gboolean tc_svg_is (const xmlNode *node, const char *name);
/** The value of an attribute without a namespace (or href in XLink's, when @node has no
 * plain one). Returns: (nullable) (transfer none). */
const char *tc_svg_attribute (const xmlNode *node, const char *name);
const char *tc_svg_attribute_value (const xmlAttr *attribute);
/** The next element after @node in the file's order within @root; NULL: none. */
xmlNode *tc_svg_next (const xmlNode *node, const xmlNode *root);

/** What the style elements of a file say, in a form that answers quickly. */
typedef struct TcSvgStyles TcSvgStyles;
/** NULL with TC_ERROR_DATA when they are too long. */
TcSvgStyles *tc_svg_styles_new (TcSvgFile *file, const xmlDoc *doc, GError **error);
void tc_svg_styles_free (TcSvgStyles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcSvgStyles, tc_svg_styles_free)

/** @name: in lower case. */
typedef void (*TcSvgPropertyFunc) (const char *name, const char *value, gpointer data);
/** Calls @func for every property that an attribute, the style attribute or a rule
 * could give @node: never fewer than librsvg finds. */
void tc_svg_properties (const TcSvgStyles *self,
                        const xmlNode *node,
                        TcSvgPropertyFunc func,
                        gpointer data);
/** The declarations of a style attribute: "name: value; ...". */
void tc_svg_declarations (const char *css, TcSvgPropertyFunc func, gpointer data);

gboolean tc_svg_embed_pictures (TcSvgFile *file, xmlDoc *doc, GError **error);
gboolean tc_svg_check_cost (TcSvgFile *file, const xmlDoc *doc, GError **error);

/** Fills @doc with data. */
void tc_svg_bind (xmlDoc *doc, const TcSvgBinding *bindings, guint n_bindings);
/** The id of the text that @id is or is within; it gets one if need be. NULL: in none.
 */
const char *tc_svg_text_of (xmlDoc *doc, const char *id);
/** Sets the bound words of @id to @share (0..1) of the size they have. */
void tc_svg_shrink (xmlDoc *doc, const char *id, double share);

/** Takes @doc to librsvg. Errors are librsvg's. */
RsvgHandle *tc_svg_handle_new (xmlDoc *doc, GError **error);
/** Draws with our fonts. Errors are librsvg's. */
gboolean tc_svg_render (RsvgHandle *handle, cairo_t *cr, TcRect rect, GError **error);
/** Takes @cause and says it as one of ours, "FILE: ...". Returns: FALSE. */
gboolean tc_svg_fail (const char *path, GError *cause, GError **error);

G_END_DECLS
