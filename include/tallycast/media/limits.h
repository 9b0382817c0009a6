/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/limits.h - every queue of the media room, its limit and its rule
 */
/* clang-format off */
/*
 * queue                      limit                      when it is full
 * -------------------------  -------------------------  -------------------------------
 * source -> appsink          4 buffers                  the source's own thread waits; it
 *                                                       serves nobody else
 * camera's frames            delay + 300 ms, at 60 Hz   the oldest is dropped, counted
 *   (media/frame_queue.h)
 * programme's sound          8 s; 3 s ahead             older is overwritten; further
 *   (media/audio_ring.h)                                ahead is refused, counted
 * ticker's frame pool        pool_frames                the last frame is repeated,
 *   (media/ticker.h)                                    counted; never waits
 * monitor, who waits         64 requests                 one more is refused
 *   (media/monitor.h)        one tick's frames          not given: the next tick's are
 * encoder, raw video         4 frames                   push refused: the tick is missed
 * encoder, raw audio         2 s                        block refused, counted; the next
 *                                                       is stamped by its own number
 * hub, waiting for its turn  1 s or 256 packets         goes on unsorted, counted late
 * hub -> an output           700 ms of video            disposable frames are dropped
 *   (its tap)                900 ms of video            dropped up to the next key frame
 *                            5 s or 16 MB of all        emptied; the output reconnects
 * hub -> the recorder        30 s or 64 MB of all       emptied; a new file begins at the
 *   (its tap)                                           next key frame. Single frames are
 *                                                       never dropped: disks stall for
 *                                                       seconds and then catch up
 * output -> rtmp2sink        64 KiB, then one tag       not fed: the backlog stays in the
 *                                                       tap, which knows frames
 * recorder -> mp4mux         4 MiB                      not fed, as above
 *
 * Audio and key frames are never dropped alone. An output's rules hold while it is
 * connected; otherwise its tap is closed and empty.
 */
/* clang-format on */
#pragma once

#define TC_ENCODER_VIDEO_QUEUE_FRAMES 4
#define TC_ENCODER_AUDIO_QUEUE_MS     2000

#define TC_ENCODER_LOOKAHEAD_FRAMES 10
#define TC_ENCODER_MAX_THREADS      8
/* Frames of its feeder that the encoder holds: those waiting, the one being read, and
 * the one on its way between these. x264 copies each, so look-ahead and threads hold
 * none (media/loan.h). */
#define TC_ENCODER_HELD_FRAMES (TC_ENCODER_VIDEO_QUEUE_FRAMES + 2)

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
