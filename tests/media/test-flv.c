/* SPDX-License-Identifier: MIT */
#include "tallycast/media/flv.h"

#include <string.h>

#include "../support/packets.h"

/* @expected is hex with spaces. */
static void
assert_bytes (GBytes *bytes, const char *expected)
{
  g_autoptr (GBytes) owned = bytes;
  g_autoptr (GString) hex = g_string_new (NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (owned, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%s%02x", i ? " " : "", data[i]);
  g_assert_cmpstr (hex->str, ==, expected);
}

static TcPacket *
packet_of (TcPacketKind kind, const char *bytes, gsize n, gint64 pts_ns, gint64 dts_ns)
{
  return tc_packet_new (kind, gst_buffer_new_memdup (bytes, n),
                        test_packet_config (kind), pts_ns, dts_ns, 40 * TC_NS_PER_MS);
}

static guint64
be (int n_bytes, const guint8 *at)
{
  guint64 value = 0;

  for (int i = 0; i < n_bytes; i++)
    value = value << 8 | at[i];
  return value;
}

static double
be_double (const guint8 *at)
{
  guint64 bits = be (8, at);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static void
test_file_header (void)
{
  assert_bytes (tc_flv_file_header (), "46 4c 56 01 05 00 00 00 09 00 00 00 00");
}

static void
test_configs (void)
{
  assert_bytes (
      tc_flv_config (TC_PACKET_VIDEO, test_packet_config (TC_PACKET_VIDEO), 0),
      "09 00 00 0c 00 00 00 00 00 00 00 " /* tag, 12 bytes, time 0 */
      "17 00 00 00 00 "                   /* key, AVC, header, composition 0 */
      "01 4d 40 1e ff e0 00 00 00 00 17");
  assert_bytes (
      tc_flv_config (TC_PACKET_AUDIO, test_packet_config (TC_PACKET_AUDIO), 0x1020304),
      "08 00 00 04 02 03 04 01 00 00 00 af 00 11 90 00 00 00 0f");
}

static void
test_key_frame (void)
{
  g_autoptr (TcPacket) packet =
      packet_of (TC_PACKET_VIDEO, "\0\0\0\1\x65", 5, 5 * TC_NS_PER_S, 5 * TC_NS_PER_S);

  assert_bytes (tc_flv_packet (packet, 5 * TC_NS_PER_S),
                "09 00 00 0a 00 00 00 00 00 00 00 17 01 00 00 00 00 00 00 01 65 "
                "00 00 00 15");
}

static void
test_inter_frame (void)
{
  /* Shown 80 ms after it is decoded, 40 ms into the connection. */
  g_autoptr (TcPacket) packet = packet_of (TC_PACKET_VIDEO, "\0\0\0\1\x41", 5,
                                           1120 * TC_NS_PER_MS, 1040 * TC_NS_PER_MS);

  assert_bytes (tc_flv_packet (packet, TC_NS_PER_S),
                "09 00 00 0a 00 00 28 00 00 00 00 27 01 00 00 50 00 00 00 01 41 "
                "00 00 00 15");
  /* Shown before: two's complement in 24 bits. */
  g_autoptr (TcPacket) early = packet_of (TC_PACKET_VIDEO, "\0\0\0\1\x41", 5,
                                          1039 * TC_NS_PER_MS, 1040 * TC_NS_PER_MS);
  assert_bytes (tc_flv_packet (early, TC_NS_PER_S),
                "09 00 00 0a 00 00 28 00 00 00 00 27 01 ff ff ff 00 00 00 01 41 "
                "00 00 00 15");
}

static void
test_audio (void)
{
  g_autoptr (TcPacket) packet =
      packet_of (TC_PACKET_AUDIO, "\x21\x22", 2, 21 * TC_NS_PER_MS, 21 * TC_NS_PER_MS);

  assert_bytes (tc_flv_packet (packet, 0),
                "08 00 00 04 00 00 15 00 00 00 00 af 01 21 22 00 00 00 0f");
}

static void
test_times (void)
{
  static const struct {
    gint64 ns;
    guint8 bytes[4]; /* low 24 bits, then the extension */
  } rows[] = {
      {999999, {0, 0, 0, 0}},
      {1000000, {0, 0, 1, 0}},
      {0xffffff * TC_NS_PER_MS, {0xff, 0xff, 0xff, 0}},
      {0x1000000 * TC_NS_PER_MS, {0, 0, 0, 1}},
      {0x80000001 * TC_NS_PER_MS, {0, 0, 1, 0x80}},
      {0x100000002 * TC_NS_PER_MS, {0, 0, 2, 0}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 zero_ns = 123456789;
    gint64 at_ns = zero_ns + rows[i].ns;
    g_autoptr (TcPacket) packet = packet_of (TC_PACKET_AUDIO, "\x21", 1, at_ns, at_ns);
    g_autoptr (GBytes) tag = tc_flv_packet (packet, zero_ns);
    const guint8 *data = g_bytes_get_data (tag, NULL);

    g_assert_cmpmem (data + 4, 4, rows[i].bytes, 4);
  }
}

/* 30000/1001 for a day: each time is the floor of the true one. */
static void
test_no_drift (void)
{
  TcRate rate = {30000, 1001};

  for (gint64 k = 0; k < 2600000; k += 99991) {
    gint64 ns = tc_rate_tick_ns (rate, k);
    g_autoptr (TcPacket) packet = packet_of (TC_PACKET_AUDIO, "\x21", 1, ns, ns);
    g_autoptr (GBytes) tag = tc_flv_packet (packet, 0);
    const guint8 *data = g_bytes_get_data (tag, NULL);
    guint32 ms = (guint32)((guint64)data[7] << 24 | be (3, data + 4));

    g_assert_cmpuint (ms, ==, (guint32)(k * 1001 / 30));
  }
}

static double
metadata_number (GBytes *tag, const char *name)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (tag, &size);
  const guint8 *at = memmem (data, size, name, strlen (name));

  g_assert_nonnull (at);
  at += strlen (name);
  g_assert_cmphex (at[0], ==, 0);
  return be_double (at + 1);
}

static void
test_metadata (void)
{
  TcStreamInfo info = {{1920, 1080, {30000, 1001}}, 4500, 128};
  g_autoptr (GBytes) tag = tc_flv_metadata (&info);
  gsize size;
  const guint8 *data = g_bytes_get_data (tag, &size);

  g_assert_cmphex (data[0], ==, 18);
  g_assert_cmpuint (be (3, data + 1), ==, size - 15);
  g_assert_cmpmem (data + 11, 13, "\x02\0\x0aonMetaData", 13);
  g_assert_cmphex (data[24], ==, 8);
  g_assert_cmpmem (data + size - 7, 3, "\0\0\x09", 3);
  g_assert_cmpuint (be (4, data + size - 4), ==, size - 4);
  g_assert_cmpfloat (metadata_number (tag, "width"), ==, 1920);
  g_assert_cmpfloat (metadata_number (tag, "height"), ==, 1080);
  g_assert_cmpfloat (metadata_number (tag, "framerate"), ==, 30000.0 / 1001);
  g_assert_cmpfloat (metadata_number (tag, "videodatarate"), ==, 4500);
  g_assert_cmpfloat (metadata_number (tag, "audiodatarate"), ==, 128);
  g_assert_cmpfloat (metadata_number (tag, "videocodecid"), ==, 7);
  g_assert_cmpfloat (metadata_number (tag, "audiocodecid"), ==, 10);
  g_assert_cmpfloat (metadata_number (tag, "audiosamplerate"), ==, 48000);

  /* As many properties as the array says. */
  guint n = 0;
  for (const guint8 *at = data + 29; be (2, at); n++) {
    at += 2 + be (2, at);
    if (*at == 2)
      at += 3 + be (2, at + 1);
    else
      at += *at == 0 ? 9 : 2;
  }
  g_assert_cmpuint (be (4, data + 25), ==, n);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/flv/file-header", test_file_header);
  g_test_add_func ("/media/flv/sequence-headers", test_configs);
  g_test_add_func ("/media/flv/key-frame", test_key_frame);
  g_test_add_func ("/media/flv/composition-time-is-signed", test_inter_frame);
  g_test_add_func ("/media/flv/audio-frame", test_audio);
  g_test_add_func ("/media/flv/times-go-on-beyond-24-bits", test_times);
  g_test_add_func ("/media/flv/times-do-not-drift", test_no_drift);
  g_test_add_func ("/media/flv/metadata", test_metadata);
  return g_test_run ();
}
