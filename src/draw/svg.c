/* SPDX-License-Identifier: MIT
 *
 * A file from its path to a drawing that can be filled, and what is in it.
 */
#include "tallycast/draw/svg.h"

#include <string.h>

#include "draw/canvas-private.h"
#include "draw/svg-private.h"
#include "draw/text-private.h"
#include "tallycast/core/error.h"

#define DEFAULT_LANG "zh-CN"
/* As large as it is drawn when it is loaded, to see that it can be. */
#define FULL_W 1920
#define FULL_H 1080

/* Says what the worker said as an error of the file. */
static gboolean
fail (const TcSvg *self, GError *cause, GError **error)
{
  tc_svg_set_error (error, g_strdup_printf ("%s: %s", self->path, cause->message));
  (*error)->code = cause->code;
  g_error_free (cause);
  return FALSE;
}

/* ---- loading ---- */

static gboolean
read_size (TcSvg *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  TcSvgReply size;
  if (!tc_svg_process_size (self->doc, &size, &cause))
    return fail (self, g_steal_pointer (&cause), error);
  self->w = size.width;
  self->h = size.height;
  if (!size.is_by_box && MAX (self->w, self->h) > TC_SVG_MAX_SIDE)
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "%s: %.0fx%.0f pixels: each side must be 1..%d", self->path, self->w,
                 self->h, TC_SVG_MAX_SIDE);
  else if (self->w > 0 && self->h > 0)
    return TRUE;
  else
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "%s: no size: give <svg> a viewBox, or a width and a height above 0",
                 self->path);
  return FALSE;
}

static gboolean
try_to_draw (const TcSvg *self, GError **error)
{
  double scale = MIN (FULL_W / self->w, FULL_H / self->h);
  g_autoptr (GError) cause = NULL;
  cairo_surface_t *surface = tc_svg_process_draw (
      self->doc, (int)MAX (self->w * scale, 1), (int)MAX (self->h * scale, 1), &cause);
  cairo_surface_destroy (surface);
  return surface || fail (self, g_steal_pointer (&cause), error);
}

/* Comments, processing instructions and the DOCTYPE are nothing to draw; a style sheet
 * named by an instruction would be a file. */
static void
drop_prolog (xmlDoc *doc)
{
  for (xmlNode *node = doc->children, *next; node; node = next) {
    next = node->next;
    if (node->type == XML_ELEMENT_NODE)
      continue;
    xmlUnlinkNode (node);
    if (node->type == XML_DTD_NODE)
      xmlFreeDtd ((xmlDtd *)node);
    else
      xmlFreeNode (node);
  }
  doc->intSubset = NULL;
}

static void
set_language (xmlDoc *doc)
{
  xmlNode *root = xmlDocGetRootElement (doc);
  xmlChar *lang = xmlNodeGetLang (root);
  if (!lang)
    xmlNodeSetLang (root, BAD_CAST DEFAULT_LANG);
  xmlFree (lang);
}

/* The file's own words are shown as text.h says, too. */
static void
replace_unknown (TcSvg *self)
{
  const xmlNode *root = xmlDocGetRootElement (self->doc);
  for (const xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    if (!tc_svg_is (node, "text") && !tc_svg_is (node, "tspan"))
      continue;
    for (xmlNode *words = node->children; words; words = words->next) {
      if (words->type != XML_TEXT_NODE)
        continue;
      g_autofree char *known =
          tc_text_replace_unknown ((const char *)words->content, &self->n_unknown);
      if (strcmp (known, (const char *)words->content) != 0) {
        xmlNodeSetContent (words, NULL);
        xmlNodeAddContent (words, BAD_CAST known);
      }
    }
  }
}

