/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/sprite.h - a layer's content in programme colours, ready to be blended
 *
 * A sprite is immutable and reference-counted: made on the render thread from a
 * premultiplied ARGB32 Cairo surface, read by the ticker. It keeps, premultiplied by
 * alpha and cut to what is not transparent:
 *
 *   full size:  Y and 255-A; U and V (from which a new parity can be made)
 *   half size:  U, V and 255-A for each parity (x & 1, y & 1) it has been asked for,
 *               made on first use, filtered [1 2 1]/4 on even luma columns and the mean
 *               of two rows (MPEG-2 siting), transparent outside
 *   runs:       where each row is transparent, opaque, of one colour or mixed
 *
 * Colours: BT.709 limited range, Y' = a*Y incl. its offset, U' = a*U incl. 128. Content
 * over TC_SPRITE_TILE in a direction is drawn in tiles; that does not show here.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define TC_SPRITE_TILE     4096  /* pixels; Cairo fails above 32767 */
#define TC_SPRITE_MAX_SIDE 65536 /* pixels; a longer sprite is refused */
/** A larger area is refused: 8 bytes a pixel while it is made. */
#define TC_SPRITE_MAX_PIXELS (32 * 1024 * 1024)

/** A rectangle in whole luma pixels; w or h 0 or less: empty. */
typedef struct {
  int x, y, w, h;
} TcRect;

static inline gboolean
tc_rect_is (TcRect a, TcRect b)
{
  return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

/** The programme picture: planar I420, 8 bit, strides in bytes. Width and height are
 * even. */
typedef struct {
  int width, height;
  guint8 *plane[3];
  int stride[3];
} TcPicture;

typedef struct TcSprite TcSprite;

/**
 * Converts @surface (CAIRO_FORMAT_ARGB32, flushed). The surface is not kept.
 * Thread: render. Returns: (transfer full).
 */
TcSprite *tc_sprite_new (cairo_surface_t *surface);

/** What tc_sprite_new_painted calls: draw the part of the content at (0, 0). */
typedef void (*TcSpritePaint) (cairo_t *cr, gpointer data);

/**
 * Like tc_sprite_new for content of any size: @paint is called once a tile, the origin
 * moved accordingly. Thread: render. Returns: (transfer full), NULL with TC_ERROR_DATA
 * when a side is not within 1..TC_SPRITE_MAX_SIDE or Cairo has no memory.
 */
TcSprite *tc_sprite_new_painted (int w,
                                 int h,
                                 TcSpritePaint paint,
                                 gpointer data,
                                 GError **error);

/**
 * A sprite @w x @h of others, one below the other: row i of @rows (element-type
 * TcSprite; NULL: empty) lies at (0, @top + i * @pitch). They may reach over their
 * neighbours, later ones over earlier, and are no stacks themselves. Only rows that
 * show cost anything; they are shared, not copied. @pitch at least 1. Returns:
 * (transfer full).
 */
TcSprite *tc_sprite_new_stack (GPtrArray *rows, int pitch, int top, int w, int h);

TcSprite *tc_sprite_ref (TcSprite *self);
void tc_sprite_unref (TcSprite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcSprite, tc_sprite_unref)

int tc_sprite_width (const TcSprite *self);
int tc_sprite_height (const TcSprite *self);
/** Makes the half-size planes for a sprite placed at the parity of (@x, @y). Any
 * thread; tc_shot_prepare does it for all that a shot will need. */
void tc_sprite_prepare (TcSprite *self, int x, int y);

G_END_DECLS
