/* SPDX-License-Identifier: MIT
 *
 * counter-source [--size=WxH] [--fps=N] [--every=FRAMES]
 *
 * A camera and a backend that tell the same number at the same moment: a counter from
 * 10 to 99 and round again, one further every FRAMES frames. Prints "RTSP-URL
 * HTTP-URL".
 *
 * The camera (RTSP over TCP, H.264) shows the counter as eight squares, the highest bit
 * left, white for 1, black for 0, on grey: squares of W/16, from x = W/4, at y = 5H/18.
 *
 * The backend at HTTP-URL/LATER publishes the counter as scoring.aggregate LATER
 * milliseconds after the first frame that shows it left the encoder for the network.
 * Before that frame nothing is known of it here either, so LATER is 0 or more.
 */
#include "tallycast/web/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gst/rtsp-server/rtsp-server.h>
#include <gst/video/video.h>

#define FIRST    10
#define LAST     99
#define BITS     8
#define MAX_HELD 16
#define GREY     110

static char *size = NULL;
static int width = 640;
static int height = 360;
static int fps = 25;
static int every = 10;

static const GOptionEntry options[] = {
    {"size", 0, 0, G_OPTION_ARG_STRING, &size, "of the picture", "WxH"},
    {"fps", 0, 0, G_OPTION_ARG_INT, &fps, "frames a second", "N"},
    {"every", 0, 0, G_OPTION_ARG_INT, &every, "frames for each number", "FRAMES"},
    {NULL},
};

typedef struct {
  int later_ms;
  gint64 step; /* published last; -1: nothing yet */
  GPtrArray *held;
} Backend;

/* Streaming thread: the frame that is being painted, and how many were sent. */
static gint64 painted;
static gint64 sent;

static GPtrArray *backends; /* Backend, main thread */
static char *epoch;

static int
counter_of (gint64 step)
{
  return FIRST + (int)(step % (LAST - FIRST + 1));
}

/* --- the camera
 * ----------------------------------------------------------------------- */

static void
paint_square (GstVideoFrame *frame, int x, int y, int side, guint8 value)
{
  guint8 *plane = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  int stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  for (int row = 0; row < side; row++)
    memset (plane + (gsize)(y + row) * (gsize)stride + x, value, (gsize)side);
}

static GstPadProbeReturn
paint_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstVideoInfo video;
  GstVideoFrame frame;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  info->data = buffer;
  if (!caps || !gst_video_info_from_caps (&video, caps) ||
      !gst_video_frame_map (&frame, &video, buffer, GST_MAP_READWRITE))
    return GST_PAD_PROBE_OK;
  int counter = counter_of (painted++ / every);
  int side = width / 16;
  for (int bit = 0; bit < BITS; bit++) {
    guint8 value = counter >> (BITS - 1 - bit) & 1 ? 235 : 16;
    paint_square (&frame, width / 4 + bit * side, height * 5 / 18, side, value);
  }
  gst_video_frame_unmap (&frame);
  return GST_PAD_PROBE_OK;
}

static gboolean sent_cb (gpointer data);

/* Frames leave in the order they were painted: zero latency, no B frames. */
static GstPadProbeReturn
leave_cb (GstPad *pad G_GNUC_UNUSED,
          GstPadProbeInfo *info G_GNUC_UNUSED,
          gpointer data G_GNUC_UNUSED)
{
  gint64 frame = sent++;
  if (frame % every == 0) {
    gint64 *step = g_new (gint64, 1);
    *step = frame / every;
    g_main_context_invoke (NULL, sent_cb, step);
  }
  return GST_PAD_PROBE_OK;
}

static void
configure_cb (GstRTSPMediaFactory *factory G_GNUC_UNUSED,
              GstRTSPMedia *media,
              gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GstElement) bin = gst_rtsp_media_get_element (media);
  g_autoptr (GstElement) raw = gst_bin_get_by_name (GST_BIN (bin), "raw");
  g_autoptr (GstElement) coded = gst_bin_get_by_name (GST_BIN (bin), "coded");
  g_autoptr (GstPad) raw_pad = gst_element_get_static_pad (raw, "src");
  g_autoptr (GstPad) coded_pad = gst_element_get_static_pad (coded, "src");
  gst_pad_add_probe (raw_pad, GST_PAD_PROBE_TYPE_BUFFER, paint_cb, NULL, NULL);
  gst_pad_add_probe (coded_pad, GST_PAD_PROBE_TYPE_BUFFER, leave_cb, NULL, NULL);
}

/* --- the backend
 * ------------------------------------------------------------------------ */

static Backend *
backend_for (int later_ms)
{
  for (guint i = 0; i < backends->len; i++) {
    Backend *backend = g_ptr_array_index (backends, i);
    if (backend->later_ms == later_ms)
      return backend;
  }
  Backend *backend = g_new0 (Backend, 1);
  backend->later_ms = later_ms;
  backend->step = -1;
  backend->held = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_web_request_unref);
  g_ptr_array_add (backends, backend);
  return backend;
}

