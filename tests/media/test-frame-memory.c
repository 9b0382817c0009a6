/* SPDX-License-Identifier: MIT
 *
 * Frames lie where they should, a decoder's are not copied, and none changes while
 * somebody looks at it.
 */
#include "media/frame_memory.h"

#include <gst/video/video.h>
#include <string.h>

#include "../support/rig.h"

#define FRAME_BYTES (320 * 180 * 3 / 2)
#define N_HELD      24 /* more than a decoder has in use */

static guint
frames_in_use (void)
{
  TcFrameMemoryStats stats;

  tc_frame_memory_get_stats (&stats);
  g_assert_true ((stats.frames == 0) == (stats.regions == 0));
  return stats.frames;
}

static guint8 *
data_of (GstMemory *memory)
{
  GstMapInfo map;

  g_assert_true (gst_memory_map (memory, &map, GST_MAP_READ));
  gst_memory_unmap (memory, &map);
  return map.data;
}

static void
fill (GstMemory *memory, guint8 value)
{
  GstMapInfo map;

  g_assert_true (gst_memory_map (memory, &map, GST_MAP_WRITE));
  memset (map.data, value, map.size);
  gst_memory_unmap (memory, &map);
}

static gboolean
is_all (GstMemory *memory, guint8 value)
{
  GstMapInfo map;
  gboolean is_equal = TRUE;

  g_assert_true (gst_memory_map (memory, &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size && is_equal; i++)
    is_equal = map.data[i] == value;
  gst_memory_unmap (memory, &map);
  return is_equal;
}

/* --- places --- */

static void
the_lowest_place_first (void)
{
  g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();
  GstMemory *memories[100]; /* more than a region holds */
  guint8 *second;

  for (guint i = 0; i < G_N_ELEMENTS (memories); i++) {
    memories[i] = gst_allocator_alloc (allocator, FRAME_BYTES, NULL);
    fill (memories[i], (guint8)i);
  }
  second = data_of (memories[1]);
  g_assert_cmpint (second - data_of (memories[0]), >=, FRAME_BYTES);
  g_assert_cmpuint (frames_in_use (), ==, G_N_ELEMENTS (memories));
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    g_assert_true (is_all (memories[i], (guint8)i));

  gst_memory_unref (memories[1]);
  gst_memory_unref (memories[7]);
  memories[7] = gst_allocator_alloc (allocator, FRAME_BYTES, NULL);
  g_assert_true (data_of (memories[7]) == second);
  memories[1] = gst_allocator_alloc (allocator, 2 * FRAME_BYTES, NULL);
  fill (memories[1], 99); /* another size: at a place of its own */
  g_assert_true (is_all (memories[2], 2));
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    gst_memory_unref (memories[i]);
  g_assert_cmpuint (frames_in_use (), ==, 0);
}

static void
what_was_asked_for (void)
{
  static const struct {
    gsize size, prefix, padding, align;
  } cases[] = {{1, 0, 0, 0}, {FRAME_BYTES, 64, 128, 63}, {40 << 20, 0, 1, 31}};
  g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GstAllocationParams params = {
        .flags = GST_MEMORY_FLAG_ZERO_PREFIXED | GST_MEMORY_FLAG_ZERO_PADDED,
        .prefix = cases[i].prefix,
        .padding = cases[i].padding,
        .align = cases[i].align,
    };
    GstMemory *memory = gst_allocator_alloc (allocator, cases[i].size, &params);
    gsize offset;
    gsize all;

    g_assert_cmpuint (gst_memory_get_sizes (memory, &offset, &all), ==, cases[i].size);
    g_assert_cmpuint (offset, ==, cases[i].prefix);
    g_assert_cmpuint (all, ==, cases[i].prefix + cases[i].size + cases[i].padding);
    g_assert_cmpuint ((gsize)(data_of (memory) - offset) & cases[i].align, ==, 0);
    fill (memory, 7);
    g_assert_true (is_all (memory, 7));
    gst_memory_unref (memory);
  }
  g_assert_cmpuint (frames_in_use (), ==, 0);
}

