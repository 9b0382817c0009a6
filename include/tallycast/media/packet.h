/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/packet.h - one coded video frame or audio frame
 *
 * Immutable and reference-counted: made by the encoder, read by every output. Stamps
 * are nanoseconds of programme time: tick k of the video is at tc_rate_tick_ns (rate,
 * k), sample n of the audio at n / 48000 s. The first audio packet is stamped before 0:
 * it holds the encoder's priming samples.
 *
 * Payload: video, one access unit in AVC form (each NAL unit behind its length in 4
 * bytes, no parameter sets); audio, one raw AAC-LC frame of 1024 samples.
 *
 * Thread: any.
 */
#pragma once

#include "tallycast/media/format.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum {
  TC_PACKET_VIDEO,
  TC_PACKET_AUDIO,
} TcPacketKind;

#define TC_PACKET_N_KINDS 2

typedef struct {
  TcPacketKind kind;
  gboolean is_key;        /**< an IDR frame; FALSE for audio */
  gboolean is_disposable; /**< no other frame needs it (nal_ref_idc 0) */
  gint64 pts_ns, dts_ns, duration_ns;
  GBytes *config; /**< AVCDecoderConfigurationRecord or AudioSpecificConfig; owned */
  const guint8 *data; /**< the payload */
  gsize size_bytes;
  GstBuffer *buffer; /**< holds `data`; owned */
  GstMapInfo map;    /**< private */
} TcPacket;

/** What does not change while the programme runs; onMetaData is made from it. */
typedef struct {
  TcFormat format;
  int video_kbps;
  int audio_kbps;
} TcStreamInfo;

/**
 * tc_packet_new:
 * @buffer: (transfer full): the payload; its stamps and flags do not matter
 * @config: (transfer none): the stream's codec configuration, not empty
 *
 * is_key and is_disposable of a video packet are read from its NAL units.
 *
 * Returns: (transfer full) (nullable): %NULL if @buffer cannot be read.
 */
TcPacket *tc_packet_new (TcPacketKind kind,
                         GstBuffer *buffer,
                         GBytes *config,
                         gint64 pts_ns,
                         gint64 dts_ns,
                         gint64 duration_ns);
TcPacket *tc_packet_ref (TcPacket *self);
/** NULL is allowed. */
void tc_packet_unref (TcPacket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcPacket, tc_packet_unref)

G_END_DECLS
