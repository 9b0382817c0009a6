/* SPDX-License-Identifier: MIT */
#include "asrun-private.h"

#include <string.h>

#include "tallycast/core/log.h"

void
tc_asrun_item_free (TcAsrunItem *self)
{
  json_decref (self->record);
  g_clear_pointer (&self->object, g_bytes_unref);
  g_free (self->dir);
  g_strfreev (self->paths);
  g_strfreev (self->gone);
  g_free (self);
}

/* --- records ---------------------------------------------------------------------- */

static char *
time_text (gint64 wall_us)
{
  g_autoptr (GDateTime) second =
      g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);
  g_autofree char *begin = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *zone = g_date_time_format (second, "%:z");

  return g_strdup_printf ("%s.%06d%s", begin, (int)(wall_us % G_USEC_PER_SEC), zone);
}

json_t *
tc_asrun_record (TcAsrun *self,
                 gint64 frame,
                 const char *who,
                 const char *role,
                 json_t *what)
{
  g_autofree char *time = time_text (tc_clock_wall_us (&self->clock));
  json_t *revision = self->document ? json_integer (self->revision) : json_null ();

  return json_pack ("{s:s, s:I, s:s?, s:s?, s:s?, s:s?, s:o, s:s?, s:o}", "time", time,
                    "frame", (json_int_t)frame, "who", who, "role", role, "scene",
                    self->scene, "epoch", self->epoch, "revision", revision, "document",
                    self->document, "what", what);
}

/* What was lost is told in its place. Under the lock. */
static void
push_lost (TcAsrun *self, gint64 frame)
{
  TcAsrunItem *item = g_new0 (TcAsrunItem, 1);

  item->record = tc_asrun_record (self, frame, NULL, NULL,
                                  json_pack ("{s:s, s:i, s:i}", "kind", "lost",
                                             "records", (int)self->lost_records,
                                             "objects", (int)self->lost_objects));
  self->lost_records = self->lost_objects = 0;
  g_queue_push_tail (&self->items, item);
}

/* Takes @item. Under the lock. */
static void
push (TcAsrun *self, TcAsrunItem *item, gint64 frame)
{
  gsize n_bytes = item->object ? g_bytes_get_size (item->object) : 0;
  gboolean is_full = g_queue_get_length (&self->items) >= TC_ASRUN_MAX_WAITING;

  if (is_full || self->waiting_bytes + n_bytes > TC_ASRUN_MAX_WAITING_BYTES) {
    self->lost_records += item->record ? 1 : 0;
    self->lost_objects += item->object ? 1 : 0;
    tc_asrun_item_free (item);
    return;
  }
  if (self->lost_records + self->lost_objects > 0)
    push_lost (self, frame);
  self->waiting_bytes += n_bytes;
  g_queue_push_tail (&self->items, item);
  pthread_cond_broadcast (&self->wake);
}

/* Asked before the lock is taken: it is another room's. */
static gint64
frame_or_next (const TcAsrun *self, gint64 frame)
{
  return frame >= 0 || !self->frame ? MAX (frame, 0) : self->frame (self->data);
}

void
tc_asrun_note (TcAsrun *self, const TcAsrunEntry *entry)
{
  gint64 frame = frame_or_next (self, entry->frame);
  TcAsrunItem *item = g_new0 (TcAsrunItem, 1);

  TC_LOCKED (&self->lock);
  item->is_take = entry->is_take;
  item->record = tc_asrun_record (self, frame, entry->who, entry->role, entry->what);
  push (self, item, frame);
}

void
tc_asrun_keep (TcAsrun *self, GBytes *bytes)
{
  gint64 frame = frame_or_next (self, -1);
  TcAsrunItem *item = g_new0 (TcAsrunItem, 1);

  item->object = g_bytes_ref (bytes);
  TC_LOCKED (&self->lock);
  push (self, item, frame);
}

void
tc_asrun_keep_files (TcAsrun *self,
                     gint64 frame,
                     const char *dir,
                     const char *const *paths,
                     const char *const *gone)
{
  TcAsrunItem *item = g_new0 (TcAsrunItem, 1);

  frame = frame_or_next (self, frame);
  item->dir = g_strdup (dir);
  item->paths = g_strdupv ((char **)paths);
  item->gone = g_strdupv ((char **)gone);
  TC_LOCKED (&self->lock);
  item->record = tc_asrun_record (self, frame, NULL, NULL, json_null ());
  push (self, item, frame);
}

