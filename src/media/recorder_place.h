/* SPDX-License-Identifier: MIT
 *
 * Where recordings go: the checks before the first one, their names, the room left.
 * Pure of state; any thread.
 */
#pragma once

#include "tallycast/media/recorder.h"

G_BEGIN_DECLS

/** Makes the directory. Errors as tc_recorder_new. */
gboolean
tc_recorder_check_settings (const TcRecorderSettings *settings, GError **error);

/** A name that is not there yet, by local time. @tag: (nullable). (transfer full) */
char *tc_recorder_new_path (const char *dir, const char *prefix, const char *tag);

/** What is wrong with @dir, when GStreamer could not write there. Returns: (transfer
 * full). */
json_t *tc_recorder_why (const char *dir, const GError *error);

/** statvfs, as TcRecorderSettings.free_space. */
gboolean tc_recorder_disk_free (gpointer data, const char *dir, guint64 *out_bytes);

G_END_DECLS
