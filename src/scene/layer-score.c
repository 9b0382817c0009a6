/* SPDX-License-Identifier: MIT
 *
 * score: the score's sheet: title and tag, figure, rule, data line (LOOK.md 6,
 * "score"). It is the engine that draws the mark, with words of its own, so no scene
 * file can leave it out or call a score final that is not.
 */
#include "scene/sheet.h"

#define TAG_H        48
#define TAG_PAD      16
#define TAG_LINE     4
#define RULE_H       8
#define SPLIT_H      6 /* each of two */
#define DASH_GAP     16
#define DASH_PITCH   33
#define SEALED_SHIFT 4   /* words sit lower than figures of twice their size */
#define MIN_W        480 /* title and tag beside each other, in both languages */
#define MIN_H        240
#define EDGE         20

#define AT(field) G_STRUCT_OFFSET (TcScoreLayer, field)
#define PLACE(key, field, text)                                               \
  {                                                                           \
    key, TC_KEY_INT, AT (field), .is_required = TRUE, .max = TC_SCENE_HEIGHT, \
                                 .help = text                                 \
  }

static const TcLayerKey keys[] = {
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE, .help = "of the sheet"},
    {"size", TC_KEY_SIZE, AT (size), .is_required = TRUE, .help = "of the figure"},
    PLACE ("title_y", title_y, "optical centre"),
    PLACE ("figure_y", figure_y, "optical centre"),
    PLACE ("rule_y", rule_y, "top"),
    PLACE ("data_y", data_y, "optical centre"),
    {NULL},
};

/* Nothing of the sheet may lie where it would not be seen: it carries the mark. */
static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  const TcScoreLayer *self = (const TcScoreLayer *)layer;
  const TcRect *r = &self->rect;
  const int ys[] = {self->title_y, self->figure_y, self->rule_y, self->data_y};

  layer->has_score = TRUE;
  reader->has_score = TRUE;
  reader->is_bound = TRUE;
  reader->topics |= TC_TOPIC_SCORING;
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

static const struct {
  const char *tag_zh, *tag_en;
  const char *word_zh, *word_en; /* in place of a figure that is not there */
  gboolean is_filled;
  int rules; /* 0: dashes */
} worths[] = {
    [TC_WORTH_NOTHING] = {"未开始", "Not open", "等待评分", "Waiting", FALSE, 0},
    [TC_WORTH_OPEN] = {"暂计", "Provisional", NULL, NULL, FALSE, 0},
    [TC_WORTH_EMPTY] = {"评分中", "Scoring", "等待评分", "Waiting", FALSE, 0},
    [TC_WORTH_SEALED] = {"评分中", "Scoring", "截止后公布", "After closing", FALSE, 0},
    [TC_WORTH_CLOSED] = {"已截止", "Closed", "等待公布", "To be published", FALSE, 1},
    [TC_WORTH_FINAL] = {"最终", "Final", "未公布分数", "No score", TRUE, 2},
    [TC_WORTH_CORRECTED] = {"更正", "Corrected", "未公布分数", "No score", TRUE, 2},
};

static TcWorth
worth_of (const TcScoring *scoring)
{
  switch (scoring->state) {
    case TC_SCORING_CLOSED:
      return TC_WORTH_NOTHING;
    case TC_SCORING_OPEN:
      if (scoring->aggregate != NULL)
        return TC_WORTH_OPEN;
      return scoring->visibility == TC_VISIBLE_LIVE ? TC_WORTH_EMPTY : TC_WORTH_SEALED;
    case TC_SCORING_LOCKED:
      return TC_WORTH_CLOSED;
    default:
      return scoring->mark == TC_MARK_CORRECTED ? TC_WORTH_CORRECTED : TC_WORTH_FINAL;
  }
}

const char *
tc_sheet_pick (const TcResolve *self, const char *zh, const char *en)
{
  return self->bind->is_english ? en : zh;
}

int
tc_sheet_px (const TcResolve *self, const char *name)
{
  int px = 0;

  tc_theme_px (self->theme, name, &px, NULL);
  return px;
}

TcColour
tc_sheet_colour (const TcResolve *self, const char *name)
{
  return tc_theme_must_fill (self->theme, name).top;
}

TcRect
tc_sheet_text (TcResolve *self, TcSheetLine line, const char *text)
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
    return tc_sheet_pick (self, "暂计", "Provisional");
  if (g_strcmp0 (mark, tc_mark_name (TC_MARK_CORRECTED)) == 0)
    return tc_sheet_pick (self, "更正", "Corrected");
  if (self->bind->age == TC_AGE_STALE)
    return tc_sheet_pick (self, "更新中断", "Not updating");
  return NULL;
}

char *
tc_resolve_score_words (const TcResolve *self)
{
  const TcScoring *scoring = &self->bind->snapshot->scoring;
  TcWorth worth = worth_of (scoring);

  if (scoring->id == NULL)
    return NULL;
  return g_strconcat (tc_sheet_pick (self, worths[worth].tag_zh, worths[worth].tag_en),
                      self->bind->age == TC_AGE_STALE
                          ? tc_sheet_pick (self, " 更新中断", ", not updating")
                          : NULL,
                      NULL);
}

