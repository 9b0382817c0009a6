/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/encoder.h - programme frames and samples -> H.264 and AAC packets
 *
 * Two small pipelines of its own, fed by the ticker and read by nobody but the hub:
 *
 *   appsrc -> x264enc -> h264parse -> appsink      appsrc -> avenc_aac -> appsink
 *
 * H.264 main or high, constant bitrate (filler), an IDR frame each keyframe_s seconds
 * and nowhere else, no B-frames, VUI BT.709 limited. AAC-LC, 48 kHz stereo. Stamps come
 * from the frame's and the sample's number alone. The encoder never waits for the hub
 * or an output, and goes on until it is freed.
 *
 * Thread: push_video and push_audio, one thread each (the ticker's); stats, any.
 */
#pragma once

#include "tallycast/media/hub.h"
#include "tallycast/media/packet.h"

G_BEGIN_DECLS

typedef struct _TcEncoder TcEncoder;

#define TC_ENCODER_MIN_KBPS       100
#define TC_ENCODER_MAX_KBPS       50000
#define TC_ENCODER_MAX_KEYFRAME_S 10
/** avenc_aac's frame, and how far its output lies behind its input. */
#define TC_AAC_FRAME_SAMPLES   1024
#define TC_AAC_PRIMING_SAMPLES 1024

typedef struct {
  TcFormat format;
  const char *codec;   /**< "x264" (NULL: that) */
  const char *preset;  /**< x264's, "ultrafast" .. "slower" (NULL: "veryfast") */
  const char *profile; /**< "main" or "high" (NULL: "high") */
  int bitrate_kbps;    /**< video; 0: 4500 */
  int keyframe_s;      /**< 0: 2 */
  int audio_kbps;      /**< 64 .. 320; 0: 128 */
  int threads;         /**< 1 .. 8; 0: by the machine. Each delays by one frame */
} TcEncoderSettings;

typedef struct {
  guint64 frames_in;      /**< accepted by push_video */
  guint64 frames_refused; /**< refused by push_video: missed ticks */
  guint64 frames_out;
  guint64 key_frames_out;
  guint64 audio_in;      /**< stereo frames accepted */
  guint64 audio_refused; /**< stereo frames refused: a hole in the sound */
  guint64 audio_out;     /**< AAC frames */
  guint64 bytes_out;
  guint queued_frames; /**< raw frames waiting, of TC_ENCODER_VIDEO_QUEUE_FRAMES */
  gboolean has_failed; /**< a pipeline reported an error: nothing comes out any more */
} TcEncoderStats;

/**
 * tc_encoder_new:
 * @settings: copied
 * @hub: borrowed, outlives the encoder
 * @error: TC_ERROR_CONFIG for a wrong setting, TC_ERROR_UNAVAILABLE when an element is
 *   missing or does not start
 *
 * Returns: (transfer full): a running encoder, or %NULL.
 */
TcEncoder *
tc_encoder_new (const TcEncoderSettings *settings, TcHub *hub, GError **error);
/** Stops at once; what is inside is lost. NULL is allowed. */
void tc_encoder_free (TcEncoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcEncoder, tc_encoder_free)

/** The settings with every default filled in, as onMetaData says them. */
void tc_encoder_get_info (TcEncoder *self, TcStreamInfo *out_info);

/**
 * Encodes @frame (I420 as in media/format.h; borrowed, its memory must not change any
 * more) as tick @k; @k must grow. Does not block.
 * Returns: FALSE when 4 frames are waiting already: the tick is missed.
 */
gboolean tc_encoder_push_video (TcEncoder *self, gint64 k, GstBuffer *frame);

/**
 * Encodes @n_frames interleaved stereo frames, copied, from programme sample
 * @first_sample on. Does not block. Returns: FALSE when 2 s are waiting already.
 */
gboolean tc_encoder_push_audio (TcEncoder *self,
                                gint64 first_sample,
                                const float *samples,
                                guint n_frames);

void tc_encoder_get_stats (TcEncoder *self, TcEncoderStats *out_stats);
/** What the pipeline said when it failed. Returns: (transfer full) (nullable). */
char *tc_encoder_dup_error (TcEncoder *self);

G_END_DECLS
