/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/flv.h - FLV tags, as RTMP carries them
 *
 * Written after Adobe's "Video File Format Specification 10.1", annex E. Each function
 * gives one whole tag: 11 bytes of header, the body, 4 bytes PreviousTagSize. Pure
 * functions; any thread.
 *
 * Times are milliseconds since the connection's first frame: floor of the exact
 * difference, never accumulated. The low 24 bits stand in Timestamp, the high 8 in
 * TimestampExtended; they wrap after 49.7 days, as RTMP's do.
 */
#pragma once

#include "tallycast/media/packet.h"

G_BEGIN_DECLS

#define TC_FLV_TAG_HEADER_BYTES  11
#define TC_FLV_TAG_TRAILER_BYTES 4

/** "FLV", version 1, audio and video, and PreviousTagSize0: 13 bytes. For files only.
 */
GBytes *tc_flv_file_header (void);

/** Script tag "onMetaData" at time 0: size, rate, codecs, bitrates. */
GBytes *tc_flv_metadata (const TcStreamInfo *info);

/** The AVC or AAC sequence header: @config is an AVCDecoderConfigurationRecord or an
 * AudioSpecificConfig. */
GBytes *tc_flv_config (TcPacketKind kind, GBytes *config, guint32 time_ms);

/** One packet, at its DTS - @zero_ns, which must not be negative. */
GBytes *tc_flv_packet (const TcPacket *packet, gint64 zero_ns);

G_END_DECLS
