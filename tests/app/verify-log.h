/* SPDX-License-Identifier: MIT
 *
 * `tallycast verify` as a program, on a log that the writer itself has written, in a
 * meeting that the test plays: time stands still until it moves it on.
 */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "control/asrun-file.h"
#include "tallycast/control/asrun.h"
#include "tallycast/feed/parse.h"

#define WAIT_S 20
#define FPS    25

/* Time stands still until the test moves it on. */
typedef struct {
  char *dir, *asrun, *overlays;
  gint64 wall_us, frame; /* atomic */
  TcClock clock;
  TcAsrun *log;
  char *out, *err;
  int status;
  int width; /* of the programme, 16:9 */
} Fixture;

static gint64
mono_ns (gpointer data G_GNUC_UNUSED)
{
  return tc_clock_mono_ns (tc_clock_system ());
}

static gint64
wall_us (gpointer data)
{
  return __atomic_load_n (&((Fixture *)data)->wall_us, __ATOMIC_RELAXED);
}

static gint64
next_frame (gpointer data)
{
  return __atomic_load_n (&((Fixture *)data)->frame, __ATOMIC_RELAXED);
}

/* All that was noted is on the disk, with the time and frame that it was noted at. */
static void
settle (Fixture *self)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  gboolean is_settled = FALSE;

  while (!is_settled) {
    json_t *status = tc_asrun_status (self->log);
    is_settled = json_integer_value (json_object_get (status, "n")) > 0 &&
                 json_integer_value (json_object_get (status, "waiting")) == 0;
    g_assert_true (json_is_null (json_object_get (status, "error")));
    json_decref (status);
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    g_usleep (1000);
  }
}

static void
note (Fixture *self, const char *who, gboolean is_signed, json_t *what)
{
  TcAsrunEntry entry = {.who = who,
                        .role = who ? "organizer" : NULL,
                        .frame = next_frame (self),
                        .is_take = is_signed,
                        .what = what};

  tc_asrun_note (self->log, &entry);
  settle (self);
}

static void
open_log (Fixture *self)
{
  TcAsrunSettings settings = {
      .state_dir = self->dir, .clock = &self->clock, .frame = next_frame, .data = self};

  settings.open =
      json_pack ("{s:{s:i, s:i, s:s, s:i, s:s, s:s, s:s}}", "programme", "width",
                 self->width, "height", self->width * 9 / 16, "fps", "25/1", "delay_ms",
                 0, "language", "zh-CN", "theme", "azure", "scene", "clean");
  self->log = tc_asrun_new (&settings);
  settle (self);
}

static void
add_files (GPtrArray *paths, const char *dir)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);

  for (const char *name; (name = g_dir_read_name (open));) {
    char *path = g_build_filename (dir, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      add_files (paths, path);
    g_ptr_array_add (paths, path);
  }
}

/* The program starts. */
static void
begin_run (Fixture *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  __atomic_store_n (&self->frame, 0, __ATOMIC_RELAXED);
  open_log (self);
  add_files (paths, self->overlays);
  g_ptr_array_add (paths, NULL);
  tc_asrun_keep_files (self->log, 0, self->overlays, (const char *const *)paths->pdata,
                       NULL);
  note (self, NULL, FALSE, json_pack ("{s:s}", "kind", "start"));
  note (self, NULL, FALSE, json_pack ("{s:s, s:b}", "kind", "live", "on", TRUE));
}

/* @width: of the programme; NULL: 320. */
static void
set_up (Fixture *self, gconstpointer width)
{
  self->width = width ? GPOINTER_TO_INT (width) : 320;
  self->dir = g_dir_make_tmp ("tc-verify-XXXXXX", NULL);
  self->asrun = g_build_filename (self->dir, "asrun", NULL);
  self->overlays = g_build_filename (g_getenv ("TC_TOP"), "overlays", NULL);
  self->clock = (TcClock){mono_ns, wall_us, self};
  tc_rfc3339_parse ("2026-11-23T09:46:00+08:00", &self->wall_us, NULL);
  begin_run (self);
}

static void
tear_down (Fixture *self, gconstpointer width G_GNUC_UNUSED)
{
  const char *const argv[] = {"rm", "-rf", self->dir, NULL};

  tc_asrun_free (self->log);
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_free (self->dir);
  g_free (self->asrun);
  g_free (self->overlays);
  g_free (self->out);
  g_free (self->err);
}

/* --- what happens ----------------------------------------------------------------- */

static char *
read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* A document takes effect at second @s; the clock says what it says, and a checkpoint
 * tells so. @more: (transfer full) (nullable): of its record. */
