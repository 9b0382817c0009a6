/* SPDX-License-Identifier: MIT
 *
 * scene/reload.h - a saved scene, theme or picture goes on the air
 *
 * A thread of its own looks when the kernel says that something changed in the scenes'
 * folder (inotify), and every two seconds in any case: folders on a network tell
 * nothing. A file is read when it has stood still for a moment and nobody is writing
 * it, so an editor that truncates, renames or writes slowly is never caught half way.
 * What was read well waits for the render thread, which takes it between two frames;
 * what was not is reported, and the last good one stays.
 *
 *   reload.c        looking: what changed and stands still
 *   reload-list.c   what is in the folder
 *   reload-read.c   reading what changed
 *   reload-fault.c  what is wrong
 *   reload-watch.c  the thread and inotify
 *
 * (Within the room.)
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/scene/scene.h"

#include <jansson.h>

G_BEGIN_DECLS

#define TC_RELOAD_MAX_FILES  4096 /* looked at; what is beyond is not, and is told */
#define TC_RELOAD_MAX_DIRS   128
#define TC_RELOAD_MAX_DEPTH  4
#define TC_RELOAD_SETTLE_MS  30   /* a file stands still for that long */
#define TC_RELOAD_VANISH_MS  250  /* gone for that long: an editor may be renaming */
#define TC_RELOAD_WRITING_MS 5000 /* a file held open longer is read all the same */
#define TC_RELOAD_LOOK_MS    2000 /* without being told */

/** What the render thread is to take over. */
typedef struct {
  TcTheme *theme;    /**< NULL: as before */
  GPtrArray *scenes; /**< (element-type TcScene): new and changed ones, by name; also
                          "always" and "slate" */
  GPtrArray *gone;   /**< (element-type utf8): names of scenes without a file */
} TcReloaded;

void tc_reloaded_free (TcReloaded *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcReloaded, tc_reloaded_free)

typedef struct {
  const char *dir;            /**< the scenes' folder */
  const char *theme;          /**< its name */
  const char *const *cameras; /**< as tc_scene_load */
  const TcClock *clock;
  void (*changed) (gpointer data); /**< there is something to take, or other errors;
                                        called on the thread that looks */
  gpointer data;
} TcReloadOptions;

typedef struct TcReload TcReload;

/** Notes how all files are now: what changes from here on is reloaded. Strings are
 * copied. Returns: (transfer full). */
TcReload *tc_reload_new (const TcReloadOptions *options);
/** What was loaded meanwhile from these files. @scenes: (element-type TcScene). */
void tc_reload_know (TcReload *self, TcTheme *theme, const GPtrArray *scenes);
/** Starts the thread. */
void tc_reload_start (TcReload *self);
/** Ends the thread, which may be reading a drawing for some seconds. NULL is allowed.
 */
void tc_reload_stop (TcReload *self);
/** Stops it first. NULL is allowed. */
void tc_reload_free (TcReload *self);

/** Returns: (transfer full) (nullable). Any thread. */
TcReloaded *tc_reload_take (TcReload *self);
/** Returns: (transfer full): [{file, message, since_ms}], what is wrong now. Any
 * thread.
 */
json_t *tc_reload_errors (TcReload *self);

/** One look. Returns: in how many ms the next one is due.
 * Thread: the one that looks. */
int tc_reload_look (TcReload *self);
/** Somebody began, or has ended, writing @path. */
void tc_reload_writing (TcReload *self, const char *path, gboolean is_writing);
/** The folders to be told about. */
const GPtrArray *tc_reload_dirs (const TcReload *self);

G_END_DECLS
