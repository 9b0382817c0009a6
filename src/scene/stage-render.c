/* SPDX-License-Identifier: MIT
 *
 * The render thread: takes news and orders, draws, publishes, sleeps until the next
 * change.
 */
#include "scene/stage-look.h"
#include "scene/stage-order.h"
#include "scene/stage-private.h"

#define EARLIEST_NS                                                \
  (1 * TC_NS_PER_MS) /* sleeps at least that: a late ticker cannot \
                        make the thread spin */
#define LATEST_NS (10 * TC_NS_PER_S)

/* What the thread has for itself. */
typedef struct {
  TcStage *stage;
  TcDirector *director;
  const TcPicture *slate;
  guint64 told_state, told_reloads;
  gboolean told_bound;
  TcStageTold told;
  double told_bar;
  gboolean has_reloaded; /* the status is another one in any case */
  GQueue held;           /* of TcStageOrder: obeyed, and not to be seen yet; at most
                            TC_STAGE_MAX_COMMANDS */
  TcStageLooking looking;
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
  if (state == self->told_state && is_bound == self->told_bound &&
      !self->has_reloaded && self->told_bar == self->director->bar.position)
    return;
  self->has_reloaded = FALSE;
  self->told_state = state;
  self->told_bound = is_bound;
  self->told_bar = self->director->bar.position;
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
  gint64 tick;

  tc_director_prepare (self->director, stage->ticks.next_tick (stage->ticks.data));
  publish_slate (self);
  tick = tc_director_first_tick (self->director,
                                 stage->ticks.next_tick (stage->ticks.data));
  stage->sink.publish (stage->sink.data, tc_director_compose (self->director, tick));
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
  if (news == NULL)
    return;
  tc_director_reload (self->director, news);
  tc_stage_told_news (&self->told, stage, news);
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
  if (!has_snapshot)
    return;
  tc_director_set_snapshot (self->director, snapshot);
  tc_stage_told_data (&self->told, snapshot);
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

  tc_stage_looking_changed (&self->looking);
  take_files (self);
  take_data (self);
  tc_stage_told_scene (&self->told, self->director);
  orders = take_orders (self->stage);
  for (GList *l = orders.head; l != NULL; l = l->next)
    tc_stage_order_obey (l->data, self->director);
  bind_first (self);
  tick = publish (self);
  if (self->told_reloads != self->director->n_reloads)
    publish_scenes (self);
  publish_status (self);
  tc_stage_tell (&self->told, self->stage, self->director, tick);
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

/* --- sleeping --- */

/* Who looks waits when a shot is due so soon: one sprite is drawn meanwhile. Right
 * after a shot there is time for one. */
#define LOOK_NS (5 * TC_NS_PER_MS)

typedef enum {
  WAKE_END,
  WAKE_WORK,
  WAKE_LOOK,
} Wake;

static gboolean
may_look (const Render *self, gint64 until_ns)
{
  const TcStage *stage = self->stage;

  return (self->looking.looker != NULL ||
          !g_queue_is_empty ((GQueue *)&stage->looks)) &&
         (self->looking.is_owed ||
          tc_clock_mono_ns (&stage->clock) + LOOK_NS < until_ns);
}

static Wake
sleep_until (const Render *self, gint64 until_ns)
{
  TcStage *stage = self->stage;

  TC_LOCKED (&stage->lock);
  while (!stage->is_ending) {
    if (!stage->is_paused && (stage->is_changed || !g_queue_is_empty (&stage->orders)))
      return WAKE_WORK;
    if (!stage->is_paused && may_look (self, until_ns))
      return WAKE_LOOK;
    if (!tc_cond_wait_until (&stage->wake, &stage->lock,
                             stage->is_paused ? G_MAXINT64 / 2 : until_ns) &&
        !stage->is_paused)
      return WAKE_WORK;
  }
  return WAKE_END;
}

static void
on_files_changed (gpointer data)
{
  TcStage *stage = data;

  TC_LOCKED (&stage->lock);
  stage->has_reloaded = TRUE;
  tc_stage_wake (stage);
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
    tc_stage_told_all (&self->told, stage, self->director);
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

static void
run (Render *self)
{
  Wake wake;

  while ((wake = sleep_until (self, deadline_ns (self))) != WAKE_END)
    if (wake == WAKE_WORK)
      work (self);
    else
      tc_stage_looking_step (&self->looking, self->stage, self->director);
}

void *
tc_stage_render (void *data)
{
  Render self = {.stage = data};

  pthread_setname_np (pthread_self (), "tc-render");
  g_queue_init (&self.held);
  if (start (&self))
    run (&self);
  tc_stage_turn_away (self.stage, &self.held);
  tc_stage_looking_end (&self.looking);
  tc_stage_told_clear (&self.told);
  tc_director_free (self.director);
  return NULL;
}
