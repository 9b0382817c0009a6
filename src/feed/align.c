/* SPDX-License-Identifier: MIT */
#include "feed/align.h"

#include <string.h>

#include "tallycast/feed/poller.h"
#include "tallycast/feed/rules.h"

static void
aligned_clear (TcAligned *self)
{
  g_clear_pointer (&self->snapshot, tc_snapshot_unref);
  g_clear_pointer (&self->roster_sha256, g_free);
}

static void
aligned_free (TcAligned *self)
{
  aligned_clear (self);
  g_free (self);
}

void
tc_align_init (TcAlign *self)
{
  memset (self, 0, sizeof *self);
  g_queue_init (&self->waiting);
}

void
tc_align_clear (TcAlign *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify)aligned_free);
  aligned_clear (&self->shown);
}

static gboolean
retract (TcAligned *older, const TcSnapshot *newer)
{
  TcSnapshot *changed =
      older->snapshot ? tc_rules_retract (newer, older->snapshot) : NULL;

  if (!changed)
    return FALSE;
  tc_snapshot_unref (older->snapshot);
  older->snapshot = changed;
  return TRUE;
}

gboolean
tc_align_push (TcAlign *self,
               TcSnapshot *snapshot,
               const char *roster_sha256,
               gint64 due_ns)
{
  gboolean has_changed = retract (&self->shown, snapshot);

  for (GList *l = self->waiting.head; l; l = l->next)
    retract (l->data, snapshot);

  if (g_queue_get_length (&self->waiting) >= TC_FEED_MAX_WAITING) {
    aligned_free (g_queue_pop_tail (&self->waiting));
    self->n_replaced++;
  }
  /* Who waits behind another waits for it, also when align_ms has become smaller. */
  TcAligned *item = g_new0 (TcAligned, 1);
  item->snapshot = snapshot;
  item->roster_sha256 = g_strdup (roster_sha256);
  item->due_ns = due_ns;
  g_queue_push_tail (&self->waiting, item);
  return has_changed;
}

void
tc_align_replace (TcAlign *self, TcSnapshot *snapshot, const char *roster_sha256)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify)aligned_free);
  aligned_clear (&self->shown);
  self->shown.snapshot = snapshot;
  self->shown.roster_sha256 = g_strdup (roster_sha256);
}

gboolean
tc_align_step (TcAlign *self, gint64 now_ns)
{
  const TcAligned *next = g_queue_peek_head (&self->waiting);

  if (!next || next->due_ns > now_ns)
    return FALSE;
  g_autofree TcAligned *item = g_queue_pop_head (&self->waiting);
  aligned_clear (&self->shown);
  self->shown = *item;
  return TRUE;
}

gint64
tc_align_next_ns (const TcAlign *self)
{
  const TcAligned *next = self->waiting.head ? self->waiting.head->data : NULL;

  return next ? next->due_ns : G_MAXINT64;
}

static gboolean
give_roster (TcAligned *item, TcRoster *roster)
{
  if (!item->snapshot || g_strcmp0 (item->roster_sha256, roster->sha256) != 0)
    return FALSE;

  TcSnapshot *copy = tc_snapshot_copy (item->snapshot);
  tc_roster_unref (copy->roster);
  copy->roster = tc_roster_ref (roster);
  tc_snapshot_unref (item->snapshot);
  item->snapshot = copy;
  return TRUE;
}

gboolean
tc_align_set_roster (TcAlign *self, TcRoster *roster)
{
  for (GList *l = self->waiting.head; l; l = l->next)
    give_roster (l->data, roster);
  return give_roster (&self->shown, roster);
}
