/* SPDX-License-Identifier: MIT
 *
 * rect: a plate, rule or outline. It may take its width from a text of its group (hug:
 * it then lies below the group) or stand left of one (before).
 */
#include "scene/layer.h"

typedef struct {
  TcLayer base;
  TcRect rect;
  TcPaint fill, outline;
  int outline_px, radius; /* radius -1: a plate's is the theme's */
  char *hug, *before;     /* ids of texts in the group */
  int pad[2];             /* left and right of what is hugged */
  int gap;
} RectLayer;

#define AT(field) G_STRUCT_OFFSET (RectLayer, field)

static const TcLayerKey keys[] = {
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE,
     .help = "x, y, width, height; 3m: three modules of the grid"},
    {"fill", TC_KEY_PAINT, AT (fill)},
    {"outline", TC_KEY_PAINT, AT (outline), .help = "inside the rect"},
    {"outline_px", TC_KEY_INT, AT (outline_px), .min = 1, .max = 64},
    {"radius", TC_KEY_INT, AT (radius), .max = 512, .initial = -1,
     .help = "of its corners; without: the theme's for plates"},
    {"hug", TC_KEY_STRING, AT (hug),
     .help = "a text of the group: x and width are that text's, pad added; lies below "
             "its group"},
    {"pad", TC_KEY_PAIR, AT (pad), .help = "left and right of the text it hugs"},
    {"before", TC_KEY_STRING, AT (before),
     .help = "a text of the group: stands left of it"},
    {"gap", TC_KEY_INT, AT (gap), .max = 1024, .help = "to that text"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader G_GNUC_UNUSED,
        const TcYamlNode *map G_GNUC_UNUSED,
        TcLayer *layer,
        GError **error G_GNUC_UNUSED)
{
  const RectLayer *self = (const RectLayer *)layer;

  layer->needs_text = self->hug != NULL || self->before != NULL;
  layer->is_below = self->hug != NULL;
  return TRUE;
}

/* A board lies below the cameras of its scene; without any, or with one that fills the
 * picture, over it. */
static gboolean
is_below_cameras (const TcScene *scene)
{
  for (guint i = 0; i < scene->n_placements; i++)
    if (!tc_placement_is_full (&scene->placements[i], TC_SCENE_WIDTH, TC_SCENE_HEIGHT))
      return TRUE;
  return FALSE;
}

/* FALSE: the text it depends on is not shown. */
static gboolean
place (const TcResolve *resolve, const RectLayer *self, TcRect *rect)
{
  const char *id = self->before != NULL ? self->before : self->hug;
  const TcRect *text = id != NULL ? g_hash_table_lookup (resolve->edges, id) : NULL;

  *rect = self->rect;
  if (id == NULL)
    return TRUE;
  if (text == NULL)
    return FALSE;
  if (self->before != NULL) {
    rect->x = text->x - self->gap - rect->w;
    return TRUE;
  }
  rect->x = (text->x - self->pad[0]) & ~1;
  rect->w = (text->x + text->w + self->pad[1] - rect->x + 1) & ~1;
  return TRUE;
}

static int
radius_of (const TcResolve *resolve, const RectLayer *self, TcMotion motion)
{
  if (self->radius >= 0)
    return tc_resolve_px (resolve, self->radius);
  return motion == TC_MOTION_PLATE
             ? tc_resolve_px (resolve, tc_theme_plate_radius (resolve->theme))
             : 0;
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const RectLayer *self = (const RectLayer *)layer;
  TcMotion motion = layer->motion;
  TcFill fill = {{0}};
  TcFill outline = {{0}};
  TcRect rect;
  TcPart *part;

  tc_paint_fill (resolve, &self->fill, &fill);
  tc_paint_fill (resolve, &self->outline, &outline);
  if (!place (resolve, self, &rect) ||
      (fill.top.a == 0 && fill.bottom.a == 0 && outline.top.a == 0))
    return;
  if (motion == TC_MOTION_AUTO)
    motion = resolve->row >= 0 ? TC_MOTION_ROW : TC_MOTION_PLATE;
  part = tc_resolve_add_rect (resolve, layer->id, rect, fill, motion);
  part->is_under = motion == TC_MOTION_BOARD && is_below_cameras (resolve->scene);
  if (layer->delay_ms >= 0)
    part->delay_ms = layer->delay_ms;
  tc_part_set_radius (part, radius_of (resolve, self, motion));
  if (outline.top.a > 0)
    tc_part_set_outline (part, outline.top, tc_resolve_px (resolve, self->outline_px));
}

const TcLayerKind tc_layer_rect = {
    .name = "rect",
    .size = sizeof (RectLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
