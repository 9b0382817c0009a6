/* SPDX-License-Identifier: MIT */
#include "tallycast/media/camera.h"

#include <string.h>

#include "media/island.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

/* Frames of the fastest source that wait for D, and some more. */
#define QUEUE_EXTRA_MS 300
/* Before its tick a file's frame waits so long: the seam of a loop takes up to 50 ms.
 */
#define FILE_WAIT_MS 150

typedef struct {
  const char *scheme;
  TcSourceKind kind;
  const char *element; /* must be installed */
  const char *package; /* where Debian has it */
} Scheme;

static const Scheme schemes[] = {
    {"test", TC_SOURCE_TEST, "videotestsrc", "gstreamer1.0-plugins-base"},
    {"file", TC_SOURCE_FILE, "uridecodebin", "gstreamer1.0-plugins-base"},
    {"rtsp", TC_SOURCE_RTSP, "rtspsrc", "gstreamer1.0-plugins-good"},
    {"v4l2", TC_SOURCE_V4L2, "v4l2src", "gstreamer1.0-plugins-good"},
};

static const char *const scheme_names[] = {"test", "file", "rtsp", "v4l2", NULL};

static const char *const test_variants[] = {"", "ball", "smpte", NULL};

struct TcCamera {
  TcFrameQueue *frames;
  TcIsland *island;
};

static const Scheme *
find_scheme (const char *uri, GError **error)
{
  const char *colon = strchr (uri, ':');
  g_autofree char *name =
      colon ? g_strndup (uri, (gsize)(colon - uri)) : g_strdup (uri);

  for (guint i = 0; colon && i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i].scheme, name) == 0)
      return &schemes[i];
  const char *meant = tc_did_you_mean (name, scheme_names);
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "camera '%s%s': unknown scheme (known: test: file:// rtsp:// "
               "v4l2:)%s%s%s",
               name, colon ? ":..." : "", meant ? "; did you mean '" : "",
               meant ? meant : "", meant ? ":'?" : "");
  return NULL;
}

static gboolean
check_test (const char *uri, GError **error)
{
  const char *variant = uri + strlen ("test:");
  if (g_strv_contains (test_variants, variant))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "camera '%s': unknown test picture '%s' (known: test: test:ball "
               "test:smpte)",
               uri, variant);
  return FALSE;
}

static gboolean
check_file (const char *uri, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *path = g_filename_from_uri (uri, NULL, &cause);
  if (!path) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "camera '%s': %s (wanted: file:///path/to/clip.mp4)", uri,
                 cause->message);
    return FALSE;
  }
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "camera '%s': no such file", uri);
  return FALSE;
}

static gboolean
check_rtsp (const char *uri, GError **error)
{
  g_autoptr (GUri) parsed =
      g_uri_parse (uri, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;
  if (host && *host)
    return TRUE;
  g_autofree char *shown = tc_url_mask (uri);
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "camera '%s': not an address (wanted: rtsp://host[:port]/path)", shown);
  return FALSE;
}

static gboolean
check_device (const char *uri, GError **error)
{
  if (uri[strlen ("v4l2:")] == '/')
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "camera '%s': not a device (wanted: v4l2:/dev/v4l/by-id/...)", uri);
  return FALSE;
}

static gboolean
check_kind (const Scheme *scheme, const char *uri, GError **error)
{
  switch (scheme->kind) {
    case TC_SOURCE_TEST:
      return check_test (uri, error);
    case TC_SOURCE_FILE:
      return check_file (uri, error);
    case TC_SOURCE_RTSP:
      return check_rtsp (uri, error);
    default:
      return check_device (uri, error);
  }
}

static gboolean
check_installed (const Scheme *scheme, GError **error)
{
  GstElementFactory *factory = gst_element_factory_find (scheme->element);
  if (factory) {
    gst_object_unref (factory);
    return TRUE;
  }
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
               "camera '%s:': GStreamer element '%s' is not installed (package %s)",
               scheme->scheme, scheme->element, scheme->package);
  return FALSE;
}

gboolean
tc_camera_check_uri (const char *uri, GError **error)
{
  const Scheme *scheme = find_scheme (uri, error);
  return scheme && check_kind (scheme, uri, error) && check_installed (scheme, error);
}

static void
release_buffer (gpointer buffer)
{
  gst_buffer_unref (buffer);
}

/* Picture and sound are handed on together, in time for who reads first. */
static int
file_age_ms (const TcCameraSettings *settings)
{
  int read_ms = settings->delay_ms + MIN (settings->audio_delay_ms, 0);
  return MAX (read_ms - FILE_WAIT_MS, 0);
}

TcCamera *
tc_camera_new (const TcCameraSettings *settings,
               const TcFormat *format,
               const TcClock *clock,
               const TcCameraCallbacks *callbacks,
               GError **error)
{
  if (!tc_camera_check_uri (settings->uri, error))
    return NULL;

  TcCamera *self = g_new0 (TcCamera, 1);
  guint limit =
      (guint)(MAX (settings->delay_ms, 0) + QUEUE_EXTRA_MS) * TC_CAMERA_MAX_FPS / 1000;
  self->frames = tc_frame_queue_new (format->rate, limit, release_buffer);
  TcSourceSettings source = {
      .kind = find_scheme (settings->uri, NULL)->kind,
      .uri = settings->uri,
      .auth = settings->auth,
      .latency_ms = settings->latency_ms,
      .file_age_ms = file_age_ms (settings),
      .format = *format,
      .clock = clock,
      .frames = self->frames,
      .audio = settings->audio,
  };
  self->island = tc_island_new (settings->id, &source, callbacks);
  return self;
}

void
tc_camera_start (TcCamera *self)
{
  tc_island_start (self->island);
}

void
tc_camera_free (TcCamera *self)
{
  if (!self)
    return;
  tc_island_free (self->island);
  tc_frame_queue_free (self->frames);
  g_free (self);
}

const char *
tc_camera_id (const TcCamera *self)
{
  return tc_island_id (self->island);
}

TcFrameQueue *
tc_camera_frames (TcCamera *self)
{
  return self->frames;
}

json_t *
tc_camera_dup_why (TcCamera *self)
{
  return tc_island_dup_why (self->island);
}

void
tc_camera_get_status (TcCamera *self, TcCameraStatus *out_status)
{
  tc_island_get_status (self->island, out_status);
}
