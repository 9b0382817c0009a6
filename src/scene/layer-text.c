/* SPDX-License-Identifier: MIT
 *
 * text: one or more lines with values in them. A text whose value is absent is not
 * shown. A score may only stand in a table that has a mark.
 */
#include "scene/layer.h"

typedef struct {
  TcLayer base;
  TcWords words;
  TcTypeSize size, baseline_of; /* baseline_of: px 0 when it is its own */
  int floor_px;
  gboolean is_bold;
  TcPaint colour, outline;
  int outline_px;
  int at[2]; /* left edge, centre or right edge by align; optical centre */
  int width;
  int align, fit; /* TcAlign, TcTextFit */
  int lines, pitch;
  char *after; /* id of a text in the group: begins where that ends */
  int gap;
} TextLayer;

#define AT(field) G_STRUCT_OFFSET (TextLayer, field)

static const char *const aligns[] = {"left", "centre", "right", NULL};
static const char *const fits[] = {"none", "ellipsis", "shrink", "whole", "wrap", NULL};

static const TcLayerKey keys[] = {
    {"text", TC_KEY_WORDS, AT (words), .is_required = TRUE},
    {"size", TC_KEY_SIZE, AT (size), .is_required = TRUE,
     .help = "a name of the theme's type.px"},
    {"bold", TC_KEY_BOOL, AT (is_bold)},
    {"colour", TC_KEY_PAINT, AT (colour), .is_required = TRUE},
    {"outline", TC_KEY_PAINT, AT (outline),
     .help = "around the letters, where they stand on no plate"},
    {"outline_px", TC_KEY_INT, AT (outline_px), .min = 1, .max = 32, .initial = 2},
    {"at", TC_KEY_PLACE, AT (at), .is_required = TRUE,
     .help = "left edge, centre or right edge by align; optical centre"},
    {"width", TC_KEY_INT, AT (width), .min = 1, .max = 4096, .initial = TC_SCENE_WIDTH,
     .help = "its room"},
    {"align", TC_KEY_ENUM, AT (align), .names = aligns},
    {"fit", TC_KEY_ENUM, AT (fit), .names = fits, .initial = TC_FIT_ELLIPSIS,
     .help = "when it is too wide: runs out, is cut, gets smaller, gets smaller or is "
             "not shown, takes lines"},
    {"lines", TC_KEY_INT, AT (lines), .min = 1, .max = TC_TEXT_MAX_LINES,
     .help = "at most, with fit wrap"},
    {"pitch", TC_KEY_INT, AT (pitch), .min = 1, .max = 1024,
     .help = "from line to line"},
    {"baseline_of", TC_KEY_SIZE, AT (baseline_of),
     .help = "stands on the baseline of that size"},
    {"floor", TC_KEY_INT, AT (floor_px), .min = 8, .max = 1024,
     .help = "its smallest size in pixels"},
    {"after", TC_KEY_STRING, AT (after),
     .help = "a text of the group: begins where that ends"},
    {"gap", TC_KEY_INT, AT (gap), .max = 1024, .help = "to that text"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  TextLayer *self = (TextLayer *)layer;

  if (self->floor_px == 0)
    self->floor_px = self->size.floor_px;
  layer->has_score = tc_words_have_score (&self->words);
  return !layer->has_score || tc_layer_may_show_score (reader, map, error);
}

/* Fits the text; where it would be cut, or not be shown, it names units by their short
 * names. Frees and replaces @text. */
static TcTextResult
fit_or_shorten (TcResolve *resolve,
                const TcTemplate *template,
                TcTextSpec *spec,
                char **text)
{
  TcTextResult result = tc_resolve_fit_text (resolve, spec);
  char *other;

  if (!result.is_cut && result.n_lines > 0)
    return result;
  resolve->bind->prefers_short = TRUE;
  other = tc_template_text (template, resolve->bind);
  resolve->bind->prefers_short = FALSE;
  if (g_strcmp0 (other, *text) == 0 || other == NULL) {
    g_free (other);
    return result;
  }
  g_free (*text);
  *text = other;
  spec->text = other;
  return tc_resolve_fit_text (resolve, spec);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const TextLayer *self = (const TextLayer *)layer;
  const TcTemplate *template = tc_words_pick (resolve, &self->words);
  g_autofree char *text = tc_template_text (template, resolve->bind);
  const TcRect *before =
      self->after != NULL ? g_hash_table_lookup (resolve->edges, self->after) : NULL;
  TcTextSpec spec = {
      .text = text,
      .x = before != NULL ? before->x + before->w + self->gap : self->at[0],
      .centre = self->at[1],
      .width = self->width,
      .size_px = self->size.px,
      .floor_px = self->floor_px,
      .baseline_of_px = self->baseline_of.px,
      .is_bold = self->is_bold,
      .align = (TcAlign)self->align,
      .fit = (TcTextFit)self->fit,
      .lines = self->lines,
      .pitch = self->pitch,
      .change = tc_template_has_clock (template) ? TC_CHANGE_CUT : TC_CHANGE_FADE,
  };
  TcTextResult result;
  TcFill fill;
  TcFill outline;
  TcRect letters;

  if (text == NULL || *text == '\0' || !tc_paint_fill (resolve, &self->colour, &fill))
    return;
  /* What follows another text ends where its own room ends. */
  if (before != NULL && self->at[0] > 0)
    spec.width = MAX (self->at[0] + self->width - spec.x, 1);
  spec.colour = fill.top;
  if (tc_paint_fill (resolve, &self->outline, &outline) && outline.top.a > 0) {
    spec.outline = outline.top;
    spec.outline_px = self->outline_px;
  }
  result = fit_or_shorten (resolve, template, &spec, &text);
  letters = tc_resolve_add_fitted (resolve, layer->id, &spec, result);
  if (letters.w > 0)
    g_hash_table_insert (resolve->edges, layer->id,
                         g_memdup2 (&letters, sizeof letters));
}

const TcLayerKind tc_layer_text = {
    .name = "text",
    .size = sizeof (TextLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
