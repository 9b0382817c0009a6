/* SPDX-License-Identifier: MIT
 *
 * What ffprobe and ffmpeg say of a media file.
 */
#pragma once

#include <glib.h>

typedef struct {
  int n_video, n_audio;
  gboolean begins_with_key;
  double first_video_s, first_audio_s, last_video_s, last_audio_s;
  double max_video_gap_s; /**< between neighbours, by DTS */
  int n_back; /**< packets whose DTS is not above the one before, by stream */
  int n_keys;
  double max_key_gap_s;
} TestProbe;

/** Reads every packet of @path. FALSE when ffprobe cannot open it. */
gboolean test_probe (const char *path, TestProbe *out_probe);

/** Decodes all of @path. Returns: (transfer full): what ffmpeg complains of, "" if of
 * nothing. */
char *test_decode (const char *path);
