/* SPDX-License-Identifier: MIT
 *
 * bar: a measure, filled as far as its share goes, or segments of which some are done
 * (LOOK.md 5).
 */
#include "scene/layer.h"

#define SEGMENT_GAP  8
#define MAX_SEGMENTS 64
#define HEAD_PX      12

typedef struct {
  TcLayer base;
  TcRect rect;
  const TcPath *share;           /* or: */
  const TcPath *segments, *done; /* how many there are, how many are done */
  TcTest *now;                   /* the next segment is being done */
  TcPaint plate, fill, head;
  int inset;
} BarLayer;

#define AT(field) G_STRUCT_OFFSET (BarLayer, field)

static const TcLayerKey keys[] = {
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE},
    {"share", TC_KEY_PATH, AT (share), .value = TC_VALUE_SHARE,
     .help = "how far it is filled"},
    {"segments", TC_KEY_PATH, AT (segments), .value = TC_VALUE_NUMBER,
     .help = "or how many segments it has"},
    {"done", TC_KEY_PATH, AT (done), .value = TC_VALUE_NUMBER,
     .help = "how many of them are filled"},
    {"now", TC_KEY_TEST, AT (now), .help = "the next one is being filled"},
    {"fill", TC_KEY_PAINT, AT (fill)},
    {"plate", TC_KEY_PAINT, AT (plate), .help = "below it"},
    {"head", TC_KEY_PAINT, AT (head),
     .help = "its leading end, the segment being filled"},
    {"inset", TC_KEY_INT, AT (inset), .max = 64, .help = "of the filling in the plate"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader G_GNUC_UNUSED,
        const TcYamlNode *map,
        TcLayer *layer,
        GError **error)
{
  const BarLayer *self = (const BarLayer *)layer;

  if ((self->share == NULL) == (self->segments == NULL))
    return tc_yaml_fail (map, error, "a bar has either 'share' or 'segments'");
  return TRUE;
}

static void
add_segments (TcResolve *resolve, const BarLayer *self)
{
  int n = (int)tc_resolve_count (resolve, self->segments);
  gint64 done = tc_resolve_count (resolve, self->done);
  gboolean is_now = self->now != NULL && tc_test_holds (self->now, resolve->bind);
  const TcRect *r = &self->rect;

  if (n < 1 || n > MAX_SEGMENTS)
    return;
  for (int i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("%s-%d", self->base.id, i + 1);
    const TcPaint *paint = i < done              ? &self->fill
                           : i == done && is_now ? &self->head
                                                 : &self->plate;
    int left = r->x + r->w * i / n + (i > 0 ? SEGMENT_GAP / 2 : 0);
    int right = r->x + r->w * (i + 1) / n - (i < n - 1 ? SEGMENT_GAP / 2 : 0);
    TcFill fill;

    if (tc_paint_fill (resolve, paint, &fill))
      tc_resolve_add_rect (resolve, id, (TcRect){left, r->y, right - left, r->h}, fill,
                           TC_MOTION_GROUND);
  }
}

/* The filling is drawn whole and shown as far as the share goes, so that a measure that
 * moves costs no drawing. */
static void
add_share (TcResolve *resolve, const BarLayer *self, gint64 share)
{
  TcRect inner = {self->rect.x + self->inset, self->rect.y + self->inset,
                  self->rect.w - 2 * self->inset, self->rect.h - 2 * self->inset};
  g_autofree char *head_id = g_strconcat (self->base.id, "-head", NULL);
  TcChange change = self->share->is_clock ? TC_CHANGE_STEADY : TC_CHANGE_GROW;
  TcFill fill;
  TcPart *part;
  int shown;
  int head;
  TcRect at;

  if (!tc_paint_fill (resolve, &self->fill, &fill))
    return;
  part = tc_resolve_add_rect (resolve, self->base.id, inner, fill, TC_MOTION_GROUND);
  shown = (int)((gint64)part->rect.w * share * 2 / TC_SHARE_ONE + 2) / 4 * 2;
  shown = CLAMP (shown, 0, part->rect.w);
  part->shown_px = shown;
  part->change = change;
  at = part->rect;
  head = MAX (tc_resolve_px (resolve, HEAD_PX) & ~1, 2);
  if (shown < head || shown == at.w || !tc_paint_fill (resolve, &self->head, &fill))
    return;
  part = tc_resolve_add_rect (resolve, head_id,
                              (TcRect){inner.x, inner.y, HEAD_PX, inner.h}, fill,
                              TC_MOTION_GROUND);
  part->rect.x = at.x + shown - part->rect.w;
  part->change = change;
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const BarLayer *self = (const BarLayer *)layer;
  g_autofree char *plate_id = g_strconcat (layer->id, "-plate", NULL);
  TcValue share;
  TcFill fill;

  if (self->segments != NULL) {
    add_segments (resolve, self);
    return;
  }
  share = tc_path_get (self->share, resolve->bind);
  if (tc_paint_fill (resolve, &self->plate, &fill))
    tc_resolve_add_rect (resolve, plate_id, self->rect, fill, TC_MOTION_GROUND);
  if (share.kind == TC_VALUE_SHARE)
    add_share (resolve, self, share.number);
}

const TcLayerKind tc_layer_bar = {
    .name = "bar",
    .size = sizeof (BarLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
