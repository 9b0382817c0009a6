/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/asrun_log.h - reading an as-run log (asrun.h), and judging it
 *
 * Who has the log may have changed it. What can be told apart:
 *
 *   rewritten       the record is not what it was when the next one was written
 *   reordered       it stands after one with a larger number
 *   removed         it is missing, others after it are there
 *   repeated        its number is there twice
 *   truncated       the end is missing: a torn line, or a head known from elsewhere
 *                   lies behind the end
 *   wrongly signed  a checkpoint whose signature is not of what stands there, or by
 *                   another key: what was written anew from some record on, with all
 *                   hashes right, ends here
 *   unreadable      a line that is no record
 *   object          a file that a record names is missing, or not what it was
 *
 * Up to the last good checkpoint before the first fault the log is *whole, signed*.
 * What follows is its *tail*: chained, but not vouched for by anybody. Whoever has the
 * secret key can write another log; only a head, or the public key, known from
 * elsewhere tells the two apart.
 *
 * Thread: one for each log.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define TC_ASRUN_LOG_MAX_BYTES  (512 * 1024 * 1024)
#define TC_ASRUN_LOG_MAX_LINES  (1024 * 1024) /* further ones are not read: a fault */
#define TC_ASRUN_LOG_MAX_FAULTS 100 /* those of later records are only counted */

typedef enum {
  TC_ASRUN_REWRITTEN,
  TC_ASRUN_REORDERED,
  TC_ASRUN_REMOVED,
  TC_ASRUN_REPEATED,
  TC_ASRUN_TRUNCATED,
  TC_ASRUN_WRONGLY_SIGNED,
  TC_ASRUN_UNREADABLE,
  TC_ASRUN_OBJECT,
} TcAsrunFaultKind;

typedef struct {
  TcAsrunFaultKind kind;
  gint64 n; /**< the record's number; of a line that is none, the one it should have */
  char *text; /**< one sentence */
} TcAsrunFault;

/** "rewritten", "wrongly signed", ... */
const char *tc_asrun_fault_name (TcAsrunFaultKind kind);

typedef struct {
  char *dir;       /**< where objects/ is; NULL: parsed from memory */
  char *key;       /**< the public key that its checkpoints are judged by; NULL: none */
  guint n_records; /**< lines that are records */
  gint64 last_n;   /**< 0: there is none */
  gint64 signed_n; /**< whole up to here, and signed; 0: nothing is */
  char *signed_time;  /**< of that checkpoint, RFC 3339; NULL: none */
  gboolean is_closed; /**< without a fault, and it ends with `close`, signed */
  GPtrArray *faults;  /**< (element-type TcAsrunFault) in the order of their records,
                           the first TC_ASRUN_LOG_MAX_FAULTS of them */
  guint n_faults;     /**< all of them */

  gint64 first_n; /* the first record with a fault; G_MAXINT64: there is none */
  char *bytes;    /* all of the file */
  GArray *lines;  /* as they stand */
} TcAsrunLog;

/**
 * @path: the folder (state_dir/asrun) or the log in it
 * @key: (nullable): the public key, 64 hex digits; NULL: that of its first checkpoint
 *
 * Errors: TC_ERROR_UNAVAILABLE (cannot be read), TC_ERROR_DATA (no log, too large).
 * Returns: (transfer full) (nullable): judged.
 */
TcAsrunLog *tc_asrun_log_read (const char *path, const char *key, GError **error);
/** The same of text in memory. */
TcAsrunLog *tc_asrun_log_parse (const char *bytes, gsize n_bytes, const char *key);
void tc_asrun_log_free (TcAsrunLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAsrunLog, tc_asrun_log_free)

/** A head known from elsewhere: record @n has a hash that begins with @digits (8 or
 * more hex digits). What is wrong becomes a fault, and lowers signed_n. */
void tc_asrun_log_check_head (TcAsrunLog *self, gint64 n, const char *digits);
/** Every object that a record names: there, and of that hash. As check_head. */
void tc_asrun_log_check_objects (TcAsrunLog *self);

/** How many lines there are to ask for, as they stand. */
guint tc_asrun_log_length (const TcAsrunLog *self);
/** Returns: (transfer full) (nullable): line @i, an object with n, prev, time, frame
 * and what with its kind; NULL when it is no record. */
json_t *tc_asrun_log_record (const TcAsrunLog *self, guint i);

/** The bytes of an object, whose hash is right. @sha256: from a record. Returns:
 * (transfer full) (nullable): NULL with TC_ERROR_DATA. */
GBytes *
tc_asrun_log_object (const TcAsrunLog *self, const char *sha256, GError **error);

G_END_DECLS
