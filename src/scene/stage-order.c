/* SPDX-License-Identifier: MIT */
#include "scene/stage-order.h"

TcStageOrder *
tc_stage_order_new (const TcStageCommand *command,
                    TcStageAnswerFunc answer,
                    gpointer data)
{
  TcStageOrder *self = g_new0 (TcStageOrder, 1);

  self->command = *command;
  self->name = g_strdup (command->name);
  self->command.name = self->name;
  self->answer = answer;
  self->data = data;
  return self;
}

void
tc_stage_order_obey (TcStageOrder *self, TcDirector *director)
{
  tc_director_command (director, &self->command, &self->result);
  self->scene = g_strdup (self->result.scene);
  self->result.scene = self->scene;
}

static void
answer_and_free (TcStageOrder *self)
{
  if (self->answer != NULL)
    self->answer (self->data, &self->result);
  g_free (self->name);
  g_free (self->scene);
  g_free (self);
}

void
tc_stage_order_done (TcStageOrder *self, gint64 tick)
{
  self->result.tick = tick;
  answer_and_free (self);
}

void
tc_stage_order_not_ready (TcStageOrder *self, guint64 state)
{
  self->result = (TcStageAnswer){.kind = TC_STAGE_NOT_READY, .state = state};
  answer_and_free (self);
}
