/* SPDX-License-Identifier: MIT
 *
 * svg: a designer's drawing. Its elements with an id are filled with data: text, fill,
 * shown or not. A drawing that binds a score names the text element in which the engine
 * writes the mark.
 */
#include "scene/layer.h"

#include <string.h>

#define MAX_BINDINGS 64

typedef struct {
  char *id;
  TcWords words; /* zh NULL: its text is as drawn */
  int max_width;
  TcPaint fill;  /* n 0: as drawn */
  TcTests tests; /* n 0: as drawn */
} Binding;

typedef struct {
  TcLayer base;
  char *file;
  TcRect rect;
  char *mark;
  TcSvg *svg;
  char *version;
  guint n_bindings;
  Binding bindings[MAX_BINDINGS];
} SvgLayer;

#define AT(field) G_STRUCT_OFFSET (SvgLayer, field)

static const TcLayerKey keys[] = {
    {"file", TC_KEY_STRING, AT (file), .is_required = TRUE,
     .help = "an SVG in the overlays' folder"},
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE},
    {"bind", TC_KEY_OWN, .schema = "svg-bindings", .help = "elements filled with data"},
    {"mark", TC_KEY_STRING, AT (mark),
     .help = "the text element in which the mark of a score is written"},
    {NULL},
};

#define OF(field) G_STRUCT_OFFSET (Binding, field)

const TcLayerKey tc_svg_binding_keys[] = {
    {"id", TC_KEY_STRING, OF (id), .is_required = TRUE, .help = "of the element"},
    {"text", TC_KEY_WORDS, OF (words)},
    {"max_width", TC_KEY_INT, OF (max_width), .min = 1, .max = TC_SVG_MAX_SIDE,
     .help = "of its text, in units around it; smaller letters when wider"},
    {"fill", TC_KEY_PAINT, OF (fill)},
    {"show_when", TC_KEY_TESTS, OF (tests), .help = "shown, or not"},
    {NULL},
};

/* --- reading --- */

static gboolean
check_binding (const SvgLayer *self,
               const TcYamlNode *node,
               const char *id,
               TcSvgKind kind,
               GError **error)
{
  GError *inner = NULL;

  return tc_svg_check (self->svg, id, kind, &inner) ||
         tc_layer_fail (tc_yaml_get (node, "id"), inner, error);
}

static gboolean
read_binding (TcLayerReader *reader,
              const TcYamlNode *node,
              SvgLayer *self,
              GError **error)
{
  Binding *binding = &self->bindings[self->n_bindings++];
  if (!tc_layer_check_keys (node, tc_svg_binding_keys, NULL, error) ||
      !tc_layer_read_keys (reader, node, tc_svg_binding_keys, binding, error))
    return FALSE;
  if (self->mark != NULL && strcmp (binding->id, self->mark) == 0)
    return tc_yaml_fail (tc_yaml_get (node, "id"), error,
                         "'%s' is the mark: the engine alone writes it", binding->id);
  if (binding->words.zh != NULL && tc_words_have_score (&binding->words))
    self->base.has_score = TRUE;
  return (binding->words.zh == NULL ||
          check_binding (self, node, binding->id, TC_SVG_TEXT, error)) &&
         (binding->fill.n == 0 ||
          check_binding (self, node, binding->id, TC_SVG_FILL, error)) &&
         (binding->tests.n == 0 ||
          check_binding (self, node, binding->id, TC_SVG_VISIBLE, error));
}

static gboolean
read_bindings (TcLayerReader *reader,
               const TcYamlNode *map,
               SvgLayer *self,
               GError **error)
{
  const TcYamlNode *list = NULL;

  if (!tc_yaml_read_node (map, "bind", TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list != NULL && tc_yaml_length (list) > MAX_BINDINGS)
    return tc_yaml_fail (list, error, "at most %d elements", MAX_BINDINGS);
  for (guint i = 0; list != NULL && i < tc_yaml_length (list); i++)
    if (!read_binding (reader, tc_yaml_at (list, i), self, error))
      return FALSE;
  return TRUE;
}

/* Of the drawing and of the pictures in it: the scene is read again with each. */
static char *
version_of (TcLayerReader *reader, const char *path, const TcSvg *svg)
{
  g_autofree char *own = tc_layer_file_version (path);
  g_autoptr (GString) all = g_string_new (own);
  const GPtrArray *pictures = svg != NULL ? tc_svg_pictures (svg) : NULL;

  for (guint i = 0; pictures != NULL && i < pictures->len; i++) {
    const char *picture = g_ptr_array_index (pictures, i);
    g_autofree char *version = tc_layer_file_version (picture);

    g_string_append_printf (all, " %s", version);
    g_ptr_array_add (reader->files, g_strdup (picture));
  }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, (gssize)all->len);
}

