/* SPDX-License-Identifier: MIT
 *
 * Every value in every scene, in both languages: whether it fits, is large enough,
 * readable on what it stands on, inside the safe area and clear of other texts.
 */
#include "app/check-case.h"
#include "app/check-part.h"

#include <string.h>

/* BCAP and Clearcast's lines of a picture of 1080, for subtitles and legal text. */
#define PLATE_LINES  26
#define VEIL_LINES   30
#define HD_LINES     1080
#define MIN_CONTRAST 4.5   /* WCAG 2.1, 1.4.3 */
#define ROUNDING     0.005 /* 4.495 is shown as 4.50 */
/* EBU R 95: graphics safe area, 5 % from each edge. */
#define SAFE_PERCENT 5
/* Letters that share so much of the smaller's height lie over each other. */
#define OVERLAP_SHARE 0.25
#define OVERLAP_PX    4
/* Names on paper shrink from 72 to 54: three quarters (LOOK.md 7). */
#define LEAST_SHARE   0.74
#define QUOTE_LETTERS 20

/* One picture that is looked at. */
typedef struct {
  const TcCheck *check;
  TcCheckResult *result;
  const TcCheckCase *of;
  const char *scene, *language;
} Look;

char *
tc_check_quote (const char *text, gboolean is_english)
{
  glong n = g_utf8_strlen (text, -1);
  g_autofree char *head = g_utf8_substring (text, 0, MIN (n, QUOTE_LETTERS));
  const char *more = n > QUOTE_LETTERS ? "…" : "";

  return is_english ? g_strconcat ("'", head, more, "'", NULL)
                    : g_strconcat ("“", head, more, "”", NULL);
}

char *
tc_check_layer (const char *id)
{
  return g_strndup (id, strcspn (id, "."));
}

static void
tell (const Look *look,
      const char *id,
      gboolean is_keyer,
      TcRect box,
      TcFinding finding)
{
  g_autofree char *layer = tc_check_layer (id);

  finding.scene = is_keyer ? (char *)"always" : (char *)look->scene;
  finding.layer = layer;
  finding.language = (char *)look->language;
  finding.box = box;
  tc_check_result_add (look->result, &finding);
}

/* --- texts --- */

/* Names of the roster have a check of their own. */
static gboolean
is_looked_at (const Look *look, const char *scene, const TcInspectedText *text)
{
  g_autofree char *layer = tc_check_layer (text->id);
  g_autofree char *place = g_strconcat (scene, " ", layer, NULL);

  return g_hash_table_contains (look->check->names, text->text) &&
         g_hash_table_contains (look->check->name_layers, place);
}

static void
judge_fit (const Look *look, const TcInspectedText *text)
{
  TcCheckFit fit = {.scene = text->is_keyer ? "always" : look->scene,
                    .language = look->language,
                    .text = text,
                    .shown = text->text,
                    .found = text->found,
                    .is_assumed = look->of->is_assumed};

  if (!is_looked_at (look, fit.scene, text))
    tc_check_fit (look->result, &fit);
}

static void
judge_size (const Look *look, const TcInspectedText *text)
{
  int height = look->check->config->programme.height;
  int needed = text->has_plate ? PLATE_LINES : VEIL_LINES;
  double lines = (double)text->found.size_px * HD_LINES / height;

  /* Sizes are whole pixels at every programme size: what rounds to it is enough. */
  if (text->found.size_px >= needed * height / HD_LINES)
    return;
  tell (look, text->id, text->is_keyer, text->box,
        (TcFinding){
            .level = TC_CHECK_ERROR,
            .kind = "size",
            .en = g_strdup_printf (
                "text is %.0f lines high of 1080; %s it needs %d", lines,
                text->has_plate ? "on a plate" : "without a plate", needed),
            .zh = g_strdup_printf ("字高只有%.0f线（按1080线），%s至少%d线", lines,
                                   text->has_plate ? "有底板时" : "没有底板时", needed),
            .fix_en = g_strdup ("make it larger, or raise its floor"),
            .fix_zh = g_strdup ("放大字号，或提高最小字号"),
        });
}

static void
judge_contrast (const Look *look, const TcInspectedText *text)
{
  TcColour c = text->style.colour;
  TcColour g = text->ground;

  if (text->contrast >= MIN_CONTRAST - ROUNDING)
    return;
  tell (look, text->id, text->is_keyer, text->box,
        (TcFinding){
            .level = TC_CHECK_ERROR,
            .kind = "contrast",
            .en = g_strdup_printf (
                "contrast is %.2f:1, #%02X%02X%02X on #%02X%02X%02X%s; it needs %.1f:1",
                text->contrast, c.r, c.g, c.b, g.r, g.g, g.b,
                text->has_plate ? "" : " (video shows through)", MIN_CONTRAST),
            .zh = g_strdup_printf (
                "对比度%.2f:1，字#%02X%02X%02X，底#%02X%02X%02X%s，至少%.1f:1",
                text->contrast, c.r, c.g, c.b, g.r, g.g, g.b,
                text->has_plate ? "" : "（透出视频）", MIN_CONTRAST),
            .fix_en = g_strdup ("take another colour, or put a plate below all of it"),
            .fix_zh = g_strdup ("换颜色，或在全部文字下垫底板"),
        });
}

