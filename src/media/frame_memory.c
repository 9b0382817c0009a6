/* SPDX-License-Identifier: MIT
 *
 * Locks: `lock` alone; the kernel is asked for memory under it, once a region.
 */
#include "media/frame_memory.h"

#include <gst/video/video.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include "tallycast/core/sync.h"

#define HUGE_BYTES   (2 * 1024 * 1024)
#define PAGE_BYTES   4096
#define REGION_BYTES (64 * 1024 * 1024) /* of addresses; memory comes when written */
#define MAX_PLACES   64                 /* bits of a region's mask */

/* --- regions --- */

/* Places of one size, one behind the other. */
typedef struct {
  guint8 *mapped, *first;
  gsize mapped_bytes, place_bytes;
  guint n_places;
  guint64 taken; /* a bit a place */
} Region;

/* Where one frame lies. */
typedef struct {
  Region *region;
  guint index;
} Place;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards: the two below */
static GSList *regions;
static GstAllocator *the_allocator;

static gsize
round_up (gsize n, gsize to)
{
  return (n + to - 1) / to * to;
}

/* Returns: NULL when there are no addresses. */
static Region *
region_new (gsize place_bytes)
{
  gsize n_places = CLAMP (REGION_BYTES / place_bytes, 1, MAX_PLACES);
  gsize bytes = round_up (n_places * place_bytes, HUGE_BYTES) + HUGE_BYTES;
  guint8 *mapped = mmap (NULL, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  Region *self;

  if (mapped == MAP_FAILED)
    return NULL;
  /* Where the kernel has no huge pages, nothing is lost. */
  madvise (mapped, bytes, MADV_HUGEPAGE);
  self = g_new (Region, 1);
  *self = (Region){
      .mapped = mapped,
      .first = mapped + round_up ((gsize)mapped, HUGE_BYTES) - (gsize)mapped,
      .mapped_bytes = bytes,
      .place_bytes = place_bytes,
      .n_places = (guint)n_places,
  };
  return self;
}

static void
region_free (Region *self)
{
  munmap (self->mapped, self->mapped_bytes);
  g_free (self);
}

/* The lowest free place, or n_places. */
static guint
region_lowest (const Region *self)
{
  guint index = 0;

  while (index < self->n_places && (self->taken >> index & 1))
    index++;
  return index;
}

/* Under the lock. Returns: one with a free place, or NULL. */
static Region *
find_region (gsize place_bytes)
{
  Region *region;

  for (GSList *l = regions; l; l = l->next) {
    region = l->data;
    if (region->place_bytes == place_bytes && region_lowest (region) < region->n_places)
      return region;
  }
  region = region_new (place_bytes);
  if (region)
    regions = g_slist_append (regions, region);
  return region;
}

/* Returns: without a region when there is no memory. */
static Place
take_place (gsize place_bytes)
{
  Place place = {NULL, 0};

  TC_LOCKED (&lock);
  place.region = find_region (place_bytes);
  if (place.region) {
    place.index = region_lowest (place.region);
    place.region->taken |= G_GUINT64_CONSTANT (1) << place.index;
  }
  return place;
}

static void
give_back (Place place)
{
  TC_LOCKED (&lock);
  place.region->taken &= ~(G_GUINT64_CONSTANT (1) << place.index);
  if (place.region->taken != 0)
    return;
  regions = g_slist_remove (regions, place.region);
  region_free (place.region);
}

void
tc_frame_memory_get_stats (TcFrameMemoryStats *out_stats)
{
  TC_LOCKED (&lock);
  *out_stats = (TcFrameMemoryStats){0};
  for (GSList *l = regions; l; l = l->next) {
    const Region *region = l->data;

    out_stats->regions++;
    for (guint i = 0; i < region->n_places; i++)
      out_stats->frames += region->taken >> i & 1;
  }
}

/* --- memory --- */

typedef struct {
  GstMemory base;
  guint8 *data;
  Place place;        /* without a region: another one's */
  GstMemory *of;      /* a view's: a reference to what it shows */
  atomic_int n_views; /* of this memory */
} FrameMemory;

static FrameMemory *
memory_new (GstAllocator *allocator,
            GstMemoryFlags flags,
            GstMemory *parent,
            guint8 *data,
            gsize maxsize,
            gsize offset,
            gsize size)
{
  FrameMemory *self = g_new0 (FrameMemory, 1);

  gst_memory_init (&self->base, flags, allocator, parent, maxsize, PAGE_BYTES - 1,
                   offset, size);
  self->data = data;
  return self;
}

static GstMemory *
frame_alloc (GstAllocator *allocator, gsize size, GstAllocationParams *params)
{
  gsize all = params->prefix + size + params->padding;
  Place place = {NULL, 0};
  FrameMemory *self;
  guint8 *data;

  g_return_val_if_fail (params->align < PAGE_BYTES, NULL);
  place = take_place (round_up (MAX (all, 1), PAGE_BYTES));
  if (!place.region)
    return NULL;
  data = place.region->first + place.index * place.region->place_bytes;
  if (params->flags & GST_MEMORY_FLAG_ZERO_PREFIXED)
    memset (data, 0, params->prefix);
  if (params->flags & GST_MEMORY_FLAG_ZERO_PADDED)
    memset (data + params->prefix + size, 0, params->padding);
  self = memory_new (allocator, params->flags, NULL, data, all, params->prefix, size);
  self->place = place;
  return &self->base;
}

static void
frame_free (GstAllocator *allocator G_GNUC_UNUSED, GstMemory *memory)
{
  FrameMemory *self = (FrameMemory *)memory;

  if (self->place.region)
    give_back (self->place);
  if (self->of) {
    atomic_fetch_sub (&((FrameMemory *)self->of)->n_views, 1);
    gst_memory_unref (self->of);
  }
  g_free (self);
}

static gpointer
frame_map (GstMemory *memory,
           gsize maxsize G_GNUC_UNUSED,
           GstMapFlags flags G_GNUC_UNUSED)
{
  return ((FrameMemory *)memory)->data;
}

static void
frame_unmap (GstMemory *memory G_GNUC_UNUSED)
{
}

static gsize
rest_of (const GstMemory *memory, gssize offset, gssize size)
{
  return size >= 0 ? (gsize)size : (gsize)((gssize)memory->size - offset);
}

static GstMemory *
frame_share (GstMemory *memory, gssize offset, gssize size)
{
  GstMemory *parent = memory->parent ? memory->parent : memory;
  FrameMemory *self = memory_new (
      memory->allocator,
      GST_MINI_OBJECT_FLAGS (parent) | GST_MINI_OBJECT_FLAG_LOCK_READONLY, parent,
      ((FrameMemory *)memory)->data, memory->maxsize,
      (gsize)((gssize)memory->offset + offset), rest_of (memory, offset, size));

  return &self->base;
}

/* Not by `parent`: that wants an exclusive lock, which cannot be had. */
static GstMemory *
view_of (GstMemory *memory, gssize offset, gssize size)
{
  FrameMemory *frame = (FrameMemory *)memory;
  FrameMemory *self = memory_new (
      memory->allocator, GST_MEMORY_FLAG_READONLY, NULL, frame->data, memory->maxsize,
      (gsize)((gssize)memory->offset + offset), rest_of (memory, offset, size));

  self->of = gst_memory_ref (memory);
  atomic_fetch_add (&frame->n_views, 1);
  return &self->base;
}

static GstMemory *
frame_copy (GstMemory *memory, gssize offset, gssize size)
{
  const guint8 *from = ((FrameMemory *)memory)->data + memory->offset + offset;
  gsize n = rest_of (memory, offset, size);
  GstMemory *copy;

  /* As GStreamer itself finds out that the memory cannot be shared. */
  if (!gst_memory_lock (memory, GST_LOCK_FLAG_EXCLUSIVE))
    return view_of (memory, offset, size);
  copy = gst_allocator_alloc (memory->allocator, n, NULL);
  if (copy)
    memcpy (((FrameMemory *)copy)->data, from, n);
  gst_memory_unlock (memory, GST_LOCK_FLAG_EXCLUSIVE);
  return copy;
}

/* --- the allocator --- */

typedef GstAllocator TcFrameAllocator;
typedef GstAllocatorClass TcFrameAllocatorClass;

GType tc_frame_allocator_get_type (void);
G_DEFINE_TYPE (TcFrameAllocator, tc_frame_allocator, GST_TYPE_ALLOCATOR)

static void
tc_frame_allocator_init (TcFrameAllocator *self)
{
  self->mem_type = "tallycast-frame";
  self->mem_map = frame_map;
  self->mem_unmap = frame_unmap;
  self->mem_share = frame_share;
  self->mem_copy = frame_copy;
}

static void
tc_frame_allocator_class_init (TcFrameAllocatorClass *class)
{
  class->alloc = frame_alloc;
  class->free = frame_free;
}

GstAllocator *
tc_frame_memory_allocator (void)
{
  TC_LOCKED (&lock);
  if (!the_allocator)
    the_allocator =
        gst_object_ref_sink (g_object_new (tc_frame_allocator_get_type (), NULL));
  return gst_object_ref (the_allocator);
}

/* --- the pool --- */

typedef GstVideoBufferPool TcFramePool;
typedef GstVideoBufferPoolClass TcFramePoolClass;

GType tc_frame_pool_get_type (void);
G_DEFINE_TYPE (TcFramePool, tc_frame_pool, GST_TYPE_VIDEO_BUFFER_POOL)

static gboolean
has_view (GstBuffer *buffer)
{
  GstMemory *memory =
      gst_buffer_n_memory (buffer) == 1 ? gst_buffer_peek_memory (buffer, 0) : NULL;

  return memory && gst_memory_is_type (memory, "tallycast-frame") &&
         atomic_load (&((FrameMemory *)memory)->n_views) > 0;
}

/* A pool throws a buffer away whose memory was touched; then the views alone hold it.
 */
static void
release_buffer (GstBufferPool *pool, GstBuffer *buffer)
{
  if (has_view (buffer))
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_TAG_MEMORY);
  GST_BUFFER_POOL_CLASS (tc_frame_pool_parent_class)->release_buffer (pool, buffer);
}

static void
tc_frame_pool_init (TcFramePool *self G_GNUC_UNUSED)
{
}

static void
tc_frame_pool_class_init (TcFramePoolClass *class)
{
  class->parent_class.release_buffer = release_buffer;
}

GstBufferPool *
tc_frame_memory_pool_new (void)
{
  return gst_object_ref_sink (g_object_new (tc_frame_pool_get_type (), NULL));
}
