/* SPDX-License-Identifier: MIT
 *
 * app/broadcast.h - the running broadcast: every island, and the wires between them
 *
 *   feed --snapshot--> stage --shot--> ticker --frames, sound--> encoder --> hub -->
 * outputs, recorder.  What operators ask comes in through the engine
 * (broadcast_engine.c).
 *
 * Thread: main for everything here. Callbacks of the islands come on their threads;
 * what concerns main is passed on with g_main_context_invoke.
 */
#pragma once

#include "app/alert_sender.h"
#include "app/preflight.h"
#include "tallycast/control/alerts.h"
#include "tallycast/control/api.h"
#include "tallycast/control/asrun.h"
#include "tallycast/core/config.h"
#include "tallycast/core/sync.h"
#include "tallycast/feed/poller.h"
#include "tallycast/media/audio_input.h"
#include "tallycast/media/camera.h"
#include "tallycast/media/encoder.h"
#include "tallycast/media/level.h"
#include "tallycast/media/monitor.h"
#include "tallycast/media/output.h"
#include "tallycast/media/recorder.h"
#include "tallycast/media/ticker.h"
#include "tallycast/scene/stage.h"

G_BEGIN_DECLS

#define TC_BROADCAST_MAX_SHOWN 256

/** The as-run log's view of the picture (broadcast_asrun.c). */
typedef struct {
  char *scene; /* owned; NULL: none yet */
  TcPhase phase;
  TcAge age;
  gboolean is_live, has_begun;
} TcBroadcastAired;

/** A drag of the T-bar, as far as it is not on record yet (broadcast_bar.c). */
typedef struct {
  gboolean is_on;   /* its first position is on record */
  json_t *what;     /* the newest position, with its way; NULL: on record */
  char *who, *role; /* whose hand that was */
  gint64 frame, moved_ns;
} TcBroadcastBar;

#define TC_BROADCAST_SECONDS 61 /* one more than a minute has */

/* What was counted until then. */
typedef struct {
  guint64 missed, repeated, dropped, clipped;
  float heard[TC_AUDIO_CHANNELS]; /* about that second, before a scene mutes it */
} TcBroadcastSecond;

typedef struct {
  const TcConfig *config; /* borrowed */
  TcFormat format;
  gint64 started_ns;

  TcHub *hub;
  TcEncoder *encoder;
  TcStreamInfo info;
  TcLevel *level;
  TcAudioRing *ring;
  TcAudioInput *audio; /* NULL: the camera's sound */
  TcCamera *cameras[TC_CONFIG_MAX_CAMERAS];
  TcOutput *outputs[TC_CONFIG_MAX_OUTPUTS];
  TcRecorder *recorder; /* NULL: none */
  TcSlot shots;         /* of TcShot: what is on the air */
  TcSlot snapshot;      /* of TcSnapshot: the one in effect */
  TcTicker *ticker;
  TcMonitor *monitor; /* asks the stage, gets frames from the ticker */
  TcStage *stage;
  TcFeed *feed; /* NULL: no backend */
  TcApi *api;
  TcAsrun *asrun;       /* first of all made, last of all freed: any thread notes */
  gint64 next_tick;     /* atomic: the one that the encoder gets next */
  TcBroadcastAired air; /* of the render thread: what was on the air last */

  TcBroadcastSecond seconds[TC_BROADCAST_SECONDS]; /* a ring */
  guint n_seconds;                                 /* noted since the start */
  guint watch;
  TcAlerts *alerts; /* NULL: nobody is to be told */
  TcAlertSender *alert_sender;
  TcPreflight *preflight;

  pthread_mutex_t lock;
  /* guards: */
  guint live_outputs; /* a bit for each output that is live */
  gboolean is_change_queued;
  GQueue shown; /* of TcSnapshot or NULL, in order: the feed has put them into effect,
                   the stage has not shown them yet; at most
                   TC_BROADCAST_MAX_SHOWN, then the oldest is forgotten */
  TcBroadcastBar bar;
} TcBroadcast;

