/* SPDX-License-Identifier: MIT
 *
 * feed/keep.h - what the feed keeps in state_dir, and when it writes
 *
 * What was published is written at once when it changes; the last document at most
 * every TC_KEEP_APART_S, and anew every TC_KEEP_AGAIN_S while the backend is well, so
 * that its age on disk is right. A disk that cannot be written is told once. Thread:
 * one (the feed's).
 */
#pragma once

#include "feed/intake.h"

G_BEGIN_DECLS

#define TC_KEEP_APART_S 2
#define TC_KEEP_AGAIN_S 60

typedef struct {
  char *dir; /* owned; NULL: nothing is kept */
  const TcClock *clock;
  GBytes *document; /* as last saved */
  gint64 saved_ns;  /* 0: never */
  gint64 next_ns;
  guint memory_serial;
  gboolean has_failed;
} TcKeep;

void tc_keep_init (TcKeep *self, const char *dir, const TcClock *clock);
void tc_keep_clear (TcKeep *self);

/** At the start: rules, roster and document into @intake. */
void tc_keep_read (TcKeep *self, TcIntake *intake);
/** Writes what is to be written now. */
void tc_keep_step (TcKeep *self, TcIntake *intake);
/** When step() has something to do; G_MAXINT64: not before @intake changes. */
gint64 tc_keep_next_ns (const TcKeep *self);
/** At the end: writes what is not yet on disk. */
void tc_keep_finish (TcKeep *self, TcIntake *intake);
void tc_keep_roster (TcKeep *self, const char *bytes, gsize n_bytes);

G_END_DECLS
