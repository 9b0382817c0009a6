/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/qr.h"

#include <string.h>

#include "draw/canvas-private.h"
#include "tallycast/core/error.h"

typedef struct {
  const TcQrCode *code;
  const TcQrStyle *style;
  TcRect rect;
  int module_px;
} Placed;

static gboolean
check_colours (const TcQrStyle *style, GError **error)
{
  if (style->dark.a == 255 && style->light.a == 255 &&
      tc_colour_luminance (style->light) - tc_colour_luminance (style->dark) >=
          TC_QR_MIN_CONTRAST)
    return TRUE;
  g_set_error (
      error, TC_ERROR, TC_ERROR_DATA,
      "QR code: its colours must be opaque, and the light one at least %.0f %% "
      "of white's luminance above the dark one",
      TC_QR_MIN_CONTRAST * 100);
  return FALSE;
}

static void
paint_modules (cairo_t *cr, gpointer data)
{
  const Placed *self = data;
  int n = self->code->across, px = self->module_px;
  TcRect r = self->rect;
  int left = r.x + (r.w - n * px) / 2, top = r.y + (r.h - n * px) / 2;
  tc_set_colour (cr, self->style->light);
  cairo_rectangle (cr, r.x, r.y, r.w, r.h);
  cairo_fill (cr);
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++)
      if (tc_qr_is_dark (self->code, x, y))
        cairo_rectangle (cr, left + x * px, top + y * px, px, px);
  tc_set_colour (cr, self->style->dark);
  cairo_fill (cr);
}

static int
modules_across (const TcQrCode *code)
{
  return code->across + 2 * TC_QR_QUIET_MODULES;
}

static int
module_px (const TcQrCode *code, TcRect rect)
{
  return MIN (rect.w, rect.h) / modules_across (code);
}

/* With less correction there are fewer modules: a code that is there, and that readers
 * take, is better than none. */
static TcQrCode *
encode_for (const char *text, TcRect rect, int min_px, GError **error)
{
  TcQrCode *code = tc_qr_new (text, TC_QR_LEVEL_M, error);
  if (!code || module_px (code, rect) >= min_px)
    return code;
  tc_qr_free (code);
  return tc_qr_new (text, TC_QR_LEVEL_L, error);
}

gboolean
tc_canvas_qr (TcCanvas *self,
              const char *text,
              TcRect rect,
              const TcQrStyle *style,
              GError **error)
{
  int min_px = style->min_module_px > 0 ? style->min_module_px : TC_QR_MIN_MODULE_PX;
  if (!check_colours (style, error))
    return FALSE;
  g_autoptr (TcQrCode) code = encode_for (text, rect, min_px, error);
  if (!code)
    return FALSE;
  int px = module_px (code, rect), across = modules_across (code);
  if (px < min_px) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "QR code: %" G_GSIZE_FORMAT " bytes of text need %dx%d pixels (%d a "
                 "module), there are %dx%d: shorten the text or enlarge the place",
                 strlen (text), across * min_px, across * min_px, min_px, rect.w,
                 rect.h);
    return FALSE;
  }
  tc_canvas_paint (self, rect, paint_modules, &(Placed){code, style, rect, px});
  return TRUE;
}