/* --- the safe area --- */

static TcRect
safe_area (const TcCheck *check)
{
  int w = check->config->programme.width;
  int h = check->config->programme.height;
  int x = w * SAFE_PERCENT / 100;
  int y = h * SAFE_PERCENT / 100;

  return (TcRect){x, y, w - 2 * x, h - 2 * y};
}

static gboolean
is_within (TcRect inner, TcRect outer)
{
  return inner.x >= outer.x && inner.y >= outer.y &&
         inner.x + inner.w <= outer.x + outer.w &&
         inner.y + inner.h <= outer.y + outer.h;
}

static void
judge_text_place (const Look *look, const TcInspectedText *text)
{
  TcRect box = text->box;

  if (is_within (box, safe_area (look->check)))
    return;
  tell (look, text->id, text->is_keyer, text->box,
        (TcFinding){
            .level = look->of->is_assumed ? TC_CHECK_WARNING : TC_CHECK_ERROR,
            .kind = "safe-area",
            .en = g_strdup_printf (
                "text leaves the 5 %% safe area: x %d to %d, y %d to %d", box.x,
                box.x + box.w - 1, box.y, box.y + box.h - 1),
            .zh = g_strdup_printf ("文字超出5%%安全区：x %d到%d，y %d到%d", box.x,
                                   box.x + box.w - 1, box.y, box.y + box.h - 1),
            .fix_en = g_strdup ("move it inwards"),
            .fix_zh = g_strdup ("往里移"),
        });
}

/* A board or a scrim bleeds to the edge of the picture; what stops before it looks like
 * a mistake on one screen and is gone on another. */
static gboolean
does_bleed (TcRect rect, TcRect safe, int width, int height)
{
  return (rect.x >= safe.x || rect.x <= 0) && (rect.y >= safe.y || rect.y <= 0) &&
         (rect.x + rect.w <= safe.x + safe.w || rect.x + rect.w >= width) &&
         (rect.y + rect.h <= safe.y + safe.h || rect.y + rect.h >= height);
}

static void
judge_box_place (const Look *look, const TcInspectedBox *box)
{
  const TcConfigProgramme *programme = &look->check->config->programme;
  TcRect rect = box->rect;

  if (does_bleed (rect, safe_area (look->check), programme->width, programme->height))
    return;
  tell (look, box->id, box->is_keyer, box->rect,
        (TcFinding){
            .level = TC_CHECK_WARNING,
            .kind = "safe-area",
            .en = g_strdup_printf (
                "it leaves the 5 %% safe area and does not reach the "
                "edge: x %d to %d, y %d to %d",
                rect.x, rect.x + rect.w - 1, rect.y, rect.y + rect.h - 1),
            .zh = g_strdup_printf (
                "超出5%%安全区，又没有到画面边缘：x %d到%d，y %d到%d", rect.x,
                rect.x + rect.w - 1, rect.y, rect.y + rect.h - 1),
            .fix_en = g_strdup ("move it inwards, or let it reach the edge"),
            .fix_zh = g_strdup ("往里移，或一直铺到边缘"),
        });
}

/* --- texts over each other --- */

static gboolean
do_overlap (const TcRect *a, const TcRect *b)
{
  int w = MIN (a->x + a->w, b->x + b->w) - MAX (a->x, b->x);
  int h = MIN (a->y + a->h, b->y + b->h) - MAX (a->y, b->y);

  return w >= OVERLAP_PX && h >= OVERLAP_SHARE * MIN (a->h, b->h);
}

static void
judge_overlap (const Look *look,
               const TcInspectedText *text,
               const TcInspectedText *other)
{
  g_autofree char *en = NULL;
  g_autofree char *zh = NULL;
  g_autofree char *layer = tc_check_layer (other->id);

  if (text->box.w == 0 || other->box.w == 0 || (text->is_moving && other->is_moving) ||
      !do_overlap (&text->box, &other->box))
    return;
  en = tc_check_quote (other->text, TRUE);
  zh = tc_check_quote (other->text, FALSE);
  tell (look, text->id, text->is_keyer, text->box,
        (TcFinding){
            .level = look->of->is_assumed ? TC_CHECK_WARNING : TC_CHECK_ERROR,
            .kind = "overlap",
            .en = g_strdup_printf ("it lies over %s of %s", en, layer),
            .zh = g_strdup_printf ("压住了%s的%s", layer, zh),
            .fix_en = g_strdup ("give both a width, and fit: shrink"),
            .fix_zh = g_strdup ("给两者限定宽度，并设 fit: shrink"),
        });
}

/* --- codes and drawings --- */