static void
list_elements (TcSvg *self, TcSvgFile *file)
{
  const xmlNode *root = xmlDocGetRootElement (self->doc);
  for (const xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    TcSvgElement element = {
        .id = tc_svg_attribute (node, "id"),
        .type = (const char *)node->name,
        .is_text = tc_svg_is (node, "text") || tc_svg_is (node, "tspan"),
    };
    if (!element.id || !*element.id || !tc_svg_is (node, NULL))
      continue;
    tc_svg_file_locate (file, node, &element.line, &element.col);
    g_array_append_val (self->elements, element);
  }
}

static gboolean
load (TcSvg *self, TcSvgFile *file, GError **error)
{
  self->doc = tc_svg_read (file, error);
  if (!self->doc || !tc_svg_check_references (file, self->doc, error) ||
      !tc_svg_embed_pictures (file, self->doc, self->pictures, error))
    return FALSE;
  list_elements (self, file);
  drop_prolog (self->doc);
  set_language (self->doc);
  replace_unknown (self);
  return read_size (self, error) && try_to_draw (self, error);
}

TcSvg *
tc_svg_load (const char *path, GError **error)
{
  TcSvgFile file;
  if (!tc_svg_file_open (&file, path, error))
    return NULL;
  TcSvg *self = g_new0 (TcSvg, 1);
  atomic_init (&self->refs, 1);
  self->path = g_strdup (path);
  self->elements = g_array_new (FALSE, FALSE, sizeof (TcSvgElement));
  self->pictures = g_ptr_array_new_with_free_func (g_free);
  gboolean is_good = load (self, &file, error);
  tc_svg_file_clear (&file);
  if (is_good)
    return self;
  tc_svg_unref (self);
  return NULL;
}

