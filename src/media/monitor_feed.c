/* SPDX-License-Identifier: MIT */
#include "media/monitor_feed.h"

#define NO_TICK (G_MININT64 / 2)   /* that much can be added to it */
#define KEEP_NS (10 * TC_NS_PER_S) /* a feed that nobody asks for */

static void
feed_free (gpointer data)
{
  TcFeed *self = data;

  g_clear_pointer (&self->shot.shot, tc_shot_unref);
  for (guint i = 0; i < self->made.n; i++)
    g_bytes_unref (self->made.sizes[i].jpeg);
  g_free (self->scene);
  g_free (self);
}

void
tc_feeds_init (TcFeeds *self, TcRate rate)
{
  gint64 per_s = (gint64)TC_MONITOR_FPS * rate.den;

  *self = (TcFeeds){
      .all = g_ptr_array_new_with_free_func (feed_free),
      .bus_ticks = (rate.num + per_s - 1) / per_s,
      .frame_ns = tc_rate_tick_ns (rate, 1),
  };
  self->wait_ticks = TC_MONITOR_WAIT_MS * TC_NS_PER_MS / self->frame_ns;
}

void
tc_feeds_clear (TcFeeds *self)
{
  g_clear_pointer (&self->all, g_ptr_array_unref);
}

TcFeed *
tc_feeds_find (const TcFeeds *self, TcMonitorKind kind, const char *scene)
{
  for (guint i = 0; i < self->all->len; i++) {
    TcFeed *feed = g_ptr_array_index (self->all, i);

    if (feed->kind == kind && g_strcmp0 (feed->scene, scene) == 0)
      return feed;
  }
  return NULL;
}

static TcFeed *
add_feed (TcFeeds *self, TcMonitorKind kind, const char *scene)
{
  TcFeed *feed = g_new0 (TcFeed, 1);

  feed->kind = kind;
  feed->scene = g_strdup (scene);
  g_queue_init (&feed->waiting);
  feed->due_ns = feed->made_ns = NO_TICK;
  feed->due_tick = feed->made_tick = NO_TICK;
  g_ptr_array_add (self->all, feed);
  return feed;
}

/* What a picture is good for: then there is to be another one. */
static gint64
interval_ns (const TcFeeds *self, const TcFeed *feed)
{
  return feed->kind == TC_MONITOR_SCENE ? TC_MONITOR_SCENE_MS * TC_NS_PER_MS
                                        : self->bus_ticks * self->frame_ns;
}

/* --- requests --- */

static GBytes *
jpeg_of (const TcFeed *feed, int width)
{
  for (guint i = 0; i < feed->made.n; i++)
    if (feed->made.sizes[i].width == width)
      return feed->made.sizes[i].jpeg;
  return NULL;
}

/* A tick that no waiting reaches is of another run: then any picture is new. */
static gboolean
is_newer (const TcFeeds *self, gint64 tick, gint64 after)
{
  return tick > after || tick + self->wait_ticks < after;
}

static gboolean
give (const TcFeeds *self, TcMonitorRequest *request, const TcFeed *feed)
{
  GBytes *jpeg = jpeg_of (feed, request->width);

  if (!jpeg || !is_newer (self, feed->made_tick, request->after))
    return FALSE;
  request->result = TC_MONITOR_DONE;
  request->jpeg = g_bytes_ref (jpeg);
  request->tick = feed->made_tick;
  return TRUE;
}

gboolean
tc_feeds_enter (TcFeeds *self,
                TcMonitorRequest *request,
                TcMonitorKind kind,
                const char *scene,
                gint64 after,
                gint64 now_ns)
{
  TcFeed *feed = tc_feeds_find (self, kind, scene);

  if (self->n_waiting >= TC_MONITOR_MAX_WAITING) {
    request->result = TC_MONITOR_BUSY;
    return FALSE;
  }
  if (!feed)
    feed = add_feed (self, kind, scene);
  request->after = after;
  if (now_ns - feed->made_ns < interval_ns (self, feed) && give (self, request, feed))
    return FALSE;
  request->feed = feed;
  request->end_ns = now_ns + TC_MONITOR_WAIT_MS * TC_NS_PER_MS;
  g_queue_push_tail (&feed->waiting, request);
  self->n_waiting++;
  return TRUE;
}

static void
leave (TcFeeds *self, TcFeed *feed, TcMonitorResult result, GQueue *answers)
{
  TcMonitorRequest *request = g_queue_pop_head (&feed->waiting);

  request->result = result;
  self->n_waiting--;
  g_queue_push_tail (answers, request);
}

void
tc_feeds_turn_away (TcFeeds *self,
                    TcFeed *feed,
                    TcMonitorResult result,
                    GQueue *answers)
{
  while (!g_queue_is_empty (&feed->waiting))
    leave (self, feed, result, answers);
}