static void
show_text (Fixture *self, const char *text, double s, json_t *more)
{
  gsize n = strlen (text);
  char hash[TC_SHA256_CHARS];
  TcFault *fault = NULL;
  g_autoptr (TcDocument) document = tc_document_parse (text, n, &fault);
  g_autoptr (GBytes) bytes = g_bytes_new (text, n);

  g_assert_nonnull (document);
  const TcSnapshot *snapshot = document->snapshot;
  tc_asrun_sha256 (text, n, hash);
  __atomic_store_n (&self->wall_us, snapshot->time_us, __ATOMIC_RELAXED);
  __atomic_store_n (&self->frame, (gint64)(s * FPS), __ATOMIC_RELAXED);
  tc_asrun_keep (self->log, bytes);
  tc_asrun_set_document (self->log, snapshot->epoch, snapshot->revision, hash);
  json_t *what = json_pack ("{s:s, s:b, s:s, s:i}", "kind", "document", "seen", TRUE,
                            "phase", tc_phase_name (snapshot->phase), "waited_ms", 0);
  if (snapshot->current.unit) {
    json_object_set_new (what, "unit", json_string (snapshot->current.unit));
    json_object_set_new (what, "name", json_string (snapshot->current.name));
    json_object_set_new (what, "order", json_integer (snapshot->current.order));
  }
  json_object_update (what, more);
  json_decref (more);
  note (self, NULL, TRUE, what);
}

/* One of tests/data. */
static void
show_document (Fixture *self, const char *name, double s)
{
  g_autofree char *text = read_data (name);

  show_text (self, text, s, NULL);
}

static void
move_to (Fixture *self, double s)
{
  gint64 frame = (gint64)(s * FPS);
  gint64 us = (frame - next_frame (self)) * G_USEC_PER_SEC / FPS;

  __atomic_add_fetch (&self->wall_us, us, __ATOMIC_RELAXED);
  __atomic_store_n (&self->frame, frame, __ATOMIC_RELAXED);
}

static void
take (Fixture *self, const char *scene, const char *transition, double s)
{
  move_to (self, s);
  tc_asrun_set_scene (self->log, scene);
  note (self, "mei", TRUE,
        json_pack ("{s:s, s:s, s:s, s:s}", "kind", "take", "name", scene, "transition",
                   transition, "answer", "done"));
}

G_GNUC_UNUSED static void
move_bar (Fixture *self, const char *scene, double position, double s)
{
  json_t *what = json_pack ("{s:s, s:f, s:s}", "kind", "tbar", "position", position,
                            "answer", "done");

  move_to (self, s);
  if (position >= 1)
    json_object_set_new (what, "name", json_string (scene));
  note (self, "mei", position >= 1, what);
}

G_GNUC_UNUSED static void
do_switch (Fixture *self, const char *kind, const char *name, gboolean on, double s)
{
  move_to (self, s);
  note (self, "mei", FALSE,
        json_pack ("{s:s, s:s?, s:b, s:s}", "kind", kind, "name", name, "on", on,
                   "answer", "done"));
}

/* --- the program ------------------------------------------------------------------ */

/* @line: words; "@/" is the test's folder, "@LOG" the log's. In the top folder. */
static void
run (Fixture *self, const char *line)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("TC_BUILD"), "tallycast", NULL);
  g_autofree char *folder = g_strconcat (self->dir, "/", NULL);
  g_autofree char *whole = g_strconcat (program, " ", line, NULL);
  g_autoptr (GString) text = g_string_new (whole);
  g_autoptr (GError) error = NULL;
  int wait_status = 0;

  g_string_replace (text, "@LOG", self->asrun, 0);
  g_string_replace (text, "@/", folder, 0);
  g_auto (GStrv) argv = g_strsplit (text->str, " ", -1);
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
  g_spawn_sync (g_getenv ("TC_TOP"), argv, NULL, G_SPAWN_DEFAULT, NULL, NULL,
                &self->out, &self->err, &wait_status, &error);
  g_assert_no_error (error);
  self->status = g_spawn_check_wait_status (wait_status, &error) ? 0
                 : error->domain == G_SPAWN_EXIT_ERROR           ? error->code
                                                                 : -1;
}

static void
run_well (Fixture *self, const char *line)
{
  run (self, line);
  g_test_message ("%s%s", self->out, self->err);
  g_assert_cmpint (self->status, ==, 0);
}

static void
assert_says (const char *text, const char *wanted)
{
  if (!strstr (text, wanted))
    g_error ("'%s' is not in: %s", wanted, text);
}

G_GNUC_UNUSED static char *
sha256_of (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, n);
}

static gboolean
is_same_picture (Fixture *self, const char *name, const char *other)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *other_path = g_build_filename (self->dir, other, NULL);
  g_autofree char *bytes = NULL, *other_bytes = NULL;
  gsize n, n_other;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (g_file_get_contents (other_path, &other_bytes, &n_other, NULL));
  return n == n_other && memcmp (bytes, other_bytes, n) == 0;
}

G_GNUC_UNUSED static void
assert_same_picture (Fixture *self, const char *name, const char *other)
{
  g_assert_true (is_same_picture (self, name, other));
}

G_GNUC_UNUSED static void
assert_other_picture (Fixture *self, const char *name, const char *other)
{
  g_assert_false (is_same_picture (self, name, other));
}
