/* SPDX-License-Identifier: MIT */
#include "scene/stage-look.h"

#include "scene/stage-private.h"

TcStageLooker *
tc_stage_looker_new (const char *scene, TcStageLookFunc done, gpointer data)
{
  TcStageLooker *self = g_new (TcStageLooker, 1);

  *self = (TcStageLooker){g_strdup (scene), done, data};
  return self;
}

void
tc_stage_looker_done (TcStageLooker *self, const TcStageLook *look)
{
  self->done (self->data, look);
  g_free (self->scene);
  g_free (self);
}

void
tc_stage_turn_lookers_away (GQueue *lookers)
{
  TcStageLooker *looker;

  while ((looker = g_queue_pop_head (lookers)) != NULL)
    tc_stage_looker_done (looker, &(TcStageLook){.kind = TC_STAGE_NOT_READY});
}

/* --- the render thread's side --- */

static TcStageLooker *
take_looker (TcStage *stage)
{
  TC_LOCKED (&stage->lock);
  return g_queue_pop_head (&stage->looks);
}

/* Returns: FALSE: there is more to draw. */
static gboolean
look_at_scene (TcStageLooking *self, TcDirector *director, TcStageLook *look)
{
  if (!self->is_begun &&
      !tc_director_begin_look (director, self->looker->scene, look->tick)) {
    look->kind = TC_STAGE_UNKNOWN;
    return TRUE;
  }
  self->is_begun = TRUE;
  if (!tc_director_draw_look (director))
    return FALSE;
  look->shot = tc_director_end_look (director, look->tick);
  look->width = TC_STAGE_LOOK_WIDTH;
  look->height = tc_director_look_height (director);
  return TRUE;
}

/* Laying its texts out costs more than all else: what is right is not made again. */
static void
look_at_preview (TcStageLooking *self, TcDirector *director, TcStageLook *look)
{
  if (self->preview == NULL || !tc_director_is_preview_right (director, look->tick)) {
    g_clear_pointer (&self->preview, tc_shot_unref);
    self->preview = tc_director_compose_preview (director, look->tick);
  }
  look->shot = self->preview != NULL ? tc_shot_ref (self->preview) : NULL;
  look->width = director->width;
  look->height = director->height;
  if (look->shot == NULL)
    look->kind = TC_STAGE_REFUSED;
}

/* Begun anew each time that something else was done, it still comes to its end: what
 * was drawn is kept. */
void
tc_stage_looking_step (TcStageLooking *self, TcStage *stage, TcDirector *director)
{
  TcStageLook look = {.kind = TC_STAGE_DONE,
                      .tick = stage->ticks.next_tick (stage->ticks.data)};

  self->is_owed = FALSE;
  if (self->looker == NULL) {
    self->looker = take_looker (stage);
    self->is_begun = FALSE;
  }
  if (self->looker->scene == NULL)
    look_at_preview (self, director, &look);
  else if (!look_at_scene (self, director, &look))
    return;
  tc_stage_looker_done (g_steal_pointer (&self->looker), &look);
}

void
tc_stage_looking_changed (TcStageLooking *self)
{
  self->is_begun = FALSE;
  self->is_owed = TRUE;
  g_clear_pointer (&self->preview, tc_shot_unref);
}

void
tc_stage_looking_end (TcStageLooking *self)
{
  tc_stage_looking_changed (self);
  if (self->looker != NULL)
    tc_stage_looker_done (self->looker, &(TcStageLook){.kind = TC_STAGE_NOT_READY});
}