/* --- copies and views --- */

static void
a_copy_is_a_copy (void)
{
  g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();
  GstMemory *memory = gst_allocator_alloc (allocator, FRAME_BYTES, NULL);
  GstMemory *copy;
  GstMemory *part;

  fill (memory, 1);
  copy = gst_memory_copy (memory, 100, -1);
  g_assert_cmpuint (gst_memory_get_sizes (copy, NULL, NULL), ==, FRAME_BYTES - 100);
  fill (memory, 2);
  g_assert_true (is_all (copy, 1));
  fill (copy, 3);
  g_assert_true (is_all (memory, 2));
  part = gst_memory_share (memory, 100, 50);
  g_assert_true (data_of (part) == data_of (memory) + 100);
  gst_memory_unref (memory);
  g_assert_true (is_all (part, 2));
  gst_memory_unref (part);
  gst_memory_unref (copy);
  g_assert_cmpuint (frames_in_use (), ==, 0);
}

static GstBufferPool *
pool_new (void)
{
  GstBufferPool *pool = tc_frame_memory_pool_new ();
  g_autoptr (GstAllocator) allocator = tc_frame_memory_allocator ();
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "video/x-raw,format=I420,width=320,height=180,framerate=25/1");
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, FRAME_BYTES, 0, 0);
  gst_buffer_pool_config_set_allocator (config, allocator, NULL);
  g_assert_true (gst_buffer_pool_set_config (pool, config));
  g_assert_true (gst_buffer_pool_set_active (pool, TRUE));
  return pool;
}

static GstBuffer *
take (GstBufferPool *pool, guint8 value)
{
  GstBuffer *buffer = NULL;

  g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL), ==,
                   GST_FLOW_OK);
  fill (gst_buffer_peek_memory (buffer, 0), value);
  return buffer;
}

/* As a decoder does it: it maps the frame, hands it on, and lets go of it later. */
static void
a_decoders_frame_is_not_copied (void)
{
  GstBufferPool *pool = pool_new ();
  GstBuffer *first = take (pool, 1);
  GstBuffer *handed_on;
  GstBuffer *next;
  GstMemory *view;
  GstMapInfo map;
  GstMapInfo writing;
  guint8 *data = data_of (gst_buffer_peek_memory (first, 0));

  g_assert_true (gst_buffer_map (first, &map, GST_MAP_READWRITE));
  handed_on = gst_buffer_make_writable (gst_buffer_ref (first));
  g_assert_true (handed_on != first);
  view = gst_buffer_peek_memory (handed_on, 0);
  g_assert_true (data_of (view) == data);
  g_assert_false (gst_memory_map (view, &writing, GST_MAP_WRITE));
  g_assert_cmpuint (frames_in_use (), ==, 1);

  gst_buffer_unmap (first, &map);
  gst_buffer_unref (first);
  next = take (pool, 2); /* not in the place that is looked at */
  g_assert_true (data_of (gst_buffer_peek_memory (next, 0)) != data);
  g_assert_true (is_all (view, 1));
  gst_buffer_unref (handed_on);
  g_assert_cmpuint (frames_in_use (), ==, 1);

  /* Nobody looks: the same buffer goes round. */
  data = data_of (gst_buffer_peek_memory (next, 0));
  gst_buffer_unref (next);
  next = take (pool, 3);
  g_assert_true (data_of (gst_buffer_peek_memory (next, 0)) == data);
  gst_buffer_unref (next);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  g_assert_cmpuint (frames_in_use (), ==, 0);
}

/* --- a real decoder --- */

typedef struct {
  GstBuffer *frame;
  guint hash;
} Held;

