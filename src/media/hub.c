/* SPDX-License-Identifier: MIT
 *
 * Sorting. Video comes out of x264 about half a second after the sound of the same
 * moment (look-ahead and frame threads), so the sound waits here. A packet may go when
 * nothing older can still come: the other stream has one waiting, or has already passed
 * its DTS. When one stream is silent for a second the other goes on without it. There
 * is no timer: each push looks, and when nothing is pushed there is nobody to serve.
 */
#include "tallycast/media/hub.h"

#include <pthread.h>

#include "tallycast/core/sync.h"
#include "tallycast/media/limits.h"

#include "media/hub_private.h"

typedef struct {
  TcPacket *packet; /* owned */
  gint64 arrival_ns;
} Waiting;

struct _TcHub {
  const TcClock *clock; /* borrowed */

  /* Lock order: this one, then a tap's. */
  pthread_mutex_t lock;
  /* guards: */
  GQueue waiting[TC_PACKET_N_KINDS]; /* of Waiting, owned */
  gint64 newest_ns[TC_PACKET_N_KINDS];
  GBytes *config[TC_PACKET_N_KINDS]; /* owned, nullable */
  GPtrArray *taps;                   /* borrowed: they detach before they go */
  TcHubStats stats;
};

TcHub *
tc_hub_new (const TcClock *clock)
{
  TcHub *self = g_new0 (TcHub, 1);

  self->clock = clock;
  pthread_mutex_init (&self->lock, NULL);
  for (int kind = 0; kind < TC_PACKET_N_KINDS; kind++) {
    g_queue_init (&self->waiting[kind]);
    self->newest_ns[kind] = G_MININT64;
  }
  self->taps = g_ptr_array_new ();
  self->stats.last_dts_ns = G_MININT64;
  return self;
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  tc_packet_unref (waiting->packet);
  g_free (waiting);
}

void
tc_hub_free (TcHub *self)
{
  if (!self)
    return;
  g_return_if_fail (self->taps->len == 0);
  for (int kind = 0; kind < TC_PACKET_N_KINDS; kind++) {
    g_queue_clear_full (&self->waiting[kind], waiting_free);
    g_clear_pointer (&self->config[kind], g_bytes_unref);
  }
  g_ptr_array_unref (self->taps);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* The kind whose turn it is by DTS (video first when equal), or -1. */
static int
next_kind (TcHub *self)
{
  const Waiting *video = g_queue_peek_head (&self->waiting[TC_PACKET_VIDEO]);
  const Waiting *audio = g_queue_peek_head (&self->waiting[TC_PACKET_AUDIO]);

  if (!video)
    return audio ? TC_PACKET_AUDIO : -1;
  if (!audio || video->packet->dts_ns <= audio->packet->dts_ns)
    return TC_PACKET_VIDEO;
  return TC_PACKET_AUDIO;
}

static gboolean
may_go (TcHub *self, TcPacketKind kind, gint64 now_ns)
{
  const Waiting *waiting = g_queue_peek_head (&self->waiting[kind]);
  TcPacketKind other = kind == TC_PACKET_VIDEO ? TC_PACKET_AUDIO : TC_PACKET_VIDEO;

  return !g_queue_is_empty (&self->waiting[other]) ||
         self->newest_ns[other] >= waiting->packet->dts_ns ||
         now_ns - waiting->arrival_ns >= TC_HUB_INTERLEAVE_MS * TC_NS_PER_MS ||
         g_queue_get_length (&self->waiting[kind]) > TC_HUB_INTERLEAVE_PACKETS;
}

static void
hand_on (TcHub *self, TcPacketKind kind)
{
  Waiting *waiting = g_queue_pop_head (&self->waiting[kind]);
  TcPacket *packet = waiting->packet;

  if (packet->dts_ns < self->stats.last_dts_ns)
    self->stats.late++;
  self->stats.last_dts_ns = MAX (self->stats.last_dts_ns, packet->dts_ns);
  if (kind == TC_PACKET_VIDEO)
    self->stats.video_packets++;
  else
    self->stats.audio_packets++;
  for (guint i = 0; i < self->taps->len; i++)
    tc_hub_tap_put (g_ptr_array_index (self->taps, i), packet);
  waiting_free (waiting);
}

void
tc_hub_push (TcHub *self, TcPacket *packet)
{
  Waiting *waiting = g_new (Waiting, 1);
  gint64 now_ns = tc_clock_mono_ns (self->clock);

  waiting->packet = packet;
  waiting->arrival_ns = now_ns;

  TC_LOCKED (&self->lock);
  if (self->config[packet->kind] != packet->config) {
    g_clear_pointer (&self->config[packet->kind], g_bytes_unref);
    self->config[packet->kind] = g_bytes_ref (packet->config);
  }
  self->newest_ns[packet->kind] = packet->dts_ns;
  g_queue_push_tail (&self->waiting[packet->kind], waiting);

  for (int kind = next_kind (self); kind >= 0; kind = next_kind (self)) {
    if (!may_go (self, (TcPacketKind)kind, now_ns))
      break;
    hand_on (self, (TcPacketKind)kind);
  }
}

GBytes *
tc_hub_dup_config (TcHub *self, TcPacketKind kind)
{
  TC_LOCKED (&self->lock);
  return self->config[kind] ? g_bytes_ref (self->config[kind]) : NULL;
}

void
tc_hub_get_stats (TcHub *self, TcHubStats *out_stats)
{
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
}

void
tc_hub_attach (TcHub *self, TcHubTap *tap)
{
  TC_LOCKED (&self->lock);
  g_ptr_array_add (self->taps, tap);
}

void
tc_hub_detach (TcHub *self, TcHubTap *tap)
{
  TC_LOCKED (&self->lock);
  g_ptr_array_remove (self->taps, tap);
}
