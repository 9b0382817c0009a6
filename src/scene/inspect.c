/* SPDX-License-Identifier: MIT */
#include "scene/inspect.h"

#include "scene/folder.h"
#include "scene/layer.h"
#include "scene/seen.h"
#include "tallycast/core/clock.h"
#include "tallycast/core/error.h"

#include <string.h>

#define NOMINAL_FPS 25 /* a crawl has some speed */
#define MAX_SPRITES 64 /* kept for grounds with a picture in them */

struct TcInspector {
  TcTheme *theme;
  GPtrArray *scenes; /* (element-type TcScene) */
  TcScene *keyers;   /* NULL: cannot be read */
  TcScene *slate;    /* one of scenes; NULL: cannot be read */
  GPtrArray *faults; /* (element-type utf8) */
  int width, height;
  GHashTable *sprites; /* key -> TcSprite */
  GHashTable *tried;   /* as tc_drawing_try has it */
  GHashTable *shares;  /* as tc_drawing_smallest has it */
};

/* --- loading --- */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
load_scene (TcInspector *self, const TcInspectorOptions *options, const char *file)
{
  g_autofree char *path = g_build_filename (options->overlays_dir, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene =
      tc_scene_load (path, self->theme, options->cameras, &error);

  if (scene == NULL || !tc_folder_check_scene (scene, path, &error))
    g_ptr_array_add (self->faults, g_strdup (error->message));
  else if (strcmp (scene->name, TC_FOLDER_KEYERS) == 0)
    self->keyers = g_steal_pointer (&scene);
  else if (strcmp (scene->name, TC_FOLDER_SLATE) == 0)
    self->slate = g_steal_pointer (&scene);
  else
    g_ptr_array_add (self->scenes, g_steal_pointer (&scene));
}

static gboolean
load_scenes (TcInspector *self, const TcInspectorOptions *options, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (options->overlays_dir, 0, NULL);
  const char *name;

  if (dir == NULL) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "cannot read the scenes' folder '%s'", options->overlays_dir);
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (tc_folder_is_scene_file (name))
      load_scene (self, options, name);
  g_ptr_array_sort (self->scenes, tc_folder_by_order);
  if (self->slate != NULL)
    g_ptr_array_add (self->scenes, self->slate);
  g_ptr_array_sort (self->faults, by_text);
  return TRUE;
}

TcInspector *
tc_inspector_new (const TcInspectorOptions *options, GError **error)
{
  TcInspector *self = g_new0 (TcInspector, 1);

  self->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
  self->faults = g_ptr_array_new_with_free_func (g_free);
  self->width = options->width;
  self->height = options->height;
  self->sprites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)tc_sprite_unref);
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->shares = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (tc_text_init (options->fonts_dir, error))
    self->theme = tc_folder_load_theme (options->overlays_dir, options->theme, error);
  if (self->theme != NULL && load_scenes (self, options, error))
    return self;
  tc_inspector_free (self);
  return NULL;
}

void
tc_inspector_free (TcInspector *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sprites);
  g_hash_table_unref (self->tried);
  g_hash_table_unref (self->shares);
  g_ptr_array_unref (self->scenes);
  g_clear_pointer (&self->keyers, tc_scene_unref);
  g_clear_pointer (&self->theme, tc_theme_unref);
  g_ptr_array_unref (self->faults);
  tc_text_deinit ();
  g_free (self);
}

const GPtrArray *
tc_inspector_faults (const TcInspector *self)
{
  return self->faults;
}

const GPtrArray *
tc_inspector_scenes (const TcInspector *self)
{
  return self->scenes;
}

const TcTheme *
tc_inspector_theme (const TcInspector *self)
{
  return self->theme;
}

/* --- a moment --- */

/* What would be remembered if it had all come a moment ago. */
static void
make_news (TcSeen *seen, const TcSnapshot *s)
{
  const TcScoring *scoring = &s->scoring;

  if (s->draw >= 0) {
    seen->draw = g_strdup (s->draws[s->draw].id);
    seen->n_picks = s->draws[s->draw].n_picks;
    seen->pick_ns = seen->n_picks > 0 ? s->receipt_mono_ns : 0;
  }
  if (scoring->id == NULL)
    return;
  seen->scoring = g_strdup (scoring->id);
  seen->state = scoring->state;
  seen->published_us = s->time_us;
  seen->corrected_us = scoring->mark == TC_MARK_CORRECTED ? s->time_us : 0;
  if (seen->corrected_us > 0 && scoring->n_groups > 0)
    g_hash_table_insert (seen->group_score, g_strdup (scoring->groups[0].id),
                         g_strdup ("")); /* it had another score */
}

