/* SPDX-License-Identifier: MIT
 *
 * score: the score's sheet: title and tag, figure, rule, data line (LOOK.md 6,
 * "score"). It is the engine that draws the mark, with words of its own, so no scene
 * file can leave it out or call a score final that is not.
 */
#include "scene/layer.h"

#define PAD          32
#define TAG_H        48
#define TAG_PAD      16
#define TAG_LINE     4
#define RULE_H       8
#define DASH_GAP     16
#define DASH_PITCH   33
#define STRIP_H      52
#define STRIKE_H     4
#define STRIKE_PAD   6
#define SEALED_SHIFT 4   /* words sit lower than figures of twice their size */
#define MIN_W        480 /* title and tag beside each other, in both languages */
#define MIN_H        240
#define EDGE         20

typedef struct {
  TcLayer base;
  TcRect rect;
  TcTypeSize size;
  int title_y, figure_y, rule_y, data_y; /* optical centres; the rule's top */
} ScoreLayer;

#define AT(field) G_STRUCT_OFFSET (ScoreLayer, field)
#define PLACE(name, field)                                                    \
  {                                                                           \
    name, TC_KEY_INT, AT (field), .is_required = TRUE, .max = TC_SCENE_HEIGHT \
  }

static const TcLayerKey keys[] = {
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE},
    {"size", TC_KEY_SIZE, AT (size), .is_required = TRUE},
    PLACE ("title_y", title_y),
    PLACE ("figure_y", figure_y),
    PLACE ("rule_y", rule_y),
    PLACE ("data_y", data_y),
    {NULL},
};

/* Nothing of the sheet may lie where it would not be seen: it carries the mark. */
static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  const ScoreLayer *self = (const ScoreLayer *)layer;
  const TcRect *r = &self->rect;
  const int ys[] = {self->title_y, self->figure_y, self->rule_y, self->data_y};

  layer->has_score = TRUE;
  reader->has_score = TRUE;
  reader->is_bound = TRUE;
  if (r->x < 0 || r->y < 0 || r->x + r->w > TC_SCENE_WIDTH ||
      r->y + r->h > TC_SCENE_HEIGHT || r->w < MIN_W || r->h < MIN_H)
    return tc_yaml_fail (tc_yaml_get (map, "rect"), error,
                         "a score's sheet lies within the picture and has room for its "
                         "mark: at least %dx%d",
                         MIN_W, MIN_H);
  for (guint i = 0; i < G_N_ELEMENTS (ys); i++)
    if (ys[i] < r->y + EDGE || ys[i] > r->y + r->h - EDGE)
      return tc_yaml_fail (map, error,
                           "title_y, figure_y, rule_y and data_y lie within the sheet");
  return TRUE;
}

static gboolean
is_on (TcResolve *resolve, const TcLayer *layer G_GNUC_UNUSED)
{
  const TcSnapshot *s = resolve->bind->snapshot;

  return !s->restored && s->scoring.id != NULL &&
         (s->refused & TC_SECTION_SCORING) == 0;
}

typedef enum {
  WORTH_NOTHING,
  WORTH_OPEN,
  WORTH_EMPTY, /* open and live: nobody has voted yet */
  WORTH_SEALED,
  WORTH_CLOSED,
  WORTH_FINAL,
  WORTH_CORRECTED
} Worth;

static const struct {
  const char *tag_zh, *tag_en;
  const char *word_zh, *word_en; /* in place of a figure that is not there */
  gboolean is_filled;
  int rules; /* 0: dashes */
} worths[] = {
    [WORTH_NOTHING] = {"未开始", "Not open", "等待评分", "Waiting", FALSE, 0},
    [WORTH_OPEN] = {"暂计", "Provisional", NULL, NULL, FALSE, 0},
    [WORTH_EMPTY] = {"评分中", "Scoring", "等待评分", "Waiting", FALSE, 0},
    [WORTH_SEALED] = {"评分中", "Scoring", "截止后公布", "After closing", FALSE, 0},
    [WORTH_CLOSED] = {"已截止", "Closed", "等待公布", "To be published", FALSE, 1},
    [WORTH_FINAL] = {"最终", "Final", "未公布分数", "No score", TRUE, 2},
    [WORTH_CORRECTED] = {"更正", "Corrected", "未公布分数", "No score", TRUE, 2},
};

