/* SPDX-License-Identifier: MIT
 *
 * media/frame_memory.h - where raw frames live: packed, on huge pages, not copied
 *
 * A frame of 1080p lies on 760 pages of 4 KiB, and on a virtual machine to find a page
 * costs a quarter of what it costs to copy it. So frames, those of decoders included,
 * lie one behind the other in regions for which huge pages are asked. The lowest free
 * place is taken first: what was just let go of is still in the cache, and nothing
 * fragments.
 *
 * A decoder keeps a frame mapped for writing after it has handed it on, because it
 * decodes later frames from it. GStreamer 1.22 therefore copies each decoded frame
 * (gst_video_decoder_finish_frame wants the buffer for itself; a memory mapped for
 * writing is copied). libav's contract is that a frame it has handed on is only read:
 * so a copy of frame memory that is mapped for writing is a view of it, read-only, and
 * a pool that lends such memory does not use it again while there is a view.
 *
 * Any thread.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** For frames of any size. Returns: (transfer full). */
GstAllocator *tc_frame_memory_allocator (void);
/** For a decoder: of video buffers, not configured. What it lends is to come from the
 * allocator above. Returns: (transfer full). */
GstBufferPool *tc_frame_memory_pool_new (void);

typedef struct {
  guint regions;
  guint frames; /* in use */
} TcFrameMemoryStats;

void tc_frame_memory_get_stats (TcFrameMemoryStats *out_stats);

G_END_DECLS