static gboolean
load (TcLayerReader *reader, const TcYamlNode *map, SvgLayer *self, GError **error)
{
  g_autofree char *path = tc_layer_file (reader, map, self->file, error);
  GError *inner = NULL;

  if (path == NULL)
    return FALSE;
  self->svg = tc_svg_load (path, &inner);
  self->version = version_of (reader, path, self->svg);
  return self->svg != NULL || tc_layer_fail (tc_yaml_get (map, "file"), inner, error);
}

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  SvgLayer *self = (SvgLayer *)layer;
  GError *inner = NULL;

  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be drawings");
  if (!load (reader, map, self, error) || !read_bindings (reader, map, self, error))
    return FALSE;
  if (self->mark != NULL && !tc_svg_check (self->svg, self->mark, TC_SVG_TEXT, &inner))
    return tc_layer_fail (tc_yaml_get (map, "mark"), inner, error);
  if (layer->has_score && self->mark == NULL)
    return tc_yaml_fail (
        map, error,
        "drawing '%s' shows a score and has no 'mark': the id of the text "
        "element in which its mark is written",
        layer->id);
  reader->has_score |= layer->has_score;
  return TRUE;
}

static void
clear (TcLayer *layer)
{
  SvgLayer *self = (SvgLayer *)layer;

  for (guint i = 0; i < self->n_bindings; i++)
    tc_layer_clear_keys (tc_svg_binding_keys, &self->bindings[i]);
  tc_svg_unref (self->svg);
  g_free (self->version);
}

/* --- showing --- */

static gboolean
is_on (TcResolve *resolve, const TcLayer *layer)
{
  return !layer->has_score || tc_layer_mark_is_on (resolve, NULL);
}

/* The list of a part's bindings while it is made, and what it looks like. */
typedef struct {
  GArray *list;
  GString *key;
} Made;

static void
add_text (Made *made, const char *id, char *text, int max_width)
{
  TcSvgBinding binding = {
      .id = id, .kind = TC_SVG_TEXT, .text = text, .max_width = max_width};

  g_array_append_val (made->list, binding);
  g_string_append_printf (made->key, " t%s", text != NULL ? text : "");
}

static void
add_binding (TcResolve *resolve, const Binding *self, Made *made)
{
  TcSvgBinding fill = {.id = self->id, .kind = TC_SVG_FILL};
  TcSvgBinding shown = {.id = self->id, .kind = TC_SVG_VISIBLE};
  TcFill colour;

  /* What is absent becomes empty: the designer's example never goes on the air. */
  if (self->words.zh != NULL)
    add_text (made, self->id,
              tc_template_text (tc_words_pick (resolve, &self->words), resolve->bind),
              self->max_width);
  if (tc_paint_fill (resolve, &self->fill, &colour)) {
    fill.fill = colour.top;
    g_array_append_val (made->list, fill);
    g_string_append_printf (made->key, " f%02x%02x%02x%02x", colour.top.r, colour.top.g,
                            colour.top.b, colour.top.a);
  }
  if (self->tests.n > 0) {
    shown.is_visible = tc_tests_hold (&self->tests, resolve->bind);
    g_array_append_val (made->list, shown);
    g_string_append_printf (made->key, " v%d", shown.is_visible);
  }
}

/* Final, provisional, corrected, and how old it is: in words, always to be seen. */
static void
add_mark (TcResolve *resolve, const SvgLayer *self, Made *made)
{
  TcSvgBinding shown = {.id = self->mark, .kind = TC_SVG_VISIBLE, .is_visible = TRUE};

  add_text (made, self->mark, tc_resolve_score_words (resolve), 0);
  g_array_append_val (made->list, shown);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const SvgLayer *self = (const SvgLayer *)layer;
  TcPart *part = tc_resolve_add (resolve, layer->id, TC_PART_SVG, TC_MOTION_TEXT);
  Made made = {g_array_new (FALSE, FALSE, sizeof (TcSvgBinding)), g_string_new (NULL)};

  part->rect = tc_resolve_rect (resolve, self->rect);
  g_string_append_printf (made.key, "s %dx%d %s", part->rect.w, part->rect.h,
                          self->version);
  for (guint i = 0; i < self->n_bindings; i++)
    add_binding (resolve, &self->bindings[i], &made);
  if (self->mark != NULL)
    add_mark (resolve, self, &made);
  part->svg = self->svg;
  part->n_bindings = made.list->len;
  part->bindings = (TcSvgBinding *)(gpointer)g_array_free (made.list, FALSE);
  part->key = g_string_free (made.key, FALSE);
}

const TcLayerKind tc_layer_svg = {
    .name = "svg",
    .size = sizeof (SvgLayer),
    .keys = keys,
    .finish = finish,
    .is_on = is_on,
    .resolve = resolve,
    .clear = clear,
};
