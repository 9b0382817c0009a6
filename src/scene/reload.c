/* SPDX-License-Identifier: MIT
 *
 * Looking is comparing: the signatures of all files in the folder with those that were
 * read last. So nothing depends on the kernel telling every change, in order.
 */
#include "scene/reload-private.h"

#include "scene/folder.h"
#include "tallycast/core/sync.h"

/* A change that is not taken yet. */
typedef struct {
  TcReloadSignature now;
  gboolean is_there;
  gint64 since_ns;
} Pending;

/* --- looking --- */

static gboolean
same_signature (const TcReloadSignature *a, const TcReloadSignature *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->mtime_ns == b->mtime_ns && a->size == b->size && a->inode == b->inode;
}

static void
set_pending (TcReload *self,
             const char *path,
             const TcReloadSignature *now,
             gint64 now_ns)
{
  Pending *pending = g_new (Pending, 1);

  *pending =
      (Pending){now != NULL ? *now : (TcReloadSignature){0}, now != NULL, now_ns};
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
has_settled (TcReload *self,
             const char *path,
             const TcReloadSignature *now,
             gint64 now_ns)
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
compare (TcReload *self,
         GHashTable *paths,
         const TcReloadListing *listing,
         GPtrArray *changed)
{
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    const TcReloadSignature *now = g_hash_table_lookup (listing->files, path);

    if (same_signature (g_hash_table_lookup (self->known, path), now))
      g_hash_table_remove (self->pending, path);
    else if (has_settled (self, path, now, now_ns) &&
             !g_ptr_array_find_with_equal_func (changed, path, g_str_equal, NULL))
      g_ptr_array_add (changed, g_strdup (path));
  }
}

static void
accept (TcReload *self, const TcReloadListing *listing, const GPtrArray *changed)
{
  for (guint i = 0; i < changed->len; i++) {
    const char *path = g_ptr_array_index (changed, i);
    const TcReloadSignature *now = g_hash_table_lookup (listing->files, path);

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

static void
report_dir (TcReload *self, gboolean is_read, gboolean is_cut)
{
  g_autofree char *message = NULL;

  if (!is_read)
    message = g_strdup_printf ("%s: error: cannot read the scenes' folder", self->dir);
  else if (is_cut)
    message = g_strdup_printf ("%s: error: over %d files, %d folders or %d folders "
                               "deep: changes of the rest are "
                               "not seen",
                               self->dir, TC_RELOAD_MAX_FILES, TC_RELOAD_MAX_DIRS,
                               TC_RELOAD_MAX_DEPTH);
  tc_reload_report (self, self->dir, message);
}

int
tc_reload_look (TcReload *self)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  TcReloadListing listing;

  gboolean is_read = tc_reload_list (self, &listing);

  report_dir (self, is_read, listing.is_cut);
  if (is_read) {
    compare (self, self->known, &listing, changed);
    compare (self, listing.files, &listing, changed);
    accept (self, &listing, changed);
    if (changed->len > 0)
      tc_reload_read (self, changed);
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
  TcReloadListing listing;

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
                                        (GDestroyNotify)tc_reload_fault_free);
  tc_reload_list (self, &listing);
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
