/* SPDX-License-Identifier: MIT
 *
 * Looking is comparing: the signatures of all files in the folder with those that were
 * read last. So nothing depends on the kernel telling every change, in order.
 */
#include "scene/reload-private.h"

#include "scene/folder.h"
#include "tallycast/core/log.h"
#include "tallycast/core/sync.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* --- what a file looks like from outside --- */

typedef struct {
  gint64 mtime_ns, size;
  guint64 inode;
} Signature;

static gboolean
same_signature (const Signature *a, const Signature *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->mtime_ns == b->mtime_ns && a->size == b->size && a->inode == b->inode;
}

/* A change that is not taken yet. */
typedef struct {
  Signature now;
  gboolean is_there;
  gint64 since_ns;
} Pending;

/* --- the folder --- */

typedef struct {
  GHashTable *files; /* path -> Signature */
  GPtrArray *dirs;
} Listing;

static void
add_dir (Listing *listing, const char *path)
{
  if (listing->dirs->len < TC_RELOAD_MAX_DIRS &&
      !g_ptr_array_find_with_equal_func (listing->dirs, path, g_str_equal, NULL))
    g_ptr_array_add (listing->dirs, g_strdup (path));
}

/* What a link points to changes in another folder. */
static void
add_target_dir (Listing *listing, const char *path)
{
  g_autofree char *target = realpath (path, NULL);
  g_autofree char *dir = target != NULL ? g_path_get_dirname (target) : NULL;

  if (dir != NULL)
    add_dir (listing, dir);
}

static void
add_file (Listing *listing, const char *path, const struct stat *st)
{
  Signature *signature;

  if (g_hash_table_size (listing->files) >= TC_RELOAD_MAX_FILES)
    return;
  signature = g_new (Signature, 1);
  *signature =
      (Signature){(gint64)st->st_mtim.tv_sec * TC_NS_PER_S + st->st_mtim.tv_nsec,
                  (gint64)st->st_size, (guint64)st->st_ino};
  g_hash_table_insert (listing->files, g_strdup (path), signature);
}

