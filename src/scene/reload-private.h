/* SPDX-License-Identifier: MIT
 *
 * scene/reload-private.h - what the files of a TcReload share
 */
#pragma once

#include "scene/reload.h"

#include <pthread.h>

G_BEGIN_DECLS

/** What a file looks like from outside. */
typedef struct {
  gint64 mtime_ns, size;
  guint64 inode;
} TcReloadSignature;

/** What is in the folder. */
typedef struct {
  GHashTable *files; /* path -> TcReloadSignature */
  GPtrArray *dirs;   /* (element-type utf8): to be told about */
  gboolean is_cut;   /* there is more than the limits of reload.h */
} TcReloadListing;

typedef struct {
  char *message;
  gint64 since_ns;
} TcReloadFault;

struct TcReload {
  char *dir, *theme_path;
  char **cameras;
  TcClock clock;
  void (*changed) (gpointer data);
  gpointer data;

  /* of the thread that looks */
  GHashTable *known;   /* path -> TcReloadSignature, as it was read last */
  GHashTable *pending; /* path -> Pending */
  GHashTable *writing; /* path -> gint64: since when, ns */
  GHashTable *scenes;  /* path -> TcScene: the last good ones */
  GPtrArray *dirs;
  TcTheme *theme;

  pthread_mutex_t lock;
  /* guards: all below; faults are changed by the thread that looks alone */
  GHashTable *faults; /* file within dir -> TcReloadFault */
  TcReloaded *reloaded;
  gboolean is_news;

  /* of the thread */
  pthread_t thread;
  gboolean is_started;
  int inotify, end;    /* descriptors; end: an eventfd that ends the thread */
  GHashTable *watches; /* watch -> path of the folder */
};

/** FALSE: the folder cannot be read; @listing is empty, but has to be cleared. */
gboolean tc_reload_list (const TcReload *self, TcReloadListing *listing);
/** Reads what uses @changed: paths (element-type utf8), already known as they are now.
 */
void tc_reload_read (TcReload *self, GPtrArray *changed);
/** @message: what is wrong with @path; NULL: it is good again. */
void tc_reload_report (TcReload *self, const char *path, const char *message);
/** @path without the folder's own, if it is in there. */
const char *tc_reload_within (const TcReload *self, const char *path);
void tc_reload_fault_free (TcReloadFault *self);
/** Frees what is not the thread's. */
void tc_reload_clear (TcReload *self);

G_END_DECLS
