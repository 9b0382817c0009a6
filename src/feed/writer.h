/* SPDX-License-Identifier: MIT
 *
 * feed/writer.h - a thread that alone waits for the disk
 *
 * Takes one job at a time: files that are written one after the other, in order; the
 * first that fails ends the job. A disk that hangs stops this thread and nobody else;
 * it may even be left behind. Thread: one (the owner's).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_WRITER_MAX_FILES 3

typedef struct TcWriter TcWriter;

typedef struct {
  const char *name; /* static */
  GBytes *bytes;    /* NULL: nothing to write */
} TcWriterFile;

typedef enum {
  TC_WRITER_IDLE, /* no job since the last answer */
  TC_WRITER_BUSY,
  TC_WRITER_DONE,   /* told once, then IDLE */
  TC_WRITER_FAILED, /* the same */
} TcWriterState;

/** @wake is called on the writer's thread when a job has ended. */
TcWriter *tc_writer_new (const char *dir, void (*wake) (gpointer data), gpointer data);
/** Leaves a job that is under way to itself. @wake is not called any more. */
void tc_writer_free (TcWriter *self);

/** Only when IDLE. Takes references of the bytes. */
void tc_writer_start (TcWriter *self, const TcWriterFile files[TC_WRITER_MAX_FILES]);
/** @error: set with FAILED. */
TcWriterState tc_writer_poll (TcWriter *self, GError **error);
/** Waits for the end of the job, until CLOCK_MONOTONIC @end_ns at most. */
void tc_writer_wait (TcWriter *self, gint64 end_ns);

G_END_DECLS
