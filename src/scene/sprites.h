/* SPDX-License-Identifier: MIT
 *
 * scene/sprites.h - sprites, kept by what they show
 *
 * A part whose content was drawn before costs nothing. A sprite that was not asked for
 * in `kept` rounds (one a compose) is dropped: a take and its way back find theirs, a
 * clock's seconds do not pile up. More than TC_SPRITES_MAX_PX are never kept:
 * what this round did not ask for goes first, and a part that would go beyond it even
 * then is not drawn. (Within the room; render thread.)
 */
#pragma once

#include "scene/part.h"

G_BEGIN_DECLS

#define TC_SPRITES_KEPT   4
#define TC_SPRITES_MAX_PX (64 * 1024 * 1024) /* 31 whole boards; about 5 bytes each */

typedef struct {
  GHashTable *by_key; /* owned key -> Kept */
  guint round;
  guint kept; /**< TC_SPRITES_KEPT; may be changed */
  gint64 px;
  guint64 n_drawn;
  guint n_refused; /**< this round */
  char *refusal;   /**< the first of them, this round */
  gboolean is_told;
} TcSprites;

void tc_sprites_init (TcSprites *self);
void tc_sprites_clear (TcSprites *self);
/** A new round begins. */
void tc_sprites_begin (TcSprites *self);
/** Drops what was not asked for in a while; tells what could not be drawn, once. */
void tc_sprites_end (TcSprites *self);
/** Returns: (transfer none) (nullable): NULL when it cannot be drawn: the picture goes
 * on without it. */
TcSprite *tc_sprites_get (TcSprites *self, const TcPart *part);
/** The strip of figures that a text counts by (bus-roll.c), in the text's style. The
 * same. */
TcSprite *tc_sprites_get_strip (TcSprites *self, const TcPart *text);

G_END_DECLS
