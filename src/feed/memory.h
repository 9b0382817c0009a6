/* SPDX-License-Identifier: MIT
 *
 * feed/memory.h - what was published, and how far each scoring has come
 *
 * Two tables, by scoring.id and by unit of the ranking. `check` looks whether a
 * document fits, `take` remembers it and sets the marks that follow. At most
 * TC_RULES_MAX_IDS entries a table and TC_RULES_MAX_BYTES in all, so that the file in
 * state_dir can always be read back. Thread: one.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "tallycast/feed/parse.h"

G_BEGIN_DECLS

typedef struct {
  GHashTable *scorings; /* id -> entry, owned */
  GHashTable *rows;     /* unit -> entry, owned */
  guint serial;         /* grows with each change */
  gsize n_bytes;        /* of all of it as JSON, at most */
} TcMemory;

void tc_memory_init (TcMemory *self);
void tc_memory_clear (TcMemory *self); /* frees the tables */
void tc_memory_forget (TcMemory *self);

/** Returns: (transfer full) (nullable): why scoring.state is impossible. */
TcFault *tc_memory_check_scoring (const TcMemory *self, const TcDocument *document);
/** Returns: (transfer full) (nullable): the first ranking entry that is impossible. */
TcFault *tc_memory_check_ranking (const TcMemory *self, const TcDocument *document);

/** For a scoring that may be shown or not; a mark of FINAL may become CORRECTED. */
void tc_memory_take_scoring (TcMemory *self, TcDocument *document);
void tc_memory_take_row (TcMemory *self, TcRankRow *row);

json_t *tc_memory_to_json (const TcMemory *self);
void tc_memory_from_json (TcMemory *self, const json_t *json);

G_END_DECLS
