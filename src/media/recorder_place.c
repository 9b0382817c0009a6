/* SPDX-License-Identifier: MIT */
#include "media/recorder_place.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tallycast/core/error.h"

#define MAX_SEGMENT_S 86400
#define MAX_SAME_NAME 1000

gboolean
tc_recorder_check_settings (const TcRecorderSettings *settings, GError **error)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("mp4mux");

  if (settings->prefix && strchr (settings->prefix, '/')) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "record: the prefix '%s' must not contain '/'", settings->prefix);
    return FALSE;
  }
  if (settings->segment_s < 0 || settings->segment_s > MAX_SEGMENT_S) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "record: a segment of %d s is outside 1 .. %d", settings->segment_s,
                 MAX_SEGMENT_S);
    return FALSE;
  }
  if (!factory) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "record: GStreamer's mp4mux is missing (gstreamer1.0-plugins-good)");
    return FALSE;
  }
  if (g_mkdir_with_parents (settings->dir, 0777) == 0 &&
      access (settings->dir, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "record: %s: %s", settings->dir,
               g_strerror (errno));
  return FALSE;
}

/* GStreamer's words for a folder are in a language that is not known, and hide the
 * number: the system is asked again. */
json_t *
tc_recorder_why (const char *dir, const GError *error)
{
  if (error->domain == TC_WHY_ERROR)
    return tc_why_of_error (error);
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    return tc_why_of_disk (dir, G_FILE_ERROR_NOSPC, error->message);
  if (access (dir, W_OK | X_OK) != 0)
    return tc_why_of_disk (dir, g_file_error_from_errno (errno), error->message);
  return tc_why_of_disk (dir, G_FILE_ERROR_FAILED, error->message);
}

char *
tc_recorder_new_path (const char *dir, const char *prefix, const char *tag)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strconcat (time, tag ? "-" : NULL, tag, NULL);
  char *path = g_strdup_printf ("%s/%s-%s.mp4", dir, prefix, name);

  for (int n = 2; n < MAX_SAME_NAME && g_file_test (path, G_FILE_TEST_EXISTS); n++) {
    g_free (path);
    path = g_strdup_printf ("%s/%s-%s-%d.mp4", dir, prefix, name, n);
  }
  return path;
}

gboolean
tc_recorder_disk_free (G_GNUC_UNUSED gpointer data, const char *dir, guint64 *out_bytes)
{
  struct statvfs disk;

  if (statvfs (dir, &disk) != 0)
    return FALSE;
  *out_bytes = (guint64)disk.f_bavail * disk.f_frsize;
  return TRUE;
}
