/* SPDX-License-Identifier: MIT
 *
 * feed/published.h - what a document publishes: a list of named values
 *
 * Every value has a name of its own within its scoring or entry ("aggregate", "group
 * npc", "bin 90 100"), so that the order in which a backend lists them, and one that
 * comes later than the others, change nothing. Thread: any.
 */
#pragma once

#include "tallycast/core/model.h"

G_BEGIN_DECLS

#define TC_PUBLISHED_AGGREGATE "aggregate"

typedef struct {
  char *name, *text; /* owned; text is a decimal */
} TcPublished;

/** Nothing unless it is published. Returns: (transfer full) (element-type TcPublished):
 * each name once. */
GArray *tc_published_of_scoring (const TcScoring *scoring);
GArray *tc_published_of_row (const TcRankRow *row);

G_END_DECLS
