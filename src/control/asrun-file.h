/* SPDX-License-Identifier: MIT
 *
 * control/asrun-file.h - the as-run log's files (within the room)
 *
 * Blocks for the disk. Thread: one (the writer's).
 */
#pragma once

#include "tallycast/control/asrun.h"

G_BEGIN_DECLS

#define TC_SHA256_CHARS   65 /* hex digits and a NUL */
#define TC_ASRUN_LOG      "log.jsonl"
#define TC_ASRUN_KEY_FILE "key.pub"
#define TC_ASRUN_OBJECTS  "objects"

/** Lower-case hex of the SHA-256 of @bytes. */
void tc_asrun_sha256 (const void *bytes, gsize n_bytes, char hash[TC_SHA256_CHARS]);

typedef struct {
  char *dir, *path; /* state_dir/asrun, the log in it */
  int fd;           /* -1: not open; locked while it is */
  gint64 size;      /* whole lines */
  gint64 n;         /* of the last record; 0: none */
  char head[TC_SHA256_CHARS];
  gint64 lost_bytes; /* of a torn last line, cut off by open */
} TcAsrunFile;

void tc_asrun_file_init (TcAsrunFile *self, const char *state_dir);
void tc_asrun_file_clear (TcAsrunFile *self);

/**
 * Makes what is missing, locks the log, cuts off a torn last line, finds the head. A
 * log whose last line is no record is put aside as log.jsonl.TIME, and a new one begun.
 * Errors: TC_ERROR_UNAVAILABLE, also when another process has it.
 */
gboolean tc_asrun_file_open (TcAsrunFile *self, GError **error);
void tc_asrun_file_close (TcAsrunFile *self);
/** Appends @line (without line feed) as record n + 1, or nothing of it: then the log is
 * closed. */
gboolean tc_asrun_file_append (TcAsrunFile *self,
                               const char *line,
                               gsize n_bytes,
                               GError **error);
gboolean tc_asrun_file_sync (TcAsrunFile *self, GError **error);

/** Writes an object unless it is there. @hash: (out) (nullable): its name. */
gboolean tc_asrun_file_keep (TcAsrunFile *self,
                             const void *bytes,
                             gsize n_bytes,
                             char *hash,
                             GError **error);
/** Writes @text into @name of the folder, whole or not at all. */
gboolean tc_asrun_file_put (TcAsrunFile *self,
                            const char *name,
                            const char *text,
                            GError **error);

G_END_DECLS
