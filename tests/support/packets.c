/* SPDX-License-Identifier: MIT */
#include "packets.h"

GBytes *
test_packet_config (TcPacketKind kind)
{
  static const guint8 avcc[] = {1, 0x4d, 0x40, 0x1e, 0xff, 0xe0, 0};
  static const guint8 asc[] = {0x11, 0x90};
  static GBytes *config[TC_PACKET_N_KINDS];

  if (!config[0]) {
    config[TC_PACKET_VIDEO] = g_bytes_new_static (avcc, sizeof avcc);
    config[TC_PACKET_AUDIO] = g_bytes_new_static (asc, sizeof asc);
  }
  return config[kind];
}

static guint8
nal_header (TestPacketKind kind)
{
  if (kind == TEST_KEY)
    return 0x65;
  return kind == TEST_DISPOSABLE ? 0x01 : 0x41;
}

TcPacket *
test_packet (TestPacketKind kind, gint64 dts_ms, gsize size_bytes)
{
  TcPacketKind stream = kind == TEST_AUDIO ? TC_PACKET_AUDIO : TC_PACKET_VIDEO;
  guint8 *data = g_malloc0 (size_bytes);
  gint64 ns = dts_ms * TC_NS_PER_MS;

  if (stream == TC_PACKET_VIDEO) {
    GST_WRITE_UINT32_BE (data, (guint32)size_bytes - 4);
    data[4] = nal_header (kind);
  }
  return tc_packet_new (stream, gst_buffer_new_wrapped (data, size_bytes),
                        test_packet_config (stream), ns, ns, 40 * TC_NS_PER_MS);
}
