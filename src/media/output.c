/* SPDX-License-Identifier: MIT
 *
 * The worker: every POLL_MS it asks the connection how it is and lets the machine
 * decide; in between it moves packets from its tap to the connection, as long as the
 * connection is hungry. Only the worker touches the machine and the connection.
 */
#include "tallycast/media/output.h"

#include <pthread.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/sync.h"
#include "tallycast/media/flv.h"
#include "tallycast/media/limits.h"

#include "media/output_machine.h"
#include "media/rtmp.h"

#define POLL_MS        50
#define CONGESTED_MS   10
#define RATE_SAMPLE_MS 250
#define RATE_SAMPLES   8

typedef enum {
  WANTS_NOTHING,
  WANTS_START,
  WANTS_STOP,
} Wish;

typedef struct {
  gint64 at_ns;
  guint64 bytes;
} RateSample;

struct _TcOutput {
  char *id; /* owned */
  TcRtmpTarget *target;
  TcHub *hub; /* borrowed */
  TcStreamInfo info;
  TcOutputNotify notify;
  gpointer notify_data;
  GThread *worker;

  /* The worker's alone. */
  TcHubTap *tap;
  TcOutputMachine machine;
  TcRtmp *rtmp; /* NULL: no connection */
  gboolean is_begun;
  gint64 zero_ns;                    /* DTS of the connection's first frame */
  GBytes *config[TC_PACKET_N_KINDS]; /* owned; last sent on this connection */
  guint64 closed_bytes;              /* sent by the connections before this one */
  RateSample rate[RATE_SAMPLES];
  guint rate_at;

  pthread_mutex_t lock;
  /* guards: */
  Wish wish;
  gboolean is_quitting;
  TcOutputStats stats; /* queue figures come from the tap */
};

static const char *const state_names[] = {"idle", "connecting", "wait_key", "live",
                                          "backoff"};

const char *
tc_output_state_name (TcOutputState state)
{
  return state_names[state];
}

void
tc_output_stats_clear (TcOutputStats *stats)
{
  g_clear_pointer (&stats->why, json_decref);
  g_clear_pointer (&stats->url, g_free);
}

static gint64
now_ns (void)
{
  return tc_clock_mono_ns (tc_clock_system ());
}

/* --- what others see ---------------------------------------------------------------
 */

static int
kbps_now (TcOutput *self, gint64 now, guint64 bytes)
{
  const RateSample *oldest = &self->rate[self->rate_at];
  const RateSample *newest =
      &self->rate[(self->rate_at + RATE_SAMPLES - 1) % RATE_SAMPLES];

  if (now - newest->at_ns >= RATE_SAMPLE_MS * TC_NS_PER_MS) {
    self->rate[self->rate_at] = (RateSample){now, bytes};
    self->rate_at = (self->rate_at + 1) % RATE_SAMPLES;
    oldest = &self->rate[self->rate_at];
  }
  gint64 span_ms = (now - oldest->at_ns) / TC_NS_PER_MS;
  /* Slots that were not used yet say nothing. */
  if (!oldest->at_ns || span_ms <= 0)
    return 0;
  return (int)((bytes - oldest->bytes) * 8 / (guint64)span_ms);
}

static gboolean
publish_stats (TcOutput *self, gint64 now)
{
  guint64 bytes = self->closed_bytes + self->machine.sent_bytes;
  int kbps = kbps_now (self, now, bytes);

  TC_LOCKED (&self->lock);
  gboolean has_changed = self->stats.since_ns != self->machine.since_ns ||
                         self->stats.state != self->machine.state;
  self->stats.state = self->machine.state;
  self->stats.since_ns = self->machine.since_ns;
  self->stats.down_ns = self->machine.down_ns;
  self->stats.is_refused = self->machine.is_refused;
  self->stats.reconnects = self->machine.reconnects;
  self->stats.bytes = bytes;
  self->stats.kbps = kbps;
  return has_changed;
}

static void
publish (TcOutput *self, gint64 now)
{
  if (!publish_stats (self, now) || !self->notify)
    return;
  g_auto (TcOutputStats) stats = {0};
  tc_output_get_stats (self, &stats);
  self->notify (self->notify_data, self->id, &stats);
}

/* @why: (transfer full) (nullable). */
static void
take_why (TcOutput *self, json_t *why)
{
  TC_LOCKED (&self->lock);
  json_decref (self->stats.why);
  self->stats.why = why;
}

/* --- the connection ----------------------------------------------------------------
 */