static void
judge_drawing (const Look *look, const TcInspectedBox *box)
{
  if (box->fault == NULL)
    return;
  tell (
      look, box->id, box->is_keyer, box->rect,
      (TcFinding){
          .level = look->of->is_assumed ? TC_CHECK_WARNING : TC_CHECK_ERROR,
          .kind = "drawing",
          .en = g_strdup_printf ("it cannot be drawn and is not shown: %s", box->fault),
          .zh = g_strdup_printf ("画不出来，不显示：%s", box->fault),
          .fix_en = g_strdup ("shorten the address, or give it more room"),
          .fix_zh = g_strdup ("缩短网址，或放大这一层"),
      });
}

/* The size of a drawing's letters is its own; that they shrink much is no good sign. */
static void
judge_shrinking (const Look *look, const TcInspectedBox *box)
{
  g_autofree char *en = NULL;
  g_autofree char *zh = NULL;
  int percent = (int)(box->share * 100);

  if (box->smallest == NULL || box->share >= LEAST_SHARE)
    return;
  en = tc_check_quote (box->smallest, TRUE);
  zh = tc_check_quote (box->smallest, FALSE);
  tell (look, box->id, box->is_keyer, box->rect,
        (TcFinding){
            .level = TC_CHECK_WARNING,
            .kind = "shrunk",
            .value = box->smallest,
            .en = g_strdup_printf ("%s is drawn at %d %% of its size to fit", en,
                                   percent),
            .zh = g_strdup_printf ("%s缩到%d%%才放得下", zh, percent),
            .fix_en = g_strdup ("give it more room in the drawing (max_width)"),
            .fix_zh = g_strdup ("在图里给它更宽的位置（max_width）"),
        });
}

/* --- all of a picture --- */

static void
judge_text (const Look *look, const TcInspection *found, guint i)
{
  const TcInspectedText *text = &g_array_index (found->texts, TcInspectedText, i);

  judge_fit (look, text);
  if (text->box.w == 0)
    return;
  judge_size (look, text);
  judge_contrast (look, text);
  judge_text_place (look, text);
  for (guint k = 0; k < i; k++)
    judge_overlap (look, text, &g_array_index (found->texts, TcInspectedText, k));
}

static void
judge_box (const Look *look, const TcInspectedBox *box)
{
  judge_box_place (look, box);
  judge_drawing (look, box);
  judge_shrinking (look, box);
}

/* @worth: what was found in the scene and (TRUE) in what lies over it. */
static void
judge (const Look *look, const TcInspection *found, gint64 worth[2])
{
  for (guint i = 0; i < found->texts->len; i++) {
    gint64 before = look->result->weight;

    judge_text (look, found, i);
    worth[g_array_index (found->texts, TcInspectedText, i).is_keyer] +=
        look->result->weight - before;
  }
  for (guint i = 0; i < found->boxes->len; i++) {
    const TcInspectedBox *box = &g_array_index (found->boxes, TcInspectedBox, i);
    gint64 before = look->result->weight;

    judge_box (look, box);
    worth[box->is_keyer] += look->result->weight - before;
  }
}

void
tc_check_look_at (TcCheck *check,
                  TcCheckResult *result,
                  guint index,
                  const TcCheckCase *of,
                  gboolean is_english)
{
  const TcScene *scene =
      g_ptr_array_index (tc_inspector_scenes (check->inspector), index);
  TcInspectMoment moment = {of->snapshot, of->age,    of->age_s,
                            of->since_s,  is_english, of->is_news};
  g_autoptr (TcInspection) found = tc_inspector_look (check->inspector, index, &moment);
  Look look = {check, result, of, scene->name, is_english ? "en" : "zh"};
  TcCheckPicture picture = {.scene = scene->name,
                            .index = index,
                            .is_english = is_english,
                            .of = (TcCheckCase *)of};
  gint64 worth[2] = {0, 0};

  judge (&look, found, worth);
  picture.worth = worth[0] + found->texts->len;
  tc_check_offer_picture (check, &picture);
  picture.scene = (char *)"always";
  picture.worth = worth[1];
  if (picture.worth > 0)
    tc_check_offer_picture (check, &picture);
}

static void
look_in_languages (TcCheck *check,
                   TcCheckResult *result,
                   guint scene,
                   const TcCheckCase *of)
{
  if (g_strcmp0 (of->language, "en") != 0)
    tc_check_look_at (check, result, scene, of, FALSE);
  if (g_strcmp0 (of->language, "zh") != 0)
    tc_check_look_at (check, result, scene, of, TRUE);
}

void
tc_check_values (TcCheck *check, TcCheckResult *result)
{
  const GPtrArray *scenes;
  guint n = 0;

  if (check->inspector == NULL)
    return;
  scenes = tc_inspector_scenes (check->inspector);
  for (guint i = 0; i < scenes->len; i++) {
    if (!tc_check_wants_scene (check, ((TcScene *)g_ptr_array_index (scenes, i))->name))
      continue;
    n++;
    for (guint k = 0; k < check->cases->len; k++)
      look_in_languages (check, result, i, g_ptr_array_index (check->cases, k));
  }
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("%u moments of a meeting in %u scene%s and 2 languages",
                       check->cases->len, n, n == 1 ? "" : "s"),
      g_strdup_printf ("%u个场景、2种语言，各看了会议的%u个时刻", n,
                       check->cases->len));
}
