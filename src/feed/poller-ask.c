/* SPDX-License-Identifier: MIT
 *
 * What other threads ask of the feed: wishes that its thread grants, and what it told
 * last.
 */
#include "feed/poller-private.h"
#include "tallycast/core/error.h"

void
tc_wish_answer (TcWish *self, const GError *error)
{
  if (self->done)
    self->done (self->data, error);
  g_free (self->text);
  g_free (self);
}

static void
add_wish (TcFeed *self, TcWish *wish)
{
  gboolean is_full;

  {
    TC_LOCKED (&self->lock);
    is_full = g_queue_get_length (&self->wishes) >= TC_FEED_MAX_WISHES;
    if (!is_full)
      g_queue_push_tail (&self->wishes, wish);
  }
  if (is_full) {
    g_autoptr (GError) busy = g_error_new (TC_ERROR, TC_ERROR_UNAVAILABLE,
                                           "the feed is asked for too much at once");
    tc_wish_answer (wish, busy);
  }
  tc_fetch_wake (self->fetch);
}

void
tc_feed_look (TcFeed *self)
{
  tc_fetch_wake (self->fetch);
}

void
tc_feed_accept_epoch (TcFeed *self, const char *epoch, TcFeedDone done, gpointer data)
{
  TcWish wish = {tc_intake_accept, g_strdup (epoch), done, data};

  add_wish (self, g_memdup2 (&wish, sizeof wish));
}

void
tc_feed_set_manual_current (TcFeed *self,
                            const char *unit_id,
                            TcFeedDone done,
                            gpointer data)
{
  TcWish wish = {tc_intake_set_manual, g_strdup (unit_id), done, data};

  add_wish (self, g_memdup2 (&wish, sizeof wish));
}

TcAge
tc_feed_age (TcFeed *self)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);

  TC_LOCKED (&self->lock);
  return tc_intake_age_at (self->last_good_ns, now_ns, self->late_after_s,
                           self->stale_after_s);
}

TcRoster *
tc_feed_dup_roster (TcFeed *self)
{
  TC_LOCKED (&self->lock);
  return self->roster ? tc_roster_ref (self->roster) : NULL;
}

GBytes *
tc_feed_dup_roster_json (TcFeed *self, char **sha256)
{
  TC_LOCKED (&self->lock);
  if (!self->roster)
    return NULL;
  *sha256 = g_strdup (self->roster->sha256);
  return g_bytes_ref (self->roster_text);
}

char *
tc_feed_dup_status_json (TcFeed *self)
{
  gint64 now_ns = tc_clock_mono_ns (self->clock);
  char age[32] = "null";

  TC_LOCKED (&self->lock);
  if (self->last_good_ns)
    g_snprintf (age, sizeof age, "%" G_GINT64_FORMAT,
                MAX (0, now_ns - self->last_good_ns) / TC_NS_PER_MS);
  return g_strdup_printf ("{\"age_ms\":%s,%s", age, self->status + 1);
}
