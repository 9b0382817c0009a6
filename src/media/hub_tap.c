/* SPDX-License-Identifier: MIT
 *
 * One consumer's queue and its drops. The measure is how old the oldest droppable frame
 * is, not how full the queue is (OBS does the same, obs-outputs/rtmp-stream.c): audio
 * and key frames stay, so a slow link first loses smoothness, then shows one picture a
 * GOP with whole sound, and only then loses its connection.
 */
#include "tallycast/media/hub.h"

#include <pthread.h>

#include "tallycast/core/sync.h"
#include "tallycast/media/limits.h"

#include "media/hub_private.h"

const TcHubLimits tc_hub_limits_output = {
    .drop_disposable_ms = TC_OUTPUT_DROP_DISPOSABLE_MS,
    .drop_to_key_ms = TC_OUTPUT_DROP_TO_KEY_MS,
    .cap_ms = TC_OUTPUT_QUEUE_MS,
    .cap_bytes = TC_OUTPUT_QUEUE_BYTES,
};

const TcHubLimits tc_hub_limits_recorder = {
    .cap_ms = TC_RECORDER_QUEUE_MS,
    .cap_bytes = TC_RECORDER_QUEUE_BYTES,
};

struct _TcHubTap {
  TcHub *hub; /* borrowed */
  TcHubLimits limits;

  /* Taken while the hub's lock is held. */
  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guards: */
  GQueue queue; /* of TcPacket, owned */
  gsize bytes;
  gint64 newest_ns;     /* DTS of the last packet taken */
  gboolean is_open;     /* takes packets */
  gboolean needs_key;   /* takes nothing before a key frame: just opened or emptied */
  gboolean skips_video; /* takes sound, but video only from the next key frame on */
  gboolean is_woken;
  gboolean has_overflowed;
  guint64 dropped_disposable, dropped_to_key, overflows;
};

TcHubTap *
tc_hub_tap_new (TcHub *hub, const TcHubLimits *limits)
{
  TcHubTap *self = g_new0 (TcHubTap, 1);

  self->hub = hub;
  self->limits = *limits;
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->changed);
  g_queue_init (&self->queue);
  tc_hub_attach (hub, self);
  return self;
}

static void
empty_locked (TcHubTap *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify)tc_packet_unref);
  self->bytes = 0;
}

