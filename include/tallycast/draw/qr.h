/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/qr.h - a QR code, sharp enough for a phone in front of a television
 *
 * The modules come from core/qr.h, at error correction level M where there is room.
 * Every module is the same whole number of pixels, so none is blurred; the quiet zone
 * is 4 modules or more on each side, as the standard wants. Digits and capitals take
 * less room than other characters: an address in capitals gives larger modules.
 */
#pragma once

#include "tallycast/core/qr.h"
#include "tallycast/draw/canvas.h"

G_BEGIN_DECLS

/** Smaller modules are refused. Measured with zbarimg: 3 can be read at 1080 lines, 4
 * also from a 640x360 version that fills a screen, 6 from its 640x360 pixels too. */
#define TC_QR_MIN_MODULE_PX 3
/** In a programme of fewer lines nothing is made smaller on its way: 2 can be read from
 * its H.264 pictures at 640x360 and 960x540, at 500 kbit/s too, and filling a screen.
 */
#define TC_QR_MIN_SMALL_PX 2
/** Of luminance between light and dark, 0..1 (ISO/IEC 15415: symbol contrast, grade 2).
 */
#define TC_QR_MIN_CONTRAST 0.4

/** Both opaque, @dark the darker one: many readers do not take inverted codes. */
typedef struct {
  TcColour dark, light;
  int min_module_px; /**< 0: TC_QR_MIN_MODULE_PX */
} TcQrStyle;

/**
 * tc_canvas_qr:
 * @text: UTF-8
 * @rect: filled with light; the code is as large as fits into it, in its middle: at
 *   error correction level M, at L where M would be too large
 *
 * Thread: render. Returns: FALSE, nothing drawn, with TC_ERROR_DATA: no text, over
 * TC_QR_MAX_BYTES, not UTF-8, too long for @rect (with the size it would need), or
 * colours that cannot be read.
 */
gboolean tc_canvas_qr (TcCanvas *self,
                       const char *text,
                       TcRect rect,
                       const TcQrStyle *style,
                       GError **error);

G_END_DECLS