static Worth
worth_of (const TcScoring *scoring)
{
  switch (scoring->state) {
    case TC_SCORING_CLOSED:
      return WORTH_NOTHING;
    case TC_SCORING_OPEN:
      if (scoring->aggregate != NULL)
        return WORTH_OPEN;
      return scoring->visibility == TC_VISIBLE_LIVE ? WORTH_EMPTY : WORTH_SEALED;
    case TC_SCORING_LOCKED:
      return WORTH_CLOSED;
    default:
      return scoring->mark == TC_MARK_CORRECTED ? WORTH_CORRECTED : WORTH_FINAL;
  }
}

/* The sheet's colours: a stale sheet is held back, but keeps everything readable. */
typedef struct {
  const ScoreLayer *layer;
  Worth worth;
  TcFill paper;
  TcColour ink, ink_2;
} Sheet;

static const char *
pick (const TcResolve *self, const char *zh, const char *en)
{
  return self->bind->is_english ? en : zh;
}

static int
size (const TcResolve *self, const char *name)
{
  int px = 0;

  tc_theme_px (self->theme, name, &px, NULL);
  return px;
}

static TcColour
colour (const TcResolve *self, const char *name)
{
  return tc_theme_must_fill (self->theme, name).top;
}

/* A line of the sheet at @x (its left or right edge), centre @y. */
typedef struct {
  const char *id;
  int x, y, size_px;
  TcColour ink;
  gboolean is_bold, is_right;
} Line;

static TcRect
add_text (TcResolve *self, Line line, const char *text)
{
  TcTextSpec spec = {.text = text,
                     .x = line.x,
                     .centre = line.y,
                     .width = TC_SCENE_WIDTH,
                     .size_px = line.size_px,
                     .floor_px = line.size_px,
                     .is_bold = line.is_bold,
                     .align = line.is_right ? TC_ALIGN_RIGHT : TC_ALIGN_LEFT,
                     .fit = TC_FIT_NONE,
                     .colour = line.ink};

  return tc_resolve_add_text (self, line.id, &spec);
}

const char *
tc_resolve_mark_word (const TcResolve *self, const char *mark)
{
  if (g_strcmp0 (mark, tc_mark_name (TC_MARK_PROVISIONAL)) == 0)
    return pick (self, "暂计", "Provisional");
  if (g_strcmp0 (mark, tc_mark_name (TC_MARK_CORRECTED)) == 0)
    return pick (self, "更正", "Corrected");
  if (self->bind->age == TC_AGE_STALE)
    return pick (self, "更新中断", "Not updating");
  return NULL;
}

static void
add_tag (TcResolve *self, const Sheet *sheet)
{
  const ScoreLayer *layer = sheet->layer;
  gboolean is_filled = worths[sheet->worth].is_filled;
  const char *word =
      pick (self, worths[sheet->worth].tag_zh, worths[sheet->worth].tag_en);
  int right = layer->rect.x + layer->rect.w - PAD;
  int at = (int)self->parts->len;
  TcRect letters = add_text (
      self,
      (Line){"tag-text", right - TAG_PAD, layer->title_y, size (self, "label"),
             is_filled ? sheet->paper.top : sheet->ink, TRUE, TRUE},
      word);
  TcRect box = {(letters.x - TAG_PAD) & ~1, layer->title_y - TAG_H / 2, 0, TAG_H};
  TcFill fill = {sheet->ink, sheet->ink, FALSE};
  TcFill none = {{0}};
  TcPart *part;
  gpointer text;

  box.w = right - box.x;
  part =
      tc_resolve_add_rect (self, "tag", box, is_filled ? fill : none, TC_MOTION_TEXT);
  if (!is_filled)
    tc_part_set_outline (part, sheet->ink, tc_resolve_px (self, TAG_LINE));
  text = g_ptr_array_steal_index (self->parts, (guint)at);
  g_ptr_array_add (self->parts, text);
}

