/* SPDX-License-Identifier: MIT
 *
 * `tallycast verify` as a program, on a log that the writer itself has written: what
 * the public saw is what `render` draws of the same documents and takes.
 */
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

  settings.open = json_pack ("{s:{s:i, s:i, s:s, s:i, s:s, s:s, s:s}}", "programme",
                             "width", 640, "height", 360, "fps", "25/1", "delay_ms", 0,
                             "language", "zh-CN", "theme", "azure", "scene", "clean");
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

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  self->dir = g_dir_make_tmp ("tc-verify-XXXXXX", NULL);
  self->asrun = g_build_filename (self->dir, "asrun", NULL);
  self->overlays = g_build_filename (g_getenv ("TC_TOP"), "overlays", NULL);
  self->clock = (TcClock){mono_ns, wall_us, self};
  tc_rfc3339_parse ("2026-11-23T09:46:00+08:00", &self->wall_us, NULL);
  open_log (self);
  add_files (paths, self->overlays);
  g_ptr_array_add (paths, NULL);
  tc_asrun_keep_files (self->log, 0, self->overlays, (const char *const *)paths->pdata,
                       NULL);
  note (self, NULL, FALSE, json_pack ("{s:s}", "kind", "start"));
  note (self, NULL, FALSE, json_pack ("{s:s, s:b}", "kind", "live", "on", TRUE));
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
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

static void
move_bar (Fixture *self, const char *scene, double position, double s)
{
  json_t *what = json_pack ("{s:s, s:f, s:s}", "kind", "tbar", "position", position,
                            "answer", "done");

  move_to (self, s);
  if (position >= 1)
    json_object_set_new (what, "name", json_string (scene));
  note (self, "mei", position >= 1, what);
}

static void
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

static char *
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

static void
assert_same_picture (Fixture *self, const char *name, const char *other)
{
  g_assert_true (is_same_picture (self, name, other));
}

static void
assert_other_picture (Fixture *self, const char *name, const char *other)
{
  g_assert_false (is_same_picture (self, name, other));
}

/* --- what the public saw ---------------------------------------------------------- */

static void
test_standing (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  run_well (self, "verify @LOG --at 100 -o @/seen.png");
  assert_says (self->out, "scene unit, since frame 0, taken by mei, organizer");
  assert_says (self->out, "epoch 01J9ZKR4T7");
  run_well (self, "render unit --data tests/data/presenting.json --at 4 --size 640x360 "
                  "-o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
}

/* In the middle of a ballot's count, and of a take. */
static void
test_moving (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const render = "render unit --data tests/data/presenting.json --data "
                             "tests/data/scoring-open.json@2 --then score@3 --data "
                             "tests/data/scoring-published.json@8 --size 640x360";
  static const char *const moments[] = {"78", "204"};

  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  show_document (self, "scoring-open.json", 2);
  take (self, "score", "scene", 3);
  show_document (self, "scoring-published.json", 8);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++) {
    double s = g_ascii_strtod (moments[i], NULL) / FPS;
    g_autofree char *verify =
        g_strdup_printf ("verify @LOG --at %s -o @/seen.png", moments[i]);
    g_autofree char *again = g_strdup_printf ("%s --at %.2f -o @/drawn.png", render, s);

    run_well (self, verify);
    run_well (self, again);
    assert_same_picture (self, "seen.png", "drawn.png");
  }
  run_well (self, "verify @LOG --at 100");
  assert_says (self->out, "scene score");
  assert_says (self->out, "phase scoring, unit u17");
}

