/* SPDX-License-Identifier: MIT
 *
 * crawl: a text on one line. One that is longer than its room stands until its
 * beginning is read, then moves to the left and comes again behind itself, for ever:
 * the ticker moves it, nothing is drawn. A text of any length is a row of tiles.
 */
#include "scene/layer.h"

#include <string.h>

#define HOLD_MS         2000
#define TILE_CHARACTERS 96 /* at the largest size within a sprite's longest side */

typedef struct {
  TcLayer base;
  TcWords words;
  TcTypeSize size;
  gboolean is_bold;
  TcPaint colour;
  TcRect rect; /* its room */
  int speed;   /* pixels a second at 1920x1080; 0: the theme's */
  int gap;     /* between its end and its beginning */
} CrawlLayer;

#define AT(field) G_STRUCT_OFFSET (CrawlLayer, field)

static const TcLayerKey keys[] = {
    {"text", TC_KEY_WORDS, AT (words), .is_required = TRUE},
    {"size", TC_KEY_SIZE, AT (size), .is_required = TRUE},
    {"bold", TC_KEY_BOOL, AT (is_bold)},
    {"colour", TC_KEY_PAINT, AT (colour), .is_required = TRUE},
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE,
     .help = "its room: a longer text crawls through it"},
    {"speed", TC_KEY_INT, AT (speed), .min = 10, .max = 2000,
     .help = "pixels a second; without: the theme's"},
    {"gap", TC_KEY_INT, AT (gap), .max = 4096, .initial = TC_SCENE_MODULE,
     .help = "between its end and its beginning"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  CrawlLayer *self = (CrawlLayer *)layer;

  if (self->speed == 0)
    self->speed = tc_theme_motion (reader->theme)->crawl_px_s;
  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not crawl");
  if (self->rect.w < 16 || self->rect.h < 16)
    return tc_yaml_fail (tc_yaml_get (map, "rect"), error,
                         "a crawl's room is at least 16x16");
  return !tc_words_have_score (&self->words) ||
         tc_layer_may_show_score (reader, map, error);
}

/* The end of a tile that begins at @text: after a blank when there is one, so that no
 * two letters that touch are parted. */
static const char *
tile_end (const char *text)
{
  const char *blank = NULL;
  const char *at = text;

  for (int i = 0; i < TILE_CHARACTERS && *at != '\0'; i++) {
    if (*at == ' ')
      blank = at + 1;
    at = g_utf8_next_char (at);
  }
  return *at != '\0' && blank != NULL ? blank : at;
}

/* Whole pixels a tick, so that letters keep their shape on the way. */
static int
crawl_px (const TcResolve *resolve, int px_s)
{
  double px = (double)px_s * resolve->width / TC_SCENE_WIDTH * resolve->rate.den /
              resolve->rate.num;

  return MAX ((int)(px + 0.5), 1);
}

/* Returns: where the next tile begins, in pixels of the picture. */
static int
add_tile (TcResolve *resolve,
          const CrawlLayer *self,
          int i,
          const char *text,
          TcTextSpec spec,
          int offset_px)
{
  g_autofree char *id = g_strdup_printf ("%s-%d", self->base.id, i);
  guint before = resolve->parts->len;
  TcPart *part;

  spec.text = text;
  tc_resolve_add_text (resolve, id, &spec);
  if (resolve->parts->len == before)
    return offset_px;
  part = g_ptr_array_index (resolve->parts, before);
  part->rect.x += offset_px;
  part->window = tc_resolve_rect (resolve, self->rect);
  part->crawl_px = -crawl_px (resolve, self->speed);
  part->crawl_hold_ms = HOLD_MS;
  return offset_px + part->place.w;
}

static void
add_tiles (TcResolve *resolve,
           const CrawlLayer *self,
           const char *text,
           TcTextSpec spec)
{
  guint first = resolve->parts->len;
  int width = 0;

  spec.width = TC_SPRITE_MAX_SIDE;
  for (int i = 1; *text != '\0'; i++) {
    const char *end = tile_end (text);
    g_autofree char *tile = g_strndup (text, (gsize)(end - text));

    width = add_tile (resolve, self, i, tile, spec, width);
    text = end;
  }
  for (guint i = first; i < resolve->parts->len; i++)
    ((TcPart *)g_ptr_array_index (resolve->parts, i))->crawl_wrap_px =
        width + tc_resolve_px (resolve, self->gap);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const CrawlLayer *self = (const CrawlLayer *)layer;
  g_autofree char *text =
      tc_template_text (tc_words_pick (resolve, &self->words), resolve->bind);
  TcFill fill = {{0}};
  TcTextSpec spec = {.text = text,
                     .x = self->rect.x,
                     .centre = self->rect.y + self->rect.h / 2,
                     .width = self->rect.w,
                     .size_px = self->size.px,
                     .floor_px = self->size.px,
                     .is_bold = self->is_bold,
                     .align = TC_ALIGN_LEFT,
                     .fit = TC_FIT_NONE};

  if (text == NULL || *g_strstrip (g_strdelimit (text, "\n\r\t", ' ')) == '\0' ||
      !tc_paint_fill (resolve, &self->colour, &fill))
    return;
  spec.colour = fill.top;
  if (tc_resolve_text_width (resolve, &spec) <= self->rect.w)
    tc_resolve_add_text (resolve, layer->id, &spec);
  else
    add_tiles (resolve, self, text, spec);
}

const TcLayerKind tc_layer_crawl = {
    .name = "crawl",
    .size = sizeof (CrawlLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
