/* SPDX-License-Identifier: MIT
 *
 * The data line of the score's sheet.
 */
#include "scene/seen.h"
#include "scene/sheet.h"
#include "scene/value.h"

#define STRIP_H    52
#define STRIKE_H   4
#define STRIKE_PAD 6
#define WIDE       700 /* from that width on the line is in the larger size */

/* Late and stale data say so on a strip at the sheet's foot, with the time they were
 * good. */
static void
add_strip (TcResolve *self, const TcSheet *sheet)
{
  const TcScoreLayer *layer = sheet->layer;
  TcBind *bind = self->bind;
  gboolean is_stale = bind->age == TC_AGE_STALE;
  gint64 age_ns = MAX (bind->mono_ns - bind->age_since_ns, 0);
  int bottom = layer->rect.y + layer->rect.h;
  int top = layer->data_y - STRIP_H / 2 + 2;
  TcRect strip = {layer->rect.x, top, layer->rect.w, bottom - top};
  int left = layer->rect.x + TC_SHEET_PAD;
  int right = layer->rect.x + layer->rect.w - TC_SHEET_PAD;
  int centre = (top + bottom) / 2;
  TcColour ink = tc_sheet_colour (self, is_stale ? "on_held_bar" : "on_late");
  g_autofree char *time =
      tc_format_number (TC_FORMAT_TIME, bind->wall_us - age_ns / 1000, bind);
  g_autofree char *known = NULL;
  g_autofree char *how_late = NULL;
  const char *word = tc_sheet_pick (self, "更新中断", "Not updating");
  const TcPath *age = tc_path_find ("data.age_s", NULL, NULL);
  guint first = self->parts->len;

  tc_resolve_add_rect (self, "strip", strip,
                       tc_theme_must_fill (self->theme, is_stale ? "held_bar" : "late"),
                       TC_MOTION_TEXT);
  if (is_stale) {
    known = g_strconcat (tc_sheet_pick (self, "截至", "As of "), time, NULL);
  } else {
    gint64 seconds = tc_path_get (age, bind).number;

    how_late = self->bind->is_english
                   ? g_strdup_printf ("Data is %d s late", (int)seconds)
                   : g_strdup_printf ("数据迟到%d秒", (int)seconds);
    word = how_late;
  }
  tc_sheet_text (self,
                 (TcSheetLine){"data-word", left, centre, tc_sheet_px (self, "label"),
                               ink, TRUE, FALSE},
                 word);
  tc_sheet_text (self,
                 (TcSheetLine){"data-time", right, centre, tc_sheet_px (self, "label"),
                               ink, is_stale, TRUE},
                 is_stale ? known : time);
  for (guint i = first + 1; i < self->parts->len; i++)
    ((TcPart *)g_ptr_array_index (self->parts, i))->change = TC_CHANGE_CUT;
}

static void
add_correction (TcResolve *self, const TcSheet *sheet)
{
  const TcScoreLayer *layer = sheet->layer;
  int left = layer->rect.x + TC_SHEET_PAD;
  int right = layer->rect.x + layer->rect.w - TC_SHEET_PAD;
  int px = tc_sheet_px (self, "label");
  TcFill alert = tc_theme_must_fill (self->theme, "alert_paper");
  const char *old = self->bind->snapshot->scoring.published;
  gint64 since_us = self->bind->seen != NULL ? self->bind->seen->corrected_us : 0;
  g_autofree char *clock =
      since_us > 0 ? tc_format_number (TC_FORMAT_MINUTE, since_us, self->bind)
                   : g_strdup ("");
  g_autofree char *when = self->bind->is_english
                              ? g_strconcat ("Corrected ", clock, NULL)
                              : g_strconcat (clock, "更正", NULL);

  if (old != NULL) {
    TcRect was = tc_sheet_text (
        self, (TcSheetLine){"was", left, layer->data_y, px, sheet->ink_2, FALSE, FALSE},
        tc_sheet_pick (self, "原", "Was"));
    TcRect figure =
        tc_sheet_text (self,
                       (TcSheetLine){"was-figure", was.x + was.w + STRIKE_PAD,
                                     layer->data_y, px, sheet->ink_2, TRUE, FALSE},
                       old);

    tc_resolve_add_rect (self, "strike",
                         (TcRect){figure.x - STRIKE_PAD, layer->data_y - 2,
                                  figure.w + 2 * STRIKE_PAD, STRIKE_H},
                         alert, TC_MOTION_TEXT);
  }
  tc_sheet_text (self,
                 (TcSheetLine){"when", right, layer->data_y, px, alert.top, TRUE, TRUE},
                 g_strstrip (when));
}

/* What a final score was made of, and since when it is public. */
static void
add_final (TcResolve *self, const TcSheet *sheet)
{
  const TcScoring *scoring = &self->bind->snapshot->scoring;
  gint64 since_us = self->bind->seen != NULL ? self->bind->seen->published_us : 0;
  gboolean is_whole = scoring->cast == scoring->eligible;
  g_autofree char *clock =
      since_us > 0 ? tc_format_number (TC_FORMAT_MINUTE, since_us, self->bind) : NULL;
  g_autofree char *made_of = NULL;
  g_autofree char *since = NULL;
  TcSheetLine line = {
      "data-word",
      sheet->layer->rect.x + TC_SHEET_PAD,
      sheet->layer->data_y,
      tc_sheet_px (self, sheet->layer->rect.w >= WIDE ? "meta" : "label"),
      sheet->ink_2,
      FALSE,
      FALSE};

  if (self->bind->is_english)
    made_of = is_whole ? g_strdup_printf ("All %d ballots", scoring->cast)
                       : g_strdup_printf ("%d of %d ballots", scoring->cast,
                                          scoring->eligible);
  else
    made_of = is_whole ? g_strdup_printf ("%d张评分表全部计入", scoring->cast)
                       : g_strdup_printf ("共%d张，收到%d张", scoring->eligible,
                                          scoring->cast);
  tc_sheet_text (self, line, made_of);
  if (clock == NULL)
    return;
  since = self->bind->is_english ? g_strconcat ("Published ", clock, NULL)
                                 : g_strconcat (clock, "公布", NULL);
  line.id = "data-time";
  line.x = sheet->layer->rect.x + sheet->layer->rect.w - TC_SHEET_PAD;
  line.is_right = TRUE;
  tc_sheet_text (self, line, since);
}

void
tc_sheet_data_line (TcResolve *self, const TcSheet *sheet)
{
  const TcScoreLayer *layer = sheet->layer;
  int left = layer->rect.x + TC_SHEET_PAD;
  int right = layer->rect.x + layer->rect.w - TC_SHEET_PAD;
  int px = tc_sheet_px (self, "label");
  g_autofree char *time = NULL;

  if (self->bind->age != TC_AGE_FRESH) {
    add_strip (self, sheet);
    return;
  }
  if (sheet->worth == TC_WORTH_CORRECTED) {
    add_correction (self, sheet);
    return;
  }
  if (sheet->worth == TC_WORTH_FINAL) {
    add_final (self, sheet);
    return;
  }
  tc_sheet_text (
      self,
      (TcSheetLine){"data-word", left, layer->data_y, px, sheet->ink_2, FALSE, FALSE},
      tc_sheet_pick (self, "数据更新", "Updated"));
  if (self->bind->snapshot->time_us == 0)
    return;
  time = tc_format_number (TC_FORMAT_TIME, self->bind->snapshot->time_us, self->bind);
  tc_sheet_text (
      self,
      (TcSheetLine){"data-time", right, layer->data_y, px, sheet->ink_2, FALSE, TRUE},
      time);
}
