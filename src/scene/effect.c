/* SPDX-License-Identifier: MIT */
#include "scene/effect.h"

/* As the enums go on after AUTO. */
const char *const tc_effect_kind_names[] = {"none",  "fade", "wipe",
                                            "slide", "grow", NULL};
const char *const tc_effect_change_names[] = {"none", "fade", "wipe",  "slide",
                                              "grow", "roll", "count", NULL};
const char *const tc_effect_side_names[] = {"left", "right", "top", "bottom", NULL};
const char *const tc_effect_easing_names[] = {"write", "leave", "move", "steady", NULL};
const char *const tc_scene_transition_names[] = {"write", "cut", "fade", "push", NULL};

typedef struct {
  const char *key;
  const char *const *kinds;
  const char *side; /* what the side is called; NULL: has none */
  gsize at;
  const char *const *keys;
} Use;

static const char *const in_keys[] = {"kind",     "from",       "ms", "ease",
                                      "delay_ms", "stagger_ms", NULL};
static const char *const out_keys[] = {"kind", "to", "ms", "ease", "delay_ms", NULL};
static const char *const change_keys[] = {"kind", "from", "ms", "ease", NULL};

static const Use uses[] = {
    {"in", tc_effect_kind_names, "from", G_STRUCT_OFFSET (TcEffects, in), in_keys},
    {"out", tc_effect_kind_names, "to", G_STRUCT_OFFSET (TcEffects, out), out_keys},
    {"change", tc_effect_change_names, "from", G_STRUCT_OFFSET (TcEffects, change),
     change_keys},
};

/* The value after AUTO. */
static gboolean
read_name (const TcYamlNode *map,
           const char *key,
           const char *const *names,
           guint *value,
           GError **error)
{
  int index = -1;

  if (!tc_yaml_read_enum (map, key, names, &index, error))
    return FALSE;
  if (index >= 0)
    *value = (guint)index + 1;
  return TRUE;
}

static gboolean
read_long (const TcYamlNode *node, const Use *use, TcEffect *effect, GError **error)
{
  guint kind = effect->kind;
  guint side = effect->side;
  guint easing = effect->easing;

  if (!tc_yaml_check_keys (node, use->keys, error) ||
      !read_name (node, "kind", use->kinds, &kind, error) ||
      !read_name (node, use->side, tc_effect_side_names, &side, error) ||
      !read_name (node, "ease", tc_effect_easing_names, &easing, error) ||
      !tc_yaml_read_int (node, "ms", 1, TC_EFFECT_MAX_MS, &effect->ms, error) ||
      !tc_yaml_read_int (node, "delay_ms", 0, TC_EFFECT_MAX_MS, &effect->delay_ms,
                         error) ||
      !tc_yaml_read_int (node, "stagger_ms", 0, TC_EFFECT_MAX_MS, &effect->stagger_ms,
                         error))
    return FALSE;
  effect->kind = (TcEffectKind)kind;
  effect->side = (TcSide)side;
  effect->easing = (TcEasing)easing;
  effect->has_delay |= tc_yaml_get (node, "delay_ms") != NULL;
  effect->has_stagger |= tc_yaml_get (node, "stagger_ms") != NULL;
  return TRUE;
}

static gboolean
read_effect (const TcYamlNode *node, const Use *use, TcEffect *effect, GError **error)
{
  int kind = 0;

  if (tc_yaml_kind (node) == TC_YAML_MAPPING)
    return read_long (node, use, effect, error);
  if (!tc_yaml_as_enum (node, use->key, use->kinds, &kind, error))
    return FALSE;
  effect->kind = (TcEffectKind)(kind + 1);
  return TRUE;
}

gboolean
tc_effects_read (const TcYamlNode *map, TcEffects *effects, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++) {
    const TcYamlNode *node = tc_yaml_get (map, uses[i].key);

    if (node != NULL &&
        !read_effect (node, &uses[i], G_STRUCT_MEMBER_P (effects, uses[i].at), error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tc_effects_check_score (const TcYamlNode *map, const TcEffects *effects, GError **error)
{
  const TcEffect *change = &effects->change;
  const TcYamlNode *node = tc_yaml_get (map, "change");

  if (change->kind == TC_EFFECT_COUNT)
    return tc_yaml_fail (node, error,
                         "a score passes through no value that nobody gave: 'change' "
                         "is none, fade or roll");
  if (change->kind != TC_EFFECT_AUTO && change->kind != TC_EFFECT_NONE &&
      change->kind != TC_EFFECT_FADE && change->kind != TC_EFFECT_ROLL)
    return tc_yaml_fail (
        node, error, "a score changes in its place: 'change' is none, fade or roll");
  if (change->ms > TC_EFFECT_MAX_SCORE_MS)
    return tc_yaml_fail (node, error, "a score changes within %d ms",
                         TC_EFFECT_MAX_SCORE_MS);
  return TRUE;
}

static TcEffect
within (const TcEffect *group, const TcEffect *own)
{
  TcEffect effect = *own;

  if (own->kind != TC_EFFECT_AUTO)
    return effect;
  effect.kind = group->kind;
  if (own->side == TC_SIDE_AUTO)
    effect.side = group->side;
  if (own->easing == TC_EASING_AUTO)
    effect.easing = group->easing;
  if (own->ms == 0)
    effect.ms = group->ms;
  if (!own->has_delay) {
    effect.has_delay = group->has_delay;
    effect.delay_ms = group->delay_ms;
  }
  if (!own->has_stagger) {
    effect.has_stagger = group->has_stagger;
    effect.stagger_ms = group->stagger_ms;
  }
  return effect;
}

TcEffects
tc_effects_within (const TcEffects *group, const TcEffects *own)
{
  return (TcEffects){within (&group->in, &own->in), within (&group->out, &own->out),
                     within (&group->change, &own->change)};
}