static void
answer (const Backend *backend, TcWebRequest *request)
{
  g_autofree char *aggregate = g_strdup_printf ("%d.00", counter_of (backend->step));
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  json_t *document = json_pack (
      "{s:i, s:s, s:I, s:s, s:s, s:{s:s, s:s, s:i, s:i}, s:{s:s, s:{s:s, s:s, s:i}, "
      "s:s, s:s, s:i, s:i, s:{s:i, s:i}}}",
      "version", 1, "epoch", epoch, "revision", (json_int_t)(backend->step + 2), "time",
      time, "phase", "scoring", "current", "unit", "u1", "name", "Counter", "order", 1,
      "of", 1, "scoring", "id", "s1", "subject", "kind", "unit", "unit", "u1", "count",
      1, "state", "open", "visibility", "live", "scale", 100, "decimals", 2, "ballots",
      "cast", 1, "eligible", 2);
  if (backend->step >= 0)
    json_object_set_new (json_object_get (document, "scoring"), "aggregate",
                         json_string (aggregate));
  tc_web_reply_json (request, 200, document);
}

static gboolean
publish_cb (gpointer data)
{
  gint64 *what = data; /* later_ms, step */
  Backend *backend = backend_for ((int)what[0]);
  backend->step = what[1];
  for (guint i = 0; i < backend->held->len; i++)
    answer (backend, g_ptr_array_index (backend->held, i));
  g_ptr_array_set_size (backend->held, 0);
  return G_SOURCE_REMOVE;
}

static gboolean
sent_cb (gpointer data)
{
  g_autofree gint64 *step = data;
  for (guint i = 0; i < backends->len; i++) {
    Backend *backend = g_ptr_array_index (backends, i);
    gint64 *what = g_new (gint64, 2);
    what[0] = backend->later_ms;
    what[1] = *step;
    g_timeout_add_full (G_PRIORITY_HIGH, (guint)backend->later_ms, publish_cb, what,
                        g_free);
  }
  return G_SOURCE_REMOVE;
}

static void
get_state (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  Backend *backend = backend_for (atoi (tc_web_request_param (request, "later")));
  g_autofree char *after = tc_web_request_query (request, "after");
  gboolean is_known = after && g_ascii_strtoll (after, NULL, 10) == backend->step + 2;
  if (!is_known || backend->held->len >= MAX_HELD)
    answer (backend, request);
  else
    g_ptr_array_add (backend->held, tc_web_request_ref (request));
}

static const TcWebRoute routes[] = {
    {"GET", "/{later}/api/v1/state", get_state},
    {NULL},
};

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_option_context_add_main_entries (context, options, NULL);
  gst_init (&argc, &argv);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      (size && sscanf (size, "%dx%d", &width, &height) != 2)) {
    fprintf (stderr, "counter-source: %s\n", error ? error->message : "--size WxH");
    return 64;
  }
  backends = g_ptr_array_new ();
  epoch = g_strdup_printf ("counter-%" G_GINT64_FORMAT, g_get_real_time ());
  TcWebServer *web = tc_web_server_new ("127.0.0.1:0", routes, NULL, NULL, &error);
  if (!web) {
    fprintf (stderr, "counter-source: %s\n", error->message);
    return 69;
  }

  GstRTSPServer *server = gst_rtsp_server_new ();
  gst_rtsp_server_set_address (server, "127.0.0.1");
  gst_rtsp_server_set_service (server, "0");
  GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new ();
  g_autofree char *launch = g_strdup_printf (
      "( videotestsrc is-live=true pattern=solid-color foreground-color=0xff%06x ! "
      "video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! "
      "identity name=raw ! x264enc name=coded tune=zerolatency speed-preset=ultrafast "
      "threads=1 bitrate=1500 key-int-max=%d ! "
      "rtph264pay name=pay0 pt=96 config-interval=1 )",
      GREY * 0x010101, width, height, fps, fps);
  gst_rtsp_media_factory_set_launch (factory, launch);
  gst_rtsp_media_factory_set_shared (factory, TRUE);
  gst_rtsp_media_factory_set_protocols (factory, GST_RTSP_LOWER_TRANS_TCP);
  g_signal_connect (factory, "media-configure", G_CALLBACK (configure_cb), NULL);
  GstRTSPMountPoints *mounts = gst_rtsp_server_get_mount_points (server);
  gst_rtsp_mount_points_add_factory (mounts, "/cam", factory);
  g_object_unref (mounts);
  if (gst_rtsp_server_attach (server, NULL) == 0) {
    fprintf (stderr, "counter-source: no port\n");
    return 69;
  }
  g_autofree char *http =
      g_strndup (tc_web_server_url (web), strlen (tc_web_server_url (web)) - 1);
  printf ("rtsp://127.0.0.1:%d/cam %s\n", gst_rtsp_server_get_bound_port (server),
          http);
  fflush (stdout);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}
