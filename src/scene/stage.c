/* SPDX-License-Identifier: MIT */
#include "scene/stage-look.h"
#include "scene/stage-order.h"
#include "scene/stage-private.h"

void
tc_stage_wake (TcStage *self)
{
  self->is_changed = TRUE;
  pthread_cond_broadcast (&self->wake);
}

guint64
tc_stage_state (TcStage *self)
{
  TC_LOCKED (&self->lock);
  return (guint64)json_integer_value (json_object_get (self->status, "state"));
}

void
tc_stage_turn_away (TcStage *self, GQueue *orders)
{
  TcStageOrder *order;

  while ((order = g_queue_pop_head (orders)) != NULL)
    tc_stage_order_not_ready (order, tc_stage_state (self));
}

static GError *
wait_for_start (TcStage *self)
{
  TC_LOCKED (&self->lock);
  while (!self->is_started)
    pthread_cond_wait (&self->wake, &self->lock);
  return g_steal_pointer (&self->start_error);
}

TcStage *
tc_stage_new (const TcStageOptions *options, GError **error)
{
  TcStage *self = g_new0 (TcStage, 1);
  GError *start_error;

  self->ticks = options->ticks;
  self->sink = options->sink;
  self->clock = *options->clock;
  self->rate = options->rate;
  self->options = options;
  self->overlays_dir = g_strdup (options->overlays_dir);
  self->theme = g_strdup (options->theme);
  g_queue_init (&self->orders);
  g_queue_init (&self->looks);
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->wake);
  pthread_create (&self->thread, NULL, tc_stage_render, self);
  start_error = wait_for_start (self);
  if (start_error == NULL)
    return self;
  g_propagate_error (error, start_error);
  tc_stage_free (self);
  return NULL;
}

void
tc_stage_free (TcStage *self)
{
  if (self == NULL)
    return;
  tc_reload_stop (self->reload); /* it reads with the fonts of the render thread */
  {
    TC_LOCKED (&self->lock);
    self->is_ending = TRUE;
    pthread_cond_broadcast (&self->wake);
  }
  pthread_join (self->thread, NULL);
  tc_reload_free (self->reload);
  tc_stage_turn_away (self, &self->orders);
  tc_stage_turn_lookers_away (&self->looks);
  tc_snapshot_unref (self->snapshot);
  json_decref (self->status);
  json_decref (self->scenes);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self->overlays_dir);
  g_free (self->theme);
  g_free (self);
}

void
tc_stage_set_snapshot (TcStage *self, TcSnapshot *snapshot)
{
  TcSnapshot *old;

  {
    TC_LOCKED (&self->lock);
    old = self->snapshot;
    self->snapshot = snapshot != NULL ? tc_snapshot_ref (snapshot) : NULL;
    self->has_snapshot = TRUE;
    tc_stage_wake (self);
  }
  tc_snapshot_unref (old);
}

void
tc_stage_set_age (TcStage *self, TcAge age, gint64 since_ns)
{
  TC_LOCKED (&self->lock);
  self->age_since_ns = since_ns;
  if (self->age == age && age == TC_AGE_FRESH)
    return; /* fresh data shows no age: nothing to draw */
  self->age = age;
  tc_stage_wake (self);
}

void
tc_stage_set_live (TcStage *self, gboolean is_live)
{
  TC_LOCKED (&self->lock);
  if (self->is_live == is_live)
    return;
  self->is_live = is_live;
  tc_stage_wake (self);
}

void
tc_stage_command (TcStage *self,
                  const TcStageCommand *command,
                  TcStageAnswerFunc answer,
                  gpointer data)
{
  TcStageOrder *order = tc_stage_order_new (command, answer, data);
  gboolean is_full;

  {
    TC_LOCKED (&self->lock);
    is_full =
        self->is_ending || g_queue_get_length (&self->orders) >= TC_STAGE_MAX_COMMANDS;
    if (!is_full) {
      g_queue_push_tail (&self->orders, order);
      pthread_cond_broadcast (&self->wake);
    }
  }
  if (is_full)
    tc_stage_order_not_ready (order, tc_stage_state (self));
}

void
tc_stage_look (TcStage *self, const char *scene, TcStageLookFunc done, gpointer data)
{
  TcStageLooker *looker = tc_stage_looker_new (scene, done, data);
  gboolean is_full;

  {
    TC_LOCKED (&self->lock);
    is_full =
        self->is_ending || g_queue_get_length (&self->looks) >= TC_STAGE_MAX_LOOKS;
    if (!is_full) {
      g_queue_push_tail (&self->looks, looker);
      pthread_cond_broadcast (&self->wake);
    }
  }
  if (is_full)
    tc_stage_looker_done (looker, &(TcStageLook){.kind = TC_STAGE_NOT_READY});
}

json_t *
tc_stage_status (TcStage *self)
{
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  json_t *status;
  json_t *programme;
  json_int_t since_ms;
  json_t *errors = self->reload != NULL ? tc_reload_errors (self->reload) : NULL;

  TC_LOCKED (&self->lock);
  status = json_deep_copy (self->status);
  if (errors != NULL)
    json_object_set_new (json_object_get (status, "reload"), "errors", errors);
  programme = json_object_get (status, "programme");
  since_ms = json_integer_value (json_object_get (programme, "since_ms"));
  since_ms += (now_ns - self->status_ns) / TC_NS_PER_MS;
  json_object_set_new (programme, "since_ms", json_integer (since_ms));
  tc_director_say_older (json_object_get (status, "scenes"), now_ns - self->status_ns);
  return status;
}

json_t *
tc_stage_scenes (TcStage *self)
{
  TC_LOCKED (&self->lock);
  return json_deep_copy (self->scenes);
}

gboolean
tc_stage_is_bound (TcStage *self)
{
  TC_LOCKED (&self->lock);
  return self->is_bound;
}

void
tc_stage_pause_for_test (TcStage *self, gboolean is_paused)
{
  TC_LOCKED (&self->lock);
  self->is_paused = is_paused;
  pthread_cond_broadcast (&self->wake);
}
