/* SPDX-License-Identifier: MIT
 *
 * feed/keep.h - what the feed keeps in state_dir, and when it writes
 *
 * What was published is written at once when it changes; the last document at most
 * every TC_KEEP_APART_S, and anew every TC_KEEP_AGAIN_S while the backend is well, so
 * that its age on disk is right. A writer of its own waits for the disk; meanwhile
 * nothing more is sent to it, and only what it has written counts as kept: what failed
 * is tried again after TC_KEEP_APART_S, and told once. state_dir is locked while it is
 * open. Thread: one (the feed's).
 */
#pragma once

#include "feed/intake.h"
#include "feed/writer.h"

G_BEGIN_DECLS

#define TC_KEEP_APART_S 2
#define TC_KEEP_AGAIN_S 60
#define TC_KEEP_END_S   2 /* at the end a disk is waited for no longer */

typedef struct {
  char *dir;   /* owned; NULL: nothing is kept */
  int lock_fd; /* -1: none */
  const TcClock *clock;
  TcWriter *writer; /* NULL: nothing is kept */
  gint64 next_ns;

  /* on disk */
  GBytes *document;
  guint memory_serial;
  gint64 saved_ns; /* 0: never */

  /* on its way there */
  gboolean is_busy;
  GBytes *sent_document, *sent_roster;
  guint sent_serial;
  gint64 sent_ns;

  GBytes *roster; /* to be written; NULL: it is on disk */
  gint64 retry_ns;
  gboolean has_failed;
} TcKeep;

/** Makes and locks @dir (NULL: nothing is kept). Errors: TC_ERROR_UNAVAILABLE. To be
 * closed in any case. */
gboolean
tc_keep_open (TcKeep *self, const char *dir, const TcClock *clock, GError **error);
/** @wake: step() has something to do; called on another thread. */
void tc_keep_start (TcKeep *self, void (*wake) (gpointer data), gpointer data);
void tc_keep_close (TcKeep *self);

/** At the start: rules, roster and document into @intake. */
void tc_keep_read (TcKeep *self, TcIntake *intake);
/** Sends what is to be written now. */
void tc_keep_step (TcKeep *self, TcIntake *intake);
/** When step() has something to do; G_MAXINT64: not before @intake changes or the
 * writer wakes. */
gint64 tc_keep_next_ns (const TcKeep *self);
/** At the end: writes what is not yet on disk, within TC_KEEP_END_S. */
void tc_keep_finish (TcKeep *self, TcIntake *intake);
void tc_keep_roster (TcKeep *self, const char *bytes, gsize n_bytes);

G_END_DECLS
