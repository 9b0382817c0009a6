/* SPDX-License-Identifier: MIT
 *
 * scene/chart.h - what the kinds of charts share (within the room)
 */
#pragma once

#include "scene/scale.h"

G_BEGIN_DECLS

#define TC_CHART_TITLE_Y  24 /* the title's centre, from the chart's top */
#define TC_CHART_TEXT_GAP 24

/** One chart at one moment; places at 1920x1080. */
typedef struct {
  TcResolve *resolve;
  const TcScoring *scoring;
  TcRect rect;
  TcFill fill, hold, line; /* hold: of what holds the score */
  TcColour ink, ink_2;
  int label_px, meta_px;
} TcChart;

/** Adds the title. Returns: where it ends. */
int tc_chart_title (const TcChart *self, const char *zh, const char *en);
void tc_chart_distribution (const TcChart *self);
void tc_chart_groups (const TcChart *self);

G_END_DECLS
