/* SPDX-License-Identifier: MIT
 *
 * tally: the strokes of 正, one a report (LOOK.md 4).
 */
#include "scene/layer.h"

#define STROKES     5
#define TALLY_MAX   20  /* more reports: figures alone */
#define POSTER_BOX  320 /* strokes to come are outlines there */
#define POSTER_LINE 4
#define ALL_MS      480 /* the last stroke has begun by then */

typedef struct {
  TcLayer base;
  int at[2], box, pitch;
  const TcPath *of, *done; /* NULL: all of one mark */
  TcTest *now;             /* the next stroke is being written */
  TcPaint ghost, full;
} TallyLayer;

#define AT(field) G_STRUCT_OFFSET (TallyLayer, field)

static const TcLayerKey keys[] = {
    {"at", TC_KEY_PLACE, AT (at), .is_required = TRUE},
    {"box", TC_KEY_INT, AT (box), .is_required = TRUE, .min = 36, .max = POSTER_BOX,
     .help = "36, 48, 72 or 320"},
    {"pitch", TC_KEY_INT, AT (pitch), .max = 640, .help = "from mark to mark"},
    {"of", TC_KEY_PATH, AT (of), .value = TC_VALUE_NUMBER,
     .help = "how many strokes there will be; without: one whole mark"},
    {"done", TC_KEY_PATH, AT (done), .value = TC_VALUE_NUMBER,
     .help = "how many are written"},
    {"now", TC_KEY_TEST, AT (now), .help = "the next one is being written"},
    {"ghost", TC_KEY_PAINT, AT (ghost), .is_required = TRUE,
     .help = "of strokes to come"},
    {"full", TC_KEY_PAINT, AT (full), .help = "of written ones"},
    {NULL},
};

typedef struct {
  int box;
  TcRect strokes[STROKES];
} Mark;

/* LOOK.md section 4: heng, shu, short heng, short shu, heng. */
static const Mark marks[] = {
    {36,
     {{2, 0, 32, 6}, {15, 8, 6, 20}, {23, 16, 10, 6}, {6, 16, 6, 12}, {0, 30, 36, 6}}},
    {48,
     {{4, 0, 40, 6}, {21, 8, 6, 32}, {29, 20, 12, 6}, {8, 20, 6, 20}, {0, 42, 48, 6}}},
    {72,
     {{6, 0, 60, 10},
      {31, 12, 10, 48},
      {43, 30, 20, 10},
      {12, 30, 10, 30},
      {0, 62, 72, 10}}},
    {320,
     {{22, 0, 276, 32},
      {144, 40, 32, 240},
      {184, 134, 86, 32},
      {58, 134, 32, 146},
      {0, 288, 320, 32}}},
};

static const Mark *
find_mark (int box)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (marks[i].box == box)
      return &marks[i];
  return NULL;
}

static gboolean
finish (TcLayerReader *reader G_GNUC_UNUSED,
        const TcYamlNode *map,
        TcLayer *layer,
        GError **error)
{
  if (find_mark (((TallyLayer *)layer)->box) == NULL)
    return tc_yaml_fail (tc_yaml_get (map, "box"), error,
                         "the mark is drawn in boxes of 36, 48, 72 or 320");
  return TRUE;
}

/* A stroke to come is a line on the stroke's axis: 2 wide in boxes under 60, else 4. */
static TcRect
guide (TcRect stroke, int box, gboolean is_across)
{
  int thin = box < 60 ? 2 : 4;

  return is_across
             ? (TcRect){stroke.x, stroke.y + (stroke.h - thin) / 2, stroke.w, thin}
             : (TcRect){stroke.x + (stroke.w - thin) / 2, stroke.y, thin, stroke.h};
}

static TcPart *
add_stroke (TcResolve *resolve,
            const TallyLayer *self,
            int i,
            TcFill fill,
            gboolean is_to_come)
{
  gboolean is_across = i % STROKES % 2 == 0;
  gboolean is_outline = is_to_come && self->box == POSTER_BOX;
  TcRect stroke = find_mark (self->box)->strokes[i % STROKES];
  g_autofree char *id = g_strdup_printf ("%s-%d", self->base.id, i + 1);
  TcMotion motion = is_across ? TC_MOTION_STROKE_ACROSS : TC_MOTION_STROKE_DOWN;
  TcFill none = {{0}};
  TcPart *part;

  if (is_to_come && !is_outline)
    stroke = guide (stroke, self->box, is_across);
  stroke.x += self->at[0] + i / STROKES * self->pitch;
  stroke.y += self->at[1];
  part = tc_resolve_add_rect (resolve, id, stroke, is_outline ? none : fill, motion);
  if (is_outline)
    tc_part_set_outline (part, fill.top, tc_resolve_px (resolve, POSTER_LINE));
  return part;
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const TallyLayer *self = (const TallyLayer *)layer;
  gint64 of = self->of != NULL ? tc_resolve_count (resolve, self->of) : STROKES;
  gint64 done = self->of != NULL ? tc_resolve_count (resolve, self->done) : STROKES;
  gboolean is_now = self->now != NULL && tc_test_holds (self->now, resolve->bind);
  int step = of > 0 ? MIN (tc_theme_motion (resolve->theme)->stroke_stagger_ms,
                           ALL_MS / (int)of)
                    : 0;
  TcFill full = tc_paint_or (resolve, &self->full, "done");
  TcFill ghost = {{0}};

  if (of < 1 || of > TALLY_MAX)
    return;
  tc_paint_fill (resolve, &self->ghost, &ghost);
  for (int i = 0; i < of; i++) {
    gboolean is_to_come = i > done || (i == done && !is_now);
    TcFill fill = i < done     ? full
                  : is_to_come ? ghost
                               : tc_theme_must_fill (resolve->theme, "accent");
    TcPart *part = add_stroke (resolve, self, i, fill, is_to_come);

    if (self->box == POSTER_BOX)
      part->delay_ms = i * step;
  }
}

const TcLayerKind tc_layer_tally = {
    .name = "tally",
    .size = sizeof (TallyLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
