/* SPDX-License-Identifier: MIT
 *
 * scene/stage-private.h - the stage's fields, for its files (within the room)
 *
 *   stage.c         what others ask of it, from any thread
 *   stage-render.c  the render thread
 *   stage-tell.c    what it tells of the picture: who asks later wants to know
 *   stage-order.c   commands and their answers
 *   stage-look.c    who looks at preview and scenes
 *
 * Lock order: `lock` alone; no callback and no drawing under it.
 */
#pragma once

#include "scene/state.h"
#include "tallycast/core/sync.h"
#include "tallycast/scene/stage.h"

G_BEGIN_DECLS

struct TcStage {
  TcStageTicks ticks;
  TcStageSink sink;
  TcClock clock;
  TcRate rate;
  pthread_t thread;
  TcReload *reload; /* NULL: files are not watched; set before is_started */
  char *overlays_dir, *theme;

  pthread_mutex_t lock;
  pthread_cond_t wake;
  /* guards: all below */
  gboolean is_started, is_ending, is_paused;
  GError *start_error;
  const TcStageOptions *options; /* borrowed until is_started */
  GQueue orders;                 /* of TcStageOrder; at most TC_STAGE_MAX_COMMANDS */
  GQueue looks;                  /* of TcStageLooker; at most TC_STAGE_MAX_LOOKS */
  TcSnapshot *snapshot;          /* newest; a reference */
  gboolean has_snapshot;
  TcAge age;
  gint64 age_since_ns;
  gboolean is_live;
  gboolean has_reloaded; /* there is news of files */
  gboolean is_changed;   /* something above waits for the render thread */
  json_t *status;        /* as published last; never handed out itself */
  json_t *scenes;
  gint64 status_ns; /* when it was made: since_ms goes on from it */
  gboolean is_bound;
};

/** There is work for the render thread. Under the lock. */
void tc_stage_wake (TcStage *self);
/** Answers what will not be done any more. Frees the orders. */
void tc_stage_turn_away (TcStage *self, GQueue *orders);

/** What was told of the picture last; of the render thread. */
typedef struct {
  gboolean is_told;
  char *scene;
  TcAge age;
  gboolean is_live;
  gboolean has_scene, has_data; /* not told yet */
  TcSnapshot *snapshot;
  GPtrArray *paths, *gone; /* files not told yet; NULL: none */
} TcStageTold;

void tc_stage_told_clear (TcStageTold *self);
/** With the next shot. @snapshot: (nullable). */
void tc_stage_told_data (TcStageTold *self, TcSnapshot *snapshot);
/** Before the commands: another scene on programme came by auto. */
void tc_stage_told_scene (TcStageTold *self, const TcDirector *director);
/** The same: all files of the director's; or those of @news. */
void
tc_stage_told_all (TcStageTold *self, const TcStage *stage, const TcDirector *director);
void
tc_stage_told_news (TcStageTold *self, const TcStage *stage, const TcReloaded *news);
/** The shot from @tick on is published. */
void tc_stage_tell (TcStageTold *self,
                    const TcStage *stage,
                    const TcDirector *director,
                    gint64 tick);

/** The render thread; @data: the stage. */
void *tc_stage_render (void *data);

G_END_DECLS
