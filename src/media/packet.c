/* SPDX-License-Identifier: MIT */
#include "tallycast/media/packet.h"

#define NAL_LENGTH_BYTES 4
#define NAL_SLICE        1
#define NAL_IDR_SLICE    5

/* GST_READ_UINT32_BE reads unaligned words, which C leaves undefined. */
static gsize
read_be32 (const guint8 *at)
{
  return (gsize)at[0] << 24 | (gsize)at[1] << 16 | (gsize)at[2] << 8 | at[3];
}

/* Reads is_key and is_disposable from the access unit's slices (ITU-T H.264 7.3.1). */
static void
read_slices (TcPacket *self)
{
  gboolean is_needed = FALSE, has_slice = FALSE;
  gsize at = 0;

  while (at + NAL_LENGTH_BYTES < self->size_bytes) {
    const guint8 *nal = self->data + at + NAL_LENGTH_BYTES;
    guint type = nal[0] & 0x1f;

    if (type >= NAL_SLICE && type <= NAL_IDR_SLICE) {
      has_slice = TRUE;
      is_needed |= (nal[0] & 0x60) != 0;
      self->is_key |= type == NAL_IDR_SLICE;
    }
    at += NAL_LENGTH_BYTES + read_be32 (self->data + at);
  }
  self->is_disposable = has_slice && !is_needed;
}

TcPacket *
tc_packet_new (TcPacketKind kind,
               GstBuffer *buffer,
               GBytes *config,
               gint64 pts_ns,
               gint64 dts_ns,
               gint64 duration_ns)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    return NULL;
  }

  TcPacket *self = g_atomic_rc_box_new0 (TcPacket);
  self->kind = kind;
  self->pts_ns = pts_ns;
  self->dts_ns = dts_ns;
  self->duration_ns = duration_ns;
  self->config = g_bytes_ref (config);
  self->buffer = buffer;
  self->map = map;
  self->data = map.data;
  self->size_bytes = map.size;
  if (kind == TC_PACKET_VIDEO)
    read_slices (self);
  return self;
}

TcPacket *
tc_packet_ref (TcPacket *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
packet_clear (gpointer data)
{
  TcPacket *self = data;

  gst_buffer_unmap (self->buffer, &self->map);
  gst_buffer_unref (self->buffer);
  g_bytes_unref (self->config);
}

void
tc_packet_unref (TcPacket *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, packet_clear);
}