static void
replace (char **kept, const char *now)
{
  if (g_strcmp0 (*kept, now) == 0)
    return;
  g_free (*kept);
  *kept = g_strdup (now);
}

void
tc_asrun_set_scene (TcAsrun *self, const char *scene)
{
  TC_LOCKED (&self->lock);
  replace (&self->scene, scene);
}

void
tc_asrun_set_document (TcAsrun *self,
                       const char *epoch,
                       gint64 revision,
                       const char *sha256)
{
  TC_LOCKED (&self->lock);
  replace (&self->epoch, epoch);
  replace (&self->document, sha256);
  self->revision = revision;
}

/* --- what is told ----------------------------------------------------------------- */

static const char *
text_or_null (const char *text)
{
  return text && *text ? text : NULL;
}

json_t *
tc_asrun_status (TcAsrun *self)
{
  TC_LOCKED (&self->lock);
  return json_pack (
      "{s:I, s:s?, s:I, s:s?, s:I, s:s?, s:o}", "n", (json_int_t)self->told_n, "head",
      self->told_n > 0 ? self->told_head : NULL, "signed",
      (json_int_t)self->told_signed, "key", text_or_null (self->told_key), "waiting",
      (json_int_t)g_queue_get_length (&self->items), "error", self->error, "why",
      self->why ? json_incref (self->why) : json_null ());
}

json_t *
tc_asrun_recent (TcAsrun *self)
{
  TC_LOCKED (&self->lock);
  return json_deep_copy (self->recent);
}

char *
tc_asrun_dup_head (TcAsrun *self)
{
  TC_LOCKED (&self->lock);
  if (self->told_n == 0)
    return NULL;
  return g_strdup_printf ("n%" G_GINT64_FORMAT "-%.*s", self->told_n,
                          TC_ASRUN_HEAD_DIGITS, self->told_head);
}

/* --- life ------------------------------------------------------------------------- */

TcAsrun *
tc_asrun_new (const TcAsrunSettings *settings)
{
  TcAsrun *self = g_new0 (TcAsrun, 1);
  pthread_t thread;

  self->refs = 2;
  self->clock = *settings->clock;
  self->state_dir = g_strdup (settings->state_dir);
  self->open = settings->open ? settings->open : json_object ();
  self->changed = settings->changed;
  self->frame = settings->frame;
  self->data = settings->data;
  self->recent = json_array ();
  self->manifest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->items);
  tc_asrun_file_init (&self->file, settings->state_dir);
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->wake);
  pthread_create (&thread, NULL, tc_asrun_writer, self);
  pthread_detach (thread);
  return self;
}

void
tc_asrun_unref (TcAsrun *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_queue_clear_full (&self->items, (GDestroyNotify)tc_asrun_item_free);
  tc_asrun_file_clear (&self->file);
  tc_asrun_key_free (self->key);
  json_decref (self->open);
  json_decref (self->recent);
  g_hash_table_unref (self->manifest);
  g_free (self->state_dir);
  g_free (self->scene);
  g_free (self->epoch);
  g_free (self->document);
  g_free (self->error);
  json_decref (self->why);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* Returns: records that the disk did not take in time. */
static guint
wait_for_end (TcAsrun *self)
{
  gint64 end_ns = tc_clock_mono_ns (tc_clock_system ()) + TC_ASRUN_END_S * TC_NS_PER_S;

  TC_LOCKED (&self->lock);
  self->is_ending = TRUE;
  pthread_cond_broadcast (&self->wake);
  while (!self->is_done && tc_cond_wait_until (&self->wake, &self->lock, end_ns))
    ;
  self->is_left = TRUE;
  return g_queue_get_length (&self->items);
}

void
tc_asrun_free (TcAsrun *self)
{
  TcAsrunEntry close = {.frame = -1};

  if (!self)
    return;
  close.what = json_pack ("{s:s}", "kind", "close");
  tc_asrun_note (self, &close);
  guint n = wait_for_end (self);
  if (n > 0)
    tc_log (TC_LOG_WARN, "as-run", "%u records could not be written", n);
  tc_asrun_unref (self);
}