void
tc_feeds_clean (TcFeeds *self, gint64 now_ns, GQueue *answers)
{
  for (guint i = self->all->len; i > 0; i--) {
    TcFeed *feed = g_ptr_array_index (self->all, i - 1);
    const TcMonitorRequest *first;

    while ((first = g_queue_peek_head (&feed->waiting)) && first->end_ns <= now_ns)
      leave (self, feed, TC_MONITOR_NOTHING, answers);
    if (g_queue_is_empty (&feed->waiting) && !feed->is_asked &&
        now_ns - feed->made_ns >= KEEP_NS)
      g_ptr_array_remove_index_fast (self->all, i - 1);
  }
}

/* --- what is to be done --- */

static gboolean
is_due (const TcFeed *feed, gint64 now_ns)
{
  return feed->waiting.length > 0 && feed->due_ns <= now_ns;
}

static gboolean
has_source (const TcFeed *feed)
{
  return feed->kind == TC_MONITOR_PROGRAMME || feed->shot.shot;
}

TcFeed *
tc_feeds_next_to_ask (const TcFeeds *self, gint64 now_ns)
{
  TcFeed *next = NULL;
  gboolean is_drawing = FALSE;

  for (guint i = 0; i < self->all->len; i++) {
    TcFeed *feed = g_ptr_array_index (self->all, i);

    is_drawing |= feed->is_asked && feed->kind == TC_MONITOR_SCENE;
    if (!is_due (feed, now_ns) || feed->is_asked || has_source (feed))
      continue;
    if (feed->kind == TC_MONITOR_PREVIEW)
      return feed;
    if (!next || feed->made_ns < next->made_ns)
      next = feed;
  }
  return is_drawing ? NULL : next;
}

gint64
tc_feeds_wanted_tick (const TcFeeds *self, gint64 now_ns)
{
  gint64 wanted = G_MAXINT64;

  for (guint i = 0; i < self->all->len; i++) {
    const TcFeed *feed = g_ptr_array_index (self->all, i);

    if (is_due (feed, now_ns) && has_source (feed))
      wanted = MIN (wanted, feed->due_tick);
  }
  return wanted;
}

GPtrArray *
tc_feeds_ready (const TcFeeds *self, gint64 tick, gint64 now_ns)
{
  GPtrArray *ready = g_ptr_array_new ();

  for (guint i = 0; i < self->all->len; i++) {
    TcFeed *feed = g_ptr_array_index (self->all, i);

    if (is_due (feed, now_ns) && has_source (feed) && feed->due_tick <= tick)
      g_ptr_array_add (ready, feed);
  }
  return ready;
}

gint64
tc_feeds_next_ns (const TcFeeds *self, gint64 now_ns)
{
  gint64 next = now_ns + KEEP_NS;

  for (guint i = 0; i < self->all->len; i++) {
    const TcFeed *feed = g_ptr_array_index (self->all, i);

    if (feed->waiting.length == 0)
      continue;
    next = MIN (next, ((const TcMonitorRequest *)feed->waiting.head->data)->end_ns);
    if (feed->due_ns > now_ns)
      next = MIN (next, feed->due_ns);
  }
  return next;
}

/* --- one picture --- */

static TcMonitorMade
sizes_asked (const TcFeed *feed)
{
  TcMonitorMade made = {0};

  for (const GList *l = feed->waiting.head; l; l = l->next) {
    const TcMonitorRequest *request = l->data;
    guint i = 0;

    while (i < made.n && made.sizes[i].width != request->width)
      i++;
    if (i == made.n && i < TC_MONITOR_MAX_SIZES)
      made.sizes[made.n++].width = request->width;
  }
  return made;
}

/* Half a frame early: the tick decides. Of preview one more: the stage draws meanwhile.
 */
TcMonitorMade
tc_feeds_begin (TcFeeds *self, TcFeed *feed, gint64 tick, gint64 now_ns)
{
  gboolean is_scene = feed->kind == TC_MONITOR_SCENE;

  feed->made_ns = now_ns;
  feed->due_ns = now_ns + interval_ns (self, feed) - self->frame_ns / 2;
  feed->due_tick = tick + (is_scene ? 1 : self->bus_ticks);
  if (feed->kind == TC_MONITOR_PREVIEW)
    feed->due_ns -= self->frame_ns;
  return sizes_asked (feed);
}

void
tc_feeds_put (TcFeeds *self,
              TcFeed *feed,
              const TcMonitorMade *made,
              gint64 tick,
              GQueue *answers)
{
  for (guint i = 0; i < feed->made.n; i++)
    g_bytes_unref (feed->made.sizes[i].jpeg);
  feed->made.n = 0;
  for (guint i = 0; i < made->n; i++)
    if (made->sizes[i].jpeg)
      feed->made.sizes[feed->made.n++] = made->sizes[i];
  feed->made_tick = tick;
  for (guint n = feed->waiting.length; n > 0; n--) {
    TcMonitorRequest *request = g_queue_pop_head (&feed->waiting);

    if (give (self, request, feed)) {
      self->n_waiting--;
      g_queue_push_tail (answers, request);
    } else {
      g_queue_push_tail (&feed->waiting, request);
    }
  }
}
