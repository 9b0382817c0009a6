/* SPDX-License-Identifier: MIT */
#include "app/check-width.h"

#define LEAST_LETTERS 3   /* in a line */
#define PROBE_PX      100 /* names are measured at that size */

void
tc_check_name_init (TcCheckName *self, const char *name, const char *family)
{
  *self = (TcCheckName){.name = name, .n_letters = (int)g_utf8_strlen (name, -1)};
  for (int is_bold = 0; is_bold < 2; is_bold++) {
    TcTextStyle style = {
        .family = family, .is_bold = is_bold, .is_tabular = TRUE, .size_px = PROBE_PX};
    TcTextResult found = tc_text_measure (name, G_MAXINT16, &style);

    self->width_px[is_bold] = found.width_px;
    self->n_unknown = MAX (self->n_unknown, found.n_unknown);
  }
}

typedef struct {
  double least, most;
} Width;

static Width
width_at (const TcCheckName *name, gboolean is_bold, int size_px)
{
  double share = (double)size_px / PROBE_PX;
  double width = name->width_px[is_bold ? 1 : 0] * share;
  double off = name->n_letters * 0.5 * (1 + share) + 1;

  return (Width){width - off, width + off};
}

static gboolean
does_wrap (const TcTextStyle *style)
{
  return style->fit == TC_FIT_WRAP || style->fit == TC_FIT_SHRINK_WRAP;
}

static TcTextResult
lay_out (const TcCheckName *name, const TcCheckPlace *place)
{
  g_autofree char *text = g_strconcat (place->before, name->name, place->after, NULL);

  return tc_text_measure (text, place->w, place->style);
}

TcTextResult
tc_check_name_fit (const TcCheckName *self, const TcCheckPlace *place)
{
  const TcTextStyle *style = place->style;
  int floor_px = style->fit == TC_FIT_ELLIPSIS || style->floor_px == 0
                     ? style->size_px
                     : MIN (style->floor_px, style->size_px);
  int above_px = MIN (floor_px + TC_TEXT_STEP_PX, style->size_px);
  int lines = !does_wrap (style)     ? 1
              : style->max_lines > 0 ? style->max_lines
                                     : TC_TEXT_MAX_LINES;

  if (*place->before != '\0' || *place->after != '\0')
    return lay_out (self, place);
  if (style->fit == TC_FIT_NONE ||
      width_at (self, style->is_bold, style->size_px).most <= place->w)
    return (TcTextResult){.size_px = style->size_px, .n_lines = 1};
  /* Where a line has no room for letters, what Pango does is its own. */
  if ((!does_wrap (style) || place->w > LEAST_LETTERS * floor_px) &&
      width_at (self, style->is_bold, floor_px).least > (double)place->w * lines)
    return (TcTextResult){.size_px = floor_px,
                          .n_lines = style->fit == TC_FIT_WHOLE ? 0 : lines,
                          .is_cut = TRUE};
  if (!does_wrap (style) && width_at (self, style->is_bold, above_px).most <= place->w)
    return (TcTextResult){.size_px = style->size_px, .n_lines = 1};
  return lay_out (self, place);
}