static void
send_config (TcOutput *self, TcPacketKind kind, GBytes *config, guint32 time_ms)
{
  if (!config || config == self->config[kind])
    return;
  g_clear_pointer (&self->config[kind], g_bytes_unref);
  self->config[kind] = g_bytes_ref (config);
  tc_rtmp_push (self->rtmp, tc_flv_config (kind, config, time_ms));
}

/* Metadata and both sequence headers, at time 0, right before the first key frame. */
static void
begin (TcOutput *self, const TcPacket *packet, gint64 now)
{
  g_autoptr (GBytes) audio = tc_hub_dup_config (self->hub, TC_PACKET_AUDIO);

  self->is_begun = TRUE;
  self->zero_ns = packet->dts_ns;
  tc_rtmp_push (self->rtmp, tc_flv_metadata (&self->info));
  send_config (self, TC_PACKET_VIDEO, packet->config, 0);
  send_config (self, TC_PACKET_AUDIO, audio, 0);
  tc_output_machine_handle (&self->machine, TC_OUTPUT_EVENT_KEY_SENT, now);
}

static void
send (TcOutput *self, const TcPacket *packet)
{
  gint64 now = now_ns ();

  if (!self->is_begun)
    begin (self, packet, now);
  /* Sound from just before the first frame. */
  if (packet->dts_ns < self->zero_ns)
    return;
  send_config (self, packet->kind, packet->config,
               (guint32)((packet->dts_ns - self->zero_ns) / TC_NS_PER_MS));
  tc_rtmp_push (self->rtmp, tc_flv_packet (packet, self->zero_ns));
}

static void
open_connection (TcOutput *self)
{
  json_t *why = NULL;

  self->rtmp = tc_rtmp_open (self->target, self->machine.times.socket_timeout_ms, &why);
  if (!self->rtmp)
    take_why (self, why);
}

static void
close_connection (TcOutput *self)
{
  gboolean says_goodbye = self->machine.state == TC_OUTPUT_IDLE;

  tc_hub_tap_close (self->tap);
  self->is_begun = FALSE;
  for (int kind = 0; kind < TC_PACKET_N_KINDS; kind++)
    g_clear_pointer (&self->config[kind], g_bytes_unref);
  self->closed_bytes += self->machine.sent_bytes;
  self->machine.sent_bytes = 0;
  if (!self->rtmp)
    return;

  gboolean is_down = tc_rtmp_close (g_steal_pointer (&self->rtmp), says_goodbye,
                                    self->machine.times.teardown_timeout_ms);
  TC_LOCKED (&self->lock);
  self->stats.abandoned += is_down ? 0 : 1;
}

static void
perform (TcOutput *self, TcOutputAction action)
{
  switch (action) {
    case TC_OUTPUT_DO_OPEN:
      open_connection (self);
      break;
    case TC_OUTPUT_DO_FEED:
      tc_hub_tap_open (self->tap);
      break;
    case TC_OUTPUT_DO_CLOSE:
      if (self->machine.reason != TC_WHY_OTHER &&
          self->machine.state == TC_OUTPUT_BACKOFF)
        take_why (self, tc_rtmp_target_why (self->target, self->machine.reason));
      publish (self, now_ns ());
      close_connection (self);
      break;
    default:
      break;
  }
}

/* --- the worker --------------------------------------------------------------------
 */

static gboolean
take_wish (TcOutput *self, Wish *out_wish)
{
  TC_LOCKED (&self->lock);
  *out_wish = self->wish;
  self->wish = WANTS_NOTHING;
  return !self->is_quitting;
}

static void
obey (TcOutput *self, Wish wish, gint64 now)
{
  if (wish == WANTS_NOTHING)
    return;
  if (wish == WANTS_START && self->machine.state == TC_OUTPUT_IDLE)
    take_why (self, NULL);
  perform (self, tc_output_machine_handle (&self->machine,
                                           wish == WANTS_START ? TC_OUTPUT_EVENT_START
                                                               : TC_OUTPUT_EVENT_STOP,
                                           now));
}

static gboolean
has_connection (const TcOutput *self)
{
  return self->machine.state == TC_OUTPUT_CONNECTING ||
         self->machine.state == TC_OUTPUT_WAIT_KEY ||
         self->machine.state == TC_OUTPUT_LIVE;
}

static void
check_connection (TcOutput *self, gint64 now)
{
  json_t *why = NULL;
  gboolean is_refused = FALSE;

  if (!has_connection (self))
    return;
  if (!self->rtmp) {
    perform (self,
             tc_output_machine_handle (&self->machine, TC_OUTPUT_EVENT_ERROR, now));
  } else if (!tc_rtmp_check (self->rtmp, &is_refused, &why)) {
    take_why (self, why);
    perform (self, tc_output_machine_handle (&self->machine,
                                             is_refused ? TC_OUTPUT_EVENT_REFUSED
                                                        : TC_OUTPUT_EVENT_ERROR,
                                             now));
  } else if (tc_hub_tap_take_overflow (self->tap)) {
    perform (self,
             tc_output_machine_handle (&self->machine, TC_OUTPUT_EVENT_OVERFLOW, now));
  }
}

