/* SPDX-License-Identifier: MIT */
#include "scene/folder.h"
#include "scene/theme-keys.h"

#include "tallycast/core/error.h"
#include "tallycast/core/yaml.h"

#include <string.h>

struct TcTheme {
  gatomicrefcount refs;
  char *name, *idea; /* of the file, for who reads it */
  TcTitle title;
  char *family;
  GHashTable *fills;  /* owned name -> owned TcFill */
  GHashTable *px;     /* owned name -> int */
  GHashTable *floors; /* owned name -> int */
  TcThemeMotion motion;
  int plate_radius, tag_radius;
};

/* What the engine draws by itself: score sheets, marks, the slate, the rehearsal's
 * mark.
 */
const char *const tc_theme_needed_fills[] = {
    "paper", "paper_held", "on_paper",    "on_paper_2",  "on_held", "held_bar",
    "late",  "on_late",    "on_held_bar", "alert_paper", "accent",  "on_accent",
    "done",  "ghost",      "ghost_band",  "hero",        "on_ink",  "on_ink_2",
    "board", "bar",        "rule",        NULL};
const char *const tc_theme_needed_px[] = {"label", "meta", "clock", "score", NULL};

static gboolean
parse_colour (const char *text, TcColour *colour)
{
  guint64 value;

  if (text[0] != '#' || strlen (text) != 7 ||
      !g_ascii_string_to_unsigned (text + 1, 16, 0, 0xffffff, &value, NULL))
    return FALSE;
  *colour = (TcColour){(guint8)(value >> 16), (guint8)(value >> 8), (guint8)value, 255};
  return TRUE;
}

/* ink_top and ink_bottom together are the gradient "ink". */
static void
add_gradients (TcTheme *self)
{
  g_autoptr (GList) names = g_hash_table_get_keys (self->fills);

  for (GList *l = names; l != NULL; l = l->next) {
    const char *name = l->data;
    const TcFill *top = g_hash_table_lookup (self->fills, name);
    g_autofree char *stem = NULL;
    g_autofree char *bottom_name = NULL;
    const TcFill *bottom;
    TcFill *fill;

    if (!g_str_has_suffix (name, "_top"))
      continue;
    stem = g_strndup (name, strlen (name) - 4);
    bottom_name = g_strconcat (stem, "_bottom", NULL);
    bottom = g_hash_table_lookup (self->fills, bottom_name);
    if (bottom == NULL)
      continue;
    fill = g_new (TcFill, 1);
    *fill = (TcFill){top->top, bottom->top, TRUE};
    g_hash_table_insert (self->fills, g_steal_pointer (&stem), fill);
  }
}

static gboolean
read_colours (TcTheme *self, const TcYamlNode *root, GError **error)
{
  const TcYamlNode *map = NULL;
  const TcYamlNode *alpha = NULL;

  if (!tc_yaml_require (root, "colour", error) ||
      !tc_yaml_read_node (root, "colour", TC_YAML_MAPPING, &map, error) ||
      !tc_yaml_read_node (root, "alpha", TC_YAML_MAPPING, &alpha, error))
    return FALSE;
  for (guint i = 0; i < tc_yaml_length (map); i++) {
    TcFill *fill = g_new0 (TcFill, 1);
    const char *text = NULL;
    double opacity = 1;

    g_hash_table_insert (self->fills, g_strdup (tc_yaml_key (map, i)), fill);
    if (!tc_yaml_as_string (tc_yaml_at (map, i), tc_yaml_key (map, i), &text, error))
      return FALSE;
    if (!parse_colour (text, &fill->top))
      return tc_yaml_fail (tc_yaml_at (map, i), error, "'%s' is not \"#RRGGBB\"", text);
    if (alpha != NULL &&
        !tc_yaml_read_double (alpha, tc_yaml_key (map, i), 0, 1, &opacity, error))
      return FALSE;
    fill->top.a = (guint8)(opacity * 255 + 0.5);
    fill->bottom = fill->top;
  }
  for (guint i = 0; alpha != NULL && i < tc_yaml_length (alpha); i++)
    if (!g_hash_table_contains (self->fills, tc_yaml_key (alpha, i)))
      return tc_yaml_fail_at_key (alpha, i, error, "there is no colour '%s'",
                                  tc_yaml_key (alpha, i));
  add_gradients (self);
  for (guint i = 0; tc_theme_needed_fills[i] != NULL; i++)
    if (!g_hash_table_contains (self->fills, tc_theme_needed_fills[i]))
      return tc_yaml_fail (map, error, "colour '%s' is missing",
                           tc_theme_needed_fills[i]);
  return TRUE;
}

static gboolean
read_sizes (const TcYamlNode *type, const char *key, GHashTable *sizes, GError **error)
{
  const TcYamlNode *map = NULL;

  if (!tc_yaml_read_node (type, key, TC_YAML_MAPPING, &map, error))
    return FALSE;
  for (guint i = 0; map != NULL && i < tc_yaml_length (map); i++) {
    gint64 px;

    if (!tc_yaml_as_int (tc_yaml_at (map, i), tc_yaml_key (map, i), 8, 1024, &px,
                         error))
      return FALSE;
    g_hash_table_insert (sizes, g_strdup (tc_yaml_key (map, i)), GINT_TO_POINTER (px));
  }
  return TRUE;
}

