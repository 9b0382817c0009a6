/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/asrun.h - the as-run log: what was on the air, when, by whose hand
 *
 *   state_dir/asrun.key           the event's secret Ed25519 key, 0600, stays here
 *   state_dir/asrun/              may be copied and published as it is:
 *     log.jsonl                   a record a line
 *     key.pub                     the public key, 64 hexadecimal digits
 *     objects/SHA256              documents as received, rosters, scenes, themes,
 *                                 pictures: each under the SHA-256 of its bytes
 *
 * A record is one line of JSON of at most TC_ASRUN_MAX_LINE bytes:
 *
 *   {"n": 412, "prev": "9f86...", "time": "2026-11-23T10:42:07.123456+08:00",
 *    "frame": 109000, "who": "mei", "role": "organizer", "scene": "score",
 *    "epoch": "01J9ZK", "revision": 412, "document": "60af...",
 *    "what": {"kind": "take", ...}}
 *
 *   n         from 1, by one; across restarts
 *   prev      SHA-256 of the line of record n - 1, without its line feed, in lower-case
 *             hex; 64 zeros in record 1. The hash of the newest line is the *head*.
 *   frame     programme tick of this run: the first one that shows it, or the next one
 *   who, role of the operator; null: the program itself
 *   scene, epoch, revision, document   what was on the programme then; null: none
 *
 * A checkpoint is a record that has one key more, at its end:
 *   ...,"what":{"kind":"checkpoint","key":"PUBLIC"},"signature":"128 hex digits"}
 * an Ed25519 signature of the line's own bytes up to `,"signature"`. By `prev` it
 * vouches for all records before. There is one at each take, every
 * TC_ASRUN_CHECKPOINT_S, and at the end.
 *
 * Each run begins with an `open` record and ends with `close`. After a crash the last
 * line may be torn: it is cut off, and `open` says how many bytes were lost.
 *
 * Limits, and the rule when full:
 *   records waiting for the disk   TC_ASRUN_MAX_WAITING, further ones are lost
 *   bytes of objects waiting       TC_ASRUN_MAX_WAITING_BYTES, further ones are lost
 * What was lost is counted, and told by a `lost` record in its place.
 *
 * Thread: any for all functions but new and free. None waits for the disk but those
 * two: new not at all, free TC_ASRUN_END_S at most. The writer has a thread of its own;
 * what it cannot write it tries again every TC_ASRUN_RETRY_S, and says so in the
 * status.
 */
#pragma once

#include "tallycast/core/clock.h"

#include <jansson.h>

G_BEGIN_DECLS

#define TC_ASRUN_MAX_LINE          16384
#define TC_ASRUN_MAX_WAITING       1024
#define TC_ASRUN_MAX_WAITING_BYTES (32 * 1024 * 1024)
#define TC_ASRUN_MAX_OBJECT        (16 * 1024 * 1024)
#define TC_ASRUN_CHECKPOINT_S      60
#define TC_ASRUN_RETRY_S           1
#define TC_ASRUN_END_S             2
#define TC_ASRUN_RECENT            50 /* records in the status' log */
#define TC_ASRUN_HEAD_DIGITS       12 /* of a head in a recording's name */

typedef struct TcAsrun TcAsrun;

/** Strings are copied. */
typedef struct {
  const char *state_dir;
  const TcClock *clock; /**< borrowed, outlives the log */
  json_t *open;         /**< (transfer full): keys of the open record; NULL: none */
  /** The status is another one: on the writer's thread, not after free. May be NULL. */
  void (*changed) (gpointer data);
  /** The next programme tick; any thread, not after free. NULL: 0. */
  gint64 (*frame) (gpointer data);
  gpointer data;
} TcAsrunSettings;

/** Never fails: a folder that cannot be written is told in the status. Returns:
 * (transfer full). */
TcAsrun *tc_asrun_new (const TcAsrunSettings *settings);
/** Writes `close` and a checkpoint. A disk that hangs is left to itself. NULL is
 * allowed. */
void tc_asrun_free (TcAsrun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAsrun, tc_asrun_free)

/** What is on the programme from now on, for the records that follow: scene... */
void tc_asrun_set_scene (TcAsrun *self, const char *scene);
/** ... and document; all NULL: there is none. */
void tc_asrun_set_document (TcAsrun *self,
                            const char *epoch,
                            gint64 revision,
                            const char *sha256);

typedef struct {
  const char *who, *role; /**< NULL: the program itself */
  gint64 frame;           /**< -1: the next one */
  gboolean is_take;       /**< a checkpoint follows */
  json_t *what;           /**< (transfer full): an object with "kind" */
} TcAsrunEntry;

/** One more record, with the time of now. */
void tc_asrun_note (TcAsrun *self, const TcAsrunEntry *entry);

/** Keeps @bytes as an object. */
void tc_asrun_keep (TcAsrun *self, GBytes *bytes);

/**
 * Files of the scenes' folder have taken effect, as they are now: keeps each, and a
 * manifest {"always.yaml": "SHA256", "theme/azure.yaml": ...} of all that is in effect,
 * and notes {"kind": "files", "manifest": "SHA256", "changed": [...], "missing": n}.
 * They are read on the writer's thread.
 * @paths: (array zero-terminated=1): those within @dir; others are kept by their name
 * @gone: (array zero-terminated=1) (nullable): that are no longer there
 */
void tc_asrun_keep_files (TcAsrun *self,
                          gint64 frame,
                          const char *dir,
                          const char *const *paths,
                          const char *const *gone);

/** Returns: (transfer full): {"n": 412, "head": "SHA256", "signed": 410, "key":
 * "PUBLIC", "waiting": 0, "error": null}: of what is on the disk; n 0, head and key
 * null before the first record. */
json_t *tc_asrun_status (TcAsrun *self);
/** Returns: (transfer full): the last records but checkpoints, and but documents that
 * have the phase and the unit of the one before, oldest first, at most TC_ASRUN_RECENT:
 * [{"n", "time", "who", "role", "what" without a T-bar's "way"}]. */
json_t *tc_asrun_recent (TcAsrun *self);
/** "n412-9f86d081a2b3", for the name of a recording. Returns: (transfer full)
 * (nullable): NULL when nothing is written yet. */
char *tc_asrun_dup_head (TcAsrun *self);

G_END_DECLS