static guint
hash_of (GstBuffer *frame)
{
  GstMapInfo map;
  guint hash = 5381;

  g_assert_true (gst_buffer_map (frame, &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size; i++)
    hash = hash * 33 + map.data[i];
  gst_buffer_unmap (frame, &map);
  return hash;
}

static gboolean
is_view (GstBuffer *frame)
{
  GstMemory *memory = gst_buffer_peek_memory (frame, 0);

  return gst_memory_is_type (memory, "tallycast-frame") &&
         GST_MEMORY_IS_READONLY (memory);
}

static void
state_cb (gpointer data G_GNUC_UNUSED,
          const char *id G_GNUC_UNUSED,
          TcCameraState state G_GNUC_UNUSED,
          const char *text G_GNUC_UNUSED,
          json_t *why G_GNUC_UNUSED)
{
}

static void
look_at_many (TcFrameQueue *frames)
{
  Held held[N_HELD] = {{NULL}};
  guint n_views = 0;
  gint64 end_us = g_get_monotonic_time () + RIG_TIMEOUT_S * G_USEC_PER_SEC;

  for (guint n = 0; n < 2 * N_HELD && g_get_monotonic_time () < end_us;) {
    gboolean is_new = FALSE;
    gint64 now_ns = tc_clock_mono_ns (tc_clock_system ());
    GstBuffer *frame = tc_frame_queue_pick (frames, now_ns, NULL, &is_new);
    Held *at = &held[n % N_HELD];

    if (!is_new) {
      g_usleep (5000);
      continue;
    }
    if (at->frame != NULL)
      g_assert_cmpuint (hash_of (at->frame), ==, at->hash);
    gst_clear_buffer (&at->frame);
    at->frame = gst_buffer_ref (frame);
    at->hash = hash_of (frame);
    n_views += is_view (frame);
    n++;
  }
  for (guint i = 0; i < N_HELD; i++) {
    g_assert_nonnull (held[i].frame);
    g_assert_cmpuint (hash_of (held[i].frame), ==, held[i].hash);
    gst_buffer_unref (held[i].frame);
  }
  /* The first few come before decoder and sink have agreed on a pool. */
  g_assert_cmpuint (n_views, >, N_HELD);
}

/* 180 rows, coded as 192, predicted from several others, both ways: as 1080 are. The
 * last two seconds of frames are held, and are what they were. */
static void
decoded_frames_stay_as_they_are (void)
{
  g_autofree char *path = rig_clip (
      "predicted.mp4", "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -c:v libx264 "
                       "-pix_fmt yuv420p -refs 4 -bf 3 -g 50 -colorspace bt709 "
                       "-color_primaries bt709 -color_trc bt709 ");
  g_autofree char *uri = rig_uri (path);
  TcFormat format = {320, 180, {25, 1}};
  TcCameraSettings settings = {.id = "main", .uri = uri, .delay_ms = 500};
  TcCameraCallbacks callbacks = {state_cb, NULL};
  g_autoptr (GError) error = NULL;
  TcCamera *camera =
      tc_camera_new (&settings, &format, tc_clock_system (), &callbacks, &error);

  g_assert_no_error (error);
  tc_camera_start (camera);
  look_at_many (tc_camera_frames (camera));
  tc_camera_free (camera);
  /* Some thread of the pipeline may let go of its last frame a moment later. */
  rig_wait (frames_in_use () == 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/frame-memory/the-lowest-place-first",
                   the_lowest_place_first);
  g_test_add_func ("/media/frame-memory/what-was-asked-for", what_was_asked_for);
  g_test_add_func ("/media/frame-memory/a-copy-is-a-copy", a_copy_is_a_copy);
  g_test_add_func ("/media/frame-memory/a-decoders-frame-is-not-copied",
                   a_decoders_frame_is_not_copied);
  g_test_add_func ("/media/frame-memory/decoded-frames-stay-as-they-are",
                   decoded_frames_stay_as_they_are);
  return g_test_run ();
}