static TcBind
bind_for (const TcInspector *self, const TcInspectMoment *moment)
{
  TcSnapshot *s = moment->snapshot;
  gint64 since_ns = moment->since_s * TC_NS_PER_S;
  gint64 mono_ns = s->receipt_mono_ns + since_ns;

  return (TcBind){
      .snapshot = s,
      .age = s->restored ? TC_AGE_STALE : moment->age,
      .age_since_ns = mono_ns - moment->age_s * TC_NS_PER_S,
      .mono_ns = mono_ns,
      .scene_ns = mono_ns,
      .wall_us = s->time_us + since_ns / 1000,
      .is_english = moment->is_english,
      .is_live = TRUE,
      .keyers_on = self->keyers != NULL ? (1u << self->keyers->layers->len) - 1 : 0,
      .change_ns = G_MAXINT64,
  };
}

/* All parts of a picture, and who listens to its texts (or NULL). Returns: how many of
 * the parts are the scene's own. */
static guint
resolve_all (TcInspector *self,
             const TcScene *scene,
             const TcInspectMoment *moment,
             TcTextCollector *collector,
             GPtrArray *parts)
{
  TcBind bind = bind_for (self, moment);
  TcSeen seen;
  TcResolve resolve = {.scene = scene,
                       .theme = self->theme,
                       .bind = &bind,
                       .width = self->width,
                       .rate = {NOMINAL_FPS, 1},
                       .parts = parts};
  guint n_own;

  tc_seen_init (&seen);
  if (moment->is_news)
    make_news (&seen, moment->snapshot);
  bind.seen = &seen;
  bind.surface = scene->surface;
  if (collector != NULL)
    tc_text_collector_listen (collector, &resolve);
  tc_resolve_scene (&resolve);
  n_own = parts->len;
  if (collector != NULL)
    collector->is_keyer = TRUE;
  if (self->keyers != NULL && scene != self->slate) {
    resolve.scene = self->keyers;
    resolve.block = 0;
    tc_resolve_scene (&resolve);
  }
  if (moment->snapshot->rehearsal)
    tc_resolve_rehearsal (&resolve);
  tc_seen_clear (&seen);
  return n_own;
}

static guint
place_cameras (const TcInspector *self, const TcScene *scene, TcPlacement *placements)
{
  TcResolve resolve = {.width = self->width};

  for (guint i = 0; i < scene->n_placements; i++) {
    TcRect drawn = scene->placements[i].rect;

    placements[i] = scene->placements[i];
    placements[i].rect = tc_resolve_rect (&resolve, drawn);
    if (drawn.w == TC_SCENE_WIDTH && drawn.h == TC_SCENE_HEIGHT)
      placements[i].rect = (TcRect){0, 0, self->width, self->height};
  }
  return scene->n_placements;
}

static void
clear_text (TcInspectedText *self)
{
  g_free (self->id);
  g_free (self->text);
}

static void
clear_box (TcInspectedBox *self)
{
  g_free (self->id);
  g_free (self->fault);
  g_free (self->smallest);
  g_free (self->texts);
}

static void
add_boxes (TcInspector *self, GArray *boxes, const GPtrArray *parts, guint n_own)
{
  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);
    const char *id = *part->id == '/' ? part->id + 1 : part->id;
    const char *smallest = NULL;

    if (tc_part_is_text (part))
      continue;
    double share = tc_drawing_smallest (self->shares, part, &smallest);
    TcInspectedBox box = {
        .id = g_strdup (id),
        .is_keyer = i >= n_own,
        .rect = part->rect,
        .fault = tc_drawing_try (self->tried, part),
        .share = share,
        .smallest = g_strdup (smallest),
        .texts = tc_drawing_texts (part),
    };

    g_array_append_val (boxes, box);
  }
}

