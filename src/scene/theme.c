/* SPDX-License-Identifier: MIT */
#include "tallycast/scene/theme.h"

#include "tallycast/core/error.h"
#include "tallycast/core/yaml.h"

#include <string.h>

struct TcTheme {
  gatomicrefcount refs;
  char *family;
  GHashTable *fills;  /* owned name -> owned TcFill */
  GHashTable *px;     /* owned name -> int */
  GHashTable *floors; /* owned name -> int */
  TcThemeMotion motion;
};

/* What the engine draws by itself: score sheets, marks, the slate, the rehearsal's
 * mark.
 */
static const char *const needed_fills[] = {
    "paper",    "paper_held", "on_paper", "on_paper_2",  "on_held",
    "held_bar", "late",       "on_late",  "on_held_bar", "alert_paper",
    "accent",   "on_accent",  "done",     "ghost",       "ghost_band",
    "hero",     "on_ink",     "on_ink_2", "board",       NULL};
static const char *const needed_px[] = {"label", "meta", "clock", "score", NULL};

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
  add_gradients (self);
  for (guint i = 0; needed_fills[i] != NULL; i++)
    if (!g_hash_table_contains (self->fills, needed_fills[i]))
      return tc_yaml_fail (map, error, "colour '%s' is missing", needed_fills[i]);
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
read_type (TcTheme *self, const TcYamlNode *root, GError **error)
{
  static const char *const keys[] = {"family", "weights", "figures", "px",
                                     "floor",  "line",    NULL};
  const TcYamlNode *type = NULL;

  if (!tc_yaml_require (root, "type", error) ||
      !tc_yaml_read_node (root, "type", TC_YAML_MAPPING, &type, error) ||
      !tc_yaml_check_keys (type, keys, error) ||
      !tc_yaml_read_string (type, "family", &self->family, error) ||
      !read_sizes (type, "px", self->px, error) ||
      !read_sizes (type, "floor", self->floors, error))
    return FALSE;
  for (guint i = 0; needed_px[i] != NULL; i++)
    if (!g_hash_table_contains (self->px, needed_px[i]))
      return tc_yaml_fail (type, error, "size '%s' is missing", needed_px[i]);
  return TRUE;
}

static gboolean
read_ease (const TcYamlNode *eases, const char *key, TcEase *ease, GError **error)
{
  const TcYamlNode *list = NULL;
  double value[4];

  if (!tc_yaml_read_node (eases, key, TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  if (tc_yaml_length (list) != 4)
    return tc_yaml_fail (list, error, "'%s' must be four numbers: x1, y1, x2, y2", key);
  for (guint i = 0; i < 4; i++)
    if (!tc_yaml_as_double (tc_yaml_at (list, i), key, i % 2 == 0 ? 0 : -1,
                            i % 2 == 0 ? 1 : 2, &value[i], error))
      return FALSE;
  *ease = (TcEase){(float)value[0], (float)value[1], (float)value[2], (float)value[3]};
  return TRUE;
}

static gboolean
read_motion (TcTheme *self, const TcYamlNode *root, GError **error)
{
  static const char *const keys[] = {"ms",    "stagger_ms", "ease", "reel",
                                     "crawl", "reduced",    NULL};
  TcThemeMotion *motion = &self->motion;
  const TcYamlNode *map = NULL;
  const TcYamlNode *ms = NULL;
  const TcYamlNode *stagger = NULL;
  const TcYamlNode *ease = NULL;

  if (!tc_yaml_require (root, "motion", error) ||
      !tc_yaml_read_node (root, "motion", TC_YAML_MAPPING, &map, error) ||
      !tc_yaml_check_keys (map, keys, error) || !tc_yaml_require (map, "ms", error) ||
      !tc_yaml_require (map, "stagger_ms", error) ||
      !tc_yaml_require (map, "ease", error))
    return FALSE;
  return tc_yaml_read_node (map, "ms", TC_YAML_MAPPING, &ms, error) &&
         tc_yaml_read_node (map, "stagger_ms", TC_YAML_MAPPING, &stagger, error) &&
         tc_yaml_read_node (map, "ease", TC_YAML_MAPPING, &ease, error) &&
         tc_yaml_read_bool (map, "reduced", &motion->is_reduced, error) &&
         tc_yaml_read_int (ms, "quick", 0, 2000, &motion->quick_ms, error) &&
         tc_yaml_read_int (ms, "base", 0, 2000, &motion->base_ms, error) &&
         tc_yaml_read_int (ms, "write", 0, 2000, &motion->write_ms, error) &&
         tc_yaml_read_int (ms, "board", 0, 2000, &motion->board_ms, error) &&
         tc_yaml_read_int (stagger, "block", 0, 500, &motion->stagger_ms, error) &&
         read_ease (ease, "write", &motion->write, error) &&
         read_ease (ease, "leave", &motion->leave, error) &&
         read_ease (ease, "move", &motion->move, error) &&
         read_ease (ease, "steady", &motion->steady, error);
}

TcTheme *
tc_theme_load (const char *path, GError **error)
{
  static const char *const keys[] = {"name",   "title",    "idea",   "colour",
                                     "alpha",  "contrast", "type",   "space",
                                     "radius", "line",     "motion", NULL};
  g_autoptr (TcYaml) doc = tc_yaml_load (path, TC_ERROR_DATA, error);
  g_autoptr (TcTheme) self = NULL;
  const TcYamlNode *root;

  if (doc == NULL)
    return NULL;
  root = tc_yaml_root (doc);
  self = g_new0 (TcTheme, 1);
  g_atomic_ref_count_init (&self->refs);
  self->fills = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->px = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->floors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->motion = (TcThemeMotion){
      160,           320, 480, 640, 80, TC_EASE_LINEAR, TC_EASE_LINEAR, TC_EASE_LINEAR,
      TC_EASE_LINEAR};
  if (!tc_yaml_check_keys (root, keys, error) || !read_colours (self, root, error) ||
      !read_type (self, root, error) || !read_motion (self, root, error))
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
