/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <string.h>

#include "process.h"

static char *
output_of (const char *const *argv, GSubprocessFlags flags, gboolean *out_ok)
{
  g_autoptr (GSubprocess) process = test_process_start (argv, flags, NULL);
  char *out = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL);
  *out_ok = g_subprocess_get_successful (process);
  return out ? out : g_strdup ("");
}

static void
take_video (TestProbe *probe, double dts_s, gboolean is_key, double *last_key_s)
{
  if (!probe->n_video++) {
    probe->first_video_s = dts_s;
    probe->begins_with_key = is_key;
    *last_key_s = dts_s;
  } else {
    probe->max_video_gap_s = MAX (probe->max_video_gap_s, dts_s - probe->last_video_s);
    probe->n_back += dts_s <= probe->last_video_s;
  }
  if (is_key) {
    probe->n_keys++;
    probe->max_key_gap_s = MAX (probe->max_key_gap_s, dts_s - *last_key_s);
    *last_key_s = dts_s;
  }
  probe->last_video_s = dts_s;
}

static void
take_audio (TestProbe *probe, double dts_s)
{
  if (!probe->n_audio++)
    probe->first_audio_s = dts_s;
  else
    probe->n_back += dts_s <= probe->last_audio_s;
  probe->last_audio_s = dts_s;
}

gboolean
test_probe (const char *path, TestProbe *out_probe)
{
  const char *const argv[] = {"ffprobe",
                              "-v",
                              "error",
                              "-show_entries",
                              "packet=codec_type,dts_time,flags",
                              "-of",
                              "csv=p=0",
                              path,
                              NULL};
  gboolean is_ok;
  g_autofree char *text = output_of (
      argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &is_ok);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  double last_key_s = 0;

  memset (out_probe, 0, sizeof *out_probe);
  for (char **line = lines; *line; line++) {
    g_auto (GStrv) fields = g_strsplit (*line, ",", 3);
    if (g_strv_length (fields) < 3)
      continue;
    double dts_s = g_ascii_strtod (fields[1], NULL);
    if (g_str_equal (fields[0], "video"))
      take_video (out_probe, dts_s, fields[2][0] == 'K', &last_key_s);
    else
      take_audio (out_probe, dts_s);
  }
  return is_ok;
}

char *
test_decode (const char *path)
{
  const char *const argv[] = {"ffmpeg", "-v", "error", "-nostdin", "-i",
                              path,     "-f", "null",  "-",        NULL};
  gboolean is_ok;
  char *text = output_of (
      argv, G_SUBPROCESS_FLAGS_STDERR_MERGE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &is_ok);

  return is_ok ? text : (g_free (text), g_strdup ("ffmpeg failed"));
}