/* FALSE: the folder cannot be read. */
static gboolean
list_dir (Listing *listing, const char *path, int depth)
{
  DIR *dir = opendir (path);
  const struct dirent *entry;

  if (dir == NULL)
    return FALSE;
  add_dir (listing, path);
  while ((entry = readdir (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, entry->d_name, NULL);
    struct stat st;

    if (entry->d_name[0] == '.' || stat (child, &st) != 0)
      continue;
    if (entry->d_type == DT_LNK)
      add_target_dir (listing, child);
    if (S_ISDIR (st.st_mode) && depth < TC_RELOAD_MAX_DEPTH)
      list_dir (listing, child, depth + 1);
    else if (S_ISREG (st.st_mode))
      add_file (listing, child, &st);
  }
  closedir (dir);
  return TRUE;
}

static gboolean
list_all (TcReload *self, Listing *listing)
{
  g_autofree char *parent = g_path_get_dirname (self->dir);

  listing->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  listing->dirs = g_ptr_array_new_with_free_func (g_free);
  add_dir (listing, parent); /* the folder itself may be replaced */
  return list_dir (listing, self->dir, 1);
}

/* --- errors --- */

typedef struct {
  char *message;
  gint64 since_ns;
} Fault;

static void
fault_free (Fault *self)
{
  g_free (self->message);
  g_free (self);
}

static const char *
within_dir (const TcReload *self, const char *path)
{
  gsize n = strlen (self->dir);

  return strncmp (path, self->dir, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

/* @message: NULL: it is good again. */
static void
report (TcReload *self, const char *path, const char *message)
{
  const char *file = within_dir (self, path);
  Fault *fault;

  {
    TC_LOCKED (&self->lock);
    fault = g_hash_table_lookup (self->faults, file);
    if (fault == NULL && message == NULL)
      return;
    if (fault != NULL && g_strcmp0 (fault->message, message) == 0)
      return;
    self->is_news = TRUE;
    if (message == NULL) {
      g_hash_table_remove (self->faults, file);
    } else {
      fault = g_new0 (Fault, 1);
      fault->message = g_strdup (message);
      fault->since_ns = tc_clock_mono_ns (&self->clock);
      g_hash_table_insert (self->faults, g_strdup (file), fault);
    }
  }
  if (message == NULL)
    tc_log (TC_LOG_INFO, "scene", "%s is good again", file);
  else
    tc_log (TC_LOG_ERROR, "scene", "%s; what was there before stays", message);
}

json_t *
tc_reload_errors (TcReload *self)
{
  json_t *list = json_array ();
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  GHashTableIter iter;
  gpointer file;
  gpointer value;

  TC_LOCKED (&self->lock);
  g_hash_table_iter_init (&iter, self->faults);
  while (g_hash_table_iter_next (&iter, &file, &value)) {
    const Fault *fault = value;

    json_array_append_new (
        list, json_pack ("{s:s, s:s, s:I}", "file", file, "message", fault->message,
                         "since_ms",
                         (json_int_t)((now_ns - fault->since_ns) / TC_NS_PER_MS)));
  }
  return list;
}

/* --- reading --- */

static void
hand_over (TcReload *self, TcTheme *theme, TcScene *scene, const char *gone)
{
  TcReloaded *news;

  TC_LOCKED (&self->lock);
  if (self->reloaded == NULL) {
    self->reloaded = g_new0 (TcReloaded, 1);
    self->reloaded->scenes =
        g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
    self->reloaded->gone = g_ptr_array_new_with_free_func (g_free);
  }
  news = self->reloaded;
  self->is_news = TRUE;
  if (theme != NULL) {
    tc_theme_unref (news->theme);
    news->theme = tc_theme_ref (theme);
  }
  if (scene != NULL)
    g_ptr_array_add (news->scenes, tc_scene_ref (scene));
  if (gone != NULL)
    g_ptr_array_add (news->gone, g_strdup (gone));
}

static gboolean
is_scene_path (const TcReload *self, const char *path)
{
  const char *file = within_dir (self, path);

  return file != path && tc_folder_is_scene_file (file);
}

static void
load_scene (TcReload *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScene) scene =
      tc_scene_load (path, self->theme, (const char *const *)self->cameras, &error);

  if (scene == NULL || !tc_folder_check_scene (scene, path, &error)) {
    report (self, path, error->message);
    return;
  }
  report (self, path, NULL);
  hand_over (self, NULL, scene, NULL);
  g_hash_table_replace (self->scenes, g_strdup (path), g_steal_pointer (&scene));
}

static gboolean
load_theme (TcReload *self)
{
  g_autoptr (GError) error = NULL;
  TcTheme *theme = tc_theme_load (self->theme_path, &error);

  if (theme == NULL) {
    report (self, self->theme_path, error->message);
    return FALSE;
  }
  report (self, self->theme_path, NULL);
  hand_over (self, theme, NULL, NULL);
  tc_theme_unref (self->theme);
  self->theme = theme;
  return TRUE;
}

static gboolean
uses (const TcScene *scene, GPtrArray *paths)
{
  for (guint i = 0; i < scene->files->len; i++)
    if (g_ptr_array_find_with_equal_func (paths, g_ptr_array_index (scene->files, i),
                                          g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

/* A file that is part of the whole must stay; a scene without a file is taken away. */
static void
lose (TcReload *self, const char *path)
{
  g_autofree char *name = tc_folder_scene_name (path);
  g_autofree char *message = NULL;

  if (strcmp (path, self->theme_path) == 0 || tc_folder_is_part (name)) {
    message = g_strdup_printf ("%s: error: the file is gone", path);
    report (self, path, message);
    return;
  }
  if (!is_scene_path (self, path))
    return;
  report (self, path, NULL);
  if (g_hash_table_remove (self->scenes, path))
    hand_over (self, NULL, NULL, name);
}

/* Scenes to read: those that changed, those that use what changed (all, when it is the
 * theme), and those that were faulty: what they lack may be there now. */
static GPtrArray *
scenes_to_load (TcReload *self, GPtrArray *changed, gboolean has_new_theme)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    const TcScene *scene = g_hash_table_lookup (self->scenes, path);

    if (!is_scene_path (self, path))
      continue;
    if (has_new_theme || scene == NULL ||
        g_hash_table_contains (self->faults, within_dir (self, path)) ||
        g_ptr_array_find_with_equal_func (changed, path, g_str_equal, NULL) ||
        uses (scene, changed))
      g_ptr_array_add (list, g_strdup (path));
  }
  return list;
}

static void
load_changed (TcReload *self, GPtrArray *changed)
{
  gboolean has_new_theme = FALSE;
  g_autoptr (GPtrArray) scenes = NULL;

  for (guint i = 0; i < changed->len; i++) {
    const char *path = g_ptr_array_index (changed, i);

    if (!g_hash_table_contains (self->known, path))
      lose (self, path);
    else if (strcmp (path, self->theme_path) == 0)
      has_new_theme = load_theme (self);
  }
  scenes = scenes_to_load (self, changed, has_new_theme);
  for (guint i = 0; i < scenes->len; i++)
    load_scene (self, g_ptr_array_index (scenes, i));
}

/* --- looking --- */

static void
set_pending (TcReload *self, const char *path, const Signature *now, gint64 now_ns)
{
  Pending *pending = g_new (Pending, 1);

  *pending = (Pending){now != NULL ? *now : (Signature){0}, now != NULL, now_ns};
  g_hash_table_insert (self->pending, g_strdup (path), pending);
}

static gboolean
is_being_written (TcReload *self, const char *path, gint64 now_ns)
{
  const gint64 *since_ns = g_hash_table_lookup (self->writing, path);

  if (since_ns != NULL && now_ns - *since_ns < TC_RELOAD_WRITING_MS * TC_NS_PER_MS)
    return TRUE;
  g_hash_table_remove (self->writing, path);
  return FALSE;
}

/* TRUE: the change at @path stands still and may be taken. */
static gboolean
has_settled (TcReload *self, const char *path, const Signature *now, gint64 now_ns)
{
  const Pending *pending = g_hash_table_lookup (self->pending, path);
  gint64 settle_ms = now != NULL ? TC_RELOAD_SETTLE_MS : TC_RELOAD_VANISH_MS;

  if (pending == NULL || pending->is_there != (now != NULL) ||
      (now != NULL && !same_signature (&pending->now, now))) {
    set_pending (self, path, now, now_ns);
    return FALSE;
  }
  return now_ns - pending->since_ns >= settle_ms * TC_NS_PER_MS &&
         !is_being_written (self, path, now_ns);
}

static void
compare (TcReload *self, GHashTable *paths, const Listing *listing, GPtrArray *changed)
{
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    const Signature *now = g_hash_table_lookup (listing->files, path);

    if (same_signature (g_hash_table_lookup (self->known, path), now))
      g_hash_table_remove (self->pending, path);
    else if (has_settled (self, path, now, now_ns) &&
             !g_ptr_array_find_with_equal_func (changed, path, g_str_equal, NULL))
      g_ptr_array_add (changed, g_strdup (path));
  }
}

static void
accept (TcReload *self, const Listing *listing, const GPtrArray *changed)
{
  for (guint i = 0; i < changed->len; i++) {
    const char *path = g_ptr_array_index (changed, i);
    const Signature *now = g_hash_table_lookup (listing->files, path);

    g_hash_table_remove (self->pending, path);
    if (now != NULL)
      g_hash_table_insert (self->known, g_strdup (path), g_memdup2 (now, sizeof *now));
    else
      g_hash_table_remove (self->known, path);
  }
}

static gboolean
take_news (TcReload *self)
{
  gboolean is_news;

  TC_LOCKED (&self->lock);
  is_news = self->is_news;
  self->is_news = FALSE;
  return is_news;
}

int
tc_reload_look (TcReload *self)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  Listing listing;

  if (list_all (self, &listing)) {
    report (self, self->dir, NULL);
    compare (self, self->known, &listing, changed);
    compare (self, listing.files, &listing, changed);
    accept (self, &listing, changed);
    if (changed->len > 0)
      load_changed (self, changed);
  } else {
    g_autofree char *message =
        g_strdup_printf ("%s: error: cannot read the scenes' folder", self->dir);

    report (self, self->dir, message);
  }
  g_hash_table_unref (listing.files);
  g_ptr_array_unref (self->dirs);
  self->dirs = listing.dirs;
  if (take_news (self))
    self->changed (self->data);
  return g_hash_table_size (self->pending) > 0 ? TC_RELOAD_SETTLE_MS
                                               : TC_RELOAD_LOOK_MS;
}

void
tc_reload_writing (TcReload *self, const char *path, gboolean is_writing)
{
  gint64 now_ns = tc_clock_mono_ns (&self->clock);

  if (!is_writing)
    g_hash_table_remove (self->writing, path);
  else if (!g_hash_table_contains (self->writing, path))
    g_hash_table_insert (self->writing, g_strdup (path),
                         g_memdup2 (&now_ns, sizeof now_ns));
}

const GPtrArray *
tc_reload_dirs (const TcReload *self)
{
  return self->dirs;
}

/* --- life --- */

void
tc_reloaded_free (TcReloaded *self)
{
  if (self == NULL)
    return;
  tc_theme_unref (self->theme);
  g_ptr_array_unref (self->scenes);
  g_ptr_array_unref (self->gone);
  g_free (self);
}

TcReloaded *
tc_reload_take (TcReload *self)
{
  TC_LOCKED (&self->lock);
  return g_steal_pointer (&self->reloaded);
}

TcReload *
tc_reload_new (const TcReloadOptions *options)
{
  TcReload *self = g_new0 (TcReload, 1);
  Listing listing;

  self->dir = g_strdup (options->dir);
  self->theme_path = tc_folder_theme_path (options->dir, options->theme);
  self->cameras = g_strdupv ((char **)options->cameras);
  self->clock = *options->clock;
  self->changed = options->changed;
  self->data = options->data;
  pthread_mutex_init (&self->lock, NULL);
  self->scenes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)tc_scene_unref);
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->writing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)fault_free);
  list_all (self, &listing);
  self->known = listing.files;
  self->dirs = listing.dirs;
  return self;
}

void
tc_reload_know (TcReload *self, TcTheme *theme, const GPtrArray *scenes)
{
  self->theme = tc_theme_ref (theme);
  for (guint i = 0; i < scenes->len; i++) {
    TcScene *scene = g_ptr_array_index (scenes, i);
    g_autofree char *file = g_strconcat (scene->name, ".yaml", NULL);

    g_hash_table_insert (self->scenes, g_build_filename (self->dir, file, NULL),
                         tc_scene_ref (scene));
  }
}

void
tc_reload_clear (TcReload *self)
{
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->scenes);
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->writing);
  g_hash_table_unref (self->faults);
  g_ptr_array_unref (self->dirs);
  tc_theme_unref (self->theme);
  tc_reloaded_free (self->reloaded);
  pthread_mutex_destroy (&self->lock);
  g_strfreev (self->cameras);
  g_free (self->theme_path);
  g_free (self->dir);
}
