/* SPDX-License-Identifier: MIT
 *
 * scene/effect.h - reading a layer's effects (within the room)
 */
#pragma once

#include "tallycast/core/yaml.h"
#include "tallycast/scene/effect.h"

G_BEGIN_DECLS

/** Reads `in`, `out` and `change` of @map; what is absent stays as it is. */
gboolean tc_effects_read (const TcYamlNode *map, TcEffects *effects, GError **error);
/** The rules for what shows a score: it does not run through values between, and
 * changes within TC_EFFECT_MAX_SCORE_MS. @map: for the place. */
gboolean tc_effects_check_score (const TcYamlNode *map,
                                 const TcEffects *effects,
                                 GError **error);
/** @own, and where it is AUTO, @group's. */
TcEffects tc_effects_within (const TcEffects *group, const TcEffects *own);

/** Names as files have them, by value; NULL at the end. */
extern const char *const tc_effect_kind_names[];
extern const char *const tc_effect_change_names[];
extern const char *const tc_effect_side_names[];
extern const char *const tc_effect_easing_names[];
extern const char *const tc_scene_transition_names[];

G_END_DECLS