static void
tick (TcOutput *self, gint64 now)
{
  TcHubTapStats queue;
  gboolean has_backlog = FALSE;
  guint64 sent_bytes = 0;

  if (self->rtmp) {
    tc_hub_tap_get_stats (self->tap, &queue);
    has_backlog = queue.queued_packets > 0 || tc_rtmp_queued_bytes (self->rtmp) > 0;
    sent_bytes = tc_rtmp_sent_bytes (self->rtmp);
  }
  perform (self, tc_output_machine_tick (&self->machine, now, sent_bytes, has_backlog));
}

/* Until @deadline, or until somebody wishes something. */
static void
feed (TcOutput *self, gint64 deadline)
{
  while (now_ns () < deadline) {
    if (self->rtmp && tc_rtmp_queued_bytes (self->rtmp) >= TC_OUTPUT_SINK_BYTES) {
      g_usleep (CONGESTED_MS * 1000);
      continue;
    }
    g_autoptr (TcPacket) packet = tc_hub_tap_pop (self->tap, deadline);
    if (!packet)
      return;
    send (self, packet);
  }
}

static gpointer
worker_thread (gpointer data)
{
  TcOutput *self = data;
  Wish wish;

  while (take_wish (self, &wish)) {
    gint64 now = now_ns ();

    obey (self, wish, now);
    check_connection (self, now);
    tick (self, now);
    publish (self, now);
    feed (self, now + POLL_MS * TC_NS_PER_MS);
  }
  obey (self, WANTS_STOP, now_ns ());
  publish (self, now_ns ());
  return NULL;
}

/* --- public ------------------------------------------------------------------------
 */

TcOutput *
tc_output_new (const TcOutputSettings *settings,
               TcHub *hub,
               const TcStreamInfo *info,
               GError **error)
{
  TcRtmpTarget *target = tc_rtmp_target_parse (settings->url, settings->key, error);
  if (!target)
    return NULL;
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("rtmp2sink");
  if (!factory) {
    tc_rtmp_target_free (target);
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "GStreamer's rtmp2sink is missing (gstreamer1.0-plugins-bad)");
    return NULL;
  }

  TcOutput *self = g_new0 (TcOutput, 1);
  self->id = g_strdup (settings->id);
  self->target = target;
  self->hub = hub;
  self->info = *info;
  self->notify = settings->notify;
  self->notify_data = settings->notify_data;
  self->tap = tc_hub_tap_new (hub, &tc_hub_limits_output);
  tc_output_machine_init (&self->machine,
                          settings->times ? settings->times : &tc_output_times_default,
                          g_random_int ());
  self->machine.since_ns = now_ns ();
  self->stats.since_ns = self->machine.since_ns;
  pthread_mutex_init (&self->lock, NULL);
  self->worker = g_thread_new ("output", worker_thread, self);
  return self;
}

static void
ask (TcOutput *self, Wish wish, gboolean is_quitting)
{
  {
    TC_LOCKED (&self->lock);
    self->wish = wish;
    self->is_quitting = is_quitting;
  }
  tc_hub_tap_wake (self->tap);
}

void
tc_output_start (TcOutput *self)
{
  ask (self, WANTS_START, FALSE);
}

void
tc_output_stop (TcOutput *self)
{
  ask (self, WANTS_STOP, FALSE);
}

void
tc_output_free (TcOutput *self)
{
  if (!self)
    return;
  ask (self, WANTS_STOP, TRUE);
  g_thread_join (self->worker);
  tc_hub_tap_free (self->tap);
  tc_rtmp_target_free (self->target);
  tc_output_stats_clear (&self->stats);
  pthread_mutex_destroy (&self->lock);
  g_free (self->id);
  g_free (self);
}

void
tc_output_get_stats (TcOutput *self, TcOutputStats *out_stats)
{
  TcHubTapStats queue;

  tc_hub_tap_get_stats (self->tap, &queue);
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
  out_stats->backlog_ms = queue.backlog_ms;
  out_stats->dropped_frames = queue.dropped_disposable + queue.dropped_to_key;
  out_stats->overflows = queue.overflows;
  out_stats->why = tc_why_copy (self->stats.why);
  out_stats->last_error = out_stats->why ? tc_why_text (out_stats->why, TRUE) : NULL;
  out_stats->url = g_strdup (self->target->shown);
}