void
tc_hub_tap_free (TcHubTap *self)
{
  if (!self)
    return;
  tc_hub_detach (self->hub, self);
  empty_locked (self);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
reset (TcHubTap *self, gboolean is_open)
{
  TC_LOCKED (&self->lock);
  empty_locked (self);
  self->is_open = is_open;
  self->needs_key = TRUE;
  self->skips_video = FALSE;
  self->has_overflowed = FALSE;
}

void
tc_hub_tap_open (TcHubTap *self)
{
  reset (self, TRUE);
}

void
tc_hub_tap_close (TcHubTap *self)
{
  reset (self, FALSE);
}

static gboolean
is_droppable (const TcPacket *packet)
{
  return packet->kind == TC_PACKET_VIDEO && !packet->is_key;
}

static GList *
first_droppable (TcHubTap *self)
{
  GList *link = self->queue.head;

  while (link && !is_droppable (link->data))
    link = link->next;
  return link;
}

/* How long the oldest droppable frame has been waiting, in programme time. */
static gint64
droppable_span_ms (TcHubTap *self)
{
  const GList *link = first_droppable (self);
  const TcPacket *packet = link ? link->data : NULL;

  return packet ? (self->newest_ns - packet->dts_ns) / TC_NS_PER_MS : 0;
}

static GList *
remove_link (TcHubTap *self, GList *link)
{
  GList *next = link->next;
  TcPacket *packet = link->data;

  self->bytes -= packet->size_bytes;
  g_queue_delete_link (&self->queue, link);
  tc_packet_unref (packet);
  return next;
}

static void
drop_disposable (TcHubTap *self)
{
  for (GList *link = self->queue.head; link;) {
    const TcPacket *packet = link->data;

    if (is_droppable (packet) && packet->is_disposable) {
      self->dropped_disposable++;
      link = remove_link (self, link);
    } else {
      link = link->next;
    }
  }
}

/* Drops from the oldest droppable frame up to the next key frame, which may be still to
 * come. What follows that key frame is whole, so it stays. */
static void
drop_to_key (TcHubTap *self)
{
  for (GList *link = first_droppable (self); link;) {
    const TcPacket *packet = link->data;

    if (packet->is_key)
      return;
    if (is_droppable (packet)) {
      self->dropped_to_key++;
      link = remove_link (self, link);
    } else {
      link = link->next;
    }
  }
  self->skips_video = TRUE;
}

static void
apply_limits (TcHubTap *self)
{
  const TcHubLimits *limits = &self->limits;

  if (limits->drop_disposable_ms &&
      droppable_span_ms (self) > limits->drop_disposable_ms)
    drop_disposable (self);
  while (limits->drop_to_key_ms && droppable_span_ms (self) > limits->drop_to_key_ms)
    drop_to_key (self);

  const TcPacket *oldest = g_queue_peek_head (&self->queue);
  if (!oldest)
    return;
  if (self->newest_ns - oldest->dts_ns > limits->cap_ms * TC_NS_PER_MS ||
      self->bytes > limits->cap_bytes) {
    empty_locked (self);
    self->needs_key = TRUE;
    self->skips_video = FALSE;
    self->has_overflowed = TRUE;
    self->overflows++;
  }
}

/* TRUE when the tap's state lets @packet in at all. */
static gboolean
admits (TcHubTap *self, const TcPacket *packet)
{
  if (!self->is_open || (self->needs_key && !packet->is_key))
    return FALSE;
  if (packet->is_key)
    self->needs_key = self->skips_video = FALSE;
  if (self->skips_video && is_droppable (packet)) {
    self->dropped_to_key++;
    return FALSE;
  }
  return TRUE;
}

void
tc_hub_tap_put (TcHubTap *self, TcPacket *packet)
{
  TC_LOCKED (&self->lock);
  if (!admits (self, packet))
    return;
  g_queue_push_tail (&self->queue, tc_packet_ref (packet));
  self->bytes += packet->size_bytes;
  self->newest_ns = packet->dts_ns;
  apply_limits (self);
  pthread_cond_signal (&self->changed);
}

TcPacket *
tc_hub_tap_pop (TcHubTap *self, gint64 deadline_ns)
{
  TC_LOCKED (&self->lock);
  while (g_queue_is_empty (&self->queue) && !self->is_woken && !self->has_overflowed)
    if (!deadline_ns || !tc_cond_wait_until (&self->changed, &self->lock, deadline_ns))
      break;
  self->is_woken = FALSE;

  TcPacket *packet = g_queue_pop_head (&self->queue);
  if (packet)
    self->bytes -= packet->size_bytes;
  return packet;
}

void
tc_hub_tap_wake (TcHubTap *self)
{
  TC_LOCKED (&self->lock);
  self->is_woken = TRUE;
  pthread_cond_signal (&self->changed);
}

gboolean
tc_hub_tap_take_overflow (TcHubTap *self)
{
  TC_LOCKED (&self->lock);
  gboolean has_overflowed = self->has_overflowed;

  self->has_overflowed = FALSE;
  return has_overflowed;
}

void
tc_hub_tap_get_stats (TcHubTap *self, TcHubTapStats *out_stats)
{
  TC_LOCKED (&self->lock);
  const TcPacket *oldest = g_queue_peek_head (&self->queue);

  *out_stats = (TcHubTapStats){
      .queued_packets = g_queue_get_length (&self->queue),
      .queued_bytes = self->bytes,
      .backlog_ms = oldest ? (self->newest_ns - oldest->dts_ns) / TC_NS_PER_MS : 0,
      .dropped_disposable = self->dropped_disposable,
      .dropped_to_key = self->dropped_to_key,
      .overflows = self->overflows,
  };
}