/** Builds and starts everything. Errors: as the islands give them. */
TcBroadcast *tc_broadcast_new (const TcConfig *config, GError **error);
/** Ends everything in the order that loses nothing. NULL is allowed. */
void tc_broadcast_free (TcBroadcast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcBroadcast, tc_broadcast_free)

/** The panel shall look again. Any thread. */
void tc_broadcast_changed (TcBroadcast *self);

/** Where the scenes are: the house's own folder when it has one, else the shipped ones.
 * Returns: (transfer full). */
char *tc_broadcast_overlays_dir (const TcConfig *config);

/* broadcast_wires.c: what the islands tell, and where it goes. */
TcCameraCallbacks tc_broadcast_camera_callbacks (TcBroadcast *self);
TcTickSink tc_broadcast_tick_sink (TcBroadcast *self);
TcStageTicks tc_broadcast_stage_ticks (TcBroadcast *self);
TcStageSink tc_broadcast_stage_sink (TcBroadcast *self);
TcFeedCallbacks tc_broadcast_feed_callbacks (TcBroadcast *self);
void
tc_broadcast_output_state (gpointer data, const char *id, const TcOutputStats *stats);
void tc_broadcast_recorder_state (gpointer data, const TcRecorderStats *stats);
/* broadcast_asrun.c: what becomes a record of the as-run log. */
void tc_broadcast_asrun_new (TcBroadcast *self);
void tc_broadcast_asrun_free (TcBroadcast *self);
/** Tick 0 is due now: the log's times and frames belong together from here on. */
void tc_broadcast_asrun_start (TcBroadcast *self);
/** @what: (transfer full): done by the program itself, seen with the next tick. */
void tc_broadcast_note (TcBroadcast *self, json_t *what);
/** A command under way: keeps what its record needs. Returns: (transfer full). */
typedef struct TcCommandNote TcCommandNote;
TcCommandNote *tc_command_note_new (const TcCommand *command);
/** Its answer. @scene: (nullable): that it put on programme. Frees. */
void tc_broadcast_note_answer (TcBroadcast *self,
                               TcCommandNote *note,
                               const TcAnswer *answer,
                               const char *scene);
/* broadcast_bar.c: positions of the T-bar become one record. */
/** Whether @entry, of a command with its answer, waits for where the hand ends; then
 * its what is taken. What waited is noted before it, or becomes a part of it. */
gboolean tc_broadcast_bar_keeps (TcBroadcast *self, const TcAsrunEntry *entry);
/** The hand is off without a word of its own: notes what waits. */
void tc_broadcast_bar_ends (TcBroadcast *self);
/** To be asked once a second: notes what waits when the hand has come to rest. */
void tc_broadcast_bar_rests (TcBroadcast *self);
/* broadcast_asrun.c */
/** The feed has put @snapshot into effect: the stage will show it. NULL: no data. */
void tc_broadcast_note_shown (TcBroadcast *self, TcSnapshot *snapshot);
void tc_broadcast_aired (gpointer data, const TcStageAired *aired);
void tc_broadcast_files (gpointer data,
                         gint64 tick,
                         const char *const *paths,
                         const char *const *gone);
void tc_broadcast_received (GBytes *bytes, gpointer data);
/** The log's head, for the names of recordings. */
char *tc_broadcast_recording_tag (gpointer data);
/* broadcast_engine.c */
TcEngine tc_broadcast_engine (TcBroadcast *self);
/* broadcast_pictures.c */
TcMonitor *tc_broadcast_new_monitor (TcBroadcast *self);
void tc_broadcast_picture (gpointer engine,
                           const char *which,
                           guint64 after,
                           int width,
                           TcPictureFunc done,
                           gpointer data);
/* broadcast_watch.c */
void tc_broadcast_watch_start (TcBroadcast *self);
void tc_broadcast_watch_stop (TcBroadcast *self);
/** Adds "minute", "alerts" and, of all that is in it by then, "alarms". */
void tc_broadcast_watch_status (TcBroadcast *self, json_t *status);
/* broadcast_status.c: the document of control/engine.h. Returns: (transfer full). */
json_t *tc_broadcast_status (TcBroadcast *self);

G_END_DECLS