/* What a figure is worth, as in book-keeping: dashes, one rule, two. */
static void
add_rule (TcResolve *self, const Sheet *sheet)
{
  const ScoreLayer *layer = sheet->layer;
  TcRect rule = {layer->rect.x + PAD, layer->rule_y, layer->rect.w - 2 * PAD, RULE_H};
  TcFill ink = {sheet->ink, sheet->ink, FALSE};
  int rules = worths[sheet->worth].rules;
  int n;
  TcPart *part;

  if (rules == 2) {
    const TcPart *above;

    above = tc_resolve_add_rect (
        self, "rule-1", (TcRect){rule.x, rule.y - 4, rule.w, 6}, ink, TC_MOTION_HENG);
    part = tc_resolve_add_rect (self, "rule-2", (TcRect){rule.x, rule.y + 6, rule.w, 6},
                                ink, TC_MOTION_HENG);
    /* Two rules are two at every size: they say that a score is final. */
    part->rect.y = MAX (part->rect.y, above->rect.y + above->rect.h + 2);
    return;
  }
  part = tc_resolve_add_rect (self, "rule-1", rule, ink, TC_MOTION_HENG);
  if (rules == 1)
    return;
  n = MAX ((rule.w + DASH_GAP + DASH_PITCH / 2) / DASH_PITCH, 2);
  part->kind = TC_PART_DASHES;
  part->gap_px = MAX (tc_resolve_px (self, DASH_GAP), 1);
  part->dash_px = MAX ((part->rect.w - (n - 1) * part->gap_px + n - 1) / n, 1);
  tc_part_set_rect_key (part);
}

/* Exactly the published text; one that does not fit is not shown, never cut. */
static void
add_figure (TcResolve *self, const Sheet *sheet)
{
  const ScoreLayer *layer = sheet->layer;
  const char *value = self->bind->snapshot->scoring.aggregate;
  TcTextSpec spec = {.text = value,
                     .x = layer->rect.x + layer->rect.w / 2,
                     .centre = layer->figure_y,
                     .width = layer->rect.w - 2 * PAD,
                     .size_px = layer->size.px,
                     .floor_px = layer->size.floor_px,
                     .is_bold = TRUE,
                     .align = TC_ALIGN_CENTRE,
                     .fit = TC_FIT_WHOLE,
                     .colour = sheet->ink};

  if (value == NULL) {
    spec.text = pick (self, worths[sheet->worth].word_zh, worths[sheet->worth].word_en);
    spec.size_px = size (self, "clock");
    spec.floor_px = size (self, "meta");
    spec.centre += SEALED_SHIFT;
  }
  if (spec.text != NULL)
    tc_resolve_add_text (self, "figure", &spec);
}

static char *
local_time (gint64 wall_us, gboolean has_seconds)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, has_seconds ? "%H:%M:%S" : "%H:%M")
                      : g_strdup ("");
}

/* Late and stale data say so on a strip of their own, with the time they were good. */
static void
add_strip (TcResolve *self, const Sheet *sheet)
{
  const ScoreLayer *layer = sheet->layer;
  TcBind *bind = self->bind;
  gboolean is_stale = bind->age == TC_AGE_STALE;
  gint64 age_ns = MAX (bind->mono_ns - bind->age_since_ns, 0);
  TcRect strip = {layer->rect.x, layer->data_y - STRIP_H / 2 + 2, layer->rect.w,
                  STRIP_H};
  int left = layer->rect.x + PAD;
  int right = layer->rect.x + layer->rect.w - PAD;
  int centre = layer->data_y + 2;
  TcColour ink = colour (self, is_stale ? "on_held_bar" : "on_late");
  g_autofree char *time = local_time (bind->wall_us - age_ns / 1000, TRUE);
  g_autofree char *known = NULL;
  g_autofree char *how_late = NULL;
  const char *word = pick (self, "更新中断", "Not updating");
  const TcPath *age = tc_path_find ("data.age_s", NULL, NULL);
  guint first = self->parts->len;

  tc_resolve_add_rect (self, "strip", strip,
                       tc_theme_must_fill (self->theme, is_stale ? "held_bar" : "late"),
                       TC_MOTION_TEXT);
  if (is_stale) {
    known = g_strconcat (pick (self, "截至", "As of "), time, NULL);
  } else {
    gint64 seconds = tc_path_get (age, bind).number;

    how_late = self->bind->is_english
                   ? g_strdup_printf ("Data is %d s late", (int)seconds)
                   : g_strdup_printf ("数据迟到%d秒", (int)seconds);
    word = how_late;
  }
  add_text (self,
            (Line){"data-word", left, centre, size (self, "label"), ink, TRUE, FALSE},
            word);
  add_text (
      self,
      (Line){"data-time", right, centre, size (self, "label"), ink, is_stale, TRUE},
      is_stale ? known : time);
  for (guint i = first + 1; i < self->parts->len; i++)
    ((TcPart *)g_ptr_array_index (self->parts, i))->change = TC_CHANGE_CUT;
}

