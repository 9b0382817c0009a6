/* SPDX-License-Identifier: MIT
 *
 * scene/stage-order.h - a command on its way, and its answer (within the room)
 */
#pragma once

#include "tallycast/scene/director.h"

G_BEGIN_DECLS

typedef struct {
  TcStageCommand command;
  char *name, *scene; /* what command and result point to: a scene may be gone when it
                         is told that it came */
  TcStageAnswerFunc answer; /* may be NULL */
  gpointer data;
  TcStageAnswer result; /* once it is obeyed; the tick comes with the picture */
} TcStageOrder;

TcStageOrder *tc_stage_order_new (const TcStageCommand *command,
                                  TcStageAnswerFunc answer,
                                  gpointer data);
void tc_stage_order_obey (TcStageOrder *self, TcDirector *director);
/** Obeyed: @tick is the first that shows it. Frees. */
void tc_stage_order_done (TcStageOrder *self, gint64 tick);
/** Not obeyed, or nobody will see it: the stage is full or ends. Frees. */
void tc_stage_order_not_ready (TcStageOrder *self, guint64 state);

G_END_DECLS
