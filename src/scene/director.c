/* SPDX-License-Identifier: MIT */
#include "scene/state.h"
#include "tallycast/core/error.h"

#include <stdlib.h>
#include <string.h>

static int
by_order (gconstpointer a, gconstpointer b)
{
  const TcScene *first = *(const TcScene *const *)a;
  const TcScene *second = *(const TcScene *const *)b;
  int x = first->order > 0 ? first->order : G_MAXINT;
  int y = second->order > 0 ? second->order : G_MAXINT;

  return x != y ? (x < y ? -1 : 1) : strcmp (first->name, second->name);
}

/* Files of the folder that are no scenes of the panel. */
static gboolean
is_scene_file (const char *name)
{
  return g_str_has_suffix (name, ".yaml") && name[0] != '.' &&
         strcmp (name, "always.yaml") != 0 && strcmp (name, "slate.yaml") != 0;
}

static gboolean
load_scenes (TcDirector *self, const TcStageOptions *options, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (options->overlays_dir, 0, NULL);
  const char *name;

  if (dir == NULL) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "cannot read the scenes' folder '%s'", options->overlays_dir);
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (options->overlays_dir, name, NULL);
    TcScene *scene;

    if (!is_scene_file (name))
      continue;
    scene = tc_scene_load (path, self->theme, options->cameras, error);
    if (scene == NULL)
      return FALSE;
    g_ptr_array_add (self->scenes, scene);
  }
  g_ptr_array_sort (self->scenes, by_order);
  return TRUE;
}

static TcScene *
load_extra (TcDirector *self,
            const TcStageOptions *options,
            const char *name,
            GError **error)
{
  g_autofree char *path = g_build_filename (options->overlays_dir, name, NULL);

  return tc_scene_load (path, self->theme, options->cameras, error);
}

static gboolean
load_keyers (TcDirector *self, const TcStageOptions *options, GError **error)
{
  self->keyers = load_extra (self, options, "always.yaml", error);
  if (self->keyers == NULL)
    return FALSE;
  if (self->keyers->layers->len > TC_STAGE_MAX_KEYERS || self->keyers->has_score) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "%s/always.yaml: at most %d keyers, and none with a score",
                 options->overlays_dir, TC_STAGE_MAX_KEYERS);
    return FALSE;
  }
  self->keyers_on = (1u << self->keyers->layers->len) - 1;
  self->slate_scene = load_extra (self, options, "slate.yaml", error);
  return self->slate_scene != NULL;
}

static gboolean
load_theme (TcDirector *self, const TcStageOptions *options, GError **error)
{
  const char *name = options->theme != NULL ? options->theme : "azure";
  g_autofree char *file = g_strconcat (name, ".yaml", NULL);
  g_autofree char *path = g_build_filename (options->overlays_dir, "theme", file, NULL);

  if (strchr (name, '/') != NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "no theme '%s' (looked for %s)",
                 name, path);
    return FALSE;
  }
  self->theme = tc_theme_load (path, error);
  return self->theme != NULL;
}

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

static gboolean
load (TcDirector *self, const TcStageOptions *options, GError **error)
{
  const char *first = options->scene != NULL ? options->scene : "clean";

  if (!check_size (options, error) || !tc_text_init (options->fonts_dir, error) ||
      !load_theme (self, options, error) || !load_scenes (self, options, error) ||
      !load_keyers (self, options, error))
    return FALSE;
  self->programme = tc_director_find (self, first);
  if (self->programme == NULL)
    return fail_scene (self, first, "", error);
  return check_phases (self, options, error);
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

TcDirector *
tc_director_new (const TcStageOptions *options, GError **error)
{
  TcDirector *self = g_new0 (TcDirector, 1);

  self->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
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
  self->programme_since_ns = tc_clock_mono_ns (&self->clock);
  tc_director_init_decks (self);
  set_phases (self, options);
  if (load (self, options, error))
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
  tc_snapshot_unref (self->snapshot);
  tc_theme_unref (self->theme);
  g_free (self->language);
  g_free (self->corrected_id);
  g_free (self->corrected_value);
  tc_text_deinit ();
  g_free (self);
}

/* --- data --- */

/* The contract says that a score was corrected, not when: the first document that says
 * so does. */
static void
note_correction (TcDirector *self)
{
  const TcScoring *scoring = &self->snapshot->scoring;

  if (scoring->id == NULL || scoring->mark != TC_MARK_CORRECTED)
    return;
  if (g_strcmp0 (scoring->id, self->corrected_id) == 0 &&
      g_strcmp0 (scoring->aggregate, self->corrected_value) == 0)
    return;
  g_free (self->corrected_id);
  g_free (self->corrected_value);
  self->corrected_id = g_strdup (scoring->id);
  self->corrected_value = g_strdup (scoring->aggregate);
  self->corrected_us = self->snapshot->time_us;
}

void
tc_director_set_snapshot (TcDirector *self, TcSnapshot *snapshot)
{
  TcSnapshot *old = self->snapshot;

  self->snapshot = snapshot != NULL ? tc_snapshot_ref (snapshot) : tc_snapshot_new ();
  tc_snapshot_unref (old);
  note_correction (self);
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
