/* SPDX-License-Identifier: MIT
 *
 * draw/svg-private.h - the steps from an SVG file to a drawing
 *
 *   svg-read.c      the file becomes a tree; its size, its declarations, its encoding
 *   svg-check.c     what it refers to is in it, and not in a circle
 *   svg-picture.c   pictures become part of the tree
 *   svg-bind.c      a copy of the tree is filled with data
 *   svg-process.c   a process of our own gets it, with limits, and gives pixels
 *   svg-worker.c    that process: librsvg draws
 *   svg.c           all of this in order
 */
#pragma once

#include <libxml/tree.h>
#include <stdatomic.h>

#include "tallycast/draw/svg.h"

G_BEGIN_DECLS

struct TcSvg {
  atomic_int refs;
  char *path;          /* owned */
  xmlDoc *doc;         /* owned; never changed after loading */
  GArray *elements;    /* owned: TcSvgElement; strings belong to doc */
  GPtrArray *pictures; /* owned: paths of the picture files that became part of it */
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
/** Sets TC_ERROR_DATA with @message, which is taken, on one line: names from a file may
 * hold anything. */
void tc_svg_set_error (GError **error, char *message);
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

gboolean tc_svg_check_references (TcSvgFile *file, const xmlDoc *doc, GError **error);
/** Adds the paths of pictures to @pictures (element-type utf8). */
gboolean tc_svg_embed_pictures (TcSvgFile *file,
                                xmlDoc *doc,
                                GPtrArray *pictures,
                                GError **error);

/** Fills @doc with data. */
void tc_svg_bind (xmlDoc *doc, const TcSvgBinding *bindings, guint n_bindings);
/** The id of the text that @id is or is within; it gets one if need be. NULL: in none.
 */
const char *tc_svg_text_of (xmlDoc *doc, const char *id);
/** Sets the bound words of @id to @share (0..1) of the size they have. */
void tc_svg_shrink (xmlDoc *doc, const char *id, double share);

/* What svg-process.c asks svg-worker.c: a datagram with the memory of the tree as text
 * and, to draw, that of the pixels, as file descriptors. */

typedef enum {
  TC_SVG_SIZE,    /* width and height of the file */
  TC_SVG_MEASURE, /* those of the element whose id follows the text */
  TC_SVG_DRAW,    /* into w x h pixels of CAIRO_FORMAT_ARGB32 */
} TcSvgAsk;

typedef struct {
  TcSvgAsk ask;
  int w, h;
  guint64 n_text, n_id; /* bytes */
} TcSvgRequest;

typedef struct {
  gboolean is_good;
  double width, height; /* 0: the file has none */
  gboolean is_by_box;   /* they are the viewBox's: user units, not pixels */
  char message[400];    /* what librsvg said, when not is_good */
} TcSvgReply;

/** The descriptor of the worker's socket. */
#define TC_SVG_WORKER_FD 3

/* Each Returns: FALSE (NULL) with TC_ERROR_DATA, or TC_ERROR_UNAVAILABLE without a
 * worker; the message names no file. */
gboolean tc_svg_process_size (xmlDoc *doc, TcSvgReply *out_reply, GError **error);
gboolean
tc_svg_process_measure (xmlDoc *doc, const char *id, double *out_width, GError **error);
/** Returns: (transfer full). */
cairo_surface_t *tc_svg_process_draw (xmlDoc *doc, int w, int h, GError **error);

G_END_DECLS
