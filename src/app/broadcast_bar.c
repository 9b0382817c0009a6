/* SPDX-License-Identifier: MIT
 *
 * A hand at the T-bar sends a position with every frame. In the as-run log they are one
 * record: where the hand ended, gave up or came to rest, and its way there, from which
 * the pictures between are drawn again. The first position is on record at once: who
 * reads the log meanwhile knows of the hand.
 */
#include "app/broadcast.h"

#include <string.h>

#define MAX_WAY 256 /* positions: a record is one line of TC_ASRUN_MAX_LINE bytes */
#define REST_NS TC_NS_PER_S

static void
forget (TcBroadcastBar *bar)
{
  g_clear_pointer (&bar->what, json_decref);
  g_clear_pointer (&bar->who, g_free);
  g_clear_pointer (&bar->role, g_free);
}

/* Under the lock. */
static void
tell (TcBroadcast *self)
{
  TcBroadcastBar *bar = &self->bar;

  if (bar->what)
    tc_asrun_note (self->asrun, &(TcAsrunEntry){.who = bar->who,
                                                .role = bar->role,
                                                .frame = bar->frame,
                                                .what = json_incref (bar->what)});
  forget (bar);
}

/* What waits becomes a part of @entry's way. Returns: how long that is. */
static gsize
lead_to (TcBroadcastBar *bar, const TcAsrunEntry *entry)
{
  json_t *way = json_incref (json_object_get (bar->what, "way"));
  double position = json_number_value (json_object_get (bar->what, "position"));

  if (!way)
    way = json_array ();
  json_array_append_new (way, json_pack ("[I, f]", (json_int_t)bar->frame, position));
  json_object_set_new (entry->what, "way", way);
  forget (bar);
  return json_array_size (way);
}

/* Takes the entry's what. */
static void
wait_for_more (TcBroadcastBar *bar, const TcAsrunEntry *entry)
{
  bar->what = entry->what;
  bar->who = g_strdup (entry->who);
  bar->role = g_strdup (entry->role);
  bar->frame = entry->frame;
  bar->moved_ns = tc_clock_mono_ns (tc_clock_system ());
}

static gboolean
is_moved (const json_t *what)
{
  const char *kind = json_string_value (json_object_get (what, "kind"));
  const char *answer = json_string_value (json_object_get (what, "answer"));

  return g_strcmp0 (kind, "tbar") == 0 && g_strcmp0 (answer, "done") == 0;
}

gboolean
tc_broadcast_bar_keeps (TcBroadcast *self, const TcAsrunEntry *entry)
{
  TcBroadcastBar *bar = &self->bar;
  gboolean is_bar = is_moved (entry->what);
  double position = json_number_value (json_object_get (entry->what, "position"));
  gboolean is_between = is_bar && position > 0 && position < 1;
  gsize n_way = 0;

  TC_LOCKED (&self->lock);
  if (bar->what && is_bar && g_strcmp0 (bar->who, entry->who) == 0)
    n_way = lead_to (bar, entry);
  tell (self);
  gboolean is_kept = bar->is_on && is_between && n_way < MAX_WAY;
  if (is_kept)
    wait_for_more (bar, entry);
  bar->is_on = is_between;
  return is_kept;
}

void
tc_broadcast_bar_ends (TcBroadcast *self)
{
  TC_LOCKED (&self->lock);
  tell (self);
  self->bar.is_on = FALSE;
}

void
tc_broadcast_bar_rests (TcBroadcast *self)
{
  gint64 now_ns = tc_clock_mono_ns (tc_clock_system ());

  TC_LOCKED (&self->lock);
  if (now_ns - self->bar.moved_ns >= REST_NS)
    tell (self);
}
