/* SPDX-License-Identifier: MIT
 *
 * reel: the names of the roster roll by and land on the newest pick (LOOK.md 6,
 * "draw"). Small names pass above and below a sheet of paper, large ones on it; all of
 * it is three lists that move, each name a sprite, so rolling draws nothing. A pick
 * that is not on the roster, or that was there from the start, stands on the paper at
 * once; so does every one in a theme of reduced motion.
 */
#include "scene/layer.h"
#include "scene/reel.h"

#define UP_MS   400
#define LEAD_PX 32 /* from the paper's edge to the middle of the nearest name */
#define GAP_PX  10 /* beside the paper: no name shows there that is also on it */

typedef struct {
  TcLayer base;
  TcRect rect, paper;
  TcPaint plate, paper_fill, colour, paper_colour;
  TcTypeSize size, paper_size;
  int pitch, pad, roll_ms, floor_px;
  TcReelTiming timing;
} ReelLayer;

#define AT(field) G_STRUCT_OFFSET (ReelLayer, field)

static const TcLayerKey keys[] = {
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE,
     .help = "of the names, paper included"},
    {"plate", TC_KEY_PAINT, AT (plate), .is_required = TRUE},
    {"size", TC_KEY_SIZE, AT (size), .is_required = TRUE,
     .help = "of the names that pass"},
    {"colour", TC_KEY_PAINT, AT (colour), .is_required = TRUE,
     .help = "of the names that pass"},
    {"pitch", TC_KEY_INT, AT (pitch), .min = 16, .max = 512, .initial = 54,
     .help = "from name to name"},
    {"paper", TC_KEY_RECT, AT (paper), .is_required = TRUE,
     .help = "where the pick lands"},
    {"paper_fill", TC_KEY_PAINT, AT (paper_fill), .is_required = TRUE},
    {"paper_size", TC_KEY_SIZE, AT (paper_size), .is_required = TRUE},
    {"paper_colour", TC_KEY_PAINT, AT (paper_colour), .is_required = TRUE},
    {"floor", TC_KEY_INT, AT (floor_px), .min = 8, .max = 1024,
     .help = "smallest size on the paper"},
    {"pad", TC_KEY_INT, AT (pad), .max = 512, .initial = LEAD_PX,
     .help = "left and right of names"},
    {"roll_ms", TC_KEY_INT, AT (roll_ms), .max = 60000, .initial = 800,
     .help = "at full speed"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  ReelLayer *self = (ReelLayer *)layer;
  const TcThemeMotion *motion = tc_theme_motion (reader->theme);
  const TcRect *r = &self->rect;
  const TcRect *p = &self->paper;

  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be reels");
  if (reader->has_reel)
    return tc_yaml_fail (map, error, "a scene has one reel at most");
  if (p->x < r->x || p->y < r->y || p->x + p->w > r->x + r->w ||
      p->y + p->h > r->y + r->h || p->w < 2 * self->pad + 16 || p->h < 16)
    return tc_yaml_fail (tc_yaml_get (map, "paper"), error,
                         "the reel's paper lies within its rect, with room for a name");
  self->timing = (TcReelTiming){UP_MS, self->roll_ms, motion->settle_ms,
                                motion->hold_ms, motion->reel_per_second};
  reader->has_reel = TRUE;
  if (!motion->is_reduced)
    reader->reel = self->timing;
  reader->is_bound = TRUE;
  reader->topics |= TC_TOPIC_DRAW;
  return TRUE;
}

/* --- its parts --- */

static guint8
mix (guint8 a, guint8 b, double t)
{
  return (guint8)(a + (b - a) * t + 0.5);
}

/* The plate's colour at height @y, as it was drawn. */
static TcColour
plate_at (const ReelLayer *self, TcFill plate, int y)
{
  double t = (double)(y - self->rect.y) / self->rect.h;

  if (!plate.is_gradient)
    return plate.top;
  return (TcColour){mix (plate.top.r, plate.bottom.r, t),
                    mix (plate.top.g, plate.bottom.g, t),
                    mix (plate.top.b, plate.bottom.b, t), 255};
}