static gboolean
check_floors (const TcTheme *self, const TcYamlNode *type, GError **error)
{
  const TcYamlNode *map = tc_yaml_get (type, "floor");

  for (guint i = 0; map != NULL && i < tc_yaml_length (map); i++)
    if (!g_hash_table_contains (self->px, tc_yaml_key (map, i)))
      return tc_yaml_fail_at_key (map, i, error, "there is no size '%s'",
                                  tc_yaml_key (map, i));
  return TRUE;
}

static gboolean
read_type (TcTheme *self, const TcYamlNode *root, GError **error)
{
  static const char *const keys[] = {"family", "px", "floor", NULL};
  const TcYamlNode *type = NULL;

  if (!tc_yaml_require (root, "type", error) ||
      !tc_yaml_read_node (root, "type", TC_YAML_MAPPING, &type, error) ||
      !tc_yaml_check_keys (type, keys, error) ||
      !tc_yaml_read_string (type, "family", &self->family, error) ||
      !read_sizes (type, "px", self->px, error) ||
      !read_sizes (type, "floor", self->floors, error))
    return FALSE;
  if (!check_floors (self, type, error))
    return FALSE;
  for (guint i = 0; tc_theme_needed_px[i] != NULL; i++)
    if (!g_hash_table_contains (self->px, tc_theme_needed_px[i]))
      return tc_yaml_fail (type, error, "size '%s' is missing", tc_theme_needed_px[i]);
  return TRUE;
}

/* --- tables, for reading and for the schema --- */

#define AT(field) G_STRUCT_OFFSET (TcTheme, field)
#define MS(key, field, otherwise, text)                                       \
  {                                                                           \
    key, TC_KEY_INT, AT (motion.field), .max = 10000, .initial = (otherwise), \
                                        .help = text                          \
  }
#define EASE(key, field, text)                                             \
  {                                                                        \
    key, TC_KEY_EASE, AT (motion.field), .is_required = TRUE, .help = text \
  }

static const TcLayerKey ms_keys[] = {
    MS ("quick", quick_ms, 160, "a text"),
    MS ("base", base_ms, 320, "a rule, a row"),
    MS ("write", write_ms, 480, "a plate"),
    MS ("board", board_ms, 640, "what changes place"),
    MS ("settle", settle_ms, 2400, "the reel"),
    MS ("hold", hold_ms, 400, "the reel, when it has landed"),
    {NULL},
};
static const TcLayerKey stagger_keys[] = {
    MS ("stroke", stroke_stagger_ms, 80, "of a tally"),
    MS ("row", row_stagger_ms, 80, "of a table"),
    MS ("block", block_stagger_ms, 80, "a group of a scene"),
    {NULL},
};
static const TcLayerKey ease_keys[] = {
    EASE ("write", write, "comes"),
    EASE ("leave", leave, "goes"),
    EASE ("move", move, "changes place"),
    EASE ("steady", steady, "fades"),
    {NULL},
};
static const TcLayerKey reel_keys[] = {
    {"per_second", TC_KEY_INT, AT (motion.reel_per_second), .min = 1, .max = 25,
     .initial = 10, .help = "names, at full speed, while few pass"},
    {NULL},
};
static const TcLayerKey crawl_keys[] = {
    {"px_per_second", TC_KEY_INT, AT (motion.crawl_px_s), .min = 10, .max = 2000,
     .initial = 120},
    {NULL},
};
static const TcLayerKey radius_keys[] = {
    {"plate", TC_KEY_INT, AT (plate_radius), .max = 512},
    {"tag", TC_KEY_INT, AT (tag_radius), .max = 512},
    {NULL},
};

const TcLayerKey tc_theme_keys[] = {
    {"name", TC_KEY_STRING, AT (name)},
    {"title", TC_KEY_TITLE, AT (title)},
    {"idea", TC_KEY_STRING, AT (idea)},
    {"colour", TC_KEY_OWN, .is_required = TRUE, .schema = "colour",
     .help = "names that scenes use; NAME_top with NAME_bottom is the gradient NAME"},
    {"alpha", TC_KEY_OWN, .schema = "alpha", .help = "of colours; without: opaque"},
    {"contrast", TC_KEY_OWN, .schema = "contrast",
     .help = "of pairs of colours (WCAG 2), as computed"},
    {"type", TC_KEY_OWN, .is_required = TRUE, .schema = "type"},
    {"radius", TC_KEY_OWN, .schema = "radius", .help = "of corners, in pixels"},
    {"motion", TC_KEY_OWN, .is_required = TRUE, .schema = "motion"},
    {NULL},
};

const TcThemeSection tc_theme_motion_sections[] = {
    {"ms", ms_keys},     {"stagger_ms", stagger_keys}, {"ease", ease_keys},
    {"reel", reel_keys}, {"crawl", crawl_keys},        {NULL, NULL},
};
const TcThemeSection tc_theme_radius_section = {"radius", radius_keys};

