/* SPDX-License-Identifier: MIT
 *
 * tokens-private.h - shared by tokens.c (the table) and tokens-file.c (the file)
 */
#pragma once

#include "tallycast/web/tokens.h"

G_BEGIN_DECLS

#define TC_TOKEN_HASH_BYTES 32
#define TC_TOKEN_ID_CHARS   8

typedef struct {
  guint8 hash[TC_TOKEN_HASH_BYTES];
  char id[TC_TOKEN_ID_CHARS + 1];
  char *name;
  TcRole role;
  char *made; /* RFC 3339 */
} TcTokenEntry;

/** Returns: (transfer full): an empty table of TcTokenEntry. */
GArray *tc_tokens_table_new (void);
/** A copy of @from becomes the last entry. */
void tc_tokens_add (GArray *table, const TcTokenEntry *from);
/** Writes the id that @entry has by its hash. */
void tc_tokens_set_id (TcTokenEntry *entry);
/** NULL, or what a name must be. */
const char *tc_tokens_check_name (const char *name);
/** The entry of that name, or -1. */
int tc_tokens_find_name (const GArray *table, const char *name);

/** The table that @text says; @path is for errors. Returns: (transfer full). */
GArray *tc_tokens_parse (const char *path, const char *text, gsize n, GError **error);
/** Returns: (transfer full): the table of the file; empty when there is no file. */
GArray *tc_tokens_read (const char *path, GError **error);
/** Replaces the file as a whole. */
gboolean tc_tokens_write (const char *path, const GArray *table, GError **error);
/** Waits until no other process changes the file, @wait_ms at most. Returns: to close;
 * -1 with TC_ERROR_UNAVAILABLE. */
int tc_tokens_lock (const char *path, int wait_ms, GError **error);

G_END_DECLS
