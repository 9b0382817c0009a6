/* SPDX-License-Identifier: MIT
 *
 * A file from its path to a drawing that can be filled, and what is in it.
 */
#include "tallycast/draw/svg.h"

#include <string.h>
#include <time.h>

#include "draw/svg-private.h"
#include "draw/text-private.h"
#include "tallycast/core/error.h"

#define DEFAULT_LANG "zh-CN"
/* The size for which the time is limited, and the first drawing's share of its sides.
 */
#define FULL_W      1920
#define FULL_H      1080
#define PROBE_SHARE 32

/* ---- loading ---- */

static gboolean
read_size (TcSvg *self, RsvgHandle *handle, GError **error)
{
  gboolean has_width, has_height, has_box;
  RsvgLength width, height;
  RsvgRectangle box = {0};
  rsvg_handle_get_intrinsic_dimensions (handle, &has_width, &width, &has_height,
                                        &height, &has_box, &box);
  if (!rsvg_handle_get_intrinsic_size_in_pixels (handle, &self->w, &self->h)) {
    self->w = has_box ? box.width : 0;
    self->h = has_box ? box.height : 0;
  } else if (self->w > TC_SVG_MAX_SIDE || self->h > TC_SVG_MAX_SIDE) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "%s: %.0fx%.0f pixels: each side must be 1..%d", self->path, self->w,
                 self->h, TC_SVG_MAX_SIDE);
    return FALSE;
  }
  if (self->w > 0 && self->h > 0)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "%s: no size: give <svg> a viewBox, or a width and a height above 0",
               self->path);
  return FALSE;
}

static gint64
cpu_us (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Draws it as large as fits into a picture of @w x @h. */
static gboolean
probe (const TcSvg *self,
       RsvgHandle *handle,
       int w,
       int h,
       double *out_ms,
       GError **error)
{
  double scale = MIN (w / self->w, h / self->h);
  TcRect rect = {0, 0, (int)MAX (self->w * scale, 1), (int)MAX (self->h * scale, 1)};
  g_autoptr (GError) cause = NULL;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, rect.w, rect.h);
  cairo_t *cr = cairo_create (surface);
  gint64 before = cpu_us ();
  gboolean is_drawn = tc_svg_render (handle, cr, rect, &cause);
  *out_ms = (double)(cpu_us () - before) / 1000;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return is_drawn || tc_svg_fail (self->path, g_steal_pointer (&cause), error);
}

/* How long a file takes depends on the pixels that its elements cover, which only
 * drawing tells: a thousand gradients over the whole picture are few bytes and half a
 * minute. It is drawn in small first, then four times as large, until it is certain to
 * be fast enough, or has taken too long already: most files end at the first size, the
 * worst have taken five times the limit. */
static gboolean
check_time (const TcSvg *self, RsvgHandle *handle, GError **error)
{
  double ms = 0;
  for (int share = PROBE_SHARE; share >= 1 && ms <= TC_SVG_MAX_DRAW_MS; share /= 2) {
    if (!probe (self, handle, FULL_W / share, FULL_H / share, &ms, error))
      return FALSE;
    if (ms * share * share <= TC_SVG_MAX_DRAW_MS)
      return TRUE;
  }
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "%s: takes over %d ms to draw at %dx%d: fewer or smaller gradients, "
               "groups and texts, or a picture in their place",
               self->path, TC_SVG_MAX_DRAW_MS, FULL_W, FULL_H);
  return FALSE;
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
  if (!self->doc || !tc_svg_check_cost (file, self->doc, error) ||
      !tc_svg_embed_pictures (file, self->doc, error))
    return FALSE;
  list_elements (self, file);
  drop_prolog (self->doc);
  set_language (self->doc);
  replace_unknown (self);
  g_autoptr (GError) cause = NULL;
  g_autoptr (RsvgHandle) handle = tc_svg_handle_new (self->doc, &cause);
  if (!handle)
    return tc_svg_fail (self->path, g_steal_pointer (&cause), error);
  return read_size (self, handle, error) && check_time (self, handle, error);
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
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: no element has the id '%s'%s%s%s",
               self->path, id, near ? " (did you mean '" : "", near ? near : "",
               near ? "'?)" : "");
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
      g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                   "%s:%d:%d: the id '%s' is also in line %d", self->path,
                   elements[i].line, elements[i].col, id, found->line);
      return FALSE;
    }
    found = &elements[i];
  }
  if (!found)
    return fail_unknown (self, id, error);
  if (kind != TC_SVG_TEXT || found->is_text)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "%s:%d:%d: '%s' is a <%s>: text can be bound to a <text> or <tspan>",
               self->path, found->line, found->col, id, found->type);
  return FALSE;
}
