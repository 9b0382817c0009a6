/* SPDX-License-Identifier: MIT
 *
 * control/asrun-line.h - one line of an as-run log that is read (within the room)
 */
#pragma once

#include "asrun-file.h"
#include "asrun-key.h"

G_BEGIN_DECLS

typedef struct {
  gsize offset, length; /* in the log's bytes, without the line feed */
  gint64 n;             /* of one that is no record: what it should be */
  gboolean is_record, is_checkpoint;
  gboolean is_repeated; /* another line has its number, and counts */
  gboolean is_signed;   /* a checkpoint whose signature is good */
  char hash[TC_SHA256_CHARS], prev[TC_SHA256_CHARS];
} TcAsrunLine;

/** @bytes: the log's; @previous: the number of the line before. */
TcAsrunLine
tc_asrun_line_read (const char *bytes, gsize offset, gsize length, gint64 previous);
/** What it says. Returns: (transfer full) (nullable): NULL when it is no record. */
json_t *tc_asrun_line_parse (const TcAsrunLine *self, const char *bytes);
/** Of a checkpoint: its signature, and how many bytes of the line that is of. */
gboolean tc_asrun_line_signature (const TcAsrunLine *self,
                                  const char *bytes,
                                  gsize *n_signed,
                                  char signature[TC_SIGNATURE_CHARS]);

/** Of a record. */
const char *tc_asrun_record_kind (const json_t *record);
/** 64 lower-case hex digits: a SHA-256, a public key. NULL is none. */
gboolean tc_asrun_is_hash (const char *text);

G_END_DECLS
