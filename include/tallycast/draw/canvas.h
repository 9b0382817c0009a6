/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/canvas.h - where a layer's content is drawn: shapes, text, pictures
 *
 * A canvas begins transparent. Draw on it, turn it into a sprite, free it:
 *
 *   g_autoptr (TcCanvas) canvas = tc_canvas_new (1008, 160, &error);
 *   tc_canvas_rect (canvas, (TcRect){0, 0, 1008, 160}, &paper);
 *   tc_canvas_text (canvas, name, (TcTextPlace){40, 928, 106}, &style, &result);
 *   sprite = tc_canvas_to_sprite (canvas);
 *
 * All places are whole pixels of the canvas; what lies outside is cut. Colours are sRGB
 * (= BT.709 primaries), straight alpha. Content that spans a plate and its text belongs
 * on one canvas: it becomes one sprite and costs one blend.
 *
 * Thread: render (any one thread at a time; text shares one font map). Every drawing
 * call counts in tc_draw_calls(): moving and fading must not raise it.
 */
#pragma once

#include "tallycast/draw/sprite.h"
#include "tallycast/draw/text.h"

G_BEGIN_DECLS

/** A larger picture is refused unread: pixels of a side, pixels, bytes of its file. */
#define TC_IMAGE_MAX_SIDE   8192
#define TC_IMAGE_MAX_PIXELS (32 * 1024 * 1024)
#define TC_IMAGE_MAX_BYTES  (64 * 1024 * 1024)

typedef struct TcCanvas TcCanvas;

/**
 * A transparent canvas. Returns: (transfer full), NULL with TC_ERROR_DATA when a side
 * is not within 1..TC_SPRITE_MAX_SIDE, the area over TC_SPRITE_MAX_PIXELS, or there is
 * no memory for it.
 */
TcCanvas *tc_canvas_new (int w, int h, GError **error);
/** NULL is allowed. */
void tc_canvas_free (TcCanvas *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcCanvas, tc_canvas_free)

/** How a rectangle looks. All zero: nothing. */
typedef struct {
  TcColour fill;        /**< alpha 0: no fill */
  TcColour fill_end;    /**< with is_gradient: the colour of the last row */
  gboolean is_gradient; /**< from fill (first row) to fill_end */
  gboolean is_across;   /**< the gradient runs from the first column to the last */
  int radius_px;        /**< of the corners; at most half of the shorter side */
  int outline_px;       /**< inside the rectangle, whole pixels; 0: none */
  TcColour outline;
} TcRectStyle;

/** A rectangle; an outline is drawn over the fill. Empty rectangles draw nothing. */
void tc_canvas_rect (TcCanvas *self, TcRect rect, const TcRectStyle *style);
/**
 * A rectangle that fills a canvas of its own, as tc_canvas_rect draws it, straight to
 * its sprite: where all columns are the same only one is drawn. Returns: (transfer
 * full), NULL as tc_canvas_new.
 */
TcSprite *tc_plate_new (int w, int h, const TcRectStyle *style, GError **error);
/** A dashed rule: dashes of @dash_px with @gap_px between, along the longer side of
 * @rule; the last dash is cut. @dash_px >= 1, @gap_px >= 0. */
void tc_canvas_dashes (TcCanvas *self,
                       TcRect rule,
                       int dash_px,
                       int gap_px,
                       TcColour colour);

#define TC_CANVAS_MAX_NESTED 8

/**
 * Until the matching tc_canvas_pop, what is drawn is cut to @clip, whose corners are
 * rounded by @radius_px, and shown with @opacity as one: what lies under something else
 * in it does not show through. May be nested TC_CANVAS_MAX_NESTED times; all must be
 * popped before the sprite is made. Neither counts as a drawing call.
 */
void tc_canvas_push (TcCanvas *self, TcRect clip, int radius_px, guint8 opacity);
void tc_canvas_pop (TcCanvas *self);

/** Draws @text (UTF-8) at @place. @out: (out) (optional): what became of it. Without
 * tc_text_init nothing is drawn and @out says not shown. */
void tc_canvas_text (TcCanvas *self,
                     const char *text,
                     TcTextPlace place,
                     const TcTextStyle *style,
                     TcTextResult *out);

/** A picture read from a file. Immutable, reference-counted. */
typedef struct TcImage TcImage;

/**
 * Reads a PNG of any kind (8 or 16 bits, grey, palette, interlaced; what is deeper than
 * 8 bits is cut to them). Its header is checked before a pixel is decoded. Returns:
 * (transfer full), NULL with TC_ERROR_DATA ("FILE: ..." says what is wrong and the
 * limit). Thread: render.
 */
TcImage *tc_image_load_png (const char *path, GError **error);
TcImage *tc_image_ref (TcImage *self);
void tc_image_unref (TcImage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcImage, tc_image_unref)
int tc_image_width (const TcImage *self);
int tc_image_height (const TcImage *self);

typedef enum {
  TC_IMAGE_CONTAIN, /**< whole picture, centred, the rest stays */
  TC_IMAGE_COVER,   /**< fills the rectangle, centred, the rest is cut */
  TC_IMAGE_STRETCH, /**< fills the rectangle, the shape is not kept */
} TcImageFit;

void
tc_canvas_image (TcCanvas *self, const TcImage *image, TcRect rect, TcImageFit fit);

/** The content as a sprite of the canvas's size. The canvas may be drawn on further.
 * Returns: (transfer full) (nullable): NULL when there is no memory for it. */
TcSprite *tc_canvas_to_sprite (TcCanvas *self);

/** How often content was drawn since the program began: one a drawing call above that
 * drew. Any thread. */
guint64 tc_draw_calls (void);

G_END_DECLS