/* Half way the picture is neither scene; at its end the bar was a take. */
static void
test_bar (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *half = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  show_document (self, "scoring-open.json", 0);
  take (self, "unit", "scene", 0);
  note (self, "mei", FALSE,
        json_pack ("{s:s, s:s, s:s}", "kind", "preview", "name", "score", "answer",
                   "done"));
  move_bar (self, "score", 0.5, 3);
  move_bar (self, "score", 1, 5);
  run_well (self, "verify @LOG --at 74 -o @/before.png");
  run_well (self, "verify @LOG --at 100 -o @/half.png");
  assert_says (self->out, "scene unit, since frame 0, taken by mei, organizer");
  run_well (self, "verify @LOG --at 200 -o @/seen.png");
  assert_says (self->out, "scene score, since frame 125, taken by mei, organizer");
  run_well (self, "render score --data tests/data/scoring-open.json --at 8 --size "
                  "640x360 -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  before = sha256_of (self, "before.png");
  half = sha256_of (self, "half.png");
  after = sha256_of (self, "seen.png");
  g_assert_cmpstr (half, !=, before);
  g_assert_cmpstr (half, !=, after);
}

static void
test_switched_off (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  do_switch (self, "panic", NULL, TRUE, 4);
  do_switch (self, "panic", NULL, FALSE, 8);
  do_switch (self, "keyer", "clock", FALSE, 12);
  run_well (self, "verify @LOG --at 150");
  assert_says (self->out, "panic, since frame 100");
  run_well (self, "verify @LOG --at 275 -o @/back.png");
  run_well (self,
            "render unit --data tests/data/presenting.json --at 11 --size 640x360 "
            "-o @/drawn.png");
  assert_same_picture (self, "back.png", "drawn.png");
  run_well (self, "verify @LOG --at 400 -o @/without.png");
  assert_says (self->out, "off: clock");
  assert_other_picture (self, "without.png", "back.png");
}

static char *
replaced (const char *text, const char *from, const char *to)
{
  GString *changed = g_string_new (text);

  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  return g_string_free (changed, FALSE);
}

/* The backend says at second 4 that a score may not be seen: it goes at once, though
 * the document that says so takes effect at second 8. */
static void
test_taken_back (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *open = read_data ("scoring-open.json");
  g_autofree char *newer = replaced (open, "\"revision\": 412", "\"revision\": 413");
  g_autofree char *sealed = replaced (newer, "\"live\"", "\"after_publish\"");
  g_autofree char *path = g_build_filename (self->dir, "sealed.json", NULL);

  show_text (self, open, 0, NULL);
  take (self, "score", "cut", 0);
  show_text (self, open, 4, json_pack ("{s:b}", "retracted", TRUE));
  show_text (self, sealed, 8, json_pack ("{s:i}", "waited_ms", 4000));
  g_assert_true (g_file_set_contents (path, sealed, -1, NULL));
  run_well (self, "verify @LOG --at 75 -o @/seen.png");
  run_well (self,
            "render score --data tests/data/scoring-open.json --at 3 --size 640x360 "
            "--transition cut -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  run_well (self, "verify @LOG --at 175 -o @/without.png");
  assert_other_picture (self, "without.png", "drawn.png");
  run_well (self, "verify @LOG --at 300 -o @/seen.png");
  run_well (self,
            "render score --data tests/data/scoring-open.json --data "
            "@/sealed.json@8 --at 12 --size 640x360 --transition cut -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  assert_other_picture (self, "without.png", "drawn.png");
}

/* The operator says who is on stage; what comes from disk shows no score. */
static void
test_by_hand (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *roster = read_data ("roster.json");
  g_autofree char *text = read_data ("presenting.json");
  g_autofree char *open = read_data ("scoring-open.json");
  g_autoptr (GBytes) bytes = g_bytes_new (roster, strlen (roster));
  char hash[TC_SHA256_CHARS];

  tc_asrun_sha256 (roster, strlen (roster), hash);
  tc_asrun_keep (self->log, bytes);
  show_text (self, text, 0, json_pack ("{s:s}", "roster", hash));
  take (self, "unit", "cut", 0);
  show_text (self, text, 4, json_pack ("{s:s, s:s}", "roster", hash, "manual", "u05"));
  show_text (self, open, 8, json_pack ("{s:b}", "restored", TRUE));
  take (self, "score", "cut", 8);
  run_well (self, "verify @LOG --at 75 -o @/before.png");
  run_well (self, "verify @LOG --at 175 -o @/by-hand.png");
  assert_says (self->out, "(picked by hand)");
  assert_other_picture (self, "before.png", "by-hand.png");
  run_well (self, "verify @LOG --at 300 -o @/restored.png");
  run_well (self,
            "render score --data tests/data/scoring-open.json --at 4 --size 640x360 "
            "-o @/score.png");
  assert_other_picture (self, "restored.png", "score.png");
}

/* What is on the disk now is another scene: the log has the one of then. */
static void
test_old_scene (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *scene = g_build_filename (self->dir, "unit.yaml", NULL);
  const char *const changed[] = {scene, NULL};

  show_document (self, "presenting.json", 0);
  take (self, "unit", "cut", 0);
  g_assert_true (g_file_set_contents (scene, "title: Empty\nlayers: []\n", -1, NULL));
  move_to (self, 10);
  tc_asrun_keep_files (self->log, next_frame (self), self->dir, changed, NULL);
  settle (self);
  run_well (self, "verify @LOG --at 200 -o @/before.png");
  run_well (self, "verify @LOG --at 350 -o @/after.png");
  run_well (self, "render unit --data tests/data/presenting.json --at 8 --size 640x360 "
                  "--transition cut -o @/drawn.png");
  assert_same_picture (self, "before.png", "drawn.png");
  g_autofree char *path = g_build_filename (self->dir, "after.png", NULL);
  g_autofree char *other = g_build_filename (self->dir, "before.png", NULL);
  GStatBuf after, before;
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpint (g_stat (other, &before), ==, 0);
  g_assert_cmpint (after.st_size, <, before.st_size);
}

static void
test_moments (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 2);
  move_to (self, 10);
  note (self, NULL, FALSE, json_pack ("{s:s}", "kind", "close"));
  run_well (self, "verify @LOG --at 40");
  assert_says (self->out, "scene clean, since the start");
  run (self, "verify @LOG --at 2026-11-22T10:00:00+08:00");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->err, "nothing was on the air then, yet");
  run (self, "verify @LOG --at 2026-11-23T12:00:00+08:00");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->err, "run 1 ended at frame 250");
  run (self, "verify @LOG --at tomorrow");
  g_assert_cmpint (self->status, ==, 64);
  run (self, "verify @LOG --at 5 --run 2");
  assert_says (self->err, "there is no run 2");
}

