/* SPDX-License-Identifier: MIT */
#include "media/loan.h"

#include <gst/video/video.h>
#include <stdatomic.h>
#include <stdbool.h>

/* A frame and the mapping that keeps its memory in place. `is_made` orders what the
 * lender wrote before what the encoder's thread reads. appsrc's queue does that too,
 * but in a library that ThreadSanitizer does not see. */
typedef struct {
  GstBuffer *frame;
  GstMapInfo map;
  atomic_bool is_made;
} Loan;

static void
loan_end (gpointer data)
{
  Loan *loan = data;

  if (!atomic_load (&loan->is_made))
    return;
  gst_buffer_unmap (loan->frame, &loan->map);
  gst_buffer_unref (loan->frame);
  g_free (loan);
}

/* A loan that is dropped on its way, in a queue, ends with its buffer. */
static GQuark
loan_quark (void)
{
  return g_quark_from_static_string ("tallycast-loan");
}

static GstPadProbeReturn
reach_cb (G_GNUC_UNUSED GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  TcLender *self = data;
  GstMiniObject *buffer = GST_MINI_OBJECT (GST_PAD_PROBE_INFO_BUFFER (info));
  gpointer next = gst_mini_object_steal_qdata (buffer, loan_quark ());

  tc_lender_clear (self);
  self->current = next;
  return GST_PAD_PROBE_OK;
}

void
tc_lender_watch (TcLender *self, GstPad *src)
{
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, reach_cb, self, NULL);
}

void
tc_lender_clear (TcLender *self)
{
  g_clear_pointer (&self->current, loan_end);
}

GstBuffer *
tc_lender_lend (GstBuffer *frame)
{
  GstVideoMeta *layout = gst_buffer_get_video_meta (frame);
  Loan *loan = g_new0 (Loan, 1);

  loan->frame = gst_buffer_ref (frame);
  if (!gst_buffer_map (frame, &loan->map, GST_MAP_READ)) {
    gst_buffer_unref (loan->frame);
    g_free (loan);
    return NULL;
  }
  GstBuffer *buffer =
      gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, loan->map.data,
                                   loan->map.size, 0, loan->map.size, NULL, NULL);
  if (layout)
    gst_buffer_add_video_meta_full (buffer, layout->flags, layout->format,
                                    layout->width, layout->height, layout->n_planes,
                                    layout->offset, layout->stride);
  atomic_store (&loan->is_made, true);
  gst_mini_object_set_qdata (GST_MINI_OBJECT (buffer), loan_quark (), loan, loan_end);
  return buffer;
}
