/* SPDX-License-Identifier: MIT
 *
 * rtsp-server [--port=N] [--size=WxH] [--fps=N] [--user=NAME:PASSWORD] [FILE.mp4]
 *
 * A camera for tests: serves rtsp://127.0.0.1:PORT/cam over TCP, H.264 and AAC, from an
 * MP4 file (once, then the stream ends) or from a generated picture and tone. Prints
 * its URL when it listens (port 0: any free one). Signals from outside play the faults:
 * SIGKILL is a camera unplugged, SIGSTOP and SIGCONT one that hangs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gst/rtsp-server/rtsp-server.h>

static int port = 0;
static char *size = NULL;
static int fps = 25;
static char *user = NULL;
static char **files = NULL;

static const GOptionEntry entries[] = {
    {"port", 0, 0, G_OPTION_ARG_INT, &port, "TCP port (0: any)", "N"},
    {"size", 0, 0, G_OPTION_ARG_STRING, &size, "of the generated picture", "WxH"},
    {"fps", 0, 0, G_OPTION_ARG_INT, &fps, "of the generated picture", "N"},
    {"user", 0, 0, G_OPTION_ARG_STRING, &user, "asks for a password", "NAME:PASSWORD"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "[FILE]"},
    {NULL},
};

static char *
launch_file (const char *path)
{
  return g_strdup_printf (
      "( filesrc location=\"%s\" ! qtdemux name=demux "
      "demux.video_0 ! queue ! h264parse ! rtph264pay name=pay0 pt=96 "
      "config-interval=1 "
      "demux.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )",
      path);
}

static char *
launch_generated (int width, int height)
{
  return g_strdup_printf (
      "( videotestsrc is-live=true pattern=ball ! "
      "video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! "
      "x264enc tune=zerolatency speed-preset=ultrafast threads=1 key-int-max=%d ! "
      "rtph264pay name=pay0 pt=96 config-interval=1 "
      "audiotestsrc is-live=true wave=ticks ! audio/x-raw,rate=48000,channels=2 ! "
      "avenc_aac ! rtpmp4gpay name=pay1 pt=97 )",
      width, height, fps, fps);
}

static void
ask_for_password (GstRTSPServer *server, GstRTSPMediaFactory *factory)
{
  g_auto (GStrv) parts = g_strsplit (user, ":", 2);
  g_autofree char *basic = gst_rtsp_auth_make_basic (parts[0], parts[1]);
  g_autoptr (GstRTSPAuth) auth = gst_rtsp_auth_new ();
  GstRTSPToken *token = gst_rtsp_token_new (GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE,
                                            G_TYPE_STRING, "user", NULL);

  gst_rtsp_auth_add_basic (auth, basic, token);
  gst_rtsp_token_unref (token);
  gst_rtsp_server_set_auth (server, auth);
  gst_rtsp_media_factory_add_role (
      factory, "user", GST_RTSP_PERM_MEDIA_FACTORY_ACCESS, G_TYPE_BOOLEAN, TRUE,
      GST_RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, G_TYPE_BOOLEAN, TRUE, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int width = 320;
  int height = 180;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      (size && sscanf (size, "%dx%d", &width, &height) != 2)) {
    fprintf (stderr, "rtsp-server: %s\n", error ? error->message : "--size is WxH");
    return 64;
  }

  GstRTSPServer *server = gst_rtsp_server_new ();
  GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new ();
  g_autoptr (GstRTSPMountPoints) mounts = gst_rtsp_server_get_mount_points (server);
  g_autofree char *launch =
      files ? launch_file (files[0]) : launch_generated (width, height);
  g_autofree char *service = g_strdup_printf ("%d", port);

  gst_rtsp_media_factory_set_launch (factory, launch);
  gst_rtsp_media_factory_set_shared (factory, FALSE);
  gst_rtsp_media_factory_set_protocols (factory, GST_RTSP_LOWER_TRANS_TCP);
  if (user)
    ask_for_password (server, factory);
  gst_rtsp_mount_points_add_factory (mounts, "/cam", factory);
  gst_rtsp_server_set_address (server, "127.0.0.1");
  gst_rtsp_server_set_service (server, service);
  if (gst_rtsp_server_attach (server, NULL) == 0) {
    fprintf (stderr, "rtsp-server: port %d cannot be had\n", port);
    return 69;
  }
  printf ("rtsp://127.0.0.1:%d/cam\n", gst_rtsp_server_get_bound_port (server));
  fflush (stdout);

  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_main_loop_run (loop);
  return 0;
}
