/* SPDX-License-Identifier: MIT */
#include "app/broadcast.h"
#include "app/unbuilt.h"
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"
#include "tallycast/media/media.h"

#include <glib-unix.h>

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* The terminal is gone, by ssh or a closed window: that ends no broadcast. */
static gboolean
on_hangup (G_GNUC_UNUSED gpointer data)
{
  tc_log (TC_LOG_WARN, "live", "the terminal is gone; SIGTERM ends the broadcast");
  return G_SOURCE_CONTINUE;
}

/* What the main loop runs for. */
typedef struct {
  TcBroadcast *broadcast;
  GMainLoop *loop;
  int exit_code;
} Run;

/* Nothing comes out of an encoder that failed, and all outputs depend on it: better end
 * with a clear line, so that whoever supervises the process starts it anew. */
static gboolean
on_second (gpointer data)
{
  Run *self = data;
  TcEncoderStats stats;

  tc_encoder_get_stats (self->broadcast->encoder, &stats);
  if (!stats.has_failed)
    return G_SOURCE_CONTINUE;
  g_autofree char *why = tc_encoder_dup_error (self->broadcast->encoder);
  tc_log (TC_LOG_ERROR, "encoder", "failed, nothing can go on the air: %s",
          why ? why : "no reason given");
  self->exit_code = TC_ERROR_UNAVAILABLE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
say_what_runs (const TcBroadcast *self)
{
  const TcConfig *config = self->config;

  tc_log (TC_LOG_INFO, "live",
          "programme %dx%d at %d/%d, delay %d ms, %u camera%s, %u output%s",
          self->format.width, self->format.height, self->format.rate.num,
          self->format.rate.den, config->programme.delay_ms, config->n_cameras,
          config->n_cameras == 1 ? "" : "s", config->n_outputs,
          config->n_outputs == 1 ? "" : "s");
  tc_log (TC_LOG_INFO, "live", "control at %s", tc_api_url (self->api));
}

/* Before anything runs: what comes while it starts is heard when it has, and ends it in
 * order. Each watch goes with its first signal: a second Ctrl-C ends the process at
 * once. */
static void
watch_signals (GMainLoop *loop)
{
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGHUP, on_hangup, NULL);
}

static int
run (const TcConfig *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcBroadcast) broadcast = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (tc_unbuilt_refuse (config, &error) && tc_media_init (&error)) {
    watch_signals (loop);
    broadcast = tc_broadcast_new (config, &error);
  }
  if (!broadcast)
    return tc_options_report ("live", error);
  say_what_runs (broadcast);
  Run self = {broadcast, loop, 0};
  guint watch = g_timeout_add_seconds (1, on_second, &self);
  g_main_loop_run (loop);
  if (self.exit_code == 0)
    g_source_remove (watch);

  tc_log (TC_LOG_INFO, "live", "ending");
  g_clear_pointer (&broadcast, tc_broadcast_free);
  tc_log (TC_LOG_INFO, "live", "ended");
  return self.exit_code;
}

int
tc_app_live (int argc, char **argv)
{
  int exit_code = 0;
  g_autoptr (TcConfig) config = tc_options_live (argc, argv, &exit_code);

  return config ? run (config) : exit_code;
}