/* Names fade into the plate at both ends. */
static void
add_fade (TcResolve *resolve, const ReelLayer *self, TcFill plate, gboolean is_top)
{
  const TcRect *r = &self->rect;
  int room =
      is_top ? self->paper.y - r->y : r->y + r->h - self->paper.y - self->paper.h;
  TcRect rect = {r->x, is_top ? r->y : r->y + r->h - room * 5 / 9, r->w, room * 5 / 9};
  TcFill fill = {plate_at (self, plate, rect.y),
                 plate_at (self, plate, rect.y + rect.h), TRUE};

  if (is_top)
    fill.bottom.a = 0;
  else
    fill.top.a = 0;
  tc_resolve_add_rect (resolve, is_top ? "fade-top" : "fade-bottom", rect, fill,
                       TC_MOTION_TEXT);
}

/* Which rows are on the strips, and how they move. */
typedef struct {
  GPtrArray *rows;
  int first; /* the row at the top of the strips */
  TcReelPlan plan;
  gboolean is_rolling;
  gint64 start_ns;
} Strip;

/* Of the rows the one that lands on the paper. */
static int
pick_row (const Strip *strip)
{
  return strip->plan.n_names - strip->first;
}

static const TcPart *
add_strip (TcResolve *resolve,
           const Strip *strip,
           const char *id,
           TcTextSpec spec,
           int pitch,
           TcRect window)
{
  TcPart *part;

  /* Where it ends: with row n_names on the paper. */
  spec.centre += (strip->first - strip->plan.n_names) * pitch;
  part = tc_resolve_add_list (resolve, id, strip->rows, &spec, pitch);
  part->window = tc_resolve_rect (resolve, window);
  part->change = TC_CHANGE_CUT; /* what it begins with is what stood there */
  if (strip->is_rolling)
    part->roll = tc_reel_roll (&strip->plan, strip->start_ns, part->pitch_px);
  return part;
}

static void
add_small_names (TcResolve *resolve,
                 const ReelLayer *self,
                 const Strip *strip,
                 TcColour colour)
{
  const TcRect *r = &self->rect;
  const TcRect *p = &self->paper;
  int bottom = p->y + p->h;
  TcTextSpec spec = {.x = p->x + self->pad,
                     .width = p->w - 2 * self->pad,
                     .size_px = self->size.px,
                     .floor_px = self->size.floor_px,
                     .align = TC_ALIGN_LEFT,
                     .fit = TC_FIT_SHRINK,
                     .colour = colour};

  spec.centre = p->y - LEAD_PX + self->pitch;
  add_strip (resolve, strip, "above", spec, self->pitch,
             (TcRect){r->x, r->y, r->w, p->y - GAP_PX - r->y});
  spec.centre = bottom + LEAD_PX - self->pitch;
  add_strip (resolve, strip, "below", spec, self->pitch,
             (TcRect){r->x, bottom + GAP_PX, r->w, r->y + r->h - bottom - GAP_PX});
}

static TcTextSpec
paper_spec (const ReelLayer *self, const char *name)
{
  const TcRect *p = &self->paper;

  return (TcTextSpec){.text = name,
                      .x = p->x + self->pad,
                      .centre = p->y + p->h / 2,
                      .width = p->w - 2 * self->pad,
                      .size_px = self->paper_size.px,
                      .floor_px = self->floor_px > 0 ? self->floor_px
                                                     : self->paper_size.floor_px,
                      .is_bold = TRUE,
                      .align = TC_ALIGN_LEFT,
                      .fit = TC_FIT_SHRINK};
}

