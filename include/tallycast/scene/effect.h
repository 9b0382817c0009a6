/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/effect.h - how a layer comes, goes and changes, as a scene names it
 *
 *   in: wipe                              short form
 *   in: {kind: slide, from: left, ms: 320, ease: write, delay_ms: 80, stagger_ms: 80}
 *   out: {kind: fade, ms: 160}            out goes `to` a side
 *   change: roll
 *
 * What a file does not name is by the layer's type and `motion` (LOOK.md section 8):
 * see src/scene/bus-step.c. A group's effects are its layers' own where they name
 * none.
 *
 *   fade   opacity
 *   wipe   is uncovered from a side on
 *   slide  moves out of its own edge, as from under a ledge
 *   grow   a wipe from the foot of a column, from the left end of a bar
 *   none   at once
 *
 * For `change` (another content or place) besides: roll (columns of figures turn, each
 * shows the old and the new figure only) and count (a count runs through the values
 * between; refused for what shows a score).
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_EFFECT_MAX_MS 2000
/** A score changes within this (design, "Score honesty"). */
#define TC_EFFECT_MAX_SCORE_MS 300

/** How a scene comes onto the air. */
typedef enum {
  TC_SCENE_WRITE, /**< each layer comes and goes by its own motion (LOOK.md 8) */
  TC_SCENE_CUT,
  TC_SCENE_FADE, /**< a dissolve of the two scenes */
  TC_SCENE_PUSH, /**< the new scene pushes the old one out to the left */
} TcSceneTransition;

typedef enum {
  TC_EFFECT_AUTO, /**< by type and motion */
  TC_EFFECT_NONE,
  TC_EFFECT_FADE,
  TC_EFFECT_WIPE,
  TC_EFFECT_SLIDE,
  TC_EFFECT_GROW,
  TC_EFFECT_ROLL,  /**< change only */
  TC_EFFECT_COUNT, /**< change only */
} TcEffectKind;

typedef enum {
  TC_SIDE_AUTO,
  TC_SIDE_LEFT,
  TC_SIDE_RIGHT,
  TC_SIDE_TOP,
  TC_SIDE_BOTTOM,
} TcSide;

/** Names of the theme's easings. */
typedef enum {
  TC_EASING_AUTO,
  TC_EASING_WRITE,
  TC_EASING_LEAVE,
  TC_EASING_MOVE,
  TC_EASING_STEADY,
} TcEasing;

/** All zero: as the layer's type and motion have it. */
typedef struct {
  TcEffectKind kind;
  TcSide side; /**< in: comes from it; out: goes to it */
  TcEasing easing;
  int ms;                          /**< 0: AUTO */
  gboolean has_delay, has_stagger; /**< FALSE: AUTO */
  int delay_ms;
  int stagger_ms; /**< of a table: each row so much after the one before */
} TcEffect;

typedef struct {
  TcEffect in, out, change;
} TcEffects;

G_END_DECLS
