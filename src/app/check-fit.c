/* SPDX-License-Identifier: MIT
 *
 * What is told of a text that does not fit its place, or that no font can show.
 */
#include "app/check-part.h"

static void
add (TcCheckResult *result, const TcCheckFit *fit, TcFinding finding)
{
  g_autofree char *layer = fit->scene != NULL ? tc_check_layer (fit->text->id) : NULL;

  /* Words of our own that are longer than most: good to know, no fault of the house. */
  if (fit->is_assumed)
    finding.level = MIN (finding.level, TC_CHECK_WARNING);
  finding.scene = (char *)fit->scene;
  finding.layer = layer;
  finding.language = (char *)fit->language;
  finding.value = (char *)fit->shown;
  finding.box = fit->text->box.w > 0 ? fit->text->box : fit->text->place;
  if (finding.which == NULL && fit->is_name)
    finding.which = fit->shown; /* each name is told, of values the worst */
  tc_check_result_add (result, &finding);
}

static const char *
how_to_fit_en (const TcCheckFit *fit)
{
  return fit->is_name ? "give it a short name, or the layer more room"
                      : "shorten it, or give the layer more room";
}

static const char *
how_to_fit_zh (const TcCheckFit *fit)
{
  return fit->is_name ? "加简称，或把这一层放宽" : "改短，或把这一层放宽";
}

static void
tell_cut (TcCheckResult *result, const TcCheckFit *fit)
{
  g_autofree char *en = tc_check_quote (fit->shown, TRUE);
  g_autofree char *zh = tc_check_quote (fit->shown, FALSE);
  gboolean is_gone = fit->found.n_lines == 0;

  add (result, fit,
       (TcFinding){
           .level = TC_CHECK_ERROR,
           .kind = is_gone ? "gone" : "cut",
           .en = g_strdup_printf (is_gone ? "%s does not fit at %d px and is not shown"
                                          : "%s is cut at %d px",
                                  en, fit->found.size_px),
           .zh = g_strdup_printf (is_gone ? "%s缩到%d像素也放不下，不显示"
                                          : "%s缩到%d像素也放不下，被截断",
                                  zh, fit->found.size_px),
           .fix_en = g_strdup (how_to_fit_en (fit)),
           .fix_zh = g_strdup (how_to_fit_zh (fit)),
       });
}

static void
tell_floor (TcCheckResult *result, const TcCheckFit *fit)
{
  g_autofree char *en = tc_check_quote (fit->shown, TRUE);
  g_autofree char *zh = tc_check_quote (fit->shown, FALSE);

  add (
      result, fit,
      (TcFinding){
          .level = TC_CHECK_WARNING,
          .kind = "floor",
          .en = g_strdup_printf ("%s is at its floor, %d px of %d: nothing longer fits",
                                 en, fit->found.size_px, fit->text->style.size_px),
          .zh = g_strdup_printf ("%s已缩到最小%d像素（原%d），再长就放不下", zh,
                                 fit->found.size_px, fit->text->style.size_px),
          .fix_en = g_strdup (how_to_fit_en (fit)),
          .fix_zh = g_strdup (how_to_fit_zh (fit)),
      });
}

/* --- characters without a glyph --- */

static int
unknown_in (const char *text, const TcTextStyle *style)
{
  return tc_text_measure (text, G_MAXINT16, style).n_unknown;
}

/* A mark alone counts as unknown, with its letter it does not: a character is to blame
 * when the text without it has fewer. */
static gboolean
is_to_blame (const char *text, const char *at, int n, const TcTextStyle *style)
{
  g_autofree char *one = g_strndup (at, (gsize)(g_utf8_next_char (at) - at));
  g_autofree char *head = g_strndup (text, (gsize)(at - text));
  g_autofree char *rest = g_strconcat (head, g_utf8_next_char (at), NULL);

  return unknown_in (one, style) > 0 && unknown_in (rest, style) < n;
}

static void
tell_glyph (TcCheckResult *result, const TcCheckFit *fit, const char *at, int index)
{
  g_autofree char *en = tc_check_quote (fit->shown, TRUE);
  g_autofree char *zh = tc_check_quote (fit->shown, FALSE);
  g_autofree char *one = g_strndup (at, (gsize)(g_utf8_next_char (at) - at));
  g_autofree char *which = g_strconcat (one, fit->shown, NULL);
  guint code = g_utf8_get_char (at);

  add (result, fit,
       (TcFinding){
           .level = TC_CHECK_ERROR,
           .kind = "glyph",
           .which = which,
           .en = g_strdup_printf (
               "no font has character %d of %s, %s (U+%04X): it is shown as 〓", index,
               en, one, code),
           .zh = g_strdup_printf ("%s的第%d个字%s（U+%04X）没有字体能显示，显示为〓",
                                  zh, index, one, code),
           .fix_en =
               g_strdup ("put a font that has it into the fonts folder, or write it "
                         "another way"),
           .fix_zh = g_strdup ("把含这个字的字体放进 fonts 文件夹，或换一种写法"),
       });
}

static void
tell_glyphs (TcCheckResult *result, const TcCheckFit *fit)
{
  TcTextStyle style = fit->text->style;
  int index = 1;
  int n;

  style.fit = TC_FIT_NONE;
  n = unknown_in (fit->shown, &style);
  for (const char *at = fit->shown; *at != '\0'; at = g_utf8_next_char (at), index++)
    if (is_to_blame (fit->shown, at, n, &style))
      tell_glyph (result, fit, at, index);
}

gboolean
tc_check_fit (TcCheckResult *result, const TcCheckFit *fit)
{
  const TcTextStyle *style = &fit->text->style;
  const TcTextResult *found = &fit->found;
  gboolean is_at_floor = style->floor_px > 0 && style->floor_px < style->size_px &&
                         found->size_px <= style->floor_px;

  if (found->n_unknown > 0)
    tell_glyphs (result, fit);
  if (found->n_lines == 0 || found->is_cut)
    tell_cut (result, fit);
  else if (is_at_floor)
    tell_floor (result, fit);
  else
    return found->n_unknown > 0;
  return TRUE;
}
