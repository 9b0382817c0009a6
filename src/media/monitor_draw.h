/* SPDX-License-Identifier: MIT
 *
 * media/monitor_draw.h - frames of one tick become small pictures
 *
 * Thread: the monitor's.
 */
#pragma once

#include "tallycast/media/monitor.h"
#include "tallycast/media/ticker.h"

G_BEGIN_DECLS

/** The frames of a tick, with references of their own. */
typedef struct {
  gint64 tick;
  GstBuffer *programme, *slate;
  guint n_views;
  struct {
    char id[32];
    GstBuffer *frame;
  } views[TC_TICKER_MAX_CAMERAS];
} TcTaken;

/** Ticker's thread: references only. @self is empty. */
void tc_taken_set (TcTaken *self, const TcMonitorFrames *frames);
void tc_taken_clear (TcTaken *self);

typedef struct TcMonitorDraw TcMonitorDraw;

TcMonitorDraw *tc_monitor_draw_new (const TcFormat *format);
void tc_monitor_draw_free (TcMonitorDraw *self);

/** @shot over the cameras' frames, or the programme when it is NULL. Returns: FALSE
 * when a frame cannot be read. */
gboolean
tc_monitor_draw (TcMonitorDraw *self, const TcTaken *taken, const TcMonitorShot *shot);
/** What was drawn last, @width wide or less, as JPEG. Returns: (transfer full)
 * (nullable): NULL: it was logged. */
GBytes *tc_monitor_draw_code (TcMonitorDraw *self, int width);

G_END_DECLS
