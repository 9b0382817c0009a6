/* SPDX-License-Identifier: MIT
 *
 * Made-up packets for tests of what lies behind the encoder.
 */
#pragma once

#include "tallycast/media/packet.h"

typedef enum {
  TEST_KEY = 5,          /**< an IDR slice */
  TEST_INTER = 1,        /**< a slice that others need */
  TEST_DISPOSABLE = 101, /**< a slice that nothing needs */
  TEST_AUDIO = 200,
} TestPacketKind;

/** A packet of @size_bytes (at least 6) at @dts_ms. Returns: (transfer full). */
TcPacket *test_packet (TestPacketKind kind, gint64 dts_ms, gsize size_bytes);

/** The configuration every test_packet of the kind carries. (transfer none) */
GBytes *test_packet_config (TcPacketKind kind);
