/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include "scene/effect.h"

#include <string.h>

#define MAX_PX 4096

static json_t *
ref (const char *name)
{
  return json_pack ("{s:o}", "$ref", json_sprintf ("#/$defs/%s", name));
}

/* Text: what YAML writes without quotes may be a number. */
static json_t *
scalar (void)
{
  return json_pack ("{s:[s,s,s]}", "type", "string", "number", "boolean");
}

static json_t *
integer (int min, int max)
{
  return json_pack ("{s:s, s:i, s:i}", "type", "integer", "minimum", min, "maximum",
                    max);
}

static json_t *
names (const char *const *list)
{
  json_t *values = json_array ();

  for (guint i = 0; list[i] != NULL; i++)
    json_array_append_new (values, json_string (list[i]));
  return json_pack ("{s:o}", "enum", values);
}

/* @items: (transfer full). */
static json_t *
tuple (json_t *items)
{
  size_t n = json_array_size (items);

  return json_pack ("{s:s, s:o, s:b, s:I, s:I}", "type", "array", "prefixItems", items,
                    "items", FALSE, "minItems", (json_int_t)n, "maxItems",
                    (json_int_t)n);
}

static json_t *
property (const TcLayerKey *key)
{
  json_t *json;

  if (key->schema != NULL) {
    json = ref (key->schema);
  } else {
    switch (key->type) {
      case TC_KEY_STRING:
        json = scalar ();
        break;
      case TC_KEY_INT:
        json = integer (key->min, key->max);
        break;
      case TC_KEY_BOOL:
        json = json_pack ("{s:s}", "type", "boolean");
        break;
      case TC_KEY_ENUM:
        json = names (key->names);
        break;
      case TC_KEY_SHARE:
        json =
            json_pack ("{s:s, s:i, s:i}", "type", "number", "minimum", 0, "maximum", 1);
        break;
      case TC_KEY_RECT:
        json = ref ("rectangle");
        break;
      case TC_KEY_PLACE:
        json = ref ("place");
        break;
      case TC_KEY_PAIR:
        json = ref ("pair");
        break;
      case TC_KEY_EASE:
        json = ref ("ease");
        break;
      case TC_KEY_TITLE:
        json = ref ("title");
        break;
      case TC_KEY_WORDS:
        json = ref ("words");
        break;
      case TC_KEY_SIZE:
        json = ref ("size");
        break;
      case TC_KEY_PAINT:
        json = ref ("paint");
        break;
      case TC_KEY_PATH:
        json = ref ("path");
        break;
      case TC_KEY_TEST:
        json = ref ("test");
        break;
      case TC_KEY_TESTS:
        json = ref ("tests");
        break;
      default:
        g_assert_not_reached ();
    }
  }
  if (key->help != NULL)
    json_object_set_new (json, "description", json_string (key->help));
  return json;
}

static void
add_keys (json_t *object, const TcLayerKey *keys)
{
  for (; keys->name != NULL; keys++) {
    json_object_set_new (json_object_get (object, "properties"), keys->name,
                         property (keys));
    if (keys->is_required)
      json_array_append_new (json_object_get (object, "required"),
                             json_string (keys->name));
  }
}

/* A mapping with the keys of one or two tables and no others. */
static json_t *
mapping (const TcLayerKey *keys, const TcLayerKey *more)
{
  json_t *object = json_pack ("{s:s, s:{}, s:[], s:b}", "type", "object", "properties",
                              "required", "additionalProperties", FALSE);

  add_keys (object, keys);
  if (more != NULL)
    add_keys (object, more);
  return object;
}

static json_t *
languages (void)
{
  return json_pack ("{s:[o, {s:s, s:{s:o, s:o}, s:[s], s:b}]}", "anyOf", scalar (),
                    "type", "object", "properties", "zh", scalar (), "en", scalar (),
                    "required", "zh", "additionalProperties", FALSE);
}

static json_t *
one_or_many (const char *what, int max)
{
  return json_pack ("{s:[o, {s:s, s:o, s:i}]}", "anyOf", ref (what), "type", "array",
                    "items", ref (what), "maxItems", max);
}

/* A length from the margin or a width may be in modules of the grid. */
static json_t *
length (int min)
{
  return json_pack ("{s:[o, {s:s, s:s}]}", "anyOf", integer (min, MAX_PX), "type",
                    "string", "pattern", "^([0-9]|1[0-2])m$");
}

static json_t *
gradient (const char *from, const char *to)
{
  return json_pack ("{s:s, s:{s:o, s:o}, s:[s,s], s:b}", "type", "object", "properties",
                    from, ref ("fill"), to, ref ("fill"), "required", from, to,
                    "additionalProperties", FALSE);
}

