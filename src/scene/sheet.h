/* SPDX-License-Identifier: MIT
 *
 * scene/sheet.h - the score's sheet, for its files (within the room)
 *
 *   layer-score.c   title, tag, figure, rule
 *   sheet-data.c    the data line: how old, how late, of what, corrected when
 */
#pragma once

#include "scene/layer.h"

G_BEGIN_DECLS

#define TC_SHEET_PAD 32

typedef struct {
  TcLayer base;
  TcRect rect;
  TcTypeSize size;
  int title_y, figure_y, rule_y, data_y; /* optical centres; the rule's top */
} TcScoreLayer;

typedef enum {
  TC_WORTH_NOTHING,
  TC_WORTH_OPEN,
  TC_WORTH_EMPTY, /* open and live: nobody has voted yet */
  TC_WORTH_SEALED,
  TC_WORTH_CLOSED,
  TC_WORTH_FINAL,
  TC_WORTH_CORRECTED
} TcWorth;

/* The sheet's colours: a stale sheet is held back, but keeps everything readable. */
typedef struct {
  const TcScoreLayer *layer;
  TcWorth worth;
  TcFill paper;
  TcColour ink, ink_2;
} TcSheet;

/* A line of the sheet at @x (its left or right edge), centre @y. */
typedef struct {
  const char *id;
  int x, y, size_px;
  TcColour ink;
  gboolean is_bold, is_right;
} TcSheetLine;

/** The text of the programme's language. */
const char *tc_sheet_pick (const TcResolve *self, const char *zh, const char *en);
/** A type size and a colour that every theme has. */
int tc_sheet_px (const TcResolve *self, const char *name);
TcColour tc_sheet_colour (const TcResolve *self, const char *name);
/** Returns: where its letters are. */
TcRect tc_sheet_text (TcResolve *self, TcSheetLine line, const char *text);
void tc_sheet_data_line (TcResolve *self, const TcSheet *sheet);

G_END_DECLS
