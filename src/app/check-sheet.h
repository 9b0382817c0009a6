/* SPDX-License-Identifier: MIT
 *
 * app/check-sheet.h - the contact sheet: one HTML page that needs nothing else
 *
 *   check-sheet.c   the page: verdict, checks
 *   check-card.c    a scene's card: pictures, findings
 *
 * Chinese and English are both in the page; a script of a few lines switches. Pictures
 * are PNGs within it.
 */
#pragma once

#include "app/check.h"

G_BEGIN_DECLS

/** @seconds: how long the checks took. Returns: (transfer full). */
char *tc_check_sheet (const TcCheck *check, const GPtrArray *results, double seconds);

/* --- between the two --- */

typedef enum {
  TC_SHEET_OK,
  TC_SHEET_LOOK,
  TC_SHEET_WARN,
  TC_SHEET_NO,
  TC_SHEET_OFF, /**< not checked */
} TcSheetState;

TcSheetState tc_sheet_state_of (TcCheckLevel level);
/** "is-no": the class of what is in that state. */
const char *tc_sheet_class (TcSheetState state);
/** Appends "<p class="state">", sign and word. */
void tc_sheet_add_state (GString *html, TcSheetState state);
/** Appends both languages, escaped. */
void tc_sheet_add_both (GString *html, const char *zh, const char *en);
/** Appends a finding as a list's item; @number 0: none. */
void tc_sheet_add_finding (GString *html, const TcFinding *finding, guint number);

/** Appends the cards of all scenes. */
void tc_sheet_add_cards (GString *html, const TcCheck *check, const GPtrArray *results);

G_END_DECLS