static void
add_tag (TcResolve *self, const TcSheet *sheet)
{
  const TcScoreLayer *layer = sheet->layer;
  gboolean is_filled = worths[sheet->worth].is_filled;
  const char *word =
      tc_sheet_pick (self, worths[sheet->worth].tag_zh, worths[sheet->worth].tag_en);
  int right = layer->rect.x + layer->rect.w - TC_SHEET_PAD;
  int at = (int)self->parts->len;
  TcRect letters = tc_sheet_text (
      self,
      (TcSheetLine){"tag-text", right - TAG_PAD, layer->title_y,
                    tc_sheet_px (self, "label"),
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
  tc_part_set_radius (part, tc_resolve_px (self, tc_theme_tag_radius (self->theme)));
  if (!is_filled)
    tc_part_set_outline (part, sheet->ink, tc_resolve_px (self, TAG_LINE));
  text = g_ptr_array_steal_index (self->parts, (guint)at);
  g_ptr_array_add (self->parts, text);
}

static void
set_dashes (TcResolve *self, TcPart *part, int design_w)
{
  int n = MAX ((design_w + DASH_GAP + DASH_PITCH / 2) / DASH_PITCH, 2);

  part->kind = TC_PART_DASHES;
  part->gap_px = MAX (tc_resolve_px (self, DASH_GAP), 1);
  part->dash_px = MAX ((part->rect.w - (n - 1) * part->gap_px + n - 1) / n, 1);
  tc_part_set_rect_key (part);
}

/* What a figure is worth, as in book-keeping: dashes, one rule, two. There are always
 * two lines, one over the other until the rule splits: then each goes its way, and a
 * part of its height is left. */
static void
add_rule (TcResolve *self, const TcSheet *sheet)
{
  static const char *const ids[] = {"rule-1", "rule-2"};
  static const int split[] = {-4, 6};
  const TcScoreLayer *layer = sheet->layer;
  TcRect rule = {layer->rect.x + TC_SHEET_PAD, layer->rule_y,
                 layer->rect.w - 2 * TC_SHEET_PAD, RULE_H};
  TcFill ink = {sheet->ink, sheet->ink, FALSE};
  int rules = worths[sheet->worth].rules;
  int free_y = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    TcRect thin = {rule.x, rule.y + split[i], rule.w, SPLIT_H};
    TcPart *part = tc_resolve_add_rect (self, ids[i], rule, ink, TC_MOTION_RULE);

    part->change = TC_CHANGE_RULE;
    thin = tc_resolve_rect (self, thin);
    if (rules == 0)
      set_dashes (self, part, rule.w);
    if (rules != 2)
      continue;
    /* Two rules are two at every size: they say that a score is final. */
    part->rect.y = MAX (thin.y, free_y);
    part->clip = (TcRect){0, 0, part->rect.w, MIN (thin.h, part->rect.h)};
    free_y = part->rect.y + part->clip.h + 2;
  }
}

/* Exactly the published text; one that does not fit is not shown, never cut. */
static void
add_figure (TcResolve *self, const TcSheet *sheet)
{
  const TcScoreLayer *layer = sheet->layer;
  const char *value = self->bind->snapshot->scoring.aggregate;
  TcTextSpec spec = {.text = value,
                     .x = layer->rect.x + layer->rect.w / 2,
                     .centre = layer->figure_y,
                     .width = layer->rect.w - 2 * TC_SHEET_PAD,
                     .size_px = layer->size.px,
                     .floor_px = layer->size.floor_px,
                     .is_bold = TRUE,
                     .align = TC_ALIGN_CENTRE,
                     .fit = TC_FIT_WHOLE,
                     .colour = sheet->ink};

  if (value == NULL) {
    spec.text = tc_sheet_pick (self, worths[sheet->worth].word_zh,
                               worths[sheet->worth].word_en);
    spec.size_px = tc_sheet_px (self, "clock");
    spec.floor_px = tc_sheet_px (self, "meta");
    spec.centre += SEALED_SHIFT;
  }
  if (spec.text != NULL)
    tc_resolve_add_text (self, "figure", &spec);
}

static void
resolve (TcResolve *self, const TcLayer *layer)
{
  gboolean is_stale = self->bind->age == TC_AGE_STALE;
  TcSheet sheet = {
      .layer = (const TcScoreLayer *)layer,
      .worth = worth_of (&self->bind->snapshot->scoring),
      .paper = tc_theme_must_fill (self->theme, is_stale ? "paper_held" : "paper"),
      .ink = tc_sheet_colour (self, is_stale ? "on_held" : "on_paper"),
      .ink_2 = tc_sheet_colour (self, is_stale ? "on_held" : "on_paper_2"),
  };
  const TcRect *r = &sheet.layer->rect;
  char *group = tc_resolve_begin_group (self, layer->id);
  TcEffect change = self->effects.change;

  self->effects.change = (TcEffect){0}; /* it is the figure's own */
  tc_part_set_radius (
      tc_resolve_add_rect (self, "paper", *r, sheet.paper, TC_MOTION_PLATE),
      tc_resolve_px (self, tc_theme_plate_radius (self->theme)));
  tc_sheet_text (self,
                 (TcSheetLine){"title", r->x + TC_SHEET_PAD, sheet.layer->title_y,
                               tc_sheet_px (self, "meta"), sheet.ink_2, TRUE, FALSE},
                 tc_sheet_pick (self, "综合得分", "Overall score"));
  add_tag (self, &sheet);
  self->effects.change = change;
  add_figure (self, &sheet);
  self->effects.change = (TcEffect){0};
  add_rule (self, &sheet);
  tc_sheet_data_line (self, &sheet);
  self->effects.change = change;
  tc_resolve_end_group (self, group);
}

const TcLayerKind tc_layer_score = {
    .name = "score",
    .size = sizeof (TcScoreLayer),
    .keys = keys,
    .finish = finish,
    .is_on = is_on,
    .resolve = resolve,
};