/* --- verdicts --------------------------------------------------------------------- */

static void
test_open_tail (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  take (self, "unit", "scene", 2);
  do_switch (self, "panic", NULL, TRUE, 4);
  run_well (self, "verify @LOG");
  assert_says (self->out, "signed; tail open since 2026-11-23T");
  assert_says (self->out, ": 1 records");
  run_well (self, "verify @LOG --at 110");
  assert_says (self->out, "nobody vouches for this");
  g_clear_pointer (&self->log, tc_asrun_free);
  run_well (self, "verify @LOG");
  assert_says (self->out, "signed; closed ");
}

static void
test_lost_object (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  json_t *status = tc_asrun_status (self->log);
  json_decref (status);
  g_autofree char *objects = g_build_filename (self->asrun, TC_ASRUN_OBJECTS, NULL);
  g_autoptr (GDir) dir = g_dir_open (objects, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (objects, name, NULL);
    g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  }
  run (self, "verify @LOG");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->out, "is not what it was");
  run (self, "verify @LOG --at 100 -o @/seen.png");
  g_assert_cmpint (self->status, ==, 65);
}

static void
test_known_head (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  take (self, "unit", "scene", 2);
  g_autofree char *head = tc_asrun_dup_head (self->log);
  g_autofree char *good =
      g_strdup_printf ("verify @LOG --head tallycast-20261123-101112-%s-2.mp4", head);
  run_well (self, good);
  run (self, "verify @LOG --head 500:0123456789ab");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->out, ": truncated: ");
  run (self, "verify @LOG --head nothing");
  g_assert_cmpint (self->status, ==, 64);
  run_well (self, "verify @LOG --key @LOG/key.pub");
  run (self, "verify @LOG --key "
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->out, "wrongly signed: it is signed by another key");
}

/* --- exports ---------------------------------------------------------------------- */

static void
play_meeting (Fixture *self)
{
  show_document (self, "standby.json", 0);
  show_document (self, "presenting.json", 61.5);
  show_document (self, "scoring-open.json", 100);
  show_document (self, "ranking.json", 4000);
  move_to (self, 4100);
  note (self, "=cmd|' /C calc'!A0", TRUE, json_pack ("{s:s}", "kind", "clear"));
}

static void
test_chapters (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  play_meeting (self);
  run_well (self, "verify @LOG --chapters youtube");
  g_assert_cmpstr (self->out, ==,
                   "00:00 开场\n01:01 3. 住房和城乡建设委员会\n1:06:40 排名\n");
  run_well (self, "verify @LOG --chapters youtube --from 1500");
  g_assert_cmpstr (self->out, ==, "00:00 3. 住房和城乡建设委员会\n1:05:40 排名\n");
  run_well (self, "verify @LOG --webvtt");
  g_assert_cmpstr (self->out, ==,
                   "WEBVTT\n\n1\n00:00:00.000 --> 00:01:01.480\n开场\n\n2\n"
                   "00:01:01.480 --> 01:06:40.000\n3. 住房和城乡建设委员会\n\n3\n"
                   "01:06:40.000 --> 01:08:20.000\n排名\n");
  run_well (self, "verify @LOG --chapters mp4");
  assert_says (self->out,
               ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=61480\n"
               "title=开场\n");
  assert_says (self->err, "whole up to");
}

static void
test_csv (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  play_meeting (self);
  run_well (self, "verify @LOG --csv");
  g_auto (GStrv) lines = g_strsplit (self->out, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==,
                   "\"n\",\"time\",\"frame\",\"who\",\"role\",\"scene\",\"epoch\","
                   "\"revision\",\"document\",\"kind\",\"what\"");
  assert_says (lines[1], "\"open\"");
  assert_says (self->out, "\"'=cmd|' /C calc'!A0\"");
  g_assert_cmpuint (g_strv_length (lines), >=, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func) \
  g_test_add ("/app/verify/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("a-standing-picture-is-drawn-again", test_standing);
  TEST ("a-moving-picture-is-drawn-again", test_moving);
  TEST ("where-the-t-bar-stood-is-drawn-again", test_bar);
  TEST ("what-was-off-the-air-is-off", test_switched_off);
  TEST ("a-score-that-was-taken-back-is-gone", test_taken_back);
  TEST ("who-was-picked-by-hand-is-shown-by-hand", test_by_hand);
  TEST ("scenes-are-those-of-then", test_old_scene);
  TEST ("a-moment-is-a-frame-or-a-time", test_moments);
  TEST ("a-tail-is-open-until-it-is-closed", test_open_tail);
  TEST ("an-object-that-was-changed-is-found", test_lost_object);
  TEST ("a-known-head-and-a-known-key-are-asked", test_known_head);
  TEST ("chapters-are-units-and-phases", test_chapters);
  TEST ("a-spreadsheet-takes-no-formula", test_csv);
#undef TEST
  return g_test_run ();
}
