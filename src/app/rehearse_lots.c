/* SPDX-License-Identifier: MIT
 *
 * Draws of a rehearsed meeting: the pool is committed to, picked from, revealed.
 */
#include "app/rehearse_play.h"

#include <string.h>

static void
lot_free (gpointer data)
{
  TcPlayLot *lot = data;
  g_free (lot->id);
  g_free (lot->name);
  g_free (lot->category);
  g_free (lot);
}

void
tc_play_draw_free (gpointer data)
{
  TcPlayDraw *draw = data;
  g_free (draw->id);
  g_free (draw->kind);
  g_free (draw->title);
  g_ptr_array_unref (draw->left);
  g_ptr_array_unref (draw->lots);
  g_array_unref (draw->picks);
  g_free (draw->pool_sha256);
  g_free (draw->secret);
  g_free (draw->commitment);
  g_free (draw);
}

static char *
random_secret (GRand *rand)
{
  GString *text = g_string_sized_new (64);
  for (int i = 0; i < 8; i++)
    g_string_append_printf (text, "%08x", g_rand_int (rand));
  return g_string_free (text, FALSE);
}

static gint
compare_lots (gconstpointer a, gconstpointer b)
{
  const TcPlayLot *lot_a = *(const TcPlayLot *const *)a;
  const TcPlayLot *lot_b = *(const TcPlayLot *const *)b;
  return strcmp (lot_a->id, lot_b->id);
}

static void
add_lot (GPtrArray *lots, char *id, const char *name, const char *category)
{
  TcPlayLot *lot = g_new0 (TcPlayLot, 1);
  lot->id = id;
  lot->name = g_strdup (name);
  lot->category = g_strdup (category);
  g_ptr_array_add (lots, lot);
}

static void
add_people (const TcScript *script, GPtrArray *lots)
{
  for (guint g = 0; g < script->n_groups; g++) {
    const TcScriptGroup *group = &script->groups[g];
    for (int i = 0; i < group->eligible; i++) {
      g_autofree char *numbered = g_strdup_printf ("%s %d", group->name, i + 1);
      add_lot (lots, g_strdup_printf ("%s-%03d", group->id, i + 1),
               group->people ? group->people[i] : numbered, group->name);
    }
  }
}

static GPtrArray *
make_pool (const TcPlay *self, const char *kind)
{
  GPtrArray *lots = g_ptr_array_new_with_free_func (lot_free);
  gboolean for_agenda = strcmp (kind, "unit") == 0;
  if (strcmp (kind, "person") == 0) {
    add_people (self->script, lots);
  } else {
    for (guint i = 0; i < self->script->units->len; i++) {
      const TcScriptUnit *unit = tc_play_unit (self, (int)i);
      if (!for_agenda || tc_play_agenda_index (self, (int)i) < 0)
        add_lot (lots, g_strdup (unit->id), unit->name,
                 tc_play_category_name (self, unit->category));
    }
  }
  g_ptr_array_sort (lots, compare_lots);
  return lots;
}

static TcPlayDraw *
newest_draw (const TcPlay *self)
{
  if (self->draws->len == 0)
    return NULL;
  return g_ptr_array_index (self->draws, self->draws->len - 1);
}

gboolean
tc_play_commit_draw (TcPlay *self, const TcEvent *event, GError **error)
{
  g_autoptr (GPtrArray) lots = make_pool (self, event->what);
  if (event->n > (int)lots->len)
    return tc_play_refuse (self, event, error, "the quota is larger than the pool");

  TcPlayDraw *draw = g_new0 (TcPlayDraw, 1);
  draw->id = g_strdup (event->text);
  draw->kind = g_strdup (event->what);
  draw->title = g_strdup (event->title);
  draw->quota = event->n;
  draw->state = TC_DRAW_COMMITTED;
  draw->lots = g_steal_pointer (&lots);
  draw->left = g_ptr_array_new ();
  draw->picks = g_array_new (FALSE, TRUE, sizeof (TcPlayPick));
  g_autoptr (GString) pool = g_string_new (NULL);
  for (guint i = 0; i < draw->lots->len; i++) {
    TcPlayLot *lot = g_ptr_array_index (draw->lots, i);
    g_string_append_printf (pool, "%s\n", lot->id);
    g_ptr_array_add (draw->left, lot);
  }
  draw->pool_sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, pool->str, -1);
  draw->secret = random_secret (self->rand);
  draw->commitment =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, draw->secret, -1);
  g_ptr_array_add (self->draws, draw);
  self->draw_is_on = TRUE;
  self->phase = TC_PHASE_DRAW;
  tc_play_leave_stage (self);
  return TRUE;
}

gboolean
tc_play_pick_one (TcPlay *self, const TcEvent *event, GError **error)
{
  TcPlayDraw *draw = newest_draw (self);
  if (!draw || (draw->state != TC_DRAW_COMMITTED && draw->state != TC_DRAW_DRAWING))
    return tc_play_refuse (self, event, error, "no draw is committed to");
  if ((int)draw->picks->len >= draw->quota)
    return tc_play_refuse (self, event, error, "the quota is drawn");
  int order = (int)draw->picks->len + 1;
  guint index = tc_draw_pick (draw->secret, draw->id, order, draw->left->len);
  const TcPlayLot *lot = g_ptr_array_remove_index (draw->left, index);
  TcPlayPick pick = {order, lot->id, lot->name, lot->category};
  g_array_append_val (draw->picks, pick);
  draw->state = TC_DRAW_DRAWING;
  return TRUE;
}

gboolean
tc_play_reveal_draw (TcPlay *self, const TcEvent *event, GError **error)
{
  TcPlayDraw *draw = newest_draw (self);
  if (!draw || draw->state != TC_DRAW_DRAWING || (int)draw->picks->len < draw->quota)
    return tc_play_refuse (self, event, error, "the draw is not complete");
  draw->state = TC_DRAW_DONE;
  if (strcmp (draw->kind, "unit") != 0)
    return TRUE;
  for (guint i = 0; i < draw->picks->len; i++) {
    const char *id = g_array_index (draw->picks, TcPlayPick, i).id;
    TcPlayAgenda entry = {tc_play_find_unit (self->script, id), TC_AGENDA_WAITING};
    g_array_append_val (self->agenda, entry);
  }
  return TRUE;
}

gboolean
tc_play_void_draw (TcPlay *self, const TcEvent *event, GError **error)
{
  TcPlayDraw *draw = newest_draw (self);
  if (!draw || draw->state == TC_DRAW_DONE || draw->state == TC_DRAW_VOID)
    return tc_play_refuse (self, event, error, "no draw is under way");
  draw->state = TC_DRAW_VOID;
  return TRUE;
}
