/* SPDX-License-Identifier: MIT */
#include "scene/state.h"

#include <string.h>

TcDirector *
tc_director_new (const TcStageOptions *options, GError **error)
{
  TcDirector *self = g_new0 (TcDirector, 1);

  self->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
  self->vanished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->snapshot = tc_snapshot_new ();
  self->language = g_strdup (options->language != NULL ? options->language : "zh-CN");
  self->is_english = g_str_has_prefix (self->language, "en");
  self->width = options->width;
  self->height = options->height;
  self->rate = options->rate;
  self->delay_ns = options->delay_ns;
  self->clock = *options->clock;
  self->ticks = options->ticks;
  self->is_auto = options->is_auto;
  self->state = 1;
  self->bar.again_tick = G_MAXINT64;
  self->programme_since_ns = tc_clock_mono_ns (&self->clock);
  tc_seen_init (&self->seen);
  tc_director_init_decks (self);
  tc_director_init_shot (self);
  if (tc_director_load (self, options, error))
    return self;
  tc_director_free (self);
  return NULL;
}

void
tc_director_free (TcDirector *self)
{
  if (self == NULL)
    return;
  tc_director_clear_decks (self);
  for (int i = 0; i < TC_N_PHASES; i++)
    g_free (self->phase_scene[i]);
  g_clear_pointer (&self->slate, tc_picture_free);
  g_ptr_array_unref (self->scenes);
  tc_scene_unref (self->keyers);
  tc_scene_unref (self->slate_scene);
  g_hash_table_unref (self->hidden);
  g_hash_table_unref (self->vanished);
  tc_snapshot_unref (self->snapshot);
  tc_theme_unref (self->theme);
  g_free (self->language);
  tc_seen_clear (&self->seen);
  tc_text_deinit ();
  g_free (self);
}

/* --- data --- */

void
tc_director_set_snapshot (TcDirector *self, TcSnapshot *snapshot)
{
  TcSnapshot *old = self->snapshot;

  self->snapshot = snapshot != NULL ? tc_snapshot_ref (snapshot) : tc_snapshot_new ();
  tc_snapshot_unref (old);
  if (snapshot != NULL)
    tc_seen_note (&self->seen, snapshot,
                  tc_clock_mono_ns (&self->clock) - self->delay_ns);
  if (snapshot != NULL)
    tc_director_follow (self);
}

void
tc_director_set_age (TcDirector *self, TcAge age, gint64 since_ns)
{
  self->age = age;
  self->age_since_ns = since_ns;
}

void
tc_director_set_live (TcDirector *self, gboolean is_live)
{
  self->is_live = is_live;
}
