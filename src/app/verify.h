/* SPDX-License-Identifier: MIT
 *
 * app/verify.h - an as-run log, and what it says of a moment and of a meeting
 *
 *   verify.c            the command line, the verdict
 *   verify_run.c        one run of the program in the log: its frames and its time
 *   verify_moment.c     what the public saw: in words
 *   verify_replay.c     the same, drawn again by the stage's own code
 *   verify_documents.c  the documents of the log, judged as the feed judged them
 *   verify_files.c      scenes, theme and pictures out of the log's objects
 *   verify_export.c     for spreadsheets, players and video sites
 */
#pragma once

#include "app/render_play.h"
#include "tallycast/control/asrun_log.h"

#include <stdio.h>

G_BEGIN_DECLS

/** From an `open` record to the next one. */
typedef struct {
  const TcAsrunLog *log; /* borrowed */
  guint number;          /* from 1 */
  guint first, end;      /* lines of the log: first .. end - 1 */
  int width, height, delay_ms;
  TcRate rate;
  char *language, *theme, *scene; /* scene: on programme at its begin */
  GArray *anchors; /* of TcVerifyAnchor, by line: where frame and time are one moment */
} TcVerifyRun;

typedef struct {
  gint64 frame, wall_us;
} TcVerifyAnchor;

/** @number: 0: the last one. Errors: TC_ERROR_DATA. Returns: (transfer full). */
TcVerifyRun *tc_verify_run_new (const TcAsrunLog *log, guint number, GError **error);
void tc_verify_run_free (TcVerifyRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcVerifyRun, tc_verify_run_free)
/** The one that was running at @wall_us. */
TcVerifyRun *tc_verify_run_at (const TcAsrunLog *log, gint64 wall_us, GError **error);
/** The one that recorded @file, and at which frame it began. */
TcVerifyRun *tc_verify_run_recording (const TcAsrunLog *log,
                                      const char *file,
                                      gint64 *frame,
                                      GError **error);
gint64 tc_verify_run_frame (const TcVerifyRun *self, gint64 wall_us);
gint64 tc_verify_run_wall_us (const TcVerifyRun *self, gint64 frame);
/** The last frame that a record of it tells of. */
gint64 tc_verify_run_last_frame (const TcVerifyRun *self);

/** "109000" or RFC 3339, also "2026-11-23T10:42:07" and "10:42:07" (of the last run's
 * day) in this machine's zone, to run and frame. @number: the run of a frame, 0: the
 * last. Errors: TC_ERROR_USAGE, TC_ERROR_DATA (nothing was on the air then). */
TcVerifyRun *tc_verify_moment_find (const TcAsrunLog *log,
                                    const char *word,
                                    guint number,
                                    gint64 *frame,
                                    GError **error);
/** What the public saw at @frame, in words. */
void tc_verify_moment_say (const TcVerifyRun *run, gint64 frame, FILE *out);

/** All documents of a run's log, and of those before it. */
typedef struct TcVerifyDocuments TcVerifyDocuments;

/** Judges them all. @run is borrowed. Errors: TC_ERROR_DATA (an object is missing or
 * wrong). Returns: (transfer full). */
TcVerifyDocuments *tc_verify_documents_new (const TcVerifyRun *run, GError **error);
void tc_verify_documents_free (TcVerifyDocuments *self);
/** What the `document` record @record put on the air at @frame: as taken, retracted,
 * restored or by the operator's word alone, with its roster. Errors: TC_ERROR_DATA.
 * Returns: (transfer full): not shared yet. */
TcSnapshot *tc_verify_documents_shown (TcVerifyDocuments *self,
                                       const json_t *record,
                                       gint64 frame,
                                       GError **error);

/**
 * What happened up to @frame, as `render` plays it.
 * @scenes: (element-type utf8): names that there are; takes of others are left out
 * Errors: TC_ERROR_DATA (an object is missing or wrong).
 * Returns: (transfer full) (element-type TcRenderEvent).
 */
GPtrArray *tc_verify_replay_events (const TcVerifyRun *run,
                                    gint64 frame,
                                    GHashTable *scenes,
                                    GError **error);
/** Draws @frame again into the PNG @out. @fonts: (nullable): a house's own. */
gboolean tc_verify_replay_draw (const TcVerifyRun *run,
                                gint64 frame,
                                const char *fonts,
                                const char *out,
                                GError **error);

/** Files of the scenes as they were in effect at @frame, in a folder of their own. */
typedef struct {
  char *dir;
  GHashTable *scenes; /* names */
} TcVerifyFiles;

TcVerifyFiles *
tc_verify_files_new (const TcVerifyRun *run, gint64 frame, GError **error);
/** Removes the folder. */
void tc_verify_files_free (TcVerifyFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcVerifyFiles, tc_verify_files_free)

typedef enum {
  TC_VERIFY_MP4,     /* ffmpeg's metadata */
  TC_VERIFY_YOUTUBE, /* lines for a video's description */
  TC_VERIFY_WEBVTT,  /* a player's track of chapters */
} TcVerifyChapters;

/** Every record, a line each (RFC 4180). */
void tc_verify_export_csv (const TcAsrunLog *log, FILE *out);
/** @from: the frame at which the recording or stream begins. FALSE: there is no
 * chapter. */
gboolean tc_verify_export_chapters (const TcVerifyRun *run,
                                    TcVerifyChapters kind,
                                    gint64 from,
                                    FILE *out);

/** Of a record. */
const char *tc_verify_kind (const json_t *record);
const json_t *tc_verify_what (const json_t *record, const char *key);
gint64 tc_verify_record_frame (const json_t *record);
/** RFC 3339; 0 when it is none. */
gint64 tc_verify_record_wall_us (const json_t *record);

G_END_DECLS
