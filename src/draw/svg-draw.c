/* SPDX-License-Identifier: MIT
 *
 * librsvg draws what the other svg-*.c have read, checked and filled. It gets the tree
 * as text again: it has no other way in. It gets no base file, so it can open nothing,
 * and our font map for the time it draws: it would take the machine's fonts else.
 */
#include <string.h>

#include "draw/canvas-private.h"
#include "draw/font-private.h"
#include "draw/svg-private.h"
#include "tallycast/core/error.h"

#define DPI 96

/* ---- librsvg ---- */

RsvgHandle *
tc_svg_handle_new (xmlDoc *doc, GError **error)
{
  xmlChar *text = NULL;
  int n = 0;
  xmlDocDumpMemoryEnc (doc, &text, &n, "UTF-8");
  if (!text) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "no memory for an SVG file");
    return NULL;
  }
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, n, NULL);
  /* "Unlimited" lifts libxml2's limits on the length of one attribute, which a picture
   * may exceed; ours have been kept. */
  RsvgHandle *handle = rsvg_handle_new_from_stream_sync (
      stream, NULL, RSVG_HANDLE_FLAG_UNLIMITED, NULL, error);
  xmlFree (text);
  if (handle)
    rsvg_handle_set_dpi (handle, DPI);
  return handle;
}

gboolean
tc_svg_render (RsvgHandle *handle, cairo_t *cr, TcRect rect, GError **error)
{
  RsvgRectangle viewport = {rect.x, rect.y, rect.w, rect.h};
  tc_font_map_enter ();
  gboolean is_drawn = rsvg_handle_render_document (handle, cr, &viewport, error);
  tc_font_map_leave ();
  return is_drawn;
}

gboolean
tc_svg_fail (const char *path, GError *cause, GError **error)
{
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: %s", path, cause->message);
  g_error_free (cause);
  return FALSE;
}

/* ---- filled with data ---- */

/* A copy of the tree, filled, in librsvg's hands. */
typedef struct {
  xmlDoc *doc;        /* owned */
  RsvgHandle *handle; /* owned */
} Filled;

static void
filled_clear (Filled *self)
{
  g_clear_object (&self->handle);
  g_clear_pointer (&self->doc, xmlFreeDoc);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filled, filled_clear)

static gboolean
reopen (Filled *self, GError **error)
{
  g_clear_object (&self->handle);
  self->handle = tc_svg_handle_new (self->doc, error);
  return self->handle != NULL;
}

static gboolean
measure (Filled *self, const char *id, double *out_width, GError **error)
{
  g_autofree char *text_id = g_strconcat ("#", tc_svg_text_of (self->doc, id), NULL);
  RsvgRectangle ink = {0}, logical = {0};
  if (!reopen (self, error))
    return FALSE;
  tc_font_map_enter ();
  gboolean is_measured = rsvg_handle_get_geometry_for_element (self->handle, text_id,
                                                               &ink, &logical, error);
  tc_font_map_leave ();
  *out_width = ink.width;
  return is_measured;
}

/* Letters do not grow and shrink exactly with their size (spacing is a length of its
 * own), so it is looked twice. */
static gboolean
fit_words (Filled *self, const TcSvgBinding *binding, GError **error)
{
  for (int i = 0; i < 2; i++) {
    double width;
    if (!measure (self, binding->id, &width, error))
      return FALSE;
    if (width <= binding->max_width)
      return TRUE;
    tc_svg_shrink (self->doc, binding->id, binding->max_width / width);
  }
  return TRUE;
}

static gboolean
fill (Filled *self,
      const TcSvg *svg,
      const TcSvgBinding *bindings,
      guint n_bindings,
      GError **error)
{
  for (guint i = 0; i < n_bindings; i++)
    if (!tc_svg_check (svg, bindings[i].id, bindings[i].kind, error))
      return FALSE;
  g_autoptr (GError) cause = NULL;
  self->doc = xmlCopyDoc (svg->doc, 1);
  tc_svg_bind (self->doc, bindings, n_bindings);
  gboolean is_good = TRUE;
  for (guint i = 0; is_good && i < n_bindings; i++)
    if (bindings[i].kind == TC_SVG_TEXT && bindings[i].max_width > 0)
      is_good = fit_words (self, &bindings[i], &cause);
  return (is_good && reopen (self, &cause)) ||
         tc_svg_fail (svg->path, g_steal_pointer (&cause), error);
}

double
tc_svg_text_width (const TcSvg *self, const TcSvgBinding *binding, GError **error)
{
  g_auto (Filled) filled = {0};
  g_autoptr (GError) cause = NULL;
  TcSvgBinding free_width = *binding;
  free_width.kind = TC_SVG_TEXT;
  free_width.max_width = 0;
  double width;
  if (!fill (&filled, self, &free_width, 1, error))
    return -1;
  if (measure (&filled, binding->id, &width, &cause))
    return width;
  tc_svg_fail (self->path, g_steal_pointer (&cause), error);
  return -1;
}

typedef struct {
  RsvgHandle *handle;
  TcRect rect;
  GError *failure; /* owned */
} Placed;

/* On a group of its own, so that a drawing that fails half way leaves nothing. */
static void
paint_svg (cairo_t *cr, gpointer data)
{
  Placed *self = data;
  TcRect r = self->rect;
  if (self->failure)
    return;
  cairo_rectangle (cr, r.x, r.y, r.w, r.h);
  cairo_clip (cr);
  cairo_push_group (cr);
  gboolean is_drawn = tc_svg_render (self->handle, cr, r, &self->failure);
  cairo_pop_group_to_source (cr);
  if (is_drawn)
    cairo_paint (cr);
}

gboolean
tc_canvas_svg (TcCanvas *self,
               const TcSvg *svg,
               TcRect rect,
               const TcSvgBinding *bindings,
               guint n_bindings,
               GError **error)
{
  if (rect.w > 0 && rect.h > 0 && (gint64)rect.w * rect.h > TC_SVG_MAX_PLACE_PIXELS) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: a place of %dx%d pixels: over %d",
                 svg->path, rect.w, rect.h, TC_SVG_MAX_PLACE_PIXELS);
    return FALSE;
  }
  g_auto (Filled) filled = {0};
  if (!fill (&filled, svg, bindings, n_bindings, error))
    return FALSE;
  Placed placed = {filled.handle, rect, NULL};
  tc_canvas_paint (self, rect, paint_svg, &placed);
  return !placed.failure || tc_svg_fail (svg->path, placed.failure, error);
}
