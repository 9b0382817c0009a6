/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/hub.h - hands the coded programme to every output
 *
 * The encoder pushes packets, video and audio from different threads; the hub sorts
 * them by DTS (a packet waits until the other stream has reached it, at most 1 s) and
 * puts a reference into each open tap. A tap is one consumer's bounded queue; how it
 * drops is its limits' business (media/limits.h). Pushing never waits for a consumer.
 *
 *   tap = tc_hub_tap_new (hub, &tc_hub_limits_output);
 *   tc_hub_tap_open (tap);             - from the next key frame on
 *   packet = tc_hub_tap_pop (tap, deadline_ns);
 *   if (tc_hub_tap_take_overflow (tap)) ...reconnect
 *   tc_hub_tap_close (tap);            - queue emptied, takes nothing
 *   tc_hub_tap_free (tap);
 *
 * Thread: push, any; a tap's functions, its consumer's thread, except wake and stats,
 * which any thread may call. Locks: hub before tap; no calls out of the room under
 * them.
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/media/packet.h"

G_BEGIN_DECLS

typedef struct _TcHub TcHub;
typedef struct _TcHubTap TcHubTap;

/** When a tap drops. Spans are DTS, from the oldest packet it is about to the newest.
 */
typedef struct {
  gint64 drop_disposable_ms; /**< of non-key video: drops disposable frames; 0: never */
  gint64 drop_to_key_ms; /**< of non-key video: drops up to the next key; 0: never */
  gint64 cap_ms;         /**< of everything: empties the queue, overflow */
  gsize cap_bytes;       /**< the same by size */
} TcHubLimits;

extern const TcHubLimits tc_hub_limits_output;
extern const TcHubLimits tc_hub_limits_recorder;

typedef struct {
  guint64 video_packets, audio_packets; /**< handed on */
  guint64 late; /**< handed on after a packet with a greater DTS */
  gint64 last_dts_ns;
} TcHubStats;

typedef struct {
  guint queued_packets;
  gsize queued_bytes;
  gint64 backlog_ms;          /**< from the oldest to the newest packet in the queue */
  guint64 dropped_disposable; /**< frames, since the tap was made */
  guint64 dropped_to_key;     /**< frames, the same */
  guint64 overflows;          /**< times the cap was hit */
} TcHubTapStats;

/** @clock: borrowed, outlives the hub. Returns: (transfer full). */
TcHub *tc_hub_new (const TcClock *clock);
/** All taps must be freed first. NULL is allowed. */
void tc_hub_free (TcHub *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcHub, tc_hub_free)

/** @packet: (transfer full). Within a kind the DTS must grow. */
void tc_hub_push (TcHub *self, TcPacket *packet);

/**
 * The newest codec configuration of a kind, so that an output can send both sequence
 * headers before its first frame. Returns: (transfer full) (nullable).
 */
GBytes *tc_hub_dup_config (TcHub *self, TcPacketKind kind);

void tc_hub_get_stats (TcHub *self, TcHubStats *out_stats);

/** A closed tap. @limits is copied. Returns: (transfer full). */
TcHubTap *tc_hub_tap_new (TcHub *hub, const TcHubLimits *limits);
void tc_hub_tap_free (TcHubTap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcHubTap, tc_hub_tap_free)

/** Starts to queue at the next key frame: the first packet popped is that frame. */
void tc_hub_tap_open (TcHubTap *self);
void tc_hub_tap_close (TcHubTap *self);

/**
 * Waits until a packet is there, the tap is woken or overflows, or CLOCK_MONOTONIC
 * reaches @deadline_ns (0: does not wait).
 * Returns: (transfer full) (nullable): the oldest packet.
 */
TcPacket *tc_hub_tap_pop (TcHubTap *self, gint64 deadline_ns);
/** Ends the wait of the present pop, or of the next one. Any thread. */
void tc_hub_tap_wake (TcHubTap *self);
/** TRUE once after each overflow; the tap then goes on from the next key frame. */
gboolean tc_hub_tap_take_overflow (TcHubTap *self);
/** Any thread. */
void tc_hub_tap_get_stats (TcHubTap *self, TcHubTapStats *out_stats);

G_END_DECLS