static json_t *
paint (void)
{
  json_t *cases = json_pack (
      "{s:s, s:i, s:{s:s, s:{s:o, s:o}, s:[s], s:b}}", "type", "array", "maxItems",
      TC_SCENE_MAX_CASES, "items", "type", "object", "properties", "when", ref ("test"),
      "use", ref ("fill"), "required", "use", "additionalProperties", FALSE);

  return json_pack ("{s:[o, o], s:s}", "anyOf", ref ("fill"), cases, "description",
                    "a colour, or cases: the first that holds");
}

static json_t *
described (json_t *json, const char *text)
{
  json_object_set_new (json, "description", json_string (text));
  return json;
}

static void
add_values (json_t *defs)
{
  static const char *const stale[] = {"hold", "mark", "hide", NULL};
  int min = -MAX_PX;

  json_object_set_new (defs, "id",
                       json_pack ("{s:[s,s,s], s:s}", "type", "string", "number",
                                  "boolean", "pattern", "^[^/.]+$"));
  json_object_set_new (defs, "stale", names (stale));
  json_object_set_new (defs, "title", languages ());
  json_object_set_new (defs, "words",
                       described (languages (),
                                  "text with ${path} or ${path|formatter}: number "
                                  "number:percent duration date:time date:minute "
                                  "date:day rank"));
  json_object_set_new (defs, "size",
                       described (scalar (), "a name of the theme's type.px"));
  json_object_set_new (defs, "path",
                       described (scalar (), "a path of the closed list"));
  json_object_set_new (defs, "test",
                       described (scalar (),
                                  "path operator literal; operators: == != < <= > >= "
                                  "exists absent"));
  json_object_set_new (defs, "tests", one_or_many ("test", TC_BIND_MAX_TESTS));
  json_object_set_new (
      defs, "fill",
      json_pack ("{s:[o, o, o], s:s}", "anyOf", scalar (), gradient ("top", "bottom"),
                 gradient ("left", "right"), "description",
                 "a colour of the theme or \"#RRGGBB\", or a gradient"));
  json_object_set_new (defs, "paint", paint ());
  json_object_set_new (
      defs, "rectangle",
      tuple (json_pack ("[o,o,o,o]", length (min), integer (min, MAX_PX), length (0),
                        integer (0, MAX_PX))));
  json_object_set_new (
      defs, "place", tuple (json_pack ("[o,o]", length (min), integer (min, MAX_PX))));
  json_object_set_new (
      defs, "pair",
      tuple (json_pack ("[o,o]", integer (min, MAX_PX), integer (min, MAX_PX))));
  json_object_set_new (defs, "mark",
                       json_pack ("{s:[o,o]}", "anyOf", scalar (), ref ("pair")));
}

/* --- effects: how a layer comes, goes and changes --- */

static json_t *
effect (const char *const *kinds,
        const char *side,
        gboolean has_delay,
        gboolean has_stagger)
{
  json_t *properties = json_pack (
      "{s:o, s:o, s:o, s:o}", "kind", names (kinds), side, names (tc_effect_side_names),
      "ms", integer (1, TC_EFFECT_MAX_MS), "ease", names (tc_effect_easing_names));

  if (has_delay)
    json_object_set_new (properties, "delay_ms", integer (0, TC_EFFECT_MAX_MS));
  if (has_stagger)
    json_object_set_new (properties, "stagger_ms", integer (0, TC_EFFECT_MAX_MS));
  return json_pack ("{s:[o, {s:s, s:o, s:b}]}", "anyOf", names (kinds), "type",
                    "object", "properties", properties, "additionalProperties", FALSE);
}

static void
add_effects (json_t *defs)
{
  json_object_set_new (defs, "in", effect (tc_effect_kind_names, "from", TRUE, TRUE));
  json_object_set_new (defs, "out", effect (tc_effect_kind_names, "to", TRUE, FALSE));
  json_object_set_new (defs, "change",
                       effect (tc_effect_change_names, "from", FALSE, FALSE));
}

