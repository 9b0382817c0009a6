/* SPDX-License-Identifier: MIT */
#include "tallycast/media/flv.h"

#include <string.h>

#define TAG_AUDIO  8
#define TAG_VIDEO  9
#define TAG_SCRIPT 18

/* First body bytes. AAC's rate and channels always read 44 kHz stereo; players take the
 * true ones from the AudioSpecificConfig (E.4.2.1). */
#define AAC_STEREO_16BIT 0xaf
#define AVC_KEY_FRAME    0x17
#define AVC_INTER_FRAME  0x27
#define PACKET_CONFIG    0
#define PACKET_PAYLOAD   1

#define AMF_NUMBER     0x00
#define AMF_BOOLEAN    0x01
#define AMF_STRING     0x02
#define AMF_ECMA_ARRAY 0x08
#define AMF_OBJECT_END 0x09

#define CODEC_ID_AVC 7
#define CODEC_ID_AAC 10

#define MAX_BODY_BYTES 0xffffff

static void
put_u8 (GByteArray *out, guint value)
{
  guint8 byte = (guint8)value;

  g_byte_array_append (out, &byte, 1);
}

static void
put_be (GByteArray *out, guint64 value, int n_bytes)
{
  for (int shift = (n_bytes - 1) * 8; shift >= 0; shift -= 8)
    put_u8 (out, (guint)(value >> shift) & 0xff);
}

static GByteArray *
tag_begin (guint type, gsize body_bytes, guint32 time_ms)
{
  GByteArray *out = g_byte_array_sized_new (
      (guint)body_bytes + TC_FLV_TAG_HEADER_BYTES + TC_FLV_TAG_TRAILER_BYTES);

  put_u8 (out, type);
  put_be (out, body_bytes, 3);
  put_be (out, time_ms & 0xffffff, 3);
  put_u8 (out, time_ms >> 24);
  put_be (out, 0, 3); /* StreamID */
  return out;
}

static GBytes *
tag_end (GByteArray *out)
{
  put_be (out, out->len, TC_FLV_TAG_TRAILER_BYTES);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
tc_flv_file_header (void)
{
  static const guint8 header[] = {'F', 'L', 'V', 1, 0x05, 0, 0, 0, 9, 0, 0, 0, 0};

  return g_bytes_new_static (header, sizeof header);
}

static void
put_text (GByteArray *out, const char *text)
{
  gsize length = strlen (text);

  put_be (out, length, 2);
  g_byte_array_append (out, (const guint8 *)text, (guint)length);
}

static void
put_number (GByteArray *out, const char *name, double value)
{
  guint64 bits;

  put_text (out, name);
  put_u8 (out, AMF_NUMBER);
  memcpy (&bits, &value, sizeof bits);
  put_be (out, bits, 8);
}

static void
put_metadata (GByteArray *out, const TcStreamInfo *info)
{
  const TcFormat *format = &info->format;

  put_u8 (out, AMF_STRING);
  put_text (out, "onMetaData");
  put_u8 (out, AMF_ECMA_ARRAY);
  put_be (out, 11, 4);
  put_number (out, "width", format->width);
  put_number (out, "height", format->height);
  put_number (out, "framerate", (double)format->rate.num / format->rate.den);
  put_number (out, "videocodecid", CODEC_ID_AVC);
  put_number (out, "videodatarate", info->video_kbps);
  put_number (out, "audiocodecid", CODEC_ID_AAC);
  put_number (out, "audiodatarate", info->audio_kbps);
  put_number (out, "audiosamplerate", TC_AUDIO_RATE);
  put_number (out, "audiosamplesize", 16);
  put_text (out, "stereo");
  put_u8 (out, AMF_BOOLEAN);
  put_u8 (out, TC_AUDIO_CHANNELS == 2);
  put_text (out, "encoder");
  put_u8 (out, AMF_STRING);
  put_text (out, "tallycast " TC_VERSION);
  put_text (out, "");
  put_u8 (out, AMF_OBJECT_END);
}

GBytes *
tc_flv_metadata (const TcStreamInfo *info)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  put_metadata (body, info);
  GByteArray *out = tag_begin (TAG_SCRIPT, body->len, 0);
  g_byte_array_append (out, body->data, body->len);
  return tag_end (out);
}

GBytes *
tc_flv_config (TcPacketKind kind, GBytes *config, guint32 time_ms)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (config, &size);
  GByteArray *out;

  if (kind == TC_PACKET_VIDEO) {
    out = tag_begin (TAG_VIDEO, size + 5, time_ms);
    put_u8 (out, AVC_KEY_FRAME);
    put_u8 (out, PACKET_CONFIG);
    put_be (out, 0, 3); /* composition time */
  } else {
    out = tag_begin (TAG_AUDIO, size + 2, time_ms);
    put_u8 (out, AAC_STEREO_16BIT);
    put_u8 (out, PACKET_CONFIG);
  }
  g_byte_array_append (out, data, (guint)size);
  return tag_end (out);
}

/* Both ends are floored to the millisecond on their own, so that neither drifts. */
static gint64
since_ms (gint64 ns, gint64 zero_ns)
{
  return (ns - zero_ns) / TC_NS_PER_MS;
}

GBytes *
tc_flv_packet (const TcPacket *packet, gint64 zero_ns)
{
  g_return_val_if_fail (packet->dts_ns >= zero_ns, NULL);
  g_return_val_if_fail (packet->size_bytes <= MAX_BODY_BYTES - 5, NULL);

  gint64 dts_ms = since_ms (packet->dts_ns, zero_ns);
  GByteArray *out;

  if (packet->kind == TC_PACKET_VIDEO) {
    gint64 composition_ms = since_ms (packet->pts_ns, zero_ns) - dts_ms;

    out = tag_begin (TAG_VIDEO, packet->size_bytes + 5, (guint32)dts_ms);
    put_u8 (out, packet->is_key ? AVC_KEY_FRAME : AVC_INTER_FRAME);
    put_u8 (out, PACKET_PAYLOAD);
    put_be (out, (guint64)composition_ms & 0xffffff, 3);
  } else {
    out = tag_begin (TAG_AUDIO, packet->size_bytes + 2, (guint32)dts_ms);
    put_u8 (out, AAC_STEREO_16BIT);
    put_u8 (out, PACKET_PAYLOAD);
  }
  g_byte_array_append (out, packet->data, (guint)packet->size_bytes);
  return tag_end (out);
}