TcInspection *
tc_inspector_look (TcInspector *self, guint index, const TcInspectMoment *moment)
{
  const TcScene *scene = g_ptr_array_index (self->scenes, index);
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
  TcInspection *look = g_new0 (TcInspection, 1);
  TcPlacement placements[TC_SHOT_MAX_PLACEMENTS];
  TcGround ground = {parts, placements, 0, self->sprites};
  TcTextCollector collector;
  guint n_own;

  look->texts = g_array_new (FALSE, FALSE, sizeof (TcInspectedText));
  look->boxes = g_array_new (FALSE, FALSE, sizeof (TcInspectedBox));
  g_array_set_clear_func (look->texts, (GDestroyNotify)clear_text);
  g_array_set_clear_func (look->boxes, (GDestroyNotify)clear_box);
  tc_text_collector_init (&collector);
  n_own = resolve_all (self, scene, moment, &collector, parts);
  ground.n_placements = place_cameras (self, scene, placements);
  if (g_hash_table_size (self->sprites) > MAX_SPRITES)
    g_hash_table_remove_all (self->sprites);
  tc_text_collector_finish (&collector, &ground, look->texts);
  tc_text_collector_clear (&collector);
  add_boxes (self, look->boxes, parts, n_own);
  return look;
}

void
tc_inspection_free (TcInspection *self)
{
  g_array_unref (self->texts);
  g_array_unref (self->boxes);
  g_free (self);
}

/* Appends the parts below the cameras, or those over them. */
static gboolean
put_items (TcShot *shot,
           guint *at,
           const GPtrArray *parts,
           gboolean is_under,
           GError **error)
{
  for (guint i = 0; i < parts->len && *at < shot->n_items; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);
    TcRect clip =
        part->clip.w > 0 ? part->clip : (TcRect){0, 0, part->rect.w, part->rect.h};
    TcShotItem *item = &shot->items[*at];

    if (part->is_under != is_under)
      continue;
    if (part->shown_px >= 0)
      clip.w = MIN (clip.w, part->shown_px);
    item->sprite = tc_part_draw (part, error);
    if (item->sprite == NULL)
      return FALSE;
    item->track =
        tc_track_still ((TcPose){part->rect.x, part->rect.y, clip, part->opacity});
    item->window = part->window;
    (*at)++;
  }
  return TRUE;
}

TcShot *
tc_inspector_shot (TcInspector *self,
                   guint index,
                   const TcInspectMoment *moment,
                   GError **error)
{
  const TcScene *scene = g_ptr_array_index (self->scenes, index);
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
  g_autoptr (TcShot) shot = NULL;
  guint at = 0;

  resolve_all (self, scene, moment, NULL, parts);
  shot = tc_shot_new (MIN (parts->len, TC_SHOT_MAX_ITEMS));
  shot->n_placements = place_cameras (self, scene, shot->placements);
  if (!put_items (shot, &at, parts, TRUE, error))
    return NULL;
  shot->n_under = at;
  if (!put_items (shot, &at, parts, FALSE, error))
    return NULL;
  tc_shot_prepare (shot);
  return g_steal_pointer (&shot);
}

/* --- picture files --- */

static void
free_file (TcInspectedFile *self)
{
  g_free (self->scene);
  g_free (self->id);
  g_free (self->file);
  g_free (self);
}

/* Types of layers that show a file have it under a key of that name. */
static const char *
file_of (const TcLayer *layer)
{
  for (const TcLayerKey *key = layer->kind->keys; key->name != NULL; key++)
    if (key->type == TC_KEY_STRING && strcmp (key->name, "file") == 0)
      return G_STRUCT_MEMBER (char *, layer, key->at);
  return NULL;
}

static void
add_files (GPtrArray *files, const TcScene *scene, const GPtrArray *layers)
{
  for (guint i = 0; i < layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (layers, i);
    const char *name = file_of (layer);

    if (name != NULL) {
      TcInspectedFile *file = g_new (TcInspectedFile, 1);

      *file = (TcInspectedFile){g_strdup (scene->name), g_strdup (layer->id),
                                g_strdup (name)};
      g_ptr_array_add (files, file);
    }
    add_files (files, scene, layer->layers);
  }
}

GPtrArray *
tc_inspector_files (const TcInspector *self)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify)free_file);

  for (guint i = 0; i < self->scenes->len; i++) {
    const TcScene *scene = g_ptr_array_index (self->scenes, i);

    add_files (files, scene, scene->layers);
  }
  if (self->keyers != NULL)
    add_files (files, self->keyers, self->keyers->layers);
  return files;
}
