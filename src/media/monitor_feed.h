/* SPDX-License-Identifier: MIT
 *
 * media/monitor_feed.h - who waits for a picture of what, and when it is due
 *
 * A feed for programme, one for preview, one for each scene that somebody asks for.
 * Pure logic: times are given. Under the monitor's lock, all of it.
 */
#pragma once

#include "tallycast/media/monitor.h"

G_BEGIN_DECLS

typedef struct TcFeed TcFeed;

typedef struct {
  TcFeed *feed;
  int width;
  gint64 after;  /* a picture of this tick or an earlier one is none */
  gint64 end_ns; /* NOTHING by then */
  TcMonitorFunc done;
  gpointer data;
  /* when it is answered */
  TcMonitorResult result;
  GBytes *jpeg;
  gint64 tick;
} TcMonitorRequest;

typedef struct {
  int width;
  GBytes *jpeg;
} TcMonitorSize;

/* One picture in the sizes that are asked for. */
typedef struct {
  guint n;
  TcMonitorSize sizes[TC_MONITOR_MAX_SIZES]; /* jpeg NULL: it was not made */
} TcMonitorMade;

struct TcFeed {
  TcMonitorKind kind;
  char *scene;     /* NULL: of a bus */
  GQueue waiting;  /* of TcMonitorRequest */
  gint64 due_ns;   /* not asked for, and not made, before */
  gint64 due_tick; /* not made of an earlier one */
  gboolean is_asked;
  TcMonitorShot shot; /* shot.shot NULL: there is none */
  /* the last one */
  gint64 made_ns, made_tick;
  TcMonitorMade made;
};

typedef struct {
  GPtrArray *all; /* of TcFeed */
  guint n_waiting;
  gint64 bus_ticks;  /* between two pictures of a bus */
  gint64 wait_ticks; /* that a request lasts */
  gint64 frame_ns;
} TcFeeds;

void tc_feeds_init (TcFeeds *self, TcRate rate);
void tc_feeds_clear (TcFeeds *self);

/** NULL: there is none. */
TcFeed *tc_feeds_find (const TcFeeds *self, TcMonitorKind kind, const char *scene);
/** @request joins who waits for such a picture, unless one is there already. Returns:
 * FALSE: it has its result. */
gboolean tc_feeds_enter (TcFeeds *self,
                         TcMonitorRequest *request,
                         TcMonitorKind kind,
                         const char *scene,
                         gint64 after,
                         gint64 now_ns);
/** Who waits in @feed is to be answered with @result: moved to @answers. */
void tc_feeds_turn_away (TcFeeds *self,
                         TcFeed *feed,
                         TcMonitorResult result,
                         GQueue *answers);
/** Requests that waited long enough go to @answers; forgets what nobody asks for. */
void tc_feeds_clean (TcFeeds *self, gint64 now_ns, GQueue *answers);

/** The next one that needs a shot; one scene at a time, so that the stage is not asked
 * for all at once. NULL: none. */
TcFeed *tc_feeds_next_to_ask (const TcFeeds *self, gint64 now_ns);
/** The first tick whose frames are of use; G_MAXINT64: none. */
gint64 tc_feeds_wanted_tick (const TcFeeds *self, gint64 now_ns);
/** Returns: (transfer container): those that can be made of the frames of @tick. */
GPtrArray *tc_feeds_ready (const TcFeeds *self, gint64 tick, gint64 now_ns);
/** When something of all that comes up by itself. */
gint64 tc_feeds_next_ns (const TcFeeds *self, gint64 now_ns);

/** Begins to make one of the frames of @tick: which sizes. The next is not due before
 * its time. */
TcMonitorMade tc_feeds_begin (TcFeeds *self, TcFeed *feed, gint64 tick, gint64 now_ns);
/** It shows @tick. Takes the JPEGs; who asked for one so new, of a size that is there,
 * goes to @answers. */
void tc_feeds_put (TcFeeds *self,
                   TcFeed *feed,
                   const TcMonitorMade *made,
                   gint64 tick,
                   GQueue *answers);

G_END_DECLS