/* Of two units by one name the pick is told by its id. */
static const char *
short_name (const TcRoster *roster, const char *name, const char *pick)
{
  const TcRosterUnit *unit = tc_roster_find (roster, pick);

  for (guint i = 0; unit == NULL && i < roster->n_units; i++)
    if (strcmp (roster->units[i].name, name) == 0)
      unit = &roster->units[i];
  return unit != NULL ? unit->short_name : NULL;
}

/* A name that would be cut on the paper passes, and lands, by its short one. A letter
 * is as wide as high at most: most names need not be laid out to know. */
static void
shorten_rows (const TcResolve *resolve,
              const ReelLayer *self,
              const Strip *strip,
              const TcPick *pick)
{
  for (int i = 0; i < (int)strip->rows->len; i++) {
    gpointer *row = &g_ptr_array_index (strip->rows, i);
    TcTextSpec spec = paper_spec (self, *row);
    const char *other;

    if (g_utf8_strlen (spec.text, -1) * spec.size_px <= spec.width)
      continue;
    other = short_name (resolve->bind->snapshot->roster, spec.text,
                        i == pick_row (strip) ? pick->id : NULL);
    if (other != NULL && tc_resolve_fit_text (resolve, &spec).is_cut)
      *row = (gpointer)other;
  }
}

static void
add_paper (TcResolve *resolve,
           const ReelLayer *self,
           const Strip *strip,
           const TcPick *pick)
{
  const TcRect *p = &self->paper;
  TcTextSpec spec = paper_spec (self, pick->name);
  TcFill paper = {{0}};
  TcFill ink = {{0}};

  tc_paint_fill (resolve, &self->paper_fill, &paper);
  tc_paint_fill (resolve, &self->paper_colour, &ink);
  spec.colour = ink.top;
  tc_resolve_add_rect (resolve, "paper", *p, paper, TC_MOTION_PLATE);
  if (strip->rows != NULL) {
    spec.text = g_ptr_array_index (strip->rows, pick_row (strip));
    tc_resolve_tell_text (resolve, "name", &spec,
                          add_strip (resolve, strip, "name", spec, p->h, *p));
  } else if (pick->name != NULL)
    tc_resolve_add_text (resolve, "name", &spec);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const ReelLayer *self = (const ReelLayer *)layer;
  const TcDraw *draw = tc_reel_draw (resolve->bind->snapshot);
  const TcPick *pick =
      draw != NULL && draw->n_picks > 0 ? &draw->picks[draw->n_picks - 1] : NULL;
  TcFill plate = {{0}};
  TcFill colour = {{0}};
  g_autoptr (GPtrArray) rows = NULL;
  Strip strip = {.first = -TC_REEL_NEAR};
  char *group;

  if (draw == NULL)
    return;
  group = tc_resolve_begin_group (resolve, layer->id);
  tc_paint_fill (resolve, &self->plate, &plate);
  tc_paint_fill (resolve, &self->colour, &colour);
  tc_resolve_add_rect (resolve, "plate", self->rect, plate, TC_MOTION_PLATE);
  if (pick != NULL && draw->state != TC_DRAW_VOID) {
    if (tc_reel_has_rolled (resolve->bind, draw, &strip.start_ns))
      strip.plan = tc_reel_plan_draw (&self->timing, resolve->bind->snapshot, draw,
                                      resolve->rate);
    strip.is_rolling = tc_reel_is_rolling (resolve->bind, draw, &strip.start_ns);
    rows = tc_reel_rows (resolve->bind->snapshot, draw, strip.plan.n_names, strip.first,
                         strip.plan.n_names + TC_REEL_NEAR);
    strip.rows = rows;
    if (rows != NULL) {
      shorten_rows (resolve, self, &strip, pick);
      add_small_names (resolve, self, &strip, colour.top);
      add_fade (resolve, self, plate, TRUE);
      add_fade (resolve, self, plate, FALSE);
    }
    add_paper (resolve, self, &strip, pick);
  }
  tc_resolve_end_group (resolve, group);
}

const TcLayerKind tc_layer_reel = {
    .name = "reel",
    .size = sizeof (ReelLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
