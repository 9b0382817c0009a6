/* SPDX-License-Identifier: MIT
 *
 * One file of the recorder: `appsrc, appsrc ! mp4mux fragment-duration=1000 !
 * filesink`. Times in it begin at 0 with its first frame. Thread: the recorder's
 * worker.
 */
#pragma once

#include "tallycast/media/packet.h"

#include "media/teardown.h"

G_BEGIN_DECLS

typedef struct _TcRecorderFile TcRecorderFile;

/**
 * @first: the key frame it begins with (not yet pushed)
 * @audio_config: (nullable): without it the file has no sound
 *
 * Returns: (transfer full) (nullable): %NULL with TC_ERROR_UNAVAILABLE.
 */
TcRecorderFile *tc_recorder_file_open (const char *path,
                                       const TcStreamInfo *info,
                                       const TcPacket *first,
                                       GBytes *audio_config,
                                       GError **error);

/** Writes one packet; what is from before the first frame is left out. Does not block.
 */
void tc_recorder_file_push (TcRecorderFile *self, const TcPacket *packet);

/** Bytes pushed that mp4mux has not taken yet. */
guint64 tc_recorder_file_queued_bytes (TcRecorderFile *self);

gint64 tc_recorder_file_zero_ns (TcRecorderFile *self);

/** Returns: FALSE once writing has failed. */
gboolean tc_recorder_file_check (TcRecorderFile *self, GError **error);

/** fdatasync; blocks as long as the disk does. */
void tc_recorder_file_sync (TcRecorderFile *self);

/**
 * Finishes the file in the background (@is_broken: only closes it) and frees @self.
 * Returns: (transfer full): to wait for.
 */
TcTeardown *tc_recorder_file_close (TcRecorderFile *self, gboolean is_broken);

G_END_DECLS
