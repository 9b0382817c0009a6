/* SPDX-License-Identifier: MIT
 *
 * control/asrun-private.h - what the files of the as-run log share
 *
 *   asrun.c           what others ask of it: the queue, the status
 *   asrun-writer.c    the thread: records get their numbers, hashes and signatures
 *   asrun-manifest.c  files of the scenes that took effect
 *   asrun-file.c      the files
 *   asrun-key.c       signatures
 *
 * Reading a log that is there (asrun_log.h):
 *
 *   asrun-log.c       life, what is asked of it
 *   asrun-line.c      one line of it
 *   asrun-judge.c     faults, and how far it is whole
 *   asrun-object.c    the objects that its records name
 */
#pragma once

#include <pthread.h>

#include "asrun-file.h"
#include "asrun-key.h"
#include "tallycast/core/sync.h"

G_BEGIN_DECLS

/** What waits for the disk: a record, an object, or files and the record of them. */
typedef struct {
  json_t *record; /* but n and prev; NULL: none */
  gboolean is_take;
  GBytes *object;
  char *dir; /* of files; NULL: none */
  char **paths, **gone;
} TcAsrunItem;

void tc_asrun_item_free (TcAsrunItem *self);

struct TcAsrun {
  int refs; /* atomic: the owner's and the thread's */
  TcClock clock;

  /* of the thread */
  char *state_dir;
  TcAsrunFile file;
  TcAsrunKey *key;      /* NULL: not loaded yet */
  json_t *open;         /* keys of the open record */
  GHashTable *manifest; /* path in the scenes' folder -> SHA-256 */
  gboolean has_opened;  /* the chain has begun: `n` and `head` below are ours */
  gboolean is_unsynced;
  gint64 signed_n;
  gint64 checkpoint_ns, retry_ns; /* due; 0: no retry */

  pthread_mutex_t lock;
  pthread_cond_t wake;
  /* guards: all below */
  GQueue items; /* of TcAsrunItem; at most TC_ASRUN_MAX_WAITING, and one `lost` */
  gsize waiting_bytes;
  guint lost_records, lost_objects;
  gboolean is_ending, is_done, is_left;
  char *scene, *epoch, *document;
  gint64 revision;
  json_t *recent; /* array */
  gint64 told_n, told_signed;
  char told_head[TC_SHA256_CHARS], told_key[TC_PUBLIC_KEY_CHARS];
  char *error;
  json_t *why; /* of `error`: core/why.h */
  void (*changed) (gpointer data);
  gint64 (*frame) (gpointer data);
  gpointer data;
};

/** A record but n and prev. Under the lock. @what: (transfer full). */
json_t *tc_asrun_record (TcAsrun *self,
                         gint64 frame,
                         const char *who,
                         const char *role,
                         json_t *what);
void tc_asrun_unref (TcAsrun *self);
/** Of an item with files: keeps them as they are now and a manifest of all that is in
 * effect; the item's record says so then. FALSE with @error: our disk. On the writer's
 * thread. */
gboolean tc_asrun_keep_manifest (TcAsrun *self, TcAsrunItem *item, GError **error);
/** The thread; @data: the log, with a reference. */
void *tc_asrun_writer (void *data);

G_END_DECLS
