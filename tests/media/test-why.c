/* SPDX-License-Identifier: MIT
 *
 * What GStreamer, GIO, servers and the system say of a failure, and what we make of it.
 */
#include "tallycast/core/why.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/why.h"
#include "media/recorder_place.h"
#include "media/rtmp.h"
#include "tallycast/media/media.h"

static void
assert_code (json_t *why, TcWhyCode code)
{
  test_why_has_words (why);
  g_assert_cmpstr (json_string_value (json_object_get (why, "code")), ==,
                   tc_why_code_name (code));
}

/* --- an output -------------------------------------------------------------------- */

#define FAILED GST_RESOURCE_ERROR_FAILED
#define WRITE  GST_RESOURCE_ERROR_WRITE

/* As rtmp2sink of GStreamer 1.22 says them. */
static const struct {
  const char *text, *domain;
  int number, resource;
  TcWhyCode code;
} losses[] = {
    {"Connection refused: Could not connect to 10.0.0.9: Connection refused", NULL, 0,
     GST_RESOURCE_ERROR_NOT_FOUND, TC_WHY_CONNECTION_REFUSED},
    {"Failed to connect: x", "g-resolver-error-quark", 0, FAILED, TC_WHY_NO_SUCH_HOST},
    {"Failed to connect: x", "g-io-error-quark", G_IO_ERROR_HOST_UNREACHABLE, FAILED,
     TC_WHY_UNREACHABLE},
    {"Failed to connect: x", "g-io-error-quark", G_IO_ERROR_NETWORK_UNREACHABLE, FAILED,
     TC_WHY_UNREACHABLE},
    {"Failed to connect: x", "g-io-error-quark", G_IO_ERROR_TIMED_OUT, FAILED,
     TC_WHY_NO_ANSWER},
    {"Failed to connect: x", "g-tls-error-quark", 3, FAILED, TC_WHY_NOT_TRUSTED},
    {"Connection error: x", "g-io-error-quark", G_IO_ERROR_CONNECTION_CLOSED, WRITE,
     TC_WHY_CONNECTION_ENDED},
    {"Not authorized to connect: s3cretkey is unknown", "g-io-error-quark", 14,
     GST_RESOURCE_ERROR_NOT_AUTHORIZED, TC_WHY_KEY_REFUSED},
    {"Failed to connect: publish denied", "g-io-error-quark", 0, FAILED,
     TC_WHY_KEY_REFUSED},
    {"Failed to connect: publish denied; stream already exists: NetStream.Publish."
     "BadName s3cretkey",
     "g-io-error-quark", 0, FAILED, TC_WHY_KEY_IN_USE},
    {"Failed to connect: s3cretkey \xff", "g-io-error-quark", 0, FAILED, TC_WHY_OTHER},
    {"Failed to connect: x", "another-quark", 39, FAILED, TC_WHY_OTHER},
};

static void
test_losses (void)
{
  g_autoptr (TcRtmpTarget) target =
      tc_rtmp_target_parse ("rtmp://10.0.0.9:1936/live/s3cretkey", NULL, NULL);

  /* as a program does that has used them */
  g_assert_cmpuint (G_IO_ERROR, !=, 0);
  g_assert_cmpuint (G_RESOLVER_ERROR, !=, 0);
  g_assert_cmpuint (G_TLS_ERROR, !=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
    g_autoptr (GError) error =
        g_error_new_literal (GST_RESOURCE_ERROR, losses[i].resource, losses[i].text);
    g_autofree char *details =
        losses[i].domain
            ? g_strdup_printf ("../sink.c(1117): send_connect_error ():\ndomain %s, "
                               "code %d",
                               losses[i].domain, losses[i].number)
            : NULL;
    GstMessage *message = gst_message_new_error (NULL, error, details);
    gboolean is_refused = FALSE;
    json_t *why = tc_rtmp_why (target, message, &is_refused);

    g_test_message ("%s", losses[i].text);
    assert_code (why, losses[i].code);
    g_assert_true (is_refused == (losses[i].code == TC_WHY_KEY_REFUSED ||
                                  losses[i].code == TC_WHY_KEY_IN_USE));
    char *all = json_dumps (why, 0);
    g_assert_null (strstr (all, "s3cretkey"));
    if (losses[i].code != TC_WHY_OTHER)
      g_assert_nonnull (strstr (all, "10.0.0.9:1936"));
    free (all);
    json_decref (why);
    gst_message_unref (message);
  }
}

/* --- the recorder ----------------------------------------------------------------- */

static void
test_recorder (void)
{
  g_autofree char *dir = g_dir_make_tmp ("why-XXXXXX", NULL);
  g_autofree char *gone = g_build_filename (dir, "tape", NULL);
  g_autoptr (GError) write = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE, "Error while writing");
  g_autoptr (GError) full = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT, "No space left");
  g_autoptr (GError) missing =
      g_error_new_literal (TC_WHY_ERROR, TC_WHY_NOT_INSTALLED, "mp4mux");
  const struct {
    const char *dir;
    const GError *error;
    TcWhyCode code;
  } rows[] = {
      {dir, write, TC_WHY_WRITE_FAILED},
      {dir, full, TC_WHY_DISK_FULL},
      {dir, missing, TC_WHY_NOT_INSTALLED},
      {gone, write, TC_WHY_FOLDER_GONE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    json_t *why = tc_recorder_why (rows[i].dir, rows[i].error);

    assert_code (why, rows[i].code);
    json_decref (why);
  }
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (tc_media_init (&error));
  g_test_add_func ("/media/why/a-lost-connection-has-its-code-and-no-key", test_losses);
  g_test_add_func ("/media/why/a-disk-that-takes-nothing-has-its-code", test_recorder);
  return g_test_run ();
}