static void
add_correction (TcResolve *self, const Sheet *sheet)
{
  const ScoreLayer *layer = sheet->layer;
  int left = layer->rect.x + PAD;
  int right = layer->rect.x + layer->rect.w - PAD;
  int px = size (self, "label");
  TcFill alert = tc_theme_must_fill (self->theme, "alert_paper");
  const char *old = self->bind->snapshot->scoring.published;
  g_autofree char *clock =
      self->corrected_us > 0 ? local_time (self->corrected_us, FALSE) : g_strdup ("");
  g_autofree char *when = self->bind->is_english
                              ? g_strconcat ("Corrected ", clock, NULL)
                              : g_strconcat (clock, "更正", NULL);

  if (old != NULL) {
    TcRect was = add_text (
        self, (Line){"was", left, layer->data_y, px, sheet->ink_2, FALSE, FALSE},
        pick (self, "原", "Was"));
    TcRect figure = add_text (self,
                              (Line){"was-figure", was.x + was.w + STRIKE_PAD,
                                     layer->data_y, px, sheet->ink_2, TRUE, FALSE},
                              old);

    tc_resolve_add_rect (self, "strike",
                         (TcRect){figure.x - STRIKE_PAD, layer->data_y - 2,
                                  figure.w + 2 * STRIKE_PAD, STRIKE_H},
                         alert, TC_MOTION_TEXT);
  }
  add_text (self, (Line){"when", right, layer->data_y, px, alert.top, TRUE, TRUE},
            g_strstrip (when));
}

static void
add_data_line (TcResolve *self, const Sheet *sheet)
{
  const ScoreLayer *layer = sheet->layer;
  int left = layer->rect.x + PAD;
  int right = layer->rect.x + layer->rect.w - PAD;
  int px = size (self, "label");
  g_autofree char *time = NULL;

  if (self->bind->age != TC_AGE_FRESH) {
    add_strip (self, sheet);
    return;
  }
  if (sheet->worth == WORTH_CORRECTED) {
    add_correction (self, sheet);
    return;
  }
  add_text (self,
            (Line){"data-word", left, layer->data_y, px, sheet->ink_2, FALSE, FALSE},
            pick (self, "数据更新", "Updated"));
  if (self->bind->snapshot->time_us == 0)
    return;
  time = local_time (self->bind->snapshot->time_us, TRUE);
  add_text (self,
            (Line){"data-time", right, layer->data_y, px, sheet->ink_2, FALSE, TRUE},
            time);
}

static void
resolve (TcResolve *self, const TcLayer *layer)
{
  gboolean is_stale = self->bind->age == TC_AGE_STALE;
  Sheet sheet = {
      .layer = (const ScoreLayer *)layer,
      .worth = worth_of (&self->bind->snapshot->scoring),
      .paper = tc_theme_must_fill (self->theme, is_stale ? "paper_held" : "paper"),
      .ink = colour (self, is_stale ? "on_held" : "on_paper"),
      .ink_2 = colour (self, is_stale ? "on_held" : "on_paper_2"),
  };
  const TcRect *r = &sheet.layer->rect;
  char *group = tc_resolve_begin_group (self, layer->id);

  tc_resolve_add_rect (self, "paper", *r, sheet.paper, TC_MOTION_PLATE);
  add_text (self,
            (Line){"title", r->x + PAD, sheet.layer->title_y, size (self, "meta"),
                   sheet.ink_2, TRUE, FALSE},
            pick (self, "综合得分", "Overall score"));
  add_tag (self, &sheet);
  add_figure (self, &sheet);
  add_rule (self, &sheet);
  add_data_line (self, &sheet);
  tc_resolve_end_group (self, group);
}

const TcLayerKind tc_layer_score = {
    .name = "score",
    .size = sizeof (ScoreLayer),
    .keys = keys,
    .finish = finish,
    .is_on = is_on,
    .resolve = resolve,
};
