/* SPDX-License-Identifier: MIT
 *
 * app/check-case.h - the moments of a meeting that scenes are looked at in
 *
 *   check-case.c    the list; the house's own names and words in the sample's moments
 *   check-sample.c  the sample meeting, played through
 *   check-fill.c    the longest values
 */
#pragma once

#include "app/check.h"

G_BEGIN_DECLS

/** (element-type TcCheckCase), empty. */
GPtrArray *tc_check_cases_new (void);
/** @name: copied; @snapshot: a reference is taken. */
TcCheckCase *tc_check_case_new (const char *name, TcSnapshot *snapshot);
void tc_check_case_free (TcCheckCase *self);
/** A copy with a snapshot of its own, not shared yet: "NAME-SUFFIX". */
TcCheckCase *tc_check_case_copy (const TcCheckCase *self, const char *suffix);

/** All moments of a meeting: those of the sample meeting with the roster, words and
 * scale of @check, its document, and both with the longest values. */
GPtrArray *tc_check_cases_make (const TcCheck *check);

/** Moments that differ in what may be on air, each as full as it comes. Returns:
 * (transfer full) (element-type TcCheckCase). */
GPtrArray *tc_check_sample_cases (void);
/** Returns: (transfer full): its roster. */
TcRoster *tc_check_sample_roster (void);

/** The highest numbers that can be: every unit reports, every ballot is in, every score
 * is the top of its scale, hours have passed. @snapshot is not shared yet. */
void tc_check_fill_numbers (TcCheckCase *self);
/** Names of people, titles and words longer than most (in @is_english or Chinese), and
 * a notice of the contract's full length. */
void tc_check_fill_words (TcCheckCase *self, gboolean is_english);

/** Every unit that is named is named @name. @snapshot is not shared yet. */
void tc_check_case_name_units (TcCheckCase *self, const char *name);

/** Columns of a terminal: a Chinese character has two, a Latin letter one. */
guint tc_check_columns (const char *text);

/** Sets an owned string. */
static inline void
tc_check_set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

G_END_DECLS