static gboolean
read_section (TcTheme *self,
              const TcYamlNode *map,
              const TcThemeSection *section,
              GError **error)
{
  const TcYamlNode *node = NULL;
  TcLayerReader reader = {.theme = self};

  if (!tc_yaml_read_node (map, section->name, TC_YAML_MAPPING, &node, error))
    return FALSE;
  if (node == NULL && section->keys[0].is_required)
    return tc_yaml_require (map, section->name, error);
  return (node == NULL || tc_layer_check_keys (node, section->keys, NULL, error)) &&
         tc_layer_read_keys (&reader, node, section->keys, self, error);
}

static gboolean
read_motion (TcTheme *self, const TcYamlNode *root, GError **error)
{
  const char *names[G_N_ELEMENTS (tc_theme_motion_sections) + 1];
  const TcYamlNode *map = NULL;

  if (!tc_yaml_require (root, "motion", error) ||
      !tc_yaml_read_node (root, "motion", TC_YAML_MAPPING, &map, error))
    return FALSE;
  names[0] = "reduced";
  for (guint i = 0; i < G_N_ELEMENTS (tc_theme_motion_sections); i++)
    names[i + 1] = tc_theme_motion_sections[i].name;
  if (!tc_yaml_check_keys (map, names, error) ||
      !tc_yaml_read_bool (map, "reduced", &self->motion.is_reduced, error))
    return FALSE;
  for (guint i = 0; tc_theme_motion_sections[i].name != NULL; i++)
    if (!read_section (self, map, &tc_theme_motion_sections[i], error))
      return FALSE;
  return TRUE;
}

TcTheme *
tc_theme_load (const char *path, GError **error)
{
  g_autoptr (TcYaml) doc = tc_folder_load_yaml (path, error);
  g_autoptr (TcTheme) self = NULL;
  TcLayerReader reader = {0};
  const TcYamlNode *root;

  if (doc == NULL)
    return NULL;
  root = tc_yaml_root (doc);
  self = g_new0 (TcTheme, 1);
  g_atomic_ref_count_init (&self->refs);
  self->fills = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->px = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->floors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!tc_layer_check_keys (root, tc_theme_keys, NULL, error) ||
      !tc_layer_read_keys (&reader, root, tc_theme_keys, self, error) ||
      !read_colours (self, root, error) || !read_type (self, root, error) ||
      !read_motion (self, root, error) ||
      !read_section (self, root, &tc_theme_radius_section, error))
    return NULL;
  return g_steal_pointer (&self);
}

TcTheme *
tc_theme_ref (TcTheme *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tc_theme_unref (TcTheme *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->fills);
  g_hash_table_unref (self->px);
  g_hash_table_unref (self->floors);
  g_free (self->family);
  tc_layer_clear_keys (tc_theme_keys, self);
  g_free (self);
}

static void
set_unknown (GHashTable *table, const char *what, const char *name, GError **error)
{
  g_autofree const char **known =
      (const char **)g_hash_table_get_keys_as_array (table, NULL);
  const char *near = tc_did_you_mean (name, known);

  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "unknown %s '%s'%s%s%s", what, name,
               near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
               near != NULL ? "'?)" : "");
}

gboolean
tc_theme_fill (const TcTheme *self, const char *name, TcFill *fill, GError **error)
{
  const TcFill *found = g_hash_table_lookup (self->fills, name);
  TcColour colour;

  if (found == NULL && parse_colour (name, &colour)) {
    *fill = (TcFill){colour, colour, FALSE};
    return TRUE;
  }
  if (found == NULL) {
    set_unknown (self->fills, "colour", name, error);
    return FALSE;
  }
  *fill = *found;
  return TRUE;
}

TcFill
tc_theme_must_fill (const TcTheme *self, const char *name)
{
  const TcFill *found = g_hash_table_lookup (self->fills, name);

  g_assert (found != NULL);
  return *found;
}

gboolean
tc_theme_px (const TcTheme *self, const char *name, int *px, GError **error)
{
  if (!g_hash_table_contains (self->px, name)) {
    set_unknown (self->px, "size", name, error);
    return FALSE;
  }
  *px = GPOINTER_TO_INT (g_hash_table_lookup (self->px, name));
  return TRUE;
}

int
tc_theme_floor_px (const TcTheme *self, const char *name)
{
  int px = GPOINTER_TO_INT (g_hash_table_lookup (self->px, name));
  int floor = GPOINTER_TO_INT (g_hash_table_lookup (self->floors, name));

  return floor > 0 ? MIN (floor, px) : px;
}

int
tc_theme_plate_radius (const TcTheme *self)
{
  return self->plate_radius;
}

int
tc_theme_tag_radius (const TcTheme *self)
{
  return self->tag_radius;
}

const char *
tc_theme_family (const TcTheme *self)
{
  return self->family;
}

const TcThemeMotion *
tc_theme_motion (const TcTheme *self)
{
  return &self->motion;
}
