/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/anchor.h - stamps for sources that do not carry live ones
 *
 * A sound card counts its own samples; rtmp, http and TS streams carry the sender's
 * clock. Both arrive late by a varying amount, never early: the best estimate of
 * (our clock - their stamp) is the minimum of (arrival - stamp). It is taken over the
 * first 2 s and then over a sliding 30 s, and moved by at most 1 ms a second, so that
 * neither drift nor a change of the network is heard or seen. Shared by sound and
 * picture of one source. A distance of over 1 s starts it anew.
 *
 * Pure logic, no thread of its own: one user at a time.
 */
#pragma once

#include "tallycast/core/clock.h"

G_BEGIN_DECLS

#define TC_ANCHOR_SETTLE_NS  (2 * TC_NS_PER_S)
#define TC_ANCHOR_SLOTS      30 /* of a second each */
#define TC_ANCHOR_SLEW_PPM   1000
#define TC_ANCHOR_RESTART_NS (1 * TC_NS_PER_S)

/** All fields private; zero-initialise. */
typedef struct {
  gboolean is_set;
  gint64 start_ns;  /* arrival of the first stamp */
  gint64 last_ns;   /* arrival of the last one */
  gint64 offset_ns; /* in use: ours = stamp + offset */
  gint64 slot_s;    /* number of the newest slot */
  gint64 slots[TC_ANCHOR_SLOTS];
} TcAnchor;

/** What was stamped @stamp_ns arrived at @arrival_ns. Returns: its time by our clock.
 */
gint64 tc_anchor_map (TcAnchor *self, gint64 arrival_ns, gint64 stamp_ns);

G_END_DECLS
