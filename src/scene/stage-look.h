/* SPDX-License-Identifier: MIT
 *
 * scene/stage-look.h - who looks at preview or a scene, until it is answered (within
 * the room)
 */
#pragma once

#include "tallycast/scene/director.h"

G_BEGIN_DECLS

typedef struct {
  char *scene; /* NULL: preview */
  TcStageLookFunc done;
  gpointer data;
} TcStageLooker;

TcStageLooker *
tc_stage_looker_new (const char *scene, TcStageLookFunc done, gpointer data);
/** Answers. Frees. */
void tc_stage_looker_done (TcStageLooker *self, const TcStageLook *look);
/** Answers all with NOT_READY. Frees them. */
void tc_stage_turn_lookers_away (GQueue *lookers);

/* --- the render thread's side --- */

typedef struct {
  TcStageLooker *looker; /* what it looks at is being drawn; NULL: nobody's */
  gboolean is_begun;     /* and nothing else was done to the director since */
  gboolean is_owed;      /* a step, however much else there is to do */
  TcShot *preview;       /* what it looked like last; NULL: not known any more */
} TcStageLooking;

/** When there is nothing else to do: a step of what somebody looks at. At most one
 * sprite is drawn, or preview, whose sprites are there already but for a clock's. There
 * must be somebody. */
void tc_stage_looking_step (TcStageLooking *self, TcStage *stage, TcDirector *director);
/** Something else was done to the director. */
void tc_stage_looking_changed (TcStageLooking *self);
void tc_stage_looking_end (TcStageLooking *self);

G_END_DECLS
