/* SPDX-License-Identifier: MIT
 *
 * The render thread. Lock order: `lock` alone; no callback and no drawing under it.
 */
#include "tallycast/scene/stage.h"

#include "scene/stage-order.h"
#include "scene/state.h"
#include "tallycast/core/sync.h"

#define EARLIEST_NS                                                \
  (1 * TC_NS_PER_MS) /* sleeps at least that: a late ticker cannot \
                        make the thread spin */
#define LATEST_NS (10 * TC_NS_PER_S)

struct TcStage {
  TcStageTicks ticks;
  TcStageSink sink;
  TcClock clock;
  TcRate rate;
  pthread_t thread;
  TcReload *reload; /* NULL: files are not watched; set before is_started */

  pthread_mutex_t lock;
  pthread_cond_t wake;
  /* guards: all below */
  gboolean is_started, is_ending, is_paused;
  GError *start_error;
  const TcStageOptions *options; /* borrowed until is_started */
  GQueue orders;                 /* of TcStageOrder; at most TC_STAGE_MAX_COMMANDS */
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

/* Under the lock. */
static void
wake_up (TcStage *self)
{
  self->is_changed = TRUE;
  pthread_cond_broadcast (&self->wake);
}

/* --- the render thread --- */

/* What the thread has for itself. */
typedef struct {
  TcStage *stage;
  TcDirector *director;
  const TcPicture *slate;
  guint64 told_state, told_reloads;
  gboolean told_bound;
  gboolean has_reloaded; /* the status is another one in any case */
  GQueue held;           /* of TcStageOrder: obeyed, and not to be seen yet; at most
                            TC_STAGE_MAX_COMMANDS */
} Render;

static void
publish_slate (Render *self)
{
  const TcPicture *slate = tc_director_slate (self->director);
  TcStage *stage = self->stage;

  if (slate == self->slate)
    return;
  self->slate = slate;
  if (stage->sink.publish_slate != NULL)
    stage->sink.publish_slate (stage->sink.data, slate);
}

/* The status is made here, once a change, and copied for who asks. */
static void
publish_status (Render *self)
{
  TcStage *stage = self->stage;
  guint64 state = tc_director_state (self->director);
  gboolean is_bound = tc_director_is_bound (self->director);
  json_t *status;
  json_t *old;

  status = tc_director_status (self->director);
  {
    TC_LOCKED (&stage->lock);
    old = stage->status;
    stage->status = status;
    stage->status_ns = tc_clock_mono_ns (&stage->clock);
    stage->is_bound = is_bound;
  }
  json_decref (old);
  if (state == self->told_state && is_bound == self->told_bound && !self->has_reloaded)
    return;
  self->has_reloaded = FALSE;
  self->told_state = state;
  self->told_bound = is_bound;
  if (stage->sink.state_changed != NULL)
    stage->sink.state_changed (stage->sink.data);
}

/* The feed asks before it takes another meeting: it must know before anybody sees. */
static void
bind_first (Render *self)
{
  TcStage *stage = self->stage;

  if (!tc_director_is_bound (self->director))
    return;
  TC_LOCKED (&stage->lock);
  stage->is_bound = TRUE;
}

/* Drawing may take longer than a frame, so motions begin at the first tick that can
 * still show them; a shot that came after its first tick would begin with a jump.
 * Returns: that tick. */
static gint64
publish (Render *self)
{
  TcStage *stage = self->stage;
  TcShot *preview;
  gint64 tick;

  tc_director_prepare (self->director, stage->ticks.next_tick (stage->ticks.data));
  publish_slate (self);
  tick = tc_director_first_tick (self->director,
                                 stage->ticks.next_tick (stage->ticks.data));
  stage->sink.publish (stage->sink.data, tc_director_compose (self->director, tick));
  if (stage->sink.publish_preview != NULL) {
    preview = tc_director_compose_preview (self->director, tick);
    if (preview != NULL)
      stage->sink.publish_preview (stage->sink.data, preview);
  }
  return tick;
}

static void
publish_scenes (Render *self)
{
  TcStage *stage = self->stage;
  json_t *scenes = tc_director_scenes (self->director);
  json_t *old;

  self->told_reloads = self->director->n_reloads;
  {
    TC_LOCKED (&stage->lock);
    old = stage->scenes;
    stage->scenes = scenes;
  }
  json_decref (old);
}

static void
take_files (Render *self)
{
  TcStage *stage = self->stage;
  g_autoptr (TcReloaded) news = NULL;
  gboolean has_reloaded;

  {
    TC_LOCKED (&stage->lock);
    has_reloaded = stage->has_reloaded;
    stage->has_reloaded = FALSE;
  }
  if (!has_reloaded)
    return;
  self->has_reloaded = TRUE;
  news = tc_reload_take (stage->reload);
  if (news != NULL)
    tc_director_reload (self->director, news);
}

static void
take_data (Render *self)
{
  TcStage *stage = self->stage;
  g_autoptr (TcSnapshot) snapshot = NULL;
  gboolean has_snapshot;
  gboolean is_live;
  TcAge age;
  gint64 since_ns;

  {
    TC_LOCKED (&stage->lock);
    has_snapshot = stage->has_snapshot;
    snapshot = g_steal_pointer (&stage->snapshot);
    stage->has_snapshot = FALSE;
    stage->is_changed = FALSE;
    is_live = stage->is_live;
    age = stage->age;
    since_ns = stage->age_since_ns;
  }
  tc_director_set_age (self->director, age, since_ns);
  tc_director_set_live (self->director, is_live);
  if (has_snapshot)
    tc_director_set_snapshot (self->director, snapshot);
}

static GQueue
take_orders (TcStage *stage)
{
  TC_LOCKED (&stage->lock);
  GQueue orders = stage->orders;

  g_queue_init (&stage->orders);
  return orders;
}

/* A latch that is released goes off when that is no flash too many. */
static gboolean
is_held (const TcDirector *director, const TcStageOrder *order)
{
  if (order->result.kind != TC_STAGE_DONE || order->command.on)
    return FALSE;
  if (order->command.kind == TC_STAGE_PANIC)
    return director->shows_panic && !director->is_panic;
  return order->command.kind == TC_STAGE_SLATE && director->shows_slate &&
         !director->is_slate;
}

/* Of @orders those that @tick shows; the others wait. */
static void
tell_orders (Render *self, GQueue *orders, gint64 tick)
{
  for (guint n = g_queue_get_length (orders); n > 0; n--) {
    TcStageOrder *order = g_queue_pop_head (orders);

    if (is_held (self->director, order) &&
        g_queue_get_length (&self->held) < TC_STAGE_MAX_COMMANDS)
      g_queue_push_tail (&self->held, order);
    else
      tc_stage_order_done (order, tick);
  }
}

static void
work (Render *self)
{
  GQueue orders;
  gint64 tick;

  take_files (self);
  take_data (self);
  orders = take_orders (self->stage);
  for (GList *l = orders.head; l != NULL; l = l->next) {
    TcStageOrder *order = l->data;

    tc_director_command (self->director, &order->command, &order->result);
  }
  bind_first (self);
  tick = publish (self);
  if (self->told_reloads != self->director->n_reloads)
    publish_scenes (self);
  publish_status (self);
  tell_orders (self, &self->held, tick);
  tell_orders (self, &orders, tick);
}

/* A value that changes at @change_ns belongs to the first tick that is due then: the
 * thread wakes half a frame before that tick, when the one before it is composed. */
static gint64
deadline_ns (const Render *self)
{
  const TcStage *stage = self->stage;
  gint64 now_ns = tc_clock_mono_ns (&stage->clock);
  gint64 change_ns = tc_director_next_change_ns (self->director);
  gint64 frame_ns = TC_NS_PER_S * stage->rate.den / stage->rate.num;
  gint64 next;
  gint64 next_ns;
  gint64 ahead;

  if (change_ns == G_MAXINT64)
    return now_ns + LATEST_NS;
  next = stage->ticks.next_tick (stage->ticks.data);
  next_ns = stage->ticks.tick_ns (stage->ticks.data, next);
  ahead = change_ns > next_ns ? (change_ns - next_ns + frame_ns - 1) / frame_ns : 0;
  return CLAMP (next_ns + ahead * frame_ns - frame_ns / 2, now_ns + EARLIEST_NS,
                now_ns + LATEST_NS);
}

/* FALSE: the stage ends. */
static gboolean
sleep_until (TcStage *stage, gint64 until_ns)
{
  TC_LOCKED (&stage->lock);
  while (!stage->is_ending && (stage->is_paused || (!stage->is_changed &&
                                                    g_queue_is_empty (&stage->orders))))
    if (!tc_cond_wait_until (&stage->wake, &stage->lock,
                             stage->is_paused ? G_MAXINT64 / 2 : until_ns) &&
        !stage->is_paused)
      break;
  return !stage->is_ending;
}

static void
on_files_changed (gpointer data)
{
  TcStage *stage = data;

  TC_LOCKED (&stage->lock);
  stage->has_reloaded = TRUE;
  wake_up (stage);
}

/* Files are noted before they are loaded: what is saved in between is not missed. */
static TcReload *
watch (TcStage *stage)
{
  const TcStageOptions *options = stage->options;
  TcReloadOptions reload = {.dir = options->overlays_dir,
                            .theme = options->theme,
                            .cameras = options->cameras,
                            .clock = &stage->clock,
                            .changed = on_files_changed,
                            .data = stage};

  return options->is_watching ? tc_reload_new (&reload) : NULL;
}

static gboolean
start (Render *self)
{
  TcStage *stage = self->stage;
  TcReload *reload = watch (stage);
  GError *error = NULL;

  self->director = tc_director_new (stage->options, &error);
  if (self->director != NULL) {
    publish_scenes (self);
    work (self);
    if (reload != NULL)
      tc_director_tell_loaded (self->director, reload);
  } else {
    g_clear_pointer (&reload, tc_reload_free);
  }
  if (reload != NULL)
    tc_reload_start (reload);
  TC_LOCKED (&stage->lock);
  stage->reload = reload;
  stage->is_started = TRUE;
  stage->options = NULL;
  stage->start_error = error;
  pthread_cond_broadcast (&stage->wake);
  return error == NULL;
}

static guint64
known_state (TcStage *self)
{
  TC_LOCKED (&self->lock);
  return (guint64)json_integer_value (json_object_get (self->status, "state"));
}

static void
turn_away (TcStage *self, GQueue *orders)
{
  TcStageOrder *order;

  while ((order = g_queue_pop_head (orders)) != NULL)
    tc_stage_order_not_ready (order, known_state (self));
}

static void *
render_thread (void *data)
{
  Render self = {.stage = data};

  pthread_setname_np (pthread_self (), "tc-render");
  g_queue_init (&self.held);
  if (start (&self))
    while (sleep_until (self.stage, deadline_ns (&self)))
      work (&self);
  turn_away (self.stage, &self.held);
  tc_director_free (self.director);
  return NULL;
}

/* --- from outside --- */

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
  g_queue_init (&self->orders);
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->wake);
  pthread_create (&self->thread, NULL, render_thread, self);
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
  turn_away (self, &self->orders);
  tc_snapshot_unref (self->snapshot);
  json_decref (self->status);
  json_decref (self->scenes);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
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
    wake_up (self);
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
  wake_up (self);
}

void
tc_stage_set_live (TcStage *self, gboolean is_live)
{
  TC_LOCKED (&self->lock);
  if (self->is_live == is_live)
    return;
  self->is_live = is_live;
  wake_up (self);
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
    tc_stage_order_not_ready (order, known_state (self));
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