json_t *
tc_schema_scene (void)
{
  json_t *schema = mapping (tc_scene_keys, NULL);
  json_t *defs = json_object ();
  json_t *any = json_array ();

  add_values (defs);
  add_effects (defs);
  for (guint i = 0; tc_layer_kinds[i] != NULL; i++) {
    const TcLayerKind *kind = tc_layer_kinds[i];
    g_autofree char *name = g_strconcat ("layer-", kind->name, NULL);
    json_t *layer = mapping (tc_layer_common_keys, kind->keys);

    json_object_set_new (json_object_get (layer, "properties"), "type",
                         json_pack ("{s:s}", "const", kind->name));
    json_object_set_new (defs, name, layer);
    json_array_append_new (any, ref (name));
  }
  json_object_set_new (
      defs, "layers",
      json_pack ("{s:s, s:{s:o}}", "type", "array", "items", "oneOf", any));
  json_object_set_new (defs, "cameras",
                       json_pack ("{s:s, s:i, s:o}", "type", "array", "maxItems",
                                  TC_SHOT_MAX_PLACEMENTS, "items",
                                  mapping (tc_scene_camera_keys, NULL)));
  json_object_set_new (defs, "svg-bindings",
                       json_pack ("{s:s, s:i, s:o}", "type", "array", "maxItems", 64,
                                  "items", mapping (tc_svg_binding_keys, NULL)));
  json_object_set_new (schema, "$schema",
                       json_string ("https://json-schema.org/draft/2020-12/schema"));
  json_object_set_new (schema, "title", json_string ("tallycast scene"));
  json_object_set_new (schema, "description",
                       json_string ("A scene of overlays/, drawn for 1920x1080."));
  json_object_set_new (schema, "$defs", defs);
  return schema;
}

/* --- themes --- */

/* Each needed colour, or the two of its gradient. */
static json_t *
needed_fills (void)
{
  json_t *all = json_array ();

  for (guint i = 0; tc_theme_needed_fills[i] != NULL; i++) {
    const char *name = tc_theme_needed_fills[i];

    json_array_append_new (all,
                           json_pack ("{s:[{s:[s]}, {s:[o,o]}]}", "anyOf", "required",
                                      name, "required", json_sprintf ("%s_top", name),
                                      json_sprintf ("%s_bottom", name)));
  }
  return all;
}

static json_t *
needed_px (void)
{
  json_t *list = json_array ();

  for (guint i = 0; tc_theme_needed_px[i] != NULL; i++)
    json_array_append_new (list, json_string (tc_theme_needed_px[i]));
  return list;
}

/* Any name to a value of one kind. */
static json_t *
open_mapping (json_t *value)
{
  return json_pack ("{s:s, s:o}", "type", "object", "additionalProperties", value);
}

static json_t *
type_section (void)
{
  json_t *px = open_mapping (integer (8, 1024));

  json_object_set_new (px, "required", needed_px ());
  return json_pack ("{s:s, s:{s:o, s:o, s:o}, s:[s], s:b}", "type", "object",
                    "properties", "family", scalar (), "px", px, "floor",
                    open_mapping (integer (8, 1024)), "required", "px",
                    "additionalProperties", FALSE);
}

static json_t *
motion_section (void)
{
  json_t *properties = json_object ();

  for (guint i = 0; tc_theme_motion_sections[i].name != NULL; i++)
    json_object_set_new (properties, tc_theme_motion_sections[i].name,
                         mapping (tc_theme_motion_sections[i].keys, NULL));
  json_object_set_new (properties, "reduced", json_pack ("{s:s}", "type", "boolean"));
  return json_pack ("{s:s, s:o, s:[s], s:b}", "type", "object", "properties",
                    properties, "required", "ease", "additionalProperties", FALSE);
}

static json_t *
ease (void)
{
  json_t *x =
      json_pack ("{s:s, s:i, s:i}", "type", "number", "minimum", 0, "maximum", 1);
  json_t *y =
      json_pack ("{s:s, s:i, s:i}", "type", "number", "minimum", -1, "maximum", 2);

  return tuple (json_pack ("[o,o,O,O]", x, y, x, y));
}

json_t *
tc_schema_theme (void)
{
  json_t *schema = mapping (tc_theme_keys, NULL);
  json_t *colour = open_mapping (
      json_pack ("{s:s, s:s}", "type", "string", "pattern", "^#[0-9A-Fa-f]{6}$"));
  json_t *alpha = open_mapping (
      json_pack ("{s:s, s:i, s:i}", "type", "number", "minimum", 0, "maximum", 1));

  json_object_set_new (colour, "allOf", needed_fills ());
  json_object_set_new (schema, "$schema",
                       json_string ("https://json-schema.org/draft/2020-12/schema"));
  json_object_set_new (schema, "title", json_string ("tallycast theme"));
  json_object_set_new (
      schema, "description",
      json_string ("Colours, type sizes and times of a look, of overlays/theme/."));
  json_object_set_new (schema, "$defs",
                       json_pack ("{s:o, s:o, s:o, s:o, s:{s:s}, s:o, s:o, s:o}",
                                  "title", languages (), "ease", ease (), "colour",
                                  colour, "alpha", alpha, "contrast", "type", "object",
                                  "type", type_section (), "radius",
                                  mapping (tc_theme_radius_section.keys, NULL),
                                  "motion", motion_section ()));
  return schema;
}
