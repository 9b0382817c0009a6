/* SPDX-License-Identifier: MIT
 *
 * What was on the air, and from which tick on, for whoever keeps a record of it.
 */
#include "scene/folder.h"
#include "scene/stage-private.h"

void
tc_stage_told_clear (TcStageTold *self)
{
  g_free (self->scene);
  tc_snapshot_unref (self->snapshot);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
}

void
tc_stage_told_data (TcStageTold *self, TcSnapshot *snapshot)
{
  TcSnapshot *old = self->snapshot;

  self->has_data = TRUE;
  self->snapshot = snapshot != NULL ? tc_snapshot_ref (snapshot) : NULL;
  tc_snapshot_unref (old);
}

static gboolean
keep_scene (TcStageTold *self, const TcDirector *director)
{
  const char *scene = director->programme->name;

  if (g_strcmp0 (self->scene, scene) == 0)
    return FALSE;
  g_free (self->scene);
  self->scene = g_strdup (scene);
  return TRUE;
}

void
tc_stage_told_scene (TcStageTold *self, const TcDirector *director)
{
  self->has_scene |= keep_scene (self, director);
}

/* --- files ------------------------------------------------------------------------ */

static void
begin_files (TcStageTold *self)
{
  if (self->paths != NULL)
    return;
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
}

static char *
scene_path (const TcStage *stage, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".yaml", NULL);

  return g_build_filename (stage->overlays_dir, file, NULL);
}

static void
add_scene (TcStageTold *self, const TcStage *stage, const TcScene *scene)
{
  g_ptr_array_add (self->paths, scene_path (stage, scene->name));
  for (guint i = 0; i < scene->files->len; i++)
    g_ptr_array_add (self->paths, g_strdup (g_ptr_array_index (scene->files, i)));
}

static void
add_theme (TcStageTold *self, const TcStage *stage)
{
  g_ptr_array_add (self->paths,
                   tc_folder_theme_path (stage->overlays_dir, stage->theme));
}

void
tc_stage_told_all (TcStageTold *self, const TcStage *stage, const TcDirector *director)
{
  begin_files (self);
  add_theme (self, stage);
  add_scene (self, stage, director->keyers);
  add_scene (self, stage, director->slate_scene);
  for (guint i = 0; i < director->scenes->len; i++)
    add_scene (self, stage, g_ptr_array_index (director->scenes, i));
}

void
tc_stage_told_news (TcStageTold *self, const TcStage *stage, const TcReloaded *news)
{
  begin_files (self);
  if (news->theme != NULL)
    add_theme (self, stage);
  for (guint i = 0; i < news->scenes->len; i++)
    add_scene (self, stage, g_ptr_array_index (news->scenes, i));
  for (guint i = 0; i < news->gone->len; i++)
    g_ptr_array_add (self->gone, scene_path (stage, g_ptr_array_index (news->gone, i)));
}

static void
tell_files (TcStageTold *self, const TcStage *stage, gint64 tick)
{
  if (self->paths == NULL)
    return;
  g_ptr_array_add (self->paths, NULL);
  g_ptr_array_add (self->gone, NULL);
  if (stage->sink.files != NULL)
    stage->sink.files (stage->sink.data, tick, (const char *const *)self->paths->pdata,
                       (const char *const *)self->gone->pdata);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
}

/* --- scene and data --------------------------------------------------------------- */

static gboolean
is_news (const TcStageTold *self, const TcDirector *director)
{
  return !self->is_told || self->has_scene || self->has_data ||
         self->age != director->age || self->is_live != director->is_live;
}

static void
tell_aired (TcStageTold *self,
            const TcStage *stage,
            const TcDirector *director,
            gint64 tick)
{
  TcStageAired aired = {.tick = tick,
                        .scene = self->scene,
                        .has_data = self->has_data,
                        .snapshot = self->snapshot,
                        .age = director->age,
                        .age_since_ns = director->age_since_ns,
                        .is_live = director->is_live};

  if (stage->sink.aired != NULL)
    stage->sink.aired (stage->sink.data, &aired);
  self->is_told = TRUE;
  self->has_scene = self->has_data = FALSE;
  self->age = director->age;
  self->is_live = director->is_live;
  g_clear_pointer (&self->snapshot, tc_snapshot_unref);
}

void
tc_stage_tell (TcStageTold *self,
               const TcStage *stage,
               const TcDirector *director,
               gint64 tick)
{
  tell_files (self, stage, tick);
  if (is_news (self, director))
    tell_aired (self, stage, director, tick);
  keep_scene (self, director); /* what commands brought, they tell themselves */
}
