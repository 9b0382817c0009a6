/* SPDX-License-Identifier: MIT
 *
 * How the groups compare: their scores on one scale.
 */
#include "scene/chart.h"

#define NAME_W     300
#define SCORE_W    200
#define BOUND_ROOM 60 /* left and right of the scale, for its bounds */
#define STROKE_H   36
#define MAX_GROUPS 8

static void
add_group (const TcChart *self,
           const TcGroup *group,
           TcRect row,
           TcScale scale,
           gboolean is_first)
{
  g_autofree char *name = g_strconcat ("name-", group->id, NULL);
  g_autofree char *score = g_strconcat ("score-", group->id, NULL);
  g_autofree char *mark = g_strconcat ("scale-", group->id, NULL);
  int centre = row.y + row.h / 2;
  TcScaleStyle style = {self->line, self->hold, is_first ? self->ink_2 : (TcColour){0}};
  TcTextSpec spec = {.text = group->name,
                     .x = row.x,
                     .centre = centre,
                     .width = NAME_W - TC_CHART_TEXT_GAP,
                     .size_px = self->meta_px,
                     .floor_px = self->label_px,
                     .fit = TC_FIT_SHRINK,
                     .colour = self->ink_2};
  double value;

  if (group->name != NULL)
    tc_resolve_add_text (self->resolve, name, &spec);
  if (!tc_scale_value (group->score, &value))
    return;
  tc_scale_resolve (self->resolve, mark,
                    (TcRect){row.x + NAME_W + BOUND_ROOM, centre - STROKE_H / 2,
                             row.w - NAME_W - SCORE_W - 2 * BOUND_ROOM, STROKE_H},
                    scale, value, &style);
  spec.text = group->score;
  spec.x = row.x + row.w;
  spec.width = SCORE_W - TC_CHART_TEXT_GAP;
  spec.is_bold = TRUE;
  spec.align = TC_ALIGN_RIGHT;
  spec.fit = TC_FIT_WHOLE;
  spec.colour = self->ink;
  tc_resolve_add_text (self->resolve, score, &spec);
}

void
tc_chart_groups (const TcChart *self)
{
  const TcRect *r = &self->rect;
  guint n = MIN (self->scoring->n_groups, MAX_GROUPS);
  double values[MAX_GROUPS];
  guint n_values = 0;
  TcScale scale;

  for (guint i = 0; i < n; i++)
    if (tc_scale_value (self->scoring->groups[i].score, &values[n_values]))
      n_values++;
  if (n_values == 0)
    return;
  tc_chart_title (self, "分组比较", "Groups compared");
  scale = tc_scale_around (values, n_values, self->scoring->scale);
  for (guint i = 0; i < n; i++) {
    int top =
        r->y + 2 * TC_CHART_TITLE_Y + (r->h - 2 * TC_CHART_TITLE_Y) * (int)i / (int)n;
    int bottom = r->y + 2 * TC_CHART_TITLE_Y +
                 (r->h - 2 * TC_CHART_TITLE_Y) * (int)(i + 1) / (int)n;

    add_group (self, &self->scoring->groups[i], (TcRect){r->x, top, r->w, bottom - top},
               scale, i == 0);
  }
}
