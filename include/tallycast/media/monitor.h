/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/monitor.h - moving pictures for who operates: programme, preview, and
 * each scene by itself, as JPEG
 *
 * Programme is the frame that went to the encoder, latches and all. Preview and scenes
 * are shots that the stage draws when they are asked for, over what the cameras show at
 * that tick, by the kernels of the air.
 *
 * Nothing is taken, drawn or coded while nobody asks. The ticker pays a comparison a
 * tick and, for a picture, references to its frames; it never waits: when the lock is
 * held it gives at its next tick. All else is this thread's, at low priority.
 *
 * Programme and preview come TC_MONITOR_FPS times a second at most, a scene every
 * TC_MONITOR_SCENE_MS; who asks sooner gets the last one, or waits for the next.
 *
 * Thread: new, stop and free on one; offer on the ticker's; the rest from any.
 */
#pragma once

#include "tallycast/draw/shot.h"
#include "tallycast/media/format.h"

G_BEGIN_DECLS

#define TC_MONITOR_FPS         5
#define TC_MONITOR_SCENE_MS    2000
#define TC_MONITOR_WAIT_MS     10000 /* then NOTHING */
#define TC_MONITOR_MAX_WAITING 64    /* requests; one more is BUSY */
#define TC_MONITOR_MAX_SIZES   4     /* of one picture that are kept; others wait */
#define TC_MONITOR_QUALITY     80    /* of the JPEG */
#define TC_MONITOR_NICE        10

typedef struct TcMonitor TcMonitor;

typedef enum {
  TC_MONITOR_PROGRAMME,
  TC_MONITOR_PREVIEW,
  TC_MONITOR_SCENE,
} TcMonitorKind;

typedef enum {
  TC_MONITOR_DONE,
  TC_MONITOR_NOTHING, /**< nothing newer in all that time */
  TC_MONITOR_UNKNOWN, /**< no such scene */
  TC_MONITOR_BUSY,    /**< too many wait, or it ends */
} TcMonitorResult;

/**
 * A picture. Called exactly once, from the monitor's thread, tc_monitor_ask,
 * tc_monitor_drawn or tc_monitor_stop, without a lock.
 * @jpeg: (transfer none) (nullable): with DONE
 * @tick: the programme tick whose state it shows: all that was on the air, or on
 * preview, at that tick is in it
 */
typedef void (*TcMonitorFunc) (gpointer data,
                               TcMonitorResult result,
                               GBytes *jpeg,
                               gint64 tick);

typedef struct {
  TcFormat format;
  const TcClock *clock; /**< borrowed */
  /** Asks the stage for a shot of preview (@scene NULL) or of @scene. It is answered
   * exactly once with tc_monitor_drawn, from any thread, also within this call. */
  void (*draw) (gpointer data, const char *scene);
  gpointer data;
} TcMonitorSettings;

/** A camera's frame at a tick, or the slate in its place. */
typedef struct {
  const char *id;
  GstBuffer *frame;
} TcMonitorView;

/** What the ticker has at a tick. Borrowed. */
typedef struct {
  gint64 tick;
  GstBuffer *programme, *slate;
  guint n_views; /**< at most TC_TICKER_MAX_CAMERAS; the first is what "" means */
  TcMonitorView *views;
} TcMonitorFrames;

/** What came of a request for a shot. */
typedef struct {
  TcMonitorResult result; /**< NOTHING: preview is empty; BUSY: ask again */
  TcShot *shot;           /**< (transfer full): with DONE; prepared */
  gint64 tick;            /**< its first */
  int width, height;      /**< of the picture it was drawn for */
} TcMonitorShot;

typedef struct {
  guint64 taken;   /**< ticks whose frames were taken */
  guint64 drawn;   /**< shots that were asked for */
  guint64 coded;   /**< JPEGs made */
  guint64 waiting; /**< requests, now */
  gint64 work_ns;  /**< of this thread, in all */
  gint64 max_work_ns;
} TcMonitorStats;

/** Returns: (transfer full): running. */
TcMonitor *tc_monitor_new (const TcMonitorSettings *settings);
/** Answers who waits, and whoever asks from now on, with BUSY; `draw` is not called any
 * more once it has returned. What was asked of the stage may still be answered. */
void tc_monitor_stop (TcMonitor *self);
/** Stops if needed. No `offer` and no `drawn` may come any more. NULL is allowed. */
void tc_monitor_free (TcMonitor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcMonitor, tc_monitor_free)

/**
 * Asks for a picture of more recent state than tick @after. One that is further ahead
 * than a request waits (TC_MONITOR_WAIT_MS) is of another run, and any picture is
 * newer.
 * @scene: with SCENE; copied
 * @width: even, 16 or more; at most the programme's (a scene's: the shot's) is given
 */
void tc_monitor_ask (TcMonitor *self,
                     TcMonitorKind kind,
                     const char *scene,
                     gint64 after,
                     int width,
                     TcMonitorFunc done,
                     gpointer data);
/** The answer to settings.draw. */
void tc_monitor_drawn (TcMonitor *self, const char *scene, const TcMonitorShot *shot);
/** Each tick, after its picture went out. Never waits. */
void tc_monitor_offer (TcMonitor *self, const TcMonitorFrames *frames);
/** TRUE when @tick's frames would be taken: who would have to gather them asks first.
 */
gboolean tc_monitor_wants (TcMonitor *self, gint64 tick);

void tc_monitor_get_stats (TcMonitor *self, TcMonitorStats *out_stats);

G_END_DECLS
