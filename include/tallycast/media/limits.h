/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/limits.h - every queue of the media room, its limit and its rule
 *
 * queue                     limit                      when it is full
 * ------------------------  -------------------------
 * ----------------------------------- encoder, raw video        4 frames push refused;
 * the tick is missed encoder, raw audio        2 s                        block
 * refused, counted; the next one is stamped by its samples hub, waiting for its turn 1
 * s or 256 packets         goes out unsorted, counted late hub -> an output 700 ms of
 * video            disposable frames are dropped 900 ms of video            up to the
 * next key frame dropped 5 s or 16 MB of all        emptied; the output reconnects hub
 * -> the recorder       30 s or 64 MB of all       emptied; a new file is begun at the
 * next key frame (never drops single frames: disks stall for seconds and then catch up)
 * output -> rtmp2sink       64 KiB, then one tag       not fed: the backlog stays in
 * the hub's queue, which knows frames recorder -> mp4mux        4 MiB not fed, as above
 *
 * Audio and key frames are never dropped alone.
 */
#pragma once

#define TC_ENCODER_VIDEO_QUEUE_FRAMES 4
#define TC_ENCODER_AUDIO_QUEUE_MS     2000

#define TC_HUB_INTERLEAVE_MS      1000
#define TC_HUB_INTERLEAVE_PACKETS 256

#define TC_OUTPUT_DROP_DISPOSABLE_MS 700
#define TC_OUTPUT_DROP_TO_KEY_MS     900
#define TC_OUTPUT_QUEUE_MS           5000
#define TC_OUTPUT_QUEUE_BYTES        (16 * 1024 * 1024)
#define TC_OUTPUT_SINK_BYTES         (64 * 1024)

#define TC_RECORDER_QUEUE_MS    30000
#define TC_RECORDER_QUEUE_BYTES (64 * 1024 * 1024)
#define TC_RECORDER_MUX_BYTES   (4 * 1024 * 1024)
