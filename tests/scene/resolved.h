/* SPDX-License-Identifier: MIT
 *
 * A scene of a few lines, resolved by itself: the tests of single types of layers look
 * at the parts it comes to.
 */
#pragma once

#include "fixture.h"

#include <glib/gstdio.h>

typedef struct {
  char *dir, *path;
  TcTheme *theme;
  TcScene *scene;
  TcSnapshot *snapshot;
  TcSeen seen;
  TcBind bind;
  int width;
  GPtrArray *parts;
} Resolved;

G_GNUC_UNUSED static void
resolved_open (Resolved *self, gconstpointer data)
{
  g_autofree char *top = overlays_dir ();
  g_autofree char *azure = g_build_filename (top, "theme/azure.yaml", NULL);

  g_assert_true (tc_text_init (NULL, NULL));
  self->theme = tc_theme_load (azure, NULL);
  g_assert_nonnull (self->theme);
  self->dir = g_dir_make_tmp ("tc-layer-XXXXXX", NULL);
  self->path = g_build_filename (self->dir, "x.yaml", NULL);
  self->snapshot = snapshot_of (data != NULL ? data : "scoring-published");
  self->width = TC_SCENE_WIDTH;
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
  tc_seen_init (&self->seen);
  self->bind = (TcBind){.seen = &self->seen,
                        .mono_ns = BASE_NS,
                        .age_since_ns = BASE_NS,
                        .scene_ns = BASE_NS,
                        .wall_us = self->snapshot->time_us};
}

G_GNUC_UNUSED static void
resolved_close (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (self->path);
  g_rmdir (self->dir);
  g_free (self->dir);
  g_free (self->path);
  g_ptr_array_unref (self->parts);
  tc_scene_unref (self->scene);
  tc_theme_unref (self->theme);
  tc_snapshot_unref (self->snapshot);
  tc_seen_clear (&self->seen);
  tc_text_deinit ();
}

/* @layers: the list's items, one a line, in flow style. */
G_GNUC_UNUSED static gboolean
resolved_load (Resolved *self, const char *layers, GError **error)
{
  g_autofree char *text = g_strconcat ("layers:\n", layers, "\n", NULL);

  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  tc_scene_unref (self->scene);
  self->scene = tc_scene_load (self->path, self->theme, NULL, error);
  return self->scene != NULL;
}

/* The parts at BASE_NS + @ms. */
G_GNUC_UNUSED static void
resolved_at (Resolved *self, gint64 ms)
{
  TcResolve resolve = {.scene = self->scene,
                       .theme = self->theme,
                       .bind = &self->bind,
                       .width = self->width,
                       .rate = {FPS, 1},
                       .parts = self->parts};

  self->bind.snapshot = self->snapshot;
  self->bind.wall_us += (BASE_NS + ms * TC_NS_PER_MS - self->bind.mono_ns) / 1000;
  self->bind.mono_ns = BASE_NS + ms * TC_NS_PER_MS;
  self->bind.change_ns = G_MAXINT64;
  g_ptr_array_set_size (self->parts, 0);
  tc_resolve_scene (&resolve);
}

G_GNUC_UNUSED static void
resolved_show (Resolved *self, const char *layers, gint64 ms)
{
  g_autoptr (GError) error = NULL;

  resolved_load (self, layers, &error);
  g_assert_no_error (error);
  resolved_at (self, ms);
}

G_GNUC_UNUSED static const TcPart *
resolved_part (const Resolved *self, const char *id)
{
  for (guint i = 0; i < self->parts->len; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);

    if (strcmp (part->id, id) == 0)
      return part;
  }
  return NULL;
}

G_GNUC_UNUSED static const char *
resolved_text (const Resolved *self, const char *id)
{
  const TcPart *part = resolved_part (self, id);

  return part != NULL ? part->text : NULL;
}

/* Each of the lists is refused with such an error, and where it stands. */
typedef struct {
  const char *layers, *error;
} BadLayers;

G_GNUC_UNUSED static void
resolved_refuse (Resolved *self, const BadLayers *bad, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (resolved_load (self, bad[i].layers, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (strstr (error->message, bad[i].error) == NULL ||
        strstr (error->message, "x.yaml:") == NULL) {
      g_test_message ("%s: said '%s'", bad[i].layers, error->message);
      g_test_fail ();
    }
  }
}

/* Milliseconds until something that was asked for changes. */
G_GNUC_UNUSED static gint64
resolved_change_ms (const Resolved *self)
{
  return (self->bind.change_ns - self->bind.mono_ns) / TC_NS_PER_MS;
}

#define TEST(name, data, func) \
  g_test_add (name, Resolved, data, resolved_open, func, resolved_close)
