/* SPDX-License-Identifier: MIT
 *
 * scene/reload-private.h - the fields of a TcReload, for its two files
 */
#pragma once

#include "scene/reload.h"

#include <pthread.h>

G_BEGIN_DECLS

struct TcReload {
  char *dir, *theme_path;
  char **cameras;
  TcClock clock;
  void (*changed) (gpointer data);
  gpointer data;

  /* of the thread that looks */
  GHashTable *known;   /* path -> Signature, as it was read last */
  GHashTable *pending; /* path -> Pending */
  GHashTable *writing; /* path -> gint64: since when, ns */
  GHashTable *scenes;  /* path -> TcScene: the last good ones */
  GPtrArray *dirs;
  TcTheme *theme;

  pthread_mutex_t lock;
  /* guards: all below; faults are changed by the thread that looks alone */
  GHashTable *faults; /* file within dir -> Fault */
  TcReloaded *reloaded;
  gboolean is_news;

  /* of the thread */
  pthread_t thread;
  gboolean is_started;
  int inotify, end;    /* descriptors; end: an eventfd that ends the thread */
  GHashTable *watches; /* watch -> path of the folder */
};

void tc_reload_clear (TcReload *self);

G_END_DECLS