TcSvg *
tc_svg_ref (TcSvg *self)
{
  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
tc_svg_unref (TcSvg *self)
{
  if (!self || atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  g_array_unref (self->elements);
  g_ptr_array_unref (self->pictures);
  xmlFreeDoc (self->doc);
  g_free (self->path);
  g_free (self);
}

/* ---- what is in it ---- */

int
tc_svg_n_unknown (const TcSvg *self)
{
  return self->n_unknown;
}

double
tc_svg_width (const TcSvg *self)
{
  return self->w;
}

double
tc_svg_height (const TcSvg *self)
{
  return self->h;
}

const GPtrArray *
tc_svg_pictures (const TcSvg *self)
{
  return self->pictures;
}

const TcSvgElement *
tc_svg_elements (const TcSvg *self, guint *out_n)
{
  *out_n = self->elements->len;
  return (const TcSvgElement *)(gpointer)self->elements->data;
}

static gboolean
fail_unknown (const TcSvg *self, const char *id, GError **error)
{
  guint n;
  const TcSvgElement *elements = tc_svg_elements (self, &n);
  g_autofree const char **known = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    known[i] = elements[i].id;
  const char *near = tc_did_you_mean (id, known);
  tc_svg_set_error (error,
                    g_strdup_printf ("%s: no element has the id '%s'%s%s%s", self->path,
                                     id, near ? " (did you mean '" : "",
                                     near ? near : "", near ? "'?)" : ""));
  return FALSE;
}

gboolean
tc_svg_check (const TcSvg *self, const char *id, TcSvgKind kind, GError **error)
{
  guint n;
  const TcSvgElement *elements = tc_svg_elements (self, &n), *found = NULL;
  for (guint i = 0; i < n; i++) {
    if (strcmp (elements[i].id, id) != 0)
      continue;
    if (found) {
      tc_svg_set_error (error,
                        g_strdup_printf ("%s:%d:%d: the id '%s' is also in line %d",
                                         self->path, elements[i].line, elements[i].col,
                                         id, found->line));
      return FALSE;
    }
    found = &elements[i];
  }
  if (!found)
    return fail_unknown (self, id, error);
  if (kind != TC_SVG_TEXT || found->is_text)
    return TRUE;
  tc_svg_set_error (
      error, g_strdup_printf ("%s:%d:%d: '%s' is a <%s>: text can be bound to a <text> "
                              "or <tspan>",
                              self->path, found->line, found->col, id, found->type));
  return FALSE;
}

/* ---- drawing ---- */

/* Letters do not grow and shrink exactly with their size (spacing is a length of its
 * own), so it is looked twice. */
static gboolean
fit_words (xmlDoc *doc, const TcSvgBinding *binding, GError **error)
{
  const char *text_id = tc_svg_text_of (doc, binding->id);
  for (int i = 0; i < 2; i++) {
    double width;
    if (!tc_svg_process_measure (doc, text_id, &width, error))
      return FALSE;
    if (width <= binding->max_width)
      return TRUE;
    tc_svg_shrink (doc, binding->id, binding->max_width / width);
  }
  return TRUE;
}

/* A copy of the tree with data in it: to be freed by xmlFreeDoc. NULL with @error. */
static xmlDoc *
fill (const TcSvg *self, const TcSvgBinding *bindings, guint n_bindings, GError **error)
{
  for (guint i = 0; i < n_bindings; i++)
    if (!tc_svg_check (self, bindings[i].id, bindings[i].kind, error))
      return NULL;
  g_autoptr (GError) cause = NULL;
  xmlDoc *doc = xmlCopyDoc (self->doc, 1);
  tc_svg_bind (doc, bindings, n_bindings);
  for (guint i = 0; i < n_bindings; i++) {
    gboolean is_limited = bindings[i].kind == TC_SVG_TEXT && bindings[i].max_width > 0;
    if (is_limited && !fit_words (doc, &bindings[i], &cause)) {
      fail (self, g_steal_pointer (&cause), error);
      xmlFreeDoc (doc);
      return NULL;
    }
  }
  return doc;
}

double
tc_svg_text_width (const TcSvg *self, const TcSvgBinding *binding, GError **error)
{
  TcSvgBinding free_width = {binding->id, TC_SVG_TEXT, .text = binding->text};
  xmlDoc *doc = fill (self, &free_width, 1, error);
  if (!doc)
    return -1;
  double width;
  g_autoptr (GError) cause = NULL;
  const char *text_id = tc_svg_text_of (doc, binding->id);
  if (!tc_svg_process_measure (doc, text_id, &width, &cause)) {
    fail (self, g_steal_pointer (&cause), error);
    width = -1;
  }
  xmlFreeDoc (doc);
  return width;
}

typedef struct {
  cairo_surface_t *surface;
  TcRect rect;
} Placed;

static void
paint_svg (cairo_t *cr, gpointer data)
{
  const Placed *self = data;
  TcRect r = self->rect;
  cairo_set_source_surface (cr, self->surface, r.x, r.y);
  cairo_rectangle (cr, r.x, r.y, r.w, r.h);
  cairo_fill (cr);
}

gboolean
tc_canvas_svg (TcCanvas *self,
               const TcSvg *svg,
               TcRect rect,
               const TcSvgBinding *bindings,
               guint n_bindings,
               GError **error)
{
  if (rect.w > TC_SVG_MAX_SIDE || rect.h > TC_SVG_MAX_SIDE ||
      (gint64)rect.w * rect.h > TC_SVG_MAX_PLACE_PIXELS) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "%s: a place of %dx%d pixels: at most %d of them, sides of 1..%d",
                 svg->path, rect.w, rect.h, TC_SVG_MAX_PLACE_PIXELS, TC_SVG_MAX_SIDE);
    return FALSE;
  }
  xmlDoc *doc = fill (svg, bindings, n_bindings, error);
  if (!doc)
    return FALSE;
  if (rect.w <= 0 || rect.h <= 0) {
    xmlFreeDoc (doc);
    return TRUE;
  }
  g_autoptr (GError) cause = NULL;
  cairo_surface_t *surface = tc_svg_process_draw (doc, rect.w, rect.h, &cause);
  xmlFreeDoc (doc);
  if (!surface)
    return fail (svg, g_steal_pointer (&cause), error);
  tc_canvas_paint (self, rect, paint_svg, &(Placed){surface, rect});
  cairo_surface_destroy (surface);
  return TRUE;
}
