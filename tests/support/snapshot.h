/* SPDX-License-Identifier: MIT
 *
 * support/snapshot.h - any snapshot that feed may hand on
 *
 * Every field is there or not, short or as long as the model allows, in any script; any
 * times and counts. Only what feed promises holds: a section that was refused is empty,
 * scores stand with their marks. A restored snapshot keeps its scores, though feed
 * takes them out: what draws must not show them anyway.
 */
#pragma once

#include "noise.h"
#include "tallycast/core/model.h"

/** What names and scores are: found again in what is drawn. */
#define TC_TEST_CURRENT_NAME  "当前单位之名" /* of the unit on stage */
#define TC_TEST_AGGREGATE     "73.19"
#define TC_TEST_GROUP_SCORE   "61.83"
#define TC_TEST_RANKING_SCORE "58.27"

/** Returns: (transfer full). */
TcSnapshot *tc_test_snapshot (TcTestRandom *random);
