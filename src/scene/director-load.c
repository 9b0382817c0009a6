/* SPDX-License-Identifier: MIT
 *
 * The director's theme and scenes: at the start, and when files were saved since. A
 * scene that is on the air and comes anew is other values for the same scene: what is
 * the same in both goes on, the rest changes by its motion.
 */
#include "scene/folder.h"
#include "scene/state.h"
#include "tallycast/core/error.h"

#include <stdlib.h>
#include <string.h>

/* --- one scene --- */

static guint
keyer_bit (const TcScene *keyers, const char *id)
{
  for (guint i = 0; keyers != NULL && i < keyers->layers->len; i++)
    if (strcmp (((TcLayer *)g_ptr_array_index (keyers->layers, i))->id, id) == 0)
      return 1u << i;
  return 0;
}

/* Each keyer stays on or off; a new one is on. */
static void
put_keyers (TcDirector *self, TcScene *scene)
{
  guint on = 0;

  for (guint i = 0; i < scene->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (scene->layers, i);
    guint before = keyer_bit (self->keyers, layer->id);

    if (before == 0 || (self->keyers_on & before) != 0)
      on |= 1u << i;
  }
  tc_scene_unref (self->keyers);
  self->keyers = tc_scene_ref (scene);
  self->keyers_on = on;
}

static void
put_panel_scene (TcDirector *self, TcScene *scene)
{
  TcScene *old = tc_director_find (self, scene->name);
  guint i;

  g_hash_table_remove (self->vanished, scene->name);
  if (old == NULL) {
    g_ptr_array_add (self->scenes, tc_scene_ref (scene));
    return;
  }
  if (self->programme == old)
    self->programme = scene;
  if (self->preview == old)
    self->preview = scene;
  g_ptr_array_find (self->scenes, old, &i);
  g_ptr_array_index (self->scenes, i) = tc_scene_ref (scene);
  tc_scene_unref (old);
}

static void
put_scene (TcDirector *self, TcScene *scene)
{
  if (strcmp (scene->name, TC_FOLDER_KEYERS) == 0)
    put_keyers (self, scene);
  else if (strcmp (scene->name, TC_FOLDER_SLATE) == 0) {
    tc_scene_unref (self->slate_scene);
    self->slate_scene = tc_scene_ref (scene);
    self->slate_is_old = TRUE;
  } else
    put_panel_scene (self, scene);
}

/* --- at the start --- */

static gboolean
check_size (const TcStageOptions *options, GError **error)
{
  int error_px = abs (options->width * 9 - options->height * 16);

  if (options->width >= 160 && options->width % 2 == 0 && options->height % 2 == 0 &&
      error_px * 100 <= options->width * 9)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "scenes are drawn for 16:9: a programme of %dx%d has no graphics (take "
               "1920x1080, 1280x720, 640x360 ...)",
               options->width, options->height);
  return FALSE;
}

static gboolean
fail_scene (const TcDirector *self, const char *name, const char *where, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; i < self->scenes->len; i++)
    g_ptr_array_add (names, ((TcScene *)g_ptr_array_index (self->scenes, i))->name);
  g_ptr_array_add (names, NULL);
  near = tc_did_you_mean (name, (const char *const *)names->pdata);
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "%sno scene '%s'%s%s%s", where, name,
               near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
               near != NULL ? "'?)" : "");
  return FALSE;
}

static const char *
default_scene (TcPhase phase)
{
  return phase == TC_PHASE_PRESENTING ? "unit"
         : phase == TC_PHASE_SCORING  ? "score"
                                      : tc_phase_name (phase);
}

/* A house may have fewer scenes than there are phases; one it names must be there. */
static gboolean
check_phases (const TcDirector *self, const TcStageOptions *options, GError **error)
{
  for (guint i = 0; i < options->n_phases; i++) {
    const TcStagePhase *phase = &options->phases[i];

    if (strcmp (phase->scene, default_scene (phase->phase)) != 0 &&
        tc_director_find (self, phase->scene) == NULL)
      return fail_scene (self, phase->scene, "overlays.phases: ", error);
  }
  return TRUE;
}

static void
set_phases (TcDirector *self, const TcStageOptions *options)
{
  for (int i = 0; i < TC_N_PHASES; i++)
    self->phase_scene[i] = g_strdup (default_scene ((TcPhase)i));
  for (guint i = 0; i < options->n_phases; i++) {
    g_free (self->phase_scene[options->phases[i].phase]);
    self->phase_scene[options->phases[i].phase] = g_strdup (options->phases[i].scene);
  }
}

gboolean
tc_director_load (TcDirector *self, const TcStageOptions *options, GError **error)
{
  const char *first = options->scene != NULL ? options->scene : "clean";
  g_autoptr (GPtrArray) scenes = NULL;

  set_phases (self, options);
  if (!check_size (options, error) || !tc_text_init (options->fonts_dir, error))
    return FALSE;
  self->theme = tc_folder_load_theme (options->overlays_dir, options->theme, error);
  if (self->theme == NULL)
    return FALSE;
  scenes = tc_folder_load_scenes (options->overlays_dir, self->theme, options->cameras,
                                  error);
  if (scenes == NULL)
    return FALSE;
  for (guint i = 0; i < scenes->len; i++)
    put_scene (self, g_ptr_array_index (scenes, i));
  g_ptr_array_sort (self->scenes, tc_folder_by_order);
  self->programme = tc_director_find (self, first);
  if (self->programme == NULL)
    return fail_scene (self, first, "", error);
  return check_phases (self, options, error);
}

/* --- later --- */

void
tc_director_drop_vanished (TcDirector *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->vanished);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    TcScene *scene = tc_director_find (self, name);

    if (scene != NULL && (scene == self->programme || scene == self->preview))
      continue;
    if (scene != NULL)
      g_ptr_array_remove (self->scenes, scene);
    g_hash_table_iter_remove (&iter);
    self->n_reloads++;
  }
}

void
tc_director_reload (TcDirector *self, const TcReloaded *news)
{
  /* Parts borrow pictures of the scenes that they were made of. */
  for (guint i = 0; i < G_N_ELEMENTS (self->decks); i++) {
    g_ptr_array_set_size (self->decks[i].parts, 0);
    g_ptr_array_set_size (self->decks[i].sprites, 0);
    g_ptr_array_set_size (self->decks[i].strips, 0);
  }
  if (news->theme != NULL) {
    tc_theme_unref (self->theme);
    self->theme = tc_theme_ref (news->theme);
    self->slate_is_old = TRUE;
  }
  for (guint i = 0; i < news->scenes->len; i++)
    put_scene (self, g_ptr_array_index (news->scenes, i));
  for (guint i = 0; i < news->gone->len; i++)
    g_hash_table_add (self->vanished, g_strdup (g_ptr_array_index (news->gone, i)));
  tc_director_drop_vanished (self);
  g_ptr_array_sort (self->scenes, tc_folder_by_order);
  self->n_reloads++;
  self->state++;
  tc_director_follow (self);
}

void
tc_director_tell_loaded (const TcDirector *self, TcReload *reload)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (self->scenes, NULL, NULL);

  g_ptr_array_set_free_func (all, NULL);
  g_ptr_array_add (all, self->keyers);
  g_ptr_array_add (all, self->slate_scene);
  tc_reload_know (reload, self->theme, all);
}
