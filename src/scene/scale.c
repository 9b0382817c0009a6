/* SPDX-License-Identifier: MIT */
#include "scene/scale.h"

#include <math.h>

#define LINE_H   4
#define STROKE_W 12
#define BOUND_W  120
#define BOUND_X  12 /* from the scale's end to its bound */
#define TENTHS   10

gboolean
tc_scale_value (const char *decimal, double *value)
{
  char *end = NULL;

  if (decimal == NULL || *decimal == '\0')
    return FALSE;
  *value = g_ascii_strtod (decimal, &end);
  return *end == '\0' && isfinite (*value);
}

TcScale
tc_scale_around (const double *values, guint n, int full)
{
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  double step;
  TcScale scale;

  for (guint i = 0; i < n; i++) {
    low = MIN (low, values[i]);
    high = MAX (high, values[i]);
  }
  if (n == 0)
    return (TcScale){0, MAX (full, 1)};
  /* Without a full mark: a tenth of the next power of ten. */
  step = full > 0    ? (double)full / TENTHS
         : high >= 1 ? pow (10, ceil (log10 (high))) / TENTHS
                     : 1;
  scale = (TcScale){floor (low / step) * step, ceil (high / step) * step};
  if (scale.high - scale.low < 2 * step)
    scale.low = MAX (scale.high - 2 * step, MIN (scale.low, 0));
  if (scale.high - scale.low < 2 * step)
    scale.high = scale.low + 2 * step;
  return scale;
}

static void
add_bound (TcResolve *self,
           const char *id,
           double bound,
           TcTextSpec *spec,
           TcAlign align,
           int x)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.10g", bound);
  spec->text = text;
  spec->x = x;
  spec->align = align;
  tc_resolve_add_text (self, id, spec);
}

static void
add_bounds (TcResolve *self,
            const char *id,
            TcRect rect,
            TcScale scale,
            TcColour colour)
{
  g_autofree char *low = g_strconcat (id, "-low", NULL);
  g_autofree char *high = g_strconcat (id, "-high", NULL);
  TcTextSpec spec = {.centre = rect.y + rect.h / 2,
                     .width = BOUND_W,
                     .fit = TC_FIT_NONE,
                     .colour = colour};

  tc_theme_px (self->theme, "label", &spec.size_px, NULL);
  add_bound (self, low, scale.low, &spec, TC_ALIGN_RIGHT, rect.x - BOUND_X);
  add_bound (self, high, scale.high, &spec, TC_ALIGN_LEFT, rect.x + rect.w + BOUND_X);
}

void
tc_scale_resolve (TcResolve *self,
                  const char *id,
                  TcRect rect,
                  TcScale scale,
                  double value,
                  const TcScaleStyle *style)
{
  g_autofree char *line = g_strconcat (id, "-line", NULL);
  double share = (value - scale.low) / (scale.high - scale.low);
  TcPart *part;

  tc_resolve_add_rect (self, line,
                       (TcRect){rect.x, rect.y + (rect.h - LINE_H) / 2, rect.w, LINE_H},
                       style->line, TC_MOTION_ROW);
  part = tc_resolve_add_rect (self, id,
                              (TcRect){rect.x - STROKE_W / 2, rect.y, STROKE_W, rect.h},
                              style->stroke, TC_MOTION_TEXT);
  part->rect.x +=
      (int)lround (CLAMP (share, 0, 1) * rect.w * self->width / TC_SCENE_WIDTH / 2) * 2;
  part->change = TC_CHANGE_GROW;
  if (style->bounds.a > 0)
    add_bounds (self, id, rect, scale, style->bounds);
}
